"""Honest text formats: rich text, OpenDocument, web pages, Office XML, and the words of their languages."""

from __future__ import annotations

from tests.builders import odf
from tests.builders import rtf as rich
from tests.builders.docx import build_docx, paragraph
from tests.builders.docx import table as word_table
from tests.builders.docx import text_box as word_box
from tests.builders.office_xml import para, word, workbook
from tests.builders.ole import build_ole
from tests.builders.web import build_mht, vml_box, word_page

__all__ = ["HTML_WORDS", "RTF_WORDS", "TEXTS"]

_OBJECT = rich.Raw(
    "{\\object\\objemb{\\*\\objclass Excel.Sheet.8}{\\*\\objdata "
    + rich.ole1(
        "Excel.Sheet.8", build_ole({"Workbook": bytes(100), "\x01Ole10Native": b"\x09\0\0\0\x02\0a\0b\0"})
    ).hex()
    + "}{\\result x}}"
)
_RICH = rich.build_rtf(
    [
        "một",
        rich.table([["a", ["b", "c"]], ["d"]], font=".VnTime"),
        rich.para("x", rich.text_box("hộp"), _OBJECT, words="\\s5"),
        rich.Raw("{\\field{\\*\\fldinst {HYPERLINK x}}{\\fldrslt y}}{\\upr{a}{\\*\\ud{\\u273?}}}\\par"),
    ],
    header=["đầu"],
    footnotes=["chú"],
    info={"title": "tên"},
    styles="{\\stylesheet{\\f0 Normal;}{\\s5\\sbasedon0\\f1 Con;}}",
)
_NOTE = odf.Raw(
    "<text:note text:note-class='endnote'><text:note-body><text:p>chú</text:p></text:note-body></text:note>"
)
_BLOCKS: list[str | odf.Raw] = [
    odf.table([["a", ["b", odf.table([["c", "d"]])]]]),
    odf.para("x", odf.text_box("hộp", odf.para("y", _NOTE)), odf.span("z", "T1"), style="P1"),
]
_STYLES = odf.font_style("P1", ".VnTime", parent="P2") + odf.font_style("T1", family="text", bold=True)
_CELLS = (
    "<table:table-column table:number-columns-repeated='3' table:default-cell-style-name='c'/><table:table-row "
    "table:number-rows-repeated='2'><table:table-cell table:number-columns-repeated='2'><text:p>x</text:p>"
    "</table:table-cell><table:table-cell office:value-type='float'><text:p>1</text:p></table:table-cell>"
    "</table:table-row>"
)
_PAGE = word_page(
    f"<p class=a>một{vml_box('hộp')}</p><table><tr><td>a<td><table><tr><td>b</table></table><pre>c</pre>"
    "<div style='mso-element:footnote'>d</div><script>e</script>",
    css='p.a {font-family:".VnTime"} #b {font:12pt Arial}',
)

TEXTS: dict[str, tuple[bytes, ...]] = {
    "rtf": (_RICH,),
    "odt": (odf.build_odt(_BLOCKS, styles=_STYLES, header=["đầu"]), odf.build_ods({"DS": _CELLS})),
    "fodt": (odf.build_flat(_BLOCKS, styles=_STYLES, header=["đầu"]),),
    "html": (_PAGE,),
    "mht": (build_mht(_PAGE, [("header.htm", "text/html", b"<div style='mso-element:header'>a</div>")]),),
    "word-xml": (word(f"<wx:sect>{para('một', 'P1')}<w:tbl><w:tr><w:tc>{para('a')}</w:tc></w:tr></w:tbl></wx:sect>"),),
    "excel-xml": (
        workbook('<Row ss:Index="3"><Cell ss:StyleID="s2"><Data ss:Type="String">x</Data></Cell></Row>' * 3),
    ),
    "docx": (build_docx([word_table([["a", ["b", "c"]]]), paragraph("x", word_box("hộp"))], header=["đầu"]),),
}
RTF_WORDS = (
    "{", "}", "\\", "\\'", "\\u", "\\u-9999", "\\bin9", "\\bin99999999", "\\par", "\\cell", "\\row", "\\nestcell",
    "\\nestrow", "\\itap9", "\\itap0", "\\intbl", "\\intbl0", "{\\*\\shpinst", "{\\shptxt", "{\\field{\\*\\fldinst",
    "\\uc9", "{\\fonttbl", "{\\stylesheet", "{\\pict", "{\\object{\\*\\objdata", "\\trowd", "{\\footnote", "\\ftnalt",
    "{\\upr", "{\\*\\ud", "\\f0", "\\f99999", "\\fcharset163", "\\plain", "\\sect", "\\s1", "{\\sn", "{\\sv", "\\v",
    "{\\info{\\title", "\\deleted", "\\ansicpg1258", "\\hich\\af1", "\\loch\\f0",
)  # fmt: skip
HTML_WORDS = (
    "<", ">", "</", "<table>", "<tr>", "<td>", "</table>", "<p>", "<div>", "<pre>", "<br>", "<script>", "</script>",
    "<style>", "</style>", "<!--", "-->", "<![CDATA[", "]]>", "<!DOCTYPE", "<meta charset=utf-7>", "<meta charset=x>",
    "<font face='.VnTime'>", "<span style='display:none'>", "<![if !mso]>", "<![endif]>", "<!--[if gte mso 9]>",
    "<v:textbox>", "<w:WordDocument>", "&", "&#0;", "&#x110000;", "&#99999999999;", "&nbsp;", "&notanentity;",
    "<base href=",
    "<iframe src=//x>", "<svg>", "<math>", "<template>", "<frameset>", "<plaintext>", "<xml>",
    "<a href='javascript:x'>",
    "<p class=a>", "<p style='font-family:", "='", "\"", "\0", "\ufeff", "\ufffe",
)  # fmt: skip
