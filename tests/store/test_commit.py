"""One transaction for an outcome; a look that is no longer true writes nothing."""

from __future__ import annotations

import sqlite3
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from casework.case import Confirmation
from casework.decision import Disposition, Ruling
from casework.directory import Person, Role
from casework.errors import StorageError
from casework.finding import Severity
from casework.mail import MailClass
from casework.noun import replace
from casework.ports import History
from store.ledger import Ledger
from store.records import JobGone, Outcome, StaleLook
from tests.store.builders import (
    LEASE,
    START,
    Clock,
    article,
    case_for,
    committed,
    decision,
    delivery,
    finding,
    letter,
    open_ledger,
    outcome,
    sha,
    take_in,
    wire,
)


def _as_port(ledger: Ledger) -> History:
    return ledger.history


def test_an_outcome_is_written_whole(ledger: Ledger) -> None:
    job = take_in(ledger)
    case = case_for(job.receipt, "C-1", findings=(finding(),), decision=decision(Disposition.RETURN))
    ledger.commit(job, outcome(ledger, case, outgoing=(letter("t1", "C-1"),), note="trả lại"))
    assert ledger.case("C-1") == case
    assert ledger.state("C-1") == "returned"
    (revision,) = ledger.revisions("C-1")
    assert (revision.revision, revision.kind, revision.decided_at) == (1, "mail", START + timedelta(minutes=1))
    assert ledger.receipts_of("C-1") == (job.receipt,)
    assert ledger.wire_of("C-1") == wire()
    assert [e.what for e in ledger.events("C-1")] == ["revision"]
    (row,) = ledger.letters_of("C-1")
    assert (row.state, row.to, row.token, row.wire) == ("waiting", "van.thu@moha.gov.vn", "t1", letter("t1").wire)
    assert ledger.ref_by_token("t1") == ("C-1", "accepted", "van.thu@moha.gov.vn")
    assert ledger.waiting() == 0
    (books,) = ledger.balance()
    assert (books.returned, books.whole) == (1, True)


def test_a_class_without_a_case_closes_the_receipt(ledger: Ledger) -> None:
    job = take_in(ledger)
    ledger.commit(job, Outcome(MailClass.PRECHECK, outgoing=(letter("p"),)))
    assert ledger.waiting() == 0
    assert ledger.balance()[0].system_mail == 1
    assert ledger.letters("waiting")[0].token == "p"
    assert ledger.queue() == ()


def test_a_case_must_be_at_the_revision_before(ledger: Ledger) -> None:
    first = committed(ledger)
    job = take_in(ledger, 2)
    for wrong in (replace(first, revision=1), replace(first, revision=3)):
        with pytest.raises(StaleLook, match="revision 2"):
            ledger.commit(job, outcome(ledger, wrong))
    with pytest.raises(StaleLook):
        ledger.commit(job, outcome(ledger, replace(first, ref="C-9"), joined=True))
    assert len(ledger.revisions("C-1")) == 1
    assert ledger.waiting() == 1, "the job stays with its worker, who walks again"
    ledger.commit(job, outcome(ledger, replace(first, revision=2)))
    assert [r.revision for r in ledger.revisions("C-1")] == [1, 2]


def test_a_case_never_changes_its_portal(ledger: Ledger) -> None:
    committed(ledger)
    job = take_in(ledger, 2, portal="cchc")
    with pytest.raises(StaleLook, match="portal"):
        ledger.commit(job, outcome(ledger, case_for(job.receipt, "C-1", revision=2)))


def test_a_directory_that_moved_costs_another_walk(ledger: Ledger) -> None:
    job = take_in(ledger)
    stale = outcome(ledger, case_for(job.receipt, "C-1"))
    ledger.set_directory((Person("a@b.vn", "A", "Vụ A", Role.LEADER),), by="quản trị")
    with pytest.raises(StaleLook, match="directory"):
        ledger.commit(job, stale)
    ledger.commit(job, outcome(ledger, case_for(job.receipt, "C-1")))


def test_of_two_twins_at_once_the_second_walks_again(ledger: Ledger) -> None:
    one, two = take_in(ledger, 1), take_in(ledger, 2)
    look_one = outcome(ledger, case_for(one.receipt, "C-1"))
    look_two = outcome(ledger, case_for(two.receipt, "C-2"))
    ledger.commit(one, look_one)
    with pytest.raises(StaleLook, match="same file"):
        ledger.commit(two, look_two)
    assert ledger.case("C-2") is None
    ledger.commit(two, outcome(ledger, case_for(two.receipt, "C-2", decision=decision(Disposition.HOLD))))


def test_what_moved_elsewhere_costs_no_second_walk(ledger: Ledger) -> None:
    one, two, three = take_in(ledger, 1), take_in(ledger, 2), take_in(ledger, 3, portal="cchc")
    looks = [
        outcome(ledger, case_for(one.receipt, "C-1", documents=(article("bai 1"),))),
        outcome(ledger, case_for(two.receipt, "C-2", documents=(article("bai 2"),))),
        outcome(ledger, case_for(three.receipt, "C-3", documents=(article("bai 1"),))),
    ]
    for job, look in zip((one, two, three), looks, strict=True):
        ledger.commit(job, look)
    assert [entry.ref for entry in ledger.queue()] == ["C-1", "C-2", "C-3"]


def test_history_tells_who_waits_who_has_published_and_nothing_else(ledger: Ledger) -> None:
    history = _as_port(ledger)
    start = history.version
    committed(ledger)
    found = history.main_file("congttdt", sha("bai 1"), other_than="")
    assert found is not None
    assert (found.case_ref, found.state, found.title) == ("C-1", "waiting", "Tiêu đề bai 1")
    assert history.version > start
    assert history.main_file("congttdt", sha("bai 1"), other_than="C-1") is None
    assert history.main_file("cchc", sha("bai 1"), other_than="") is None
    assert history.main_file("congttdt", sha("khác"), other_than="") is None

    moved = history.version
    ledger.take("C-1", "an")
    assert history.version == moved, "taking a case changes no answer"
    ledger.publish("C-1", "https://moha.gov.vn/1", "an", START)
    published = history.main_file("congttdt", sha("bai 1"), other_than="")
    assert published is not None
    assert (published.state, published.url) == ("published", "https://moha.gov.vn/1")
    assert history.version > moved


def test_a_returned_item_is_no_duplicate(ledger: Ledger) -> None:
    committed(ledger, decision=decision(Disposition.RETURN))
    assert ledger.history.main_file("congttdt", sha("bai 1"), other_than="") is None


def test_a_shared_annex_is_no_main_file(ledger: Ledger) -> None:
    annex = replace(article("phụ lục"), path="thư › phu-luc.docx", item=None)
    committed(ledger, documents=(article("bai 1"), annex))
    assert ledger.history.main_file("congttdt", sha("phụ lục"), other_than="") is None


def test_a_published_item_stays_published_in_history_after_a_correction(ledger: Ledger) -> None:
    first = committed(ledger)
    ledger.publish("C-1", "https://x", "an", START)
    job = take_in(ledger, 2)
    ledger.commit(job, outcome(ledger, replace(first, revision=2, documents=(article("bai 1 sửa"),))))
    assert ledger.state("C-1") == "queued"
    old = ledger.history.main_file("congttdt", sha("bai 1"), other_than="")
    new = ledger.history.main_file("congttdt", sha("bai 1 sửa"), other_than="")
    assert old is not None and old.state == "published"
    assert new is not None and new.state == "waiting"


def test_a_confirmation_lets_the_case_walk_again(ledger: Ledger) -> None:
    case = committed(ledger, decision=decision(Disposition.HOLD))
    word = Confirmation(by="truong@moha.gov.vn", at=START, granted=True)
    ledger.add_confirmation("C-1", word, by="truong@moha.gov.vn")
    ledger.add_confirmation("C-1", replace(word, note="lần hai"), by="truong@moha.gov.vn")
    job = ledger.claim("w", LEASE)
    assert job is not None
    assert (job.kind, job.case_ref) == ("rewalk", "C-1")
    assert ledger.claim("w2", LEASE) is None, "one walk takes both words"
    late = ledger.case("C-1")
    assert late is not None
    assert late.confirmations == (word, replace(word, note="lần hai"))
    ledger.commit(job, outcome(ledger, replace(late, revision=2, decision=decision())))
    assert ledger.state("C-1") == "queued"
    assert ledger.case("C-1") == replace(late, revision=2, decision=decision())
    assert [r.kind for r in ledger.revisions("C-1")] == ["mail", "rewalk"]
    assert [e.what for e in ledger.events("C-1")] == ["revision", "confirmation", "confirmation", "revision"]
    assert ledger.balance()[0].accepted == 1
    assert case.confirmations == ()


def test_the_same_word_said_again_after_a_crash_is_one(ledger: Ledger) -> None:
    case = committed(ledger, decision=decision(Disposition.HOLD))
    word = Confirmation(by="truong@moha.gov.vn", at=START, granted=True)
    ledger.add_confirmation("C-1", word, by="truong@moha.gov.vn")
    job = ledger.claim("w", LEASE)
    assert job is not None
    ledger.commit(job, outcome(ledger, replace(case, revision=2, confirmations=(word,))))
    ledger.add_confirmation("C-1", word, by="truong@moha.gov.vn")
    assert ledger.claim("w", LEASE) is None
    assert [e.what for e in ledger.events("C-1")] == ["revision", "confirmation", "revision"]


def test_a_case_without_a_reference_is_a_mistake_of_the_program(ledger: Ledger) -> None:
    job = take_in(ledger)
    with pytest.raises(ValueError, match="reference"):
        ledger.commit(job, outcome(ledger, case_for(job.receipt, "")))


def test_a_word_that_comes_during_the_walk_makes_another(ledger: Ledger) -> None:
    committed(ledger, decision=decision(Disposition.HOLD))
    ledger.add_confirmation("C-1", Confirmation(by="a@b.vn", at=START, granted=True), by="a@b.vn")
    job = ledger.claim("w", LEASE)
    look = ledger.case("C-1")
    assert job is not None and look is not None
    ledger.add_ruling("C-1", Ruling("an", START, Disposition.ACCEPT, "đã gọi điện"))
    ledger.commit(job, outcome(ledger, replace(look, revision=2)))
    again = ledger.claim("w", LEASE)
    assert again is not None
    late = ledger.case("C-1")
    assert late is not None and late.ruling is not None
    assert late.ruling.reason == "đã gọi điện"


def test_a_late_word_does_not_reopen_what_was_published(ledger: Ledger) -> None:
    case = committed(ledger)
    ledger.publish("C-1", "https://x", "an", START)
    ledger.add_confirmation("C-1", Confirmation(by="a@b.vn", at=START, granted=True), by="a@b.vn")
    job = ledger.claim("w", LEASE)
    assert job is not None
    ledger.commit(job, outcome(ledger, replace(case, revision=2)))
    assert ledger.state("C-1") == "published"


def test_a_letter_is_put_once_however_often_it_is_composed(ledger: Ledger) -> None:
    first = committed(ledger)
    ledger.post((letter("t1", "C-1"),))
    job = take_in(ledger, 2)
    ledger.commit(job, outcome(ledger, replace(first, revision=2), outgoing=(letter("t1", "C-1"), letter("t2", "C-1"))))
    assert [row.token for row in ledger.letters_of("C-1")] == ["t1", "t2"]


def test_the_sender_of_a_case_may_be_missing(ledger: Ledger) -> None:
    job = take_in(ledger)
    case = case_for(job.receipt, "C-1", documents=(), findings=None, decision=None, mail_class=MailClass.PETITION)
    case = replace(case, mail=replace(case.mail, sender=None))
    ledger.commit(job, outcome(ledger, case))
    assert ledger.state("C-1") == "noted"
    assert (ledger.balance()[0].system_mail, ledger.balance()[0].whole) == (1, True)


def test_threads_that_commit_the_same_job_write_one_outcome(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "l") as one, open_ledger(tmp_path / "l") as two:
        job = take_in(one)
        look = outcome(one, case_for(job.receipt, "C-1"), outgoing=(letter("t1", "C-1"),))
        ends: list[str] = []
        start = threading.Barrier(6)

        def work(ledger: Ledger) -> None:
            start.wait()
            try:
                ledger.commit(job, look)
                ends.append("done")
            except JobGone:
                ends.append("gone")

        threads = [threading.Thread(target=work, args=(ledger,)) for ledger in (one, two) * 3]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert sorted(ends) == ["done", "gone", "gone", "gone", "gone", "gone"]
        assert len(one.revisions("C-1")) == 1
        assert len(one.letters_of("C-1")) == 1


def test_a_locked_database_is_told_and_everything_is_done_after_it(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "l", busy_seconds=0.1) as ledger:
        job = take_in(ledger)
        look = outcome(ledger, case_for(job.receipt, "C-1"))
        blocker = sqlite3.connect(tmp_path / "l" / "ledger.sqlite", isolation_level=None)
        blocker.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError, match=r"commit an outcome: .*ledger\.sqlite: database is locked"):
            ledger.commit(job, look)
        with pytest.raises(StorageError, match="locked"):
            ledger.receive(wire(2), delivery("imap:2"))
        assert ledger.known(["imap:1"]) == {"imap:1"}, "reading goes on"
        blocker.execute("ROLLBACK")
        blocker.close()
        ledger.commit(job, look)
        ledger.receive(wire(2), delivery("imap:2"))
        assert ledger.state("C-1") == "queued"
        assert ledger.waiting() == 1


def test_an_error_of_the_database_says_nothing_of_the_mail(ledger: Ledger) -> None:
    job = take_in(ledger)
    canary = "CHIM-HOANG-YEN"
    with ledger._db.write("break a table behind the ledger's back") as connection:
        connection.exec_driver_sql("DROP TABLE finding")
    case = case_for(job.receipt, "C-1", findings=(finding(message=canary),))
    with pytest.raises(StorageError) as told:
        ledger.commit(job, outcome(ledger, case))
    assert canary not in repr(told.value)
    assert told.value.__cause__ is None
    assert ledger.case("C-1") is None, "nothing of a failed commit stays"
    assert ledger.waiting() == 1


def test_rejections_carry_the_heavy_codes(ledger: Ledger, clock: Clock) -> None:
    heavy = (finding("SRC101", Severity.REMIND), finding("DUP101", Severity.HOLD), finding("FNT101"), finding("FNT101"))
    committed(ledger, "C-1", 1, findings=heavy, decision=decision(Disposition.RETURN))
    committed(ledger, "C-2", 2, documents=(article("2"),))
    person = Person("van.thu@moha.gov.vn", "Văn thư", "Vụ A", Role.LIAISON)
    committed(
        ledger, "C-3", 3, documents=(article("3"),), person=person, findings=(finding("RCP101"),),
        decision=decision(Disposition.RETURN, decided_at=START + timedelta(days=2)),
    )  # fmt: skip
    ledger.refuse("C-2", "an", "điểm a khoản 1 Điều 13")
    refused, later, first = sorted(ledger.rejections(), key=lambda r: r.disposition == "return")
    if later.ref == "C-1":
        later, first = first, later
    assert first.codes == ("FNT101", "DUP101")
    assert (refused.disposition, refused.reasons, refused.codes) == ("refused", ("điểm a khoản 1 Điều 13",), ())
    assert [r.ref for r in ledger.rejections(code="RCP101")] == ["C-3"]
    assert ledger.rejections(code="SRC101") == (), "a reminder rejects nothing"
    assert [r.ref for r in ledger.rejections(unit="Vụ A")] == ["C-3"]
    assert [r.ref for r in ledger.rejections(since=START + timedelta(days=1))] == ["C-3"]
    assert {r.ref for r in ledger.rejections(until=START + timedelta(days=1))} == {"C-1", "C-2"}
    assert len(ledger.rejections(sender="Van.Thu@moha.gov.vn")) == 3
    assert ledger.rejections(portal="cchc") == ()
