"""From text scattered on a page to lines in reading order, columns kept apart.

Rows are spans on one baseline; a wide gap cuts a row into cells. Rows whose cells leave one gutter free form a band of
two columns: its left block is read to the end before its right block, so that “Nơi nhận” never interleaves with the
signer's title beside it. Rows of three and more cells are table rows and stay rows.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from intake.readers.assemble import RawPiece

__all__ = ["Cell", "Span", "lay_out"]

_SAME_BASELINE = 0.35  # of the font size
_GUTTER = 1.3  # font sizes between two cells
_BLANK = 0.16  # font sizes between two words
_NARROW_GUTTER = 0.35  # font sizes, where the rows above show that a column begins there
_ALIGNED = 1.0  # points that edges or middles of one column's lines differ at most
_LABEL = re.compile(r"^\s*([-–—•+*o§\uf0a7\uf0b7\uf02d]|\(?\w{1,4}[.)\]:/]|\w{1,2}(\.\d+)*\.?|Điều \d+\.?)\s*$")


class Span(NamedTuple):
    """One text object: ``x0`` … ``x1`` and the baseline ``y`` in points (y grows upwards), ``size`` of the font."""

    text: str
    font: str
    bold: bool
    hidden: bool
    x0: float
    x1: float
    y: float
    size: float
    upright: bool = True


class Cell(NamedTuple):
    """A line as it is read; ``column`` is 0 alone in its row, else 1, 2 … from left to right."""

    pieces: tuple[RawPiece, ...]
    column: int


class _Box:
    """A cell while it is being built."""

    __slots__ = ("spans", "x0", "x1")

    def __init__(self, span: Span) -> None:
        self.spans = [span]
        self.x0, self.x1 = span.x0, span.x1

    def add(self, span: Span) -> None:
        self.spans.append(span)
        self.x1 = max(self.x1, span.x1)

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)


_Row = list[_Box]


def lay_out(spans: list[Span]) -> list[Cell]:
    """The lines of one page in reading order."""
    rows = _rows([span for span in spans if (span.upright and span.text.strip()) or len(span.text) == 1])
    cells = _order(rows)
    # Text set on its side (a stamp along the margin) is read after the rest, object by object.
    cells.extend(Cell((RawPiece(s.text, s.font, s.bold, s.hidden),), 0) for s in spans if not s.upright)
    return cells


def _rows(spans: list[Span]) -> list[_Row]:
    ordered = sorted((s for s in spans if s.upright), key=lambda s: (-s.y, s.x0))
    groups: list[list[Span]] = []
    for span in ordered:
        if groups:
            anchor = groups[-1][0]
            if anchor.y - span.y <= _SAME_BASELINE * max(anchor.size, span.size):
                groups[-1].append(span)
                continue
        groups.append([span])
    rows: list[_Row] = []
    right: _Box | None = None  # the last line of the right column, while rows leave its gutter free
    for group in groups:
        row = _cut(sorted(group, key=lambda s: s.x0))
        if right is not None and len(row) == 1:
            row = _cut_below(row[0], right)
        if len(row) == 2:
            right = row[1]
        elif row and right is not None and (len(row) > 2 or row[0].x1 > right.x0 > row[0].x0):
            right = None
        if row:
            rows.append(row)
    return rows


def _cut_below(box: _Box, above: _Box) -> _Row:
    """A line that fills the left column up to its edge stands close to the signer's name beside it: cut where the
    right column is known to begin, if what begins there looks like a line's beginning."""
    for number in range(1, len(box.spans)):
        span = box.spans[number]
        if not span.text[:1].isupper() and span.text[:1] not in ("(", "["):
            continue
        left, right = _Box(box.spans[0]), _Box(span)
        for earlier in box.spans[1:number]:
            left.add(earlier)
        for later in box.spans[number + 1 :]:
            right.add(later)
        same_middle = abs((right.x0 + right.x1) - (above.x0 + above.x1)) < 2 * _ALIGNED
        if (
            (same_middle or abs(right.x0 - above.x0) < _ALIGNED)
            and right.x0 - _reach(left) > _NARROW_GUTTER * span.size
            and not _LABEL.match(left.text)
        ):
            return [left, right]
    return [box]


def _cut(spans: list[Span]) -> _Row:
    """One row of spans, left to right, cut into boxes at wide gaps; blanks at a gap belong to no box."""
    boxes: _Row = []
    for span in spans:
        blank = span.text.isspace()
        if blank and (not boxes or span.x0 - boxes[-1].x1 > _GUTTER * span.size):
            continue
        if not boxes:
            boxes.append(_Box(span))
            continue
        last = boxes[-1]
        if span.text == last.spans[-1].text and _drawn_twice(last.spans[-1], span):
            continue
        if not blank and span.x0 - _reach(last) > _GUTTER * span.size and not _LABEL.match(last.text):
            boxes.append(_Box(span))
        else:
            last.add(span)
    return [box for box in boxes if box.text.strip()]


def _reach(box: _Box) -> float:
    """Where the last letters of the box end: trailing blanks do not bridge a gutter."""
    for span in reversed(box.spans):
        if not span.text.isspace():
            return span.x1
    return box.x1


def _drawn_twice(before: Span, span: Span) -> bool:
    """True for the second stroke of a bold faked by drawing the same words again beside themselves."""
    return span.text == before.text and abs(span.x0 - before.x0) < 0.1 * span.size and not span.text.isspace()


def _order(rows: list[_Row]) -> list[Cell]:
    cells: list[Cell] = []
    position = 0
    while position < len(rows):
        row = rows[position]
        if len(row) != 2:
            numbered = len(row) > 1
            cells.extend(Cell(_pieces(box), index + 1 if numbered else 0) for index, box in enumerate(row))
            position += 1
            continue
        end = _band_end(rows, position)
        left, right = _sides(rows[position:end])
        cells.extend(Cell(_pieces(box), 1) for box in left)
        cells.extend(Cell(_pieces(box), 2) for box in right)
        position = end
    return cells


def _band_end(rows: list[_Row], start: int) -> int:
    """One behind the last row that leaves the gutter of the row ``start`` free."""
    low, high = rows[start][0].x1, rows[start][1].x0
    size = rows[start][0].spans[0].size
    least = size * 0.8
    end = start + 1
    while end < len(rows) and len(rows[end]) <= 2:
        if len(rows[end]) == 2:  # cut there: the gutter may be as narrow as that
            least = min(least, max(rows[end][1].x0 - rows[end][0].x1, _NARROW_GUTTER * size))
        new_low, new_high = low, high
        middle = (low + high) / 2
        for box in rows[end]:
            if box.x1 <= high and (box.x0 + box.x1) / 2 < middle:
                new_low = max(new_low, box.x1)
            elif box.x0 >= low:
                new_high = min(new_high, box.x0)
            else:
                return end
        if new_high - new_low < least:
            return end
        low, high = new_low, new_high
        end += 1
    return end


def _sides(rows: list[_Row]) -> tuple[list[_Box], list[_Box]]:
    """The boxes left and right of the gutter, each side from the top down."""
    gutter = (rows[0][0].x1 + rows[0][1].x0) / 2
    left: list[_Box] = []
    right: list[_Box] = []
    for row in rows:
        for number, box in enumerate(row):
            on_left = number == 0 if len(row) == 2 else (box.x0 + box.x1) / 2 < gutter
            (left if on_left else right).append(box)
    return left, right


def _pieces(box: _Box) -> tuple[RawPiece, ...]:
    """The spans of one box as pieces: neighbours of one font joined, a blank where the eye sees one."""
    pieces: list[RawPiece] = []
    words: list[str] = []
    before: Span | None = None
    for span in box.spans:
        if before is not None:
            if _apart(before, span):
                words.append(" ")
            if span[1:4] != before[1:4]:  # another font, weight or layer
                pieces.append(RawPiece("".join(words), before.font, before.bold, before.hidden))
                words = []
        words.append(span.text)
        before = span
    if before is not None:
        pieces.append(RawPiece("".join(words), before.font, before.bold, before.hidden))
    return tuple(pieces)


def _apart(before: Span, span: Span) -> bool:
    if span.x0 - before.x1 <= _BLANK * min(before.size, span.size):
        return False
    return not (before.text[-1:].isspace() or span.text[:1].isspace())
