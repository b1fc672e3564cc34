"""One look over all mail of a folder: adopt or receive what is unknown, then move what is safely ours.

The sweep keeps nothing that must survive: after a kill at any instant the next one asks the ledger which UIDs it
knows and goes on. Order per mail: bytes fetched, receipt committed, only then MOVE.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from urllib.parse import quote

from imapclient.exceptions import IMAPClientError  # type: ignore[import-untyped]

from casework.errors import StorageError
from casework.mail import Delivery, Door, Receipt
from casework.ports import Reception
from intake.addressing import Addressee, Trace, addressees, read_trace
from intake.mailbox_session import WIRE_ERRORS, Facts, MailboxSession, MailboxSettings

__all__ = ["MailboxSweep"]

log = logging.getLogger("tiepnhan.intake.mailbox")

_BLOCK = 200  # UIDs asked about in one command
_BATCH_MAILS = 25
_BATCH_BYTES = 4 * 1024 * 1024  # bodies fetched in one answer; a larger mail comes alone, in parts of this size
_FIRST_RETRY, _LONGEST_RETRY = 30.0, 3600.0  # seconds until mail that many tries could not fetch is asked for again
_STORAGE_PATIENCE = 3  # mails in a row that could not be stored before the sweep is given up

#: What Exchange hands out instead of a mail that it cannot convert. A real mail came through servers and has Received.
_PLACEHOLDER = re.compile(
    rb"^Subject: Retrieval using the IMAP4 protocol failed for the following message|"
    rb"The server couldn.t retrieve the following message",
    re.IGNORECASE | re.MULTILINE,
)
_RECEIVED = re.compile(rb"^Received:", re.IGNORECASE | re.MULTILINE)


class MailboxSweep:
    """The memory of one mailbox between sweeps; all of it is a cache or a count for the status."""

    def __init__(
        self,
        settings: MailboxSettings,
        reception: Reception,
        on_receipt: Callable[[], None],
        stop: threading.Event,
        may_receive: Callable[[], bool],
    ) -> None:
        self.settings = settings
        self.reception = reception
        self.on_receipt = on_receipt
        self.stop = stop
        self.may_receive = may_receive
        self.received = 0
        self.tries: dict[int, int] = {}  # UIDs that the server would not hand out, and how often it was asked
        self.too_large: set[int] = set()
        self.unrouted: set[int] = set()
        self.refused: dict[int, str] = {}  # UIDs that the store would not take, with its words
        self.unmoved: set[int] = set()
        self.move_trouble = ""
        self._not_before: dict[int, float] = {}  # monotonic instants before which a UID is not asked for again
        self._settled: set[int] = set()  # adopted, moved, or known and left in place
        self._validity = 0
        self._kept_boundary = ""  # as the ledger keeps it; asked for once

    def run(self, session: MailboxSession) -> bool:
        """Look over every UID once; true where the look was complete (not stopped, not out of disk).

        Raises what the wire raises, and :class:`StorageError` where nothing can be stored at present.
        """
        self._follow(session)
        adopting = self.settings.adopt and self.reception.adopted_at(self.settings.scope) is None
        before = self._boundary(session) if self.settings.adopt else (lambda uid: False)
        present = session.uids()
        self._forget_gone(set(present))
        copied = session.copied() if self.settings.done_folder and not session.can_move else frozenset()
        self._settled |= copied & self._known_uids(sorted(copied - self._settled))
        storage_failures = 0
        for block in _blocks(self._waiting(present), _BLOCK):
            unknown = self._sort_out(session, block)
            for batch in self._batches(session, unknown):
                if self.stop.is_set() or not self.may_receive():
                    return False
                storage_failures = self._receive_batch(session, batch, before, storage_failures)
        if adopting:
            self.reception.mark_adopted(self.settings.scope, datetime.now(UTC))
        return True

    def key(self, uid: int) -> str:
        """The mail's place on the server as an IMAP URL (RFC 5092)."""
        s = self.settings
        folder = quote(s.folder, safe="/")
        return f"imap://{quote(s.user, safe='@')}@{s.host}/{folder};UIDVALIDITY={self._validity}/;UID={uid}"

    def _follow(self, session: MailboxSession) -> None:
        """A new UIDVALIDITY makes every number a stranger: the whole folder is looked over again."""
        if session.uidvalidity != self._validity:
            if self._validity:
                log.warning("%s: UIDVALIDITY is now %d: full rescan", self.settings.name, session.uidvalidity)
            self._validity = session.uidvalidity
            for memory in (self._settled, self.too_large, self.unrouted, self.unmoved):
                memory.clear()
            for counts in (self.tries, self.refused, self._not_before):
                counts.clear()

    def _forget_gone(self, present: set[int]) -> None:
        for memory in (self._settled, self.too_large, self.unrouted, self.unmoved):
            memory &= present
        for counts in (self.tries, self.refused, self._not_before):
            for uid in [uid for uid in counts if uid not in present]:
                del counts[uid]

    def _boundary(self, session: MailboxSession) -> Callable[[int], bool]:
        """Tells what lay in the folder at the first look: UIDs below the UIDNEXT of that look.

        Where the folder was numbered anew before the adoption was complete, all that is there now counts as lying
        there; once it is complete, nothing does.
        """
        if not self._kept_boundary:
            proposed = f"{self._validity}:{session.uidnext}"
            self._kept_boundary = self.reception.adoption_boundary(self.settings.scope, proposed)
        validity, _, uidnext = self._kept_boundary.partition(":")
        if int(validity) == self._validity:
            limit = int(uidnext)
            return lambda uid: uid < limit
        adopting = self.reception.adopted_at(self.settings.scope) is None
        return lambda uid: adopting

    def _waiting(self, present: Sequence[int]) -> list[int]:
        """What is still to be looked at. Mail that the server failed over comes last, the most failed at the very
        end, and after many tries only now and then: it cannot keep the rest waiting."""
        now = time.monotonic()
        waiting = (u for u in present if u not in self._settled and self._not_before.get(u, 0.0) <= now)
        return sorted(waiting, key=lambda uid: (self.tries.get(uid, 0), uid))

    def _not_fetched(self, uid: int) -> None:
        tries = self.tries[uid] = self.tries.get(uid, 0) + 1
        if (beyond := tries - self.settings.tries_before_alarm) >= 0:
            self._not_before[uid] = time.monotonic() + min(_LONGEST_RETRY, _FIRST_RETRY * 2 ** min(beyond, 16))

    def _known_uids(self, uids: Sequence[int]) -> set[int]:
        found: set[int] = set()
        for block in _blocks(uids, _BLOCK):
            known = self.reception.known([self.key(uid) for uid in block])
            found |= {uid for uid in block if self.key(uid) in known}
        return found

    def _sort_out(self, session: MailboxSession, block: Sequence[int]) -> list[int]:
        """Return what the ledger does not know; move what a crash or a full quota left here; leave the adopted."""
        by_key = {self.key(uid): uid for uid in block}
        known = self.reception.known(list(by_key))
        if known:
            adopted = self.reception.adopted(sorted(known))
            self._settled |= {by_key[key] for key in adopted}
            self._settle(session, sorted(by_key[key] for key in known - adopted))
        return [uid for key, uid in by_key.items() if key not in known]

    def _batches(self, session: MailboxSession, unknown: Sequence[int]) -> Iterator[list[Facts]]:
        batch: list[Facts] = []
        if not unknown:
            return
        described = session.describe(unknown)
        for uid in set(unknown).difference(facts.uid for facts in described):
            self._not_fetched(uid)
        for facts in described:
            if facts.size > self.settings.max_bytes:
                self.too_large.add(facts.uid)
                continue
            full = len(batch) == _BATCH_MAILS or sum(f.size for f in batch) + facts.size > _BATCH_BYTES
            if batch and (full or facts.uid in self.tries):
                yield batch
                batch = []
            batch.append(facts)
        if batch:
            yield batch

    def _receive_batch(
        self, session: MailboxSession, batch: Sequence[Facts], before: Callable[[int], bool], storage_failures: int
    ) -> int:
        ours: list[int] = []
        try:
            for facts, content in self._contents(session, batch):
                try:
                    receipt = self._receive(facts, content, before=before(facts.uid))
                    storage_failures = 0
                except StorageError as error:
                    self.refused[facts.uid] = str(error)
                    storage_failures += 1
                    if storage_failures >= _STORAGE_PATIENCE:
                        raise
                    continue
                except Exception as error:
                    # One bad mail must not stop the queue; the log and doctor show it, the next sweep tries again.
                    log.exception("%s: UID %d could not be handed in", self.settings.name, facts.uid)
                    self.refused[facts.uid] = f"{type(error).__name__}"
                    continue
                self.refused.pop(facts.uid, None)
                # A repeat follows its first receipt: adopted mail under a new number stays where it lies.
                if receipt is not None and receipt.delivery.before:
                    self._settled.add(facts.uid)
                elif receipt is not None:
                    ours.append(facts.uid)
        finally:
            # What is committed is moved even where a later mail of the batch failed to be stored.
            self._settle(session, ours)
        return storage_failures

    def _contents(self, session: MailboxSession, batch: Sequence[Facts]) -> Iterator[tuple[Facts, bytes]]:
        try:
            if len(batch) == 1 and batch[0].size > _BATCH_BYTES:
                fetched = session.fetch_in_parts(batch[0].uid, _BATCH_BYTES, self.stop, batch[0].size)
            else:
                fetched = session.fetch([facts.uid for facts in batch])
        except WIRE_ERRORS as error:
            # One of these makes the server fail (a damaged file, an Exchange conversion). From now on each of them
            # is asked for alone and last; whichever comes is off the list.
            for facts in batch:
                self._not_fetched(facts.uid)
            if isinstance(error, session.abort_error) or not isinstance(error, IMAPClientError):
                raise
            log.warning("%s: %d mails could not be fetched: %s", self.settings.name, len(batch), error)
            return
        for facts in batch:
            # A UID that is missing was expunged behind our back, and the next look forgets it; where it is still
            # there then, the server keeps it from us.
            content = fetched.get(facts.uid)
            if content is None or _is_placeholder(content):
                self._not_fetched(facts.uid)
                continue
            self.tries.pop(facts.uid, None)
            self._not_before.pop(facts.uid, None)
            yield facts, content

    def _receive(self, facts: Facts, content: bytes, *, before: bool) -> Receipt | None:
        """Hand the mail in, once a portal. ``None`` where no portal can be told: it stays, and the status says so."""
        s = self.settings
        trace = read_trace(content)
        targets = addressees(trace, portal=s.portal, routes=s.routes, default_portal=s.default_portal)
        if not targets:
            self.unrouted.add(facts.uid)
            return None
        self.unrouted.discard(facts.uid)
        # The plain key is written last: once the ledger knows it, every portal has its receipt.
        plain = self.key(facts.uid)
        for target in reversed(targets):
            place = plain if target is targets[0] else f"{plain}#{target.portal}"
            receipt = self.reception.receive(content, self._delivery(facts, trace, target, before, place))
        self.received += 1
        self.on_receipt()
        return receipt

    def _delivery(self, facts: Facts, trace: Trace, to: Addressee, before: bool, key: str) -> Delivery:
        return Delivery(
            door=Door.IMAP,
            door_name=self.settings.name,
            portal=to.portal,
            transport_key=key,
            received_at=facts.received_at,
            envelope_from=trace.return_path,
            envelope_to=to.envelope_to,
            before=before,
        )

    def _settle(self, session: MailboxSession, uids: Sequence[int]) -> None:
        """Move what is ours; a NO (over quota, folder gone) leaves it for the next sweep, the receipt stands."""
        if not uids:
            return
        if not self.settings.done_folder:
            self._settled |= set(uids)
            return
        try:
            session.settle(uids)
        except IMAPClientError as error:
            if isinstance(error, session.abort_error):
                raise
            self.unmoved |= set(uids)
            self.move_trouble = str(error)
            log.warning("%s: %d mails stay in %s: %s", self.settings.name, len(uids), self.settings.folder, error)
        else:
            self.unmoved -= set(uids)
            self._settled |= set(uids)
            if not self.unmoved:
                self.move_trouble = ""


def _blocks(uids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(uids), size):
        yield uids[start : start + size]


def _is_placeholder(content: bytes) -> bool:
    """Exchange's “could not be retrieved” note: short, made on the spot, so without a Received line."""
    head = content[:16_384]
    return len(content) < 16_384 and not _RECEIVED.search(head) and _PLACEHOLDER.search(head) is not None
