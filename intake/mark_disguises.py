"""Marks whose letters are stored or drawn as others: TCVN3 and VNI codes left as they are, small capitals, circles."""

from __future__ import annotations

import re

from casework.document import MarkKind
from casework.vietnamese import repair
from intake.mark_words import Found

__all__ = ["stored_in_legacy", "undisguised"]

_LONGEST = 90  # letters of the longest line of nothing but marks
#: MẬT, TỐI MẬT, TUYỆT MẬT as their TCVN3 and VNI codes show in a font that is none of theirs. In a header, a
#: property or a name there are too few letters, and no font, to tell the encoding by.
_LEGACY = {
    "MËT": "MẬT", "MAÄT": "MẬT", "TèI MËT": "TỐI MẬT", "TOÁI MAÄT": "TỐI MẬT", "TUYÖT MËT": "TUYỆT MẬT",
    "TUYEÄT MAÄT": "TUYỆT MẬT", "mËt": "MẬT", "tèi mËt": "TỐI MẬT", "tuyÖt mËt": "TUYỆT MẬT", "maät": "MẬT",
    "toái maät": "TỐI MẬT", "tuyeät maät": "TUYỆT MẬT", "TÈI MËT": "TỐI MẬT",
}  # fmt: skip
_LEGACY_TELLS = re.compile("[ËÄä]")
_LEGACY_WORDS = "|".join(sorted(_LEGACY, key=len, reverse=True))
_LEGACY_LABEL = re.compile(rf"[\[( ]*({_LEGACY_WORDS})[. ]*(?:[\])_:–—-](.*))?$")


def stored_in_legacy(text: str) -> Found | None:
    """A mark of secrecy whose letters were left in TCVN3 or VNI codes: alone, or in capitals before something else;
    never sure."""
    match = _LEGACY_LABEL.match(text) if _LEGACY_TELLS.search(text) and len(text) <= _LONGEST else None
    if match is None or (match[2] and not match[1].endswith("T")):
        return None
    return Found(MarkKind.SECRET, _LEGACY[match[1]], exact=False)


_SMALL_CAPITALS = dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "ABCDEFGHIJKLMNOPRSTUVWYZ", strict=True))
#: Letters in circles, squares and round brackets; each row of Unicode holds the alphabet in its order.
_FRAMED = {
    chr(first + place): letter
    for first in (0x249C, 0x24B6, 0x24D0, 0x1F110, 0x1F130, 0x1F150, 0x1F170)
    for place, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
}
_DISGUISES = str.maketrans({**_SMALL_CAPITALS, **_FRAMED})
_DISGUISED = re.compile("[" + "".join((*_SMALL_CAPITALS, *_FRAMED)) + "]")


def undisguised(text: str) -> str:
    """``text`` in capitals where letters are drawn as small capitals or in circles (“ᴍậᴛ”, “ⓂẬⓉ”); else empty."""
    if text.isascii() or not _DISGUISED.search(text):
        return ""
    return repair(text.translate(_DISGUISES).upper())
