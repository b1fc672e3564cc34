"""Paragraphs, tables and asides of an rtf, from the words that end them to the calls of a scribe."""

from __future__ import annotations

from casework.document import Zone
from intake.readers.rtf.words import ASIDES, State
from intake.readers.scribe import Scribe

__all__ = ["Sheet"]

_FOOTNOTE, _ENDNOTE = "chú thích chân trang", "chú thích cuối văn bản"


class Sheet:
    """An rtf says only behind a paragraph whether it stood in a table: ``\\intbl`` and ``\\itap`` of the state at its
    end, or a row that was begun and not ended."""

    def __init__(self, scribe: Scribe) -> None:
        self._scribe = scribe
        self._row = False  # a \trowd without its \row
        self._rows: list[bool] = []  # the same of what stands around the aside at hand
        self._notes: dict[str, int] = {}

    def begin_row(self) -> None:
        self._row = True

    def end(self, word: bytes, state: State) -> None:
        """One of PARAGRAPH_ENDS."""
        if state.deleted and word == b"par":
            return  # a deleted paragraph mark joins two paragraphs
        cell, row = word.endswith(b"cell"), word.endswith(b"row")
        nested = word.startswith(b"nest")
        depth = state.depth if state.in_table else 0
        if cell or row:
            depth = max(2, depth) if nested else 1
        elif not depth and self._row:
            depth = 1
        if row:
            self._end_row(depth)
            return
        self._scribe.at_depth(depth)
        if cell:
            self._scribe.close_cell()
        else:
            self._scribe.end_paragraph()

    def _end_row(self, depth: int) -> None:
        scribe = self._scribe
        if scribe.depth >= depth:
            if not scribe.blank:
                scribe.close_cell()
            while scribe.depth > depth:
                scribe.close_table()
            scribe.close_row()
        if depth == 1:
            self._row = False

    def enter(self, word: bytes) -> None:
        """Begin one of ASIDES; notes are numbered."""
        zone, where = ASIDES[word]
        self._rows.append(self._row)
        self._row = False
        self._scribe.enter(zone, self._numbered(where) if zone is Zone.NOTE else where)

    def leave(self) -> None:
        self._scribe.leave()
        self._row = self._rows.pop()

    def endnote(self) -> None:
        """\\ftnalt: the footnote at hand is an endnote."""
        if self._scribe.zone is Zone.NOTE:
            self._notes[_FOOTNOTE] = self._notes.get(_FOOTNOTE, 1) - 1
            self._scribe.relabel(self._numbered(_ENDNOTE))

    def _numbered(self, where: str) -> str:
        self._notes[where] = self._notes.get(where, 0) + 1
        return f"{where} {self._notes[where]}"
