"""What the doors hand in: blob, then receipt, then the acknowledgement that is theirs. Satisfies
:class:`casework.ports.Reception`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, insert, select, update

from casework.errors import StorageError
from casework.mail import Delivery, Door, Receipt
from store.blobs import Placed
from store.part import Part
from store.queueing import enqueue, is_known, lane_of, sender_of
from store.schema import adoption, quarantine, receipt

__all__ = ["ReceptionPart", "receipt_columns", "receipt_of", "receipts"]

_CHUNK = 400
_HOUR = 3600.0  # seconds after which a mark in incoming/ cannot be of a mail on its way any more


receipt_columns = (
    receipt.c.id,
    receipt.c.portal,
    receipt.c.transport_key,
    receipt.c.door,
    receipt.c.door_name,
    receipt.c.received_at,
    receipt.c.envelope_from,
    receipt.c.envelope_to,
    receipt.c.before,
    receipt.c.sha256,
    receipt.c.identity,
    receipt.c.size,
    receipt.c.recorded_at,
)
_BY_KEY = select(*receipt_columns, receipt.c.first_id).where(
    receipt.c.portal == bindparam("portal"), receipt.c.transport_key == bindparam("key")
)
_BY_IDENTITY = select(*receipt_columns).where(
    receipt.c.portal == bindparam("portal"),
    receipt.c.identity == bindparam("identity"),
    receipt.c.first_id.is_(None),
)
_BY_ID = select(*receipt_columns).where(receipt.c.id == bindparam("wanted"))
_NEW = insert(receipt)
_SECRET = select(quarantine.c.destroyed_at).where(quarantine.c.identity == bindparam("identity"))
_KNOWN = select(receipt.c.transport_key).where(receipt.c.transport_key.in_(bindparam("keys", expanding=True)))
_FIRST = receipt.alias("first")
_ADOPTED = (
    select(receipt.c.transport_key)
    .outerjoin(_FIRST, _FIRST.c.id == receipt.c.first_id)
    .where(
        receipt.c.transport_key.in_(bindparam("keys", expanding=True)), func.coalesce(_FIRST.c.before, receipt.c.before)
    )
)
_HAS_BLOB = select(receipt.c.id).where(receipt.c.sha256 == bindparam("sha256")).limit(1)


def receipt_of(row: Any) -> Receipt:
    """The noun of a row of :data:`receipt_columns`, read by name."""
    delivery = Delivery(
        door=Door(row.door),
        door_name=row.door_name,
        portal=row.portal,
        transport_key=row.transport_key,
        received_at=row.received_at,
        envelope_from=row.envelope_from,
        envelope_to=row.envelope_to,
        before=row.before,
    )
    return Receipt(
        id=row.id,
        delivery=delivery,
        sha256=row.sha256,
        identity=row.identity,
        size=row.size,
        recorded_at=row.recorded_at,
    )


class ReceptionPart(Part):
    """Receipts."""

    def receive(self, content: bytes, delivery: Delivery) -> Receipt:
        """Make ``content`` and its receipt durable.

        A repeat (same transport key or same identity in that portal) leaves a trace and gives the first receipt back.
        Raises :class:`StorageError`: then the door must not acknowledge."""
        with self._db.read("look for a receipt") as connection:
            known = self._repeat(connection, delivery)
        if known is not None:
            return known
        identity = self._identity_of(content)
        placed = self._blobs.place(content)
        with self._db.write("write a receipt") as connection:
            kept, hide = self._record(connection, content, delivery, placed, identity)
        self._blobs.settle(placed)
        if hide:
            self._follow()
        return kept

    def _repeat(self, connection: Connection, delivery: Delivery) -> Receipt | None:
        """The first receipt, where this transport key has been received."""
        row = connection.execute(_BY_KEY, {"portal": delivery.portal, "key": delivery.transport_key}).first()
        if row is not None and row.first_id is not None:
            row = connection.execute(_BY_ID, {"wanted": row.first_id}).one()
        return receipt_of(row) if row is not None else None

    def _record(
        self, connection: Connection, content: bytes, delivery: Delivery, placed: Placed, identity: str
    ) -> tuple[Receipt, bool]:
        """Write the receipt row and its job; True where the bytes belong into the quarantine."""
        known = self._repeat(connection, delivery)
        if known is not None:
            return known, False
        if not self._blobs.stands(placed.sha256):  # another process cleaned up in between: rare, and the door repeats
            raise StorageError(f"write a receipt: {self._blobs.path(placed.sha256)}: the mail is no longer there")
        now = self._clock()
        first = connection.execute(_BY_IDENTITY, {"portal": delivery.portal, "identity": identity}).first()
        values = _values(delivery, placed.sha256, identity, len(content), now)
        if first is not None:
            values |= {"first_id": first.id, "outcome": "duplicate", "decided_at": now}
        elif delivery.before:
            values |= {"outcome": "before", "decided_at": now}
        number = connection.execute(_NEW, values).inserted_primary_key
        assert number is not None
        if first is None and not delivery.before:
            sender = sender_of(content)
            enqueue(
                connection,
                number[0],
                kind="mail",
                ref="",
                key=lane_of(sender),
                known=is_known(connection, sender, now),
                ready_at=now,
            )
        hide = self._hide_twin(connection, placed.sha256, identity)
        kept = receipt_of(first) if first is not None else Receipt(
            id=number[0], delivery=delivery, sha256=placed.sha256, identity=identity, size=len(content), recorded_at=now
        )  # fmt: skip
        return kept, hide

    def _hide_twin(self, connection: Connection, sha256: str, identity: str) -> bool:
        """A mail known to be secret came once more (another portal, another road): its bytes go the same way."""
        secret = connection.execute(_SECRET, {"identity": identity}).all()
        if secret:
            self._intend(connection, sha256, "quarantine")
        return bool(secret)

    def known(self, keys: Sequence[str]) -> frozenset[str]:
        """Those of ``keys`` that were received in any portal."""
        return self._of_keys(_KNOWN, keys)

    def adopted(self, keys: Sequence[str]) -> frozenset[str]:
        """Those of ``keys`` whose receipt (or the first one, for a repeat) is still of class ``before``."""
        return self._of_keys(_ADOPTED, keys)

    def _of_keys(self, statement: Any, keys: Sequence[str]) -> frozenset[str]:
        found: set[str] = set()
        with self._db.read("look for receipts") as connection:
            for start in range(0, len(keys), _CHUNK):
                found.update(connection.execute(statement, {"keys": list(keys[start : start + _CHUNK])}).scalars())
        return frozenset(found)

    def adoption_boundary(self, door_name: str, proposed: str) -> str:
        """The boundary kept for this door's first look; ``proposed`` where none was kept."""
        with self._db.write("keep the boundary of a first look") as connection:
            row = connection.execute(select(adoption.c.boundary).where(adoption.c.door_name == door_name)).first()
            if row is None:
                connection.execute(insert(adoption), {"door_name": door_name, "boundary": proposed})
            return proposed if row is None else str(row.boundary)

    def adopted_at(self, door_name: str) -> datetime | None:
        """When the first look of this door was complete."""
        with self._db.read("look for a first look") as connection:
            return connection.execute(select(adoption.c.adopted_at).where(adoption.c.door_name == door_name)).scalar()

    def mark_adopted(self, door_name: str, at: datetime) -> None:
        """The first look is complete; the first mark stays."""
        with self._db.write("mark a first look") as connection:
            row = connection.execute(select(adoption.c.adopted_at).where(adoption.c.door_name == door_name)).first()
            if row is None:
                connection.execute(insert(adoption), {"door_name": door_name, "adopted_at": at})
            elif row.adopted_at is None:
                connection.execute(update(adoption).where(adoption.c.door_name == door_name).values(adopted_at=at))

    def release_before(self, portal: str | None, since: datetime) -> int:
        """Adopted mail received at ``since`` or later becomes work, in the order of receipt. Returns how many."""
        wanted = and_(receipt.c.before, receipt.c.first_id.is_(None), receipt.c.received_at >= since)
        if portal is not None:
            wanted = and_(wanted, receipt.c.portal == portal)
        with self._db.read("look for adopted mail") as connection:
            found = connection.execute(
                select(receipt.c.id, receipt.c.sha256).where(wanted).order_by(receipt.c.received_at, receipt.c.id)
            ).all()
        senders = [(row.id, sender_of(self._blobs.read(row.sha256))) for row in found]
        released = 0
        with self._db.write("release adopted mail") as connection:
            for number, sender in senders:
                freed = connection.execute(
                    update(receipt)
                    .where(receipt.c.id == number, receipt.c.before)
                    .values(before=False, outcome="", decided_at=None)
                )
                if freed.rowcount:
                    known = is_known(connection, sender, self._clock())
                    enqueue(
                        connection,
                        number,
                        kind="mail",
                        ref="",
                        key=lane_of(sender),
                        known=known,
                        ready_at=self._clock(),
                    )
                    released += 1
        return released

    def content(self, receipt: Receipt) -> bytes:
        """The exact wire bytes, checked against their hash; :class:`StorageError` where they cannot be read."""
        return self._blobs.read(receipt.sha256)

    def room_left(self) -> int:
        """Bytes that may still be written where the mails lie."""
        return self._blobs.room_left()

    def repair(self) -> None:
        """Finish what a crash interrupted; done at each start, may be repeated at any time.

        File operations that were decided are done; bytes without a receipt go: that mail is still with its server."""
        self._follow()
        limit = datetime.now(UTC).timestamp() - _HOUR
        for placed in self._blobs.left_over(limit):
            with self._db.write("clean up after a crash") as connection:
                # Under the writers' lock: a door that comes with the same bytes now finds them missing and says so.
                if connection.execute(_HAS_BLOB, {"sha256": placed.sha256}).first() is None:
                    self._blobs.destroy(placed.sha256)
            self._blobs.settle(placed)


def _values(delivery: Delivery, sha256: str, identity: str, size: int, now: datetime) -> dict[str, Any]:
    return {
        "portal": delivery.portal,
        "transport_key": delivery.transport_key,
        "door": delivery.door.value,
        "door_name": delivery.door_name,
        "received_at": delivery.received_at,
        "envelope_from": delivery.envelope_from,
        "envelope_to": delivery.envelope_to,
        "before": delivery.before,
        "sha256": sha256,
        "identity": identity,
        "size": size,
        "recorded_at": now,
        "first_id": None,
        "outcome": "",
        "decided_at": None,
    }


def receipts(rows: Iterable[Any]) -> tuple[Receipt, ...]:
    """All rows as nouns."""
    return tuple(receipt_of(row) for row in rows)
