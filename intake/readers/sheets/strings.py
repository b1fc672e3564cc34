"""Text inside .xlsx cells (ECMA-376 part 1, 18.4): shared strings and a sheet's rows, streamed, and comments.

A run without properties of its own stands in the cell's font. Phonetic guides are not read: they repeat the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from lxml import etree

from intake.readers.assemble import RawPiece
from intake.readers.ooxml.package import Target
from intake.readers.sheets.lines import SheetLines

__all__ = ["MAIN", "Cells", "Face", "Rich", "Strings", "cell_pieces", "rich_text"]

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})$")
_ITEM, _TEXT, _RUN, _PROPERTIES, _PHONETIC = (f"{MAIN}{name}" for name in ("si", "t", "r", "rPr", "rPh"))
_FONT, _BOLD, _SCHEME = (f"{MAIN}{name}" for name in ("rFont", "b", "scheme"))
_ROW, _CELL, _VALUE = (f"{MAIN}{name}" for name in ("row", "c", "v"))
_MARGINS = {f"{MAIN}{name}{kind}": kind for name in ("odd", "even", "first") for kind in ("Header", "Footer")}
_OFF = frozenset({"0", "false"})


class Face(NamedTuple):
    """A font; ``None`` in a run means the cell's."""

    name: str
    bold: bool


class Run(NamedTuple):
    text: str
    face: Face | None = None


Rich = tuple[Run, ...]


def cell_pieces(rich: Rich, face: Face) -> list[RawPiece]:
    """The runs of a cell whose own font is ``face``; a run that names no font keeps the cell's."""
    return [RawPiece(run.text, (run.face or face).name or face.name, (run.face or face).bold) for run in rich]


def unescaped(text: str) -> str:
    """Characters that XML cannot hold are written as _x000D_ (ECMA-376 part 1, 22.9.2.19)."""
    if "_x" not in text:
        return text
    return _ESCAPE.sub(lambda m: chr(int(m[1], 16)) if not 0xD800 <= int(m[1], 16) <= 0xDFFF else m[0], text)


class Text(Target):
    """Gathers one rich text at a time; ``minor`` and ``major`` are the theme's fonts."""

    def __init__(self, schemes: Mapping[str, str]) -> None:
        self._schemes = schemes
        self._runs: list[Run] = []
        self._parts: list[str] | None = None  # letters of the element at hand
        self._face: Face | None = None
        self._phonetic = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == _TEXT:
            self._parts = [] if not self._phonetic else None
        elif tag == _RUN:
            self._face = None
        elif tag == _PROPERTIES:
            self._face = Face("", False)
        elif tag == _PHONETIC:
            self._phonetic += 1
        elif self._face is not None:
            value = attributes.get("val", "")
            if tag == _FONT:
                self._face = self._face._replace(name=self._face.name or value)
            elif tag == _BOLD:
                self._face = self._face._replace(bold=value not in _OFF)
            elif tag == _SCHEME and self._schemes.get(value):
                self._face = self._face._replace(name=self._schemes[value])

    def data(self, text: str) -> None:
        if self._parts is not None:
            self._parts.append(text)

    def end(self, tag: str) -> None:
        if tag == _TEXT and self._parts is not None:
            text = unescaped("".join(self._parts))
            if text:
                self._runs.append(Run(text, self._face))
            self._parts = None
        elif tag == _RUN:
            self._face = None
        elif tag == _PHONETIC:
            self._phonetic -= 1

    def taken(self) -> Rich:
        """What was gathered since the last call."""
        rich = tuple(self._runs)
        self._runs.clear()
        self._face = None
        return rich


class Strings(Text):
    """The shared strings. Raises Full past ``limits.cells``; the count in the part is not believed."""

    def __init__(self, schemes: Mapping[str, str], gathered: SheetLines) -> None:
        super().__init__(schemes)
        self.items: list[Rich] = []
        self._gathered = gathered

    def end(self, tag: str) -> None:
        super().end(tag)
        if tag == _ITEM:
            self._gathered.string(len(self.items))
            self.items.append(self.taken())


class Cells(Text):
    """The rows of a sheet. ``cells`` grows: row and column from 0, text, number of the cell's format."""

    def __init__(self, schemes: Mapping[str, str], strings: list[Rich], gathered: SheetLines, place: str) -> None:
        super().__init__(schemes)
        self.cells: list[tuple[int, int, Rich, int]] = []
        self.margins: list[tuple[str, str]] = []  # Header or Footer, code
        self._strings, self._gathered, self._place = strings, gathered, place
        self._row, self._column = -1, -1
        self._format, self._type = 0, ""
        self._letters = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == _CELL:
            self._place_cell(attributes.get("r", ""))
            self._type = attributes.get("t", "n")
            self._format = _number(attributes.get("s", "0"))
            self._gathered.cell(self._place)
        elif tag == _VALUE:
            self._parts = [] if self._type in ("s", "str") else None
        elif tag == _ROW:
            stated = _number(attributes.get("r", "0"))
            self._row, self._column = stated - 1 if stated else self._row + 1, -1
        elif tag in _MARGINS:
            self._parts = []
        else:
            super().start(tag, attributes)

    def end(self, tag: str) -> None:
        if tag == _VALUE and self._parts is not None:
            self._value("".join(self._parts))
            self._parts = None
        elif tag == _CELL:
            rich = self.taken()
            if rich:
                self._keep(rich)
        elif tag in _MARGINS and self._parts is not None:
            self.margins.append((_MARGINS[tag], unescaped("".join(self._parts))))
            self._parts = None
        else:
            super().end(tag)

    def _value(self, text: str) -> None:
        if self._type == "str":
            self._runs.append(Run(unescaped(text)))
            return
        number = _number(text.strip(), -1)
        if 0 <= number < len(self._strings):
            self._runs.extend(self._strings[number])

    def _place_cell(self, reference: str) -> None:
        match = _REFERENCE.match(reference)
        if match is None:
            self._column += 1
            return
        column = 0
        for letter in match[1].upper():
            column = column * 26 + ord(letter) - 64
        self._row, self._column = int(match[2]) - 1, column - 1

    def _keep(self, rich: Rich) -> None:
        self.cells.append((max(self._row, 0), max(self._column, 0), rich, self._format))
        self._letters += sum(len(run.text) for run in rich)
        self._gathered.room(len(self.cells), self._letters)


def rich_text(element: etree._Element, schemes: Mapping[str, str]) -> Rich:
    """The rich text below ``element`` (a comment's), a part small enough to be a tree."""
    text = Text(schemes)
    for event, child in etree.iterwalk(element, events=("start", "end")):
        if event == "end":
            text.end(str(child.tag))
            continue
        text.start(str(child.tag), {str(name): str(value) for name, value in child.attrib.items()})
        text.data(child.text or "")
    return text.taken()


def _number(text: str, otherwise: int = 0) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise
