"""Blanking what earlier walks of a case wrote, once a mark of secrecy has been seen in one of its mails."""

from __future__ import annotations

from sqlalchemy import Connection, case, or_, select, update

from casework.letter import Letter
from casework.noun import replace
from store.records import LetterState
from store.schema import asked, conversion, document, event, finding, outbox, receipt, rejection, revision
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
    _blank_letters(connection, ref)
    connection.execute(update(event).where(event.c.ref == ref).values(detail=""))
    connection.execute(update(receipt).where(receipt.c.case_ref == ref).values(note=""))


def _blank_letters(connection: Connection, ref: str) -> None:
    """Every letter about the case, also those to a leader about several items; what has not left stays here."""
    tokens = select(asked.c.token).where(asked.c.ref == ref)
    not_left = outbox.c.state.in_((LetterState.WAITING.value, LetterState.PARKED.value))
    state = case((not_left, LetterState.UNDELIVERABLE.value), else_=outbox.c.state)
    about = or_(outbox.c.case_ref == ref, outbox.c.token.in_(tokens))
    connection.execute(update(outbox).where(about).values(wire=b"", last_error="", state=state))
    beside = select(asked.c.ref).where(asked.c.token.in_(tokens), asked.c.ref != ref).distinct()
    rows = connection.execute(select(revision.c.id, revision.c.body).where(revision.c.ref.in_(beside))).all()
    for row in rows:
        other = unpack(row.body)
        letters = tuple(_blanked(letter, ref) for letter in other.letters or ())
        if letters != (other.letters or ()):
            body = pack(replace(other, letters=letters))
            connection.execute(update(revision).where(revision.c.id == row.id).values(body=body))


def _blanked(letter: Letter, ref: str) -> Letter:
    if all(item.ref != ref for item in letter.asks):
        return letter
    return replace(letter, subject="", text="", html="", attachments=())
