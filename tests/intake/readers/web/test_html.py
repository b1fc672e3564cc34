"""Web pages, as Word and browsers save them: what a person sees, in which font, and what the page would do."""

from __future__ import annotations

import base64
import io
import time

import pytest
from PIL import Image

from casework.document import FlawKind, Zone
from intake.readers.assemble import RawDocument
from intake.readers.limits import Limits
from intake.readers.reading import read_file
from intake.readers.web import mht
from intake.readers.web.html import read
from tests.builders.legacy import encode
from tests.builders.web import build_mht, official_tail, vml_box, word_page

LIMITS = Limits()
PROSE = "Ủy ban nhân dân tỉnh đề nghị các sở, ban, ngành thực hiện đúng quy định về cấp giấy phép xây dựng"


def texts(raw: RawDocument, zone: Zone | None = None) -> list[str]:
    assert raw.lines is not None
    return ["".join(p.text for p in line.pieces) for line in raw.lines if zone is None or line.zone is zone]


def places(raw: RawDocument) -> list[tuple[str, str, Zone, int]]:
    assert raw.lines is not None
    return [("".join(p.text for p in line.pieces), line.where, line.zone, line.column) for line in raw.lines]


def kinds(raw: RawDocument) -> list[FlawKind]:
    return [flaw.kind for flaw in raw.flaws]


def body(html: str) -> list[str]:
    return texts(read(word_page(html), LIMITS))


def png() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (4, 3)).save(buffer, "PNG")
    return buffer.getvalue()


def test_paragraphs_tables_boxes_and_margins() -> None:
    page = word_page(
        f"<p>một</p><p>&nbsp;</p><p>hai<br>ba</p><table><tr><td><p>a</p></td><td>b</td></tr><tr><td>c</td></tr></table>"
        f"<p>có hộp{vml_box('hộp')}</p>"
        "<div style='mso-element:header'><p>đầu</p></div><div style='mso-element:footer'><p>chân</p></div>"
        "<div style='mso-element:footnote-list'><div style='mso-element:footnote'><p>chú</p></div></div>"
        "<div style='mso-element:comment-list'><div style='mso-element:comment'><p>xem lại</p></div></div>",
        title="tên",
    )
    assert places(read(page, LIMITS)) == [
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
        ("chú", "chú thích chân trang 1", Zone.NOTE, 0),
        ("xem lại", "nhận xét 1", Zone.NOTE, 0),
        ("tên", "thuộc tính “tiêu đề” của tệp", Zone.METADATA, 0),
    ]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a\r\n  b  <b> c</b></p>", ["a b c"]),
        ("<p>&#7879; &#150; &eacute;</p>", ["ệ – é"]),
        ("<pre>a\n b</pre>", ["a", " b"]),
        ("<p>còn<del cite='x' datetime='y'>MẬT</del><ins>thêm</ins></p>", ["cònthêm"]),
        ("<p>gạch<del> ngang</del></p>", ["gạch ngang"]),
        ("<p><span style='display:none'>ẩn</span>hiện</p>", ["hiện"]),
        ("<p><span style='mso-hide:all'>ẩn</span>hiện</p>", ["hiện"]),
        ("<p><span style='mso-list:Ignore'>1.</span>mục</p>", ["mục"]),
        ("<p style='text-transform:uppercase'>mật</p>", ["MẬT"]),
        ("<script>var a = 'MẬT';</script><p>x</p>", ["x"]),
        ("<!-- MẬT --><p>x</p>", ["x"]),
        ("<p>x<!--[if supportFields]> PAGE <![endif]-->12<!--[if supportFields]>x<![endif]--></p>", ["x12"]),
        ("<p>x<!--[if gte vml 1]><v:textpath string='TUYỆT MẬT'/><![endif]--></p>", ["x", "TUYỆT MẬT"]),
        ("<p>x<!--[if gte vml 1]> chưa đóng", ["x"]),
        ("<p>" + vml_box("MẬT", copy="Công khai") + "</p>", ["Công khai", "MẬT"]),
        ("<ul><li>một<li>hai</ul>cuối", ["một", "hai", "cuối"]),
        ("<table><tr><td>a</table>sau", ["a", "sau"]),
    ],
)
def test_what_stands(html: str, expected: list[str]) -> None:
    assert sorted(body(html)) == sorted(expected)


def test_fonts_by_class_style_and_attribute() -> None:
    css = (
        "/* Style Definitions */\r\n p.MsoNormal, li.MsoNormal"
        '{mso-style-parent:""; font-size:14.0pt; font-family:".VnTime"; mso-fareast-font-family:"Arial";}'
        '\r\n.dam {font-weight:bold;}\r\nspan.GramE {}\r\n#so {font:12.0pt "VNI-Times"}'
    )
    page = word_page(
        "<p class=MsoNormal>a<span style='font-family:\"Times New Roman\",serif'>b</span>"
        "<font face='VNI-Times, Arial'>c</font><span class=dam>d</span><b>e</b></p><p id=so>f</p><p>g</p>",
        css=css,
    )
    raw = read(page, LIMITS)
    assert raw.lines is not None
    assert [[(p.text, p.font, p.bold) for p in line.pieces] for line in raw.lines] == [
        [
            ("a", ".VnTime", False),
            ("b", "Times New Roman", False),
            ("c", "VNI-Times", False),
            ("de", ".VnTime", True),
        ],
        [("f", "VNI-Times", False)],
        [("g", "", False)],
    ]


@pytest.mark.parametrize(
    ("charset", "codec"),
    [
        ("utf-8", ""),
        ("UTF-8", "utf-8"),
        ("utf-8", "utf-8-sig"),
        ("unicode", "utf-16"),
        ("windows-1252", "ascii"),
        ("bịa đặt".encode("ascii", "ignore").decode(), "utf-8"),
    ],
)
def test_letters_by_what_the_page_says_or_is(charset: str, codec: str) -> None:
    page = word_page("<p>Ủy ban nhân dân xã Đông Hòa</p>", charset=charset, codec=codec or charset)
    document = read_file(page, path="a.doc", name="a.doc", limits=LIMITS)
    assert [line.text for line in document.lines] == ["Ủy ban nhân dân xã Đông Hòa"]
    assert (document.kind, document.flaws) == ("html", ())


def test_windows_1258_is_unicode() -> None:
    page = word_page("<p>@</p>", charset="windows-1258", codec="ascii").replace(b"@", b"Vi\xea\xf2t Nam ti\xea\xecng")
    assert texts(read(page, LIMITS)) == ["Viê\u0323t Nam tiê\u0301ng"]


@pytest.mark.parametrize("charset", ["windows-1252", "x-user-defined", "iso-8859-1", "utf-8", "windows-1258"])
def test_legacy_bytes_reach_the_judge_whatever_the_page_says(charset: str) -> None:
    stored = encode(PROSE, "tcvn3")
    page = word_page("<p>@</p>", charset=charset, codec="ascii").replace(b"@", stored.encode("cp1252"))
    document = read_file(page, path="a.doc", name="a.doc", limits=LIMITS)
    assert document.encodings[0].encoding == "tcvn3"
    assert document.lines[0].text.lower() == PROSE.lower()


def test_recipients_beside_the_signature_come_out_item_by_item() -> None:
    head = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Số: 12/QĐ-SNV",
            "Hà Nội, ngày 2 tháng 4 năm 2026", "QUYẾT ĐỊNH", "Về việc cấp giấy phép xây dựng"]  # fmt: skip
    items = ["- Như Điều 3;", "- TTCNTT để đăng tải trên Cổng TTĐT Bộ;", "- Lưu: VT, TH."]
    tail = official_tail(items, ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"], "Phạm Thị Lan")
    page = word_page("".join(f"<p class=MsoNormal>{line}</p>" for line in head) + tail)
    document = read_file(page, path="a.doc", name="a.doc", limits=LIMITS)
    assert document.anatomy.recipients == ("Như Điều 3", "TTCNTT để đăng tải trên Cổng TTĐT Bộ", "Lưu: VT, TH")


def test_tabs_of_word_set_columns_apart() -> None:
    raw = read(word_page("<p>Nơi nhận:<span style='mso-tab-count:4'>    </span>GIÁM ĐỐC</p>"), LIMITS)
    assert [(text, column) for text, _, _, column in places(raw)] == [("Nơi nhận:", 1), ("GIÁM ĐỐC", 2)]


# --- what the page would do ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<script src='http://203.0.113.9/x.js'></script>",
        "<iframe src='http://203.0.113.9/'></iframe>",
        "<iframe src='//203.0.113.9/'></iframe>",
        "<object classid='clsid:8856F961-340A-11D0-A96B-00C04FD705A2'></object>",
        "<object data='file://203.0.113.9/x'></object>",
        "<applet code='x.class'></applet>",
        "<!--[if supportFields]><span style='mso-element:field-begin'></span>DDE<b>AUTO</b> c:\\x<![endif]-->",
    ],
)
def test_what_runs_or_fetches_is_active(html: str) -> None:
    assert kinds(read(word_page(f"<p>x</p>{html}"), LIMITS)) == [FlawKind.ACTIVE]


def test_links_and_pictures_are_ordinary() -> None:
    page = word_page("<p><a href='http://x.vn'>x</a><img src='http://x.vn/a.png'><link rel=File-List href='a.xml'></p>")
    assert read(page, LIMITS).flaws == ()


def test_a_picture_in_the_page_itself_is_measured() -> None:
    raw = read(word_page(f"<p>a<img src='data:image/png;base64,{base64.b64encode(png()).decode()}'></p>"), LIMITS)
    assert [(p.format, p.width, p.where) for p in raw.pictures] == [("png", 4, "đoạn 1")]


# --- bounds -------------------------------------------------------------------------------------------------------


def test_too_many_tags_are_named() -> None:
    raw = read(word_page("<p>một</p>" + "<b></b>" * 500 + "<p>cuối</p>"), Limits(xml_tags=100))
    assert kinds(raw) == [FlawKind.LIMIT]
    assert "xml_tags" in raw.flaws[0].detail
    assert texts(raw) == ["một"]


def test_letters_below_the_parsers_depth_are_read_all_the_same() -> None:
    assert "MẬT" in " ".join(body("<div>" * 5000 + "MẬT" + "</div>" * 5000))


@pytest.mark.parametrize(
    "html",
    [
        "<!--[if gte vml 1]><v:textbox>x</v:textbox><![endif]--><![if !vml]>" * 20_000,
        "<!--[if gte vml 1]>" * 50_000,
        "<!--[if gte vml 1]>" + "<v:textbox>" * 50_000 + "<![endif]-->",
        "<style>" + "/*" * 200_000 + "</style>",
        "<style>" + "a" * 400_000 + "</style>",
        "<style>" + "a{" * 200_000 + "</style>",
        "<p style='" + "font:1" * 50_000 + "'>x</p>",
        "<p style='font:" + "1" * 300_000 + "'>x</p>",
        "<p class='" + "a " * 200_000 + "'>x</p>",
        "<table>" * 2_000,
        "<table><tr><td>" * 200 + "x",
        "<" * 300_000,
        "<p" * 100_000,
        "&#" * 200_000,
        "<p>" + "a\t\t" * 100_000,
        "<svg><title>" * 100 + "x",
    ],
)
def test_hostile_pages_end(html: str) -> None:
    begun = time.process_time()
    read(word_page(html), LIMITS)
    assert time.process_time() - begun < 10  # seconds; quadratic work on any of these takes minutes


# --- single-file pages --------------------------------------------------------------------------------------------


def test_a_single_file_page_with_its_header_and_picture() -> None:
    page = word_page("<p>thân<img src='page_files/image001.png'></p>")
    header = word_page("<div style='mso-element:header'><p>MẬT</p></div>")
    frame = word_page("<p>khung quảng cáo</p>")
    parts = [
        ("file:///C:/x/page_files/image001.png", "image/png", png()),
        ("file:///C:/x/page_files/header.htm", "text/html", header),
        ("http://quangcao.vn/x.html", "text/html", frame),
    ]
    content = build_mht(page, parts)
    raw = mht.read(content, LIMITS)
    assert [(text, zone) for text, _, zone, _ in places(raw)] == [("MẬT", Zone.HEADER), ("thân", Zone.BODY)]
    assert [(p.format, p.width, p.where) for p in raw.pictures] == [("png", 4, "đoạn 1")]
    document = read_file(content, path="a.doc", name="a.doc", limits=LIMITS)
    assert (document.kind, document.flaws) == ("mht", ())


def test_macros_of_a_single_file_page() -> None:
    content = build_mht(word_page("<p>x</p>"), [("editdata.mso", "application/x-mso", b"ActiveMime" + bytes(60))])
    assert kinds(mht.read(content, LIMITS)) == [FlawKind.MACRO]


def test_a_program_in_a_single_file_page() -> None:
    content = build_mht(word_page("<p>x</p>"), [("x.exe", "application/octet-stream", b"MZ" + bytes(60))])
    assert kinds(mht.read(content, LIMITS)) == [FlawKind.ACTIVE]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x--\r\n", FlawKind.UNREADABLE),
        (build_mht(b"<p>x", [("a", "text/plain", b"x")] * 300), FlawKind.LIMIT),
    ],
)
def test_damage_and_bounds_of_a_single_file_page(content: bytes, kind: FlawKind) -> None:
    raw = mht.read(content, LIMITS)
    assert (raw.lines, kinds(raw)) == (None, [kind])
