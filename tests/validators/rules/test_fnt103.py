from __future__ import annotations

from casework.document import Run
from casework.finding import Severity
from casework.noun import replace
from tests.validators.cases import body, case, document, judge, portal, said, scan, setting

AT = portal(setting("FNT103", Severity.REMIND))


def run(text: str, count: int, where: str = "đoạn 3") -> Run:
    return Run(where, "Arial", "unicode", text, text, 4, look_alikes=count)


def test_fires_as_a_reminder_that_names_letter_word_and_place() -> None:
    runs = (run("QUYẾT \u00d0ỊNH của UBND", 1), run("M\u1eac\u0422", 1, "đoạn 9"))
    (found,) = judge(case(document("bai.docx", runs=runs)), AT)
    assert found.severity is Severity.REMIND
    assert found.where == "thư › bai.docx, đoạn 3"
    assert "2 chữ cái" in found.message and "đoạn 3, 9" in found.message
    assert "“\u00d0” (mã U+00D0) thay cho “Đ”" in found.message
    assert "“\u0422” (mã U+0422) thay cho “T”" in found.message
    assert "“QUYẾT \u00d0ỊNH của UBND”" in found.message and "Bài vẫn được nhận" in found.message


def test_a_long_run_is_quoted_around_the_letter() -> None:
    text = "Ủy ban nhân dân xã An Bình báo cáo công tác tháng mười một " * 3 + "Nghị \u0111ịnh " + "năm N\u00d0-CP"
    (found,) = judge(case(document("bai.docx", runs=(run(text, 1),))), AT)
    assert "năm N\u00d0-CP”" in found.message and len(found.message) < 600


def test_quiet_for_true_letters_and_for_the_covering_letter() -> None:
    covering = replace(body("x"), runs=(run("N\u00d0-CP", 1),))
    file = document("bai.docx", "Hội nghị tổng kết năm; cộng hòa; Đ đ Ă ă")
    assert judge(case(file), AT) == ()
    assert judge(replace(case(file), documents=(covering, file)), AT) == ()


def test_unsure_is_left_to_the_rules_of_unread_files() -> None:
    assert judge(case(scan()), AT) == ()
    assert said(judge(case(scan()), portal("FNT103", "SEC101"))) == [("SEC101", "unsure")]
