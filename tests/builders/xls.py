"""Builds .xls workbooks for tests, record by record from [MS-XLS], in the form of Excel 97 (8) or Excel 5 (5).

build_xls([Sheet("DS", {"A1": "Nơi nhận:", "B7": [("chữ ", ".VnTime"), ("đậm", "Arial")]}, header="&CMẬT")])
"""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tests.builders.ole import build_ole

__all__ = [
    "Formula",
    "Runs",
    "Sheet",
    "build_enciphered",
    "build_stream",
    "build_xls",
    "record",
    "text8",
    "word_art_options",
]

Runs = Sequence[tuple[str, str]]  # letters and the font in which they stand
_MOST = 8224  # bytes of one record; the rest goes into CONTINUE records
_GLOBALS, _SHEET = 0x05, 0x10


class Formula(NamedTuple):
    """A cell whose text is a formula's stored result."""

    result: str


class Sheet(NamedTuple):
    """``cells`` by their name: text, runs, a number or a formula; ``boxes`` are text boxes; ``notes`` by cell."""

    name: str
    cells: Mapping[str, str | Runs | Formula | float]
    header: str = ""
    footer: str = ""
    boxes: Sequence[str | Runs] = ()
    notes: Mapping[str, str] = {}
    word_art: Sequence[tuple[str, str]] = ()
    chart_title: str = ""
    hidden: bool = False
    kind: int = 0
    font: str = ""  # of all cells that are plain text
    raw: bytes = b""  # records put before the end


def record(kind: int, data: bytes) -> bytes:
    """One record, continued where it is too long."""
    parts = [data[at : at + _MOST] for at in range(0, len(data), _MOST)] or [b""]
    return b"".join(struct.pack("<HH", kind if not row else 0x3C, len(part)) + part for row, part in enumerate(parts))


def text8(text: str, length: str = "<H") -> bytes:
    """A string of Excel 97: one byte a letter where that is enough."""
    wide = any(ord(letter) > 0xFF for letter in text)
    count = len(text.encode("utf-16-le")) // 2
    return struct.pack(length, count) + bytes([wide]) + text.encode("utf-16-le" if wide else "latin-1")


def _text5(text: str, length: str = "<H") -> bytes:
    stored = text.encode("cp1252")
    return struct.pack(length, len(stored)) + stored


class _Book:
    def __init__(self, biff: int, default_font: str, charset: int) -> None:
        self.biff, self.charset = biff, charset
        self.fonts = [default_font] * 4  # Excel writes the first four alike
        self.strings: list[bytes] = []

    def font(self, name: str) -> int:
        """The number of a font; the fifth is called 5."""
        if name not in self.fonts:
            self.fonts.append(name)
        place = self.fonts.index(name)
        return place if place < 4 else place + 1

    def form(self, name: str) -> int:
        """The number of the cell format in that font: one for each font, in their order."""
        self.font(name)
        return self.fonts.index(name)

    def runs(self, runs: Runs) -> tuple[str, list[tuple[int, int]]]:
        at, places = 0, []
        for text, font in runs:
            places.append((at, self.font(font)))
            at += len(text)
        return "".join(text for text, _ in runs), places


def build_xls(
    sheets: Sequence[Sheet],
    *,
    biff: int = 8,
    font: str = "Arial",
    charset: int = 0,
    extra: bytes = b"",
    streams: Mapping[str, bytes] | None = None,
) -> bytes:
    """The bytes of a workbook; ``extra`` are records of the global part, ``streams`` lie beside the workbook's."""
    name = "Workbook" if biff == 8 else "Book"
    stream = build_stream(sheets, biff=biff, font=font, charset=charset, extra=extra)
    return build_ole({name: stream.ljust(4096, b"\0"), **(streams or {})})


def build_stream(
    sheets: Sequence[Sheet], *, biff: int = 8, font: str = "Arial", charset: int = 0, extra: bytes = b""
) -> bytes:
    """The workbook's stream alone."""
    book = _Book(biff, font, charset)
    bodies = [_sheet(book, sheet) for sheet in sheets]
    sizes = [len(body) for body in bodies]
    head = _globals(book, sheets, [0] * len(sheets), extra)
    offsets = [len(head) + sum(sizes[:row]) for row in range(len(sheets))]
    return _globals(book, sheets, offsets, extra) + b"".join(bodies)


def _begin(book: _Book, kind: int) -> bytes:
    version = 0x600 if book.biff == 8 else 0x500
    return record(0x809, struct.pack("<HHHH", version, kind, 0x0DBB, 1996) + (bytes(8) if book.biff == 8 else b""))


def _globals(book: _Book, sheets: Sequence[Sheet], offsets: Sequence[int], extra: bytes) -> bytes:
    short = text8 if book.biff == 8 else _text5
    parts = [_begin(book, _GLOBALS), record(0x42, struct.pack("<H", 1200 if book.biff == 8 else 1252)), extra]
    for name in book.fonts:
        look = struct.pack("<HHHHHBBBB", 220, 0, 0x7FFF, 700 if "Bold" in name else 400, 0, 0, 0, book.charset, 0)
        parts.append(record(0x31, look + short(name, "<B")))
    for place in range(len(book.fonts)):
        number = place if place < 4 else place + 1
        parts.append(record(0xE0, struct.pack("<H", number) + bytes(18 if book.biff == 8 else 14)))
    for sheet, offset in zip(sheets, offsets, strict=True):
        parts.append(record(0x85, struct.pack("<IBB", offset, sheet.hidden, sheet.kind) + short(sheet.name, "<B")))
    if book.biff == 8:
        parts.append(_shared(book))
    return b"".join([*parts, record(0x0A, b"")])


def _shared(book: _Book) -> bytes:
    """The shared strings, cut into records between strings."""
    chunks, at = [struct.pack("<II", len(book.strings), len(book.strings))], 0
    for string in book.strings:
        if len(chunks[at]) + len(string) > _MOST:
            chunks.append(b"")
            at += 1
        chunks[at] += string
    return b"".join(
        struct.pack("<HH", 0xFC if not row else 0x3C, len(chunk)) + chunk for row, chunk in enumerate(chunks)
    )


def _sheet(book: _Book, sheet: Sheet) -> bytes:
    parts = [_begin(book, _SHEET), record(0x200, struct.pack("<IIHHH", 0, 1 << 20, 0, 1 << 14, 0))]
    for kind, code in ((0x14, sheet.header), (0x15, sheet.footer)):
        if code:
            parts.append(record(kind, text8(code) if book.biff == 8 else _text5(code, "<B")))
    parts += [_cell(book, *_place(name), value, sheet.font) for name, value in sheet.cells.items()]
    for number, box in enumerate(sheet.boxes, 1):
        parts.append(_box(book, number, 0x06, box))
    for number, (name, text) in enumerate(sheet.notes.items(), len(sheet.boxes) + 1):
        row, column = _place(name)
        if book.biff == 8:
            parts.append(_box(book, number, 0x19, text))
            parts.append(record(0x1C, struct.pack("<HHHH", row, column, 0, number) + text8("ai") + b"\0"))
        else:
            parts.append(record(0x1C, struct.pack("<HHH", row, column, len(text)) + text.encode("cp1252")))
    if sheet.word_art:
        parts.append(record(0xEC, b"".join(word_art_options(text, font) for text, font in sheet.word_art)))
    if sheet.chart_title:
        title = struct.pack("<H", 0) + (text8 if book.biff == 8 else _text5)(sheet.chart_title, "<B")
        parts += [_begin(book, 0x20), record(0x100D, title), record(0x0A, b"")]
    return b"".join([*parts, sheet.raw, record(0x0A, b"")])


def _place(name: str) -> tuple[int, int]:
    match = re.fullmatch("([A-Z]+)([0-9]+)", name)
    assert match is not None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1


def _cell(book: _Book, row: int, column: int, value: str | Runs | Formula | float, font: str) -> bytes:
    head = struct.pack("<HHH", row, column, book.form(font or book.fonts[0]))
    if isinstance(value, float | int):
        return record(0x203, head + struct.pack("<d", value))
    if isinstance(value, Formula):
        result = b"\0\0\0\0\0\0\xff\xff"
        text = text8(value.result) if book.biff == 8 else _text5(value.result)
        return record(0x06, head + result + bytes(8)) + record(0x207, text)
    if isinstance(value, str):
        if book.biff < 8:
            return record(0x204, head + _text5(value))
        book.strings.append(text8(value))
        return record(0xFD, head + struct.pack("<I", len(book.strings) - 1))
    text, runs = book.runs(value)
    if book.biff < 8:
        places = b"".join(struct.pack("<BB", at, number) for at, number in runs)
        return record(0xD6, head + _text5(text) + bytes([len(runs)]) + places)
    wide = text.encode("utf-16-le")
    places = b"".join(struct.pack("<HH", at, number) for at, number in runs)
    book.strings.append(struct.pack("<HBH", len(wide) // 2, 9, len(runs)) + wide + places)
    return record(0xFD, head + struct.pack("<I", len(book.strings) - 1))


def _box(book: _Book, number: int, kind: int, text: str | Runs) -> bytes:
    """An object and its text, as Excel 97 stores them."""
    letters, runs = (text, [(0, 0)]) if isinstance(text, str) else book.runs(text)
    wide = letters.encode("utf-16-le")
    places = b"".join(struct.pack("<HHI", at, font, 0) for at, font in [*runs, (len(wide) // 2, 0)])
    common = struct.pack("<HHHHH", 0x15, 0x12, kind, number, 0) + bytes(12)
    facts = struct.pack("<HH6xHHHI", 0, 0, len(wide) // 2, len(places), 0, 0)
    return record(0x5D, common + bytes(4)) + record(0x1B6, facts) + record(0x3C, b"\1" + wide) + record(0x3C, places)


def word_art_options(text: str, font: str) -> bytes:
    """A table of properties of a shape ([MS-ODRAW] 2.2.9) with the words of a WordArt and their font."""
    stored = [(text + "\0").encode("utf-16-le"), (font + "\0").encode("utf-16-le")]
    names = (0x00C0 | 0x8000, 0x00C5 | 0x8000)
    table = b"".join(struct.pack("<HI", name, len(data)) for name, data in zip(names, stored, strict=True))
    return struct.pack("<HHI", 2 << 4 | 3, 0xF00B, len(table) + sum(map(len, stored))) + table + b"".join(stored)


def build_enciphered(sheets: Sequence[Sheet], password: str) -> bytes:
    """A workbook of Excel 97 under RC4 with a key of 40 bits ([MS-OFFCRYPTO] 2.3.6), a byte at a time."""
    salt, verifier = bytes(range(16)), bytes(range(100, 116))
    first = hashlib.md5(password.encode("utf-16-le")).digest()[:5]
    base = hashlib.md5((first + salt) * 16).digest()[:5]
    secret = _rc4(base, 0, verifier + hashlib.md5(verifier).digest())
    facts = record(0x2F, struct.pack("<HHH", 1, 1, 1) + salt + secret)
    plain = build_stream(sheets, extra=facts)
    keys = b"".join(_rc4(base, block, bytes(1024)) for block in range(len(plain) // 1024 + 1))
    stored = bytearray(plain)
    at = 0
    while at < len(plain):
        kind, size = struct.unpack_from("<HH", plain, at)
        left = {0x809: size, 0x2F: size, 0x85: 4}.get(kind, 0)
        for place in range(at + 4 + left, at + 4 + size):
            stored[place] ^= keys[place]
        at += 4 + size
    return build_ole({"Workbook": bytes(stored).ljust(4096, b"\0")})


def _rc4(base: bytes, block: int, data: bytes) -> bytes:
    key = hashlib.md5(base + struct.pack("<I", block)).digest()
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % 16]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
