"""The scheduler sleeps by the wall's clock; a clock that is put back must not put the ticks to sleep."""

from __future__ import annotations

from datetime import datetime, timedelta

from casework.calendar import VIETNAM
from tests.frontdesk.office import Office


def test_ticks_come_soon_though_the_clock_was_put_back_a_day(office: Office) -> None:
    ticks = office.ticks
    ticks.start()
    ticks._scheduler.pause()  # nothing is due by this machine's own clock: only the instants are looked at
    try:
        jobs = ticks._scheduler.get_jobs()
        now = datetime.now(VIETNAM) - timedelta(days=3)  # the wall's clock, after it was set right
        ticks.catch_up(now)
        intervals = [job for job in jobs if not job.trigger.__class__.__name__.startswith("Cron")]
        assert len(jobs) == 9 and len(intervals) == 7
        assert all(job.next_run_time == now for job in intervals)
        assert ticks._scheduler.running
    finally:
        ticks.stop()


def test_a_clock_that_goes_right_moves_nothing(office: Office) -> None:
    ticks = office.ticks
    ticks.start()
    ticks._scheduler.pause()  # nothing is due by this machine's own clock: only the instants are looked at
    try:
        before = {job.id: job.next_run_time for job in ticks._scheduler.get_jobs()}
        ticks.catch_up(datetime.now(VIETNAM))
        assert {job.id: job.next_run_time for job in ticks._scheduler.get_jobs()} == before
    finally:
        ticks.stop()
