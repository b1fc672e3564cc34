"""The small orders by which a Word 97–2003 file formats text ([MS-DOC] 2.2.5, “sprm”): a code, then its operand."""

from __future__ import annotations

import struct
from collections.abc import Iterator

__all__ = ["Sprm", "has_far_stop", "orders", "short_order"]


class Sprm:
    """The codes that say what is shown, and in which font."""

    # characters
    DELETED = 0x0800
    PICTURE, DATA, OLE, SYMBOL = 0x6A03, 0x0806, 0x080A, 0x6A09
    CHARACTER_STYLE, PLAIN, DEFAULT = 0x4A30, 0x2A33, 0x2A32
    BOLD, SMALL_CAPS, CAPS, VANISH, SPECIAL = 0x0835, 0x083A, 0x083B, 0x083C, 0x0855
    FONT_ASCII, FONT_OTHER, FONT_COMPLEX, FONT_ALL = 0x4A4F, 0x4A51, 0x4A5E, 0x4A3D
    RIGHT_TO_LEFT, COMPLEX = 0x085A, 0x0882
    # paragraphs
    STYLE, IN_TABLE, ROW_END = 0x4600, 0x2416, 0x2417
    DEPTH, DEEPER, INNER_CELL, INNER_ROW_END = 0x6649, 0x664A, 0x244B, 0x244C
    TABS = (0xC60D, 0xC615)
    ELSEWHERE = (0x6645, 0x6646)  # the orders lie in the stream Data


_OWN_TABS, _ALL_TABS = 0xC60D, 0xC615  # the second counts its own parts where its length is 255
_LENGTHS = (1, 1, 2, 4, 2, 2, 0, 3)  # of the operand, by the three highest bits of the code; 0 states its own
_FAR = 4_000  # twentieths of a point: seven centimetres
_LEFT, _CENTRED = 0, 1
_TABLE_CELLS = (0xD606, 0xD608)  # state their length in two bytes
#: Orders that a piece of text may carry as one byte ([MS-DOC] 2.9.232, Prm0) and that matter here.
_SHORT = {
    0x18: Sprm.IN_TABLE, 0x19: Sprm.ROW_END, 0x41: Sprm.DELETED, 0x47: Sprm.DATA, 0x4B: Sprm.OLE, 0x53: Sprm.PLAIN,
    0x55: Sprm.BOLD, 0x5A: Sprm.SMALL_CAPS, 0x5B: Sprm.CAPS, 0x5C: Sprm.VANISH, 0x75: Sprm.SPECIAL,
}  # fmt: skip


def orders(grpprl: bytes) -> Iterator[tuple[int, int]]:
    """Code and value of each order, and for tab stops the place of their operand instead; other orders that state
    their own length are passed over, cut ones at the end are none."""
    place, end = 0, len(grpprl)
    while place + 3 <= end:
        code = grpprl[place] | grpprl[place + 1] << 8
        place += 2
        length = _LENGTHS[code >> 13]
        if not length:
            if code in Sprm.TABS:
                yield code, place
            place += _own_length(code, grpprl, place)
            continue
        if place + length > end:
            return
        yield code, int.from_bytes(grpprl[place : place + length], "little")
        place += length


def _own_length(code: int, grpprl: bytes, place: int) -> int:
    if code in _TABLE_CELLS:
        return 1 + int.from_bytes(grpprl[place : place + 2], "little")
    length = grpprl[place]
    if code == _ALL_TABS and length == 255 and place + 1 < len(grpprl):
        removed = grpprl[place + 1]
        at = place + 2 + 4 * removed
        return 2 + 4 * removed + (1 + 3 * grpprl[at] if at < len(grpprl) else 0)
    return 1 + length


def has_far_stop(grpprl: bytes, code: int, place: int) -> bool:
    """Whether an order of tab stops sets one in the right half of the page, left or centred, without a leader: typists
    put a second column there, the Quốc hiệu or the signer."""
    at = place + 1
    for size in (2, 2) if code == _ALL_TABS else (2,):  # stops taken away, how near each must be
        count = grpprl[place + 1] if place + 1 < len(grpprl) else 0
        at += size * count
    at += 1
    count = grpprl[at] if at < len(grpprl) else 0
    stops = grpprl[at + 1 : at + 1 + 2 * count]
    kinds = grpprl[at + 1 + 2 * count : at + 1 + 3 * count]
    found = zip(struct.iter_unpack("<h", stops[: len(stops) & ~1]), kinds, strict=False)
    return any(stop >= _FAR and kind & 0x3F in (_LEFT, _CENTRED) for (stop,), kind in found)


def short_order(prm: int) -> bytes:
    """The one-byte order of a piece written out in full; empty where it changes nothing that matters here."""
    code = _SHORT.get(prm >> 1 & 0x7F)
    return b"" if code is None else struct.pack("<HB", code, prm >> 8)
