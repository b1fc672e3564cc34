"""Reads .docx: every part that a person sees, the effective font of every run, and what makes the file unsafe."""

from __future__ import annotations

from typing import NamedTuple

from lxml import etree

from casework.document import Flaw, FlawKind, Zone
from intake.readers.assemble import RawDocument
from intake.readers.docx.body import Place, Walk
from intake.readers.docx.figures import figures_of
from intake.readers.docx.pictures import Gallery
from intake.readers.docx.styles import Styles, W
from intake.readers.limits import Limits
from intake.readers.ooxml.active import active_content
from intake.readers.ooxml.package import Package, Refused, Relation, open_package
from intake.readers.ooxml.properties import properties_of

__all__ = ["picture_bytes", "read"]

#: Documents by their relation to the main part: where they stand and what a person calls the place.
_HEADERS = {"header": (Zone.HEADER, "đầu trang"), "footer": (Zone.FOOTER, "chân trang")}
_NOTES = {
    "footnotes": (f"{W}footnote", "chú thích chân trang"),
    "endnotes": (f"{W}endnote", "chú thích cuối văn bản"),
    "comments": (f"{W}comment", "nhận xét"),
}
_MAX_PAGES = 100_000
_SHEET_LETTERS = 400  # typed for each picture of a sheet: with fewer the pictures are the document


class _Sources(NamedTuple):
    package: Package
    main: str
    relations: dict[str, Relation]

    def related(self, kind: str) -> list[str]:
        """Names of the parts of the main document's relations of one kind, each once."""
        return list(dict.fromkeys(r.target for r in self.relations.values() if r.kind == kind and not r.external))


class _Walked(NamedTuple):
    sources: _Sources
    gallery: Gallery
    walk: Walk


def read(content: bytes, limits: Limits) -> RawDocument:
    """What the package holds. Never raises on bad content: ``lines`` is ``None`` and a flaw says why."""
    try:
        package = open_package(content, limits)
        return _read(package, limits)
    except Refused as refused:
        return RawDocument(lines=None, flaws=(refused.flaw,))
    except RecursionError:
        detail = f"nội dung lồng quá {limits.xml_depth} lớp (xml_depth)"
        return RawDocument(lines=None, flaws=(Flaw(FlawKind.LIMIT, detail),))


def picture_bytes(content: bytes, number: int, limits: Limits) -> bytes:
    """The bytes of the picture that is number ``number`` (from 1) among the pictures of :func:`read`; empty where there
    is none. Raises :class:`Refused`."""
    package = open_package(content, limits)
    gallery = _walked(package, limits).gallery
    return package.read(gallery.parts[number - 1]) or b"" if 1 <= number <= len(gallery.parts) else b""


def _walked(package: Package, limits: Limits) -> _Walked:
    roots = package.relations("")
    main = next((r.target for r in roots.values() if r.kind == "officeDocument"), "word/document.xml")
    root = package.tree(main)
    if root is None or root.tag != f"{W}document":
        raise Refused(Flaw(FlawKind.UNREADABLE, "tệp không có phần nội dung của tài liệu Word"))
    sources = _Sources(package, main, package.relations(main))
    styles, theme = (next(iter(sources.related(kind)), "") for kind in ("styles", "theme"))
    gallery = Gallery(package, limits)
    walk = Walk(Styles(_tree(package, styles), _tree(package, theme)), gallery.show)
    _stories(walk, root, sources)
    return _Walked(sources, gallery, walk)


def _read(package: Package, limits: Limits) -> RawDocument:
    sources, gallery, walk = _walked(package, limits)
    figures = figures_of(package, sources.relations)
    properties = properties_of(package)
    unread = _scans(gallery, walk)
    return RawDocument(
        lines=(*walk.lines, *figures, *properties.lines),
        pages=_pages(package),
        pictures=gallery.pictures,
        flaws=tuple(dict.fromkeys((*active_content(package, limits), *walk.flaws, *gallery.flaws))),
        title=properties.title,
        wants=("ocr",) if unread else (),
        unread_pages=unread,
    )


def _scans(gallery: Gallery, walk: Walk) -> tuple[int, ...]:
    """The numbers (from 1) of the pictures that look like sheets, where hardly anything was typed beside them: scans
    that were put into a Word file."""
    sheets = tuple(number for number, picture in enumerate(gallery.pictures, 1) if picture.sheet_like)
    typed = sum(len(piece.text) for line in walk.lines for piece in line.pieces)
    return sheets if typed < _SHEET_LETTERS * len(sheets) else ()


def _tree(package: Package, name: str) -> etree._Element | None:
    return package.tree(name) if name else None


def _stories(walk: Walk, root: etree._Element, sources: _Sources) -> None:
    """Headers first, then the body, then what stands below and beside it."""
    _margins(walk, sources, "header")
    body = root.find(f"{W}body")
    if body is not None:
        walk.story(body, sources.main, Place())
    _margins(walk, sources, "footer")
    for kind, (tag, where) in _NOTES.items():
        for name in sources.related(kind):
            notes = sources.package.tree(name)
            shown = [] if notes is None else [n for n in notes.iter(tag) if n.get(f"{W}type", "normal") == "normal"]
            for number, note in enumerate(shown, 1):
                walk.story(note, name, Place(Zone.NOTE, f"{where} {number}"))


def _margins(walk: Walk, sources: _Sources, kind: str) -> None:
    zone, where = _HEADERS[kind]
    for name in sources.related(kind):
        story = sources.package.tree(name)
        if story is not None:
            walk.story(story, name, Place(zone, where))


def _pages(package: Package) -> int | None:
    """The number of pages that the last program to save the file counted, where it left a sane one."""
    root = package.tree("docProps/app.xml")
    element = None if root is None else root.find("{*}Pages")
    text = (element.text or "").strip() if element is not None else ""
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text) < _MAX_PAGES else None
