"""Work is done by one, in a fair order, and comes again when a worker dies."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest

from casework.directory import Person, Role
from casework.errors import UsageError
from casework.mail import MailClass
from casework.noun import replace
from store.jobs import CLAIMS
from store.ledger import Ledger
from store.records import JobGone, Outcome
from tests.store.builders import LEASE, START, Clock, delivery, open_ledger, take_in, wire


def test_an_empty_queue_gives_nothing(ledger: Ledger) -> None:
    assert ledger.claim("w", LEASE) is None


def test_a_job_is_leased_to_one_worker(ledger: Ledger, clock: Clock) -> None:
    job = take_in(ledger)
    assert (job.kind, job.worker, job.tries, job.case_ref) == ("mail", "w1", 1, "")
    assert job.lease_until == clock.now + LEASE
    assert ledger.claim("w2", LEASE) is None


def test_an_expired_lease_goes_to_another_and_the_first_loses_quietly(ledger: Ledger, clock: Clock) -> None:
    late = take_in(ledger)
    clock.turn(minutes=3)
    job = ledger.claim("w2", LEASE)
    assert job is not None
    with pytest.raises(JobGone):
        ledger.commit(late, Outcome(MailClass.JUNK))
    assert not ledger.fail(late, "too late")
    ledger.commit(job, Outcome(MailClass.JUNK))
    with pytest.raises(JobGone):
        ledger.commit(job, Outcome(MailClass.JUNK))
    assert ledger.waiting() == 0


def test_the_same_worker_name_with_an_older_claim_loses_too(ledger: Ledger, clock: Clock) -> None:
    late = take_in(ledger)
    clock.turn(minutes=3)
    assert ledger.claim("w1", LEASE) is not None
    with pytest.raises(JobGone):
        ledger.commit(late, Outcome(MailClass.JUNK))


def test_a_lease_that_ran_out_but_was_not_given_on_still_commits(ledger: Ledger, clock: Clock) -> None:
    job = take_in(ledger)
    clock.turn(minutes=3)
    ledger.commit(job, Outcome(MailClass.BOUNCE))
    assert ledger.balance()[0].system_mail == 1


def test_a_failed_walk_comes_again_later_and_the_third_waits_for_a_person(ledger: Ledger, clock: Clock) -> None:
    job = take_in(ledger)
    assert ledger.fail(job, "worker died") is False
    assert ledger.claim("w", LEASE) is None, "not before the pause is over"
    clock.turn(seconds=10)
    job2 = ledger.claim("w", LEASE)
    assert job2 is not None
    assert ledger.fail(job2, "worker died") is False
    clock.turn(seconds=10)
    assert ledger.claim("w", LEASE) is None, "the second pause is longer"
    clock.turn(minutes=2)
    job3 = ledger.claim("w", LEASE)
    assert job3 is not None
    assert ledger.fail(job3, "worker died again") is True
    clock.turn(days=1)
    assert ledger.claim("w", LEASE) is None
    (stuck,) = ledger.stuck()
    assert (stuck.job.receipt.id, stuck.error) == (job.receipt.id, "worker died again")
    assert ledger.balance()[0].in_progress == 1

    ledger.retry(job.receipt.id)
    assert ledger.stuck() == ()
    assert ledger.claim("w", LEASE) is not None
    with pytest.raises(UsageError):
        ledger.retry(job.receipt.id)


def test_a_mail_that_kills_its_worker_each_time_ends_before_a_person(ledger: Ledger, clock: Clock) -> None:
    ledger.receive(wire(), delivery())
    for _ in range(CLAIMS):
        assert ledger.claim("w", LEASE) is not None
        clock.turn(minutes=3)
    assert ledger.claim("w", LEASE) is None
    assert len(ledger.stuck()) == 1


def test_postponing_counts_no_failure(ledger: Ledger, clock: Clock) -> None:
    for _ in range(2 * CLAIMS):
        job = take_in(ledger) if ledger.waiting() == 0 else ledger.claim("w", LEASE)
        assert job is not None
        ledger.postpone(job, clock.now + timedelta(seconds=5))
        assert ledger.claim("w", LEASE) is None
        clock.turn(seconds=5)
    assert ledger.stuck() == ()


def test_the_daemon_frees_the_leases_of_its_dead_forerunner(ledger: Ledger) -> None:
    take_in(ledger)
    assert ledger.free_leases() == 1
    assert ledger.claim("w2", LEASE) is not None


def test_a_flood_of_one_sender_delays_another_by_one_mail(ledger: Ledger) -> None:
    for n in range(20):
        ledger.receive(wire(n, "lu@a.vn"), delivery(f"imap:{n}"))
    ledger.receive(wire(50, "don@b.vn"), delivery("imap:50"))
    keys = [_claimed(ledger) for _ in range(3)]
    assert "imap:50" in keys[:2]
    for n in range(20, 25):
        ledger.receive(wire(n, "lu@a.vn"), delivery(f"imap:{n}"))
    ledger.receive(wire(51, "don@b.vn"), delivery("imap:51"))
    assert "imap:51" in [_claimed(ledger) for _ in range(2)], "who came late does not pay for what was before"


def test_known_senders_come_first_and_strangers_still_come(ledger: Ledger) -> None:
    ledger.set_directory((Person("Van.Thu@moha.gov.vn", "Văn thư", "Vụ A", Role.LIAISON),), by="quản trị")
    ledger.receive(wire(1, "la@x.vn"), delivery("imap:1"))
    for n in range(2, 50):
        ledger.receive(wire(n, "van.thu@moha.gov.vn"), delivery(f"imap:{n}"))
    order = [_claimed(ledger) for _ in range(49)]
    assert order[0] == "imap:2"
    assert order.index("imap:1") == 7, "every eighth job is a stranger's"


def test_who_has_left_the_directory_waits_among_strangers(ledger: Ledger) -> None:
    entries = [Person(f"{name}@moha.gov.vn", name, "Vụ A", Role.LIAISON) for name in ("con", "da.roi")]
    ledger.set_directory((entries[0], replace(entries[1], until=START)), by="quản trị")
    ledger.receive(wire(1, "da.roi@moha.gov.vn"), delivery("imap:1"))
    for n in range(2, 12):
        ledger.receive(wire(n, "con@moha.gov.vn"), delivery(f"imap:{n}"))
    assert [_claimed(ledger) for _ in range(11)].index("imap:1") == 7


def test_jobs_of_one_sender_keep_their_order(ledger: Ledger) -> None:
    for n in range(5):
        ledger.receive(wire(n), delivery(f"imap:{n}"))
    assert [_claimed(ledger) for _ in range(5)] == [f"imap:{n}" for n in range(5)]


def test_many_threads_and_two_ledgers_on_one_folder_do_each_job_once(tmp_path: Path) -> None:
    folder = tmp_path / "l"
    done: list[str] = []
    with open_ledger(folder) as one, open_ledger(folder) as two:
        for n in range(40):
            one.receive(wire(n, f"s{n % 3}@a.vn"), delivery(f"imap:{n}"))

        def work(ledger: Ledger, name: str) -> None:
            while (job := ledger.claim(name, LEASE)) is not None:
                ledger.commit(job, Outcome(MailClass.JUNK))
                done.append(job.receipt.delivery.transport_key)

        threads = [threading.Thread(target=work, args=(ledger, f"w{n}")) for n, ledger in enumerate((one, two) * 3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert sorted(done) == sorted(f"imap:{n}" for n in range(40))
        assert one.balance()[0].system_mail == 40


def _claimed(ledger: Ledger) -> str:
    job = ledger.claim("w", LEASE)
    assert job is not None
    return job.receipt.delivery.transport_key
