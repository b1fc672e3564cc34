"""The trích yếu: below the title, behind “V/v” under the number of a công văn, or in the title of an old collection."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from casework.vietnamese import fold
from intake.anatomy.kinds import TitleMatch
from intake.anatomy.layout import JOINING, Cell, emblem, is_rule, is_upper

__all__ = ["Collected", "read_about", "read_abstract", "read_collected"]

#: A trích yếu of more letters than this, or more lines, is prose that follows a title.
_LETTERS = 500
_LINES = 8

_ABOUT = re.compile(r"(?:v/v|ve viec)\b[:\s]*")
_BODY_STARTS = re.compile(
    r"(can cu|kinh g[uo]i|dieu \d|chuong (\d|[ivx])|phan (thu|i\b|\d)|[ivx]{1,4}\. |\d+\. |thuc hien |thi hanh |xet "
    r"|theo de nghi|quoc hoi (nuoc|ban hanh)|nham |de |trong |ngay \d|hom nay|quyet dinh ?:|nghi dinh ?:|quyet nghi)"
)
_AUTHORITY = re.compile(
    r"(bo truong|thu tuong|chu tich|(pho )?(tong )?giam doc|vien truong|cuc truong|vu truong|tong cuc truong"
    r"|hieu truong|chanh |truong |chinh phu$|quoc hoi|uy ban|hoi dong|ban |thong doc|tong thanh tra|tong kiem toan"
    r"|ubnd|hdnd)"
)
_STANDS_FOR_DATE = re.compile(r"[^,]{2,40}, ?ngay\b")
_COLLECTED = re.compile(
    r"(?i)^(?:liên tịch\s+)?của\s+(?P<issuer>.{3,120}?)\s+số\s*(?P<count>\d+)\s*(?P<slash>[/-])\s*"
    r"(?P<symbol>[\w&Đđ]+(?:\s*[/-]\s*[\w&Đđ]+)*)(?:,?\s*ngày\s*(?P<day>\d{1,2})\s*(?:tháng|[/-])\s*"
    r"(?P<month>\d{1,2})\s*(?:năm|[/-])\s*(?P<year>\d{4}))?\s*(?P<rest>.*)$"
)


class Collected(NamedTuple):
    """A title as old collections print it: “Nghị định của Chính phủ số 117/2003/NĐ-CP ngày 10/10/2003 về việc …”."""

    at: int  # number of the first cell of the title
    end: int  # number of the cell behind it
    issuer: str
    number: str
    issued_on: date | None
    abstract: str


def read_abstract(cells: Sequence[Cell], title_at: int, title: TitleMatch) -> tuple[str, int]:
    """The trích yếu below the title and the number of the cell behind it."""
    parts = [title.rest] if title.rest else []
    column = cells[title_at].column
    at = title_at + 1
    bold = False
    while at < len(cells) and len(parts) < _LINES:
        cell = cells[at]
        if is_rule(cell.text):
            at += 1
            if parts:
                break
            continue
        if _ends(cell, parts, bold, column):
            break
        bold = bold or cell.bold
        parts.append(cell.text)
        at += 1
    text = " ".join(parts)
    return (text.strip(" :*"), at) if len(text) <= _LETTERS else ("", title_at + 1)


def _ends(cell: Cell, parts: list[str], bold: bool, column: int) -> bool:
    joined = bool(parts) and JOINING.search(fold(parts[-1])) is not None
    elsewhere = bool(cell.column) and bool(parts) and (cell.column != column or bool(cell.table))
    # “… chủ trì / thực hiện nhiệm vụ”: a small letter goes on with the line above, whatever its first word is.
    goes_on = bool(parts) and cell.text[:1].islower() and cell.bold == bold
    if cell.text.startswith("(") or elsewhere or (_opens_text(cell) and not goes_on):
        return True
    if parts and not joined and is_upper(cell.text) and (_AUTHORITY.match(cell.folded) or not is_upper(parts[-1])):
        return True
    if parts and bold and not cell.bold and not joined:
        return True
    return len(cell.text) > 300 or (bool(parts) and len(cell.text) > 200)


def _opens_text(cell: Cell) -> bool:
    """True for a line that opens the text itself: “Căn cứ …”, “Điều 1”, “Kính gửi”, “1. …”."""
    return _BODY_STARTS.match(cell.start.lstrip("-– ")) is not None


def read_about(head: Sequence[Cell], rest: str) -> str:
    """The “V/v …” under the number of a công văn, with its wrapped lines; ``rest`` is what stands behind the number."""
    if (match := _ABOUT.match(fold(rest))) is not None:
        return " ".join(rest.split()[len(match.group().split()) :]) or ""
    for at, cell in enumerate(head):
        match = _ABOUT.match(cell.start)
        if match is None:
            continue
        parts = [" ".join(cell.text.split()[len(match.group().split()) :])]
        for following in head[at + 1 : at + 6]:
            other = following.column != cell.column
            if other or is_rule(following.text) or following.start.startswith("kinh g"):
                break
            if emblem(following) is not None or is_upper(following.text) or _opens_text(following):
                break
            if _STANDS_FOR_DATE.match(following.start):
                break
            parts.append(following.text)
        return " ".join(parts).strip(" .;:")
    return ""


def read_collected(cells: Sequence[Cell], title_at: int, title: TitleMatch) -> Collected | None:
    """The boxes out of the title of an old collection, on the title's own line or on those below it."""
    own = cells[title_at]
    parts = [] if title.alone else [_behind_kind(own, title.kind)]
    end = title_at + 1
    for cell in cells[title_at + 1 : title_at + 7]:
        if cell.bold != own.bold or is_rule(cell.text) or re.match(r"[- ]*(can cu|dieu 1\b)", cell.start):
            break
        if parts and _AUTHORITY.match(cell.folded) and JOINING.search(fold(parts[-1])) is None:
            break
        parts.append(cell.text)
        end += 1
    match = _COLLECTED.match(" ".join(parts))
    if match is None:
        return None
    number = re.sub(r"\s", "", match["count"] + match["slash"] + match["symbol"])
    return Collected(title_at, end, match["issuer"], number, _day(match), match["rest"].strip(" .:;,"))


def _behind_kind(cell: Cell, kind: str) -> str:
    return " ".join(cell.text.split()[len(kind.split()) :])


def _day(match: re.Match[str]) -> date | None:
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"])) if match["year"] else None
    except ValueError:
        return None
