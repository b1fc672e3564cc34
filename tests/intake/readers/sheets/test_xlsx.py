"""What a person sees in an .xlsx workbook, in which font, and what a hostile one may not do."""

from __future__ import annotations

import io
import random
import time
import zipfile

import pytest
from PIL import Image

from casework.document import FlawKind, SignatureStatus, Zone
from intake.encodings.judge import Stretch, judge
from intake.readers.assemble import RawDocument, assemble
from intake.readers.limits import Limits
from intake.readers.sheets.xlsx import read
from intake.signatures.material import Checking
from intake.signatures.of_file import signatures_of
from tests.builders.corpus import corpus_file
from tests.builders.legacy import encode
from tests.builders.pki import AT as SIGNED_AFTER
from tests.builders.xlsx import Inline, Result, Rich, Sheet, Styled, build_xlsx, theme

LIMITS = Limits()
BODY = "<xdr:txBody><a:p><a:r>{rpr}<a:t>{text}</a:t></a:r></a:p></xdr:txBody>"


def shape(text: str, rpr: str = "") -> str:
    return f"<xdr:twoCellAnchor><xdr:sp>{BODY.format(text=text, rpr=rpr)}</xdr:sp></xdr:twoCellAnchor>"


def shown(raw: RawDocument) -> list[tuple[str, str, Zone, int]]:
    assert raw.lines is not None
    lines = [line for line in raw.lines if line.zone is not Zone.METADATA]
    return [("".join(p.text for p in line.pieces), line.where, line.zone, line.column) for line in lines]


def pieces(raw: RawDocument) -> list[tuple[str, str]]:
    assert raw.lines is not None
    return [(p.text, p.font) for line in raw.lines if line.zone is not Zone.METADATA for p in line.pieces]


def texts(content: bytes) -> list[str]:
    return [text for text, *_ in shown(read(content, LIMITS))]


def test_every_zone_of_a_sheet() -> None:
    sheet = Sheet(
        "DS",
        {"A1": "thân", "B7": Inline("trong ô"), "C7": Result("kết quả"), "D7": 12.5},
        header='&L&"VNI-Times,Bold"&12trái&CGIỮA && &P',
        footer="&RTrang &P/&N",
        comments={"A1": "lời nhắc"},
        shapes=shape("hộp"),
    )
    raw = read(build_xlsx([sheet], core={"title": "tên", "creator": "ai"}), LIMITS)
    assert shown(raw) == [
        ("trái", "trang tính “DS”, đầu trang", Zone.HEADER, 0),
        ("GIỮA & ", "trang tính “DS”, đầu trang", Zone.HEADER, 0),
        ("hộp", "trang tính “DS”, hộp văn bản 1", Zone.TEXT_BOX, 0),
        ("thân", "trang tính “DS”, ô A1", Zone.TABLE, 1),
        ("trong ô", "trang tính “DS”, ô B7", Zone.TABLE, 2),
        ("kết quả", "trang tính “DS”, ô C7", Zone.TABLE, 3),
        ("Trang /", "trang tính “DS”, chân trang", Zone.FOOTER, 0),
        ("lời nhắc", "trang tính “DS”, nhận xét ở ô A1", Zone.NOTE, 0),
    ]
    assert raw.title == "tên"
    assert raw.lines is not None
    assert [(line.pieces[0].text, line.where) for line in raw.lines if line.zone is Zone.METADATA] == [
        ("DS", "tên của trang tính “DS”"),
        ("tên", "thuộc tính “tiêu đề” của tệp"),
    ]


def test_fonts_of_cells_runs_and_the_theme() -> None:
    cells = {
        "A1": "thường",
        "A2": Styled("kiểu", ".VnTime"),
        "A3": Styled("chủ đề", "+minor"),
        "A4": Rich(("đầu ", ""), ("sau", "VNI-Times")),
    }
    raw = read(build_xlsx([Sheet("S", cells)], font="Arial", theme_xml=theme("Theme Minor")), LIMITS)
    assert pieces(raw) == [
        ("thường", "Arial"),
        ("kiểu", ".VnTime"),
        ("chủ đề", "Theme Minor"),
        ("đầu ", "Arial"),
        ("sau", "VNI-Times"),
    ]


def test_the_font_of_a_printed_header_and_of_a_shape() -> None:
    boxes = shape("một", '<a:rPr b="1"><a:latin typeface=".VnArial"/></a:rPr>') + shape("hai")
    raw = read(build_xlsx([Sheet("S", header='a&"VNI-Times,Bold"b&"-,Regular"c', shapes=boxes)], font="Own",
                          theme_xml=theme("Minor")), LIMITS)  # fmt: skip
    assert pieces(raw) == [("a", "Own"), ("b", "VNI-Times"), ("c", "VNI-Times"), ("một", ".VnArial"), ("hai", "Minor")]


def test_hidden_sheets_and_rows_without_places() -> None:
    rows = '<row><c t="inlineStr"><is><t>a</t></is></c><c t="inlineStr"><is><t>b</t></is></c></row>'
    sheets = [Sheet("ẩn", {"A1": "x"}, state="veryHidden"), Sheet("B", {"A3": "y"}, rows=rows)]
    raw = read(build_xlsx(sheets), LIMITS)
    assert [(text, where) for text, where, *_ in shown(raw)] == [
        ("x", "trang tính ẩn “ẩn”, ô A1"),
        ("y", "trang tính “B”, ô A3"),
        ("a", "trang tính “B”, ô A4"),
        ("b", "trang tính “B”, ô B4"),
    ]


def test_letters_that_xml_cannot_hold() -> None:
    assert texts(build_xlsx([Sheet("S", {"A1": "a_x000D_b", "A2": "_x0041_", "A3": "_xD800_", "A4": "x_x1_"})])) == [
        "a", "b", "A", "_xD800_", "x_x1_",
    ]  # fmt: skip


def test_a_phonetic_guide_is_not_read() -> None:
    strings = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<si><t>chữ</t><rPh sb="0" eb="1"><t>phiên âm</t></rPh></si></sst>'
    )
    assert texts(build_xlsx([Sheet("S", {"A1": "x"})], strings=strings)) == ["chữ"]


@pytest.mark.parametrize(("encoding", "font"), [("tcvn3", ".VnTime"), ("vni", "VNI-Times"), ("vps", "VPS Times")])
def test_legacy_letters_come_back_as_stored(encoding: str, font: str) -> None:
    text = encode("ủy ban nhân dân xã đề nghị các đơn vị trực thuộc thực hiện nghiêm chế độ báo cáo", encoding)
    raw = read(build_xlsx([Sheet("S", {"A1": Styled(text, font)})]), LIMITS)
    assert pieces(raw) == [(text, font)]
    assert judge([Stretch(text, font, 0)])[0].encoding == encoding


def test_shapes_in_groups_and_the_two_forms_of_one() -> None:
    group = "<xdr:grpSp>" * 30 + f"<xdr:sp>{BODY.format(text='sâu', rpr='')}</xdr:sp>" + "</xdr:grpSp>" * 30
    forms = (
        f"<mc:AlternateContent><mc:Choice Requires='x'>{shape('một')}</mc:Choice>"
        f"<mc:Fallback>{shape('{}')}</mc:Fallback></mc:AlternateContent>"
    )
    sheet = Sheet(
        "S", shapes=f"<xdr:twoCellAnchor>{group}</xdr:twoCellAnchor>{forms.format('một')}{forms.format('MẬT')}"
    )
    assert texts(build_xlsx([sheet])) == ["sâu", "một", "một", "MẬT"]


def test_chart_titles_are_text_boxes() -> None:
    frame = (
        "<xdr:twoCellAnchor><xdr:graphicFrame><a:graphic><a:graphicData>"
        '<c:chart r:id="rIdChart"/></a:graphicData></a:graphic></xdr:graphicFrame></xdr:twoCellAnchor>'
    )
    chart = (
        '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><c:chart><c:title><c:tx><c:rich>'
        "<a:p><a:r><a:t>Biểu đồ mật</a:t></a:r></a:p></c:rich></c:tx></c:title></c:chart></c:chartSpace>"
    )
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rIdChart" Type="http://x/chart" Target="../charts/chart1.xml"/></Relationships>'
    )
    extra = {"xl/charts/chart1.xml": chart, "xl/drawings/_rels/drawing1.xml.rels": links}
    raw = read(build_xlsx([Sheet("S", shapes=frame)], extra=extra), LIMITS)
    assert shown(raw) == [("Biểu đồ mật", "trang tính “S”, biểu đồ", Zone.TEXT_BOX, 0)]


def test_pictures_are_counted() -> None:
    stored = io.BytesIO()
    Image.new("RGB", (30, 20)).save(stored, "PNG")
    picture = '<xdr:twoCellAnchor><xdr:pic><a:blip r:embed="rIdP"/></xdr:pic></xdr:twoCellAnchor>'
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rIdP" Type="http://x/image" Target="../media/a.png"/></Relationships>'
    )
    extra = {"xl/media/a.png": stored.getvalue(), "xl/drawings/_rels/drawing1.xml.rels": links}
    raw = read(build_xlsx([Sheet("S", shapes=picture)], extra=extra), LIMITS)
    assert [(p.format, p.width, p.height, p.where) for p in raw.pictures] == [("png", 30, 20, "trang tính “S”")]


def test_an_old_drawing_that_is_no_xml_does_no_harm() -> None:
    old = "<xml xmlns:v='urn:schemas-microsoft-com:vml'><v:shape><v:textpath string='MẬT'/></v:shape>{}</xml>"
    for tail, expected in (("", ["MẬT", "x"]), ("<br>", ["x"])):
        sheet = Sheet("S", {"A1": "x"}, relations=[("vmlDrawing", "../drawings/v.vml")])
        assert texts(build_xlsx([sheet], extra={"xl/drawings/v.vml": old.format(tail)})) == expected


def test_the_binary_form_goes_to_the_workshop() -> None:
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://x/officeDocument" Target="xl/workbook.bin"/></Relationships>'
    )
    raw = read(build_xlsx([Sheet("S")], extra={"_rels/.rels": links, "xl/workbook.bin": b"x"}), LIMITS)
    assert (raw.lines, raw.wants) == (None, ("office",))


# --- hostile workbooks ----------------------------------------------------------------------------------------------


def test_a_sheet_that_claims_to_be_the_largest_costs_nothing() -> None:
    sheet = Sheet("S", {"A1": "x", "XFD1048576": "cuối"}, dimension="A1:XFD1048576")
    started = time.process_time()
    raw = read(build_xlsx([sheet]), LIMITS)
    assert [where for _, where, *_ in shown(raw)] == ["trang tính “S”, ô A1", "trang tính “S”, ô XFD1048576"]
    assert time.process_time() - started < 0.5


def test_bounds_name_themselves() -> None:
    many = build_xlsx([Sheet("S", {f"A{row}": f"chữ {row}" for row in range(1, 300)})])
    for limits, word in ((Limits(cells=50), "cells"), (Limits(sheets=0), "sheets")):
        flaws = read(many, limits).flaws
        assert {flaw.kind for flaw in flaws} == {FlawKind.LIMIT} and any(word in flaw.detail for flaw in flaws)
    raw = read(many, Limits(text_lines=20))
    document = assemble(raw, path="", name="", kind="xlsx", sha256="", size=0, limits=Limits(text_lines=20))
    assert raw.lines is not None and len(raw.lines) < 30
    assert [flaw.kind for flaw in document.flaws] == [FlawKind.LIMIT]


def test_a_bomb_of_shared_strings_stops_at_its_bound() -> None:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    strings = f'<sst xmlns="{main}">' + "<si><t>x</t></si>" * 300_000 + "</sst>"
    limits = Limits(cells=10_000, zip_ratio=100_000)
    started = time.process_time()
    flaws = read(build_xlsx([Sheet("S", {"A1": "x"})], strings=strings), limits).flaws
    assert [flaw.detail for flaw in flaws] == [
        "tệp có hơn 10000 chuỗi chữ dùng chung (cells); phần còn lại chưa được đọc"
    ]
    assert time.process_time() - started < 2


def test_one_long_string_named_by_many_cells_costs_nothing() -> None:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    strings = f'<sst xmlns="{main}"><si><t>{"dài " * 10_000}</t></si></sst>'
    rows = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 20_000))
    raw = read(build_xlsx([Sheet("S", rows=rows)], strings=strings), Limits(text_letters=200_000))
    assert raw.lines is not None and len(raw.lines) < 12


@pytest.mark.parametrize("part", ["sheet", "strings"])
def test_entities_are_refused(part: str) -> None:
    declared = '<!DOCTYPE x [<!ENTITY a "MAT"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    if part == "sheet":
        content = build_xlsx([Sheet("S", {"A1": "x"})], head=declared)
    else:
        content = build_xlsx(
            [Sheet("S", {"A1": "x"})], strings=f'{declared}<sst xmlns="{main}"><si><t>&b;</t></si></sst>'
        )
    raw = read(content, LIMITS)
    assert raw.lines is None and [flaw.kind for flaw in raw.flaws] == [FlawKind.UNREADABLE]
    assert "DOCTYPE" in raw.flaws[0].detail


def test_elements_nested_too_deep_are_a_limit() -> None:
    rows = "<a>" * 5_000 + "</a>" * 5_000
    raw = read(build_xlsx([Sheet("S", rows=rows)]), LIMITS)
    assert [flaw.kind for flaw in raw.flaws] == [FlawKind.LIMIT]
    assert "xml_depth" in raw.flaws[0].detail


def test_mutations_never_raise() -> None:
    sheet = Sheet("S", {"A1": "x", "A2": Rich(("a", ".VnTime"), ("b", ""))}, header="&Cx", comments={"A1": "n"},
                  shapes=shape("hộp"))  # fmt: skip
    package = zipfile.ZipFile(io.BytesIO(build_xlsx([sheet], theme_xml=theme("M"))))
    stored = {name: package.read(name) for name in package.namelist()}
    rolls = random.Random(20261122)
    for _ in range(600):
        parts = dict(stored)
        name = rolls.choice([*parts])
        content = bytearray(parts[name])
        for _ in range(rolls.randint(1, 6)):
            content[rolls.randrange(len(content))] = rolls.choice(b"<>\"'&0A9\0\xff/")
        parts[name] = bytes(content)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as changed:
            for part, data in parts.items():
                changed.writestr(part, data)
        raw = read(buffer.getvalue(), LIMITS)
        assert raw.lines is not None or raw.flaws


def test_cut_files_never_raise() -> None:
    whole = build_xlsx([Sheet("S", {"A1": "x"}, shapes=shape("hộp"))])
    for end in range(0, len(whole), 97):
        raw = read(whole[:end], LIMITS)
        assert raw.lines is None and raw.flaws


@pytest.mark.corpus
def test_a_real_signed_workbook() -> None:
    content = corpus_file("signed-office/hello-world-signed.xlsx").read_bytes()
    raw = read(content, LIMITS)
    assert shown(raw) == [("Hello", "trang tính “Sheet1”, ô A1", Zone.TABLE, 1)]
    found = signatures_of(content, "xlsx", Checking(SIGNED_AFTER))
    assert [signature.status for signature in found] == [SignatureStatus.UNTRUSTED]
    assert raw.flaws == ()
