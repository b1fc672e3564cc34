"""Pictures and drawn shapes of a Word 97–2003 file ([MS-DOC] 2.9.190 PICF, [MS-ODRAW]): what is shown where."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from casework.document import Flaw, FlawKind, Picture
from intake.readers.assemble import RawPiece
from intake.readers.docx.pictures import Measure
from intake.readers.limits import Limits
from intake.readers.slides.escher import Atom, atoms, word_art
from intake.readers.word97.fib import Doc, Part, too_many

__all__ = ["Gallery"]

_STORE_ENTRY, _GROUP, _SHAPE, _OPTIONS, _DRAWING = 0xF007, 0xF003, 0xF00A, 0xF00B, 0xF002
_BLIPS = {0xF01D: "jpg", 0xF01E: "png", 0xF01F: "bmp", 0xF029: "tif", 0xF02A: "jpg"}
_METAFILES = {0xF01A: "emf", 0xF01B: "wmf", 0xF01C: "pict"}
_PICTURE_OF_SHAPE = 0x0104  # the property that names a picture of the store
_SHAPE_PICTURE, _NAMED_PICTURE, _METAFILE = 0x64, 0x66, 0x08  # how a picture in the text is kept
_STORE_HEAD = 36  # bytes
_RECORDS = 256  # at the beginning of a picture in the text, among which its own is
_ANCHOR = 26  # bytes of one anchor


class _Figure(NamedTuple):
    """A shape of a drawing; ``anchor`` is the outermost group that it stands in, or itself."""

    shape: int
    anchor: int
    picture: int  # number in the store, from 1; 0 for none


class Gallery:
    """The pictures of one document, each measured once; and which shapes stand at which letter."""

    def __init__(self, doc: Doc, limits: Limits) -> None:
        self.flaws: list[Flaw] = []
        self._doc = doc
        self._limits = limits
        self._measure = Measure(limits)
        self._known: dict[tuple[str, int], Picture | None] = {}
        self._content = doc.part(Part.DRAWINGS)
        self._store = self._stored()
        self._drawings = self._drawn()
        self._figures = [list(_figures(self._content[start:end], limits)) for start, end in self._drawings]
        self._filled = [{f.shape: f.picture for f in figures if f.picture} for figures in self._figures]

    def anchored(self, header: bool) -> dict[int, list[int]]:
        """Shapes by the position, in the body or in the headers, of the letter that holds their place."""
        places, items = self._doc.positions(Part.HEADER_SHAPES if header else Part.SHAPES, _ANCHOR)
        members: dict[int, list[int]] = {}
        for figure in self._figures[int(header)]:
            members.setdefault(figure.anchor, []).append(figure.shape)
        found: dict[int, list[int]] = {}
        for number, place in enumerate(places[:-1]):
            shape = struct.unpack_from("<i", items, number * _ANCHOR)[0]
            found.setdefault(place, []).extend(members.pop(shape, [shape]))
        return found

    def of_shapes(self, shapes: list[int], header: bool) -> list[Picture]:
        """The pictures that fill ``shapes``."""
        filled = self._filled[int(header)]
        shown = [self._kept(filled[shape]) for shape in shapes if shape in filled]
        return [picture for picture in shown if picture is not None]

    def words(self, header: bool) -> list[RawPiece]:
        """The words of WordArt, where secrecy marks like to stand."""
        start, end = self._drawings[int(header)]
        return word_art(self._content[start:end])

    def inline(self, place: int) -> Picture | None:
        """The picture that lies at ``place`` of the stream Data; ``None`` where there is none that can be shown."""
        key = ("data", place)
        if key not in self._known:
            self._known[key] = self._inline(place) if self._may_measure() else None
        return self._known[key]

    def _may_measure(self) -> bool:
        if len(self._known) < self._limits.pictures:
            return True
        flaw = Flaw(FlawKind.LIMIT, f"tệp có hơn {self._limits.pictures} ảnh (pictures); các ảnh sau chưa được xem")
        if flaw not in self.flaws:
            self.flaws.append(flaw)
        return False

    def _inline(self, place: int) -> Picture | None:
        data = self._doc.data
        if place < 0 or place + 8 > len(data):
            return None
        length, header, how = struct.unpack_from("<IHh", data, place)
        end = min(place + length, len(data))
        start = place + header
        if how == _METAFILE:
            return Picture("", "wmf", 0, 0)
        if how == _NAMED_PICTURE and start < end:
            start += 1 + data[start]
        if how not in (_SHAPE_PICTURE, _NAMED_PICTURE):
            return None
        blips = (self._blip(data, atom) for atom in islice(atoms(data, start, end), _RECORDS))
        return next((picture for picture in blips if picture is not None), None)

    def _blip(self, source: bytes, atom: Atom) -> Picture | None:
        """The picture of a record, or of the record inside an entry of the store."""
        if atom.kind == _STORE_ENTRY:
            if atom.start + _STORE_HEAD > atom.end:
                return None
            inner = atom.start + _STORE_HEAD + source[atom.start + 33]
            atom = next(atoms(source, inner, atom.end), atom)
        if atom.kind in _METAFILES:
            return Picture("", _METAFILES[atom.kind], 0, 0)
        if atom.kind not in _BLIPS:
            return None
        skipped = 33 if atom.instance & 1 else 17  # one hash or two, and a tag
        return self._measure.picture(source[atom.start + skipped : atom.end], _BLIPS[atom.kind])

    def _kept(self, number: int) -> Picture | None:
        key = ("store", number)
        if key not in self._known:
            self._known[key] = self._from_store(number) if self._may_measure() else None
        return self._known[key]

    def _from_store(self, number: int) -> Picture | None:
        """The picture of a store entry lies in the entry itself or, commonly, in the main stream."""
        if not 0 < number <= len(self._store):
            return None
        entry = self._store[number - 1]
        inside = self._blip(self._content, entry)
        if inside is not None or entry.start + _STORE_HEAD > entry.end:
            return inside
        size, _, offset = struct.unpack_from("<3I", self._content, entry.start + 20)
        main = self._doc.main
        atom = next(atoms(main, offset, min(offset + max(size, 8), len(main))), None) if size else None
        return None if atom is None or atom.kind == _STORE_ENTRY else self._blip(main, atom)

    def _stored(self) -> list[Atom]:
        end = 8 + struct.unpack_from("<I", self._content, 4)[0] if len(self._content) >= 8 else 0
        return [atom for atom in _counted(atoms(self._content, 0, end), self._limits) if atom.kind == _STORE_ENTRY]

    def _drawn(self) -> list[tuple[int, int]]:
        """Where the drawing of the body lies in the content, then that of the headers."""
        found: list[tuple[int, int]] = [(0, 0), (0, 0)]
        place = 8 + struct.unpack_from("<I", self._content, 4)[0] if len(self._content) >= 8 else 0
        while place and place + 9 <= len(self._content):
            which = self._content[place]
            kind, size = struct.unpack_from("<HI", self._content, place + 3)
            end = min(place + 9 + size, len(self._content))
            if which not in (0, 1) or kind != _DRAWING:
                break
            found[which] = (place + 1, end)
            place = end
        return found


def _counted(records: Iterator[Atom], limits: Limits) -> Iterator[Atom]:
    """``records``; raises :class:`intake.readers.ole.compound.Refused` where there are more than anybody draws."""
    for number, atom in enumerate(records):
        if number > limits.doc_runs:
            raise too_many(f"hơn {number} mục hình vẽ", limits)
        yield atom


def _figures(drawing: bytes, limits: Limits) -> Iterator[_Figure]:
    """The shapes of one drawing. The outermost group is the drawing itself; a group in it moves as one."""
    groups: list[tuple[int, int]] = []  # where each open group ends, and which shape it is
    shape, anchor, picture = 0, 0, 0
    for atom in _counted(atoms(drawing), limits):
        while groups and atom.start >= groups[-1][0]:
            groups.pop()
        if atom.kind == _GROUP and len(groups) < 2:
            groups.append((atom.end, 0))
        elif atom.kind == _SHAPE and atom.end - atom.start >= 4:
            if shape:
                yield _Figure(shape, anchor, picture)
            shape, picture = struct.unpack_from("<i", drawing, atom.start)[0], 0
            if len(groups) == 2 and not groups[1][1]:
                groups[1] = (groups[1][0], shape)
            anchor = groups[1][1] if len(groups) == 2 else shape
        elif atom.kind == _OPTIONS and shape:
            picture = _picture_of(drawing, atom) or picture
    if shape:
        yield _Figure(shape, anchor, picture)


def _picture_of(drawing: bytes, atom: Atom) -> int:
    for place in range(atom.start, min(atom.start + 6 * atom.instance, atom.end - 5), 6):
        name, value = struct.unpack_from("<HI", drawing, place)
        if name & 0x3FFF == _PICTURE_OF_SHAPE and not name & 0x8000:
            return int(value)
    return 0
