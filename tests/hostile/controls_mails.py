"""Believing mails."""

from __future__ import annotations

import email
import email.policy
import re
import urllib.parse
from email.message import Message

from tests.hostile.attack import Outcome, Trap

__all__ = [
    "mail_recursive",
    "mime_addresses",
    "mime_depth",
    "mime_fields",
    "mime_head",
    "mime_names",
    "mime_parts",
    "mime_recursive",
    "mime_words",
]


def _parts(message: Message) -> int:
    inside = message.get_payload()
    if not isinstance(inside, list):
        return 1
    return 1 + sum(_parts(part) for part in inside if isinstance(part, Message))


def mime_recursive(content: bytes, _: str, __: Trap) -> Outcome:
    return _parts(email.message_from_bytes(content))


def mime_parts(content: bytes, _: str, __: Trap) -> Outcome:
    return content.count(b"--b\r\n")


def mime_depth(content: bytes, _: str, __: Trap) -> Outcome:
    message, depth = email.message_from_bytes(content), 0
    while message.is_multipart():
        message, depth = message.get_payload(0), depth + 1  # type: ignore[assignment]
    return depth


def mime_head(content: bytes, _: str, __: Trap) -> Outcome:
    return len(email.message_from_bytes(content)["X-Long"])


def mime_fields(content: bytes, _: str, __: Trap) -> Outcome:
    return len(email.message_from_bytes(content).items())


def mime_addresses(content: bytes, _: str, __: Trap) -> Outcome:
    return len(email.message_from_bytes(content, policy=email.policy.default)["Cc"].addresses)


def mime_words(content: bytes, _: str, __: Trap) -> Outcome:
    return len(str(email.message_from_bytes(content, policy=email.policy.default)["Subject"]))


def mime_names(content: bytes, _: str, __: Trap) -> Outcome:
    found = re.search(rb"filename\*?=\"?([^\r\n\"]+)", content)
    name = urllib.parse.unquote(found[1].decode()) if found else ""
    return "hid" if "\0" in name or "\u202e" in name else None


def mail_recursive(content: bytes, name: str, trap: Trap) -> Outcome:
    for part in email.message_from_bytes(content).walk():
        if (part.get_filename() or "").endswith(".eml"):
            return 1 + int(mail_recursive(part.get_payload(decode=True), name, trap) or 0)  # type: ignore[arg-type]
    return 0
