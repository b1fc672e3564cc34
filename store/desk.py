"""What a person at a desk does with a case. Each is one transaction with its line on the trail.

A step that the case's state does not allow raises :class:`UsageError`, in Vietnamese, for the clerk who tried it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, update

from casework.decision import Awaited
from casework.errors import UsageError
from store.commit import WAITING, rejection_row
from store.records import CaseState, Outgoing
from store.schema import cases, receipt, rejection, revision
from store.sheets import unpack
from store.slow import SlowPart

__all__ = ["STATE_WORDS", "DeskPart"]

#: How a state is called where a clerk reads it.
STATE_WORDS = {
    CaseState.QUEUED: "đang chờ biên tập",
    CaseState.TAKEN: "đang được biên tập",
    CaseState.ASKED_BACK: "đang chờ người gửi trả lời",
    CaseState.HELD: "đang giữ chờ",
    CaseState.RETURNED: "đã trả lại",
    CaseState.QUARANTINED: "đã cách ly",
    CaseState.PUBLISHED: "đã đăng",
    CaseState.REFUSED: "đã từ chối",
    CaseState.EXPIRED: "đã hết hạn chờ",
    CaseState.NOTED: "đã chuyển",
    CaseState.DESTROYED: "đã hủy",
}
_OPEN = (CaseState.QUEUED, CaseState.TAKEN, CaseState.ASKED_BACK)


class DeskPart(SlowPart):
    """Work at a desk."""

    def take(self, ref: str, by: str) -> None:
        """An editor takes a case; taking it twice is one."""
        with self._db.write("take a case") as connection:
            row = self._allowed(connection, ref, by, _OPEN, "nhận")
            if row.claimed_by != by:
                self._become(connection, row, CaseState.TAKEN, claimed_by=by)
                self._note(connection, ref, by, "taken")

    def publish(self, ref: str, url: str, by: str, at: datetime, outgoing: tuple[Outgoing, ...] = ()) -> None:
        """The item stands at ``url`` since ``at``."""
        with self._db.write("publish a case") as connection:
            row = self._allowed(connection, ref, by, _OPEN, "đăng")
            self._become(
                connection,
                row,
                CaseState.PUBLISHED,
                claimed_by=by,
                published_url=url,
                published_by=by,
                published_at=at,
                published_sha256=row.main_sha256,
            )
            self._note(connection, ref, by, "published", url)
            self._put_letters(connection, outgoing)

    def refuse(self, ref: str, by: str, reason: str, outgoing: tuple[Outgoing, ...] = ()) -> None:
        """An editor refuses with an article's number or words."""
        with self._db.write("refuse a case") as connection:
            row = self._allowed(connection, ref, by, WAITING, "từ chối")
            self._become(connection, row, CaseState.REFUSED, claimed_by=by)
            self._log_rejection(connection, row, "refused", reason)
            self._note(connection, ref, by, "refused", reason)
            self._put_letters(connection, outgoing)

    def ask_back(
        self,
        ref: str,
        by: str,
        question: str,
        outgoing: tuple[Outgoing, ...] = (),
        *,
        remind_at: datetime | None = None,
        last_day: datetime | None = None,
        outcome: str = "",
    ) -> None:
        """The sender is asked; with the two instants the wait is one of :meth:`Ledger.holds_due`."""
        with self._db.write("ask the sender") as connection:
            row = self._allowed(connection, ref, by, WAITING, "hỏi lại")
            self._become(
                connection,
                row,
                CaseState.ASKED_BACK,
                claimed_by=by,
                awaiting_who=Awaited.SENDER.value,
                awaiting_owner=row.desk,
                awaiting_what=question,
                awaiting_outcome=outcome,
                awaiting_leaders=[],
                waiting_since=self._clock(),
                remind_at=remind_at or last_day,
                last_day=last_day,
            )
            self._note(connection, ref, by, "asked_back", question)
            self._put_letters(connection, outgoing)

    def reassign(self, ref: str, by: str, desk: str, column_id: str = "", column_name: str = "") -> None:
        """Another desk, and another column where one is given; nobody has it then. Later walks keep the choice."""
        with self._db.write("reassign a case") as connection:
            row = self._allowed(connection, ref, "", WAITING, "chuyển")
            column = {"column_id": column_id, "column_name": column_name} if column_id or column_name else {}
            state = CaseState.QUEUED if row.state == CaseState.TAKEN else CaseState(row.state)
            self._become(connection, row, state, claimed_by="", desk=desk, reassigned=True, **column)
            self._note(connection, ref, by, "reassigned", f"{desk} {column_id}".strip())

    def settle(self, ref: str, by: str, words: str) -> None:
        """What is no item to post (a petition, words about a case) was read and passed on: nothing waits any more."""
        with self._db.write("settle a case") as connection:
            row = self._allowed(connection, ref, by, WAITING, "khép lại")
            self._become(connection, row, CaseState.NOTED, claimed_by=by)
            self._note(connection, ref, by, "settled", words)

    def expire(self, ref: str, outgoing: tuple[Outgoing, ...] = ()) -> None:
        """The last day of a wait came without an answer."""
        with self._db.write("end a wait") as connection:
            row = self._allowed(connection, ref, "", (CaseState.HELD, CaseState.ASKED_BACK), "kết thúc chờ")
            self._become(connection, row, CaseState.EXPIRED)
            self._log_rejection(connection, row, "expired", row.awaiting_outcome)
            expired = update(receipt).where(receipt.c.case_ref == ref, receipt.c.outcome == "hold")
            connection.execute(expired.values(outcome="return"))
            self._note(connection, ref, "", "expired", row.awaiting_outcome)
            self._put_letters(connection, outgoing)

    def reminded(self, ref: str, next_at: datetime, outgoing: tuple[Outgoing, ...] = ()) -> None:
        """A reminder went out; the next is due at ``next_at``."""
        with self._db.write("note a reminder") as connection:
            self._standing_case(connection, ref)
            connection.execute(update(cases).where(cases.c.ref == ref).values(remind_at=next_at))
            self._note(connection, ref, "", "reminded")
            self._put_letters(connection, outgoing)

    def _allowed(self, connection: Connection, ref: str, by: str, states: tuple[CaseState, ...], verb: str) -> Any:
        """The row, where its state allows the step and nobody else has it in hand (``by`` empty: whoever has it)."""
        row = self._standing_case(connection, ref)
        if row.state not in states:
            raise UsageError(f"hồ sơ {ref} {STATE_WORDS[CaseState(row.state)]}, không thể {verb}")
        if by and row.claimed_by and row.claimed_by != by:
            raise UsageError(f"hồ sơ {ref} do {row.claimed_by} đang xử lý, không thể {verb}")
        return row

    def _become(self, connection: Connection, row: Any, state: CaseState, **values: Any) -> None:
        values |= {"state": state.value, "changed_at": self._clock()}
        connection.execute(update(cases).where(cases.c.ref == row.ref).values(**values))
        if (row.state in WAITING) != (state in WAITING):
            self._move(connection, row.portal, row.ref, row.main_sha256, row.published_sha256)

    def _log_rejection(self, connection: Connection, row: Any, word: str, reason: str) -> None:
        newest = revision.select().where(revision.c.ref == row.ref, revision.c.revision == row.revision)
        case = unpack(connection.execute(newest).one().body)
        line = rejection_row(case, word, (reason,) if reason else (), self._clock())
        connection.execute(insert(rejection), {**line, "codes": []})
