"""A letter as RFC 5322 bytes: the same letter and moment give the same bytes."""

from __future__ import annotations

import re
from email.header import Header
from email.headerregistry import Address as HeaderAddress
from email.headerregistry import HeaderRegistry
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import Any

from casework.calendar import VIETNAM
from casework.errors import ConfigurationError
from casework.letter import Letter
from casework.portal import Portal
from casework.vietnamese import squeeze
from notifier.context import Context
from notifier.recipients import address_on_the_wire
from notifier.tokens import with_plus

__all__ = ["OWN_MARK", "render"]

OWN_MARK = "X-Tiepnhan"
_ID = re.compile(r"<[!-;=?-~]{3,900}>")  # printable ASCII between brackets; RFC 5322 lines end at 998
_ID_HEADERS = ("message-id", "in-reply-to", "references")
_COLUMNS = 78  # RFC 5322, 2.1.1
_PHRASE = re.compile(r"[A-Za-z0-9 !#$%&'*+/=?^_`{|}~-]+")  # words that need no quotation marks
_MOST_REFERENCES = 12  # the first and the last eleven keep a thread together (RFC 5537, 3.4.4)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


class _Policy(EmailPolicy):
    """SMTP line ends and 78 columns, folded by ourselves where the standard library's folding harms: it loses and adds
    blanks between encoded words (Python 3.11), and turns a message id longer than a line into an encoded word, by
    which no mail program could join the thread."""

    def fold(self, name: str, value: Any) -> str:
        if name.lower() in _ID_HEADERS:
            return f"{name}: " + "\r\n ".join(str(value).split()) + "\r\n"
        if name == "Subject":
            return f"{name}: {_encoded(name, str(value))}\r\n"
        if addresses := getattr(value, "addresses", ()):
            return f"{name}: " + ",\r\n ".join(_address(name, address) for address in addresses) + "\r\n"
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: Any) -> bytes:
        return self.fold(name, value).encode("ascii")


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


class _Registry(HeaderRegistry):
    """The standard library's, which makes a class anew for each header that is touched; here each is made once."""

    def __init__(self) -> None:
        super().__init__()
        self._made: dict[str, type] = {}

    def __getitem__(self, name: str) -> type:
        key = name.lower()
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = super().__getitem__(name)
        return made


_POLICY = _Policy(linesep="\r\n", max_line_length=_COLUMNS, cte_type="7bit", utf8=False, header_factory=_Registry())


def one_line(text: str) -> str:
    """``text`` without line breaks, control and bidirectional marks: what may stand in a header."""
    return squeeze(_CONTROL.sub(" ", text))


def _mailbox(address: str, name: str, what: str) -> HeaderAddress:
    if not address_on_the_wire(address):
        raise ConfigurationError(f"{what}: {address!r} is no address that SMTP can carry (ASCII name@host expected)")
    return HeaderAddress(display_name=one_line(name), addr_spec=address)


def _ids(*texts: str) -> list[str]:
    return list(dict.fromkeys(found for text in texts for found in _ID.findall(text)))


def _headers(message: EmailMessage, letter: Letter, portal: Portal, context: Context) -> None:
    sender = portal.address or context.admin_address
    message["From"] = _mailbox(sender, portal.name, f"portal {portal.id}, address")
    message["To"] = _mailbox(letter.to.mailbox, letter.to.name, f"letter {letter.name} to")
    if context.plus_addressing:
        message["Reply-To"] = _mailbox(with_plus(sender, letter.token), portal.name, f"portal {portal.id}, address")
    message["Subject"] = one_line(letter.subject)
    message["Date"] = context.now.astimezone(VIETNAM)
    message["Message-ID"] = letter.message_id
    if answered := _ids(letter.in_reply_to):
        message["In-Reply-To"] = answered[0]
    if thread := _ids(*letter.references, letter.in_reply_to):
        kept = thread if len(thread) <= _MOST_REFERENCES else [thread[0], *thread[1 - _MOST_REFERENCES :]]
        message["References"] = " ".join(kept)
    message["Auto-Submitted"] = letter.auto_submitted
    message["X-Auto-Response-Suppress"] = "All"
    message[OWN_MARK] = one_line(f"letter={letter.name.value}; portal={portal.id}; ref={letter.case_ref}")


def render(letter: Letter, portal: Portal, context: Context) -> bytes:
    """The letter as bytes with CRLF: text and HTML alternatives, attachments behind, Date = ``context.now``.

    Raises :class:`casework.errors.ConfigurationError` where From or To cannot stand on the wire.
    """
    message = EmailMessage(policy=_POLICY)
    _headers(message, letter, portal, context)
    message.set_content(letter.text, subtype="plain", charset="utf-8", cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", charset="utf-8", cte="quoted-printable")
    # A boundary of our own, because the generator's is random and a repeat must be the same bytes.
    message.set_boundary(f"=_tn-alternative-{letter.token}")
    for attachment in letter.attachments:
        main, _, sub = attachment.media_type.partition("/")
        name = one_line(attachment.name)
        message.add_attachment(attachment.content, maintype=main, subtype=sub or "octet-stream", filename=name)
    if letter.attachments:
        message.set_boundary(f"=_tn-mixed-{letter.token}")
    return message.as_bytes()
