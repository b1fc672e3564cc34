"""Text of drawings (DrawingML): slides, shapes, charts, SmartArt. The same vocabulary in .docx, .xlsx and .pptx.

A font that a run does not name itself may come from far (list styles, layouts, masters, the theme); it is passed in
where the caller knows it, and empty otherwise: then the letters alone decide.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from lxml import etree

from intake.convert.fonts import is_legacy_font, unicode_font
from intake.convert.letters import Change, Changes, Text
from intake.convert.splice import XmlPart

__all__ = ["A", "collect_drawings", "refont_drawings"]

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P, _T, _RPR, _BREAK = f"{A}p", f"{A}t", f"{A}rPr", f"{A}br"
_RUNS = frozenset({f"{A}r", f"{A}fld"})
_LATIN = f"{A}latin"
_FACES = (f"{A}latin", f"{A}ea", f"{A}cs", f"{A}sym", f"{A}buFont")


def collect_drawings(xml: XmlPart, text: Text, inherited: Callable[[etree._Element], str] | None = None) -> None:
    """Every paragraph of DrawingML below the root. ``inherited(run)`` names the font that a run does not name."""
    for paragraph in xml.root.iter(_P):
        for child in paragraph:
            if child.tag == _BREAK:
                text.end_line()
            elif child.tag in _RUNS:
                letters = child.find(_T)
                if letters is not None and letters.text:
                    own = _own_font(child)
                    font = own or (inherited(child) if inherited else "")
                    text.add(letters.text, font, partial(_write, xml, child, letters))
        text.end_line()


def _own_font(run: etree._Element) -> str:
    face = run.find(f"{_RPR}/{_LATIN}")
    name = face.get("typeface", "") if face is not None else ""
    return "" if name.startswith("+") else name


def _write(xml: XmlPart, run: etree._Element, letters: etree._Element, change: Change) -> None:
    if change.text is not None:
        xml.set_text(letters, change.text)
    for face in _faces(run) if change.font else ():
        _rename(xml, face)


def _faces(run: etree._Element) -> list[etree._Element]:
    """The fonts that the run names itself; one that it inherits is renamed where it is named."""
    properties = run.find(_RPR)
    return [] if properties is None else list(properties.iterchildren(*_FACES))


def _rename(xml: XmlPart, face: etree._Element) -> None:
    name = face.get("typeface", "")
    if is_legacy_font(name):
        xml.set_attribute(face, "typeface", unicode_font(name))
        for stale in ("panose", "charset", "pitchFamily"):
            if stale in face.attrib:
                xml.set_attribute(face, stale, None)


def refont_drawings(xml: XmlPart, changes: Changes) -> None:
    """The names of the converted fonts outside of runs: list styles, layouts, masters, themes, ends of paragraphs."""
    for face in xml.root.iter(*_FACES):
        parent = face.getparent()
        if parent is not None and parent.tag == _RPR:
            continue  # a run: it has had its change, or stays as it is
        if changes.gives_way(face.get("typeface", "")):
            _rename(xml, face)
