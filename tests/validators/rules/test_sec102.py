from __future__ import annotations

from casework.document import MarkKind
from casework.finding import Verdict
from tests.validators.cases import case, document, judge, portal, said, secret

AT = portal("SEC102")


def marked(sure: bool = True) -> object:
    return document("tai lieu.docx", marks=(secret("LƯU HÀNH NỘI BỘ", sure=sure, kind=MarkKind.LIMIT),))


def test_fires_for_a_limit_which_is_no_state_secret() -> None:
    (found,) = judge(case(marked()), AT)  # type: ignore[arg-type]
    assert found.verdict is Verdict.DEFECT
    assert "“LƯU HÀNH NỘI BỘ”" in found.message and found.where == "thư › tai lieu.docx, trang 1"


def test_quiet_without_such_a_mark() -> None:
    urgent = document("a.docx", marks=(secret("KHẨN", kind=MarkKind.URGENCY),))
    assert judge(case(urgent), AT) == ()


def test_unsure_for_a_doubtful_place() -> None:
    assert said(judge(case(marked(False)), AT)) == [("SEC102", "unsure")]  # type: ignore[arg-type]
