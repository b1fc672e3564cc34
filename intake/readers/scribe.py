"""Writes down what a reader meets, in the order in which a person reads it, with the places that docx_body names.

Readers of streams (rtf) and of trees (odt, html) call the same few things: letters, the end of a paragraph, tables with
rows and cells, and asides (headers, notes, text boxes) that stand elsewhere than where they are stored. Nothing here
recurses: what is open lies on a stack, and what is too much is not kept.
"""

from __future__ import annotations

from typing import NamedTuple

from casework.document import Flaw, FlawKind, Picture, Zone
from casework.noun import replace
from intake.readers.assemble import RawLine, RawPiece
from intake.readers.docx.text import columns_of, joined, plain_letters
from intake.readers.limits import Limits

__all__ = ["Place", "Scribe"]

#: Stories in the order in which they are handed over; a text box follows the paragraph that it is anchored in.
_ORDER = (Zone.HEADER, Zone.BODY, Zone.FOOTER, Zone.NOTE)
_DEPTH = 40  # asides in asides, tables in tables: nobody types so many


class Place(NamedTuple):
    """Where an aside stands. An empty ``where`` lets paragraphs and cells name themselves."""

    zone: Zone = Zone.BODY
    where: str = ""
    column: int = 0


class _Table:
    """One open table: which row and cell, and which lines the row has given so far."""

    __slots__ = ("cell", "column", "number", "own", "row")

    def __init__(self, number: int) -> None:
        self.number = number
        self.row = self.column = 0
        self.cell = False  # a cell is open
        self.own: list[int] = []  # numbers of the row's lines in the story


class _Story:
    """What is being written: the lines so far, the paragraph at hand, the tables around it."""

    __slots__ = ("later", "lines", "parts", "place", "shown", "tables")

    def __init__(self, place: Place, lines: list[RawLine]) -> None:
        self.place = place
        self.lines = lines
        self.parts: list[list[RawPiece]] = [[]]
        self.later: list[list[RawLine]] = []  # text boxes anchored in this paragraph
        self.shown: list[Picture] = []
        self.tables: list[_Table] = []


class Scribe:
    """One document. Letters and lines beyond ``limits`` are not kept, but for the line that shows that there are more,
    so that :func:`intake.readers.assemble.assemble` names the bound."""

    def __init__(self, limits: Limits) -> None:
        self.pictures: list[Picture] = []
        self.flaws: list[Flaw] = []
        self.full = False
        self._limits = limits
        self._stories: dict[Zone, list[RawLine]] = {zone: [] for zone in _ORDER}
        self._stack = [_Story(Place(), self._stories[Zone.BODY])]
        self._skipped = 0  # asides too deep to be opened
        self._paragraphs = self._tables = self._boxes = 0
        self._letters = self._lines = 0

    # --- letters ----------------------------------------------------------------------------------------------------

    def add(self, text: str, font: str = "", bold: bool = False, caps: bool = False) -> None:
        """Letters as stored; ``\\n`` begins a new line of the same paragraph."""
        if not text or self.full:
            return
        self._letters += len(text)
        self.full = self._letters > self._limits.text_letters
        if not text.isascii():
            text = plain_letters(text, font)
        if caps:
            text = text.upper()
        parts = self._stack[-1].parts
        for row, stretch in enumerate(text.split("\n") if "\n" in text else (text,)):
            if row:
                parts.append([])
            if stretch:
                parts[-1].append(RawPiece(stretch, font, bold))

    def picture(self, picture: Picture) -> None:
        """A picture shown in the paragraph at hand, whose place it gets."""
        if len(self.pictures) + len(self._stack[-1].shown) < self._limits.objects:
            self._stack[-1].shown.append(picture)

    @property
    def blank(self) -> bool:
        """Whether the paragraph at hand has no letters yet."""
        return not any(piece.text.strip() for line in self._stack[-1].parts for piece in line)

    def end_paragraph(self) -> None:
        """Close the paragraph at hand; one without letters and pictures leaves no line."""
        story = self._stack[-1]
        filled = [joined(line) for line in story.parts if any(piece.text.strip() for piece in line)]
        place = self._place(story)
        if (filled or story.shown) and not place.where:
            self._paragraphs += 1
            place = place._replace(where=f"đoạn {self._paragraphs}")
        table = story.tables[-1] if story.tables else None
        for line in filled:
            columns = [line] if place.column else columns_of(line)
            for column, pieces in enumerate(columns, 1):
                if table is not None:
                    table.own.append(len(story.lines))
                self._lay(story.lines, pieces, place, column if len(columns) > 1 else place.column)
        self.pictures += [replace(picture, where=place.where) for picture in story.shown]
        for box in story.later:
            story.lines += box
        story.parts, story.shown, story.later = [[]], [], []

    def _lay(self, lines: list[RawLine], pieces: list[RawPiece], place: Place, column: int) -> None:
        if self._lines > self._limits.text_lines:
            self.full = True
            return
        self._lines += 1
        lines.append(RawLine(tuple(pieces), place.where, place.zone, column))

    def _place(self, story: _Story) -> Place:
        if not story.tables:
            return story.place
        table = story.tables[-1]
        if story.place.where:
            return story.place._replace(column=table.column)
        return Place(Zone.TABLE, f"bảng {table.number}, hàng {table.row}, ô {table.column}", table.column)

    # --- tables -----------------------------------------------------------------------------------------------------

    @property
    def depth(self) -> int:
        """How many tables are open around the paragraph at hand."""
        return len(self._stack[-1].tables)

    def open_table(self) -> None:
        tables = self._stack[-1].tables
        if len(tables) < _DEPTH:
            self._tables += 1
            tables.append(_Table(self._tables))

    def close_table(self) -> None:
        if self._stack[-1].tables:
            self.close_row()
            self._stack[-1].tables.pop()

    def need_cell(self) -> None:
        """Open a row and a cell of the innermost table where none is open."""
        tables = self._stack[-1].tables
        if not tables or tables[-1].cell:
            return
        table = tables[-1]
        if not table.column:
            table.row += 1
        table.column += 1
        table.cell = True

    def close_cell(self) -> None:
        """End the cell at hand, also an empty one."""
        self.need_cell()
        self.end_paragraph()
        if self._stack[-1].tables:
            self._stack[-1].tables[-1].cell = False

    def close_row(self) -> None:
        """End the row at hand. A row of one cell has no columns, unless gaps were typed into it."""
        story = self._stack[-1]
        if not story.tables:
            return
        table = story.tables[-1]
        if table.cell:
            self.close_cell()
        if table.column == 1 and table.own:
            self._without_columns(story, table.own)
        table.column, table.own = 0, []

    def _without_columns(self, story: _Story, own: list[int]) -> None:
        first, alone = own[0], frozenset(own)
        tail = story.lines[first:]
        del story.lines[first:]
        for number, line in enumerate(tail, first):
            if number not in alone:
                story.lines.append(line)
                continue
            columns = columns_of(list(line.pieces))
            for column, pieces in enumerate(columns, 1):
                story.lines.append(line._replace(pieces=tuple(pieces), column=column if len(columns) > 1 else 0))

    def at_depth(self, wanted: int) -> None:
        """Open or close tables until ``wanted`` stand around the paragraph at hand, which keeps its letters."""
        story = self._stack[-1]
        wanted = min(wanted, _DEPTH)
        if len(story.tables) > wanted:
            held = story.parts, story.shown, story.later
            story.parts, story.shown, story.later = [[]], [], []
            while len(story.tables) > wanted:
                self.close_table()
            story.parts, story.shown, story.later = held
        while len(story.tables) < wanted:
            self.need_cell()
            self.open_table()
        self.need_cell()

    # --- asides -----------------------------------------------------------------------------------------------------

    def enter(self, zone: Zone, where: str = "", column: int = 0) -> None:
        """Begin what stands elsewhere: a header, a footer, a note, a cell, or a text box (which numbers itself)."""
        if len(self._stack) >= _DEPTH:
            self._skipped += 1
            return
        lines: list[RawLine]
        if zone is Zone.TEXT_BOX:
            self._boxes += 1
            lines = []
            self._stack[-1].later.append(lines)
            self._stack.append(_Story(Place(zone, where or f"hộp văn bản {self._boxes}", column), lines))
        else:
            lines = self._stories.get(zone, self._stories[Zone.BODY])
            self._stack.append(_Story(Place(zone, where, column), lines))

    @property
    def zone(self) -> Zone:
        """The zone of what is being written."""
        return self._stack[-1].place.zone

    def relabel(self, where: str) -> None:
        """Call the innermost aside ``where``, before anything is written in it."""
        if len(self._stack) > 1 and not self._skipped:
            self._stack[-1].place = self._stack[-1].place._replace(where=where)

    def leave(self) -> None:
        """End the innermost aside."""
        if self._skipped:
            self._skipped -= 1
        elif len(self._stack) > 1:
            self._close_story()
            self._stack.pop()

    def _close_story(self) -> None:
        self.end_paragraph()
        while self._stack[-1].tables:
            self.close_table()

    def limit(self, detail: str) -> None:
        """Note once that a bound was hit; ``detail`` names it."""
        flaw = Flaw(FlawKind.LIMIT, detail)
        if flaw not in self.flaws:
            self.flaws.append(flaw)

    def finished(self) -> tuple[RawLine, ...]:
        """Everything that was written, headers first, notes last."""
        self._skipped = 0
        while len(self._stack) > 1:
            self.leave()
        self._close_story()
        return tuple(line for zone in _ORDER for line in self._stories[zone])
