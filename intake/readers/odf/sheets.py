"""Sheets and slides of OpenDocument: the walk of a text, with places named as in a workbook or a presentation.

Of a sheet only text is read: plain numbers, dates and truth values say nothing to any rule. A row or column that is
repeated a million times, as every empty one is, costs a sum.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from lxml import etree

from casework.document import Zone
from intake.readers.assemble import RawLine, RawPiece
from intake.readers.limits import Limits
from intake.readers.odf.body import DRAW, TABLE, OdfWalk
from intake.readers.odf.package import OFFICE, Odf
from intake.readers.odf.styles import STYLE, TEXT, Look, OdfStyles
from intake.readers.scribe import Scribe
from intake.readers.sheets.lines import cell_name, sheet_place

__all__ = ["sheet_names", "walk_masters", "walk_sheets", "walk_slides"]

_PRESENTATION = "{urn:oasis:names:tc:opendocument:xmlns:presentation:1.0}"
_ROW, _COLUMN = f"{TABLE}table-row", f"{TABLE}table-column"
_CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
_PARAGRAPHS = frozenset((f"{TEXT}p", f"{TEXT}h"))
_PLAIN = frozenset({"float", "percentage", "currency", "date", "time", "boolean"})
_PLACEHOLDERS = frozenset({"title", "subtitle", "outline"})
_MOST_REPEATED = 1_048_576  # rows of a sheet


class _Sheet(OdfWalk):
    """A cell's paragraphs lie in the style of the cell, its row's or its column's."""

    def __init__(self, scribe: Scribe, styles: OdfStyles, odf: Odf) -> None:
        super().__init__(scribe, styles, odf)
        self.cell = Look()

    def _around(self) -> Look:
        return self.cell


def walk_sheets(body: etree._Element, scribe: Scribe, styles: OdfStyles, odf: Odf, limits: Limits) -> OdfWalk:
    """Every sheet of ``body`` in order, hidden ones too; the walk has the flaws."""
    walk = _Sheet(scribe, styles, odf)
    cells = 0
    for number, table in enumerate(body.iterchildren(f"{TABLE}table"), 1):
        if number > limits.sheets:
            scribe.limit(f"tệp có hơn {limits.sheets} trang tính (sheets); phần còn lại chưa được đọc")
            break
        shown = styles.is_shown(table.get(f"{TABLE}style-name", ""))
        place = sheet_place(table.get(f"{TABLE}name", ""), not shown)
        for shapes in table.iterchildren(f"{TABLE}shapes"):
            _placed(walk, scribe, shapes, Zone.TEXT_BOX, f"{place}, hộp văn bản", 0)
        columns = _column_styles(table)
        row = 0
        for element in table.iter(_ROW):
            cells += _row(walk, scribe, element, (place, row), columns)
            row += _count(element, f"{TABLE}number-rows-repeated")
            if cells > limits.cells:
                scribe.limit(f"tệp có hơn {limits.cells} ô (cells); phần còn lại chưa được đọc")
                return walk
            if scribe.full:
                return walk
    return walk


def sheet_names(body: etree._Element, styles: OdfStyles, limits: Limits) -> list[RawLine]:
    """What the sheets are called, as lines of the file's own data."""
    lines: list[RawLine] = []
    for table in islice(body.iterchildren(f"{TABLE}table"), limits.sheets):
        name = table.get(f"{TABLE}name", "")
        place = sheet_place(name, not styles.is_shown(table.get(f"{TABLE}style-name", "")))
        lines.append(RawLine((RawPiece(name),), f"tên của {place}", Zone.METADATA))
    return lines


def _row(
    walk: _Sheet, scribe: Scribe, row: etree._Element, place: tuple[str, int], columns: list[tuple[int, str]]
) -> int:
    """One row; how many cells are stored in it."""
    column = stored = 0
    styles = walk._styles
    for cell in row.iterchildren(*_CELLS):
        stored += 1
        if len(cell) and cell.get(f"{OFFICE}value-type", "string") not in _PLAIN:
            name = cell.get(f"{TABLE}style-name") or row.get(f"{TABLE}default-cell-style-name") or _at(columns, column)
            walk.cell = styles.over(styles.default("table-cell"), "table-cell", name)
            where = f"{place[0]}, ô {cell_name(place[1], column)}"
            _placed(walk, scribe, cell, Zone.TABLE, where, column + 1)
        elif len(cell):
            for note in cell.iterchildren(f"{OFFICE}annotation"):
                walk.cell = Look()
                walk.walk(note)
        column += _count(cell, f"{TABLE}number-columns-repeated")
    return stored


def _placed(walk: OdfWalk, scribe: Scribe, root: etree._Element, zone: Zone, where: str, column: int) -> None:
    scribe.enter(zone, where, column)
    walk.walk_inside(root)
    scribe.leave()


def _column_styles(table: etree._Element) -> list[tuple[int, str]]:
    """The default style of the cells of each stretch of columns: where the stretch ends, and the style."""
    styles: list[tuple[int, str]] = []
    end = 0
    for column in table.iter(_COLUMN):
        end += _count(column, f"{TABLE}number-columns-repeated")
        styles.append((end, column.get(f"{TABLE}default-cell-style-name", "")))
    return styles


def _at(columns: list[tuple[int, str]], number: int) -> str:
    return next((style for end, style in columns if number < end), "")


def _count(element: etree._Element, name: str) -> int:
    text = element.get(name, "1")
    return min(int(text), _MOST_REPEATED) if text.isascii() and text.isdigit() and 0 < len(text) < 9 else 1


class _Slide(OdfWalk):
    """A placeholder (title, outline) is the slide's body, any other frame a box on it. Letters lie in the style of
    their shape."""

    def __init__(self, scribe: Scribe, styles: OdfStyles, odf: Odf) -> None:
        super().__init__(scribe, styles, odf)
        self.place = ""
        self._shape = Look()

    def _around(self) -> Look:
        return self._shape

    def _box(self, node: etree._Element) -> Callable[[], None]:
        frame = node.getparent() if node.tag == f"{DRAW}text-box" else node
        shape = node if frame is None else frame
        outer = self._shape
        look = self._styles.over(self._styles.default("graphic"), "graphic", shape.get(f"{DRAW}style-name", ""))
        self._shape = self._styles.over(look, "presentation", shape.get(f"{_PRESENTATION}style-name", ""))
        holder = shape.get(f"{_PRESENTATION}class", "") in _PLACEHOLDERS
        zone = Zone.BODY if holder else Zone.TEXT_BOX
        if self._scribe.zone in (Zone.NOTE, Zone.HEADER):
            zone = self._scribe.zone
        leave = self._aside(zone, self.place)

        def end() -> None:
            leave()
            self._shape = outer

        return end


def walk_slides(body: etree._Element, scribe: Scribe, styles: OdfStyles, odf: Odf, limits: Limits) -> OdfWalk:
    """Every slide (or page of a drawing) in order, its notes behind it; the walk has the flaws."""
    walk = _Slide(scribe, styles, odf)
    for number, page in enumerate(body.iterchildren(f"{DRAW}page"), 1):
        if number > limits.sheets:
            scribe.limit(f"tệp có hơn {limits.sheets} trang chiếu (sheets); phần còn lại chưa được đọc")
            break
        for child in page:
            if child.tag == f"{_PRESENTATION}notes":
                walk.place = f"trang chiếu {number}, ghi chú"
                scribe.enter(Zone.NOTE, walk.place)
            else:
                walk.place = f"trang chiếu {number}"
                scribe.enter(Zone.BODY, walk.place)
            walk.walk(child)
            scribe.leave()
            if scribe.full:
                return walk
    return walk


def walk_masters(body: etree._Element, scribe: Scribe, styles: OdfStyles, odf: Odf) -> OdfWalk:
    """What the masters in use show on every slide, like a printed header; ``styles`` are those of the masters' part.

    Their placeholders only ask for a title and the like.
    """
    walk = _Slide(scribe, styles, odf)
    walk.place = "mẫu trang chiếu"
    used = {page.get(f"{DRAW}master-page-name", "") for page in body.iterchildren(f"{DRAW}page")}
    for master in () if odf.styles is None else odf.styles.iter(f"{STYLE}master-page"):
        for shape in master if master.get(f"{STYLE}name", "") in used else ():
            if shape.tag.startswith(DRAW) and not shape.get(f"{_PRESENTATION}class"):
                scribe.enter(Zone.HEADER, walk.place)
                walk.walk(shape)
                scribe.leave()
    return walk
