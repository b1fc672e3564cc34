from __future__ import annotations

import pytest

from casework.case import Case
from casework.document import Item
from casework.finding import Verdict
from casework.noun import replace
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


def _forwarded(subject: str, quoted: str) -> Case:
    passed_on = case(subject=subject, own_words="Kính chuyển Cổng đăng.")
    return replace(passed_on, mail=replace(passed_on.mail, body=f"Kính chuyển Cổng đăng.\n{quoted}"))


@pytest.mark.parametrize("subject", ["Fwd: tin bai", "FW: RE: tin bai", "Chuyển tiếp: tin", "Tin hội nghị"])
def test_unsure_where_the_article_may_stand_in_what_is_passed_on(subject: str) -> None:
    found = judge(_forwarded(subject, "> hội nghị sơ kết công tác\n" * 20), AT)
    assert said(found) == [("FMT105", "unsure")] and "chuyển tiếp" in found[0].message


def test_fires_for_a_reply_and_for_little_passed_on() -> None:
    assert said(judge(_forwarded("Re: tin bai", "> hội nghị sơ kết công tác\n" * 20), AT)) == [("FMT105", "defect")]
    assert said(judge(_forwarded("Fwd: tin bai", "> em gửi chị bài"), AT)) == [("FMT105", "defect")]


def test_unsure_for_a_question_that_no_file_would_answer() -> None:
    asked = case(own_words="Kính gửi BBT, cho em hỏi tin hôm qua em gửi đã đăng chưa ạ?\nTrân trọng.")
    assert said(judge(asked, AT)) == [("FMT105", "unsure")]


def test_fires_for_a_question_about_the_forgotten_file() -> None:
    assert said(judge(case(own_words="Em gửi bài, anh xem đã được chưa ạ?"), AT)) == [("FMT105", "defect")]
