"""Builds OpenDocument files for tests, as packages or flat: text written as ODF 1.3 demands, no program of ours used.

build_odt([para("chữ", style="P1")], styles=font_style("P1", ".VnTime"))
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

__all__ = [
    "Raw", "build_flat", "build_ods", "build_odt", "font_face", "font_style", "official_tail", "pack_odf", "para",
    "span", "table", "text_box",
]  # fmt: skip

_NAMES = {
    "office": "office", "style": "style", "text": "text", "table": "table", "draw": "drawing", "svg": "svg-compatible",
    "fo": "xsl-fo-compatible", "meta": "meta", "script": "script", "presentation": "presentation",
}  # fmt: skip
_NAMESPACES = " ".join(
    [f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for short, name in _NAMES.items()]
    + ['xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"',
       'xmlns:ooo="http://openoffice.org/2004/office" office:version="1.3"']
)  # fmt: skip


class Raw(NamedTuple):
    """Ready XML."""

    xml: str


Block = str | Raw


def _text(text: str) -> str:
    parts = escape(text).replace("\t", "<text:tab/>").replace("\n", "<text:line-break/>")
    return re.sub(" ( +)", lambda m: f' <text:s text:c="{len(m[1])}"/>', parts)


def span(text: str, style: str) -> Raw:
    return Raw(f"<text:span text:style-name={quoteattr(style)}>{_text(text)}</text:span>")


def para(*runs: Block, style: str = "Standard") -> Raw:
    inside = "".join(_text(r) if isinstance(r, str) else r.xml for r in runs)
    return Raw(f"<text:p text:style-name={quoteattr(style)}>{inside}</text:p>")


def _blocks(blocks: Sequence[Block]) -> str:
    return "".join((para(b) if isinstance(b, str) else b).xml for b in blocks)


def table(rows: Sequence[Sequence[Block | Sequence[Block]]]) -> Raw:
    out = '<table:table table:name="T"><table:table-column/>'
    for row in rows:
        cells = ""
        for cell in row:
            blocks: Sequence[Block] = [cell] if isinstance(cell, str | Raw) else cell
            cells += f'<table:table-cell office:value-type="string">{_blocks(blocks)}</table:table-cell>'
        out += f"<table:table-row>{cells}</table:table-row>"
    return Raw(f"{out}</table:table>")


def text_box(*blocks: Block) -> Raw:
    return Raw(f"<draw:frame><draw:text-box>{_blocks(blocks)}</draw:text-box></draw:frame>")


def font_face(name: str, family: str) -> str:
    return f'<style:font-face style:name={quoteattr(name)} svg:font-family="&apos;{escape(family)}&apos;"/>'


def font_style(
    name: str, font: str = "", *, family: str = "paragraph", parent: str = "", bold: bool = False, more: str = ""
) -> str:
    """A style that names a font literally; ``more`` are further attributes of its text properties."""
    rest = f" style:parent-style-name={quoteattr(parent)}" if parent else ""
    look = (f' fo:font-family="&apos;{escape(font)}&apos;"' if font else "") + (
        ' fo:font-weight="bold"' if bold else ""
    )
    return (
        f'<style:style style:name={quoteattr(name)} style:family="{family}"{rest}>'
        f"<style:text-properties{look} {more}/></style:style>"
    )


def official_tail(recipients: Sequence[str], signer_title: Sequence[str], signer: str) -> Raw:
    return table([[["Nơi nhận:", *recipients], [*signer_title, "", signer]]])


def _styles(named: str, faces: str, header: Sequence[Block], footer: Sequence[Block]) -> str:
    margins = f"<style:header>{_blocks(header)}</style:header>" if header else ""
    margins += f"<style:footer>{_blocks(footer)}</style:footer>" if footer else ""
    default = (
        '<style:default-style style:family="paragraph"><style:text-properties style:font-name="Body"/>'
        "</style:default-style>"
    )
    return (
        f"<office:font-face-decls>{font_face('Body', 'Times New Roman')}{faces}</office:font-face-decls>"
        f'<office:styles>{default}<style:style style:name="Standard" style:family="paragraph"/>{named}</office:styles>'
        f'<office:master-styles><style:master-page style:name="Standard">{margins}</style:master-page>'
        "</office:master-styles>"
    )


def _meta(meta: Mapping[str, str]) -> str:
    rows = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in meta.items())
    return f"<office:meta>{rows}</office:meta>"


def build_odt(
    blocks: Sequence[Block],
    *,
    styles: str = "",
    named: str = "",
    faces: str = "",
    header: Sequence[Block] = (),
    footer: Sequence[Block] = (),
    meta: Mapping[str, str] | None = None,
    extra: Mapping[str, bytes | str] | None = None,
) -> bytes:
    """A package. ``styles`` are automatic ones, ``named`` those of styles.xml; ``meta`` by name (dc:title)."""
    body = f"<office:body><office:text>{_blocks(blocks)}</office:text></office:body>"
    return _package("text", body, styles, named, faces, header, footer, meta or {}, extra or {})


def build_ods(sheets: Mapping[str, str], *, styles: str = "", named: str = "") -> bytes:
    """A workbook; each sheet's rows are ready XML."""
    inside = "".join(f"<table:table table:name={quoteattr(n)}>{rows}</table:table>" for n, rows in sheets.items())
    body = f"<office:body><office:spreadsheet>{inside}</office:spreadsheet></office:body>"
    return _package("spreadsheet", body, styles, named, "", (), (), {}, {})


def _package(
    kind: str, body: str, styles: str, named: str, faces: str, header: Sequence[Block], footer: Sequence[Block],
    meta: Mapping[str, str], extra: Mapping[str, bytes | str],
) -> bytes:  # fmt: skip
    content = f"<office:automatic-styles>{styles}</office:automatic-styles>{body}"
    return pack_odf(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": f"<office:document-content {_NAMESPACES}>{content}</office:document-content>",
            "styles.xml": f"<office:document-styles {_NAMESPACES}>{_styles(named, faces, header, footer)}"
            "</office:document-styles>",
            "meta.xml": f"<office:document-meta {_NAMESPACES}>{_meta(meta)}</office:document-meta>",
            "META-INF/manifest.xml": "<manifest/>",
            **extra,
        }
    )


def pack_odf(parts: Mapping[str, bytes | str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, content)
    return buffer.getvalue()


def build_flat(
    blocks: Sequence[Block], *, styles: str = "", named: str = "", header: Sequence[Block] = (), before: str = ""
) -> bytes:
    """One flat file; ``before`` stands ahead of the styles (office:scripts)."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {_NAMESPACES} '
        f'office:mimetype="application/vnd.oasis.opendocument.text">{before}{_styles(named, "", header, ())}'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{_blocks(blocks)}</office:text></office:body></office:document>"
    ).encode()
