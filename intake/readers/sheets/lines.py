"""The lines of a workbook as they are gathered: cells by place, printed headers and footers, bounds on all of it.

A cell is a line of zone TABLE whose column is the column of the sheet, so that Nơi nhận and what stands beside it are
told apart; a cell of several typed lines gives one line each. Only text is gathered: plain numbers, dates and truth
values say nothing to any rule, and a year's statistics holds more of them than a document may have lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from casework.document import Flaw, FlawKind, Zone
from intake.readers.assemble import RawLine, RawPiece
from intake.readers.docx.text import plain_letters
from intake.readers.limits import Limits

__all__ = ["Full", "SheetLines", "cell_name", "margin_pieces", "sheet_place", "split_pieces"]

_BREAKS = re.compile("\r\n|[\n\r\x0b\x0c\u2028\u2029]")
_UNSHOWN = re.compile("[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_NAME_LETTERS = 40  # Excel allows 31
#: Codes in a printed header or footer (ECMA-376 part 1, 18.3.1.46): section, font, size, colour, style, field.
_CODE = re.compile(
    r'&(?:([LCR])|"([^"]*)"|(\d{1,3})|(K[0-9A-Fa-f+\-]{6}|K\d{2}[+\-]\d{3})|(&)|([BIUSXYEHOPNDTFAGZbiusxyehopndtfagz]))'
)


class Full(Exception):
    """No more is gathered: a bound was hit, and the flaw that names it is recorded. Never leaves a reader."""


class SheetLines:
    """Collects lines; raises :class:`Full` where ``limits.cells`` or ``limits.sheets`` is passed.

    Past ``text_letters`` or ``text_lines`` it stops too, one line over, so that the assembling names that bound.
    """

    def __init__(self, limits: Limits) -> None:
        self.lines: list[RawLine] = []
        self.flaws: list[Flaw] = []
        self._limits = limits
        self._cells = self._sheets = self._letters = 0

    def sheet(self) -> None:
        """Count one more sheet or slide."""
        self._sheets += 1
        if self._sheets > self._limits.sheets:
            self._refuse(f"tệp có hơn {self._limits.sheets} trang tính hoặc trang chiếu (sheets)")

    def cell(self, where: str) -> None:
        """Count one more cell, empty ones too."""
        self._cells += 1
        if self._cells > self._limits.cells:
            self._refuse(f"tệp có hơn {self._limits.cells} ô (cells)", where)

    def string(self, before: int) -> None:
        """Count one more shared string, ``before`` having come already."""
        if before >= self._limits.cells:
            self._refuse(f"tệp có hơn {self._limits.cells} chuỗi chữ dùng chung (cells)")

    def room(self, cells: int, letters: int) -> None:
        """Whether so many cells with text, still to be added, can all be told: past the bounds on lines and letters
        no more need be kept."""
        if cells > self._limits.text_lines or letters > self._limits.text_letters:
            raise Full

    def add(self, pieces: Iterable[RawPiece], where: str, zone: Zone = Zone.TABLE, column: int = 0) -> None:
        """One cell, header, box or note; blank ones are left out, typed line breaks end a line."""
        for line in split_pieces(pieces):
            self.lines.append(RawLine(line, where, zone, column))
            self._letters += sum(len(piece.text) for piece in line)
        if self._letters > self._limits.text_letters or len(self.lines) > self._limits.text_lines:
            raise Full

    def _refuse(self, detail: str, where: str = "") -> None:
        self.flaws.append(Flaw(FlawKind.LIMIT, f"{detail}; phần còn lại chưa được đọc", where))
        raise Full


def split_pieces(pieces: Iterable[RawPiece]) -> list[tuple[RawPiece, ...]]:
    """The pieces cut at line breaks; lines without a letter or sign are left out. Letters of symbol fonts become
    bullets, as in a Word document."""
    lines: list[list[RawPiece]] = [[]]
    for piece in pieces:
        text = piece.text if piece.text.isascii() else plain_letters(piece.text, piece.font)
        parts = _BREAKS.split(text) if not text.isprintable() else [text]
        for row, part in enumerate(parts):
            if row:
                lines.append([])
            if part:
                lines[-1].append(piece._replace(text=part))
    return [tuple(line) for line in lines if any(piece.text.strip() for piece in line)]


def cell_name(row: int, column: int) -> str:
    """“B7” for row 6, column 1 (both from 0)."""
    letters = ""
    column += 1
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def sheet_place(name: str, hidden: bool = False) -> str:
    """“trang tính “DS””, fit for a letter whatever the file calls its sheet."""
    shown = _UNSHOWN.sub(" ", name).strip()[:_NAME_LETTERS]
    return f"trang tính{' ẩn' if hidden else ''} “{shown}”"


def margin_pieces(code: str, font: str) -> list[list[RawPiece]]:
    """The sections (left, middle, right) of a printed header or footer, each as pieces in their fonts.

    ``font`` is the workbook's own, used until the code names another one. Fields (page, date, file) show nothing.
    """
    sections: list[list[RawPiece]] = [[]]
    face, bold, at = font, False, 0
    for match in _CODE.finditer(code):
        _put(sections[-1], code[at : match.start()], face, bold)
        at = match.end()
        section, named, _, _, ampersand, letter = match.groups()
        if section:
            sections.append([])
            face, bold = font, False
        elif named is not None:
            name, _, style = named.partition(",")
            face = face if name in ("-", "") else name
            bold = "bold" in style.lower()
        elif ampersand:
            _put(sections[-1], "&", face, bold)
        elif letter in ("B", "b"):
            bold = not bold
    _put(sections[-1], code[at:], face, bold)
    return [section for section in sections if section]


def _put(section: list[RawPiece], text: str, font: str, bold: bool) -> None:
    if text:
        section.append(RawPiece(text, font, bold))
