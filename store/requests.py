"""What leaders were asked: written with each letter that may be answered, read again when the answer comes.

A letter's token leads to its items. What an item is worth now, its case says; what it was when the leader saw it
stands here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from casework.authority import seals_of
from casework.case import Case
from casework.decision import Awaited
from casework.letter import Asked, Letter, LetterName
from casework.mail import OriginStatus, Receipt
from casework.noun import Noun
from store.part import Part
from store.records import CaseState, LetterState
from store.schema import asked, outbox, seal

__all__ = ["ALIVE", "RequestsPart", "SentRequest", "asking_key", "asking_keys", "case_seals", "spelt"]

#: States of a letter that the leader has, or will have.
ALIVE = (LetterState.WAITING.value, LetterState.PARKED.value, LetterState.SENT.value)
_SEAL_LETTERS = 400  # the width of the column; of a longer Message-ID its hash is kept

_BY_TOKEN = (
    select(asked, outbox.c.name, outbox.c.case_ref, outbox.c.message_id, outbox.c.created_at)
    .join(outbox, outbox.c.token == asked.c.token)
    .where(asked.c.token == bindparam("wanted"))
    .order_by(outbox.c.id, asked.c.number)
)
_HELPED = (
    select(asked.c.token)
    .join(outbox, outbox.c.token == asked.c.token)
    .where(
        outbox.c.name == LetterName.CONFIRMATION_HELP.value,
        asked.c.leader == bindparam("leader"),
        asked.c.ref == bindparam("ref"),
        asked.c.revision == bindparam("revision"),
    )
    .limit(1)
)
_KEPT = select(seal.c.seal).where(seal.c.portal == bindparam("portal"), seal.c.receipt_id == bindparam("receipt"))


class SentRequest(Noun, frozen=True):
    """A letter to a leader that may be answered, as it was when it was written."""

    token: str
    name: str  # a LetterName
    portal: str
    leader: str  # to whom it went, lower case
    case_ref: str
    message_id: str
    created_at: datetime
    asks: tuple[Asked, ...]


class RequestsPart(Part):
    """Requests."""

    def asked(self, token: str) -> SentRequest | None:
        """The letter with this token and the items that it asks about; ``None`` where no such letter asks anything."""
        with self._db.read("look for a request") as connection:
            rows = connection.execute(_BY_TOKEN, {"wanted": token}).all() if token else []
        if not rows:
            return None
        first = rows[0]
        return SentRequest(
            token=first.token,
            name=first.name,
            portal=first.portal,
            leader=first.leader,
            case_ref=first.case_ref,
            message_id=first.message_id,
            created_at=first.created_at,
            asks=tuple(_asked(row) for row in rows if row.message_id == first.message_id),
        )

    def helped(self, leader: str, asks: Sequence[Asked]) -> bool:
        """True where this leader was told before how to answer about one of these items, as they were shown."""
        with self._db.read("look for a help letter") as connection:
            return any(
                connection.execute(_HELPED, {"leader": leader, "ref": item.ref, "revision": item.revision}).first()
                for item in asks
            )

    def _put_asks(self, connection: Connection, letter: Letter) -> None:
        for item in letter.asks:
            row = {
                "token": letter.token,
                "number": item.number,
                "portal": letter.portal,
                "leader": letter.to.mailbox.lower(),
                "ref": item.ref,
                "revision": item.revision,
                "files": list(item.files),
                "expires_at": item.expires_at,
            }
            connection.execute(insert(asked), row)

    def _tell_askers(self, connection: Connection, case: Case, old: Any, *, waits: bool) -> None:
        """A walk that is about to ask the same leader for the same sender must see that this case asks too, or no
        longer: two requests at once would otherwise go out as two letters. ``old`` is its row before."""
        waited = old is not None and old.state == CaseState.HELD and old.awaiting_who == Awaited.LEADER
        before = (old.sender, list(old.awaiting_leaders)) if waited else None
        awaiting = case.decision.awaiting if waits and case.decision else None
        asks = awaiting is not None and awaiting.who is Awaited.LEADER
        now = (_sender(case), list(awaiting.leaders)) if asks and awaiting is not None else None
        if before != now:
            self._move(connection, case.portal, case.ref, *(asking_key(side[0]) for side in (before, now) if side))

    def _put_seals(self, connection: Connection, receipt: Receipt, ref: str, seals: Sequence[str]) -> None:
        """Keep what names this message, so that it is known when it comes again. Twice is once."""
        if not seals:
            return
        portal = receipt.delivery.portal
        kept = set(connection.execute(_KEPT, {"portal": portal, "receipt": receipt.id}).scalars())
        fresh = sorted({spelt(one) for one in seals} - kept)
        if fresh:
            rows = [{"portal": portal, "seal": one, "receipt_id": receipt.id, "ref": ref} for one in fresh]
            connection.execute(insert(seal), rows)


def case_seals(case: Case) -> tuple[str, ...]:
    """What names the mail of ``case``: its Message-ID, its DKIM signatures, its S/MIME signatures. Of a proven mail
    alone: what a stranger sent in somebody's name must not make that person's own mail a replay."""
    if case.origin.status is not OriginStatus.PROVEN:
        return ()
    signed = (s.seal for d in case.documents for s in d.signatures if s.kind == "smime")
    return seals_of(case.mail, tuple(dict.fromkeys(signed)))


def spelt(seal_of_a_mail: str) -> str:
    """A seal as its row has it."""
    whole = seal_of_a_mail.isprintable() and len(seal_of_a_mail) <= _SEAL_LETTERS
    return seal_of_a_mail if whole else f"sha256:{sha256(seal_of_a_mail.encode('utf-8', 'replace')).hexdigest()}"


def asking_key(sender: str) -> str:
    """Stands in the history's moves for “what this sender's leaders are being asked has changed”: 64 letters, as a
    file's hash has."""
    return sha256(f"asked about {sender.lower()}".encode()).hexdigest()


def asking_keys(case: Case) -> set[str]:
    """Under which key others tell that they ask the same leaders as ``case``; none where it asks no leader."""
    awaiting = case.decision.awaiting if case.decision else None
    asks = awaiting is not None and awaiting.who is Awaited.LEADER
    return {asking_key(_sender(case))} if asks else set()


def _sender(case: Case) -> str:
    return case.mail.sender.mailbox if case.mail.sender else ""


def _asked(row: Any) -> Asked:
    expires_at: datetime = row.expires_at
    return Asked(number=row.number, ref=row.ref, revision=row.revision, files=tuple(row.files), expires_at=expires_at)
