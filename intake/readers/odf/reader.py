"""Reads OpenDocument: texts (.odt), sheets (.ods), slides (.odp), from their packages.

The flat form of the same, one XML file, is read by :mod:`intake.readers.odf.flat` through :func:`read_odf`.
"""

from __future__ import annotations

from lxml import etree

from casework.document import Flaw, FlawKind, Zone
from intake.readers.assemble import RawDocument, RawLine, RawPiece
from intake.readers.limits import Limits
from intake.readers.odf.body import OdfWalk
from intake.readers.odf.package import OFFICE, Odf, from_package
from intake.readers.odf.sheets import sheet_names, walk_masters, walk_sheets, walk_slides
from intake.readers.odf.styles import STYLE, OdfStyles
from intake.readers.ooxml.package import Refused
from intake.readers.scribe import Scribe

__all__ = ["read", "read_odf"]

_PROPERTIES = {"title": "tiêu đề", "subject": "chủ đề", "keyword": "từ khóa", "description": "ghi chú"}
_MARGINS = {
    f"{STYLE}{kind}{which}": (zone, where)
    for kind, zone, where in (("header", Zone.HEADER, "đầu trang"), ("footer", Zone.FOOTER, "chân trang"))
    for which in ("", "-left", "-first")
}
_MASTER, _NEXT, _NAME = f"{STYLE}master-page", f"{STYLE}next-style-name", f"{STYLE}name"
_STANDARD = "Standard"


def read(content: bytes, limits: Limits) -> RawDocument:
    """What the package holds. Never raises on bad content: ``lines`` is ``None`` and a flaw says why."""
    try:
        return read_odf(from_package(content, limits), limits)
    except Refused as refused:
        return RawDocument(None, flaws=(refused.flaw,))


def read_odf(odf: Odf, limits: Limits) -> RawDocument:
    """The same from trees; raises :class:`Refused` where there is no body or a bound is hit."""
    body = odf.body
    if body is None:
        raise Refused(Flaw(FlawKind.UNREADABLE, "tệp không có phần nội dung"))
    scribe = Scribe(limits)
    own = [odf.content.find(f"{OFFICE}{part}") for part in ("font-face-decls", "automatic-styles")]
    named = [] if odf.styles is None else _parts(odf.styles, "font-face-decls", "styles")
    styles = OdfStyles([*named, *(part for part in own if part is not None)])
    walks: list[OdfWalk] = []
    names: list[RawLine] = []
    if body.tag == f"{OFFICE}spreadsheet":
        walks += _margins(odf, scribe, styles)
        walks.append(walk_sheets(body, scribe, styles, odf, limits))
        names = sheet_names(body, styles, limits)
    elif body.tag in (f"{OFFICE}presentation", f"{OFFICE}drawing"):
        walks.append(walk_masters(body, scribe, _styles_of_masters(odf), odf))
        walks.append(walk_slides(body, scribe, styles, odf, limits))
    else:
        walks += _margins(odf, scribe, styles)
        walks.append(OdfWalk(scribe, styles, odf))
        walks[-1].walk(body)
    flaws = [*odf.flaws, *(flaw for walk in walks for flaw in walk.flaws), *_beside(odf, scribe, styles)]
    named_texts = [(name, odf.meta_text(name)) for name in _PROPERTIES]
    return RawDocument(
        lines=(*scribe.finished(), *names, *(_property(name, text) for name, text in named_texts if text)),
        pages=odf.pages,
        pictures=tuple(dict.fromkeys(scribe.pictures)),
        flaws=tuple(dict.fromkeys((*flaws, *scribe.flaws))),
        title=named_texts[0][1],
    )


def _parts(root: etree._Element, *names: str) -> list[etree._Element]:
    found = (root.find(f"{OFFICE}{name}") for name in names)
    return [part for part in found if part is not None]


def _styles_of_masters(odf: Odf) -> OdfStyles:
    """The styles that hold in headers, footers and masters of slides."""
    return OdfStyles([] if odf.styles is None else _parts(odf.styles, "font-face-decls", "styles", "automatic-styles"))


def _margins(odf: Odf, scribe: Scribe, styles: OdfStyles) -> list[OdfWalk]:
    """Headers and footers of the master pages that the text uses."""
    if odf.styles is None:
        return []
    local = _styles_of_masters(odf)
    masters = {page.get(_NAME, ""): page for page in odf.styles.iter(_MASTER)}
    walk = OdfWalk(scribe, local, odf)
    for name in _used(masters, styles.masters()):
        for margin in masters[name]:
            if margin.tag in _MARGINS and margin.get(f"{STYLE}display", "true") != "false":
                scribe.enter(*_MARGINS[margin.tag])
                walk.walk(margin)
                scribe.leave()
    return [walk]


def _used(masters: dict[str, etree._Element], named: set[str]) -> list[str]:
    """The master pages that styles lead to, the standard one, and those that follow them."""
    waiting = [name for name in masters if name in named or name == _STANDARD] or list(masters)[:1]
    used: dict[str, None] = {}
    while waiting:
        name = waiting.pop(0)
        if name in masters and name not in used:
            used[name] = None
            waiting.append(masters[name].get(_NEXT, ""))
    return list(used)


def _beside(odf: Odf, scribe: Scribe, styles: OdfStyles) -> list[Flaw]:
    """What scripts and properties would run or fetch."""
    walk = OdfWalk(scribe, styles, odf)
    for root in (odf.content, odf.meta):
        for part in () if root is None else _parts(root, "scripts", "meta"):
            walk.watch(part)
    return walk.flaws


def _property(name: str, text: str) -> RawLine:
    return RawLine((RawPiece(text),), f"thuộc tính “{_PROPERTIES[name]}” của tệp", Zone.METADATA)
