"""The class of a mail, judged before anything could answer it."""

from __future__ import annotations

from typing import Any

import pytest

from casework.mail import Address, Mail, MailClass
from casework.noun import replace
from intake.classify import classify, is_vacation_subject

SENDER = Address("a@moha.gov.vn", "Nguyễn Văn A")
TOKEN = "abcdefghijklmnopqrstuvwx23"


def mail(**fields: Any) -> Mail:
    return Mail(**{"sender": SENDER, "content_type": "multipart/mixed", **fields})


def kind(of: Mail, **known: Any) -> MailClass:
    return classify(of, **known)[0]


SUBMISSIONS = [
    mail(subject="Gửi bài đăng Cổng TTĐT", own_words="Kính gửi Ban biên tập,\nXin gửi bài để đăng."),
    mail(),
    mail(
        subject="Tin: Bộ Nội vụ trả lời kiến nghị cử tri",
        own_words="Kính gửi Cổng TTĐT,\nGửi tin bài về trả lời kiến nghị, phản ánh của cử tri, đề nghị đăng tải.",
    ),
    mail(subject="Đơn vị gửi bài viết về công tác giải quyết khiếu nại, tố cáo", own_words="Gửi Cổng bài viết."),
    mail(
        subject="Hỏi đáp: chế độ tiền lương mới", own_words="Kính gửi Cổng, xin gửi bài hỏi đáp. Có cần thêm ảnh không?"
    ),
    mail(auto_submitted="no", subject="Gửi bài"),
    mail(subject="Tự động trả lời hồ sơ trực tuyến: kết quả quý III", own_words="Gửi bài."),
    mail(subject="Kết quả kiểm tra [KIỂM TRA]", own_words="Gửi bài."),
    mail(auto_suppress="none"),
]


@pytest.mark.parametrize("sent", SUBMISSIONS)
def test_what_a_unit_sends_is_a_submission(sent: Mail) -> None:
    assert kind(sent, portal_address="congttdt@moha.gov.vn") is MailClass.SUBMISSION


BOUNCES = [
    mail(content_type="multipart/report", report_type="delivery-status"),
    mail(sender=Address("mailer-daemon@mx.example.vn")),
    mail(sender=Address("postmaster@example.vn")),
    mail(sender=Address("microsoftexchange329e71ec88ae4615bbc36ab6ce41109e@moha.gov.vn")),
    mail(sender=None, null_sender=True),
]


@pytest.mark.parametrize("sent", BOUNCES)
def test_bounces(sent: Mail) -> None:
    assert kind(sent) is MailClass.BOUNCE


AUTOMATIC = [
    mail(auto_submitted="auto-replied"),
    mail(auto_submitted="auto-generated"),
    mail(auto_suppress="all"),
    mail(auto_suppress="dr, rn, nrn, oof, autoreply"),
    mail(precedence="bulk"),
    mail(precedence="auto_reply"),
    mail(null_sender=True),
    mail(content_type="multipart/report", report_type="disposition-notification"),
    mail(subject="Trả lời tự động: Thư trả lại", in_reply_to="<1@x>"),
    mail(subject="Out of Office: x", in_reply_to="<1@x>"),
]


@pytest.mark.parametrize("sent", AUTOMATIC)
def test_automatic_replies(sent: Mail) -> None:
    assert kind(sent) is MailClass.AUTO_REPLY


def test_the_envelope_may_know_the_null_sender_too() -> None:
    assert kind(mail(), envelope_from="<>") is MailClass.AUTO_REPLY
    assert kind(mail(), envelope_from="") is MailClass.SUBMISSION


def test_a_vacation_subject_alone_is_no_proof() -> None:
    assert is_vacation_subject("Tự động trả lời: Gửi bài")
    assert kind(mail(subject="Tự động trả lời: Gửi bài")) is MailClass.SUBMISSION


def test_lists_own_and_junk() -> None:
    assert kind(mail(list_id="<tin.example.vn>")) is MailClass.LIST
    assert kind(mail(own_mark="1")) is MailClass.OWN
    assert kind(mail(sender=Address("congttdt@moha.gov.vn")), portal_address="CongTTDT@moha.gov.vn") is MailClass.OWN
    assert kind(mail(sender=Address("x@y")), own_addresses=("X@y",)) is MailClass.OWN
    assert kind(mail(spam=True)) is MailClass.JUNK


def test_before_stands_above_all() -> None:
    assert kind(mail(auto_submitted="auto-replied"), before=True) is MailClass.BEFORE


def test_mail_that_a_rule_forwarded_is_for_a_person() -> None:
    found, reason = classify(mail(auto_submitted="auto-generated", auto_generated_by_rule=True))
    assert found is MailClass.SUBMISSION
    assert "quy tắc" in reason


def test_our_own_letter_stays_ours_even_as_a_bounce_like_mail() -> None:
    assert kind(mail(own_mark="x", sender=Address("postmaster@x"))) is MailClass.OWN


@pytest.mark.parametrize(
    ("sent", "envelope_to"),
    [
        (mail(subject="[KIỂM TRA] Bài viết"), ""),
        (mail(subject="[Kiem tra] bai"), ""),
        (mail(subject="Fwd: [ KIỂM TRA ] bai"), ""),
        (mail(to=(Address("congttdt+kiemtra@moha.gov.vn"),)), ""),
        (mail(), "congttdt+kiemtra@moha.gov.vn"),
        (mail(), "CONGTTDT+KiemTra@moha.gov.vn"),
    ],
)
def test_prechecks(sent: Mail, envelope_to: str) -> None:
    assert kind(sent, envelope_to=envelope_to) is MailClass.PRECHECK


def test_a_mail_to_the_plain_address_as_well_is_a_submission() -> None:
    both = mail(to=(Address("congttdt+kiemtra@moha.gov.vn"), Address("congttdt@moha.gov.vn")))
    assert kind(both, portal_address="congttdt@moha.gov.vn", envelope_to="congttdt@moha.gov.vn") is MailClass.SUBMISSION


def test_an_automatic_reply_to_a_precheck_is_never_answered() -> None:
    assert kind(mail(subject="[KIỂM TRA] bài", auto_submitted="auto-replied")) is MailClass.AUTO_REPLY


PETITIONS = [
    mail(subject="Đơn khiếu nại về việc xếp lương"),
    mail(subject="ĐƠN TỐ CÁO"),
    mail(subject="Fwd: Đơn kiến nghị"),
    mail(subject="Tôi xin phản ánh"),
    mail(subject="Về lương", own_words="CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐƠN KHIẾU NẠI\nKính gửi: Bộ Nội vụ"),
    mail(own_words="Kính gửi Bộ Nội vụ,\nTôi tên là Trần Thị B.\nTôi xin hỏi về chế độ nghỉ hưu trước tuổi."),
    mail(subject="Hỏi về chế độ", own_words="Tôi là giáo viên, cho hỏi tôi có được nâng lương không?"),
    mail(subject="Câu hỏi", own_words="Công chức cấp xã có được chuyển ngạch không?"),
    mail(own_words="Kính gửi quý Bộ, tôi gửi kèm đơn tố cáo ông C."),
    # “phản ánh” holds the letters of “ảnh”, and the greeting those of “gửi”: no photograph is sent.
    mail(own_words="Kính gửi Sở Nội vụ,\nTôi là Vũ Văn Quý ở xã Ân Thi. Tôi xin phản ánh việc chờ lâu."),
    mail(own_words="Kính gửi Sở Nội vụ. Tôi là Lê B. Hồ sơ của tôi quá hạn, tôi xin phản ánh và mong được trả lời."),
]


@pytest.mark.parametrize("sent", PETITIONS)
def test_petitions(sent: Mail) -> None:
    assert kind(sent) is MailClass.PETITION


@pytest.mark.parametrize("words", ["Đồng ý", "Tôi không đồng ý", "Đồng ý nhưng sửa lại tiêu đề", "OK"])
def test_a_reply_with_our_token_that_answers_is_a_confirmation(words: str) -> None:
    assert kind(mail(tokens=(TOKEN,), own_words=words)) is MailClass.CONFIRMATION


def test_a_reply_without_files_to_our_letter_is_an_answer_of_some_kind() -> None:
    replied = mail(
        tokens=(TOKEN,), in_reply_to=f"<tn.{TOKEN}@x>", content_type="text/plain", own_words="Xem lại giúp tôi."
    )
    assert kind(replied) is MailClass.CONFIRMATION


@pytest.mark.parametrize("content_type", ["multipart/mixed", "text/plain"])
def test_a_correction_is_a_submission(content_type: str) -> None:
    replied = mail(
        tokens=(TOKEN,),
        in_reply_to=f"<tn.{TOKEN}@x>",
        content_type=content_type,
        own_words="Kính gửi Ban biên tập, tôi gửi lại bài đã sửa.",
    )
    assert kind(replied) is MailClass.SUBMISSION


def test_an_answer_without_a_token_is_no_confirmation() -> None:
    assert kind(mail(own_words="Đồng ý")) is MailClass.SUBMISSION


def test_no_reason_quotes_the_mail() -> None:
    for sent in (*SUBMISSIONS, *BOUNCES, *AUTOMATIC, *PETITIONS):
        marked = replace(sent, subject=f"{sent.subject} canary7", list_id=sent.list_id and "canary7")
        reason = classify(marked)[1]
        assert reason
        assert "canary7" not in reason
