"""Zip files as other programs write them, and as nobody honest does.

``zip_of([Item("bai.txt", b"…")])`` gives a plain archive; every field of :class:`Item` can be made to lie.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["Item", "bomb", "nested", "quine", "unicode_path", "zip_of"]

STORED, DEFLATED = 0, 8


class Item(NamedTuple):
    """``name`` as octets or text (then UTF-8 with the flag that says so). ``packed`` replaces the packed bytes,
    ``size``, ``crc`` and ``offset`` replace what is true."""

    name: str | bytes
    content: bytes = b""
    method: int = DEFLATED
    flags: int = 0
    mode: int = 0
    extra: bytes = b""
    packed: bytes | None = None
    size: int | None = None
    crc: int | None = None
    offset: int | None = None
    local_name: bytes | None = None


def zip_of(items: Sequence[Item], *, hidden: Sequence[Item] = (), before: bytes = b"", comment: bytes = b"") -> bytes:
    """An archive of ``items``. ``hidden`` ones stand in front and in no table; ``before`` is prepended."""
    out = bytearray(before)
    table = bytearray()
    for item in hidden:
        out += _local(item)
    for item in items:
        offset = len(out) if item.offset is None else item.offset
        table += _central(item, offset)
        if item.offset is None:
            out += _local(item)
    start = len(out)
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, len(items) & 0xFFFF, len(items) & 0xFFFF, len(table), start,
                      len(comment))  # fmt: skip
    return bytes(out) + bytes(table) + end + comment


def _name(item: Item) -> tuple[bytes, int]:
    if isinstance(item.name, bytes):
        return item.name, item.flags
    return item.name.encode(), item.flags | (0 if item.name.isascii() else 0x800)


def _packed(item: Item) -> bytes:
    if item.packed is not None:
        return item.packed
    if item.method == STORED:
        return item.content
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    return deflate.compress(item.content) + deflate.flush()


def _facts(item: Item) -> tuple[int, int, int]:
    crc = zlib.crc32(item.content) if item.crc is None else item.crc
    return crc, len(_packed(item)), len(item.content) if item.size is None else item.size


def _local(item: Item) -> bytes:
    name, flags = _name(item)
    if item.local_name is not None:
        name = item.local_name
    crc, packed, size = _facts(item)
    head = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, flags, item.method, 0, 0, crc, packed, size, len(name), 0)
    return head + name + _packed(item)


def _central(item: Item, offset: int) -> bytes:
    name, flags = _name(item)
    crc, packed, size = _facts(item)
    head = struct.pack(
        "<4s6H3I5H2I", b"PK\x01\x02", 3 << 8 | 20, 20, flags, item.method, 0, 0, crc, packed, size, len(name),
        len(item.extra), 0, 0, 0, item.mode << 16, offset,
    )  # fmt: skip
    return head + name + item.extra


def unicode_path(stored: bytes, name: str) -> bytes:
    """Info-ZIP's extra field that gives an entry with the octets ``stored`` for a name its Unicode name."""
    data = b"\x01" + struct.pack("<I", zlib.crc32(stored)) + name.encode()
    return struct.pack("<2H", 0x7075, len(data)) + data


def nested(content: bytes, *names: str) -> bytes:
    """``content`` in archives in archives; ``names`` from the innermost file outwards, the outer archive unnamed."""
    for name in names:
        content = zip_of([Item(name, content)])
    return content


def bomb(unpacked: int, name: str = "a.txt") -> bytes:
    """An archive whose one entry is ``unpacked`` zeros."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = bytearray()
    block = bytes(1 << 20)
    for place in range(0, unpacked, len(block)):
        packed += deflate.compress(block[: unpacked - place])
    packed += deflate.flush()
    crc, done = 0, 0
    while done < unpacked:
        part = block[: unpacked - done]
        crc, done = zlib.crc32(part, crc), done + len(part)
    return zip_of([Item(name, b"", packed=bytes(packed), size=unpacked, crc=crc)])


def quine() -> bytes:
    """An archive whose every level holds another: as deep as a sender likes to make it, 60 levels here."""
    content = b"x"
    for level in range(60):
        content = zip_of([Item(f"r{level}.zip", content, method=STORED)])
    return content
