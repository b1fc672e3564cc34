"""A mail and its signature fields as dkimpy reads them, and the way to their keys. Inside the sandbox."""

from __future__ import annotations

import email
import re
from collections.abc import Callable
from email import policy as email_policy

import dkim  # type: ignore[import-untyped]
from dkim.util import InvalidTagValueList, parse_tag_value  # type: ignore[import-untyped]

from intake.authenticity.answers import Table
from intake.authenticity.domains import ascii_domain
from intake.dns import Answer
from intake.skeleton import header_end

__all__ = ["Message", "Tags", "key_name", "keys", "listed", "reads_alike", "relaxed", "shown_answer", "tag", "tags_of"]

Tags = dict[bytes, bytes]

_FIELD_BYTES = 8 * 1024  # of one signature field
_BLANKS = re.compile(rb"[\t ]+")
_BLANK = re.compile(rb"\s")
_SHOWN = 480  # letters of a record that are kept as evidence


class Message(dkim.DKIM):  # type: ignore[misc]
    """A mail whose signatures' times are judged by the caller: dkimpy itself would take the present instant."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        try:
            self.set_message(content)
        except (dkim.DKIMException, IndexError, ValueError):
            self.set_message(b"")  # a header that dkimpy cannot read

    def verify_headerprep(self, idx: int = 0) -> object:
        fields = [(name, text) for name, text in self.headers if name.lower() == b"dkim-signature"]
        tags = parse_tag_value(fields[idx][1])
        dkim.validate_signature_fields({key: value for key, value in tags.items() if key not in (b"t", b"x")})
        self.signature_fields, self.domain, self.selector = tags, tags[b"d"], tags[b"s"]
        return tags, listed(tags), fields


def reads_alike(content: bytes, message: dkim.DomainSigner) -> bool:
    """True where dkimpy sees the same header fields as the parser by which people are shown the mail; a bare CR or a
    blank before the colon would let somebody show fields that were never signed."""
    parsed = email.message_from_bytes(content[: header_end(content)], policy=email_policy.compat32)
    shown = [str(name).lower() for name, _ in parsed.raw_items()]
    return bool(shown == [name.decode("latin-1").lower() for name, _ in message.headers])


def tags_of(text: bytes) -> Tags:
    """The tags of a signature field; none where it cannot be read or is longer than any real one."""
    try:
        return dict(parse_tag_value(text)) if len(text) <= _FIELD_BYTES else {}
    except (InvalidTagValueList, IndexError):
        return {}


def tag(tags: Tags, key: bytes) -> str:
    """A domain, selector or identity as the DNS writes it."""
    return ascii_domain(_BLANK.sub(b"", tags.get(key, b"")).decode("utf-8", "replace"))


def listed(tags: Tags) -> list[bytes]:
    """The names in h=, lower case."""
    return [name.strip().lower() for name in tags.get(b"h", b"").split(b":") if name.strip()]


def key_name(tags: Tags) -> str:
    """Where the key lies in the DNS."""
    return f"{tag(tags, b's')}._domainkey.{tag(tags, b'd')}"


def keys(table: Table) -> Callable[..., bytes | None]:
    """dkimpy's way to a key record: the first that is one, as nothing says which of several holds."""

    def key(name: bytes, timeout: int = 0) -> bytes | None:
        values = table.find(name.decode("ascii", "replace"))
        return next((value for value in values if b"p=" in value), None)

    return key


def relaxed(body: bytes) -> bytes:
    """The body with its white space as “relaxed” wants it (RFC 6376 section 3.4.4), in linear time; dkimpy's own way
    takes quadratic time on a line of blanks."""
    return _BLANKS.sub(b" ", b"\r\n".join(line.rstrip(b"\t ") for line in body.split(b"\r\n")))


def shown_answer(answer: Answer) -> str:
    """“DNS k1._domainkey.moha.gov.vn TXT lúc 2026-08-28T09:00:00+00:00: v=DKIM1; p=…”: the evidence, for a person."""
    said = " | ".join(value.decode("latin-1") for value in answer.values) or answer.state.value
    legible = "".join(letter if letter.isprintable() else "?" for letter in said[:_SHOWN])
    when = answer.at.isoformat(timespec="seconds")
    return f"DNS {answer.question.name} {answer.question.kind} lúc {when}: {legible}"
