"""Whether a word of Latin-1 letters could be a word of a European language.

``european_pairs.txt`` holds for each of twenty-three languages the pairs of neighbouring letters, one of them accented,
that its words hold (``^`` and ``$`` stand for the word's ends), drawn from the message catalogues of free programs. A
word is possible where one language has all of its pairs: of 39,000 words not seen before 0.3 % were called impossible.
Legacy Vietnamese read as Latin-1 (“chöông”, “thêi”, “cña”) seldom passes in any of them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

__all__ = ["is_possible"]


def _load() -> dict[str, int]:
    """From a pair to the languages that have it, one bit each."""
    bits: dict[str, int] = {}
    languages: dict[str, int] = {}
    for row in (Path(__file__).parent / "european_pairs.txt").read_text(encoding="utf-8").splitlines():
        language, *pairs = row.split()
        bit = 1 << languages.setdefault(language, len(languages))
        for pair in pairs:
            bits[pair] = bits.get(pair, 0) | bit
    return bits


_LANGUAGES = _load()
_WORD = re.compile("[A-Za-zÀ-ÖØ-öø-ÿ]+")


@lru_cache(maxsize=32_768)
def is_possible(word: str) -> bool:
    """True where one language writes every accented letter of ``word`` (any case, NFC) beside the letters it has.

    What is no word of Latin letters is possible: it says nothing.
    """
    if not _WORD.fullmatch(word):
        return True
    left = -1
    for pair in pairwise(f"^{word.lower()}$"):
        if not (pair[0].isascii() and pair[1].isascii()):
            left &= _LANGUAGES.get("".join(pair), 0)
    return left != 0
