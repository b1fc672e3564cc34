"""The walk through a story of a Word document (body, header, notes …): what a person sees, in reading order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from lxml import etree

from casework.document import Flaw, FlawKind, Zone
from intake.readers.assemble import RawLine, RawPiece
from intake.readers.docx.fields import Fields, chosen
from intake.readers.docx.styles import Format, Styles, W
from intake.readers.docx.text import SYMBOL_FONTS, columns_of, has_far_stop, joined, plain_letters

__all__ = ["Place", "Walk"]

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_V = "{urn:schemas-microsoft-com:vml}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

_P, _TBL, _TR, _TC, _RUN, _T = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc", f"{W}r", f"{W}t"
_VAL, _RPR, _BOX = f"{W}val", f"{W}rPr", f"{W}txbxContent"
_ALTERNATE, _CHOICE, _FALLBACK = f"{_MC}AlternateContent", f"{_MC}Choice", f"{_MC}Fallback"
_SYMBOL, _FIELD, _INSTRUCTION = f"{W}sym", f"{W}fldChar", f"{W}instrText"
_RUBY, _ABOVE = f"{W}ruby", f"{W}rt"
_PPR, _STYLE = f"{W}pPr", f"{W}pStyle"
_SIMPLE_FIELD = f"{W}fldSimple"
_ALT_CHUNK, _SUB_DOC = f"{W}altChunk", f"{W}subDoc"
#: Elements that only wrap what stands; what was inserted with tracking stands, what was deleted does not.
_WRAPPERS = frozenset(
    f"{W}{name}"
    for name in ("sdt", "sdtContent", "hyperlink", "ins", "moveTo", "smartTag", "fldSimple", "customXml", "dir", "bdo",
                 "ruby", "rt", "rubyBase")
)  # fmt: skip
_DRAWN = frozenset({f"{W}drawing", f"{W}pict", f"{W}object"})
_MATH = frozenset({f"{_M}oMath", f"{_M}oMathPara"})
_LITERAL = {
    f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-",
    f"{W}softHyphen": "\u00ad",
}  # fmt: skip
_LEGACY_FONTS = (".vn", "vni", "vn")


class Place(NamedTuple):
    """``where`` is empty in the body, whose paragraphs and cells name themselves."""

    zone: Zone = Zone.BODY
    where: str = ""
    column: int = 0
    table: str = ""  # style of the innermost table


class Walk:
    """One document's walk. Counters run on from story to story; ``lines`` and ``flaws`` grow."""

    def __init__(self, styles: Styles, picture: Callable[[str, str, str], None]) -> None:
        """``picture(part, relation id, where)`` is called for every picture shown."""
        self.lines: list[RawLine] = []
        self.flaws: list[Flaw] = []
        self._styles = styles
        self._picture = picture
        self._part = ""
        self._paragraphs = self._tables = self._boxes = 0
        self._fields = Fields(self.flaws)
        self._parts: list[list[RawPiece]] = []  # the pieces of the paragraph at hand, by line
        self._pending: list[etree._Element | str] = []  # text boxes met in it
        self._shown: list[str] = []  # pictures met in it

    def story(self, root: etree._Element, part: str, place: Place) -> None:
        """Walk the blocks below ``root``, an element of the part named ``part``."""
        self._part, self._fields = part, Fields(self.flaws)
        self._blocks(root, place)

    def _blocks(self, parent: Iterable[etree._Element], place: Place) -> None:
        for child in parent:
            tag = child.tag
            if tag == _P:
                self._paragraph(child, place)
            elif tag == _TBL:
                self._table(child, place)
            elif tag in _WRAPPERS:
                self._blocks(child, place)
            elif tag == _ALTERNATE:
                self._blocks(_choice(child), place)
            elif tag in (_ALT_CHUNK, _SUB_DOC):
                detail = "tệp nhúng một tài liệu khác (altChunk) nên không đọc được hết"
                self.flaws.append(Flaw(FlawKind.UNREADABLE, detail, place.where))

    def _table(self, table: etree._Element, place: Place) -> None:
        self._tables += 1
        number = self._tables
        style = table.find(f"{W}tblPr/{W}tblStyle")
        name = style.get(_VAL, "") if style is not None else ""
        for row, element in enumerate(_through(table, _TR), 1):
            if element.find(f"{W}trPr/{W}del") is not None:
                continue
            cells = list(_through(element, _TC))
            for column, cell in enumerate(cells, 1):
                here = place._replace(column=column if len(cells) > 1 else 0, table=name)
                if place.zone in (Zone.BODY, Zone.TABLE):
                    here = here._replace(zone=Zone.TABLE, where=f"bảng {number}, hàng {row}, ô {column}")
                self._blocks(cell, here)

    def _paragraph(self, paragraph: etree._Element, place: Place) -> None:
        name = _style_of(paragraph)
        outer = self._parts, self._pending, self._shown
        self._parts, self._pending, self._shown = [[]], [], []
        self._inline(paragraph, place.table, name)
        parts, pending, shown = self._parts, self._pending, self._shown
        self._parts, self._pending, self._shown = outer
        self._fields.end_paragraph()
        self._lay_down(parts, place, shown, has_far_stop(paragraph))
        for box in pending:
            self._boxes += 1
            inside = Place(Zone.TEXT_BOX, f"hộp văn bản {self._boxes}")
            if isinstance(box, str):
                self.lines.append(RawLine((RawPiece(box),), inside.where, inside.zone))
            else:
                self._blocks(box, inside)

    def _lay_down(self, parts: list[list[RawPiece]], place: Place, shown: list[str], far: bool) -> None:
        filled = [joined(line) for line in parts if any(piece.text.strip() for piece in line)]
        if (filled or shown) and not place.where:
            self._paragraphs += 1
        where = place.where or f"đoạn {self._paragraphs}"
        for line in filled:
            columns = columns_of(line, far) if not place.column else [line]
            for column, pieces in enumerate(columns, 1):
                number = column if len(columns) > 1 else place.column
                self.lines.append(RawLine(tuple(pieces), where, place.zone, number))
        for relation in shown:
            self._picture(self._part, relation, where)

    def _inline(self, parent: Iterable[etree._Element], table: str, style: str) -> None:
        for child in parent:
            tag = child.tag
            if tag == _RUN:
                self._run(child, table, style)
            elif tag in _WRAPPERS:
                if tag == _SIMPLE_FIELD:
                    self._fields.judge(child.get(f"{W}instr", ""))
                self._inline(child, table, style)
            elif tag == _ALTERNATE:
                self._inline(_choice(child), table, style)
            elif tag in _MATH:
                self._add("".join(t.text or "" for t in child.iter(f"{_M}t")), Format(ascii="Cambria Math"))

    def _run(self, run: etree._Element, table: str, style: str) -> None:
        children = list(run)
        first = children[0] if children else None
        if first is None or first.tag != _RPR:  # not where the schema wants it
            first = next((child for child in children if child.tag == _RPR), None)
        look = self._styles.look(table, style, first)
        if look.hidden:
            self._hidden(run)
        else:
            self._content(children, look, table, style)

    def _hidden(self, run: etree._Element) -> None:
        """Nothing of a hidden run is seen, but its fields begin and end all the same."""
        for child in run.iterchildren(_FIELD, _INSTRUCTION):
            if child.tag == _FIELD:
                self._fields.mark(child.get(f"{W}fldCharType", ""))
            else:
                self._fields.instruct(child.text or "")

    def _content(self, run: Iterable[etree._Element], look: Format, table: str, style: str) -> None:
        for child in run:
            tag = child.tag
            if tag == _T:
                self._add(child.text or "", look)
            elif tag in _LITERAL:
                self._add(_LITERAL[tag], look)
            elif tag == _RPR:
                continue
            elif tag == _SYMBOL:
                self._symbol(child, look)
            elif tag == _FIELD:
                self._add(chosen(child), look)
                self._fields.mark(child.get(f"{W}fldCharType", ""))
            elif tag == _INSTRUCTION:
                self._fields.instruct(child.text or "")
            elif tag in _DRAWN:
                self._drawn(child)
            elif tag == _ALTERNATE:
                self._alternate(child, look, table, style)
            elif tag == _RUBY:
                self._ruby(child, table, style)
            elif tag in _WRAPPERS:
                self._inline(child, table, style)

    def _ruby(self, element: etree._Element, table: str, style: str) -> None:
        """The base stands in its line; the small letters above it are walked after the paragraph, as a box is."""
        for child in list(element):
            if child.tag == _ABOVE:
                above = element.makeelement(_BOX)
                child.tag = _P
                above.append(child)  # moved, not copied: rubies within rubies stay as large as they were
                self._pending.append(above)
            elif child.tag in _WRAPPERS:
                self._inline(child, table, style)

    def _add(self, text: str, look: Format) -> None:
        if not text or self._fields.instructing:
            return
        font = look.font_of(text)
        if not text.isascii():
            text = plain_letters(text, font)
        if look.caps and not font.lower().startswith(_LEGACY_FONTS):
            text = text.upper()
        for row, stretch in enumerate(text.split("\n") if "\n" in text else (text,)):
            if row:
                self._parts.append([])
            if stretch:
                self._parts[-1].append(RawPiece(stretch, font, look.bold))

    def _symbol(self, element: etree._Element, look: Format) -> None:
        """w:sym names a font and a code; a letter only where the font is no symbol font (ECMA-376, 17.3.3.30)."""
        font, code = element.get(f"{W}font", ""), element.get(f"{W}char", "")
        try:
            number = int(code, 16) & 0xFFFF
        except ValueError:
            return
        letter = chr(number - 0xF000) if 0xF020 <= number <= 0xF0FF else chr(number)
        if 0xD800 <= number <= 0xDFFF:
            return
        shown = "•" if font.lower().startswith(SYMBOL_FONTS) else letter
        self._add(shown, look._replace(ascii=font, hansi=font, caps=False))

    def _alternate(self, element: etree._Element, look: Format, table: str, style: str) -> None:
        """Choice is what Word shows. Text boxes of Fallback are read too where they say something else."""
        choice, fallback = _choice(element), element.find(_FALLBACK)
        before = len(self._pending)
        self._content(choice, look, table, style)
        first = "".join(_box_text(box) for box in self._pending[before:])
        if fallback is None:
            return
        pictures = list(self._shown)
        kept = len(self._pending)
        self._drawn(fallback)
        self._shown = pictures
        if "".join(_box_text(box) for box in self._pending[kept:]) == first:
            del self._pending[kept:]

    def _drawn(self, element: etree._Element) -> None:
        """Text boxes, WordArt and pictures below a drawing; the boxes are walked after their paragraph."""
        for child in element:
            tag = child.tag
            if tag == _BOX:
                self._pending.append(child)
            elif tag == f"{_A}blip":
                self._shown.append(child.get(f"{_R}embed", ""))
            elif tag == f"{_V}imagedata":
                self._shown.append(child.get(f"{_R}id", ""))
            elif tag == f"{_V}textpath":
                self._pending.append(child.get("string", ""))
            elif tag == _ALTERNATE:
                self._alternate(child, Format(), "", "")
            else:
                self._drawn(child)


def _style_of(paragraph: etree._Element) -> str:
    for properties in paragraph.iterchildren(_PPR):
        for style in properties.iterchildren(_STYLE):
            return style.get(_VAL, "")
    return ""


def _choice(element: etree._Element) -> etree._Element:
    """What a reader that understands everything takes: the first Choice, else Fallback, else nothing."""
    choice = element.find(_CHOICE)
    if choice is None:
        choice = element.find(_FALLBACK)
    return element.makeelement("none") if choice is None else choice


def _through(parent: Iterable[etree._Element], wanted: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, also inside w:sdt, w:customXml and the like."""
    for child in parent:
        if child.tag == wanted:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _through(child, wanted)


def _box_text(box: etree._Element | str) -> str:
    return box if isinstance(box, str) else "".join(t.text or "" for t in box.iter(_T))
