"""Whom we may write to at all. A robot, our own mailbox or a broken address gets nothing (RFC 3834, section 2)."""

from __future__ import annotations

import re

__all__ = ["address_on_the_wire", "may_be_written_to"]

# RFC 5321 Mailbox with a dot-string or a quoted local part, ASCII only: without SMTPUTF8 nothing else can be sent.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = rf"(?:{_ATOM}(?:\.{_ATOM})*|\"(?:[ !#-\[\]-~]|\\[ -~])+\")"
_HOST = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_MAILBOX = re.compile(rf"({_LOCAL})@({_HOST}(?:\.{_HOST})*)")

_ROBOTS = re.compile(
    r"(mailer-?daemon|postmaster|(no|do[-_.]?not)[-_.]?reply([-_.+].*)?|bounces?([-+_].*)?|daemon|root|nobody|"
    r"auto-?(reply|responder|confirm)|listserv|majordomo|.*-(request|bounces|owner)|owner-.*)",
    re.IGNORECASE,
)


def address_on_the_wire(mailbox: str) -> bool:
    """True for an address that can stand in RCPT TO as it is: no line breaks, no brackets, ASCII, RFC lengths."""
    match = _MAILBOX.fullmatch(mailbox)
    return match is not None and len(mailbox) <= 254 and len(match[1]) <= 64


def may_be_written_to(mailbox: str, own_addresses: tuple[str, ...]) -> bool:
    """False for robots, for our own mailboxes with any plus part, and for what is no address or cannot exist
    (``.invalid``, RFC 6761: an address that the operator has yet to name)."""
    if not address_on_the_wire(mailbox) or mailbox.lower().endswith(".invalid"):
        return False
    local, _, host = mailbox.lower().rpartition("@")
    if _ROBOTS.fullmatch(local):
        return False
    return f"{local.partition('+')[0]}@{host}" not in {own.lower() for own in own_addresses}
