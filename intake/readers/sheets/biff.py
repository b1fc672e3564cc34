"""Records and strings of an Excel 5–2003 workbook stream ([MS-XLS] 2.1.4, 2.5.293; [MS-XLS] keeps BIFF5's layout too).

A string knows its fonts: a list of places from which on another font is used. Letters of one byte are taken for
Windows-1252; what that code page leaves undefined keeps its code, and U+00AD stays, because it is ư of TCVN3.
"""

from __future__ import annotations

import codecs
import struct
from collections.abc import Iterator
from typing import NamedTuple

from intake.readers.assemble import RawPiece

__all__ = ["Continued", "Face", "Fonts", "Record", "Text", "Torn", "letters_of", "long_text", "records", "short_text"]

CONTINUE = 0x3C
_CHUNKS = 20_000  # of one record: Excel fills each with 8,224 bytes
_CP1252 = {code: bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0xA0)}

codecs.lookup("cp1258")  # a module: a locked worker may open no file later


class Torn(Exception):
    """The stream ends inside a record or a string. Never leaves the reader."""


class Record(NamedTuple):
    """``data`` in pieces: the record itself, then the CONTINUE records that follow it."""

    kind: int
    chunks: tuple[bytes, ...]
    at: int  # offset of the record in the stream

    @property
    def data(self) -> bytes:
        return self.chunks[0]

    def whole(self) -> bytes:
        return b"".join(self.chunks)


class Text(NamedTuple):
    """Letters and the runs within them: (letter from which on, number of the font)."""

    letters: str
    runs: tuple[tuple[int, int], ...] = ()


class Face(NamedTuple):
    """One record of the font table."""

    name: str
    bold: bool
    vietnamese: bool  # its character set is Windows' Vietnamese one


def records(stream: bytes, start: int = 0) -> Iterator[Record]:
    """The records from ``start`` on, one after the other; raises :class:`Torn` where one reaches beyond the end."""
    at, end = start, len(stream)
    while at + 4 <= end:
        begin = at
        kind, size = struct.unpack_from("<HH", stream, at)
        at += 4 + size
        if at > end:
            raise Torn
        chunks = [stream[begin + 4 : at]]
        while at + 4 <= end and stream[at] == CONTINUE and stream[at + 1] == 0:
            size = struct.unpack_from("<H", stream, at + 2)[0]
            if at + 4 + size > end:
                raise Torn
            if len(chunks) > _CHUNKS:
                raise Torn
            chunks.append(stream[at + 4 : at + 4 + size])
            at += 4 + size
        yield Record(kind, tuple(chunks), begin)


class Fonts:
    """The font table. Number 4 does not exist: the fifth record is called 5 ([MS-XLS] 2.5.129)."""

    def __init__(self) -> None:
        self._faces: list[Face] = []

    def add(self, face: Face) -> None:
        self._faces.append(face)

    def face(self, number: int) -> Face:
        place = number if number < 4 else number - 1
        return self._faces[place] if 0 <= place < len(self._faces) else Face("", False, False)

    def pieces(self, text: Text, number: int) -> tuple[RawPiece, ...]:
        """``text`` by its runs; letters before the first run stand in font ``number``."""
        cuts = [(0, number), *(run for run in text.runs if run[0] < len(text.letters))]
        pieces = []
        for place, (start, font) in enumerate(cuts):
            end = cuts[place + 1][0] if place + 1 < len(cuts) else len(text.letters)
            if start < end:
                face = self.face(font)
                pieces.append(RawPiece(text.letters[start:end], face.name, face.bold))
        return tuple(pieces)


def letters_of(content: bytes, face: Face | None = None) -> str:
    """Letters of one byte each. A font of Windows' Vietnamese character set is read by code page 1258, unless its
    name says that it is of an older encoding, whose fonts claim any character set."""
    if face is not None and face.vietnamese and not face.name.lower().startswith((".vn", "vni", "vn")):
        return content.decode("cp1258", "replace")
    return content.decode("latin-1").translate(_CP1252)


def short_text(content: bytes, at: int, biff: int) -> str:
    """A string whose length is one byte: names of sheets and fonts, headers of BIFF5."""
    if at >= len(content):
        return ""
    count = content[at]
    if biff < 8:
        return letters_of(content[at + 1 : at + 1 + count])
    if at + 1 >= len(content):
        return ""
    if content[at + 1] & 1:
        return content[at + 2 : at + 2 + 2 * count].decode("utf-16-le", "replace")
    return letters_of(content[at + 2 : at + 2 + count])


def long_text(chunks: tuple[bytes, ...], at: int, biff: int, face: Face | None = None) -> Text:
    """A string whose length is two bytes, with its runs, from byte ``at`` of the first chunk on."""
    if biff < 8:
        whole = b"".join(chunks)
        if at + 2 > len(whole):
            return Text("")
        count = struct.unpack_from("<H", whole, at)[0]
        return Text(letters_of(whole[at + 2 : at + 2 + count], face))
    return Continued(chunks, at).text()


class Continued:
    """Reads strings that may be cut by the ends of records; behind a cut in the letters their width is told anew."""

    def __init__(self, chunks: tuple[bytes, ...], at: int = 0) -> None:
        self._chunks = chunks
        self._chunk = 0
        self._at = at

    def left(self) -> bool:
        """Whether anything is left to read."""
        return self._chunk < len(self._chunks) - 1 or self._at < len(self._chunks[-1])

    def take(self, count: int) -> bytes:
        parts = []
        while count:
            part = self._some(count)
            parts.append(part)
            count -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _some(self, count: int) -> bytes:
        """At most ``count`` bytes, at least one, out of one chunk; raises :class:`Torn` at the end."""
        while self._at >= len(self._chunks[self._chunk]):
            if self._chunk + 1 >= len(self._chunks):
                raise Torn
            self._chunk += 1
            self._at = 0
        part = self._chunks[self._chunk][self._at : self._at + count]
        self._at += len(part)
        return part

    def skip(self, count: int) -> None:
        while count:
            count -= len(self._some(count))

    def text(self) -> Text:
        """[MS-XLS] 2.5.293, XLUnicodeRichExtendedString; raises :class:`Torn` where it is cut short."""
        count, flags = struct.unpack("<HB", self.take(3))
        runs = struct.unpack("<H", self.take(2))[0] if flags & 8 else 0
        extra = struct.unpack("<I", self.take(4))[0] if flags & 4 else 0
        letters = self.characters(count, flags & 1)
        raw = self.take(4 * runs)
        self.skip(extra)
        return Text(letters, tuple(struct.iter_unpack("<HH", raw)))

    def characters(self, count: int, wide: int) -> str:
        parts: list[str] = []
        while True:
            chunk = self._chunks[self._chunk]
            size = min(count * (1 + wide), len(chunk) - self._at) // (1 + wide) * (1 + wide)
            raw = chunk[self._at : self._at + size]
            parts.append(raw.decode("utf-16-le", "replace") if wide else letters_of(raw))
            self._at += size
            count -= size // (1 + wide)
            if not count:
                return "".join(parts)
            if self._chunk + 1 >= len(self._chunks) or not self._chunks[self._chunk + 1]:
                raise Torn
            self._chunk, self._at = self._chunk + 1, 1
            wide = self._chunks[self._chunk][0] & 1
