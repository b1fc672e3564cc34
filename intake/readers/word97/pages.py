"""Where formats begin and end in a Word 97–2003 file ([MS-DOC] 2.9.32, 2.9.175): pages of 512 bytes, each a table of
byte positions of the main stream with the orders for the letters, or the paragraphs, between them."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from intake.readers.limits import Limits
from intake.readers.word97.fib import Doc, Part, damaged, too_many
from intake.readers.word97.pieces import Piece

__all__ = ["Stretch", "Stretches", "character_stretches", "paragraph_stretches"]

_PAGE = 512
_CHARACTER_SLOT, _PARAGRAPH_SLOT = 1, 13  # bytes behind the positions, for each stretch


class Stretch(NamedTuple):
    """Bytes ``start`` to ``end`` of the main stream. For a paragraph ``orders`` begins with the number of its style."""

    start: int
    end: int
    orders: bytes


class Stretches:
    """All stretches of one kind, by where they begin."""

    def __init__(self, stretches: list[Stretch]) -> None:
        self._all = sorted(stretches)
        self._starts = [stretch.start for stretch in self._all]

    def at(self, offset: int) -> Stretch | None:
        """The stretch that holds the byte ``offset``."""
        number = bisect_right(self._starts, offset) - 1
        return self._all[number] if number >= 0 and offset < self._all[number].end else None

    def over(self, piece: Piece) -> Iterator[tuple[int, bytes]]:
        """For a piece of text: where each format ends (a position of the text), and its orders."""
        offset, last = piece.offset, piece.offset + (piece.end - piece.start) * piece.width
        number = max(bisect_right(self._starts, offset) - 1, 0)
        while offset < last:
            stretch = self._all[number] if number < len(self._all) else None
            if stretch is None or stretch.start > offset:  # nothing is said of these letters
                until, orders = min(last, stretch.start if stretch else last), b""
            else:
                until, orders = min(last, stretch.end), stretch.orders
                number += 1
            # A boundary inside a wide letter belongs behind it.
            letters = -(-(until - piece.offset) // piece.width)
            if until > offset:
                yield min(piece.start + letters, piece.end), orders
            offset = max(offset, until)


def character_stretches(doc: Doc, limits: Limits) -> Stretches:
    return Stretches(list(_stretches(doc, Part.CHARACTERS, _CHARACTER_SLOT, limits)))


def paragraph_stretches(doc: Doc, limits: Limits) -> Stretches:
    return Stretches(list(_stretches(doc, Part.PARAGRAPHS, _PARAGRAPH_SLOT, limits)))


def _stretches(doc: Doc, part: int, slot: int, limits: Limits) -> Iterator[Stretch]:
    _, numbers = doc.positions(part, 4)
    if not numbers:
        raise damaged("thiếu bảng định dạng")
    seen: set[int] = set()
    count = 0
    for (number,) in struct.iter_unpack("<I", numbers[: len(numbers) & ~3]):
        page = doc.main[(number & 0x3FFFFF) * _PAGE : ((number & 0x3FFFFF) + 1) * _PAGE]
        if len(page) < _PAGE or number in seen:
            raise damaged("trang định dạng nằm ngoài tệp")
        seen.add(number)
        for stretch in _page_stretches(page, slot):
            count += 1
            if count > limits.doc_runs:
                raise too_many(f"{count} đoạn định dạng", limits)
            yield stretch


def _page_stretches(page: bytes, slot: int) -> Iterator[Stretch]:
    count = page[-1]
    if 4 * (count + 1) + slot * count >= _PAGE:
        raise damaged("trang định dạng sai")
    places = struct.unpack_from(f"<{count + 1}I", page)
    slots = page[4 * (count + 1) : 4 * (count + 1) + slot * count : slot]
    for number, word in enumerate(slots):
        start, end = places[number], places[number + 1]
        if end > start:
            yield Stretch(start, end, _orders(page, 2 * word, slot) if word else b"")


def _orders(page: bytes, place: int, slot: int) -> bytes:
    if slot == _CHARACTER_SLOT:
        begin, length = place + 1, page[place]
    elif page[place]:
        begin, length = place + 1, 2 * page[place] - 1
    else:
        begin, length = place + 2, 2 * page[place + 1] if place + 1 < _PAGE else _PAGE
    if begin + length > _PAGE:
        raise damaged("trang định dạng sai")
    return page[begin : begin + length]
