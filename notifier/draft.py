"""A letter from its name, its receiver and its facts: rendered, with the token that its content gives."""

from __future__ import annotations

from casework.case import Case
from casework.letter import Asked, Attachment, Letter, LetterName
from casework.mail import Address
from casework.portal import Portal
from notifier.context import Context
from notifier.message import one_line
from notifier.templates import render_letter
from notifier.tokens import bind_token, content_digest, make_token, message_id, with_plus
from notifier.wording import day_of_receipt, greeting, item_word, must_conceal, shorten

__all__ = ["same_reasons_key", "write", "write_about"]

GENERATED = "auto-generated"
REPLIED = "auto-replied"
_TITLE_IN_SUBJECT = 90
_TITLE_IN_BODY = 240


def write(
    name: LetterName,
    to: Address,
    portal: Portal,
    context: Context,
    facts: dict[str, object],
    *,
    case_ref: str = "",
    revision: int = 1,
    auto_submitted: str = GENERATED,
    in_reply_to: str = "",
    references: tuple[str, ...] = (),
    attachments: tuple[Attachment, ...] = (),
    same_key: str = "",
    occasion: str = "",
    asks: tuple[Asked, ...] = (),
) -> Letter:
    """Render ``name`` twice: once without the token, to derive it from the content, once with it. ``occasion`` tells
    apart letters that say the same on purpose (a second reminder). ``asks`` makes it a letter that a leader answers:
    its token is bound to them."""
    address = portal.address or context.admin_address
    everything: dict[str, object] = {
        "portal": portal, "service": context.service_name, "ref": case_ref, "to": to, "reply_to": address,
        "greeting": shorten(to.name, 120) or to.mailbox, "continues": "", **facts, "token": "",
    }  # fmt: skip
    bare = render_letter(name, everything)
    digest = content_digest(bare.subject, bare.text, bare.html, occasion, *(a.content for a in attachments))
    if asks:
        token = bind_token(context.key, name=name.value, portal=portal.id, leader=to.mailbox, asks=asks, digest=digest)
    else:
        token = make_token(
            context.key, case_ref=case_ref, name=name.value, to=to.mailbox, revision=revision, digest=digest
        )
    reply_to = with_plus(address, token) if context.plus_addressing else address
    said = render_letter(name, {**everything, "token": token, "reply_to": reply_to})
    return Letter(
        name=name, portal=portal.id, to=Address(mailbox=to.mailbox, name=one_line(to.name)), subject=said.subject,
        text=said.text, html=said.html, message_id=message_id(token, context.service_host), token=token,
        auto_submitted=auto_submitted, in_reply_to=in_reply_to, references=references, attachments=attachments,
        case_ref=case_ref, same_key=same_key, asks=asks,
    )  # fmt: skip


def write_about(
    name: LetterName,
    case: Case,
    to: Address,
    portal: Portal,
    context: Context,
    facts: dict[str, object],
    *,
    to_sender: bool = False,
    in_reply_to: str = "",
    conceal: bool = False,
    same_key: str = "",
    attachments: tuple[Attachment, ...] = (),
    occasion: str = "",
    asks: tuple[Asked, ...] = (),
    after: str = "",
) -> Letter:
    """A letter about a case.

    ``to_sender`` makes it an answer in the thread of his mail (RFC 3834, 3.1.5), ``in_reply_to`` (a Message-ID) an
    answer to another mail, such as a leader's; ``after`` (a Message-ID of ours) puts it below an earlier letter without
    being an answer. ``conceal`` leaves the title out, as every letter does where state
    secrecy cannot be ruled out.
    """
    answered = case.mail.message_id if to_sender else in_reply_to or after
    thread = (*case.mail.references, answered) if to_sender else (answered,)
    return write(
        name,
        to,
        portal,
        context,
        {**_about(case, to, hide=conceal or must_conceal(case)), **facts},
        case_ref=case.ref,
        revision=case.revision,
        auto_submitted=REPLIED if to_sender or in_reply_to else GENERATED,
        in_reply_to=answered,
        references=thread if answered else (),
        attachments=attachments,
        same_key=same_key,
        occasion=occasion,
        asks=asks,
    )


def _about(case: Case, to: Address, *, hide: bool) -> dict[str, object]:
    """What every letter about a case may say of it."""
    title = "" if hide else case.title
    return {
        "greeting": greeting(case, to),
        "hide": hide,
        "item": "Thư" if hide else item_word(case),
        "title": shorten(title, _TITLE_IN_BODY),
        "short_title": shorten(title, _TITLE_IN_SUBJECT),
        "received_at": case.received_at,
        "continues": case.continues,
    }


def same_reasons_key(name: LetterName, case: Case, to: str, *, bound_to_case: bool = False) -> str:
    """Equal for letters of one name of one portal to one address about the same files with the same reasons on one day.

    A mail without files stands for itself by its own text. ``bound_to_case`` keeps letters of two cases apart: two
    requests for a confirmation are two requests even where the files are the same.
    """
    files = sorted(d.sha256 for d in case.files) or sorted(d.sha256 for d in case.documents) or [case.ref]
    # The message too: “nobody has confirmed yet” and “the leader said no” are one code and two reasons.
    reasons = sorted(f"{f.code} {f.where} {f.severity.value} {f.message}" for f in case.findings or ())
    # And who is waited for: where the leader who was asked has left, the same reasons ask the sender for other things.
    awaiting = case.decision.awaiting if case.decision else None
    waits = (awaiting.who.value, *sorted(awaiting.leaders)) if awaiting else ()
    about = (case.ref if bound_to_case else "", *files, "/", *reasons, "/", *waits)
    return content_digest(name.value, case.portal, to, day_of_receipt(case).isoformat(), *about)
