"""The unguessable part of every letter's addresses, derived from what the letter says.

The same case, name, receiver, revision and content give the same token, so a letter that is composed twice (a crash
between commit and send, a replay) is the same letter with the same Message-ID.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

__all__ = ["TOKEN", "bounce_sender", "content_digest", "make_token", "message_id", "plus_part", "with_plus"]

TOKEN = re.compile(r"[a-z2-7]{26}")
_LETTERS = 26  # 130 bits of the HMAC in RFC 4648 base32


def content_digest(*parts: bytes | str) -> str:
    """SHA-256 (hex) over ``parts``, each with its length, so that no two lists of parts coincide."""
    digest = hashlib.sha256()
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        digest.update(len(raw).to_bytes(8, "big"))
        digest.update(raw)
    return digest.hexdigest()


def make_token(key: bytes, *, case_ref: str, name: str, to: str, revision: int, digest: str) -> str:
    """26 letters of ``[a-z2-7]``; raises :class:`ValueError` on an empty key, with which anyone could guess."""
    if not key:
        raise ValueError("the letter key is empty: tokens would be guessable")
    said = content_digest(case_ref, name, to.lower(), str(revision), digest)
    made = hmac.digest(key, said.encode(), "sha256")
    return base64.b32encode(made).decode().lower()[:_LETTERS]


def message_id(token: str, host: str) -> str:
    """``<tn.TOKEN@host>``, as the intake looks for it in In-Reply-To and References."""
    return f"<tn.{token}@{host}>"


def with_plus(address: str, token: str) -> str:
    """``name+TOKEN@host`` (RFC 5233)."""
    local, _, host = address.rpartition("@")
    return f"{local}+{token}@{host}"


def bounce_sender(bounce_address: str, token: str) -> str:
    """The envelope sender of one letter: a bounce comes back to it and thereby names the letter."""
    return with_plus(bounce_address, token)


def plus_part(address: str, base: str) -> str:
    """The token in ``address`` where it is ``base`` with a plus part; else an empty string."""
    local, _, host = address.strip().strip("<>").lower().rpartition("@")
    base_local, _, base_host = base.lower().rpartition("@")
    if not host or host != base_host:
        return ""
    name, plus, token = local.partition("+")
    return token if plus and name == base_local and TOKEN.fullmatch(token) else ""
