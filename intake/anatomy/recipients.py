"""Box 9b: Nơi nhận, item by item, out of tables, page columns or plain text run together with the signer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from casework.vietnamese import fold
from intake.anatomy.kinds import match_title
from intake.anatomy.layout import Cell, Recipients, emblem, is_rule, is_upper, letters_of, near
from intake.anatomy.signer import cut_signer, is_name, is_role

__all__ = ["read_recipients"]

_HEADING = re.compile(r"noi nhan\b\s*([:;.]?)\s*")
_SLIPPED = re.compile(r"\w{2,4} ?\w{3,5}\s*([:;.])\s*$")
_BULLET = re.compile(r"^\s*(?:[-–—+•·●▪■*~\uf02d\uf0b7]+|\.(?=\s*\w))\s*")
_NEXT_INLINE = re.compile(r"[;.]\s*[-–—]\s*(?=\w)")
_LAST = re.compile(r"(luu\b|\wuu ?:? ?(vt|van thu)\b)")
_USUAL = re.compile(r"(nhu (tren|dieu|kinh)|luu\b|de b/?c|cac )")
_STOP = re.compile(r"(chuong (i|1)\b|dieu \d+\b|ghi chu\b|phu luc\b|quoc hieu|mau so\b|quy che$|quy dinh$|danh sach$)")
_SIGNED = re.compile(r"[\[(]* ?(da ky|ky ten|chu ky|ky, ghi|ky va)")
#: An item of more letters, or a list of more items, is not what stands in a Nơi nhận.
_ITEM_LETTERS = 300
_ITEMS = 80
#: One item may list a whole row of bodies: “Cơ quan Trung ương: Tổng liên đoàn Lao động, Đoàn Thanh niên, …”.
_LONG_ITEM = 900


def read_recipients(cells: Sequence[Cell], start: int) -> Recipients | None:
    """The first Nơi nhận box from cell ``start`` on, or ``None``.

    A table heading (“Nơi nhận | Số lượng”), a sentence that begins with the words, and a quotation are no box.
    """
    for at in range(start, len(cells)):
        cell = cells[at]
        opening = cell.text[:16].lower()
        if "n" not in opening[:4] or len(cell.text) > _ITEM_LETTERS or cell.text[:1] in "“\"'‘(":
            continue
        folded = cell.folded.lstrip("*_: ")
        match = _HEADING.match(folded) if "noi nhan" in cell.start[:14] else None
        match = match or _slipped(folded)
        if match is None:
            continue
        text = cell.text.lstrip("*_: ")
        rest = text[match.end() :] if len(folded) == len(text) else text.partition(":")[2]
        if (not match.group(1) or match.re is _SLIPPED) and not _heads_a_list(cells, at, rest):
            continue
        items, end = _items(cells, at, rest)
        return Recipients(items, cell.where, at, end)
    return None


def _slipped(folded: str) -> re.Match[str] | None:
    """“Nơi nhậnj:”, “Nới nhậm:”, and what recognition makes of the words: alone on the line, one letter wrong."""
    match = _SLIPPED.match(folded) if len(folded) < 16 else None
    return match if match is not None and near(letters_of(folded), "noinhan", 1) else None


def _heads_a_list(cells: Sequence[Cell], at: int, rest: str) -> bool:
    """Whether “Nơi nhận” without a colon is the box: alone or beside a signer, with items that look like its items."""
    rest, _ = cut_signer(rest)
    if rest.strip():
        return False
    below = [c for c in cells[at + 1 : at + 12] if _same_column(cells[at], c)][:4]
    return any((_BULLET.match(c.text) and not is_rule(c.text)) or _USUAL.match(c.folded) for c in below)


def _same_column(heading: Cell, cell: Cell) -> bool:
    """Whether ``cell`` can stand below ``heading``: in its column, or alone in its row on the same sheet."""
    if heading.table or cell.table:
        return heading.table == cell.table and cell.column == heading.column
    return cell.column in (heading.column, 0) or (heading.column == 0 and cell.column == 1)


def _items(cells: Sequence[Cell], at: int, rest: str) -> tuple[tuple[str, ...], int]:
    """The items from what follows the colon and from the cells below, and the number of the cell behind them."""
    gathering = _Gathering()
    inline, _ = cut_signer(rest)
    if inline.strip(" .…"):
        gathering.take_inline(inline)
    end = at + 1
    strangers = 0
    for number in range(at + 1, min(len(cells), at + 200)):
        cell = cells[number]
        if gathering.closed or len(gathering.items) >= _ITEMS:
            break
        if not _same_column(cells[at], cell):
            if cells[at].table and cell.table != cells[at].table:
                break
            continue
        if _ends_list(cell, dashes=gathering.dashes):
            break
        if gathering.take(cell):
            end, strangers = number + 1, 0
        elif (strangers := strangers + 1) > 6:
            break
    return gathering.cleaned(), end


def _ends_list(cell: Cell, *, dashes: bool) -> bool:
    return (
        len(cell.text) > (_LONG_ITEM if dashes and _BULLET.match(cell.text) else _ITEM_LETTERS)
        or emblem(cell) is not None
        or _STOP.match(cell.start) is not None
        or (match_title(cell) is not None and not _BULLET.match(cell.text))
    )


class _Gathering:
    """Items as they come in; knows whether the list is written with dashes and whether its last item is closed."""

    def __init__(self) -> None:
        self.items: list[str] = []
        self.dashes = False
        self.last_seen = False  # the item “Lưu: VT, …” has come
        self.closed = False
        self.wrapped = False  # the line above went on with its item

    def take_inline(self, text: str) -> None:
        """Items behind “Nơi nhận:” on its own line, between dashes or between semicolons."""
        self.dashes = bool(_BULLET.match(text))
        parts = _NEXT_INLINE.split(text) if self.dashes else _outside_brackets(text)
        for part in parts:
            self._add(part)

    def take(self, cell: Cell) -> bool:
        """Take one line; false for a line that belongs to the signer beside or below the list."""
        text, _ = cut_signer(cell.text)
        if not text.strip() or is_rule(text) or _SIGNED.match(fold(text)):
            return False
        if _BULLET.match(text):
            if not self.items:
                self.dashes = True
            self.wrapped = False
            for part in _NEXT_INLINE.split(text):
                self._add(part)
            return True
        if self.last_seen and not self._open():
            self.closed = True
            return False
        if self._continues(text):
            self.items[-1] += f" {text}"
            self.wrapped = True
            return True
        if self._dash_forgotten(text):
            if self.wrapped:
                self.items[-1] += f" {text}"
            else:
                self._add(text)
            return True
        if self.dashes or is_name(text) or self.last_seen:
            self.closed = self.closed or self.last_seen
            return False
        self._add(text)
        return True

    def _dash_forgotten(self, text: str) -> bool:
        """A line without its dash where the one above ends in a semicolon: the list is plainly not at its end."""
        if not self.dashes or self.last_seen or not self.items or self._ending != ";":
            return False
        return len(text) > 3 and text[:1].isalpha() and not (is_upper(text) or is_name(text) or is_role(text))

    @property
    def _ending(self) -> str:
        return self.items[-1].rstrip()[-1:] if self.items else ""

    def _add(self, text: str) -> None:
        cleaned = _BULLET.sub("", text).strip()
        if not cleaned or is_rule(cleaned):
            return
        if self.last_seen:
            self.closed = True
            return
        self.items.append(cleaned)
        self.last_seen = _LAST.match(fold(cleaned)) is not None and len(self.items) > 0
        self.closed = self.closed or (self.last_seen and cleaned.endswith("."))

    def _open(self) -> bool:
        """Whether the last item breaks off at a comma, a bracket or a joining word."""
        last = self.items[-1].rstrip() if self.items else ""
        return last.endswith((",", "-", "(")) or last.count("(") > last.count(")")

    def _continues(self, text: str) -> bool:
        """Whether a line without a dash goes on with the item above it."""
        if not self.items:
            return False
        last = self.items[-1].rstrip()
        if self._open():
            return True
        if last.endswith((";", ".")) or (is_upper(text) and len(text) > 6 and not is_upper(last)):
            return False
        small = text[:1].islower() or text[:1] in "(,"
        if self.dashes:
            return small or not is_name(text)
        return small

    def cleaned(self) -> tuple[str, ...]:
        items = (re.sub(r"[\s;,./…]+$", "", item).strip() for item in self.items)
        return tuple(item for item in items if any(c.isalnum() for c in item))


def _outside_brackets(text: str) -> list[str]:
    """``text`` cut at semicolons, but for those inside round brackets."""
    parts, depth, start = [], 0, 0
    for at, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if letter == ";" and depth <= 0:
            parts.append(text[start:at])
            start = at + 1
    return [*parts, text[start:]]
