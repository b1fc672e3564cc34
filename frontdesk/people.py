"""The directory as a file: CSV as a spreadsheet writes it (UTF-8, BOM or not; comma, semicolon or tab), or XLSX."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from casework.directory import Person
from casework.directory_table import COLUMNS, NEEDED, BadCell, cells_of, person_of
from casework.errors import UsageError
from casework.noun import Noun
from frontdesk.people_sheet import Row, read_sheet, write_sheet

__all__ = ["Entry", "Table", "read_people", "read_table", "save_people", "write_people"]

_MOST_BYTES = 20_000_000  # a directory of every official of the country is smaller
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"


class Entry(Noun, frozen=True):
    """One person and the row that he stands in."""

    row: int
    person: Person


class Table(Noun, frozen=True):
    """A file as read. ``unsaid`` are the fields for which it has no column, ``notes`` (Vietnamese) say what was read
    otherwise than it stood there."""

    entries: tuple[Entry, ...]
    unsaid: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def people(self) -> tuple[Person, ...]:
        """The persons in the order of the file."""
        return tuple(entry.person for entry in self.entries)

    def row_of(self, person: Person) -> str:
        """“dòng 7: ”; empty where he does not stand in the file as he is."""
        return next((f"dòng {entry.row}: " for entry in reversed(self.entries) if entry.person == person), "")


def read_people(path: Path) -> tuple[Person, ...]:
    """The persons of a file; raises as :func:`read_table` does."""
    return read_table(path).people


def read_table(path: Path) -> Table:
    """Read the file; raises :class:`UsageError` naming file, line, column, what was expected and what stood there."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: không đọc được ({error.strerror})") from error
    if len(content) > _MOST_BYTES:
        raise UsageError(f"{path}: tệp quá lớn ({len(content)} byte), không phải danh bạ")
    if content.startswith(_OLE):
        raise UsageError(f"{path}: tệp .xls đời cũ hoặc tệp có mật khẩu; hãy lưu lại thành .xlsx hoặc CSV (UTF-8)")
    sheet = read_sheet(content, path) if content.startswith(_ZIP) else (_csv_rows(content, path), ())
    rows, notes = [row for row in sheet[0] if any(cell.strip() for cell in row.cells)], sheet[1]
    if not rows:
        raise UsageError(f"{path}: tệp trống")
    head, *lines = rows
    places = _places(head, path)
    unsaid = tuple(key for (_, key), place in zip(COLUMNS, places, strict=True) if place < 0)
    return Table(entries=tuple(_entry(line, places, path) for line in lines), unsaid=unsaid, notes=notes)


def write_people(people: Sequence[Person]) -> str:
    """The same table as CSV, with the Vietnamese headings."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([heading for heading, _ in COLUMNS])
    writer.writerows(cells_of(person) for person in people)
    return out.getvalue()


def save_people(people: Sequence[Person], path: Path) -> None:
    """Write XLSX or CSV as the name says, CSV with the BOM by which Excel knows UTF-8; raises :class:`UsageError`."""
    kind = path.suffix.lower()
    if kind not in (".xlsx", ".csv"):
        raise UsageError(f"{path}: cần tên tệp .xlsx hoặc .csv")
    try:
        if kind == ".xlsx":
            write_sheet([heading for heading, _ in COLUMNS], [cells_of(person) for person in people], path)
        else:
            path.write_text(write_people(people), encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path}: không ghi được ({error.strerror})") from error


def _csv_rows(content: bytes, path: Path) -> tuple[Row, ...]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        wanted = "cần CSV mã UTF-8 (Excel: lưu kiểu “CSV UTF-8”) hoặc .xlsx"
        raise UsageError(f"{path}: không đọc được, {wanted}: {error}") from error
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        return tuple(Row(reader.line_num, tuple(cells)) for cells in reader)
    except csv.Error as error:
        raise UsageError(f"{path}, dòng {reader.line_num}: không đọc được CSV: {error}") from error


def _places(head: Row, path: Path) -> tuple[int, ...]:
    """For each column the index of its cell, -1 where the file does not have it."""
    names = {word: key for heading, key in COLUMNS for word in (heading, key)}
    found: dict[str, int] = {}
    for index, cell in enumerate(head.cells):
        heading = " ".join(cell.split())
        if not heading:
            continue
        key = names.get(heading.lower())
        if key is None:
            expected = ", ".join(vi for vi, _ in COLUMNS)
            raise UsageError(f"{path}, dòng {head.number}: cột lạ “{heading}”; cần: {expected}")
        if key in found:
            raise UsageError(f"{path}, dòng {head.number}: cột “{heading}” có hai lần")
        found[key] = index
    for heading, key in COLUMNS:
        if key in NEEDED and key not in found:
            raise UsageError(f"{path}, dòng {head.number}: thiếu cột “{heading}”")
    return tuple(found.get(key, -1) for _, key in COLUMNS)


def _entry(row: Row, places: tuple[int, ...], path: Path) -> Entry:
    cells = [row.cells[place] if 0 <= place < len(row.cells) else "" for place in places]
    try:
        return Entry(row.number, person_of(cells))
    except BadCell as error:
        raise UsageError(f"{path}, dòng {row.number}: {error}") from error
