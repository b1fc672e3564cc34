"""Builds .xlsx workbooks for tests; the XML is written out, so that what a library would hide can be put in.

build_xlsx([Sheet("DS", {"A1": "Nơi nhận:", "B7": Rich(("chữ", ".VnTime"), (" sau", ""))}, header="&CMẬT")])
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from tests.builders.docx import pack

__all__ = ["Inline", "Result", "Rich", "Sheet", "Styled", "build_xlsx", "theme"]

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DRAWING = (
    'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    f'xmlns:r="{_OFFICE}" xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
)


class Rich(tuple[tuple[str, str], ...]):
    """A shared string of runs: letters and font (empty: the cell's)."""

    def __new__(cls, *runs: tuple[str, str]) -> Rich:
        return super().__new__(cls, runs)


class Inline(NamedTuple):
    """A string kept in the cell itself."""

    text: str


class Result(NamedTuple):
    """The stored text of a formula."""

    text: str


class Styled(NamedTuple):
    """Text in the cell format of that font; a font that begins with “+” is the theme's (minor or major)."""

    text: str
    font: str


Value = str | Rich | Inline | Result | Styled | float


class Sheet(NamedTuple):
    name: str
    cells: Mapping[str, Value] = {}
    header: str = ""
    footer: str = ""
    comments: Mapping[str, str] = {}
    shapes: str = ""  # XML inside xdr:wsDr
    state: str = ""
    dimension: str = "A1"
    rows: str = ""  # XML of further rows
    relations: Sequence[tuple[str, str]] = ()  # type's last word, target


class _Book:
    def __init__(self, font: str) -> None:
        self.fonts = [font]
        self.strings: list[str] = []

    def form(self, font: str) -> int:
        if font not in self.fonts:
            self.fonts.append(font)
        return self.fonts.index(font)

    def share(self, xml: str) -> int:
        self.strings.append(f"<si>{xml}</si>")
        return len(self.strings) - 1


def build_xlsx(
    sheets: Sequence[Sheet],
    *,
    font: str = "Calibri",
    theme_xml: str = "",
    core: Mapping[str, str] | None = None,
    extra: Mapping[str, bytes | str] | None = None,
    strings: str | None = None,
    head: str = "",
) -> bytes:
    """The bytes of a workbook. ``extra`` adds or replaces parts by name; ``strings`` replaces the whole part of shared
    strings; ``head`` is put before the root of every sheet (a DOCTYPE)."""
    book = _Book(font)
    parts: dict[str, bytes | str] = {}
    tabs = links = ""
    for number, sheet in enumerate(sheets, 1):
        state = f' state="{sheet.state}"' if sheet.state else ""
        tabs += f'<sheet name={quoteattr(sheet.name)} sheetId="{number}"{state} r:id="rId{number}"/>'
        links += _relation(f"rId{number}", "worksheet", f"worksheets/sheet{number}.xml")
        parts |= _sheet(book, sheet, number, head)
    if theme_xml:
        parts["xl/theme/theme1.xml"] = theme_xml
        links += _relation("rIdTheme", "theme", "theme/theme1.xml")
    links += _relation("rIdStyles", "styles", "styles.xml") + _relation(
        "rIdShared", "sharedStrings", "sharedStrings.xml"
    )
    properties = "".join(f"<dc:{name}>{escape(value)}</dc:{name}>" for name, value in (core or {}).items())
    shared = f'<sst xmlns="{_MAIN}" count="1" uniqueCount="1">{"".join(book.strings)}</sst>'
    return pack(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _relations(_relation("rId1", "officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{tabs}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": _relations(links),
            "xl/styles.xml": _styles(book.fonts),
            "xl/sharedStrings.xml": shared if strings is None else strings,
            "docProps/core.xml": '<c:coreProperties xmlns:c="urn:c" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"{properties}</c:coreProperties>",
            **parts,
            **(extra or {}),
        }
    )


_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)


def _relation(key: str, kind: str, target: str) -> str:
    mode = ' TargetMode="External"' if "://" in target else ""
    return f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target={quoteattr(target)}{mode}/>'


def _relations(links: str) -> str:
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>'
    )


def _styles(fonts: Sequence[str]) -> str:
    faces = ""
    for name in fonts:
        scheme = f'<scheme val="{name[1:]}"/>' if name.startswith("+") else ""
        faces += f"<font><b/><name val={quoteattr(name)}/>{scheme}</font>" if "Bold" in name else (
            f"<font><name val={quoteattr(name)}/>{scheme}</font>"
        )  # fmt: skip
    forms = "".join(f'<xf fontId="{place}"/>' for place in range(len(fonts)))
    return f'<styleSheet xmlns="{_MAIN}"><fonts>{faces}</fonts><cellXfs>{forms}</cellXfs></styleSheet>'


def _sheet(book: _Book, sheet: Sheet, number: int, head: str) -> dict[str, bytes | str]:
    rows: dict[int, str] = {}
    for name, value in sheet.cells.items():
        match = re.fullmatch("[A-Z]+([0-9]+)", name)
        assert match is not None
        rows[int(match[1])] = rows.get(int(match[1]), "") + _cell(book, name, value)
    data = "".join(f'<row r="{row}">{cells}</row>' for row, cells in rows.items())
    margins = "".join(
        f"<{name}>{escape(code)}</{name}>"
        for name, code in (("oddHeader", sheet.header), ("oddFooter", sheet.footer))
        if code
    )
    path, links = "xl/worksheets", "".join(_relation(f"r{n}", *link) for n, link in enumerate(sheet.relations))
    parts: dict[str, bytes | str] = {
        f"{path}/sheet{number}.xml": f'<?xml version="1.0" encoding="UTF-8"?>{head}<worksheet xmlns="{_MAIN}">'
        f'<dimension ref="{sheet.dimension}"/><sheetData>{data}{sheet.rows}</sheetData>'
        f"<headerFooter>{margins}</headerFooter></worksheet>"
    }
    if sheet.comments:
        notes = "".join(
            f'<comment ref="{name}" authorId="0"><text>{_text(text)}</text></comment>'
            for name, text in sheet.comments.items()
        )
        parts[f"xl/comments{number}.xml"] = (
            f'<comments xmlns="{_MAIN}"><authors/><commentList>{notes}</commentList></comments>'
        )
        links += _relation("rIdComments", "comments", f"../comments{number}.xml")
    if sheet.shapes:
        parts[f"xl/drawings/drawing{number}.xml"] = f"<xdr:wsDr {_DRAWING}>{sheet.shapes}</xdr:wsDr>"
        links += _relation("rIdDrawing", "drawing", f"../drawings/drawing{number}.xml")
    parts[f"{path}/_rels/sheet{number}.xml.rels"] = _relations(links)
    return parts


def _cell(book: _Book, name: str, value: Value) -> str:
    if isinstance(value, Styled):
        return f'<c r="{name}" s="{book.form(value.font)}" t="s"><v>{book.share(_text(value.text))}</v></c>'
    if isinstance(value, Rich):
        runs = "".join(
            f"<r>{f'<rPr><b/><rFont val={quoteattr(font)}/></rPr>' if font else ''}{_text(text)}</r>"
            for text, font in value
        )
        return f'<c r="{name}" t="s"><v>{book.share(runs)}</v></c>'
    if isinstance(value, Inline):
        return f'<c r="{name}" t="inlineStr"><is>{_text(value.text)}</is></c>'
    if isinstance(value, Result):
        return f'<c r="{name}" t="str"><f>A1&amp;""</f><v>{escape(value.text)}</v></c>'
    if isinstance(value, str):
        return f'<c r="{name}" t="s"><v>{book.share(_text(value))}</v></c>'
    return f'<c r="{name}"><v>{value}</v></c>'


def _text(text: str) -> str:
    return f'<t xml:space="preserve">{escape(text)}</t>'


def theme(minor: str, major: str = "Major") -> str:
    """A theme part with these fonts."""
    return (
        '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:themeElements><a:fontScheme>'
        f"<a:majorFont><a:latin typeface={quoteattr(major)}/></a:majorFont>"
        f"<a:minorFont><a:latin typeface={quoteattr(minor)}/></a:minorFont>"
        "</a:fontScheme></a:themeElements></a:theme>"
    )
