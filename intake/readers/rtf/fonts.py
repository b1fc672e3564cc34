"""Fonts and code pages of rtf: which font a number names, and which letters its bytes stand for.

A font states a character set, and the bytes of a run are read through that code page, as Word does. Two cases go their
own way. A font made for a legacy encoding (.VnTime, VNI-Times) draws its own letters at the codes of Windows-1252
whatever set it states, so its bytes come out as those characters for the judge of encodings. And where a file says
Windows-1258 but writes signs inside words, as TCVN3 does and Windows-1258 never, the statement is not believed.
"""

from __future__ import annotations

import codecs
import re

from intake.encodings.fonts import face

__all__ = ["Bytes", "FontTable", "StyleTable", "codec_of_page"]


def _same_code(error: UnicodeError) -> tuple[str, int]:
    """A byte that a code page leaves undefined comes out as the control of the same code."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(map(chr, error.object[error.start : error.end])), error.end


codecs.register_error("tiepnhan-same-code", _same_code)
#: \fcharset (values of lfCharSet in Windows' LOGFONT) → codec.
_CHARSETS = {
    0: "cp1252", 2: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "cp936", 136: "cp950",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251",
    222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
_PAGES = {10000: "mac_roman", 65001: "utf-8", 1361: "johab"}
#: Codecs are modules: loaded now, because a locked worker may open no file later.
for _name in {*_CHARSETS.values(), "utf-8", "cp866", "cp852", "cp1258"}:
    codecs.lookup(_name)
_KNOWN_PAGES = frozenset((437, 850, 852, 866, 874, 932, 936, 949, 950, *range(1250, 1259)))

_SIGN_IN_WORD = re.compile(rb"[A-Za-z][\xa1-\xac\xae-\xbf]")
_TONE_ON_VOWEL = re.compile(rb"[aeiouyAEIOUY\xc2\xc3\xca\xd4\xd5\xdd\xe2\xe3\xea\xf4\xf5\xfd][\xcc\xd2\xde\xec\xf2]")
_STYLE_DEPTH = 40


def codec_of_page(page: int) -> str:
    """The codec of a Windows code page; Windows-1252 where there is none of that number."""
    return _PAGES.get(page) or (f"cp{page}" if page in _KNOWN_PAGES else "cp1252")


class Bytes:
    """Decodes, and counts what speaks for and against Windows-1258 where a file states it."""

    def __init__(self, believe_1258: bool = True) -> None:
        self.page = "cp1252"  # of text in no font, and of fonts without a character set
        self._believe = believe_1258
        self._signs = self._tones = 0

    @property
    def misled(self) -> bool:
        """Whether text read as Windows-1258 was something else."""
        return self._believe and self._signs > self._tones

    def decode(self, raw: bytes | bytearray, codec: str) -> str:
        if raw.isascii():
            return raw.decode("ascii")
        codec = codec or self.page
        if codec == "cp1258":
            self._signs += len(_SIGN_IN_WORD.findall(raw))
            self._tones += len(_TONE_ON_VOWEL.findall(raw))
            codec = codec if self._believe else "cp1252"
        return raw.decode(codec, "tiepnhan-same-code")


class _Font:
    __slots__ = ("codec", "name")

    def __init__(self) -> None:
        self.name = ""
        self.codec = ""  # empty: the document's code page


class FontTable:
    """Collected while \\fonttbl is read, then asked."""

    def __init__(self, letters: Bytes) -> None:
        self._letters = letters
        self._fonts: dict[int, _Font] = {}
        self._entry = _Font()
        self._name = bytearray()

    def begin(self, number: int) -> None:
        self.finish()
        self._entry = self._fonts.setdefault(number, _Font())

    def charset(self, number: int) -> None:
        self._entry.codec = _CHARSETS.get(number, "")

    def page(self, number: int) -> None:
        self._entry.codec = codec_of_page(number)

    def text(self, raw: bytes | bytearray) -> None:
        head, end, _ = raw.partition(b";")
        self._name += head[:200]
        if end:
            self.finish()

    def finish(self) -> None:
        """End the entry at hand."""
        if self._name.strip() and not self._entry.name:
            name = self._letters.decode(self._name, self._entry.codec).strip()
            self._entry.name = name
            if face(name).hint not in ("", "unicode"):
                self._entry.codec = "cp1252"
        self._name.clear()

    def name(self, number: int) -> str:
        """The name of font ``number``, empty where the table does not name it."""
        font = self._fonts.get(number)
        return font.name if font is not None else ""

    def codec(self, number: int) -> str:
        font = self._fonts.get(number)
        return font.codec if font is not None else ""


class StyleTable:
    """The fonts of \\stylesheet, for the rare writer that does not repeat them in the paragraph."""

    def __init__(self) -> None:
        self._styles: dict[int, tuple[int | None, int | None]] = {}  # font, based on
        self._number, self._font, self._based = 0, None, None  # type: int, int | None, int | None

    def begin(self) -> None:
        self._number, self._font, self._based = 0, None, None

    def said(self, word: bytes, value: int) -> None:
        if word in (b"s", b"cs", b"ds", b"ts"):
            self._number = value if word == b"s" else -1 - value
        elif word == b"f":
            self._font = value
        elif word == b"sbasedon":
            self._based = value

    def end(self) -> None:
        self._styles.setdefault(self._number, (self._font, self._based))

    def font(self, number: int) -> int | None:
        """The font of paragraph style ``number`` (character style ``-1 - number``), its own or inherited."""
        current: int | None = number
        for _ in range(_STYLE_DEPTH):
            if current is None or current not in self._styles:
                return None
            font, based = self._styles[current]
            if font is not None:
                return font
            current = based if number >= 0 else -1 - based if based is not None else None
        return None
