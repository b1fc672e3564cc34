"""Finding phrases in Vietnamese text: whole syllables, compared without case and diacritics."""

from __future__ import annotations

import re

from casework.vietnamese import fold

__all__ = ["Wording"]

_SYLLABLE = re.compile(r"[0-9a-z]+")
#: One or two syllables before a phrase these turn it round: “không nằm trong kế hoạch truyền thông”.
_DENIALS = frozenset({"khong", "chua", "ngoai", "chang"})
#: … unless one of these follows: “không chỉ nằm trong kế hoạch truyền thông”.
_NOT_ONLY = frozenset({"chi", "nhung"})


class Wording:
    """One text, folded once, asked many times."""

    def __init__(self, text: str) -> None:
        self._syllables = _SYLLABLE.findall(fold(text))
        self._text = f" {' '.join(self._syllables)} "

    def has(self, phrase: str) -> bool:
        """True where ``phrase`` stands in the text as whole syllables; punctuation and case do not matter."""
        return f" {_joined(phrase)} " in self._text

    def affirms(self, phrase: str) -> bool:
        """True where ``phrase`` stands in the text at least once without a denial before it."""
        wanted = f" {_joined(phrase)} "
        at = self._text.find(wanted)
        while at >= 0:
            before = self._text[:at].split()[-2:]
            if not _DENIALS.intersection(before) or _NOT_ONLY.intersection(before):
                return True
            at = self._text.find(wanted, at + 1)
        return False


def syllables(phrase: str) -> int:
    """How many syllables a phrase has: the longer, the more it says."""
    return len(_SYLLABLE.findall(fold(phrase)))


def _joined(phrase: str) -> str:
    return " ".join(_SYLLABLE.findall(fold(phrase)))
