"""What one word says about the encoding it is stored in.

Every number here is a log-likelihood ratio in rough units: positive speaks for the legacy encoding, negative for
Unicode. They were set on Vietnamese, English, French, German and Spanish words and are held by the tests.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise, repeat
from typing import NamedTuple

from intake.encodings.european import is_possible
from intake.encodings.syllables import commonness, is_syllable
from intake.encodings.tables import HYPOTHESES, TABLES, WIDE

__all__ = ["PROVES_UNICODE", "TOKEN", "WordEvidence", "weigh"]

#: Letters that no legacy reading produces by accident: Vietnamese and other letters above Latin-1, combining marks.
#: The eight letters of Windows-1252 in that range are bytes of legacy text and prove nothing.
PROVES_UNICODE = re.compile(
    "[\u0102-\u0151\u0154-\u015f\u0162-\u0177\u0179-\u017c\u017f-\u0191\u0193-\u01b0\u1ea0-\u1ef9\u0300-\u0323]"
)
#: A word as stored: no blanks, no ASCII punctuation, no digits; what is longer than sixty letters is several.
TOKEN = re.compile(r"[^\s\u0000-\u0040\u005b-\u0060\u007b-\u007f]{1,60}")
_TYPOGRAPHY = re.compile("[\u2010-\u2027\u2030-\u203f\u20ac\u2122\u02c6\u02dc]+")
_WINDOWS_LETTERS = re.compile("[\u0080-\u009f\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2020\u2021]")
_RARE = frozenset(HYPOTHESES) - {"tcvn3", "vni"}
#: Ð and ð pass for Đ and đ in Unicode; two encodings store these there.
_STROKED = str.maketrans("Ðð", "Đđ")
_LEADING_SIGNS = "«»¡¿·°©¶µ´±"
_TRAILING_SIGNS = "«»°®©¹²³º­"
_OUTSIDE_WORDS = frozenset("¡¢£¤¥¦§¨©ª«¬®¯°±²³´µ¶·¸¹º»¼½¾¿×÷\u2212\u2219\u03bc")
#: Signs of Windows-1252 that hold letters of the wide encodings, and C1 controls.
_WINDOWS_SIGNS = re.compile(
    "[\u0080-\u009f\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2010-\u203f\u20ac\u2122]"
)
#: TCVN3 whose AD, the ư, an extractor dropped for a soft hyphen: nớc, trờng.
_WITHOUT_HORN = re.compile("(?<![ưu])([ơớờởỡợ](?:c|ng|u)$)")
_OTHER_SCRIPT = re.compile(
    "[\u0370-\u03bb\u03bd-\u1cff\u1f00-\u1fff\u2c00-\ud7ff]"
)  # Greek but its mu, Cyrillic, Thai …
_MEASURE = re.compile("(m|cm|mm|km|dm|px|s)[×÷²³µ]+|[×°²³±]+")  # 3m×4m
_ABBREVIATION = re.compile("(?=.*Đ)[BCDĐGHKLMNPQRSTVX]{2,6}")

_BROKEN_EXPLAINED = 2.6  # no language writes this, and the reading is a syllable
_ODD_EXPLAINED = 2.2  # no European language that we know writes this
_RANK = 0.15  # for each step of the reading's commonness
_COMMON_EXPLAINED = 2.2  # looks like a foreign word, and the reading is a frequent syllable
_EXPLAINED = 0.6
_VIETNAMESE_ALREADY = -5.0  # a syllable as it stands, and not under the reading
_FOREIGN = -1.0
_BROKEN = -0.3  # neither explains it: a name, a slip
_TIE = 0.6  # a syllable both ways: this much for each step of commonness
_COMMON_RANK, _TOP = 4, 9  # … and no single word that could be foreign is enough by itself
_LONE_LETTER = 0.5


class WordEvidence(NamedTuple):
    """``word`` in small letters, empty for signs; ``unicode``: it proves Unicode by itself; ``broken``: no language
    writes it so; ``odd``: none of the European languages that we know; ``scores`` as in :data:`HYPOTHESES`."""

    word: str
    unicode: bool
    broken: bool
    odd: bool
    vietnamese: bool  # a syllable as it stands
    scores: tuple[float, ...]


_SILENT = WordEvidence("", False, False, False, False, (0.0,) * len(HYPOTHESES))
_STRANGE = WordEvidence("", False, True, False, False, (0.0,) * len(HYPOTHESES))
_PROOF = WordEvidence("", True, False, False, True, (0.0,) * len(HYPOTHESES))


@lru_cache(maxsize=65_536)
def weigh(word: str) -> WordEvidence:
    """The evidence of one non-ASCII ``word`` (as :data:`TOKEN` finds it)."""
    if PROVES_UNICODE.search(word):
        return _PROOF
    core = _TYPOGRAPHY.sub(" ", word).strip()
    if any(ord(letter) > 0x2FF and letter not in _OUTSIDE_WORDS for letter in core):
        return _STRANGE if any(map(_OTHER_SCRIPT.match, core)) else _SILENT  # symbols
    if _MEASURE.fullmatch(core):
        return _SILENT
    parts = [part for part in core.split() if not part.isascii()]
    seen = [_stands(part) for part in parts]
    signs = core != word or _WINDOWS_LETTERS.search(word) is not None
    scores = tuple(
        _score_signs(name, word) if signs and name in WIDE else sum(map(_score, repeat(name), parts, seen))
        for name in HYPOTHESES
    )
    if not parts:  # ASCII with signs of Windows-1252, which are letters of some encodings: “thu‰” for thuế
        explained = tuple(max(0.0, score) for score in scores)
        return WordEvidence(word.lower(), False, True, False, False, explained) if any(explained) else _SILENT
    broken = any(state is None and part not in _OUTSIDE_WORDS for part, state in zip(parts, seen, strict=True))
    odd = any(
        state is False and len(part) > 1 and not is_possible(part) for part, state in zip(parts, seen, strict=True)
    )
    return WordEvidence(word.lower(), False, broken, odd, all(seen) and not broken, scores)


def _stands(part: str) -> bool | None:
    """As Unicode: ``True`` a Vietnamese syllable, ``False`` a word of another language, ``None`` no word at all."""
    text = part.lstrip(_LEADING_SIGNS).rstrip(_TRAILING_SIGNS).replace("\u00ad", "")
    if not text or text.isascii():
        return False
    if any(letter in _OUTSIDE_WORDS or "\u0080" <= letter <= "\u009f" for letter in text):
        return None
    if _case_breaks(text):
        return None
    return is_syllable(unicodedata.normalize("NFC", text).translate(_STROKED))


def _case_breaks(text: str) -> bool:
    """True for a capital accented letter after a small letter (NguyÔn), or a small one amid capitals (CéNG)."""
    for before, letter in pairwise(text):
        if before.islower() and letter.isupper() and not letter.isascii():
            return True
    plain = [letter for letter in text if letter.isascii()]
    return len(plain) >= 2 and all(p.isupper() for p in plain) and any(c.islower() and c != "ß" for c in text)


def _score_signs(name: str, word: str) -> float:
    """The score of a word with signs of Windows-1252 in an encoding that has letters in their places."""
    decoded = TABLES[name].decode(word)
    score, start = 0.0, 0
    for place in (*(place for place, letter in enumerate(decoded) if _TYPOGRAPHY.match(letter)), len(word)):
        part = word[start:place]
        if not part.isascii() and (len(part) > 2 or part.strip("‘’‚“”„") == part):  # „C“ is no CỀ
            score += _score(name, part, None if _WINDOWS_SIGNS.search(part) else _stands(part))
        start = place + 1
    return score


def _score(name: str, part: str, state: bool | None) -> float:
    decoded = TABLES[name].decode(part)
    if decoded in ("đ", "Đ") or (decoded != part and decoded == part.translate(_STROKED)):
        return _LONE_LETTER  # 1.000đ, đ), or Unicode with an Icelandic Ð: the neighbours tell
    behind_ascii = _is_sign_behind_ascii(part)
    if part in _OUTSIDE_WORDS or (behind_ascii and (name in _RARE or part[-1] in "«»")):
        return 0.0
    if decoded != part and is_syllable(decoded) and not _rises(decoded):
        return _explained(part, state, decoded, behind_ascii)
    if name == "tcvn3" and not state and _WITHOUT_HORN.search(decoded):
        mended = _WITHOUT_HORN.sub(r"ư\1", decoded)
        if is_syllable(mended):
            return _explained(part, state, mended, behind_ascii)
    if state:
        # A letter that the encoding stores as Unicode does (í in VNI, ê in CP1258) speaks for neither.
        return 0.0 if decoded == part and TABLES[name].knows(part) else _VIETNAMESE_ALREADY
    if decoded != part and _ABBREVIATION.fullmatch(decoded):
        return _BROKEN_EXPLAINED  # an abbreviation: QĐ, NĐ
    return _BROKEN if state is None else _FOREIGN


def _explained(part: str, state: bool | None, decoded: str, behind_ascii: bool) -> float:
    """What a reading is worth that gives a syllable: the more, the less the word as it stands can be one."""
    rank = commonness(decoded)
    if state:
        return max(-3.0, min(3.0, _TIE * (rank - commonness(part))))
    if len(part) == 1 or (behind_ascii and not rank):
        return _EXPLAINED  # “%s·” is no sã
    if state is None:
        return _BROKEN_EXPLAINED + _RANK * rank
    if not is_possible(part):
        return _ODD_EXPLAINED + _RANK * rank
    return _COMMON_EXPLAINED + _RANK * (min(rank, _TOP) - _COMMON_RANK) if rank >= _COMMON_RANK else _EXPLAINED


def _is_sign_behind_ascii(part: str) -> bool:
    """True for m², n°, 1ª: a sign of Latin-1 behind ASCII letters, written so in every language."""
    return part[-1] in _OUTSIDE_WORDS and part[:-1].isascii()


def _rises(text: str) -> bool:
    """True for a marked capital behind a small letter: a reading such as “cÔng” belongs to another encoding."""
    return not text.islower() and any(a.islower() and b.isupper() and not b.isascii() for a, b in pairwise(text))
