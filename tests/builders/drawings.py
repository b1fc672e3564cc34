"""Writes drawings as Office keeps them ([MS-ODRAW]): shapes, groups, WordArt and a store of pictures, for tests."""

from __future__ import annotations

import struct
from collections.abc import Sequence

__all__ = ["content", "group", "shape", "stored"]


def _record(kind: int, body: bytes, *, version: int = 0, instance: int = 0) -> bytes:
    return struct.pack("<HHI", version | instance << 4, kind, len(body)) + body


def shape(number: int, *, picture: int = 0, words: str = "", font: str = "") -> bytes:
    """A shape; ``picture`` is a number in the store, from 1, ``words`` make it WordArt."""
    simple = [struct.pack("<HI", 0x4104, picture)] if picture else []
    texts = [(code, text.encode("utf-16-le") + b"\0\0") for code, text in ((0xC0, words), (0xC5, font)) if text]
    table = b"".join([*simple, *(struct.pack("<HI", code | 0x8000, len(text)) for code, text in texts)])
    options = table + b"".join(text for _, text in texts)
    count = len(simple) + len(texts)
    inner = _record(0xF00A, struct.pack("<iI", number, 0xA00), version=2, instance=75)
    if count:
        inner += _record(0xF00B, options, version=3, instance=count)
    return _record(0xF004, inner, version=15)


def group(number: int, *shapes: bytes) -> bytes:
    """A group whose own shape is ``number``."""
    own = _record(0xF009, bytes(16), version=1) + _record(0xF00A, struct.pack("<iI", number, 0x201), version=2)
    return _record(0xF003, _record(0xF004, own, version=15) + b"".join(shapes), version=15)


def stored(blip: bytes, kind: int = 0xF01E) -> bytes:
    """A picture as a record of its own."""
    return _record(kind, bytes(16) + b"\xff" + blip, instance=0x6E0)


def content(body: Sequence[bytes] = (), header: Sequence[bytes] = (), store: Sequence[tuple[bytes, int]] = ()) -> bytes:
    """The structure that a Word file's head names: the store, then the drawings of the body and of the headers.
    ``store`` gives each picture's record, or with an empty record its offset in the main stream and its length."""
    entries = b""
    for blip, offset in store:
        size = len(blip) if blip else offset >> 32
        entries += _record(
            0xF007, struct.pack("<20xIIIBBH", size, 1, offset & 0xFFFFFFFF, 0, 0, 0) + blip, version=2, instance=6
        )
    whole = _record(0xF000, _record(0xF001, entries, version=15), version=15)
    for which, shapes in ((0, body), (1, header)):
        if shapes:
            whole += bytes([which]) + _record(0xF002, group(1024, *shapes), version=15)
    return whole
