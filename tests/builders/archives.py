"""rar archives with stored files, tar archives, winmail.dat; 7z archives come from tests/builders/archives/."""

from __future__ import annotations

import io
import struct
import tarfile
import zlib
from collections.abc import Mapping, Sequence

__all__ = ["attribute", "mapi", "rar4", "rar5", "tar", "tnef"]


def rar4(files: Mapping[str, bytes], *, encrypted: bool = False) -> bytes:
    """RAR 1.5–4 (signature 52 61 72 21 1A 07 00), files stored; names with the Unicode flag carry UTF-8."""
    out = bytearray(b"Rar!\x1a\x07\x00")
    out += _block4(0x73, 0, bytes(6))
    for name, content in files.items():
        octets = name.encode()
        flags = 0x8000 | (0x0200 if not name.isascii() else 0) | (0x04 if encrypted else 0)
        body = struct.pack(
            "<2IBIIBBHI", len(content), len(content), 3, zlib.crc32(content), 0, 20, 0x30, len(octets), 0o100644
        )
        out += _block4(0x74, flags, body + octets) + content
    return bytes(out) + _block4(0x7B, 0x4000, b"")


def _block4(kind: int, flags: int, body: bytes) -> bytes:
    head = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
    return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head


def rar5(files: Mapping[str, bytes]) -> bytes:
    """RAR 5 (signature 52 61 72 21 1A 07 01 00), files stored."""
    out = bytearray(b"Rar!\x1a\x07\x01\x00")
    out += _block5(1, 0, _number(0))
    for name, content in files.items():
        octets = name.encode()
        body = _number(4) + _number(len(content)) + _number(0o100644) + struct.pack("<I", zlib.crc32(content))
        body += _number(0) + _number(1) + _number(len(octets)) + octets
        out += _block5(2, 2, body, len(content)) + content
    return bytes(out) + _block5(5, 0, _number(0))


def _block5(kind: int, flags: int, body: bytes, data: int = 0) -> bytes:
    head = _number(kind) + _number(flags) + (_number(data) if flags & 2 else b"") + body
    sized = _number(len(head)) + head
    return struct.pack("<I", zlib.crc32(sized)) + sized


def _number(value: int) -> bytes:
    """Seven bits a byte, the lowest first."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(out) + bytes([value])


def tar(files: Mapping[str, bytes], *, odd: Sequence[tarfile.TarInfo] = (), form: int = tarfile.PAX_FORMAT) -> bytes:
    """``odd`` are members without content: links, devices, folders."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        for info in odd:
            archive.addfile(info)
    return out.getvalue()


def tnef(*attributes: bytes) -> bytes:
    return b"\x78\x9f\x3e\x22\x01\x00" + b"".join(attributes)


def attribute(level: int, number: int, data: bytes) -> bytes:
    """One attribute: 1 of the message, 2 of an attachment."""
    return struct.pack("<BHHI", level, number, 6, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def mapi(values: Mapping[tuple[int, int], bytes | int]) -> bytes:
    """A property list by (kind, number)."""
    out = struct.pack("<I", len(values))
    for (kind, number), value in values.items():
        out += struct.pack("<2H", kind, number)
        if isinstance(value, int):
            out += struct.pack("<I", value)
        else:
            out += struct.pack("<2I", 1, len(value)) + value + bytes(-len(value) % 4)
    return out
