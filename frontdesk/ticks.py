"""What happens by the clock: digests, reminders and ends of waits, reconciliation, backup. Every tick is idempotent.

APScheduler only calls; what was done stands in the ledger, so two calls, or a call after a crash, do no harm.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path

from apscheduler.schedulers.background import BackgroundScheduler  # type: ignore[import-untyped]
from apscheduler.triggers.interval import IntervalTrigger  # type: ignore[import-untyped]

from casework.calendar import VIETNAM
from casework.errors import ConfigurationError
from frontdesk import digests, holds, people_waits, revocation, summaries
from frontdesk.law_folder import regulations_folder, with_addresses
from frontdesk.pipeline import Rooms, context_of
from frontdesk.post import outgoing_of, service_portal
from notifier.notices import alarm
from store.backup import backup, check
from store.ledger import Ledger
from store.shelf import prune

__all__ = ["Clock"]

log = logging.getLogger(__name__)

_LOOK_AT_CLOCK = 30.0  # seconds
_CLOCK_SLACK = timedelta(minutes=1)

#: What an administrator reads in the subject, by the beginning of the alarm's kind.
_TITLES = {
    "backup": "bản sao lưu không dùng được",
    "balance-": "sổ không cân",
    "crl": "danh sách thu hồi chứng thư đã cũ",
    "disk": "ổ đĩa gần đầy",
    "door-": "cửa nhận thư có sự cố",
    "law": "tệp quy định sai",
    "limit-": "quá nhiều thư tới một địa chỉ",
    "sandbox": "thư đến không được đọc",
    "smtp": "không gửi được thư",
    "stuck-": "có thư không xử lý được",
    "tick-": "việc định kỳ không xong",
    "trust": "kho chứng thư tin cậy có lỗi",
    "undeliverable-": "có thư không gửi được tới người nhận",
    "workshop": "xưởng đọc không chạy",
}


class Clock:
    """The scheduler with its ticks."""

    def __init__(
        self,
        ledger: Ledger,
        rooms: Rooms,
        clock: Callable[[], datetime],
        *,
        on_letters: Callable[[], None],
        on_jobs: Callable[[], None],
    ) -> None:
        self._ledger = ledger
        self._rooms = rooms
        self._clock = clock
        self._on_letters = on_letters
        self._on_jobs = on_jobs
        self._scheduler = BackgroundScheduler(timezone=VIETNAM)
        self._ended = threading.Event()
        self._successors_asked: set[tuple[str, ...]] = set()
        self._doors: Callable[[], Iterable[tuple[str, tuple[str, ...]]]] = tuple

    def watch(self, doors: Callable[[], Iterable[tuple[str, tuple[str, ...]]]]) -> None:
        """``doors`` gives each door's name and what a person must look at there."""
        self._doors = doors

    def start(self) -> None:
        """Register the ticks in a memory store (two schedulers on one job store would fire every job twice)."""
        schedule = self._rooms.settings.schedule
        add = self._scheduler.add_job
        add(self._guard(self.digest), "interval", seconds=schedule.digest_every, coalesce=True, max_instances=1)
        add(self._guard(self.holds), "interval", seconds=schedule.holds_every, coalesce=True, max_instances=1)
        add(self._guard(self.summaries), "interval", seconds=300, coalesce=True, max_instances=1)
        add(self._guard(self.reload_law), "interval", seconds=schedule.law_every, coalesce=True, max_instances=1)
        add(self._guard(self.trust), "interval", seconds=schedule.law_every, coalesce=True, max_instances=1)
        add(self._guard(self.upkeep), "interval", seconds=900, coalesce=True, max_instances=1)
        add(self._guard(self.look_at_doors), "interval", seconds=60, coalesce=True, max_instances=1)
        for tick, at in ((self.backup, schedule.backup_at), (self.reconcile, schedule.reconcile_at)):
            hour, minute = at.split(":")
            add(self._guard(tick), "cron", hour=int(hour), minute=int(minute), coalesce=True, misfire_grace_time=3600)
        self._scheduler.start()
        threading.Thread(target=self._follow, name="clock", daemon=True).start()

    def stop(self) -> None:
        """No further tick; one that runs ends first."""
        self._ended.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)

    def _follow(self) -> None:
        while not self._ended.wait(_LOOK_AT_CLOCK):
            self.catch_up(datetime.now(VIETNAM))

    def catch_up(self, now: datetime) -> None:
        """The scheduler knows its next instants by the wall's clock: where that was put back by a day, it would sleep
        for a day, alarms and all. What stands further off than its trigger says is brought near."""
        for job in self._scheduler.get_jobs():
            if isinstance(job.trigger, IntervalTrigger):
                if job.next_run_time > now + job.trigger.interval + _CLOCK_SLACK:
                    log.warning("the clock was put back: tick %s comes now", job.id)
                    job.modify(next_run_time=now)
            elif job.next_run_time > job.trigger.get_next_fire_time(None, now) + _CLOCK_SLACK:
                job.reschedule(job.trigger)

    def digest(self) -> None:
        """Each desk's digest, where its time has come and something changed."""
        if digests.send_due(self._ledger, self._rooms, self._clock()):
            self._on_letters()

    def holds(self) -> None:
        """Who may no longer confirm is replaced by who may now; then reminders and ends of waits."""
        if people_waits.ask_successors(self._ledger, self._clock(), self._successors_asked):
            self._on_jobs()
        if holds.remind_and_expire(self._ledger, self._rooms, self._clock()):
            self._on_letters()
            self._on_jobs()

    def summaries(self) -> None:
        """One letter for those that were held back in an hour."""
        if summaries.send_due(self._ledger, self._rooms, self._clock()):
            self._on_letters()

    def reload_law(self) -> None:
        """Take up a changed portal's file; a wrong one is refused with an alarm, and the last good law stays."""
        folder = regulations_folder(self._rooms.settings)
        try:
            fresh = with_addresses(folder, self._rooms.settings)
        except ConfigurationError as error:
            self.raise_alarm("law", f"Tệp quy định sai, hệ thống vẫn dùng bản cũ: {error}")
            return
        self._ledger.close_alarm("law")
        if fresh.version != self._rooms.regulations.version:
            log.info("the regulations changed: %s → %s", self._rooms.regulations.version[:12], fresh.version[:12])
            self._rooms.regulations = fresh

    def trust(self) -> None:
        """Revocation lists are fetched when they are due; what the trust store then holds, signatures are judged by."""
        for standing in revocation.keep_fresh(self._rooms, self._clock(), ended=self._ended):
            if standing.words:
                self.raise_alarm(standing.kind, standing.words)
            else:
                self._ledger.close_alarm(standing.kind)

    def look_at_doors(self) -> None:
        """A door that is shut or sees mail it cannot take is an alarm; one that is well again closes it. So is a
        sandbox whose workers cannot be started: mail then waits."""
        if self._rooms.sandbox.status.problem:
            self.raise_alarm("sandbox", "Không mở được tiến trình đọc thư, thư đến phải chờ. Xem: tiepnhan doctor")
        else:
            self._ledger.close_alarm("sandbox")
        workshop = self._rooms.workshop
        if workshop is not None and workshop.trouble:
            meanwhile = "Bản quét, Word đời cũ, âm thanh, video chưa đọc được mà chờ người xem. Xem: tiepnhan doctor"
            self.raise_alarm("workshop", f"{workshop.trouble}. {meanwhile}")
        else:
            self._ledger.close_alarm("workshop")
        for name, words in self._doors():
            if words:
                self.raise_alarm(f"door-{name}", "\n".join(words))
            else:
                self._ledger.close_alarm(f"door-{name}")

    def reconcile(self) -> None:
        """Each portal's ledger must balance: received = what became of it + what is in progress."""
        for balance in self._ledger.balance():
            if not balance.whole:
                self.raise_alarm(
                    f"balance-{balance.portal}",
                    f"Sổ của {balance.portal} không cân: nhận {balance.received}, có kết cục hoặc đang xử lý "
                    f"{balance.accounted}.\n{balance}",
                )
            else:
                self._ledger.close_alarm(f"balance-{balance.portal}")

    def upkeep(self) -> None:
        """What waits for a person is an alarm; what a crash left lying about is put away."""
        waiting = self._ledger.stuck()
        numbers = {f"stuck-{stuck.job.receipt.id}" for stuck in waiting}
        for standing in self._ledger.open_alarms():
            if standing.kind.startswith("stuck-") and standing.kind not in numbers:
                self._ledger.close_alarm(standing.kind)
        for stuck in waiting:
            receipt = stuck.job.receipt
            self.raise_alarm(
                f"stuck-{receipt.id}",
                f"Thư số {receipt.id} ({receipt.delivery.portal}) đã thử nhiều lần không xử lý được và đang chờ "
                f"người quản trị: tiepnhan doctor, rồi tiepnhan replay {receipt.id}",
            )
        self._ledger.repair()

    def backup(self) -> None:
        """The daily duty of 668/15.2, with the check that the copy is whole."""
        store = self._rooms.settings.store
        folder = self._rooms.settings.path(store.backup)
        report = backup(self._rooms.settings.path(store.folder), folder)
        found = check(Path(report.path))
        if not found.whole:
            self.raise_alarm("backup", f"Bản sao lưu {report.path} không nguyên vẹn: {'; '.join(found.problems[:5])}")
            return
        prune(folder, keep=store.keep_backups)
        self._ledger.close_alarm("backup")
        log.info("backup written and checked: %s, %d mails, %d bytes", report.path, report.mails, report.bytes)

    def raise_alarm(self, kind: str, text: str) -> None:
        """Write to the administrator once per open alarm."""
        if not self._ledger.alarm(kind, text):
            return
        log.error("alarm %s: %s", kind, text)
        now = self._clock()
        letter = alarm(
            service_portal(self._rooms),
            context_of(self._rooms, now),
            title=_title(kind),
            lines=tuple(text.split("\n")),
            at=now,
        )
        self._ledger.post((outgoing_of(letter, self._rooms, now),))
        self._on_letters()

    def _guard(self, tick: Callable[[], None]) -> Callable[[], None]:
        def run() -> None:
            try:
                tick()
                self._ledger.close_alarm(f"tick-{tick.__name__}")
            except Exception as error:
                log.exception("tick %s failed", tick.__name__)
                self.raise_alarm(f"tick-{tick.__name__}", f"Việc định kỳ “{tick.__name__}” không xong: {error}")

        return run


def _title(kind: str) -> str:
    """The kind in words, with what it is about: “có thư không xử lý được (12)”."""
    for start, words in _TITLES.items():
        if kind.startswith(start):
            about = kind.removeprefix(start)
            return f"{words} ({about})" if about else words
    return kind
