"""`tiepnhan rejections`: what was returned, refused, quarantined or expired, and why; counts by reason; CSV."""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter

from casework.calendar import VIETNAM
from casework.errors import UsageError
from frontdesk.house import open_ledger
from frontdesk.instants import read_instant
from frontdesk.law_folder import open_regulations
from frontdesk.report import json_line
from frontdesk.settings import load_settings
from frontdesk.words import REJECTION_WORDS
from store.records import Rejection
from validators.redirects import resolve
from validators.registry import RULES

__all__ = ["arguments", "run"]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Filters; they narrow each other."""
    parser.add_argument("--portal", metavar="ID")
    parser.add_argument("--rule", metavar="CODE")
    parser.add_argument("--unit")
    parser.add_argument("--sender")
    parser.add_argument("--since", metavar="DATE")
    parser.add_argument("--until", metavar="DATE", help="up to the end of this day")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--csv", action="store_true", help="as CSV, for a spreadsheet")
    form.add_argument("--json", action="store_true", help="one JSON object a line")
    form.add_argument("--counts", action="store_true", help="only how often each reason occurred")


def run(options: argparse.Namespace) -> int:
    """`tiepnhan case REF` shows one of them in full: findings, the exact letter, the raw mail."""
    settings = load_settings(options.config)
    ledger = open_ledger(settings)
    if options.portal:
        open_regulations(settings).portal(options.portal)
    if options.rule and resolve(options.rule.upper()) not in RULES:
        raise UsageError(f"--rule {options.rule}: không có mã này; có: {', '.join(RULES)}")
    found = ledger.rejections(
        portal=options.portal,
        code=resolve(options.rule.upper()) if options.rule else None,
        unit=options.unit,
        sender=options.sender,
        since=read_instant("--since", options.since) if options.since else None,
        until=read_instant("--until", options.until, end_of_day=True) if options.until else None,
    )
    if options.counts:
        _counts(found)
    elif options.csv:
        _csv(found)
    elif options.json:
        for entry in found:
            print(json_line(entry))
    elif not found:
        print("Không có thư nào bị trả lại trong phạm vi đã chọn.")
    else:
        for entry in found:
            when = entry.decided_at.astimezone(VIETNAM)
            print(f"{entry.ref}  {when:%H:%M %d/%m/%Y}  {REJECTION_WORDS[entry.disposition]}  {' '.join(entry.codes)}")
            print(f"    {entry.title} — {entry.sender} ({entry.unit or 'ngoài danh bạ'})")
            for reason in entry.reasons:
                print(f"    · {reason}")
    return 0


def _counts(found: tuple[Rejection, ...]) -> None:
    by_reason = Counter(
        (entry.portal, code) for entry in found for code in entry.codes or (REJECTION_WORDS[entry.disposition],)
    )
    for (portal, code), count in by_reason.most_common():
        print(f"{count:6d}  {portal}  {code}")


def _csv(found: tuple[Rejection, ...]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("hồ sơ", "cổng", "lần xét", "lúc", "kết quả", "mã", "lý do", "người gửi", "đơn vị", "tiêu đề"))
    for entry in found:
        writer.writerow(
            _harmless(cell)
            for cell in (
                entry.ref,
                entry.portal,
                str(entry.revision),
                entry.decided_at.astimezone(VIETNAM).isoformat(timespec="seconds"),
                REJECTION_WORDS[entry.disposition],
                " ".join(entry.codes),
                " | ".join(entry.reasons),
                entry.sender,
                entry.unit,
                entry.title,
            )
        )


def _harmless(cell: str) -> str:
    """A title that begins with = + - @ would run as a formula in the administrator's spreadsheet."""
    return "'" + cell if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
