from __future__ import annotations

from casework.document import Item
from casework.finding import Severity
from tests.validators.cases import article, case, document, judge, official, portal, said, scan, setting

AT = portal(setting("KIT101", Severity.HOLD))
DRAFT = document("du thao thong tu.docx", "THÔNG TƯ", item=Item.DRAFT)
REQUEST = official(
    "cv.docx",
    ["Như trên"],
    kind="CÔNG VĂN",
    abstract="V/v đề nghị đăng tải hồ sơ dự thảo Thông tư",
    addressed_to=("TTCNTT",),
)
PROPOSAL = official(
    "to trinh.docx", ["Như trên"], kind="TỜ TRÌNH", abstract="Về dự thảo Thông tư", addressed_to=("Bộ trưởng",)
)


def test_fires_naming_what_is_missing() -> None:
    (found,) = judge(case(DRAFT), AT)
    assert "còn thiếu: văn bản đề nghị đăng tải; hồ sơ dự thảo." in found.message
    (found,) = judge(case(DRAFT, REQUEST), AT)
    assert "còn thiếu: hồ sơ dự thảo." in found.message
    (found,) = judge(case(DRAFT, PROPOSAL), AT)
    assert "còn thiếu: văn bản đề nghị đăng tải." in found.message


def test_quiet_where_all_came_together() -> None:
    assert judge(case(REQUEST, DRAFT, PROPOSAL), AT) == ()
    assert judge(case(REQUEST, DRAFT, document("Ban_thuyet_minh.docx")), AT) == ()


def test_quiet_without_a_draft() -> None:
    assert judge(case(article()), AT) == ()


def test_unsure_where_an_unread_file_may_be_it() -> None:
    assert said(judge(case(DRAFT, REQUEST, scan("ho so.pdf")), AT)) == [("KIT101", "unsure")]
