"""Reads .xls: Excel 5 to 2003, every cell with text in its font, printed headers, text boxes, notes and charts.

A walk of our own over the records: it takes from a cell its font and its runs, and it never builds a grid as large as
a hostile file claims to be. What it cannot read (Excel 2 to 4, damage) LibreOffice may.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

from casework.document import Flaw, FlawKind, Zone
from intake.readers.assemble import RawDocument, RawLine, RawPiece
from intake.readers.limits import Limits
from intake.readers.ole.compound import Compound, Refused, open_compound
from intake.readers.ole.objects import flaws_of
from intake.readers.ole.properties import properties_of
from intake.readers.sheets.biff import Continued, Face, Fonts, Record, Text, Torn, records, short_text
from intake.readers.sheets.cipher import deciphered
from intake.readers.sheets.lines import Full, SheetLines, sheet_place
from intake.readers.sheets.xls_book import Book, read_sheet
from intake.readers.slides.escher import pictures_of, word_art

__all__ = ["read"]

_STREAMS = ("Workbook", "Book")
_BOF, _EOF, _FILEPASS = 0x809, 0x0A, 0x2F
_BOUNDSHEET, _FONT, _XF, _SST, _SUPBOOK, _DRAWINGS = 0x85, 0x31, 0xE0, 0xFC, 0x1AE, 0xEB
_VERSIONS = {0x600: 8, 0x500: 5}
_MACRO_SHEET, _MODULE = 1, 6
_VIETNAMESE_CHARSET = 163  # of Windows; its code page is 1258
_HEAVY = 600  # weight of a font from which on it counts as bold
_LINK = "\x03"  # between program and topic of a DDE or OLE link ([MS-XLS] 2.5.277)


class Tab(NamedTuple):
    """A sheet as the workbook lists it; ``kind`` 0 worksheet, 1 Excel 4.0 macros, 2 chart, 6 Visual Basic."""

    name: str
    offset: int
    hidden: bool
    kind: int


def read(content: bytes, limits: Limits) -> RawDocument:
    """What the workbook holds. Never raises on bad content: a flaw says what is wrong, and ``wants`` names the
    workshop where another program may still read it."""
    try:
        compound = open_compound(content, limits)
        stream = next((compound.read(name) or b"" for name in _STREAMS if compound.has(name)), b"")
    except Refused as refused:
        return _refused(refused.flaw)
    try:
        workbook = _workbook(stream, limits)
    except _Encrypted:
        return RawDocument(None, flaws=(Flaw(FlawKind.ENCRYPTED, "bảng tính có mật khẩu nên không mở được"),))
    except (Torn, struct.error, IndexError):
        return _refused(Flaw(FlawKind.UNREADABLE, "bảng tính bị hỏng hoặc do chương trình quá cũ lập ra"))
    return _with_file_facts(workbook.document(), compound)


def _workbook(stream: bytes, limits: Limits) -> _Workbook:
    """The workbook with its shared part read; raises _Encrypted where a password is needed."""
    try:
        workbook = _Workbook(stream, limits)
        workbook.globals()
    except _Encrypted as encrypted:
        plain = deciphered(stream, encrypted.facts)
        if plain is None:
            raise
        workbook = _Workbook(plain, limits, deciphered=True)
        workbook.globals()
    return workbook


def _with_file_facts(raw: RawDocument, compound: Compound) -> RawDocument:
    """Properties, macros and embedded objects, which lie beside the workbook's own stream."""
    said = properties_of(compound)
    flaws = tuple(dict.fromkeys((*flaws_of(compound), *raw.flaws)))
    return raw._replace(lines=(*(raw.lines or ()), *said.lines), title=said.title, flaws=flaws)


def _refused(flaw: Flaw) -> RawDocument:
    """Damage that another program may get over; a bound that was hit stays a bound."""
    if flaw.kind is not FlawKind.UNREADABLE:
        return RawDocument(None, flaws=(flaw,))
    return RawDocument(None, flaws=(Flaw(FlawKind.NOT_RECOGNISED, flaw.detail),), wants=("office",))


class _Encrypted(Exception):
    """The records behind this point are enciphered; ``facts`` is what the file says of the cipher."""

    def __init__(self, facts: bytes) -> None:
        super().__init__()
        self.facts = facts


class _Workbook:
    """The stream's first part, which the sheets share, then sheet by sheet."""

    def __init__(self, stream: bytes, limits: Limits, deciphered: bool = False) -> None:
        self._stream = stream
        self._open = deciphered
        self._limits = limits
        self._gathered = SheetLines(limits)
        self._fonts = Fonts()
        self._formats: list[int] = []
        self._strings: list[Text] = []
        self._tabs: list[Tab] = []
        self._drawings: list[bytes] = []
        self._biff = 8

    def globals(self) -> None:
        """Fonts, formats, shared strings and the list of sheets; raises :class:`Torn` where it is no such stream."""
        first = True
        for record in records(self._stream):
            if first:
                version = struct.unpack_from("<H", record.data)[0] if record.kind == _BOF else 0
                if version not in _VERSIONS:
                    raise Torn
                self._biff, first = _VERSIONS[version], False
            elif record.kind == _EOF:
                return
            elif record.kind == _FILEPASS and not self._open:
                raise _Encrypted(record.data)
            else:
                self._take(record)
        raise Torn

    def _take(self, record: Record) -> None:
        kind, data = record.kind, record.data
        if kind == _FONT:
            weight = struct.unpack_from("<H", data, 6)[0]
            self._fonts.add(Face(short_text(data, 14, self._biff), weight >= _HEAVY, data[12] == _VIETNAMESE_CHARSET))
        elif kind == _XF:
            self._formats.append(struct.unpack_from("<H", data)[0])
        elif kind == _BOUNDSHEET:
            offset, state, sort = struct.unpack_from("<IBB", data)
            self._tabs.append(Tab(short_text(data, 6, self._biff), offset, bool(state & 3), sort))
        elif kind == _SST:
            self._share(record)
        elif kind == _DRAWINGS:
            self._drawings.append(record.whole())
        elif kind == _SUPBOOK and len(data) > 5 and self._biff == 8:
            self._link(record)

    def _share(self, record: Record) -> None:
        """[MS-XLS] 2.4.265; the count in the record is not believed."""
        reader = Continued(record.chunks, 8)
        while reader.left() and len(self._strings) < self._limits.cells:
            self._strings.append(reader.text())

    def _link(self, record: Record) -> None:
        """A source of data that is a running program, not a file: what a DDE formula asks ([MS-XLS] 2.4.271)."""
        count = struct.unpack_from("<H", record.data, 2)[0]
        if 0 < count <= 0xFF and _LINK in Continued(record.chunks, 2).text().letters:
            self._flaw(FlawKind.ACTIVE, "bảng tính có liên kết DDE hoặc OLE gọi chương trình khác")

    def _flaw(self, kind: FlawKind, detail: str, where: str = "") -> None:
        flaw = Flaw(kind, detail, where)
        if flaw not in self._gathered.flaws:
            self._gathered.flaws.append(flaw)

    def document(self) -> RawDocument:
        """The sheets in their order; one that is torn leaves the rest to be read and the whole to be mended."""
        gathered = self._gathered
        book = Book(self._biff, self._fonts, self._formats, self._strings)
        torn = len(self._strings) >= self._limits.cells
        try:
            for tab in self._tabs:
                gathered.sheet()
                torn = not self._sheet(tab, book) or torn
        except Full:
            torn = False  # the bound names itself
        if torn:
            self._flaw(FlawKind.NOT_RECOGNISED, "bảng tính bị hỏng, chỉ đọc được một phần")
        for tab in self._tabs[: self._limits.sheets]:
            where = f"tên của {sheet_place(tab.name, tab.hidden)}"
            gathered.lines.append(RawLine((RawPiece(tab.name),), where, Zone.METADATA))
        pictures = pictures_of(b"".join(self._drawings), "", self._limits)
        wants = ("office",) if torn else ()
        return RawDocument(tuple(gathered.lines), None, pictures, tuple(gathered.flaws), wants=wants)

    def _sheet(self, tab: Tab, book: Book) -> bool:
        """Gather one sheet; false where it is torn."""
        place = sheet_place(tab.name, tab.hidden)
        if tab.kind == _MODULE:
            return True  # its code lies in storages of its own
        if tab.kind == _MACRO_SHEET:
            self._flaw(FlawKind.MACRO, "bảng tính có trang tính macro Excel 4.0", place)
        try:
            drawings = read_sheet(self._stream, tab.offset, book, self._gathered, place)
        except (Torn, struct.error, IndexError):
            return False
        for number, piece in enumerate(word_art(b"".join(drawings)), 1):
            self._gathered.add([piece], f"{place}, chữ nghệ thuật {number}", Zone.TEXT_BOX)
        return True
