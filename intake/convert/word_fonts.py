"""Names of fonts in a Word document: those that a run gives itself, and those of styles, defaults, theme, numbering."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from intake.convert.fonts import is_legacy_font, unicode_font
from intake.convert.letters import Changes
from intake.convert.splice import XmlPart, escaped
from intake.readers.docx.styles import W

__all__ = ["RFONTS", "name_directly", "refont_all", "rename_own"]

RFONTS = f"{W}rFonts"
_RPR, _RUN_STYLE = f"{W}rPr", f"{W}rStyle"
_NAMESPACE = W[1:-1]
_SLOTS = ("ascii", "hAnsi", "cs", "eastAsia")


def rename_own(xml: XmlPart, fonts: etree._Element, gives_way: Callable[[str], bool]) -> None:
    """Every slot of one w:rFonts whose font gives way."""
    for slot in _SLOTS:
        name = fonts.get(f"{W}{slot}", "")
        if name and gives_way(name):
            xml.set_attribute(fonts, f"{W}{slot}", unicode_font(name))


def name_directly(xml: XmlPart, run: etree._Element, font: str) -> None:
    """Let a run (w:r, w:lvl) say its font itself, above every style and theme."""
    properties = run.find(_RPR)
    own = properties.find(RFONTS) if properties is not None else None
    if own is not None:
        for slot in ("ascii", "hAnsi", "cs"):
            xml.set_attribute(own, f"{W}{slot}", font)
        for themed in ("asciiTheme", "hAnsiTheme", "cstheme"):
            if own.get(f"{W}{themed}") is not None:
                xml.set_attribute(own, f"{W}{themed}", None)
        return
    element, attribute = xml.name_prefix(run), xml.prefix(run, _NAMESPACE)
    name = escaped(font, attribute=True)
    said = "".join(f' {attribute}{slot}="{name}"' for slot in ("ascii", "hAnsi", "cs"))
    fonts = f"<{element}rFonts{said}/>"
    if properties is None:
        xml.insert_first(run, f"<{element}rPr>{fonts}</{element}rPr>")
        return
    style = properties.find(_RUN_STYLE)
    if style is not None:
        xml.insert_behind(style, fonts)
    else:
        xml.insert_first(properties, fonts)


def refont_all(xml: XmlPart, changes: Changes) -> None:
    """The converted fonts where no run names them: styles, defaults, numbering, marks at the ends of paragraphs."""
    for fonts in xml.root.iter(RFONTS):
        properties = fonts.getparent()
        owner = properties.getparent() if properties is not None else None
        if owner is not None and owner.tag == f"{W}r":
            continue
        rename_own(xml, fonts, lambda name: is_legacy_font(name) and changes.gives_way(name))
