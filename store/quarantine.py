"""Secret mail: where it lies, and its destruction on a person's word; the record stays."""

from __future__ import annotations

from sqlalchemy import func, select, update

from casework.errors import UsageError
from store.part import Part
from store.records import CaseState, Quarantined
from store.schema import cases, quarantine, receipt

__all__ = ["QuarantinePart"]

_ROWS = select(quarantine, receipt.c.size, receipt.c.received_at, receipt.c.door_name, receipt.c.transport_key).join(
    receipt, receipt.c.id == quarantine.c.receipt_id
)


class QuarantinePart(Part):
    """The quarantine."""

    def quarantined(self) -> tuple[Quarantined, ...]:
        """Every secret mail, the destroyed ones too, oldest first."""
        with self._db.read("look into the quarantine") as connection:
            rows = connection.execute(_ROWS.order_by(quarantine.c.receipt_id)).all()
        return tuple(
            Quarantined(
                ref=row.ref,
                portal=row.portal,
                receipt_id=row.receipt_id,
                sha256=row.sha256,
                size=row.size,
                received_at=row.received_at,
                door_name=row.door_name,
                transport_key=row.transport_key,
                destroyed_at=row.destroyed_at,
                destroyed_by=row.destroyed_by,
                reason=row.reason,
            )
            for row in rows
        )

    def destroy_quarantined(self, ref: str, by: str, reason: str) -> tuple[Quarantined, ...]:
        """Destroy the bytes of a secret case and of every copy that no other undestroyed case needs.

        Returns the mails, so that the caller can remove the copies on the servers. :class:`UsageError` where nothing
        of ``ref`` lies in the quarantine, or ``by`` or ``reason`` is empty.
        """
        if not by.strip() or not reason.strip():
            raise UsageError("hủy thư cách ly: cần ghi rõ người quyết định và lý do")
        with self._db.write("destroy a secret mail") as connection:
            mine = select(quarantine).where(quarantine.c.ref == ref, quarantine.c.destroyed_at.is_(None))
            rows = connection.execute(mine).all() if ref else ()
            if not rows:
                raise UsageError(f"hồ sơ {ref}: không có thư nào đang cách ly")
            gone = {"destroyed_at": self._clock(), "destroyed_by": by, "reason": reason}
            for row in rows:
                connection.execute(update(quarantine).where(quarantine.c.receipt_id == row.receipt_id).values(**gone))
                others = select(func.count()).where(
                    quarantine.c.identity == row.identity, quarantine.c.destroyed_at.is_(None)
                )
                if connection.execute(others).scalar() == 0:
                    copies = select(receipt.c.sha256).where(receipt.c.identity == row.identity).distinct()
                    for sha256 in connection.execute(copies).scalars().all():
                        self._intend(connection, sha256, "destroy")
            destroyed = update(cases).where(cases.c.ref == ref)
            done = connection.execute(destroyed.values(state=CaseState.DESTROYED.value, changed_at=self._clock()))
            if done.rowcount:  # a bounce or a precheck is no case: its own row here is the record
                self._note(connection, ref, by, "destroyed", reason)
        self._follow()
        return tuple(q for q in self.quarantined() if q.ref == ref)
