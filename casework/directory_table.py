"""The directory as a table of words: its columns, and one person as one row. Files and the log of changes share it.

Days are written as people do. “Từ ngày 1/9/2026” begins with that day, “đến ngày 1/9/2026” still includes it; with an
hour behind the day both are that very instant.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from casework.calendar import VIETNAM
from casework.directory import Person, Role
from casework.vietnamese import repair, squeeze

__all__ = [
    "COLUMNS", "NEEDED", "ROLE_WORDS", "BadCell", "cells_of", "line_of", "person_of", "person_of_line", "read_since",
    "read_until", "role_of", "say_since", "say_until",
]  # fmt: skip

#: Column headings; the Vietnamese ones are what `directory export` writes, the English ones are accepted too.
COLUMNS: tuple[tuple[str, str], ...] = (
    ("địa chỉ", "address"),
    ("họ tên", "name"),
    ("đơn vị", "unit"),
    ("vai trò", "role"),
    ("chức vụ", "function"),
    ("cổng", "portals"),
    ("lĩnh vực", "fields"),
    ("điện thoại", "telephone"),
    ("từ ngày", "since"),
    ("đến ngày", "until"),
    ("chứng thư", "certificate"),
)
#: Without these columns a file is no directory.
NEEDED = ("address", "name", "unit", "role")

_ROLES = {
    "lãnh đạo": Role.LEADER,
    "phó": Role.DEPUTY,
    "ký thay": Role.SUBSTITUTE,
    "đầu mối": Role.LIAISON,
    "nhân viên": Role.STAFF,
    "cộng tác viên": Role.COLLABORATOR,
    "báo chí": Role.PRESS,
}
_OTHER_WORDS = {"trưởng": Role.LEADER, "người ký thay": Role.SUBSTITUTE}
ROLE_WORDS = {role: word for word, role in _ROLES.items()}

_DAY = ("%d/%m/%Y", "%Y-%m-%d")
_MINUTE = ("%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M")
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")


class BadCell(ValueError):
    """A cell that says nothing we understand; the text is a Vietnamese sentence that names what stood there."""


def person_of(cells: Sequence[str]) -> Person:
    """The person of one row, cells in the order of :data:`COLUMNS`; raises :class:`BadCell`."""
    address, name, unit, role, function, portals, fields, telephone, since, until, certificate = map(_clean, cells)
    if address.count("@") != 1 or not address.split("@")[0] or not address.split("@")[1]:
        raise BadCell(f"địa chỉ thư điện tử không đúng: “{address}”")
    return Person(
        address=address.lower(),
        name=name,
        unit=unit,
        role=role_of(role),
        portals=tuple(portals.lower().replace(",", " ").replace(";", " ").split()),
        telephone=telephone,
        since=read_since(since),
        until=read_until(until),
        function=function,
        fields=tuple(field for part in fields.split(";") if (field := part.strip())),
        certificate=_fingerprint(certificate),
    )


def cells_of(person: Person) -> tuple[str, ...]:
    """What :func:`person_of` reads back."""
    return (
        person.address,
        person.name,
        person.unit,
        ROLE_WORDS[person.role],
        person.function,
        " ".join(person.portals),
        "; ".join(person.fields),
        person.telephone,
        say_since(person.since),
        say_until(person.until),
        person.certificate,
    )


def line_of(person: Person | None) -> str:
    """One line of CSV, for the log; empty for nobody."""
    if person is None:
        return ""
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(cells_of(person))
    return out.getvalue()


def person_of_line(line: str) -> Person | None:
    """The person of a line of the log; ``None`` for an empty one. Raises :class:`BadCell`."""
    if not line:
        return None
    cells = next(csv.reader([line]))
    if len(cells) != len(COLUMNS):
        raise BadCell(f"dòng có {len(cells)} ô, cần {len(COLUMNS)}")
    return person_of(cells)


def role_of(word: str) -> Role:
    """“phó”, “Ký thay”, “liaison”; raises :class:`BadCell`."""
    lowered = _clean(word).lower()
    found = _ROLES.get(lowered) or _OTHER_WORDS.get(lowered) or next((r for r in Role if r.value == lowered), None)
    if found is None:
        raise BadCell(f"vai trò “{word}” không có; cần: {', '.join(_ROLES)}")
    return found


def read_since(text: str) -> datetime | None:
    """The first instant of a day, or the instant itself; ``None`` for no words. Raises :class:`BadCell`."""
    return _instant(text)[0]


def read_until(text: str) -> datetime | None:
    """The first instant *after* a day, or the instant itself; ``None`` for no words. Raises :class:`BadCell`."""
    at, whole_day = _instant(text)
    return at + timedelta(days=1) if at and whole_day else at


def say_since(at: datetime | None) -> str:
    """“01/09/2026”, with the hour where it is not midnight."""
    return _say(at) if at else ""


def say_until(at: datetime | None) -> str:
    """The last day, or the instant where it is not midnight."""
    if at is None:
        return ""
    return _say(at - timedelta(days=1)) if _is_midnight(at) else _say(at)


def _instant(text: str) -> tuple[datetime | None, bool]:
    if not (text := _clean(text)):
        return None, False
    for forms, whole_day in ((_DAY, True), (_MINUTE, False)):
        for form in forms:
            try:
                return datetime.strptime(text, form).replace(tzinfo=VIETNAM), whole_day
            except ValueError:
                continue
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise BadCell(f"ngày “{text}” không đúng; cần dạng 28/8/2026 hoặc 28/8/2026 16:40") from None
    return at if at.tzinfo else at.replace(tzinfo=VIETNAM), False


def _say(at: datetime) -> str:
    local = at.astimezone(VIETNAM)
    if _is_midnight(local):
        return f"{local:%d/%m/%Y}"
    return local.isoformat() if local.second or local.microsecond else f"{local:%d/%m/%Y %H:%M}"


def _is_midnight(at: datetime) -> bool:
    local = at.astimezone(VIETNAM)
    return not (local.hour or local.minute or local.second or local.microsecond)


def _fingerprint(text: str) -> str:
    bare = re.sub(r"[\s:]", "", text).lower()
    if bare and not _FINGERPRINT.fullmatch(bare):
        raise BadCell(f"chứng thư “{text}” không phải SHA-256 (64 chữ số thập lục phân)")
    return bare


def _clean(text: str) -> str:
    """Letters as the rest of the house compares them: composed, blanks single."""
    return squeeze(repair(text))
