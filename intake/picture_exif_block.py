"""EXIF blocks and TIFF files with the position taken out (tag 0x8825, the GPS directory), everything else left."""

from __future__ import annotations

import re
import struct
from typing import NamedTuple

from PIL import ExifTags, Image

__all__ = ["has_xmp_position", "tiff_without_position", "without_position"]

_GPS_DIRECTORY, _XMP_PACKET, _EXIF_DIRECTORY, _SUB_DIRECTORIES = 0x8825, 700, 0x8769, 330
_XMP_POSITION = re.compile(rb"exif:GPS|GPSLatitude|GPSLongitude|photoshop:GPS", re.IGNORECASE)
_MOST_DIRECTORIES = 1_000
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
#: What editors use of a block that has to be written anew: who, when, which way up.
_KEPT = (
    ExifTags.Base.ImageDescription, ExifTags.Base.Make, ExifTags.Base.Model, ExifTags.Base.Orientation,
    ExifTags.Base.XResolution, ExifTags.Base.YResolution, ExifTags.Base.ResolutionUnit, ExifTags.Base.DateTime,
    ExifTags.Base.Artist, ExifTags.Base.Copyright,
)  # fmt: skip
_TAKEN_ON = 0x9003


def without_position(block: bytes) -> bytes | None:
    """The EXIF block (a small TIFF without “Exif\\0\\0”) written anew with who, when and orientation, where it has a
    position; ``None`` where it has none. Empty where the block is too damaged to keep anything of it."""
    if not _names_position(block):
        return None
    old, new = Image.Exif(), Image.Exif()
    try:
        old.load(block)
        for tag in _KEPT:
            if tag in old:
                new[tag] = old[tag]
        taken = old.get_ifd(ExifTags.IFD.Exif).get(_TAKEN_ON)
        if taken:
            new.get_ifd(ExifTags.IFD.Exif)[_TAKEN_ON] = taken
        return new.tobytes().removeprefix(b"Exif\0\0")
    except Exception:  # noqa: BLE001 - a stranger's damaged block is dropped whole: the position must not stay
        return b""


def has_xmp_position(packet: bytes) -> bool:
    """True where an XMP packet speaks of a position."""
    return _XMP_POSITION.search(packet) is not None


def _names_position(block: bytes) -> bool:
    """True where a directory of the block leads to a GPS directory, or where nobody can tell."""
    try:
        entries = _Tiff(bytearray(block)).entries()
    except (struct.error, ValueError):
        entries = []
    if entries:
        return any(entry.tag == _GPS_DIRECTORY for entry in entries)
    return b"\x25\x88" in block or b"\x88\x25" in block


def tiff_without_position(content: bytes) -> bytes:
    """The TIFF file with its GPS directories and XMP packets that tell a place blotted out in place; the same bytes
    where there are none. Raises :class:`ValueError` or :class:`struct.error` on a file whose directories are broken."""
    tiff = _Tiff(bytearray(content))
    doomed = []
    for entry in tiff.entries():
        if entry.tag == _GPS_DIRECTORY or (entry.tag == _XMP_PACKET and has_xmp_position(tiff.value(entry))):
            doomed.append(entry)
    for entry in reversed(doomed):  # the last first: removing moves what stands behind it in its directory
        if entry.tag == _GPS_DIRECTORY:
            tiff.blot_directory(tiff.number(entry))
        else:
            tiff.blot_value(entry)
        tiff.remove(entry)
    return bytes(tiff.content) if doomed else content


class _Entry(NamedTuple):
    tag: int
    kind: int
    length: int  # how many values
    at: int  # where the entry itself stands
    directory: int  # where its directory begins


class _Tiff:
    """The directories of a TIFF or BigTIFF, changed in place."""

    def __init__(self, content: bytearray) -> None:
        order = {b"II": "<", b"MM": ">"}.get(bytes(content[:2]))
        if order is None:
            raise ValueError("no byte order")
        self.content = content
        self._big = struct.unpack_from(order + "H", content, 2)[0] == 43
        self._count = struct.Struct(order + ("Q" if self._big else "H"))
        self._word = struct.Struct(order + ("Q" if self._big else "I"))
        self._entry = struct.Struct(order + ("HHQ" if self._big else "HHI"))
        self._first = self._word.unpack_from(content, 8 if self._big else 4)[0]

    @property
    def _stride(self) -> int:
        return self._entry.size + self._word.size

    def entries(self) -> list[_Entry]:
        """All entries of all directories: the chain, EXIF and sub-directories; loops are entered once."""
        waiting = [self._first]
        seen: set[int] = set()
        found: list[_Entry] = []
        while waiting and len(seen) < _MOST_DIRECTORIES:
            start = waiting.pop()
            if not start or start in seen or start >= len(self.content):
                continue
            seen.add(start)
            members = self._members(start)
            found.extend(members)
            for entry in members:
                if entry.tag == _EXIF_DIRECTORY or (entry.tag == _SUB_DIRECTORIES and entry.length == 1):
                    waiting.append(self.number(entry))
            waiting.append(self._word.unpack_from(self.content, self._end(start))[0] if start != 0 else 0)
        return found

    def _members(self, start: int) -> list[_Entry]:
        count = self._count.unpack_from(self.content, start)[0]
        if count > 65_535:
            raise ValueError("too many entries")
        first = start + self._count.size
        found = []
        for number in range(count):
            at = first + number * self._stride
            tag, kind, length = self._entry.unpack_from(self.content, at)
            found.append(_Entry(tag, kind, length, at, start))
        return found

    def _end(self, start: int) -> int:
        """Where the pointer to the next directory stands."""
        count = self._count.unpack_from(self.content, start)[0]
        return int(start + self._count.size + count * self._stride)

    def number(self, entry: _Entry) -> int:
        """The value of an entry that points somewhere."""
        return int(self._word.unpack_from(self.content, entry.at + self._entry.size)[0])

    def value(self, entry: _Entry) -> bytes:
        start, size = self._place(entry)
        return bytes(self.content[start : start + size])

    def _place(self, entry: _Entry) -> tuple[int, int]:
        size = _SIZES.get(entry.kind, 1) * entry.length
        inside = entry.at + self._entry.size
        start = inside if size <= self._word.size else self.number(entry)
        return start, max(0, min(size, len(self.content) - start))

    def blot_value(self, entry: _Entry) -> None:
        start, size = self._place(entry)
        self.content[start : start + size] = bytes(size)

    def blot_directory(self, start: int) -> None:
        """Zero a directory with all its values."""
        if not 0 < start < len(self.content):
            return
        for entry in self._members(start):
            self.blot_value(entry)
        size = self._end(start) - start
        self.content[start : start + size] = bytes(size)

    def remove(self, entry: _Entry) -> None:
        """Take the entry out of its directory; what stands behind it there moves up, nothing else moves."""
        end = self._end(entry.directory) + self._word.size
        tail = bytes(self.content[entry.at + self._stride : end])
        self.content[entry.at : end] = tail + bytes(self._stride)
        count = self._count.unpack_from(self.content, entry.directory)[0]
        self._count.pack_into(self.content, entry.directory, count - 1)
