"""Which font a style of an OpenDocument file names (ODF 1.3 part 3, 16.2, 20.276): its own or one it rests on."""

from __future__ import annotations

from lxml import etree

__all__ = ["FO", "STYLE", "SVG", "Fonts", "first_family"]

FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_DEPTH = 40


def first_family(said: str) -> str:
    """“'.VnTime', serif” → “.VnTime”."""
    return said.split(",")[0].strip().strip("'\"")


class Fonts:
    """The styles that hold in one part: its own automatic ones before the common ones of styles.xml."""

    def __init__(self, root: etree._Element, common: etree._Element | None) -> None:
        roots = [root] if common is None or common is root else [root, common]
        self._faces: dict[str, str] = {}
        self._styles: dict[tuple[str, str], etree._Element] = {}
        self.default = ""
        for one in roots:
            for face in one.iter(f"{STYLE}font-face"):
                self._faces.setdefault(face.get(f"{STYLE}name", ""), first_family(face.get(f"{SVG}font-family", "")))
            for style in one.iter(f"{STYLE}style"):
                self._styles.setdefault((style.get(f"{STYLE}family", ""), style.get(f"{STYLE}name", "")), style)
        for one in roots:
            for style in one.iter(f"{STYLE}default-style"):
                if style.get(f"{STYLE}family") == "paragraph":
                    self.default = self.default or self._own(style)

    def of(self, family: str, name: str) -> str:
        """The font of a style; empty where neither it nor what it rests on names one."""
        for _ in range(_DEPTH):
            style = self._styles.get((family, name))
            if style is None:
                return ""
            font = self._own(style)
            if font:
                return font
            name = style.get(f"{STYLE}parent-style-name", "")
        return ""

    def _own(self, style: etree._Element) -> str:
        properties = style.find(f"{STYLE}text-properties")
        if properties is None:
            return ""
        named = self._faces.get(properties.get(f"{STYLE}font-name", ""), properties.get(f"{STYLE}font-name", ""))
        return named or first_family(properties.get(f"{FO}font-family", ""))
