"""Which fonts of a PDF tell the truth about their letters, judged by the facts of the file.

A font is *doubtful* where nothing leads from its codes to letters, and *lying* where its map says one letter and its
own program (or its encoding) another, or says one letter for many codes. The text of neither can be trusted: the page
reader puts U+FFFD for what it cannot know, and a page of such text is a page to be recognised.

TCVN3 needs one thing more. ư is 0xAD there, which the usual encoding of simple fonts and some producers' maps call a
hyphen; such fonts get a map of their own in which ư is U+EDAD, and the page reader turns that into the soft hyphen.
"""

from __future__ import annotations

import re
from typing import Any

import pikepdf

from intake.encodings.fonts import face
from intake.readers.pdf.cmap import glyph_letters, parse_to_unicode, write_to_unicode
from intake.readers.pdf.values import dictionary, entry, name_of

__all__ = ["TOLD_APART", "FontSurvey", "plain_name"]

#: What stands for 0xAD of a legacy font in a file that we mended; no font maps there, and pdfium leaves it alone.
TOLD_APART = "\uedad"
_SUBSET_TAG = re.compile(r"^[A-Z]{6}\+")
_MOST_FONTS = 400
_MOST_PROGRAM = 8 * 1024 * 1024  # bytes of one font program as stored
_HYPHENS = ("-", "\u00ad", "\u2010", "\u2011", "\u2212")
_SHARED_CODES, _SHARED_PART = 8, 0.25  # of a font's codes that stand for one and the same letter
_LIES, _LIES_PART = 5, 0.3
_UNICODE_CMAPS = re.compile(r"UniGB|UniCNS|UniJIS|UniKS|UTF16|UCS2")
_DIGIT_NAMES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_DIGITS = {name: str(value) for value, name in enumerate(_DIGIT_NAMES)}


def plain_name(name: str) -> str:
    """The name without slash and subset tag."""
    return _SUBSET_TAG.sub("", name.removeprefix("/"))


class FontSurvey:
    """Collects what is wrong with the fonts that it is shown; ``mended`` is true once a font got another map."""

    def __init__(self, file: pikepdf.Pdf) -> None:
        self._file = file
        self._seen = 0
        self.doubtful: set[str] = set()
        self.lying: set[str] = set()
        self.mended = False

    def show(self, font: Any) -> None:
        """Look at one font dictionary (Type0, TrueType, Type1, Type3 …); the parts of others are passed over."""
        kind = name_of(font, "/Subtype")
        self._seen += 1
        if self._seen > _MOST_FONTS or kind in ("/CIDFontType0", "/CIDFontType2", "/OpenType"):
            return
        name = plain_name(name_of(font, "/BaseFont"))
        letters = parse_to_unicode(_stream(entry(font, "/ToUnicode")))
        composite = kind == "/Type0"
        if not letters and self._is_doubtful(font, kind):
            self.doubtful.add(name)
        elif letters and (_is_shared(letters) or self._contradicts(font, letters, composite)):
            self.lying.add(name)
        else:
            self._tell_apart(font, letters, composite)

    def _is_doubtful(self, font: Any, kind: str) -> bool:
        """True where only a look at each letter can tell whether pdfium knows what it is."""
        encoding = entry(font, "/Encoding")
        if kind == "/Type0":
            if isinstance(encoding, pikepdf.Name):
                return _UNICODE_CMAPS.search(str(encoding)) is None
            return True
        if kind == "/Type3":
            return True
        return dictionary(encoding) is not None and entry(encoding, "/Differences") is not None

    def _contradicts(self, font: Any, letters: dict[int, str], composite: bool) -> bool:
        """True where the map calls ASCII letters what the font's program or encoding calls other ASCII letters."""
        truth = self._glyphs(font) if composite else _encoded(font)
        compared = wrong = 0
        for code, text in letters.items():
            known = {chr(c).casefold() for c in truth.get(code, ()) if c < 128 and chr(c).isalnum()}
            if known and text.isascii() and text.isalnum():
                compared += 1
                wrong += text.casefold() not in known
        return wrong >= _LIES and wrong >= _LIES_PART * compared

    def _glyphs(self, font: Any) -> dict[int, set[int]]:
        """Code → code points of the embedded program's own cmap, for fonts whose codes are glyph numbers."""
        descendant = _descendant(font)
        if not name_of(font, "/Encoding").startswith("/Identity"):
            return {}
        if entry(descendant, "/CIDToGIDMap") is not None and name_of(descendant, "/CIDToGIDMap") != "/Identity":
            return {}
        return glyph_letters(_program(entry(descendant, "/FontDescriptor")))

    def _tell_apart(self, font: Any, letters: dict[int, str], composite: bool) -> None:
        """Give a TCVN3 font whose ư reads as a hyphen a map in which it does not."""
        if composite:
            if not _is_tcvn3(font, _descendant(font)) or sum(text == "-" for text in letters.values()) == 0:
                return
            glyphs = self._glyphs(font)
            codes = [c for c, text in letters.items() if text in _HYPHENS and 0xAD in glyphs.get(c, ())]
            codes = [c for c in codes if 0x2D not in glyphs[c]]
        else:
            codes = [0xAD] if letters.get(0xAD, "-") == "-" and _shows(font, 0xAD) else []
            if not codes or not _is_tcvn3(font, font) or not _codes_are_bytes(font, letters):
                return
        if not codes:
            return
        told = letters | dict.fromkeys(codes, TOLD_APART)
        font["/ToUnicode"] = self._file.make_stream(write_to_unicode(told, 4 if composite else 2))
        self.mended = True


def _is_shared(letters: dict[int, str]) -> bool:
    """True where one letter stands for a great part of all codes."""
    counts: dict[str, int] = {}
    for text in letters.values():
        counts[text] = counts.get(text, 0) + 1
    most = max(counts.values())
    return most >= _SHARED_CODES and most >= _SHARED_PART * len(letters)


def _encoded(font: Any) -> dict[int, set[int]]:
    """Code → ASCII letter for an embedded simple font that names its encoding."""
    encoding = entry(font, "/Encoding")
    descriptor = entry(font, "/FontDescriptor")
    if encoding is None or not any(
        entry(descriptor, key) is not None for key in ("/FontFile", "/FontFile2", "/FontFile3")
    ):
        return {}
    known = {code: {code} for code in range(0x30, 0x7B) if chr(code).isalnum()}
    if isinstance(encoding, pikepdf.Name):
        return known
    if entry(encoding, "/BaseEncoding") is None:
        known = {}
    code = 0
    for item in list(entry(encoding, "/Differences") or ())[:512]:
        if isinstance(item, pikepdf.Name):
            name = str(item)[1:]
            known.pop(code, None)
            letter = name if len(name) == 1 else _DIGITS.get(name, "")
            if letter:
                known[code] = {ord(letter)}
            code += 1
        elif isinstance(item, int):
            code = int(item)
    return known


def _codes_are_bytes(font: Any, letters: dict[int, str]) -> bool:
    """True where the codes of ASCII letters are ASCII, so that 0xAD is the byte of the legacy text."""
    if any(text != chr(code) for code, text in letters.items() if 0x41 <= code < 0x7B and chr(code).isalpha()):
        return False
    encoding = entry(font, "/Encoding")
    base = encoding if isinstance(encoding, pikepdf.Name) else entry(encoding, "/BaseEncoding")
    if base is not None and str(base) == "/MacRomanEncoding":
        return False
    return isinstance(encoding, pikepdf.Name) or all(known == {code} for code, known in _encoded(font).items())


def _shows(font: Any, code: int) -> bool:
    """True where the font's table of widths says that ``code`` is drawn."""
    first, widths = entry(font, "/FirstChar"), entry(font, "/Widths")
    if not isinstance(first, int) or not isinstance(widths, pikepdf.Array):
        return False
    at = code - int(first)
    return 0 <= at < len(widths) and bool(widths[at])


def _is_tcvn3(font: Any, owner: Any) -> bool:
    """By the font's name, or by the name in its program where that says otherwise."""
    name = plain_name(name_of(font, "/BaseFont"))
    if face(name).hint:
        return face(name).hint == "tcvn3"
    return face(_family(_program(entry(owner, "/FontDescriptor")))).hint == "tcvn3"


def _family(program: bytes) -> str:
    """The family in a TrueType program's name table; empty where there is none."""
    place = program.find(b"name", 0, 12 + 16 * 64)
    if place < 0:
        return ""
    start = int.from_bytes(program[place + 8 : place + 12], "big")
    count, texts = (int.from_bytes(program[start + at : start + at + 2], "big") for at in (2, 4))
    for number in range(min(count, 200)):
        record = program[start + 6 + 12 * number : start + 18 + 12 * number]
        platform, _, _, kind, size, offset = (int.from_bytes(record[at : at + 2], "big") for at in range(0, 12, 2))
        if kind == 1:
            stored = program[start + texts + offset : start + texts + offset + min(size, 200)]
            return stored.decode("latin-1" if platform == 1 else "utf-16-be", "replace")
    return ""


def _descendant(font: Any) -> Any:
    descendants = entry(font, "/DescendantFonts")
    return descendants[0] if isinstance(descendants, pikepdf.Array) and len(descendants) else None


def _program(descriptor: Any) -> bytes:
    return _stream(entry(descriptor, "/FontFile2"))


def _stream(item: Any) -> bytes:
    """The decoded content of a stream; empty where it is none, is too large or does not decode."""
    if not isinstance(item, pikepdf.Stream):
        return b""
    try:
        if len(item.read_raw_bytes()) > _MOST_PROGRAM:
            return b""
        return item.read_bytes()
    except (pikepdf.PdfError, RuntimeError, ValueError, MemoryError):
        return b""
