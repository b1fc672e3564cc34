"""Whether a file is CMS (RFC 5652), and which: a signature beside a file, or something with content in it."""

from __future__ import annotations

import re

from intake.signatures.cms import ENCRYPTED, SIGNED, read_cms

__all__ = ["kind_of_cms"]

#: The object identifiers of signed, enveloped, signed and enveloped, encrypted and authenticated enveloped data, each
#: at the very beginning (RFC 5652 section 14).
_BEGINNING = re.compile(
    rb"\x30.{1,9}\x06(?:\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07[\x02\x03\x04\x06]|\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17)",
    re.S,
)
_ARMOUR = (b"-----BEGIN PKCS7", b"-----BEGIN PKCS #7", b"-----BEGIN CMS")
_NAMED = (".p7s", ".p7m", ".p7b", ".p7c")


def kind_of_cms(content: bytes, name: str) -> str:
    """“p7s” for a signature (or certificates) without content, “p7m” for what holds content, signed or encrypted;
    empty for everything else. Base64 without armour counts where the name says that it is CMS."""
    as_text = content[:64].lstrip().startswith(_ARMOUR) or (
        content[:2] == b"MI" and name.rstrip(" .").lower().endswith(_NAMED)
    )
    if not as_text and not _BEGINNING.match(content[:40]):
        return ""
    found = read_cms(content)
    if found is None:
        return "" if as_text and content[:2] == b"MI" else "p7s"
    if found.kind == SIGNED:
        return "p7s" if found.content is None else "p7m"
    return "p7m" if found.kind == ENCRYPTED else ""
