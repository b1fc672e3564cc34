"""The walk through the text of a Word 97–2003 file: paragraphs, tables, fields, notes and boxes in reading order."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from casework.document import Flaw, FlawKind, Zone
from intake.readers.docx.text import SYMBOL_FONTS
from intake.readers.outside import field_danger
from intake.readers.scribe import Scribe
from intake.readers.word97.drawings import Gallery
from intake.readers.word97.fib import Doc, too_many
from intake.readers.word97.pages import Stretches
from intake.readers.word97.pieces import Text
from intake.readers.word97.sprms import Sprm, has_far_stop, orders
from intake.readers.word97.styles import Look, Looks

__all__ = ["Anchors", "Walk"]

_MARKS = re.compile("[\r\x07\x0c]")
_PAGE_BREAK, _CELL = "\x0c", "\x07"
_CONTROLS = re.compile("[\x00-\x08\x0a-\x1f]")
#: Line, column and page breaks, and the hyphen that never breaks. The one that is only shown where it breaks (1F) is
#: left out: as U+00AD it would read as the ư of TCVN3, which is stored as that letter itself.
_PLAIN = dict.fromkeys(range(32)) | {
    0x09: "\t", 0x0A: "\n", 0x0B: "\n", 0x0C: "\n", 0x0E: "\n", 0x1E: "-",
}  # fmt: skip
_BEGIN, _SEPARATE, _END = "\x13", "\x14", "\x15"
_PICTURE, _DRAWN, _SYMBOL = "\x01", "\x08", "("
_SURROGATES = re.compile("[\ud800-\udfff]")
_LEGACY_FONTS = (".vn", "vni", "vn")
_INSTRUCTION, _INNER = 4_000, 200  # letters of one instruction that are kept, and that count for one around it


class Anchors(NamedTuple):
    """``shapes`` by position of the text; a box by its shape as the span of its letters. Boxes are taken out as they
    are met."""

    shapes: dict[int, list[int]]
    boxes: dict[int, tuple[int, int]]
    header: bool


class _Paragraph(NamedTuple):
    start: int
    mark: int  # position of the mark that ends it
    format: _Format


class _Instruction(NamedTuple):
    """Of an open field: what is written, and the same with the instructions of the fields inside it."""

    shown: list[str]
    whole: list[str]


class _Format(NamedTuple):
    """``depth`` counts the tables around a paragraph; with ``columns`` its tabs lead to a second column."""

    style: int = 0
    depth: int = 0
    row_end: bool = False
    inner_cell: bool = False
    columns: bool = False


class Walk:
    """One document's walk; everything is written down by ``scribe``."""

    def __init__(self, text: Text, letters: Stretches, paragraphs: Stretches, looks: Looks, gallery: Gallery,
                 scribe: Scribe, doc: Doc) -> None:  # fmt: skip
        self._text = text
        self._paragraphs = paragraphs
        self._looks = looks
        self._gallery = gallery
        self._data = doc.data
        self._limits = doc.limits
        self._scribe = scribe
        self._ends: list[int] = []
        self._orders: list[tuple[bytes, bytes]] = []
        for piece in text.pieces:
            for end, own in letters.over(piece):
                self._ends.append(end)
                self._orders.append((own, piece.orders))
        self._formats: dict[tuple[bytes, bytes], _Format] = {}
        self._broken = _SURROGATES.search(text.letters) is not None
        self._fields: list[bool] = []  # per open field: still in its instruction
        self._instructions: list[_Instruction] = []  # of the fields that are
        self._anchors: Anchors | None = None
        self._tab = "\t"

    def story(self, start: int, end: int, anchors: Anchors | None = None) -> None:
        """Write down positions ``start`` to ``end``, with what is anchored there."""
        self._fields, self._instructions, self._anchors = [], [], anchors
        scribe = self._scribe
        for paragraph in self._shown(start, end):
            shape = paragraph.format
            if shape.row_end and paragraph.start == paragraph.mark:
                while scribe.depth > shape.depth:
                    scribe.close_table()
                scribe.close_row()
                continue
            if shape.depth or scribe.depth:
                scribe.at_depth(shape.depth)
            self._content(paragraph)
            self._close_instructions()
            if shape.depth and (shape.inner_cell or self._text.letters[paragraph.mark : paragraph.mark + 1] == _CELL):
                scribe.close_cell()
            else:
                scribe.end_paragraph()
        while scribe.depth:
            scribe.close_table()

    def _shown(self, start: int, end: int) -> list[_Paragraph]:
        """The paragraphs of a story without the rows of tables that were deleted with tracking."""
        paragraphs: list[_Paragraph] = []
        for match in _MARKS.finditer(self._text.letters, start, end):
            mark = match.start()
            if match[0] == _PAGE_BREAK and not self._ends_paragraph(mark):
                continue
            paragraphs.append(_Paragraph(start, mark, self._format(mark)))
            if len(paragraphs) > self._limits.doc_runs:
                raise too_many(f"hơn {len(paragraphs) - 1} đoạn", self._limits)
            start = mark + 1
        if start < end:
            paragraphs.append(_Paragraph(start, end, self._format(end - 1)))
        return self._without_deleted_rows(paragraphs)

    def _without_deleted_rows(self, paragraphs: list[_Paragraph]) -> list[_Paragraph]:
        kept: list[_Paragraph] = []
        gone = 0  # depth of the deleted row that is being left out, read backwards
        for paragraph in reversed(paragraphs):
            shape = paragraph.format
            if gone and (shape.depth < gone or (shape.row_end and shape.depth == gone)):
                gone = 0
            if not gone and shape.row_end and shape.depth and self._look(paragraph.mark, shape.style).deleted:
                gone = shape.depth
            if not gone:
                kept.append(paragraph)
        return kept[::-1]

    def _ends_paragraph(self, mark: int) -> bool:
        """Whether a page break is also the end of a section, and so of a paragraph."""
        piece = self._text.piece_at(mark)
        offset = piece.offset + (mark - piece.start) * piece.width
        stretch = self._paragraphs.at(offset)
        return stretch is None or stretch.end <= offset + piece.width

    def _format(self, mark: int) -> _Format:
        piece = self._text.piece_at(mark)
        stretch = self._paragraphs.at(piece.offset + (mark - piece.start) * piece.width)
        key = (stretch.orders if stretch is not None else b"", piece.orders)
        known = self._formats.get(key)
        if known is None:
            known = self._formats[key] = self._read_format(*key)
        return known

    def _read_format(self, own: bytes, of_piece: bytes) -> _Format:
        style = int.from_bytes(own[:2], "little")
        depth, inside, row_end, inner_cell, columns = 0, False, False, False, False
        pending = [own[2:], of_piece]
        for grpprl in pending:
            self._looks.charge(len(grpprl))
            for code, value in orders(grpprl):
                if code == Sprm.STYLE:
                    style = value
                elif code == Sprm.IN_TABLE:
                    inside = bool(value)
                elif code in (Sprm.ROW_END, Sprm.INNER_ROW_END):
                    row_end = bool(value)
                elif code == Sprm.INNER_CELL:
                    inner_cell = bool(value)
                elif code == Sprm.DEPTH:
                    depth = value
                elif code in Sprm.TABS:
                    columns = has_far_stop(grpprl, code, value)
                elif code in Sprm.ELSEWHERE and len(pending) < 4:
                    pending.append(self._elsewhere(value))
        return _Format(style, max(depth, 1) if inside else 0, row_end, inner_cell, columns)

    def _elsewhere(self, place: int) -> bytes:
        length = int.from_bytes(self._data[place : place + 2], "little")
        return self._data[place + 2 : place + 2 + length]

    def _look(self, position: int, style: int) -> Look:
        number = bisect_right(self._ends, position)
        own, of_piece = self._orders[number] if number < len(self._orders) else (b"", b"")
        return self._looks.look(style, own, of_piece)

    # --- letters ----------------------------------------------------------------------------------------------------

    def _content(self, paragraph: _Paragraph) -> None:
        letters, style = self._text.letters, paragraph.format.style
        self._tab = "\t\t" if paragraph.format.columns else "\t"  # two tabs in a row set columns apart
        position, mark = paragraph.start, paragraph.mark
        number = bisect_right(self._ends, position)
        while position < mark and number < len(self._ends) and not self._scribe.full:
            end = min(self._ends[number], mark)
            look = self._looks.look(style, *self._orders[number])
            text = letters[position:end]
            if look.special:
                self._special(text, look, position)
            else:
                self._add(text.translate(_PLAIN) if _CONTROLS.search(text) else text, look)
            position = end
            number += 1

    def _add(self, text: str, look: Look) -> None:
        if self._instructions:
            self._instructions[-1].shown.append(text[:_INSTRUCTION])
            self._instructions[-1].whole.append(text[:_INSTRUCTION])
        elif not (look.hidden or look.deleted) and text:
            if self._broken:
                text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
            text = text.replace("\t", self._tab)
            font = self._looks.font_of(look, text)
            caps = (look.caps or look.small_caps) and not font.lower().startswith(_LEGACY_FONTS)
            self._scribe.add(text, font, look.bold, caps)

    def _special(self, text: str, look: Look, position: int) -> None:
        """Letters that stand for something else: ends of fields, pictures, anchors, symbols, numbers of notes."""
        for number, letter in enumerate(text):
            if letter == _BEGIN:
                self._fields.append(True)
                self._instructions.append(_Instruction([], []))
            elif letter == _SEPARATE and self._fields and self._fields[-1]:
                self._fields[-1] = False
                self._judge(self._instructions.pop())
            elif letter == _END and self._fields:
                if self._fields.pop():
                    self._judge(self._instructions.pop())
            elif self._instructions or look.hidden or look.deleted:
                self._add(letter.translate(_PLAIN), look)
            elif letter == _PICTURE:
                picture = self._gallery.inline(look.picture) if not look.data else None
                if picture is not None:
                    self._scribe.picture(picture)
            elif letter == _DRAWN:
                self._drawn(position + number)
            elif letter == _SYMBOL and look.symbol >= 0:
                self._symbol(look)
            else:
                self._add(letter.translate(_PLAIN), look)

    def _symbol(self, look: Look) -> None:
        """A font and a code; a letter only where the font is no symbol font."""
        font, code = self._looks.font(look.symbol & 0xFFFF), look.symbol >> 16
        if 0xD800 <= code <= 0xDFFF or code < 0x20:
            return
        letter = chr(code - 0xF000) if 0xF020 <= code <= 0xF0FF else chr(code)
        self._scribe.add("•" if font.lower().startswith(SYMBOL_FONTS) else letter, font, look.bold)

    def _judge(self, instruction: _Instruction) -> None:
        """Name what a field would do. Word puts an inner field's result in the place of its instruction, so both are
        asked: what is stored as its result may be no longer what it gives."""
        shown, whole = ("".join(parts)[:_INSTRUCTION] for parts in instruction)
        if not whole.strip():
            return
        if self._instructions:
            self._instructions[-1].whole.append(f" {whole[:_INNER]} ")
        danger = field_danger(shown) or field_danger(whole)
        flaw = Flaw(FlawKind.ACTIVE, f"tệp có {danger}")
        if danger and flaw not in self._scribe.flaws:
            self._scribe.flaws.append(flaw)

    def _close_instructions(self) -> None:
        """An instruction that does not end with its paragraph is broken: what follows is shown, so it is read."""
        if self._instructions:
            while self._instructions:
                self._judge(self._instructions.pop())
            self._fields.clear()

    # --- what is anchored -------------------------------------------------------------------------------------------

    def _drawn(self, position: int) -> None:
        """The pictures and the text boxes of the shapes anchored at ``position``; boxes hold no anchors."""
        anchors = self._anchors
        shapes = anchors.shapes.pop(position, []) if anchors is not None else []
        if anchors is None or not shapes:
            return
        for picture in self._gallery.of_shapes(shapes, anchors.header):
            self._scribe.picture(picture)
        outer = self._fields, self._instructions, self._anchors
        for shape in shapes:
            if shape in anchors.boxes:
                self._scribe.enter(Zone.TEXT_BOX)
                self.story(*anchors.boxes.pop(shape))
                self._scribe.leave()
        self._fields, self._instructions, self._anchors = outer
