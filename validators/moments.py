"""When an event took place, as an article's first lines say it. Conservative: what could be another date is not one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from casework.calendar import VIETNAM
from casework.vietnamese import fold, fold_in_place, repair

__all__ = ["Moment", "find_moments", "fold_keeping_places", "fold_lines"]

#: Until when a part of the day lasts at the latest; the sender gets the benefit of the doubt.
_PARTS = {"sang": time(12), "trua": time(13, 30), "chieu": time(18), "toi": time(22, 30)}
_DATE = re.compile(
    r"(?:(?P<hour>\d{1,2}) ?(?:gio|h|g|:) ?(?P<minute>\d{2})?(?: ?phut)?,? (?:ngay )?)?"
    r"(?:(?P<part>sang|trua|chieu|toi) )?(?:(?:hom nay|nay|thu \w+|chu nhat)?[,(]? ?)?(?P<word>ngay )?"
    r"(?P<day>\d{1,2})(?:/(?P<month>\d{1,2})(?:/(?P<year>\d{4}))?| thang (?P<month2>\d{1,2})(?: nam (?P<year2>\d{4}))?)"
    r"(?![\d/])"
)
_CITED = re.compile(
    r"\b(?:so \S*\d\S*|luat|nghi dinh|nghi quyet|thong tu|quyet dinh|ke hoach|cong van|chi thi|quy che|huong dan"
    r"|ket luan|phap lenh|cong dien|to trinh|bao cao|thong bao|sinh|nam \d{4})[^.;]{0,60}$"
)
_LIMIT = re.compile(
    r"\b(?:truoc|den het|het|han|cham nhat|du kien|ke tu|tu|sau|den|sap toi|nhan|ky niem|hieu luc)"
    r"(?: vao)?(?: ngay)? ?$"
)
_HAPPENS = re.compile(
    r"\b(?:tai|da|dien ra|to chuc|khai mac|be mac|hoi nghi|hoi thao|chu tri|tham du|lam viec|trao|le|ban hanh|ky|tiep"
    r"|phat bieu)\b"
)


class Moment(NamedTuple):
    """``phrase`` as written; ``ends`` the latest instant at which the event may have ended, ``None`` for a day that no
    calendar has (31/11)."""

    phrase: str
    ends: datetime | None


def find_moments(text: str, received: date) -> tuple[Moment, ...]:
    """The events that ``text`` dates, in order. A missing year is that of ``received``; days to come are left out."""
    written = repair(text)
    folded = fold_keeping_places(written)
    moments = []
    for match in _DATE.finditer(folded):
        before, behind = folded[max(0, match.start() - 80) : match.start()], folded[match.end() : match.end() + 220]
        if not (match["part"] or match["word"] or match["hour"]):
            continue
        if _CITED.search(before) or _LIMIT.search(before) or not _HAPPENS.search(behind):
            continue
        phrase = " ".join(written[match.start() : match.end()].split()).strip(" ,(")
        day = _day(match, received)
        if day is None:
            moments.append(Moment(phrase, None))
        elif day <= received:
            moments.append(Moment(phrase, _end(match, day)))
    return tuple(moments)


class _Letters(dict[int, str]):
    """Letter by letter what :func:`casework.vietnamese.fold` makes of it, worked out once each."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = (fold(chr(code)) or " ")[:1]
        return folded


_LETTERS = _Letters()
_BETWEEN = "\0"  # folding leaves it as it is, and no reader hands it over; a line that has it is folded by itself


def fold_keeping_places(text: str) -> str:
    """Folded letter by letter, so that a place in the folded text is the same place in the written one. For NFC text,
    which the readers hand over."""
    folded = fold_in_place(text)
    return text.translate(_LETTERS) if folded is None else folded


def fold_lines(lines: Sequence[str]) -> list[str]:
    """Each line folded as in :func:`fold_keeping_places`, with white space squeezed: what ``fold`` gives in NFC.

    All are folded as one text, because a document has hundreds of short lines and a call for each costs more than its
    letters do."""
    folded = fold_in_place(_BETWEEN.join(lines))
    if folded is not None:
        # Readers hand over squeezed lines: most documents have no two blanks side by side.
        squeezed = (" ".join(folded.split()) if "  " in folded else folded).split(_BETWEEN)
        if len(squeezed) == len(lines):
            return [line.strip() for line in squeezed]
    return [" ".join(fold_keeping_places(line).split()) for line in lines]


def _day(match: re.Match[str], received: date) -> date | None:
    month = int(match["month"] or match["month2"])
    year = match["year"] or match["year2"]
    try:
        return date(int(year) if year else received.year, month, int(match["day"]))
    except ValueError:
        return None


def _end(match: re.Match[str], day: date) -> datetime:
    """The end of the part of the day that is named; of a stated hour, of the half day in which it lies."""
    if match["part"]:
        return datetime.combine(day, _PARTS[match["part"]], VIETNAM)
    if match["hour"] and int(match["hour"]) < 24:
        hour = int(match["hour"])
        part = "sang" if hour < 12 else "chieu" if hour < 18 else "toi"
        return datetime.combine(day, _PARTS[part], VIETNAM)
    return datetime.combine(day + timedelta(days=1), time(), VIETNAM)
