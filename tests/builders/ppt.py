"""Builds .ppt presentations for tests, record by record from [MS-PPT]: one master, slides, notes, a saved edit.

build_ppt([Slide([Text("Tiêu đề", 0), Text("hộp", 4, runs=[("hộp", ".VnTime")])], notes="dặn")], title="VNI-Times")
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tests.builders.ole import build_ole
from tests.builders.xls import word_art_options

__all__ = ["Slide", "Text", "atom", "build_ppt", "container"]

TITLE, BODY, NOTES, OTHER = 0, 1, 2, 4
_MASTER_NUMBER = 0x80000000


class Text(NamedTuple):
    """``kind`` as PowerPoint counts types of text; ``runs`` are stretches with their fonts; ``place`` the number of a
    placeholder (0x0D title, 0x0E body, 0x09 footer), ``listed`` text lies in the list of slides."""

    letters: str
    kind: int = OTHER
    runs: Sequence[tuple[str, str]] = ()
    place: int | None = None
    listed: bool = False
    level: int = 0


class Slide(NamedTuple):
    texts: Sequence[Text]
    notes: str = ""
    word_art: str = ""
    comment: str = ""
    footer: str = ""
    raw: bytes = b""  # records put into the slide


def atom(kind: int, data: bytes, instance: int = 0) -> bytes:
    return struct.pack("<HHI", instance << 4, kind, len(data)) + data


def container(kind: int, *inside: bytes, instance: int = 0) -> bytes:
    data = b"".join(inside)
    return struct.pack("<HHI", instance << 4 | 0xF, kind, len(data)) + data


class _Fonts:
    def __init__(self) -> None:
        self.names: list[str] = []

    def number(self, name: str) -> int:
        if name not in self.names:
            self.names.append(name)
        return self.names.index(name)


def build_ppt(
    slides: Sequence[Slide],
    *,
    title: str = "Arial",
    body: str = "Arial",
    other: str = "Arial",
    master: Sequence[Text] = (),
    extra: bytes = b"",
    objects: Sequence[bytes] = (),
    edits: int = 1,
    streams: Mapping[str, bytes] | None = None,
    token: int = 0xE391C05F,
) -> bytes:
    """The bytes of a presentation. ``title``, ``body``, ``other`` are the fonts of the master's styles; ``extra`` are
    records of the document, ``objects`` stored beside the slides; ``edits`` is how often the file was saved."""
    fonts = _Fonts()
    for name in ("First", title, body, other):
        fonts.number(name)
    page = container(
        0x03F8, _drawing(fonts, Slide(master)),
        _style(TITLE, fonts.number(title)), _style(BODY, fonts.number(body)),
    )  # fmt: skip
    pages = [container(0x03EE, _slide_facts(), _drawing(fonts, slide), slide.raw) for slide in slides]
    notes = [_notes(fonts, number, slide.notes) for number, slide in enumerate(slides, 256) if slide.notes]
    document = _document(fonts, slides, len(notes), fonts.number(other), extra)
    stored = [document, page, *pages, *notes, *objects]
    stream = b""
    last = 0
    for edit in range(edits):
        places = []
        for record in stored if edit == edits - 1 else [container(0x03E8), *stored[1:]]:
            places.append(len(stream))
            stream += record
        directory = len(stream)
        head = struct.pack("<I", len(places) << 20 | 1)
        stream += atom(0x1772, head + struct.pack(f"<{len(places)}I", *places))
        here = len(stream)
        stream += atom(0x0FF5, struct.pack("<IIIIIIHH", 0, 3 << 24, last, directory, 1, 99, 0, 0))
        last = here
    user = atom(0x0FF6, struct.pack("<IIIHHBBH", 0x14, token, last, 0, 0x3F4, 3, 0, 0))
    return build_ole({"PowerPoint Document": stream, "Current User": user, **(streams or {})})


def _document(fonts: _Fonts, slides: Sequence[Slide], notes: int, other: int, extra: bytes) -> bytes:
    listed = b""
    for row, slide in enumerate(slides):
        listed += _entry(3 + row, 256 + row)
        listed += b"".join(_text(fonts, text) for text in slide.texts if text.listed)
    note_pages = b"".join(_entry(3 + len(slides) + row, 512 + row) for row in range(notes))
    faces = b"".join(
        atom(0x0FB7, name.encode("utf-16-le").ljust(64, b"\0") + bytes(4), row) for row, name in enumerate(fonts.names)
    )
    return container(
        0x03E8,
        container(0x03F2, container(0x07D5, faces), _style(OTHER, other)),
        container(0x0FF0, _entry(2, _MASTER_NUMBER), instance=1),
        container(0x0FF0, listed, instance=0),
        container(0x0FF0, note_pages, instance=2),
        extra,
    )


def _entry(number: int, reference: int) -> bytes:
    return atom(0x03F3, struct.pack("<IIiII", number, 4, 0, reference, 0))


def _slide_facts() -> bytes:
    return atom(0x03EF, bytes(12) + struct.pack("<IIHH", _MASTER_NUMBER, 0, 7, 0))


def _style(kind: int, font: int) -> bytes:
    """A master's style of one level: a tab stop (whose length is told in the record), then a font, bold not said."""
    paragraph = struct.pack("<IHHH", 0x100000, 1, 576, 0)
    letters = struct.pack("<IHHHHHI", 0xE70000, font, 1, 1, 1, 24, 0)
    return atom(0x0FA3, struct.pack("<H", 1) + paragraph + letters, kind)


def _text(fonts: _Fonts, text: Text) -> bytes:
    narrow = all(ord(letter) <= 0xFF for letter in text.letters)
    stored = text.letters.encode("latin-1" if narrow else "utf-16-le")
    parts = [atom(0x0F9F, struct.pack("<I", text.kind)), atom(0x0FA8 if narrow else 0x0FA0, stored)]
    if text.runs:
        runs = struct.pack("<IHI", len(text.letters) + 1, text.level, 0)
        for row, (letters, font) in enumerate(text.runs):
            count = len(letters) + (row == len(text.runs) - 1)
            runs += struct.pack("<IIHH", count, 0x10001, 1, fonts.number(font))
        parts.append(atom(0x0FA1, runs))
    return b"".join(parts)


def _drawing(fonts: _Fonts, slide: Slide) -> bytes:
    shapes = b""
    listed = 0
    for text in slide.texts:
        holder = b""
        if text.place is not None:
            holder = container(0xF011, atom(0x0BC3, struct.pack("<iBBH", 0, text.place, 0, 0)))
        if text.listed:
            inside = atom(0x0F9E, struct.pack("<I", listed))
            listed += 1
        else:
            inside = _text(fonts, text)
        shapes += container(0xF004, holder, container(0xF00D, inside))
    if slide.word_art:
        shapes += container(0xF004, word_art_options(slide.word_art, "Arial"))
    margins = b""
    if slide.footer:
        margins = container(
            0x0FD9, atom(0x0FDA, struct.pack("<HH", 0, 0x20)), atom(0x0FBA, slide.footer.encode("utf-16-le"), 2)
        )
    comment = b""
    if slide.comment:
        comment = container(
            0x2EE0,
            atom(0x0FBA, "ai".encode("utf-16-le"), 0),
            atom(0x0FBA, slide.comment.encode("utf-16-le"), 1),
        )
    return container(0x040C, container(0xF002, container(0xF003, shapes))) + margins + comment


def _notes(fonts: _Fonts, slide: int, text: str) -> bytes:
    facts = atom(0x03F1, struct.pack("<IHH", slide, 0, 0))
    return container(0x03F0, facts, _drawing(fonts, Slide([Text(text, NOTES, place=0x0C)])))
