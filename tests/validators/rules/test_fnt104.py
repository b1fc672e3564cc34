from __future__ import annotations

from casework.document import Run
from casework.finding import Severity
from tests.validators.cases import case, document, judge, portal, said, setting

AT = portal(setting("FNT104", Severity.HOLD))


def run(count: int, where: str = "đoạn 2", font: str = "ABCDEF+HanNom A,Bold") -> Run:
    text = "Chữ \ue123\ue124\ue125 cổ trên bia đá ở đình làng An Bình"
    return Run(where, font, "unicode", text, text, 9, private_use=count)


def test_fires_with_font_count_places_and_what_others_see() -> None:
    (found,) = judge(case(document("bai.docx", runs=(run(6), run(5, "đoạn 7")))), AT)
    assert found.severity is Severity.HOLD and found.where == "thư › bai.docx, đoạn 2"
    assert "có 11 chữ ở vùng mã dùng riêng, phông HanNom A;" in found.message
    assert "“Chữ □□□ cổ trên bia" in found.message and "đoạn 2, 7" in found.message


def test_unsure_for_a_few_that_may_be_signs() -> None:
    (found,) = judge(case(document("bai.docx", runs=(run(3),))), AT)
    assert said([found]) == [("FNT104", "unsure")]
    assert "3 chữ ở vùng mã dùng riêng" in found.reason


def test_quiet_for_bullets_which_no_reader_counts() -> None:
    bullets = Run("đoạn 1", "Symbol", "none", "\uf0b7", "\uf0b7")
    assert judge(case(document("bai.docx", runs=(bullets,))), AT) == ()
    assert judge(case(document("bai.docx", "Hội nghị")), AT) == ()
