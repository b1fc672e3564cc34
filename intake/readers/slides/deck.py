"""What the slides of a PowerPoint 97–2003 file share: where each object lies, fonts, styles of the masters.

A presentation is saved by appending: a chain of edits, each with a list of the objects that it moved ([MS-PPT] 2.3).
The newest place of an object counts.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from casework.document import Flaw, FlawKind
from intake.readers.assemble import RawPiece
from intake.readers.limits import Limits
from intake.readers.sheets.biff import letters_of
from intake.readers.sheets.lines import Full
from intake.readers.slides.escher import Atom, atoms
from intake.readers.slides.runs import Style, master_levels, text_runs

__all__ = ["Broken", "Deck", "Encrypted"]

_EDIT, _DIRECTORY, _DOCUMENT, _FONT, _MASTER_STYLE = 0x0FF5, 0x1772, 0x03E8, 0x0FB7, 0x0FA3
_CIPHERED, _WITH_CIPHER = 0xF3D1C4DF, 32
_WALKS = 4  # how often a record may be looked at
_EDITS = 1_000  # savings of one file
_OBJECTS = 200_000
_FACE_BYTES = 64
_TITLE, _BODY, _OTHER = 0, 1, 4
#: Types of text that follow another type's style.
_LIKE = {5: _BODY, 6: _TITLE, 7: _BODY, 8: _BODY}


class Broken(Exception):
    """The chain of edits or an object leads nowhere. Never leaves the reader."""


class Encrypted(Exception):
    """The objects are enciphered."""


class Deck:
    """One “PowerPoint Document” stream."""

    def __init__(self, stream: bytes, user: bytes, limits: Limits) -> None:
        """``user`` is the stream “Current User”. Raises :class:`Broken` or :class:`Encrypted`."""
        self.stream = stream
        self.flaws: list[Flaw] = []
        self._limits = limits
        self._left = _WALKS * limits.cells
        if len(user) < 20:
            raise Broken
        token, edit = struct.unpack_from("<II", user, 12)
        if token == _CIPHERED:
            raise Encrypted
        self._places: dict[int, int] = {}
        document = self.object(self._edits(edit))
        if document is None or document.kind != _DOCUMENT:
            raise Broken
        self.document = document
        self._fonts: dict[int, str] = {}
        self._other: list[Style] = []
        for atom in self.inside(self.document):
            if atom.kind == _FONT:
                face = stream[atom.start : min(atom.start + _FACE_BYTES, atom.end)]
                self._fonts[atom.instance] = face.decode("utf-16-le", "replace").split("\0")[0]
            elif atom.kind == _MASTER_STYLE and atom.instance == _OTHER:
                self._other = master_levels(stream[atom.start : atom.end], _OTHER)

    def _edits(self, offset: int) -> int:
        """Walk the edits from the newest back; the number of the document's object comes back."""
        document = 0
        seen: set[int] = set()
        while offset and offset not in seen and len(seen) < _EDITS:
            seen.add(offset)
            if offset + 28 > len(self.stream):
                raise Broken
            _, kind, size = struct.unpack_from("<HHI", self.stream, offset)
            last, directory, number = struct.unpack_from("<III", self.stream, offset + 16)
            if kind != _EDIT:
                raise Broken
            if size >= _WITH_CIPHER:
                raise Encrypted
            document = document or number
            self._directory(directory)
            offset = last
        return document

    def _directory(self, offset: int) -> None:
        atom = next(atoms(self.stream, offset), None)
        if atom is None or atom.kind != _DIRECTORY:
            raise Broken
        at = atom.start
        while at + 4 <= atom.end and len(self._places) < _OBJECTS:
            head = struct.unpack_from("<I", self.stream, at)[0]
            first, count = head & 0xFFFFF, min(head >> 20, (atom.end - at - 4) // 4)
            for number, place in enumerate(struct.unpack_from(f"<{count}I", self.stream, at + 4), first):
                self._places.setdefault(number, place)
            at += 4 + 4 * count if count else atom.end

    def object(self, number: int) -> Atom | None:
        """The record of a stored object, ``None`` where it is not there."""
        place = self._places.get(number)
        return None if place is None else next(atoms(self.stream, place), None)

    def objects(self) -> Iterator[Atom]:
        """The records of all stored objects."""
        for place in self._places.values():
            found = next(atoms(self.stream, place), None)
            if found is not None:
                yield found

    def inside(self, atom: Atom) -> Iterator[Atom]:
        """The records within a container, at any depth. Raises Full, with a flaw, when more have been looked at
        altogether than an honest file has: containers may overlap, and many slides may be one and the same."""
        for found in atoms(self.stream, atom.start, atom.end):
            self._left -= 1
            if self._left < 0:
                detail = f"bài trình chiếu có hơn {_WALKS * self._limits.cells} bản ghi (cells)"
                self.flaws = [Flaw(FlawKind.LIMIT, f"{detail}; phần còn lại chưa được đọc")]
                raise Full
            yield found

    def data(self, atom: Atom) -> bytes:
        return self.stream[atom.start : atom.end]

    def number(self, atom: Atom, at: int = 0) -> int:
        """The 32-bit number at byte ``at`` of a record; nought where the record is too short."""
        if atom.start + at + 4 > atom.end:
            return 0
        value: int = struct.unpack_from("<I", self.stream, atom.start + at)[0]
        return value

    def master_styles(self, master: Atom | None) -> dict[int, list[Style]]:
        """The styles of a master by the type of text."""
        styles = {_OTHER: self._other}
        for atom in () if master is None else self.inside(master):
            if atom.kind == _MASTER_STYLE:
                styles[atom.instance] = master_levels(self.data(atom), atom.instance)
        return styles

    def pieces(self, letters: str, runs: bytes, text_type: int, styles: dict[int, list[Style]]) -> list[RawPiece]:
        """A text in its fonts. Paragraphs end with ``\\r``, lines with ``\\v``; both come out as line breaks."""
        pieces = []
        for start, end, level, said in text_runs(runs, len(letters)):
            style = said
            for kind in (text_type, _LIKE.get(text_type, _OTHER)):
                known = styles.get(kind, [])
                if known:
                    style = style.over(known[min(level, len(known) - 1)]).over(known[0])
            font = self._fonts.get(style.font or 0, "")
            text = letters[start:end].replace("\r", "\n").replace("\x0b", "\n")
            pieces.append(RawPiece(text, font, bool(style.bold)))
        return pieces

    def letters(self, atom: Atom, wide: bool) -> str:
        """The letters of a text record."""
        data = self.data(atom)
        return data.decode("utf-16-le", "replace") if wide else letters_of(data)
