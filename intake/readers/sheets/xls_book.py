"""One sheet of an Excel 5–2003 workbook: its cells, printed headers, text boxes, notes and charts, in reading order."""

from __future__ import annotations

import struct
from typing import NamedTuple

from casework.document import Zone
from intake.readers.assemble import RawPiece
from intake.readers.sheets.biff import Continued, Fonts, Record, Text, Torn, long_text, records, short_text
from intake.readers.sheets.lines import SheetLines, cell_name, margin_pieces

__all__ = ["Book", "read_sheet"]

_BOF, _EOF = 0x809, 0x0A
_LABEL, _LABEL_SST, _RSTRING, _STRING = 0x204, 0xFD, 0xD6, 0x207
_FORMULAS = (0x06, 0x206, 0x406)
_HEADER, _FOOTER, _MORE_HEADERS = 0x14, 0x15, 0x89C
_OBJ, _TXO, _NOTE, _SERIES_TEXT, _DRAWING = 0x5D, 0x1B6, 0x1C, 0x100D, 0xEC
_NOTE_OBJECT = 0x19  # kind of object that shows a cell's note
_COMMON_OBJECT = 0x15  # sub-record that every object begins with
_TEXT_RESULT = b"\0"
_NOT_A_NUMBER = b"\xff\xff"

_Cell = tuple[int, int, tuple[RawPiece, ...]]  # row and column from 0


class Book(NamedTuple):
    """What the sheets of one workbook share."""

    biff: int  # 8 since Excel 97, before it 5
    fonts: Fonts
    formats: list[int]  # number of the font of each cell format (XF)
    strings: list[Text]

    def font(self, number: int) -> int:
        return self.formats[number] if number < len(self.formats) else 0


class _Sheet:
    """What one sheet's records said, before it is put in order."""

    def __init__(self, book: Book, gathered: SheetLines, place: str) -> None:
        self.cells: list[_Cell] = []
        self.margins: list[tuple[Zone, list[RawPiece]]] = []
        self.boxes: list[tuple[int, bool, tuple[RawPiece, ...]]] = []  # object, whether it is a note, text
        self.charts: list[str] = []
        self.notes: list[tuple[int, int, int | tuple[RawPiece, ...]]] = []  # row, column, object or text itself
        self.drawings: list[bytes] = []
        self._book, self._gathered, self._place = book, gathered, place
        self._result: tuple[int, int, int] | None = None  # the formula whose text comes in a record of its own
        self._object = (0, False)
        self._letters = 0

    def take(self, record: Record) -> None:
        """Keep what ``record`` says; one that is too short for its kind says nothing."""
        kind, data = record.kind, record.data
        if kind == _LABEL_SST and len(data) >= 10:
            row, column, form, number = struct.unpack_from("<HHHI", data)
            if number < len(self._book.strings):
                self._cell(row, column, self._book.strings[number], form)
        elif kind in _FORMULAS and len(data) >= 14:
            self._result = None
            if data[12:14] == _NOT_A_NUMBER and data[6:7] == _TEXT_RESULT:
                self._result = struct.unpack_from("<HHH", data)
        elif kind == _STRING and self._result is not None:
            row, column, form = self._result
            self._result = None
            self._cell(row, column, self._text(record, 0, form), form)
        elif kind in (_LABEL, _RSTRING) and len(data) >= 8:
            row, column, form = struct.unpack_from("<HHH", data)
            text = self._text(record, 6, form)
            self._cell(row, column, _with_runs(record, text, self._book.biff) if kind == _RSTRING else text, form)
        else:
            self._other(record)

    def _other(self, record: Record) -> None:
        kind, data = record.kind, record.data
        if kind in (_HEADER, _FOOTER):
            text = long_text(record.chunks, 0, 8).letters if self._book.biff == 8 and data else short_text(data, 0, 5)
            self._margin(Zone.HEADER if kind == _HEADER else Zone.FOOTER, text)
        elif kind == _MORE_HEADERS and len(data) > 38:
            self._more_margins(record)
        elif kind == _OBJ and self._book.biff == 8 and len(data) >= 8:
            first, _, sort, number = struct.unpack_from("<HHHH", data)
            self._object = (number, sort == _NOTE_OBJECT) if first == _COMMON_OBJECT else (0, False)
        elif kind == _TXO and len(data) >= 14 and len(record.chunks) > 1:
            self._box(record)
        elif kind == _NOTE and len(data) >= 8:
            self._note(data)
        elif kind == _SERIES_TEXT and len(data) > 3:
            self.charts.append(short_text(data, 2, self._book.biff))
        elif kind == _DRAWING:
            self.drawings.append(record.whole())

    def _text(self, record: Record, at: int, form: int) -> Text:
        face = self._book.fonts.face(self._book.font(form))
        return long_text(record.chunks, at, self._book.biff, face)

    def _cell(self, row: int, column: int, text: Text, form: int) -> None:
        if text.letters and not text.letters.isspace():
            self.cells.append((row, column, self._book.fonts.pieces(text, self._book.font(form))))
            self._letters += len(text.letters)
            self._gathered.room(len(self.cells), self._letters)

    def _margin(self, zone: Zone, text: str) -> None:
        for section in margin_pieces(text, self._book.fonts.face(0).name):
            self.margins.append((zone, section))

    def _more_margins(self, record: Record) -> None:
        """Headers and footers of even pages and of the first one ([MS-XLS] 2.4.137)."""
        counts = struct.unpack_from("<4H", record.data, 30)
        reader = Continued(record.chunks, 38)
        for place, count in enumerate(counts):
            if count:
                self._margin(Zone.FOOTER if place % 2 else Zone.HEADER, reader.text().letters)

    def _box(self, record: Record) -> None:
        """[MS-XLS] 2.4.329: the letters follow in CONTINUE records, then the runs, eight bytes each."""
        count, size = struct.unpack_from("<HH", record.data, 10)
        if not count:
            return
        reader = Continued(record.chunks[1:])
        letters = reader.characters(count, reader.take(1)[0] & 1)
        raw = reader.take(size // 8 * 8)
        text = Text(letters, tuple((start, font) for start, font, _ in struct.iter_unpack("<HHI", raw)))
        self.boxes.append((*self._object, self._book.fonts.pieces(text, 0)))

    def _note(self, data: bytes) -> None:
        row, column, _, fourth = struct.unpack_from("<HHHH", data)
        if self._book.biff == 8:
            self.notes.append((row, column, fourth))
        else:
            text = Text(short_text(bytes([min(255, len(data) - 6)]) + data[6:], 0, 5))
            self.notes.append((row, column, self._book.fonts.pieces(text, 0)))

    def lay_down(self) -> None:
        """Header, text boxes, charts, cells by row, footer, notes."""
        place, add = self._place, self._gathered.add
        self._add_margins(Zone.HEADER, "đầu trang")
        shown = [text for _, is_note, text in self.boxes if not is_note]
        for number, text in enumerate(shown, 1):
            add(text, f"{place}, hộp văn bản {number}", Zone.TEXT_BOX)
        for title in self.charts:
            add([RawPiece(title)], f"{place}, biểu đồ", Zone.TEXT_BOX)
        for row, column, pieces in sorted(self.cells, key=lambda cell: cell[:2]):
            add(pieces, f"{place}, ô {cell_name(row, column)}", Zone.TABLE, column + 1)
        self._add_margins(Zone.FOOTER, "chân trang")
        noted = {number: text for number, is_note, text in self.boxes if is_note}
        for row, column, note in self.notes:
            pieces = noted.get(note, ()) if isinstance(note, int) else note
            add(pieces, f"{place}, nhận xét ở ô {cell_name(row, column)}", Zone.NOTE)

    def _add_margins(self, zone: Zone, name: str) -> None:
        for here, pieces in self.margins:
            if here is zone:
                self._gathered.add(pieces, f"{self._place}, {name}", zone)


def _with_runs(record: Record, text: Text, biff: int) -> Text:
    """The runs behind the letters of a RSTRING, a form of Excel 5 and 95 that later versions still read."""
    if biff == 8:
        return text
    raw = record.data[8 + len(text.letters) :]
    return text._replace(runs=tuple((start, font) for start, font in struct.iter_unpack("BB", raw[1 : 1 + 2 * raw[0]])))


def read_sheet(stream: bytes, offset: int, book: Book, gathered: SheetLines, place: str) -> list[bytes]:
    """Gather the sheet whose first record is at ``offset``; the bytes of its drawings come back.

    Raises :class:`Torn` where the stream breaks off and Full where a bound is hit; what was read until then is
    gathered all the same.
    """
    sheet = _Sheet(book, gathered, place)
    depth = 0
    try:
        for record in records(stream, offset):
            gathered.cell(place)
            if record.kind == _BOF:
                depth += 1
            elif not depth:
                raise Torn
            elif record.kind == _EOF:
                depth -= 1
                if not depth:
                    return sheet.drawings
            else:
                sheet.take(record)
        raise Torn
    finally:
        sheet.lay_down()
