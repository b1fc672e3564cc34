"""Shapes of a drawing in a spreadsheet or on a slide: in their order, groups opened, each stored form once.

What hangs on a shape in a part of its own (a chart, the words of a SmartArt) is read with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from lxml import etree

from casework.document import Zone
from intake.readers.assemble import RawPiece
from intake.readers.docx.pictures import Gallery
from intake.readers.ooxml.package import Package, Relation
from intake.readers.sheets.lines import SheetLines
from intake.readers.slides.text import A, Levels, ThemeFonts, paragraphs_of, text_of

__all__ = ["Canvas", "joined", "local", "shapes_of"]

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_DGM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_GROUPS = frozenset({"spTree", "grpSp", "twoCellAnchor", "oneCellAnchor", "absoluteAnchor", "relSizeAnchor",
                     "absSizeAnchor", "userShapes", "wsDr", "lockedCanvas"})  # fmt: skip
_SHAPES = frozenset({"sp", "cxnSp", "pic", "graphicFrame"})


def local(element: etree._Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def shapes_of(root: etree._Element) -> Iterator[etree._Element]:
    """The shapes below ``root``, groups opened. Of two stored forms the one for today's programs comes first; the
    other comes too where it says something else."""
    stack = [iter(root)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
            continue
        name = local(child)
        if name in _SHAPES:
            yield child
        elif name in _GROUPS:
            stack.append(iter(child))
        elif child.tag == f"{_MC}AlternateContent":
            stack += (iter(form) for form in reversed(_forms(child)))


def _forms(element: etree._Element) -> list[etree._Element]:
    choice, fallback = element.find(f"{_MC}Choice"), element.find(f"{_MC}Fallback")
    forms = [form for form in (choice, fallback) if form is not None]
    if len(forms) == 2 and text_of(forms[1]) in ("", text_of(forms[0])):
        return forms[:1]
    return forms


def joined(paragraphs: Iterable[list[RawPiece]]) -> list[RawPiece]:
    """Paragraphs as one list of pieces with a line break behind each."""
    return [piece for paragraph in paragraphs for piece in (*paragraph, RawPiece("\n"))]


class Canvas:
    """Reads the frames and pictures of drawing parts of one package into ``gathered``."""

    def __init__(self, package: Package, gathered: SheetLines, gallery: Gallery, caches: bool) -> None:
        """``caches``: whether names and categories of charts are read, because no sheet shows them."""
        self.package = package
        self.gathered = gathered
        self.gallery = gallery
        self._caches = caches
        self._relations: dict[str, dict[str, Relation]] = {}

    def relation(self, part: str, number: str) -> str:
        """The part that relation ``number`` of ``part`` leads to; empty where it leads nowhere or outside."""
        if part not in self._relations:
            self._relations[part] = self.package.relations(part)
        found = self._relations[part].get(number)
        return found.target if found is not None and not found.external else ""

    def body(
        self, body: etree._Element | None, where: str, zone: Zone, styles: Sequence[Levels], fonts: ThemeFonts
    ) -> None:
        """The paragraphs of one text body."""
        if body is not None:
            self.gathered.add(joined(paragraphs_of(body, styles, fonts)), where, zone)

    def picture(self, shape: etree._Element, part: str, where: str) -> None:
        """The pictures of one shape (its own, or what fills it)."""
        for blip in shape.iter(f"{A}blip"):
            self.gallery.show(part, blip.get(f"{_R}embed", ""), where)

    def frame(
        self, frame: etree._Element, part: str, place: str, styles: Sequence[Levels], fonts: ThemeFonts, table: int
    ) -> None:
        """A table, a chart or a SmartArt. ``table`` is the number that a table gets."""
        for grid in frame.iter(f"{A}tbl"):
            self._table(grid, f"{place}, bảng {table}", styles, fonts)
        for chart in frame.iter():
            name = local(chart)
            if name == "chart" and chart.get(f"{_R}id"):
                self._chart(self.relation(part, chart.get(f"{_R}id", "")), f"{place}, biểu đồ", styles, fonts)
            elif chart.tag == f"{_DGM}relIds":
                self._words(self.relation(part, chart.get(f"{_R}dm", "")), f"{place}, sơ đồ", styles, fonts)

    def _table(self, grid: etree._Element, where: str, styles: Sequence[Levels], fonts: ThemeFonts) -> None:
        for row, line in enumerate(grid.iterchildren(f"{A}tr"), 1):
            cells = list(line.iterchildren(f"{A}tc"))
            for column, cell in enumerate(cells, 1):
                place = f"{where}, hàng {row}, ô {column}"
                self.gathered.cell(place)
                body = cell.find(f"{A}txBody")
                if body is not None:
                    pieces = joined(paragraphs_of(body, styles, fonts))
                    self.gathered.add(pieces, place, Zone.TABLE, column if len(cells) > 1 else 0)

    def _chart(self, part: str, where: str, styles: Sequence[Levels], fonts: ThemeFonts) -> None:
        root = self._words(part, where, styles, fonts)
        if root is not None and self._caches:
            for value in root.iter(f"{_C}strCache"):
                for text in value.iter(f"{_C}v"):
                    self.gathered.cell(where)
                    self.gathered.add([RawPiece(text.text or "", fonts.minor)], where, Zone.TEXT_BOX)

    def _words(self, part: str, where: str, styles: Sequence[Levels], fonts: ThemeFonts) -> etree._Element | None:
        """Every text body of a part of its own."""
        root = self.package.tree(part) if part else None
        last: etree._Element | None = None
        for paragraph in () if root is None else root.iter(f"{A}p"):
            body = paragraph.getparent()
            if body is not None and body is not last:
                last = body
                self.body(body, where, Zone.TEXT_BOX, styles, fonts)
        return root
