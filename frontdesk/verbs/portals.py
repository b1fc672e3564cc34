"""`tiepnhan portals`: what each portal demands, and where its regulation is silent. --check refuses a wrong file."""

from __future__ import annotations

import argparse
from pathlib import Path

from casework.finding import Severity
from casework.portal import Portal, Senders
from frontdesk.law_folder import REGULATIONS, open_regulations
from frontdesk.regulations import load
from frontdesk.settings import load_settings
from frontdesk.words import COUNTING_WORDS, MEANS_WORDS, SEVERITY_WORDS
from validators.registry import off_codes

__all__ = ["arguments", "run"]


#: The rule on a sender whose domain is not the portal's.
_STRANGERS = "SND101"


def arguments(parser: argparse.ArgumentParser) -> None:
    """--check judges the files and prints nothing but what is wrong."""
    parser.add_argument(
        "--check", action="store_true", help="exit 2 naming file, key, expected and got where a file is wrong"
    )
    parser.add_argument(
        "--folder", type=Path, help="a folder of regulation files (default: config's, else the program's own)"
    )
    parser.add_argument("portal", nargs="?", metavar="ID")


def run(options: argparse.Namespace) -> int:
    """One block a portal."""
    if options.folder:
        regulations = load(options.folder)
    elif options.config.exists():
        regulations = open_regulations(load_settings(options.config))
    else:
        regulations = load(REGULATIONS)
    if options.check:
        print(f"{len(regulations.portals)} cổng, tệp quy định hợp lệ.")
        return 0
    for portal in [regulations.portal(options.portal)] if options.portal else regulations.portals:
        _show(portal)
    return 0


def _senders(portal: Portal) -> str:
    """Who is let in, and what becomes of the others' mail."""
    setting = portal.rule(_STRANGERS)
    if portal.open_to_all or setting is None:
        return "mọi người"
    others = "phải có xác nhận và thông tin liên hệ" if portal.open_with_proof else SEVERITY_WORDS[setting.severity]
    return f"{', '.join(portal.domains)} và người trong danh bạ; người khác: {others} ({', '.join(setting.cites)})"


def _show(portal: Portal) -> None:
    print(f"{portal.id}: {portal.name}")
    print(f"  Hộp thư: {portal.address or '(quy định không nêu)'}; đơn vị vận hành: {portal.operator}")
    print(f"  Ai gửi được: {_senders(portal)}")
    for proof in portal.proof:
        who = "người của cổng" if proof.who is Senders.STAFF else "mọi người gửi"
        means = " hoặc ".join(MEANS_WORDS[m] for m in proof.means)
        print(f"  Chứng minh ({who}): {means} — {proof.of} ({', '.join(proof.cites)})")
    print(f"  Chuyên mục: {len(portal.columns)}; bộ phận: {', '.join(d.name for d in portal.desks)}")
    for deadline in portal.deadlines:
        print(f"  Hạn: {deadline.name}: {deadline.hours:g} giờ ({COUNTING_WORDS[deadline.counting]}, {deadline.cite})")
    for setting in sorted(portal.rules, key=lambda r: (-r.severity.weight, r.code)):
        if setting.severity is not Severity.OFF:
            floor = " (sàn chung)" if setting.house else ""
            print(f"  {SEVERITY_WORDS[setting.severity]:7} {setting.code}  {', '.join(setting.cites)}{floor}")
    off = off_codes(portal)
    print(f"  tắt     {' '.join(off) or '(không)'}")
    for line in portal.silent:
        print(f"  Quy định không đặt ra: {line}")
    for entry in portal.addresses_to_set:
        print(f"  CẦN ĐẶT ĐỊA CHỈ trong config.toml [addresses]: {entry}")
    print()
