"""Files attached by mistake or habit: programs, locked and half-loaded files. Always the same bytes."""

from __future__ import annotations

import io
import random
import struct

from PIL import Image

from tests.stories.documents import photograph

__all__ = ["cut_photograph", "locked_docx", "program", "screenshot"]

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def screenshot() -> bytes:
    """A .png of colours, as a screen is photographed."""
    out = io.BytesIO()
    Image.open(io.BytesIO(photograph(13, (320, 200)))).save(out, "PNG")
    return out.getvalue()


def program() -> bytes:
    """A Windows program that does nothing: MZ head, PE mark."""
    return b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0" + struct.pack("<H", 0x14C) + bytes(400)


def cut_photograph() -> bytes:
    """A .jpg of which only the first third was loaded."""
    whole = photograph(9)
    return whole[: len(whole) // 3]


def locked_docx() -> bytes:
    """A .docx behind a password: a compound file with EncryptionInfo and EncryptedPackage ([MS-OFFCRYPTO] 1.3.3).

    Sector 0 is the FAT, sector 1 the directory, then the two streams; each is long enough to need no mini stream.
    """
    chance = random.Random(7)
    streams = (("EncryptionInfo", chance.randbytes(4096)), ("EncryptedPackage", chance.randbytes(8192)))
    fat, entries, data, start = [_FAT, _END], [_entry("Root Entry", 5, _END, 0, child=1)], b"", 2
    for number, (name, content) in enumerate(streams, 1):
        sectors = len(content) // _SECTOR
        fat += [*range(start + 1, start + sectors), _END]
        right = number + 1 if number < len(streams) else _FREE
        entries.append(_entry(name, 2, start, len(content), right=right))
        data += content
        start += sectors
    entries.append(bytes(128))
    fat += [_FREE] * (_SECTOR // 4 - len(fat))
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(16), 0x3E, 3, 0xFFFE, 9, 6, bytes(6),
        0, 1, 1, 0, 4096, _END, 0, _END, 0, 0,
    )  # fmt: skip
    header += struct.pack("<108I", *([_FREE] * 108))
    return header + struct.pack(f"<{len(fat)}I", *fat) + b"".join(entries) + data


def _entry(name: str, kind: int, start: int, size: int, *, child: int = _FREE, right: int = _FREE) -> bytes:
    """One directory entry of 128 bytes ([MS-CFB] 2.6.1)."""
    raw = name.encode("utf-16-le") + b"\0\0"
    return (
        raw.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(raw), kind, 1, _FREE, right, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
