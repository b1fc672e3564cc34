"""Marks of secrecy, circulation and urgency, found by their place and by standing alone, never as a part of a sentence.

Ground: Nghị định 30/2020/NĐ-CP, annex I, boxes 10a (secrecy), 10b (urgency) and 11 (circulation). The word “mật” stands
in every fourth open document (“bảo mật”, “bí mật nhà nước”); a mark is a line, a table cell, a header or a text box
that holds nothing else, or a bracketed or leading label in a subject or a file name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from casework.document import Line, Mark, MarkKind, Zone
from casework.noun import replace
from casework.vietnamese import fold, repair, see_through
from intake.mark_disguises import stored_in_legacy, undisguised
from intake.mark_words import (
    Found,
    labelled,
    labelled_without_colon,
    leading,
    may_hold_mark,
    misread,
    recognise,
    recognise_label,
)

__all__ = ["find_marks"]

_STAMP_ZONES = (Zone.HEADER, Zone.FOOTER, Zone.TEXT_BOX)
_LABEL_ZONES = (Zone.SUBJECT, Zone.FILE_NAME, Zone.METADATA)
_FLOW_ZONES = (Zone.BODY, Zone.TABLE)

#: A line of this many letters is prose; the head of a document ends before it, or after this many lines.
_PROSE_LETTERS = 150
_HEAD_LINES = 30
#: How far from a Quốc hiệu the head of an annex or a second document reaches, in lines.
_AROUND_EMBLEM = 8
#: No line of more letters holds nothing but a mark; in a head or a subject a mark may stand beside something else.
_LONGEST = 90
_LONGEST_BESIDE = 300
#: How far GIẢI MẬT reaches where it stands in the flow of the text, in lines.
_BESIDE = 4

_HEAD_END = re.compile(r"(can cu|dieu 1\b|chuong (i|1)\b|phan thu nhat|thuc hien (cong van|ke hoach))")
_EMBLEM = re.compile(r"(cong hoa xa hoi chu ngh|doc lap ?- ?tu do)")
_NUMBER = re.compile(r"(luat )?so ?:? ?\S* ?[/-] ?\S+")
_DATE = re.compile(r"[^,]{2,40}, ?ngay\b")
_SAMPLE = re.compile(r"(mau dau|mau so|mau chu|dau chi|con dau|dong dau|khuon dau|vi du|minh hoa|\bmau\b ?[0-9])")
#: What stands beside a mark in a header or footer: “MẬT - Trang 1/5”, “3 | Tối mật”.
_PAGE = re.compile(
    r"^(?:trang|tr\.?|page)?\s*\d{1,4}(?:\s*/\s*\d{1,4})?[\s|–—-]+|[\s|–—-]+(?:trang|tr\.?|page)?\s*\d{0,4}(?:\s*/\s*\d{1,4})?$",
    re.IGNORECASE,
)
#: Most lines that one letter each makes: T Ố I M Ậ T written downwards or a letter a cell.
_MOST_LETTERS = 9
#: Words whose second half may wrap onto a line of its own: BÍ / MẬT, BẢO / MẬT, ĐỘ / MẬT, ONG / MẬT.
_TORN = frozenset({"bi", "bao", "co", "do", "ong", "than", "chu", "cap", "loai", "muc", "giai"})
#: A heading about secret papers that wraps before its last word: … TÀI LIỆU / MẬT.
_NOUN_ABOVE = (["tai", "lieu"], ["van", "ban"], ["ho", "so"], ["cong", "van"], ["con", "dau"], ["dong", "dau"])


class _Seen(NamedTuple):
    number: int
    found: Found
    line: Line
    sure: bool


def find_marks(lines: Sequence[Line]) -> tuple[Mark, ...]:
    """The marks on ``lines`` in reading order, each once a place.

    ``sure`` is false where the words stand alone but the place, the spelling or the surroundings leave a doubt (a
    sample in a form, “TOI MAT” without diacritics). A GIẢI MẬT beside a secrecy mark lifts it: the secrecy mark is
    left out and a mark of kind LIFTED tells why.
    """
    body = [(number, line) for number, line in enumerate(lines) if line.zone in _FLOW_ZONES]
    heads = _head_lines(body)
    seen: list[_Seen] = []
    for number, line in enumerate(lines):
        before = lines[number - 1] if number else None
        for found in _on_line(line, before, number in heads):
            sure = _certain(found, line, lines, number, number in heads)
            if sure is not None:
                seen.append(_Seen(number, found, line, sure))
    seen += _spelt_out(lines, heads)
    kept = _without_lifted(_without_samples(_doubt_enumerations(seen, heads)), heads)
    marks = [Mark(s.found.kind, s.found.text, s.line.where, s.line.zone, s.sure) for s in kept]
    return tuple(dict.fromkeys(marks))


def _head_lines(body: Sequence[tuple[int, Line]]) -> frozenset[int]:
    """Numbers of the lines that belong to a head: the beginning, and the surroundings of every Quốc hiệu."""
    numbers: set[int] = set()
    for number, line in body[:_HEAD_LINES]:
        if len(line.text) >= _PROSE_LETTERS or _HEAD_END.match(fold(line.text[:40])):
            break
        numbers.add(number)
    for position, (_, line) in enumerate(body):
        if line.text[:1] in "cCđĐ" and len(line.text) < _PROSE_LETTERS and _EMBLEM.match(fold(line.text)):
            numbers.update(_outwards(reversed(body[max(0, position - _AROUND_EMBLEM) : position + 1])))
            numbers.update(_outwards(body[position : position + _AROUND_EMBLEM]))
    return frozenset(numbers)


def _outwards(stretch: Iterable[tuple[int, Line]]) -> Iterator[int]:
    """Numbers of the lines from a Quốc hiệu on until prose begins."""
    for number, line in stretch:
        if len(line.text) >= _PROSE_LETTERS or _HEAD_END.match(fold(line.text[:40])):
            return
        yield number


def _on_line(line: Line, before: Line | None, in_head: bool) -> tuple[Found, ...]:
    """What stands on one line, by the rules of its zone."""
    beside = in_head or line.zone in _LABEL_ZONES
    if len(line.text) > (_LONGEST_BESIDE if beside else _LONGEST) or not line.text:
        return ()
    if line.recognised and in_head and (slip := misread(line.text)) is not None:
        return (slip,)
    if (undecoded := stored_in_legacy(line.text)) is not None and (in_head or line.zone not in _FLOW_ZONES):
        return (undecoded,)
    if plain := undisguised(line.text):
        return tuple(f._replace(exact=False) for f in _on_line(replace(line, text=plain), before, in_head))
    if not may_hold_mark(line.text):
        return ()
    text = see_through(repair(line.text)).strip()
    if line.zone in _LABEL_ZONES:
        return recognise_label(text, file_name=line.zone is Zone.FILE_NAME)
    named = labelled(text)
    if named is None and (in_head or line.zone in _STAMP_ZONES):
        named = labelled_without_colon(text)
    if named is not None:
        return (named,)
    alone = recognise(text)
    if not alone and line.zone in (Zone.HEADER, Zone.FOOTER):
        alone = recognise(_PAGE.sub("", text))
    if not alone:
        return _beside_a_box(text) if in_head else ()
    return _mended(alone, line, before)


def _spelt_out(lines: Sequence[Line], heads: frozenset[int]) -> Iterator[_Seen]:
    """Marks of which every letter stands on a line or in a cell of its own."""
    stack: list[tuple[int, str]] = []
    for number, line in enumerate((*lines, Line("", ""))):
        letter = see_through(repair(line.text)).strip() if len(line.text) <= 5 else ""
        if len(letter) == 1 and letter.isupper() and (not stack or line.zone is lines[stack[0][0]].zone):
            stack.append((number, letter))
            continue
        if 3 <= len(stack) <= _MOST_LETTERS:
            first = stack[0][0]
            for found in recognise("".join(one for _, one in stack)):
                sure = _certain(found, lines[first], lines, first, first in heads)
                if sure is not None:
                    yield _Seen(first, found, lines[first], sure)
        stack = [(number, letter)] if len(letter) == 1 and letter.isupper() else []


def _mended(alone: tuple[Found, ...], line: Line, before: Line | None) -> tuple[Found, ...]:
    """Join TỐI / MẬT of two narrow lines; drop the torn second half of BÍ / MẬT; take “Độ mật” | “Tối mật” as one."""
    if before is None or before.zone is not line.zone or len(alone) != 1 or alone[0].text != "MẬT":
        return alone if before is None or not _is_label_cell(before, line) else tuple(_as_named(f) for f in alone)
    if _is_label_cell(before, line):
        return tuple(_as_named(f) for f in alone)
    last = see_through(repair(before.text)).strip().upper()
    if last in ("TỐI", "TUYỆT"):
        return (alone[0]._replace(text=f"{last} MẬT"),)
    words = fold(before.text).split()
    if words == ["giai"]:
        return (Found(MarkKind.LIFTED, "GIẢI MẬT"),)
    if words[-2:] in _NOUN_ABOVE and len(words) > 2 and before.column == line.column:
        return (alone[0]._replace(wordy=True),)
    torn = bool(words) and words[-1].strip("“\"'(") in _TORN and before.column == line.column
    return () if torn else alone


def _is_label_cell(before: Line, line: Line) -> bool:
    """True where the cell to the left asks for the degree of secrecy."""
    label = fold(before.text).strip(" :.-")
    return before.zone is Zone.TABLE and line.zone is Zone.TABLE and label in ("do mat", "muc do mat", "cap do mat")


def _as_named(found: Found) -> Found:
    return found._replace(named=True)


def _beside_a_box(text: str) -> tuple[Found, ...]:
    """A mark that extraction has run together with its neighbour in the head: “Số: 12/BC-UBND MẬT”."""
    first = leading(text)
    if first is not None:
        found, rest = first
        folded = fold(rest)
        if _NUMBER.match(folded) or _DATE.match(folded) or _EMBLEM.match(folded):
            return (found,)
    head, _, tail = text.rpartition(" ")
    for before, last in ((head, tail), (head.rpartition(" ")[0], " ".join(text.split()[-2:]))):
        alone = recognise(last)
        if alone and alone[0].exact and _NUMBER.fullmatch(fold(before)):
            if alone[0].upper:
                return alone
            # “Số: 12/BC-UBND (Mật)” is no stamp, but whoever typed it meant something.
            return (alone[0]._replace(exact=False, upper=True, lower=False),) if last.startswith("(") else ()
    return ()


def _certain(found: Found, line: Line, lines: Sequence[Line], number: int, in_head: bool) -> bool | None:
    """True a mark, False doubtful, ``None`` nothing at all, by zone and spelling."""
    if line.zone in _LABEL_ZONES:
        return found.exact and not found.quoted and not found.lower
    if line.zone in _STAMP_ZONES:
        return None if found.loose and not found.upper else found.exact and not found.quoted and not found.lower
    if line.zone is Zone.NOTE:
        return False if found.upper and found.exact else None
    if found.named:
        return in_head and found.exact
    if in_head:
        return _certain_in_head(found, lines, number)
    if not found.upper or not found.exact or found.kind is MarkKind.URGENCY:
        return None
    doubtful = found.quoted or found.wordy or line.zone is Zone.TABLE
    return not doubtful and not _is_sample(lines, number)


def _certain_in_head(found: Found, lines: Sequence[Line], number: int) -> bool | None:
    if found.lower:
        # Plain text from TCVN3 has lost its capitals with its fonts: so has the Quốc hiệu beside the mark.
        near = lines[max(0, number - _AROUND_EMBLEM) : number + _AROUND_EMBLEM]
        caseless = any(_EMBLEM.match(fold(n.text)) and n.text == n.text.lower() for n in near if len(n.text) < 150)
        return False if found.exact and caseless else None
    if found.loose:
        return False if found.upper else None
    sample = _is_sample(lines, number)
    if found.upper:
        return not found.quoted and not found.wordy and not sample
    # “Mật” in title case counts at the place of the mark, which only a head with its boxes has.
    near = lines[max(0, number - _AROUND_EMBLEM) : number + _AROUND_EMBLEM]
    boxes = any(_EMBLEM.search(fold(n.text)) or _NUMBER.match(fold(n.text)) for n in near if len(n.text) < 150)
    return boxes and not found.quoted and not found.wordy and not sample


def _is_sample(lines: Sequence[Line], number: int) -> bool:
    """True where the lines just above speak of stamps and samples of them."""
    above = [line for line in lines[max(0, number - 3) : number] if line.zone in _FLOW_ZONES]
    return any(_SAMPLE.search(fold(line.text)) for line in above)


def _doubt_enumerations(seen: list[_Seen], heads: frozenset[int]) -> list[_Seen]:
    """Different degrees side by side outside a head are a list or a table of samples, not the mark of this document."""
    levels = {s.found.text for s in seen if s.found.kind is MarkKind.SECRET and _in_flow(s) and s.number not in heads}
    if len(levels) < 2:
        return seen
    return [
        s._replace(sure=False) if s.found.kind is MarkKind.SECRET and _in_flow(s) and s.number not in heads else s
        for s in seen
    ]


def _without_samples(seen: list[_Seen]) -> list[_Seen]:
    """Drawn boxes with KHẨN beside THƯỢNG KHẨN and HỎA TỐC are the samples of a text on the form of documents (annex I
    of the decree): no document bears two degrees of urgency. Marks of secrecy are kept even there."""
    degrees = {s.found.text for s in seen if s.found.kind is MarkKind.URGENCY and s.line.zone is Zone.TEXT_BOX}
    if len(degrees) < 2:
        return seen
    samples = (MarkKind.URGENCY, MarkKind.LIMIT)
    return [s for s in seen if not (s.line.zone is Zone.TEXT_BOX and s.found.kind in samples)]


def _in_flow(seen: _Seen) -> bool:
    return seen.line.zone in _FLOW_ZONES


def _without_lifted(seen: list[_Seen], heads: frozenset[int]) -> list[_Seen]:
    """Leave out the secrecy marks that a GIẢI MẬT beside them lifts.

    A sure GIẢI MẬT at a stamp's place (head, header, text box) lifts every mark at such a place; one in the flow of
    the text lifts what stands within a few lines. Marks in a subject or a file name are never lifted.
    """
    lifts = [s for s in seen if s.found.kind is MarkKind.LIFTED and s.sure]

    def at_stamp_place(s: _Seen) -> bool:
        return s.line.zone in _STAMP_ZONES or s.number in heads

    def lifted(s: _Seen) -> bool:
        if s.found.kind is not MarkKind.SECRET or s.line.zone in _LABEL_ZONES:
            return False
        if at_stamp_place(s) and any(at_stamp_place(lift) for lift in lifts):
            return True
        return any(_in_flow(lift) and abs(lift.number - s.number) <= _BESIDE for lift in lifts if _in_flow(s))

    return [s for s in seen if not lifted(s)]
