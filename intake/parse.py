"""A mail's wire bytes as facts: headers, the writer's text, the parts. mail-parser on top of the kept bytes.

mail-parser reads the skeleton of the mail (see :mod:`intake.skeleton`); the content of a file is decoded from the bytes
of the wire, never from anything that was written anew. Nothing here raises on what a stranger wrote.
"""

from __future__ import annotations

import logging
import re
from typing import NamedTuple

import mailparser  # type: ignore[import-untyped]

from casework.document import Signature
from casework.mail import Mail
from casework.noun import replace
from casework.vietnamese import repair
from intake.authenticity.seals import read_seals
from intake.authenticity.senders import senders_counted
from intake.body import own_words
from intake.classify import is_vacation_subject
from intake.headers import Headers, clean_line, find_tokens, trusted_results
from intake.parts import Gathering, Part
from intake.readers.assemble import RawLine
from intake.signatures.held import checking_of
from intake.skeleton import build, header_end
from intake.terms import Terms

__all__ = ["Parsed", "Part", "mail_with_body", "parse"]

# mail-parser logs what it cannot read, header text included. Nothing of a mail may stand in a log.
logging.getLogger("mailparser").addHandler(logging.NullHandler())
logging.getLogger("mailparser").propagate = False


class Parsed(NamedTuple):
    """``lines`` is the mail's own text as typed, before the judge of encodings has seen it. ``limit`` (Vietnamese)
    says why the body was not read; empty in the usual case. ``subjects`` are those that were signed with the text,
    ``signatures`` what covers all of it."""

    mail: Mail
    lines: tuple[RawLine, ...]
    parts: tuple[Part, ...]
    limit: str = ""
    subjects: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()


def parse(content: bytes, terms: Terms) -> Parsed:
    """Read ``content``. Body and own words in the mail are left as typed; :mod:`intake.opening` decodes them."""
    skeleton = build(content, terms.limits)
    limit = "; ".join(skeleton.reasons)
    parsed = _read(skeleton.content)
    if parsed is None:
        limit = limit or "cấu trúc thư không đọc được"
        parsed = _read(content[: min(header_end(content), terms.limits.header_bytes)])
    if parsed is None:
        return Parsed(Mail(flaws=(f"Không đọc được thư: {limit}",)), (), (), limit)
    headers = Headers(parsed)
    mail = _mail(headers, terms)
    if limit:
        return Parsed(_with_flaws(mail, headers, limit), (), (), limit)
    gathered = Gathering(skeleton, checking_of(terms), terms.limits)
    gathered.walk(parsed.message)
    own = gathered.own_text()
    body = "\n".join(repair("".join(piece.text for piece in line.pieces)) for line in own.lines)
    mail = mail_with_body(mail, body)
    if gathered.signed_type:
        mail = replace(mail, content_type=gathered.signed_type)
    parts = tuple(gathered.parts())
    return Parsed(_with_flaws(mail, headers, *gathered.flaws), own.lines, parts, "", own.subjects, own.signatures)


def mail_with_body(mail: Mail, body: str) -> Mail:
    """``mail`` with its text and the writer's own words in it."""
    return replace(mail, body=body, own_words=own_words(body))


def _read(content: bytes) -> mailparser.MailParser | None:
    try:
        return mailparser.parse_from_bytes(content)
    except Exception:  # noqa: BLE001 — whatever a stranger's bytes do to the parser becomes a flaw of the mail
        return None


def _with_flaws(mail: Mail, headers: Headers, *notes: str) -> Mail:
    return replace(mail, flaws=tuple(dict.fromkeys((*headers.flaws, *(note for note in notes if note)))))


def _mail(headers: Headers, terms: Terms) -> Mail:
    senders = headers.addresses("from")
    subject = headers.text("subject")
    automatic = headers.word("auto-submitted")
    content_type, report_type = _content_type(headers)
    references = headers.message_ids("references")
    return Mail(
        sender=senders[0] if senders else None,
        from_count=senders_counted(headers.raw("from"), senders),
        to=headers.addresses("to"),
        cc=headers.addresses("cc"),
        reply_to=headers.addresses("reply-to"),
        subject=subject,
        message_id=next(iter(headers.message_ids("message-id")), ""),
        in_reply_to=next(iter(headers.message_ids("in-reply-to")), ""),
        references=references,
        date=headers.date(),
        auto_submitted=automatic,
        list_id=clean_line(next(iter(headers.raw("list-id")), "")),
        precedence=headers.word("precedence"),
        auto_suppress=clean_line(next(iter(headers.raw("x-auto-response-suppress")), "")).lower(),
        null_sender=next(iter(headers.raw("return-path")), "") == "<>",
        content_type=content_type,
        report_type=report_type,
        auto_generated_by_rule=_forwarded_by_rule(headers, automatic, subject),
        own_mark=clean_line(next(iter(headers.raw("x-tiepnhan")), "")),
        spam=headers.is_said(terms.spam_header),
        tokens=find_tokens(headers),
        trusted_results=trusted_results(headers, terms.authserv_id, terms.own_domain),
        internal_word=_internal_word(headers, terms.internal_header),
        dkim=read_seals(headers.fields),
    )


def _internal_word(headers: Headers, setting: str) -> str:
    """The value of the header that only the operator's server sets. Of two somebody else wrote one, whatever they
    say, so neither counts."""
    values = headers.raw(setting.partition("=")[0].strip().lower()) if setting else ()
    return clean_line(values[0]) if len(values) == 1 else ""


def _content_type(headers: Headers) -> tuple[str, str]:
    found = re.match(r"\s*([\w.+-]+/[\w.+-]+)", next(iter(headers.raw("content-type")), ""))
    report = re.search(r"(?i)report-type\s*=\s*\"?([\w.+-]+)", next(iter(headers.raw("content-type")), ""))
    return (found.group(1).lower() if found else "text/plain", report.group(1).lower() if report else "")


def _forwarded_by_rule(headers: Headers, automatic: str, subject: str) -> bool:
    """A person's mail that a mailbox rule forwarded: Exchange marks it auto-generated, like its own out-of-office
    notes, from which the subject and the keyword tell it apart."""
    if automatic != "auto-generated" or is_vacation_subject(subject):
        return False
    by_rule = "mailbox rules agent" in " ".join(headers.raw("x-ms-exchange-generated-message-source")).lower()
    return by_rule or bool(headers.raw("x-ms-exchange-inbox-rules-loop")) or bool(headers.raw("resent-from"))
