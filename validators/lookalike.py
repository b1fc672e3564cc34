"""Does a domain only look like an official one? (“moha.g0v.vn”, “xn--oha-5cd.gov.vn”, “moha-gov-vn.com”)

Compared is what an eye sees: letters of other scripts as the Latin ones they resemble, 0 as o, 1 as l, rn as m. A plain
domain that the state's own registry gave out (“mofa.gov.vn”) is another body of the state and no likeness.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

__all__ = ["as_seen", "resembled"]

#: Registries that give names to bodies of the state alone.
_STATE = ("gov.vn",)
#: Letters of other scripts, and digits, that pass for Latin letters at a glance (Unicode TR39, shortened).
_LOOKS = str.maketrans(
    {
        "а": "a", "ɑ": "a", "α": "a", "е": "e", "ё": "e", "ε": "e", "о": "o", "ο": "o", "σ": "o", "օ": "o", "р": "p",
        "ρ": "p", "с": "c", "ϲ": "c", "у": "y", "γ": "y", "х": "x", "χ": "x", "і": "l", "ı": "l", "ι": "l", "ј": "j",
        "һ": "h", "н": "h", "м": "m", "т": "t", "τ": "t", "к": "k", "κ": "k", "в": "b", "ѵ": "v", "ν": "v", "г": "r",
        "ɡ": "g", "ԁ": "d", "ո": "n", "п": "n", "η": "n", "ս": "u", "υ": "u", "ԝ": "w", "ω": "w", "ѕ": "s", "đ": "d",
        "0": "o", "1": "l", "i": "l", "|": "l", "3": "e", "5": "s",
    }
)  # fmt: skip
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))


def resembled(domain: str, official: Sequence[str]) -> str:
    """The one of ``official`` that ``domain`` passes for; empty where it is one of them, below one, or like none."""
    said = domain.lower().rstrip(".")
    if any(said == own or said.endswith(f".{own}") for own in official):
        return ""
    return next((own for own in official if _passes_for(said, own)), "")


def as_seen(domain: str) -> str:
    """``domain`` with its “xn--” labels as the letters that a mail program shows."""
    return ".".join(_label(label) for label in domain.lower().rstrip(".").split("."))


def _passes_for(domain: str, own: str) -> bool:
    seen, wanted = _skeleton(as_seen(domain)), _skeleton(own)
    if seen == wanted or seen.endswith(f".{wanted}"):
        return True
    if any(domain == state or domain.endswith(f".{state}") for state in _STATE) and "xn--" not in domain:
        return not domain.isascii() and _bare(seen) == _bare(wanted)
    apart = seen.replace("-", ".").replace("_", ".")
    if f".{wanted}." in f".{apart}." or _bare(seen) == _bare(wanted):
        return True
    return _one_slip(".".join(seen.split(".")[-len(wanted.split(".")) :]), wanted)


def _label(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError, OverflowError):
        return label


def _skeleton(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in parts if not unicodedata.combining(letter) and letter.isprintable())
    seen = bare.translate(_LOOKS)
    for pair, one in _PAIRS:
        seen = seen.replace(pair, one)
    return seen


def _bare(text: str) -> str:
    return text.replace(".", "").replace("-", "").replace("_", "")


def _one_slip(one: str, two: str) -> bool:
    """True where one letter was changed, left out or added, or two neighbours were exchanged."""
    if abs(len(one) - len(two)) > 1:
        return False
    start = next((n for n, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    left, right = one[start:], two[start:]
    if len(left) == len(right):
        return left[1:] == right[1:] or (left[2:] == right[2:] and left[:2] == right[1::-1])
    return left[1:] == right or left == right[1:]
