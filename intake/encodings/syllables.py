"""The structure of the written Vietnamese syllable: onset, rhyme, tone.

A reading of doubtful bytes is believable when it gives syllables that Vietnamese spelling allows. The model holds about
150 rhymes and the spelling rules between onset and rhyme; ``common_syllables.txt`` ranks the frequent syllables (drawn
from Vietnamese laws and ministry reports) for the few words that are spelled well under two readings.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from casework.vietnamese import is_plain

__all__ = ["commonness", "is_spelled_well", "is_syllable"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_STOPPED_TONES = ("\u0301", "\u0323")  # rhymes in c, ch, p, t bear sắc or nặng
_RHYMES = _words(
    """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt ăk âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
    o oc oi om on ong op ot ooc oong oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo
    oet ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uc ui um un ung up ut uôc uôi uôm uôn uông uôt
    ư ưa ưc ưi ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu uân uâng uât uây uê uêch uên uênh uơ uy uya uych uyên uyêt
    uynh uyt uyu uyp y yêm yên yêng yêt yêu
    """
)
_AFTER_QU = _words(
    """a ac ach ai an ang anh ao at au ay ăc ăm ăn ăng ăp ăt ân âng ât ây e en eo et ê ên ênh êch i it ôc ơ y ych yên
    yêt ynh yt"""
)
_AFTER_GI = _words("êc êm ên êng êp êt êu")  # beside the others
#: Before these letters c, g and ng are written k, gh and ngh.
_FRONT = ("e", "ê", "i", "y")
_ONSETS = _words("b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x")
_ALLOWED_LETTERS = frozenset("aăâbcdđeêghiklmnoôơpqrstuưvxy")
_MARKED_NUCLEI = frozenset("ăâêôơ")


def _load_ranks() -> dict[str, int]:
    ranks = {}
    for row in (Path(__file__).parent / "common_syllables.txt").read_text(encoding="utf-8").splitlines():
        rank, _, syllables = row.partition(" ")
        ranks.update(dict.fromkeys(syllables.split(), int(rank)))
    return ranks


_RANKS = _load_ranks()


def commonness(syllable: str) -> int:
    """How often official texts use ``syllable`` (NFC, any case): a logarithm to base 2 of its count, 0 … 15."""
    return _RANKS.get(syllable.lower(), 0)


def is_syllable(word: str) -> bool:
    """True where ``word`` (NFC, any case) is one well-spelled Vietnamese syllable, its tone where it belongs."""
    return word.lower() in _SYLLABLES or (not is_plain(word) and is_spelled_well(word))


@lru_cache(maxsize=32_768)
def is_spelled_well(word: str) -> bool:
    """The definition of :func:`is_syllable`, which looks most words up."""
    if len(word) > 8:
        return False
    bare, tone, toned = _strip_tone(word.lower())
    if not bare or not _ALLOWED_LETTERS.issuperset(bare):
        return False
    return any(
        _fits(onset, rhyme, tone) and _tone_stands_well(rhyme, toned - len(onset), tone)
        for onset, rhyme in _splits(bare)
    )


def _strip_tone(word: str) -> tuple[str, str, int]:
    """The word without its tone, the tone ("" for level) and the index of its letter; an empty word for two tones."""
    letters: list[str] = []
    tone, toned = "", -1
    for letter in word:
        parts = unicodedata.normalize("NFD", letter)
        found = [c for c in parts if c in _TONES]
        if not found:
            letters.append(letter)
            continue
        if tone or len(found) > 1:
            return "", "", -1
        tone, toned = found[0], len(letters)
        letters.append(unicodedata.normalize("NFC", "".join(c for c in parts if c not in _TONES)))
    return "".join(letters), tone, toned


def _splits(bare: str) -> list[tuple[str, str]]:
    splits = [(bare[:size], bare[size:]) for size in (1, 2, 3) if bare[:size] in _ONSETS]
    return [("", bare), *splits]


def _fits(onset: str, rhyme: str, tone: str) -> bool:
    """True where spelling lets ``onset`` stand before ``rhyme`` with ``tone``."""
    if onset == "gi" and rhyme in _AFTER_GI:  # giếng, giết: one i is written
        rhyme = "i" + rhyme
    elif rhyme not in (_AFTER_QU if onset == "qu" else _RHYMES):
        return False
    if rhyme.endswith(("c", "ch", "p", "t")) and tone not in _STOPPED_TONES:  # Đăk Lăk is written without tone too
        return False
    return _spelled_together(onset, rhyme)


def _spelled_together(onset: str, rhyme: str) -> bool:
    if rhyme.startswith("yê"):
        return onset in ("", "qu")
    if rhyme == "y":
        return onset in ("", "h", "k", "l", "m", "qu", "s", "t", "v")
    front = rhyme.startswith(_FRONT)
    if onset in ("gh", "ngh"):
        return front
    if onset == "k":
        return front or rhyme in ("an", "on", "ăk")  # Bắc Kạn, Kon
    if onset in ("c", "ng"):
        return not front
    if onset == "g":
        return not front or rhyme.startswith("i")
    return onset != "gi" or not rhyme.startswith("i")


def _tone_stands_well(rhyme: str, place: int, tone: str) -> bool:
    """True where the tone sits on the letter that bears it, in the old or the new manner (hoà, hòa)."""
    if not tone:
        return True
    if place < 0:  # on the i of gi (gì, gìn) or the u of qu: gì is split as g + ì and judged there
        return False
    if place >= len(rhyme):
        return False
    marked = [index for index, letter in enumerate(rhyme) if letter in _MARKED_NUCLEI]
    if marked:
        return place == marked[-1]
    vowels = [index for index, letter in enumerate(rhyme) if letter in "aeiouưy"]
    if place not in vowels:
        return False
    if len(vowels) == 1:
        return True
    if vowels[-1] != len(rhyme) - 1:  # closed: on the last vowel (toàn, quỳnh)
        return place == vowels[-1]
    if rhyme in ("oa", "oe", "uy"):
        return True
    if len(vowels) == 3:  # ngoài, khuỷu
        return place == vowels[1]
    return place == vowels[0]  # mái, múa, cứu


def _all_syllables() -> Iterator[str]:
    """Every syllable that spelling allows, NFC in small letters: a text asks for the same few thousand over and
    over."""
    for rhyme in _RHYMES | _AFTER_QU | _AFTER_GI:
        shapes = {"": [rhyme]}
        for tone in _TONES:
            shapes[tone] = [
                rhyme[:place] + unicodedata.normalize("NFC", rhyme[place] + tone) + rhyme[place + 1 :]
                for place in range(len(rhyme))
                if _tone_stands_well(rhyme, place, tone)
            ]
        for onset in ("", *_ONSETS):
            for tone, toned in shapes.items():
                if _fits(onset, rhyme, tone):
                    yield from (onset + shape for shape in toned)


_SYLLABLES = frozenset(_all_syllables())
