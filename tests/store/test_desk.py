"""What editors do with a case, and what they may not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework.decision import Awaited, Deadline, Disposition
from casework.errors import UsageError
from casework.finding import Severity
from casework.noun import replace
from store.desk import STATE_WORDS
from store.ledger import Ledger
from store.records import CaseState, HoldAge, UnknownCase
from tests.store.builders import LEASE, START, Clock, article, committed, decision, finding, letter, outcome, take_in


def test_every_state_has_a_word_for_the_clerk() -> None:
    assert set(STATE_WORDS) == set(CaseState)


def test_one_editor_takes_and_no_other_may_go_on(ledger: Ledger) -> None:
    committed(ledger)
    ledger.take("C-1", "an")
    ledger.take("C-1", "an")
    assert ledger.state("C-1") == "taken"
    assert ledger.queue()[0].claimed_by == "an"
    for step in (
        lambda: ledger.take("C-1", "binh"),
        lambda: ledger.publish("C-1", "https://x", "binh", START),
        lambda: ledger.refuse("C-1", "binh", "lý do"),
        lambda: ledger.ask_back("C-1", "binh", "ảnh của ai?"),
    ):
        with pytest.raises(UsageError, match="an đang xử lý"):
            step()
    assert [e.what for e in ledger.events("C-1")] == ["revision", "taken"]


def test_publishing_keeps_who_when_and_where(ledger: Ledger) -> None:
    committed(ledger)
    ledger.publish("C-1", "https://moha.gov.vn/1", "an", START, outgoing=(letter("p", "C-1"),))
    assert ledger.state("C-1") == "published"
    event = ledger.events("C-1")[-1]
    assert (event.what, event.by, event.detail) == ("published", "an", "https://moha.gov.vn/1")
    assert [row.token for row in ledger.letters_of("C-1")] == ["p"]
    assert ledger.queue() == ()
    with pytest.raises(UsageError, match="đã đăng"):
        ledger.publish("C-1", "https://moha.gov.vn/2", "an", START)


@pytest.mark.parametrize("disposition", [Disposition.HOLD, Disposition.RETURN])
def test_what_is_not_accepted_cannot_be_published(ledger: Ledger, disposition: Disposition) -> None:
    committed(ledger, decision=decision(disposition))
    with pytest.raises(UsageError, match="không thể đăng"):
        ledger.publish("C-1", "https://x", "an", START)


def test_an_unknown_case_is_told(ledger: Ledger) -> None:
    with pytest.raises(UnknownCase, match="C-7"):
        ledger.take("C-7", "an")
    with pytest.raises(UnknownCase):
        ledger.wire_of("C-7")
    assert ledger.case("C-7") is None
    assert ledger.state("C-7") is None


def test_a_refused_case_frees_its_file(ledger: Ledger) -> None:
    committed(ledger)
    version = ledger.history.version
    ledger.refuse("C-1", "an", "điểm c khoản 1 Điều 13", outgoing=(letter("r", "C-1"),))
    assert ledger.state("C-1") == "refused"
    assert ledger.history.main_file("congttdt", article().sha256, other_than="") is None
    assert ledger.history.version > version


def test_a_sender_who_was_asked_is_waited_for(ledger: Ledger, clock: Clock) -> None:
    first = committed(ledger)
    ledger.take("C-1", "an")
    ledger.ask_back("C-1", "an", "ảnh của ai?", remind_at=START + timedelta(days=2), last_day=START + timedelta(days=5))
    assert ledger.queue()[0].awaiting == "ảnh của ai?"
    assert ledger.holds_due(START + timedelta(days=1)) == ()
    (due,) = ledger.holds_due(START + timedelta(days=2))
    assert (due.ref, due.who, due.owner) == ("C-1", Awaited.SENDER, "ban-bien-tap")
    job = take_in(ledger, 2)
    ledger.commit(job, outcome(ledger, replace(first, revision=2)))
    assert ledger.state("C-1") == "taken", "the answer comes back to the editor who asked"
    assert ledger.queue()[0].claimed_by == "an"


def test_a_reassigned_case_keeps_its_desk_through_later_walks(ledger: Ledger) -> None:
    first = committed(ledger)
    ledger.take("C-1", "an")
    ledger.reassign("C-1", "an", "phong-phap-che", "van-ban", "Văn bản")
    entry = ledger.queue()[0]
    assert (entry.desk, entry.column_id, entry.state, entry.claimed_by) == ("phong-phap-che", "van-ban", "queued", "")
    job = take_in(ledger, 2)
    ledger.commit(job, outcome(ledger, replace(first, revision=2)))
    entry = ledger.queue()[0]
    assert (entry.desk, entry.column_name) == ("phong-phap-che", "Văn bản")


def test_a_hold_is_reminded_of_and_ends(ledger: Ledger, clock: Clock) -> None:
    committed(ledger, decision=decision(Disposition.HOLD))
    assert ledger.holds_due(START + timedelta(hours=23)) == ()
    (due,) = ledger.holds_due(START + timedelta(days=1))
    assert (due.who, due.leaders, due.outcome) == (Awaited.LEADER, ("truong@moha.gov.vn",), "trả lại")
    ledger.reminded("C-1", START + timedelta(days=3))
    assert ledger.holds_due(START + timedelta(days=2)) == ()
    assert [h.ref for h in ledger.holds_due(START + timedelta(days=5))] == ["C-1"]
    ledger.expire("C-1", outgoing=(letter("e", "C-1"),))
    assert ledger.state("C-1") == "expired"
    assert ledger.holds_due(START + timedelta(days=9)) == ()
    assert ledger.rejections()[0].disposition == "expired"
    (books,) = ledger.balance()
    assert (books.held, books.returned, books.whole) == (0, 1, True)
    with pytest.raises(UsageError, match="đã hết hạn chờ"):
        ledger.expire("C-1")


def test_holds_are_counted_by_age(ledger: Ledger, clock: Clock) -> None:
    committed(ledger, "C-1", 1, decision=decision(Disposition.HOLD))
    clock.turn(days=2)
    committed(ledger, "C-2", 2, decision=decision(Disposition.HOLD), documents=(article("2"),))
    committed(ledger, "C-3", 3, documents=(article("3"),))
    clock.turn(days=1)
    assert ledger.holds_by_age(clock.now) == (HoldAge("congttdt", 1, 1), HoldAge("congttdt", 3, 1))


def test_the_wait_is_counted_from_its_begin_through_later_walks(ledger: Ledger, clock: Clock) -> None:
    first = committed(ledger, decision=decision(Disposition.HOLD))
    clock.turn(days=4)
    job = take_in(ledger, 2)
    ledger.commit(job, outcome(ledger, replace(first, revision=2)))
    assert ledger.holds_by_age(clock.now) == (HoldAge("congttdt", 3, 1),)


def test_the_queue_is_by_urgency(ledger: Ledger) -> None:
    def due(hours: int, urgent: bool = False) -> tuple[Deadline, ...]:
        return (Deadline(due=START + timedelta(hours=hours), derivation="", cite="", urgent=urgent),)

    for number, deadlines in enumerate((due(4), (), due(2), due(9, urgent=True)), start=1):
        given = decision(deadlines=deadlines)
        committed(ledger, f"C-{number}", number, decision=given, documents=(article(str(number)),))
    assert [entry.ref for entry in ledger.queue()] == ["C-4", "C-3", "C-1", "C-2"]
    assert ledger.queue("cchc") == ()
    assert len(ledger.queue("congttdt", "ban-bien-tap", "queued")) == 4
    assert ledger.queue(desk="khác") == ()


def test_the_queue_shows_reminders_and_the_column(ledger: Ledger) -> None:
    committed(ledger, findings=(finding("SRC101", Severity.REMIND, "thiếu nguồn"), finding("DUP101", Severity.HOLD)))
    entry = ledger.queue()[0]
    assert entry.reminders == ("thiếu nguồn",)
    assert (entry.column_id, entry.column_name, entry.item) == ("tin-tuc", "Tin tức", "article")


def test_a_case_under_walk_is_not_lost_to_a_desk(ledger: Ledger) -> None:
    committed(ledger)
    ledger.walk_again("C-1", "quản trị")
    assert ledger.queue()[0].state == "queued"
    assert ledger.claim("w", LEASE) is not None
