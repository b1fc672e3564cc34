"""The slides, masters and notes of a PowerPoint 97–2003 file, one after the other, as lines.

Text in placeholders of title and body is stored beside the list of slides and only referred to by the shape; all other
text is stored in its shape. What stands on a master outside placeholders shows on every slide, like a printed header.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from casework.document import Zone
from intake.readers.assemble import RawPiece
from intake.readers.limits import Limits
from intake.readers.sheets.lines import SheetLines
from intake.readers.slides.deck import Deck
from intake.readers.slides.escher import Atom, word_art
from intake.readers.slides.runs import Style

__all__ = ["Slides"]

_LIST, _ENTRY, _SLIDE_FACTS, _NOTE_FACTS = 0x0FF0, 0x03F3, 0x03EF, 0x03F1
_SLIDE, _MASTER = 0x03EE, 0x03F8
_TYPE, _WIDE, _NARROW, _RUNS, _REFERENCE = 0x0F9F, 0x0FA0, 0x0FA8, 0x0FA1, 0x0F9E
_SHAPE, _PLACEHOLDER, _OPTIONS, _STRING, _COMMENT = 0xF004, 0x0BC3, 0xF00B, 0x0FBA, 0x2EE0
_MARGINS, _MARGIN_FACTS = 0x0FD9, 0x0FDA
_SLIDES, _MASTERS, _NOTE_PAGES = 0, 1, 2  # lists by their instance
_OTHER = 4  # type of text outside placeholders
_HEADER_PLACES, _FOOTER_PLACES = (0x0A,), (0x07, 0x08, 0x09)
_SHOWN = {1: (Zone.HEADER, 0x10), 2: (Zone.FOOTER, 0x20)}  # strings of a margin: zone, bit that shows it
_MASTER_HOPS = 3


class _Text(NamedTuple):
    """``place`` is the number of a placeholder, ``None`` outside them; ``reference`` the number of a text of the list
    that is shown here."""

    kind: int
    letters: str = ""
    runs: bytes = b""
    place: int | None = None
    reference: int | None = None


class _Entry(NamedTuple):
    """A slide, master or notes page as its list names it."""

    object: int
    number: int  # by which others refer to it
    texts: list[_Text]


class Slides:
    """Gathers the lines of one deck; raises Full where a bound is hit. ``count`` is the number of slides."""

    def __init__(self, deck: Deck, limits: Limits) -> None:
        self.gathered = SheetLines(limits)
        self._deck = deck
        self._lists: dict[int, list[_Entry]] = {_SLIDES: [], _MASTERS: [], _NOTE_PAGES: []}
        for atom in deck.inside(deck.document):
            if atom.kind == _LIST and atom.instance in self._lists:
                self._lists[atom.instance].extend(self._entries(atom))
        self.count = len(self._lists[_SLIDES])
        self._known: dict[int, dict[int, list[Style]]] = {}

    def gather(self) -> None:
        """What every slide shows, the slides, their notes."""
        self._margins(self._deck.document, "")
        for entry in self._lists[_MASTERS]:
            self.gathered.sheet()
            page = self._deck.object(entry.object)
            if page is not None:
                self._page(page, [], "mẫu trang chiếu", Zone.HEADER)
        numbers: dict[int, int] = {}
        for number, entry in enumerate(self._lists[_SLIDES], 1):
            self.gathered.sheet()
            numbers[entry.number] = number
            page = self._deck.object(entry.object)
            if page is None:  # the list still holds its words
                self._rest(entry.texts, set(), f"trang chiếu {number}", {})
            else:
                self._page(page, entry.texts, f"trang chiếu {number}", Zone.BODY)
        for entry in self._lists[_NOTE_PAGES]:
            self.gathered.sheet()
            page = self._deck.object(entry.object)
            if page is not None:
                facts = next((a for a in self._deck.inside(page) if a.kind == _NOTE_FACTS), None)
                number = 0 if facts is None else numbers.get(self._deck.number(facts), 0)
                where = f"trang chiếu {number}, ghi chú" if number else "ghi chú"
                self._page(page, entry.texts, where, Zone.NOTE)

    def _entries(self, listed: Atom) -> list[_Entry]:
        entries: list[_Entry] = []
        for atom in self._deck.inside(listed):
            if atom.kind == _ENTRY:
                entries.append(_Entry(self._deck.number(atom), self._deck.number(atom, 12), []))
            elif entries:
                self._take(atom, entries[-1].texts, None)
        return entries

    def _take(self, atom: Atom, texts: list[_Text], place: int | None) -> None:
        """Add what ``atom`` says to the last text, or begin one."""
        deck = self._deck
        if atom.kind == _TYPE:
            texts.append(_Text(deck.number(atom), place=place))
        elif atom.kind == _REFERENCE:
            texts.append(_Text(_OTHER, place=place, reference=deck.number(atom)))
        elif atom.kind in (_WIDE, _NARROW):
            if not texts or texts[-1].letters or texts[-1].reference is not None:
                texts.append(_Text(_OTHER, place=place))
            texts[-1] = texts[-1]._replace(letters=deck.letters(atom, atom.kind == _WIDE))
        elif atom.kind == _RUNS and texts:
            texts[-1] = texts[-1]._replace(runs=deck.data(atom))

    def _page(self, page: Atom, listed: list[_Text], where: str, zone: Zone) -> None:
        """The shapes of one page in their order, then the listed words that no shape refers to."""
        styles = self._styles(page)
        said: set[int] = set()
        self._margins(page, where)
        for text in self._texts(page, where):
            if text.reference is not None:
                if text.reference in said or text.reference >= len(listed):
                    continue
                said.add(text.reference)
                text = listed[text.reference]._replace(place=text.place)
            if zone is Zone.HEADER and text.place is not None:
                continue  # “Bấm để sửa tiêu đề”: shown while the slide is made, never afterwards
            self._add(text, where, _zone_of(text, zone), styles)
        self._rest(listed, said, where, styles)

    def _rest(self, listed: list[_Text], said: set[int], where: str, styles: dict[int, list[Style]]) -> None:
        for number, text in enumerate(listed):
            if number not in said:
                self._add(text, where, Zone.BODY, styles)

    def _add(self, text: _Text, where: str, zone: Zone, styles: dict[int, list[Style]]) -> None:
        self.gathered.add(self._deck.pieces(text.letters, text.runs, text.kind, styles), where, zone)

    def _texts(self, page: Atom, where: str) -> Iterator[_Text]:
        """The texts of a page's shapes; WordArt and comments are added on the way."""
        texts: list[_Text] = []
        place: int | None = None
        comment = -1
        for atom in self._deck.inside(page):
            self.gathered.cell(where)
            if atom.kind == _SHAPE:
                yield from texts
                texts, place = [], None
            elif atom.kind == _PLACEHOLDER:
                place = self._deck.number(atom, 4) & 0xFF
            elif atom.kind == _OPTIONS:
                for piece in word_art(self._deck.stream[atom.start - 8 : atom.end]):
                    self.gathered.add([piece], f"{where}, chữ nghệ thuật", Zone.TEXT_BOX)
            elif atom.kind == _COMMENT:
                comment = atom.end
            elif atom.kind == _STRING and atom.end <= comment and atom.instance == 1:
                text = self._deck.letters(atom, wide=True)
                self.gathered.add([RawPiece(text)], f"{where}, nhận xét", Zone.NOTE)
            else:
                self._take(atom, texts, place)
        yield from texts

    def _margins(self, owner: Atom, where: str) -> None:
        """Headers and footers that are kept as settings, of those that are shown."""
        shown = end = 0
        for atom in self._deck.inside(owner):
            if atom.kind == _MARGINS:
                shown, end = 0, atom.end
            elif atom.kind == _MARGIN_FACTS and atom.end <= end:
                shown = self._deck.number(atom) >> 16
            elif atom.kind == _STRING and atom.end <= end and atom.instance in _SHOWN:
                zone, bit = _SHOWN[atom.instance]
                if shown & bit:
                    name = "đầu trang" if zone is Zone.HEADER else "chân trang"
                    text = self._deck.letters(atom, wide=True)
                    self.gathered.add([RawPiece(text)], f"{where}, {name}" if where else name, zone)

    def _styles(self, page: Atom) -> dict[int, list[Style]]:
        """The styles of the master that ``page`` follows; a title master follows another one."""
        master: Atom | None = page
        for _ in range(_MASTER_HOPS):
            if master is None or master.kind == _MASTER:
                break
            facts = next((a for a in self._deck.inside(master) if a.kind == _SLIDE_FACTS), None)
            wanted = 0 if facts is None else self._deck.number(facts, 12)
            entry = next((e for e in self._lists[_MASTERS] if e.number == wanted), None)
            master = None if entry is None else self._deck.object(entry.object)
        if master is None or master.kind != _MASTER:
            return self._deck.master_styles(None)
        if master.start not in self._known:
            self._known[master.start] = self._deck.master_styles(master)
        return self._known[master.start]


def _zone_of(text: _Text, zone: Zone) -> Zone:
    """A page's own zone for what stands in its placeholders; a free text box on a slide is one."""
    if text.place in _HEADER_PLACES:
        return Zone.HEADER
    if text.place in _FOOTER_PLACES:
        return Zone.FOOTER
    return Zone.TEXT_BOX if zone is Zone.BODY and text.place is None else zone
