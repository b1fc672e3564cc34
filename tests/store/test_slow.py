"""The slow lane's jobs are nobody else's; what a sender used is counted by day; a wish to read is one job."""

from __future__ import annotations

import pytest

from store.ledger import Ledger
from store.records import UnknownCase
from tests.store.builders import LEASE, Clock, take_in


def test_a_job_of_the_slow_lane_is_claimed_there_alone(ledger: Ledger, clock: Clock) -> None:
    job = take_in(ledger)
    ledger.to_slow_lane(job)
    assert ledger.claim("w1", LEASE) is None
    slow = ledger.claim("s", LEASE, slow=True)
    assert slow is not None and (slow.id, slow.tries) == (job.id, 1), "no try was lost"
    assert ledger.claim("s", LEASE, slow=True) is None
    other = take_in(ledger, 2)
    assert other.id != job.id and ledger.claim("s2", LEASE, slow=True) is None


def test_a_slow_job_whose_worker_died_comes_again_in_its_lane(ledger: Ledger, clock: Clock) -> None:
    ledger.to_slow_lane(take_in(ledger))
    assert ledger.claim("s", LEASE, slow=True) is not None
    clock.turn(minutes=3)
    assert ledger.claim("w", LEASE) is None
    assert ledger.claim("s", LEASE, slow=True) is not None
    assert ledger.free_leases() == 1
    again = ledger.claim("s", LEASE, slow=True)
    assert again is not None and again.tries == 3
    assert ledger.balance()[0].whole


def test_who_lost_the_job_cannot_move_it(ledger: Ledger, clock: Clock) -> None:
    late = take_in(ledger)
    clock.turn(minutes=3)
    assert ledger.claim("w2", LEASE) is not None
    ledger.to_slow_lane(late)
    assert ledger.claim("s", LEASE, slow=True) is None


def test_use_is_counted_by_sender_and_by_the_day_in_vietnam(ledger: Ledger, clock: Clock) -> None:
    assert ledger.slow_use("lan@moha.gov.vn") == (0.0, 0)
    ledger.add_slow_use("lan@moha.gov.vn", 12.5, 4)
    ledger.add_slow_use("lan@moha.gov.vn", 2.25, 1)
    ledger.add_slow_use("nga@moha.gov.vn", 1.0, 1)
    assert ledger.slow_use("lan@moha.gov.vn") == (14.75, 5)
    assert ledger.slow_use("nga@moha.gov.vn") == (1.0, 1)
    clock.turn(hours=24)
    assert ledger.slow_use("lan@moha.gov.vn") == (0.0, 0)


def test_only_a_case_that_is_there_is_read(ledger: Ledger) -> None:
    with pytest.raises(UnknownCase):
        ledger.read_again("CONGTTDT-000099", by="Trần Thị Bình")
