from __future__ import annotations

from casework.document import Item, Run
from casework.noun import replace
from tests.validators.cases import body, case, document, judge, portal, said

AT = portal("FNT101")
RAW = "Céng hßa x· héi chñ nghÜa ViÖt Nam"
READ = "Cộng hòa xã hội chủ nghĩa Việt Nam"


def run(where: str = "trang 1", encoding: str = "tcvn3", letters: int = 9, font: str = ".VnTime") -> Run:
    return Run(where, font, encoding, RAW, READ, letters)


def test_fires_once_a_document_with_font_encoding_sample_and_places() -> None:
    runs = tuple(run(f"đoạn {n}") for n in range(1, 8))
    (found,) = judge(case(document("bai.docx", runs=runs)), AT)
    assert found.where == "thư › bai.docx, đoạn 1"
    assert "có 63 chữ cái" in found.message
    assert "TCVN3 (bảng mã ABC)" in found.message and "phông .VnTime" in found.message
    assert f"lưu là “{RAW}”, đọc là “{READ}”" in found.message
    assert "đoạn 1, 2, 3, 4, 5 và 2 chỗ khác" in found.message
    assert "Ctrl+Shift+F6" in found.fix


def test_fires_naming_two_encodings_the_larger_first() -> None:
    runs = (run(letters=10), run("trang 2", "vni", 400, "VNI-Times"))
    (found,) = judge(case(document("bai.docx", runs=runs)), AT)
    assert "VNI Windows và TCVN3 (bảng mã ABC)" in found.message


def test_quiet_for_unicode_under_a_misleading_font_name() -> None:
    good = Run("trang 1", ".VnTime", "unicode", READ, READ, 12)
    assert judge(case(document("bai.docx", runs=(good,))), AT) == ()


def test_quiet_for_text_without_vietnamese_letters_and_for_the_covering_letter() -> None:
    english = Run("trang 1", ".VnTime", "none", "Annual report", "Annual report")
    covering = replace(body("x"), runs=(run(),))
    file = document("bai.docx", runs=(english,))
    assert judge(replace(case(file), documents=(covering, file)), AT) == ()


def test_fires_in_an_article_typed_into_the_mail() -> None:
    typed = replace(body("x", Item.ARTICLE), runs=(run(),))
    assert said(judge(case(documents=(typed,)), AT)) == [("FNT101", "defect")]


def test_unsure_below_the_threshold() -> None:
    assert said(judge(case(document("a.docx", runs=(run(letters=7),))), AT)) == [("FNT101", "unsure")]
    assert judge(case(document("a.docx", runs=(run(encoding="unsure"),))), AT) == ()  # FNT105's affair


def test_a_mixed_document_says_which_paragraph_is_in_which_encoding() -> None:
    good = Run("đoạn 1", "Times New Roman", "unicode", READ, READ, 1_120)
    runs = (good, run("đoạn 4", letters=30), run("đoạn 6", "vni", 12, "VNI-Times"), run("đoạn 7", letters=10))
    (found,) = judge(case(document("bai.docx", runs=runs)), AT)
    assert "Chỗ gặp: TCVN3 (bảng mã ABC): đoạn 4, 7; VNI Windows: đoạn 6." in found.message
    assert "đã là Unicode (1.120 chữ cái)" in found.fix and "Không chuyển cả tệp" in found.fix
    (plain,) = judge(case(document("bai.docx", runs=(run(letters=30),))), AT)
    assert "đã là Unicode" not in plain.fix


def test_a_font_is_named_once_as_a_font_menu_shows_it() -> None:
    runs = (run(font="CCBODP+.VnTime"), run("trang 2", font=".VnTime,Bold"), run("trang 3", font=".VnTimeH"))
    (found,) = judge(case(document("bai.pdf", runs=runs)), AT)
    assert "phông .VnTime, .VnTimeH." in found.message


def test_cells_of_one_sheet_name_it_once_and_a_font_is_named_once() -> None:
    cells = (run("trang tính “DS, ô”, ô B1", font="VNI-Times"), run("trang tính “DS, ô”, ô C3", font="vni-times"),
             run("trang tính “Khác”, ô A1", font="VNI-Times"))  # fmt: skip
    (found,) = judge(case(document("bang.xls", runs=cells)), AT)
    assert "Chỗ gặp: trang tính “DS, ô”: ô B1, C3; trang tính “Khác”, ô A1." in found.message
    assert "phông VNI-Times. " in found.message
