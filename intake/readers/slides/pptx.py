"""Reads .pptx: every slide's text in its fonts, tables, charts, SmartArt, notes, comments, what the masters show.

Placeholders are the body of a slide; a free text box is a text box; what stands on a layout or master outside
placeholders shows on every slide, like a printed header.
"""

from __future__ import annotations

import contextlib

from lxml import etree

from casework.document import Flaw, FlawKind, Zone
from intake.readers.assemble import RawDocument, RawPiece
from intake.readers.docx.pictures import Gallery
from intake.readers.limits import Limits
from intake.readers.ooxml.active import active_content
from intake.readers.ooxml.package import Package, Refused, open_package
from intake.readers.ooxml.properties import properties_of
from intake.readers.sheets.lines import Full, SheetLines
from intake.readers.slides.masters import Layout, Layouts, P, body_of, placeholder_of, tree_of
from intake.readers.slides.shapes import Canvas, local, shapes_of
from intake.readers.slides.text import ThemeFonts, levels_of

__all__ = ["read"]

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_ZONES = {"ftr": Zone.FOOTER, "dt": Zone.FOOTER, "sldNum": Zone.FOOTER, "hdr": Zone.HEADER}


def read(content: bytes, limits: Limits) -> RawDocument:
    """What the package holds. Never raises on bad content: ``lines`` is ``None`` and a flaw says why."""
    try:
        return _read(open_package(content, limits), limits)
    except Refused as refused:
        return RawDocument(lines=None, flaws=(refused.flaw,))


def _read(package: Package, limits: Limits) -> RawDocument:
    roots = package.relations("")
    main = next((r.target for r in roots.values() if r.kind == "officeDocument"), "ppt/presentation.xml")
    root = package.tree(main)
    if root is None or root.tag != f"{P}presentation":
        raise Refused(Flaw(FlawKind.UNREADABLE, "tệp không có phần nội dung của bài trình chiếu"))
    deck = _Deck(package, main, root, limits)
    with contextlib.suppress(Full):  # the bound that was hit names itself among the flaws
        deck.gather()
    said = properties_of(package)
    return RawDocument(
        lines=(*deck.gathered.lines, *said.lines),
        pages=len(deck.slides),
        pictures=deck.gallery.pictures,
        flaws=tuple(dict.fromkeys((*active_content(package, limits), *deck.gathered.flaws, *deck.gallery.flaws))),
        title=said.title,
    )


class _Deck:
    """One presentation."""

    def __init__(self, package: Package, main: str, root: etree._Element, limits: Limits) -> None:
        self.gathered = SheetLines(limits)
        self.gallery = Gallery(package, limits)
        self._package = package
        self._canvas = Canvas(package, self.gathered, self.gallery, caches=True)
        self._layouts = Layouts(package, levels_of(root.find(f"{P}defaultTextStyle")))
        self._shown: set[str] = set()  # layouts and masters that were read
        numbers = (slide.get(f"{_R}id", "") for slide in root.iterfind(f"{P}sldIdLst/{P}sldId"))
        self.slides = [part for part in (self._canvas.relation(main, number) for number in numbers) if part]

    def gather(self) -> None:
        """Slide by slide: what its layout and master show, where a slide before has not told it, itself, its notes."""
        for number, part in enumerate(self.slides, 1):
            self.gathered.sheet()
            root = self._package.tree(part)
            if root is not None:
                self._slide(root, part, f"trang chiếu {number}")

    def _slide(self, root: etree._Element, part: str, where: str) -> None:
        layout = self._layouts.of(self._one(part, "slideLayout"))
        above: Layout | None = layout
        while above is not None:
            if above.part not in self._shown:
                self._shown.add(above.part)
                self._page(above.root, above.part, above, "mẫu trang chiếu")
            above = above.above
        self._page(root, part, layout, where)
        notes = self._one(part, "notesSlide")
        page = self._package.tree(notes) if notes else None
        if page is not None:
            master = self._layouts.of(self._one(notes, "notesMaster"))
            self._notes(page, notes, master, f"{where}, ghi chú")
        for comments in self._all(part, "comments"):
            self._comments(comments, f"{where}, nhận xét")

    def _all(self, part: str, kind: str) -> list[str]:
        relations = self._package.relations(part).values()
        return [r.target for r in relations if r.kind == kind and not r.external]

    def _one(self, part: str, kind: str) -> str:
        return next(iter(self._all(part, kind)), "")

    def _page(self, root: etree._Element, part: str, layout: Layout | None, where: str) -> None:
        """A slide, or what a layout or master shows by itself."""
        fonts = layout.fonts if layout is not None else ThemeFonts()
        master = layout is not None and layout.part == part
        tables = 0
        for shape in shapes_of(tree_of(root)):
            self.gathered.cell(where)
            place = placeholder_of(shape)
            if master and place is not None:
                continue  # “Bấm để sửa tiêu đề”: shown while the slide is made, never afterwards
            self._canvas.picture(shape, part, where)
            styles = self._layouts.styles(shape, layout)
            if local(shape) == "graphicFrame":
                tables += 1
                self._canvas.frame(shape, part, where, styles, fonts, tables)
                continue
            zone = Zone.TEXT_BOX if place is None else _ZONES.get(place.kind, Zone.BODY)
            self._canvas.body(body_of(shape), where, Zone.HEADER if master else zone, styles, fonts)

    def _notes(self, root: etree._Element, part: str, master: Layout | None, where: str) -> None:
        fonts = master.fonts if master is not None else ThemeFonts()
        for shape in shapes_of(tree_of(root)):
            self.gathered.cell(where)
            place = placeholder_of(shape)
            if place is not None and place.kind == "sldNum":
                continue
            self._canvas.picture(shape, part, where)
            self._canvas.body(body_of(shape), where, Zone.NOTE, self._layouts.styles(shape, master), fonts)

    def _comments(self, part: str, where: str) -> None:
        """Comments of both kinds: those of PowerPoint 2007 to 2019, and the threads of later ones."""
        root = self._package.tree(part)
        for comment in () if root is None else root.iter():
            if local(comment) == "text" and comment.text:
                self.gathered.add([RawPiece(comment.text)], where, Zone.NOTE)
            elif local(comment) == "txBody":
                self._canvas.body(comment, where, Zone.NOTE, [], ThemeFonts())
