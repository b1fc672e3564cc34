"""The walk through an OpenDocument body: what a person sees, in reading order, without recursion.

One pass of lxml's own events; what is open lies on stacks. Text documents name paragraphs, cells and boxes as a Word
document's are; sheets and slides are walked by :mod:`intake.readers.odf.sheets`, which shares this walk of paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from lxml import etree

from casework.document import Flaw, FlawKind, Zone
from intake.encodings.fonts import face
from intake.readers.odf.package import OFFICE, XLINK, Odf
from intake.readers.odf.styles import TEXT, Look, OdfStyles
from intake.readers.outside import is_network
from intake.readers.scribe import Scribe

__all__ = ["DRAW", "TABLE", "OdfWalk"]

_NS = "{urn:oasis:names:tc:opendocument:xmlns:"
TABLE, DRAW, _PRESENTATION = f"{_NS}table:1.0}}", f"{_NS}drawing:1.0}}", f"{_NS}presentation:1.0}}"
_SVG, _SCRIPT = f"{_NS}svg-compatible:1.0}}", f"{_NS}script:1.0}}"
_DC, _META = "{http://purl.org/dc/elements/1.1/}", f"{_NS}meta:1.0}}"

_BLANKS = re.compile("[ \t\r\n]+")
_MOST_BLANKS = 1_000  # of one text:s
_STYLE_NAME = f"{TEXT}style-name"
#: Elements of which nothing is seen: deleted text, names of pictures, who wrote a comment, forms' own data.
_UNSEEN = frozenset(
    (
        f"{TEXT}tracked-changes", f"{TEXT}note-citation", f"{_SVG}title", f"{_SVG}desc", f"{_DC}creator", f"{_DC}date",
        f"{_META}date-string", f"{_META}creator-initials", f"{OFFICE}forms", f"{TEXT}variable-decls",
        f"{TEXT}sequence-decls", f"{TEXT}user-field-decls", f"{TABLE}calculation-settings", f"{OFFICE}binary-data",
        f"{TEXT}index-title-template", f"{TEXT}ruby-text", f"{TABLE}tracked-changes", f"{_DC}language",
        f"{TEXT}table-of-content-source", f"{TABLE}shapes-source",
    )
)  # fmt: skip
_TEXT_BOX = f"{DRAW}text-box"
_SHAPES = frozenset(
    f"{DRAW}{name}"
    for name in ("custom-shape", "rect", "line", "polyline", "polygon", "regular-polygon", "path", "circle", "ellipse",
                 "connector", "caption", "measure")
)  # fmt: skip
#: What loads something by itself when its target lies on another machine, and what the letter calls it.
_FETCHED = {
    f"{DRAW}object": "đối tượng lấy từ mạng",
    f"{DRAW}object-ole": "đối tượng OLE lấy từ mạng",
    f"{DRAW}floating-frame": "khung trang lấy từ mạng",
    f"{DRAW}plugin": "thành phần (plugin) lấy từ mạng",
    f"{DRAW}applet": "chương trình Java (applet)",
    f"{TEXT}section-source": "đoạn tài liệu lấy từ mạng",
    f"{TABLE}table-source": "trang tính lấy từ mạng",
    f"{TABLE}cell-range-source": "dữ liệu lấy từ mạng",
    f"{_META}template": "mẫu (template) lấy từ mạng",
}
_DDE = frozenset((f"{TEXT}dde-connection-decl", f"{OFFICE}dde-source", f"{TABLE}dde-link"))
_LISTENER = f"{_SCRIPT}event-listener"


class _Open(NamedTuple):
    """What the end of an element undoes."""

    look: Look
    action: Callable[[], None] | None = None


class OdfWalk:
    """One part's walk; the scribe outlives it. ``finished`` paragraphs, cells and boxes are the scribe's."""

    def __init__(self, scribe: Scribe, styles: OdfStyles, odf: Odf) -> None:
        self._scribe = scribe
        self._styles = styles
        self._odf = odf
        self._look = styles.default("paragraph")
        self._inside = [0]  # open paragraphs, by aside
        self._glued = True  # the next blank adds nothing: a blank or a break stands before it
        self._notes = {"footnote": 0, "endnote": 0, "annotation": 0}
        self.flaws: list[Flaw] = []

    def walk(self, root: etree._Element) -> None:
        """Everything below ``root``, to its end or to the scribe's bounds."""
        undo: list[_Open] = []
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, node in walker:
            if event == "start":
                undo.append(_Open(self._look))
                if node.tag in _UNSEEN or not self._start(node, undo):
                    walker.skip_subtree()
                elif node.text and self._inside[-1]:
                    self._add(node.text)
            else:
                opened = undo.pop()
                if opened.action is not None:
                    opened.action()
                self._look = opened.look
                if node.tail and self._inside[-1] and node is not root:
                    self._add(node.tail)
            if self._scribe.full:
                break
        while undo:
            opened = undo.pop()
            if opened.action is not None:
                opened.action()

    def walk_inside(self, root: etree._Element) -> None:
        """What stands below ``root``, which itself is not looked at."""
        for child in root:
            self.walk(child)

    def watch(self, root: etree._Element) -> None:
        """Look only for what would load or run something by itself."""
        for node in root.iter():
            self._watch(node.tag, node)

    # --- letters ----------------------------------------------------------------------------------------------------

    def _add(self, text: str) -> None:
        text = _BLANKS.sub(" ", text)
        if self._glued:
            text = text.lstrip(" ")
        if text:
            self._put(text, text.endswith(" "))

    def _put(self, text: str, glued: bool) -> None:
        look = self._look
        self._glued = glued
        if not look.hidden:
            self._scribe.add(text, look.font, look.bold, look.caps and face(look.font).hint in ("", "unicode"))

    # --- elements ---------------------------------------------------------------------------------------------------

    def _start(self, node: etree._Element, undo: list[_Open]) -> bool:
        """Begin an element; false where nothing of it is seen. An action to be done at its end goes into ``undo``."""
        tag = node.tag
        if tag in _BEGIN:
            action = getattr(self, _BEGIN[tag])(node)
            if action is not None:
                undo[-1] = undo[-1]._replace(action=action)
        elif tag in _LITERAL:
            self._literal(tag, node)
        elif tag == f"{DRAW}image":
            picture = self._odf.picture(node)
            if picture is not None:
                self._scribe.picture(picture)
            return False
        elif tag in (f"{TEXT}section", f"{TEXT}hidden-paragraph", f"{TEXT}hidden-text"):
            shown = node.get(f"{TEXT}display", "true") in ("true", "condition")
            return shown and node.get(f"{TEXT}is-hidden", "false") != "true"
        elif node.get(f"{TEXT}display") == "none":
            return False  # a variable that is set without being shown
        self._watch(tag, node)
        return True

    def _literal(self, tag: str, node: etree._Element) -> None:
        if not self._inside[-1]:
            return
        if tag == f"{TEXT}s":
            count = node.get(f"{TEXT}c", "1")
            many = int(count) if count.isascii() and count.isdigit() and len(count) < 6 else 1
            self._put(" " * min(many, _MOST_BLANKS), False)
        else:
            self._put(_LITERAL[tag], tag == f"{TEXT}line-break")

    def _watch(self, tag: str, node: etree._Element) -> None:
        """Note what would load or run something by itself."""
        if tag in _FETCHED:
            href = node.get(f"{XLINK}href", "")
            if is_network(href) or tag == f"{DRAW}applet":
                self._active(_FETCHED[tag])
            elif tag in (f"{DRAW}object-ole", f"{DRAW}object") and href:
                self.flaws += self._odf.object_flaws(href)
        elif tag in _DDE or (tag == f"{TEXT}section-source" and node.get(f"{OFFICE}dde-topic")):
            self._active("liên kết DDE gọi chương trình khác")
        elif tag == _LISTENER and node.get(f"{XLINK}href", "").startswith("vnd.sun.star.script:"):
            self._active("lệnh gọi macro khi mở tệp hoặc khi bấm")

    def _active(self, detail: str) -> None:
        self.flaws.append(Flaw(FlawKind.ACTIVE, detail))

    def _paragraph(self, node: etree._Element) -> Callable[[], None]:
        self._look = self._styles.over(self._around(), "paragraph", node.get(_STYLE_NAME, ""))
        self._inside[-1] += 1
        self._glued = True
        return self._end_paragraph

    def _around(self) -> Look:
        """The look that a paragraph rests on: in a text the default one, elsewhere its cell's or its shape's."""
        return self._styles.default("paragraph")

    def _end_paragraph(self) -> None:
        self._inside[-1] -= 1
        self._scribe.end_paragraph()

    def _span(self, node: etree._Element) -> None:
        self._look = self._styles.over(self._look, "text", node.get(_STYLE_NAME, ""))

    def _aside(self, zone: Zone, where: str = "") -> Callable[[], None]:
        glued = self._glued
        self._scribe.enter(zone, where)
        self._inside.append(0)

        def leave() -> None:
            self._scribe.leave()
            self._inside.pop()
            self._glued = glued

        return leave

    def _box(self, node: etree._Element) -> Callable[[], None]:
        return self._aside(Zone.TEXT_BOX)

    def _note(self, node: etree._Element) -> Callable[[], None]:
        parent = node.getparent()
        kind = "footnote" if parent is None else parent.get(f"{TEXT}note-class", "footnote")
        return self._numbered(kind if kind in self._notes else "footnote")

    def _comment(self, node: etree._Element) -> Callable[[], None]:
        return self._numbered("annotation")

    def _numbered(self, kind: str) -> Callable[[], None]:
        self._notes[kind] += 1
        return self._aside(Zone.NOTE, f"{_NOTE_NAMES[kind]} {self._notes[kind]}")

    def _table(self, node: etree._Element) -> Callable[[], None]:
        self._scribe.open_table()
        return self._scribe.close_table

    def _row(self, node: etree._Element) -> Callable[[], None]:
        return self._scribe.close_row

    def _cell(self, node: etree._Element) -> Callable[[], None]:
        self._scribe.need_cell()
        return self._scribe.close_cell


_NOTE_NAMES = {"footnote": "chú thích chân trang", "endnote": "chú thích cuối văn bản", "annotation": "nhận xét"}
_LITERAL = {f"{TEXT}s": " ", f"{TEXT}tab": "\t", f"{TEXT}line-break": "\n"}
#: Element → the method that begins it and returns what is to be done at its end.
_BEGIN = {
    f"{TEXT}p": "_paragraph",
    f"{TEXT}h": "_paragraph",
    f"{TEXT}span": "_span",
    f"{TEXT}a": "_span",
    f"{TEXT}note-body": "_note",
    f"{OFFICE}annotation": "_comment",
    f"{TABLE}table": "_table",
    f"{TABLE}table-row": "_row",
    f"{TABLE}table-cell": "_cell",
    _TEXT_BOX: "_box",
    **dict.fromkeys(_SHAPES, "_box"),
}
