from __future__ import annotations

from casework.document import Run
from casework.finding import Severity
from tests.validators.cases import case, document, judge, portal, said, scan, setting

AT = portal(setting("FNT102", Severity.REMIND))


def test_fires_as_a_reminder_that_says_the_item_is_accepted() -> None:
    runs = (Run("đoạn 3", "Arial", "unicode", "tổ", "tổ", 40, combining=1_412),)
    (found,) = judge(case(document("bai.docx", runs=runs)), AT)
    assert found.severity is Severity.REMIND
    assert "1.412 chữ cái" in found.message and "đoạn 3" in found.message and "được nhận" in found.message


def test_quiet_for_precomposed_text() -> None:
    assert judge(case(document("bai.docx", "Hội nghị")), AT) == ()


def test_unsure_is_left_to_the_rules_of_unread_files() -> None:
    assert judge(case(scan()), AT) == ()
    assert said(judge(case(scan()), portal("FNT102", "SEC101"))) == [("SEC101", "unsure")]
