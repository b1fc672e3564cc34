"""Cases that wait for somebody who may no longer confirm: walked again, so that whoever answers for the unit now is
asked. Without it a leader who left would go on being reminded, and his successor would never hear of the item."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from casework.decision import Awaited
from casework.directory import LEADERS
from store.ledger import Ledger

__all__ = ["ask_successors", "may_confirm"]

log = logging.getLogger(__name__)

_EVER = timedelta(days=36_500)


def may_confirm(ledger: Ledger, portal: str, now: datetime) -> frozenset[str]:
    """The addresses that may confirm at this portal now, for whichever unit."""
    people = ledger.directory().people
    return frozenset(p.address for p in people if p.role in LEADERS and p.serves(portal, now))


def ask_successors(ledger: Ledger, now: datetime, asked: set[tuple[str, ...]]) -> int:
    """Put each such case in line for a walk; returns how many. ``asked`` remembers what was put there, so that a walk
    that cannot be done is not ordered at every tick; after a walk the case waits for nobody who has left."""
    again = 0
    for due in ledger.holds_due(now + _EVER):
        if due.who is not Awaited.LEADER:
            continue
        gone = tuple(sorted(set(due.leaders) - may_confirm(ledger, due.portal, now)))
        if gone and (due.ref, *gone) not in asked:
            asked.add((due.ref, *gone))
            ledger.walk_again(due.ref, by="danh bạ")
            log.info("%s: waits for somebody who may no longer confirm; walked again", due.ref)
            again += 1
    return again
