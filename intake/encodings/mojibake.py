"""UTF-8 that some program took for Windows-1252 or Latin-1: “Viá»‡t Nam”. The text is broken, and can be read back."""

from __future__ import annotations

import re

from casework.vietnamese import is_vietnamese_letter, repair

__all__ = ["reread"]

_BYTES = {bytes([code]).decode("cp1252", "ignore") or chr(code): code for code in range(0x80, 0x100)}
_BYTES.update({chr(code): code for code in range(0x80, 0xA0)})
_TRAIL = "".join(shown for shown, code in _BYTES.items() if code < 0xC0)
#: The lead bytes of Vietnamese letters in UTF-8 (C3–C6, E1 BA, E1 BB) with what follows them.
_LETTER = re.compile(f"[ÃÄÅÆ][{re.escape(_TRAIL)}]|á[º»][{re.escape(_TRAIL)}]")
_SIGN = re.compile(f"â[\u0080€][{re.escape(_TRAIL)}]|Â[\u00a0-\u00bf]")
_QUICK = ("á»", "áº", "Ã", "Ä", "Æ")
_LEAST = 2  # letters


def reread(text: str) -> str | None:
    """``text`` as it was meant, NFC; ``None`` where it is not UTF-8 in the guise of another encoding."""
    if not any(map(text.__contains__, _QUICK)):
        return None
    letters, rest = 0, _LETTER.sub("", _SIGN.sub("", text))
    for match in _LETTER.finditer(text):
        letters += is_vietnamese_letter(_decoded(match))
    left = sum(not c.isascii() and c.isalpha() for c in rest)
    if letters < _LEAST or 4 * left > letters:
        return None
    return repair(_LETTER.sub(_decoded, _SIGN.sub(_decoded, text)))


def _decoded(match: re.Match[str]) -> str:
    return bytes(_BYTES[letter] for letter in match[0]).decode("utf-8", "replace")
