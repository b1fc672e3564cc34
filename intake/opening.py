"""Opening one mail: bytes in, facts out. Runs inside a sandbox worker; pure, and nothing in it raises on content.

Where a secrecy mark surely stands anywhere in the mail, the facts are cut here, before anything leaves the process:
who sent it, what class of mail it is, and of each file its number, kind, size, hash and marks. A doubtful mark leaves
the facts whole: the duty officer must see what he judges.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from casework.document import Document, Flaw, FlawKind, Line, Mark, MarkKind, Zone
from casework.mail import Address, Mail
from casework.noun import Noun, replace
from intake.aids import Aid, Want
from intake.encodings.judge import Stretch, judge
from intake.marks import find_marks
from intake.parse import Parsed, Part, mail_with_body, parse
from intake.readers.assemble import RawDocument, RawLine, assemble
from intake.readers.reading import read_with_wants
from intake.terms import Terms

__all__ = ["BODY_KIND", "BODY_PATH", "Opened", "OpenedFile", "Terms", "open_file", "open_files", "open_mail"]

BODY_KIND = "body"
BODY_PATH = "thư"
_SUBJECT = "tiêu đề thư"
_FILE_NAME = "tên tệp"
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
    subject = _decoded(mail.subject)
    mail = replace(mail, subject=subject)
    body = replace(body, marks=(*_label_marks((subject,), Zone.SUBJECT, _SUBJECT), *body.marks))
    files, wants = _files(parsed.parts, terms, subject, aids)
    documents = (body, *files)
    if any(_is_secret(document) for document in documents):
        return Opened(_cut_mail(mail), _cut_documents(documents))
    return Opened(mail, documents, wants)


def open_files(content: bytes, name: str, terms: Terms, aids: tuple[Aid, ...] = ()) -> OpenedFile:
    """One plain document (`tiepnhan check FILE`) and what is inside it, its name judged for marks as well; cut where
    it is secret."""
    document, wants = read_with_wants(content, path=name, name=name, declared_type="", limits=terms.limits, aids=aids)
    document = replace(document, marks=(*_label_marks((name,), Zone.FILE_NAME, _FILE_NAME), *document.marks))
    if _is_secret(document):
        return OpenedFile(_cut_documents((document,)))
    return OpenedFile((document,), wants)


def open_file(content: bytes, name: str, terms: Terms, aids: tuple[Aid, ...] = ()) -> Document:
    """The file itself, without what is inside it (see :func:`open_files`)."""
    return open_files(content, name, terms, aids).documents[0]


def _own_text(parsed: Parsed, content: bytes, terms: Terms) -> Document:
    """The mail's own text as a document. A mail whose body was not read bears the reason as a flaw of kind LIMIT."""
    flaws = (Flaw(FlawKind.LIMIT, parsed.limit, BODY_PATH),) if parsed.limit else ()
    return _text_document(parsed.lines, BODY_PATH, terms, flaws=flaws, instead=content if parsed.limit else b"")


def _text_document(
    lines: tuple[RawLine, ...], path: str, terms: Terms, *, flaws: tuple[Flaw, ...] = (), instead: bytes = b""
) -> Document:
    """Typed text as a document of kind “body”. Its hash and size are of the text in UTF-8, or of ``instead``."""
    typed = instead or "\n".join("".join(p.text for p in line.pieces) for line in lines).encode("utf-8", "replace")
    document = assemble(
        RawDocument(lines, flaws=flaws),
        path=path,
        name=path.rpartition(" › ")[2],
        kind=BODY_KIND,
        sha256=hashlib.sha256(typed).hexdigest(),
        size=len(typed),
        declared_type="text/plain",
        limits=terms.limits,
    )
    return replace(document, marks=find_marks(document.lines))


def _files(
    parts: Iterable[Part], terms: Terms, subject: str, aids: tuple[Aid, ...]
) -> tuple[tuple[Document, ...], tuple[Want, ...]]:
    documents: list[Document] = []
    wants: list[Want] = []
    used: dict[str, int] = {}
    for number, part in enumerate(parts, start=1):
        name = _decoded(part.name) or f"tệp {number}"
        path = " › ".join((BODY_PATH, *part.within, name))
        used[path] = used.get(path, 0) + 1
        if used[path] > 1:
            path = f"{path} ({used[path]})"
        if part.lines is not None:
            documents.append(_text_document(part.lines, path, terms))
            continue
        document, wanted = read_with_wants(
            part.content,
            path=path,
            name=name,
            declared_type=part.declared_type,
            limits=terms.limits,
            inline=part.inline,
            mail_subject=subject,
            aids=aids,
        )
        wants.extend(wanted)
        marks = _label_marks((name, *part.claimed), Zone.FILE_NAME, _FILE_NAME)
        marks += _label_marks(part.subjects, Zone.SUBJECT, _SUBJECT)
        documents.append(replace(document, marks=(*marks, *document.marks)))
    return tuple(documents), tuple(wants)


def _decoded(text: str) -> str:
    """``text`` as it reads once the judge of encodings has seen it: subjects and names are typed in TCVN3 too."""
    if text.isascii():
        return text
    return judge([Stretch(text)])[0].text or text


def _label_marks(labels: tuple[str, ...], zone: Zone, where: str) -> tuple[Mark, ...]:
    """Marks on a subject or on the names of a file, as written and as decoded; each mark once."""
    wordings = dict.fromkeys(wording for label in labels for wording in (label, _decoded(label)) if wording.strip())
    found: dict[tuple[MarkKind, str, bool], Mark] = {}
    for wording in wordings:
        for mark in find_marks((Line(wording, where, zone),)):
            found.setdefault((mark.kind, mark.text, mark.sure), mark)
    return tuple(found.values())


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
        Mark(mark.kind, mark.text, _SUBJECT if mark.zone is Zone.SUBJECT else label, mark.zone, mark.sure)
        for mark in marks
    )
    return tuple(places)
