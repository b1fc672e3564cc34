"""Letters on their way: written with the outcome, claimed by the postman, marked when the server took them.

A crash between the server's 250 and the mark may repeat a letter; its Message-ID derives from its content, so the
repeat bears the same one. The same letter to the same address is put here once, however often it is composed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, or_, select, update

from casework.calendar import VIETNAM
from store.records import LetterState, OutboxRow, Outgoing
from store.requests import RequestsPart
from store.schema import asked, cases, outbox
from store.sheets import short

__all__ = ["OutboxPart"]

_PARKED = "letters_parked"
_columns = (
    outbox.c.id,
    outbox.c.case_ref,
    outbox.c.portal,
    outbox.c.name,
    outbox.c.to,
    outbox.c.envelope_from,
    outbox.c.message_id,
    outbox.c.token,
    outbox.c.wire,
    outbox.c.state,
    outbox.c.tries,
    outbox.c.created_at,
    outbox.c.next_try,
    outbox.c.sent_at,
    outbox.c.last_error,
    outbox.c.same_key,
)
_ROWS = select(*_columns)
_NEXT = (
    _ROWS.where(outbox.c.state == "waiting", outbox.c.next_try <= bindparam("now"))
    .order_by(outbox.c.next_try, outbox.c.id)
    .limit(1)
)
_ANY = select(outbox.c.id).where(outbox.c.state == "waiting", outbox.c.next_try <= bindparam("now")).limit(1)
_LEASE = (
    update(outbox)
    .where(outbox.c.id == bindparam("wanted"), outbox.c.tries == bindparam("seen"))
    .values(tries=outbox.c.tries + 1, worker=bindparam("who"), next_try=bindparam("until"))
)
_SAME = select(outbox.c.id).where(outbox.c.message_id == bindparam("message"), outbox.c.to == bindparam("address"))
_NEW = insert(outbox)
_IDENTICAL = (
    select(outbox.c.id)
    .where(
        outbox.c.same_key == bindparam("same"),
        outbox.c.to == bindparam("address"),
        outbox.c.sent_at >= bindparam("start"),
        outbox.c.sent_at < bindparam("end"),
    )
    .limit(1)
)
_SENT_SINCE = select(func.count()).where(outbox.c.to == bindparam("address"), outbox.c.sent_at >= bindparam("since"))
_BY_TOKEN = _ROWS.where(outbox.c.token == bindparam("token")).order_by(outbox.c.id).limit(1)


class OutboxPart(RequestsPart):
    """Letters."""

    _letters_due = False

    def post(self, outgoing: tuple[Outgoing, ...]) -> None:
        """Put letters without a walk into the outbox: digests, alarms, reminders. The same letter twice is one."""
        with self._db.write("post letters") as connection:
            self._put_letters(connection, outgoing)

    def _put_letters(self, connection: Connection, outgoing: Iterable[Outgoing]) -> None:
        parked: bool | None = None
        for out in outgoing:
            letter, now = out.letter, self._clock()
            if connection.execute(_SAME, {"message": letter.message_id, "address": letter.to.mailbox}).first():
                continue
            if parked is None:
                parked = bool(self._mark(connection, _PARKED))
            row = {
                "case_ref": letter.case_ref,
                "portal": letter.portal,
                "name": letter.name.value,
                "to": letter.to.mailbox,
                "envelope_from": out.envelope_from,
                "message_id": letter.message_id,
                "token": letter.token,
                "wire": out.wire,
                "state": (LetterState.PARKED if parked else LetterState.WAITING).value,
                "created_at": now,
                "next_try": now,
                "same_key": letter.same_key,
            }
            connection.execute(_NEW, row)
            self._put_asks(connection, letter)

    def claim_letter(self, worker: str, lease: timedelta) -> OutboxRow | None:
        """The letter that has waited longest, leased to ``worker``; ``None`` where none is due."""
        now = self._clock()
        if not self._letters_due and not self._any_letter(now):
            return None
        with self._db.write_light("claim a letter") as connection:
            row = connection.execute(_NEXT, {"now": now}).first()
            # Where one was due another mostly is: then the look that spares idle writers the lock is left out.
            self._letters_due = row is not None
            if row is None:
                return None
            until = now + lease
            connection.execute(_LEASE, {"wanted": row.id, "seen": row.tries, "who": worker, "until": until})
            return OutboxRow(**{**row._asdict(), "tries": row.tries + 1, "next_try": until})

    def _any_letter(self, now: datetime) -> bool:
        with self._db.read("look for letters") as connection:
            return connection.execute(_ANY, {"now": now}).first() is not None

    def sent(self, row: OutboxRow, reply: str) -> None:
        """The server took it: that is so even where the lease had run out by then."""
        self._mark_letter(row, LetterState.SENT, reply, sent_at=self._clock())

    def postponed(self, row: OutboxRow, error: str, next_try: datetime) -> None:
        """A transient failure: it stays waiting until ``next_try``."""
        self._mark_letter(row, LetterState.WAITING, error, next_try=next_try)

    def undeliverable(self, row: OutboxRow, error: str) -> None:
        """A failure for good; the case's trail says so."""
        self._mark_letter(row, LetterState.UNDELIVERABLE, error, event="undeliverable")

    def held_back(self, row: OutboxRow, why: str) -> None:
        """Not sent: identical to one that was, or over the limit."""
        self._mark_letter(row, LetterState.HELD_BACK, why)

    def bounced(self, token: str, text: str) -> OutboxRow | None:
        """The letter with this token came back; ``None`` where no letter has it. A second bounce changes nothing."""
        with self._db.write("note a bounce") as connection:
            row = connection.execute(_BY_TOKEN, {"token": token}).first() if token else None
            if row is None:
                return None
            if row.state != LetterState.BOUNCED:
                values = {"state": LetterState.BOUNCED.value, "last_error": short(text), "worker": ""}
                connection.execute(update(outbox).where(outbox.c.id == row.id).values(**values))
                self._tell_case(connection, row.case_ref, "bounced", row.name, row.to)
            return OutboxRow(**{**row._asdict(), "state": LetterState.BOUNCED.value, "last_error": short(text)})

    def _mark_letter(self, row: OutboxRow, state: LetterState, text: str, *, event: str = "", **values: Any) -> None:
        with self._db.write("mark a letter") as connection:
            open_rows = update(outbox).where(outbox.c.id == row.id, outbox.c.state.in_(_markable(state)))
            marked = connection.execute(
                open_rows.values(state=state.value, last_error=short(text), worker="", **values)
            )
            if event and marked.rowcount:
                self._tell_case(connection, row.case_ref, event, row.name, row.to)

    def _tell_case(self, connection: Connection, ref: str, what: str, name: str, to: str) -> None:
        known = select(cases.c.ref).where(cases.c.ref == ref)
        if ref and connection.execute(known).first() is not None:
            self._note(connection, ref, "", what, f"{name} {to}")

    def letters_of(self, ref: str) -> tuple[OutboxRow, ...]:
        """All letters of a case, oldest first, with the exact bytes; a letter about several items is each one's."""
        joint = outbox.c.token.in_(select(asked.c.token).where(asked.c.ref == ref))
        return self._letters(_ROWS.where(or_(outbox.c.case_ref == ref, joint)).order_by(outbox.c.id))

    def letters(self, state: str, *, since: datetime | None = None) -> tuple[OutboxRow, ...]:
        """All letters in one :class:`LetterState`, oldest first; of those put here at ``since`` or later, if given."""
        wanted = _ROWS.where(outbox.c.state == state).order_by(outbox.c.id)
        return self._letters(wanted if since is None else wanted.where(outbox.c.created_at >= since))

    def _letters(self, statement: Any) -> tuple[OutboxRow, ...]:
        with self._db.read("look for letters") as connection:
            return tuple(OutboxRow(**row._asdict()) for row in connection.execute(statement))

    def identical_sent(self, same_key: str, to: str, day: date) -> bool:
        """True where a letter with the same files and reasons went to this address on this day of Vietnam."""
        start = datetime.combine(day, time(), VIETNAM)
        look = {"same": same_key, "address": to, "start": start, "end": start + timedelta(days=1)}
        with self._db.read("look for letters") as connection:
            return bool(same_key) and connection.execute(_IDENTICAL, look).first() is not None

    def sent_since(self, to: str, since: datetime) -> int:
        """How many letters the server took for this address since then."""
        with self._db.read("count letters") as connection:
            return int(connection.execute(_SENT_SINCE, {"address": to, "since": since}).scalar() or 0)

    def park(self, why: str) -> int:
        """From now on every letter waits for an administrator, those already waiting too. Returns how many do."""
        with self._db.write("park the letters") as connection:
            self._set_mark(connection, _PARKED, why or "parked")
            waiting = update(outbox).where(outbox.c.state == "waiting").values(state="parked", worker="")
            connection.execute(waiting)
            return len(connection.execute(select(outbox.c.id).where(outbox.c.state == "parked")).all())

    def unpark(self) -> int:
        """An administrator lets the parked letters go. Returns how many."""
        with self._db.write("release the letters") as connection:
            self._set_mark(connection, _PARKED, "")
            free = update(outbox).where(outbox.c.state == "parked")
            return connection.execute(free.values(state="waiting", next_try=self._clock())).rowcount

    def parked(self) -> str:
        """Why letters are parked; empty where they go out."""
        with self._db.read("look whether letters are parked") as connection:
            return self._mark(connection, _PARKED)


def _markable(state: LetterState) -> tuple[str, ...]:
    """From which states a letter may come to ``state``: a letter sent stays sent, a bounce stays a bounce."""
    if state is LetterState.SENT:
        return (LetterState.WAITING, LetterState.PARKED, LetterState.UNDELIVERABLE, LetterState.HELD_BACK)
    return (LetterState.WAITING,)
