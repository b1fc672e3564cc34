"""Work: claimed by one worker at a time, under a lease; a crash frees it, three failures hand it to a person."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from casework.errors import UsageError
from casework.noun import replace
from store.part import Part
from store.queueing import STRANGERS_SHARE, enqueue, forget_lanes, lane_of, served
from store.reception import receipt_columns, receipt_of
from store.records import Job, JobGone, StuckJob
from store.schema import job, outbox, receipt
from store.sheets import short

__all__ = ["CLAIMS", "FAILURES", "JobsPart", "fence_of"]

#: A walk that fails so often waits for a person.
FAILURES = 3
#: So does a job whose worker vanished so often (a mail that brings the whole process down). More than failures: a
#: worker also vanishes when the machine is restarted, which is no fault of the mail that it had in hand.
CLAIMS = 30
_STEP_BACK = 8  # turns: after a crash those go first that were not in hand
_PAUSES = (timedelta(seconds=10), timedelta(minutes=2))

_job_columns = (
    job.c.id.label("job_id"),
    job.c.kind,
    job.c.case_ref,
    job.c.tries,
    job.c.worker,
    job.c.ready_at,
    job.c.error,
    job.c.turn,
    job.c.known,
)
_JOBS = select(*_job_columns, *receipt_columns).join(receipt, receipt.c.id == job.c.receipt_id)
# A leased job is an open one whose ready_at lies at the end of its lease: an expired lease needs no special case.
_NEXT = (
    _JOBS.where(
        job.c.state == "open",
        job.c.known == bindparam("class"),
        job.c.slow == bindparam("lane"),
        job.c.ready_at <= bindparam("now"),
    )
    .order_by(job.c.turn, job.c.id)
    .limit(1)
)
_ANY = (
    select(job.c.id)
    .where(job.c.state == "open", job.c.slow == bindparam("lane"), job.c.ready_at <= bindparam("now"))
    .limit(1)
)
_LEASE = (
    update(job)
    .where(job.c.id == bindparam("wanted"), job.c.tries == bindparam("seen"))
    .values(tries=job.c.tries + 1, worker=bindparam("who"), ready_at=bindparam("until"))
)
_FENCE = select(job.c.id, job.c.kind, job.c.failures).where(
    job.c.id == bindparam("wanted"), job.c.worker == bindparam("who"), job.c.tries == bindparam("seen")
)
_DONE = delete(job).where(job.c.id == bindparam("wanted"))


def _job_of(row: Any) -> Job:
    return Job(
        receipt=receipt_of(row),
        kind=row.kind,
        case_ref=row.case_ref,
        tries=row.tries,
        worker=row.worker,
        lease_until=row.ready_at,
        id=row.job_id,
    )


class JobsPart(Part):
    """Jobs."""

    FENCE = _FENCE
    _claims = 0
    _jobs_due = False

    def claim(self, worker: str, lease: timedelta, *, slow: bool = False) -> Job | None:
        """The next job in turn, leased to ``worker``; ``None`` where nothing is ready (which costs one read).

        ``slow``: out of the slow lane, whose jobs no other claim takes."""
        now = self._clock()
        if (slow or not self._jobs_due) and not self._any_job(now, slow):
            return None
        with self._db.write_light("claim a job") as connection:
            self._claims += 1
            strangers_first = self._claims % STRANGERS_SHARE == 0
            for known in (not strangers_first, strangers_first):
                row = self._next(connection, known, now, slow)
                # Where one was ready another mostly is: then the look that spares idle workers the lock is left out.
                self._jobs_due = self._jobs_due if slow else row is not None
                if row is not None:
                    until = now + lease
                    connection.execute(_LEASE, {"wanted": row.job_id, "seen": row.tries, "who": worker, "until": until})
                    served(connection, known, row.turn)
                    return replace(_job_of(row), tries=row.tries + 1, worker=worker, lease_until=until)
        return None

    def _any_job(self, now: datetime, slow: bool) -> bool:
        with self._db.read("look for work") as connection:
            return connection.execute(_ANY, {"now": now, "lane": slow}).first() is not None

    def _next(self, connection: Connection, known: bool, now: datetime, slow: bool) -> Any:
        """The job whose turn it is in one class; jobs whose workers keep vanishing step aside for a person."""
        wanted = {"class": known, "now": now, "lane": slow}
        while (row := connection.execute(_NEXT, wanted).first()) is not None:
            if row.tries < CLAIMS:
                return row
            self._give_up(connection, row.job_id, "worker gone too often: " + (row.error or "no error was told"))
        return None

    def fail(self, job: Job, error: str) -> bool:
        """The walk failed. It comes again after a pause that grows; True where it now waits for a person.

        ``error`` must not carry anything of what the mail says. A job that is another's by now is left alone.
        """
        with self._db.write("note a failed walk") as connection:
            row = connection.execute(_FENCE, fence_of(job)).first()
            if row is None:
                return False
            if row.failures + 1 >= FAILURES:
                self._give_up(connection, job.id, error)
                return True
            pause = _PAUSES[min(row.failures, len(_PAUSES) - 1)]
            self._free(connection, job.id, self._clock() + pause, failures=row.failures + 1, error=short(error))
            return False

    def postpone(self, job: Job, until: datetime) -> None:
        """Put the job back without counting a failure (a server that must be asked first is out of reach)."""
        with self._db.write("postpone a job") as connection:
            if connection.execute(_FENCE, fence_of(job)).first() is not None:
                self._free(connection, job.id, until, tries=job.tries - 1)

    def free_leases(self) -> int:
        """Free every lease, of jobs and of letters: for the one daemon at its start, when all who held one are dead.

        Returns how many jobs were freed. A letter whose sending was cut off goes out again under its Message-ID.
        """
        with self._db.write("free the leases of a dead process") as connection:
            forget_lanes(connection)
            freed = connection.execute(
                update(job)
                .where(job.c.state == "open", job.c.worker != "")
                .values(worker="", ready_at=self._clock(), turn=job.c.turn + _STEP_BACK)
            )
            letters = update(outbox).where(outbox.c.state == "waiting", outbox.c.worker != "")
            connection.execute(letters.values(worker="", next_try=self._clock()))
            return freed.rowcount

    def stuck(self) -> tuple[StuckJob, ...]:
        """Jobs that wait for a person, oldest first."""
        with self._db.read("look for stuck work") as connection:
            rows = connection.execute(_JOBS.where(job.c.state == "stuck").order_by(job.c.id)).all()
        return tuple(StuckJob(job=_job_of(row), error=row.error) for row in rows)

    def waiting(self) -> int:
        """How many jobs are open, those under way included."""
        with self._db.read("count the work") as connection:
            return len(connection.execute(select(job.c.id).where(job.c.state == "open")).all())

    def unread(self, portal: str, until: datetime) -> bool:
        """True where mail of ``portal`` that was received by ``until`` has not been read yet, stuck mail excepted: an
        answer that came in time may be among it."""
        wanted = select(job.c.id).join(receipt, receipt.c.id == job.c.receipt_id)
        wanted = wanted.where(job.c.state == "open", receipt.c.portal == portal, receipt.c.received_at <= until)
        with self._db.read("look for mail not read yet") as connection:
            return connection.execute(wanted.limit(1)).first() is not None

    def retry(self, receipt_id: int) -> None:
        """A person lets a stuck mail try again; :class:`UsageError` where nothing of this receipt is stuck."""
        with self._db.write("retry a stuck job") as connection:
            again = connection.execute(
                update(job)
                .where(job.c.receipt_id == receipt_id, job.c.state == "stuck")
                .values(state="open", tries=0, failures=0, worker="", ready_at=self._clock())
            )
            if again.rowcount == 0:
                raise UsageError(f"receipt {receipt_id}: no job of it is stuck")

    def _give_up(self, connection: Connection, number: int, error: str) -> None:
        connection.execute(update(job).where(job.c.id == number).values(state="stuck", worker="", error=short(error)))

    def _free(self, connection: Connection, number: int, ready_at: datetime, **values: Any) -> None:
        connection.execute(update(job).where(job.c.id == number).values(worker="", ready_at=ready_at, **values))

    def _hold_fence(self, connection: Connection, job: Job) -> None:
        """Go on only where this job is still this worker's: a lease that ran out but was not given on still counts."""
        if connection.execute(_FENCE, fence_of(job)).first() is None:
            raise JobGone(f"job {job.id}: no longer leased to {job.worker}")

    def _close(self, connection: Connection, job: Job) -> None:
        connection.execute(_DONE, {"wanted": job.id})

    def _walk_again(self, connection: Connection, ref: str, receipt_id: int) -> None:
        """A late fact came: the case walks once more, ahead of strangers' mail."""
        idle = select(job.c.id).where(
            job.c.case_ref == ref, job.c.kind == "rewalk", job.c.state == "open", job.c.worker == ""
        )
        if connection.execute(idle).first() is None:
            enqueue(
                connection,
                receipt_id,
                kind="rewalk",
                ref=ref,
                key=lane_of(f"case {ref}"),
                known=True,
                ready_at=self._clock(),
            )


def fence_of(job: Job) -> dict[str, Any]:
    """What must still be true of a job for its worker to go on with it."""
    return {"wanted": job.id, "who": job.worker, "seen": job.tries}
