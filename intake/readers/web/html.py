"""Reads .html, and web pages that Word saved as .doc: what a person sees, in which font, tables by column.

Nothing outside the file is asked for and no script is run; what the page would run or fetch is a flaw.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable

import lxml.html
from lxml import etree

from casework.document import Flaw, FlawKind, Picture, Zone
from intake.body import html_text
from intake.encodings.fonts import face
from intake.readers.assemble import RawDocument, RawLine, RawPiece
from intake.readers.docx.pictures import Measure
from intake.readers.limits import Limits
from intake.readers.outside import is_network
from intake.readers.scribe import Scribe
from intake.readers.web.css import Sheet, Shown
from intake.readers.web.source import BOX, decode_page, reveal

__all__ = ["HtmlWalk", "read", "read_page"]

_BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
        "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
        "html", "legend", "li", "main", "nav", "ol", "option", "p", "pre", "section", "summary", "textarea", "ul",
    )
)  # fmt: skip
_UNSEEN = frozenset(("script", "style", "template", "svg", "xml", "head", "datalist", "map"))
_BOLD = frozenset(("b", "strong", "th", "h1", "h2", "h3", "h4", "h5", "h6"))
_PARTS = {
    "header": (Zone.HEADER, "đầu trang"), "footer": (Zone.FOOTER, "chân trang"),
    "footnote": (Zone.NOTE, "chú thích chân trang"), "endnote": (Zone.NOTE, "chú thích cuối văn bản"),
    "comment": (Zone.NOTE, "nhận xét"),
}  # fmt: skip
#: Elements that run or fetch by themselves, with the attribute that names what.
_RUNNING = {
    "script": "src", "iframe": "src", "frame": "src", "embed": "src", "object": "data", "applet": "code",
    "bgsound": "src",
}  # fmt: skip
_ELEMENT = re.compile(r"mso-element\s*:\s*([a-z-]+)", re.IGNORECASE)
_TABS = re.compile(r"mso-tab-count\s*:\s*(\d{1,2})", re.IGNORECASE)
_LIST_NUMBER = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)
_BLANKS = re.compile("[ \t\r\n\f]+")
#: Codes 80–9F, which pages mean as Windows-1252 (HTML standard, numeric character references).
_C1 = {code: letter for code in range(0x80, 0xA0) if (letter := bytes([code]).decode("cp1252", "ignore"))}
_C1_CODE = re.compile("[\x80-\x9f]")


def read(content: bytes, limits: Limits) -> RawDocument:
    """What the page holds; never raises."""
    scribe = Scribe(limits)
    walk = HtmlWalk(scribe, lambda source: None, Measure(limits))
    read_page(decode_page(content), walk, scribe, limits)
    return walk.document()


def read_page(source: str, walk: HtmlWalk, scribe: Scribe, limits: Limits) -> None:
    """Walk one page of a document; one that the parser does not take whole is read as bare text."""
    if source.count("<") > limits.xml_tags:
        scribe.limit(f"tệp có hơn {limits.xml_tags} thẻ (xml_tags); phần còn lại chưa được đọc")
        source = source[: _place_of_tag(source, limits.xml_tags)]
    if not source.strip():
        return
    source, dangers = reveal(source)
    walk.flaws += [Flaw(FlawKind.ACTIVE, danger) for danger in dangers]
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = lxml.html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        root = None
    if root is None or any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        for line in html_text(source).lines:
            for piece in line:
                scribe.add(piece.text.translate(_C1), piece.font)
            scribe.end_paragraph()
        return
    walk.walk(root)


def _place_of_tag(source: str, number: int) -> int:
    at = 0
    for _ in range(number):
        at = source.find("<", at) + 1
    return at - 1


class HtmlWalk:
    """One document's walk; a page saved with its headers in another part is walked in turns.

    ``picture`` gives the facts of what an address in the page names, where the document carries it.
    """

    def __init__(self, scribe: Scribe, picture: Callable[[str], Picture | None], measure: Measure) -> None:
        self.flaws: list[Flaw] = []
        self._scribe = scribe
        self._picture = picture
        self._measure = measure
        self._titles: list[str] = []
        self._sheet = Sheet("")
        self._shown = Shown()
        self._glued = True
        self._kept = 0  # elements around that keep blanks and line ends (pre)
        self._notes: dict[str, int] = {}

    def document(self) -> RawDocument:
        """What was walked."""
        title = self._titles[0] if self._titles else ""
        typed = (RawLine((RawPiece(t),), "thuộc tính “tiêu đề” của tệp", Zone.METADATA) for t in self._titles)
        return RawDocument(
            lines=(*self._scribe.finished(), *typed),
            pictures=tuple(dict.fromkeys(self._scribe.pictures)),
            flaws=tuple(dict.fromkeys((*self.flaws, *self._scribe.flaws))),
            title=title,
        )

    def walk(self, root: lxml.html.HtmlElement) -> None:
        """Everything below ``root``, without recursion."""
        self._sheet = Sheet("\n".join(node.text or "" for node in root.iter("style")))
        self._titles += [text for node in root.iter("title") if (text := _BLANKS.sub(" ", node.text or "").strip())]
        for node in root.iter(*_RUNNING):
            self._watch(node)
        undo: list[tuple[Shown, Callable[[], None] | None]] = []
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, node in walker:
            tag = node.tag if isinstance(node.tag, str) else ""
            if event == "start":
                undo.append((self._shown, None))
                self._shown = self._sheet.over(self._shown, node, tag)
                if tag in _UNSEEN or self._shown.hidden or _is_left_out(node, tag):
                    walker.skip_subtree()
                    continue
                undo[-1] = (undo[-1][0], self._start(node, tag))
                self._add(node.text)
            else:
                self._shown, action = undo.pop()
                if action is not None:
                    action()
                self._add(node.tail)
            if self._scribe.full:
                break
        for _, action in reversed(undo):
            if action is not None:
                action()
        self._scribe.end_paragraph()

    # --- letters ----------------------------------------------------------------------------------------------------

    def _add(self, text: str | None) -> None:
        if not text:
            return
        if self._kept:
            self._put(text.replace("\r\n", "\n"), False)
            return
        text = _BLANKS.sub(" ", text)
        if self._glued:
            text = text.lstrip(" ")
        if text:
            self._put(text, text.endswith(" "))

    def _put(self, text: str, glued: bool) -> None:
        self._glued = glued
        if _C1_CODE.search(text):
            text = text.translate(_C1)
        font = self._shown.font or ""
        caps = bool(self._shown.caps) and face(font).hint in ("", "unicode")
        self._scribe.add(text, font, bool(self._shown.bold), caps)

    # --- elements ---------------------------------------------------------------------------------------------------

    def _start(self, node: etree._Element, tag: str) -> Callable[[], None] | None:
        """Begin an element; what is to be done at its end."""
        if tag in _BOLD:
            self._shown = self._shown._replace(bold=True)
        if tag == "br":
            self._put("\n", True)
        elif tag == "img":
            self._show(node.get("src") or "")
        elif tag == "table":
            self._block()
            self._scribe.open_table()
            return self._scribe.close_table
        elif tag == "tr":
            return self._end_row
        elif tag in ("td", "th"):
            self._scribe.need_cell()
            self._glued = True
            return self._end_cell
        elif tag in (BOX, "v:textbox"):
            return self._aside(Zone.TEXT_BOX, "")
        elif style := node.get("style"):
            return self._styled(style, tag)
        elif tag == "div" and (part := _PARTS.get(node.get("title", ""))) and part[0] is not Zone.NOTE:
            self._block()
            return self._aside(*part)  # as LibreOffice saves a page
        return self._plain(tag)

    def _plain(self, tag: str) -> Callable[[], None] | None:
        if tag == "pre":
            self._block()
            self._kept += 1
            return self._end_kept
        if tag in _BLOCKS:
            self._block()
            return self._block
        return None

    def _styled(self, style: str, tag: str) -> Callable[[], None] | None:
        if tabs := _TABS.search(style):
            self._put("\t" * int(tabs[1]), True)
        element = _ELEMENT.search(style)
        part = _PARTS.get(element[1].lower()) if element and tag == "div" else None
        if part is None:
            return self._plain(tag)
        zone, where = part
        self._block()
        if zone is Zone.NOTE:
            self._notes[where] = self._notes.get(where, 0) + 1
            where = f"{where} {self._notes[where]}"
        return self._aside(zone, where)

    def _block(self) -> None:
        self._scribe.end_paragraph()
        self._glued = True

    def _end_kept(self) -> None:
        self._kept -= 1
        self._block()

    def _end_cell(self) -> None:
        self._scribe.close_cell()
        self._glued = True

    def _end_row(self) -> None:
        self._scribe.close_row()
        self._glued = True

    def _aside(self, zone: Zone, where: str) -> Callable[[], None]:
        glued, self._glued = self._glued, True
        self._scribe.enter(zone, where)

        def leave() -> None:
            self._scribe.leave()
            self._glued = glued

        return leave

    def _show(self, source: str) -> None:
        if source[:5].lower() == "data:":
            head, _, data = source.partition(",")
            if head.lower().endswith(";base64"):
                try:
                    self._scribe.picture(self._measure.picture(base64.b64decode(data), "unknown"))
                except (binascii.Error, ValueError):
                    return
            return
        picture = self._picture(source)
        if picture is not None:
            self._scribe.picture(picture)

    def _watch(self, node: etree._Element) -> None:
        tag = str(node.tag)
        target = node.get(_RUNNING[tag]) or ""
        if tag == "script" and (target or (node.text or "").strip()):
            self.flaws.append(Flaw(FlawKind.ACTIVE, "mã lệnh (script) trong trang web"))
        elif tag == "applet" or (tag == "object" and "clsid:" in node.get("classid", "").lower()):
            self.flaws.append(Flaw(FlawKind.ACTIVE, "điều khiển ActiveX hoặc Java"))
        elif tag != "script" and is_network(target):
            self.flaws.append(Flaw(FlawKind.ACTIVE, "khung hoặc đối tượng lấy từ mạng"))


def _is_left_out(node: etree._Element, tag: str) -> bool:
    """Deleted text of tracked changes; numbers that Word counts by itself, as in every Word document; tab fillers."""
    if tag == "del":
        return node.get("cite") is not None or node.get("datetime") is not None
    style = node.get("style") or ""
    return tag == "span" and _LIST_NUMBER.search(style) is not None
