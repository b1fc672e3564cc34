"""Which fonts hold for a shape of a .pptx slide: its placeholder on the layout and the master, then the rest.

Order (ECMA-376 part 1, 19.7.10 and 21.1.2.4): the shape's own list style, the layout's placeholder, the master's, the
font that the shape's style names, the master's styles for titles, bodies and others, the presentation's defaults.
"""

from __future__ import annotations

from typing import NamedTuple

from lxml import etree

from intake.readers.ooxml.package import Package
from intake.readers.slides.shapes import local, shapes_of
from intake.readers.slides.text import LEVELS, A, Levels, Look, ThemeFonts, levels_of, theme_of

__all__ = ["Layout", "Layouts", "P", "Placeholder", "body_of", "placeholder_of", "tree_of"]

P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
#: Kinds of placeholder that follow another kind where their own is not there.
_KIN = {"ctrTitle": "title", "title": "ctrTitle", "subTitle": "body", "obj": "body"}
_STYLES = {"title": "titleStyle", "ctrTitle": "titleStyle", "": "otherStyle", "dt": "otherStyle", "ftr": "otherStyle",
           "sldNum": "otherStyle", "hdr": "otherStyle"}  # fmt: skip
_THEMED = (Look("+mn-lt"),) * LEVELS
_EMPTY = (Look(),) * LEVELS


class Placeholder(NamedTuple):
    """``kind`` is body where none is stated; ``number`` ties a slide's placeholder to its layout's."""

    kind: str
    number: str


def placeholder_of(shape: etree._Element) -> Placeholder | None:
    """What a shape holds the place of; ``None`` for a free one."""
    found = shape.find(f"{P}nvSpPr/{P}nvPr/{P}ph")
    return None if found is None else Placeholder(found.get("type", "body"), found.get("idx", "0"))


def body_of(shape: etree._Element) -> etree._Element | None:
    """The text body of a shape."""
    return shape.find(f"{P}txBody")


class Layout(NamedTuple):
    """A layout, or a master (then ``above`` is ``None``), of slides or of notes."""

    part: str
    root: etree._Element
    fonts: ThemeFonts
    by_number: dict[str, etree._Element]
    by_kind: dict[str, etree._Element]
    above: Layout | None

    def like(self, place: Placeholder) -> etree._Element | None:
        """The shape here that ``place`` follows: by number on a layout, by kind on a master."""
        if self.above is not None and place.number in self.by_number:
            return self.by_number[place.number]
        found = self.by_kind.get(place.kind)
        return self.by_kind.get(_KIN.get(place.kind, "")) if found is None else found


class Layouts:
    """Reads each layout and master once."""

    def __init__(self, package: Package, defaults: Levels) -> None:
        """``defaults`` is the presentation's default text style."""
        self._package = package
        self._defaults = defaults
        self._known: dict[str, Layout | None] = {}
        self._styles: dict[tuple[str, Placeholder | None, str], list[Levels]] = {}

    def of(self, part: str) -> Layout | None:
        """The layout or master in ``part``, ``None`` where there is none."""
        if part not in self._known:
            self._known[part] = None  # a circle ends here
            root = self._package.tree(part) if part else None
            if root is not None:
                self._known[part] = self._read(part, root)
        return self._known[part]

    def _read(self, part: str, root: etree._Element) -> Layout:
        relations = self._package.relations(part).values()
        targets = {r.kind: r.target for r in relations if not r.external}
        above = self.of(targets.get("slideMaster", "")) if local(root) == "sldLayout" else None
        fonts = theme_of(self._package, targets["theme"]) if above is None and "theme" in targets else ThemeFonts()
        by_number: dict[str, etree._Element] = {}
        by_kind: dict[str, etree._Element] = {}
        for shape in shapes_of(tree_of(root)):
            place = placeholder_of(shape)
            if place is not None:
                by_number.setdefault(place.number, shape)
                by_kind.setdefault(place.kind, shape)
        return Layout(part, root, above.fonts if above is not None else fonts, by_number, by_kind, above)

    def styles(self, shape: etree._Element, layout: Layout | None) -> list[Levels]:
        """The list styles that hold for ``shape`` on a slide of ``layout``, the nearest first."""
        place = placeholder_of(shape)
        named = shape.find(f"{P}style/{A}fontRef")
        theme = "none" if named is None else named.get("idx", "none")
        key = (layout.part if layout is not None else "", place, theme)
        if key not in self._styles:
            self._styles[key] = self._found(place, layout, theme)
        return self._styles[key]

    def _found(self, place: Placeholder | None, layout: Layout | None, theme: str) -> list[Levels]:
        styles: list[Levels] = []
        level: Layout | None = layout
        master: Layout | None = None
        while level is not None:
            master = level
            known = level.like(place) if place is not None else None
            body = None if known is None else body_of(known)
            if body is not None:
                styles.append(levels_of(body.find(f"{A}lstStyle")))
            level = level.above
        if theme != "none":
            styles.append((Look("+mj-lt" if theme == "major" else "+mn-lt"),) * LEVELS)
        if master is not None:
            kind = _STYLES.get(place.kind if place is not None else "", "bodyStyle")
            found = master.root.find(f"{P}txStyles/{P}{kind}")
            if found is None:
                found = master.root.find(f"{P}notesStyle")
            styles.append(levels_of(found) if found is not None else _EMPTY)
        return [*styles, self._defaults, _THEMED]


def tree_of(root: etree._Element) -> etree._Element:
    """The tree of shapes of a slide, layout, master or notes page; an empty element where there is none."""
    found = root.find(f"{P}cSld/{P}spTree")
    return root.makeelement("none") if found is None else found
