"""The boxes of official documents. Expected values were written by reading the documents, not their dissection."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.document import Anatomy, Line, Zone
from casework.vietnamese import squeeze
from intake.anatomy import dissect
from intake.marks import find_marks
from intake.readers.assemble import assemble
from intake.readers.docx.reader import read
from intake.readers.limits import Limits
from tests.builders.corpus import corpus_file, corpus_files, shared_files
from tests.builders.docx import Block, build_docx, official_head, official_tail, paragraph, table

PROSE = (
    "Thực hiện chương trình công tác năm 2026, Bộ Nội vụ đề nghị các đơn vị phối hợp triển khai các nội dung sau đây. "
    * 2
)


def plain(*texts: str) -> tuple[Line, ...]:
    return tuple(Line(text, f"đoạn {n}") for n, text in enumerate(texts, 1))


def dissect_docx(content: bytes) -> Anatomy:
    document = assemble(read(content, Limits()), path="x", name="x.docx", kind="docx", sha256="", size=len(content))
    return dissect(document.lines)


def decision(*tail: Block) -> bytes:
    return build_docx(
        [
            official_head(["BỘ NỘI VỤ"], "668/QĐ-BNV", "Hà Nội, ngày 30 tháng 6 năm 2025"),
            paragraph("QUYẾT ĐỊNH", bold=True),
            paragraph("Ban hành Quy chế làm việc", bold=True),
            "Căn cứ Luật Tổ chức Chính phủ ngày 18 tháng 02 năm 2025;",
            "Điều 1. Ban hành kèm theo Quyết định này Quy chế làm việc.",
            *tail,
        ]
    )


def regulation(name: str) -> tuple[Line, ...]:
    (path,) = shared_files(f"regulations/{name}*")
    rows = [squeeze(row) for row in path.read_text("utf-8").splitlines()]
    return plain(*(row for row in rows if row))


@pytest.mark.corpus
def test_668_has_every_box_and_eight_recipients() -> None:
    anatomy = dissect(regulation("001"))
    assert anatomy.boxes == ("quoc_hieu", "issuer", "number", "place_date", "title", "noi_nhan", "signer")
    assert (anatomy.issuer, anatomy.number) == ("BỘ NỘI VỤ", "668/QĐ-BNV")
    assert (anatomy.place, anatomy.issued_on) == ("Hà Nội", date(2025, 6, 30))
    assert anatomy.kind == "QUYẾT ĐỊNH"
    assert anatomy.abstract.startswith("BAN HÀNH QUY CHẾ HOẠT ĐỘNG")
    assert anatomy.abstract.endswith("TRÊN MÔI TRƯỜNG MẠNG")
    assert anatomy.recipients == (
        "Như Điều 3",
        "Bộ trưởng (để b/c)",
        "Các đ/c Thứ trưởng",
        "Bộ Khoa học và Công nghệ",
        "Sở Nội vụ các tỉnh, thành phố trực thuộc TW",
        "Các đơn vị thuộc, trực thuộc Bộ",
        "Cổng thông tin điện tử Bộ Nội vụ (để đăng tải)",
        "Lưu: VT, TTCNTT(05)",
    )
    assert (anatomy.signer_title, anatomy.signer) == ("KT. BỘ TRƯỞNG THỨ TRƯỞNG", "Trương Hải Long")


@pytest.mark.corpus
def test_the_institutes_decision_prints_slips_and_a_blank_number() -> None:
    anatomy = dissect(regulation("000"))
    assert "quoc_hieu" in anatomy.boxes  # printed “CỘNG HOÀ XÃ HỘI CHỦ NGHĨ VIỆT NAM”
    assert anatomy.number == "/QĐ-VKHTCNN&LĐ"
    assert (anatomy.place, anatomy.issued_on) == ("Hà Nội", None)
    assert anatomy.kind == "QUYẾT ĐỊNH"
    assert anatomy.recipients == ("Như điều 3", "Viện trưởng", "Các phó Viện trưởng", "Lưu: VT, VP, TTPT")
    assert (anatomy.signer_title, anatomy.signer) == ("VIỆN TRƯỞNG", "Lê Anh Tuấn")


@pytest.mark.corpus
@pytest.mark.parametrize("name", ["002", "003", "004"])
def test_a_regulation_issued_with_a_decision_names_itself_so(name: str) -> None:
    anatomy = dissect(regulation(name))
    assert (anatomy.kind, anatomy.boxes) == ("QUY CHẾ", ("title", "promulgated"))
    assert anatomy.recipients is None


@pytest.mark.corpus
def test_decree_30_in_its_two_column_tables() -> None:
    anatomy = dissect_docx(corpus_file("nd30-2020-original/30_2020_ND_CP.docx").read_bytes())
    assert (anatomy.issuer, anatomy.number, anatomy.kind) == ("CHÍNH PHỦ", "30/2020/NĐ-CP", "NGHỊ ĐỊNH")
    assert (anatomy.abstract, anatomy.issued_on) == ("Về công tác văn thư", date(2020, 3, 5))
    assert anatomy.recipients is not None
    assert len(anatomy.recipients) == 21
    assert anatomy.recipients[0] == "Ban Bí thư Trung ương Đảng"
    assert anatomy.recipients[19].startswith("VPCP: BTCN, các PCN, Trợ lý TTg, TGĐ Cổng TTĐT")
    assert anatomy.recipients[-1] == "Lưu: VT, HC (2)"
    assert (anatomy.signer_title, anatomy.signer) == ("TM. CHÍNH PHỦ THỦ TƯỚNG", "Nguyễn Xuân Phúc")


@pytest.mark.corpus
def test_recipients_set_in_one_paragraph_with_line_breaks() -> None:
    anatomy = dissect_docx(corpus_file("phapluatai-luat-docx/604_QD-TTg_700112.docx").read_bytes())
    assert (anatomy.issuer, anatomy.number) == ("THỦ TƯỚNG CHÍNH PHỦ", "604/QĐ-TTg")
    assert anatomy.recipients is not None
    assert (len(anatomy.recipients), anatomy.recipients[-1]) == (14, "Lưu: VT, KGVX (2). 70")
    assert (anatomy.signer_title, anatomy.signer) == ("KT. THỦ TƯỚNG PHÓ THỦ TƯỚNG", "Nguyễn Chí Dũng")


@pytest.mark.corpus
def test_laws_have_no_recipients_but_number_and_title() -> None:
    for path in corpus_files("phapluatai-luat-docx/Luật-*.docx"):
        anatomy = dissect_docx(path.read_bytes())
        _, number, year, assembly = path.stem.split("-")
        assert (anatomy.kind, anatomy.issuer) == ("LUẬT", "QUỐC HỘI"), path.name
        assert anatomy.number == f"{number}/{year}/{assembly}", path.name
        assert anatomy.recipients is None, path.name
        assert anatomy.abstract and "CỘNG HÒA" not in anatomy.abstract, path.name


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("name", "count", "wrapped"),
    [
        ("2003-A06", 11, "Các Bộ, cơ quan ngang Bộ, cơ quan thuộc Chính phủ"),
        ("2003-A30", 12, "UBND,Sở Tài chính, Cục thuế, Kho bạc các tỉnh, thành phố trực thuộc TW"),
        ("2004-B8", 14, "Các Bộ, cơ quan ngang bộ, các cơ quan khác thuộc Chính phủ"),
    ],
)
def test_circulars_of_the_turn_of_the_century_typed_with_blanks(name: str, count: int, wrapped: str) -> None:
    text = corpus_file(f"viparse-corpus/ground-truth/{name}.txt").read_text("utf-8")
    anatomy = dissect(plain(*(row for row in text.splitlines() if row.strip())))
    assert anatomy.kind == "THÔNG TƯ"
    assert anatomy.recipients is not None
    assert len(anatomy.recipients) == count
    assert wrapped in anatomy.recipients
    assert all("Văn Ninh" not in r and "trưởng" not in r.lower() for r in anatomy.recipients)


def test_head_and_foot_in_tables() -> None:
    anatomy = dissect_docx(
        decision(
            official_tail(
                ["- Như Điều 3;", "- Cổng TTĐT Bộ;", "- Lưu: VT, VP."],
                ["KT. BỘ TRƯỞNG", "THỨ TRƯỞNG"],
                "Vũ Chiến Thắng",
            )
        )
    )
    assert anatomy.recipients == ("Như Điều 3", "Cổng TTĐT Bộ", "Lưu: VT, VP")
    assert anatomy.recipients_where == "bảng 2, hàng 1, ô 1"
    assert (anatomy.abstract, anatomy.signer) == ("Ban hành Quy chế làm việc", "Vũ Chiến Thắng")


def test_items_without_dash_or_semicolon_and_a_blank_before_the_colon() -> None:
    left = ["Nơi nhận :", "Như Điều 3", "Các đơn vị thuộc Bộ", "Cổng TTĐT Bộ (để đăng tải)", "Lưu VT"]
    right = ["CHÁNH VĂN PHÒNG", "Nguyễn Văn An"]
    anatomy = dissect_docx(decision(table([[left, right]])))
    assert anatomy.recipients == ("Như Điều 3", "Các đơn vị thuộc Bộ", "Cổng TTĐT Bộ (để đăng tải)", "Lưu VT")
    assert (anatomy.signer_title, anatomy.signer) == ("CHÁNH VĂN PHÒNG", "Nguyễn Văn An")


def test_heading_and_items_in_two_rows() -> None:
    rows = [["Nơi nhận:", "GIÁM ĐỐC"], [["- Như trên;", "- Lưu: VT."], "Lê Thị Hoa"]]
    anatomy = dissect_docx(decision(table(rows)))
    assert anatomy.recipients == ("Như trên", "Lưu: VT")
    assert (anatomy.signer_title, anatomy.signer) == ("GIÁM ĐỐC", "Lê Thị Hoa")


def test_columns_run_together_by_extraction() -> None:
    anatomy = dissect(
        plain(
            "BỘ NỘI VỤ CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Số: 12/QĐ-BNV Độc lập - Tự do - Hạnh phúc",
            "Hà Nội, ngày 5 tháng 1 năm 2026",
            "QUYẾT ĐỊNH",
            "Về việc tặng bằng khen",
            PROSE,
            "Nơi nhận: KT. BỘ TRƯỞNG",
            "- Như Điều 3; THỨ TRƯỞNG",
            "- Các cơ quan, đơn vị thuộc Bộ,",
            "các tổ chức có liên quan;",
            "- Lưu: VT, TCCB.",
            "Trương Hải Long",
            "Trang 2",
        )
    )
    assert (anatomy.issuer, anatomy.number) == ("BỘ NỘI VỤ", "12/QĐ-BNV")
    assert anatomy.recipients == (
        "Như Điều 3",
        "Các cơ quan, đơn vị thuộc Bộ, các tổ chức có liên quan",
        "Lưu: VT, TCCB",
    )
    assert anatomy.signer_title == "KT. BỘ TRƯỞNG THỨ TRƯỞNG"
    assert anatomy.signer == "Trương Hải Long"


def test_page_columns_keep_the_signer_out() -> None:
    head = plain("BỘ NỘI VỤ", "Số: 3/TB-BNV", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "THÔNG BÁO", "Về lịch nghỉ", PROSE)
    foot = (
        Line("Nơi nhận:", "trang 2", Zone.BODY, True, 1),
        Line("TL. BỘ TRƯỞNG", "trang 2", Zone.BODY, True, 2),
        Line("- Các đơn vị thuộc Bộ;", "trang 2", Zone.BODY, False, 1),
        Line("CHÁNH VĂN PHÒNG", "trang 2", Zone.BODY, True, 2),
        Line("- Lưu: VT.", "trang 2"),
        Line("Trần Văn Bình", "trang 2", Zone.BODY, False, 2),
    )
    anatomy = dissect((*head, *foot))
    assert anatomy.recipients == ("Các đơn vị thuộc Bộ", "Lưu: VT")
    assert (anatomy.signer_title, anatomy.signer) == ("TL. BỘ TRƯỞNG CHÁNH VĂN PHÒNG", "Trần Văn Bình")


def test_everything_inline_behind_the_colon() -> None:
    anatomy = dissect_docx(decision("Nơi nhận: Như Điều 3; Bộ trưởng (để b/c; để biết); Lưu: VT."))
    assert anatomy.recipients == ("Như Điều 3", "Bộ trưởng (để b/c; để biết)", "Lưu: VT")
    dashed = dissect_docx(decision("Nơi nhận: - Như trên; - Lưu: VT."))
    assert dashed.recipients == ("Như trên", "Lưu: VT")


def test_an_empty_box_is_not_a_missing_box() -> None:
    assert dissect_docx(decision("Nơi nhận:")).recipients == ()
    assert dissect_docx(decision()).recipients is None


@pytest.mark.parametrize(
    "trap",
    [
        table([["STT", "Nơi nhận", "Số lượng"], ["1", "Sở Nội vụ", "3"], ["2", "Sở Tài chính", "2"]]),
        "Nơi nhận hồ sơ là bộ phận một cửa của Ủy ban nhân dân xã.",
        "“Nơi nhận: TTCNTT để đăng tải trên Cổng TTĐT Bộ” là nội dung phải ghi.",
        "Văn bản phải ghi rõ tại mục Nơi nhận: Cổng TTĐT Bộ.",
    ],
)
def test_what_only_bears_the_words_is_no_box(trap: Block) -> None:
    assert dissect_docx(decision(trap)).recipients is None


def test_the_list_ends_at_luu() -> None:
    tail = ["Nơi nhận:", "- Như trên;", "- Lưu: VT, KHTC.", "PHỤ LỤC", "- Danh sách kèm theo;"]
    assert dissect_docx(decision(*tail)).recipients == ("Như trên", "Lưu: VT, KHTC")


def test_cong_van_with_kinh_gui_and_about() -> None:
    about = [paragraph("V/v cung cấp tin, bài"), paragraph("cho Cổng TTĐT Bộ")]
    content = build_docx(
        [
            official_head(["BỘ NỘI VỤ", "VĂN PHÒNG"], "215/VP-TT", "Hà Nội, ngày 02 tháng 3 năm 2026", under=about),
            "Kính gửi:",
            "- Các Vụ, Cục thuộc Bộ;",
            "- Viện Khoa học Tổ chức nhà nước và Lao động.",
            PROSE,
            official_tail(["- Như trên;", "- Lưu: VT."], ["CHÁNH VĂN PHÒNG"], "Vũ Đăng Minh"),
        ]
    )
    anatomy = dissect_docx(content)
    assert (anatomy.kind, anatomy.issuer, anatomy.number) == ("CÔNG VĂN", "VĂN PHÒNG", "215/VP-TT")
    assert anatomy.abstract == "cung cấp tin, bài cho Cổng TTĐT Bộ"
    assert anatomy.addressed_to == ("Các Vụ, Cục thuộc Bộ", "Viện Khoa học Tổ chức nhà nước và Lao động")
    assert anatomy.recipients == ("Như trên", "Lưu: VT")


@pytest.mark.parametrize(
    ("printed", "kind", "abstract"),
    [
        (("GIẤY MỜI", "Họp triển khai công tác quý II"), "GIẤY MỜI", "Họp triển khai công tác quý II"),
        (("TỜ TRÌNH", "Về dự thảo Nghị định"), "TỜ TRÌNH", "Về dự thảo Nghị định"),
        (("KẾ HOẠCH TRIỂN KHAI CHUYỂN ĐỔI SỐ",), "KẾ HOẠCH", "TRIỂN KHAI CHUYỂN ĐỔI SỐ"),
        (("T H Ô N G  B Á O", "Kết luận cuộc họp"), "THÔNG BÁO", "Kết luận cuộc họp"),
        (("DỰ THẢO THÔNG TƯ", "Hướng dẫn công tác văn thư"), "THÔNG TƯ", "Hướng dẫn công tác văn thư"),
    ],
)
def test_kinds_and_abstracts(printed: tuple[str, ...], kind: str, abstract: str) -> None:
    head = official_head(["BỘ NỘI VỤ"], "9/BNV-VP", "Hà Nội, ngày 02 tháng 3 năm 2026")
    anatomy = dissect_docx(build_docx([head, *(paragraph(p, bold=True) for p in printed), PROSE]))
    assert (anatomy.kind, anatomy.abstract) == (kind, abstract)


@pytest.mark.parametrize(
    "printed",
    [
        "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨ VIỆT NAM",
        "CỘNG HÒA XÃ HỘI CHỦ NGHIÃ VIỆT NAM",
        "CÔNG HÒA XÃ HỘI CHỦ NGHĨA VIÊT NAM",
        "CỘNG HÒA XÃ HỘI CHŨ NGĨA VIỆT NAM",
    ],
)
def test_slips_in_the_emblem(printed: str) -> None:
    assert "quoc_hieu" in dissect(plain("BỘ NỘI VỤ", "Số: 3/TB-BNV", printed, "THÔNG BÁO", PROSE)).boxes


def test_a_document_quoted_inside_an_article_does_not_make_it_official() -> None:
    quoted = (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Số: 30/2020/NĐ-CP", "NGHỊ ĐỊNH",
        "Nơi nhận:", "- Như trên;", "- Lưu: VT.",
    )  # fmt: skip
    assert dissect(plain("Nghị định về văn thư có hiệu lực", PROSE, *quoted)).boxes == ()


@pytest.mark.parametrize(
    "headline",
    [
        "Thông báo tuyển dụng viên chức năm 2026 thu hút nhiều ứng viên",
        "HƯỚNG DẪN NGƯỜI DÂN NỘP HỒ SƠ TRỰC TUYẾN",
        "Nghị định số 30/2020/NĐ-CP: những điểm mới cần biết",
        "Nước Cộng hòa xã hội chủ nghĩa Việt Nam tròn 80 năm",
    ],
)
def test_headlines_of_articles_are_no_boxes(headline: str) -> None:
    assert dissect(plain(headline, PROSE, PROSE)).boxes == ()


def test_nothing_in_nothing() -> None:
    assert dissect(()) == Anatomy()


FRAGMENTS = st.sampled_from(
    ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Nơi nhận:", "- ", "Số: ", "/QĐ-", "KT.", "\t\t", "ngày ", ", ", "Kính gửi",
     "V/v", "QUYẾT ĐỊNH", "(", ";", "……", "MẬT", "TỐI ", "Lưu: VT", "\n", "İ", "ß", "ﬁ", "e\u0301\u0302", " ",
     "12", "DỰ THẢO"]
)  # fmt: skip
LINES = st.builds(
    Line,
    text=st.lists(FRAGMENTS | st.text(max_size=6), max_size=6).map("".join),
    where=st.sampled_from(["đoạn 1", "bảng 1, hàng 1, ô 1", ""]),
    zone=st.sampled_from(list(Zone)),
    column=st.integers(0, 3),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(LINES, max_size=12))
def test_no_text_whatever_stops_the_dissection(made: list[Line]) -> None:
    anatomy = dissect(made)
    assert (anatomy.recipients is not None) == ("noi_nhan" in anatomy.boxes)
    assert all(item and item == item.strip() for item in anatomy.recipients or ())
    assert all(mark.text == mark.text.upper() for mark in find_marks(made))
