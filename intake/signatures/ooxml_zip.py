"""Is there only one way to read the zip around a signed document?

Some programs find the table of contents by the offsets that it states, others reckon from the end of the file; some
trust the table, others the header before each part. Where these could disagree, one file holds two documents, and a
signature over the one that we see says nothing of the one that a person sees (PKWARE APPNOTE 4.3).
"""

from __future__ import annotations

import struct
from typing import Any

from casework.document import SignatureStatus
from intake.signatures.ooxml_xml import Fails

__all__ = ["demand_one_reading"]

_END = struct.Struct("<4s4H2IH")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_LOCAL = struct.Struct("<4s5H3I2H")
_BIG_LOCATOR = b"PK\x06\x07"
_LATER = 0x0008  # sum and sizes stand in a record behind the part
_LATER_BYTES = (0, 12, 16, 20, 24)  # the lengths of that record (4.3.9)
_WHY = "vỏ nén của tệp đọc được theo nhiều cách (có phần ghép thêm), nên chữ ký không xét được"


def demand_one_reading(content: bytes) -> None:
    """Raises :class:`Fails` (unreadable) unless the parts stand one behind the other from the first byte to the table,
    the table says of each what its own header says, and the file ends with the table's end."""
    try:
        one = _is_one(content)
    except struct.error:
        one = False
    if not one:
        raise Fails(SignatureStatus.UNREADABLE, _WHY)


def _is_one(content: bytes) -> bool:
    last = len(content) - _END.size
    mark, disk, first_disk, here, count, size, start, comment = _END.unpack_from(content, last)
    if mark != b"PK\x05\x06" or comment or disk or first_disk or here != count or start + size != last:
        return False
    if content[last - 20 : last - 16] == _BIG_LOCATOR:
        return False
    places: list[tuple[tuple[Any, ...], bytes]] = []
    at = start
    for _ in range(count):
        line = _CENTRAL.unpack_from(content, at)
        name, extra, note = line[10:13]
        if line[0] != b"PK\x01\x02":
            return False
        places.append((line, content[at + _CENTRAL.size : at + _CENTRAL.size + name]))
        at += _CENTRAL.size + name + extra + note
    return at == last and _stand_in_a_row(content, places, start)


def _stand_in_a_row(content: bytes, places: list[tuple[tuple[Any, ...], bytes]], end: int) -> bool:
    """``places`` are lines of the table with their names."""
    at = 0
    later = False
    for line, name in sorted(places, key=lambda place: place[0][16]):
        flags, method, sums, offset = line[3], line[4], line[7:10], line[16]
        gap = offset - at
        if gap and not (later and gap in _LATER_BYTES):
            return False
        head = _LOCAL.unpack_from(content, offset)
        begin = offset + _LOCAL.size
        if head[0] != b"PK\x03\x04" or (head[2], head[3]) != (flags, method):
            return False
        later = bool(flags & _LATER)
        if content[begin : begin + head[9]] != name or (not later and head[6:9] != sums):
            return False
        at = begin + head[9] + head[10] + sums[1]
    gap = end - at
    return not gap or (later and gap in _LATER_BYTES)
