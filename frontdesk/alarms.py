"""A letter to the administrator that goes out with the outcome of a mail."""

from __future__ import annotations

from datetime import datetime

from frontdesk.pipeline import Rooms, context_of
from frontdesk.post import rendered, service_portal
from notifier.notices import alarm
from store.ledger import Ledger
from store.records import Outgoing

__all__ = ["alarm_once"]


def alarm_once(
    kind: str, title: str, lines: tuple[str, ...], to_do: str, rooms: Rooms, ledger: Ledger, now: datetime
) -> tuple[Outgoing, ...]:
    """One letter while the alarm ``kind`` stands open."""
    if not ledger.alarm(kind, lines[0]):
        return ()
    context = context_of(rooms, now)
    return rendered((alarm(service_portal(rooms), context, title=title, lines=lines, at=now, to_do=to_do),), rooms, now)
