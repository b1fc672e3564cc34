"""The slow lane: mails that wait for the workshop, and what it has spent on each sender today."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select, update

from casework.calendar import VIETNAM
from store.cases import CasesPart
from store.jobs import fence_of
from store.queueing import enqueue, lane_of
from store.records import Job
from store.schema import job as jobs
from store.schema import slow_use

__all__ = ["SlowPart"]


class SlowPart(CasesPart):
    """What belongs to the slow lane alone; its jobs are claimed, failed and committed like any other."""

    def to_slow_lane(self, job: Job) -> None:
        """Put the job where the slow lane's worker takes it. No failure is counted, and its place stays."""
        with self._db.write("hand a job to the slow lane") as connection:
            if connection.execute(self.FENCE, fence_of(job)).first() is not None:
                self._free(connection, job.id, self._clock(), tries=job.tries - 1, slow=True)

    def slow_use(self, sender: str) -> tuple[float, int]:
        """Seconds and pages of the workshop that went to this address today."""
        wanted = select(slow_use.c.milliseconds, slow_use.c.pages).where(
            slow_use.c.lane == lane_of(sender), slow_use.c.day == _day(self._clock())
        )
        with self._db.read("look up what a sender has used") as connection:
            row = connection.execute(wanted).first()
        return (row.milliseconds / 1000, row.pages) if row is not None else (0.0, 0)

    def add_slow_use(self, sender: str, seconds: float, pages: int) -> None:
        """Write down what was spent on this address; the address itself is not kept."""
        key = {"lane": lane_of(sender), "day": _day(self._clock())}
        here = (slow_use.c.lane == key["lane"], slow_use.c.day == key["day"])
        spent = int(seconds * 1000)
        with self._db.write("note what a sender has used") as connection:
            more = {"milliseconds": slow_use.c.milliseconds + spent, "pages": slow_use.c.pages + pages}
            if connection.execute(update(slow_use).where(*here).values(**more)).rowcount == 0:
                connection.execute(insert(slow_use), {**key, "milliseconds": spent, "pages": pages})

    def read_again(self, ref: str, by: str) -> None:
        """A person wants every file of this case read, whoever sent it: its mails go through the slow lane once more.

        :class:`UnknownCase` where there is none."""
        with self._db.write("have a case read") as connection:
            row = self._standing_case(connection, ref)
            waiting = select(jobs.c.id).where(
                jobs.c.case_ref == ref, jobs.c.kind == "reread", jobs.c.state == "open", jobs.c.worker == ""
            )
            if connection.execute(waiting).first() is not None:
                return
            self._note(connection, ref, by, "read")
            enqueue(
                connection,
                row.receipt_id,
                kind="reread",
                ref=ref,
                key=lane_of(f"case {ref}"),
                known=True,
                ready_at=self._clock(),
                slow=True,
            )


def _day(now: datetime) -> str:
    return now.astimezone(VIETNAM).date().isoformat()
