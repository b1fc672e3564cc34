"""In which encoding a stretch of text really is: by font name, letters and syllables together.

The stretches of one line that share a font family form a segment. Each segment is weighed word by word
(:mod:`intake.encodings.evidence`); what is clear decides for itself, what is short takes the word of its font's other
segments. A font's name only tips the scales: five of 51 clean documents bear legacy names, and legacy text re-fonted
as Times New Roman exists.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from casework.vietnamese import repair
from intake.encodings.segments import Line, Segment, Stretch, gather, lines_of
from intake.encodings.tables import TABLES, UNPROVEN
from intake.encodings.verdicts import decide
from intake.encodings.viqr import mark_viqr, read_viqr

__all__ = ["Reading", "Stretch", "judge"]

_LETTERS = re.compile(
    "[àáâãèéêìíòóôõùúýăđĩũơưÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯ\u1ea0-\u1ef9]"
)  # the letters of TCVN 6909:2001 beyond ASCII
_COMBINING = re.compile("[\u0300-\u036f]")
_STORED_APART = re.compile("[^\\W\\d_][\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323]+")


class Reading(NamedTuple):
    """``encoding`` is one of :data:`casework.document.ENCODINGS`; ``text`` is decoded, NFC; ``letters`` counts its
    Vietnamese letters beyond ASCII, ``combining`` those that were stored with combining marks."""

    encoding: str
    text: str
    letters: int
    combining: int


def judge(stretches: Sequence[Stretch]) -> tuple[Reading, ...]:
    """One reading for each stretch, in order. Pure: the same stretches give the same readings, and cutting a stretch
    into pieces of the same font and line changes neither verdict nor text."""
    lines = lines_of(stretches)
    viqr = mark_viqr([line.text for line in lines])
    doubtful = [line for line in lines if not line.text.isascii()]
    for line in doubtful:
        gather(line)
    segments = [segment for line in doubtful for segment in line.segments]
    decide(segments)
    readings: list[Reading] = []
    for line, is_viqr in zip(lines, viqr, strict=True):
        if is_viqr and (line.text.isascii() or not any(segment.clear for segment in line.segments)):
            readings.extend(_viqr_readings(line))
        elif line.segments:
            readings.extend(_readings(line))
        else:
            readings.extend(Reading("none", stretch.text, 0, 0) for stretch in line.stretches)
    return tuple(readings)


def _readings(line: Line) -> list[Reading]:
    """The readings of one line's stretches; a letter stored as two characters goes to the stretch of its first."""
    bounds = _bounds(line)
    return [_read_between(line, start, end) for start, end in pairwise(bounds)]


def _read_between(line: Line, start: int, end: int) -> Reading:
    """The reading of one stretch. A stretch that holds a legacy passage amid Unicode counts as what must be mended."""
    first = _segment_at(line, start)
    if end <= first.end:
        return _read(first, line.text[start:end], start)
    parts = [
        _read(segment, line.text[max(start, segment.start) : min(end, segment.end)], max(start, segment.start))
        for segment in line.segments
        if segment.start < end and segment.end > start
    ]
    legacy = [part for part in parts if part.encoding not in ("unicode", "none")]
    encoding = legacy[0].encoding if legacy else max(part.encoding for part in parts)
    letters = sum(part.letters for part in parts if part.encoding == encoding)
    # Where two segments meet, a mark may join the letter before it.
    text = repair("".join(part.text for part in parts))
    return Reading(encoding, text, letters, sum(part.combining for part in parts))


def _segment_at(line: Line, position: int) -> Segment:
    for segment in line.segments:
        if position < segment.end:
            return segment
    return line.segments[-1]


def _bounds(line: Line) -> list[int]:
    """Where each stretch begins, moved behind a letter that the cut would halve."""
    bounds = [0]
    for stretch in line.stretches:
        bounds.append(bounds[-1] + len(stretch.text))
    text = line.text
    for number in range(1, len(bounds) - 1):
        place = max(bounds[number], bounds[number - 1])
        while 0 < place < len(text) and _halves(line, text, place):
            place += 1
        bounds[number] = place
    return bounds


def _halves(line: Line, text: str, place: int) -> bool:
    verdict = _segment_at(line, place).verdict
    if verdict in TABLES and verdict not in UNPROVEN:
        return _segment_at(line, place - 1).verdict == verdict and TABLES[verdict].joins(text[place - 1 : place + 1])
    return "\u0300" <= text[place] <= "\u036f"


def _read(segment: Segment, raw: str, at: int) -> Reading:
    """The reading of the part ``raw`` of a segment that begins at ``at`` in its line."""
    verdict = segment.verdict
    if verdict in UNPROVEN:
        return Reading("unsure", raw, len(_LETTERS.findall(TABLES[verdict].decode(raw))), 0)
    if verdict in TABLES:
        text = _decoded(segment, raw, at - segment.start)
        return Reading(verdict, text, len(_LETTERS.findall(text)), 0)
    if verdict == "unsure":
        return Reading("unsure", repair(raw), sum(not c.isascii() and c.isalpha() for c in raw), 0)
    combining = 0
    text = raw
    if _COMBINING.search(raw):
        text = repair(raw)
        combining = sum(1 for letter in _STORED_APART.findall(raw) if _LETTERS.match(repair(letter)))
    elif not unicodedata.is_normalized("NFC", raw):
        text = repair(raw)
    letters = len(_LETTERS.findall(text))
    return Reading(verdict if verdict == "none" or letters == 0 else "unicode", text, letters, combining)


def _decoded(segment: Segment, raw: str, at: int) -> str:
    """``raw`` decoded and in its case, as it stands in the whole segment: both may depend on the word around it, and a
    cut into runs must change neither."""
    table = TABLES[segment.verdict]
    if len(raw) < len(segment.text) and table.pattern is None:
        whole = _whole(segment.verdict, segment.text, segment.face.capitals)
        if len(whole) == len(segment.text):
            return whole[at : at + len(raw)]
    return _in_case(table.decode(raw), segment.verdict, segment.text, segment.face.capitals)


@lru_cache(maxsize=8)
def _whole(verdict: str, text: str, capitals: bool) -> str:
    return _in_case(TABLES[verdict].decode(text), verdict, text, capitals)


_WORD = re.compile(r"[^\W\d_]{2,}")
_SMALL = re.compile("[a-z]")
_CAPITALS = re.compile("[A-Z][^a-z]*[A-Z]")


def _in_case(text: str, verdict: str, stored: str, capitals: bool) -> str:
    """Give toned capitals back: TCVN3 stores them as small letters, shown as capitals by the …H fonts or left small
    amid capitals by fonts without them."""
    if verdict != "tcvn3":
        return text
    if capitals or _all_capitals(stored):
        return text.upper()
    if not _CAPITALS.search(text):
        return text
    return _WORD.sub(lambda match: match[0].upper() if _all_capitals(match[0]) else match[0], text)


def _all_capitals(text: str) -> bool:
    """True where at least two ASCII letters stand and none is small."""
    return _SMALL.search(text) is None and _CAPITALS.search(text) is not None


def _viqr_readings(line: Line) -> list[Reading]:
    bounds = [0, *accumulate(len(stretch.text) for stretch in line.stretches)]
    return [Reading("viqr", text, len(_LETTERS.findall(text)), 0) for text in read_viqr(line.text, bounds)]
