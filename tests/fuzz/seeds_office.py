"""Honest files of Office's binary formats, sheets and slides, made by the builders; real ones where the corpus is."""

from __future__ import annotations

import struct
from functools import cache
from pathlib import Path

from tests.builders import odf, ppt, pptx, xls, xlsx
from tests.builders.doc import SPECIAL, Box, Style, doc_parts, field, fonts, para, picture, run, sprm, table
from tests.builders.drawings import content, group, shape, stored
from tests.builders.vba import EMPTY_SOURCE, compiled, project

__all__ = ["doc", "odp", "ods", "ppts", "pptxs", "real", "xlss", "xlsxs"]

_CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"
_LARGEST = 120_000  # bytes: mutants of small files reach more
_MOST = 12  # real files of one kind


@cache
def real(suffix: str) -> tuple[bytes, ...]:
    """The smallest real files with this extension; none where the corpus is missing."""
    paths = sorted(_CORPUS.rglob(f"*.{suffix}"), key=lambda path: path.stat().st_size)
    return tuple(path.read_bytes() for path in paths[:_MOST] if path.stat().st_size <= _LARGEST)


@cache
def doc() -> tuple[bytes, ...]:
    parts = doc_parts(
        [
            para("mot", run("\x08", SPECIAL), run("hai", fonts(1))), para(*field(" DDE a b", "1"), style=1),
            *table([["a", "b"]]), para(run("\x01", SPECIAL + sprm(0x6A03, 0))), para("cuối"),
        ],
        fonts=("Times New Roman", ".VnTime"), styles=[Style(1, 0xFFF, b""), Style(1, 0, fonts(1))],
        headers={1: [para("đầu")], 2: [para("dưới")]}, footnotes=[[para("chú")]], comments=[[para("nhận xét")]],
        endnotes=[[para("sau")]], boxes=[Box(1032, [para("hộp")])], anchors={3: 1030}, data=picture(b"x"),
        drawings=content([group(1030, shape(1031, picture=1), shape(1032, words="MẬT"))], store=[(stored(b"x"), 0)]),
        cuts=[(4, True), (6, False)], groups=[fonts(1)],
    )  # fmt: skip
    parts.more |= project("Macros/VBA", {"ThisDocument": EMPTY_SOURCE}, compiled())
    parts.more |= {"ObjectPool/_1/\x01Ole10Native": b"\x20\0\0\0\x02\0a\0", "ObjectPool/_1/\x01Ole": bytes(20)}
    made = parts.pack()
    return (made, made, made, *real("doc"))


@cache
def xlss() -> tuple[bytes, ...]:
    sheet = xls.Sheet(
        "S",
        {"A1": "chữ", "B2": [("a", ".VnTime"), ("b", "Arial")], "C3": xls.Formula("kq"), "D4": 4.5, "A2": "x" * 300},
        header='&L&"A,B"x', boxes=["hộp"], notes={"A1": "ghi"}, word_art=[("W", "F")], chart_title="bđ",
    )  # fmt: skip
    old = xls.Sheet("S", {"A1": "chu", "B2": [("a", ".VnTime"), ("b", "Arial")], "C3": xls.Formula("kq")}, header="x")
    book = xls.record(0x1AE, struct.pack("<H", 1) + xls.text8("cmd\x03/c calc"))
    made = (
        xls.build_xls([sheet, sheet._replace(name="T", hidden=True)]),
        xls.build_xls([old], biff=5),
        xls.build_xls([sheet], extra=book),
        xls.build_enciphered([sheet], "VelvetSweatshop"),
    )
    return (*made, *real("xls"))


@cache
def ppts() -> tuple[bytes, ...]:
    slide = ppt.Slide(
        [
            ppt.Text("x", ppt.TITLE, place=0x0D, listed=True),
            ppt.Text("ab", runs=[("a", ".VnTime"), ("b", "A")]),
        ],
        notes="n", word_art="w", comment="c", footer="f",
    )  # fmt: skip
    made = ppt.build_ppt([slide], master=[ppt.Text("m")])
    return (made, made, ppt.build_ppt([slide, slide], edits=2), *real("ppt"))


@cache
def xlsxs() -> tuple[bytes, ...]:
    sheet = xlsx.Sheet(
        "S", {"A1": "x", "A2": xlsx.Rich(("a", ".VnTime"), ("b", "")), "B3": xlsx.Inline("i"), "C4": xlsx.Result("r")},
        header="&Cx", comments={"A1": "n"},
    )  # fmt: skip
    return (xlsx.build_xlsx([sheet, sheet._replace(name="T")], theme_xml=xlsx.theme("M")), *real("xlsx"))


@cache
def pptxs() -> tuple[bytes, ...]:
    slide = pptx.Slide(pptx.shape("x", place="title") + pptx.table([["a"]]) + pptx.group(pptx.shape("g"), 3), "n", "c")
    made = pptx.build_pptx([slide], layout=pptx.shape("l", place="title"), master_title="T")
    return (made, *real("pptx"))


_CELLS = (
    "<table:table-column table:number-columns-repeated='3' table:default-cell-style-name='c'/><table:table-row "
    "table:number-rows-repeated='2'><table:table-cell table:number-columns-repeated='2'><text:p>x</text:p>"
    "</table:table-cell><table:table-cell office:value-type='float'><text:p>1</text:p></table:table-cell>"
    "</table:table-row>"
)


@cache
def ods() -> tuple[bytes, ...]:
    return (odf.build_ods({"DS": _CELLS, "T": _CELLS}), *real("ods"))


@cache
def odp() -> tuple[bytes, ...]:
    body = (
        "<office:presentation><draw:page draw:name='p1' draw:master-page-name='m'><draw:frame presentation:class="
        "'title'><draw:text-box><text:p>Tiêu đề</text:p></draw:text-box></draw:frame><presentation:notes><draw:frame>"
        "<draw:text-box><text:p>ghi chú</text:p></draw:text-box></draw:frame></presentation:notes></draw:page>"
        "</office:presentation>"
    )
    whole = odf.build_flat([odf.Raw("@")])
    start, end = whole.index(b"<office:text"), whole.index(b"</office:text>") + len(b"</office:text>")
    flat = whole[:start] + body.encode() + whole[end:]
    return (flat, odf.pack_odf({"mimetype": "application/vnd.oasis.opendocument.presentation",
                                "content.xml": flat}), *real("odp"))  # fmt: skip
