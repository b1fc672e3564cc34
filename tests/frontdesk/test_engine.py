"""The claim of a job: a poison mail stops nobody, a moved ledger means another look, one mail is one case."""

from __future__ import annotations

import threading

import pytest

import frontdesk.engine
from casework.mail import Door
from intake.sandbox import Sandbox
from store.records import StaleLook
from tests.builders.mail import File
from tests.frontdesk.office import ADMIN, LEADER, LIAISON, OTHER_LEADER, Office, news


def test_a_poison_mail_waits_for_a_person_after_three_tries_and_the_others_go_on(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    true = frontdesk.engine.new_mail

    def poisoned(job, content, *rest):  # type: ignore[no-untyped-def]
        if b"Thuoc doc" in content:
            raise ValueError("Thuoc doc: the words of the mail")
        return true(job, content, *rest)

    monkeypatch.setattr(frontdesk.engine, "new_mail", poisoned)
    poison = office.arrive(office.mail(LIAISON, "x", subject="Thuoc doc"))
    good = office.arrive(office.mail(LEADER, "Gửi bài.", File("a.docx", news())))
    for _ in range(6):
        office.work()
        office.hand.turn(minutes=5)
    assert office.ledger.state(office.ref_of(good)) == "queued"
    (stuck,) = office.ledger.stuck()
    assert stuck.job.receipt.id == poison.id and stuck.error.startswith("ValueError at ")
    assert "Thuoc doc" not in stuck.error and "Thuoc doc" not in caplog.text, "nothing of the mail is logged"
    office.ticks.upkeep()
    office.ticks.upkeep()
    office.post()
    alarm = office.only("alarm")
    assert alarm.to == ADMIN and f"tiepnhan replay {poison.id}" in " ".join(alarm.text.split())
    assert all(balance.whole for balance in office.ledger.balance()), "a stuck mail is in progress, not lost"
    monkeypatch.setattr(frontdesk.engine, "new_mail", true)
    office.ledger.retry(poison.id)
    office.work()
    assert office.ref_of(poison) and not office.ledger.stuck()
    office.ticks.upkeep()
    assert not office.ledger.open_alarms()


def test_a_sandbox_that_does_not_start_costs_no_mail_a_try(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, broken = office.rooms.sandbox, Sandbox(1, command=("/bin/false",))
    monkeypatch.setattr(office.rooms, "sandbox", broken)
    receipt = office.arrive(office.mail(LEADER, "Gửi bài.", File("a.docx", news())))
    for _ in range(8):
        office.work()
        office.hand.turn(minutes=5)
    assert not office.ledger.stuck() and not office.ref_of(receipt)
    office.ticks.look_at_doors()
    office.ticks.look_at_doors()
    office.post()
    assert office.only("alarm").to == ADMIN
    monkeypatch.setattr(office.rooms, "sandbox", whole)
    broken.close()
    office.hand.turn(minutes=1)
    office.work()
    assert office.ledger.state(office.ref_of(receipt)) == "queued"
    office.ticks.look_at_doors()
    assert not office.ledger.open_alarms()


def test_a_stale_look_is_walked_again_at_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    true, calls = office.ledger.commit, []

    def moved(job, outcome):  # type: ignore[no-untyped-def]
        calls.append(outcome)
        if len(calls) == 1:
            raise StaleLook("the directory moved")
        true(job, outcome)

    monkeypatch.setattr(office.ledger, "commit", moved)
    ref = office.take_in(office.mail(LEADER, "Gửi bài.", File("a.docx", news())))
    assert len(calls) == 2 and office.case(ref).revision == 1
    assert len(office.letters()) == 1


def test_a_mail_that_is_overtaken_time_after_time_is_no_poison(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A burst at one portal moves the ledger under every walk; nobody is to be called for that."""
    true = office.ledger.commit

    def moved(job, outcome):  # type: ignore[no-untyped-def]
        raise StaleLook("the history moved")

    receipt = office.arrive(office.mail(LEADER, "Gửi bài.", File("a.docx", news())))
    monkeypatch.setattr(office.ledger, "commit", moved)
    for _ in range(40):  # more than a job may be claimed in vain
        assert office.engine.work_once("worker-1")
        office.hand.turn(seconds=2)
    assert office.ledger.stuck() == ()
    monkeypatch.setattr(office.ledger, "commit", true)
    office.work()
    assert office.ledger.state(office.ref_of(receipt)) == "queued"


def _take_and_give(lock: threading.RLock) -> bool:  # type: ignore[valid-type]
    if taken := lock.acquire(blocking=False):  # type: ignore[attr-defined]
        lock.release()  # type: ignore[attr-defined]
    return taken


def test_the_last_walk_of_an_overtaken_mail_goes_alone(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another worker's commit waits for it, so that a long walk ends in any burst."""
    true = office.ledger.commit
    walks: list[bool] = []

    def free() -> bool:
        taken: list[bool] = []
        other = threading.Thread(target=lambda: taken.append(_take_and_give(office.engine._commits)))
        other.start()
        other.join()
        return taken[0]

    look = frontdesk.engine.new_mail

    def looked(*given):  # type: ignore[no-untyped-def]
        walks.append(free())
        return look(*given)

    def moved(job, outcome):  # type: ignore[no-untyped-def]
        if len(walks) < frontdesk.engine.STALE_TRIES:
            raise StaleLook("the history moved")
        true(job, outcome)

    monkeypatch.setattr(frontdesk.engine, "new_mail", looked)
    monkeypatch.setattr(office.ledger, "commit", moved)
    office.take_in(office.mail(LEADER, "Gửi bài.", File("a.docx", news())))
    assert walks == [True, True, True, True, False]


def test_twins_that_are_walked_at_once_end_as_item_and_duplicate(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second mail was looked at before the first was committed: its commit is refused and the look repeated."""
    true = office.ledger.commit
    second = office.mail(OTHER_LEADER, "Gửi bài.", File("a.docx", news()))
    state = {"nested": False}

    def racing(job, outcome):  # type: ignore[no-untyped-def]
        if not state["nested"]:
            state["nested"] = True
            office.arrive(second)
            office.engine.work_once("worker-2")
        true(job, outcome)

    monkeypatch.setattr(office.ledger, "commit", racing)
    office.take_in(office.mail(LEADER, "Gửi bài.", File("a.docx", news())))
    states = sorted(office.ledger.state(p.case_ref) or "" for p in office.ledger.processed())
    assert states == ["held", "queued"]
    (held,) = office.ledger.queue(state="held")
    assert {f.code for f in office.case(held.ref).findings or ()} == {"DUP101"}


def test_a_rewalk_that_changes_nothing_writes_no_letter_again(office: Office) -> None:
    ref = office.take_in(office.mail(LIAISON, "Gửi bài.", File("a.docx", news())))
    before = [(letter.name, letter.to) for letter in office.letters()]
    office.hand.turn(days=1)
    office.ledger.walk_again(ref, by="Quản trị")
    office.work()
    office.post()
    assert office.case(ref).revision == 2
    assert [(letter.name, letter.to) for letter in office.letters()] == before


def test_a_mail_to_two_portals_is_one_case_in_each(office: Office) -> None:
    wire = office.mail(LEADER, "Gửi bài.", File("a.docx", news()), to="congttdt@moha.gov.vn, websitecchc@moha.gov.vn")
    first, second = office.arrive(wire, "congttdt"), office.arrive(wire, "cchc")
    office.work()
    office.post()
    refs = [office.ref_of(first), office.ref_of(second)]
    assert [ref.split("-")[0] for ref in refs] == ["CONGTTDT", "CCHC"]
    assert sorted(letter.ref for letter in office.letters("accepted")) == sorted(refs)


def test_the_same_bytes_by_two_roads_are_one_case_with_a_trace(office: Office) -> None:
    wire = office.mail(LEADER, "Gửi bài.", File("a.docx", news()))
    first = office.arrive(b"Received: from a by b; Fri, 28 Aug 2026 09:00:00 +0700\r\n" + wire)
    second = office.arrive(
        b"Received: from c by d; Fri, 28 Aug 2026 09:00:09 +0700\r\n" + wire, key="imap:cong:1:7", door=Door.IMAP
    )
    assert second.id == first.id
    assert office.work() == 1
    office.post()
    traces = [(p.transport_key, p.outcome, p.first_id) for p in office.ledger.processed()]
    assert traces == [("lmtp:1", "accept", None), ("imap:cong:1:7", "duplicate", first.id)]
    assert len(office.letters()) == 1
    assert all(balance.whole for balance in office.ledger.balance())


def test_a_precheck_is_answered_and_leaves_no_case(office: Office) -> None:
    receipt = office.arrive(
        office.mail(LIAISON, "Kiểm tra giúp.", File("a.docx", news()), subject="[KIỂM TRA] Bài hội nghị")
    )
    office.work()
    office.post()
    assert office.outcome_of(receipt)[0] == "precheck" and office.ref_of(receipt) == ""
    letter = office.only("precheck")
    assert "PHẢI CHỜ" in letter.text and "chưa nhận bài và không lập hồ sơ" in " ".join(letter.text.split())
    assert not office.letters("confirmation_request"), "a leader is not bothered for a precheck"
