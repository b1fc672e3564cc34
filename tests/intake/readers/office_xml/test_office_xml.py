"""Word and Excel documents that are one XML file."""

from __future__ import annotations

import base64
import io
import zlib

import pytest
from PIL import Image

from casework.document import FlawKind, Zone
from intake.readers.assemble import RawDocument
from intake.readers.limits import Limits
from intake.readers.office_xml import excel as excel_xml
from intake.readers.office_xml import word as word_xml
from intake.readers.reading import read_file
from tests.builders.office_xml import para, word, workbook
from tests.builders.ole import build_ole

LIMITS = Limits()


def places(raw: RawDocument) -> list[tuple[str, str, Zone, int]]:
    assert raw.lines is not None
    return [("".join(p.text for p in line.pieces), line.where, line.zone, line.column) for line in raw.lines]


def texts(raw: RawDocument) -> list[str]:
    return [place[0] for place in places(raw)]


def kinds(raw: RawDocument) -> list[FlawKind]:
    return [flaw.kind for flaw in raw.flaws]


def test_a_word_2003_document() -> None:
    body = (
        f"<wx:sect><wx:sub-section>{para('một')}<w:p><w:r><w:t>hai</w:t><w:br/><w:t>ba</w:t></w:r></w:p></wx:sub-section>"
        f"<w:tbl><w:tr><w:tc>{para('a')}</w:tc><w:tc>{para('b', 'P1')}</w:tc></w:tr></w:tbl>"
        "<w:p><w:r><w:t>có chú</w:t><w:footnote><w:p><w:r><w:t>chú</w:t></w:r></w:p></w:footnote></w:r>"
        '<aml:annotation w:type="Word.Deletion"><aml:content><w:r><w:delText>MẬT</w:delText></w:r></aml:content>'
        '</aml:annotation><aml:annotation w:type="Word.Insertion"><aml:content><w:r><w:t> thêm</w:t></w:r>'
        "</aml:content></aml:annotation><st1:place><w:r><w:t> nơi</w:t></w:r></st1:place>"
        "<w:r><w:pict><v:shape><v:textbox><w:txbxContent><w:p><w:r><w:t>hộp</w:t></w:r></w:p></w:txbxContent>"
        "</v:textbox></v:shape></w:pict></w:r></w:p>"
        f'<w:sectPr><w:hdr w:type="odd">{para("đầu")}</w:hdr><w:ftr w:type="odd">{para("chân")}</w:ftr></w:sectPr>'
        "</wx:sect>"
    )
    raw = word_xml.read(word(body), LIMITS)
    assert places(raw) == [
        ("đầu", "đầu trang", Zone.HEADER, 0),
        ("một", "đoạn 1", Zone.BODY, 0),
        ("hai", "đoạn 2", Zone.BODY, 0),
        ("ba", "đoạn 2", Zone.BODY, 0),
        ("a", "bảng 1, hàng 1, ô 1", Zone.TABLE, 1),
        ("b", "bảng 1, hàng 1, ô 2", Zone.TABLE, 2),
        ("có chú thêm nơi", "đoạn 3", Zone.BODY, 0),
        ("hộp", "hộp văn bản 1", Zone.TEXT_BOX, 0),
        ("chân", "chân trang", Zone.FOOTER, 0),
        ("chú", "chú thích chân trang 1", Zone.NOTE, 0),
        ("tên", "thuộc tính “tiêu đề” của tệp", Zone.METADATA, 0),
    ]
    assert raw.lines is not None
    assert [raw.lines[n].pieces[0].font for n in (1, 5)] == ["Times New Roman", ".VnTime"]
    assert (raw.pages, raw.title, raw.flaws) == (3, "tên", ())


def test_its_pictures_are_measured() -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (4, 3)).save(buffer, "PNG")
    data = base64.b64encode(buffer.getvalue()).decode()
    picture = (
        f'<w:p><w:r><w:t>a</w:t><w:pict><w:binData w:name="wordml://01.png">{data}</w:binData><v:shape>'
        '<v:imagedata src="wordml://01.png"/></v:shape></w:pict></w:r></w:p>'
    )
    raw = word_xml.read(word(picture), LIMITS)
    assert [(p.format, p.width, p.where) for p in raw.pictures] == [("png", 4, "đoạn 1")]


def test_what_it_would_run_or_fetch() -> None:
    assert kinds(word_xml.read(word(para("x"), attributes=' w:macrosPresent="yes"'), LIMITS)) == [FlawKind.MACRO]
    template = '<w:docPr><w:attachedTemplate w:val="{}"/></w:docPr>'
    assert word_xml.read(word(para("x"), before=template.format("C:\\x\\Normal.dot")), LIMITS).flaws == ()
    raw = word_xml.read(word(para("x"), before=template.format("http://203.0.113.9/x.dot")), LIMITS)
    assert kinds(raw) == [FlawKind.ACTIVE]
    native = b"\x02\0setup.exe\0C:\\setup.exe\0"
    package = build_ole({"_1/\x01Ole10Native": len(native).to_bytes(4, "little") + native})
    packed = base64.b64encode(b"ActiveMime".ljust(0x32, b"\0") + zlib.compress(package)).decode()
    ole = f'<w:docOleData><w:binData w:name="oledata.mso">{packed}</w:binData></w:docOleData>'
    assert kinds(word_xml.read(word(para("x"), before=ole), LIMITS)) == [FlawKind.ACTIVE]


def test_the_flat_form_of_a_docx() -> None:
    main = (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
        "<w:p><w:r><w:t>một</w:t></w:r></w:p></w:body></w:document>"
    )
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="word/document.xml"/></Relationships>'
    )
    content = (
        '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
        '<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">'
        f'<pkg:part pkg:name="/_rels/.rels"><pkg:xmlData>{relation}</pkg:xmlData></pkg:part>'
        f'<pkg:part pkg:name="/word/document.xml"><pkg:xmlData>{main}</pkg:xmlData></pkg:part>'
        '<pkg:part pkg:name="/word/vbaProject.bin"><pkg:binaryData>TVo=</pkg:binaryData></pkg:part></pkg:package>'
    ).encode()
    raw = word_xml.read(content, LIMITS)
    assert (texts(raw), kinds(raw)) == (["một"], [FlawKind.MACRO])
    assert read_file(content, path="a.doc", name="a.doc", limits=LIMITS).kind == "word-xml"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<a/>", FlawKind.UNREADABLE),
        (word("<w:p>"), FlawKind.UNREADABLE),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + b"<a>&x;</a>", FlawKind.UNREADABLE),
        (word("<w:sdt>" * 400 + "</w:sdt>" * 400), FlawKind.LIMIT),
        (word("<w:p/>" * 1200), FlawKind.LIMIT),
    ],
)
def test_damage_and_bounds(content: bytes, kind: FlawKind) -> None:
    assert kinds(word_xml.read(content, Limits(xml_tags=1000))) == [kind]


# --- Excel --------------------------------------------------------------------------------------------------------


def test_an_excel_2003_workbook() -> None:
    rows = (
        '<Row ss:Index="3"><Cell><Data ss:Type="String">một</Data></Cell>'
        '<Cell ss:MergeAcross="1" ss:StyleID="s1"><Data ss:Type="String">hai</Data></Cell>'
        '<Cell ss:StyleID="s2"><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40">ba '
        '<Font html:Face="VNI-Times">bốn</Font></ss:Data></Cell></Row>'
        '<Row><Cell ss:Index="5"><Data ss:Type="Number">7</Data><Comment><ss:Data>xem lại</ss:Data></Comment></Cell>'
        "</Row>"
    )
    content = workbook(rows)
    raw = excel_xml.read(content, LIMITS)
    assert places(raw) == [
        ("một", "trang tính “DS”, ô A3", Zone.TABLE, 1),
        ("hai", "trang tính “DS”, ô B3", Zone.TABLE, 2),
        ("ba bốn", "trang tính “DS”, ô D3", Zone.TABLE, 4),
        ("xem lại", "nhận xét ở ô E4", Zone.NOTE, 0),
        ("DS", "tên của trang tính “DS”", Zone.METADATA, 0),
    ]
    assert raw.lines is not None
    assert [(p.font, p.bold) for line in raw.lines[:3] for p in line.pieces] == [
        (".VnTime", False), ("Arial", True), ("Arial", True), ("VNI-Times", True),
    ]  # fmt: skip
    document = read_file(content, path="a.xls", name="a.xls", limits=LIMITS)
    assert (document.kind, document.flaws) == ("excel-xml", ())


def test_a_formula_that_calls_a_program_is_active() -> None:
    rows = '<Row><Cell ss:Formula="=cmd|&apos;/c calc&apos;!A0"><Data ss:Type="String">x</Data></Cell></Row>'
    assert kinds(excel_xml.read(workbook(rows), LIMITS)) == [FlawKind.ACTIVE]
    rows = '<Row><Cell ss:Formula="=SUM(R1C1:R2C2)"><Data ss:Type="String">x</Data></Cell></Row>'
    assert excel_xml.read(workbook(rows), LIMITS).flaws == ()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<a/>", FlawKind.UNREADABLE),
        (b"<Workbook", FlawKind.UNREADABLE),
        (workbook("<Row/>" * 2000), FlawKind.LIMIT),
    ],
)
def test_damage_and_bounds_of_a_workbook(content: bytes, kind: FlawKind) -> None:
    assert kinds(excel_xml.read(content, Limits(xml_tags=1000))) == [kind]


def test_places_beyond_a_sheet_are_named_all_the_same() -> None:
    rows = '<Row ss:Index="9999999"><Cell ss:Index="9999999"><Data ss:Type="String">x</Data></Cell></Row>'
    assert "x" in texts(excel_xml.read(workbook(rows), LIMITS))
