"""The words inside SmartArt and charts of a Word document, which are stored in parts of their own."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from casework.document import Zone
from intake.readers.assemble import RawLine, RawPiece
from intake.readers.ooxml.package import Package, Relation

__all__ = ["figures_of"]

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_KINDS = {"diagramData": "sơ đồ", "chart": "biểu đồ"}


def figures_of(package: Package, relations: dict[str, Relation]) -> tuple[RawLine, ...]:
    """One line a paragraph or label, in the zone TEXT_BOX; a figure that is not there is passed over."""
    lines: list[RawLine] = []
    for kind, name in _KINDS.items():
        parts = dict.fromkeys(r.target for r in relations.values() if r.kind == kind and not r.external)
        for number, part in enumerate(parts, 1):
            root = package.tree(part)
            if root is not None:
                where = f"{name} {number}"
                lines += [RawLine(pieces, where, Zone.TEXT_BOX) for pieces in _paragraphs(root)]
    return tuple(lines)


def _paragraphs(root: etree._Element) -> Iterator[tuple[RawPiece, ...]]:
    """Typed paragraphs, and the labels that a chart takes from its sheet; plain numbers say nothing."""
    for element in root.iter(f"{_A}p", f"{_C}strCache"):
        if element.tag == f"{_A}p":
            pieces = tuple(_run(run) for run in element.iter(f"{_A}r", f"{_A}fld"))
            if any(piece.text.strip() for piece in pieces):
                yield pieces
        else:
            labels = (value.text or "" for value in element.iter(f"{_C}v"))
            yield from ((RawPiece(label),) for label in labels if label.strip())


def _run(run: etree._Element) -> RawPiece:
    face = run.find(f"{_A}rPr/{_A}latin")
    return RawPiece(run.findtext(f"{_A}t") or "", "" if face is None else face.get("typeface", ""))
