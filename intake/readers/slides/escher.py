"""Drawings inside Excel and PowerPoint 97–2003 files ([MS-ODRAW]): words drawn as WordArt, and pictures."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from casework.document import Picture
from casework.noun import replace
from intake.readers.assemble import RawPiece
from intake.readers.docx.pictures import Measure
from intake.readers.limits import Limits

__all__ = ["Atom", "atoms", "pictures_of", "word_art"]

_STORE_ENTRY = 0xF007
_OPTIONS = (0xF00B, 0xF121, 0xF122)
_TEXT, _FONT = 0x00C0, 0x00C5  # properties of WordArt: its words, its font
_COMPLEX = 0x8000
_BLIPS = {0xF01D: "jpg", 0xF01E: "png", 0xF01F: "bmp", 0xF029: "tif", 0xF02A: "jpg"}
_METAFILES = {0xF01A: "emf", 0xF01B: "wmf", 0xF01C: "pict"}


class Atom(NamedTuple):
    """A record; a container's ``data`` is empty, its children follow as records of their own."""

    kind: int
    instance: int
    start: int  # of its data
    end: int
    container: bool


def atoms(data: bytes, start: int = 0, end: int | None = None) -> Iterator[Atom]:
    """The records from ``start`` on, those inside containers too, in the order in which they are stored.

    A length that reaches beyond ``end`` is cut; no bytes are copied.
    """
    end = len(data) if end is None else min(end, len(data))
    while start + 8 <= end:
        head, kind, size = struct.unpack_from("<HHI", data, start)
        container = head & 0xF == 0xF
        start += 8
        last = min(start + size, end)
        yield Atom(kind, head >> 4, start, last, container)
        if not container:
            start = last


def word_art(drawing: bytes) -> list[RawPiece]:
    """The words of every WordArt in ``drawing``, each with its font."""
    found: list[RawPiece] = []
    for atom in atoms(drawing):
        if atom.kind in _OPTIONS:
            said = _complex_properties(drawing, atom)
            if _TEXT in said:
                found.append(RawPiece(said[_TEXT], said.get(_FONT, "")))
    return found


def _complex_properties(drawing: bytes, atom: Atom) -> dict[int, str]:
    """Properties kept as text behind the table of properties ([MS-ODRAW] 2.2.9)."""
    said: dict[int, str] = {}
    behind = atom.start + 6 * atom.instance
    for number in range(atom.instance):
        at = atom.start + 6 * number
        if at + 6 > atom.end:
            break
        name, size = struct.unpack_from("<HI", drawing, at)
        if name & _COMPLEX:
            if name & 0x3FFF in (_TEXT, _FONT):
                text = drawing[behind : min(behind + size, atom.end)].decode("utf-16-le", "replace")
                said[name & 0x3FFF] = text.split("\0")[0]
            behind += size
    return said


def pictures_of(store: bytes, where: str, limits: Limits) -> tuple[Picture, ...]:
    """The pictures kept in ``store``, at most ``limits.frames``; formats without pixels have nought of them."""
    found: list[Picture] = []
    measure = Measure(limits)
    place, end = 0, len(store)
    while place + 8 <= end and len(found) < limits.frames:
        head, kind, size = struct.unpack_from("<HHI", store, place)
        place += 8
        if kind == _STORE_ENTRY and place + 36 <= end:
            place += 36 + store[place + 33]  # a name, then the picture itself as a record of its own
        elif head & 0xF != 0xF:
            if kind in _METAFILES:
                found.append(Picture(where, _METAFILES[kind], 0, 0))
            elif kind in _BLIPS:
                skipped = 33 if head >> 4 & 1 else 17  # one hash or two, and a tag
                picture = measure.picture(store[place + skipped : place + size], _BLIPS[kind])
                found.append(replace(picture, where=where))
            place += size
    return tuple(found)
