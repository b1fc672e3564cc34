"""What a person sees in OpenDocument files, packaged and flat, in which font, and what they would do."""

from __future__ import annotations

import base64
import io
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from casework.document import FlawKind, Zone
from intake.readers.assemble import RawDocument
from intake.readers.docx import reader as docx
from intake.readers.limits import Limits
from intake.readers.odf import flat as flat_xml
from intake.readers.odf.reader import read
from intake.readers.reading import read_file
from tests.builders.corpus import corpus_file
from tests.builders.legacy import encode
from tests.builders.odf import (
    Raw,
    build_flat,
    build_ods,
    build_odt,
    font_face,
    font_style,
    official_tail,
    pack_odf,
    para,
    span,
    table,
    text_box,
)
from tests.builders.ole import build_ole

LIMITS = Limits()


def texts(raw: RawDocument, zone: Zone | None = None) -> list[str]:
    assert raw.lines is not None
    return ["".join(p.text for p in line.pieces) for line in raw.lines if zone is None or line.zone is zone]


def places(raw: RawDocument) -> list[tuple[str, str, Zone, int]]:
    assert raw.lines is not None
    return [("".join(p.text for p in line.pieces), line.where, line.zone, line.column) for line in raw.lines]


def kinds(raw: RawDocument) -> list[FlawKind]:
    return [flaw.kind for flaw in raw.flaws]


def body(xml: str) -> list[str]:
    return texts(read(build_odt([Raw(xml)]), LIMITS))


def test_every_part_has_its_place() -> None:
    note = Raw(
        '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>'
        "<text:note-body><text:p>chú thích</text:p></text:note-body></text:note>"
    )
    comment = Raw("<office:annotation><dc:creator>Lan</dc:creator><text:p>xem lại</text:p></office:annotation>")
    content = build_odt(
        ["một", "", "hai\nba", table([["a", "b"], ["c"]]), para("có hộp", text_box("hộp"), note, comment)],
        header=["đầu"],
        footer=["chân"],
        meta={"dc:title": "tên", "meta:keyword": "khóa"},
    )
    assert places(read(content, LIMITS)) == [
        ("đầu", "đầu trang", Zone.HEADER, 0),
        ("một", "đoạn 1", Zone.BODY, 0),
        ("hai", "đoạn 2", Zone.BODY, 0),
        ("ba", "đoạn 2", Zone.BODY, 0),
        ("a", "bảng 1, hàng 1, ô 1", Zone.TABLE, 1),
        ("b", "bảng 1, hàng 1, ô 2", Zone.TABLE, 2),
        ("c", "bảng 1, hàng 2, ô 1", Zone.TABLE, 0),
        ("có hộp", "đoạn 3", Zone.BODY, 0),
        ("hộp", "hộp văn bản 1", Zone.TEXT_BOX, 0),
        ("chân", "chân trang", Zone.FOOTER, 0),
        ("chú thích", "chú thích chân trang 1", Zone.NOTE, 0),
        ("xem lại", "nhận xét 1", Zone.NOTE, 0),
        ("tên", "thuộc tính “tiêu đề” của tệp", Zone.METADATA, 0),
        ("khóa", "thuộc tính “từ khóa” của tệp", Zone.METADATA, 0),
    ]


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        ("<text:p>  a \n  b<text:s text:c='3'/>c </text:p>", ["a b   c "]),
        ("<text:p>a<text:tab/>b<text:line-break/>c</text:p>", ["a\tb", "c"]),
        ("<text:p>x<text:a xlink:href='http://x.vn'>liên kết</text:a></text:p>", ["xliên kết"]),
        ("<text:p><text:page-number>12</text:page-number> trang</text:p>", ["12 trang"]),
        ("<text:list><text:list-item><text:p>mục</text:p></text:list-item></text:list>", ["mục"]),
        ("<text:section text:display='none'><text:p>ẩn</text:p></text:section><text:p>hiện</text:p>", ["hiện"]),
        ("<text:p><text:hidden-text text:is-hidden='true'>ẩn</text:hidden-text>hiện</text:p>", ["hiện"]),
        ("<text:p><text:variable-set text:display='none'>ẩn</text:variable-set>hiện</text:p>", ["hiện"]),
        ("<text:tracked-changes><text:changed-region><text:deletion><text:p>MẬT</text:p></text:deletion>"
         "</text:changed-region></text:tracked-changes><text:p>còn<text:change/></text:p>", ["còn"]),
        ("<text:p>x<draw:custom-shape><svg:title>tên hình</svg:title><text:p>trong hình</text:p></draw:custom-shape>"
         "</text:p>", ["x", "trong hình"]),
        ("<draw:frame text:anchor-type='page'><draw:text-box><text:p>MẬT</text:p></draw:text-box></draw:frame>"
         "<text:p>x</text:p>", ["x", "MẬT"]),
        ("<text:p><text:s text:c='999999999999'/>a<text:s text:c='-1'/>b</text:p>", [" a b"]),
    ],
)  # fmt: skip
def test_what_stands(xml: str, expected: list[str]) -> None:
    assert body(xml) == expected


def test_fonts_through_styles_and_their_parents() -> None:
    content = build_odt(
        [para("a", span("b", "T1"), style="P1"), para("c", style="P2"), para("d"), para("e", style="Circle")],
        faces=font_face("F9", ".VnArial"),
        named=font_style("Parent", ".VnTime", bold=True)
        + font_style("Circle", parent="Circle2")
        + font_style("Circle2", "VNI-Times", parent="Circle"),
        styles=font_style("P1", parent="Parent")
        + font_style("T1", family="text", more='style:font-name="F9" fo:font-weight="normal"')
        + font_style("P2", ".VnTimeH"),
    )
    raw = read(content, LIMITS)
    assert raw.lines is not None
    assert [[(p.text, p.font, p.bold) for p in line.pieces] for line in raw.lines] == [
        [("a", ".VnTime", True), ("b", ".VnArial", False)],
        [("c", ".VnTimeH", False)],
        [("d", "Times New Roman", False)],
        [("e", "VNI-Times", False)],
    ]


def test_hidden_letters_and_capitals() -> None:
    styles = font_style("H", family="text", more='text:display="none"')
    styles += font_style("C", family="text", more='fo:text-transform="uppercase"')
    raw = read(build_odt([para("a", span("ẩn", "H"), span("mật", "C"))], styles=styles), LIMITS)
    assert texts(raw) == ["aMẬT"]


def test_the_flat_form_reads_the_same() -> None:
    blocks: list[str | Raw] = ["một", table([["a", "b"]]), para("x", text_box("hộp"), style="P1")]
    styles = font_style("P1", ".VnTime")
    flat = flat_xml.read(build_flat(blocks, styles=styles, header=["đầu"]), LIMITS)
    packed = read(build_odt(blocks, styles=styles, header=["đầu"]), LIMITS)
    assert flat.lines == packed.lines


@pytest.mark.parametrize("font", ["", ".VnTime"])
def test_recipients_beside_the_signature_come_out_item_by_item(font: str) -> None:
    head = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Số: 12/QĐ-SNV",
            "Hà Nội, ngày 2 tháng 4 năm 2026", "QUYẾT ĐỊNH", "Về việc cấp giấy phép xây dựng"]  # fmt: skip
    tail = official_tail(
        ["- Như Điều 3;", "- TTCNTT để đăng tải trên Cổng TTĐT Bộ;", "- Lưu: VT, TH."],
        ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"],
        "Phạm Thị Lan",
    )
    blocks: list[Raw] = [*(para(line) for line in head), tail]
    if font:
        blocks = [Raw(encode(block.xml, "tcvn3")) for block in blocks]
    content = build_odt(blocks, named=f"{font_style('Standard', font)}" if font else "")
    document = read_file(content, path="a.odt", name="a.odt", limits=LIMITS)
    assert document.anatomy.recipients == ("Như Điều 3", "TTCNTT để đăng tải trên Cổng TTĐT Bộ", "Lưu: VT, TH")
    assert document.encodings[0].encoding == ("tcvn3" if font else "unicode")


def test_pictures_are_measured() -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (4, 3)).save(buffer, "PNG")
    image = Raw('<draw:frame><draw:image xlink:href="Pictures/1.png"/></draw:frame>')
    raw = read(build_odt([para("a", image)], extra={"Pictures/1.png": buffer.getvalue()}), LIMITS)
    assert [(p.format, p.width, p.height, p.where) for p in raw.pictures] == [("png", 4, 3, "đoạn 1")]
    data = base64.b64encode(buffer.getvalue()).decode()
    stored = Raw(f"<draw:frame><draw:image><office:binary-data>{data}</office:binary-data></draw:image></draw:frame>")
    flat = flat_xml.read(build_flat([para("a", stored)]), LIMITS)
    assert flat.pictures == raw.pictures
    assert texts(flat) == ["a"]


def cell(text: str, more: str = "") -> str:
    return f"<table:table-cell {more}><text:p>{text}</text:p></table:table-cell>"


def test_a_sheet_is_read_by_cell_and_font() -> None:
    number = cell("7", "office:value-type='float' office:value='7'")
    twice, styled = cell("hai", "table:number-columns-repeated='2'"), cell("ba", "table:style-name='ce2'")
    rows = (
        '<table:table-column table:number-columns-repeated="2" table:default-cell-style-name="Default"/>'
        '<table:table-column table:number-columns-repeated="16382" table:default-cell-style-name="ce1"/>'
        '<table:table-row table:number-rows-repeated="6"><table:table-cell table:number-columns-repeated="16384"/>'
        f"</table:table-row><table:table-row>{cell('một')}{number}<table:table-cell/>{twice}{styled}</table:table-row>"
        '<table:table-row table:number-rows-repeated="1048569"><table:table-cell/></table:table-row>'
    )
    styles = font_style("ce1", ".VnTime", family="table-cell") + font_style("ce2", "VNI-Times", family="table-cell")
    raw = read(build_ods({"DS": rows}, styles=styles), LIMITS)
    assert raw.lines is not None
    assert [(*place, line.pieces[0].font) for place, line in zip(places(raw), raw.lines, strict=True)] == [
        ("một", "trang tính “DS”, ô A7", Zone.TABLE, 1, ""),
        ("hai", "trang tính “DS”, ô D7", Zone.TABLE, 4, ".VnTime"),
        ("ba", "trang tính “DS”, ô F7", Zone.TABLE, 6, "VNI-Times"),
        ("DS", "tên của trang tính “DS”", Zone.METADATA, 0, ""),
    ]


def test_bounds_of_a_sheet_name_themselves() -> None:
    rows = "<table:table-row>" + cell("x") * 20 + "</table:table-row>"
    raw = read(build_ods({"A": rows * 5}), Limits(cells=30))
    assert kinds(raw) == [FlawKind.LIMIT]
    assert "cells" in raw.flaws[0].detail
    raw = read(build_ods({"A": "", "B": ""}), Limits(sheets=1))
    assert "sheets" in raw.flaws[0].detail


# --- what the file would do ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Basic/Standard/Module1.xml", FlawKind.MACRO),
        ("Scripts/python/evil.py", FlawKind.MACRO),
    ],
)
def test_macros_of_a_package(name: str, kind: FlawKind) -> None:
    assert kinds(read(build_odt(["x"], extra={name: "x"}), LIMITS)) == [kind]


def test_an_empty_list_of_macros_is_none() -> None:
    assert read(build_odt(["x"], extra={"Basic/script-lc.xml": "x", "Configurations2/a.xml": "x"}), LIMITS).flaws == ()


def test_macros_of_a_flat_file() -> None:
    script = (
        "<office:scripts><office:script><ooo:libraries><ooo:library><ooo:module><ooo:source-code>Sub A{}"
        "</ooo:source-code></ooo:module></ooo:library></ooo:libraries></office:script></office:scripts>"
    )
    assert kinds(flat_xml.read(build_flat(["x"], before=script.format("\nEnd Sub")), LIMITS)) == [FlawKind.MACRO]
    empty = "<office:scripts><office:script><ooo:libraries/></office:script></office:scripts>"
    assert flat_xml.read(build_flat(["x"], before=empty), LIMITS).flaws == ()


@pytest.mark.parametrize(
    "xml",
    [
        '<text:section><text:section-source xlink:href="http://203.0.113.9/x.odt"/><text:p>x</text:p></text:section>',
        '<text:section><office:dde-source office:dde-application="soffice"/><text:p>x</text:p></text:section>',
        '<text:p><draw:frame><draw:object-ole xlink:href="//203.0.113.9/a/b.bin"/></draw:frame></text:p>',
        '<text:p><draw:frame><draw:floating-frame xlink:href="https://203.0.113.9/"/></draw:frame></text:p>',
        '<text:p><draw:frame><draw:object-ole xlink:href="./Object 1"/></draw:frame></text:p>',
        '<office:event-listeners><script:event-listener xlink:href="vnd.sun.star.script:a.py$b?language=Python"/>'
        "</office:event-listeners><text:p>x</text:p>",
    ],
)
def test_what_runs_or_fetches_is_active(xml: str) -> None:
    native = b"\x02\0setup.exe\0C:\\setup.exe\0"
    package = build_ole({"\x01Ole10Native": len(native).to_bytes(4, "little") + native})
    assert kinds(read(build_odt([Raw(xml)], extra={"Object 1": package}), LIMITS)) == [FlawKind.ACTIVE]


def test_an_embedded_chart_and_a_link_are_ordinary() -> None:
    xml = (
        '<text:p><text:a xlink:href="http://x.vn">x</text:a><draw:frame><draw:object xlink:href="./Object 1"/>'
        '</draw:frame><draw:frame><draw:image xlink:href="http://x.vn/a.png"/></draw:frame></text:p>'
    )
    assert read(build_odt([Raw(xml)], extra={"Object 1/content.xml": "<x/>"}), LIMITS).flaws == ()


# --- damage and bounds --------------------------------------------------------------------------------------------


def test_a_password_is_named() -> None:
    manifest = "<manifest><manifest:encryption-data/></manifest>"
    assert kinds(read(build_odt(["x"], extra={"META-INF/manifest.xml": manifest}), LIMITS)) == [FlawKind.ENCRYPTED]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"PK\x03\x04rubbish", FlawKind.UNREADABLE),
        (pack_odf({"mimetype": "x"}), FlawKind.UNREADABLE),
        (build_odt([Raw("<text:p>")]), FlawKind.UNREADABLE),
        (build_odt([], extra={"content.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), FlawKind.UNREADABLE),
        (build_odt([Raw("<text:section>" * 400 + "</text:section>" * 400)]), FlawKind.LIMIT),
        (build_odt(["x" * 3_000_000]), FlawKind.LIMIT),
    ],
)
def test_damage_and_tricks(content: bytes, kind: FlawKind) -> None:
    raw = read(content, LIMITS)
    assert raw.lines is None
    assert kinds(raw) == [kind]


@pytest.mark.parametrize(
    ("xml", "kind"),
    [
        (b"<office:document", FlawKind.UNREADABLE),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', FlawKind.UNREADABLE),
        (b"<a/>", FlawKind.UNREADABLE),
        (b"<a>" + b"<b/>" * 200 + b"</a>", FlawKind.LIMIT),
    ],
)
def test_flat_damage(xml: bytes, kind: FlawKind) -> None:
    assert kinds(flat_xml.read(xml, Limits(xml_tags=100))) == [kind]


# --- real files, by another program -------------------------------------------------------------------------------


@pytest.mark.corpus
@pytest.mark.skipif(shutil.which("soffice") is None, reason="SKIPPED WITHOUT PROOF: LibreOffice is not installed")
def test_a_converted_document_reads_as_its_original(tmp_path: Path) -> None:
    original = corpus_file("phapluatai-luat-docx/604_QD-TTg_700112.docx")
    for kind, reader in (("odt", read), ("fodt", flat_xml.read)):
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", kind,
             "--outdir", str(tmp_path), str(original)],
            check=True, capture_output=True, timeout=150,
        )  # fmt: skip
        converted = reader((tmp_path / f"{original.stem}.{kind}").read_bytes(), LIMITS)
        expected = docx.read(original.read_bytes(), LIMITS)
        assert [p for p in places(converted) if p[2] is not Zone.METADATA] == [
            p for p in places(expected) if p[2] is not Zone.METADATA
        ]
        assert converted.lines is not None
        assert {p.font for line in converted.lines for p in line.pieces if line.zone is not Zone.METADATA} == {
            "Times New Roman"
        }
