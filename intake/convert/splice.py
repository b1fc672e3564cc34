"""One XML part into which edits are spliced, so that every byte that is not edited stays as it was.

A library that parses and writes again changes quotes, blanks and prefixes all over a part. Here the part is parsed for
its meaning and, beside it, cut into tags; the n-th start tag of the text is the n-th element of the tree. An edit is
made in both: the tree answers what comes next, the text is what is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple
from xml.sax.saxutils import escape

from lxml import etree

__all__ = ["XmlPart", "escaped"]

#: Comments, CDATA and processing instructions are passed over; a tag is caught with what makes it closing or empty.
_MARKUP = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>"
    r"|<(?P<close>/?)(?P<name>[^\s<>/\"'!?]+)[^<>\"']*(?:(?:\"[^\"]*\"|'[^']*')[^<>\"']*)*>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"\s+(?P<name>[^\s=<>/\"']+)\s*=\s*(?P<value>\"[^\"]*\"|'[^']*')")
_DECLARED = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


class _Span(NamedTuple):
    """Where an element's tags stand in the text; an empty element has both ends of its closing tag at ``opened``."""

    start: int
    opened: int  # behind its start tag
    text_end: int
    closing: int  # where its end tag starts
    end: int
    tail_end: int
    name: str


def escaped(text: str, *, attribute: bool = False) -> str:
    """``text`` as it may stand in XML; in an attribute blanks other than the space survive as references."""
    if not attribute:
        return escape(text)
    return escape(text, {'"': "&quot;", "\n": "&#10;", "\t": "&#9;", "\r": "&#13;"})


class XmlPart:
    """A part with its edits. ``parse`` turns the bytes into a root and is the reader's own, with its refusals."""

    def __init__(self, content: bytes, parse: Callable[[bytes], etree._Element]) -> None:
        self.root = parse(content)
        self._codec = _codec(content)
        self._source = content.decode(self._codec)
        self._elements = [element for element in self.root.iter() if isinstance(element.tag, str)]
        self._numbers = {element: number for number, element in enumerate(self._elements)}
        self._spans: list[_Span] | None = None
        self._edits: dict[tuple[int, int], str] = {}
        self._tags: dict[int, dict[str, str | None]] = {}  # attributes to set, or to drop, by element

    @property
    def changed(self) -> bool:
        return bool(self._edits or self._tags)

    def set_text(self, element: etree._Element, text: str) -> None:
        """The text between the element's start tag and the next tag."""
        span = self._span(element)
        element.text = text
        if span.opened == span.end:  # <w:t/>
            name = self._source[span.start : span.opened].rstrip("/>").rstrip()
            self._edits[span.start, span.end] = f"{name}>{escaped(text)}</{span.name}>"
        else:
            self._edits[span.opened, span.text_end] = escaped(text)

    def set_tail(self, element: etree._Element, text: str) -> None:
        """The text between the element's end and the next tag."""
        span = self._span(element)
        element.tail = text
        self._edits[span.end, span.tail_end] = escaped(text)

    def set_attribute(self, element: etree._Element, name: str, value: str | None) -> None:
        """Set the attribute ``name`` (in Clark notation), or drop it where ``value`` is ``None``."""
        number = self._numbers[element]
        if value is None:
            if name in element.attrib:
                del element.attrib[name]
        else:
            element.set(name, value)
        self._tags.setdefault(number, {})[name] = value

    def insert_first(self, element: etree._Element, xml: str) -> None:
        """``xml`` as the first thing inside the element."""
        span = self._span(element)
        if span.opened == span.end:
            name = self._source[span.start : span.opened].rstrip("/>").rstrip()
            self._edits[span.start, span.end] = f"{name}>{xml}</{span.name}>"
        else:
            self._edits[span.opened, span.opened] = self._edits.get((span.opened, span.opened), "") + xml

    def insert_behind(self, element: etree._Element, xml: str) -> None:
        """``xml`` right behind the element's end."""
        end = self._span(element).end
        self._edits[end, end] = self._edits.get((end, end), "") + xml

    def replace(self, element: etree._Element, xml: str) -> None:
        """``xml`` in the place of the whole element."""
        span = self._span(element)
        self._edits[span.start, span.end] = xml

    def prefix(self, element: etree._Element, namespace: str) -> str:
        """The prefix with colon by which attributes of ``namespace`` are named at ``element``."""
        found = next((p for p, uri in element.nsmap.items() if p and uri == namespace), None)
        if found is None:
            raise ValueError(f"no prefix for {namespace}")
        return f"{found}:"

    def name_prefix(self, element: etree._Element) -> str:
        """The prefix with colon of the element's own name; empty where it stands in the default namespace."""
        return f"{element.prefix}:" if element.prefix else ""

    def to_bytes(self) -> bytes:
        """The part with every edit."""
        edits = dict(self._edits)
        for number, wanted in self._tags.items():
            span = self._all_spans()[number]
            if (span.start, span.end) in edits and span.end > span.opened:
                continue  # the whole element was replaced
            if (span.start, span.end) in edits:
                tag = edits.pop((span.start, span.end))
                head, _, rest = tag.partition(">")
                edits[span.start, span.end] = f"{self._tag(number, head + '>', wanted)}{rest}"
            else:
                edits[span.start, span.opened] = self._tag(number, self._source[span.start : span.opened], wanted)
        parts, at = [], 0
        for (start, end), text in sorted(edits.items()):
            parts += [self._source[at:start], text]
            at = end
        parts.append(self._source[at:])
        return "".join(parts).encode(self._codec, "xmlcharrefreplace")

    def _tag(self, number: int, tag: str, wanted: dict[str, str | None]) -> str:
        element = self._elements[number]
        for name, value in wanted.items():
            qualified = self._qualified(element, name)
            found = next((m for m in _ATTRIBUTE.finditer(tag) if m["name"] == qualified), None)
            written = "" if value is None else f' {qualified}="{escaped(value, attribute=True)}"'
            if found:
                tag = tag[: found.start()] + written + tag[found.end() :]
            elif written:
                at = tag.rindex("/>") if tag.endswith("/>") else len(tag) - 1
                tag = tag[:at].rstrip() + written + tag[at:]
        return tag

    def _qualified(self, element: etree._Element, name: str) -> str:
        if not name.startswith("{"):
            return name
        namespace, _, local = name[1:].partition("}")
        return self.prefix(element, namespace) + local

    def _span(self, element: etree._Element) -> _Span:
        return self._all_spans()[self._numbers[element]]

    def _all_spans(self) -> list[_Span]:
        if self._spans is None:
            self._spans = _spans(self._source)
            if len(self._spans) != len(self._elements):
                raise ValueError("tags and elements disagree")
        return self._spans


def _codec(content: bytes) -> str:
    for mark, codec in _BOMS:
        if content.startswith(mark):
            return codec
    declared = _DECLARED.match(content)
    return declared[1].decode("ascii").lower() if declared else "utf-8"


def _spans(source: str) -> list[_Span]:
    """One span for each start tag, in order. ``source`` is known to be well-formed."""
    spans: list[list[int]] = []  # start, opened, text_end, closing, end, tail_end
    names: list[str] = []
    open_ones: list[int] = []
    last: tuple[int, int] | None = None  # whose text (2) or tail (5) ends at the next tag
    for match in _MARKUP.finditer(source):
        name = match["name"]
        if name is None:
            continue
        start, end = match.span()
        if last is not None:
            spans[last[0]][last[1]] = start
        if match["close"]:
            number = open_ones.pop()
            spans[number][3:5] = [start, end]
            last = (number, 5)
        else:
            number = len(spans)
            empty = source[end - 2] == "/"
            spans.append([start, end, end, end, end, end])
            names.append(name)
            last = (number, 5 if empty else 2)
            if not empty:
                open_ones.append(number)
    return [
        _Span(start, opened, text_end, closing, end, tail_end, name)
        for (start, opened, text_end, closing, end, tail_end), name in zip(spans, names, strict=True)
    ]
