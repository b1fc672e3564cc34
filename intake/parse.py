"""A mail's wire bytes as facts: headers, the writer's text, the parts. mail-parser on top of the kept bytes.

mail-parser reads the skeleton of the mail (see :mod:`intake.skeleton`); the content of a file is decoded from the bytes
of the wire, never from anything that was written anew. Nothing here raises on what a stranger wrote.
"""

from __future__ import annotations

import base64
import binascii
import logging
import re
from email.message import Message
from typing import NamedTuple

import mailparser  # type: ignore[import-untyped]
from mailparser.utils import mime_header_view  # type: ignore[import-untyped]

from casework.mail import Mail
from casework.noun import replace
from casework.vietnamese import repair, squeeze
from intake.body import HtmlText, html_text, own_words
from intake.classify import is_vacation_subject
from intake.file_names import claimed_names, display_name
from intake.headers import Headers, clean_line, find_tokens, trusted_results
from intake.readers.assemble import RawLine, RawPiece
from intake.skeleton import Skeleton, build, header_end
from intake.terms import Terms

__all__ = ["Parsed", "Part", "is_placeholder", "parse"]

# mail-parser logs what it cannot read, header text included. Nothing of a mail may stand in a log.
logging.getLogger("mailparser").addHandler(logging.NullHandler())
logging.getLogger("mailparser").propagate = False

#: A picture in a signature block: shown by the HTML and no larger than this many bytes.
_DECORATION_BYTES = 48 * 1024
_MAIL_TYPES = ("message/rfc822", "message/global")
_MARKUP = ("text/plain", "text/html")


class Part(NamedTuple):
    """One part that is a file, or (``lines`` given) the text of an attached mail.

    ``within`` names the attached mails that it lies in, outermost first. ``claimed`` holds every name that the header
    gives it, uncleaned; ``name`` is the one to show and may be empty.
    """

    name: str
    claimed: tuple[str, ...]
    content: bytes
    declared_type: str
    inline: bool = False
    within: tuple[str, ...] = ()
    lines: tuple[RawLine, ...] | None = None


class Parsed(NamedTuple):
    """``lines`` is the mail's own text as typed, before the judge of encodings has seen it. ``limit`` (Vietnamese)
    says why the body was not read; empty in the usual case."""

    mail: Mail
    lines: tuple[RawLine, ...]
    parts: tuple[Part, ...]
    limit: str = ""


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
    gathered = _Gathering(skeleton)
    gathered.walk(parsed.message)
    lines = gathered.own_lines()
    body = "\n".join(repair("".join(piece.text for piece in line.pieces)) for line in lines)
    mail = mail_with_body(mail, body)
    return Parsed(_with_flaws(mail, headers, *gathered.flaws), lines, tuple(gathered.parts()))


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
    fields = max(0, len(headers.raw("from")) - 1)
    subject = headers.text("subject")
    automatic = headers.word("auto-submitted")
    content_type, report_type = _content_type(headers)
    references = headers.message_ids("references")
    return Mail(
        sender=senders[0] if senders else None,
        from_count=len(senders) + fields,
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
    )


def _internal_word(headers: Headers, setting: str) -> str:
    """The value of the header that only the operator's server sets. Two different values mean that somebody else
    wrote one of them, so neither counts."""
    values = set(headers.raw(setting.partition("=")[0].strip().lower())) if setting else set()
    return clean_line(values.pop()) if len(values) == 1 else ""


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


class _Gathering:
    """Walks the parts without recursion and sorts them into the mail's own text and files."""

    def __init__(self, skeleton: Skeleton) -> None:
        self._skeleton = skeleton
        self._files: list[Part] = []
        self._plain: dict[tuple[str, ...], list[str]] = {}
        self._html: dict[tuple[str, ...], list[HtmlText]] = {}
        self._content_ids: list[str] = []
        self.flaws: list[str] = []

    def walk(self, message: Message) -> None:
        waiting: list[tuple[Message, tuple[str, ...], bool]] = [(message, (), False)]
        while waiting:
            part, within, attached = waiting.pop()
            view, _ = mime_header_view(part)
            kind = _declared_type(view)
            children = part.get_payload() if part.is_multipart() else None
            if isinstance(children, list) and kind in _MAIL_TYPES:
                name = self._attached_mail(part, view, kind, within)
                waiting += [(child, (*within, name), False) for child in _messages(children)]
            elif isinstance(children, list):
                below = attached or _disposition(view) == "attachment"
                waiting += [(child, within, below) for child in _messages(children)]
            else:
                self._leaf(part, view, kind, within, attached)

    def _attached_mail(self, part: Message, view: Message, kind: str, within: tuple[str, ...]) -> str:
        claimed = claimed_names(view)
        name = (display_name(claimed[0]) if claimed else "") or "thư đính kèm.eml"
        try:
            written = b"".join(child.as_bytes() for child in part.get_payload())  # type: ignore[union-attr]
        except Exception:  # noqa: BLE001 — writing out what was parsed leniently may fail; the parts are read all the same
            written = b""
            self.flaws.append("không tách được nguyên văn của thư đính kèm")
        self._files.append(Part(name, claimed, self._skeleton.expand(written), kind, within=within))
        return name

    def _leaf(self, part: Message, view: Message, kind: str, within: tuple[str, ...], attached: bool) -> None:
        content = self._decoded(part, view)
        claimed = claimed_names(view)
        is_text = kind in _MARKUP and not attached and not claimed and _disposition(view) != "attachment"
        if is_text:
            text = _charset_text(content, view)
            if kind == "text/html":
                self._html.setdefault(within, []).append(html_text(text))
            elif text.strip():
                self._plain.setdefault(within, []).append(text)
            return
        if not content.strip() and not claimed and kind.startswith("multipart/"):
            return  # a container without parts: nothing was sent in it
        suffixes = {name.rpartition(".")[2].lower() for name in claimed if "." in name}
        if len(suffixes) > 1:
            self.flaws.append("một tệp mang hai tên có đuôi khác nhau trong cùng một thư")
        self._content_ids.append(_content_id(view))
        name = display_name(claimed[0]) if claimed else ""
        self._files.append(Part(name, claimed, content, kind, within=within))

    def _decoded(self, part: Message, view: Message) -> bytes:
        """The content of a leaf, its transfer encoding undone, from the bytes of the wire."""
        payload = part.get_payload(decode=False)
        octets = self._skeleton.expand(str(payload or "").encode("utf-8", "surrogateescape"))
        encoding = str(view.get("content-transfer-encoding", "")).strip().lower()
        if encoding == "base64":
            return _from_base64(octets)
        if encoding == "quoted-printable":
            return binascii.a2b_qp(octets)
        if encoding in ("x-uuencode", "uuencode", "uue", "x-uue"):
            decoded = part.get_payload(decode=True)
            return decoded if isinstance(decoded, bytes) else octets
        return octets

    def own_lines(self) -> tuple[RawLine, ...]:
        return self._lines(())

    def _lines(self, within: tuple[str, ...]) -> tuple[RawLine, ...]:
        """The text of the mail at ``within``: plain text, and of HTML what the plain text does not say already."""
        lines: list[RawLine] = []
        seen = ""
        for text in self._plain.get(within, []):
            for row in text.splitlines():
                lines.append(RawLine((RawPiece(row),), f"dòng {len(lines) + 1}"))
            seen += " " + squeeze(text)
        for html in self._html.get(within, []):
            for pieces in html.lines:
                said = squeeze("".join(piece.text for piece in pieces))
                if said and said not in seen:
                    lines.append(RawLine(pieces, f"dòng {len(lines) + 1}"))
        return tuple(lines)

    def parts(self) -> list[Part]:
        """The files in order, decoration marked, and the text of each attached mail behind it."""
        shown = {cid for htmls in self._html.values() for html in htmls for cid in html.content_ids}
        ids = iter(self._content_ids)
        found: list[Part] = []
        for part in self._files:
            if part.declared_type in _MAIL_TYPES:
                found.append(part)
                inside = (*part.within, part.name)
                if lines := self._lines(inside):
                    found.append(Part("thư", (), b"", "text/plain", within=inside, lines=lines))
                continue
            content_id = next(ids, "")
            decoration = (
                bool(content_id)
                and content_id in shown
                and part.declared_type.startswith("image/")
                and len(part.content) <= _DECORATION_BYTES
            )
            found.append(part._replace(inline=decoration))
        return found


def _messages(children: list[Message | str]) -> list[Message]:
    """The children last first, as a stack wants them."""
    return [child for child in reversed(children) if isinstance(child, Message)]


def _declared_type(view: Message) -> str:
    try:
        return view.get_content_type().lower()
    except Exception:  # noqa: BLE001 — a hostile Content-Type; what the file is, its content will say
        return "application/octet-stream"


def _disposition(view: Message) -> str:
    value = str(view.get("content-disposition", ""))
    return value.partition(";")[0].strip().lower()


def _content_id(view: Message) -> str:
    return str(view.get("content-id", "")).strip().strip("<>").strip()


def _charset_text(content: bytes, view: Message) -> str:
    """Text by its declared charset, then UTF-8, then letter by letter, so that legacy encodings reach the judge."""
    try:
        declared = view.get_content_charset("utf-8")
    except Exception:  # noqa: BLE001 — a hostile charset parameter counts as none
        declared = "utf-8"
    if declared in ("us-ascii", "ascii"):
        declared = "utf-8"
    for charset in (declared, "utf-8"):
        try:
            text = content.decode(charset)
            text.encode("utf-8")
            return text
        except (LookupError, UnicodeError, ValueError, TypeError):
            continue
    return content.decode("latin-1")


_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")


def _from_base64(octets: bytes) -> bytes:
    """Base64 as leniently as mail programs read it: what is no base64 letter is skipped, a cut end is completed."""
    try:
        return binascii.a2b_base64(octets)
    except (binascii.Error, ValueError):
        letters = _NOT_BASE64.sub(b"", octets)
        letters = letters[: len(letters) - (len(letters) % 4 == 1)]
        return base64.b64decode(letters + b"=" * (-len(letters) % 4))


_PLACEHOLDERS = (
    b"the server was unable to retrieve the following message",
    b"retrieval using the imap4 protocol failed for the following message",
    b"the message could not be retrieved",
    b"this message cannot be displayed because of the way it is formatted",
)


def is_placeholder(content: bytes) -> bool:
    """True where Exchange answered with a text of its own instead of the mail (FACTS, “Mail”): not fetched, try again.

    Such an answer is short, and its first kilobytes bear one of Exchange's sentences; an empty answer counts too.
    """
    if not content.strip():
        return True
    if len(content) > 16 * 1024:
        return False
    body = re.sub(rb"\s+", b" ", content[header_end(content) :][:4096]).strip().lower()
    return body.startswith(_PLACEHOLDERS)
