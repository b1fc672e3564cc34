"""Vietnamese text as the legacy encodings store it, for tests; the inverse of the tables of the judge.

Written from the tables but not through the judge's code: letters one by one, as Windows-1252 characters.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

__all__ = ["encode"]

_TABLES = Path(__file__).resolve().parents[2] / "intake" / "encodings" / "tables.json"


@cache
def _codes(encoding: str) -> dict[str, str]:
    codes: dict[str, str] = {}
    for stored, letter in json.loads(_TABLES.read_text(encoding="utf-8"))[encoding].items():
        raw = bytes.fromhex(stored)
        shown = "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in raw)
        codes.setdefault(letter, shown)
    for letter, shown in list(codes.items()):  # one code serves a capital and its small letter: the font tells
        codes.setdefault(letter.upper(), shown)
    return codes


def encode(text: str, encoding: str) -> str:
    """``text`` (NFC) as a tool shows it that takes the bytes of ``encoding`` for Windows-1252."""
    codes = _codes(encoding)
    return "".join(codes.get(letter, letter) for letter in text)
