from __future__ import annotations

from casework.document import Flaw, FlawKind
from casework.finding import Verdict
from tests.validators.cases import case, document, judge, portal, said

AT = portal("FMT103")
FLAW = Flaw(FlawKind.NAME_DISAGREES, "tên là .jpg nhưng nội dung là tệp Word (.docx)")


def test_fires_with_what_the_name_says_and_what_is_there() -> None:
    (found,) = judge(case(document("anh.jpg", kind="docx", flaws=(FLAW,))), AT)
    assert found.verdict is Verdict.DEFECT
    assert "“anh.jpg” không đúng như tên gọi: tên là .jpg nhưng nội dung là tệp Word (.docx)." in found.message


def test_quiet_where_name_and_content_agree() -> None:
    assert judge(case(document("anh.jpg")), AT) == ()


def test_quiet_on_a_picture_under_another_picture_s_name() -> None:
    flaw = Flaw(FlawKind.NAME_DISAGREES, "tên tệp ghi .jpg nhưng nội dung là tệp .png")
    assert judge(case(document("Screenshot_anh.JPG", kind="png", flaws=(flaw,))), AT) == ()
    assert said(judge(case(document("bai.docx", kind="png", flaws=(flaw,))), AT)) == [("FMT103", "defect")]


def test_unsure_where_the_content_is_of_no_known_kind() -> None:
    found = judge(case(document("anh.jpg", kind="unknown", flaws=(FLAW,))), AT)
    assert said(found) == [("FMT103", "unsure")]
