"""Finding phrases in Vietnamese text: whole syllables, compared without case and diacritics."""

from __future__ import annotations

import re
from functools import lru_cache

from casework.vietnamese import fold, fold_in_place, is_vietnamese_letter

__all__ = ["Wording", "syllables"]

_SYLLABLE = re.compile(r"[0-9a-z]+")
_MARK = re.compile("[\u0300-\u036f]")
#: The precomposed letters of both cases by what :func:`fold` makes of them: a whole mail is folded in one pass of C.
_PLAIN = {code: fold(chr(code)) for code in range(0xC0, 0x1F00) if is_vietnamese_letter(chr(code))}
#: One or two syllables before a phrase these turn it round: “không nằm trong kế hoạch truyền thông”.
_DENIALS = frozenset({"khong", "chua", "ngoai", "chang"})
#: … unless one of these follows: “không chỉ nằm trong kế hoạch truyền thông”.
_NOT_ONLY = frozenset({"chi", "nhung"})


class Wording:
    """One text, folded once, asked many times."""

    def __init__(self, text: str) -> None:
        self._text = f" {' '.join(_SYLLABLE.findall(_folded(text)))} "

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


def _folded(text: str) -> str:
    """As :func:`fold`; text that is not yet in NFC takes the long way."""
    quick = fold_in_place(text)
    if quick is not None:
        return quick
    plain = text.lower().translate(_PLAIN)
    return fold(text) if _MARK.search(plain) else plain


def syllables(phrase: str) -> int:
    """How many syllables a phrase has: the longer, the more it says."""
    return _joined(phrase).count(" ") + 1


@lru_cache(maxsize=4096)
def _joined(phrase: str) -> str:
    # The phrases are the portals' few hundred, asked of every mail: folding them each time cost more than the search.
    return " ".join(_SYLLABLE.findall(_folded(phrase)))
