"""In which encoding a stretch of text really is: by font name, letters and syllables together.

The stretches of one line that share a font family form a segment. Each segment is weighed word by word
(:mod:`intake.encodings.evidence`); what is clear decides for itself, what is short takes the word of its font's other
segments. A font's name only tips the scales: five of 51 clean documents bear legacy names, and legacy text re-fonted
as Times New Roman exists.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from operator import attrgetter
from typing import NamedTuple

from casework.vietnamese import count_letters, repair
from intake.encodings.fonts import face
from intake.encodings.mojibake import reread
from intake.encodings.segments import Line, Segment, Stretch, gather, lines_of
from intake.encodings.tables import TABLES, UNPROVEN, from_private_use
from intake.encodings.verdicts import decide
from intake.encodings.viqr import mark_viqr, read_viqr

__all__ = ["Reading", "Stretch", "judge"]

_LETTERS = re.compile(
    "[àáâãèéêìíòóôõùúýăđĩũơưÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯ\u1ea0-\u1ef9]"
)  # the letters of TCVN 6909:2001 beyond ASCII
#: A word of a symbol-encoded text font: letters, not the boxes and arrows that Wingdings keeps there one by one.
_SHIFTED = re.compile("(?!(.)\\1\\1)[\uf041-\uf05a\uf061-\uf07a\uf0c0-\uf0ff]{3}")
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
    into pieces of the same font and line changes neither verdict nor text.

    The texts of a line's readings, joined, are the decoded line. A letter stored as two characters (VNI, CP1258, a
    combining mark) goes whole to the stretch in which it begins, so the next one may read shorter than it is, down to
    nothing. Where an encoding stores one character a letter, text and stretch have the same length. A reading of
    ``unicode`` or ``none`` differs from what is stored only by NFC, by the capitals that a …H font shows, and where a
    symbol-encoded font keeps its letters at F020–F0FF.
    """
    lines = lines_of(stretches)
    viqr = mark_viqr([line.text for line in lines])
    doubtful = [line for line in lines if not line.text.isascii()]
    for line in doubtful:
        gather(line)
    segments = [segment for line in doubtful for segment in line.segments]
    capitals = decide(segments)
    readings: list[Reading] = []
    for line, is_viqr in zip(lines, viqr, strict=True):
        if is_viqr and (line.text.isascii() or not any(segment.clear for segment in line.segments)):
            readings.extend(_viqr_readings(line))
        elif line.segments:
            readings.extend(_broken_readings(line) or _readings(line, capitals))
        else:
            readings.extend(_plain_reading(stretch, capitals) for stretch in line.stretches)
    return tuple(readings)


def _plain_reading(stretch: Stretch, capitals: frozenset[str]) -> Reading:
    """ASCII has no encoding, but a …H font of a TCVN3 text shows its small letters as capitals."""
    shown = stretch.text.upper() if capitals and face(stretch.font).family in capitals else stretch.text
    return Reading("none", shown, 0, 0)


def _broken_readings(line: Line) -> list[Reading] | None:
    """The readings of a line of UTF-8 that was taken for Windows-1252: unsure, but with the text that was meant.

    The text goes to the stretch where the line begins, because cuts may run through its letters.
    """
    text = None if any(segment.proven > 1 for segment in line.segments) else reread(line.text)
    if text is None:
        return None
    first = Reading("unsure", text, len(_LETTERS.findall(text)), 0)
    return [first, *(Reading("unsure", "", 0, 0) for _ in line.stretches[1:])]


def _readings(line: Line, capitals: frozenset[str]) -> list[Reading]:
    """The readings of one line's stretches; a letter stored as two characters goes to the stretch of its first."""
    bounds = _bounds(line)
    if len(bounds) == 2 and len(line.segments) == 1:  # most lines
        readings = [_read(line.segments[0], 0, bounds[1])]
    else:
        readings = [_read_between(line, start, end) for start, end in pairwise(bounds)]
    if not capitals:
        return readings
    return [
        _plain_reading(stretch, capitals) if reading.encoding == "none" and reading.text == stretch.text else reading
        for stretch, reading in zip(line.stretches, readings, strict=True)
    ]


def _read_between(line: Line, start: int, end: int) -> Reading:
    """The reading of one stretch. A stretch that holds a legacy passage amid Unicode counts as what must be mended."""
    first = _segment_at(line, start)
    if end <= first.end:
        return _read(first, start, end)
    parts = [_read(segment, max(start, segment.start), min(end, segment.end)) for segment in _between(line, start, end)]
    legacy = [part for part in parts if part.encoding not in ("unicode", "none")]
    encoding = legacy[0].encoding if legacy else max(part.encoding for part in parts)
    letters = sum(part.letters for part in parts if part.encoding == encoding)
    # Where two segments meet, a mark may join the letter before it.
    text = repair("".join(part.text for part in parts))
    return Reading(encoding, text, letters, sum(part.combining for part in parts))


def _segment_at(line: Line, position: int) -> Segment:
    return line.segments[_index_at(line, position)]


def _index_at(line: Line, position: int) -> int:
    return min(bisect_right(line.segments, position, key=_end_of), len(line.segments) - 1)


_end_of = attrgetter("end")


def _between(line: Line, start: int, end: int) -> Iterator[Segment]:
    for index in range(_index_at(line, start), len(line.segments)):
        if line.segments[index].start >= end:
            return
        if line.segments[index].end > start:
            yield line.segments[index]


def _bounds(line: Line) -> list[int]:
    """Where each stretch begins, moved behind a letter that the cut would halve."""
    if len(line.stretches) == 1:
        return [0, len(line.text)]
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


def _read(segment: Segment, start: int, end: int) -> Reading:
    """The reading of a segment between two places of its line."""
    verdict = segment.verdict
    raw = segment.text[start - segment.start : end - segment.start]
    if verdict in UNPROVEN:
        return Reading("unsure", repair(raw), len(_LETTERS.findall(TABLES[verdict].decode(raw))), 0)
    if verdict in TABLES:
        text = _decoded(segment, start - segment.start, end - segment.start)
        if not unicodedata.is_normalized("NFC", text):  # signs that no table knows, a wide blank say, stay as typed
            text = repair(text)
        return Reading(verdict, text, len(_LETTERS.findall(text)), 0)
    if segment.private and not segment.face.symbols and _SHIFTED.search(segment.text):
        raw = from_private_use(raw)
    if verdict == "unsure":
        return Reading("unsure", repair(raw), sum(not c.isascii() and c.isalpha() for c in raw), 0)
    combining = 0
    text = raw
    letters = count_letters(raw)
    if letters is not None:  # NFC, nothing combining: what most Vietnamese is
        return Reading(verdict if verdict == "none" or letters == 0 else "unicode", raw, letters, 0)
    if _COMBINING.search(raw):
        text = repair(raw)
        combining = sum(1 for letter in _STORED_APART.findall(raw) if _LETTERS.match(repair(letter)))
    elif not unicodedata.is_normalized("NFC", raw):
        text = repair(raw)
    letters = len(_LETTERS.findall(text))
    return Reading(verdict if verdict == "none" or letters == 0 else "unicode", text, letters, combining)


def _decoded(segment: Segment, start: int, end: int) -> str:
    """The segment as it reads between two of its own places.

    Where one character stands for one letter, the whole segment is decoded once and cut afterwards: case and signs
    depend on the word, and a cut into runs must change neither.
    """
    table = TABLES[segment.verdict]
    if table.pattern is not None:
        return table.decode(segment.text[start:end])
    if segment.decoded is None:
        segment.decoded = _in_case(table.decode(segment.text), segment)
    return segment.decoded[start:end]


_WITHOUT_CAPITALS = frozenset({"tcvn3", "vietware-f", "vps"})
_WORD = re.compile(r"[^\W\d_]{2,}")
_SMALL = re.compile("[a-z]")
_CAPITALS = re.compile("[A-Z][^a-z]*[A-Z]")


def _in_case(text: str, segment: Segment) -> str:
    """Give toned capitals back that an encoding stores as small letters: the …H fonts of TCVN3 show them as capitals,
    other fonts leave them small amid capitals."""
    if segment.verdict not in _WITHOUT_CAPITALS:
        return text
    if segment.face.capitals or _all_capitals(segment.text):
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
