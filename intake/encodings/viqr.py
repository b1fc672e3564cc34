"""VIQR (RFC 1456): Vietnamese typed in ASCII, each mark a sign behind its letter: ``Vie^.t Nam``.

Its letters look like code and arithmetic, so a line counts only when several of its words become syllables. Where a
text is VIQR, a sign that may close a sentence is a mark if that gives a frequent syllable: “tu+. do.” is “tự do.”
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from intake.encodings.syllables import commonness, is_syllable
from intake.encodings.tables import TABLES

__all__ = ["mark_viqr", "read_viqr"]

_HINT = re.compile(r"[aeoAEO]\^[`'?~.]|[aA]\([`'?~.]|[uoUO]\+[`'?~.]")
_SIGNS = re.compile(r"[\^(+`~]|[aeiouy]['.?](?=\w)|\bdd|\bDD|\bDd")
#: What Windows puts among letters of ASCII by itself.
_TYPOGRAPHY = re.compile("[\u00a0-\u00bf\u2010-\u203f]")
#: A word with its marks; blanks, digits and the other signs stand between words.
_WORD = re.compile(r"[A-Za-z][A-Za-z^(+`'?~.*\\]*")
_ENDS = (".", "?", "'")
_MARKS = ".'?(+*`~^"
_DD = re.compile(r"(?=.*DD)[A-Z]{3,8}")  # an abbreviation: QDD, NDD, TVDDT
_ENOUGH = 3  # words
_CLEAR_LINES = 3  # make the whole text VIQR, down to its headings of one word
_FREQUENT = 4  # a rank from which on a syllable is likelier than the end of a sentence


def mark_viqr(lines: list[str]) -> list[bool]:
    """For each line whether it is VIQR: the text as a whole must show three words with a shape and a tone."""
    hinted = [_hinted(line) for line in lines]
    if not any(hinted):
        return hinted
    clear = [hint and _is_viqr(line) for line, hint in zip(lines, hinted, strict=True)]
    if not any(clear):
        return clear
    least = 0.5 if sum(clear) < _CLEAR_LINES else 0.0
    return [sure or (_is_plain(line) and _leans(line, least)) for line, sure in zip(lines, clear, strict=True)]


def read_viqr(text: str, bounds: Sequence[int]) -> list[str]:
    """The line between each two of the ascending ``bounds`` with the words decoded that become syllables.

    A word that a bound would cut goes whole to the part where it begins.
    """
    words = [(*match.span(), _read_word(match[0], _closes(text, match.end()))) for match in _WORD.finditer(text)]
    parts, place, number = [], 0, 0
    for bound in bounds[1:]:
        pieces = []
        while number < len(words) and words[number][0] < bound:
            start, end, read = words[number]
            pieces.append(text[place:start] + (read or text[start:end]))
            place, number = end, number + 1
        pieces.append(text[place:bound])
        place = max(place, bound)
        parts.append("".join(pieces))
    return parts


def _closes(text: str, end: int) -> bool:
    """True where a sentence may end: no small letter follows, and no other sign that closes."""
    return text[end : end + 1] not in (",", ";", ":", ")") and not text[end : end + 3].strip()[:1].islower()


def _hinted(line: str) -> bool:
    return ("^" in line or "+" in line or "(" in line) and _HINT.search(line) is not None and _is_plain(line)


def _is_plain(line: str) -> bool:
    """True for ASCII with the signs of Windows: curly quotation marks, dashes, the ellipsis."""
    return line.isascii() or _TYPOGRAPHY.sub("", line).isascii()


def _is_viqr(line: str) -> bool:
    words = [word for word in _WORD.findall(line) if _SIGNS.search(word)]
    read = sum(_read_word(word, True) is not None for word in words)
    return read >= _ENOUGH and 3 * read >= 2 * len(words)


def _leans(line: str, least: float) -> bool:
    """True for a short line in a text that is VIQR elsewhere."""
    words = _WORD.findall(line)
    read = sum(_read_word(word, True) is not None for word in words)
    signs = sum(_SIGNS.search(word) is not None for word in words)
    return read > 0 and read > least * signs


def _ends_sentence(stem: str, rank: int) -> bool:
    """True for a full stop that is no dot below: “do.” is no “dọ”."""
    if stem[-1] != ".":
        return rank == 0
    undotted = stem[:-1]
    return rank < (_FREQUENT if undotted.isalpha() else max(1, commonness(TABLES["viqr"].decode(undotted))))


@lru_cache(maxsize=32_768)
def _read_word(word: str, closing: bool) -> str | None:
    """The word as a syllable, its closing punctuation kept, or ``None`` where it is none."""
    bare = len(word.rstrip(_MARKS))
    for cut in range(min(len(word), bare + 3), bare - 1, -1):
        stem, tail = word[:cut], word[cut:]
        if stem in ("dd", "DD", "Dd"):
            return ("đ" if stem == "dd" else "Đ") + tail
        if _DD.fullmatch(stem):
            return stem.replace("DD", "Đ") + tail
        decoded = TABLES["viqr"].decode(stem)
        if closing and not tail and stem[-1:] in _ENDS and _ends_sentence(stem, commonness(decoded)):
            continue
        if decoded != stem and is_syllable(decoded):
            return decoded + tail
    return None
