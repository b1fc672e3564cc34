"""The text of a Word 97–2003 file ([MS-DOC] 2.4.1): pieces of the main stream in the order in which they are read."""

from __future__ import annotations

import codecs
import struct
from array import array
from bisect import bisect_right
from itertools import pairwise
from typing import NamedTuple

from casework.document import Flaw, FlawKind
from intake.readers.limits import Limits
from intake.readers.ole.compound import Refused
from intake.readers.ole.properties import WINDOWS
from intake.readers.word97.fib import Doc, Part, damaged, too_many
from intake.readers.word97.sprms import short_order

__all__ = ["Piece", "Text", "read_text"]

_ORDERS, _PIECES = 1, 2
_ONE_BYTE = 0x40000000


class Piece(NamedTuple):
    """Letters ``start`` to ``end`` of the text, stored from byte ``offset`` on with ``width`` bytes each; ``orders``
    format them all, after everything else."""

    start: int
    end: int
    offset: int
    width: int
    orders: bytes


class Text(NamedTuple):
    """``letters`` holds one character for each position, surrogates apart, so that positions stay true."""

    letters: str
    pieces: tuple[Piece, ...]
    starts: tuple[int, ...]

    def piece_at(self, position: int) -> Piece:
        return self.pieces[bisect_right(self.starts, position) - 1]


def read_text(doc: Doc, limits: Limits) -> Text:
    """All stories one behind the other. Raises :class:`Refused` where a piece leads outside or letters are missing."""
    wanted = sum(doc.counts)
    if wanted > limits.text_letters:
        detail = f"tệp Word ghi {wanted} chữ, hơn mức {limits.text_letters} (text_letters)"
        raise Refused(Flaw(FlawKind.LIMIT, detail))
    formats, table = _sections(doc.part(Part.PIECES))
    count = (len(table) - 4) // 12
    if count < 1:
        raise damaged("thiếu bảng đoạn chữ")
    if count > limits.doc_runs:
        raise too_many(f"{count} đoạn chữ", limits)
    places = struct.unpack_from(f"<{count + 1}I", table)
    if places[0] or any(start > end for start, end in pairwise(places)):
        raise damaged("bảng đoạn chữ chồng lên nhau")
    pieces: list[Piece] = []
    parts: list[str] = []
    for number, (start, end) in enumerate(pairwise(places)):
        if start >= wanted + 2:  # one letter more than the stories is usual; the rest nobody sees
            break
        if start == end:
            continue
        piece = _piece(table, 4 * (count + 1) + 8 * number, start, min(end, wanted + 2), formats)
        pieces.append(piece)
        parts.append(_letters(doc.main, piece))
    letters = "".join(parts)
    if not pieces or len(letters) < wanted:
        raise damaged("thiếu chữ")
    return Text(letters, tuple(pieces), tuple(piece.start for piece in pieces))


def _sections(clx: bytes) -> tuple[list[bytes], bytes]:
    """The groups of orders that pieces refer to, and the table of pieces behind them."""
    formats: list[bytes] = []
    place = 0
    while place + 5 <= len(clx):
        kind = clx[place]
        if kind == _ORDERS:
            length = struct.unpack_from("<H", clx, place + 1)[0]
            formats.append(clx[place + 3 : place + 3 + length])
            place += 3 + length
        elif kind == _PIECES:
            length = struct.unpack_from("<I", clx, place + 1)[0]
            if place + 5 + length > len(clx):
                break
            return formats, clx[place + 5 : place + 5 + length]
        else:
            break
    raise damaged("thiếu bảng đoạn chữ")


def _piece(table: bytes, place: int, start: int, end: int, formats: list[bytes]) -> Piece:
    stored, prm = struct.unpack_from("<IH", table, place + 2)
    if prm & 1:
        number = prm >> 1
        orders = formats[number] if number < len(formats) else b""
    else:
        orders = short_order(prm) if prm else b""
    offset = stored & 0x3FFFFFFF
    if stored & _ONE_BYTE:
        return Piece(start, end, offset // 2, 1, orders)
    return Piece(start, end, offset, 2, orders)


def _letters(main: bytes, piece: Piece) -> str:
    count = piece.end - piece.start
    stored = main[piece.offset : piece.offset + count * piece.width]
    if len(stored) < count * piece.width:
        raise damaged("đoạn chữ nằm ngoài tệp")
    if piece.width == 1:
        return codecs.charmap_decode(stored, "strict", WINDOWS)[0]
    text = stored.decode("utf-16-le", "surrogatepass")
    if len(text) == count:
        return text
    return "".join(map(chr, memoryview(array("H", stored))))
