"""What the postman held back is told in one letter an hour: nobody is left without a word about his case."""

from __future__ import annotations

from datetime import datetime, timedelta
from email import message_from_bytes, policy

from casework.calendar import VIETNAM
from casework.mail import Address
from frontdesk.pipeline import Rooms, context_of, portal_of
from frontdesk.post import outgoing_of, service_portal
from notifier.notices import HeldBack, summary
from notifier.pace import HOURLY_LIMIT
from store.ledger import Ledger
from store.records import LetterState, OutboxRow

__all__ = ["LIMIT_ALARM", "send_due"]

LIMIT_ALARM = "limit-"
_HOUR = timedelta(hours=1)
_LOOK_BACK = timedelta(days=2)  # how long a service may stand still and still tell what it held back


def send_due(ledger: Ledger, rooms: Rooms, now: datetime) -> int:
    """One summary for each address, portal and full hour in which letters were held back; returns how many are due.

    Idempotent: the same hour gives the same letter with the same Message-ID, which the outbox takes once."""
    waiting = {(row.portal, row.to, _hour_of(row)) for row in ledger.letters(LetterState.WAITING.value)}
    groups: dict[tuple[str, str, datetime], list[OutboxRow]] = {}
    for row in ledger.letters(LetterState.HELD_BACK.value, since=now - _LOOK_BACK):
        groups.setdefault((row.portal, row.to, _hour_of(row)), []).append(row)
    due = 0
    for (portal_id, to, hour), rows in sorted(groups.items()):
        # An hour that still has letters on their way may yet hold some of them back.
        if now < hour + _HOUR or (portal_id, to, hour) in waiting:
            continue
        portal = portal_of(rooms, portal_id) if portal_id else service_portal(rooms)
        told = tuple(_told(row, ledger) for row in rows)
        letter = summary(portal, context_of(rooms, now), Address(mailbox=to), told, hour=hour + _HOUR)
        ledger.post((outgoing_of(letter, rooms, now),))
        due += 1
    _close_alarms(ledger, now)
    return due


def _hour_of(row: OutboxRow) -> datetime:
    return row.created_at.astimezone(VIETNAM).replace(minute=0, second=0, microsecond=0)


def _told(row: OutboxRow, ledger: Ledger) -> HeldBack:
    subject = str(message_from_bytes(row.wire, policy=policy.default)["Subject"] or "")
    case = ledger.case(row.case_ref) if row.case_ref else None
    return HeldBack(ref=row.case_ref, subject=subject, received_at=case.received_at if case else row.created_at)


def _close_alarms(ledger: Ledger, now: datetime) -> None:
    """The hour of an address is no longer full."""
    for standing in ledger.open_alarms():
        to = standing.kind.removeprefix(LIMIT_ALARM)
        if standing.kind.startswith(LIMIT_ALARM) and ledger.sent_since(to, now - _HOUR) < HOURLY_LIMIT:
            ledger.close_alarm(standing.kind)
