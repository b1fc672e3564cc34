"""Letters in Unicode text that are not what they seem: look-alikes of Vietnamese letters, letters of private use."""

from __future__ import annotations

import re

from casework.vietnamese import TWINS, is_plain, is_vietnamese_letter, see_through
from intake.encodings.syllables import is_syllable

__all__ = ["look_alikes", "private_letters"]

_ABBREVIATION = re.compile("[A-ZĐƯ]{2,10}")
_ANY_TWIN = re.compile("[" + "".join(map(re.escape, TWINS)) + "]")
#: Letters that Vietnamese alone writes: à and é stand in a Chinese or French line too.
_PINYIN = re.compile("[Ǎǎɑɡ]")
_NATIVE = re.compile("[ĂăĐđƠơƯư\u1ea0-\u1ef9]")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
_WORD = re.compile("(?:[^\\W\\d_]|[\u0300-\u036f])+")
_TOKEN = re.compile(r"\S+")


def look_alikes(text: str, line: str) -> int:
    """How many letters of ``text`` pass for Vietnamese ones in a word that is Vietnamese once they are seen through.

    ``line`` is the whole line in which the text stands: Vietnamese or not, it tells what an abbreviation is.
    """
    if is_plain(text) or not _ANY_TWIN.search(text):
        return 0
    native = any(map(is_vietnamese_letter, line))
    return sum(_twins(match[0], native, line) for match in _WORD.finditer(text))


def _twins(word: str, native: bool, line: str) -> int:
    found = sum(letter in TWINS for letter in word)
    if not found:
        return 0
    if _PINYIN.search(word) and not _NATIVE.search(line):
        return 0
    seen = see_through(word, line)
    if any(letter in TWINS for letter in seen):
        return 0
    if is_syllable(seen) and (len(seen) > 1 or native):
        return found
    return found if native and (_ABBREVIATION.fullmatch(seen) or seen in ("đ", "Đ")) else 0


def private_letters(text: str) -> int:
    """How many characters of the private use area stand amid letters of ``text``, where no table explains them.

    One alone, or one before a word, is a bullet or an icon.
    """
    if is_plain(text) or not _PRIVATE.search(text):
        return 0
    return sum(_private_in(match[0]) for match in _TOKEN.finditer(text))


def _private_in(token: str) -> int:
    found = _PRIVATE.findall(token)
    if any(letter.isalpha() for letter in token):
        return len(found) - (_PRIVATE.match(token) is not None)
    return len(found) if len(set(found)) > 2 else 0
