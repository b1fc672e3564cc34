"""Cases that wait for a leader who is no longer in the directory: his successor is asked, he is not reminded."""

from __future__ import annotations

from collections.abc import Callable

from tests.builders.mail import File
from tests.frontdesk.office import LEADER, LIAISON, Office, at, news

Run = Callable[..., int]
NEW = "hung.tran@cchc.moha.gov.vn"
UNIT = "Vụ Cải cách hành chính"
BY = ("--by", "Quản trị Hòa")


def _requests(office: Office) -> list[str]:
    return [letter.to for letter in office.letters("confirmation_request")]


def _sends(office: Office, title: str) -> str:
    return office.take_in(office.mail(LIAISON, "Gửi bài.", File("a.docx", news(title))))


def test_a_request_that_is_open_on_the_day_goes_to_the_new_address(office: Office, tiepnhan: Run) -> None:
    ref = _sends(office, "Bài còn chờ khi địa chỉ mới có hiệu lực")
    assert tiepnhan("directory", "move", LEADER, NEW, *BY) == 0
    office.hand.now = at("2/9/2026 20:00")
    office.ticks.holds()
    office.work()
    office.post()
    assert NEW not in _requests(office)
    office.hand.now = at("3/9/2026 00:05")
    office.ticks.holds()
    office.ticks.holds()
    office.work()
    office.post()
    assert _requests(office) == [LEADER, NEW]
    asked = office.letters("confirmation_request", to=NEW)[0]
    office.take_in(office.mail(NEW, "ĐỒNG Ý", in_reply_to=asked.message_id))
    assert office.ledger.state(ref) == "queued"


def test_when_a_leader_leaves_his_successor_is_asked_and_nobody_else_twice(office: Office, tiepnhan: Run) -> None:
    ref = _sends(office, "Bài chờ lãnh đạo đã nghỉ")
    heir = "moi.lv@cchc.moha.gov.vn"
    assert tiepnhan("directory", "leave", LEADER, *BY) == 0
    assert tiepnhan("directory", "add", heir, "--name", "Lê Văn Mới", "--role", "lãnh đạo", "--unit", UNIT, *BY) == 0
    office.hand.turn(minutes=5)
    office.ticks.holds()
    office.work()
    office.post()
    assert _requests(office) == [LEADER, heir]
    office.take_in(office.mail(LEADER, "ĐỒNG Ý", in_reply_to=office.letters("confirmation_request")[0].message_id))
    assert office.ledger.state(ref) == "held", "he may no longer speak for the unit"


def test_when_one_of_two_leaders_leaves_the_other_is_not_asked_again(office: Office, tiepnhan: Run) -> None:
    deputy = "yen.dt@cchc.moha.gov.vn"
    assert tiepnhan("directory", "add", deputy, "--name", "Đỗ Thị Yến", "--role", "phó", "--unit", UNIT, *BY) == 0
    ref = _sends(office, "Bài chờ trưởng hoặc phó")
    asked = _requests(office)
    assert deputy in asked
    assert tiepnhan("directory", "leave", LEADER, *BY) == 0
    office.hand.turn(minutes=5)
    office.ticks.holds()
    office.work()
    office.post()
    assert _requests(office) == asked
    decision = office.case(ref).decision
    assert decision is not None and decision.awaiting is not None and decision.awaiting.leaders == (deputy,)


def test_who_has_left_is_not_reminded_even_in_the_minute_of_the_reminder(office: Office, tiepnhan: Run) -> None:
    ref = _sends(office, "Bài đến ngày phải nhắc")
    decision = office.case(ref).decision
    assert decision is not None and decision.awaiting is not None
    assert tiepnhan("directory", "leave", LEADER, *BY) == 0
    office.hand.now = decision.awaiting.remind_at
    office.ticks.holds()
    office.post()
    assert not office.letters("reminder", to=LEADER)


def test_who_is_still_there_is_reminded(office: Office) -> None:
    ref = _sends(office, "Bài đến ngày phải nhắc")
    decision = office.case(ref).decision
    assert decision is not None and decision.awaiting is not None
    office.hand.now = decision.awaiting.remind_at
    office.ticks.holds()
    office.post()
    assert office.only("reminder").to == LEADER
