"""The directory as an Excel workbook. The file is the administrator's own; no mail's attachment ever comes here."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from casework.errors import UsageError
from casework.noun import Noun

__all__ = ["Row", "read_sheet", "write_sheet"]

_MOST_ROWS = 50_000
_MOST_COLUMNS = 64
_MOST_UNPACKED = 200_000_000  # bytes of all parts together
_WIDTHS = (34, 24, 34, 14, 22, 18, 22, 18, 16, 16, 20)


class Row(Noun, frozen=True):
    """One row of a table; ``number`` counts as the program shows it, from 1."""

    number: int
    cells: tuple[str, ...]


def read_sheet(content: bytes, path: Path) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """The rows of the first sheet that is shown, and notes. Raises :class:`UsageError`."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if sum(part.file_size for part in package.infolist()) > _MOST_UNPACKED:
                raise UsageError(f"{path}: tệp quá lớn khi mở ra, không phải danh bạ")
        book = load_workbook(io.BytesIO(content), data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, SyntaxError, OSError) as error:
        raise UsageError(f"{path}: không mở được như tệp .xlsx: {error}") from error
    sheet = next((s for s in book.worksheets if s.sheet_state == "visible"), None)
    if sheet is None or sheet.max_row > _MOST_ROWS or sheet.max_column > _MOST_COLUMNS:
        raise UsageError(f"{path}: không có trang tính nào dạng danh bạ (nhiều nhất {_MOST_ROWS} dòng)")
    rows, notes = [], []
    head: tuple[str, ...] = ()
    for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
        cells = []
        for index, value in enumerate(values):
            text = _text(value)
            if _is_number(value) and _heading(head, index) in ("điện thoại", "telephone"):
                text = _telephone(text)
                notes.append(f"dòng {number}: ô điện thoại là số nên Excel đã bỏ số 0 ở đầu; đọc là {text}")
            cells.append(text)
        if not any(head):
            head = tuple(cells)
        rows.append(Row(number, tuple(cells)))
    if len(book.worksheets) > 1:
        notes.append(f"tệp có {len(book.worksheets)} trang tính, chỉ đọc trang “{sheet.title}”")
    return tuple(rows), tuple(notes)


def write_sheet(headings: Sequence[str], rows: Sequence[Sequence[str]], path: Path) -> None:
    """Every cell is text, so that a telephone keeps its 0 and nothing becomes a formula."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Danh bạ"
    for number, cells in enumerate([headings, *rows], 1):
        for place, value in enumerate(cells, 1):
            cell = sheet.cell(row=number, column=place)
            cell.value = value or None
            cell.number_format = "@"
            if value:
                cell.data_type = "s"
    for place, width in enumerate(_WIDTHS, 1):
        sheet.cell(row=1, column=place).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "C2"
    book.save(path)


def _heading(head: tuple[str, ...], index: int) -> str:
    return " ".join(head[index].split()).lower() if index < len(head) else ""


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        # A day alone is midnight in a spreadsheet.
        return f"{value:%d/%m/%Y}" if value.time().isoformat() == "00:00:00" else f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _telephone(digits: str) -> str:
    """A domestic number begins with 0, one with the country's code with +84."""
    if digits.startswith("84") and len(digits) >= 11:
        return f"+{digits}"
    return digits if digits.startswith("0") else f"0{digits}"
