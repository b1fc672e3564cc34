"""`tiepnhan rejections`: what was returned, refused, quarantined or expired, and why; counts by reason; CSV."""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from datetime import datetime

from casework.calendar import VIETNAM
from casework.errors import UsageError
from frontdesk.house import open_ledger
from frontdesk.law_folder import open_regulations
from frontdesk.settings import load_settings
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
    parser.add_argument("--csv", action="store_true", help="as CSV, for a spreadsheet")
    parser.add_argument("--counts", action="store_true", help="only how often each reason occurred")


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
        since=_day(options.since, end=False),
        until=_day(options.until, end=True),
    )
    if options.counts:
        _counts(found)
    elif options.csv:
        _csv(found)
    else:
        for entry in found:
            when = entry.decided_at.astimezone(VIETNAM)
            print(f"{entry.ref}  {when:%H:%M %d/%m/%Y}  {entry.disposition}  {' '.join(entry.codes)}")
            print(f"    {entry.title} — {entry.sender} ({entry.unit or 'ngoài danh bạ'})")
            for reason in entry.reasons:
                print(f"    · {reason}")
    return 0


def _day(text: str | None, *, end: bool) -> datetime | None:
    if not text:
        return None
    try:
        day = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{text}: expected a date as 2026-08-28") from error
    if end and len(text) == 10:
        day = day.replace(hour=23, minute=59, second=59, microsecond=999999)
    return day if day.tzinfo else day.replace(tzinfo=VIETNAM)


def _counts(found: tuple[Rejection, ...]) -> None:
    by_reason = Counter((entry.portal, code) for entry in found for code in entry.codes or (entry.disposition,))
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
                entry.disposition,
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
