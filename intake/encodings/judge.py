"""In which encoding a stretch of text really is: by font name, letters and syllables together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from casework.vietnamese import is_vietnamese_letter, repair

__all__ = ["Reading", "Stretch", "judge"]


class Stretch(NamedTuple):
    """A piece of stored text in one font. ``line`` numbers the line or paragraph: words never join across lines."""

    text: str
    font: str = ""
    line: int = 0


class Reading(NamedTuple):
    """``encoding`` is one of :data:`casework.document.ENCODINGS`; ``text`` is decoded, NFC; ``letters`` counts its
    Vietnamese letters beyond ASCII, ``combining`` those that were stored with combining marks."""

    encoding: str
    text: str
    letters: int
    combining: int


def judge(stretches: Sequence[Stretch]) -> tuple[Reading, ...]:
    """One reading for each stretch, in order. Pure: the same stretches give the same readings."""
    readings = []
    for stretch in stretches:
        text = repair(stretch.text)
        letters = sum(map(is_vietnamese_letter, text))
        readings.append(Reading("unicode" if letters else "none", text, letters, max(0, len(stretch.text) - len(text))))
    return tuple(readings)
