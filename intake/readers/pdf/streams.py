"""Streams of a PDF as they stand in the file, where qpdf cannot follow it: pdfium would unpack them without asking.

pdfium ends its process where memory ends, and then nobody reads the mail. So what nothing has measured is measured here
before pdfium sees it: every stretch behind “stream” that begins as deflate does, packed once or several times.
"""

from __future__ import annotations

import re
import zlib

from intake.readers.limits import Limits

__all__ = ["unpacks_beyond"]

#: The two bytes with which a zlib stream begins (RFC 1950, 2.2): deflate, any window, a check over both.
_BEGINS = re.compile(rb"stream\r?\n(?=[\x08\x18\x28\x38\x48\x58\x68\x78])")
_STEP = 256 * 1024
_LAYERS = 8  # as many filters as qpdf is let apply


def unpacks_beyond(content: bytes, limits: Limits) -> str:
    """The name of the bound that a stream, or all of them together, would break; empty where none does."""
    total = 0
    for count, match in enumerate(_BEGINS.finditer(content), 1):
        if count > limits.pdf_entries:
            return "pdf_entries"
        data, start = content, match.end()
        for _ in range(_LAYERS):
            inside = _inflated(data, start, limits.pdf_stream_bytes)
            if inside is None:
                return "pdf_stream_bytes"
            total += len(inside)
            if total > limits.zip_bytes:
                return "zip_bytes"
            if not _looks_packed(inside):
                break
            data, start = inside, 0
    return ""


def _inflated(packed: bytes, start: int, most: int) -> bytes | None:
    """What lies packed from ``start`` on, as far as it goes; ``None`` where that is more than ``most`` bytes."""
    decoder = zlib.decompressobj()
    parts: list[bytes] = []
    size, place = 0, start
    try:
        while not decoder.eof and (decoder.unconsumed_tail or place < len(packed)):
            fresh = b"" if decoder.unconsumed_tail else packed[place : place + _STEP]
            place += len(fresh)
            part = decoder.decompress(decoder.unconsumed_tail or fresh, _STEP)
            size += len(part)
            if size > most:
                return None
            parts.append(part)
    except zlib.error:
        return b"".join(parts)
    return b"".join(parts)


def _looks_packed(data: bytes) -> bool:
    return len(data) > 2 and data[0] & 0x0F == 8 and int.from_bytes(data[:2]) % 31 == 0
