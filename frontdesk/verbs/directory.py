"""`tiepnhan directory`: units, leaders, liaisons; who changed whom. The only road by which the directory changes."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, datetime

from casework.directory import Person, Snapshot
from casework.directory_table import BadCell, person_of
from casework.errors import UsageError
from casework.noun import Noun
from frontdesk import people_plan
from frontdesk.house import letters_of, open_ledger
from frontdesk.instants import read_instant
from frontdesk.people import read_table, save_people, write_people
from frontdesk.people_arguments import FIELDS, arguments, edited
from frontdesk.people_change import Proposal, announcements, propose, write
from frontdesk.people_words import change_lines, count_words, entry_lines, log_lines, short_line
from frontdesk.pipeline import Letters
from frontdesk.report import json_line
from frontdesk.settings import load_settings
from store.ledger import Ledger

__all__ = ["arguments", "run"]


class Listed(Noun, frozen=True, omit_defaults=False):
    """One entry for a program."""

    address: str
    name: str
    unit: str
    role: str
    function: str
    portals: tuple[str, ...]
    fields: tuple[str, ...]
    telephone: str
    since: datetime | None
    until: datetime | None
    certificate: str
    stands: bool


def run(options: argparse.Namespace) -> int:
    """Reading verbs print; changing ones say what changed and need --by."""
    settings = load_settings(options.config)
    ledger = open_ledger(settings)
    now = datetime.now(UTC)
    if options.what in ("list", "export", "show", "log"):
        return {"list": _list, "export": _export, "show": _show, "log": _log}[options.what](ledger, options, now)
    rooms = letters_of(settings, ledger)
    if options.what == "import":
        return _import(ledger, rooms, options, now)
    return _change(ledger, rooms, options, now)


def _list(ledger: Ledger, options: argparse.Namespace, now: datetime) -> int:
    people = _wanted(ledger.directory(), options, now)
    for person in people:
        print(json_line(_listed(person, now)) if options.json else short_line(person))
    if not people and not options.json:
        print("Không có ai. Nhập danh bạ: tiepnhan directory import TỆP", file=sys.stderr)
    return 0


def _export(ledger: Ledger, options: argparse.Namespace, now: datetime) -> int:
    people = _wanted(ledger.directory(), options, now)
    if options.file:
        save_people(people, options.file)
    else:
        sys.stdout.write(write_people(people))
    return 0


def _show(ledger: Ledger, options: argparse.Namespace, now: datetime) -> int:
    address = options.address.lower()
    found = [p for p in ledger.directory().people if p.address == address]
    logged = ledger.directory_log(address=address)
    if not found and not logged:
        raise UsageError(f"danh bạ chưa từng có {address}")
    for person in found:
        print(json_line(_listed(person, now)) if options.json else "\n".join(entry_lines(person, now)))
    if not options.json:
        for entry in logged:
            print("\n".join(log_lines(entry)))
    return 0


def _log(ledger: Ledger, options: argparse.Namespace, now: datetime) -> int:
    since = read_instant("--since", options.since) if options.since else None
    logged = ledger.directory_log(since=since, address=options.address or "")
    if not logged and not options.json:
        print("Chưa có thay đổi nào được ghi.")
    version = 0
    for entry in logged:
        if options.json:
            print(json_line(entry))
            continue
        head, *lines = log_lines(entry)
        # Who, when and why stand once above all that was changed in one go.
        print("\n".join(lines if entry.version == version else (head, *lines)))
        version = entry.version
    return 0


def _import(ledger: Ledger, rooms: Letters, options: argparse.Namespace, now: datetime) -> int:
    table = read_table(options.file)
    if not table.entries:
        raise UsageError(f"{options.file}: không có người nào; danh bạ trống sẽ biến mọi người gửi thành người lạ")
    old = ledger.directory()
    starts = people_plan.next_working_day(rooms.regulations.calendar, now)
    people = people_plan.imported(old.people, table.people, now, starts, table.unsaid)
    proposal = propose(old, people, rooms, now, table.row_of)
    print(f"Tệp có {len(table.entries)} dòng; so với danh bạ phiên bản {old.version}: {count_words(proposal.changes)}.")
    _show_changes(proposal, table.notes)
    if proposal.found.faults:
        raise UsageError(f"{options.file}: không nhập được\n  " + "\n  ".join(proposal.found.faults))
    if not proposal.changes:
        return 0
    if not options.apply:
        print("Chưa thay đổi gì. Thêm --apply --by TÊN để ghi.", file=sys.stderr)
        return 0
    return _write(proposal, ledger, rooms, options, now)


def _change(ledger: Ledger, rooms: Letters, options: argparse.Namespace, now: datetime) -> int:
    old = ledger.directory()
    proposal = propose(old, _planned(old.people, rooms, options, now), rooms, now)
    if not proposal.changes:
        print("Không có gì khác; danh bạ giữ nguyên.")
        return 0
    _show_changes(proposal, ())
    return _write(proposal, ledger, rooms, options, now)


def _planned(old: tuple[Person, ...], rooms: Letters, options: argparse.Namespace, now: datetime) -> tuple[Person, ...]:
    plans: dict[str, Callable[[], tuple[Person, ...]]] = {
        "add": lambda: people_plan.added(old, _new_person(options), now),
        "set": lambda: people_plan.changed(old, options.address, options.of, now, lambda p: edited(p, options)),
        "leave": lambda: people_plan.left(old, options.address, options.of, now),
        "move": lambda: _moved(old, rooms, options, now),
    }
    return plans[options.what]()


def _moved(old: tuple[Person, ...], rooms: Letters, options: argparse.Namespace, now: datetime) -> tuple[Person, ...]:
    if options.cancel == bool(options.to):
        raise UsageError("directory move: địa chỉ cũ và địa chỉ mới, hoặc địa chỉ cũ với --cancel")
    if options.cancel:
        return people_plan.move_cancelled(old, options.address, now)
    starts = people_plan.next_working_day(rooms.regulations.calendar, now)
    return people_plan.moved(old, options.address, options.to, now, starts)


def _new_person(options: argparse.Namespace) -> Person:
    try:
        return person_of([options.address if key == "address" else getattr(options, key) or "" for key in FIELDS])
    except BadCell as error:
        raise UsageError(f"directory add: {error}") from error


def _write(proposal: Proposal, ledger: Ledger, rooms: Letters, options: argparse.Namespace, now: datetime) -> int:
    if not options.by.strip():
        raise UsageError(f"directory {options.what}: thiếu --by (họ tên người sửa danh bạ)")
    version = write(proposal, ledger, rooms, now, by=options.by.strip(), reason=options.reason)
    current = sum(1 for p in proposal.people if p.stands(now))
    print(f"Danh bạ phiên bản {version}: {current} dòng đang có hiệu lực.")
    for letter in announcements(proposal.changes, rooms, now):
        print(f"Thư báo đổi địa chỉ gửi tới địa chỉ cũ: {letter.to.mailbox}")
    return 0


def _show_changes(proposal: Proposal, notes: tuple[str, ...]) -> None:
    for change in proposal.changes:
        print("\n".join(change_lines(change)))
    for note in (*notes, *proposal.found.doubts):
        print(f"Lưu ý: {note}", file=sys.stderr)


def _wanted(directory: Snapshot, options: argparse.Namespace, now: datetime) -> tuple[Person, ...]:
    """What lasts, or with --all who has left too; of a unit, of a portal."""
    return tuple(
        p
        for p in directory.people
        if (options.all or p.until is None or p.until > now)
        and (not options.unit or p.unit == options.unit)
        and (not options.portal or not p.portals or options.portal in p.portals)
    )


def _listed(person: Person, now: datetime) -> Listed:
    return Listed(
        address=person.address,
        name=person.name,
        unit=person.unit,
        role=person.role.value,
        function=person.function,
        portals=person.portals,
        fields=person.fields,
        telephone=person.telephone,
        since=person.since,
        until=person.until,
        certificate=person.certificate,
        stands=person.stands(now),
    )
