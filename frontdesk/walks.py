"""What the engine does with one job: a new mail, or a case that a late fact walks again.

Each function takes what the ledger knows and gives back one :class:`Outcome`; committing it is the engine's.
"""

from __future__ import annotations

import logging
from datetime import datetime

from casework.case import Case, Confirmation
from casework.directory import Snapshot
from casework.document import Document
from casework.letter import Letter, LetterName
from casework.mail import Address, MailClass, OriginStatus
from casework.noun import replace
from frontdesk.pipeline import DECIDED, Rooms, context_of, gather, portal_of, walk
from frontdesk.post import outgoing_of, service_portal
from intake.confirm import Answer, read_answer
from notifier.bounce import BounceVerdict, read_bounce
from notifier.notices import alarm, confirmation_help, confirmation_received
from store.ledger import Ledger
from store.records import Job, Outcome, Outgoing

__all__ = ["case_ref", "new_mail", "rewalk"]

log = logging.getLogger(__name__)

#: States in which a reply with a corrected file still joins its case.
JOINABLE = ("returned", "held", "queued", "taken", "asked_back")


def case_ref(portal: str, receipt_id: int) -> str:
    """The name of a case for people: derived from the receipt, so that a repeat after a crash gives the same."""
    return f"{portal.upper()}-{receipt_id:06d}"


def new_mail(job: Job, content: bytes, rooms: Rooms, ledger: Ledger, now: datetime) -> Outcome:
    """Open, classify, and take the road of the mail's class."""
    directory = ledger.directory()
    history_version = ledger.history.version
    ref = case_ref(job.receipt.delivery.portal, job.receipt.id)
    case = gather(content, job.receipt.delivery, rooms, directory, ref=ref)
    if case.mail_class is MailClass.CONFIRMATION:
        answered = _answer(case, rooms, ledger, now)
        if answered is not None:
            return replace(answered, secret=case.secret)
        # Nobody asked this sender for an answer: it is a reply like any other, and a person's words are not dropped.
        case = replace(
            case, mail_class=MailClass.SUBMISSION, class_reason="trả lời không khớp với thư xin xác nhận nào"
        )
    if case.mail_class is MailClass.BOUNCE:
        return replace(_bounce(case, rooms, ledger, now), secret=case.secret)
    if case.mail_class not in DECIDED:
        return Outcome(mail_class=case.mail_class, note=case.class_reason, secret=case.secret)
    joined = False
    if case.mail_class is MailClass.PRECHECK:
        case = replace(case, ref="")
    else:
        case, joined = _join(case, ledger, directory)
    done = walk(case, rooms, ledger.history, directory, now)
    return Outcome(
        mail_class=done.mail_class,
        note=done.class_reason,
        case=None if done.mail_class is MailClass.PRECHECK else done,
        outgoing=_render(done.letters or (), rooms, now),
        history_version=history_version,
        directory_version=directory.version,
        joined=joined,
        secret=done.secret,
    )


def rewalk(job: Job, rooms: Rooms, ledger: Ledger, now: datetime) -> Outcome:
    """A late fact lies on the case: the same five calls as revision n+1, on the facts that were gathered then."""
    directory = ledger.directory()
    history_version = ledger.history.version
    case = ledger.case(job.case_ref)
    if case is None:
        raise LookupError(f"rewalk of {job.case_ref}: no such case")
    fresh = replace(case, revision=case.revision + 1, findings=None, decision=None, letters=None)
    done = walk(fresh, rooms, ledger.history, directory, now)
    if _says_the_same(case, done):
        # Those concerned know this already; a second letter would only make them wonder what changed.
        done = replace(done, letters=())
    return Outcome(
        mail_class=done.mail_class,
        note="xét lại",
        case=done,
        outgoing=_render(done.letters or (), rooms, now),
        history_version=history_version,
        directory_version=directory.version,
        joined=True,
    )


def _says_the_same(before: Case, after: Case) -> bool:
    if before.decision is None or after.decision is None:
        return False
    told = [(d.disposition, d.reasons, d.awaiting and d.awaiting.who) for d in (before.decision, after.decision)]
    return told[0] == told[1]


def _render(letters: tuple[Letter, ...], rooms: Rooms, now: datetime) -> tuple[Outgoing, ...]:
    return tuple(outgoing_of(letter, rooms, now) for letter in letters)


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
        trusted = case.origin.status is OriginStatus.PROVEN and _same_side(case, earlier)
        if trusted and ledger.state(ref) in JOINABLE and not case.secret and not earlier.secret:
            return _as_revision(case, earlier), True
        return replace(case, continues=ref), False
    return case, False


def _same_side(case: Case, earlier: Case) -> bool:
    sender, first = case.mail.sender, earlier.mail.sender
    if sender is None or first is None:
        return False
    if sender.mailbox == first.mailbox:
        return True
    return bool(case.person and earlier.person and case.person.unit == earlier.person.unit)


def _as_revision(case: Case, earlier: Case) -> Case:
    """The corrected files take the place of those that were wrong; the letter asked for no more than these."""
    names = {d.name for d in case.files}
    wrong = {f.about for f in earlier.findings or () if f.severity.weight >= 3}
    kept: tuple[Document, ...] = tuple(
        d for d in earlier.files if d.name not in names and (not case.files or d.path not in wrong)
    )
    return replace(
        case,
        ref=earlier.ref,
        revision=earlier.revision + 1,
        documents=case.documents + kept,
        confirmations=earlier.confirmations,
        continues=earlier.continues,
    )


def _answer(case: Case, rooms: Rooms, ledger: Ledger, now: datetime) -> Outcome | None:
    """A leader's answer to a confirmation request; ``None`` where no request was sent to this sender."""
    sender = case.mail.sender.mailbox if case.mail.sender else ""
    for token in case.mail.tokens:
        known = ledger.ref_by_token(token)
        if known is None:
            continue
        ref, name, addressee = known
        if name != LetterName.CONFIRMATION_REQUEST.value or addressee.lower() != sender:
            continue
        if case.origin.status is not OriginStatus.PROVEN:
            return Outcome(
                mail_class=MailClass.CONFIRMATION, note=f"{ref}: trả lời không rõ nguồn gốc, không được tính"
            )
        return _take_answer(case, ref, token, rooms, ledger, now)
    return None


def _take_answer(case: Case, ref: str, token: str, rooms: Rooms, ledger: Ledger, now: datetime) -> Outcome:
    asked = next(
        (r.case for r in ledger.revisions(ref) if any(letter.token == token for letter in r.case.letters or ())), None
    )
    if asked is None:
        raise LookupError(f"{ref}: the confirmation request with this token stands in no revision")
    portal, context = portal_of(rooms, asked.portal), context_of(rooms, now)
    to = case.mail.sender
    answer = read_answer(case.mail.own_words)
    if to is None or asked.decision is None:
        raise LookupError(f"{ref}: a confirmation request without a decision or an answer without a sender")
    if answer is Answer.UNCLEAR:
        return _not_understood(case, asked, to, rooms, ledger, now)
    granted = answer is Answer.GRANTED
    confirmation = Confirmation(
        by=to.mailbox,
        at=case.received_at,
        granted=granted,
        files=tuple(d.sha256 for d in asked.documents if d.is_file) or tuple(d.sha256 for d in asked.documents),
        how="reply",
    )
    letter = confirmation_received(asked, portal, context, confirmation, to, in_reply_to=case.mail.message_id)
    ledger.add_confirmation(ref, confirmation, by=to.mailbox)
    return Outcome(
        mail_class=MailClass.CONFIRMATION,
        note=f"{ref}: {'đồng ý' if granted else 'không đồng ý'}",
        outgoing=_render((letter,) if letter else (), rooms, now),
    )


def _not_understood(case: Case, asked: Case, to: Address, rooms: Rooms, ledger: Ledger, now: datetime) -> Outcome:
    """The help letter, once for each case and leader: two robots must not teach each other."""
    helped = any(
        row.name == LetterName.CONFIRMATION_HELP.value and row.to == to.mailbox for row in ledger.letters_of(asked.ref)
    )
    awaiting = asked.decision.awaiting if asked.decision else None
    letter = None
    if not helped and awaiting is not None:
        portal, context = portal_of(rooms, asked.portal), context_of(rooms, now)
        letter = confirmation_help(asked, portal, context, awaiting, to, in_reply_to=case.mail.message_id)
    return Outcome(
        mail_class=MailClass.CONFIRMATION,
        note=f"{asked.ref}: không rõ đồng ý hay không",
        outgoing=_render((letter,) if letter else (), rooms, now),
    )


def _bounce(case: Case, rooms: Rooms, ledger: Ledger, now: datetime) -> Outcome:
    """A bounce counts by the token of its envelope recipient, never by a quoted Message-ID."""
    addresses = (case.delivery.envelope_to, *(address.mailbox for address in case.mail.to))
    text = "\n".join((case.mail.body, *(document.text for document in case.documents)))
    report = read_bounce(addresses, rooms.settings.service.bounce_address, text)
    if report is None:
        return Outcome(mail_class=MailClass.BOUNCE, note="thư báo không phát được, không khớp với thư nào của hệ thống")
    if report.verdict in (BounceVerdict.DELIVERED, BounceVerdict.TEMPORARY):
        words = "thư báo đã phát" if report.verdict is BounceVerdict.DELIVERED else "thư báo chậm phát, máy chủ còn thử"
        return Outcome(mail_class=MailClass.BOUNCE, note=words)
    words = f"{report.verdict.value} {report.status} {report.diagnosis}".strip()
    row = ledger.bounced(report.token, words)
    if row is None:
        return Outcome(mail_class=MailClass.BOUNCE, note="thư báo không phát được, không khớp với thư nào của hệ thống")
    note = f"{row.case_ref}: thư {row.name} tới {row.to} không phát được"
    outgoing: tuple[Outgoing, ...] = ()
    if row.name == LetterName.CONFIRMATION_REQUEST.value and ledger.alarm(f"bounced-{row.case_ref}", note):
        letter = alarm(
            service_portal(rooms),
            context_of(rooms, now),
            title="Thư xin xác nhận không tới được lãnh đạo",
            lines=(note, words),
            at=now,
            to_do="Kiểm tra địa chỉ của lãnh đạo trong danh bạ, rồi liên hệ đơn vị.",
        )
        outgoing = _render((letter,), rooms, now)
    return Outcome(mail_class=MailClass.BOUNCE, note=note, outgoing=outgoing)
