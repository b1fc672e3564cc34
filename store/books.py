"""The books: every mail received is accounted for once. Each line is counted from its own rows, so that a lost mail
shows as a difference and not as a smaller sum."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import and_, exists, func, select

from casework.calendar import VIETNAM
from casework.mail import MailClass
from store.part import Part
from store.records import Balance
from store.schema import job, receipt, revision

__all__ = ["BooksPart"]

_DECIDED = {"accept": "accepted", "return": "returned", "hold": "held", "quarantine": "quarantined"}
_SYSTEM = tuple(c.value for c in MailClass if c is not MailClass.BEFORE)
_LEAVES_TRACE = exists().where(
    and_(revision.c.ref == receipt.c.case_ref, revision.c.revision == receipt.c.revision, receipt.c.case_ref != "")
)
_FIRST = receipt.alias("first")


class BooksPart(Part):
    """The daily balance."""

    def balance(self, day: date | None = None) -> tuple[Balance, ...]:
        """One balance for each portal, over the mail recorded on ``day`` (Vietnam), or over all of it."""
        when = _within(day)
        undecided = and_(receipt.c.outcome == "", receipt.c.first_id.is_(None))
        lines = {
            "received": when,
            "before": and_(when, receipt.c.outcome == "before", receipt.c.before),
            "duplicates": and_(when, exists().where(_FIRST.c.id == receipt.c.first_id)),
            "system_mail": and_(when, receipt.c.outcome.in_(_SYSTEM)),
            "in_progress": and_(when, undecided, exists().where(job.c.receipt_id == receipt.c.id)),
        }
        for outcome, line in _DECIDED.items():
            lines[line] = and_(when, receipt.c.outcome == outcome, _LEAVES_TRACE)
        books: dict[str, dict[str, int]] = {}
        with self._db.read("balance the books") as connection:
            for line, wanted in lines.items():
                count = select(receipt.c.portal, func.count()).where(wanted).group_by(receipt.c.portal)
                for portal, number in connection.execute(count):
                    books.setdefault(portal, {})[line] = number
        return tuple(Balance(portal=portal, **lines) for portal, lines in sorted(books.items()))


def _within(day: date | None) -> Any:
    if day is None:
        return receipt.c.id > 0
    start = datetime.combine(day, time(), VIETNAM)
    return and_(receipt.c.recorded_at >= start, receipt.c.recorded_at < start + timedelta(days=1))
