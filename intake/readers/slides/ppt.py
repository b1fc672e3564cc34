"""Reads .ppt: PowerPoint 97 to 2003, every slide's text in its fonts, notes, footers, what stands on the masters.

What it cannot read (damage; PowerPoint 95) LibreOffice may.
"""

from __future__ import annotations

import contextlib
import struct
import zlib
from collections.abc import Iterator

from casework.document import Flaw, FlawKind
from intake.readers.assemble import RawDocument
from intake.readers.embedded import flaws_of_object
from intake.readers.limits import Limits
from intake.readers.ole.compound import Compound, Refused, open_compound
from intake.readers.ole.objects import flaws_of
from intake.readers.ole.properties import properties_of
from intake.readers.sheets.lines import Full
from intake.readers.slides.deck import Broken, Deck, Encrypted
from intake.readers.slides.escher import Atom, pictures_of
from intake.readers.slides.ppt_records import Slides

__all__ = ["read"]

_STREAM, _USER, _PICTURES, _CIPHERED = "PowerPoint Document", "Current User", "Pictures", "EncryptedSummary"
_VBA, _OBJECT, _CONTROL, _ACTION = 0x0400, 0x1011, 0x0FEE, 0x0FF3
_RUN_PROGRAM = 2  # an action on a click
_SQUEEZED = 1  # instance of an embedded object that is stored compressed


def read(content: bytes, limits: Limits) -> RawDocument:
    """What the presentation holds. Never raises on bad content: a flaw says what is wrong, and ``wants`` names the
    workshop where another program may still read it."""
    try:
        compound = open_compound(content, limits)
        if compound.has(_CIPHERED):
            raise Encrypted
        deck = Deck(compound.read(_STREAM) or b"", compound.read(_USER) or b"", limits)
        slides = Slides(deck, limits)
        pictures = pictures_of(compound.read(_PICTURES) or b"", "", limits)
    except Encrypted:
        return RawDocument(None, flaws=(Flaw(FlawKind.ENCRYPTED, "bài trình chiếu có mật khẩu nên không mở được"),))
    except Refused as refused:
        if refused.flaw.kind is not FlawKind.UNREADABLE:
            return RawDocument(None, flaws=(refused.flaw,))
        return _damaged(refused.flaw.detail)
    except (Broken, Full, struct.error):
        return _damaged("bài trình chiếu bị hỏng hoặc do chương trình quá cũ lập ra")
    return _read(deck, slides, compound, limits)._replace(pictures=pictures)


def _damaged(detail: str) -> RawDocument:
    return RawDocument(None, flaws=(Flaw(FlawKind.NOT_RECOGNISED, detail),), wants=("office",))


def _read(deck: Deck, slides: Slides, compound: Compound, limits: Limits) -> RawDocument:
    active: list[Flaw] = []
    with contextlib.suppress(Full):  # the bound that was hit names itself among the flaws
        active.extend(_active(deck, limits))
    with contextlib.suppress(Full):
        slides.gather()
    said = properties_of(compound)
    flaws = dict.fromkeys((*flaws_of(compound), *active, *slides.gathered.flaws, *deck.flaws))
    lines = (*slides.gathered.lines, *said.lines)
    return RawDocument(lines, slides.count, flaws=tuple(flaws), title=said.title)


def _active(deck: Deck, limits: Limits) -> Iterator[Flaw]:
    """Macros, controls, clicks that start programs, and what the embedded objects bring with them."""
    left = limits.ole_bytes
    for stored in deck.objects():
        if stored.kind == _OBJECT:
            content = _unpacked(deck, stored, left)
            left -= len(content)
            if left <= 0:
                detail = f"các đối tượng nhúng giải nén ra quá {limits.ole_bytes // (1024 * 1024)} MB (ole_bytes)"
                yield Flaw(FlawKind.LIMIT, detail)
                return
            yield from flaws_of_object(content, limits)
    for atom in deck.inside(deck.document):
        if atom.kind == _VBA and deck.number(atom, 4):
            yield Flaw(FlawKind.MACRO, "tệp có macro")
        elif atom.kind == _CONTROL:
            yield Flaw(FlawKind.ACTIVE, "tệp có điều khiển ActiveX")
    for stored in deck.objects():
        for atom in deck.inside(stored) if stored.container else ():
            if atom.kind == _ACTION and atom.end - atom.start > 8 and deck.stream[atom.start + 8] == _RUN_PROGRAM:
                yield Flaw(FlawKind.ACTIVE, "bài trình chiếu có nút bấm mở chương trình khác")


def _unpacked(deck: Deck, stored: Atom, most: int) -> bytes:
    """An embedded object's own file; empty where it is damaged, and then no program opens it either."""
    data = deck.data(stored)
    if stored.instance != _SQUEEZED:
        return data
    try:
        return zlib.decompressobj().decompress(data[4:], most)
    except zlib.error:
        return b""
