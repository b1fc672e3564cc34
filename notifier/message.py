"""A letter as RFC 5322 bytes: the same letter and moment give the same bytes.

Header fields and the two texts are written here and not by the standard library's generator: it loses and adds blanks
between encoded words (Python 3.11), turns a message id longer than a line into an encoded word, by which no mail
program could join the thread, and parses every field that it is given, which took a third of a letter's time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.header import Header
from email.headerregistry import Address as HeaderAddress
from email.message import MIMEPart
from email.policy import SMTP
from email.quoprimime import body_encode
from email.utils import format_datetime
from functools import lru_cache

from casework.calendar import VIETNAM
from casework.errors import ConfigurationError
from casework.letter import Attachment, Letter
from casework.portal import Portal
from casework.vietnamese import squeeze
from notifier.context import Context
from notifier.recipients import address_on_the_wire
from notifier.tokens import with_plus

__all__ = ["OWN_MARK", "render"]

OWN_MARK = "X-Tiepnhan"
_ID = re.compile(r"<[!-;=?-~]{3,900}>")  # printable ASCII between brackets; RFC 5322 lines end at 998
_VERSION = "MIME-Version: 1.0\r\n"
_COLUMNS = 78  # RFC 5322, 2.1.1
_PHRASE = re.compile(r"[A-Za-z0-9 !#$%&'*+/=?^_`{|}~-]+")  # words that need no quotation marks
_MOST_REFERENCES = 12  # the first and the last eleven keep a thread together (RFC 5537, 3.4.4)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


@lru_cache(maxsize=256)
def _encoded(name: str, text: str) -> str:
    """``text`` as it is where it is short ASCII, else in encoded words split between letters (RFC 2047)."""
    if text.isascii() and "=?" not in text and len(name) + 2 + len(text) <= _COLUMNS:
        return text
    return Header(text, "utf-8", maxlinelen=_COLUMNS - 2, header_name=name).encode(linesep="\r\n")


def _address(name: str, address: HeaderAddress) -> str:
    if not address.display_name:
        return address.addr_spec
    phrase = _encoded(name, address.display_name)
    if phrase == address.display_name and not _PHRASE.fullmatch(phrase):
        phrase = Header(phrase, "utf-8", header_name=name).encode(linesep="\r\n")
    # A line break of its own keeps the address whole, whatever the length of the name.
    between = " " if len(phrase) + len(address.addr_spec) + len(name) + 5 <= _COLUMNS else "\r\n "
    return f"{phrase}{between}<{address.addr_spec}>"


_POLICY = SMTP.clone(max_line_length=_COLUMNS, cte_type="7bit")  # of what is left to the library: files, odd fields


def one_line(text: str) -> str:
    """``text`` without line breaks, control and bidirectional marks: what may stand in a header."""
    return squeeze(_CONTROL.sub(" ", text))


def _mailbox(field: str, address: str, name: str, what: str) -> str:
    """The field ``field`` with one address."""
    if not address_on_the_wire(address):
        raise ConfigurationError(f"{what}: {address!r} is no address that SMTP can carry (ASCII name@host expected)")
    return f"{field}: {_address(field, HeaderAddress(display_name=one_line(name), addr_spec=address))}"


def _plain(field: str, text: str) -> str:
    """A field of printable ASCII on one line; what is longer or other is folded by the standard library."""
    if text.isascii() and text.isprintable() and "=?" not in text and len(field) + 2 + len(text) <= _COLUMNS:
        return f"{field}: {text}"
    return str(_POLICY.fold(field, _POLICY.header_store_parse(field, one_line(text))[1])).removesuffix("\r\n")


def _ids(*texts: str) -> list[str]:
    return list(dict.fromkeys(found for text in texts for found in _ID.findall(text)))


def _fields(letter: Letter, portal: Portal, context: Context) -> Iterator[str]:
    """The header fields in order, each folded and without its last line end."""
    sender = portal.address or context.admin_address
    yield _mailbox("From", sender, portal.name, f"portal {portal.id}, address")
    yield _mailbox("To", letter.to.mailbox, letter.to.name, f"letter {letter.name} to")
    if context.plus_addressing:
        answers = with_plus(sender, letter.token)
        yield _mailbox("Reply-To", answers, portal.name, f"portal {portal.id}, address")
    yield f"Subject: {_encoded('Subject', one_line(letter.subject))}"
    yield f"Date: {format_datetime(context.now.astimezone(VIETNAM))}"
    yield f"Message-ID: {_own_id(letter)}"
    if answered := _ids(letter.in_reply_to):
        yield f"In-Reply-To: {answered[0]}"
    if thread := _ids(*letter.references, letter.in_reply_to):
        kept = thread if len(thread) <= _MOST_REFERENCES else [thread[0], *thread[1 - _MOST_REFERENCES :]]
        yield "References: " + "\r\n ".join(kept)
    yield _plain("Auto-Submitted", letter.auto_submitted)
    yield "X-Auto-Response-Suppress: All"
    yield _plain(OWN_MARK, one_line(f"letter={letter.name.value}; portal={portal.id}; ref={letter.case_ref}"))


def _own_id(letter: Letter) -> str:
    if not _ID.fullmatch(letter.message_id):
        raise ConfigurationError(f"letter {letter.name}: {letter.message_id!r} is no message id (<name@host> expected)")
    return letter.message_id


def render(letter: Letter, portal: Portal, context: Context) -> bytes:
    """The letter as bytes with CRLF: text and HTML alternatives, attachments behind, Date = ``context.now``.

    Raises :class:`casework.errors.ConfigurationError` where From or To cannot stand on the wire.
    """
    head = "".join(f"{field}\r\n" for field in _fields(letter, portal, context)) + _VERSION
    # Boundaries of our own, because the library's are random and a repeat must be the same bytes. Neither can stand in
    # a text: quoted-printable writes “=” as “=3D”.
    whole = _multipart("alternative", letter, [_text(letter.text, "plain"), _text(letter.html, "html", _VERSION)])
    if letter.attachments:
        whole = _multipart("mixed", letter, [whole, *(_file(attachment) for attachment in letter.attachments)])
    return head.encode("ascii") + whole


def _text(text: str, subtype: str, more: str = "") -> bytes:
    """One of the two texts in quoted-printable (RFC 2045, 6.7) of its UTF-8, lines ending in CRLF."""
    lines = b"\n".join(text.encode().splitlines()) + b"\n"
    body = str(body_encode(lines.decode("latin-1"), _COLUMNS)).replace("\n", "\r\n")
    head = f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n'
    return f"{head}{more}\r\n{body}".encode("ascii")


def _multipart(subtype: str, letter: Letter, parts: list[bytes]) -> bytes:
    """The parts between boundaries (RFC 2046, 5.1), with the Content-Type field in front."""
    boundary = f"=_tn-{subtype}-{letter.token}"
    head = f'Content-Type: multipart/{subtype};\r\n boundary="{boundary}"\r\n\r\n'
    between = f"\r\n--{boundary}".encode("ascii")
    inside = between.join(b"\r\n" + part for part in parts)
    return head.encode("ascii") + between[2:] + inside + between + b"--\r\n"


def _file(attachment: Attachment) -> bytes:
    main, _, sub = attachment.media_type.partition("/")
    part = MIMEPart(policy=_POLICY)
    part.set_content(
        attachment.content,
        maintype=main,
        subtype=sub or "octet-stream",
        disposition="attachment",
        filename=one_line(attachment.name),
    )
    part["MIME-Version"] = "1.0"
    return part.as_bytes()
