"""Which font a cell of an .xlsx sheet stands in (ECMA-376 part 1, 18.8): its format names a font by number.

A font that belongs to the theme (``scheme``) is the theme's, whatever name stands beside it.
"""

from __future__ import annotations

from lxml import etree

from intake.readers.sheets.strings import MAIN, Face
from intake.readers.slides.text import ThemeFonts

__all__ = ["CellStyles"]

_OFF = frozenset({"0", "false"})


class CellStyles:
    """The styles part of one workbook; it may be missing."""

    def __init__(self, root: etree._Element | None, fonts: ThemeFonts) -> None:
        self.schemes = {"major": fonts.major, "minor": fonts.minor}
        self._faces: list[Face] = []
        self._formats: list[int] = []
        if root is None:
            return
        self._faces = [self._face(font) for font in root.iterfind(f"{MAIN}fonts/{MAIN}font")]
        for form in root.iterfind(f"{MAIN}cellXfs/{MAIN}xf"):
            number = form.get("fontId", "0")
            self._formats.append(int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0)

    @property
    def default(self) -> Face:
        """The workbook's own font, in which printed headers stand too."""
        return self._faces[0] if self._faces else Face("", False)

    def face(self, form: int) -> Face:
        """The font of cell format number ``form``; the workbook's own where the number leads nowhere."""
        number = self._formats[form] if form < len(self._formats) else 0
        return self._faces[number] if number < len(self._faces) else self.default

    def _face(self, font: etree._Element) -> Face:
        name, scheme, bold = (font.find(f"{MAIN}{tag}") for tag in ("name", "scheme", "b"))
        named = "" if name is None else name.get("val", "")
        themed = "" if scheme is None else self.schemes.get(scheme.get("val", ""), "")
        return Face(themed or named, bold is not None and bold.get("val", "1") not in _OFF)
