"""A zip package written again: parts that changed are packed anew, every other entry keeps its bytes and its date.

Written here because the standard library would unpack and pack every entry again, with other bytes. The same parts
give the same package, whenever and wherever it is made.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

__all__ = ["repacked"]

_LOCAL = struct.Struct("<4s5H3L2H")  # APPNOTE 4.3.7
_CENTRAL = struct.Struct("<4s6H3L5H2L")  # APPNOTE 4.3.12
_END = struct.Struct("<4s4H2LH")  # APPNOTE 4.3.16
_UTF8_NAME, _DESCRIPTOR = 0x800, 0x8
_LEVEL = 6


def repacked(content: bytes, changed: Mapping[str, bytes], *, dated: tuple[int, int] | None = None) -> bytes:
    """The package ``content`` with the parts ``changed`` (by name in small letters) in place of the old ones.

    ``dated`` (DOS time and date) replaces the dates of all entries, for a package that another program made just now.
    """
    archive = zipfile.ZipFile(io.BytesIO(content))
    out, directory = bytearray(), bytearray()
    entries = archive.infolist()
    for info in entries:
        packed, size, crc, method = _packed(content, info, changed)
        name = info.filename.encode("utf-8") if info.flag_bits & _UTF8_NAME else info.filename.encode("cp437")
        flags = info.flag_bits & ~_DESCRIPTOR  # sizes stand in front
        stamp = dated or _dos(info.date_time)
        version = max(info.extract_version, 20)
        at = len(out)
        out += _LOCAL.pack(b"PK\3\4", version, flags, method, *stamp, crc, len(packed), size, len(name), 0)
        out += name + packed
        directory += _CENTRAL.pack(
            b"PK\1\2", (info.create_system << 8) | info.create_version, version, flags, method, *stamp, crc,
            len(packed), size, len(name), 0, len(info.comment), 0, info.internal_attr, info.external_attr, at,
        )  # fmt: skip
        directory += name + info.comment
    end = _END.pack(b"PK\5\6", 0, 0, len(entries), len(entries), len(directory), len(out), len(archive.comment))
    return bytes(out + directory + end + archive.comment)


def _packed(content: bytes, info: zipfile.ZipInfo, changed: Mapping[str, bytes]) -> tuple[bytes, int, int, int]:
    """Packed bytes, unpacked size, CRC and method of one entry."""
    key = info.filename.replace("\\", "/").lstrip("/").casefold()
    if key not in changed:
        name, extra = struct.unpack_from("<HH", content, info.header_offset + 26)
        start = info.header_offset + _LOCAL.size + name + extra
        return content[start : start + info.compress_size], info.file_size, info.CRC, info.compress_type
    plain = changed[key]
    if info.compress_type == zipfile.ZIP_STORED:
        return plain, len(plain), zlib.crc32(plain), zipfile.ZIP_STORED
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
    return packer.compress(plain) + packer.flush(), len(plain), zlib.crc32(plain), zipfile.ZIP_DEFLATED


def _dos(date: tuple[int, int, int, int, int, int]) -> tuple[int, int]:
    """Time and date as a zip stores them."""
    year, month, day, hour, minute, second = date
    return (hour << 11) | (minute << 5) | (second // 2), ((year - 1980) << 9) | (month << 5) | day
