"""Slides (.pptx) in Unicode: slides, layouts, masters, notes, charts and SmartArt, and the fonts that they name.

A run that names no font inherits one from its list style, placeholder, layout, master or theme. The letters tell a
legacy run without it; where the slide's theme is legacy, its name is the hint.
"""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from intake.convert.drawing import A, collect_drawings, refont_drawings
from intake.convert.fonts import is_legacy_font
from intake.convert.letters import Text
from intake.convert.ooxml import Parts
from intake.convert.result import Written
from intake.readers.limits import Limits

__all__ = ["convert"]

_LATIN = f"{A}latin"
#: Where a run's font may be said around it, nearest first.
_AROUND = (f"{A}lstStyle",)


def convert(content: bytes, limits: Limits) -> Written:
    """The slides with their legacy letters in Unicode; raises :class:`intake.readers.ooxml.package.Refused`."""
    parts = Parts(content, limits)
    everything = list(parts.below("ppt/"))
    common = _common_font([part.xml.root for part in everything])
    text = Text()
    for part in everything:
        collect_drawings(part.xml, text, _inherited(common))
    parts.collect_properties(text)
    changes = text.settle()
    if not changes.letters:
        return Written(b"", changes)
    for part in everything:
        refont_drawings(part.xml, changes)
    return Written(parts.written(), changes)


def _inherited(common: str) -> Callable[[etree._Element], str]:
    """The font that a run does not name: of the shape's own list style, else the deck's."""

    def font(run: etree._Element) -> str:
        for body in run.iterancestors("{*}txBody"):
            for style in body.iterchildren(*_AROUND):
                for face in style.iter(_LATIN):
                    return face.get("typeface", "")
        return common

    return font


def _common_font(roots: list[etree._Element]) -> str:
    """The legacy font that masters or theme name, where they name one; else empty."""
    for root in roots:
        if etree.QName(root).localname in ("theme", "sldMaster", "presentation"):
            for face in root.iter(_LATIN):
                if is_legacy_font(face.get("typeface", "")):
                    return face.get("typeface", "")
    return ""
