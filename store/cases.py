"""Cases as they stand: the newest revision with what came after it, the trail, the mails."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection, insert, select

from casework.case import Case, Confirmation
from casework.decision import Ruling
from casework.mail import Receipt
from casework.noun import replace
from store.commit import CommitPart
from store.reception import receipt_columns, receipts
from store.records import Event, Revision, UnknownCase
from store.schema import cases, event, late_fact, outbox, receipt, revision
from store.sheets import unpack

__all__ = ["CasesPart"]


class CasesPart(CommitPart):
    """Cases."""

    def case(self, ref: str) -> Case | None:
        """The newest revision with every confirmation and the last ruling that came after it, as a walk starts."""
        newest = select(revision.c.body).where(revision.c.ref == ref).order_by(revision.c.revision.desc()).limit(1)
        facts = select(late_fact.c.kind, late_fact.c.body).where(late_fact.c.ref == ref).order_by(late_fact.c.id)
        with self._db.read("read a case") as connection:
            body = connection.execute(newest).scalar()
            late = connection.execute(facts).all() if body is not None else ()
        return _with_facts(unpack(body), late) if body is not None else None

    def revisions(self, ref: str) -> tuple[Revision, ...]:
        """Every walk of the case, oldest first."""
        wanted = select(revision).where(revision.c.ref == ref).order_by(revision.c.revision)
        with self._db.read("read a case") as connection:
            rows = connection.execute(wanted).all()
        return tuple(
            Revision(ref=ref, revision=r.revision, decided_at=r.decided_at, case=unpack(r.body), kind=r.kind)
            for r in rows
        )

    def events(self, ref: str) -> tuple[Event, ...]:
        """The trail of the case, oldest first."""
        wanted = select(event).where(event.c.ref == ref).order_by(event.c.id)
        with self._db.read("read a case's trail") as connection:
            rows = connection.execute(wanted).all()
        return tuple(Event(ref=ref, at=r.at, by=r.by, what=r.what, detail=r.detail) for r in rows)

    def state(self, ref: str) -> str | None:
        """Its :class:`CaseState`, or ``None`` where there is no such case."""
        with self._db.read("read a case") as connection:
            return connection.execute(select(cases.c.state).where(cases.c.ref == ref)).scalar()

    def receipts_of(self, ref: str) -> tuple[Receipt, ...]:
        """The mails of the case, oldest first; duplicates and the other portals' copies are not among them."""
        wanted = select(*receipt_columns).where(receipt.c.case_ref == ref).order_by(receipt.c.id)
        with self._db.read("look for receipts") as connection:
            return receipts(connection.execute(wanted))

    def receipt(self, number: int) -> Receipt | None:
        """One receipt by its number."""
        with self._db.read("look for receipts") as connection:
            found = receipts(connection.execute(select(*receipt_columns).where(receipt.c.id == number)))
        return found[0] if found else None

    def wire_of(self, ref: str) -> bytes:
        """The raw mail behind the newest revision; :class:`UnknownCase`, :class:`StorageError`."""
        wanted = select(receipt.c.sha256).join(cases, cases.c.receipt_id == receipt.c.id).where(cases.c.ref == ref)
        with self._db.read("look for receipts") as connection:
            sha256 = connection.execute(wanted).scalar()
        if sha256 is None:
            raise UnknownCase(f"không có hồ sơ {ref}")
        return self._blobs.read(sha256)

    def ref_by_token(self, token: str) -> tuple[str, str, str] | None:
        """(case ref, letter's name, addressee) of the letter that bears this token."""
        wanted = select(outbox.c.case_ref, outbox.c.name, outbox.c.to).where(outbox.c.token == token)
        with self._db.read("look for a token") as connection:
            row = connection.execute(wanted.order_by(outbox.c.id).limit(1)).first() if token else None
        return (row.case_ref, row.name, row.to) if row is not None else None

    def add_confirmation(self, ref: str, confirmation: Confirmation, by: str) -> None:
        """A leader has answered: the case walks again."""
        word = "granted" if confirmation.granted else "refused"
        self._add_fact(ref, "confirmation", confirmation, by, f"{word} {confirmation.how} {confirmation.by}")

    def add_ruling(self, ref: str, ruling: Ruling) -> None:
        """A person has ruled above the table: the case walks again."""
        self._add_fact(ref, "ruling", ruling, ruling.by, f"{ruling.disposition.value}: {ruling.reason}")

    def _add_fact(self, ref: str, kind: str, fact: Confirmation | Ruling, by: str, detail: str) -> None:
        with self._db.write("write a late fact") as connection:
            row = self._standing_case(connection, ref)
            body = msgspec.msgpack.encode(fact)
            same = select(late_fact.c.id).where(late_fact.c.ref == ref, late_fact.c.body == body)
            if connection.execute(same).first() is not None:
                return  # said before (a walk that a crash repeated), and its walk was put in line with it
            connection.execute(
                insert(late_fact), {"ref": ref, "kind": kind, "at": self._clock(), "by": by, "body": body}
            )
            self._note(connection, ref, by, kind, detail)
            self._walk_again(connection, ref, row.receipt_id)

    def walk_again(self, ref: str, by: str) -> None:
        """Walk a case once more as it stands (the law or a rule changed)."""
        with self._db.write("walk a case again") as connection:
            row = self._standing_case(connection, ref)
            self._note(connection, ref, by, "replay")
            self._walk_again(connection, ref, row.receipt_id)

    def _standing_case(self, connection: Connection, ref: str) -> Any:
        row = connection.execute(select(cases).where(cases.c.ref == ref)).first()
        if row is None:
            raise UnknownCase(f"không có hồ sơ {ref}")
        return row


def _with_facts(case: Case, late: Any) -> Case:
    confirmations, ruling = case.confirmations, case.ruling
    for kind, body in late:
        if kind == "ruling":
            ruling = msgspec.msgpack.decode(body, type=Ruling)
            continue
        confirmation = msgspec.msgpack.decode(body, type=Confirmation)
        if confirmation not in confirmations:
            confirmations = (*confirmations, confirmation)
    return replace(case, confirmations=confirmations, ruling=ruling)
