"""The smallest TrueType fonts that a renderer takes: boxes for glyphs, with a name table and a cmap of one's choice."""

from __future__ import annotations

import struct

__all__ = ["build_truetype"]

_ADVANCE = 500


def build_truetype(family: str, letters: dict[int, int], *, glyphs: int = 256) -> bytes:
    """A font whose name table says ``family`` and whose Unicode cmap leads from code points to glyph numbers."""
    box = struct.pack(">hhhhh", 1, 0, 0, 400, 700) + struct.pack(">HH", 3, 0) + bytes([1, 1, 1, 1])
    box += struct.pack(">hhhh", 0, 400, 0, -400) + struct.pack(">hhhh", 0, 0, 700, 0)
    box += b"\0" * (-len(box) % 4)
    tables = {
        b"OS/2": struct.pack(">HhHHH", 4, _ADVANCE, 400, 5, 0) + b"\0" * 86,
        b"cmap": _cmap(letters),
        b"glyf": box * glyphs,
        b"head": struct.pack(">IIIIHHqqhhhhHHhhh", 0x10000, 0x10000, 0, 0x5F0F3CF5, 0, 1000, 0, 0, 0, 0, 400, 700, 0, 8,
                             2, 1, 0),
        b"hhea": struct.pack(">IhhhHhhhhhhhhhhhH", 0x10000, 800, -200, 0, _ADVANCE, 0, 0, 400, 1, 0, 0, 0, 0, 0, 0, 0,
                             glyphs),
        b"hmtx": struct.pack(">Hh", _ADVANCE, 0) * glyphs,
        b"loca": b"".join(struct.pack(">I", len(box) * at) for at in range(glyphs + 1)),
        b"maxp": struct.pack(">IHHHHHHHHHHHHHH", 0x10000, glyphs, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
        b"name": _name(family),
        b"post": struct.pack(">IIhhIIIII", 0x30000, 0, 0, 0, 0, 0, 0, 0, 0),
    }  # fmt: skip
    head = struct.pack(">IHHHH", 0x10000, len(tables), 128, 3, len(tables) * 16 - 128)
    place = len(head) + 16 * len(tables)
    directory, bodies = b"", b""
    for tag, body in sorted(tables.items()):
        directory += tag + struct.pack(">III", 0, place + len(bodies), len(body))
        bodies += body + b"\0" * (-len(body) % 4)
    return head + directory + bodies


def _name(family: str) -> bytes:
    stored = [(1, family), (4, family), (6, family.replace(" ", ""))]
    records, text = b"", b""
    for number, value in stored:
        encoded = value.encode("utf-16-be")
        records += struct.pack(">HHHHHH", 3, 1, 0x409, number, len(encoded), len(text))
        text += encoded
    return struct.pack(">HHH", 0, len(stored), 6 + len(records)) + records + text


def _cmap(letters: dict[int, int]) -> bytes:
    """Format 4 with a segment for each letter, under platform 3, encoding 1."""
    codes = [*sorted(letters), 0xFFFF]
    segments = len(codes)
    deltas = [(letters.get(code, 0) - code) & 0xFFFF for code in codes]
    body = struct.pack(">HHHH", segments * 2, 0, 0, 0) + struct.pack(f">{segments}H", *codes) + b"\0\0"
    body += struct.pack(f">{segments}H", *codes) + struct.pack(f">{segments}H", *deltas) + b"\0\0" * segments
    table = struct.pack(">HHH", 4, 6 + len(body), 0) + body
    return struct.pack(">HHHHI", 0, 1, 3, 1, 12) + table
