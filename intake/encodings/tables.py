"""The legacy encodings as tables from stored characters to Unicode.

``tables.json`` maps the bytes of each encoding (hex) to precomposed letters; it was cross-checked between two to four
independent sources for every encoding but ``bkhcm1`` (suspect cells) and ``vietware-x`` (one source). A byte reaches us
as a Latin-1 character, as the Windows-1252 character of the same code, or shifted into the private use area F000–F0FF
by symbol-encoded fonts: all three are accepted.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import NamedTuple

from casework.vietnamese import repair

__all__ = ["HYPOTHESES", "TABLES", "UNPROVEN", "Table", "from_private_use"]

#: What is tried on text that does not look like Unicode, in the order in which ties are broken.
HYPOTHESES = ("tcvn3", "vni", "vps", "viscii", "cp1258", "bkhcm2", "vietware-f", "bkhcm1", "vietware-x")
#: Tables that rest on one source or contradict themselves: good enough to doubt a text, not to decode it.
UNPROVEN = frozenset({"bkhcm1", "vietware-x"})

_WINDOWS_1252 = {
    code: bytes([code]).decode("cp1252") for code in range(0x80, 0xA0) if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
#: PDF fonts name the glyph of AD “minus” and of B7 “bullet operator”; Greek mu replaces the micro sign.
_TCVN3_GUISES = {"\u2212": "ư", "\u2219": "ã", "\u03bc": "à"}
_PRIVATE = {0xF000 + code: chr(code) for code in range(0x20, 0x100)}


def from_private_use(text: str) -> str:
    """``text`` with the private use area F020–F0FF shifted back to 0020–00FF."""
    return text.translate(_PRIVATE)


class Table(NamedTuple):
    """One encoding. ``units`` maps what is stored (one to two characters) to letters; ``pattern`` finds the units,
    the longest first."""

    name: str
    units: dict[str, str]
    singles: dict[int, str]
    pattern: re.Pattern[str] | None

    def decode(self, text: str) -> str:
        """``text`` read in this encoding, NFC; what the table does not know stays as it is."""
        plain = from_private_use(text)
        if self.pattern is None:
            return plain.translate(self.singles)
        return repair(self.pattern.sub(lambda match: self.units[match[0]], plain))

    def knows(self, text: str) -> bool:
        """True where every letter of ``text`` beyond ASCII is a letter of this encoding."""
        return all(letter in self.units for letter in text if not letter.isascii())

    def joins(self, pair: str) -> bool:
        """True where the two characters of ``pair`` are one letter, so that no cut may fall between them."""
        return self.pattern is not None and from_private_use(pair) in self.units


def _appearances(sequence: bytes) -> set[str]:
    """How one byte sequence may look once it was read as Latin-1 or Windows-1252."""
    latin1 = sequence.decode("latin-1")
    return {latin1, "".join(_WINDOWS_1252.get(ord(c), c) for c in latin1)}


def _table(name: str, codes: dict[str, str]) -> Table:
    units = {seen: letter for code, letter in codes.items() for seen in _appearances(bytes.fromhex(code))}
    for stored, letter in list(units.items()):  # typists hit a small mark after a capital: Aù for Á
        if len(stored) == 2 and stored[0].isupper() and stored[1].lower() != stored[1]:
            units.setdefault(stored[0] + stored[1].lower(), letter)
    if name == "tcvn3":
        units.update(_TCVN3_GUISES)
    if all(len(stored) == 1 for stored in units):
        return Table(name, units, {ord(stored): letter for stored, letter in units.items()}, None)
    ordered = sorted(units, key=len, reverse=True)
    return Table(name, units, {}, re.compile("|".join(map(re.escape, ordered))))


def _load() -> dict[str, Table]:
    stored = json.loads((Path(__file__).parent / "tables.json").read_text(encoding="utf-8"))
    return {name: _table(name, stored[name]) for name in (*HYPOTHESES, "viqr")}


TABLES = _load()
