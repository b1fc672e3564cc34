"""The outcome of a walk, in one transaction: receipt, case, revision, findings, documents, letters, event, job.

Three guards stand in front of it. The job must still be this worker's (:class:`JobGone`: a second worker loses
quietly). The case must be at the revision before (:class:`StaleLook`). And nothing that the walk looked up may have
moved: the directory, and the history of the very files of this case; what moved elsewhere costs no second walk.
"""

from __future__ import annotations

from typing import Any

from msgspec import structs
from sqlalchemy import Connection, bindparam, func, insert, select, update

from casework.case import Case, Conversion
from casework.decision import Disposition
from casework.noun import replace
from store.jobs import JobsPart
from store.outbox import OutboxPart
from store.records import CaseState, Job, Outcome, StaleLook
from store.redaction import redact
from store.requests import asking_keys, case_seals
from store.schema import (
    cases,
    conversion,
    directory_version,
    document,
    finding,
    history_move,
    quarantine,
    receipt,
    rejection,
    revision,
)
from store.sheets import (
    case_values,
    codes,
    cut,
    document_rows,
    finding_rows,
    pack,
    short,
)

__all__ = ["WAITING", "CommitPart", "rejection_row"]

#: States in which an item waits at its portal: a twin of it is a duplicate.
WAITING = (CaseState.QUEUED, CaseState.TAKEN, CaseState.ASKED_BACK, CaseState.HELD)

#: States in which it is kept whose hands the item is (or was) in.
_CLAIMED = (CaseState.TAKEN, CaseState.PUBLISHED, CaseState.REFUSED)

_STATES = {
    Disposition.ACCEPT: CaseState.QUEUED,
    Disposition.RETURN: CaseState.RETURNED,
    Disposition.HOLD: CaseState.HELD,
    Disposition.QUARANTINE: CaseState.QUARANTINED,
}
_DIRECTORY = select(func.coalesce(func.max(directory_version.c.id), 0))
_OLD = select(
    cases.c.revision,
    cases.c.state,
    cases.c.portal,
    cases.c.main_sha256,
    cases.c.sender,
    cases.c.awaiting_who,
    cases.c.awaiting_leaders,
    cases.c.claimed_by,
    cases.c.waiting_since,
    cases.c.reassigned,
    cases.c.published_sha256,
).where(cases.c.ref == bindparam("wanted"))
_MOVED = (
    select(history_move.c.id)
    .where(
        history_move.c.portal == bindparam("portal"),
        history_move.c.sha256.in_(bindparam("files", expanding=True)),
        history_move.c.id > bindparam("seen"),
        history_move.c.ref != bindparam("own"),
    )
    .limit(1)
)
_NEW_CASE = insert(cases)
_NEW_REVISION = insert(revision)
_NEW_FINDINGS = insert(finding)
_NEW_DOCUMENTS = insert(document)
_SETTLE = (
    update(receipt)
    .where(receipt.c.id == bindparam("wanted"))
    .values(
        outcome=bindparam("what"),
        note=bindparam("words"),
        decided_at=bindparam("when"),
        case_ref=bindparam("case"),
        revision=bindparam("number"),
    )
)
_HIDDEN = select(quarantine.c.receipt_id).where(quarantine.c.receipt_id == bindparam("wanted"))


class CommitPart(JobsPart, OutboxPart):
    """The commit."""

    def commit(self, job: Job, outcome: Outcome) -> None:
        """Write everything that the walk of ``job`` ended in, or nothing. Raises :class:`JobGone`,
        :class:`StaleLook`, :class:`StorageError`."""
        case = cut(outcome.case) if outcome.case is not None else None
        if case is not None and not case.ref:
            raise ValueError("a case needs its reference before it is committed")
        secret = outcome.secret or (case is not None and case.secret)
        hidden = secret or _is_quarantined(case)
        body = pack(case) if case is not None else b""  # the costly part, before the writers' lock
        with self._db.write("commit an outcome") as connection:
            self._hold_fence(connection, job)
            if case is not None:
                self._write_case(connection, job, replace(outcome, case=case), case, body)
            settled = {
                "wanted": job.receipt.id,
                "what": _outcome_word(outcome, case),
                "words": "" if secret else short(outcome.note),
                "when": self._clock(),
                "case": case.ref if case is not None else "",
                "number": case.revision if case is not None else 0,
            }
            connection.execute(_SETTLE, settled)
            if secret and case is not None and case.revision > 1:
                redact(connection, case.ref, case.revision)
            self._put_letters(connection, outcome.outgoing)
            seals = (*(case_seals(case) if case is not None and job.kind == "mail" else ()), *outcome.seals)
            self._put_seals(connection, job.receipt, settled["case"] or outcome.ref, seals)
            self._remember(connection, job.receipt.delivery.portal, outcome.conversions)
            if hidden:
                self._hide(
                    connection, job, case.ref if case is not None else outcome.ref, whole=secret and case is not None
                )
            self._close(connection, job)
        if hidden:
            if secret and case is not None and case.revision > 1:
                self._db.checkpoint()  # or the pages that were just blanked stay readable in the write-ahead log
            self._follow()

    def _write_case(self, connection: Connection, job: Job, outcome: Outcome, case: Case, body: bytes) -> None:
        old = connection.execute(_OLD, {"wanted": case.ref}).first()
        self._check_look(connection, outcome, case, old)
        now = self._clock()
        decided_at = (case.decision.decided_at if case.decision else None) or now
        values = case_values(case)
        state = _next_state(case, old, job.kind)
        decision = case.decision
        values |= {
            "state": state.value,
            "receipt_id": job.receipt.id,
            "waiting_since": _waiting_since(state, old, now),
            "changed_at": now,
            "claimed_by": old.claimed_by if old is not None and state in _CLAIMED else "",
        }
        if old is None or not old.reassigned:
            column = decision.column if decision else None
            values |= {
                "desk": decision.desk if decision else "",
                "column_id": column.id if column else "",
                "column_name": column.name if column else "",
            }
        if old is None:
            connection.execute(_NEW_CASE, {"ref": case.ref, **values})
        else:
            connection.execute(update(cases).where(cases.c.ref == case.ref).values(**values))
        self._write_sheets(connection, job, case, body, decided_at)
        if old is None or (old.main_sha256, _standing(old.state)) != (values["main_sha256"], _standing(state)):
            files = (values["main_sha256"], old.main_sha256 if old is not None else "")
            self._move(connection, case.portal, case.ref, *files)
        self._tell_askers(connection, case, old, waits=state is CaseState.HELD)
        self._note(connection, case.ref, "", "revision", f"{case.revision} {values['disposition']}".strip())

    def _check_look(self, connection: Connection, outcome: Outcome, case: Case, old: Any) -> None:
        """Raise :class:`StaleLook` where the walk's view of the world is no longer true."""
        found = old.revision if old is not None else 0
        if case.revision != found + 1 or (outcome.joined and old is None):
            raise StaleLook(f"case {case.ref}: revision {found + 1} would be next, not {case.revision}")
        if old is not None and old.portal != case.portal:
            raise StaleLook(f"case {case.ref}: belongs to portal {old.portal}, not to {case.portal}")
        directory = connection.execute(_DIRECTORY).scalar()
        if directory != outcome.directory_version:
            raise StaleLook(f"case {case.ref}: the directory moved from {outcome.directory_version} to {directory}")
        files = sorted({d.sha256 for d in case.documents if d.sha256} | asking_keys(case))
        look = {"portal": case.portal, "files": files, "seen": outcome.history_version, "own": case.ref}
        if files and connection.execute(_MOVED, look).first() is not None:
            raise StaleLook(
                f"case {case.ref}: another case with the same file or leader moved since {outcome.history_version}"
            )

    def _write_sheets(self, connection: Connection, job: Job, case: Case, body: bytes, decided_at: Any) -> None:
        word = case.decision.disposition.value if case.decision else ""
        kept = {
            "ref": case.ref,
            "revision": case.revision,
            "receipt_id": job.receipt.id,
            "kind": job.kind,
            "disposition": word,
            "decided_at": decided_at,
            "body": body,
        }
        connection.execute(_NEW_REVISION, kept)
        if findings := finding_rows(case):
            connection.execute(_NEW_FINDINGS, findings)
        if documents := document_rows(case):
            connection.execute(_NEW_DOCUMENTS, documents)
        if case.decision and case.decision.disposition in (Disposition.RETURN, Disposition.QUARANTINE):
            connection.execute(insert(rejection), rejection_row(case, word, case.decision.reasons, decided_at))

    def _remember(self, connection: Connection, portal: str, conversions: tuple[Conversion, ...]) -> None:
        """Our own copies by their hash. The same file returned twice gives the same copy: it is remembered once."""
        for made in conversions:
            known = select(conversion.c.sha256).where(conversion.c.portal == portal, conversion.c.sha256 == made.sha256)
            if connection.execute(known).first() is None:
                row = {"portal": portal, "made_at": self._clock(), **structs.asdict(made)}
                connection.execute(insert(conversion), row)

    def _hide(self, connection: Connection, job: Job, ref: str, *, whole: bool) -> None:
        """This mail and every other receipt of it (of a ``whole`` case: all its mails, for the mark may stand in any of
        them) go into the quarantine: decided here, moved right after."""
        mails = receipt.c.case_ref == ref if whole else receipt.c.id == job.receipt.id
        for own in connection.execute(select(receipt).where(mails)).all():
            if connection.execute(_HIDDEN, {"wanted": own.id}).first() is None:
                row = {
                    "receipt_id": own.id,
                    "ref": ref,
                    "portal": own.portal,
                    "sha256": own.sha256,
                    "identity": own.identity,
                    "at": self._clock(),
                }
                connection.execute(insert(quarantine), row)
            twins = select(receipt.c.sha256).where(receipt.c.identity == own.identity).distinct()
            for sha256 in connection.execute(twins).scalars().all():
                self._intend(connection, sha256, "quarantine")


def rejection_row(case: Case, disposition: str, reasons: tuple[str, ...], at: Any) -> dict[str, Any]:
    """One line of the rejection log."""
    return {
        "ref": case.ref,
        "revision": case.revision,
        "portal": case.portal,
        "decided_at": at,
        "sender": case.mail.sender.mailbox if case.mail.sender else "",
        "unit": case.person.unit if case.person else "",
        "title": case.title,
        "codes": list(codes(case)),
        "reasons": list(reasons),
        "disposition": disposition,
    }


def _is_quarantined(case: Case | None) -> bool:
    """True for a mail with malware too: nobody opens it by mistake, and it stays out of the backup."""
    return case is not None and case.decision is not None and case.decision.disposition is Disposition.QUARANTINE


def _outcome_word(outcome: Outcome, case: Case | None) -> str:
    """What the receipt is marked with: the disposition, or the class of a mail that is not decided upon."""
    if case is not None and case.decision is not None:
        return case.decision.disposition.value
    return outcome.mail_class.value


def _next_state(case: Case, old: Any, kind: str) -> CaseState:
    """A late fact does not reopen what a person closed, and an editor keeps what he has taken."""
    before = old.state if old is not None else ""
    if kind in ("rewalk", "reread") and before in (CaseState.PUBLISHED, CaseState.REFUSED, CaseState.DESTROYED):
        return CaseState(before)
    if case.decision is None:
        return CaseState.NOTED
    state = _STATES[case.decision.disposition]
    if state is CaseState.QUEUED and before in (CaseState.TAKEN, CaseState.ASKED_BACK) and old.claimed_by:
        return CaseState.TAKEN
    return state


def _waiting_since(state: CaseState, old: Any, now: Any) -> Any:
    if state is not CaseState.HELD:
        return None
    return old.waiting_since if old is not None and old.state == CaseState.HELD and old.waiting_since else now


def _standing(state: str) -> str:
    """How a state counts for a twin of the item."""
    return "published" if state == CaseState.PUBLISHED else "waiting" if state in WAITING else ""
