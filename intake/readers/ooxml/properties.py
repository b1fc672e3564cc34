"""What Word, Excel and PowerPoint packages have in common beside their content: properties that a person typed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from casework.document import Zone
from casework.vietnamese import fold
from intake.readers.assemble import RawLine, RawPiece
from intake.readers.ooxml.package import Package

__all__ = ["Properties", "properties_of"]

_SPOKEN = {
    "title": "tiêu đề", "subject": "chủ đề", "keywords": "từ khóa", "description": "ghi chú", "category": "thể loại",
    "contentStatus": "trạng thái",
}  # fmt: skip
#: Properties that a person has named (docProps/custom.xml), of which these ask for the degree of secrecy.
_DEGREES = ("do mat", "muc do mat", "cap do mat", "dau chi do mat")


class Properties(NamedTuple):
    """``lines`` stand in the zone METADATA."""

    lines: tuple[RawLine, ...]
    title: str


def properties_of(package: Package) -> Properties:
    """The properties that a person typed, from docProps/core.xml; raises Refused where that part is damaged."""
    root = package.tree("docProps/core.xml")
    named = ((etree.QName(child).localname, (child.text or "").strip()) for child in (() if root is None else root))
    typed = [(name, text) for name, text in named if name in _SPOKEN and text]
    lines = tuple(
        RawLine((RawPiece(text),), f"thuộc tính “{_SPOKEN[name]}” của tệp", Zone.METADATA) for name, text in typed
    )
    lines += tuple(_degrees(package))
    return Properties(lines, next((text for name, text in typed if name == "title"), ""))


def _degrees(package: Package) -> Iterator[RawLine]:
    """The custom properties called “Độ mật”, label and value on one line without a colon: nobody sees them on paper, so
    they make a doubt and no mark."""
    root = package.tree("docProps/custom.xml")
    for entry in () if root is None else root:
        value = "".join(str(text) for text in entry.itertext()).strip()
        if value and fold(entry.get("name", "")).strip(" :.") in _DEGREES:
            yield RawLine((RawPiece(f"Độ mật {value}"),), "thuộc tính “Độ mật” của tệp", Zone.METADATA)
