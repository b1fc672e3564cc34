"""The little of CSS that tells which font a stretch of a web page is in, whether it is bold, and whether it is seen."""

from __future__ import annotations

import re
from typing import NamedTuple

from lxml import etree

__all__ = ["Sheet", "Shown"]

_SELECTOR = re.compile(r"([a-zA-Z][\w:\\-]*)?(?:\.([\w-]+)|#([\w-]+))?$")
_FAMILY = re.compile(r"""(?:^|[;\s"'])font-family\s*:\s*(?:"([^"]*)"|'([^']*)'|([^;,]*))""", re.IGNORECASE)
_SHORT = re.compile(r"""(?:^|[;\s])font\s*:\s*([^;]*)""", re.IGNORECASE)
_SHORT_FAMILY = re.compile(
    r"""[\d.]+(?:pt|px|em|rem|ex|cm|mm|in|pc|%)(?:\s*/\s*\S+)?\s+(?:"([^"]*)"|'([^']*)'|([^,"']*))"""
)
_WEIGHT = re.compile(r"(?:^|[;\s])font-weight\s*:\s*([\w]+)", re.IGNORECASE)
_HIDDEN = re.compile(r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)", re.IGNORECASE)
_CAPS = re.compile(r"(?:^|[;\s])(?:text-transform\s*:\s*uppercase|font-variant\s*:\s*small-caps)", re.IGNORECASE)
_HEAVY = frozenset(("bold", "bolder", "600", "700", "800", "900"))
_MOST_LETTERS = 1_000_000  # of style sheets in one page
_MOST_SELECTORS = 50_000
_STYLE_LETTERS, _NAME_LETTERS = 4_000, 200  # of one block, of one name that are looked at


class Shown(NamedTuple):
    """How a stretch is shown. A declaration is the same with ``None`` where it says nothing."""

    font: str | None = ""
    bold: bool | None = False
    hidden: bool | None = False
    caps: bool | None = False

    def under(self, said: Shown) -> Shown:
        """This with ``said`` laid over it."""
        return Shown(*(old if new is None else new for old, new in zip(self, said, strict=True)))  # type: ignore[arg-type]


_SILENT = Shown(None, None, None, None)


def _declared(style: str) -> Shown:
    """What a block of declarations says."""
    style = style[:_STYLE_LETTERS]
    found = _FAMILY.search(style)
    if found is None and (short := _SHORT.search(style)):
        found = _SHORT_FAMILY.search(short[1][:_NAME_LETTERS])
    font = next((part.strip() for part in found.groups() if part), None) if found else None
    weight = _WEIGHT.search(style)
    bold = None if weight is None else weight[1].lower() in _HEAVY
    return Shown(font or None, bold, True if _HIDDEN.search(style) else None, True if _CAPS.search(style) else None)


def _without_comments(css: str) -> str:
    parts: list[str] = []
    at = 0
    while (begin := css.find("/*", at)) >= 0:
        parts.append(css[at:begin])
        end = css.find("*/", begin + 2)
        if end < 0:
            return "".join(parts)
        at = end + 2
    return "".join((*parts, css[at:])).replace("<!--", " ").replace("-->", " ")


class Sheet:
    """The rules of a page with simple selectors (element, class, both, id); later ones win, finer ones before that."""

    def __init__(self, css: str) -> None:
        self._rules: dict[tuple[str, str, str], Shown] = {}
        self._known: dict[str, Shown] = {}
        for block in _without_comments(css[:_MOST_LETTERS]).split("}"):
            selectors, _, declarations = block.rpartition("{")
            said = _declared(declarations.replace("&quot;", '"')) if selectors else _SILENT
            if said != _SILENT and len(self._rules) < _MOST_SELECTORS:
                self._enter(selectors.rpartition("{")[2], said)

    def _enter(self, selectors: str, said: Shown) -> None:
        for selector in selectors.split(","):
            key = _SELECTOR.match(selector.strip()[:_NAME_LETTERS])
            if key is not None and key[0]:
                tag, name, number = ((part or "").lower() for part in key.groups())
                old = self._rules.get((tag, name, number), _SILENT)
                self._rules[tag, name, number] = old.under(said)

    def over(self, shown: Shown, node: etree._Element, tag: str) -> Shown:
        """``shown`` with what the rules and the element's own attributes say laid over it."""
        shown = self._ruled(shown, tag, "", "")
        for name in node.get("class", "").lower().split()[:20]:
            shown = self._ruled(self._ruled(shown, "", name, ""), tag, name, "")
        if number := node.get("id", ""):
            shown = self._ruled(self._ruled(shown, "", "", number.lower()), tag, "", number.lower())
        if face := node.get("face"):
            shown = shown._replace(font=face.split(",")[0].strip("\"' "))
        if style := node.get("style"):
            said = self._known.get(style)
            if said is None:
                said = self._known[style] = _declared(style)
            shown = shown.under(said)
        return shown

    def _ruled(self, shown: Shown, tag: str, name: str, number: str) -> Shown:
        said = self._rules.get((tag, name, number))
        return shown if said is None else shown.under(said)
