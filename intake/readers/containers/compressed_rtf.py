"""The compressed RTF in which Outlook keeps the body of a mail ([MS-OXRTFCP])."""

from __future__ import annotations

import struct

__all__ = ["rtf_of"]

_START = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS "
    b"Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b"
    b"\\i\\u\\tab\\tx"
)
_WINDOW = 4_096


def rtf_of(stored: bytes, most: int) -> bytes:
    """The RTF in ``stored``, at most ``most`` bytes and as far as it goes; empty where it is no compressed RTF."""
    if len(stored) < 16:
        return b""
    _, size, kind = struct.unpack_from("<2I4s", stored)
    body = stored[16:]
    if kind == b"MELA":
        return body[: min(size, most)]
    return _unpacked(body, min(size, most)) if kind == b"LZFu" else b""


def _unpacked(body: bytes, most: int) -> bytes:
    """Runs of eight tokens behind a byte of flags: a letter, or place (12 bits) and length (4 bits) in the window."""
    out = bytearray(_START)  # the window is the last 4,096 bytes written, and these are in it from the start
    most += len(_START)
    place, end = 0, len(body)
    while place < end and len(out) < most:
        flags = body[place]
        place += 1
        for bit in range(8):
            if place >= end:
                break
            if not flags >> bit & 1:
                out.append(body[place])
                place += 1
                continue
            if place + 2 > end:
                return bytes(out[len(_START) : most])
            token = body[place] << 8 | body[place + 1]
            place += 2
            here = len(out) % _WINDOW
            if token >> 4 == here:
                return bytes(out[len(_START) : most])
            _repeat(out, (here - (token >> 4)) % _WINDOW, (token & 15) + 2)
    return bytes(out[len(_START) : most])


def _repeat(out: bytearray, back: int, count: int) -> None:
    """Append ``count`` bytes from ``back`` bytes ago; what was not written yet reads as blanks."""
    for _ in range(count):
        at = len(out) - back
        out.append(out[at] if at >= 0 else 0x20)
