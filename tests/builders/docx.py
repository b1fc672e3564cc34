"""Builds .docx packages for tests, byte by byte the same for the same arguments.

The XML is written out here on purpose: a library would hide exactly the things a reader must cope with (text boxes,
tracked changes, fonts that differ by slot). Text may contain line breaks (``\\n`` → ``w:br``) and tabs.

    build_docx(["Tiêu đề", paragraph(run("chữ", font=".VnTime")), table([["ô 1", "ô 2"]])], header=["MẬT"])
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

__all__ = [
    "Block",
    "Raw",
    "article",
    "build_docx",
    "official_head",
    "official_tail",
    "pack",
    "paragraph",
    "run",
    "table",
    "text_box",
]

_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"


class Raw(NamedTuple):
    """Ready XML of a run, a paragraph or a table."""

    xml: str


Block = str | Raw
Cell = Block | Sequence[Block]


def run(
    text: str, *, font: str = "", ascii_font: str = "", bold: bool = False, style: str = "", properties: str = ""
) -> Raw:
    """One run. ``font`` fills ascii and hAnsi; ``ascii_font`` overrides ascii; ``properties`` is XML inside w:rPr."""
    inside = f"<w:rStyle w:val={quoteattr(style)}/>" if style else ""
    if font or ascii_font:
        inside += f"<w:rFonts w:ascii={quoteattr(ascii_font or font)} w:hAnsi={quoteattr(font or ascii_font)}/>"
    inside += "<w:b/>" if bold else ""
    inside += properties
    return Raw(f"<w:r>{f'<w:rPr>{inside}</w:rPr>' if inside else ''}{_text(text)}</w:r>")


def _text(text: str) -> str:
    parts: list[str] = []
    for row, line in enumerate(text.split("\n")):
        parts.append("<w:br/>" if row else "")
        for cell, stretch in enumerate(line.split("\t")):
            parts.append("<w:tab/>" if cell else "")
            parts.append(f'<w:t xml:space="preserve">{escape(stretch)}</w:t>' if stretch else "")
    return "".join(parts)


def paragraph(*runs: Block, style: str = "", align: str = "", bold: bool = False, font: str = "") -> Raw:
    """One paragraph of runs; a plain string becomes a run with ``bold`` and ``font``."""
    inside = f"<w:pStyle w:val={quoteattr(style)}/>" if style else ""
    inside += f"<w:jc w:val={quoteattr(align)}/>" if align else ""
    content = "".join((run(r, font=font, bold=bold) if isinstance(r, str) else r).xml for r in runs)
    return Raw(f"<w:p>{f'<w:pPr>{inside}</w:pPr>' if inside else ''}{content}</w:p>")


def table(rows: Sequence[Sequence[Cell]], *, style: str = "") -> Raw:
    """A table; a cell is one block or a list of blocks."""
    properties = f"<w:tblPr><w:tblStyle w:val={quoteattr(style)}/></w:tblPr>" if style else "<w:tblPr/>"
    body = "".join("<w:tr>" + "".join(f"<w:tc>{_cell(c)}</w:tc>" for c in row) + "</w:tr>" for row in rows)
    return Raw(f"<w:tbl>{properties}{body}</w:tbl>")


def _cell(cell: Cell) -> str:
    blocks: Sequence[Block] = [cell] if isinstance(cell, str | Raw) else cell
    return _blocks(blocks) or "<w:p/>"


def _blocks(blocks: Sequence[Block]) -> str:
    return "".join((paragraph(block) if isinstance(block, str) else block).xml for block in blocks)


def text_box(*blocks: Block, fallback: Sequence[Block] | None = None) -> Raw:
    """A run with a drawn text box, stored twice as Word does; ``fallback`` makes the second copy differ."""
    first = f"<w:txbxContent>{_blocks(blocks)}</w:txbxContent>"
    second = f"<w:txbxContent>{_blocks(blocks if fallback is None else fallback)}</w:txbxContent>"
    return Raw(
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic><a:graphicData>'
        f"<wps:wsp><wps:txbx>{first}</wps:txbx></wps:wsp>"
        "</a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape>"
        f"<v:textbox>{second}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def official_head(
    issuer: Sequence[str], number: str, place_date: str, *, under: Sequence[Block] = (), font: str = ""
) -> Raw:
    """The two-column head of an official document; ``under`` stands below the number (V/v, a mark)."""
    left: list[Block] = [paragraph(name, bold=row == len(issuer) - 1, font=font) for row, name in enumerate(issuer)]
    left += [paragraph(f"Số: {number}", font=font), *under]
    right: list[Block] = [
        paragraph("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True, font=font),
        paragraph("Độc lập - Tự do - Hạnh phúc", bold=True, font=font),
        paragraph(place_date, font=font),
    ]
    return table([[left, right]])


def official_tail(recipients: Sequence[str], signer_title: Sequence[str], signer: str, *, font: str = "") -> Raw:
    """The two-column foot: Nơi nhận (items as they shall be printed) and the signer."""
    left: list[Block] = [paragraph("Nơi nhận:", bold=True, font=font), *(paragraph(r, font=font) for r in recipients)]
    right: list[Block] = [paragraph(t, bold=True, font=font) for t in signer_title]
    return table([[left, [*right, paragraph(), paragraph(signer, bold=True, font=font)]]])


def article(title: str, *prose: str, author: str = "", font: str = "") -> list[Block]:
    """The blocks of a news article: a bold headline, paragraphs, the author at the end."""
    blocks: list[Block] = [paragraph(title, bold=True, font=font), *(paragraph(p, font=font) for p in prose)]
    return [*blocks, paragraph(author, bold=True, font=font)] if author else blocks


def build_docx(
    blocks: Sequence[Block],
    *,
    font: str = "Times New Roman",
    header: Sequence[Block] = (),
    footer: Sequence[Block] = (),
    text_boxes: Sequence[str] = (),
    footnotes: Sequence[str] = (),
    core: Mapping[str, str] | None = None,
    pages: int | None = None,
    styles: str = "",
    defaults: str = "",
    theme: str = "",
    extra: Mapping[str, bytes | str] | None = None,
    relations: Sequence[tuple[str, str, str]] = (),
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:
    """The bytes of a package.

    ``text_boxes`` are anchored in a first, otherwise empty paragraph. ``core`` has title, subject, keywords, creator.
    ``styles`` is XML of w:style elements, ``defaults`` XML inside the default w:rPr (else ``font``), ``theme`` a whole
    theme part. ``extra`` adds or replaces parts by name; ``relations`` adds (id, type's last word, target) to the
    document's relations, a target with “://” or “\\\\” being external. ``pictures`` are media files by name, each
    shown in a paragraph at the end.
    """
    shown = [paragraph(*(text_box(t) for t in text_boxes)), *blocks] if text_boxes else list(blocks)
    links = list(relations)
    parts: dict[str, bytes | str] = {}
    for row, (name, content) in enumerate((pictures or {}).items(), 1):
        parts[f"word/media/{name}"] = content
        links.append((f"rIdPicture{row}", "image", f"media/{name}"))
        shown.append(Raw(f'<w:p><w:r><w:drawing><a:blip r:embed="rIdPicture{row}"/></w:drawing></w:r></w:p>'))
    references = ""
    for name, tag, content_blocks in (("header1", "hdr", header), ("footer1", "ftr", footer)):
        if content_blocks:
            kind = name.removesuffix("1")
            parts[f"word/{name}.xml"] = _part(tag, _blocks(content_blocks))
            links.append((f"rId{kind}", kind, f"{name}.xml"))
            references += f'<w:{kind}Reference w:type="default" r:id="rId{kind}"/>'
    if footnotes:
        notes = "".join(
            f'<w:footnote w:id="{row}">{_blocks([note])}</w:footnote>' for row, note in enumerate(footnotes, 1)
        )
        parts["word/footnotes.xml"] = _part("footnotes", notes)
        links.append(("rIdFootnotes", "footnotes", "footnotes.xml"))
    if theme:
        parts["word/theme/theme1.xml"] = theme
        links.append(("rIdTheme", "theme", "theme/theme1.xml"))
    links.append(("rIdStyles", "styles", "styles.xml"))
    section = f"<w:sectPr>{references}</w:sectPr>"
    return pack(
        {
            "[Content_Types].xml": _content_types(parts),
            "_rels/.rels": _relations([("rId1", "officeDocument", "word/document.xml")]),
            "word/document.xml": _part("document", f"<w:body>{_blocks(shown)}{section}</w:body>"),
            "word/_rels/document.xml.rels": _relations(links),
            "word/styles.xml": _styles(defaults or _default_font(font), styles),
            "docProps/core.xml": _core(core or {}),
            **({"docProps/app.xml": _app(pages)} if pages is not None else {}),
            **parts,
            **(extra or {}),
        }
    )


def pack(parts: Mapping[str, bytes | str]) -> bytes:
    """A zip of ``parts`` with fixed dates, so that the same parts have the same hash."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, content)
    return buffer.getvalue()


def _part(tag: str, inside: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:{tag} {_NAMESPACES}>{inside}</w:{tag}>'


def _default_font(font: str) -> str:
    return f"<w:rFonts w:ascii={quoteattr(font)} w:hAnsi={quoteattr(font)} w:cs={quoteattr(font)}/>"


def _styles(defaults: str, styles: str) -> str:
    return _part(
        "styles",
        f"<w:docDefaults><w:rPrDefault><w:rPr>{defaults}</w:rPr></w:rPrDefault></w:docDefaults>"
        f'<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>{styles}',
    )


def _relations(links: Sequence[tuple[str, str, str]]) -> str:
    rows = "".join(
        f"<Relationship Id={quoteattr(key)} Type={quoteattr(f'{_OFFICE}/{kind}')} Target={quoteattr(target)}"
        + (' TargetMode="External"' if "://" in target or "\\\\" in target else "")
        + "/>"
        for key, kind, target in links
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'


def _content_types(parts: Mapping[str, bytes | str]) -> str:
    overrides = f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
    for name in parts:
        kind = name.rpartition("/")[2].removesuffix(".xml").removesuffix("1")
        if name.startswith("word/") and kind in ("header", "footer", "footnotes"):
            overrides += f'<Override PartName="/{name}" ContentType="{_WORD}.{kind}+xml"/>'
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="png" ContentType="image/png"/><Default Extension="jpg" ContentType="image/jpeg"/>'
        f"{overrides}</Types>"
    )


def _core(core: Mapping[str, str]) -> str:
    dublin = {"title", "subject", "creator", "description"}
    rows = "".join(
        f"<{'dc' if name in dublin else 'cp'}:{name}>{escape(value)}</{'dc' if name in dublin else 'cp'}:{name}>"
        for name, value in core.items()
    )
    return (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/">{rows}</cp:coreProperties>'
    )


def _app(pages: int) -> str:
    return (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        f"<Pages>{pages}</Pages></Properties>"
    )
