"""Packed streams, unpacked step by step against the budget: the methods of zip, and gz, bz2 and xz by themselves."""

from __future__ import annotations

import bz2
import lzma
import struct
import zlib
from typing import Protocol

from casework.document import FlawKind
from intake.readers.containers.budget import Budget, Spent
from intake.readers.containers.entry import Entry, Findings, Unpacked
from intake.readers.containers.names import octets_as_names, path_of

__all__ = ["Unsupported", "unpack_single", "unpack_stream"]

_STEP = 256 * 1024  # bytes unpacked between two looks at the budget
_MOST_MEMORY = 128 * 1024 * 1024  # bytes of dictionary that an xz or lzma stream may demand
_MEMBERS = 100  # streams one behind the other in one gz, bz2 or xz file
_NAMES = {1: "shrink", 6: "implode", 9: "deflate64", 93: "zstd", 97: "wavpack", 98: "PPMd"}
_SUFFIXES = {
    "gz": ((".tgz", ".tar"), (".taz", ".tar"), (".gz", "")),
    "bz2": ((".tbz2", ".tar"), (".tbz", ".tar"), (".bz2", "")),
    "xz": ((".txz", ".tar"), (".xz", "")),
}


class Unsupported(Exception):
    """A method of packing that nothing here undoes. Never leaves the containers."""


class _Decoder(Protocol):
    def decompress(self, data: bytes, max_length: int = -1, /) -> bytes: ...

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    @property
    def needs_input(self) -> bool: ...


class _Zlib:
    """zlib's decoder in the manner of those of bz2 and lzma: what it did not take yet it keeps."""

    def __init__(self, window: int) -> None:
        self._decoder = zlib.decompressobj(window)

    def decompress(self, data: bytes, max_length: int = -1, /) -> bytes:
        return self._decoder.decompress(self._decoder.unconsumed_tail + data, max_length)

    @property
    def eof(self) -> bool:
        return self._decoder.eof

    @property
    def unused_data(self) -> bytes:
        return self._decoder.unused_data

    @property
    def needs_input(self) -> bool:
        return not self._decoder.unconsumed_tail


def unpack_stream(body: memoryview, method: int, budget: Budget) -> tuple[bytes, bool]:
    """The content of a zip entry, and whether its stream came to its end. Raises :class:`Unsupported` and
    :class:`Spent`; a stream that breaks gives what came before."""
    if method == 0:
        budget.take(len(body))
        return bytes(body), True
    if method == 8:
        return _drain(_Zlib(-15), body, budget)[:2]
    if method == 12:
        return _drain(bz2.BZ2Decompressor(), body, budget)[:2]
    if method == 95:
        return _drain(lzma.LZMADecompressor(memlimit=_MOST_MEMORY), body, budget)[:2]
    if method == 14:
        return _unpack_lzma(body, budget)
    raise Unsupported(_NAMES.get(method, f"mã {method}"))


def _unpack_lzma(body: memoryview, budget: Budget) -> tuple[bytes, bool]:
    """LZMA as zip stores it: version, length of the properties, the properties (APPNOTE 5.8.8)."""
    if len(body) < 9 or struct.unpack_from("<H", body, 2)[0] != 5:
        return b"", False
    settings, size = body[4], struct.unpack_from("<I", body, 5)[0]
    if settings >= 225:
        return b"", False
    if size > _MOST_MEMORY:
        raise Unsupported("LZMA")
    rest, literal = divmod(settings, 9)
    position, low = divmod(rest, 5)
    chain = [{"id": lzma.FILTER_LZMA1, "dict_size": max(size, 4096), "lc": literal, "lp": low, "pb": position}]
    try:
        decoder = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=chain)
    except lzma.LZMAError:
        return b"", False
    return _drain(decoder, body[9:], budget)[0], True  # it need not mark its end: length and checksum tell


def _drain(decoder: _Decoder, body: memoryview, budget: Budget) -> tuple[bytes, bool, bytes]:
    """What the stream holds, whether it came to its end, and what stands behind it."""
    parts: list[bytes] = []
    place = 0
    try:
        while not decoder.eof:
            hungry = decoder.needs_input
            part = decoder.decompress(bytes(body[place : place + _STEP]) if hungry else b"", _STEP)
            place += _STEP if hungry else 0
            budget.take(len(part))
            if part:
                parts.append(part)
            elif place >= len(body) or not hungry:
                break
    except (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError):
        return b"".join(parts), False, b""
    rest = decoder.unused_data + bytes(body[place:]) if decoder.eof else b""
    return b"".join(parts), decoder.eof, rest


def unpack_single(content: bytes, kind: str, name: str, budget: Budget) -> Unpacked:
    """The one file in a gz, bz2 or xz file called ``name``; never raises."""
    findings = Findings()
    parts: list[bytes] = []
    try:
        budget.entry()
        rest, members = content, 0
        while rest and members < _MEMBERS:
            part, whole, rest = _drain(_decoder(kind), memoryview(rest), budget)
            parts.append(part)
            members += 1
            rest = rest.lstrip(b"\0")
            if not whole:
                findings.add(FlawKind.UNREADABLE, "tệp nén bị hỏng hoặc thiếu phần cuối")
            if not whole or not rest.startswith(content[:2]):
                break
        if members == _MEMBERS and rest:
            findings.add(FlawKind.LIMIT, f"tệp nén gồm hơn {_MEMBERS} đoạn nối nhau")
    except Spent as spent:
        findings.add(FlawKind.LIMIT, spent.reason)
        return Unpacked((), findings.flaws(), _stored_names(content, kind))
    stored = _stored_names(content, kind)
    path = path_of(stored[0]) if stored else ()
    inner = path[-1] if path else _without_suffix(name, kind)
    entries = (Entry(inner, stored, b"".join(parts)),) if any(parts) else ()
    return Unpacked(entries, findings.flaws(), stored)


def _decoder(kind: str) -> _Decoder:
    if kind == "gz":
        return _Zlib(31)
    return bz2.BZ2Decompressor() if kind == "bz2" else lzma.LZMADecompressor(memlimit=_MOST_MEMORY)


def _stored_names(content: bytes, kind: str) -> tuple[str, ...]:
    """The readings of the name in a gzip header (RFC 1952, 2.3); none where it bears none."""
    if kind != "gz" or len(content) < 10 or not content[3] & 8:
        return ()
    place = 10
    if content[3] & 4:
        place += 2 + int.from_bytes(content[10:12], "little")
    end = content.find(b"\0", place, place + 4_096)
    return octets_as_names(content[place:end]) if end > place else ()


def _without_suffix(name: str, kind: str) -> str:
    for suffix, instead in _SUFFIXES[kind]:
        if name.lower().endswith(suffix) and len(name) > len(suffix):
            return name[: -len(suffix)] + instead
    return ""
