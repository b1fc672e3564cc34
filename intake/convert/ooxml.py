"""The parts of an Office Open XML package as far as a conversion looks at them, and the package written again."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from lxml import etree

from intake.convert.letters import Change, Text
from intake.convert.package import repacked
from intake.convert.splice import XmlPart
from intake.readers.limits import Limits
from intake.readers.ooxml.package import open_package

__all__ = ["Part", "Parts"]

#: What a person typed about the file, in docProps/core.xml; the other properties are dates and names of programs.
_TYPED = frozenset({"title", "subject", "keywords", "description", "category", "contentStatus"})


class Part(NamedTuple):
    name: str  # as stored
    xml: XmlPart


class Parts:
    """Opened by the reader's own rules: raises :class:`intake.readers.ooxml.package.Refused` on what it refuses."""

    def __init__(self, content: bytes, limits: Limits) -> None:
        self._content = content
        self._package = open_package(content, limits)
        self._parts: dict[str, Part] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the parts as they are looked for: small letters, no leading slash."""
        return tuple(self._package.names)

    def part(self, name: str) -> Part | None:
        """The XML part of this name (in any case of letters); ``None`` where there is none."""
        key = name.casefold()
        if key not in self._parts:
            content = self._package.read(key)
            if content is None:
                return None
            self._parts[key] = Part(key, XmlPart(content, partial(self._package.parse, key)))
        return self._parts[key]

    def again(self, part: Part) -> Part:
        """The part as it was before any edit."""
        self._parts.pop(part.name)
        fresh = self.part(part.name)
        assert fresh is not None
        return fresh

    def below(self, *folders: str) -> Iterator[Part]:
        """The XML parts whose names begin with one of ``folders``, in the order of their names."""
        for name in sorted(self.names):
            if name.endswith(".xml") and name.startswith(folders):
                part = self.part(name)
                if part is not None:
                    yield part

    def collect_properties(self, text: Text) -> None:
        """Title, subject and keywords of the file."""
        core = self.part("docProps/core.xml")
        for element in () if core is None else core.xml.root:
            if etree.QName(element).localname in _TYPED and element.text:
                text.add(element.text, "", partial(_write_text, core.xml, element))  # type: ignore[union-attr]
                text.end_line()

    def written(self) -> bytes:
        """The package with every changed part."""
        changed = {name: part.xml.to_bytes() for name, part in self._parts.items() if part.xml.changed}
        return repacked(self._content, changed)


def _write_text(xml: XmlPart, element: etree._Element, change: Change) -> None:
    if change.text is not None:
        xml.set_text(element, change.text)
