from __future__ import annotations

from datetime import date, datetime

import pytest

from casework.calendar import VIETNAM
from casework.finding import Severity
from casework.vietnamese import fold
from tests.validators.cases import article, case, judge, official, portal, said, setting
from validators.moments import find_moments, fold_keeping_places, fold_lines

NEWS = portal(setting("TIM101", Severity.REMIND, hours=2, counting="working"))
CLOCK = portal(setting("TIM101", Severity.REMIND, hours=24, counting="clock", document_hours=48))


def told(lead: str) -> object:
    return article("tin.docx", "Hội nghị tổng kết", lead)


def test_fires_two_working_hours_after_a_morning() -> None:
    # Thursday morning ends at 12:00; two office hours run from 13:00 to 15:00; received on Friday.
    lead = "Sáng ngày 19/11/2026, tại Hà Nội, Bộ Nội vụ tổ chức hội nghị."
    (found,) = judge(case(told(lead)), NEWS)  # type: ignore[arg-type]
    assert "“Sáng ngày 19/11/2026”" in found.message
    assert "15:00 thứ Năm 19/11/2026" in found.message and "09:12 thứ Sáu 20/11/2026" in found.message


def test_quiet_within_the_time() -> None:
    # Thursday afternoon ends after office hours: two hours from Friday 8:00 last until 10:00, received 9:12.
    assert judge(case(told("Chiều ngày 19/11, tại Hà Nội đã diễn ra hội thảo.")), NEWS) == ()  # type: ignore[arg-type]


def test_fires_by_the_clock_where_the_portal_counts_so() -> None:
    lead = "Sáng 18/11/2026, Sở Nội vụ tổ chức hội nghị."  # ends Wednesday 12:00, + 24 hours = Thursday 12:00
    assert said(judge(case(told(lead)), CLOCK)) == [("TIM101", "defect")]  # type: ignore[arg-type]
    lead = "Chiều 19/11/2026, Sở Nội vụ tổ chức hội nghị."
    assert judge(case(told(lead)), CLOCK) == ()  # type: ignore[arg-type]


def test_a_headline_of_so_ket_cites_no_number() -> None:
    # “Sơ kết” folds to “so ket”, which is not “số …/QĐ”.
    news = article("tin.docx", "Sơ kết công tác cải cách hành chính", "Sáng ngày 18/11/2026, Vụ tổ chức hội nghị.")
    assert said(judge(case(news), CLOCK)) == [("TIM101", "defect")]


@pytest.mark.parametrize(
    "lead",
    [
        "Bộ Nội vụ tổ chức hội nghị tổng kết.",
        "Thực hiện Nghị định số 25/2025/NĐ-CP ngày 15/11/2026 của Chính phủ, đơn vị tổ chức hội nghị.",
        "Các đơn vị gửi báo cáo trước ngày 10/11/2026 tại Văn phòng Bộ.",
        "Sáng ngày 25/11/2026, tại Hà Nội sẽ diễn ra hội nghị.",
        "Ngày 2/9/1945, tại Quảng trường Ba Đình, Chủ tịch Hồ Chí Minh đọc Tuyên ngôn.",
        "Đến ngày 15/11/2026, cả nước đã tổ chức 120 lớp.",
    ],
)
def test_quiet_where_no_time_of_the_event_is_stated(lead: str) -> None:
    assert judge(case(told(lead)), NEWS) == ()  # type: ignore[arg-type]


def test_the_latest_event_counts_in_the_senders_favour() -> None:
    lead = "Ngày 10/11/2026, tại Huế khai mạc đợt tập huấn. Sáng ngày 20/11/2026, tại Hà Nội đã bế mạc."
    assert judge(case(told(lead)), NEWS) == ()  # type: ignore[arg-type]


def test_documents_48_hours_from_the_end_of_the_day_of_issue() -> None:
    # Issued 17 November: the day ends at midnight, 48 hours later is midnight before 20 November.
    assert said(judge(case(official("qd.docx", ["x"], issued_on=date(2026, 11, 17))), CLOCK)) == [("TIM101", "defect")]
    assert judge(case(official("qd.docx", ["x"], issued_on=date(2026, 11, 18))), CLOCK) == ()
    assert judge(case(official("qd.docx", ["x"], issued_on=date(2026, 11, 17))), NEWS) == ()


def test_a_stated_hour_lasts_to_the_end_of_its_half_day() -> None:
    (moment,) = find_moments("Lúc 14 giờ 30 ngày 19/11/2026, tại Hà Nội khai mạc hội nghị.", date(2026, 11, 20))
    assert moment.ends == datetime(2026, 11, 19, 18, 0, tzinfo=VIETNAM)


def test_unsure_for_a_day_that_no_calendar_has() -> None:
    lead = "Sáng ngày 31/11/2026, tại Hà Nội, Bộ tổ chức hội nghị."
    assert said(judge(case(told(lead)), NEWS)) == [("TIM101", "unsure")]  # type: ignore[arg-type]


def test_unsure_for_a_document_dated_tomorrow() -> None:
    assert said(judge(case(official("qd.docx", ["x"], issued_on=date(2026, 11, 21))), CLOCK)) == [("TIM101", "unsure")]


def test_folding_letter_by_letter_gives_what_fold_gives() -> None:
    text = "Sáng ngày 19/11, ĐƠN VỊ  tổ chức\thội nghị ở Hà Nội: “Ưu tiên ỹ, ặ, ẫ” Ð"
    assert fold_lines([text, f"{text} x", ""]) == [fold(text), fold(f"{text} x"), ""]
    assert len(fold_keeping_places(text)) == len(text)
