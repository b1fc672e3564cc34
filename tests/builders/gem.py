"""GEM raster pictures for tests, packed run by run from the format's description."""

from __future__ import annotations

import struct

__all__ = ["build_gem", "pack_line"]


def build_gem(
    lines: list[list[bytes]],
    width: int,
    *,
    pattern: int = 2,
    microns: int = 85,
    palette: list[tuple[int, int, int]] | None = None,
    runs: bytes | None = None,
) -> bytes:
    """``lines`` holds for each line the bytes of each plane. ``palette`` (0–1000) makes an XIMG; ``runs`` stands in for
    the packed lines."""
    planes = len(lines[0])
    extension = b"" if palette is None else b"XIMG\0\0" + b"".join(struct.pack(">3H", *colour) for colour in palette)
    words = 8 + len(extension) // 2
    head = struct.pack(">8H", 1, words, planes, pattern, microns, microns, width, len(lines)) + extension
    if runs is None:
        runs = b"".join(pack_line(plane) for line in lines for plane in line)
    return head + runs


def pack_line(line: bytes) -> bytes:
    """Solid runs for bytes of all ones or all zeros, literals for the rest."""
    packed = bytearray()
    at = 0
    while at < len(line):
        end = at + 1
        solid = line[at] in (0, 0xFF)
        while end < len(line) and end - at < 127 and (line[end] == line[at] if solid else line[end] not in (0, 0xFF)):
            end += 1
        if solid:
            packed.append((0x80 if line[at] else 0) | (end - at))
        else:
            packed += bytes([0x80, end - at]) + line[at:end]
        at = end
    return bytes(packed)
