"""Opening one mail: bytes in, facts out. Runs inside a sandbox worker; pure, and nothing in it raises on content.

Where a secrecy mark surely stands anywhere in the mail, the facts are cut here, before anything leaves the process:
who sent it, what class of mail it is, and of each file its number, kind, size, hash and marks. A doubtful mark leaves
the facts whole: the duty officer must see what he judges.
"""

from __future__ import annotations

import re

from casework.document import Document, Flaw, FlawKind, Line, Mark, MarkKind, Zone
from casework.mail import Address, Mail
from casework.noun import Noun, replace
from intake.aids import Aid, Want
from intake.files import BODY_KIND, BODY_PATH, SUBJECT, entries_of, text_document, walk_files
from intake.item import classify_item
from intake.labels import decoded, label_marks
from intake.parse import Parsed, mail_with_body, parse
from intake.readers.containers.entry import Entry
from intake.terms import Terms

__all__ = ["BODY_KIND", "BODY_PATH", "Opened", "OpenedFile", "Terms", "open_file", "open_files", "open_mail"]

_DULL_VALUE = re.compile(r"[^A-Za-z0-9.=@<>;:/_+,\- ]")


class Opened(Noun, frozen=True):
    """What was in the mail: its own text first in ``documents`` (kind “body”), then every file in order. ``wants`` is
    what the workshop could still do for them; empty where the facts were cut."""

    mail: Mail
    documents: tuple[Document, ...] = ()
    wants: tuple[Want, ...] = ()


class OpenedFile(Noun, frozen=True):
    """A plain file first in ``documents``, then what was inside it; ``wants`` as in :class:`Opened`."""

    documents: tuple[Document, ...]
    wants: tuple[Want, ...] = ()


def open_mail(content: bytes, terms: Terms, aids: tuple[Aid, ...] = ()) -> Opened:
    """Read ``content`` to its facts; cut them where a secrecy mark surely stands (see the module's text). ``aids`` is
    what the workshop made of its files when they were opened before."""
    parsed = parse(content, terms)
    body = _own_text(parsed, content, terms)
    mail = parsed.mail
    if body.lines:
        text = "\n".join(line.text for line in body.lines)
        mail = mail_with_body(mail, text)
    subject = decoded(mail.subject)
    mail = replace(mail, subject=subject)
    subjects = dict.fromkeys((subject, *(decoded(signed) for signed in parsed.subjects)))
    body = replace(body, marks=(*label_marks(subjects, Zone.SUBJECT, SUBJECT), *body.marks))
    body = replace(_as_item(body, mail), signatures=parsed.signatures)
    files, wants = walk_files(entries_of(parsed.parts), terms, subject=subject, aids=aids)
    documents = (body, *files)
    if any(_is_secret(document) for document in documents):
        return Opened(_cut_mail(mail), _cut_documents(documents))
    return Opened(mail, documents, wants)


def open_files(content: bytes, name: str, terms: Terms, aids: tuple[Aid, ...] = ()) -> OpenedFile:
    """One plain document (`tiepnhan check FILE`) and what is inside it, its name judged for marks as well; cut where
    it is secret."""
    documents, wants = walk_files((Entry(name, (name,), content),), terms, aids=aids, above="")
    if any(_is_secret(document) for document in documents):
        return OpenedFile(_cut_documents(documents))
    return OpenedFile(documents, wants)


def open_file(content: bytes, name: str, terms: Terms, aids: tuple[Aid, ...] = ()) -> Document:
    """The file itself, without what is inside it (see :func:`open_files`)."""
    return open_files(content, name, terms, aids).documents[0]


def _own_text(parsed: Parsed, content: bytes, terms: Terms) -> Document:
    """The mail's own text as a document. A mail whose body was not read bears the reason as a flaw of kind LIMIT."""
    flaws = (Flaw(FlawKind.LIMIT, parsed.limit, BODY_PATH),) if parsed.limit else ()
    return text_document(parsed.lines, BODY_PATH, terms.limits, flaws=flaws, instead=content if parsed.limit else b"")


def _as_item(body: Document, mail: Mail) -> Document:
    """``body`` with what the mail's own text is: an article may be typed into the mail, beside files or without one.
    A reply is judged by the writer's own words, because it quotes letters; of every other mail all is read, because
    what somebody passes on may be the article."""
    words = mail.own_words if mail.in_reply_to else mail.body
    read = replace(body, lines=tuple(Line(line, "") for line in words.splitlines() if line.strip()))
    item, grounds, title = classify_item(read, "")
    return replace(body, item=item, item_words=grounds, title=title)


def _is_secret(document: Document) -> bool:
    return any(mark.kind is MarkKind.SECRET and mark.sure for mark in document.marks)


def _cut_mail(mail: Mail) -> Mail:
    """What may be known of a secret mail: the sender's mailbox, and what decides class and origin. No words of it."""
    return Mail(
        sender=Address(mail.sender.mailbox) if mail.sender is not None else None,
        from_count=mail.from_count,
        message_id=mail.message_id,
        date=mail.date,
        auto_submitted=mail.auto_submitted,
        list_id=_DULL_VALUE.sub("", mail.list_id)[:200],
        precedence=mail.precedence,
        auto_suppress=_DULL_VALUE.sub("", mail.auto_suppress)[:100],
        null_sender=mail.null_sender,
        content_type=mail.content_type,
        report_type=mail.report_type,
        auto_generated_by_rule=mail.auto_generated_by_rule,
        own_mark=mail.own_mark,
        spam=mail.spam,
        tokens=mail.tokens,
        trusted_results=mail.trusted_results,
        internal_word=mail.internal_word,
    )


def _cut_documents(documents: tuple[Document, ...]) -> tuple[Document, ...]:
    """Every document down to ordinal path, kind, size, hash and marks without their surroundings."""
    cut: list[Document] = []
    number = 0
    for document in documents:
        if document.kind == BODY_KIND and document.path == BODY_PATH:
            label = BODY_PATH
        else:
            number += 1
            label = f"tệp {number}"
        cut.append(
            Document(
                path=label,
                name=label,
                kind=document.kind,
                sha256=document.sha256,
                size=document.size,
                marks=_cut_marks(document.marks, label),
                inline=document.inline,
                cut=True,
            )
        )
    return tuple(cut)


def _cut_marks(marks: tuple[Mark, ...], label: str) -> tuple[Mark, ...]:
    """Each mark once, its place only the ordinal path and the zone."""
    places = dict.fromkeys(
        Mark(mark.kind, mark.text, SUBJECT if mark.zone is Zone.SUBJECT else label, mark.zone, mark.sure)
        for mark in marks
    )
    return tuple(places)
