from __future__ import annotations

from casework.document import Flaw, FlawKind, Run
from casework.noun import replace
from tests.validators.cases import case, document, judge, portal, said, scan

AT = portal("FNT105")
STRANGE = Run("trang 2", "VNtimes new roman", "unsure", "H¿ Nîi, ng¿y ½«t", "H¿ Nîi, ng¿y ½«t", 6)


def test_unsure_and_never_a_defect_where_no_encoding_reads_it() -> None:
    (found,) = judge(case(document("bai.pdf", runs=(STRANGE,))), AT)
    assert said([found]) == [("FNT105", "unsure")]
    assert found.where == "thư › bai.pdf, trang 2"
    assert "6 chữ cái không đọc được ở bảng mã nào, lưu là “H¿ Nîi, ng¿y ½«t”" in found.reason


def test_fires_for_utf8_in_disguise_with_what_was_meant() -> None:
    broken = Run("đoạn 1", "Arial", "unsure", "Viá»‡t Nam Ä‘á»•i má»›i", "Việt Nam đổi mới", 4)
    (found,) = judge(case(document("bai.docx", runs=(STRANGE, broken))), AT)
    assert "bị vỡ" in found.reason and "“Viá»‡t Nam Ä‘á»•i má»›i”, có lẽ là “Việt Nam đổi mới”" in found.reason
    assert found.where == "thư › bai.docx, đoạn 1"


def test_letters_that_a_pdf_does_not_name() -> None:
    lost = Run("trang 1", "F1", "unicode", "C\ufffdng h\ufffda x\ufffd hội", "C\ufffdng h\ufffda x\ufffd hội", 1)
    (found,) = judge(case(document("bai.pdf", runs=(lost,))), AT)
    assert "3 chữ mà tệp không ghi là chữ gì" in found.reason
    pages = replace(document("bai.pdf", runs=(lost,)), flaws=(Flaw(FlawKind.NO_TEXT, "", "trang 1"),))
    assert judge(case(pages), AT) == ()  # such pages are treated as scans


def test_a_text_of_consonants_is_no_language() -> None:
    # A font whose letters are all shifted by three places: “Trong thang muoi” → “Wurqj wkdqj pxrl”.
    words = " ".join(["wurqj", "wkdqj", "ejkl", "sklg", "pxrl", "prw", "fkt", "zdq", "vkk"] * 9)
    lying = Run("trang 1", "F1", "none", words, words)
    (found,) = judge(case(document("bai.pdf", runs=(lying,))), AT)
    assert "81 từ không thành tiếng nào, ví dụ “wurqj wkdqj ejkl" in found.reason


def test_quiet_for_a_slip_for_english_for_tables_of_abbreviations_and_for_scans() -> None:
    slip = replace(STRANGE, letters=2)
    english = Run("đoạn 1", "Arial", "none", "the rhythm of strength " * 40, "the rhythm of strength " * 40)
    short = Run("đoạn 2", "Arial", "unicode", "UBND HDND TTCP " * 40 + "Đ", "UBND HDND TTCP " * 40 + "Đ", 1)
    assert judge(case(document("bai.docx", runs=(slip, english))), AT) == ()
    assert judge(case(document("bai.docx", runs=(short,))), AT) == ()
    assert judge(case(scan()), AT) == ()
    assert judge(case(document("bai.docx", "Hội nghị tổng kết")), AT) == ()
