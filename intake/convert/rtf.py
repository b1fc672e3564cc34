"""Rich text (.rtf) in Unicode: the reader's own pass over the bytes, which remembers where each letter is stored.

A converted letter is written as ``\\uN`` with as many signs behind it as the text around it announces (``\\uc``); the
names of the fonts change in the font table. Every other byte stays.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from casework.document import Flaw, FlawKind
from intake.convert.fonts import unicode_font
from intake.convert.letters import Change, Changes, Text
from intake.convert.result import Written
from intake.readers.docx.text import plain_letters
from intake.readers.limits import Limits
from intake.readers.ooxml.package import Refused
from intake.readers.rtf.fonts import Bytes
from intake.readers.rtf.reader import RtfReader
from intake.readers.rtf.words import SYMBOLS, Dest

__all__ = ["convert"]

_Span = tuple[int, int]  # of the bytes that store one letter, in the file


class _Piece(NamedTuple):
    """Letters of one look in a row; ``spans`` is empty where they stand for a word (\\tab) and cannot change."""

    text: str
    font: str
    spans: tuple[_Span, ...]
    fallback: int  # \\uc


def convert(content: bytes, limits: Limits) -> Written:
    """The document with its legacy letters in Unicode; raises :class:`Refused` where it is none, or too much."""
    start = content.find(b"{\\rtf", 0, 1024)
    if start < 0:
        raise Refused(Flaw(FlawKind.UNREADABLE, "tệp không phải là tài liệu RTF"))
    tracer = _Tracer(content, start, limits, Bytes())
    tracer.run()
    if tracer.letters.misled:
        tracer = _Tracer(content, start, limits, Bytes(believe_1258=False))
        tracer.run()
    for flaw in tracer.finished().flaws:
        if flaw.kind in (FlawKind.LIMIT, FlawKind.UNREADABLE):
            raise Refused(flaw)
    text, edits = Text(), list[tuple[int, int, bytes]]()
    for line in tracer.lines():
        for piece in line:
            text.add(piece.text, piece.font, partial(_write, piece, edits) if piece.spans else None)
        text.end_line()
    changes = text.settle()
    if not changes.letters:
        return Written(b"", changes)
    tracer.refont(changes, edits)
    return Written(_edited(content, edits), changes)


def _write(piece: _Piece, edits: list[tuple[int, int, bytes]], change: Change) -> None:
    if change.text is None:
        return
    written = "".join(_stored(letter, piece.fallback) for letter in change.text).encode("ascii")
    for number, (start, end) in enumerate(piece.spans):
        edits.append((start, end, b"" if number else written))


def _stored(letter: str, fallback: int) -> str:
    if letter.isascii():
        return f"\\{letter}" if letter in "\\{}" else letter
    units = letter.encode("utf-16-le")
    codes = [int.from_bytes(units[at : at + 2], "little", signed=True) for at in range(0, len(units), 2)]
    return "".join(f"\\u{code}{'?' * fallback or ' '}" for code in codes)


def _edited(content: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    parts, at = [], 0
    for start, end, written in sorted(edits):
        parts += [content[at:start], written]
        at = end
    return b"".join((*parts, content[at:]))


class _Tracer(RtfReader):
    """The reader, with the place of every letter. Deleted and hidden letters stand in lines of their own."""

    def __init__(self, content: bytes, start: int, limits: Limits, letters: Bytes) -> None:
        super().__init__(content, start, limits, letters)
        self._places: list[_Span] = []  # of the bytes in self._raw
        self._handed: tuple[_Span, ...] = ()  # of the letters that are handed on
        self._ended: list[list[_Piece]] = []
        self._buffers: list[list[list[_Piece]]] = [[[], []]]  # by aside: the line seen, the line that is not
        self._font_names: dict[int, list[_Span]] = {}
        self._named = -1
        self._last_code: _Span | None = None

    def lines(self) -> list[list[_Piece]]:
        """All lines in the order in which they ended."""
        while self._buffers:
            self._break_line()
            self._buffers.pop()
        return self._ended

    def refont(self, changes: Changes, edits: list[tuple[int, int, bytes]]) -> None:
        """The names of the converted fonts in the font table."""
        for number, spans in self._font_names.items():
            name = self._fonts.name(number)
            if spans and changes.gives_way(name):
                written = unicode_font(name).encode("ascii")
                edits += [(start, end, b"" if row else written) for row, (start, end) in enumerate(spans)]

    # --- where letters are stored -----------------------------------------------------------------------------------

    def _text(self, raw: bytes) -> None:
        start = self._at - len(raw)
        spans = [(start + at, start + at + 1) for at, byte in enumerate(raw) if byte not in b"\r\n"]
        passed = min(self._skip, len(spans))
        if passed:
            self._stretch(spans[passed - 1][1])
        super()._text(raw)
        self._places += spans[passed:]

    def _byte(self, digits: bytes) -> None:
        if self._skip:
            self._stretch(self._at)
        else:
            self._places.append((self._at - 4, self._at))
        super()._byte(digits)

    def _symbol(self, symbol: bytes) -> None:
        if symbol != b"*" and self._skip:
            self._stretch(self._at)
        elif symbol in SYMBOLS and symbol != b"~" and SYMBOLS[symbol]:
            self._places.append((self._at - 2, self._at))
        super()._symbol(symbol)

    def _unicode(self, number: int) -> None:
        self._flush()
        self._last_code = (self._content.rfind(b"\\", 0, self._at), self._at)
        self._handed = (self._last_code,)
        super()._unicode(number)
        self._handed = ()

    def _stretch(self, end: int) -> None:
        """A letter that stands for the code before it belongs to that code's place."""
        line = self._line()
        if self._last_code is not None and line and line[-1].spans == (self._last_code,):
            self._last_code = (self._last_code[0], end)
            line[-1] = line[-1]._replace(spans=(self._last_code,))

    def _flush(self) -> None:
        if not self._raw:
            return
        places, self._places = tuple(self._places), []
        dest = self._state.dest
        if dest is Dest.FONTS:
            self._name(bytes(self._raw), places)
        self._handed = places if dest is Dest.TEXT else ()
        super()._flush()
        self._handed = ()

    def _letters(self, text: str) -> None:
        super()._letters(text)
        state = self._state
        if state.dest is not Dest.TEXT or not text:
            return
        if text == "\n":
            self._break_line()
            return
        number = self._font(state.low if text.isascii() else state.high)
        font = self._fonts.name(number) if number is not None else ""
        spans = self._handed if len(self._handed) == len(text) else ()
        self._line().append(_Piece(plain_letters(text, font), font, spans, state.fallback))

    # --- lines ------------------------------------------------------------------------------------------------------

    def _line(self) -> list[_Piece]:
        return self._buffers[-1][self._state.hidden or self._state.deleted]

    def _break_line(self) -> None:
        for number, line in enumerate(self._buffers[-1]):
            if line:
                self._ended.append(line)
                self._buffers[-1][number] = []

    def _end(self, word: bytes) -> None:
        super()._end(word)
        if self._state.dest is Dest.TEXT:
            self._break_line()

    def _aside(self, word: bytes) -> None:
        super()._aside(word)
        self._buffers.append([[], []])

        def leave() -> None:
            self._break_line()
            self._buffers.pop()

        self._at_end(leave)

    # --- names of fonts ---------------------------------------------------------------------------------------------

    def _font_said(self, word: bytes, number: int) -> None:
        super()._font_said(word, number)
        if word == b"f":
            self._named = number

    def _name(self, raw: bytes, places: tuple[_Span, ...]) -> None:
        spans = self._font_names.setdefault(self._named, [])
        end = raw.find(b";")
        spans += places if end < 0 else places[:end]
        if end >= 0:
            self._named = -1
