"""What a package would run or fetch, told from what is ordinary; and fields, targets and objects on their own."""

from __future__ import annotations

import pytest

from casework.document import Flaw, FlawKind
from intake.readers.docx.reader import read
from intake.readers.embedded import flaws_of_object
from intake.readers.limits import Limits
from intake.readers.ooxml.active import active_content
from intake.readers.ooxml.package import open_package
from intake.readers.outside import field_danger, is_network
from tests.builders.docx import Raw, build_docx, pack
from tests.builders.ole import build_ole

LIMITS = Limits()
_NATIVE = b"\x02\0setup.exe\0C:\\setup.exe\0"
PACKAGE = build_ole({"\x01Ole10Native": len(_NATIVE).to_bytes(4, "little") + _NATIVE})
SHEET = build_ole({"Workbook": bytes(100)})


def kinds(flaws: tuple[Flaw, ...]) -> list[FlawKind]:
    return [flaw.kind for flaw in flaws]


def found(content: bytes) -> list[FlawKind]:
    return kinds(active_content(open_package(content, LIMITS), LIMITS))


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("http://203.0.113.9/t.dotm", True),
        ("https:x", True),
        ("\\\\203.0.113.9\\share\\t.dotm", True),
        ("//203.0.113.9/share", True),
        ("file://203.0.113.9/share/t.dotm", True),
        ("file:\\\\203.0.113.9\\t.dotm", True),
        ("file://///203.0.113.9/t.dotm", True),
        ("\\\\?\\UNC\\203.0.113.9\\t.dotm", True),
        ("x-usc:http://203.0.113.9", True),
        ("file:///C:\\Users\\hoa\\Normal.dotm", False),
        ("file://C:/Users/hoa/Normal.dotm", False),
        ("C:\\Users\\hoa\\Normal.dotm", False),
        ("\\\\?\\C:\\Normal.dotm", False),
        ("/usr/share/Normal.dotm", False),
        ("file:///home/hoa/Normal.dotm", False),
        ("Normal.dotm", False),
        ("..\\Mau.dotm", False),
        ("", False),
    ],
)
def test_which_targets_lie_on_another_machine(target: str, expected: bool) -> None:
    assert is_network(target) is expected


@pytest.mark.parametrize(
    ("instruction", "danger"),
    [
        ("DDE Excel a b", True),
        (" ddeauto c:\\\\x.exe", True),
        ("“DDEAUTO” x", True),
        ("QUOTE 68 68 69 65 85 84 79 32 99", True),
        ('INCLUDETEXT "http://203.0.113.9/x.docx"', True),
        ('LINK Excel.Sheet.8 "\\\\\\\\203.0.113.9\\\\a.xls" \\a', True),
        ("PAGE", False),
        ('HYPERLINK "http://x.vn"', False),
        ('INCLUDETEXT "C:\\\\x.docx"', False),
        ('INCLUDEPICTURE "http://x.vn/a.png"', False),
        ("QUOTE 72 101", False),
        ("ADDEND", False),
        ("QUOTE " + "999 " * 50_000, False),
    ],
)
def test_which_fields_do_more_than_show(instruction: str, danger: bool) -> None:
    assert bool(field_danger(instruction)) is danger


def runs(*words: str) -> str:
    return "".join(f'<w:r><w:instrText xml:space="preserve">{word}</w:instrText></w:r>' for word in words)


BEGIN, SEPARATE, END = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
RESULT = "<w:r><w:t>x</w:t></w:r>"


@pytest.mark.parametrize(
    "xml",
    [
        BEGIN + runs("D", "DEAU", "TO c:\\x") + SEPARATE + RESULT + END,
        BEGIN + runs("DDE cmd") + END + RESULT,
        BEGIN + BEGIN + runs("QUOTE 68 68 69 65 85 84 79") + END + runs(" cmd") + SEPARATE + RESULT + END,
        f'<w:fldSimple w:instr="DDEAUTO cmd">{RESULT}</w:fldSimple>',
        '<w:r><w:rPr><w:vanish/></w:rPr><w:fldChar w:fldCharType="begin"/><w:instrText>DDEAUTO x</w:instrText>'
        f'<w:fldChar w:fldCharType="end"/></w:r>{RESULT}',
        BEGIN + runs("DDEAUTO cmd") + RESULT,
    ],
)
def test_dde_is_found_however_it_is_cut(xml: str) -> None:
    flaws = read(build_docx([Raw(f"<w:p>{xml}</w:p>")]), LIMITS).flaws
    assert kinds(flaws) == [FlawKind.ACTIVE]


def test_ordinary_fields_are_not_and_their_results_are_read() -> None:
    field = BEGIN + runs("HYPER", "LINK x") + SEPARATE + RESULT + END
    raw = read(build_docx([Raw(f"<w:p>{field}</w:p>")]), LIMITS)
    assert raw.lines is not None
    assert (raw.flaws, raw.lines[0].pieces[0].text) == ((), "x")


def test_ten_thousand_open_fields_cost_no_more_than_their_number() -> None:
    xml = f"<w:p>{(BEGIN + runs('x')) * 10_000}</w:p>" + "<w:p><w:r><w:t>y</w:t></w:r></w:p>" * 2_000
    raw = read(build_docx([Raw(xml)]), Limits(zip_ratio=100_000))
    assert raw.lines is not None
    assert len(raw.lines) == 2_000


@pytest.mark.parametrize("name", ["word/embeddings/oleObject1.bin", "xl/embeddings/x.xls", "ppt/embeddings/a.dat"])
def test_embedded_packages_and_programs_are_active(name: str) -> None:
    for content in (PACKAGE, b"MZ" + bytes(60)):
        assert found(pack({"[Content_Types].xml": "<Types/>", name: content})) == [FlawKind.ACTIVE]


def test_an_object_is_found_by_its_relation_wherever_it_lies() -> None:
    assert found(build_docx(["x"], extra={"word/other.x": PACKAGE}, relations=[("r", "oleObject", "other.x")])) == [
        FlawKind.ACTIVE
    ]


def test_embedded_sheets_and_documents_are_ordinary() -> None:
    for content in (SHEET, build_docx(["x"]), b"\x89PNG\r\n\x1a\n"):
        assert found(pack({"[Content_Types].xml": "<Types/>", "word/embeddings/a.bin": content})) == []


def test_macros_of_an_embedded_document_count() -> None:
    inner = build_docx(["x"], extra={"word/vbaProject.bin": b"x"})
    assert kinds(flaws_of_object(inner, LIMITS)) == [FlawKind.MACRO]


def test_an_object_too_damaged_to_look_into_is_active() -> None:
    assert kinds(flaws_of_object(PACKAGE[:600], LIMITS)) == [FlawKind.ACTIVE]


@pytest.mark.parametrize(
    ("name", "xml"),
    [
        ("xl/externalLinks/externalLink1.xml", '<externalLink xmlns="s"><ddeLink ddeService="cmd"/></externalLink>'),
        ("xl/connections.xml", '<connections xmlns="s"><webPr url="http://203.0.113.9/"/></connections>'),
    ],
)
def test_links_of_a_workbook_to_programs_and_servers(name: str, xml: str) -> None:
    assert found(pack({"[Content_Types].xml": "<Types/>", name: xml})) == [FlawKind.ACTIVE]


@pytest.mark.parametrize(
    ("kind", "target", "expected"),
    [
        ("externalLinkPath", "file:///\\\\203.0.113.9\\a.xlsx", [FlawKind.ACTIVE]),
        ("externalLinkPath", "https://203.0.113.9/a.xlsx", [FlawKind.ACTIVE]),
        ("externalLinkPath", "file:///C:\\a.xlsx", []),
        ("oleObject", "file:///C:\\a.xlsx", []),
        ("hyperlink", "\\\\203.0.113.9\\a.xlsx", []),
    ],
)
def test_links_of_a_workbook_to_other_files(kind: str, target: str, expected: list[FlawKind]) -> None:
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" '
        f'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}" '
        'TargetMode="External"/></Relationships>'
    )
    parts = {
        "[Content_Types].xml": "<Types/>",
        "xl/externalLinks/externalLink1.xml": "<x/>",
        "xl/externalLinks/_rels/externalLink1.xml.rels": relation,
    }
    assert found(pack(parts)) == expected


def test_the_words_of_smart_art_and_charts_are_read() -> None:
    data = (
        '<d:dataModel xmlns:d="d" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><d:t><a:p><a:r><a:rPr>'
        '<a:latin typeface=".VnTime"/></a:rPr><a:t>ô một</a:t></a:r></a:p><a:p/></d:t></d:dataModel>'
    )
    chart = (
        '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:strCache><c:pt><c:v>Quý I'
        "</c:v></c:pt></c:strCache><c:numCache><c:pt><c:v>7</c:v></c:pt></c:numCache></c:chartSpace>"
    )
    raw = read(
        build_docx(
            ["x"],
            extra={"word/diagrams/data1.xml": data, "word/charts/chart1.xml": chart},
            relations=[("r1", "diagramData", "diagrams/data1.xml"), ("r2", "chart", "charts/chart1.xml")],
        ),
        LIMITS,
    )
    assert raw.lines is not None
    assert [(line.pieces[0].text, line.pieces[0].font, line.where) for line in raw.lines[1:]] == [
        ("ô một", ".VnTime", "sơ đồ 1"),
        ("Quý I", "", "biểu đồ 1"),
    ]
