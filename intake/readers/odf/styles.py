"""Which font a stretch of an OpenDocument file is shown in (ODF 1.3 part 3, 16: styles and their inheritance).

The order is the default style of the family, the styles on which a style rests, the style itself; a span lies over
its paragraph. Automatic styles of the content and of the headers may share names, so each part has its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from lxml import etree

__all__ = ["FO", "STYLE", "TEXT", "Look", "OdfStyles"]

_NS = "{urn:oasis:names:tc:opendocument:xmlns:"
STYLE, TEXT, FO = f"{_NS}style:1.0}}", f"{_NS}text:1.0}}", f"{_NS}xsl-fo-compatible:1.0}}"
_SVG = f"{_NS}svg-compatible:1.0}}"
_FACE, _PROPERTIES = f"{STYLE}font-face", f"{STYLE}text-properties"
_DEPTH = 40  # styles resting on styles
_FIRST = re.compile(r"""\s*(?:'([^']*)'|"([^"]*)"|([^,;]*))""")
_HEAVY = frozenset({"bold", "600", "700", "800", "900"})


class Look(NamedTuple):
    """What decides how letters look and read. An empty font means that no style names one."""

    font: str = ""
    bold: bool = False
    hidden: bool = False
    caps: bool = False


class _Said(NamedTuple):
    """What one style says for itself; ``None`` where it is silent."""

    font: str | None = None
    bold: bool | None = None
    hidden: bool | None = None
    caps: bool | None = None

    def over(self, look: Look) -> Look:
        return Look(
            look.font if self.font is None else self.font,
            look.bold if self.bold is None else self.bold,
            look.hidden if self.hidden is None else self.hidden,
            look.caps if self.caps is None else self.caps,
        )


class OdfStyles:
    """The styles that hold in one part. ``roots`` are elements that hold font faces and styles, the part's own last."""

    def __init__(self, roots: Iterable[etree._Element]) -> None:
        self._faces: dict[str, str] = {}
        self._said: dict[tuple[str, str], _Said] = {}
        self._parents: dict[tuple[str, str], str] = {}
        self._masters: dict[tuple[str, str], str] = {}
        self._shown: dict[tuple[str, str], bool] = {}
        self._defaults: dict[str, _Said] = {}
        self._known: dict[tuple[str, str], tuple[_Said, ...]] = {}
        groups = [list(root.iter(_FACE, f"{STYLE}style", f"{STYLE}default-style")) for root in roots]
        for group in groups:
            for element in group:
                if element.tag == _FACE:
                    self._faces[element.get(f"{STYLE}name", "")] = _first(element.get(f"{_SVG}font-family", ""))
        for group in groups:
            for element in group:
                if element.tag != _FACE:
                    self._enter(element)

    def _enter(self, element: etree._Element) -> None:
        family = element.get(f"{STYLE}family", "")
        properties = element.find(_PROPERTIES)
        said = _Said() if properties is None else self._properties(properties)
        if element.tag.endswith("}default-style"):
            self._defaults[family] = said
            return
        key = family, element.get(f"{STYLE}name", "")
        self._said[key] = said
        self._parents[key] = element.get(f"{STYLE}parent-style-name", "")
        self._masters[key] = element.get(f"{STYLE}master-page-name", "")
        table = element.find(f"{STYLE}table-properties")
        if table is not None:
            self._shown[key] = table.get(f"{_NS}table:1.0}}display", "true") != "false"

    def _properties(self, element: etree._Element) -> _Said:
        named, literal = element.get(f"{STYLE}font-name"), element.get(f"{FO}font-family")
        font = None
        if named:
            font = self._faces.get(named) or named
        elif literal:
            font = _first(literal)
        weight, display = element.get(f"{FO}font-weight"), element.get(f"{TEXT}display")
        transform, variant = element.get(f"{FO}text-transform"), element.get(f"{FO}font-variant")
        caps = None if transform is None and variant is None else transform == "uppercase" or variant == "small-caps"
        return _Said(
            font,
            None if weight is None else weight in _HEAVY,
            None if display is None else display == "none",
            caps,
        )

    def default(self, family: str) -> Look:
        """The look of a family in which nothing is said."""
        return self._defaults.get(family, _Said()).over(Look())

    def over(self, look: Look, family: str, name: str) -> Look:
        """``look`` with the style ``name`` of ``family``, and what that rests on, laid over it."""
        if not name:
            return look
        key = family, name
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = tuple(reversed([self._said[link] for link in self._chain(family, name)]))
        for said in known:
            look = said.over(look)
        return look

    def _chain(self, family: str, name: str) -> list[tuple[str, str]]:
        """The style and what it rests on, the nearest first; a circle is walked once."""
        chain: list[tuple[str, str]] = []
        while (family, name) in self._said and (family, name) not in chain and len(chain) < _DEPTH:
            chain.append((family, name))
            name = self._parents[family, name]
        return chain

    def masters(self) -> set[str]:
        """The master pages that styles lead to."""
        return {name for name in self._masters.values() if name}

    def is_shown(self, table: str) -> bool:
        """Whether a sheet of this style is shown."""
        return all(self._shown.get(key, True) for key in self._chain("table", table))


def _first(family: str) -> str:
    """The first name of a list of fonts, without quotes."""
    match = _FIRST.match(family)
    return next((part.strip() for part in match.groups() if part), "") if match else ""
