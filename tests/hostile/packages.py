"""Packages of XML (Word, Excel, PowerPoint, OpenDocument) and flat XML: bombs, nesting, entities, circles, links."""

from __future__ import annotations

import io
import zipfile

from tests.builders import odf, pptx, xlsx
from tests.builders.docx import build_docx, paragraph
from tests.builders.zips import STORED, Item, zip_of
from tests.hostile.attack import Attack, Harm, Trap
from tests.hostile.bombs import repeated

__all__ = ["PACKAGES"]

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_P = "http://schemas.openxmlformats.org/presentationml/2006/main"
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "haha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 12}">' for n in range(9))
    + "]>"
)


def entity(trap: Trap) -> str:
    return f'<!DOCTYPE x [<!ENTITY j SYSTEM "file://{trap.canary}">]>'


def far_entity(trap: Trap) -> str:
    return f'<!DOCTYPE x [<!ENTITY j SYSTEM "http://127.0.0.1:{trap.port}/x">]>'


def local_dtd(trap: Trap) -> str:
    return f'<!DOCTYPE x SYSTEM "file://{trap.canary}">'


def far_dtd(trap: Trap) -> str:
    return f'<!DOCTYPE x SYSTEM "http://127.0.0.1:{trap.port}/x.dtd">'


def _document(head: str = "", inside: str = "&j;") -> dict[str, str]:
    body = f"<w:body><w:p><w:r><w:t>{inside}</w:t></w:r></w:p></w:body>"
    return {"word/document.xml": f'{head}<w:document xmlns:w="{_W}">{body}</w:document>'}


def _docx(head: str = "", inside: str = "&j;") -> bytes:
    return build_docx(["x"], extra=_document(head, inside))


def _include(trap: Trap) -> str:
    return f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file://{trap.canary}" parse="text"/>'


def _swollen(package: bytes, part: str, begin: str, middle: str, times: int, end: str) -> bytes:
    """The package with one part blown up: ``middle`` two thousand times, so many times."""
    block = middle.encode() * 2_000
    size = len(begin.encode()) + len(block) * times + len(end.encode())
    packed = repeated(begin.encode(), block, times, end.encode())
    return zip_of([*_items(package, without=part), Item(part, packed=packed, size=size, crc=0)])


def _items(package: bytes, without: str = "") -> list[Item]:
    with zipfile.ZipFile(io.BytesIO(package)) as old:
        return [Item(name, old.read(name)) for name in old.namelist() if name != without]


def _docx_bomb() -> bytes:
    begin, end = f'<w:document xmlns:w="{_W}"><w:body>', "</w:body></w:document>"
    return _swollen(build_docx(["x"]), "word/document.xml", begin, "<w:p><w:r><w:t>ha</w:t></w:r></w:p>", 3_800, end)


def _xlsx_bomb() -> bytes:
    begin = f'<sst xmlns="{_S}">'
    book = xlsx.build_xlsx([xlsx.Sheet("S", {"A1": "x"})])
    return _swollen(book, "xl/sharedStrings.xml", begin, "<si><t>a</t></si>", 8_000, "</sst>")


def _odt_bomb() -> bytes:
    begin = ('<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
             'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>')  # fmt: skip
    end = "</office:text></office:body></office:document-content>"
    return _swollen(odf.build_odt(["x"]), "content.xml", begin, "<text:p>ha</text:p>", 6_000, end)


def _many_parts() -> bytes:
    items = _items(build_docx(["x"]))
    return zip_of([*items, *(Item(f"word/{n}.xml", method=STORED) for n in range(65_536 - len(items)))])


def _twice(package: bytes, part: str, other: bytes) -> bytes:
    return zip_of([*_items(package), Item(part, other)])


def _overlapping() -> bytes:
    items = _items(build_docx(["x"]))
    return zip_of([*items, *(items[0]._replace(name=f"word/{n}.xml", offset=0) for n in range(40))])


def _nested(count: int) -> str:
    return "</w:t></w:r></w:p>" + "<w:sdt>" * count + "</w:sdt>" * count + "<w:p><w:r><w:t>"


def _circle(count: int) -> str:
    return "".join(
        f'<w:style w:type="paragraph" w:styleId="S{n}"><w:basedOn w:val="S{(n + 1) % count}"/></w:style>'
        for n in range(count)
    )


def _repeats() -> bytes:
    cell = '<table:table-cell table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell>'
    return odf.build_ods({"S": f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'})


def _spaces() -> bytes:
    return odf.build_odt([odf.Raw('<text:p>x<text:s text:c="2147483647"/>y</text:p>')])


def _odt_circle() -> bytes:
    styles = odf.font_style("P1", parent="P2") + odf.font_style("P2", parent="P1")
    return odf.build_odt([odf.para("Nội dung", style="P1")], styles=styles)


def _odf_with(head: str, inside: str) -> bytes:
    names = ('xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
             'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"')  # fmt: skip
    body = f"<office:body><office:text><text:p>{inside}</text:p></office:text></office:body>"
    content = f"{head}<office:document-content {names}>{body}</office:document-content>"
    return odf.build_odt(["x"], extra={"content.xml": content})


def flat(head: str, inside: str) -> bytes:
    whole = odf.build_flat(["@"]).decode()
    return whole.replace("?>", f"?>{head}", 1).replace("@", inside).encode()


def _xlsx_sheet(head: str, inside: str) -> bytes:
    strings = f'{head}<sst xmlns="{_S}"><si><t>{inside}</t></si></sst>'
    return xlsx.build_xlsx([xlsx.Sheet("S", {"A1": "x"})], strings=strings)


def _xlsx_cells() -> bytes:
    """Half a million cells that all show one string of thirty thousand letters: 15 GB of text in 2 MB of file."""
    rows = "".join(f'<row r="{row}">' + f'<c r="A{row}" t="s"><v>0</v></c>' * 50 + "</row>" for row in range(1, 10_001))
    strings = f'<sst xmlns="{_S}"><si><t>{"dai " * 8_000}</t></si></sst>'
    return xlsx.build_xlsx([xlsx.Sheet("S", rows=rows)], strings=strings)


def _pptx(head: str, inside: str) -> bytes:
    slide = (f'{head}<p:sld xmlns:p="{_P}" xmlns:a="{_A}"><p:cSld><p:spTree><p:sp><p:txBody><a:p><a:r><a:t>{inside}'
             "</a:t></a:r></a:p></p:txBody></p:sp></p:spTree></p:cSld></p:sld>")  # fmt: skip
    return pptx.build_pptx([pptx.Slide(pptx.shape("x"))], extra={"ppt/slides/slide1.xml": slide})


def _same_slide() -> bytes:
    """Sixty thousand slides that are one and the same part."""
    listed = "".join(f'<p:sldId id="{256 + n}" r:id="rId1"/>' for n in range(60_000))
    whole = f'<p:presentation xmlns:p="{_P}" xmlns:r="{_OFFICE}"><p:sldIdLst>{listed}</p:sldIdLst></p:presentation>'
    return pptx.build_pptx([pptx.Slide(pptx.shape("x"))], extra={"ppt/presentation.xml": whole})


def _linked(kind: str, target: str) -> bytes:
    return build_docx([paragraph("Nội dung")], relations=[("rId9", kind, target)])


def _template(trap: Trap) -> bytes:
    rels = ('<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{_OFFICE}/attachedTemplate" '
            f'Target="http://127.0.0.1:{trap.port}/mau.dotm" TargetMode="External"/></Relationships>')  # fmt: skip
    settings = f'<w:settings xmlns:w="{_W}" xmlns:r="{_OFFICE}"><w:attachedTemplate r:id="rId1"/></w:settings>'
    return build_docx(["Nội dung"], extra={"word/settings.xml": settings, "word/_rels/settings.xml.rels": rels},
                      relations=[("rIdS", "settings", "settings.xml")])  # fmt: skip


#: libxml2 stops the worst by itself, and then the part is told to be damaged.
DOCTYPE = "DOCTYPE|bị hỏng"
PACKAGES = (
    Attack("docx-part-bomb", "a.docx", lambda _: _docx_bomb(), "reader", Harm.MEMORY, r"zip_(ratio|bytes)"),
    Attack("docx-65536-parts", "a.docx", lambda _: _many_parts(), "zip_list", Harm.TOOK, "zip_entries", 65_536),
    Attack("docx-part-twice", "a.docx", lambda _: _twice(build_docx(["một"]), "WORD/document.xml", b"<x/>"),
           "zip_parts",
           Harm.HID, "hai phần cùng tên"),
    Attack("docx-parts-share-bytes", "a.docx", lambda _: _overlapping(), "zip_by_offset", Harm.TOOK, "chồng lên nhau",
           40),
    Attack("docx-xml-20000-deep", "a.docx", lambda _: _docx(inside=_nested(20_000)), "xml_walk", Harm.RECURSION,
           "xml_depth"),
    Attack("docx-billion-laughs", "a.docx", lambda _: _docx(LAUGHS, "&i;"), "xml_laugh", Harm.MEMORY, DOCTYPE),
    Attack("docx-entity-reads-file", "a.docx", lambda t: _docx(entity(t)), "xml_expand", Harm.READ, DOCTYPE),
    Attack("docx-entity-calls-out", "a.docx", lambda t: _docx(far_entity(t)), "xml_fetch", Harm.CONNECTED, DOCTYPE),
    Attack("docx-dtd-calls-out", "a.docx", lambda t: _docx(far_dtd(t), "x"), "xml_fetch", Harm.CONNECTED, DOCTYPE),
    Attack("docx-dtd-reads-file", "a.docx", lambda t: _docx(local_dtd(t), "x"), "xml_dtd", Harm.READ, DOCTYPE),
    Attack("xlsx-dtd-reads-file", "a.xlsx", lambda t: _xlsx_sheet(local_dtd(t), "x"), "xml_dtd", Harm.READ, DOCTYPE),
    Attack("pptx-dtd-reads-file", "a.pptx", lambda t: _pptx(local_dtd(t), "x"), "xml_dtd", Harm.READ, DOCTYPE),
    Attack("odt-dtd-reads-file", "a.odt", lambda t: _odf_with(local_dtd(t), "x"), "xml_dtd", Harm.READ, DOCTYPE),
    Attack("flat-xml-dtd-reads-file", "a.fodt", lambda t: flat(local_dtd(t), "x"), "xml_dtd", Harm.READ, DOCTYPE),
    Attack("docx-xinclude", "a.docx", lambda t: _docx(inside="Nội dung" + _include(t)), "xml_include", Harm.READ,
           "Nội dung"),
    Attack("docx-remote-template", "a.docx", _template, "fetch_links", Harm.CONNECTED, "từ mạng"),
    Attack("docx-remote-picture", "a.docx",
           lambda t: _linked("image", f"http://127.0.0.1:{t.port}/a.png"), "fetch_links", Harm.CONNECTED, "Nội dung"),
    Attack("docx-remote-object", "a.docx",
           lambda t: _linked("oleObject", f"http://127.0.0.1:{t.port}/a.xls"), "fetch_links", Harm.CONNECTED,
           "mạng|nhúng|liên kết"),
    Attack("docx-styles-in-a-circle", "a.docx", lambda _: build_docx([paragraph("Nội dung", style="S0")],
           styles=_circle(3)),
           "styles_docx", Harm.TIME, "Nội dung"),
    Attack("xlsx-strings-bomb", "a.xlsx", lambda _: _xlsx_bomb(), "reader", Harm.MEMORY, "zip_(ratio|bytes)|cells"),
    Attack("xlsx-one-string-in-every-cell", "a.xlsx", lambda _: _xlsx_cells(), "reader", Harm.MEMORY,
           "text_letters|cells|zip_ratio|text_lines"),
    Attack("xlsx-says-largest-sheet", "a.xlsx",
           lambda _: xlsx.build_xlsx([xlsx.Sheet("S", {"A1": "x"}, dimension="A1:XFD1048576")]), "xlsx_grid",
           Harm.MEMORY, "trang tính “S”, ô A1"),
    Attack("xlsx-billion-laughs", "a.xlsx", lambda _: _xlsx_sheet(LAUGHS, "&i;"), "xml_laugh", Harm.MEMORY, DOCTYPE),
    Attack("xlsx-entity-reads-file", "a.xlsx", lambda t: _xlsx_sheet(entity(t), "&j;"), "xml_expand", Harm.READ,
           DOCTYPE),
    Attack("pptx-groups-20000-deep", "a.pptx",
           lambda _: pptx.build_pptx([pptx.Slide(pptx.group(pptx.shape("x"), 20_000))]), "xml_walk", Harm.RECURSION,
           "xml_depth"),
    Attack("pptx-60000-slides-of-one-part", "a.pptx", lambda _: _same_slide(), "reader", Harm.TIME, "sheets|zip_bytes"),
    Attack("pptx-billion-laughs", "a.pptx", lambda _: _pptx(LAUGHS, "&i;"), "xml_laugh", Harm.MEMORY, DOCTYPE),
    Attack("pptx-entity-reads-file", "a.pptx", lambda t: _pptx(entity(t), "&j;"), "xml_expand", Harm.READ, DOCTYPE),
    Attack("odt-part-bomb", "a.odt", lambda _: _odt_bomb(), "reader", Harm.MEMORY, "zip_(ratio|bytes)"),
    Attack("odt-billion-laughs", "a.odt", lambda _: _odf_with(LAUGHS, "&i;"), "xml_laugh", Harm.MEMORY, DOCTYPE),
    Attack("odt-entity-reads-file", "a.odt", lambda t: _odf_with(entity(t), "&j;"), "xml_expand", Harm.READ, DOCTYPE),
    Attack("odt-two-billion-blanks", "a.odt", lambda _: _spaces(), "odt_blanks", Harm.MEMORY, "x +y"),
    Attack("odt-styles-in-a-circle", "a.odt", lambda _: _odt_circle(), "styles_odt", Harm.TIME, "Nội dung"),
    Attack("odt-xml-20000-deep", "a.odt",
           lambda _: _odf_with("", "<text:span>" * 20_000 + "</text:span>" * 20_000), "xml_walk", Harm.RECURSION,
           "xml_depth|lồng"),
    Attack("odt-picture-of-a-file", "a.odt",
           lambda t: odf.build_odt([odf.Raw(f'<text:p><draw:frame><draw:image xlink:href="file://{t.canary}"/></draw:frame>'
                                            "Nội dung</text:p>")]), "fetch_links", Harm.READ, "Nội dung"),
    Attack("ods-repeats", "a.ods", lambda _: _repeats(), "ods_grid", Harm.MEMORY, "trang tính “S”, ô A1"),
    Attack("flat-xml-billion-laughs", "a.fodt", lambda _: flat(LAUGHS, "&i;"), "xml_laugh", Harm.MEMORY, DOCTYPE),
    Attack("flat-xml-entity-reads-file", "a.fodt", lambda t: flat(entity(t), "&j;"), "xml_expand", Harm.READ, DOCTYPE),
    Attack("flat-xml-xinclude", "a.fodt", lambda t: flat("", "Nội dung" + _include(t)), "xml_include", Harm.READ,
           "Nội dung"),
)  # fmt: skip
