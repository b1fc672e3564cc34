"""What an rtf keeps in groups that are no text: properties, fields, shapes' names and values, pictures, objects."""

from __future__ import annotations

import re

from casework.document import Flaw, FlawKind, Zone
from intake.readers.assemble import RawLine, RawPiece
from intake.readers.docx.pictures import Measure
from intake.readers.embedded import flaws_of_class, flaws_of_ole1
from intake.readers.limits import Limits
from intake.readers.outside import FIELD_LETTERS, field_danger, is_network
from intake.readers.scribe import Scribe

__all__ = ["Captured"]

_PROPERTIES = {
    b"title": "tiêu đề", b"subject": "chủ đề", b"keywords": "từ khóa", b"doccomm": "ghi chú", b"category": "thể loại",
}  # fmt: skip
_NO_DIGIT = re.compile(rb"[^0-9a-fA-F]+")
_RASTERS = ("png", "jpg", "")
_WORD_ART = "gtextUNICODE"  # the property of a shape that holds the letters of WordArt


class Captured:
    """Groups open within groups; the innermost one collects. ``properties`` are lines of the file's own data."""

    def __init__(self, scribe: Scribe, limits: Limits) -> None:
        self.flaws: list[Flaw] = []
        self.properties: list[RawLine] = []
        self.title = ""
        self.pages: int | None = None
        self.kind = ""  # of the picture at hand
        self._scribe = scribe
        self._limits = limits
        self._measure = Measure(limits)
        self._open: list[tuple[bytes, list[str]]] = []
        self._bytes: list[tuple[bytearray, bytearray]] = []  # hexadecimal digits not yet read, bytes read
        self._named = ""  # name of the shape's property at hand

    def active(self, detail: str) -> None:
        """Note what the file would do on opening; ``detail`` is a noun for the letter."""
        self.flaws.append(Flaw(FlawKind.ACTIVE, detail))

    # --- text -------------------------------------------------------------------------------------------------------

    def begin(self, word: bytes) -> None:
        self._open.append((word, []))

    def text(self, text: str) -> None:
        if self._open:
            self._open[-1][1].append(text)

    def end(self) -> None:
        word, parts = self._open.pop()
        text = "".join(parts)
        if word == b"fldinst":
            if danger := field_danger(text):
                self.active(danger)
            if self._open:  # what a field says in another one's instruction is part of that
                self._open[-1][1].append(text[:FIELD_LETTERS])
        elif word == b"template":
            if is_network(text):
                self.active("mẫu (template) lấy từ mạng")
        elif word == b"objclass":
            self.flaws += flaws_of_class(text)
        elif word == b"sn":
            self._named = text.strip()
        elif word == b"sv":
            self._value(text)
        elif text.strip():
            self._property(word, text.strip())

    def _value(self, text: str) -> None:
        if self._named == _WORD_ART and text.strip():
            self._scribe.enter(Zone.TEXT_BOX)
            self._scribe.add(text)
            self._scribe.leave()
        self._named = ""

    def _property(self, word: bytes, text: str) -> None:
        name = _PROPERTIES[word]
        if word == b"title":
            self.title = self.title or text
        self.properties.append(RawLine((RawPiece(text),), f"thuộc tính “{name}” của tệp", Zone.METADATA))

    # --- bytes ------------------------------------------------------------------------------------------------------

    def begin_bytes(self, kind: str) -> None:
        self.kind = kind
        self._bytes.append((bytearray(), bytearray()))

    def digits(self, raw: bytes | bytearray) -> None:
        """Hexadecimal digits; whatever stands between them is passed over, as Word does."""
        if self._bytes:
            self._bytes[-1][0].extend(_NO_DIGIT.sub(b"", raw))

    def raw(self, content: bytes) -> None:
        if self._bytes:
            self._read_digits()
            self._bytes[-1][1].extend(content)

    def _read_digits(self) -> None:
        digits, content = self._bytes[-1]
        content += bytes.fromhex(digits[: len(digits) & ~1].decode("ascii"))
        digits.clear()

    def drop(self) -> None:
        self._bytes.pop()

    def end_picture(self) -> None:
        self._read_digits()
        content = bytes(self._bytes.pop()[1])
        self._scribe.picture(self._measure.picture(content if self.kind in _RASTERS else b"", self.kind or "unknown"))

    def end_object(self) -> None:
        self._read_digits()
        content = bytes(self._bytes.pop()[1])
        self.flaws += flaws_of_ole1(content, self._limits)
