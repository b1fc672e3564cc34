from __future__ import annotations

from datetime import datetime

from casework.calendar import VIETNAM
from casework.document import Item
from casework.finding import Severity, Verdict
from casework.ports import PastItem
from tests.validators.cases import History, article, case, document, judge, portal, said, setting

AT = portal(setting("DUP101", Severity.HOLD))
FILE = article("tin.docx", "Tin hội nghị")


def past(
    sha256: str = FILE.sha256, state: str = "published", ref: str = "CTT-2026-000123", portal: str = "congttdt"
) -> PastItem:
    return PastItem(
        ref, portal, sha256, "Hội nghị tổng kết", state, datetime(2026, 11, 19, 8, tzinfo=VIETNAM), "https://x.vn/1"
    )


def test_fires_for_a_published_twin_with_its_address() -> None:
    (found,) = judge(case(FILE), AT, history=History(past()))
    assert found.verdict is Verdict.DEFECT
    assert "“Hội nghị tổng kết” đã đăng tại https://x.vn/1 (hồ sơ CTT-2026-000123, nhận 19/11/2026)" in found.message


def test_fires_for_a_waiting_twin() -> None:
    (found,) = judge(case(FILE), AT, history=History(past(state="waiting")))
    assert "đang xử lý" in found.message and "không phải làm gì" in found.fix


def test_quiet_for_itself_and_for_another_portal() -> None:
    assert judge(case(FILE), AT, history=History(past(ref="CTT-2026-000200"))) == ()
    assert judge(case(FILE), AT, history=History(past(portal="hatinh"))) == ()


def test_quiet_for_a_shared_annex_or_picture() -> None:
    annex = document("phu luc.xlsx")
    banner = document("banner.jpg", item=Item.PICTURES)
    assert judge(case(FILE, annex), AT, history=History(past(annex.sha256))) == ()
    assert judge(case(banner), AT, history=History(past(banner.sha256))) == ()


def test_unsure_for_a_file_that_nobody_recognised() -> None:
    strange = document("bai.doc")
    assert said(judge(case(strange), AT, history=History(past(strange.sha256)))) == [("DUP101", "unsure")]
