from __future__ import annotations

from casework.finding import Severity, Verdict
from casework.mail import Origin, OriginStatus
from tests.validators.cases import case, judge, portal, setting

AT = portal(setting("SND301", Severity.HOLD))


def test_fires_without_a_trusted_word() -> None:
    (found,) = judge(case(origin=Origin(OriginStatus.UNPROVEN, reason="máy chủ không ghi kết quả.")), AT)
    assert found.verdict is Verdict.DEFECT
    assert "ngtlan@moha.gov.vn gửi: máy chủ không ghi kết quả. Thư được giữ lại" in found.message


def test_fires_as_a_likely_forgery_where_the_word_is_no() -> None:
    (found,) = judge(case(origin=Origin(OriginStatus.CONTRADICTED)), AT)
    assert "mạo danh" in found.message and "Không trả lời" in found.fix


def test_quiet_where_the_origin_is_proven() -> None:
    assert judge(case(), AT) == ()


def test_unsure_is_no_state_of_an_origin_a_mail_without_from_is_unproven() -> None:
    (found,) = judge(case(sender="", origin=Origin(OriginStatus.UNPROVEN)), AT)
    assert found.verdict is Verdict.DEFECT and "không ghi địa chỉ" in found.message
