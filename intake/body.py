"""The mail's own text: HTML as lines, and a person's own words above what he quotes."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import NamedTuple

import lxml.html
from lxml import etree

from casework.vietnamese import fold, squeeze
from intake.readers.assemble import RawLine, RawPiece
from intake.readers.limits import Limits

__all__ = ["DECORATION_BYTES", "HtmlText", "html_text", "own_words", "typed_lines"]

#: A picture in a signature block: shown by the HTML and no larger than this many bytes.
DECORATION_BYTES = 48 * 1024

_BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "div", "dl", "dt",
        "fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li",
        "main", "nav", "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "ul",
    )
)  # fmt: skip
_SILENT = frozenset(("script", "style", "head", "template", "object", "svg"))
_FONT_FAMILY = re.compile(r"(?i)(?:^|[;\s])font(?:-family)?\s*:\s*([^;]+)")
_FONT_DECLARED = re.compile(r"^[\"']?([^\"',]+)")
_TAG = re.compile(r"<[^<>]{0,2000}>")
_UNSEEN = re.compile(r"(?is)<(script|style)\b[^<>]{0,2000}>[^<]*</\1>")
_CID_ANYWHERE = re.compile(r"(?i)\bcid:([^\s\"'<>]{1,200})")
_CID = re.compile(r"(?i)^cid:(.+)$")
#: Letters of the plain text in which a line of HTML is looked for; a line not found is read, once too often at worst.
_COMPARED = 100_000
_LINE_END = re.compile(r"\r\n|\r|\n")  # no other control is a line end: legacy encodings use some as letters
_LINE_HEAD = 400  # letters of a line that tell whether a quotation begins there


class HtmlText(NamedTuple):
    """``lines`` are paragraphs as stretches of one font; ``content_ids`` are the parts that the HTML shows."""

    lines: tuple[tuple[RawPiece, ...], ...]
    content_ids: frozenset[str]
    damaged: bool = False


def typed_lines(plain: Iterable[str], styled: Iterable[HtmlText], limits: Limits) -> tuple[RawLine, ...]:
    """The text of one mail: its plain text, and of its other forms what the plain text does not say already."""
    # A little more of each than a document may have, line ends included: what is too long is still seen to be,
    # and four million lines of one letter do not become four million objects first.
    most_rows = limits.text_lines + 1
    most_letters = limits.text_letters + 2 * most_rows
    lines: list[RawLine] = []
    seen = ""
    for text in plain:
        rows = _LINE_END.split(text.rstrip("\r\n \t")[:most_letters], maxsplit=most_rows)
        for row in rows[: max(0, most_rows - len(lines))]:
            lines.append(RawLine((RawPiece(row),), f"dòng {len(lines) + 1}"))
        seen = f"{seen} {squeeze(text)}"[:_COMPARED]
    for form in styled:
        for pieces in form.lines:
            said = squeeze("".join(piece.text for piece in pieces))
            if said and said not in seen:
                lines.append(RawLine(pieces, f"dòng {len(lines) + 1}"))
    return tuple(lines)


def html_text(source: str) -> HtmlText:
    """The text of ``source`` line by line, hidden text included: what a sender hides is still what he sent.

    Broken HTML is read as far as it goes; never raises on content.
    """
    if not source.strip():
        return HtmlText((), frozenset())
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = lxml.html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return _stripped(source)
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        return _stripped(source)  # the parser left out what stands below its bound; a sender could hide text there
    walk = _Walk()
    walk.element(root)
    return HtmlText(walk.finished(), frozenset(walk.content_ids))


def _stripped(source: str) -> HtmlText:
    """The text between tags, each stretch a line: for HTML that cannot be read by its structure."""
    bare = html.unescape(_TAG.sub("\n", _UNSEEN.sub("\n", source)))
    lines = tuple((RawPiece(squeeze(line)),) for line in bare.split("\n") if line.strip())
    return HtmlText(lines, frozenset(_CID_ANYWHERE.findall(source)), damaged=True)


class _Walk:
    """One pass over the tree by lxml's own events, without recursion, so that nesting costs no stack."""

    def __init__(self) -> None:
        self.lines: list[tuple[RawPiece, ...]] = []
        self.content_ids: list[str] = []
        self._pieces: list[RawPiece] = []

    def element(self, root: lxml.html.HtmlElement) -> None:
        fonts: list[str] = [""]
        silent = 0
        for event, node in etree.iterwalk(root, events=("start", "end")):
            tag = node.tag if isinstance(node.tag, str) else ""
            if event == "start":
                silent += tag in _SILENT
                fonts.append(_font_of(node) or fonts[-1])
                if tag in _BLOCKS:
                    self.close()
                if tag == "img":
                    self._picture(node)
                if not silent:
                    self.text(node.text, fonts[-1])
                continue
            silent -= tag in _SILENT
            fonts.pop()
            if tag in _BLOCKS:
                self.close()
            if not silent:
                self.text(node.tail, fonts[-1])

    def _picture(self, node: etree._Element) -> None:
        match = _CID.match((node.get("src") or "").strip())
        if match:
            self.content_ids.append(match.group(1).strip("<> "))
        if node.get("alt"):
            self.text(f" {node.get('alt')} ", "")

    def text(self, text: str | None, font: str) -> None:
        if text:
            self._pieces.append(RawPiece(re.sub(r"\s+", " ", text), font))

    def close(self) -> None:
        if any(piece.text.strip() for piece in self._pieces):
            self.lines.append(tuple(self._pieces))
        self._pieces = []

    def finished(self) -> tuple[tuple[RawPiece, ...], ...]:
        self.close()
        return tuple(self.lines)


def _font_of(node: etree._Element) -> str:
    """The first font that ``face`` or ``style`` names; empty where none is named."""
    declared = node.get("face") or ""
    if not declared and (style := node.get("style")):
        found = _FONT_FAMILY.search(style)
        declared = found.group(1) if found else ""
    first = _FONT_DECLARED.match(declared.strip())
    return first.group(1).strip() if first else ""


#: Heads of quoted mails, folded: Gmail and Thunderbird (Vietnamese, English), Outlook in both languages, Zimbra.
_QUOTE_HEADS = tuple(
    re.compile(pattern)
    for pattern in (
        r"^(vao|on|luc|ngay|thu|chu nhat)\b.{0,300}\b(da viet|wrote|viet)\s*:\s*$",
        r"^-{2,}\s*(original message|thu goc|thu ban dau|tin nhan goc|thu chuyen tiep|forwarded message)\s*-*$",
        r"^_{10,}$",
    )
)
_FIELD_FROM = re.compile(r"^\W{0,3}(tu|from|nguoi gui)\s*:\s*\S")
_FIELD_SENT = re.compile(r"^\W{0,3}(da gui|sent|ngay|date|gui luc|ngay gui|den|to)\s*:")
_OPENING = re.compile(r"^(vao|on|luc|ngay)\b")


def own_words(body: str) -> str:
    """The part of ``body`` that its writer wrote himself: everything above the first quotation, without ``>`` lines.

    A quotation begins with “Vào … đã viết:” (on one or two lines), “-----Original Message-----”, or “Từ: …” followed by
    “Đã gửi: …” within two lines.
    """
    lines = body.split("\n")
    folded = [fold(line[:_LINE_HEAD]) for line in lines]
    kept: list[str] = []
    for number, line in enumerate(lines):
        if _begins_quote(folded, number):
            break
        if not line.lstrip().startswith(">"):
            kept.append(line.rstrip())
    return "\n".join(kept).strip()


def _begins_quote(folded: list[str], number: int) -> bool:
    line = folded[number]
    if any(head.match(line) for head in _QUOTE_HEADS):
        return True
    if _OPENING.match(line) and number + 1 < len(folded):
        joined = squeeze(f"{line} {folded[number + 1]}")
        if _QUOTE_HEADS[0].match(joined):
            return True
    if _FIELD_FROM.match(line):
        return any(_FIELD_SENT.match(later) for later in folded[number + 1 : number + 3])
    return False
