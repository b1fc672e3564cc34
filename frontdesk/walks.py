"""What the engine does with one job: a new mail, or a case that a late fact walks again.

Each function takes what the ledger knows and gives back one :class:`Outcome`; committing it is the engine's.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from casework.case import Case
from casework.decision import Decision, Disposition
from casework.directory import LEADERS, Snapshot
from casework.document import Document
from casework.mail import MailClass, OriginStatus
from casework.noun import replace
from frontdesk.answers import answer
from frontdesk.bounces import bounce, stray
from frontdesk.newcomers import person_now
from frontdesk.pipeline import Rooms, context_of, gather, portal_of, walk
from frontdesk.post import rendered, service_portal
from frontdesk.stray_answers import stray_answer
from notifier.compose import duty_notice
from routing.decide import PROOF
from store.ledger import Ledger
from store.records import Job, Outcome
from store.sheets import bare

__all__ = ["case_ref", "new_mail", "rewalk"]

log = logging.getLogger(__name__)

#: States in which the sender is expected to reply: his reply joins, with a file or without.
EXPECTED = ("returned", "held", "asked_back", "expired")
#: States in which only a reply with files joins. Words alone are for a person to read: as a revision a “thank you”
#: would start the item's time anew.
WITH_FILES = ("queued", "taken", "refused")
#: States that a late fact does not reopen.
CLOSED = ("published", "refused", "destroyed")


def case_ref(portal: str, receipt_id: int) -> str:
    """The name of a case for people: derived from the receipt, so that a repeat after a crash gives the same."""
    return f"{portal.upper() or 'THU'}-{receipt_id:06d}"


def new_mail(job: Job, content: bytes, rooms: Rooms, ledger: Ledger, now: datetime) -> Outcome:
    """Open, classify, and take the road of the mail's class."""
    directory = ledger.directory()
    history_version = ledger.history.version
    ref = case_ref(job.receipt.delivery.portal, job.receipt.id)
    patience = timedelta(minutes=rooms.settings.clamd.patience_minutes)
    waited = now - job.receipt.recorded_at
    dns_patience = timedelta(minutes=rooms.settings.dns.patience_minutes)
    case = gather(
        content,
        job.receipt.delivery,
        rooms,
        directory,
        ref=ref,
        may_wait=waited < patience,
        dns_may_wait=waited < dns_patience,
    )
    if case.mail_class is MailClass.CONFIRMATION:
        answered = answer(case, rooms, ledger, now)
        if answered is not None:
            return _hidden(answered, case, rooms, now)
        # Nobody asked this sender for an answer: it is a reply like any other, and a person's words are not dropped.
        case = replace(
            case,
            mail_class=MailClass.SUBMISSION,
            class_reason="thư trả lời chưa rõ hoặc không khớp thư xin xác nhận nào",
        )
    strayed = stray_answer(case, rooms, ledger, now)
    if strayed is not None:
        return strayed
    if case.mail_class is MailClass.BOUNCE:
        return _hidden(bounce(case, rooms, ledger, now), case, rooms, now)
    if not case.mail_class.is_decided:
        return _hidden(Outcome(mail_class=case.mail_class, note=case.class_reason), case, rooms, now)
    if not case.portal:
        return _hidden(stray(case, job.receipt.id, rooms, ledger, now), case, rooms, now)
    joined = False
    if case.mail_class is MailClass.PRECHECK:
        # A precheck is no case; one that lies in the quarantine needs a name by which it can be destroyed.
        case = replace(case, ref=ref if case.secret else "")
    else:
        case, joined = _join(case, ledger, directory)
    done = walk(case, rooms, ledger.history, directory, now, lambda: content)
    return Outcome(
        mail_class=done.mail_class,
        note=done.class_reason,
        conversions=done.conversions,
        case=None if done.mail_class is MailClass.PRECHECK else done,
        outgoing=rendered(done.letters or (), rooms, now),
        history_version=history_version,
        directory_version=directory.version,
        joined=joined,
        secret=done.secret,
        ref=ref if done.secret else "",
    )


def _hidden(outcome: Outcome, case: Case, rooms: Rooms, now: datetime) -> Outcome:
    """``outcome`` as it is, unless the mail is secret: then it gets a name in the quarantine and the duty officer a
    letter. A mail that belongs to no portal has none, so the administrator is told."""
    if not case.secret:
        return outcome
    if case.portal:
        portal = portal_of(rooms, case.portal)
    else:
        portal = service_portal(rooms)
        portal = replace(portal, duty_officer=replace(portal.duty_officer, address="", name=""))
    letters = duty_notice(case, portal, context_of(rooms, now))
    return replace(outcome, secret=True, ref=case.ref, outgoing=(*outcome.outgoing, *rendered(letters, rooms, now)))


def rewalk(job: Job, rooms: Rooms, ledger: Ledger, now: datetime) -> Outcome:
    """A late fact lies on the case: the same five calls as revision n+1, on the facts that were gathered then."""
    directory = ledger.directory()
    history_version = ledger.history.version
    case = ledger.case(job.case_ref)
    if case is None:
        raise LookupError(f"rewalk of {job.case_ref}: no such case")
    fresh = replace(
        case,
        revision=case.revision + 1,
        complete_at=_proof_came(case),
        person=person_now(case, directory, now),
        findings=None,
        decision=None,
        letters=None,
    )
    if case.origin.status is OriginStatus.UNSURE and not case.secret:
        fresh = _origin_anew(fresh, job, rooms, ledger, directory)
    if job.kind == "reread" and not case.secret:
        fresh = _read_anew(fresh, rooms, ledger, directory)
    if case.ruling is not None and case.ruling.disposition is Disposition.QUARANTINE:
        # The duty officer has seen a secret where no rule was sure: from here on it is cut like any other.
        fresh = bare(fresh)
    done = walk(fresh, rooms, ledger.history, directory, now, lambda: ledger.content(job.receipt))
    if _says_the_same(case, done) or ledger.state(case.ref) in CLOSED:
        # Those concerned know this already, or it is no longer so: a second letter would only make them wonder.
        done = replace(done, letters=())
    return Outcome(
        mail_class=done.mail_class,
        note="xét lại",
        conversions=done.conversions,
        case=done,
        outgoing=rendered(done.letters or (), rooms, now),
        history_version=history_version,
        directory_version=directory.version,
        joined=True,
        secret=done.secret,
    )


def _origin_anew(case: Case, job: Job, rooms: Rooms, ledger: Ledger, directory: Snapshot) -> Case:
    """The case with the DNS asked once more: while it was in trouble nothing was gathered that could be kept."""
    again = gather(ledger.content(job.receipt), job.receipt.delivery, rooms, directory, ref=case.ref)
    return replace(case, origin=again.origin)


def _read_anew(case: Case, rooms: Rooms, ledger: Ledger, directory: Snapshot) -> Case:
    """The case with every file of its mails read once more, by the workshop too: a person has asked for it."""
    read: dict[tuple[str, str], Document] = {}
    for receipt in ledger.receipts_of(case.ref):
        again = gather(ledger.content(receipt), receipt.delivery, rooms, directory, ref=case.ref)
        if again.secret:
            return replace(bare(case), documents=again.documents)
        read |= {(document.sha256, document.path): document for document in again.documents}
    return replace(case, documents=tuple(read.get((d.sha256, d.path), d) for d in case.documents))


def _proof_came(case: Case) -> datetime | None:
    """The instant from which a case with a late confirmation counts as complete; the walk drops it where the proof
    does not hold."""
    if case.complete_at is not None or not any(f.code == PROOF for f in case.findings or ()):
        return case.complete_at
    return max((c.at for c in case.confirmations if c.granted), default=None)


def _says_the_same(before: Case, after: Case) -> bool:
    if before.decision is None or after.decision is None:
        return False
    told = [(d.disposition, d.reasons, d.awaiting and d.awaiting.who) for d in (before.decision, after.decision)]
    return told[0] == told[1] and not _asks_others(before.decision, after.decision)


def _asks_others(before: Decision, after: Decision) -> bool:
    """True where a leader is asked now who was not before, or none is left: he who was asked may have left."""
    was, now = (set(d.awaiting.leaders) if d.awaiting else set() for d in (before, after))
    return bool(now - was) or bool(was and not now)


def _join(case: Case, ledger: Ledger, directory: Snapshot) -> tuple[Case, bool]:
    """A reply joins its case by token **and** sender or a colleague of the same unit; from anyone else it is a new
    case that names the old one. A secret mail never joins: what is cut stays apart from what is not."""
    for token in case.mail.tokens:
        known = ledger.ref_by_token(token)
        if known is None or not known[0]:
            continue
        ref = known[0]
        earlier = ledger.case(ref)
        if earlier is None or earlier.portal != case.portal:
            continue
        state = ledger.state(ref) or ""
        trusted = case.origin.status is OriginStatus.PROVEN and _same_side(case, earlier)
        fits = state in EXPECTED if not case.files else state in (*EXPECTED, *WITH_FILES)
        if trusted and fits and not case.secret and not earlier.secret and not _only_words_of_leader(case, earlier):
            return _as_revision(case, earlier, state), True
        return replace(case, continues=ref), False
    return case, False


def _only_words_of_leader(case: Case, earlier: Case) -> bool:
    """A leader's remark on an item of his unit is neither its correction nor, as a mail of his own, its proof."""
    leader = case.person is not None and case.person.role in LEADERS
    return leader and not case.files and not _same_sender(case, earlier)


def _same_sender(case: Case, earlier: Case) -> bool:
    return bool(case.mail.sender and earlier.mail.sender and case.mail.sender.mailbox == earlier.mail.sender.mailbox)


def _same_side(case: Case, earlier: Case) -> bool:
    if _same_sender(case, earlier):
        return True
    return bool(case.person and earlier.person and case.person.unit and case.person.unit == earlier.person.unit)


def _as_revision(case: Case, earlier: Case, state: str) -> Case:
    """The corrected files take the place of those that were wrong; the letter asked for no more than these.

    Words alone change no file: the item stays received when it was, unless the desk had asked for just these words.
    Files that somebody else had sent are not proven by a leader's reply: he is asked about all of them."""
    names = {d.name for d in case.files}
    wrong = {f.about for f in earlier.findings or () if f.severity.weight >= 3}
    kept: tuple[Document, ...] = tuple(
        d for d in earlier.files if d.name not in names and (not case.files or d.path not in wrong)
    )
    same_item = not case.files and state != "asked_back"
    foreign = bool(kept) and not _same_sender(case, earlier)
    return replace(
        case,
        ref=earlier.ref,
        revision=earlier.revision + 1,
        documents=case.documents + kept,
        confirmations=earlier.confirmations,
        continues=earlier.continues,
        earlier_words="\n".join(words for words in (earlier.earlier_words, earlier.mail.own_words) if words),
        received_at=earlier.received_at if same_item else case.received_at,
        complete_at=earlier.complete_at if same_item else None,
        mail_class=earlier.mail_class if same_item else case.mail_class,
        person=earlier.person if foreign else case.person,
    )
