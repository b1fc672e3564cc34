"""Writes Word 97–2003 files for tests, structure by structure from [MS-DOC], so that each can be made to lie.

    build_doc([para("một"), para(run("hai", fonts(1)))], fonts=("Times New Roman", ".VnTime"))
    parts = doc_parts([para("một")]); parts.patch(33, 0, b"\\x00"); parts.pack()

What a reader must cope with (fonts of several slots, orders of styles, marks, fields, anchors) is given as the orders
themselves (“sprms”), written out with :func:`sprm`.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tests.builders.ole import build_ole

__all__ = ["Box", "DocParts", "Para", "Run", "Style", "build_doc", "cell", "doc_parts", "field", "fonts", "para",
           "picture", "row_end", "run", "sprm", "table"]  # fmt: skip

_PAGE, _TEXT = 512, 1536
SPECIAL = b"\x55\x08\x01"


class Run(NamedTuple):
    text: str
    orders: bytes = b""


class Para(NamedTuple):
    """A paragraph with the mark that ends it; ``mark_orders`` format the mark's letter."""

    runs: tuple[Run, ...]
    orders: bytes = b""
    style: int = 0
    mark: str = "\r"
    mark_orders: bytes = b""


class Style(NamedTuple):
    """``kind`` 1 paragraph, 2 character; ``base`` 4095 for none."""

    kind: int
    base: int
    orders: bytes


class Box(NamedTuple):
    """A text box; ``shape`` is what anchors name."""

    shape: int
    story: Sequence[Para]


def sprm(code: int, *values: int) -> bytes:
    """One order; the size of its operand follows from the code."""
    size = (1, 1, 2, 4, 2, 2, 0, 3)[code >> 13]
    if not size:
        return struct.pack("<HB", code, len(values)) + bytes(values)
    return struct.pack("<H", code) + values[0].to_bytes(size, "little")


def fonts(ascii_font: int, other: int | None = None) -> bytes:
    """Orders that set the fonts of ASCII and of other letters, by number."""
    return sprm(0x4A4F, ascii_font) + sprm(0x4A51, ascii_font if other is None else other)


def run(text: str, orders: bytes = b"") -> Run:
    return Run(text, orders)


def para(*runs: Run | str, orders: bytes = b"", style: int = 0, mark: str = "\r", mark_orders: bytes = b"") -> Para:
    return Para(tuple(Run(r) if isinstance(r, str) else r for r in runs), orders, style, mark, mark_orders)


def field(instruction: str, result: str, *, inner: tuple[Run, ...] = ()) -> tuple[Run, ...]:
    """The runs of a field; ``inner`` stands at the end of its instruction."""
    return (
        Run("\x13", SPECIAL), Run(instruction), *inner, Run("\x14", SPECIAL), Run(result), Run("\x15", SPECIAL),
    )  # fmt: skip


def cell(*runs: Run | str, depth: int = 1, orders: bytes = b"") -> Para:
    """The last paragraph of a cell."""
    inside = sprm(0x2416, 1) + sprm(0x6649, depth)
    if depth == 1:
        return para(*runs, orders=inside + orders, mark="\x07")
    return para(*runs, orders=inside + sprm(0x244B, 1) + orders)


def row_end(depth: int = 1, mark_orders: bytes = b"") -> Para:
    inside = sprm(0x2416, 1) + sprm(0x6649, depth)
    if depth == 1:
        return para(orders=inside + sprm(0x2417, 1), mark="\x07", mark_orders=mark_orders)
    return para(orders=inside + sprm(0x244B, 1) + sprm(0x244C, 1), mark_orders=mark_orders)


def table(rows: Sequence[Sequence[str]]) -> list[Para]:
    return [p for row in rows for p in (*(cell(text) for text in row), row_end())]


def picture(content: bytes, kind: int = 0xF01E) -> bytes:
    """What lies in the stream Data for a picture in the text: a head, a shape, an entry of the store, the picture."""
    blip = struct.pack("<HHI", 0x6E0 << 4, kind, len(content) + 17) + bytes(16) + b"\xff" + content
    entry = (
        struct.pack("<HHI", 0x62, 0xF007, len(blip) + 36) + bytes(20) + struct.pack("<I", len(blip)) + bytes(12) + blip
    )
    shape = struct.pack("<HHI", 0xF, 0xF004, 0)
    whole = shape + entry
    return struct.pack("<IHh", 68 + len(whole), 68, 0x64) + bytes(60) + whole


class DocParts:
    """The streams before they are packed. ``pairs`` are the offsets and lengths of the head by their number."""

    def __init__(self) -> None:
        self.main = bytearray(_TEXT)
        self.table = bytearray()
        self.data = b""
        self.more: dict[str, bytes] = {}
        self.classes: dict[str, bytes] = {}
        self.character_pages: list[int] = []
        self.paragraph_pages: list[int] = []

    def pair(self, number: int) -> tuple[int, int]:
        """Offset in the table stream and length of a structure."""
        offset, length = struct.unpack_from("<2I", self.main, 154 + 8 * number)
        return int(offset), int(length)

    def set_pair(self, number: int, offset: int, length: int) -> None:
        struct.pack_into("<2I", self.main, 154 + 8 * number, offset & 0xFFFFFFFF, length & 0xFFFFFFFF)

    def add(self, number: int, content: bytes) -> None:
        """Append a structure to the table stream and name it in the head."""
        self.set_pair(number, len(self.table), len(content))
        self.table += content

    def patch(self, number: int, at: int, content: bytes) -> None:
        """Overwrite bytes of one structure."""
        offset, _ = self.pair(number)
        self.table[offset + at : offset + at + len(content)] = content

    def pack(self) -> bytes:
        streams = {"WordDocument": bytes(self.main), "1Table": bytes(self.table), **self.more}
        if self.data:
            streams["Data"] = self.data
        return build_ole(streams, self.classes)


def build_doc(body: Sequence[Para], **options: object) -> bytes:
    return doc_parts(body, **options).pack()  # type: ignore[arg-type]


def doc_parts(
    body: Sequence[Para],
    *,
    fonts: Sequence[str] = ("Times New Roman",),
    styles: Sequence[Style | None] = (),
    default_fonts: tuple[int, int, int] = (0, 0, 0),
    headers: Mapping[int, Sequence[Para]] | None = None,
    footnotes: Sequence[Sequence[Para]] = (),
    endnotes: Sequence[Sequence[Para]] = (),
    comments: Sequence[Sequence[Para]] = (),
    boxes: Sequence[Box] = (),
    header_boxes: Sequence[Box] = (),
    anchors: Mapping[int, int] | None = None,
    header_anchors: Mapping[int, int] | None = None,
    cuts: Sequence[tuple[int, bool]] = (),
    piece_orders: Mapping[int, int] | None = None,
    groups: Sequence[bytes] = (),
    data: bytes = b"",
    drawings: bytes = b"",
    flags: int = 0,
    version: int = 0xC1,
) -> DocParts:
    """The streams of a document. ``headers`` maps the place 0–5 of a section's six stories to paragraphs; ``anchors``
    maps letters of the body to shapes; ``cuts`` gives pieces as (letters, one byte each?), ``piece_orders`` the prm of
    a piece by its number, ``groups`` the groups of orders that it may name."""
    parts = DocParts()
    parts.data = data
    margins = [(headers or {}).get(number, ()) for number in range(6)] if headers else []
    stories: list[list[Sequence[Para]]] = [
        [body], list(footnotes), [(), (), (), (), (), (), *margins] if margins else [], [], list(comments),
        list(endnotes), [box.story for box in boxes], [box.story for box in header_boxes],
    ]  # fmt: skip
    ends, paragraphs = _counted(stories)
    text = _text_of(paragraphs)
    if any(counts for counts in ends[1:]):
        text += "\r"
    pieces = list(cuts) or [(len(text), False)]
    if sum(length for length, _ in pieces) < len(text):
        pieces.append((len(text) - sum(length for length, _ in pieces), False))
    starts = _write_text(parts, text, pieces)
    _write_formats(parts, paragraphs, text, starts)
    _write_head(parts, [sum(counts) for counts in ends], flags, version)
    parts.add(1, _style_sheet(styles, default_fonts))
    parts.add(15, _font_table(fonts))
    parts.add(33, _piece_table(pieces, starts, piece_orders or {}, groups))
    for number, story, size in ((3, 1, 0), (11, 2, 0), (5, 4, 0), (47, 5, 0), (56, 6, 22), (58, 7, 22)):
        if ends[story]:
            shapes = [box.shape for box in (boxes if story == 6 else header_boxes)]
            parts.add(number, _spans(ends[story], size, shapes))
    for number, places in ((40, anchors), (41, header_anchors)):
        if places:
            bounds = [*places, max(places) + 1]
            items = b"".join(struct.pack("<i22x", shape) for shape in places.values())
            parts.add(number, struct.pack(f"<{len(bounds)}I", *bounds) + items)
    if drawings:
        parts.add(50, drawings)
    return parts


def _text_of(paragraphs: Sequence[Para]) -> str:
    return "".join("".join(r.text for r in p.runs) + p.mark for p in paragraphs)


def _counted(stories: Sequence[Sequence[Sequence[Para]]]) -> tuple[list[list[int]], list[Para]]:
    """The letters of each text of each story, and all paragraphs in order."""
    counts = [[len(_text_of(text)) for text in story] for story in stories]
    return counts, [p for story in stories for text in story for p in text]


def _spans(counts: Sequence[int], size: int, shapes: Sequence[int]) -> bytes:
    bounds = [0]
    for count in counts:
        bounds.append(bounds[-1] + count)
    bounds.append(bounds[-1] + 1)
    items = b"".join(struct.pack("<iiHiii", 1, 0, 0, -1, shape, 0) for shape in [*shapes, 0]) if size else b""
    return struct.pack(f"<{len(bounds)}I", *bounds) + items


def _write_text(parts: DocParts, text: str, pieces: Sequence[tuple[int, bool]]) -> list[tuple[int, int, int, bool]]:
    """Store the text; gives for each piece its first letter, its length, its byte offset, and whether it is narrow."""
    starts, at = [], 0
    for length, narrow in pieces:
        if len(parts.main) % 2:
            parts.main += b"\0"
        starts.append((at, length, len(parts.main), narrow))
        stretch = text[at : at + length]
        parts.main += _narrow(stretch) if narrow else stretch.encode("utf-16-le", "surrogatepass")
        at += length
    return starts


def _narrow(text: str) -> bytes:
    return b"".join(c.encode("latin-1") if ord(c) < 256 else c.encode("cp1252") for c in text)


def _offset(starts: Sequence[tuple[int, int, int, bool]], position: int) -> int:
    """The byte at which the letter ``position`` is stored."""
    for first, length, offset, narrow in starts:
        if first <= position <= first + length and (position < first + length or starts[-1][0] == first):
            return offset + (position - first) * (1 if narrow else 2)
    raise AssertionError(position)


def _write_formats(parts: DocParts, paragraphs: Sequence[Para], text: str, starts: Sequence[tuple[int, int, int, bool]]) -> None:  # fmt: skip  # noqa: E501
    characters: list[tuple[int, bytes]] = []
    blocks: list[tuple[int, bytes]] = []
    at = 0
    for p in paragraphs:
        blocks.append((at, struct.pack("<H", p.style) + p.orders))
        for r in (*p.runs, Run(p.mark, p.mark_orders)):
            if r.text:
                characters.append((at, r.orders))
                at += len(r.text)
    if at < len(text):
        characters.append((at, b""))
        blocks.append((at, struct.pack("<H", 0)))
    bounds = sorted({first for first, *_ in starts} | {place for place, _ in characters})
    cut = [(place, max(c for c in characters if c[0] <= place)[1]) for place in bounds]
    parts.main += bytes(-len(parts.main) % _PAGE)
    parts.character_pages = _write_pages(parts, 12, _ranges(cut, len(text), starts), 1)
    bounds = sorted({first for first, *_ in starts} | {place for place, _ in blocks})
    cut = [(place, [b for b in blocks if b[0] <= place][-1][1]) for place in bounds]
    parts.paragraph_pages = _write_pages(parts, 13, _ranges(cut, len(text), starts), 13)


def _ranges(cut: Sequence[tuple[int, bytes]], end: int, starts: Sequence[tuple[int, int, int, bool]]) -> list[tuple[int, int, bytes]]:  # fmt: skip  # noqa: E501
    """Byte ranges in the order in which they are stored."""
    ranges = []
    for (place, orders), following in zip(cut, [*(p for p, _ in cut[1:]), end], strict=True):
        if following > place:
            last = _offset(starts, following - 1)
            width = 1 if next(n for f, c, _, n in starts if f <= following - 1 < f + c) else 2
            ranges.append((_offset(starts, place), last + width, orders))
    return sorted(ranges)


def _write_pages(parts: DocParts, number: int, ranges: Sequence[tuple[int, int, bytes]], slot: int) -> list[int]:
    pages, firsts = [], []
    step = 8
    for at in range(0, len(ranges), step):
        chunk = ranges[at : at + step]
        page = bytearray(_PAGE)
        struct.pack_into(f"<{len(chunk) + 1}I", page, 0, *(start for start, _, _ in chunk), chunk[-1][1])
        place = _PAGE - 1
        for index, (_, _, orders) in enumerate(chunk):
            kept = bytes([len(orders)]) + orders if slot == 1 else _counted_words(orders)
            if slot == 1 and not orders:
                continue
            place = (place - len(kept)) & ~1
            page[place : place + len(kept)] = kept
            page[4 * (len(chunk) + 1) + slot * index] = place // 2
        page[-1] = len(chunk)
        firsts.append(chunk[0][0])
        pages.append(len(parts.main) // _PAGE)
        parts.main += page
    bounds = [*firsts, ranges[-1][1]]
    parts.add(number, struct.pack(f"<{len(bounds)}I{len(pages)}I", *bounds, *pages))
    return pages


def _counted_words(orders: bytes) -> bytes:
    if len(orders) % 2:
        return bytes([(len(orders) + 1) // 2]) + orders
    return bytes([0, len(orders) // 2]) + orders


def _write_head(parts: DocParts, counts: Sequence[int], flags: int, version: int) -> None:
    struct.pack_into("<HH6xH", parts.main, 0, 0xA5EC, version, 0x1200 | flags)
    struct.pack_into("<H", parts.main, 10, 0x1200 | flags)
    struct.pack_into("<H", parts.main, 32, 14)
    struct.pack_into("<H", parts.main, 62, 22)
    struct.pack_into("<8i", parts.main, 76, *counts)
    struct.pack_into("<H", parts.main, 152, 93)


def _style_sheet(styles: Sequence[Style | None], default_fonts: tuple[int, int, int]) -> bytes:
    ascii_font, east, other = default_fonts
    sheet = struct.pack("<H9H", 18, len(styles), 10, 1, 91, 15, 0, ascii_font, east, other)
    for style in styles:
        if style is None:
            sheet += b"\0\0"
            continue
        groups = [struct.pack("<H", 0), style.orders] if style.kind == 1 else [style.orders]
        body = struct.pack("<5H", 0x0FFE, style.kind | style.base << 4, len(groups), 0, 0)
        body += struct.pack("<H", 1) + "S".encode("utf-16-le") + b"\0\0"
        for group in groups:
            body += struct.pack("<H", len(group)) + group + bytes(len(group) % 2)
        sheet += struct.pack("<H", len(body)) + body + bytes(len(body) % 2)
    return sheet


def _font_table(names: Sequence[str]) -> bytes:
    table = struct.pack("<HH", len(names), 0)
    for name in names:
        entry = bytes(39) + name.encode("utf-16-le") + b"\0\0"
        table += bytes([len(entry)]) + entry
    return table


def _piece_table(pieces: Sequence[tuple[int, bool]], starts: Sequence[tuple[int, int, int, bool]], orders: Mapping[int, int], groups: Sequence[bytes]) -> bytes:  # fmt: skip  # noqa: E501
    clx = b"".join(b"\x01" + struct.pack("<H", len(group)) + group for group in groups)
    bounds = [first for first, *_ in starts] + [starts[-1][0] + starts[-1][1]]
    table = struct.pack(f"<{len(bounds)}I", *bounds)
    for number, (_, _, offset, narrow) in enumerate(starts):
        stored = offset * 2 | 0x40000000 if narrow else offset
        table += struct.pack("<HIH", 0, stored, orders.get(number, 0))
    return clx + b"\x02" + struct.pack("<I", len(table)) + table
