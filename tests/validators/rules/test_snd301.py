from __future__ import annotations

import pytest

from casework.case import Case
from casework.finding import Severity, Verdict
from casework.mail import Address, Origin, OriginStatus
from casework.noun import replace
from tests.validators.cases import LEADER, case, judge, portal, setting

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


def test_fires_and_is_not_unsure_for_a_mail_without_from() -> None:
    (found,) = judge(case(sender="", origin=Origin(OriginStatus.UNPROVEN)), AT)
    assert found.verdict is Verdict.DEFECT and "không ghi địa chỉ" in found.message


def test_unsure_where_the_dns_could_not_be_asked() -> None:
    trouble = Origin(OriginStatus.UNSURE, reason="Hệ thống chưa hỏi được DNS để kiểm tra DKIM của moha.gov.vn.")
    (found,) = judge(case(origin=trouble), AT)
    assert found.verdict is Verdict.UNSURE
    assert "hệ thống chưa hỏi được DNS để kiểm tra DKIM của moha.gov.vn." in found.message
    assert "mạo danh" not in found.message and "lỗi không phải của người gửi" in found.fix


def called(name: str, mailbox: str) -> Case:
    """A proven mail from ``mailbox`` under the display name ``name``."""
    told = case(sender=mailbox)
    return replace(told, mail=replace(told.mail, sender=Address(mailbox, name)))


@pytest.mark.parametrize(
    "name",
    [
        "congttdt@moha.gov.vn",
        "Ban biên tập <congttdt@moha.gov.vn>",
        "congttdt＠moha.gov.vn",
        "cong\u200bttdt@moha.gov.vn",
        LEADER.address,
    ],
)
def test_fires_for_an_official_address_as_the_shown_name_of_a_stranger(name: str) -> None:
    (found,) = judge(called(name, "x@gmail.com"), AT)
    assert found.verdict is Verdict.DEFECT
    assert "nhưng thư gửi từ x@gmail.com" in found.message and "mạo danh" in found.message


@pytest.mark.parametrize(
    ("name", "mailbox"),
    [
        ("ngtlan@moha.gov.vn", "ngtlan@moha.gov.vn"),
        ("NGTLAN@MOHA.GOV.VN", "ngtlan@moha.gov.vn"),
        ("congttdt@moha.gov.vn", "ngtlan@moha.gov.vn"),  # a colleague writing for a shared mailbox
        ("lan.rieng@gmail.com", "lan2@gmail.com"),
        ("Nguyễn Thị Lan", "x@gmail.com"),
    ],
)
def test_quiet_where_the_shown_name_borrows_nothing_official(name: str, mailbox: str) -> None:
    assert judge(called(name, mailbox), AT) == ()
