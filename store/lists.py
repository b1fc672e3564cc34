"""What stands before people: the queue, the waits, the rejection log."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, exists, func, or_, select

from casework.decision import Awaited
from store.commit import WAITING
from store.part import Part
from store.records import CaseState, HoldAge, HoldDue, QueueEntry, Rejection
from store.schema import cases, finding, rejection

__all__ = ["AGES", "ListsPart"]

#: From how many days on a wait counts as older, for ``doctor``.
AGES = (0, 1, 3, 7, 14, 30)
_WAITS = (CaseState.HELD, CaseState.ASKED_BACK)
_HEAVY = ("stop", "return", "hold")


class ListsPart(Part):
    """Lists."""

    def queue(
        self, portal: str | None = None, desk: str | None = None, state: str | None = None
    ) -> tuple[QueueEntry, ...]:
        """Cases before the editors, most urgent first: two-hour items, then by deadline, then by receipt.

        Without ``state``: all that wait (queued, taken, asked back, held).
        """
        wanted = select(cases).where(cases.c.state.in_([state] if state else [s.value for s in WAITING]))
        if portal is not None:
            wanted = wanted.where(cases.c.portal == portal)
        if desk is not None:
            wanted = wanted.where(cases.c.desk == desk)
        with self._db.read("read the queue") as connection:
            rows = connection.execute(wanted).all()
        return tuple(_entry(row) for row in sorted(rows, key=_urgency))

    def rejections(
        self,
        *,
        portal: str | None = None,
        code: str | None = None,
        unit: str | None = None,
        sender: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> tuple[Rejection, ...]:
        """What was sent back, quarantined, refused or expired, newest first; ``until`` is exclusive."""
        wanted = select(rejection)
        for column, value in (
            (rejection.c.portal, portal),
            (rejection.c.unit, unit),
            (rejection.c.sender, sender.lower() if sender else sender),
        ):
            if value is not None:
                wanted = wanted.where(column == value)
        if since is not None:
            wanted = wanted.where(rejection.c.decided_at >= since)
        if until is not None:
            wanted = wanted.where(rejection.c.decided_at < until)
        if code is not None:
            found = exists().where(
                and_(
                    finding.c.ref == rejection.c.ref,
                    finding.c.revision == rejection.c.revision,
                    finding.c.code == code,
                    finding.c.severity.in_(_HEAVY),
                    rejection.c.disposition.in_(("return", "quarantine")),
                )
            )
            wanted = wanted.where(found)
        with self._db.read("read the rejection log") as connection:
            rows = connection.execute(wanted.order_by(rejection.c.decided_at.desc(), rejection.c.id.desc())).all()
        return tuple(_rejection(row) for row in rows)

    def holds_due(self, now: datetime) -> tuple[HoldDue, ...]:
        """Waits whose reminder or last day has come, the oldest reminder first."""
        due = or_(cases.c.remind_at <= now, cases.c.last_day <= now)
        wanted = select(cases).where(cases.c.state.in_(_WAITS), cases.c.last_day.is_not(None), due)
        with self._db.read("look for waits") as connection:
            rows = connection.execute(wanted.order_by(cases.c.remind_at, cases.c.ref)).all()
        return tuple(_hold(row) for row in rows)

    def holds_by_age(self, now: datetime) -> tuple[HoldAge, ...]:
        """How many cases wait for others, by portal and days waited; steps without a case are left out."""
        wanted = select(cases.c.portal, func.coalesce(cases.c.waiting_since, cases.c.received_at).label("since"))
        with self._db.read("look for waits") as connection:
            rows = connection.execute(wanted.where(cases.c.state.in_(_WAITS))).all()
        counts: dict[tuple[str, int], int] = {}
        for row in rows:
            step = max((days for days in AGES if row.since <= now - timedelta(days=days)), default=0)
            counts[row.portal, step] = counts.get((row.portal, step), 0) + 1
        return tuple(HoldAge(portal=portal, days=days, count=n) for (portal, days), n in sorted(counts.items()))


def _urgency(row: Any) -> tuple[Any, ...]:
    return (not row.urgent, row.due is None, row.due or row.received_at, row.received_at, row.ref)


def _entry(row: Any) -> QueueEntry:
    waits = row.state in _WAITS
    return QueueEntry(
        ref=row.ref,
        portal=row.portal,
        title=row.title,
        item=row.item,
        column_id=row.column_id,
        column_name=row.column_name,
        desk=row.desk,
        state=row.state,
        received_at=row.received_at,
        due=row.due,
        derivation=row.derivation,
        urgent=row.urgent,
        claimed_by=row.claimed_by,
        sender=row.sender,
        unit=row.unit,
        disposition=row.disposition,
        awaiting=row.awaiting_what if waits else "",
        reminders=tuple(row.reminders),
    )


def _rejection(row: Any) -> Rejection:
    return Rejection(
        ref=row.ref,
        portal=row.portal,
        revision=row.revision,
        decided_at=row.decided_at,
        sender=row.sender,
        unit=row.unit,
        title=row.title,
        codes=tuple(row.codes),
        reasons=tuple(row.reasons),
        disposition=row.disposition,
    )


def _hold(row: Any) -> HoldDue:
    return HoldDue(
        ref=row.ref,
        portal=row.portal,
        owner=row.awaiting_owner,
        who=Awaited(row.awaiting_who),
        remind_at=row.remind_at,
        last_day=row.last_day,
        outcome=row.awaiting_outcome,
        leaders=tuple(row.awaiting_leaders),
    )
