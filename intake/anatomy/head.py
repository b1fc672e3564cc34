"""The head: Quốc hiệu, issuer, số/ký hiệu, place and date, kind, trích yếu, Kính gửi (boxes 1 to 5 and 9a)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from casework.vietnamese import fold
from intake.anatomy.abstract import Collected, read_about, read_abstract, read_collected
from intake.anatomy.issuer import read_issuer
from intake.anatomy.kinds import TitleMatch, match_title
from intake.anatomy.layout import JOINING, Cell, emblem, is_motto, is_rule, is_upper, near

__all__ = ["Head", "read_head"]

#: The head lies within this many cells and before the first prose.
_CELLS = 60
_PROSE = 150

_NUMBER = re.compile(
    r"(?:.{0,60}?\s)?(?:luật\s+)?s[ốôóòõổỗồoơ]\s*[:.;]?\s*(?P<count>[\d.…_]*\s?[a-z]?)\s*(?P<slash>[/-])\s*"
    r"(?P<symbol>[\w&Đđ.…]+(?:\s*[/-]\s*[\w&Đđ.…]+)*)(?P<rest>.*)$",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?P<place>[^,]{2,60}),\s*ngay\s*(?P<day>[\d.…_ ]*)\s*(?:thang|/|-)\s*(?P<month>[\d.…_ ]*)\s*"
    r"(?:nam|/|-)\s*(?P<year>[\d.…_ ]*)$"
)
_TO = re.compile(r"(\w{3,5}) ?(\w{2,4})\b\s*([:;.]?)\s*")
_BULLET = re.compile(r"^\s*[-–—+•·●▪■*~]+\s*")
#: In web pages a tab is a blank: “Số: 12/BC-UBND An Bình, ngày …”, “Hạnh phúc Hà Nội, ngày …”.
_BEFORE_PLACE = re.compile(r"(?i).*(?:\bs[ốôo]\s*[:.;]?\s*\S*/\S+|hạnh phúc\W*)\s+(?=\S)")
_PROMULGATED = re.compile(
    r"\(? ?((duoc )?(ban hanh|phe duyet) )?(kem )?theo (quyet dinh|nghi dinh|thong tu|cong van|van ban|nghi quyet"
    r"|thong bao|ke hoach|to trinh|bao cao|chi thi|giay moi)"
)


class Head(NamedTuple):
    """``end`` is the number of the first cell behind the head."""

    boxes: frozenset[str] = frozenset()
    end: int = 0
    issuer: str = ""
    number: str = ""
    place: str = ""
    issued_on: date | None = None
    kind: str = ""
    abstract: str = ""
    addressed_to: tuple[str, ...] = ()


class _Number(NamedTuple):
    at: int
    text: str
    rest: str


def read_head(cells: Sequence[Cell]) -> Head:
    """The head of the document; without boxes where its beginning is not that of an official document."""
    end = _end_of_head(cells)
    head = cells[:end]
    emblem_at = next((at for at, cell in enumerate(head) if emblem(cell) is not None or is_motto(cell)), None)
    number = _number(head)
    placed = next(((at, found) for at, c in enumerate(head) if (found := _place_date(c))), None)
    firm = emblem_at is not None or number is not None or placed is not None
    title_at, title = _title(cells, head, firm)
    collected = read_collected(cells, title_at, title) if title is not None and emblem_at is None else None
    if title is not None and collected is not None and (title.numbered or title.alone):
        return _from_collection(collected, title, _promulgated(cells, title_at), emblem_at is not None)
    addressed_at, addressed_to = _addressed(cells, end)
    abstract, after = read_abstract(cells, title_at, title) if title is not None else ("", title_at + 1)
    if not abstract:
        abstract = read_about(head, number.rest if number is not None else "")
    named = {
        "quoc_hieu": emblem_at is not None,
        "number": number is not None,
        "place_date": placed is not None,
        "title": title is not None,
        "kinh_gui": addressed_at is not None,
        "promulgated": title is not None and _promulgated(cells, title_at),
    }
    issuer = read_issuer(head, title_at if title is not None else end) if firm else ""
    boxes = {name for name, there in named.items() if there} | ({"issuer"} if issuer else set())
    kind = title.kind if title is not None else ""
    if not kind and number is not None and (addressed_at is not None or abstract):
        kind = "CÔNG VĂN"
    last = [at for at in (emblem_at, number.at if number else None, placed[0] if placed else None) if at is not None]
    return Head(
        boxes=frozenset(boxes),
        end=max([*(at + 1 for at in last), after if title is not None else 0, (addressed_at or -1) + 1]),
        issuer=issuer,
        number=number.text if number is not None else "",
        place=placed[1][0] if placed is not None else "",
        issued_on=placed[1][1] if placed is not None else None,
        kind=kind,
        abstract=abstract,
        addressed_to=addressed_to,
    )


def _from_collection(found: Collected, title: TitleMatch, promulgated: bool, framed: bool) -> Head:
    """Old collections print number, issuer and date within the title."""
    boxes = {"number", "title", "issuer"} | ({"promulgated"} if promulgated else set())
    return Head(
        boxes=frozenset(boxes | ({"quoc_hieu"} if framed else set())),
        end=found.end,
        issuer=found.issuer,
        number=found.number,
        issued_on=found.issued_on,
        kind=title.kind,
        abstract=found.abstract,
    )


def _end_of_head(cells: Sequence[Cell]) -> int:
    """The number of the first cell that is prose or opens the text; what is quoted further down is not the head."""
    for at, cell in enumerate(cells[:_CELLS]):
        if len(cell.text) >= _PROSE or re.match(r"can cu |dieu 1\b", cell.start):
            return at
        following = cells[at : at + 3]
        # Prose wrapped into lines: three long lines in a row of which none is a heading.
        if len(following) == 3 and all(len(c.text) >= 60 and not is_upper(c.text) for c in following):
            return at
    return min(len(cells), _CELLS)


def _number(head: Sequence[Cell]) -> _Number | None:
    for at, cell in enumerate(head):
        if len(cell.text) > 160 or "so" not in cell.folded:
            continue
        match = _NUMBER.match(cell.text)
        if match is None or not _is_symbol(match["symbol"]):
            continue
        before = cell.text[: match.start("count")]
        opening = re.sub(r"(luat )?so ?[:.;]?$", "", fold(before)).strip()
        # “… theo Quyết định số 12/QĐ-BNV” is a citation; only an issuer in capitals may stand to the left.
        left = before[: len(opening)]
        if opening and (not is_upper(left) or re.search(r"[\d()]", left) or _cites(match["rest"])):
            continue
        if _cites(match["rest"]):
            continue
        count = re.sub(r"[^\da-zA-Z]", "", match["count"])
        symbol = re.sub(r"\s*([/-])\s*", r"\1", match["symbol"]).strip(".…")
        slash = match["slash"]
        if not count and symbol.startswith("/"):  # “- …/QĐ-TTg”: a dash of the scan before a number that was not read
            symbol, slash = symbol[1:], "/"
        return _Number(at, f"{count}{slash}{symbol}", match["rest"].strip())
    return None


def _cites(rest: str) -> bool:
    """True where a sentence goes on behind the number: “… ngày 20 tháng 5 năm 1998”, “… của Bộ trưởng”."""
    return re.match(r"[,.;: ]*(ngay \d|cua |ve |quy dinh|\)|doi voi|thi )", fold(rest)) is not None


def _is_symbol(symbol: str) -> bool:
    """True for what a ký hiệu looks like: a year first or capitals (QĐ-BNV, 2020/NĐ-CP), or dots to be filled in."""
    letters = [c for c in symbol if c.isalpha()]
    return (bool(letters) and sum(map(str.isupper, letters)) * 2 >= len(letters)) or "…" in symbol or ".." in symbol


def _place_date(cell: Cell) -> tuple[str, date | None] | None:
    """Place and date of box 4; a date that is not filled in, or is none, gives ``None`` for the date."""
    if len(cell.text) > 110 or "ngay" not in cell.folded or len(cell.folded) != len(cell.text):
        return None
    match = _DATE.match(cell.folded.rstrip(" .;"))
    if match is None:
        return None
    place = re.split(r"[*_–—-]{2,}|\s{3,}", cell.text[: match.end("place")])[-1].strip(" .…")
    place = _BEFORE_PLACE.sub("", f"{place} ").strip() or place
    try:
        issued = date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        issued = None
    return place, issued


def _title(cells: Sequence[Cell], head: Sequence[Cell], firm: bool) -> tuple[int, TitleMatch | None]:
    """The first line of the head that names a kind; one with more words than the kind needs another box beside it,
    or a text that says with what it was issued, because a headline may begin with such a word too."""
    for at, cell in enumerate(head):
        match = match_title(cell)
        if match is None or _wraps_on(head, at):
            continue
        # A column heading of a table may be such a word as well.
        if (
            (match.alone and not cell.column)
            or firm
            or (match.numbered and _has_articles(cells[at:]))
            or _promulgated(cells, at)
        ):
            return at, match
    return len(head), None


def _wraps_on(head: Sequence[Cell], at: int) -> bool:
    """True where the line before ends in “của”, “về” …: the word belongs to that line's sentence."""
    return at > 0 and JOINING.search(head[at - 1].folded) is not None and not is_rule(head[at - 1].text)


def _has_articles(cells: Sequence[Cell]) -> bool:
    return sum(1 for c in cells[:200] if re.match(r"(can cu|dieu \d+)\b", c.start)) >= 2


def _promulgated(cells: Sequence[Cell], title_at: int) -> bool:
    near = cells[title_at + 1 : title_at + 10]
    return any(c.text.startswith("(") and _PROMULGATED.match(c.start) for c in near)


def _addressed(cells: Sequence[Cell], end: int) -> tuple[int | None, tuple[str, ...]]:
    """The last cell of Kính gửi and its items; only within or right behind the head."""
    for at, cell in enumerate(cells[: end + 1]):
        match = _to(cell)
        if match is None:
            continue
        first = cell.text[match.end() :] if len(cell.folded) == len(cell.text) else cell.text.partition(":")[2]
        items = [first] if first.strip(" .,;…") else []
        last = at
        for number, following in enumerate(cells[at + 1 : at + 30], at + 1):
            if cell.column and following.column not in (0, cell.column) and following.table == cell.table:
                continue  # the other column of the page stands between the heading and its items
            continued = bool(items) and items[-1].rstrip().endswith((",", " và")) and len(following.text) < _PROSE
            if not (_BULLET.match(following.text) or continued) or len(following.text) > 250:
                break
            if _BULLET.match(following.text):
                items.append(following.text)
            else:
                items[-1] += f" {following.text}"
            last = number
        cleaned = (_BULLET.sub("", item).strip(" .,;:…") for item in items)
        return last, tuple(item for item in cleaned if item)
    return None, ()


def _to(cell: Cell) -> re.Match[str] | None:
    """“Kính gửi” at the beginning of a line, slips allowed where a colon follows: “Kinh giri:”, “Kính gởi:”."""
    if cell.start[:1] != "k" or cell.text[:1] in "“\"'":
        return None
    match = _TO.match(cell.folded)
    if match is None:
        return None
    letters = match[1] + match[2]
    exact = match[1] == "kinh" and re.fullmatch(r"g[uo]\w{1,2}", match[2])
    slipped = bool(match[3]) and "g" in letters[3:6] and near(letters, "kinhgui", 2)
    return match if exact or slipped else None
