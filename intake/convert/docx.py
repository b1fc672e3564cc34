"""Word documents (.docx) in Unicode: every part in which letters stand, and the fonts that the styles name.

More is converted than the reader reads: deleted text of tracked changes, hidden text, both copies of a text box, the
words of numbered headings. All of it is judged with what a person sees, in lines of its own, by the fonts that the
reader's own resolver finds.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from lxml import etree

from intake.convert.drawing import collect_drawings, refont_drawings
from intake.convert.fonts import is_legacy_font, unicode_font
from intake.convert.letters import Change, Changes, Text
from intake.convert.ooxml import Part, Parts
from intake.convert.result import Written
from intake.convert.splice import XmlPart, escaped
from intake.convert.word_fonts import RFONTS, name_directly, refont_all, rename_own
from intake.readers.docx.styles import Format, Styles, W
from intake.readers.docx.text import SYMBOL_FONTS, plain_letters
from intake.readers.limits import Limits

__all__ = ["convert"]

_P, _R, _TBL, _LEVEL, _BOX = f"{W}p", f"{W}r", f"{W}tbl", f"{W}lvl", f"{W}txbxContent"
_RPR, _VAL = f"{W}rPr", f"{W}val"
_TEXTS = frozenset({f"{W}t", f"{W}delText"})
_SYMBOL, _SOFT_HYPHEN = f"{W}sym", f"{W}softHyphen"
_REMOVED = frozenset({f"{W}del", f"{W}moveFrom"})
_BREAKS = frozenset({f"{W}br", f"{W}cr"})
_BLANKS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}noBreakHyphen": "-"}
_SEEN, _DELETED, _HIDDEN = range(3)


class _Run:
    """One w:r (or the w:lvl of a numbering) and what its letters came to."""

    __slots__ = ("element", "font", "kept", "look", "names", "unsure", "xml")

    def __init__(self, xml: XmlPart, element: etree._Element, look: Format, names: tuple[str, str, str]) -> None:
        self.xml, self.element, self.look = xml, element, look
        self.names = names  # styles of table, paragraph and run
        self.font = ""  # the legacy font that gave way
        self.kept = False  # it has letters that stay as they are
        self.unsure = False


class _Sign(NamedTuple):
    """One child of a run as the judge shall see it; ``element`` is ``None`` for a tab."""

    text: str
    font: str
    element: etree._Element | None
    run: _Run


def convert(content: bytes, limits: Limits) -> Written:
    """The document with its legacy letters in Unicode; raises :class:`intake.readers.ooxml.package.Refused`."""
    parts = Parts(content, limits)
    everything = list(parts.below("word/"))
    stories = [part for part in everything if part.xml.root.tag.startswith(W)]
    styles, theme = _first(everything, f"{W}styles"), _first(everything, "{*}theme")
    looks = Styles(_root(styles), _root(theme))
    text = Text()
    runs: list[_Run] = []
    for part in stories:
        runs += _collect_story(part.xml, looks, text)
        runs += _collect_levels(part.xml, looks, text)
    for part in everything:
        collect_drawings(part.xml, text)
    parts.collect_properties(text)
    changes = text.settle()
    if not changes.letters:
        return Written(b"", changes)
    for part in everything:
        refont_all(part.xml, changes)
        refont_drawings(part.xml, changes)
    _settle_fonts(runs, Styles(_root(styles), _root(theme)), changes)
    return Written(parts.written(), changes)


def _first(parts: list[Part], tag: str) -> Part | None:
    """The first part whose root is ``tag``."""
    return next((part for part in parts if next(part.xml.root.iter(tag), None) is part.xml.root), None)


def _root(part: Part | None) -> etree._Element | None:
    return part.xml.root if part is not None else None


# --- collecting -----------------------------------------------------------------------------------------------------


def _collect_story(xml: XmlPart, looks: Styles, text: Text) -> list[_Run]:
    """Every paragraph: first what a person sees, line by line, then what was deleted, then what is hidden."""
    runs: list[_Run] = []
    for paragraph in xml.root.iter(_P):
        styled = paragraph.find(f"{W}pPr/{W}pStyle")
        names = (_table_style(paragraph), styled.get(_VAL, "") if styled is not None else "")
        zones: tuple[list[list[_Sign]], ...] = ([[]], [[]], [[]])
        for element, removed in _runs_of(paragraph):
            run = _run(xml, element, looks, names)
            runs.append(run)
            zone = _DELETED if removed else _HIDDEN if run.look.hidden else _SEEN
            for sign in _signs(run):
                if sign is None:
                    zones[zone].append([])
                else:
                    zones[zone][-1].append(sign)
        for line in (line for lines in zones for line in lines if line):
            for sign in line:
                text.add(sign.text, sign.font, partial(_write, sign) if sign.element is not None else None)
            text.end_line()
    return runs


def _table_style(paragraph: etree._Element) -> str:
    """The style of the innermost table; a text box is a world of its own."""
    for ancestor in paragraph.iterancestors(_TBL, _BOX):
        style = ancestor.find(f"{W}tblPr/{W}tblStyle") if ancestor.tag == _TBL else None
        return style.get(_VAL, "") if style is not None else ""
    return ""


def _runs_of(paragraph: etree._Element) -> Iterator[tuple[etree._Element, bool]]:
    """The runs of one paragraph in order, without those of paragraphs inside its text boxes; and: was it deleted."""
    stack = [(child, False) for child in reversed(paragraph)]
    while stack:
        element, removed = stack.pop()
        if element.tag == _P:
            continue
        if element.tag == _R:
            yield element, removed
        removed = removed or element.tag in _REMOVED
        stack += [(child, removed) for child in reversed(element)]


def _run(xml: XmlPart, element: etree._Element, looks: Styles, names: tuple[str, str]) -> _Run:
    properties = element.find(_RPR)
    own = properties.find(f"{W}rStyle") if properties is not None else None
    styled = (*names, own.get(_VAL, "") if own is not None else "")
    return _Run(xml, element, _look(looks, styled, properties), styled)


def _look(looks: Styles, names: tuple[str, str, str], properties: etree._Element | None) -> Format:
    look = looks.format(*names)
    return look if properties is None else looks.direct(look, properties)


def _signs(run: _Run) -> Iterator[_Sign | None]:
    """What stands in a run; ``None`` is a line break."""
    for child in run.element:
        tag = child.tag
        if tag in _TEXTS and child.text:
            font = run.look.font_of(child.text)
            yield _Sign(plain_letters(child.text, font), font, child, run)
        elif tag == _SOFT_HYPHEN:  # ư of TCVN3, where a program took it for a hyphen
            yield _Sign("\u00ad", run.look.font_of("\u00ad"), child, run)
        elif tag == _SYMBOL:
            yield from _symbol(child, run)
        elif tag in _BLANKS:
            yield _Sign(_BLANKS[tag], run.look.font_of(" "), None, run)
        elif tag in _BREAKS:
            yield None


def _symbol(element: etree._Element, run: _Run) -> Iterator[_Sign]:
    """w:sym is a letter where its font is no symbol font (ECMA-376 part 1, 17.3.3.30)."""
    font, code = element.get(f"{W}font", ""), element.get(f"{W}char", "")
    try:
        number = int(code, 16) & 0xFFFF
    except ValueError:
        return
    if 0xD800 <= number <= 0xDFFF or font.lower().startswith(SYMBOL_FONTS):
        return
    yield _Sign(chr(number - 0xF000) if 0xF020 <= number <= 0xF0FF else chr(number), font, element, run)


def _collect_levels(xml: XmlPart, looks: Styles, text: Text) -> list[_Run]:
    """The words of numbered headings (“Điều %1.”), which stand in the numbering and not in the paragraph."""
    runs = []
    for level in xml.root.iter(_LEVEL):
        words = level.find(f"{W}lvlText")
        said = words.get(_VAL, "") if words is not None else ""
        styled = level.find(f"{W}pStyle")
        names = ("", styled.get(_VAL, "") if styled is not None else "", "")
        run = _Run(xml, level, _look(looks, names, level.find(_RPR)), names)
        font = run.look.font_of(said)
        if words is not None and said and not font.lower().startswith(SYMBOL_FONTS):
            runs.append(run)
            text.add(said, font, partial(_write_level, words, run, font))
            text.end_line()
    return runs


# --- writing --------------------------------------------------------------------------------------------------------


def _write(sign: _Sign, change: Change) -> None:
    run, element = sign.run, sign.element
    assert element is not None
    run.unsure = run.unsure or change.encoding == "unsure"
    if change.font:
        run.font = run.font or sign.font
    else:
        run.kept = True
    if change.text is None:
        return
    if element.tag in _TEXTS:
        run.xml.set_text(element, change.text)
    else:
        prefix = run.xml.name_prefix(run.element)
        run.xml.replace(element, f"<{prefix}t>{escaped(change.text)}</{prefix}t>")


def _write_level(words: etree._Element, run: _Run, font: str, change: Change) -> None:
    run.unsure, run.kept = change.encoding == "unsure", not change.font
    if change.font:
        run.font = font
    if change.text is not None:
        run.xml.set_attribute(words, _VAL, change.text)


def _settle_fonts(runs: list[_Run], looks: Styles, changes: Changes) -> None:
    """Converted runs, and empty ones, name no legacy font any more; what was left unsure is shown in its old font."""
    for run in runs:
        properties = run.element.find(_RPR)
        own = properties.find(RFONTS) if properties is not None else None
        if run.font:
            if own is not None:
                rename_own(run.xml, own, lambda name, run=run: is_legacy_font(name) or name == run.font)  # type: ignore[misc]
            look = _look(looks, run.names, properties)
            if any(unicode_font(name) != name for name in (look.ascii, look.hansi)):
                name_directly(run.xml, run.element, unicode_font(run.font))
        elif own is not None and not run.kept:
            rename_own(run.xml, own, changes.gives_way)
        elif run.unsure:
            before = run.look.font_of("ư")
            if _look(looks, run.names, properties).font_of("ư") != before:
                name_directly(run.xml, run.element, before)
