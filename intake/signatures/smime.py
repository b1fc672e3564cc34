"""S/MIME (RFC 8551): which bytes of a mail were signed, by whom, and which header fields stand inside them.

The signed bytes are cut out of the mail as it travelled, by the boundary, and what is shown as the mail's text and
files is read from exactly these bytes: there are no two readings of one mail that could disagree. Where the boundary
does not cut it in one way only, nothing is judged. docs/decisions/0603-smime.md
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from typing import TypeVar

from casework.document import Signature, SignatureStatus
from casework.noun import replace
from intake.signatures.cms import Cms, judge_cms
from intake.signatures.material import Checking
from intake.skeleton import Skeleton

__all__ = [
    "ENTITY",
    "KIND",
    "addresses_in",
    "canonical",
    "cut_signed",
    "header_root",
    "is_clear",
    "is_opaque",
    "is_signature",
    "judged_clear",
    "judged_opaque",
    "with_header",
]  # fmt: skip

T = TypeVar("T")

KIND = "smime"
_SIGNATURE_TYPES = ("application/pkcs7-signature", "application/x-pkcs7-signature")
_MIME_TYPES = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_WRAPPED = ("message/rfc822", "message/global")
#: A MIME entity: header fields, one of them of MIME, then an empty line. A signed file begins otherwise.
ENTITY = re.compile(rb"(?i)(?:[!-9;-~]+:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n)*?(?:content-type|mime-version)[ \t]*:")
_LINE_END = re.compile(rb"\r\n|\r|\n")


def is_clear(part: Message, kind: str) -> bool:
    """True for a multipart/signed whose signature is a CMS one (not OpenPGP's)."""
    if kind != "multipart/signed":
        return False
    protocol = str(_or_none(lambda: part.get_param("protocol")) or "").strip().lower()
    children = part.get_payload()
    last = children[-1] if isinstance(children, list) and children else None
    return protocol in _SIGNATURE_TYPES or (isinstance(last, Message) and is_signature(last))


def is_signature(part: Message) -> bool:
    """True for the part that holds the signature of a multipart/signed."""
    return _type_of(part) in _SIGNATURE_TYPES


def is_opaque(kind: str, names: tuple[str, ...]) -> bool:
    """True for a part that a mail program takes for S/MIME: by its type, or by its name (RFC 8551 section 3.2.1)."""
    named = any(name.lower().endswith((".p7m", ".p7z")) for name in names)
    return kind in _MIME_TYPES or (named and kind == "application/octet-stream")


def cut_signed(part: Message, scope: Skeleton) -> bytes | None:
    """The first part of a multipart/signed as it stands in ``scope``, runs still taken out, line end before the
    boundary included; ``None`` where the boundary does not divide it in exactly one way.

    Exactly three delimiters (the last may be missing: a mail cut at its end) of this boundary may stand in the scope,
    and the parser must have found exactly two parts.
    """
    boundary = _or_none(part.get_boundary)
    children = part.get_payload()
    if not boundary or not isinstance(children, list) or len(children) != 2:
        return None
    mark = re.escape(boundary.encode("utf-8", "surrogateescape"))
    lines = list(re.finditer(rb"(?:\A|(?<=[\r\n]))--" + mark + rb"(--)?[ \t]*(?:\r\n|\r|\n|\Z)", scope.content))
    ends = [bool(line[1]) for line in lines]
    if ends not in ([False, False, True], [False, False]):
        return None
    return scope.content[lines[0].end() : lines[1].start()]


def whole(cut: bytes, scope: Skeleton) -> bytes:
    """The signed bytes: runs put back, without the line end that belongs to the delimiter (RFC 2046 section 5.1.1)."""
    return without_end(scope.expand(cut))


def without_end(octets: bytes) -> bytes:
    """``octets`` without their last line end."""
    for end in (b"\r\n", b"\n", b"\r"):
        if octets.endswith(end):
            return octets[: -len(end)]
    return octets


def canonical(octets: bytes) -> bytes:
    """Every line end as CRLF, in which S/MIME signs; mail from a Unix folder comes with bare LF."""
    return _LINE_END.sub(b"\r\n", octets)


def judged_clear(
    cut: bytes, scope: Skeleton, found: Cms, checking: Checking, senders: tuple[str, ...]
) -> tuple[tuple[Signature, ...], bytes]:
    """The signatures over ``cut``, and that form of it (runs still taken out) that they were made over."""
    octets = whole(cut, scope)
    signatures = judge_cms(found, octets, checking, KIND, senders)
    thin = without_end(cut)
    if all(one.status is not SignatureStatus.ALTERED for one in signatures) or (other := canonical(octets)) == octets:
        return signatures, thin
    again = judge_cms(found, other, checking, KIND, senders)
    if all(one.status is SignatureStatus.ALTERED for one in again):
        return signatures, thin
    return again, canonical(thin)


def judged_opaque(found: Cms, checking: Checking, senders: tuple[str, ...]) -> tuple[Signature, ...]:
    """The signatures of a CMS that holds what it signs."""
    return judge_cms(found, found.content or b"", checking, KIND, senders)


def header_root(root: Message, senders: tuple[str, ...]) -> Message | None:
    """The part inside the signed content whose header fields are the mail's own, signed with it.

    Either the content is a whole mail of the same sender (RFC 8551 section 3.1), or its root says with ``hp`` that it
    bears them (RFC 9788 section 2.1.1). A mail of somebody else is a forwarded one.
    """
    if _type_of(root) in _WRAPPED:
        children = root.get_payload()
        inner = children[0] if isinstance(children, list) and len(children) == 1 else None
        forwarded = str(_or_none(lambda: root.get_param("forwarded")) or "no").strip().lower() != "no"
        return inner if isinstance(inner, Message) and not forwarded and is_own_mail(inner, senders) else None
    return root if str(_or_none(lambda: root.get_param("hp")) or "").strip().lower() in ("clear", "cipher") else None


def is_own_mail(inner: Message, senders: tuple[str, ...]) -> bool:
    """True where the mail inside is of the sender of the mail around it."""
    return bool(senders) and addresses_in(inner, "from") == senders


def with_header(signature: Signature, header: Message | None, senders: tuple[str, ...]) -> Signature:
    """``signature`` with what the signed header fields say, and with a word on a signer who is not the sender."""
    reason = signature.reason
    if signature.status in (SignatureStatus.TRUSTED, SignatureStatus.UNTRUSTED):
        reason = "; ".join(said for said in (reason, _not_the_sender(signature, header, senders)) if said)
    if header is None:
        return replace(signature, reason=reason)
    addressed = (*addresses_in(header, "to"), *addresses_in(header, "cc"))
    return replace(signature, reason=reason, addressed_to=addressed, dated=_date_of(header))


def _not_the_sender(signature: Signature, header: Message | None, senders: tuple[str, ...]) -> str:
    said = "người gửi thư" if not senders else f"người gửi thư ({', '.join(senders)})"
    if not signature.email:
        return f"chứng thư ký thư không ghi địa chỉ thư điện tử, nên chưa rõ có phải của {said}"
    if senders != (signature.email,):
        return f"chứng thư ký thư là của {signature.email}, không phải của {said}"
    inside = addresses_in(header, "from") if header is not None else ()
    if inside and inside != senders:
        return f"phần được ký ghi người gửi là {', '.join(inside)}, khác với {said}"
    return ""


def addresses_in(message: Message, field: str) -> tuple[str, ...]:
    """The mailboxes of every field of that name, lower case, in order; empty where they cannot be read."""
    values = _or_none(lambda: [str(value) for value in message.get_all(field, [])]) or []
    pairs = _or_none(lambda: getaddresses(values)) or []
    return tuple(dict.fromkeys(mailbox.strip().lower() for _, mailbox in pairs if "@" in mailbox))


def _date_of(message: Message) -> datetime | None:
    found = _or_none(lambda: parsedate_to_datetime(str(message.get("date", ""))))
    if found is None:
        return None
    return _or_none(lambda: found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC))


def _type_of(message: Message) -> str:
    return (_or_none(message.get_content_type) or "").lower()


def _or_none(read: Callable[[], T]) -> T | None:
    """What ``read`` gives; every access to a stranger's header may raise (FACTS, MIME)."""
    try:
        return read()
    except Exception:  # noqa: BLE001 — see above
        return None
