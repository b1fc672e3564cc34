"""Lines cut into cells, and the small tests on text that head, Nơi nhận and signer share."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from casework.document import Line, Zone
from casework.vietnamese import fold, repair, squeeze

__all__ = [
    "JOINING",
    "Cell",
    "Emblem",
    "Recipients",
    "before_motto",
    "cells_of",
    "emblem",
    "is_motto",
    "is_rule",
    "is_upper",
    "letters_of",
    "near",
]

#: In one line of plain text this much white space stands between two columns.
_GAP = re.compile(r"(?<=\S)(?:[ \u00a0]{4,}|[ \u00a0]*\t[ \u00a0]*(?:\t[ \u00a0]*)+)(?=\S)")
_BLANK = re.compile(r"[\u00a0\u2000-\u200b]")
#: A line that ends so goes on in the next one (folded).
JOINING = re.compile(r"\b(cua|va|cho|tai|ve|thuoc|trong|theo|cac|voi)$")
#: What recognition reads out of the dirt, the frames and the strokes before a line: “„THỦ TƯỚNG”, “N \\QUYẾT ĐỊNH”.
_DIRT = re.compile(r"^(?:[.,]?[^\W\d_]{0,2} ?[\\|‹›«»^´`„°⁄<>{}]+ ?|[&%_]+ ?)+(?=[^\W\d_])")
_EMBLEM = re.compile(r"cong ?h\w{1,3} ?xa ?hoi ?chu ?ngh\w* ?viet ?nam\w?")
_EMBLEM_LETTERS = "conghoaxahoichunghiavietnam"
_MOTTO = re.compile(r"doc ?lap\W{0,5}tu ?do\W{0,5}hanh ?phuc")


class Cell:
    """One line, or one column of a line, with its folded form made once and only where it is asked for."""

    __slots__ = ("__dict__", "bold", "column", "line", "text", "where", "zone")

    def __init__(self, text: str, column: int, line: int, where: str, zone: Zone, bold: bool) -> None:
        self.text = text
        self.column = column  # as in casework.document.Line
        self.line = line  # number of the line it was cut from
        self.where = where
        self.zone = zone
        self.bold = bold

    @cached_property
    def folded(self) -> str:
        return fold(self.text)

    @cached_property
    def start(self) -> str:
        """The first forty letters, folded: enough to tell how a line begins, and cheap on prose."""
        return fold(self.text[:40])

    @property
    def table(self) -> str:
        """Which table the cell is in (“bảng 2”); empty outside tables."""
        return self.where.partition(",")[0] if self.zone is Zone.TABLE else ""


class Recipients(NamedTuple):
    items: tuple[str, ...]
    where: str
    at: int  # number of the heading's cell
    end: int  # number of the cell behind the last item


class Emblem(NamedTuple):
    """What stood on the same line as the Quốc hiệu, to its left and to its right."""

    left: str
    right: str


def cells_of(lines: Sequence[Line], *, framed: bool = False) -> tuple[Cell, ...]:
    """The lines of body and tables (``framed``: of text boxes) as cells; a line with a wide gap gives one cell a
    column, from 1 on."""
    zones = (Zone.TEXT_BOX,) if framed else (Zone.BODY, Zone.TABLE)
    cells: list[Cell] = []
    for number, line in enumerate(lines):
        if line.zone not in zones:
            continue
        stored = line.text if unicodedata.is_normalized("NFC", line.text) else repair(line.text)
        plain = stored and stored.isprintable() and "  " not in stored and stored == stored.strip()
        if plain and not line.recognised:
            # One row without a gap and without any white space but single blanks: most lines.
            cells.append(Cell(stored, line.column, number, line.where, line.zone, line.bold))
            continue
        for row in stored.split("\n"):
            gapped = not line.column and ("\t" in row or "    " in row or "\u00a0" in row)
            parts = _GAP.split(row.strip()) if gapped else [row]
            shared = len(parts) > 1
            for column, part in enumerate(parts, 1):
                text = squeeze(_BLANK.sub(" ", part))
                if line.recognised:
                    text = _DIRT.sub("", text)
                if text:
                    cells.append(
                        Cell(text, column if shared else line.column, number, line.where, line.zone, line.bold)
                    )
    return tuple(cells)


def is_rule(text: str) -> bool:
    """True for a drawn line (“_____”, “-------”, “***”, “-o0o-”): nothing that could be read."""
    return not any(c.isalnum() for c in text) or text.strip("-_=* .").lower() in ("o0o", "0o0", "ooo", "0")


def is_upper(text: str) -> bool:
    """True where the letters (two or more) are capitals, but for a slip or two."""
    letters = [c for c in text if c.isalpha()]
    small = sum(c.islower() for c in letters)
    return len(letters) >= 2 and small * 12 <= len(letters)


def letters_of(folded: str) -> str:
    """Only the letters of a folded text, run together, so that “Q U Y Ế T  Đ Ị N H” can be compared."""
    return "".join(c for c in folded if c.isalpha())


def near(one: str, other: str, most: int) -> bool:
    """True where at most ``most`` letters must be put in, left out or changed to turn one into the other."""
    if abs(len(one) - len(other)) > most:
        return False
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (a != b))
        if min(row) > most:
            return False
    return row[-1] <= most


def emblem(cell: Cell) -> Emblem | None:
    """The Quốc hiệu with slips allowed, alone on its line or run together with the issuer to its left.

    “nước Cộng hòa xã hội chủ nghĩa Việt Nam” in a sentence is none.
    """
    if len(cell.text) > 160 or not _hints(cell.text, "nam", "ngh"):
        return None
    match = _EMBLEM.search(cell.folded)
    if match is None:
        return Emblem("", "") if near(letters_of(cell.folded), _EMBLEM_LETTERS, 3) else None
    if len(cell.folded) != len(cell.text):
        return Emblem("", "") if match.end() - match.start() >= len(cell.folded) - 2 else None
    left, right = cell.text[: match.start()].strip(), cell.text[match.end() :].strip(" .,;:*-–—_")
    if left and not is_upper(left) and not is_rule(left) and not _may_issue(left):
        return None
    if right and not _MOTTO.match(fold(right)):
        return None
    return Emblem("" if is_rule(left) else left, right)


def _may_issue(left: str) -> bool:
    """“Bộ Tài chính” to the left of the Quốc hiệu; not “Bộ Ngoại giao nước” before the country's name."""
    folded = fold(left)
    organisation = re.match(r"(bo|so|cuc|tong cuc|vien|uy ban|ubnd|phong|ban|truong|hoi dong) ", folded)
    return organisation is not None and len(left) < 60 and not re.search(r"\b(nuoc|cua|va)$", folded)


def is_motto(cell: Cell) -> bool:
    """True for a line that is the Tiêu ngữ (with or without something run together to its left)."""
    return len(cell.text) < 110 and _hints(cell.text, "do", "ph") and _MOTTO.search(cell.folded) is not None


def before_motto(cell: Cell) -> str:
    """What a web page has run together with the Tiêu ngữ to its right: “XÃ AN BÌNH Độc lập - Tự do - Hạnh phúc”."""
    match = _MOTTO.search(cell.folded) if is_motto(cell) else None
    return cell.text[: match.start()].strip() if match is not None and len(cell.folded) == len(cell.text) else ""


def _hints(text: str, *syllables: str) -> bool:
    """Whether one of ``syllables`` (ASCII) stands in ``text``; spares most lines the folding."""
    lowered = text.lower()
    return any(syllable in lowered for syllable in syllables)
