"""What a person typed into the properties of an OLE file, and its number of pages ([MS-OLEPS])."""

from __future__ import annotations

import codecs
import struct
from typing import NamedTuple

from casework.document import Zone
from intake.readers.assemble import RawLine, RawPiece
from intake.readers.ole.compound import Compound, Refused

__all__ = ["WINDOWS", "Properties", "properties_of", "windows_text"]

_SUMMARY, _MORE = "\x05summaryinformation", "\x05documentsummaryinformation"
#: Property numbers by stream, and what a person calls them.
_SPOKEN = {
    _SUMMARY: {2: "tiêu đề", 3: "chủ đề", 5: "từ khóa", 6: "ghi chú"},
    _MORE: {2: "thể loại", 27: "trạng thái"},
}
_TITLE, _PAGES, _CODE_PAGE = 2, 14, 1
_BYTES, _WIDE, _INT16, _INT32 = 0x1E, 0x1F, 0x02, 0x03
_MOST = 256 * 1024  # bytes of one property stream; a preview picture lies behind what is read
_MOST_PROPERTIES = 200
_MOST_LETTERS = 10_000
_MOST_PAGES = 100_000
_UTF16 = 1200
#: Windows-1252 with its five unused codes as themselves: every byte has a letter, so none is lost.
WINDOWS = "".join(bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(256))
#: Looked up now, because a locked worker may load no codec later.
_CODECS = {
    number: codecs.lookup(name)
    for number, name in ((65001, "utf-8"), *((page, f"cp{page}") for page in (1250, 1251, 1253, 1254, 1257, 1258)))
}


class Properties(NamedTuple):
    """``lines`` stand in the zone METADATA; ``pages`` is what the last program counted, where it is a sane number.

    ``title`` is empty where its letters could be those of a legacy encoding: only the judged line says what they read.
    """

    lines: tuple[RawLine, ...]
    title: str
    pages: int | None


def windows_text(stored: bytes) -> str:
    """One letter a byte, as Windows-1252, no byte lost (AD is the ư of TCVN3)."""
    return codecs.charmap_decode(stored, "strict", WINDOWS)[0]


def properties_of(compound: Compound) -> Properties:
    """The properties of the file; damaged ones are passed over, for nobody reads them. Never raises on bad content."""
    lines: list[RawLine] = []
    title, pages = "", None
    for stream, spoken in _SPOKEN.items():
        values = _values(compound, stream)
        for number, name in spoken.items():
            text = str(values.get(number, "")).strip()
            if text and not isinstance(values[number], int):
                lines.append(RawLine((RawPiece(text),), f"thuộc tính “{name}” của tệp", Zone.METADATA))
        if stream == _SUMMARY:
            found, counted = values.get(_TITLE), values.get(_PAGES)
            title = found.strip() if isinstance(found, str) and _is_plain(found) else ""
            pages = counted if isinstance(counted, int) and 0 < counted < _MOST_PAGES else None
    return Properties(tuple(lines), title, pages)


def _is_plain(text: str) -> bool:
    """ASCII, or with a letter that no one-byte encoding of Windows has."""
    return text.isascii() or any("\u0100" <= c <= "\u01b0" or "\u1ea0" <= c <= "\u1ef9" for c in text)


def _values(compound: Compound, stream: str) -> dict[int, str | int]:
    try:
        raw = compound.read(stream, _MOST) or b""
        return _section(raw) if raw else {}
    except (Refused, struct.error):
        return {}


def _section(raw: bytes) -> dict[int, str | int]:
    """The first section's numbers and texts by their property number."""
    start = struct.unpack_from("<I", raw, 44)[0]
    count = min(struct.unpack_from("<I", raw, start + 4)[0], _MOST_PROPERTIES)
    places = dict(struct.unpack_from("<2I", raw, start + 8 + 8 * index) for index in range(count))
    page = 1252
    if _CODE_PAGE in places and (found := _value(raw, start + places.pop(_CODE_PAGE), page)) is not None:
        page = found & 0xFFFF if isinstance(found, int) else page
    values: dict[int, str | int] = {}
    for number, offset in places.items():
        try:
            value = _value(raw, start + offset, page)
        except struct.error:
            continue
        if value is not None:
            values[number] = value
    return values


def _value(raw: bytes, place: int, page: int) -> str | int | None:
    kind = struct.unpack_from("<I", raw, place)[0] & 0xFFFF
    if kind == _INT16:
        return int(struct.unpack_from("<h", raw, place + 4)[0])
    if kind == _INT32:
        return int(struct.unpack_from("<i", raw, place + 4)[0])
    if kind not in (_BYTES, _WIDE):
        return None
    length = min(struct.unpack_from("<I", raw, place + 4)[0], _MOST_LETTERS)
    if kind == _WIDE or page == _UTF16:
        wide = raw[place + 8 : place + 8 + (2 * length if kind == _WIDE else length)]
        return wide[: len(wide) & ~1].decode("utf-16-le", "replace").partition("\0")[0]
    stored = raw[place + 8 : place + 8 + length].partition(b"\0")[0]
    codec = _CODECS.get(page)
    return windows_text(stored) if codec is None else codec.decode(stored, "replace")[0]
