"""A case as rows: what the tables keep of it, and the whole of it packed.

Also the last guard of secrecy: a secret case is cut once more here, so that nothing of its content reaches a row even
where a reader forgot something.
"""

from __future__ import annotations

import re
import zlib
from typing import Any

import msgspec

from casework.case import Case
from casework.document import Document
from casework.finding import Severity
from casework.mail import Address, Mail
from casework.noun import replace

__all__ = [
    "HIDDEN_TITLE",
    "bare",
    "case_values",
    "codes",
    "cut",
    "document_rows",
    "finding_rows",
    "pack",
    "short",
    "stripped",
    "unpack",
]

HIDDEN_TITLE = "(không hiển thị)"  # as Case.title says it

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Case)
_ORDINAL = re.compile(r"(thư|tệp \d+)( › (tệp )?\d+)*(, [\w ]{1,40})?")
_DETAIL = 2000  # letters of an event's detail, an error, a note


def short(text: str) -> str:
    """Bounded text for a row that is not meant to hold documents."""
    return text if len(text) <= _DETAIL else text[: _DETAIL - 1] + "…"


def pack(case: Case) -> bytes:
    """The whole case, compressed."""
    return zlib.compress(_ENCODER.encode(case), 1)


def unpack(body: bytes) -> Case:
    """The case of :func:`pack`; unknown fields raise, so that nothing is dropped in silence."""
    return _DECODER.decode(zlib.decompress(body))


def cut(case: Case) -> Case:
    """A secret case without anything of its content; any other case comes back as it is.

    What stays: the sender's bare address, what decides the class of a mail, and of each file the ordinal path, kind,
    size, hash and marks."""
    return bare(case) if case.secret else case


def stripped(case: Case) -> Case:
    """An earlier walk of a mail that turned out to be secret: cut, and without the words of rules and letters."""
    decision = replace(case.decision, reasons=(), ruling=None) if case.decision else None
    findings = tuple(replace(f, where="", message="", fix="", about="", reason="") for f in case.findings or ())
    return replace(
        bare(case),
        findings=findings,
        decision=decision,
        letters=None,
        ruling=None,
        confirmations=(),
        person=case.person,
    )


def bare(case: Case) -> Case:
    """The case with nothing of its content: :func:`cut` for one that a mark, or a person's word, has made secret."""
    mail = case.mail
    bare = Mail(
        sender=Address(mailbox=mail.sender.mailbox) if mail.sender else None,
        from_count=mail.from_count,
        message_id=mail.message_id,
        in_reply_to=mail.in_reply_to,
        references=mail.references,
        date=mail.date,
        auto_submitted=mail.auto_submitted,
        content_type=mail.content_type,
        report_type=mail.report_type,
        spam=mail.spam,
        tokens=mail.tokens,
        trusted_results=mail.trusted_results,
        internal_word=mail.internal_word,
    )
    files = tuple(_cut_document(d, n) for n, d in enumerate(case.documents))
    return replace(case, mail=bare, documents=files, class_reason="", earlier_words="", authority=None)


def _cut_document(document: Document, ordinal: int) -> Document:
    path = document.path if _ORDINAL.fullmatch(document.path) else (f"tệp {ordinal}" if document.is_file else "thư")
    return Document(
        path=path,
        name=path,
        kind=document.kind,
        sha256=document.sha256,
        size=document.size,
        marks=document.marks,
        inline=document.inline,
        cut=True,
    )


def codes(case: Case) -> tuple[str, ...]:
    """What led to a rejection: codes heavier than a reminder, heaviest first, each once."""
    heavy = [f for f in case.findings or () if f.severity.weight > Severity.REMIND.weight]
    return tuple(dict.fromkeys(f.code for f in sorted(heavy, key=lambda f: -f.severity.weight)))


def case_values(case: Case) -> dict[str, Any]:
    """The columns of ``cases`` that every walk sets anew."""
    decision, main = case.decision, case.main_document
    deadline = decision.deadline if decision else None
    awaiting = decision.awaiting if decision else None
    reminders = [f.message for f in case.findings or () if f.severity is Severity.REMIND]
    return {
        "portal": case.portal,
        "revision": case.revision,
        "disposition": decision.disposition.value if decision else "",
        "mail_class": case.mail_class.value,
        "secret": case.secret,
        "received_at": case.received_at,
        "title": case.title,
        "item": main.item.value if main and main.item else "",
        "sender": case.mail.sender.mailbox if case.mail.sender else "",
        "unit": case.person.unit if case.person else "",
        "due": deadline.due if deadline else None,
        "derivation": deadline.derivation if deadline else "",
        "urgent": deadline.urgent if deadline else False,
        "reminders": [] if case.secret else reminders,
        "main_sha256": main.sha256 if main else "",
        "awaiting_who": awaiting.who.value if awaiting else "",
        "awaiting_owner": awaiting.owner if awaiting else "",
        "awaiting_what": awaiting.what if awaiting else "",
        "awaiting_outcome": awaiting.outcome if awaiting else "",
        "awaiting_leaders": list(awaiting.leaders) if awaiting else [],
        "remind_at": awaiting.remind_at if awaiting else None,
        "last_day": awaiting.last_day if awaiting else None,
    }


def finding_rows(case: Case) -> list[dict[str, Any]]:
    """One row for each finding."""
    return [
        {
            "ref": case.ref,
            "revision": case.revision,
            "code": f.code,
            "verdict": f.verdict.value,
            "severity": f.severity.value,
            "place": f.where,
            "message": f.message,
        }
        for f in case.findings or ()
    ]


def document_rows(case: Case) -> list[dict[str, Any]]:
    """One row for each document, the mail's own text included; ``main`` marks the item itself."""
    main = case.main_document
    return [
        {
            "ref": case.ref,
            "revision": case.revision,
            "path": d.path,
            "kind": d.kind,
            "sha256": d.sha256,
            "size": d.size,
            "main": d is main,
        }
        for d in case.documents
    ]
