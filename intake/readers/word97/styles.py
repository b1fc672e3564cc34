"""Fonts and styles of a Word 97–2003 file ([MS-DOC] 2.9.286 SttbfFfn, 2.9.271 STSH): how letters really look.

The order is the styles' default fonts, the paragraph style with the styles it rests on, the character style, the
letters' own orders, the orders of the piece. As in .docx a stretch with any letter beyond ASCII takes the font of
such letters (“hAnsi”), since those are the ones that an encoding is about.
"""

from __future__ import annotations

import struct
from typing import Any, NamedTuple

from intake.readers.limits import Limits
from intake.readers.word97.fib import Doc, Part, damaged, too_many
from intake.readers.word97.sprms import Sprm, orders

__all__ = ["Look", "Looks"]

_NO_STYLE = 0x0FFF
_PARAGRAPH, _CHARACTER = 1, 2  # kinds of styles
_STYLE_DEPTH = 40
_FONT_HEAD = 39  # bytes before the name of a font
_AS_STYLE, _AGAINST_STYLE = 0x80, 0x81


class Look(NamedTuple):
    """What decides how letters look and read. Fonts are numbers of the font table; ``picture`` is a place in the
    stream Data, -1 for none; ``symbol`` a font and a code, -1 for none."""

    ascii: int = 0
    other: int = 0
    complex_font: int = 0
    bold: bool = False
    hidden: bool = False
    caps: bool = False
    small_caps: bool = False
    complex: bool = False
    deleted: bool = False
    special: bool = False
    data: bool = False
    picture: int = -1
    symbol: int = -1


class _Style(NamedTuple):
    kind: int
    base: int
    orders: bytes


class Looks:
    """The looks of one document, each worked out once. ``fonts`` holds the names by number."""

    def __init__(self, doc: Doc, limits: Limits) -> None:
        self.fonts = _fonts(doc.part(Part.FONTS))
        self._limits = limits
        self._left = 20 * limits.doc_runs  # bytes of orders, those of equal stretches counted once
        default, self._styles = _styles(doc.part(Part.STYLES))
        self._default = Look(*default)
        self._by_style: dict[int, Look] = {}
        self._known: dict[tuple[int, bytes, bytes], Look] = {}

    def font(self, number: int) -> str:
        return self.fonts[number] if number < len(self.fonts) else ""

    def font_of(self, look: Look, text: str) -> str:
        """The font in which ``text`` stands."""
        if look.complex:
            return self.font(look.complex_font)
        return self.font(look.ascii if text.isascii() else look.other)

    def look(self, style: int, own: bytes, piece: bytes) -> Look:
        """Letters in a paragraph of ``style``, with their ``own`` orders and those of their ``piece``."""
        key = (style, own, piece)
        known = self._known.get(key)
        if known is None:
            base = self._paragraph(style)
            known = self._follow(base, own, base)
            if piece:
                known = self._follow(known, piece, base)
            self._known[key] = known
        return known

    def _paragraph(self, style: int) -> Look:
        known = self._by_style.get(style)
        if known is None:
            known = self._by_style[style] = self._rest(self._default, style, _PARAGRAPH)
        return known

    def _rest(self, look: Look, style: int, kind: int) -> Look:
        """``look`` changed by ``style`` and, before it, the styles on which it rests; a circle is walked once."""
        chain: list[_Style] = []
        seen: set[int] = set()
        while style in self._styles and style not in seen and len(chain) < _STYLE_DEPTH:
            seen.add(style)
            found = self._styles[style]
            if found.kind != kind:
                break
            chain.append(found)
            style = found.base
        for found in reversed(chain):
            look = self._follow(look, found.orders, look)
        return look

    def charge(self, count: int) -> None:
        """Count bytes of orders that are followed; raises :class:`Refused` when there are more than anybody types."""
        self._left -= count
        if self._left < 0:
            raise too_many("quá nhiều lệnh định dạng", self._limits)

    def _follow(self, look: Look, grpprl: bytes, style: Look) -> Look:
        """``look`` after the orders in ``grpprl``; ``style`` is what “as the style has it” refers to."""
        self.charge(len(grpprl))
        changed: dict[str, Any] = {}
        for code, value in orders(grpprl):
            if code in _TOGGLES:
                name = _TOGGLES[code]
                before = bool(getattr(style, name))
                changed[name] = {_AS_STYLE: before, _AGAINST_STYLE: not before}.get(value, bool(value & 1))
            elif code in _FLAGS:
                changed[_FLAGS[code]] = bool(value)
            elif code in _NUMBERS:
                changed[_NUMBERS[code]] = value
                if code == Sprm.SYMBOL:  # makes its letter a special one by itself
                    changed["special"] = True
            elif code == Sprm.FONT_ALL:
                changed |= {"ascii": value, "other": value}
            elif code == Sprm.CHARACTER_STYLE:
                look = self._rest(look._replace(**changed), value, _CHARACTER)
                style, changed = look, {}
            elif code in (Sprm.PLAIN, Sprm.DEFAULT):
                special = changed.get("special", look.special)
                look, changed = style._replace(deleted=look.deleted), {"special": special}
        return look._replace(**changed) if changed else look


_TOGGLES = {
    Sprm.BOLD: "bold", Sprm.VANISH: "hidden", Sprm.CAPS: "caps", Sprm.SMALL_CAPS: "small_caps",
}  # fmt: skip
_FLAGS = {
    Sprm.DELETED: "deleted", Sprm.SPECIAL: "special", Sprm.DATA: "data", Sprm.OLE: "data",
    Sprm.RIGHT_TO_LEFT: "complex", Sprm.COMPLEX: "complex",
}  # fmt: skip
_NUMBERS = {
    Sprm.FONT_ASCII: "ascii", Sprm.FONT_OTHER: "other", Sprm.FONT_COMPLEX: "complex_font", Sprm.PICTURE: "picture",
    Sprm.SYMBOL: "symbol",
}  # fmt: skip


def _fonts(raw: bytes) -> list[str]:
    """The names of the font table, in its order."""
    if not raw:
        return []
    names: list[str] = []
    place = 4
    for _ in range(struct.unpack_from("<H", raw)[0] if len(raw) >= 4 else 0):
        if place >= len(raw):
            raise damaged("bảng phông chữ bị cắt cụt")
        length = raw[place]
        name = raw[place + 1 + _FONT_HEAD : place + 1 + length]
        names.append(name[: len(name) & ~1].decode("utf-16-le", "replace").partition("\0")[0])
        place += 1 + length
    return names


def _styles(raw: bytes) -> tuple[tuple[int, int, int], dict[int, _Style]]:
    """The default fonts (ASCII, other, complex) and the styles by number."""
    if not raw:
        return (0, 0, 0), {}
    try:
        length, count, base = struct.unpack_from("<3H", raw)
        ascii_font, _, other = struct.unpack_from("<3H", raw, 2 + 12) if length >= 18 else (0, 0, 0)
        complex_font = struct.unpack_from("<H", raw, 2 + 18)[0] if length >= 20 else other
        place = 2 + length
        styles: dict[int, _Style] = {}
        for number in range(min(count, _NO_STYLE)):
            size = struct.unpack_from("<H", raw, place)[0]
            if size:
                styles[number] = _style(raw[place + 2 : place + 2 + size], base)
            place += 2 + size + (size & 1)
    except struct.error:
        raise damaged("bảng kiểu bị cắt cụt") from None
    return (ascii_font, other, complex_font), styles


def _style(raw: bytes, base: int) -> _Style:
    """One style; of its groups of orders the last of a paragraph style, the only one of a character style, speak of
    letters."""
    _, kind_base, parts = struct.unpack_from("<3H", raw)
    kind, rests = kind_base & 0xF, kind_base >> 4
    wanted = {_PARAGRAPH: 1, _CHARACTER: 0}.get(kind)
    if wanted is None or wanted >= parts & 0xF:
        return _Style(kind, rests, b"")
    place = base + 2 + 2 * struct.unpack_from("<H", raw, base)[0] + 2
    for _ in range(wanted):
        place += 2 + struct.unpack_from("<H", raw, place)[0]
        place += place & 1
    length = struct.unpack_from("<H", raw, place)[0]
    return _Style(kind, rests, raw[place + 2 : place + 2 + length])
