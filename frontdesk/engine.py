"""The claim of a job, in one place: claim, walk, commit. PostgreSQL with Procrastinate would replace this file."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from casework.errors import StorageError
from frontdesk.aiding import Aiding, NeedsSlowLane, SlowLaneOnly, Spent
from frontdesk.pipeline import Rooms
from frontdesk.walks import new_mail, rewalk
from intake.clamd import ScannerAway
from intake.dns import DnsAway
from intake.sandbox import SandboxError
from store.ledger import Ledger
from store.records import Job, JobGone, Outcome, StaleLook

__all__ = ["Engine"]

log = logging.getLogger(__name__)

#: How often a walk starts again at once because the ledger or the directory moved under it.
STALE_TRIES = 5
#: How long a job waits that was overtaken so often.
STALE_PAUSE = timedelta(seconds=1)
#: How long a job waits where the virus scanner is out of reach.
SCANNER_PAUSE = timedelta(seconds=30)
#: How long a job waits where the DNS is in trouble, at first and at most.
DNS_PAUSE = timedelta(seconds=60)
DNS_LONGEST_PAUSE = timedelta(minutes=10)
#: How long a job waits where no sandbox worker could be started.
SANDBOX_PAUSE = timedelta(seconds=30)
#: How long the end of the process waits for the slow lane, in seconds.
SLOW_END = 5.0


class Engine:
    """A pool of threads, each walking one mail at a time, and one more for the slow lane: mails that need the workshop.

    ``wake`` is called by a door after each receipt.
    """

    def __init__(self, ledger: Ledger, rooms: Rooms, clock: Callable[[], datetime], *, on_letters: Callable[[], None]):
        self._ledger = ledger
        self._rooms = rooms
        self._clock = clock
        self._on_letters = on_letters
        self._work = threading.Condition()
        self._commits = threading.RLock()
        self._pending = False
        self._slow_work = threading.Event()
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Start the workers; receipts without an outcome from before a crash are claimed like any other."""
        for number in range(self._rooms.settings.workers.count):
            thread = threading.Thread(target=self._run, args=(f"worker-{number + 1}",), name=f"walk-{number + 1}")
            thread.daemon = True
            thread.start()
            self._threads.append(thread)
        self._slow = threading.Thread(target=self._run_slowly, name="walk-slow", daemon=True)
        self._slow.start()

    def stop(self, timeout: float = 30.0) -> None:
        """Let each worker end its walk; what is not ended in time is claimed again after its lease. The slow lane is
        not waited for: what it has in hand goes back to its place."""
        self._stop.set()
        self.wake()
        for thread in self._threads:
            thread.join(timeout)
        if self._threads:
            self._slow.join(min(timeout, SLOW_END))

    def wake(self) -> None:
        """A receipt was committed: look for a job now."""
        with self._work:
            self._pending = True
            self._work.notify_all()
        self._slow_work.set()

    def work_once(self, worker: str, *, slow: bool = False) -> bool:
        """Claim and end one job (``slow``: of the slow lane); False where there is none. Raises nothing but what stops
        the process."""
        settings = self._rooms.settings
        lease = settings.workers.lease_seconds + (2 * settings.workshop.seconds_per_mail if slow else 0)
        try:
            job = self._ledger.claim(worker, timedelta(seconds=lease), slow=slow)
        except StorageError as error:
            log.error("no job can be claimed: %s", error)
            return False
        if job is None:
            return False
        try:
            self._walk(job, slow)
        except NeedsSlowLane:
            self._ledger.to_slow_lane(job)
            self._slow_work.set()
        except JobGone:
            log.info("job %s was ended by another worker", job.id)
        except StaleLook:
            # Busy people or another process moved the ledger under every walk: not the mail's fault, no try is lost.
            log.info("job %s was overtaken %d times and comes again", job.id, STALE_TRIES)
            self._ledger.postpone(job, self._clock() + STALE_PAUSE)
        except SandboxError as error:
            # No worker can be started: the machine's fault, not the mail's. It keeps its place and its tries.
            log.error("job %s waits: %s", job.id, error)
            self._ledger.postpone(job, self._clock() + SANDBOX_PAUSE)
        except ScannerAway as error:
            # The virus scanner is being restarted or its signatures loaded: nobody opens the mail before it has spoken.
            log.warning("job %s waits for the virus scanner: %s", job.id, error)
            self._ledger.postpone(job, self._clock() + SCANNER_PAUSE)
        except DnsAway as error:
            # Who sent it cannot be asked now: a failure of the DNS is no failure of the sender.
            log.warning("job %s waits for the DNS: %s", job.id, error)
            now = self._clock()
            # Longer each time: a stranger whose name servers are silent must not keep the walkers busy with waiting.
            pause = min(max(DNS_PAUSE, (now - job.receipt.recorded_at) / 2), DNS_LONGEST_PAUSE)
            self._ledger.postpone(job, now + pause)
        except StorageError as error:
            # The disk is full or the ledger locked: the job stands, its lease runs out, and it is claimed again.
            log.error("job %s could not be committed: %s", job.id, error)
            self._stop.wait(1.0)
        except Exception as error:  # noqa: BLE001  a poison mail has three tries and then waits for a person
            # The message of a stranger's exception may quote the mail, so only its type and place are written down.
            waits = self._ledger.fail(job, f"{type(error).__name__} at {_place(error)}")
            log.error(
                "job %s failed: %s at %s%s",
                job.id,
                type(error).__name__,
                _place(error),
                "; waits for a person" if waits else "",
            )
        return True

    def _walk(self, job: Job, slow: bool) -> None:
        rooms = self._rooms_for(job, slow)
        for attempt in range(STALE_TRIES):
            # In a burst the others' commits would overtake a long walk time after time: its last one goes alone.
            with self._commits if attempt + 1 == STALE_TRIES and not slow else contextlib.nullcontext():
                outcome = self._outcome(job, rooms)
                if slow and self._stop.is_set():
                    # The workshop ends with us: what it did not finish must not pass for what it could not read.
                    self._ledger.postpone(job, self._clock())
                    return
                try:
                    with self._commits:
                        self._ledger.commit(job, outcome)
                except StaleLook:
                    if attempt + 1 == STALE_TRIES:
                        raise
                    continue
            if outcome.outgoing:
                self._on_letters()
            return

    def _rooms_for(self, job: Job, slow: bool) -> Rooms:
        """The rooms of one job: the workshop itself in the slow lane, in the other what sends the mail there."""
        rooms, settings = self._rooms, self._rooms.settings
        if rooms.workshop is None:
            return rooms
        workshop = rooms.workshop if slow else SlowLaneOnly()
        purse = _LedgerPurse(self._ledger)
        asked = job.kind == "reread"
        return rooms.with_aiding(workshop, Aiding(workshop, settings.workshop, settings.limits, purse, asked=asked))

    def _outcome(self, job: Job, rooms: Rooms) -> Outcome:
        now = self._clock()
        if job.kind in ("rewalk", "reread"):
            return rewalk(job, rooms, self._ledger, now)
        return new_mail(job, self._ledger.content(job.receipt), rooms, self._ledger, now)

    def _run_slowly(self) -> None:
        while not self._stop.is_set():
            if not self.work_once("slow", slow=True):
                self._slow_work.wait(timeout=1.0)
                self._slow_work.clear()

    def _run(self, worker: str) -> None:
        while not self._stop.is_set():
            if self.work_once(worker):
                continue
            with self._work:
                if not self._pending:
                    # A lease may run out and a retry fall due without anybody calling: look again now and then.
                    self._work.wait(timeout=1.0)
                self._pending = False


class _LedgerPurse:
    """What a sender has spent today, as the ledger knows it."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def spent(self, sender: str) -> Spent:
        """Seconds and pages of today."""
        return Spent(*self._ledger.slow_use(sender))

    def spend(self, sender: str, cost: Spent) -> None:
        """Write it down."""
        self._ledger.add_slow_use(sender, cost.seconds, cost.pages)


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    place = "?"
    while trace is not None:
        place = f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
