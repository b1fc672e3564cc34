"""The directory as CSV: one person a line, as a spreadsheet writes it (UTF-8, BOM or not; comma or semicolon)."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from casework.calendar import VIETNAM
from casework.directory import Person, Role
from casework.errors import UsageError

__all__ = ["COLUMNS", "ROLE_WORDS", "read_people", "write_people"]

#: Column headings; the Vietnamese ones are what `directory export` writes, the English ones are accepted too.
COLUMNS: tuple[tuple[str, str], ...] = (
    ("địa chỉ", "address"),
    ("họ tên", "name"),
    ("đơn vị", "unit"),
    ("vai trò", "role"),
    ("cổng", "portals"),
    ("điện thoại", "telephone"),
    ("từ ngày", "since"),
    ("đến ngày", "until"),
)
_ROLES = {
    "lãnh đạo": Role.LEADER,
    "phó": Role.DEPUTY,
    "đầu mối": Role.LIAISON,
    "nhân viên": Role.STAFF,
    "cộng tác viên": Role.COLLABORATOR,
    "báo chí": Role.PRESS,
}
ROLE_WORDS = {role: word for word, role in _ROLES.items()}


def read_people(path: Path) -> tuple[Person, ...]:
    """Read the file; raises :class:`UsageError` naming file, line, column, what was expected and what stood there."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: không đọc được (cần CSV mã UTF-8): {error}") from error
    delimiter = ";" if text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",") else ","
    rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    if not rows:
        raise UsageError(f"{path}: tệp trống")
    places = _places(rows[0], path)
    people = [
        _person(row, places, path, number) for number, row in enumerate(rows[1:], 2) if any(c.strip() for c in row)
    ]
    return tuple(people)


def _places(header: Sequence[str], path: Path) -> dict[str, int]:
    found: dict[str, int] = {}
    names = {word: key for pair in COLUMNS for word, key in ((pair[0], pair[1]), (pair[1], pair[1]))}
    for index, heading in enumerate(header):
        key = names.get(heading.strip().lower())
        if key is None:
            raise UsageError(f"{path}, dòng 1: cột lạ “{heading}”; cần: {', '.join(vi for vi, _ in COLUMNS)}")
        found[key] = index
    for key in ("address", "name", "unit", "role"):
        if key not in found:
            raise UsageError(f"{path}, dòng 1: thiếu cột “{next(vi for vi, en in COLUMNS if en == key)}”")
    return found


def _person(row: Sequence[str], places: dict[str, int], path: Path, number: int) -> Person:
    def cell(key: str) -> str:
        index = places.get(key, -1)
        return row[index].strip() if 0 <= index < len(row) else ""

    address = cell("address").lower()
    if address.count("@") != 1 or not address.split("@")[1]:
        raise UsageError(f"{path}, dòng {number}: địa chỉ thư điện tử không đúng: “{cell('address')}”")
    word = cell("role").lower()
    role = _ROLES.get(word) or next((r for r in Role if r.value == word), None)
    if role is None:
        raise UsageError(f"{path}, dòng {number}: vai trò “{cell('role')}” không có; cần: {', '.join(_ROLES)}")
    return Person(
        address=address,
        name=cell("name"),
        unit=cell("unit"),
        role=role,
        portals=tuple(p.strip() for p in cell("portals").replace(",", " ").split() if p.strip()),
        telephone=cell("telephone"),
        since=_day(cell("since"), path, number),
        until=_day(cell("until"), path, number),
    )


def _day(text: str, path: Path, number: int) -> datetime | None:
    if not text:
        return None
    for form in ("%d/%m/%Y", "%Y-%m-%d", "%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M:%S%z"):
        try:
            moment = datetime.strptime(text, form)  # noqa: DTZ007  the zone is added below
        except ValueError:
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)
    raise UsageError(f"{path}, dòng {number}: ngày “{text}” không đúng; cần dạng 28/8/2026")


def write_people(people: Sequence[Person]) -> str:
    """The same table as text, with the Vietnamese headings."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([vi for vi, _ in COLUMNS])
    for person in people:
        writer.writerow(
            [
                person.address,
                person.name,
                person.unit,
                ROLE_WORDS[person.role],
                " ".join(person.portals),
                person.telephone,
                person.since.isoformat() if person.since else "",
                person.until.isoformat() if person.until else "",
            ]
        )
    return out.getvalue()
