"""Blanking what earlier walks of a case wrote, once a mark of secrecy has been seen in one of its mails."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from store.schema import conversion, document, event, finding, outbox, receipt, rejection, revision
from store.sheets import HIDDEN_TITLE, pack, stripped, unpack

__all__ = ["redact"]


def redact(connection: Connection, ref: str, before: int) -> None:
    """Leave of the revisions of case ``ref`` below ``before`` that they happened and when. Those of all its mails are
    blanked: the mark may stand in any of them, and what one says of the matter the others say too."""
    earlier = (revision.c.ref == ref, revision.c.revision < before)
    for row in connection.execute(select(revision.c.id, revision.c.body).where(*earlier)).all():
        bare = pack(stripped(unpack(row.body)))
        connection.execute(update(revision).where(revision.c.id == row.id).values(body=bare))
    own_copies = select(document.c.sha256).where(document.c.ref == ref)
    connection.execute(update(conversion).where(conversion.c.original.in_(own_copies)).values(name=""))
    for table, blank in (
        (finding, {"place": "", "message": ""}),
        (document, {"path": ""}),
        (rejection, {"title": HIDDEN_TITLE, "reasons": []}),
    ):
        connection.execute(update(table).where(table.c.ref == ref, table.c.revision < before).values(**blank))
    connection.execute(update(outbox).where(outbox.c.case_ref == ref).values(wire=b"", last_error=""))
    connection.execute(update(event).where(event.c.ref == ref).values(detail=""))
    connection.execute(update(receipt).where(receipt.c.case_ref == ref).values(note=""))
