"""Letters go out once each, and a repeat is known by its Message-ID."""

from __future__ import annotations

from datetime import date, timedelta

from casework.mail import Address
from store.ledger import Ledger
from tests.store.builders import LEASE, START, Clock, committed, letter


def test_the_postman_claims_sends_and_marks(ledger: Ledger, clock: Clock) -> None:
    ledger.post((letter("a"), letter("b")))
    row = ledger.claim_letter("post", LEASE)
    assert row is not None
    assert (row.token, row.state, row.tries, row.envelope_from) == ("a", "waiting", 1, "bounce+a@mail")
    other = ledger.claim_letter("post2", LEASE)
    assert other is not None
    assert other.token == "b"
    assert ledger.claim_letter("post", LEASE) is None
    ledger.sent(row, "250 ok")
    (sent,) = ledger.letters("sent")
    assert (sent.sent_at, sent.last_error) == (START, "250 ok")
    clock.turn(minutes=3)
    again = ledger.claim_letter("post", LEASE)
    assert again is not None
    assert (again.token, again.tries, again.message_id) == ("b", 2, other.message_id)


def test_a_late_mark_counts_and_a_later_failure_does_not_undo_it(ledger: Ledger, clock: Clock) -> None:
    ledger.post((letter("a"),))
    slow = ledger.claim_letter("post", LEASE)
    clock.turn(minutes=3)
    fast = ledger.claim_letter("post2", LEASE)
    assert slow is not None and fast is not None
    ledger.sent(slow, "250 ok")
    ledger.postponed(fast, "451", clock.now)
    ledger.undeliverable(fast, "550")
    assert [row.state for row in ledger.letters("sent")] == ["sent"]
    assert ledger.claim_letter("post", LEASE) is None


def test_a_transient_failure_waits(ledger: Ledger, clock: Clock) -> None:
    ledger.post((letter("a"),))
    row = ledger.claim_letter("post", LEASE)
    assert row is not None
    ledger.postponed(row, "451 later", clock.now + timedelta(minutes=10))
    assert ledger.claim_letter("post", LEASE) is None
    clock.turn(minutes=10)
    again = ledger.claim_letter("post", LEASE)
    assert again is not None
    assert (again.tries, again.last_error) == (2, "451 later")


def test_what_never_arrives_is_on_the_trail(ledger: Ledger) -> None:
    committed(ledger)
    ledger.post((letter("a", "C-1"), letter("b", "C-1")))
    first, second = ledger.claim_letter("p", LEASE), ledger.claim_letter("p", LEASE)
    assert first is not None and second is not None
    ledger.undeliverable(first, "550 no such user")
    ledger.sent(second, "250")
    bounced = ledger.bounced("b", "user unknown")
    assert bounced is not None
    assert (bounced.state, bounced.case_ref) == ("bounced", "C-1")
    assert ledger.bounced("b", "again") is not None
    assert [e.what for e in ledger.events("C-1")] == ["revision", "undeliverable", "bounced"]
    assert ledger.bounced("unknown", "x") is None
    assert ledger.bounced("", "x") is None
    assert ledger.ref_by_token("") is None


def test_the_same_letter_is_one(ledger: Ledger) -> None:
    ledger.post((letter("a"),))
    ledger.post((letter("a"), letter("a", to=Address("khac@moha.gov.vn"))))
    assert [row.to for row in ledger.letters("waiting")] == ["van.thu@moha.gov.vn", "khac@moha.gov.vn"]


def test_identical_letters_of_a_day_of_vietnam_are_known(ledger: Ledger, clock: Clock) -> None:
    clock.turn(hours=8)  # 17:40 UTC is 00:40 of the next day there
    ledger.post((letter("a", same_key="k"), letter("b", same_key="")))
    day = date(2026, 8, 29)
    row = ledger.claim_letter("p", LEASE)
    assert row is not None
    assert not ledger.identical_sent("k", row.to, day), "a letter is not identical with itself before it went"
    ledger.sent(row, "250")
    assert ledger.identical_sent("k", row.to, day)
    assert not ledger.identical_sent("k", row.to, date(2026, 8, 28))
    assert not ledger.identical_sent("k", "khac@moha.gov.vn", day)
    assert not ledger.identical_sent("", row.to, day)
    assert ledger.sent_since(row.to, clock.now - timedelta(hours=1)) == 1
    assert ledger.sent_since(row.to, clock.now + timedelta(seconds=1)) == 0


def test_a_letter_held_back_is_not_sent_and_not_lost(ledger: Ledger) -> None:
    ledger.post((letter("a"),))
    row = ledger.claim_letter("p", LEASE)
    assert row is not None
    ledger.held_back(row, "trùng thư đã gửi")
    assert ledger.claim_letter("p", LEASE) is None
    assert ledger.letters("held_back")[0].last_error == "trùng thư đã gửi"


def test_parked_letters_wait_for_an_administrator(ledger: Ledger) -> None:
    ledger.post((letter("a"),))
    assert ledger.parked() == ""
    assert ledger.park("khôi phục") == 1
    ledger.post((letter("b"),))
    assert ledger.parked() == "khôi phục"
    assert ledger.claim_letter("p", LEASE) is None
    assert ledger.unpark() == 2
    assert ledger.parked() == ""
    ledger.post((letter("c"),))
    assert [ledger.claim_letter("p", LEASE) is not None for _ in range(4)] == [True, True, True, False]
