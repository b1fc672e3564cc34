"""What becomes of each stretch of a document: converted, given a Unicode font only, or left as it is.

The judge is the reader's own. Text that it takes for Unicode, for no Vietnamese or for nothing certain is never
touched, with one exception: ASCII in a legacy font of the document (“Nam”, “2026”) takes the Unicode font as well, and
where that font showed small letters as capitals (.VnTimeH) becomes capitals.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from casework.document import EncodingCount
from intake.convert.fonts import is_legacy_font
from intake.encodings.fonts import face
from intake.encodings.judge import Reading, Stretch, judge
from intake.encodings.syllables import is_syllable

__all__ = ["Change", "Changes", "Text", "decide"]

_WORD = re.compile(r"[^\W\d_]+")
_KEPT = frozenset({"unicode", "none", "unsure"})


class Change(NamedTuple):
    """``text`` is what shall stand there, ``None`` where nothing changes; ``font``: the legacy font gives way;
    ``encoding`` is what the judge took the stored letters for."""

    text: str | None
    font: bool
    encoding: str


class Changes(NamedTuple):
    """One change a stretch, and the sums: letters by encoding, letters that became capitals by their font."""

    each: tuple[Change, ...]
    letters: tuple[EncodingCount, ...]
    capitals: int
    #: Families of fonts (:class:`intake.encodings.fonts.Face`) and hints whose names give way wherever they stand.
    families: frozenset[str]
    hints: frozenset[str]

    def gives_way(self, font: str) -> bool:
        """True where ``font`` is one of the legacy fonts of the converted text."""
        known = face(font)
        return is_legacy_font(font) and (known.family in self.families or known.hint in self.hints)


def decide(stretches: Sequence[Stretch]) -> Changes:
    """Judge the whole document at once; a change for each stretch, in order. Pure."""
    readings = judge(stretches)
    totals: dict[str, int] = {}
    capitals = 0
    families, hints = set(), set()
    for stretch, reading in zip(stretches, readings, strict=True):
        if reading.encoding in _KEPT:
            continue
        totals[reading.encoding] = totals.get(reading.encoding, 0) + reading.letters
        known = face(stretch.font)
        if known.capitals:
            capitals += reading.letters
        if reading.letters and is_legacy_font(stretch.font):
            families.add(known.family)
            hints.add(known.hint)
    found = Changes((), _counts(totals), capitals, frozenset(families), frozenset(hints))
    moved, texts = _moved(stretches, readings), _hyphens_back(stretches, readings)
    each = [
        _change(stretch, reading, text, found, carried=index in moved)
        for index, (stretch, reading, text) in enumerate(zip(stretches, readings, texts, strict=True))
    ]
    return found._replace(each=tuple(each))


def _counts(totals: dict[str, int]) -> tuple[EncodingCount, ...]:
    ordered = sorted(totals.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(EncodingCount(encoding, letters) for encoding, letters in ordered if letters)


def _moved(stretches: Sequence[Stretch], readings: Sequence[Reading]) -> set[int]:
    """Stretches that are not converted but gave a mark to a converted neighbour, whose text has it now."""
    moved = set()
    for index, (left, right) in enumerate(pairwise(range(len(stretches)))):
        if (
            stretches[left].line == stretches[right].line
            and readings[left].encoding not in _KEPT
            and readings[right].encoding in _KEPT
            and "\u0300" <= stretches[right].text[:1] <= "\u036f"
        ):
            moved.add(index + 1)
    return moved


def _change(stretch: Stretch, reading: Reading, text: str, found: Changes, *, carried: bool) -> Change:
    if reading.encoding not in _KEPT:
        return Change(text if text != stretch.text else None, True, reading.encoding)
    if carried:
        return Change(reading.text, False, reading.encoding)
    if reading.encoding == "none" and stretch.text.isascii() and found.gives_way(stretch.font):
        shown = stretch.text.upper() if face(stretch.font).capitals else stretch.text
        return Change(shown if shown != stretch.text else None, True, reading.encoding)
    return Change(None, False, reading.encoding)


def _hyphens_back(stretches: Sequence[Stretch], readings: Sequence[Reading]) -> list[str]:
    """The texts of the readings, a soft hyphen before a whole word (“­điều”) being a hyphen and no ư: TCVN3 stores both
    as AD. A line is looked at whole, because programs keep the hyphen in a stretch of its own."""
    texts = [reading.text for reading in readings]
    for _, group in groupby(range(len(stretches)), key=lambda index: stretches[index].line):
        members = list(group)
        if any(_is_doubtful(stretches[index], readings[index]) for index in members):
            _line_hyphens_back(members, stretches, texts)
    return texts


def _is_doubtful(stretch: Stretch, reading: Reading) -> bool:
    return "\u00ad" in stretch.text and reading.encoding == "tcvn3"


def _line_hyphens_back(members: list[int], stretches: Sequence[Stretch], texts: list[str]) -> None:
    if any(len(stretches[index].text) != len(texts[index]) for index in members):
        return
    stored = "".join(stretches[index].text for index in members)
    letters = list("".join(texts[index] for index in members))
    line = "".join(letters)
    for match in _WORD.finditer(line):
        if stored[match.start()] == "\u00ad" and _is_hyphen(match[0], line, match.end()):
            letters[match.start()] = "\u00ad"
    at = 0
    for index in members:
        texts[index] = "".join(letters[at : at + len(texts[index])])
        at += len(texts[index])


def _is_hyphen(word: str, line: str, end: int) -> bool:
    """Whether the ư that begins ``word`` was a hyphen: before a whole word, before a number, alone on its line."""
    rest = word[1:]
    if not rest:
        return line[end : end + 1].isdigit() or line.strip() == word
    return not is_syllable(word) and (len(rest) == 1 or is_syllable(rest))


class Text:
    """The text of a document as it is collected, each stretch with what writes its change back."""

    def __init__(self) -> None:
        self._stretches: list[Stretch] = []
        self._writers: list[Callable[[Change], None] | None] = []
        self._line = 0

    def add(self, text: str, font: str, write: Callable[[Change], None] | None = None) -> None:
        """A stretch of the line at hand; one without ``write`` (a tab) only parts words."""
        if text:
            self._stretches.append(Stretch(text, font, self._line))
            self._writers.append(write)

    def end_line(self) -> None:
        """What follows stands on another line: words never join across."""
        self._line += 1

    def settle(self) -> Changes:
        """Judge everything at once and let every change be written; nothing is where no letter is converted."""
        changes = decide(self._stretches)
        if changes.letters:
            for change, write in zip(changes.each, self._writers, strict=True):
                if write is not None:
                    write(change)
        return changes
