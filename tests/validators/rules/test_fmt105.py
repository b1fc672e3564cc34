from __future__ import annotations

from casework.document import Item
from casework.finding import Verdict
from tests.validators.cases import body, case, document, judge, portal, said

AT = portal("FMT105")


def test_fires_for_a_mail_that_forgot_its_file() -> None:
    (found,) = judge(case(own_words="Gửi các anh chị bài như đã hẹn."), AT)
    assert found.verdict is Verdict.DEFECT and "Đính kèm tệp" in found.fix


def test_fires_where_only_a_logo_is_there() -> None:
    assert said(judge(case(document("logo.png", inline=True)), AT)) == [("FMT105", "defect")]


def test_quiet_with_a_file_or_an_article_in_the_mail() -> None:
    assert judge(case(document("bai.docx")), AT) == ()
    assert judge(case(documents=(body("Tin hội nghị", Item.ARTICLE),)), AT) == ()


def test_unsure_for_a_long_text_that_nobody_took_for_an_article() -> None:
    assert said(judge(case(own_words="hội nghị " * 50), AT)) == [("FMT105", "unsure")]


def test_quiet_for_words_about_an_earlier_case() -> None:
    assert judge(case(continues="CONGTTDT-000001"), AT) == ()
