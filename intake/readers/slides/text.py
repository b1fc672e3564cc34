"""Text in drawings of spreadsheets and slides (DrawingML, ECMA-376 part 1, 21.1.2): letters with their fonts.

A run's font comes from the run itself, else from the list styles around it, the nearest first, else from the theme.
Vietnamese letters take the ``latin`` font. One level of a list style is one :class:`Look`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lxml import etree

from intake.readers.assemble import RawPiece
from intake.readers.ooxml.package import Package

__all__ = ["LEVELS", "A", "Levels", "Look", "ThemeFonts", "levels_of", "over", "paragraphs_of", "text_of", "theme_of"]

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
LEVELS = 9

_P, _R, _FIELD, _BREAK, _T = f"{A}p", f"{A}r", f"{A}fld", f"{A}br", f"{A}t"
_PPR, _RPR, _LATIN, _SYMBOL = f"{A}pPr", f"{A}rPr", f"{A}latin", f"{A}sym"
_DEFAULTS, _RUN_DEFAULTS = f"{A}defPPr", f"{A}defRPr"
_ON = frozenset({"1", "true", "on"})
_LEGACY_FONTS = (".vn", "vni", "vn")


class Look(NamedTuple):
    """What one level says; empty or ``None`` where it says nothing."""

    font: str = ""
    bold: bool | None = None
    caps: bool | None = None


Levels = tuple[Look, ...]  # one for each level of a list, nine of them


class ThemeFonts(NamedTuple):
    """The fonts that “+mj-lt” (headings) and “+mn-lt” (the rest) stand for."""

    major: str = ""
    minor: str = ""

    def resolve(self, font: str) -> str:
        """A font's own name for a name that refers to the theme."""
        if font.startswith("+mj"):
            return self.major
        return self.minor if font.startswith("+mn") else font


def theme_of(package: Package, part: str) -> ThemeFonts:
    """The fonts of the theme part ``part``; empty ones where it is missing."""
    root = package.tree(part) if part else None
    if root is None:
        return ThemeFonts()
    faces = [root.find(f".//{A}{size}Font/{_LATIN}") for size in ("major", "minor")]
    return ThemeFonts(*("" if face is None else face.get("typeface", "") for face in faces))


def over(upper: Look, lower: Look) -> Look:
    """``upper`` where it says something, else ``lower``."""
    return Look(
        upper.font or lower.font,
        lower.bold if upper.bold is None else upper.bold,
        lower.caps if upper.caps is None else upper.caps,
    )


def levels_of(style: etree._Element | None) -> Levels:
    """The nine levels of a list style (a:lstStyle, p:titleStyle …)."""
    if style is None:
        return (Look(),) * LEVELS
    base = _said(style.find(f"{_DEFAULTS}/{_RUN_DEFAULTS}"))
    return tuple(over(_said(style.find(f"{A}lvl{n}pPr/{_RUN_DEFAULTS}")), base) for n in range(1, LEVELS + 1))


def _said(properties: etree._Element | None) -> Look:
    if properties is None:
        return Look()
    latin = properties.find(_LATIN)
    bold, caps = properties.get("b"), properties.get("cap")
    return Look(
        latin.get("typeface", "") if latin is not None else "",
        None if bold is None else bold in _ON,
        None if caps is None else caps != "none",
    )


def paragraphs_of(body: etree._Element, styles: Sequence[Levels], fonts: ThemeFonts) -> Iterator[list[RawPiece]]:
    """The paragraphs of a text body, each as its pieces; a typed line break is ``\\n``.

    ``styles`` are the list styles that hold for it, the nearest first; its own a:lstStyle comes before them.
    """
    own = levels_of(body.find(f"{A}lstStyle"))
    for paragraph in body.iterchildren(_P):
        properties = paragraph.find(_PPR)
        level = _level(properties)
        base = Look()
        for style in (own, *styles):
            base = over(base, style[level])
        yield _pieces(paragraph, base, fonts)


def _level(properties: etree._Element | None) -> int:
    text = "0" if properties is None else properties.get("lvl", "0")
    return min(int(text), LEVELS - 1) if text.isascii() and text.isdigit() and len(text) < 3 else 0


def _pieces(paragraph: etree._Element, base: Look, fonts: ThemeFonts) -> list[RawPiece]:
    pieces: list[RawPiece] = []
    for child in paragraph:
        if child.tag in (_R, _FIELD):
            look = over(_said(child.find(_RPR)), base)
            text = "".join(t.text or "" for t in child.iterchildren(_T))
            pieces.append(_piece(text.replace("\x0b", "\n"), look, fonts))
        elif child.tag == _BREAK:
            pieces.append(RawPiece("\n"))
        elif child.tag not in (_PPR, f"{A}endParaRPr"):  # a formula, perhaps with a fallback for old programs
            formula = "".join(t.text or "" for t in child.iter(f"{_M}t"))
            pieces.append(RawPiece(formula, "Cambria Math"))
    return [piece for piece in pieces if piece.text]


def _piece(text: str, look: Look, fonts: ThemeFonts) -> RawPiece:
    font = fonts.resolve(look.font)
    if look.caps and not font.lower().startswith(_LEGACY_FONTS):
        text = text.upper()
    return RawPiece(text, font, bool(look.bold))


def text_of(element: etree._Element) -> str:
    """All letters below ``element``, to tell whether two stored forms of a shape say the same."""
    return "".join(t.text or "" for t in element.iter(_T))
