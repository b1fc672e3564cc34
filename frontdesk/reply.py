"""One mail that answers one letter to a leader, and what it needs around it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from casework.case import Case
from casework.mail import Address, MailClass
from frontdesk.pipeline import Rooms
from notifier.replies import Shown
from notifier.wording import has_open_secrecy
from store.ledger import Ledger
from store.records import Outcome, Outgoing
from store.requests import SentRequest, case_seals

__all__ = ["Reply", "outcome_of", "shown_by"]


class Reply(NamedTuple):
    """``mail`` is its case before any walk; ``letter`` is the one that it answers."""

    mail: Case
    sender: Address
    letter: SentRequest
    rooms: Rooms
    ledger: Ledger
    now: datetime


def shown_by(reply: Reply) -> Iterator[Shown]:
    """Each item at the revision that the leader was shown; as it stands now where nobody new may see its content."""
    for asked in reply.letter.asks:
        now = reply.ledger.case(asked.ref)
        if now is None:
            continue
        then = next((r.case for r in reply.ledger.revisions(asked.ref) if r.revision == asked.revision), now)
        yield Shown(asked, now if has_open_secrecy(now) else then)


def outcome_of(reply: Reply, note: str, outgoing: tuple[Outgoing, ...] = ()) -> Outcome:
    """What the mail ends in; the same message never counts again."""
    return Outcome(
        mail_class=MailClass.CONFIRMATION,
        note=note,
        outgoing=outgoing,
        seals=case_seals(reply.mail),
        ref=reply.letter.asks[0].ref,
    )
