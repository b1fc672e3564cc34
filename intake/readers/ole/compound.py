"""The OLE compound file around .doc, .xls, .ppt and .msg ([MS-CFB]), opened without trusting anything in it.

The well-known library walks the directory by recursion and follows the lengths that a file states for itself; here
every chain is bounded by the sectors that are really there, and the directory is walked with a stack.
"""

from __future__ import annotations

import struct
import sys
from array import array
from typing import NamedTuple

from casework.document import Flaw, FlawKind
from intake.readers.limits import Limits

__all__ = ["Compound", "Entry", "Refused", "open_compound"]

_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER = 512  # bytes
_ENTRY = 128  # bytes of one directory entry
_LAST = 0xFFFFFFFA  # the first of the numbers that name no sector
_NO_ENTRY = 0xFFFFFFFF
_MINI_SHIFT = 6
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_DEPTH = 40  # storages in storages: Office writes five


class Refused(Exception):
    """Reading stops here; ``flaw`` says why. Never leaves the reader."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.detail)
        self.flaw = flaw


class Entry(NamedTuple):
    """A storage or a stream. ``path`` is spelled as stored, its parts joined by “/”; ``clsid`` the 16 bytes that name
    the program of an embedded object, zeros where none is named."""

    path: str
    storage: bool
    start: int
    size: int
    clsid: bytes


class Compound:
    """The streams of one file. ``entries`` holds them by their path in small letters, as names are compared."""

    def __init__(self, content: bytes, limits: Limits) -> None:
        self._content = content
        self._limits = limits
        self._left = limits.ole_bytes
        shift = self._header()
        self._sector = 1 << shift
        self._fat = self._allocation()
        self._mini_fat: array[int] = array("I")
        self._mini: bytes | None = None
        self.entries: dict[str, Entry] = {}
        self.root_clsid = bytes(16)
        self._directory()

    def has(self, path: str) -> bool:
        """Whether there is a stream of this path, whatever its capitals."""
        entry = self.entries.get(path.lower())
        return entry is not None and not entry.storage

    def read(self, path: str, most: int | None = None) -> bytes | None:
        """The bytes of a stream, at most ``most``; ``None`` where there is none of this path.

        Shorter than the directory says where the file ends early. Raises :class:`Refused` on a chain that leads
        round or nowhere, and when ``limits.ole_bytes`` have been read from this file altogether.
        """
        entry = self.entries.get(path.lower())
        if entry is None or entry.storage:
            return None
        size = entry.size if most is None else min(entry.size, most)
        if entry.size >= self._cutoff:
            data = self._follow(entry.start, size, self._fat, self._content, self._sector, self._sector)
        else:
            data = self._small(entry.start, size)
        self._left -= len(data)
        if self._left < 0:
            detail = f"các luồng trong tệp cộng lại quá {self._limits.ole_bytes // (1024 * 1024)} MB (ole_bytes)"
            raise Refused(Flaw(FlawKind.LIMIT, detail))
        return data

    def _header(self) -> int:
        if len(self._content) < _HEADER or not self._content.startswith(_SIGNATURE):
            raise _damaged("thiếu phần đầu")
        order, shift, mini_shift = struct.unpack_from("<3H", self._content, 28)
        if order != 0xFFFE or shift not in (9, 12) or mini_shift != _MINI_SHIFT:
            raise _damaged("phần đầu sai")
        self._fat_sectors, self._first = struct.unpack_from("<2I", self._content, 44)
        self._cutoff, self._first_mini, _, self._first_more = struct.unpack_from("<4I", self._content, 56)
        if self._cutoff != 4096:
            raise _damaged("phần đầu sai")
        return int(shift)

    def _allocation(self) -> array[int]:
        """The table that says for every sector which one is next; its own sectors are listed in the header and, in
        large files, in a chain of further lists."""
        listed = list(struct.unpack_from("<109I", self._content, 76))
        place = self._first_more
        per_list = self._sector // 4 - 1
        most = len(self._content) // self._sector + 1
        seen: set[int] = set()
        while place < _LAST:
            block = self._block(place)
            if place in seen or len(block) < self._sector:
                raise _damaged("danh sách cung chạy vòng")
            seen.add(place)
            numbers = struct.unpack(f"<{per_list + 1}I", block)
            listed.extend(numbers[:per_list])
            place = numbers[per_list]
        sectors = [number for number in listed if number < _LAST]
        if len(sectors) > most or len(set(sectors)) != len(sectors):
            raise _damaged("bảng cung lặp")
        # A table that lies behind the end of a cut file leaves its sectors free, so their streams come out short.
        return _numbers(b"".join(self._block(number).ljust(self._sector, b"\xff") for number in sectors))

    def _block(self, number: int) -> bytes:
        begin = (number + 1) * self._sector
        return self._content[begin : begin + self._sector]

    def _follow(self, start: int, size: int, table: array[int], source: bytes, unit: int, offset: int) -> bytes:
        """``size`` bytes along a chain; stretches of neighbouring sectors are cut out in one piece."""
        wanted = -(-size // unit)
        parts: list[bytes] = []
        count, current, entries = 0, start, len(table)
        if wanted > entries + 1 and start < _LAST:
            wanted = entries + 1
        while count < wanted and current < _LAST:
            first = last = current
            run = 1
            while True:
                if last >= entries:
                    raise _damaged("chuỗi cung dẫn ra ngoài tệp")
                current = table[last]
                if count + run >= wanted or current != last + 1:
                    break
                last = current
                run += 1
            count += run
            parts.append(source[offset + first * unit : offset + (last + 1) * unit])
        if count > entries:
            raise _damaged("chuỗi cung chạy vòng")
        return b"".join(parts)[:size]

    def _small(self, start: int, size: int) -> bytes:
        if self._mini is None:
            root, most = self._root, len(self._fat) * self._sector
            table = self._follow(self._first_mini, most, self._fat, self._content, self._sector, self._sector)
            self._mini_fat = _numbers(table)
            self._mini = self._follow(root.start, root.size, self._fat, self._content, self._sector, self._sector)
        return self._follow(start, size, self._mini_fat, self._mini, 1 << _MINI_SHIFT, 0)

    def _directory(self) -> None:
        most = self._limits.ole_entries
        size = min((most + 1) * _ENTRY, len(self._fat) * self._sector)
        raw = self._follow(self._first, size, self._fat, self._content, self._sector, self._sector)
        if len(raw) < _ENTRY or raw[66] != _ROOT:
            raise _damaged("thiếu thư mục gốc")
        if len(raw) > most * _ENTRY:
            raise Refused(Flaw(FlawKind.LIMIT, f"tệp có hơn {most} mục bên trong (ole_entries)"))
        self._root = _entry(raw, 0, "")
        self.root_clsid = self._root.clsid
        seen: set[int] = set()
        stack = [(struct.unpack_from("<I", raw, 76)[0], "", 0)]
        while stack:
            number, parent, depth = stack.pop()
            if number == _NO_ENTRY:
                continue
            if number in seen or (number + 1) * _ENTRY > len(raw):
                raise _damaged("thư mục chạy vòng")
            seen.add(number)
            left, right, child = struct.unpack_from("<3I", raw, number * _ENTRY + 68)
            entry = self._enter(raw, number, parent)
            stack += ((left, parent, depth), (right, parent, depth))
            if entry.storage:
                if depth >= _DEPTH:
                    raise Refused(Flaw(FlawKind.LIMIT, f"tệp có thư mục lồng quá {_DEPTH} lớp"))
                stack.append((child, f"{entry.path}/", depth + 1))

    def _enter(self, raw: bytes, number: int, parent: str) -> Entry:
        entry = _entry(raw, number, parent)
        if raw[number * _ENTRY + 66] not in (_STORAGE, _STREAM):
            raise _damaged("thư mục sai")
        key = entry.path.lower()
        if key in self.entries:  # which of the two a program opens is its own affair: nothing to build on
            raise _damaged("hai luồng cùng tên")
        self.entries[key] = entry
        return entry


def open_compound(content: bytes, limits: Limits) -> Compound:
    """The compound file in ``content``; raises :class:`Refused` where it is damaged or beyond a limit."""
    return Compound(content, limits)


def _entry(raw: bytes, number: int, parent: str) -> Entry:
    place = number * _ENTRY
    length = min(struct.unpack_from("<H", raw, place + 64)[0], 64)
    name = raw[place : place + max(0, length - 2)].decode("utf-16-le", "replace").replace("/", "\ufffd")
    start, size = struct.unpack_from("<2I", raw, place + 116)
    return Entry(parent + (name or "\ufffd"), raw[place + 66] == _STORAGE, start, size, raw[place + 80 : place + 96])


def _numbers(data: bytes) -> array[int]:
    numbers = array("I", data[: len(data) & ~3])
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def _damaged(what: str) -> Refused:
    return Refused(Flaw(FlawKind.UNREADABLE, f"cấu trúc tệp Office (OLE) bị hỏng: {what}"))
