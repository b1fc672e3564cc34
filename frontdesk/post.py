"""From a composed letter to what the outbox holds, and from the outbox to the wire."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from casework.calendar import VIETNAM
from casework.letter import Letter
from frontdesk.pipeline import Rooms, context_of, portal_of
from notifier.postman import (
    FolderPost,
    PermanentFailure,
    SmtpPost,
    TransientFailure,
    envelope_sender,
    may_send,
    next_try,
    render,
)
from store.ledger import Ledger
from store.records import OutboxRow, Outgoing

__all__ = ["Postman", "outgoing_of", "post_of"]

log = logging.getLogger(__name__)


def outgoing_of(letter: Letter, rooms: Rooms, now: datetime) -> Outgoing:
    """Render ``letter`` as RFC 5322 bytes with its envelope sender."""
    context = context_of(rooms, now)
    portal = portal_of(rooms, letter.portal) if letter.portal else None
    return Outgoing(letter=letter, envelope_from=envelope_sender(letter, context), wire=render(letter, portal, context))


def post_of(rooms: Rooms) -> FolderPost | SmtpPost:
    """The post that config.toml names; a folder beside the store where it names none."""
    outgoing = rooms.settings.outgoing
    if outgoing.smtp is not None:
        return SmtpPost(outgoing.smtp)
    return FolderPost(rooms.settings.path(outgoing.folder or "var/outbox"))


class Postman:
    """Claims outbox rows, sends, marks. A crash between the server's 250 and the mark repeats a letter with the same
    Message-ID; a transient failure backs off and never becomes a return."""

    def __init__(self, ledger: Ledger, post: FolderPost | SmtpPost, clock: Callable[[], datetime]) -> None:
        self._ledger = ledger
        self._post = post
        self._clock = clock
        self._lock = threading.Lock()

    def deliver_all(self) -> int:
        """Send whatever is due; returns how many letters left. One round at a time."""
        sent = 0
        with self._lock:
            while (row := self._ledger.claim_letter("postman", timedelta(minutes=5))) is not None:
                sent += self._deliver(row)
        return sent

    def _deliver(self, row: OutboxRow) -> int:
        now = self._clock()
        verdict = may_send(
            identical_today=bool(row.same_key)
            and self._ledger.identical_sent(row.same_key, row.to, now.astimezone(VIETNAM).date()),
            sent_last_hour=self._ledger.sent_since(row.to, now - timedelta(hours=1)),
            name=row.name,
        )
        if verdict:
            self._ledger.held_back(row, verdict)
            return 0
        try:
            reply = self._post.send(row.wire, row.envelope_from, row.to)
        except TransientFailure as failure:
            self._ledger.postponed(row, str(failure), next_try(row.tries, now))
            log.warning("letter %s to be tried again: %s", row.id, failure)
            return 0
        except PermanentFailure as failure:
            self._ledger.undeliverable(row, str(failure))
            log.error("letter %s refused by the server: %s", row.id, failure)
            return 0
        self._ledger.sent(row, str(reply))
        return 1
