"""Marks are found by place and by standing alone. Expected values follow annex I of Nghị định 30/2020/NĐ-CP."""

from __future__ import annotations

import pytest

from casework.document import Line, MarkKind, Zone
from casework.vietnamese import fold
from intake import mark_words
from intake.marks import find_marks

HEAD = ("ỦY BAN NHÂN DÂN", "XÃ AN BÌNH", "Số: 12/BC-UBND")
REST = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "BÁO CÁO", "Về công tác hòa giải")
PROSE = (
    "Trong quý I, các tổ hòa giải ở cơ sở đã tiếp nhận và hòa giải thành nhiều vụ việc, góp phần giữ gìn đoàn kết. " * 2
)


def lines(*texts: str, zone: Zone = Zone.BODY) -> tuple[Line, ...]:
    return tuple(Line(text, f"đoạn {n}", zone) for n, text in enumerate(texts, 1))


def found(*texts: str, zone: Zone = Zone.BODY) -> list[tuple[str, bool]]:
    return [(mark.text, mark.sure) for mark in find_marks(lines(*texts, zone=zone))]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("MẬT", "MẬT"),
        ("TỐI MẬT", "TỐI MẬT"),
        ("TUYỆT MẬT", "TUYỆT MẬT"),
        ("M Ậ T", "MẬT"),
        ("T Ố I  M Ậ T", "TỐI MẬT"),
        ("(MẬT)", "MẬT"),
        ("MẬT.", "MẬT"),
        ("Mật", "MẬT"),
        ("Tối mật", "TỐI MẬT"),
        ("TỐI MẬT (bản số 3)", "TỐI MẬT"),
        ("MẬT Bản số: 02", "MẬT"),
        ("Ma\u0302\u0323t".upper(), "MẬT"),
        ("M\u1eac\u0422", "MẬT"),  # with a Cyrillic Te
        ("\u0422\u1ed0\u0406 \u041c\u1eac\u0422", "TỐI MẬT"),
        ("\U0001d40c\U0001d400\u0302\u0323\U0001d413", "MẬT"),  # mathematical bold
        ("\uff34\uff35\uff39\u1ec6\uff34 \uff2d\u1eac\uff34", "TUYỆT MẬT"),  # fullwidth
    ],
)
def test_a_mark_alone_under_the_number_is_sure(typed: str, meant: str) -> None:
    assert found(*HEAD, typed, *REST, PROSE) == [(meant, True)]


@pytest.mark.parametrize("typed", ["TOI MAT", "MÂT", "MAT", "“MẬT”", "TÀI LIỆU MẬT"])
def test_a_loosely_typed_or_quoted_mark_is_doubtful(typed: str) -> None:
    assert [sure for _, sure in found(*HEAD, typed, *REST, PROSE)] == [False]


@pytest.mark.parametrize(
    "text",
    [
        "BẢO MẬT",
        "BÍ MẬT NHÀ NƯỚC",
        "MẮT",
        "MẶT TRẬN",
        "Mật ong rừng",
        "Ông Nguyễn Văn Mật",
        "Xã Mật Sơn",
        "Độ mật: ……",
        "Độ mật: MẬT/TỐI MẬT/TUYỆT MẬT",
        "Các văn bản không thuộc tài liệu “Mật”, cần phổ biến, phải ghi rõ tại mục “Nơi nhận”;",
        "Việc đóng dấu chỉ độ mật (tuyệt mật, tối mật hoặc mật) thực hiện theo quy định.",
        "VỀ QUY CHẾ BẢO MẬT TRÊN ĐỊA BÀN",
    ],
)
def test_the_word_in_a_sentence_a_heading_or_a_name_is_none(text: str) -> None:
    assert found(*HEAD, *REST, text, PROSE) == []
    assert found(text, PROSE) == []
    assert found(text, zone=Zone.HEADER) == []


def test_header_and_text_box_hold_marks_in_either_case() -> None:
    for zone in (Zone.HEADER, Zone.TEXT_BOX, Zone.FOOTER):
        assert found("MẬT", zone=zone) == [("MẬT", True)]
        assert found("Mật", zone=zone) == [("MẬT", True)]
        assert found("mật", zone=zone) == [("MẬT", False)]


def test_the_mark_keeps_its_place_and_never_its_surroundings() -> None:
    (mark,) = find_marks((Line("TỐI MẬT (bản số 3)", "hộp văn bản 1", Zone.TEXT_BOX),))
    assert (mark.kind, mark.text, mark.where, mark.zone) == (
        MarkKind.SECRET,
        "TỐI MẬT",
        "hộp văn bản 1",
        Zone.TEXT_BOX,
    )


def test_a_line_of_its_own_far_below_counts_but_not_as_the_torn_half_of_bi_mat() -> None:
    assert found(*HEAD, *REST, PROSE, "Điều 1. Phạm vi", "MẬT") == [("MẬT", True)]
    assert found(*HEAD, *REST, PROSE, "QUY ĐỊNH VỀ BẢO VỆ BÍ", "MẬT") == []
    assert found(*HEAD, *REST, PROSE, "Mật") == []


def test_two_narrow_lines_make_one_mark() -> None:
    assert ("TỐI MẬT", True) in found("TỐI", "MẬT", zone=Zone.TEXT_BOX)


def test_samples_in_a_form_are_doubtful() -> None:
    sample = found(*HEAD, *REST, PROSE, "Mẫu số 02: dấu chỉ độ mật", "TỐI MẬT")
    assert sample == [("TỐI MẬT", False)]
    listed = found(*HEAD, *REST, PROSE, "Phụ lục", "MẬT", "Khổ chữ 14", "TỐI MẬT")
    assert listed == [("MẬT", False), ("TỐI MẬT", False)]


def test_a_column_of_degrees_in_a_table_is_not_the_mark_of_this_document() -> None:
    register = [
        Line("Trích yếu", "bảng 2, hàng 1, ô 1", Zone.TABLE),
        Line("Mật", "bảng 2, hàng 2, ô 3", Zone.TABLE, column=3),
    ]
    assert find_marks((*lines(*HEAD, *REST, PROSE), *register)) == ()


def test_the_degree_behind_its_label_counts_in_one_cell_or_two() -> None:
    assert found("Độ mật: Tối mật", *HEAD) == [("TỐI MẬT", True)]
    cells = (
        Line("Độ mật", "bảng 1, hàng 1, ô 1", Zone.TABLE, column=1),
        Line("Tối mật", "bảng 1, hàng 1, ô 2", Zone.TABLE, column=2),
    )
    assert [(m.text, m.sure) for m in find_marks(cells)] == [("TỐI MẬT", True)]


def test_marks_run_together_with_a_box_of_the_head() -> None:
    assert found("Số: 12/BC-UBND MẬT", *REST) == [("MẬT", True)]
    assert found(*HEAD, "TỐI MẬT An Bình, ngày 3 tháng 3 năm 2026", *REST) == [("TỐI MẬT", True)]


def test_giai_mat_beside_lifts_and_far_away_does_not() -> None:
    lifted = find_marks(lines(*HEAD, "MẬT", "GIẢI MẬT", *REST, PROSE))
    assert [mark.kind for mark in lifted] == [MarkKind.LIFTED]
    in_box = (*lines(*HEAD, "MẬT", *REST), Line("GIẢI MẬT", "hộp văn bản 1", Zone.TEXT_BOX))
    assert [mark.kind for mark in find_marks(in_box)] == [MarkKind.LIFTED]
    far = lines(*HEAD, "MẬT", *REST, PROSE, *(f"{n}. {PROSE}" for n in range(9)), "GIẢI MẬT")
    assert MarkKind.SECRET in [mark.kind for mark in find_marks(far)]


def test_a_header_mark_is_not_lifted_by_a_word_in_the_subject() -> None:
    mixed = (Line("GIẢI MẬT", "tiêu đề thư", Zone.SUBJECT), Line("MẬT", "đầu trang", Zone.HEADER))
    assert MarkKind.SECRET in [mark.kind for mark in find_marks(mixed)]


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("[MẬT] Báo cáo quý", [("MẬT", True)]),
        ("Báo cáo (TỐI MẬT)", [("TỐI MẬT", True)]),
        ("MẬT: Báo cáo quý", [("MẬT", True)]),
        ("TỐI MẬT - Kế hoạch", [("TỐI MẬT", True)]),
        ("Mật: báo cáo quý", [("MẬT", False)]),
        ("MẬT Báo cáo quý", [("MẬT", False)]),
        ("Mật ong - nghề mới", []),
        ("Tập huấn bảo vệ bí mật nhà nước", []),
        ("AN TOÀN, BẢO MẬT", []),
        ("HỎA TỐC: mời họp", [("HỎA TỐC", True)]),
    ],
)
def test_subjects(subject: str, expected: list[tuple[str, bool]]) -> None:
    assert found(subject, zone=Zone.SUBJECT) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("MẬT_ke hoach.docx", [("MẬT", True)]),
        ("[TỐI MẬT] bc.docx", [("TỐI MẬT", True)]),
        ("TOI MAT_bc.docx", [("TỐI MẬT", False)]),
        ("MAT - bc.docx", [("MẬT", False)]),
        ("MAT-BANG.docx", []),
        ("mat bang.docx", []),
        ("BẢO MẬT.docx", []),
        ("Quy che bao mat.docx", []),
    ],
)
def test_file_names(name: str, expected: list[tuple[str, bool]]) -> None:
    assert found(name, zone=Zone.FILE_NAME) == expected


@pytest.mark.parametrize(
    ("text", "kind", "canonical"),
    [
        ("XEM XONG TRẢ LẠI", MarkKind.LIMIT, "XEM XONG TRẢ LẠI"),
        ("TÀI LIỆU LƯU HÀNH NỘI BỘ", MarkKind.LIMIT, "LƯU HÀNH NỘI BỘ"),
        ("(Lưu hành nội bộ)", MarkKind.LIMIT, "LƯU HÀNH NỘI BỘ"),
        ("HOẢ TỐC", MarkKind.URGENCY, "HỎA TỐC"),
        ("THƯỢNG KHẨN", MarkKind.URGENCY, "THƯỢNG KHẨN"),
        ("KHẨN", MarkKind.URGENCY, "KHẨN"),
    ],
)
def test_limits_and_urgency(text: str, kind: MarkKind, canonical: str) -> None:
    (mark,) = find_marks(lines(*HEAD, text, *REST, PROSE))
    assert (mark.kind, mark.text, mark.sure) == (kind, canonical, True)


def test_a_limit_in_a_sentence_is_none() -> None:
    assert found(*HEAD, *REST, "Tài liệu này lưu hành nội bộ trong cơ quan và được cấp cho học viên.") == []


def test_two_marks_on_one_line() -> None:
    assert found(*HEAD, "MẬT - HỎA TỐC", *REST) == [("MẬT", True), ("HỎA TỐC", True)]


def test_the_quick_look_passes_no_mark_by() -> None:
    """Every wording of the tables, bare, set apart, in brackets and without diacritics, takes the long look."""
    for key in mark_words._EXACT:
        for written in (key, " ".join(key), f"[ {key.capitalize()} ]", f"({key}) 12", fold(key), f"\u200b{key}"):
            assert mark_words.may_hold_mark(written), written
    assert not mark_words.may_hold_mark("Hội nghị tổng kết công tác năm 2026, tại Hà Nội")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("TỐI MẬT HỎA TỐC", ["TỐI MẬT", "HỎA TỐC"]),
        ("MẬT  KHẨN", ["MẬT", "KHẨN"]),
        ("MẬT MẬT MẬT", ["MẬT"]),
        ("MẬT - Thời hạn bảo vệ: 10 năm", ["MẬT"]),
        ("TỐI MẬT (Thời hạn 20 năm)", ["TỐI MẬT"]),
        ("(Độ mật: Tối mật)", ["TỐI MẬT"]),
        ("- Độ mật: Mật", ["MẬT"]),
    ],
)
def test_stamps_side_by_side_with_their_term_and_in_brackets(typed: str, meant: list[str]) -> None:
    assert found(*HEAD, typed, *REST, PROSE) == [(word, True) for word in meant]


@pytest.mark.parametrize("typed", ["MẬT - Trang 1/5", "MẬT Trang 1", "Tối mật | 3", "2 – TỐI MẬT"])
def test_the_number_of_the_page_beside_a_mark_hides_it_not(typed: str) -> None:
    assert [sure for _, sure in found(typed, zone=Zone.HEADER)] == [True]
    assert [sure for _, sure in found(typed, zone=Zone.FOOTER)] == [True]


@pytest.mark.parametrize("text", ["Mật ong 3", "Trang 1/5", "BẢO MẬT - Trang 1", "Công ty Mật 12"])
def test_other_headers_with_a_page_number_are_none(text: str) -> None:
    assert found(text, zone=Zone.HEADER) == []


@pytest.mark.parametrize("word", ["MẬT", "TỐIMẬT"])
def test_a_letter_on_each_line_or_in_each_cell_makes_one_mark(word: str) -> None:
    meant = "MẬT" if word == "MẬT" else "TỐI MẬT"
    assert found(*HEAD, *word, *REST, PROSE) == [(meant, True)]
    assert found(*word, zone=Zone.TEXT_BOX) == [(meant, True)]
    assert found(*HEAD, "M", "A", "T", *REST, PROSE) == [("MẬT", False)]
    assert found(*HEAD, "A", "B", "C", *REST, PROSE) == []


def test_a_ticked_degree_among_others_is_shown_to_a_person() -> None:
    assert set(found(*HEAD, "☐ MẬT ☒ TỐI MẬT ☐ TUYỆT MẬT", *REST)) == {
        ("MẬT", False), ("TỐI MẬT", False), ("TUYỆT MẬT", False),
    }  # fmt: skip


def test_headings_on_secret_papers_that_wrap_before_the_last_word() -> None:
    assert found(*HEAD, *REST, "HƯỚNG DẪN CÔNG TÁC GIẢI", "MẬT", PROSE) == []
    assert found(*HEAD, *REST, "TẬP HUẤN QUẢN LÝ TÀI LIỆU", "MẬT", PROSE) == [("MẬT", False)]
    assert found("GIẢI", "MẬT", zone=Zone.TEXT_BOX) == [("GIẢI MẬT", True)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ĐỘ MẬT TỐI MẬT", "TỐI MẬT"),
        ("Độ mật Mật", "MẬT"),
        ("(Cấp độ mật TUYỆT MẬT)", "TUYỆT MẬT"),
        ("ᴍậᴛ", "MẬT"),
        ("ᴛốɪ ᴍậᴛ", "TỐI MẬT"),
        ("ⓂẬⓉ", "MẬT"),
        ("🅼🅰̣̂🆃", "MẬT"),
    ],
)
def test_a_label_without_its_colon_and_drawn_letters_are_doubtful(typed: str, meant: str) -> None:
    assert found(*HEAD, typed, *REST, PROSE) == [(meant, False)]
    assert found(typed, zone=Zone.TEXT_BOX) == [(meant, False)]
    assert found(*HEAD, *REST, PROSE, f"Tài liệu có {typed} và các việc khác") == []


@pytest.mark.parametrize("typed", ["ĐỘ MẬT", "ĐỘ MẬT CAO", "ĐỒ MẤT MẶT", "QUY ĐỊNH VỀ ĐỘ MẬT", "ⒷẢⓄ ⓂẬⓉ"])
def test_a_label_with_no_degree_behind_it_is_none(typed: str) -> None:
    assert found(*HEAD, typed, *REST, PROSE) == []
    assert found(typed, zone=Zone.TEXT_BOX) == []


def test_a_bracketed_degree_behind_the_number_is_doubtful_unless_in_capitals() -> None:
    assert found("UBND XÃ AN BÌNH", "Số: 12/BC-UBND (Mật)", *REST, PROSE) == [("MẬT", False)]
    assert found("UBND XÃ AN BÌNH", "Số: 12/BC-UBND (Tối mật)", *REST, PROSE) == [("TỐI MẬT", False)]
    assert found("UBND XÃ AN BÌNH", "Số: 12/BC-UBND (MẬT)", *REST, PROSE) == [("MẬT", True)]
    assert found("UBND XÃ AN BÌNH", "Số: 12/BC-UBND (Bí mật)", *REST, PROSE) == []


@pytest.mark.parametrize("typed", ["Bản số: 02 MẬT", "Bản số 2 - MẬT"])
def test_the_number_of_the_copy_before_a_mark_hides_it_not(typed: str) -> None:
    assert found(*HEAD, typed, *REST, PROSE) == [("MẬT", True)]
