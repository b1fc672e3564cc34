"""Which Unicode font takes the place of a legacy one.

The table follows the cut of the letters: what was drawn after Times becomes Times New Roman, after Arial, Helvetica,
Avant Garde and other sans-serifs Arial, after Courier Courier New. Decorative faces have no twin that every machine
has; they become Times New Roman, the font of official documents (Nghị định 30/2020/NĐ-CP, annex I).
"""

from __future__ import annotations

import re

from intake.encodings.fonts import face

__all__ = ["is_legacy_font", "unicode_font"]

_LEGACY = frozenset({"tcvn3", "vni", "vps", "bkhcm1", "bkhcm2"})
_SERIF, _SANS, _MONO = "Times New Roman", "Arial", "Courier New"
#: Words in the name (lower case) of a legacy font to the Unicode font, the first that fits.
_TWINS = (
    (re.compile(r"couri|mono|typewr"), _MONO),
    (re.compile(r"arial|helv|avant|avo|univer|swiss|futura|aptima|gothic|tahoma|verdana|sans|franko|lucida"), _SANS),
)
#: Fonts that every office program has and that hold every Vietnamese letter: they stay.
_UNICODE = re.compile(
    r"^(times|arial|courier|calibri|cambria|candara|consolas|constantia|corbel|tahoma|verdana|georgia|trebuchet|segoe|"
    r"palatino|book antiqua|bookman|garamond|century|microsoft sans|helvetica|sans-?serif|serif|liberation|dejavu|noto|"
    r"roboto|open sans|lato|free(sans|serif|mono)|carlito|caladea|linux|aptos|utm|uvf|uvn|cordia|angsana|lucida|"
    r"franklin|gill|impact|comic)"
)


def is_legacy_font(name: str) -> bool:
    """True for a font whose name says that it was made for an encoding other than Unicode."""
    return face(name).hint in _LEGACY


def unicode_font(name: str) -> str:
    """The font for text that was converted out of the font ``name``; the same name where it is a Unicode font.

    Text that turned out to be legacy in a font of unknown name was shown right by that font alone, so it is no Unicode
    font: it is replaced too. An empty name stays empty: there is nothing to replace.
    """
    known = face(name)
    if not name or (not is_legacy_font(name) and (_UNICODE.match(known.family) or known.symbols)):
        return name
    return next((twin for pattern, twin in _TWINS if pattern.search(known.family)), _SERIF)
