"""Transfer encodings and charsets of a mail's parts, undone as leniently as mail programs do it."""

from __future__ import annotations

import base64
import binascii
import re
from email.message import Message

from intake.skeleton import Skeleton

__all__ = ["charset_text", "decoded_leaf", "from_base64", "transfer_encoding"]


def transfer_encoding(view: Message) -> str:
    """The keyword of Content-Transfer-Encoding, lower case."""
    return str(view.get("content-transfer-encoding", "")).strip().lower()


def decoded_leaf(part: Message, view: Message, skeleton: Skeleton) -> bytes:
    """The content of a leaf, its transfer encoding undone, from the bytes of the wire."""
    # get_payload() of 8-bit text already replaces letters; the stored payload still holds every octet.
    payload = part._payload if isinstance(part._payload, str) else ""  # type: ignore[attr-defined]
    octets = skeleton.expand(payload.encode("utf-8", "surrogateescape"))
    encoding = transfer_encoding(view)
    if encoding == "base64":
        return from_base64(octets)
    if encoding == "quoted-printable":
        return binascii.a2b_qp(octets)
    if encoding in ("x-uuencode", "uuencode", "uue", "x-uue"):
        decoded = part.get_payload(decode=True)
        return decoded if isinstance(decoded, bytes) else octets
    return octets


def charset_text(content: bytes, view: Message) -> str:
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


def from_base64(octets: bytes) -> bytes:
    """Base64 as leniently as mail programs read it: what is no base64 letter is skipped, a cut end is completed."""
    try:
        return binascii.a2b_base64(octets)
    except (binascii.Error, ValueError):
        letters = _NOT_BASE64.sub(b"", octets)
        letters = letters[: len(letters) - (len(letters) % 4 == 1)]
        return base64.b64decode(letters + b"=" * (-len(letters) % 4))
