"""The table of contents of a zip file (PKWARE APPNOTE 6.3), read without trusting anything in it.

The standard library lists every entry before anybody can say how many are too many, shows names in a code page of its
own choice, and opens archives whose entries share bytes. Here entries come one by one.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["Damaged", "ZipEntry", "body_range", "ends_in_zip", "find_directory", "is_zip", "walk"]

_END = b"PK\x05\x06"
_END_SIZE = 22
_FARTHEST_END = 0xFFFF + _END_SIZE  # a comment of 65,535 bytes may follow
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_LOCAL = struct.Struct("<4s5H3I2H")
_BIG = 0xFFFFFFFF
_UTF8_NAME = 0x0800
_UNICODE_PATH = 0x7075  # Info-ZIP's extra field (APPNOTE 4.6.9)
_ZIP64 = 0x0001


class Damaged(Exception):
    """The table cannot be read; ``detail`` is Vietnamese. Never leaves the containers."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class ZipEntry(NamedTuple):
    """One line of the table. ``name`` is as stored; ``stated`` is its text where the file says in which encoding, else
    ``None``; ``offset`` is where its local header begins; ``mode`` the Unix mode, 0 where there is none."""

    name: bytes
    stated: str | None
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int
    mode: int
    is_folder: bool

    @property
    def encrypted(self) -> bool:
        return bool(self.flags & 0x2041) or self.method == 99


class Directory(NamedTuple):
    """Where the table lies, and how many bytes stand before the archive."""

    start: int
    end: int
    shift: int


def is_zip(content: bytes) -> bool:
    return content.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08PK\x03\x04", b"PK00PK\x03\x04"))


def ends_in_zip(content: bytes) -> bool:
    """True where a whole archive with at least one entry lies at the end of a file of another kind."""
    try:
        return next(walk(content, find_directory(content)), None) is not None
    except Damaged:
        return False


def find_directory(content: bytes) -> Directory:
    """The table of contents; raises :class:`Damaged` where there is none."""
    place = content.rfind(_END, max(0, len(content) - _FARTHEST_END))
    if place < 0 or place + _END_SIZE > len(content):
        raise Damaged("tệp nén bị hỏng hoặc thiếu phần cuối")
    disk, first_disk, _, _, size, offset, _ = struct.unpack_from("<4H2IH", content, place + 4)
    if disk != first_disk:
        raise Damaged("tệp nén là một phần của bộ nhiều tệp, thiếu các phần khác")
    end = place
    locator = place - 20
    if locator >= 0 and content[locator : locator + 4] == b"PK\x06\x07":
        size, offset, end = _big_directory(content, locator, size, offset)
    start = end - size
    if start < 0 or start < offset:
        raise Damaged("mục lục của tệp nén bị hỏng")
    return Directory(start, end, start - offset)


def _big_directory(content: bytes, locator: int, size: int, offset: int) -> tuple[int, int, int]:
    """The same from the record for large archives, which lies before its locator."""
    stated = struct.unpack_from("<Q", content, locator + 8)[0]
    for place in (stated, locator - 56):
        if 0 <= place <= locator - 56 and content[place : place + 4] == b"PK\x06\x06":
            size64, offset64 = struct.unpack_from("<2Q", content, place + 40)
            return size64, offset64, place
    return size, offset, locator


def walk(content: bytes, directory: Directory) -> Iterator[ZipEntry]:
    """The entries one by one; raises :class:`Damaged` where the table ends in the middle of one."""
    place = directory.start
    while place + 4 <= directory.end and content[place : place + 4] == b"PK\x01\x02":
        if place + _CENTRAL.size > directory.end:
            raise Damaged("mục lục của tệp nén bị hỏng")
        fields = _CENTRAL.unpack_from(content, place)
        made_by, flags, method = fields[1], fields[3], fields[4]
        crc, packed, size, long_name, long_extra, long_comment = fields[7:13]
        outer, offset = fields[15], fields[16]
        begin = place + _CENTRAL.size
        name = content[begin : begin + long_name]
        extra = content[begin + long_name : begin + long_name + long_extra]
        if len(name) < long_name or len(extra) < long_extra:
            raise Damaged("mục lục của tệp nén bị hỏng")
        size, packed, offset = _widened(extra, size, packed, offset)
        yield ZipEntry(
            name,
            _stated(name, flags, extra),
            flags,
            method,
            crc,
            packed,
            size,
            offset + directory.shift,
            outer >> 16 if made_by >> 8 in (3, 19) else 0,
            name.endswith((b"/", b"\\")) or (size == 0 and bool(outer & 0x10)),
        )
        place = begin + long_name + long_extra + long_comment


def _fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while place + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, place)
        yield kind, extra[place + 4 : place + 4 + length]
        place += 4 + length


def _widened(extra: bytes, size: int, packed: int, offset: int) -> tuple[int, int, int]:
    """Numbers that did not fit into four bytes, from the extra field that holds them in eight (APPNOTE 4.5.3)."""
    if _BIG not in (size, packed, offset):
        return size, packed, offset
    for kind, data in _fields(extra):
        if kind == _ZIP64:
            wide = iter(struct.unpack(f"<{len(data) // 8}Q", data[: len(data) // 8 * 8]))
            size, packed, offset = (next(wide, n) if n == _BIG else n for n in (size, packed, offset))
            break
    return size, packed, offset


def _stated(name: bytes, flags: int, extra: bytes) -> str | None:
    if flags & _UTF8_NAME:
        return name.decode("utf-8", "replace")
    for kind, data in _fields(extra):
        if kind == _UNICODE_PATH and len(data) > 5 and struct.unpack_from("<I", data, 1)[0] == zlib.crc32(name):
            return data[5:].decode("utf-8", "replace")
    return None


def body_range(content: bytes, entry: ZipEntry) -> tuple[int, int, bytes]:
    """Where the packed bytes of ``entry`` begin and end, and the name in its local header. Raises :class:`Damaged`."""
    if entry.offset < 0 or entry.offset + _LOCAL.size > len(content):
        raise Damaged("tệp nén bị cắt cụt")
    fields = _LOCAL.unpack_from(content, entry.offset)
    if fields[0] != b"PK\x03\x04":
        raise Damaged("mục lục của tệp nén chỉ sai chỗ")
    begin = entry.offset + _LOCAL.size
    name = content[begin : begin + fields[9]]
    start = begin + fields[9] + fields[10]
    if start + entry.packed > len(content):
        raise Damaged("tệp nén bị cắt cụt")
    return start, start + entry.packed, name
