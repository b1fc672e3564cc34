"""The stretches of a document as lines and segments, with the evidence of every word laid on them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import groupby, pairwise
from operator import add, attrgetter
from typing import NamedTuple

from intake.encodings.evidence import PROVES_UNICODE, TOKEN, WordEvidence, weigh
from intake.encodings.fonts import Face, face
from intake.encodings.syllables import is_syllable
from intake.encodings.tables import HYPOTHESES, from_private_use

__all__ = ["CLEAR", "Line", "Segment", "Stretch", "company", "gather", "lines_of"]

#: A segment with this much evidence needs no neighbour.
CLEAR = 6.0
_PRIVATE = re.compile("[\uf020-\uf0ff]")
#: Letters and signs that clean Vietnamese does not use; nearly every legacy passage holds one.
_SIGNS = re.compile("[\u00a1-\u00bf×÷ÄÅÆÇËÎÏÑÖØÛÜÞßäåæçëîïñöøûüþÿ]")
#: A quick look for what only TCVN3 (signs and capitals behind small letters) and VNI (odd pairs) write.
_SUSPECT = re.compile(
    "[A-Za-z][\u00a1-\u00bf\u00d7\u00f7]|[a-z][\u00c0-\u00df]|[\u00a7\u00ae][a-z]|[aA][ùøûõâêåãäÙØÛÕÂÊÅÃÄ]"
    "|[eoEO][ùøûõâåäÙØÛÕÂÅÄ]|[uyôöUYÔÖ][ùøûõïÙØÛÕÏ]"
)
_ASCII_WORD = re.compile("(?<![A-Za-z\u0080-\uffff])[A-Za-z]{2,}(?![A-Za-z\u0080-\uffff])")
_ALL_SYLLABLES, _STRANGER, _STRANGERS = 0.8, 1.2, 2.5
_CARVABLE = 2  # of HYPOTHESES: TCVN3 and VNI
_SPEAKS = 1.0  # a word of this score is one of them
_Word = tuple[int, int, WordEvidence]  # where it begins, where it ends


class Stretch(NamedTuple):
    """A piece of stored text in one font. ``line`` numbers the line or paragraph: words never join across lines."""

    text: str
    font: str = ""
    line: int = 0


class Segment:
    """Neighbouring stretches of one family in one line, with the evidence gathered so far."""

    __slots__ = (
        "broken",
        "clear",
        "decoded",
        "end",
        "face",
        "odd",
        "private",
        "proven",
        "scores",
        "seen",
        "start",
        "strange",
        "text",
        "verdict",
        "vietnamese",
        "weighed",
    )

    def __init__(self, start: int, end: int, text: str, its_face: Face) -> None:
        self.start, self.end = start, end  # in the line
        self.text = text
        self.face = its_face
        self.scores = [0.0] * len(HYPOTHESES)
        self.weighed = self.broken = self.proven = 0  # words beyond ASCII, broken ones, ones that prove Unicode
        self.strange = 0  # words of another script
        self.odd = 0  # words that no European language writes
        self.vietnamese = 0  # words that are Vietnamese syllables as they stand
        self.seen: dict[str, tuple[WordEvidence, ...]] = {}  # by word
        self.verdict = ""
        self.private = False  # the line holds letters of the private use area
        self.decoded: str | None = None  # the whole segment as it reads, once it has been asked for
        self.clear = False

    def add(self, word: WordEvidence) -> None:
        if not word.word and not word.unicode:
            self.strange += word.broken
            return  # a sign, another script
        self.weighed += 1
        self.broken += word.broken
        self.odd += word.odd
        self.vietnamese += word.vietnamese
        if word.unicode:
            self.proven += 1
        elif word not in (said := self.seen.get(word.word, ())):  # a word said three times is one witness
            self.seen[word.word] = (*said, word)
            self.scores = list(map(add, self.scores, word.scores))


class Line:
    __slots__ = ("first", "segments", "stretches", "text")

    def __init__(self, first: int, stretches: list[Stretch]) -> None:
        self.first = first  # index of its first stretch
        self.stretches = stretches
        self.text = stretches[0].text if len(stretches) == 1 else "".join(stretch.text for stretch in stretches)
        self.segments: list[Segment] = []


def company(segment: Segment) -> float:
    """What the words of ASCII around say: Vietnamese syllables for a legacy encoding, foreign words against.

    Abbreviations in capitals say nothing.
    """
    if segment.strange:
        return -_STRANGERS
    words = [word for word in _ASCII_WORD.findall(segment.text) if not word.isupper()]
    syllables = sum(map(is_syllable, words))
    if syllables == len(words):
        return _ALL_SYLLABLES if any(len(word) > 2 for word in words) else 0.0
    strangers = len(words) - syllables
    if strangers <= syllables:
        return 0.0
    return -_STRANGERS if strangers > 1 else -_STRANGER


def lines_of(stretches: Sequence[Stretch]) -> list[Line]:
    lines = []
    position = 0
    for _, group in groupby(stretches, key=attrgetter("line")):
        members = list(group)
        lines.append(Line(position, members))
        position += len(members)
    return lines


def gather(line: Line) -> None:
    """Cut the line into segments and lay the evidence of each word on the segments that it touches."""
    text = line.text
    if len(line.stretches) == 1:
        line.segments.append(Segment(0, len(text), text, face(line.stretches[0].font)))
    else:
        _cut(line)
    if _PRIVATE.search(text):
        for segment in line.segments:
            segment.private = True
        text = "".join(s.text if s.face.symbols else from_private_use(s.text) for s in line.segments)
    if len(line.segments) == 1:
        only = line.segments[0]
        if PROVES_UNICODE.search(text):
            if _carve(line, text):
                return
            only.proven, only.weighed = 1, len(text) // 8  # about two of five words bear marks
        elif not only.face.symbols:
            for word in TOKEN.findall(text):
                if not word.isascii():
                    only.add(weigh(word))
        return
    _carve(line, text)
    first = 0
    for match in TOKEN.finditer(text):
        if match[0].isascii():
            continue
        evidence = weigh(match[0])
        while line.segments[first].end <= match.start():
            first += 1
        for index in range(first, len(line.segments)):
            segment = line.segments[index]
            if segment.start >= match.end():
                break
            start, end = max(match.start(), segment.start), min(match.end(), segment.end)
            if start < end and not segment.face.symbols and not text[start:end].isascii():
                segment.add(evidence)


def _cut(line: Line) -> None:
    """Cut a line into segments where the family of its font changes."""
    position = 0
    for its_face, group in groupby(line.stretches, key=lambda stretch: face(stretch.font)):
        text = "".join(stretch.text for stretch in group)
        line.segments.append(Segment(position, position + len(text), text, its_face))
        position += len(text)


def _carve(line: Line, text: str) -> bool:
    """Split the segments in which a legacy passage stands amid Unicode of the same font; true where one did."""
    if not _SIGNS.search(text) or not _SUSPECT.search(text) or not PROVES_UNICODE.search(text):
        return False
    parts: list[Segment] = []
    for segment in line.segments:
        parts.extend(_carved(segment, text[segment.start : segment.end]))
    found = len(parts) > len(line.segments)
    line.segments = parts
    if found and all(not part.weighed for part in parts):
        for part in parts:
            if not part.face.symbols:
                for word in TOKEN.findall(text[part.start : part.end]):
                    if not word.isascii():
                        part.add(weigh(word))
    return found


def _carved(segment: Segment, text: str) -> list[Segment]:
    """The segment in parts: passages between two words that prove Unicode, where they are clearly TCVN3 or VNI."""
    if segment.face.symbols or not PROVES_UNICODE.search(text):
        return [segment]
    words = [(match.start(), match.end(), weigh(match[0])) for match in TOKEN.finditer(text) if not match[0].isascii()]
    passages = [list(group) for proof, group in groupby(words, key=lambda word: word[2].unicode) if not proof]
    verdicts = [_clear(passage) for passage in passages]
    known = {verdict for verdict in verdicts if verdict is not None}
    cuts: list[tuple[int, int]] = []
    for passage, verdict in zip(passages, verdicts, strict=True):
        # Beside a clear passage a word by itself counts too: “M¸y mãc thiết bÞ, phụ tïng”.
        speaking = _speaking(passage, known if verdict is None else range(_CARVABLE))
        if speaking:
            cuts.append((speaking[0][0], speaking[-1][1]))
    edges = [0, *(edge for cut in cuts for edge in cut), len(text)]
    return [
        Segment(segment.start + start, segment.start + end, segment.text[start:end], segment.face)
        for start, end in pairwise(edges)
        if start < end
    ]


def _clear(passage: Sequence[_Word]) -> int | None:
    """The encoding, as its index, in which the passage clearly is by itself."""
    if len(_speaking(passage, range(_CARVABLE))) < 2:
        return None
    sums = [sum(word[2].scores[index] for word in passage) for index in range(_CARVABLE)]
    return sums.index(max(sums)) if max(sums) >= CLEAR else None


def _speaking(passage: Sequence[_Word], encodings: Collection[int]) -> list[_Word]:
    return [word for word in passage if any(word[2].scores[index] > _SPEAKS for index in encodings)]
