"""A change of the directory in words: the dry run of an import, what a command did, the log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from casework.calendar import VIETNAM, say_day, say_moment
from casework.directory import Person
from casework.directory_change import Change, ChangeKind
from casework.directory_table import COLUMNS, ROLE_WORDS, BadCell, cells_of, person_of_line
from store.directory import LoggedChange

__all__ = ["change_lines", "count_words", "entry_lines", "log_lines", "short_line"]

_SIGNS = {ChangeKind.ADDED: "+", ChangeKind.CHANGED: "~", ChangeKind.REMOVED: "-", ChangeKind.MOVED: ">"}
_COUNTS = {
    ChangeKind.ADDED: "thêm",
    ChangeKind.CHANGED: "sửa",
    ChangeKind.REMOVED: "rời",
    ChangeKind.MOVED: "đổi địa chỉ",
}


def short_line(person: Person) -> str:
    """One person in a line: address, name, function or role, unit."""
    role = ROLE_WORDS[person.role]
    what = f"{role} ({person.function})" if person.function else role
    return f"{person.address}  {person.name}, {what}" + (f", {person.unit}" if person.unit else "")


def change_lines(change: Change) -> tuple[str, ...]:
    """The change, the first line with its sign, the others indented."""
    return (f"{_SIGNS[change.kind]} {short_line(change.person)}", *(f"    {line}" for line in _details(change)))


def count_words(changes: tuple[Change, ...]) -> str:
    """“thêm 2, sửa 1, rời 1”."""
    counts = [(word, sum(1 for c in changes if c.kind is kind)) for kind, word in _COUNTS.items()]
    return ", ".join(f"{word} {number}" for word, number in counts if number) or "không có gì khác"


def entry_lines(person: Person, now: datetime) -> tuple[str, ...]:
    """An entry in full, a column a line."""
    if person.stands(now):
        state = "đang có hiệu lực"
    else:
        state = "đã rời" if person.until is not None and person.until <= now else "chưa có hiệu lực"
    said = zip(COLUMNS, cells_of(person), strict=True)
    return (f"{short_line(person)}: {state}", *(f"    {heading}: {cell}" for (heading, _), cell in said if cell))


def log_lines(logged: LoggedChange) -> tuple[str, ...]:
    """One line of the log with what changed below it."""
    reason = f"; lý do: {logged.reason}" if logged.reason else ""
    head = f"{say_moment(logged.at)}, {logged.by} (phiên bản {logged.version}){reason}"
    try:
        change = Change(logged.kind, person_of_line(logged.before), person_of_line(logged.after))
    except BadCell:  # written by another version of this program: shown as it stands
        return head, f"{_SIGNS[logged.kind]} {logged.before or '∅'} → {logged.after or '∅'}"
    return head, *change_lines(change)


def _details(change: Change) -> Iterator[str]:
    before, after = change.before, change.after
    if change.kind is ChangeKind.MOVED and after is not None and after.since is not None:
        yield f"địa chỉ mới {after.address}, dùng từ {_from(after.since)}; đến lúc đó vẫn dùng {change.person.address}"
    elif change.kind is ChangeKind.REMOVED:
        until = after.until if after else None
        yield f"rời từ {_from(until)}; hồ sơ cũ giữ nguyên" if until else "xóa, vì chưa từng có hiệu lực"
    elif change.kind is ChangeKind.ADDED and after is not None and after.since is not None:
        yield f"từ {_from(after.since)}"
    if before is not None and after is not None:
        hidden = {"address", "until"} if change.kind is not ChangeKind.CHANGED else set()
        if change.kind is ChangeKind.MOVED:
            hidden.add("since")
        for (heading, key), was, is_now in zip(COLUMNS, cells_of(before), cells_of(after), strict=True):
            if was == is_now or key in hidden:
                continue
            if key == "since" and after.since is not None:
                yield f"từ {_from(after.since)}"
            else:
                yield f"{heading}: “{was}” → “{is_now}”"


def _from(at: datetime) -> str:
    """A day where it begins with the day, else the instant."""
    local = at.astimezone(VIETNAM)
    midnight = local - timedelta(hours=local.hour, minutes=local.minute, seconds=local.second)
    return say_day(local.date()) if local == midnight else say_moment(local)
