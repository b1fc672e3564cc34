"""What a rule may ask of earlier cases; satisfies :class:`casework.ports.History`."""

from __future__ import annotations

from sqlalchemy import and_, bindparam, func, or_, select

from casework.case import Case, Conversion
from casework.decision import Awaited
from casework.letter import LetterName
from casework.ports import PastItem, PastRequest
from store.commit import WAITING
from store.database import Database
from store.records import CaseState
from store.requests import ALIVE, spelt
from store.schema import asked, cases, conversion, history_move, outbox, revision, seal
from store.sheets import unpack

__all__ = ["LedgerHistory"]

#: Of what waits for one leader, how many are looked at: a sender may have sent a thousand.
_MOST_OPEN = 30

_VERSION = select(func.coalesce(func.max(history_move.c.id), 0))
_WANTED = (
    cases.c.portal == bindparam("portal"),
    cases.c.ref != bindparam("own"),
)
_columns = (
    cases.c.ref,
    cases.c.portal,
    cases.c.title,
    cases.c.received_at,
    cases.c.published_at,
    cases.c.published_url,
    cases.c.sender,
)
_PUBLISHED = (
    select(*_columns)
    .where(*_WANTED, cases.c.published_sha256 == bindparam("sha256"), cases.c.published_at.is_not(None))
    .order_by(cases.c.published_at, cases.c.ref)
    .limit(1)
)
_CONVERSION = select(conversion.c.original, conversion.c.name, conversion.c.sha256, conversion.c.size).where(
    conversion.c.portal == bindparam("portal"), conversion.c.sha256 == bindparam("sha256")
)
_WAITING = (
    select(*_columns)
    .where(*_WANTED, cases.c.main_sha256 == bindparam("sha256"), cases.c.state.in_([s.value for s in WAITING]))
    .order_by(cases.c.received_at, cases.c.ref)
    .limit(1)
)
_mine = seal.alias("mine")
_FIRST_OWN = (
    select(func.min(_mine.c.receipt_id))
    .where(_mine.c.portal == bindparam("portal"), _mine.c.seal == bindparam("wanted"), _mine.c.ref == bindparam("own"))
    .scalar_subquery()
)
#: A message that was sent again later takes nothing from the case that received it first.
_SEAL = (
    select(seal.c.ref)
    .where(
        seal.c.portal == bindparam("portal"),
        seal.c.seal == bindparam("wanted"),
        seal.c.ref != bindparam("own"),
        or_(_FIRST_OWN.is_(None), seal.c.receipt_id < _FIRST_OWN),
    )
    .order_by(seal.c.receipt_id)
    .limit(1)
)
_ASKED_OF = (
    select(revision.c.body, cases.c.awaiting_leaders)
    .join(revision, and_(revision.c.ref == cases.c.ref, revision.c.revision == cases.c.revision))
    .where(
        cases.c.portal == bindparam("portal"),
        cases.c.sender == bindparam("sender"),
        cases.c.ref != bindparam("own"),
        cases.c.state == CaseState.HELD.value,
        cases.c.awaiting_who == Awaited.LEADER.value,
        cases.c.secret.is_(False),
    )
    .order_by(cases.c.waiting_since, cases.c.ref)
    .limit(_MOST_OPEN)
)
_LAST_REQUEST = (
    select(outbox.c.message_id, asked.c.files, asked.c.expires_at)
    .join(outbox, outbox.c.token == asked.c.token)
    .where(
        asked.c.portal == bindparam("portal"),
        asked.c.leader == bindparam("leader"),
        asked.c.ref == bindparam("wanted"),
        outbox.c.name == LetterName.CONFIRMATION_REQUEST.value,
        outbox.c.state.in_(ALIVE),
    )
    .order_by(outbox.c.id.desc())
    .limit(1)
)


class LedgerHistory:
    """The ledger's look back. Take :attr:`version` before the first question; the commit compares."""

    def __init__(self, database: Database) -> None:
        self._db = database

    @property
    def version(self) -> int:
        """Moves whenever an answer about a main file could change."""
        with self._db.read("read the history's version") as connection:
            return int(connection.execute(_VERSION).scalar() or 0)

    def main_file(self, portal: str, sha256: str, *, other_than: str) -> PastItem | None:
        """The case that has published this main file, else the first one in which it waits."""
        if not sha256:
            return None
        look = {"portal": portal, "sha256": sha256, "own": other_than}
        with self._db.read("look for an earlier case") as connection:
            row = connection.execute(_PUBLISHED, look).first()
            state = "published"
            if row is None:
                row, state = connection.execute(_WAITING, look).first(), "waiting"
        if row is None:
            return None
        return PastItem(
            case_ref=row.ref,
            portal=row.portal,
            sha256=sha256,
            title=row.title,
            state=state,
            received_at=row.received_at,
            url=row.published_url if state == "published" else "",
            sender=row.sender,
        )

    def conversion(self, portal: str, sha256: str) -> Conversion | None:
        """Our own conversion with this hash; ``None`` where it is not ours. Conversions are only ever added."""
        with self._db.read("look for a conversion of our own") as connection:
            row = connection.execute(_CONVERSION, {"portal": portal, "sha256": sha256}).first()
        return Conversion(row.original, row.name, row.sha256, row.size) if row is not None else None

    def seen_seal(self, portal: str, seal: str, *, other_than: str) -> str:
        """The first case (not ``other_than``) of this portal whose message bore this seal; empty where none did."""
        look = {"portal": portal, "wanted": spelt(seal), "own": other_than}
        with self._db.read("look for a seal") as connection:
            row = connection.execute(_SEAL, look).first()
        return row.ref if row is not None else ""

    def open_requests(self, portal: str, leader: str, sender: str, *, other_than: str) -> tuple[Case, ...]:
        """Cases of this sender that wait for this leader's word, longest wait first; of many the longest waits."""
        with self._db.read("look for open requests") as connection:
            rows = connection.execute(_ASKED_OF, {"portal": portal, "sender": sender, "own": other_than}).all()
        return tuple(unpack(row.body) for row in rows if leader in row.awaiting_leaders)

    def last_request(self, portal: str, leader: str, ref: str) -> PastRequest | None:
        """The newest request to this leader about this case that he has or will have."""
        look = {"portal": portal, "leader": leader, "wanted": ref}
        with self._db.read("look for an earlier request") as connection:
            row = connection.execute(_LAST_REQUEST, look).first()
        return PastRequest(row.message_id, tuple(row.files), row.expires_at) if row is not None else None
