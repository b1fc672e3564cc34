"""What the name of a font hints at. A hint weighs a little and never decides: letters and syllables do."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

__all__ = ["Face", "face"]

_SUBSET_TAG = re.compile(r"^[A-Z]{6}\+")
_STYLE = re.compile(r"[\s,_-]*(bold|italic|oblique|regular|normal|roman(?=[,-])|psmt|mt|ps)+$", re.IGNORECASE)
_SYMBOLS = re.compile(
    r"^(symbol|wingdings|webdings|zapf ?dingbats|mt ?extra|marlett|euclid (symbol|extra)|cambria math|"
    r"cm(sy|mi|ex)\d|bookshelf symbol|monotype sorts|opensymbol|segoe ui symbol)",
    re.IGNORECASE,
)
#: From the name (lower case, no subset tag, no style) to the encoding that its family was made for.
_FAMILIES = (
    (re.compile(r"^\.vn"), "tcvn3"),
    (re.compile(r"tcvn"), "tcvn3"),
    (re.compile(r"^vni"), "vni"),
    (re.compile(r"^vps"), "vps"),
    (re.compile(r"^vn.*2$"), "bkhcm2"),
    (re.compile(r"^vn"), "bkhcm1"),
    (re.compile(r"^(utm|uvf|uvn)"), "unicode"),
)


class Face(NamedTuple):
    """``family`` groups the runs that share evidence; ``hint`` is an encoding or empty; ``capitals``: small letters
    show as capitals (``.VnTimeH``); ``symbols``: the font draws no letters."""

    family: str
    hint: str
    capitals: bool
    symbols: bool


@lru_cache(maxsize=4096)
def face(name: str) -> Face:
    """The face behind a stored font name such as ``ABCDEF+.VnTimeH,Bold``."""
    family = _SUBSET_TAG.sub("", name.strip())
    while (shorter := _STYLE.sub("", family)) != family and shorter:
        family = shorter
    low = family.lower()
    hint = next((encoding for pattern, encoding in _FAMILIES if pattern.search(low)), "")
    capitals = low.startswith(".vn") and family.endswith("H")
    return Face(low, hint, capitals, _SYMBOLS.match(low) is not None)
