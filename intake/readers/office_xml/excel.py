"""Reads Excel 2003 XML (SpreadsheetML): cells with text by place and font, comments, formulas that call a program."""

from __future__ import annotations

import re

from lxml import etree

from casework.document import Flaw, FlawKind, Zone
from intake.readers.assemble import RawDocument, RawLine, RawPiece
from intake.readers.limits import Limits
from intake.readers.odf.package import parse_flat
from intake.readers.ooxml.package import Refused
from intake.readers.scribe import Scribe
from intake.readers.sheets.lines import cell_name, sheet_place

__all__ = ["read"]

_S = "{urn:schemas-microsoft-com:office:spreadsheet}"
_H = "{http://www.w3.org/TR/REC-html40}"
_O = "{urn:schemas-microsoft-com:office:office}"
_X = "{urn:schemas-microsoft-com:office:excel}"
_DDE = re.compile(r"[=+\-@\s]*[\w.]{1,40}\|")
_STYLE_DEPTH = 40
_MOST_ROWS = 1_048_576

_Style = tuple[str, bool]  # font, bold


def read(content: bytes, limits: Limits) -> RawDocument:
    """What the workbook holds. Never raises on bad content: ``lines`` is ``None`` and a flaw says why."""
    try:
        root = parse_flat(content, limits)
    except Refused as refused:
        return RawDocument(None, flaws=(refused.flaw,))
    if root.tag != f"{_S}Workbook":
        return RawDocument(None, flaws=(Flaw(FlawKind.UNREADABLE, "tệp XML không phải là bảng tính Excel"),))
    scribe = Scribe(limits)
    styles = _styles(root)
    flaws: list[Flaw] = []
    names: list[RawLine] = []
    for number, sheet in enumerate(root.iterchildren(f"{_S}Worksheet"), 1):
        if number > limits.sheets:
            scribe.limit(f"tệp có hơn {limits.sheets} trang tính (sheets); phần còn lại chưa được đọc")
            break
        name = sheet.get(f"{_S}Name", "")
        hidden = (sheet.findtext(f"{_X}WorksheetOptions/{_X}Visible") or "").strip() != ""
        place = sheet_place(name, hidden)
        names.append(RawLine((RawPiece(name),), f"tên của {place}", Zone.METADATA))
        flaws += _sheet(sheet, place, scribe, styles)
    title = (root.findtext(f"{_O}DocumentProperties/{_O}Title") or "").strip()
    if title:
        names.append(RawLine((RawPiece(title),), "thuộc tính “tiêu đề” của tệp", Zone.METADATA))
    return RawDocument(
        lines=(*scribe.finished(), *names),
        flaws=tuple(dict.fromkeys((*flaws, *scribe.flaws))),
        title=title,
    )


def _sheet(sheet: etree._Element, place: str, scribe: Scribe, styles: dict[str, _Style]) -> list[Flaw]:
    flaws: list[Flaw] = []
    row = 0
    for element in sheet.iterchildren(f"{_S}Table"):
        for line in element.iterchildren(f"{_S}Row"):
            row = _index(line, row)
            column = 0
            for cell in line.iterchildren(f"{_S}Cell"):
                column = _index(cell, column)
                where = f"{place}, ô {cell_name(row - 1, column - 1)}"
                style = cell.get(f"{_S}StyleID") or line.get(f"{_S}StyleID") or "Default"
                look = styles.get(style, styles.get("Default", ("", False)))
                _cell(cell, scribe, where, column, look)
                if _DDE.match(cell.get(f"{_S}Formula", "")[:200]):
                    flaws.append(Flaw(FlawKind.ACTIVE, "liên kết DDE gọi chương trình khác", where))
                column += _number(cell, f"{_S}MergeAcross")
            if scribe.full:
                return flaws
    return flaws


def _cell(cell: etree._Element, scribe: Scribe, where: str, column: int, look: _Style) -> None:
    data = cell.find(f"{_S}Data")
    if data is not None and data.get(f"{_S}Type", "String") == "String":
        scribe.enter(Zone.TABLE, where, column)
        _rich(data, scribe, look)
        scribe.leave()
    note = cell.find(f"{_S}Comment/{_S}Data")
    if note is not None:
        scribe.enter(Zone.NOTE, f"nhận xét ở {where.rpartition(', ')[2]}")
        _rich(note, scribe, look)
        scribe.leave()


def _rich(data: etree._Element, scribe: Scribe, look: _Style) -> None:
    """The text of a cell; stretches of another font stand in elements of HTML."""
    fonts = [look]
    for event, node in etree.iterwalk(data, events=("start", "end")):
        if event == "start":
            font, bold = fonts[-1]
            font = node.get(f"{_H}Face") or font
            fonts.append((font, bold or node.tag == f"{_H}B"))
            text = node.text
        else:
            fonts.pop()
            text = None if node is data else node.tail
        if text:
            scribe.add(text.replace("\r\n", "\n").replace("\r", "\n"), *fonts[-1])


def _styles(root: etree._Element) -> dict[str, _Style]:
    """The font of each style, its parent's where it says nothing."""
    elements = {style.get(f"{_S}ID", ""): style for style in root.iterfind(f"{_S}Styles/{_S}Style")}
    known: dict[str, _Style] = {}
    for name in elements:
        current, font, bold = name, "", None
        for _ in range(_STYLE_DEPTH):
            style = elements.get(current)
            said = None if style is None else style.find(f"{_S}Font")
            if said is not None:
                font = font or said.get(f"{_S}FontName", "")
                stated = said.get(f"{_S}Bold")
                bold = stated == "1" if bold is None and stated is not None else bold
            parent = "" if style is None else style.get(f"{_S}Parent", "Default" if current != "Default" else "")
            if not parent or parent == current:
                break
            current = parent
        known[name] = (font, bool(bold))
    return known


def _index(element: etree._Element, before: int) -> int:
    """The number of a row or cell, which is the next one unless it says otherwise."""
    return min(_number(element, f"{_S}Index") or before + 1, _MOST_ROWS)


def _number(element: etree._Element, name: str) -> int:
    text = element.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0
