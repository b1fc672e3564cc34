"""Vietnamese text as every room needs it: repair to NFC, folding for comparison.

Folding is for matching names and headings, never for what a person reads.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["fold", "is_vietnamese_letter", "repair", "squeeze"]

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_SHAPES = "\u0302\u0306\u031b"
_TONE_BEFORE_SHAPE = re.compile(f"([{_TONES}])([{_SHAPES}])")
_SPACES = re.compile(r"\s+")
_PRECOMPOSED = frozenset(
    unicodedata.normalize("NFC", base + shape + tone)
    for base, shapes in (("a", ("", "\u0302", "\u0306")), ("e", ("", "\u0302")), ("i", ("",)),
                         ("o", ("", "\u0302", "\u031b")), ("u", ("", "\u031b")), ("y", ("",)))
    for shape in shapes
    for tone in ("", *_TONES)
    if shape or tone
) | {"đ"}  # fmt: skip


def repair(text: str) -> str:
    """Return ``text`` in NFC, a tone typed before the shape mark put behind it first (``e+0301+0302`` → ``ế``).

    NFC alone leaves such a pair as ``é̂`` (FACTS, “Vietnamese text”).
    """
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFD", text)
    # Canonical order keeps marks of one class as typed: a tone above before a circumflex or breve stays in front.
    swapped = _TONE_BEFORE_SHAPE.sub(r"\2\1", decomposed)
    return unicodedata.normalize("NFC", swapped)


def squeeze(text: str) -> str:
    """White space folded to single blanks, ends cut."""
    return _SPACES.sub(" ", text).strip()


def fold(text: str) -> str:
    """Lower case without diacritics, đ as d, white space squeezed: “Nơi  nhận” → “noi nhan”."""
    lowered = repair(text).casefold().replace("đ", "d").replace("ð", "d")
    if not lowered.isascii():
        decomposed = unicodedata.normalize("NFD", lowered)
        lowered = "".join(c for c in decomposed if not unicodedata.combining(c))
    return squeeze(lowered)


def is_vietnamese_letter(letter: str) -> bool:
    """True for one precomposed Vietnamese letter beyond ASCII (the 134 of TCVN 6909:2001), either case."""
    return letter.lower() in _PRECOMPOSED
