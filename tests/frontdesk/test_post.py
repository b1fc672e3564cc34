"""The postman's pace: what is held back is told once, what cannot be sent ends before the administrator."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework.mail import Door
from notifier.failures import PermanentFailure, Sent, TransientFailure
from tests.builders.mail import File
from tests.frontdesk.office import ADMIN, HA_TINH, LEADER, LIAISON, Office, at, news


class Broken:
    """A post that fails as it is told."""

    def __init__(self, failure: Exception | None) -> None:
        self.failure = failure
        self.tries = 0

    def send(self, wire: bytes, envelope_from: str, to: str) -> Sent:
        self.tries += 1
        if self.failure is not None and (to != ADMIN or getattr(self.failure, "about_server", False)):
            raise self.failure
        return Sent(reply="250 ok", where="test")


def _send_articles(office: Office, count: int, first: int = 0) -> None:
    for number in range(first, first + count):
        office.arrive(
            office.mail(HA_TINH, f"Gửi bài số {number}.", File("bai.docx", news(f"Bài {number}")), portal="hatinh"),
            "hatinh",
        )
    office.work()


def test_past_twenty_an_hour_one_summary_and_one_alarm(office: Office) -> None:
    _send_articles(office, 23)
    office.post()
    assert len(office.letters("accepted")) == 20
    held_back = office.ledger.letters("held_back")
    assert [row.last_error for row in held_back] == ["limit"] * 3
    alarm = office.only("alarm")
    assert alarm.to == ADMIN and HA_TINH in alarm.text and "quá nhiều thư" in alarm.subject
    office.ticks.summaries()
    office.post()
    assert not office.letters("summary"), "the hour is not over"
    office.hand.turn(minutes=61)
    for _ in range(3):
        office.ticks.summaries()
        office.post()
    summary = office.only("summary")
    assert summary.to == HA_TINH and "Tóm tắt 3 thư" in summary.subject
    for row in held_back:
        assert row.case_ref in summary.text
    assert "10:00 thứ Sáu 28/8/2026" in " ".join(summary.text.split())
    assert not office.ledger.open_alarms(), "the hour is no longer full"
    office.hand.turn(hours=30)
    office.ticks.summaries()
    assert office.post() == 0


def test_the_same_mail_again_is_answered_once_a_day_and_summed_up(office: Office) -> None:
    file = File("bai.docx", news())
    first = office.take_in(office.mail(HA_TINH, "Gửi bài.", file, portal="hatinh"), "hatinh")
    again = office.take_in(office.mail(HA_TINH, "Gửi bài lần nữa.", file, portal="hatinh"), "hatinh")
    assert first != again and office.ledger.state(again) == "queued"
    assert office.only("accepted").ref == first
    assert [row.last_error for row in office.ledger.letters("held_back")] == ["identical"]
    office.hand.turn(hours=1)
    office.ticks.summaries()
    office.post()
    assert again in office.only("summary").text
    assert not office.letters("alarm")
    office.hand.turn(days=1)
    office.take_in(office.mail(HA_TINH, "Gửi bài lần ba.", file, portal="hatinh"), "hatinh")
    assert len(office.letters("accepted")) == 2, "another day, another letter"


def test_a_transient_failure_waits_and_goes_out_later(office: Office) -> None:
    post = Broken(TransientFailure("451 sau", code=451))
    office.postman = office.postman_of(post)
    ref = office.take_in(office.mail(LEADER, "Gửi bài.", File("bai.docx", news())))
    assert office.ledger.state(ref) == "queued", "a failure of the post is no failure of the item"
    (row,) = office.ledger.letters("waiting")
    assert row.last_error == "451 sau" and row.next_try > office.hand()
    assert office.post() == 0 and post.tries == 1, "not before its time"
    post.failure = None
    office.hand.turn(minutes=2)
    assert office.post() == 1
    assert not office.ledger.open_alarms()


def test_a_server_that_is_down_alarms_once_and_closes_when_it_is_back(office: Office) -> None:
    post = Broken(TransientFailure("không kết nối được", about_server=True))
    office.postman = office.postman_of(post)
    office.take_in(office.mail(LEADER, "Gửi bài.", File("bai.docx", news())))
    for _ in range(8):
        office.hand.turn(hours=1)
        office.post()
    assert [a.kind for a in office.ledger.open_alarms()] == ["smtp"]
    post.failure = None
    office.hand.turn(hours=5)
    office.post()
    assert office.only("accepted").to == LEADER
    assert "không gửi được thư" in office.only("alarm").subject
    assert not office.ledger.open_alarms()


def test_giving_up_after_five_days_alarms(office: Office) -> None:
    office.postman = office.postman_of(Broken(TransientFailure("450 hộp thư đầy", code=450)))
    ref = office.take_in(office.mail(LEADER, "Gửi bài.", File("bai.docx", news())))
    for _ in range(32):
        office.hand.turn(hours=4)
        office.post()
    assert [row.state for row in office.ledger.letters_of(ref)] == ["undeliverable"]
    alarm = office.only("alarm")
    assert ref in alarm.text and LEADER in alarm.text and "450 hộp thư đầy" in " ".join(alarm.text.split())
    assert [e.what for e in office.ledger.events(ref)][-1] == "undeliverable"


def test_a_permanent_failure_alarms_at_once(office: Office) -> None:
    office.postman = office.postman_of(Broken(PermanentFailure("550 không có người nhận", code=550)))
    ref = office.take_in(office.mail(LEADER, "Gửi bài.", File("bai.docx", news())))
    assert [row.state for row in office.ledger.letters_of(ref)] == ["undeliverable"]
    assert "550 không có người nhận" in " ".join(office.only("alarm").text.split())


REPORT = """Reporting-MTA: dns; mail.moha.gov.vn

Final-Recipient: rfc822; hung.tv@cchc.moha.gov.vn
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {words}
"""


def _report(office: Office, envelope: str, action: str, status: str, words: str) -> tuple[str, str]:
    text = REPORT.format(action=action, status=status, words=words)
    wire = (
        "From: Mail Delivery System <MAILER-DAEMON@mail.moha.gov.vn>\r\n"
        f"To: {envelope}\r\nSubject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nYour message could not be delivered.\r\n"
        f"--b\r\nContent-Type: message/delivery-status\r\n\r\n{text}\r\n--b--\r\n"
    )
    receipt = office.arrive(wire.encode(), "", envelope_from="", envelope_to=envelope, door=Door.LMTP)
    office.work()
    office.post()
    return office.outcome_of(receipt)


def test_a_bounced_request_alarms_by_its_token(office: Office) -> None:
    ref = office.take_in(office.mail(LIAISON, "Gửi bài.", File("bai.docx", news())))
    request = office.only("confirmation_request")
    outcome = _report(office, request.envelope_from, "failed", "5.1.1", "550 5.1.1 User unknown")
    assert outcome == ("bounce", f"{ref}: thư confirmation_request tới {LEADER} không phát được")
    alarm = office.only("alarm")
    words = " ".join(alarm.text.split())
    assert "Thư xin xác nhận không tới được lãnh đạo" in alarm.subject
    assert f"{ref}: thư đề nghị xác nhận tới {LEADER} không phát được" in words and "5.1.1" in words
    assert "550 5.1.1 User unknown" in words and f"tiepnhan directory leave {LEADER}" in words
    assert next(r.state for r in office.ledger.letters_of(ref) if r.token == request.token) == "bounced"
    assert any(e.what == "bounced" for e in office.ledger.events(ref))
    _report(office, request.envelope_from, "failed", "5.1.1", "550 5.1.1 User unknown again")
    assert len(office.letters("alarm")) == 1
    assert office.ledger.state(ref) == "held"


def test_a_delay_report_is_only_noted(office: Office) -> None:
    ref = office.take_in(office.mail(LIAISON, "Gửi bài.", File("bai.docx", news())))
    request = office.only("confirmation_request")
    outcome = _report(office, request.envelope_from, "delayed", "4.4.1", "connection timed out")
    assert outcome == ("bounce", "thư báo chậm phát, máy chủ còn thử")
    assert not office.letters("alarm")
    assert next(r.state for r in office.ledger.letters_of(ref) if r.token == request.token) == "sent"


@pytest.mark.parametrize(
    "address", ["bounce@tiepnhan.thu-nghiem.vn", "bounce+aaaaaaaaaaaaaaaaaaaaaaaaaa@tiepnhan.thu-nghiem.vn"]
)
def test_a_report_without_our_token_changes_nothing(office: Office, address: str) -> None:
    office.take_in(office.mail(LIAISON, "Gửi bài.", File("bai.docx", news())))
    outcome = _report(office, address, "failed", "5.1.1", f"550 {office.only('confirmation_request').message_id}")
    assert outcome == ("bounce", "thư báo không phát được, không khớp với thư nào của hệ thống")
    assert not office.letters("alarm") and not office.ledger.letters("bounced")


def test_a_crash_between_250_and_the_mark_repeats_with_the_same_message_id(office: Office) -> None:
    office.postman = office.postman_of(Broken(None))
    office.arrive(office.mail(LEADER, "Gửi bài.", File("bai.docx", news())))
    office.work()
    row = office.ledger.claim_letter("postman", timedelta(minutes=5))  # sent, and the process died
    assert row is not None and office.post() == 0
    office.hand.turn(minutes=6)
    assert office.post() == 1
    assert office.only("accepted").message_id == row.message_id


def test_office_hours_do_not_hold_the_answer(office: Office) -> None:
    office.hand.now = at("2/9/2026 23:30")  # National Day, at night
    office.take_in(office.mail(LEADER, "Gửi bài.", File("bai.docx", news())))
    assert office.only("accepted").to == LEADER
