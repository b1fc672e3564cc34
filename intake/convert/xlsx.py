"""Sheets (.xlsx) in Unicode: shared strings, cells, comments, shapes, charts, headers, and the fonts of the styles.

A shared string has no font of its own: it is judged once for each font of the cells that show it. Where one font shows
small letters as capitals and another does not, the cells of the former get the string for themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from lxml import etree

from intake.convert.drawing import collect_drawings, refont_drawings
from intake.convert.fonts import is_legacy_font, unicode_font
from intake.convert.letters import Change, Changes, Text
from intake.convert.ooxml import Part, Parts
from intake.convert.result import Written
from intake.convert.splice import XmlPart, escaped
from intake.readers.limits import Limits

__all__ = ["convert"]

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_T, _R, _V, _F, _C, _SI, _IS = f"{S}t", f"{S}r", f"{S}v", f"{S}f", f"{S}c", f"{S}si", f"{S}is"
_FONT = f"{S}rPr/{S}rFont"
_LITERAL = re.compile(r'"(?:[^"]|"")*"')
_HEADERS = frozenset(f"{S}{page}{place}" for page in ("odd", "even", "first") for place in ("Header", "Footer"))
_FONT_CODE = re.compile(r'&"([^",]*)(,[^"]*)?"')


class _Use(NamedTuple):
    """A cell that shows a shared string."""

    xml: XmlPart
    cell: etree._Element
    font: str


def convert(content: bytes, limits: Limits) -> Written:
    """The workbook with its legacy letters in Unicode; raises :class:`intake.readers.ooxml.package.Refused`."""
    parts = Parts(content, limits)
    everything = list(parts.below("xl/"))
    styles = _one(everything, "styleSheet")
    fonts = _cell_fonts(styles)
    text, names = Text(), _Names()
    uses: dict[int, list[_Use]] = {}
    for part in everything:
        if part.xml.root.tag == f"{S}worksheet":
            _collect_sheet(part.xml, fonts, text, uses)
        elif part.xml.root.tag == f"{S}comments":
            for note in part.xml.root.iter(f"{S}text"):
                _collect_rich(part.xml, note, "", text)
    shared = _one(everything, "sst")
    strings = [] if shared is None else [_Shared(shared.xml, e, uses.get(n, []), text, names) for n, e in
                                         enumerate(shared.xml.root.iterchildren(_SI))]  # fmt: skip
    for part in everything:
        collect_drawings(part.xml, text)
        _collect_cached(part.xml, text)
    parts.collect_properties(text)
    changes = text.settle()
    if not changes.letters:
        return Written(b"", changes)
    for string in strings:
        string.settle()
    for part in everything:
        names.rename_columns(part.xml)
        refont_drawings(part.xml, changes)
        _refont(part.xml, changes)
    return Written(parts.written(), changes)


def _one(parts: list[Part], tag: str) -> Part | None:
    return next((part for part in parts if part.xml.root.tag == f"{S}{tag}"), None)


def _cell_fonts(styles: Part | None) -> list[str]:
    """The name of the font of each cell format (xl/styles.xml, cellXfs)."""
    if styles is None:
        return []
    root = styles.xml.root
    names = []
    for font in root.iterfind(f"{S}fonts/{S}font"):
        name = font.find(f"{S}name")
        names.append(name.get("val", "") if name is not None else "")
    found = []
    for form in root.iterfind(f"{S}cellXfs/{S}xf"):
        number = _number(form.get("fontId", "0"))
        found.append(names[number] if 0 <= number < len(names) else "")
    return found


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else -1


# --- collecting -----------------------------------------------------------------------------------------------------


def _collect_sheet(xml: XmlPart, fonts: list[str], text: Text, uses: dict[int, list[_Use]]) -> None:
    for element in xml.root.iter(_C, *_HEADERS):
        if element.tag in _HEADERS:
            _collect_header(xml, element, text)
            continue
        style = _number(element.get("s", "0"))
        font = fonts[style] if 0 <= style < len(fonts) else ""
        kind, value, formula = element.get("t", "n"), element.find(_V), element.find(_F)
        if kind == "s" and value is not None:
            uses.setdefault(_number((value.text or "").strip()), []).append(_Use(xml, element, font))
        elif kind == "str" and value is not None and value.text:
            text.add(value.text, font, partial(_write, xml, value))
            text.end_line()
        elif (inline := element.find(_IS)) is not None:
            _collect_rich(xml, inline, font, text)
        if formula is not None and formula.text and '"' in formula.text:
            _Formula(xml, formula, font, text)


def _collect_rich(xml: XmlPart, parent: etree._Element, font: str, text: Text) -> None:
    """The runs of a string; what has none stands in the font of its cell."""
    for child in parent:
        letters = child if child.tag == _T else child.find(_T) if child.tag == _R else None
        if letters is not None and letters.text:
            named = child.find(_FONT)
            own = named.get("val", "") if named is not None else ""
            text.add(letters.text, own or font, partial(_write_run, xml, letters, named))
    text.end_line()


def _write(xml: XmlPart, element: etree._Element, change: Change) -> None:
    if change.text is not None:
        xml.set_text(element, change.text)


def _write_run(xml: XmlPart, letters: etree._Element, named: etree._Element | None, change: Change) -> None:
    _write(xml, letters, change)
    if change.font and named is not None:
        _rename(xml, named)


class _Formula:
    """The words that a formula holds between quotation marks: without them it would give the old letters again."""

    def __init__(self, xml: XmlPart, element: etree._Element, font: str, text: Text) -> None:
        self._xml, self._element = xml, element
        formula = element.text or ""
        for match in _LITERAL.finditer(formula):
            text.add(match[0][1:-1].replace('""', '"'), font, partial(self._write, match[0]))
            text.end_line()

    def _write(self, literal: str, change: Change) -> None:
        if change.text is not None:
            said = change.text.replace('"', '""')
            self._xml.set_text(self._element, (self._element.text or "").replace(literal, f'"{said}"'))


def _collect_header(xml: XmlPart, element: etree._Element, text: Text) -> None:
    """A page's header, in which &"font,style" stands between the words."""
    said = element.text or ""
    pieces: list[str] = _split(said)
    font = ""
    for number, piece in enumerate(pieces):
        if named := _FONT_CODE.fullmatch(piece):
            font = named[1]
        else:
            text.add(piece, font, partial(_write_header, xml, element, pieces, number))
    text.end_line()


def _split(said: str) -> list[str]:
    pieces, at = [], 0
    for match in _FONT_CODE.finditer(said):
        pieces += [said[at : match.start()], match[0]]
        at = match.end()
    return [piece for piece in (*pieces, said[at:]) if piece]


def _write_header(xml: XmlPart, element: etree._Element, pieces: list[str], number: int, change: Change) -> None:
    if change.text is not None:
        pieces[number] = change.text
    if change.font and number and (named := _FONT_CODE.fullmatch(pieces[number - 1])):
        pieces[number - 1] = f'&"{unicode_font(named[1])}{named[2] or ""}"'
    if "".join(pieces) != (element.text or ""):
        xml.set_text(element, "".join(pieces))


def _collect_cached(xml: XmlPart, text: Text) -> None:
    """The words that a chart remembers of its cells (c:strCache)."""
    for point in xml.root.iter("{http://schemas.openxmlformats.org/drawingml/2006/chart}pt"):
        value = point.find("{*}v")
        if value is not None and value.text:
            text.add(value.text, "", partial(_write, xml, value))
            text.end_line()


# --- shared strings -------------------------------------------------------------------------------------------------


class _Names:
    """Old and new words of cells: a table's column bears the very words of its header cell."""

    def __init__(self) -> None:
        self._new: dict[str, str] = {}

    def learn(self, old: str, new: str) -> None:
        self._new.setdefault(old, new)

    def rename_columns(self, xml: XmlPart) -> None:
        for column in xml.root.iter(f"{S}tableColumn"):
            new = self._new.get(column.get("name", ""))
            if new is not None:
                xml.set_attribute(column, "name", new)


class _Shared:
    """One shared string: judged for each font in which it is shown."""

    def __init__(self, xml: XmlPart, item: etree._Element, uses: list[_Use], text: Text, names: _Names) -> None:
        self._xml, self._item, self._uses, self._names = xml, item, uses, names
        self._seen: dict[str, str] = {}  # by font: what shall stand there
        self._plain = next(item.iterchildren(_T), None)
        if self._plain is None:
            _collect_rich(xml, item, "", text)
            return
        for font in dict.fromkeys(use.font for use in uses) or ("",):
            text.add(self._plain.text or "", font, partial(self._note, font))
            text.end_line()

    def _note(self, font: str, change: Change) -> None:
        if change.text is not None:
            self._seen[font] = change.text

    def settle(self) -> None:
        """The reading that most cells have becomes the string; cells that read it otherwise get their own."""
        if self._plain is None or not self._seen:
            return
        old = self._plain.text or ""
        readings = [self._seen.get(use.font, old) for use in self._uses] or list(self._seen.values())
        chosen = max(dict.fromkeys(readings), key=readings.count)
        if chosen != old:
            self._xml.set_text(self._plain, chosen)
            self._names.learn(old, chosen)
        for use, reading in zip(self._uses, readings, strict=False):
            if reading != chosen:
                _own_string(use, reading)


def _own_string(use: _Use, said: str) -> None:
    """The cell as an inline string."""
    value = use.cell.find(_V)
    if value is not None:
        prefix = use.xml.name_prefix(use.cell)
        use.xml.set_attribute(use.cell, "t", "inlineStr")
        inside = f'<{prefix}t xml:space="preserve">{escaped(said)}</{prefix}t>'
        use.xml.replace(value, f"<{prefix}is>{inside}</{prefix}is>")


# --- fonts ----------------------------------------------------------------------------------------------------------


def _refont(xml: XmlPart, changes: Changes) -> None:
    """The fonts of the cell styles."""
    for name in _font_names(xml.root):
        if changes.gives_way(name.get("val", "")):
            _rename(xml, name)


def _font_names(root: etree._Element) -> Iterator[etree._Element]:
    for font in root.iter(f"{S}font"):
        yield from font.iterchildren(f"{S}name")


def _rename(xml: XmlPart, name: etree._Element) -> None:
    said = name.get("val", "")
    if is_legacy_font(said):
        xml.set_attribute(name, "val", unicode_font(said))
