"""The head of a Word 97–2003 file ([MS-DOC] 2.5): which version wrote it, and where its structures lie."""

from __future__ import annotations

import struct
from itertools import pairwise
from typing import NamedTuple

from casework.document import Flaw, FlawKind
from intake.readers.limits import Limits
from intake.readers.ole.compound import Compound, Refused

__all__ = ["Counts", "Doc", "Part", "damaged", "open_doc", "too_many"]

_WORD_97 = 0xA5EC
_OLD_WORDS = frozenset({0xA5DC, 0xA5DB, 0xA59B, 0xA59C, 0xA697, 0xA698, 0xA699, 0xFE37})  # Word 2 to 95, Asian ones too
_FIRST_VERSION = 0xC0  # nFib of Word 97: C1, in some editions C0 or C2
_ENCRYPTED, _WHICH_TABLE = 0x0100, 0x0200
_OLD = "tệp do Word 6/95 hoặc bản cũ hơn lưu, cần LibreOffice mở mới đọc được"


class Part:
    """Numbers of the pairs (offset, length) in the head, each naming a structure of the table stream."""

    STYLES, FOOTNOTE_TEXTS, COMMENT_TEXTS, HEADERS = 1, 3, 5, 11
    CHARACTERS, PARAGRAPHS, FONTS, PIECES = 12, 13, 15, 33
    SHAPES, HEADER_SHAPES, ENDNOTE_TEXTS, DRAWINGS, BOXES, HEADER_BOXES = 40, 41, 47, 50, 56, 58


class Counts(NamedTuple):
    """Letters of each story, in the order in which the stories follow one another in the text."""

    body: int
    footnotes: int
    headers: int
    macros: int
    comments: int
    endnotes: int
    boxes: int
    header_boxes: int


class Doc(NamedTuple):
    """The three streams and what the head says. ``data`` (pictures, long paragraph formats) may be empty."""

    main: bytes
    table: bytes
    data: bytes
    counts: Counts
    pairs: tuple[tuple[int, int], ...]
    limits: Limits

    def part(self, number: int) -> bytes:
        """The bytes of one structure, empty where the file has none; raises :class:`Refused` where it leads outside."""
        offset, length = self.pairs[number] if number < len(self.pairs) else (0, 0)
        if not length:
            return b""
        if offset + length > len(self.table):
            raise damaged("một bảng nằm ngoài tệp")
        return self.table[offset : offset + length]

    def positions(self, number: int, size: int) -> tuple[tuple[int, ...], bytes]:
        """A list of positions and the items of ``size`` bytes behind it ([MS-DOC] 2.2.2, PLC); positions never fall."""
        raw = self.part(number)
        if not raw:
            return (), b""
        count = (len(raw) - 4) // (4 + size)
        if count < 0:
            raise damaged("một bảng vị trí sai độ dài")
        if count > self.limits.doc_runs:
            raise too_many(f"{count} mục trong một bảng", self.limits)
        places = struct.unpack_from(f"<{count + 1}I", raw)
        if any(one > other for one, other in pairwise(places)):
            raise damaged("một bảng vị trí chạy lùi")
        return places, raw[4 * (count + 1) :]


def damaged(what: str) -> Refused:
    """What is raised where a structure cannot be true; LibreOffice may still make something of the file."""
    return Refused(Flaw(FlawKind.NOT_RECOGNISED, f"cấu trúc tệp Word bị hỏng ({what}), cần LibreOffice mở lại"))


def too_many(what: str, limits: Limits) -> Refused:
    """What is raised where a count is beyond what anybody types; ``what`` names it."""
    return Refused(Flaw(FlawKind.LIMIT, f"tệp Word có {what}, hơn mức {limits.doc_runs} (doc_runs)"))


def open_doc(compound: Compound, limits: Limits) -> Doc:
    """The streams and the head; raises :class:`Refused` for other versions, encrypted and damaged files."""
    main = compound.read("WordDocument") or b""
    if len(main) < 34:
        raise damaged("thiếu phần đầu")
    ident, version = struct.unpack_from("<HH", main)
    flags = struct.unpack_from("<H", main, 10)[0]
    if ident in _OLD_WORDS or (ident == _WORD_97 and version < _FIRST_VERSION):
        raise Refused(Flaw(FlawKind.NOT_RECOGNISED, _OLD))
    if ident != _WORD_97:
        raise damaged("phần đầu sai")
    if flags & _ENCRYPTED:
        raise Refused(Flaw(FlawKind.ENCRYPTED, "tệp Word đặt mật khẩu"))
    table = compound.read("1Table" if flags & _WHICH_TABLE else "0Table")
    if table is None:
        raise damaged("thiếu luồng bảng")
    counts, pairs = _blocks(main)
    return Doc(main, table, compound.read("Data") or b"", counts, pairs, limits)


def _blocks(main: bytes) -> tuple[Counts, tuple[tuple[int, int], ...]]:
    """The three counted blocks behind the fixed head: 16-bit values, 32-bit values, pairs."""
    try:
        place = 34 + 2 * struct.unpack_from("<H", main, 32)[0]
        longs = struct.unpack_from("<H", main, place)[0]
        counts = Counts(*struct.unpack_from("<8i", main, place + 2 + 12))
        place += 2 + 4 * longs
        count = min(struct.unpack_from("<H", main, place)[0], 256)
        numbers = struct.unpack_from(f"<{2 * count}I", main, place + 2)
    except struct.error:
        raise damaged("phần đầu bị cắt cụt") from None
    if longs < 11 or count < Part.PIECES + 1 or min(counts) < 0:
        raise damaged("phần đầu sai")
    return counts, tuple(zip(numbers[::2], numbers[1::2], strict=True))
