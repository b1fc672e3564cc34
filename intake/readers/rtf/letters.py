"""The letters of an rtf: from bytes, codes and words, each in its font, to a scribe or to what is captured."""

from __future__ import annotations

from intake.encodings.fonts import face
from intake.readers.limits import Limits
from intake.readers.rtf.captured import Captured
from intake.readers.rtf.fonts import Bytes, FontTable, StyleTable
from intake.readers.rtf.words import Dest, State
from intake.readers.scribe import Scribe

__all__ = ["RtfLetters"]


class RtfLetters:
    """What is known of the place at hand, and the bytes there that are not yet decoded."""

    def __init__(self, content: bytes, start: int, limits: Limits, letters: Bytes) -> None:
        self.letters = letters
        self._content, self._at = content, start
        self._scribe = Scribe(limits)
        self._fonts = FontTable(letters)
        self._styles = StyleTable()
        self._captured = Captured(self._scribe, limits)
        self._state = State()
        self._raw = bytearray()  # of one look
        self._skip = 0  # characters that stand for the \u before them
        self._surrogate = 0
        self._default: int | None = None  # \deff

    def _text(self, raw: bytes) -> None:
        if b"\n" in raw or b"\r" in raw:
            raw = raw.replace(b"\r", b"").replace(b"\n", b"")
        if self._skip:
            passed = min(self._skip, len(raw))
            self._skip -= passed
            raw = raw[passed:]
        self._raw += raw

    def _byte(self, digits: bytes) -> None:
        if self._skip:
            self._skip -= 1
        else:
            self._raw.append(int(digits, 16))

    def _flush(self) -> None:
        """Hand on the bytes gathered in the look at hand."""
        if not self._raw:
            return
        raw, self._raw = self._raw, bytearray()
        dest = self._state.dest
        if dest is Dest.TEXT or dest is Dest.CAPTURE:
            font = self._font(self._state.high)
            self._letters(self.letters.decode(raw, self._fonts.codec(font) if font is not None else ""))
        elif dest is Dest.PICTURE or dest is Dest.OBJECT:
            self._captured.digits(raw)
        elif dest is Dest.FONTS:
            self._fonts.text(raw)

    def _letters(self, text: str) -> None:
        state = self._state
        if state.dest is Dest.CAPTURE:
            self._captured.text(text)
        elif state.dest is Dest.TEXT and not state.hidden and not state.deleted:
            number = self._font(state.low if text.isascii() else state.high)
            font = self._fonts.name(number) if number is not None else ""
            caps = state.caps and face(font).hint in ("", "unicode")
            self._scribe.add(text, font, state.bold, caps)

    def _font(self, number: int | None) -> int | None:
        if number is not None:
            return number
        styled = self._styles.font(self._state.style)
        return self._default if styled is None else styled

    def _literal(self, text: str) -> None:
        self._flush()
        self._letters(text)

    def _binary(self, length: int) -> None:
        """Bytes that are no rtf; a length beyond the end of the file takes what is there."""
        length = max(0, min(length, len(self._content) - self._at))
        self._flush()
        if self._state.dest in (Dest.PICTURE, Dest.OBJECT):
            self._captured.raw(self._content[self._at : self._at + length])
        self._at += length
        if self._skip:
            self._skip -= 1

    def _unicode(self, number: int) -> None:
        self._flush()
        code = number & 0xFFFF if number < 0x10000 else number
        self._skip = self._state.fallback
        if 0xD800 <= code <= 0xDBFF:
            self._surrogate = code
            return
        if 0xDC00 <= code <= 0xDFFF:
            code = 0x10000 + ((self._surrogate - 0xD800) << 10) + code - 0xDC00 if self._surrogate else 0xFFFD
        self._surrogate = 0
        if 0 < code <= 0x10FFFF:
            self._letters(chr(code))
