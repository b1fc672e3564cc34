"""Fonts of letters in PowerPoint 97–2003 files ([MS-PPT] 2.9): runs of a text, and the styles of a master.

Only what names a font or makes letters bold is kept; the rest is passed over by its length. Damaged runs end where
they break off, and the master's style holds for what follows.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

__all__ = ["Style", "master_levels", "text_runs"]

#: Paragraph properties by their bit, with their bytes, in the order in which they are stored ([MS-PPT] 2.9.20).
_PARAGRAPH = (
    (0xF, 2), (0x80, 2), (0x10, 2), (0x40, 2), (0x20, 4), (0x800, 2), (0x1000, 2), (0x2000, 2), (0x4000, 2),
    (0x100, 2), (0x400, 2), (0x8000, 2), (0x100000, -1), (0x10000, 2), (0xE0000, 2), (0x200000, 2),
)  # fmt: skip
_TAB_STOPS = -1  # a count, then four bytes each
_STYLE_BITS, _FONT_BIT = 0x3EB7, 0x10000
#: Character properties behind the font ([MS-PPT] 2.9.13).
_BEHIND_FONT = ((0x200000, 2), (0x400000, 2), (0x800000, 2), (0x20000, 2), (0x40000, 4), (0x80000, 2))
_BOLD = 1
_WITH_LEVEL = 5  # text types from which on each level of a master's style names itself
_MOST_LEVELS = 5


class Style(NamedTuple):
    """``None`` where nothing is said. ``font`` is a number of the font table."""

    font: int | None = None
    bold: bool | None = None

    def over(self, lower: Style) -> Style:
        return Style(lower.font if self.font is None else self.font, lower.bold if self.bold is None else self.bold)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self.at = 0

    def number(self, form: str) -> int:
        value: int = struct.unpack_from(form, self._data, self.at)[0]
        self.at += struct.calcsize(form)
        return value

    def left(self) -> bool:
        return self.at < len(self._data)

    def paragraph(self) -> None:
        mask = self.number("<I")
        for bits, size in _PARAGRAPH:
            if mask & bits:
                stops = self.number("<H") if size == _TAB_STOPS else 0
                self.at += 4 * stops if size == _TAB_STOPS else size

    def letters(self) -> Style:
        mask = self.number("<I")
        bold = None
        if mask & _STYLE_BITS:
            flags = self.number("<H")
            bold = bool(flags & _BOLD) if mask & _BOLD else None
        font = self.number("<H") if mask & _FONT_BIT else None
        for bit, size in _BEHIND_FONT:
            self.at += size if mask & bit else 0
        return Style(font, bold)


def text_runs(data: bytes, letters: int) -> list[tuple[int, int, int, Style]]:
    """The runs of a text of so many letters: start, end, level (0–4) of the paragraph, what the run says.

    Paragraph runs and letter runs are stored one after the other ([MS-PPT] 2.9.44), each covering the text and the
    mark at its end.
    """
    reader = _Reader(data)
    levels: list[tuple[int, int]] = []  # end, level
    styles: list[tuple[int, Style]] = []
    try:
        done = 0
        while done <= letters and reader.left():
            done += max(1, reader.number("<I"))
            levels.append((done, min(reader.number("<H"), _MOST_LEVELS - 1)))
            reader.paragraph()
        done = 0
        while done <= letters and reader.left():
            done += max(1, reader.number("<I"))
            styles.append((done, reader.letters()))
    except struct.error:
        styles.append((letters, Style()))
    return _crossed(levels, styles, letters)


def _crossed(
    levels: list[tuple[int, int]], styles: list[tuple[int, Style]], letters: int
) -> list[tuple[int, int, int, Style]]:
    """Both lists of ends as one list of stretches."""
    levels, styles = [*levels, (letters, 0)], [*styles, (letters, Style())]
    runs: list[tuple[int, int, int, Style]] = []
    start = place = row = 0
    while start < letters:
        while place < len(levels) - 1 and levels[place][0] <= start:
            place += 1
        while row < len(styles) - 1 and styles[row][0] <= start:
            row += 1
        ends = [end for end in (levels[place][0], styles[row][0]) if end > start]
        end = min([letters, *ends])
        runs.append((start, end, levels[place][1], styles[row][1]))
        start = end
    return runs


def master_levels(data: bytes, text_type: int) -> list[Style]:
    """The levels of a TextMasterStyleAtom; fewer than five where it is damaged or says less."""
    reader = _Reader(data)
    found: list[Style] = []
    try:
        count = min(reader.number("<H"), _MOST_LEVELS)
        for _ in range(count):
            if text_type >= _WITH_LEVEL:
                reader.number("<H")
            reader.paragraph()
            found.append(reader.letters())
    except struct.error:
        return found
    return found
