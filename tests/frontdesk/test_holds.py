"""Every wait has a next reminder and a last day, and both are kept: in office hours, with the outcome that was told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from casework.errors import StorageError
from tests.builders.mail import File
from tests.frontdesk.office import ADMIN, DESK, LEADER, LIAISON, Office, at, news


def _held(office: Office) -> str:
    """Friday 28/8/2026 09:00, the last working day before the holiday; the next are 3/9, 4/9, 7/9, 8/9, 9/9."""
    ref = office.take_in(office.mail(LIAISON, "Gửi bài.", File("bai.docx", news())))
    assert office.ledger.state(ref) == "held"
    return ref


def _tick(office: Office, moment: str) -> None:
    office.hand.now = at(moment)
    office.ticks.holds()
    office.post()


def test_reminders_come_once_a_working_day_and_only_in_office_hours(office: Office) -> None:
    ref = _held(office)
    for moment in ("28/8/2026 16:00", "1/9/2026 10:00", "3/9/2026 08:59", "3/9/2026 12:30"):
        _tick(office, moment)
        assert not office.letters("reminder"), moment
    _tick(office, "3/9/2026 13:10")
    first = office.only("reminder")
    words = " ".join(first.text.split())
    assert first.to == LEADER and first.ref == ref
    assert "ĐANG CHỜ ÔNG/BÀ XÁC NHẬN đến 09:00 thứ Tư 9/9/2026" in words and "KHÔNG ĐỒNG Ý" in words
    _tick(office, "3/9/2026 16:50")
    _tick(office, "4/9/2026 09:00")
    assert len(office.letters("reminder")) == 1, "the next is due a working day after the last: 13:10"
    _tick(office, "4/9/2026 20:00")
    assert len(office.letters("reminder")) == 1
    _tick(office, "7/9/2026 08:00")
    assert len(office.letters("reminder")) == 2
    _tick(office, "7/9/2026 08:00")
    assert len(office.letters("reminder")) == 2, "a tick that comes twice does no harm"


def test_the_last_day_returns_the_item_as_the_portals_file_says(office: Office) -> None:
    ref = _held(office)
    _tick(office, "9/9/2026 08:59")
    assert office.ledger.state(ref) == "held"
    _tick(office, "9/9/2026 09:00")
    assert office.ledger.state(ref) == "expired"
    letter = office.only("expired")
    words = " ".join(letter.text.split())
    assert letter.to == LIAISON and "ĐÃ HẾT HẠN CHỜ" in words
    assert "trả lại vì chưa có xác nhận hoặc chữ ký số của lãnh đạo đơn vị" in words
    assert [(r.ref, r.disposition) for r in office.ledger.rejections()] == [(ref, "expired")]
    assert all(balance.whole for balance in office.ledger.balance())
    _tick(office, "10/9/2026 09:00")
    assert len(office.letters("expired")) == 1


def test_an_unproven_mail_stays_before_the_desk_and_is_escalated_on_its_last_day(office: Office) -> None:
    """Portal's `then` for the desk is escalate: still held, the desk and the administrator are told, again each day."""
    ref = office.take_in(office.mail(LIAISON, "Gửi bài.", File("bai.docx", news()), results="fail"))
    assert office.ledger.state(ref) == "held" and office.letters() == []
    _tick(office, "3/9/2026 09:30")
    assert office.letters() == [], "what waits for the desk stands in its digests"
    _tick(office, "7/9/2026 09:00")
    assert office.ledger.state(ref) == "held"
    assert sorted(letter.to for letter in office.letters("expired")) == sorted([DESK, ADMIN])
    text = " ".join(office.letters("expired", to=DESK)[0].text.split())
    assert f"tiepnhan case {ref}" in text and "Giám đốc Trung tâm Công nghệ thông tin" in text
    _tick(office, "7/9/2026 09:05")
    assert len(office.letters("expired")) == 2
    _tick(office, "8/9/2026 09:05")
    assert len(office.letters("expired")) == 4


def test_a_case_asked_back_is_reminded_and_ends(office: Office, tiepnhan: Callable[..., int]) -> None:
    ref = office.take_in(office.mail(LEADER, "Gửi bài.", File("bai.docx", news())))
    question = "Đề nghị gửi thêm ảnh của hội nghị?"
    assert tiepnhan("queue", "ask", ref, "--by", "Lê Thị Mai", "--question", question) == 0
    office.post()
    asked = office.only("ask_back")
    words = " ".join(asked.text.split())
    # 668/13.3 through the portal's file: reminded after two working days (4/9), five working days until 9/9.
    assert asked.to == LEADER and question in words and "trước 09:00 thứ Tư 9/9/2026" in words
    assert office.ledger.state(ref) == "asked_back"
    _tick(office, "3/9/2026 09:30")
    assert not office.letters("reminder")
    _tick(office, "4/9/2026 09:00")
    told = office.only("reminder")
    assert told.to == LEADER and "ĐANG CHỜ ÔNG/BÀ BỔ SUNG" in told.text
    _tick(office, "9/9/2026 09:00")
    assert office.ledger.state(ref) == "expired"
    ended = " ".join(office.only("expired").text.split())
    assert "không được đăng vì chưa được bổ sung, làm rõ theo đề nghị" in ended


def test_an_answer_ends_the_wait_of_a_case_asked_back(office: Office, tiepnhan: Callable[..., int]) -> None:
    ref = office.take_in(office.mail(LEADER, "Gửi bài.", File("bai.docx", news())))
    tiepnhan("queue", "ask", ref, "--by", "Lê Thị Mai", "--question", "Số liệu này của năm nào?")
    office.post()
    office.hand.turn(hours=1)
    reply = office.mail(LEADER, "Số liệu của năm 2026.", in_reply_to=office.only("ask_back").message_id)
    assert office.take_in(reply) == ref
    # Back in the hands of the editor who asked, who finds it among his own.
    (entry,) = office.ledger.queue()
    assert (entry.ref, entry.state, entry.claimed_by) == (ref, "taken", "Lê Thị Mai")
    _tick(office, "9/9/2026 09:00")
    assert office.ledger.state(ref) == "taken" and not office.letters("expired")


def test_a_reply_without_a_file_does_not_prolong_a_wait(office: Office) -> None:
    ref = _held(office)
    office.hand.now = at("8/9/2026 09:00")
    told = office.only("held")
    assert office.take_in(office.mail(LIAISON, "Tôi đã báo lãnh đạo.", in_reply_to=told.message_id)) == ref
    case = office.case(ref)
    assert case.decision is not None and case.decision.awaiting is not None
    assert case.decision.awaiting.last_day == at("9/9/2026 09:00")


def test_a_wait_that_cannot_be_acted_on_does_not_keep_the_others(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = _held(office)
    office.hand.turn(minutes=1)
    other = office.take_in(office.mail(LIAISON, "Gửi bài khác.", File("bai 2.docx", news("Tin thứ hai của đơn vị"))))
    read = office.ledger.case

    def case(ref: str) -> object:
        if ref == broken:
            raise StorageError("read a mail: other bytes")
        return read(ref)

    monkeypatch.setattr(office.ledger, "case", case)
    office.hand.now = at("9/9/2026 09:01")
    with pytest.raises(StorageError, match=broken):
        office.ticks.holds()
    assert (office.ledger.state(broken), office.ledger.state(other)) == ("held", "expired")
    monkeypatch.setattr(office.ledger, "case", read)
    office.ticks.holds()
    assert office.ledger.state(broken) == "expired"


def test_a_wait_does_not_end_over_an_answer_that_came_in_time_and_is_not_read_yet(office: Office) -> None:
    """The service stood still over the last day; the leader's answer lay in the mailbox all the while."""
    ref = _held(office)
    asked = office.only("confirmation_request")
    office.hand.now = at("8/9/2026 10:00")
    office.arrive(office.mail(LEADER, "Đồng ý", in_reply_to=asked.message_id))
    _tick(office, "1/10/2026 08:10")
    assert office.ledger.state(ref) == "held" and not office.letters("expired")
    office.work()
    assert office.ledger.state(ref) == "queued"
    _tick(office, "1/10/2026 08:15")
    assert office.ledger.state(ref) == "queued" and not office.letters("expired")


def test_mail_that_came_after_the_last_day_does_not_prolong_a_wait(office: Office) -> None:
    ref = _held(office)
    office.hand.now = at("10/9/2026 10:00")
    office.arrive(office.mail(LIAISON, "Gửi bài khác.", File("bai 2.docx", news("Tin thứ hai của đơn vị"))))
    _tick(office, "10/9/2026 10:01")
    assert office.ledger.state(ref) == "expired"
