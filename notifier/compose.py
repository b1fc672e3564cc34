"""The letters that a decided case calls for. Pure: the same case, portal and context give the same letters.

Whom we write to: the authenticated From, never Reply-To; the portal's own desk and duty officer; the leaders that the
directory names. A mail whose origin is not proven is answered to nobody: its From may be somebody else's address.
"""

from __future__ import annotations

from casework.authority import PieceKind, Standing
from casework.case import Case
from casework.decision import Awaited, Disposition
from casework.finding import Severity, Verdict
from casework.letter import Letter, LetterName
from casework.mail import Address, MailClass, OriginStatus
from casework.noun import replace
from casework.portal import Portal
from notifier.context import Context
from notifier.draft import same_reasons_key, write_about
from notifier.evidence import counted_lines, uncounted_lines
from notifier.recipients import may_be_written_to
from notifier.requests import confirmation_requests, leaders_asked
from notifier.wording import (
    cite_words,
    deadline_views,
    file_views,
    findings_view,
    has_open_secrecy,
    shorten,
)

__all__ = ["Context", "compose", "duty_notice", "sender_of"]

_DUPLICATE = "DUP101"
_WITH_COPIES = (LetterName.RETURNED, LetterName.PRECHECK)
_SECRECY_TOPIC = "bmnn"  # the topic of law.toml under which the law on state secrets of the day is found


def compose(case: Case, portal: Portal, context: Context) -> Case:
    """Fill ``case.letters`` from its decision; an empty tuple where nobody is to be written to."""
    return replace(case, letters=_letters(case, portal, context))


def sender_of(case: Case, context: Context) -> Address | None:
    """The address that a letter to the sender may go to: From, proven, a person's; else ``None``."""
    sender = case.mail.sender
    if case.origin.status is not OriginStatus.PROVEN or sender is None or case.mail.from_count != 1:
        return None
    return sender if may_be_written_to(sender.mailbox, context.own_addresses) else None


def duty_notice(case: Case, portal: Portal, context: Context) -> tuple[Letter, ...]:
    """The duty officer's letter alone, for a secret mail whose class is never answered (a bounce, a list, a robot)."""
    return _duty(case, portal, context, quarantined=True)


def _letters(case: Case, portal: Portal, context: Context) -> tuple[Letter, ...]:
    if not case.mail_class.is_decided:
        return ()
    decision = case.decision
    disposition = decision.disposition if decision else None
    if disposition is Disposition.QUARANTINE:
        return _quarantined(case, portal, context) + _duty(case, portal, context, quarantined=True)
    sender = sender_of(case, context)
    if decision and decision.awaiting and decision.awaiting.who is Awaited.DUTY_OFFICER:
        # The duty officer must hear of a possible secret whoever sent it; he is our own, so no stranger is answered.
        return _held(case, portal, context, sender) + _duty(case, portal, context, quarantined=False)
    if sender is None:
        return ()
    if case.mail_class is MailClass.PRECHECK:
        return (_precheck(case, portal, context, sender),)
    if case.mail_class is MailClass.PETITION:
        return _petition(case, portal, context, sender)
    if disposition is Disposition.ACCEPT:
        return (_accepted(case, portal, context, sender), *_urgent(case, portal, context))
    if disposition is Disposition.RETURN:
        return (_returned(case, portal, context, sender),)
    return _held(case, portal, context, sender)


def _staff(address: str, name: str, context: Context) -> Address:
    """One of our own people; the administrator where the portal's file has yet to name the address, because a notice
    that nobody gets is worse than one that the administrator passes on."""
    if may_be_written_to(address, context.own_addresses):
        return Address(mailbox=address, name=name)
    return Address(mailbox=context.admin_address, name=name)


def _to_sender(
    name: LetterName, case: Case, portal: Portal, context: Context, sender: Address, facts: dict[str, object]
) -> Letter:
    return write_about(
        name,
        case,
        sender,
        portal,
        context,
        facts,
        to_sender=True,
        same_key=same_reasons_key(name, case, sender.mailbox),
        attachments=tuple(own.attachment for own in context.converted) if name in _WITH_COPIES else (),
    )


def _placing(case: Case, portal: Portal, context: Context) -> dict[str, object]:
    """Where the item stands: desk, column, deadlines, a person's ruling."""
    decision = case.decision
    desk = portal.desk(decision.desk) if decision else None
    return {
        "desk": desk.name if desk else portal.contact.name,
        "column": decision.column if decision else None,
        "deadlines": deadline_views(decision.deadlines if decision else (), case, context),
        "ruling": decision.ruling if decision else None,
        "findings": findings_view(case.findings or ()),
        "proofs": counted_lines(case),
        "uncounted": uncounted_lines(case),
        "converted": tuple((own.attachment.name, own.notes) for own in context.converted),
    }


def _accepted(case: Case, portal: Portal, context: Context, sender: Address) -> Letter:
    return _to_sender(LetterName.ACCEPTED, case, portal, context, sender, _placing(case, portal, context))


def _returned(case: Case, portal: Portal, context: Context, sender: Address) -> Letter:
    return _to_sender(LetterName.RETURNED, case, portal, context, sender, _placing(case, portal, context))


def _precheck(case: Case, portal: Portal, context: Context, sender: Address) -> Letter:
    disposition = case.decision.disposition.value if case.decision else ""
    facts = {**_placing(case, portal, context), "disposition": disposition}
    return _to_sender(LetterName.PRECHECK, case, portal, context, sender, facts)


def _urgent(case: Case, portal: Portal, context: Context) -> tuple[Letter, ...]:
    """An immediate notice to the desk where hours are few; the digest would come too late."""
    decision = case.decision
    desk = portal.desk(decision.desk) if decision else None
    hurried = [d for d in decision.deadlines if d.urgent] if decision else []
    if desk is None or not hurried:
        return ()
    facts = {**_placing(case, portal, context), "due": min(d.due for d in hurried), "sender": case.mail.sender}
    to = _staff(desk.address, desk.name, context)
    key = same_reasons_key(LetterName.URGENT, case, to.mailbox, bound_to_case=True)
    return (write_about(LetterName.URGENT, case, to, portal, context, facts, same_key=key),)


def _held(case: Case, portal: Portal, context: Context, sender: Address | None) -> tuple[Letter, ...]:
    awaiting = case.decision.awaiting if case.decision else None
    if sender is None or awaiting is None:
        return ()
    requests = confirmation_requests(case, portal, context)
    duplicate = any(f.code == _DUPLICATE for f in case.findings or ()) and awaiting.who is not Awaited.LEADER
    facts = {
        **_placing(case, portal, context),
        "awaiting": awaiting,
        "asked": leaders_asked(case, context),
        "refused": _refused_by(case) if awaiting.who is Awaited.DESK else "",
    }
    name = LetterName.DUPLICATE if duplicate and awaiting.who is not Awaited.DUTY_OFFICER else LetterName.HELD
    return (_to_sender(name, case, portal, context, sender, facts), *requests)


def _refused_by(case: Case) -> str:
    """The leaders whose “no” stands, by name, or who put it on record; empty where none does."""
    pieces = case.authority.pieces if case.authority else ()
    refusals = [p for p in pieces if p.standing is Standing.REFUSES and p.by]
    names = (f"theo ghi nhận của {p.by}" if p.kind is PieceKind.RECORDED else p.by for p in refusals)
    return ", ".join(dict.fromkeys(names))


def _quarantined(case: Case, portal: Portal, context: Context) -> tuple[Letter, ...]:
    """The neutral letter: it names the law, and nothing of what the mail holds."""
    sender = sender_of(case, context)
    if sender is None:
        return ()
    secrecy = has_open_secrecy(case)
    laws = [cite_words((_SECRECY_TOPIC,), case, context)] if secrecy else []
    for finding in case.findings or ():
        if finding.severity.value == "stop":
            laws += [cite_words((place,), case, context) for place in finding.cites]
    facts: dict[str, object] = {"secrecy": secrecy, "laws": tuple(dict.fromkeys(law for law in laws if law))}
    return (_to_sender(LetterName.QUARANTINED, case, portal, context, sender, facts),)


def _duty(case: Case, portal: Portal, context: Context, *, quarantined: bool) -> tuple[Letter, ...]:
    """Where the mail lies, and nothing else: reference, time, what the virus scanner said, kind, size and hash of each
    file."""
    officer = portal.duty_officer
    facts: dict[str, object] = {
        "quarantined": quarantined,
        "secrecy": has_open_secrecy(case),
        "law": cite_words((_SECRECY_TOPIC,), case, context),
        "scan": case.malware.name if case.malware is not None else "",
        "files": file_views(case.documents, hide_names=True),
        "clears": " ".join(f"--clear {code}" for code in _stop_codes(case)),
    }
    to = _staff(officer.address, officer.name, context)
    if not to.mailbox:
        return ()
    key = same_reasons_key(LetterName.DUTY, case, to.mailbox, bound_to_case=True)
    return (write_about(LetterName.DUTY, case, to, portal, context, facts, conceal=True, same_key=key),)


def _stop_codes(case: Case) -> tuple[str, ...]:
    """The rules of severity stop that could not tell: what the duty officer may clear."""
    doubts = (f for f in case.findings or () if f.severity is Severity.STOP and f.verdict is Verdict.UNSURE)
    return tuple(dict.fromkeys(f.code for f in doubts))


def _petition(case: Case, portal: Portal, context: Context, sender: Address) -> tuple[Letter, ...]:
    """The sender learns where his petition goes; the desk that passes it on gets its words."""
    petitions = portal.petitions
    desk = portal.desk(petitions.desk)
    hide = has_open_secrecy(case)
    # A petition is known by its mail's subject; a file that came with it is not what it is about.
    subject = "" if hide else case.mail.subject
    facts: dict[str, object] = {
        "title": shorten(subject, 240),
        "short_title": shorten(subject, 90),
        "petitions": petitions,
        # “Trong ngày” said of a mail that came when the office had closed would be a wrong promise: the moment is told.
        "due": case.decision.deadline.due if case.decision and case.decision.deadline else None,
        "citation": cite_words(petitions.cites, case, context),
        "sender": sender,
        "body": "" if hide else (case.mail.own_words or case.mail.body).strip(),
        "files": file_views(case.files, hide_names=hide),
    }
    letters = [_to_sender(LetterName.PETITION, case, portal, context, sender, facts)]
    if desk is not None:
        to = _staff(desk.address, desk.name, context)
        if to.mailbox != desk.address:
            # The administrator only passes the notice on: a petitioner's words are not for him.
            hide, facts["body"], facts["files"] = True, "", file_views(case.files, hide_names=True)
            facts["title"] = facts["short_title"] = ""
        key = same_reasons_key(LetterName.PETITION_NOTICE, case, to.mailbox, bound_to_case=True)
        letters.append(
            write_about(LetterName.PETITION_NOTICE, case, to, portal, context, facts, conceal=hide, same_key=key)
        )
    return tuple(letters)
