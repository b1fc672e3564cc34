"""OpenDocument (.odt; .ods and .odp as far as their text is paragraphs) in Unicode.

A stretch of text has no element of its own here: it is what stands before or behind the elements of a paragraph. Fonts
are named by the font faces at the head of each part; a face that gives way names another family from then on.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from lxml import etree

from intake.convert.fonts import unicode_font
from intake.convert.letters import Change, Changes, Text
from intake.convert.odf_fonts import FO, STYLE, SVG, Fonts, first_family
from intake.convert.ooxml import Part, Parts
from intake.convert.result import Written
from intake.convert.splice import XmlPart
from intake.readers.limits import Limits

__all__ = ["convert"]

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_PARAGRAPHS = (f"{_TEXT}p", f"{_TEXT}h")
_STYLE = f"{_TEXT}style-name"
_BLANKS = {f"{_TEXT}s": " ", f"{_TEXT}tab": "\t"}
_BREAK = f"{_TEXT}line-break"
#: Elements inside a paragraph whose text is no text of it: names and dates of comments, sources of scripts.
_ASIDE = ("{http://purl.org/dc/elements/1.1/}", "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}")
_FAMILIES = frozenset(
    (f"{SVG}font-family", f"{FO}font-family", f"{STYLE}font-family-asian", f"{STYLE}font-family-complex")
)
_FACE_NAMES = frozenset(f"{STYLE}font-name{slot}" for slot in ("", "-asian", "-complex"))
_TYPED = ("{*}title", "{*}subject", "{*}keyword", "{*}description")


class _Piece(NamedTuple):
    """``element`` holds the text, or has it behind it (``tail``); ``None`` for a blank that is an element."""

    text: str
    font: str
    element: etree._Element | None
    tail: bool


def convert(content: bytes, limits: Limits) -> Written:
    """The document with its legacy letters in Unicode; raises :class:`intake.readers.ooxml.package.Refused`."""
    parts = Parts(content, limits)
    common = parts.part("styles.xml")
    text = Text()
    found = [part for name in ("content.xml", "styles.xml") if (part := parts.part(name)) is not None]
    for part in found:
        fonts = Fonts(part.xml.root, common.xml.root if common is not None else None)
        for paragraph in part.xml.root.iter(*_PARAGRAPHS):
            for piece in _pieces(paragraph, fonts):
                if piece is None:
                    text.end_line()
                else:
                    writer = partial(_write, part.xml, piece) if piece.element is not None else None
                    text.add(piece.text, piece.font, writer)
            text.end_line()
    meta = parts.part("meta.xml")
    if meta is not None:
        _collect_meta(meta, text)
    changes = text.settle()
    if not changes.letters:
        return Written(b"", changes)
    for part in found:
        _refont(part.xml, changes)
    return Written(parts.written(), changes)


def _pieces(paragraph: etree._Element, fonts: Fonts) -> Iterator[_Piece | None]:
    """The text of one paragraph without that of paragraphs inside its frames and notes; ``None`` is a line break."""
    cell = next(paragraph.iterancestors(f"{_TABLE}table-cell"), None)
    own = fonts.of("table-cell", cell.get(f"{_TABLE}style-name", "")) if cell is not None else ""
    font = fonts.of("paragraph", paragraph.get(_STYLE, "")) or own or fonts.default
    stack: list[tuple[etree._Element, str, bool]] = [(paragraph, font, False)]  # the last: what is behind it
    while stack:
        element, font, behind = stack.pop()
        if behind:
            if element.tail:
                yield _Piece(element.tail, font, element, True)
            continue
        if element is not paragraph:
            stack.append((element, font, True))
            if element.tag in _PARAGRAPHS or not isinstance(element.tag, str) or element.tag.startswith(_ASIDE):
                continue
        if element.tag == _BREAK:
            yield None
        elif element.tag in _BLANKS:
            yield _Piece(_BLANKS[element.tag], font, None, False)
        inner = font
        if element.tag == f"{_TEXT}span":
            inner = fonts.of("text", element.get(_STYLE, "")) or font
        if element.text:
            yield _Piece(element.text, inner, element, False)
        stack += [(child, inner, False) for child in reversed(element)]


def _write(xml: XmlPart, piece: _Piece, change: Change) -> None:
    if change.text is None or piece.element is None:
        return
    if piece.tail:
        xml.set_tail(piece.element, change.text)
    else:
        xml.set_text(piece.element, change.text)


def _collect_meta(meta: Part, text: Text) -> None:
    for element in meta.xml.root.iter(*_TYPED):
        if element.text:
            text.add(element.text, "", partial(_write, meta.xml, _Piece(element.text, "", element, False)))
            text.end_line()


def _refont(xml: XmlPart, changes: Changes) -> None:
    """The converted fonts: the faces at the head of the part, and every style that names one."""
    new: dict[str, str] = {}
    for face in xml.root.iter(f"{STYLE}font-face"):
        family = first_family(face.get(f"{SVG}font-family", ""))
        if changes.gives_way(family):
            new[face.get(f"{STYLE}name", "")] = unicode_font(family)
            xml.set_attribute(face, f"{STYLE}name", unicode_font(family))
    for element in xml.root.iter():
        for name, said in list(element.items()) if isinstance(element.tag, str) else ():
            if name in _FAMILIES and changes.gives_way(first_family(str(said))):
                xml.set_attribute(element, str(name), f"'{unicode_font(first_family(str(said)))}'")
            elif name in _FACE_NAMES and str(said) in new:
                xml.set_attribute(element, str(name), new[str(said)])
