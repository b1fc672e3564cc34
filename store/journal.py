"""What became of each receipt, in the order of receipt: for the demo, the auditor and the tests."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from casework.noun import Noun
from store.part import Part
from store.schema import receipt

__all__ = ["JournalPart", "Processed"]


class Processed(Noun, frozen=True):
    """``outcome`` is a disposition, a mail class, “duplicate” or “before”; empty while the mail is in progress."""

    receipt_id: int
    portal: str
    transport_key: str
    received_at: datetime
    sha256: str
    outcome: str
    note: str
    case_ref: str
    first_id: int | None  # of a duplicate: the receipt that it repeats


class JournalPart(Part):
    """The journal."""

    def processed(self) -> tuple[Processed, ...]:
        """Every receipt, oldest first."""
        wanted = select(
            receipt.c.id,
            receipt.c.portal,
            receipt.c.transport_key,
            receipt.c.received_at,
            receipt.c.sha256,
            receipt.c.outcome,
            receipt.c.note,
            receipt.c.case_ref,
            receipt.c.first_id,
        ).order_by(receipt.c.id)
        with self._db.read("read the journal") as connection:
            return tuple(Processed(*row) for row in connection.execute(wanted))
