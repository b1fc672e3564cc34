"""What one word says about the encoding it is stored in.

Every number here is a log-likelihood ratio in rough units: positive speaks for the legacy encoding, negative for
Unicode. They were set on Vietnamese, English, French, German and Spanish words and are held by the tests.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from intake.encodings.syllables import commonness, is_syllable
from intake.encodings.tables import HYPOTHESES, TABLES

__all__ = ["PROVES_UNICODE", "TOKEN", "WordEvidence", "weigh"]

#: Letters that no legacy reading produces by accident: Vietnamese and other letters above Latin-1, combining marks.
#: The eight letters of Windows-1252 in that range are bytes of legacy text and prove nothing.
PROVES_UNICODE = re.compile(
    "[\u0102-\u0151\u0154-\u015f\u0162-\u0177\u0179-\u017c\u017f-\u0191\u0193-\u01b0\u1ea0-\u1ef9\u0300-\u0323]"
)
#: A word as stored: no blanks, no ASCII punctuation, no digits.
TOKEN = re.compile(r"[^\s\u0000-\u0040\u005b-\u0060\u007b-\u007f]+")
_TYPOGRAPHY = re.compile("[\u2010-\u2018\u2019-\u2027\u2030-\u203f\u20ac\u2122\u02c6\u02dc]+")
_WINDOWS_LETTERS = re.compile("[\u0080-\u009f\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2020\u2021]")
_WIDE = frozenset({"vps", "viscii", "bkhcm1"})  # encodings whose letters reach into 80–9F
_RARE = frozenset(HYPOTHESES) - {"tcvn3", "vni"}
_LEADING_SIGNS = "«»¡¿·°©¶µ´±"
_TRAILING_SIGNS = "«»°®©¹²³º­"
_OUTSIDE_WORDS = frozenset("¡¢£¤¥¦§¨©ª«¬®¯°±²³´µ¶·¸¹º»¼½¾¿×÷\u2212\u2219\u03bc")
#: A vowel and a letter behind it that French, German, Spanish, Portuguese or Italian write side by side.
_EUROPEAN_PAIRS = frozenset(
    re.findall(
        "..",
        "aïoïuïeïaëoëuëoùoûeûaûaüeüoüoéoèuéuèaèaéoáuáeáaúeúoàuàeàoâeâuâuêoêoãeãaàaåuùoöuú",
    )
)
_PAIR = re.compile("[aeouyAEOUY][\u00c0-\u00ff]")

_MEASURE = re.compile("(m|cm|mm|km|dm|px|s)[×÷²³µ]+|[×°²³±]+")  # 3m×4m
_ABBREVIATION = re.compile("(?=.*Đ)[BCDĐGHKLMNPQRSTVX]{2,6}")

_BROKEN_EXPLAINED = 3.0  # no language writes this, and the reading is a syllable
_COMMON_EXPLAINED = 2.2  # looks like a foreign word, and the reading is a frequent syllable
_EXPLAINED = 0.6
_VIETNAMESE_ALREADY = -5.0  # a syllable as it stands, and not under the reading
_FOREIGN = -1.0
_BROKEN = -0.3  # neither explains it: a name, a slip
_TIE = 0.6  # a syllable both ways: this much for each step of commonness
_COMMON_RANK = 4


class WordEvidence(NamedTuple):
    """``word`` in small letters, empty for signs; ``unicode``: it proves Unicode by itself; ``broken``: no language
    writes it so; ``scores`` as in :data:`HYPOTHESES`."""

    word: str
    unicode: bool
    broken: bool
    vietnamese: bool  # a syllable as it stands
    scores: tuple[float, ...]


_SILENT = WordEvidence("", False, False, False, (0.0,) * len(HYPOTHESES))
_PROOF = WordEvidence("", True, False, True, (0.0,) * len(HYPOTHESES))


@lru_cache(maxsize=65_536)
def weigh(word: str) -> WordEvidence:
    """The evidence of one non-ASCII ``word`` (as :data:`TOKEN` finds it)."""
    if PROVES_UNICODE.search(word):
        return _PROOF
    core = _TYPOGRAPHY.sub(" ", word).strip()
    if any(ord(letter) > 0x2FF and letter not in _OUTSIDE_WORDS for letter in core):
        return _SILENT  # another script, symbols, ideographs
    if _MEASURE.fullmatch(core):
        return _SILENT
    parts = [part for part in core.split() if not part.isascii()]
    if not parts and not _WINDOWS_LETTERS.search(word):
        return _SILENT
    seen = [_stands(part) for part in parts]
    broken = any(state is None and part not in _OUTSIDE_WORDS for part, state in zip(parts, seen, strict=True))
    vietnamese = bool(seen) and all(seen) and not broken
    scores = tuple(_score(name, word, parts, seen) for name in HYPOTHESES)
    return WordEvidence(word.lower(), False, broken, vietnamese, scores)


def _stands(part: str) -> bool | None:
    """As Unicode: ``True`` a Vietnamese syllable, ``False`` a word of another language, ``None`` no word at all."""
    text = part.lstrip(_LEADING_SIGNS).rstrip(_TRAILING_SIGNS).replace("\u00ad", "")
    if not text or text.isascii():
        return False
    if any(letter in _OUTSIDE_WORDS or "\u0080" <= letter <= "\u009f" for letter in text):
        return None
    if _case_breaks(text):
        return None
    return is_syllable(unicodedata.normalize("NFC", text))


def _case_breaks(text: str) -> bool:
    """True for a capital accented letter after a small letter (NguyÔn), or a small one amid capitals (CéNG)."""
    for before, letter in pairwise(text):
        if before.islower() and letter.isupper() and not letter.isascii():
            return True
    plain = [letter for letter in text if letter.isascii()]
    return len(plain) >= 2 and all(p.isupper() for p in plain) and any(c.islower() and c != "ß" for c in text)


def _score(name: str, word: str, parts: list[str], seen: list[bool | None]) -> float:
    if name in _WIDE and _WINDOWS_LETTERS.search(word):
        return _score_part(name, word, None)
    return sum(_score_part(name, part, state) for part, state in zip(parts, seen, strict=True))


def _score_part(name: str, part: str, state: bool | None) -> float:
    decoded = TABLES[name].decode(part)
    if part in _OUTSIDE_WORDS or (_is_sign_behind_ascii(part) and (name in _RARE or part[-1] in "«»")):
        return 0.0
    if decoded != part and is_syllable(decoded):
        rank = commonness(decoded)
        if state is None:
            return _BROKEN_EXPLAINED + 0.1 * rank
        if state:
            return max(-3.0, min(3.0, _TIE * (rank - commonness(part))))
        if name == "vni" and _odd_pair(part):
            return _BROKEN_EXPLAINED - 0.5 + 0.1 * rank
        return _COMMON_EXPLAINED if rank >= _COMMON_RANK else _EXPLAINED
    if state:
        # A letter that the encoding stores as Unicode does (í in VNI, ê in CP1258) speaks for neither.
        return 0.0 if decoded == part and TABLES[name].knows(part) else _VIETNAMESE_ALREADY
    if decoded != part and _ABBREVIATION.fullmatch(decoded):
        return _BROKEN_EXPLAINED  # an abbreviation: QĐ, NĐ
    return _BROKEN if state is None else _FOREIGN


def _is_sign_behind_ascii(part: str) -> bool:
    """True for m², n°, 1ª: a sign of Latin-1 behind ASCII letters, written so in every language."""
    return part[-1] in _OUTSIDE_WORDS and part[:-1].isascii()


def _odd_pair(part: str) -> bool:
    """True where a vowel is followed by a letter that no European language puts there (aø, oä, uû)."""
    return any(pair.lower() not in _EUROPEAN_PAIRS for pair in _PAIR.findall(part))
