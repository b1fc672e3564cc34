"""Writes Visual Basic projects as Office stores them ([MS-OVBA]), for tests of what counts as a macro."""

from __future__ import annotations

import struct

__all__ = ["EMPTY_SOURCE", "compiled", "packed", "project"]

EMPTY_SOURCE = b'Attribute VB_Name = "ThisDocument"\r\nAttribute VB_Base = "1Normal.ThisDocument"\r\n'


def packed(plain: bytes) -> bytes:
    """A compressed container whose chunks hold only single letters, which the format allows."""
    out = bytearray(b"\x01")
    for start in range(0, len(plain), 3640):
        stretch = plain[start : start + 3640]
        chunk = b"".join(b"\0" + stretch[at : at + 8] for at in range(0, len(stretch), 8))
        out += struct.pack("<H", 0xB000 | len(chunk) - 1) + chunk
    return bytes(out)


def compiled(*lines: bytes) -> bytes:
    """The compiled form before a module's source, cut down to its table of lines."""
    records = b"".join(struct.pack("<IHHI", 0, len(line), 0, 0) for line in lines)
    return bytes(64) + b"\xfe\xca\x01\x00" + struct.pack("<H", len(lines)) + records + b"\xff" * 10 + b"".join(lines)


def project(
    folder: str, modules: dict[str, bytes], code: bytes = b"", listed: list[str] | None = None
) -> dict[str, bytes]:
    """The streams of a project: ``modules`` by name with their source, ``code`` as compiled form before each."""
    listing = struct.pack("<HIIH", 9, 4, 1, 2)
    for name in modules if listed is None else listed:
        for kind, value in (
            (0x19, name.encode()), (0x1A, name.encode()), (0x32, name.encode("utf-16-le")),
            (0x31, struct.pack("<I", len(code))), (0x2B, b""),
        ):  # fmt: skip
            listing += struct.pack("<HI", kind, len(value)) + value
    streams = {f"{folder}/dir": packed(listing), f"{folder}/_VBA_PROJECT": b"\xcc\x61"}
    return streams | {f"{folder}/{name}": code + packed(source) for name, source in modules.items()}
