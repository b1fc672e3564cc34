"""From a composed letter to what the outbox holds, and from the outbox to the wire."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from casework.calendar import VIETNAM
from casework.letter import Letter, LetterName
from casework.noun import replace
from casework.portal import Portal
from frontdesk.pipeline import Letters, context_of, portal_of
from notifier.failures import PermanentFailure, TransientFailure
from notifier.message import render
from notifier.pace import GIVE_UP_AFTER, Leave, may_send, retry_after
from notifier.postman import FolderPost, Post, SmtpPost
from notifier.tokens import bounce_sender
from store.ledger import Ledger
from store.records import OutboxRow, Outgoing

__all__ = ["Postman", "outgoing_of", "post_of", "rendered", "service_portal"]

log = logging.getLogger(__name__)


def service_portal(rooms: Letters) -> Portal:
    """Who writes where no portal does (alarms): the service itself, under the administrator's address."""
    service = rooms.settings.service
    return replace(rooms.regulations.portals[0], id="", name=service.name, address=service.administrator)


def outgoing_of(letter: Letter, rooms: Letters, now: datetime) -> Outgoing:
    """Render ``letter`` as RFC 5322 bytes with its envelope sender."""
    portal = portal_of(rooms, letter.portal) if letter.portal else service_portal(rooms)
    return Outgoing(
        letter=letter,
        envelope_from=bounce_sender(rooms.settings.service.bounce_address, letter.token),
        wire=render(letter, portal, context_of(rooms, now)),
    )


def rendered(letters: Iterable[Letter], rooms: Letters, now: datetime) -> tuple[Outgoing, ...]:
    """Several letters, ready for the outbox."""
    return tuple(outgoing_of(letter, rooms, now) for letter in letters)


def post_of(rooms: Letters) -> Post:
    """The post that config.toml names; a folder beside the store where it names none."""
    outgoing = rooms.settings.outgoing
    if outgoing.smtp is not None:
        return SmtpPost(outgoing.smtp.settings())
    return FolderPost(rooms.settings.path(outgoing.folder or "var/outbox"))


class Postman:
    """Claims outbox rows, sends, marks. A crash between the server's 250 and the mark repeats a letter with the same
    Message-ID; a transient failure backs off and never becomes a return."""

    def __init__(
        self, ledger: Ledger, post: Post, clock: Callable[[], datetime], on_trouble: Callable[[str, str], None]
    ) -> None:
        self._ledger = ledger
        self._post = post
        self._clock = clock
        self._on_trouble = on_trouble
        self._lock = threading.Lock()
        self._in_trouble = True  # not known after a start: the first letter that goes out closes an old alarm

    def deliver_all(self) -> int:
        """Send whatever is due; returns how many letters left. One round at a time."""
        sent = 0
        with self._lock:
            while (row := self._ledger.claim_letter("postman", timedelta(minutes=5))) is not None:
                sent += self._deliver(row)
        return sent

    def _deliver(self, row: OutboxRow) -> int:
        now = self._clock()
        leave = self._leave(row, now)
        if leave is not Leave.SEND:
            self._ledger.held_back(row, leave.value)
            if leave is Leave.LIMIT:
                self._on_trouble(
                    f"limit-{row.to}", f"Quá nhiều thư tới {row.to} trong một giờ; các thư sau được gộp lại."
                )
            return 0
        try:
            reply = self._post.send(row.wire, row.envelope_from, row.to)
        except TransientFailure as failure:
            if now - row.created_at > GIVE_UP_AFTER:
                self._give_up(row, str(failure))
            else:
                self._ledger.postponed(row, str(failure), now + retry_after(row.tries, row.token))
                log.warning("letter %s to be tried again: %s", row.id, failure)
                if failure.about_server and row.tries >= 3:
                    self._in_trouble = True
                    self._on_trouble("smtp", f"Không gửi được thư nào: {failure}")
            return 0
        except PermanentFailure as failure:
            self._give_up(row, str(failure))
            return 0
        self._ledger.sent(row, reply.reply)
        if self._in_trouble:
            self._ledger.close_alarm("smtp")
            self._in_trouble = False
        return 1

    def _leave(self, row: OutboxRow, now: datetime) -> Leave:
        day = now.astimezone(VIETNAM).date()
        identical = bool(row.same_key) and self._ledger.identical_sent(row.same_key, row.to, day)
        if identical and self._said_otherwise_since(row):
            identical = False
        return may_send(
            LetterName(row.name),
            same_today=int(identical),
            sent_last_hour=self._ledger.sent_since(row.to, now - timedelta(hours=1)),
        )

    def _said_otherwise_since(self, row: OutboxRow) -> bool:
        """True where another letter about this case went there last (accepted, then held, now accepted again): the
        receiver must not be left with a word that no longer holds."""
        if not row.case_ref:
            return False
        told = [r for r in self._ledger.letters_of(row.case_ref) if r.to == row.to and r.sent_at is not None]
        last = max(told, key=lambda r: (r.sent_at, r.id), default=None)
        return last is not None and last.same_key != row.same_key

    def _give_up(self, row: OutboxRow, reason: str) -> None:
        self._ledger.undeliverable(row, reason)
        log.error("letter %s is undeliverable: %s", row.id, reason)
        if row.name != LetterName.ALARM.value:
            self._on_trouble(
                f"undeliverable-{row.id}",
                f"Thư {row.name} của {row.case_ref or 'hệ thống'} tới {row.to} không gửi được: {reason}",
            )
