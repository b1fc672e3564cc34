"""Reads .xlsx: every cell with text in its font, printed headers, text boxes, charts, comments, sheets' names.

Sheets and shared strings are streamed, so that the size that a sheet claims for itself costs nothing. Plain numbers
and dates are passed over, as in every spreadsheet (see :mod:`intake.readers.sheets.lines`).
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import NamedTuple

from lxml import etree

from casework.document import Flaw, FlawKind, Zone
from intake.readers.assemble import RawDocument, RawLine, RawPiece
from intake.readers.docx.pictures import Gallery
from intake.readers.limits import Limits
from intake.readers.ooxml.active import active_content
from intake.readers.ooxml.package import Package, Refused, Relation, open_package
from intake.readers.ooxml.properties import properties_of
from intake.readers.sheets.lines import Full, SheetLines, cell_name, margin_pieces, sheet_place
from intake.readers.sheets.strings import MAIN, Cells, Rich, Strings, cell_pieces, rich_text
from intake.readers.sheets.styles import CellStyles
from intake.readers.slides.shapes import Canvas, local, shapes_of
from intake.readers.slides.text import LEVELS, Look, theme_of

__all__ = ["read"]

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_VML = "{urn:schemas-microsoft-com:vml}"
_THREADED = "{http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments}"
_BINARY = ".bin"
_MACRO_SHEETS = ("xlMacrosheet", "xlIntlMacrosheet")
_THEMED = (Look("+mn-lt"),) * LEVELS  # letters in shapes stand in the theme's font where nothing is said


class _Tab(NamedTuple):
    part: str
    name: str
    hidden: bool


def read(content: bytes, limits: Limits) -> RawDocument:
    """What the package holds. Never raises on bad content: ``lines`` is ``None`` and a flaw says why."""
    try:
        return _read(open_package(content, limits), limits)
    except Refused as refused:
        return RawDocument(lines=None, flaws=(refused.flaw,))


def _read(package: Package, limits: Limits) -> RawDocument:
    roots = package.relations("")
    main = next((r.target for r in roots.values() if r.kind == "officeDocument"), "xl/workbook.xml")
    if main.endswith(_BINARY):
        flaw = Flaw(FlawKind.NOT_RECOGNISED, "bảng tính lưu dạng nhị phân (.xlsb)")
        return RawDocument(None, flaws=(flaw,), wants=("office",))
    root = package.tree(main)
    if root is None or root.tag != f"{MAIN}workbook":
        raise Refused(Flaw(FlawKind.UNREADABLE, "tệp không có phần nội dung của bảng tính"))
    workbook = _Workbook(package, main, limits)
    workbook.sheets(root)
    said = properties_of(package)
    gathered = workbook.gathered
    return RawDocument(
        lines=(*gathered.lines, *said.lines),
        pictures=workbook.gallery.pictures,
        flaws=tuple(dict.fromkeys((*active_content(package, limits), *gathered.flaws, *workbook.gallery.flaws))),
        title=said.title,
    )


class _Workbook:
    """What the sheets share, then sheet by sheet."""

    def __init__(self, package: Package, main: str, limits: Limits) -> None:
        self.gathered = SheetLines(limits)
        self.gallery = Gallery(package, limits)
        self._package = package
        self._limits = limits
        self._relations = package.relations(main)
        self._fonts = theme_of(package, self._related("theme"))
        styles = self._related("styles")
        self._styles = CellStyles(package.tree(styles) if styles else None, self._fonts)
        self._canvas = Canvas(package, self.gathered, self.gallery, caches=False)
        self._strings: list[Rich] = []

    def _related(self, kind: str) -> str:
        return next((r.target for r in self._relations.values() if r.kind == kind and not r.external), "")

    def sheets(self, root: etree._Element) -> None:
        """Every sheet in the order of its tabs, hidden ones too, then the sheets' names."""
        strings = Strings(self._styles.schemes, self.gathered)
        self._strings = strings.items
        tabs = self._tabs(root)
        shared = self._related("sharedStrings")
        steps: list[Callable[[], object]] = [lambda: self._package.stream(shared, strings) if shared else False]
        steps.append(lambda: self._each(tabs))
        for step in steps:
            with contextlib.suppress(Full):  # the bound that was hit names itself among the flaws
                step()
        for tab in tabs[: self._limits.sheets]:
            where = f"tên của {sheet_place(tab.name, tab.hidden)}"
            self.gathered.lines.append(RawLine((RawPiece(tab.name),), where, Zone.METADATA))

    def _tabs(self, root: etree._Element) -> list[_Tab]:
        tabs = []
        for sheet in root.iterfind(f"{MAIN}sheets/{MAIN}sheet"):
            relation = self._relations.get(sheet.get(f"{_R}id", ""))
            if relation is not None and not relation.external:
                hidden = sheet.get("state", "visible") != "visible"
                if relation.kind in _MACRO_SHEETS:
                    where = sheet_place(sheet.get("name", ""), hidden)
                    self.gathered.flaws.append(Flaw(FlawKind.MACRO, "bảng tính có trang tính macro Excel 4.0", where))
                tabs.append(_Tab(relation.target, sheet.get("name", ""), hidden))
        return tabs

    def _each(self, tabs: list[_Tab]) -> None:
        for tab in tabs:
            self.gathered.sheet()
            self._sheet(tab)

    def _sheet(self, tab: _Tab) -> None:
        """Printed header, drawings, cells, printed footer, comments."""
        place = sheet_place(tab.name, tab.hidden)
        cells = Cells(self._styles.schemes, self._strings, self.gathered, place)
        relations = self._package.relations(tab.part)
        full: Full | None = None
        try:
            self._package.stream(tab.part, cells)
        except Full as hit:
            full = hit
        self._margins(cells, "Header", place)
        for part in _related(relations, "drawing"):
            self._drawing(part, place)
        for part in _related(relations, "vmlDrawing"):
            self._old_drawing(part, place)
        for row, column, rich, form in sorted(cells.cells, key=lambda cell: cell[:2]):
            pieces = cell_pieces(rich, self._styles.face(form))
            self.gathered.add(pieces, f"{place}, ô {cell_name(row, column)}", Zone.TABLE, column + 1)
        self._margins(cells, "Footer", place)
        self._comments(relations, place)
        if full is not None:
            raise full

    def _margins(self, cells: Cells, kind: str, place: str) -> None:
        zone, name = (Zone.HEADER, "đầu trang") if kind == "Header" else (Zone.FOOTER, "chân trang")
        for here, code in cells.margins:
            for section in margin_pieces(code, self._styles.default.name) if here == kind else ():
                self.gathered.add(section, f"{place}, {name}", zone)

    def _comments(self, relations: dict[str, Relation], place: str) -> None:
        for part in _related(relations, "comments"):
            root = self._package.tree(part)
            for comment in () if root is None else root.iterfind(f"{MAIN}commentList/{MAIN}comment"):
                text = comment.find(f"{MAIN}text")
                if text is not None:
                    where = f"{place}, nhận xét ở ô {comment.get('ref', '')[:12]}"
                    pieces = cell_pieces(rich_text(text, self._styles.schemes), self._styles.default)
                    self.gathered.add(pieces, where, Zone.NOTE)
        for part in _related(relations, "threadedComment"):
            root = self._package.tree(part)
            for comment in () if root is None else root.iterfind(f"{_THREADED}threadedComment"):
                where = f"{place}, nhận xét ở ô {comment.get('ref', '')[:12]}"
                self.gathered.add([RawPiece(comment.findtext(f"{_THREADED}text") or "")], where, Zone.NOTE)

    def _drawing(self, part: str, place: str) -> None:
        """Text boxes and shapes with words, charts, SmartArt, pictures."""
        root = self._package.tree(part)
        boxes = tables = 0
        for shape in () if root is None else shapes_of(root):
            self._canvas.picture(shape, part, place)
            if local(shape) == "graphicFrame":
                tables += 1
                self._canvas.frame(shape, part, place, [_THEMED], self._fonts, tables)
                continue
            body = next((child for child in shape if local(child) == "txBody"), None)
            if body is not None:
                boxes += 1
                self._canvas.body(body, f"{place}, hộp văn bản {boxes}", Zone.TEXT_BOX, [_THEMED], self._fonts)

    def _old_drawing(self, part: str, place: str) -> None:
        """WordArt and the labels of buttons. Excel's older versions wrote this part as HTML: one that is no XML is
        passed over, its comments stand in a part of their own."""
        try:
            root = self._package.tree(part)
        except Refused as refused:
            if refused.flaw.kind is FlawKind.LIMIT:
                raise
            return
        for element in () if root is None else root.iter(f"{_VML}textpath", f"{_VML}textbox"):
            text = element.get("string") or " ".join("".join(map(str, element.itertext())).split())
            self.gathered.add([RawPiece(text)], f"{place}, hộp văn bản", Zone.TEXT_BOX)


def _related(relations: dict[str, Relation], kind: str) -> list[str]:
    return list(dict.fromkeys(r.target for r in relations.values() if r.kind == kind and not r.external))
