"""What a person sees in a Word document, and in which font it stands."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from casework.document import SignatureStatus, Zone
from intake.readers.assemble import RawDocument
from intake.readers.docx.reader import read
from intake.readers.limits import Limits
from intake.signatures.material import Checking
from intake.signatures.of_file import signatures_of
from tests.builders.corpus import corpus_file
from tests.builders.docx import Block, Raw, build_docx, paragraph, run, table, text_box
from tests.builders.pki import AT as SIGNED_AFTER

LIMITS = Limits()
STYLE_CIRCLE = (
    '<w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="B"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/>'
    '<w:rPr><w:rFonts w:ascii="Circle" w:hAnsi="Circle"/></w:rPr></w:style>'
)


def style(kind: str, name: str, font: str, based: str = "") -> str:
    rest = f'<w:basedOn w:val="{based}"/>' if based else ""
    fonts = f'<w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"/></w:rPr>' if font else ""
    return f'<w:style w:type="{kind}" w:styleId="{name}">{rest}{fonts}</w:style>'


def theme(minor: str) -> str:
    return (
        '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:themeElements><a:fontScheme>'
        '<a:majorFont><a:latin typeface="Major"/></a:majorFont>'
        f'<a:minorFont><a:latin typeface="{minor}"/></a:minorFont>'
        "</a:fontScheme></a:themeElements></a:theme>"
    )


def texts(raw: RawDocument, zone: Zone | None = None) -> list[str]:
    assert raw.lines is not None
    return ["".join(p.text for p in line.pieces) for line in raw.lines if zone is None or line.zone is zone]


def fonts(*blocks: Block, styles: str = "", defaults: str = "", theme: str = "") -> list[str]:
    raw = read(build_docx(blocks, font="Default", styles=styles, defaults=defaults, theme=theme), LIMITS)
    assert raw.lines is not None
    return [piece.font for line in raw.lines for piece in line.pieces]


def body(xml: str) -> list[str]:
    return texts(read(build_docx([Raw(f"<w:p>{xml}</w:p>")]), LIMITS))


def test_paragraphs_breaks_and_places() -> None:
    raw = read(build_docx(["một", "", "hai\nba", table([["a", "b"], ["c"]])]), LIMITS)
    assert raw.lines is not None
    seen = [("".join(p.text for p in line.pieces), line.where, line.zone, line.column) for line in raw.lines]
    assert seen == [
        ("một", "đoạn 1", Zone.BODY, 0),
        ("hai", "đoạn 2", Zone.BODY, 0),
        ("ba", "đoạn 2", Zone.BODY, 0),
        ("a", "bảng 1, hàng 1, ô 1", Zone.TABLE, 1),
        ("b", "bảng 1, hàng 1, ô 2", Zone.TABLE, 2),
        ("c", "bảng 1, hàng 2, ô 1", Zone.TABLE, 0),
    ]


def test_wide_gaps_on_a_typed_line_are_columns() -> None:
    raw = read(build_docx(["Nơi nhận:\t\t\tGIÁM ĐỐC", "1.\tMột mục", "Nội dung      BÊN PHẢI"]), LIMITS)
    assert raw.lines is not None
    assert [(line.pieces[0].text, line.column) for line in raw.lines] == [
        ("Nơi nhận:", 1),
        ("GIÁM ĐỐC", 2),
        ("1.\tMột mục", 0),
        ("Nội dung", 1),
        ("BÊN PHẢI", 2),
    ]


def _columns(*blocks: Block) -> list[tuple[str, int]]:
    lines = read(build_docx(blocks), LIMITS).lines
    assert lines is not None
    return [("".join(piece.text for piece in line.pieces), line.column) for line in lines]


def _stopped(text: str, *stops: str) -> Raw:
    """A paragraph with tab stops, each the attributes of a w:tab."""
    tabs = "".join(f"<w:tab {stop}/>" for stop in stops)
    return Raw(f"<w:p><w:pPr><w:tabs>{tabs}</w:tabs></w:pPr>{run(text).xml}</w:p>")


def test_one_tab_to_a_stop_far_to_the_right_is_a_column() -> None:
    far = 'w:val="center" w:pos="6500"'
    assert _columns(_stopped("Ủy ban nhân dân\tMật", far)) == [("Ủy ban nhân dân", 1), ("Mật", 2)]
    for stop in ('w:val="left" w:pos="1200"', 'w:val="left" w:pos="9000" w:leader="dot"', 'w:val="left" w:pos="x"'):
        assert _columns(_stopped("Mục lục\tMột hai", stop)) == [("Mục lục\tMột hai", 0)]


def test_one_tab_between_capitals_is_a_column_but_not_behind_the_number_of_a_heading() -> None:
    assert _columns("UBND XÃ AN BÌNH\tTỐI MẬT") == [("UBND XÃ AN BÌNH", 1), ("TỐI MẬT", 2)]
    headings = ["II.\tYÊU CẦU", "PHẦN I\tMỞ ĐẦU", "CHƯƠNG 2:\tNỘI DUNG", "Ủy ban\tVăn phòng"]
    assert _columns(*headings) == [(heading, 0) for heading in headings]


def test_the_base_of_a_ruby_stands_alone_in_its_line() -> None:
    ruby = (
        f"<w:p><w:r><w:ruby><w:rubyPr/><w:rt>{run('nhỏ').xml}</w:rt>"
        f"<w:rubyBase>{run('MẬT').xml}</w:rubyBase></w:ruby></w:r>{run(' sau').xml}</w:p>"
    )
    assert _columns(Raw(ruby)) == [("MẬT sau", 0), ("nhỏ", 0)]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ('<w:result w:val="1"/>', "Độ: MẬT"),
        ('<w:default w:val="1"/>', "Độ: MẬT"),
        ('<w:result w:val="0"/><w:default w:val="1"/>', "Độ: Thường"),
        ("", "Độ: Thường"),
        ('<w:result w:val="7"/>', "Độ: "),
        ('<w:result w:val="x"/>', "Độ: Thường"),
    ],
)
def test_a_drop_down_list_of_an_old_form_shows_the_entry_chosen(said: str, shown: str) -> None:
    entries = '<w:listEntry w:val="Thường"/><w:listEntry w:val="MẬT"/>'
    field = (
        f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList>{said}{entries}</w:ddList></w:ffData></w:fldChar>'
        '</w:r><w:r><w:instrText> FORMDROPDOWN </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    assert _columns(Raw(f"<w:p>{run('Độ: ').xml}{field}</w:p>")) == [(shown, 0)]


def test_the_entry_chosen_in_a_content_control_is_read_as_shown() -> None:
    control = (
        '<w:p><w:sdt><w:sdtPr><w:dropDownList w:lastValue="2"><w:listItem w:displayText="KHẨN" w:value="1"/>'
        f"</w:dropDownList></w:sdtPr><w:sdtContent>{run('MẬT').xml}</w:sdtContent></w:sdt></w:p>"
    )
    assert _columns(Raw(control)) == [("MẬT", 0)]


def test_every_part_has_its_zone() -> None:
    raw = read(
        build_docx(
            ["thân"],
            header=["đầu"],
            footer=["chân"],
            text_boxes=["hộp"],
            footnotes=["chú thích"],
            core={"title": "tên", "subject": "chủ đề", "keywords": "khóa", "creator": "ai đó"},
            pages=7,
        ),
        LIMITS,
    )
    assert raw.lines is not None
    assert [(line.pieces[0].text, line.zone, line.where) for line in raw.lines] == [
        ("đầu", Zone.HEADER, "đầu trang"),
        ("hộp", Zone.TEXT_BOX, "hộp văn bản 1"),
        ("thân", Zone.BODY, "đoạn 1"),
        ("chân", Zone.FOOTER, "chân trang"),
        ("chú thích", Zone.NOTE, "chú thích chân trang 1"),
        ("tên", Zone.METADATA, "thuộc tính “tiêu đề” của tệp"),
        ("chủ đề", Zone.METADATA, "thuộc tính “chủ đề” của tệp"),
        ("khóa", Zone.METADATA, "thuộc tính “từ khóa” của tệp"),
    ]
    assert (raw.pages, raw.title, raw.flaws) == (7, "tên", ())


def test_a_text_box_is_read_once_though_it_is_stored_twice() -> None:
    assert texts(read(build_docx([paragraph(text_box("MẬT"))]), LIMITS)) == ["MẬT"]


def test_a_fallback_that_says_something_else_is_read_too() -> None:
    raw = read(build_docx([paragraph(text_box("Công khai", fallback=["MẬT"]))]), LIMITS)
    assert texts(raw, Zone.TEXT_BOX) == ["Công khai", "MẬT"]


def test_word_art_in_a_header_is_a_text_box() -> None:
    watermark = Raw('<w:p><w:r><w:pict><v:shape><v:textpath string="TỐI MẬT"/></v:shape></w:pict></w:r></w:p>')
    assert texts(read(build_docx(["x"], header=[watermark]), LIMITS), Zone.TEXT_BOX) == ["TỐI MẬT"]


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        ("<w:ins><w:r><w:t>thêm</w:t></w:r></w:ins>", ["thêm"]),
        ("<w:r><w:t>còn</w:t></w:r><w:del><w:r><w:delText>MẬT</w:delText></w:r></w:del>", ["còn"]),
        ("<w:moveFrom><w:r><w:t>cũ</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>mới</w:t></w:r></w:moveTo>", ["mới"]),
        ('<w:hyperlink r:id="x"><w:r><w:t>liên kết</w:t></w:r></w:hyperlink>', ["liên kết"]),
        ("<w:sdt><w:sdtContent><w:r><w:t>ô điền</w:t></w:r></w:sdtContent></w:sdt>", ["ô điền"]),
        ('<w:fldSimple w:instr="DATE"><w:r><w:t>hôm nay</w:t></w:r></w:fldSimple>', ["hôm nay"]),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r><w:r><w:t>hiện</w:t></w:r>", ["hiện"]),
        ("<w:r><w:rPr><w:caps/></w:rPr><w:t>mật</w:t></w:r>", ["MẬT"]),
        ("<w:r><w:t>a</w:t><w:softHyphen/><w:noBreakHyphen/><w:t>b</w:t></w:r>", ["a\u00ad-b"]),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0D8"/><w:t> mục</w:t></w:r>', ["• mục"]),
        ('<w:r><w:sym w:font=".VnTime" w:char="F0B5"/></w:r>', ["µ"]),
    ],
)
def test_what_stands(xml: str, expected: list[str]) -> None:
    assert body(xml) == expected


def test_of_a_field_only_the_result_stands() -> None:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>'
        '<w:r><w:t>lệnh</w:t></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        '<w:r><w:t>12</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t> trang</w:t></w:r>'
    )
    assert body(field) == ["12 trang"]


def test_a_field_that_never_ends_hides_nothing_below() -> None:
    broken = Raw('<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>')
    assert texts(read(build_docx([broken, "MẬT"]), LIMITS)) == ["MẬT"]


def test_private_use_letters_come_back_to_their_code() -> None:
    assert body('<w:r><w:rPr><w:rFonts w:hAnsi=".VnTime"/></w:rPr><w:t>Vi\uf0d6t</w:t></w:r>') == ["ViÖt"]


def test_strict_packages_are_read() -> None:
    strict = {"word/document.xml": (
        '<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"><w:body><w:p><w:r><w:t>chặt</w:t></w:r>'
        "</w:p></w:body></w:document>"
    )}  # fmt: skip
    assert texts(read(build_docx([], extra=strict), LIMITS)) == ["chặt"]


def test_fonts_from_defaults_to_direct() -> None:
    styles = (
        style("paragraph", "Base", "Base font")
        + style("paragraph", "Child", "", "Base")
        + style("character", "Char", "Char font")
        + style("table", "Grid", "Table font")
    )
    assert fonts("mặc định", styles=styles) == ["Default"]
    assert fonts(paragraph("chữ", style="Child"), styles=styles) == ["Base font"]
    assert fonts(paragraph(run("chữ", style="Char"), style="Child"), styles=styles) == ["Char font"]
    assert fonts(paragraph(run("chữ", style="Char", font=".VnTime"), style="Child"), styles=styles) == [".VnTime"]
    assert fonts(table([["chữ"]], style="Grid"), styles=styles) == ["Table font"]
    assert fonts(table([[paragraph("chữ", style="Child")]], style="Grid"), styles=styles) == ["Base font"]


def test_vietnamese_letters_take_hansi_and_plain_ones_ascii() -> None:
    mixed = run("Việt", font="VNI-Times", ascii_font="Arial")
    assert fonts(paragraph(mixed)) == ["VNI-Times"]
    assert fonts(paragraph(run("Viet", font="VNI-Times", ascii_font="Arial"))) == ["Arial"]


def test_theme_beats_the_literal_name_beside_it_and_yields_to_a_nearer_one() -> None:
    themed = '<w:rFonts w:asciiTheme="minorHAnsi" w:hAnsiTheme="minorHAnsi" w:ascii="Literal" w:hAnsi="Literal"/>'
    assert fonts("chữ", defaults=themed, theme=theme("Cambria")) == ["Cambria"]
    assert fonts("chữ", defaults=themed) == ["Literal"]
    assert fonts(paragraph(run("chữ", font="Direct")), defaults=themed, theme=theme("Cambria")) == ["Direct"]


def test_styles_in_a_circle_end() -> None:
    assert fonts(paragraph("chữ", style="A"), styles=STYLE_CIRCLE) == ["Circle"]


def test_bold_is_seen() -> None:
    raw = read(build_docx([paragraph("đậm", bold=True), "thường"]), LIMITS)
    assert raw.lines is not None
    assert [line.pieces[0].bold for line in raw.lines] == [True, False]


def test_pictures_with_place_and_size() -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (320, 200), "white").save(buffer, "PNG")
    raw = read(build_docx(["chữ"], pictures={"a.png": buffer.getvalue(), "b.png": b"damaged"}), LIMITS)
    assert [(p.where, p.format, p.width, p.height, p.sheet_like) for p in raw.pictures] == [
        ("đoạn 2", "png", 320, 200, False),
        ("đoạn 3", "png", 0, 0, False),
    ]


def test_a_pasted_scan_is_a_sheet_and_a_photograph_of_its_sides_is_not() -> None:
    made = {}
    for name, colour in (("scan.png", (250, 250, 248)), ("photo.png", (60, 120, 40))):
        buffer = io.BytesIO()
        Image.new("RGB", (1240, 1754), colour).save(buffer, "PNG")
        made[name] = buffer.getvalue()
    assert [p.sheet_like for p in read(build_docx([], pictures=made), LIMITS).pictures] == [True, False]


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("name", "count"), [("hello-world-signed", 1), ("hello-world-signed-twice", 2), ("hello-world-unsigned", 0)]
)
def test_a_signature_by_nobody_we_trust_is_none_to_trust(name: str, count: int) -> None:
    content = corpus_file(f"signed-office/{name}.docx").read_bytes()
    raw = read(content, LIMITS)
    found = signatures_of(content, "docx", Checking(SIGNED_AFTER))
    assert [(s.kind, s.status) for s in found] == [("ooxml", SignatureStatus.UNTRUSTED)] * count
    assert texts(raw, Zone.BODY)[0].lower() == "hello world"


@pytest.mark.corpus
def test_a_real_decree_is_read_whole() -> None:
    raw = read(corpus_file("nd30-2020-original/30_2020_ND_CP.docx").read_bytes(), LIMITS)
    read_texts = texts(raw)
    assert raw.flaws == ()
    assert raw.pages == 20
    assert "Điều 38. Trách nhiệm thi hành" in [" ".join(t.split()) for t in read_texts]
    assert any(t.strip() == "Nguyễn Xuân Phúc" for t in read_texts)
