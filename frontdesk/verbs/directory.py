"""`tiepnhan directory list|import|export`: units, leaders, liaisons."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from casework.directory import Person
from casework.errors import UsageError
from frontdesk.house import open_ledger
from frontdesk.people import ROLE_WORDS, read_people, write_people
from frontdesk.settings import load_settings

__all__ = ["arguments", "run"]


def arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, with which file, by whom."""
    parser.add_argument("what", choices=("list", "import", "export"))
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE.csv")
    parser.add_argument("--by", default="", help="who changes the directory (needed to import)")
    parser.add_argument("--apply", action="store_true", help="really import; without it only the differences are shown")


def run(options: argparse.Namespace) -> int:
    """Import shows the differences first and changes nothing without --apply."""
    ledger = open_ledger(load_settings(options.config))
    now = ledger.directory()
    if options.what in ("list", "export"):
        text = write_people(now.people)
        if options.file:
            options.file.write_text(text, encoding="utf-8-sig")
        else:
            sys.stdout.write(text)
        return 0
    if options.file is None:
        raise UsageError("directory import: which FILE.csv?")
    people = read_people(options.file)
    if not people:
        raise UsageError(f"{options.file}: không có người nào; danh bạ trống sẽ biến mọi người gửi thành người lạ")
    _show_differences(now.people, people)
    if not options.apply:
        print("Chưa thay đổi gì. Thêm --apply --by TÊN để ghi.", file=sys.stderr)
        return 0
    if not options.by:
        raise UsageError("directory import --apply: --by says who changes the directory")
    version = ledger.set_directory(people, by=options.by)
    print(f"Danh bạ phiên bản {version}: {len(people)} người.")
    return 0


def _show_differences(old: tuple[Person, ...], new: tuple[Person, ...]) -> None:
    before = {(p.address, p.unit, p.role): p for p in old}
    after = {(p.address, p.unit, p.role): p for p in new}
    for key in sorted(before.keys() | after.keys()):
        if before.get(key) == after.get(key):
            continue
        sign = "-" if key not in after else "+" if key not in before else "~"
        person = after.get(key) or before[key]
        print(f"{sign} {person.address}  {person.name}, {person.unit}, {ROLE_WORDS[person.role]}")
