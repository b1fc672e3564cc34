"""Builds .pptx presentations for tests: slides over one layout and one master, the XML written out.

build_pptx([Slide(shape("Tiêu đề", place="title") + shape("hộp"), notes="ghi chú")], master_title=".VnTimeH")
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from tests.builders.docx import pack
from tests.builders.xlsx import theme

__all__ = ["Slide", "build_pptx", "group", "shape", "table"]

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMESPACES = (
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    f'xmlns:r="{_OFFICE}"'
)


class Slide(NamedTuple):
    """``shapes`` is XML inside p:spTree; ``relations`` are (id, type's last word, target)."""

    shapes: str
    notes: str = ""
    comment: str = ""
    relations: Sequence[tuple[str, str, str]] = ()


def shape(
    text: str, *, place: str | None = None, number: str = "", font: str = "", levels: str = "", level: int = 0
) -> str:
    """A shape with one paragraph a line; ``place`` makes it a placeholder, ``levels`` is its own level-1 font."""
    holder = ""
    if place is not None:
        holder = f"<p:ph{f' type={quoteattr(place)}' if place else ''}{f' idx={quoteattr(number)}' if number else ''}/>"
    face = f"<a:rPr><a:latin typeface={quoteattr(font)}/></a:rPr>" if font else ""
    own = f"<a:lstStyle>{_level(levels)}</a:lstStyle>" if levels else ""
    lines = "".join(
        f'<a:p><a:pPr lvl="{level}"/><a:r>{face}<a:t>{escape(line)}</a:t></a:r></a:p>' for line in text.split("\n")
    )
    return f"<p:sp><p:nvSpPr><p:nvPr>{holder}</p:nvPr></p:nvSpPr><p:txBody><a:bodyPr/>{own}{lines}</p:txBody></p:sp>"


def _level(font: str, number: int = 1) -> str:
    return f"<a:lvl{number}pPr><a:defRPr><a:latin typeface={quoteattr(font)}/></a:defRPr></a:lvl{number}pPr>"


def table(rows: Sequence[Sequence[str]]) -> str:
    """A graphic frame with a table."""
    body = "".join(
        "<a:tr>"
        + "".join(f"<a:tc><a:txBody><a:p><a:r><a:t>{escape(t)}</a:t></a:r></a:p></a:txBody></a:tc>" for t in row)
        + "</a:tr>"
        for row in rows
    )
    return (
        f"<p:graphicFrame><a:graphic><a:graphicData><a:tbl>{body}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    )


def group(inside: str, depth: int = 1) -> str:
    """``inside`` in so many groups within groups."""
    return "<p:grpSp>" * depth + inside + "</p:grpSp>" * depth


def build_pptx(
    slides: Sequence[Slide],
    *,
    layout: str = "",
    master: str = "",
    master_title: str = "",
    master_body: str = "",
    minor: str = "Minor",
    defaults: str = "",
    extra: Mapping[str, bytes | str] | None = None,
) -> bytes:
    """The bytes of a presentation. ``layout`` and ``master`` are XML of shapes; ``master_title`` and ``master_body``
    the fonts of the master's styles; ``defaults`` that of the presentation's default text."""
    parts: dict[str, bytes | str] = {}
    listed, links = "", [("rIdMaster", "slideMaster", "slideMasters/slideMaster1.xml")]
    for row, slide in enumerate(slides, 1):
        listed += f'<p:sldId id="{255 + row}" r:id="rId{row}"/>'
        links.append((f"rId{row}", "slide", f"slides/slide{row}.xml"))
        own = [("rIdLayout", "slideLayout", "../slideLayouts/slideLayout1.xml"), *slide.relations]
        if slide.notes:
            parts[f"ppt/notesSlides/notesSlide{row}.xml"] = _page("notes", shape(slide.notes, place="body"))
            own.append(("rIdNotes", "notesSlide", f"../notesSlides/notesSlide{row}.xml"))
        if slide.comment:
            parts[f"ppt/comments/comment{row}.xml"] = (
                f"<p:cmLst {_NAMESPACES}><p:cm><p:text>{escape(slide.comment)}</p:text></p:cm></p:cmLst>"
            )
            own.append(("rIdComments", "comments", f"../comments/comment{row}.xml"))
        parts[f"ppt/slides/slide{row}.xml"] = _page("sld", slide.shapes)
        parts[f"ppt/slides/_rels/slide{row}.xml.rels"] = _relations(own)
    titles = f"<p:titleStyle>{_level(master_title)}</p:titleStyle>" if master_title else ""
    bodies = f"<p:bodyStyle>{_level(master_body)}{_level(master_body + ' 2', 2)}</p:bodyStyle>" if master_body else ""
    text = f"<p:defaultTextStyle>{_level(defaults)}</p:defaultTextStyle>" if defaults else ""
    return pack(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _relations([("rId1", "officeDocument", "ppt/presentation.xml")]),
            "ppt/presentation.xml": f"<p:presentation {_NAMESPACES}><p:sldIdLst>{listed}</p:sldIdLst>{text}"
            "</p:presentation>",
            "ppt/_rels/presentation.xml.rels": _relations(links),
            "ppt/slideLayouts/slideLayout1.xml": _page("sldLayout", layout),
            "ppt/slideLayouts/_rels/slideLayout1.xml.rels": _relations(
                [("rId1", "slideMaster", "../slideMasters/slideMaster1.xml")]
            ),
            "ppt/slideMasters/slideMaster1.xml": _page(
                "sldMaster", master, f"<p:txStyles>{titles}{bodies}</p:txStyles>"
            ),
            "ppt/slideMasters/_rels/slideMaster1.xml.rels": _relations(
                [("rId1", "theme", "../theme/theme1.xml"), ("rId2", "slideLayout", "../slideLayouts/slideLayout1.xml")]
            ),
            "ppt/theme/theme1.xml": theme(minor),
            **parts,
            **(extra or {}),
        }
    )


_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/ppt/presentation.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"/></Types>'
)


def _page(root: str, shapes: str, rest: str = "") -> str:
    return f"<p:{root} {_NAMESPACES}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld>{rest}</p:{root}>"


def _relations(links: Sequence[tuple[str, str, str]]) -> str:
    rows = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target={quoteattr(target)}/>' for key, kind, target in links
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'
