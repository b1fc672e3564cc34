"""Which font a run of a Word document is really shown in (ECMA-376 part 1, 17.7.2 and 17.3.2.26).

The order is document defaults, table style, paragraph style with the styles it rests on, character style, direct
formatting. At one level a theme attribute beats the literal name beside it. Vietnamese letters take the hAnsi slot.
"""

from __future__ import annotations

from typing import NamedTuple

from lxml import etree

__all__ = ["Format", "Styles", "W"]

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"

_VAL = f"{W}val"
_RPR = f"{W}rPr"
_RFONTS = f"{W}rFonts"
_BOLD, _VANISH, _CAPS, _SMALL_CAPS = f"{W}b", f"{W}vanish", f"{W}caps", f"{W}smallCaps"
_CS, _RTL = f"{W}cs", f"{W}rtl"
_RUN_STYLE = f"{W}rStyle"
_SPOKEN = frozenset((_RFONTS, _BOLD, _VANISH, _CAPS, _SMALL_CAPS, _CS, _RTL))
_SLOTS = ("ascii", "hAnsi", "cs")
_LITERAL = tuple(f"{W}{slot}" for slot in _SLOTS)
_THEMED = (f"{W}asciiTheme", f"{W}hAnsiTheme", f"{W}cstheme")
_OFF = frozenset({"0", "false", "off", "none"})
_STYLE_DEPTH = 40


class Format(NamedTuple):
    """What decides how letters look and read. An empty font means that no level names one."""

    ascii: str = ""
    hansi: str = ""
    cs: str = ""
    bold: bool = False
    hidden: bool = False
    caps: bool = False
    complex: bool = False

    def font_of(self, text: str) -> str:
        """The font in which ``text`` stands: hAnsi as soon as it has a letter beyond ASCII."""
        if self.complex:
            return self.cs or self.hansi
        return (self.ascii or self.hansi) if text.isascii() else (self.hansi or self.ascii)


class Styles:
    """The styles part and the theme of one package; either may be missing."""

    def __init__(self, styles: etree._Element | None, theme: etree._Element | None) -> None:
        self._theme = _theme_fonts(theme)
        self._styles: dict[str, etree._Element] = {}
        self._default = {"paragraph": "", "table": "", "character": ""}
        self._base = Format()
        self._known: dict[tuple[str, str, str], Format] = {}
        self._looks: dict[tuple[object, ...], Format] = {}
        if styles is None:
            return
        defaults = styles.find(f"{W}docDefaults/{W}rPrDefault/{_RPR}")
        if defaults is not None:
            self._base = self.direct(self._base, defaults)
        for style in styles.iter(f"{W}style"):
            key, kind = style.get(f"{W}styleId", ""), style.get(f"{W}type", "paragraph")
            self._styles.setdefault(key, style)
            if style.get(f"{W}default", "0") not in _OFF and kind in self._default:
                self._default[kind] = key

    def look(self, table: str, paragraph: str, properties: etree._Element | None) -> Format:
        """The format of a run with this w:rPr in a paragraph and a table of these styles."""
        if properties is None:
            return self.format(table, paragraph, "")
        character: str | None = None
        # A document says the same few things in every run: what they come to is worked out once.
        said: list[object] = [table, paragraph]
        for child in properties:
            tag = child.tag
            if tag in _SPOKEN:
                said.append(tag)
                said.extend(child.items())
            elif tag == _RUN_STYLE and character is None:
                character = child.get(_VAL, "")
        said.append(character)
        key = tuple(said)
        known = self._looks.get(key)
        if known is None:
            known = self._looks[key] = self.direct(self.format(table, paragraph, character or ""), properties)
        return known

    def format(self, table: str, paragraph: str, character: str) -> Format:
        """The format by styles alone; an empty or unknown style id means the default one of its kind.

        ``table`` is empty outside tables.
        """
        key = (table, paragraph, character)
        known = self._known.get(key)
        if known is None:
            known = self._apply(self._base, table) if table else self._base
            known = self._apply(known, paragraph if paragraph in self._styles else self._default["paragraph"])
            known = self._apply(known, character or self._default["character"])
            self._known[key] = known
        return known

    def _apply(self, base: Format, style: str) -> Format:
        """``base`` changed by ``style`` and, before it, the styles on which it rests; a circle is walked once."""
        chain: list[etree._Element] = []
        seen: set[str] = set()
        while style in self._styles and style not in seen and len(chain) < _STYLE_DEPTH:
            seen.add(style)
            element = self._styles[style]
            chain.append(element)
            based = element.find(f"{W}basedOn")
            style = based.get(_VAL, "") if based is not None else ""
        for element in reversed(chain):
            properties = element.find(_RPR)
            if properties is not None:
                base = self.direct(base, properties)
        return base

    def direct(self, base: Format, properties: etree._Element) -> Format:
        """``base`` with what a w:rPr says for itself."""
        for child in properties:
            tag = child.tag
            if tag == _RFONTS:
                base = self._fonts(base, child)
            elif tag == _BOLD:
                base = base._replace(bold=_on(child))
            elif tag == _VANISH:
                base = base._replace(hidden=_on(child))
            elif tag in (_CAPS, _SMALL_CAPS):
                base = base._replace(caps=_on(child))
            elif tag in (_CS, _RTL):
                base = base._replace(complex=_on(child))
        return base

    def _fonts(self, base: Format, element: etree._Element) -> Format:
        names = [base.ascii, base.hansi, base.cs]
        for slot in range(3):
            themed = element.get(_THEMED[slot])
            name = self._theme.get(themed, "") if themed else ""
            names[slot] = name or element.get(_LITERAL[slot]) or names[slot]
        return base._replace(ascii=names[0], hansi=names[1], cs=names[2])


def _on(element: etree._Element) -> bool:
    return element.get(_VAL, "1") not in _OFF


def _theme_fonts(theme: etree._Element | None) -> dict[str, str]:
    """Names as w:rFonts spells them (minorHAnsi, majorAscii, minorBidi …) to the fonts of the theme."""
    fonts: dict[str, str] = {}
    if theme is None:
        return fonts
    for size in ("major", "minor"):
        scheme = theme.find(f".//{_A}{size}Font")
        if scheme is None:
            continue
        for element, words in (("latin", ("HAnsi", "Ascii")), ("ea", ("EastAsia",)), ("cs", ("Bidi",))):
            face = scheme.find(f"{_A}{element}")
            name = face.get("typeface", "") if face is not None else ""
            fonts.update({f"{size}{word}": name for word in words if name})
    return fonts
