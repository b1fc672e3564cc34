"""The legacy encodings as tables from stored characters to Unicode.

``tables.json`` maps the bytes of each encoding (hex) to precomposed letters; it was cross-checked between two to four
independent sources for every encoding but ``bkhcm1`` (suspect cells) and ``vietware-x`` (one source). A byte reaches us
as a Latin-1 character, as the Windows-1252 character of the same code, or shifted into the private use area F000–F0FF
by symbol-encoded fonts: all three are accepted.
"""

from __future__ import annotations

import codecs
import json
import re
from pathlib import Path
from typing import NamedTuple

from casework.vietnamese import repair
from intake.encodings.syllables import commonness, is_syllable

__all__ = ["HYPOTHESES", "TABLES", "UNPROVEN", "WIDE", "Table", "from_private_use"]

#: What is tried on text that does not look like Unicode, in the order in which ties are broken.
HYPOTHESES = ("tcvn3", "vni", "vps", "viscii", "cp1258", "bkhcm2", "vietware-f", "bkhcm1", "vietware-x")
#: Tables that rest on one source or contradict themselves: good enough to doubt a text, not to decode it.
UNPROVEN = frozenset({"bkhcm1", "vietware-x"})
#: Encodings with letters at 80–9F (and A0), where Windows-1252 has quotation marks, dashes and the ellipsis.
WIDE = frozenset({"vps", "viscii", "bkhcm1", "vietware-f"})

_WINDOWS_1252 = {
    code: bytes([code]).decode("cp1252") for code in range(0x80, 0xA0) if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
#: PDF fonts name the glyph of AD “minus” and of B7 “bullet operator”; Greek mu replaces the micro sign.
_TCVN3_GUISES = {"\u2212": "ư", "\u2219": "ã", "\u03bc": "à"}
#: VNI has a key for each i with a tone; some typists put the mark of the other letters behind it (ñiïnh).
_VNI_APART = dict(zip(("iø", "iù", "iû", "iõ", "iï", "IØ", "IÙ", "IÛ", "IÕ", "IÏ"), "ìíỉĩịÌÍỈĨỊ", strict=True))
_SIGN = re.compile("[\u00a0\u02c6\u02dc\u2010-\u203f\u20ac\u2122]")
_CHUNK = re.compile(
    "[A-Za-z\u0001-\u0008\u000e-\u001f\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2010-\u203f\u20ac\u2122]+"
)
_SIGNS_APART = re.compile(f"({_SIGN.pattern})")
_QUOTES = frozenset("‘’‚“”„‹›")
_LONGEST = 8  # letters of a syllable
_ABBREVIATION = re.compile("(?=.*Đ)[A-ZĐ]{2,6}")
_SHIFTED = re.compile("[\uf020-\uf0ff]")
_PRIVATE = {0xF000 + code: chr(code) for code in range(0x20, 0x100)}


def from_private_use(text: str) -> str:
    """``text`` with the private use area F020–F0FF shifted back to 0020–00FF."""
    return text.translate(_PRIVATE) if _SHIFTED.search(text) else text


class Table(NamedTuple):
    """One encoding. ``units`` maps what is stored (one to two characters) to letters; ``pattern`` finds the units,
    the longest first; ``places`` says the same of the 256 characters of Latin-1 where one stands for one letter."""

    name: str
    units: dict[str, str]
    singles: dict[int, str]
    pattern: re.Pattern[str] | None
    places: str = ""

    def decode(self, text: str) -> str:
        """``text`` read in this encoding, NFC; what the table does not know stays as it is."""
        plain = from_private_use(text)
        if self.pattern is None:
            if self.name in WIDE and _SIGN.search(plain):
                return _CHUNK.sub(lambda match: _read_chunk(match[0], self.singles), plain)
            try:
                return codecs.charmap_decode(plain.encode("latin-1"), "strict", self.places)[0]
            except UnicodeEncodeError:
                return plain.translate(self.singles)
        return repair(self.pattern.sub(lambda match: self.units[match[0]], plain))

    def knows(self, text: str) -> bool:
        """True where every letter of ``text`` beyond ASCII is a letter of this encoding."""
        return all(letter in self.units for letter in text if not letter.isascii())

    def joins(self, pair: str) -> bool:
        """True where the two characters of ``pair`` are one letter, so that no cut may fall between them."""
        return self.pattern is not None and from_private_use(pair) in self.units


def _read_chunk(chunk: str, singles: dict[int, str]) -> str:
    """Letters with signs among them: a sign is a letter only where it helps to make a syllable.

    In VPS “thu‰” is thuế and “S–” is SỐ, but “…” in the same text is an ellipsis that Windows put in.
    """
    parts = [part for part in _SIGNS_APART.split(chunk) if part]
    if parts[0] in _QUOTES and parts[-1] in _QUOTES:
        return parts[0] + _read_parts(parts[1:-1], singles) + parts[-1] if len(parts) > 1 else chunk
    return _read_parts(parts, singles)


def _read_parts(parts: list[str], singles: dict[int, str]) -> str:
    """The parts from left to right, as many at a time as make one syllable.

    A quotation mark begins a frequent one only (‘n is Ổn in VISCII, “c is no Ộc).
    """
    read: list[str] = []
    place = 0
    while place < len(parts):
        for end in range(min(place + _LONGEST, len(parts)), place, -1):
            word = "".join(parts[place:end])
            if len(word) <= _LONGEST and (end > place + 1 or not _SIGN.match(word)):
                decoded = word.translate(singles)
                if parts[place] in _QUOTES and not commonness(decoded):
                    continue
                if is_syllable(decoded) or _ABBREVIATION.fullmatch(decoded):
                    read.append(decoded)
                    place = end
                    break
        else:
            read.append(parts[place] if _SIGN.match(parts[place]) else parts[place].translate(singles))
            place += 1
    return "".join(read)


def _appearances(sequence: bytes) -> set[str]:
    """How one byte sequence may look once it was read as Latin-1 or Windows-1252."""
    latin1 = sequence.decode("latin-1")
    return {latin1, "".join(_WINDOWS_1252.get(ord(c), c) for c in latin1)}


def _table(name: str, codes: dict[str, str]) -> Table:
    units = {seen: letter for code, letter in codes.items() for seen in _appearances(bytes.fromhex(code))}
    for stored, letter in list(units.items()):  # typists hit a small mark after a capital: Aù for Á
        if len(stored) == 2 and stored[0].isupper() and stored[1].lower() != stored[1]:
            units.setdefault(stored[0] + stored[1].lower(), letter)
    if name == "vni":
        units.update(_VNI_APART)
    if name == "tcvn3":
        units.update(_TCVN3_GUISES)
    if all(len(stored) == 1 for stored in units):
        singles = {ord(stored): letter for stored, letter in units.items()}
        return Table(name, units, singles, None, "".join(singles.get(code, chr(code)) for code in range(256)))
    ordered = sorted(units, key=len, reverse=True)
    return Table(name, units, {}, re.compile("|".join(map(re.escape, ordered))))


def _load() -> dict[str, Table]:
    stored = json.loads((Path(__file__).parent / "tables.json").read_text(encoding="utf-8"))
    return {name: _table(name, stored[name]) for name in (*HYPOTHESES, "viqr")}


TABLES = _load()
