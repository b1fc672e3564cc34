"""Attacks by way of the directory. Each succeeds where the one check is gone, and is refused where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from casework.directory import Person, Role
from casework.errors import UsageError
from casework.noun import replace
from frontdesk import people_change, people_check, people_plan
from intake.sandbox import Sandbox
from store.ledger import Ledger
from tests.builders.mail import File
from tests.frontdesk.office import LEADER, LIAISON, PEOPLE, Office, at, news

UNIT = "Vụ Cải cách hành chính"
FOREIGN = "hung.tv@van-phong.example"
HUNG = next(p for p in PEOPLE if p.address == LEADER)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    one = Sandbox(workers=1, seconds=60, memory_mb=1024)
    try:
        yield one
    finally:
        one.close()


@pytest.fixture
def office(tmp_path: Path, sandbox: Sandbox) -> Iterator[Office]:
    """Friday 28/8/2026, 09:00; the next working day is Thursday 3/9."""
    house = Office(tmp_path, sandbox, now=at("28/8/2026 09:00"))
    try:
        yield house
    finally:
        house.close()


def _write(office: Office, people: tuple[Person, ...]) -> None:
    """What the command does with a plan."""
    old = office.ledger.directory()
    proposal = people_change.propose(old, people, office.rooms, office.hand())
    people_change.write(proposal, office.ledger, office.rooms, office.hand(), by="Quản trị", reason="")
    office.post()


def _sends(office: Office, sender: str = LIAISON) -> str:
    return office.take_in(office.mail(sender, "Gửi bài.", File("a.docx", news())))


def _confirms(office: Office, ref: str, whom: str) -> str:
    """State of the case after ``whom`` has answered the request that reached him, or whichever there is."""
    requests = office.letters("confirmation_request")
    asked = next((r for r in requests if r.to == whom), requests[0])
    office.take_in(office.mail(whom, "ĐỒNG Ý", in_reply_to=asked.message_id))
    return office.ledger.state(ref) or ""


# --- an administrator is talked into a new address ------------------------------------------------------------------


def _address_taken_over(office: Office) -> str:
    starts = people_plan.next_working_day(office.rooms.regulations.calendar, office.hand())
    _write(office, people_plan.moved(office.ledger.directory().people, LEADER, FOREIGN, office.hand(), starts))
    ref = _sends(office)
    return _confirms(office, ref, FOREIGN)


def test_address_takeover_would_succeed_without_waiting_for_the_next_working_day(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people_plan, "next_working_day", lambda _, now: now)
    assert _address_taken_over(office) == "queued"


def test_address_takeover_is_refused(office: Office) -> None:
    assert _address_taken_over(office) == "held"
    warned = office.only("address_changed")
    assert warned.to == LEADER and FOREIGN in warned.text
    assert [r.to for r in office.letters("confirmation_request")] == [LEADER]


# --- the file is handed in once more so that the wait ends sooner -----------------------------------------------------


def _hastened(office: Office) -> str:
    wanted = (*(p for p in PEOPLE if p.address != LEADER), replace(HUNG, address=FOREIGN))
    again = tuple(replace(p, since=at("1/8/2026 00:00")) if p.address == FOREIGN else p for p in wanted)
    for file in (wanted, again):
        starts = people_plan.next_working_day(office.rooms.regulations.calendar, office.hand())
        _write(office, people_plan.imported(office.ledger.directory().people, file, office.hand(), starts))
        office.hand.turn(minutes=10)
    ref = _sends(office)
    return _confirms(office, ref, FOREIGN)


def test_second_import_would_succeed_without_keeping_the_day_of_the_move(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people_plan, "_merged", lambda there, person, old: person)
    monkeypatch.setattr(people_check, "_same_leader", lambda *_: False)
    assert _hastened(office) == "queued"


def test_second_import_is_refused(office: Office) -> None:
    assert _hastened(office) == "held"


# --- a second address slipped in beside the true one ------------------------------------------------------------------


def _second_address(office: Office) -> str:
    beside = replace(HUNG, address=FOREIGN, role=Role.SUBSTITUTE)
    _write(office, people_plan.added(office.ledger.directory().people, beside, office.hand()))
    ref = _sends(office)
    return _confirms(office, ref, FOREIGN)


def test_second_address_would_succeed_without_one_address_a_leader(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people_check, "_same_leader", lambda *_: False)
    assert _second_address(office) == "queued"


def test_second_address_is_refused(office: Office) -> None:
    with pytest.raises(UsageError, match="hai địa chỉ cùng lúc"):
        _second_address(office)
    assert office.ledger.directory().people == PEOPLE


# --- the portal's own mailbox, or a letter that only looks like another -----------------------------------------------


@pytest.mark.parametrize("address", ["congttdt@moha.gov.vn", "noreply@moha.gov.vn"])
def test_mailbox_of_nobody_would_succeed_without_asking_whose_it_is(
    office: Office, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr(people_check, "may_be_written_to", lambda *_: True)
    _write(office, (*PEOPLE, Person(address, "Ai đó", UNIT, Role.DEPUTY)))
    assert office.ledger.directory().find(address, "congttdt", office.hand()) is not None


@pytest.mark.parametrize("address", ["congttdt@moha.gov.vn", "noreply@moha.gov.vn"])
def test_mailbox_of_nobody_is_refused(office: Office, address: str) -> None:
    with pytest.raises(UsageError, match="hộp thư của hệ thống"):
        _write(office, (*PEOPLE, Person(address, "Ai đó", UNIT, Role.DEPUTY)))


LOOK_ALIKE = Person("hung.tv@cchc.mоha.gov.vn", "Trần Hùng", UNIT, Role.DEPUTY)  # a Cyrillic о


def test_look_alike_letter_would_succeed_without_ascii_alone(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people_check, "address_on_the_wire", lambda _: True)
    monkeypatch.setattr(people_check, "may_be_written_to", lambda *_: True)
    _write(office, (*PEOPLE, LOOK_ALIKE))
    assert office.ledger.directory().find(LOOK_ALIKE.address, "congttdt", office.hand()) == LOOK_ALIKE


def test_look_alike_letter_is_refused(office: Office) -> None:
    with pytest.raises(UsageError, match=r"U\+043E"):
        _write(office, (*PEOPLE, LOOK_ALIKE))


# --- who has left goes on as if he had not (668/15.3) -----------------------------------------------------------------


def _without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    def stands(self: Person, at: datetime) -> bool:
        return self.since is None or self.since <= at

    monkeypatch.setattr(Person, "stands", stands)


def _leaves(office: Office, address: str) -> None:
    _write(office, people_plan.left(office.ledger.directory().people, address, "", office.hand()))
    office.hand.turn(minutes=1)


def test_former_liaison_would_succeed_without_the_end_of_his_entry(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    _leaves(office, LIAISON)
    _without_end(monkeypatch)
    ref = _sends(office)
    assert _confirms(office, ref, LEADER) == "queued"


def test_former_liaison_is_refused(office: Office) -> None:
    _leaves(office, LIAISON)
    ref = _sends(office)
    assert office.case(ref).person is None
    assert not office.letters("confirmation_request"), "only the directory says whose leader is asked"
    assert office.ledger.state(ref) == "held"


def test_former_leader_would_succeed_without_the_end_of_his_entry(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = _sends(office)
    _leaves(office, LEADER)
    _without_end(monkeypatch)
    assert _confirms(office, ref, LEADER) == "queued"


def test_former_leader_is_refused(office: Office) -> None:
    ref = _sends(office)
    _leaves(office, LEADER)
    assert _confirms(office, ref, LEADER) == "held"
    assert office.case(ref).person is not None, "who sent it stays who he was"


# --- an older plan brings back who has left in the meantime -----------------------------------------------------------


def _older_plan(office: Office) -> bool:
    """True where the leader is back after a colleague's slower command."""
    old = office.ledger.directory()
    slower = people_change.propose(
        old, people_plan.added(old.people, _newcomer(), office.hand()), office.rooms, office.hand()
    )
    _leaves(office, LEADER)
    people_change.write(slower, office.ledger, office.rooms, office.hand(), by="Đồng nghiệp", reason="")
    return office.ledger.directory().find(LEADER, "congttdt", office.hand()) is not None


def _newcomer() -> Person:
    return Person("moi.nv@cchc.moha.gov.vn", "Nguyễn Văn Mới", UNIT, Role.STAFF)


def test_older_plan_would_succeed_without_the_version(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    meant = Ledger.set_directory

    def blind(self: Ledger, people: Any, by: str, reason: str = "", *, based_on: int | None = None, **more: Any) -> int:
        return meant(self, people, by, reason, **more)

    monkeypatch.setattr(Ledger, "set_directory", blind)
    assert _older_plan(office)


def test_older_plan_is_refused(office: Office) -> None:
    with pytest.raises(UsageError, match="vừa được người khác sửa"):
        _older_plan(office)
    assert office.ledger.directory().find(LEADER, "congttdt", office.hand()) is None
