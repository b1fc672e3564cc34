"""The unguessable part of every letter's addresses, derived from what the letter says.

The same case, name, receiver, revision and content give the same token, so a letter that is composed twice (a crash
between commit and send, a replay) is the same letter with the same Message-ID.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator
from datetime import UTC

from casework.letter import Asked

__all__ = [
    "TOKEN",
    "bind_token",
    "bounce_sender",
    "content_digest",
    "is_bound",
    "make_token",
    "message_id",
    "plus_part",
    "with_plus",
]

TOKEN = re.compile(r"[a-z2-7]{26}")
_LETTERS = 26  # 130 bits of the HMAC in RFC 4648 base32
_HEAD = 8  # letters of a bound token that tell two letters about the same items apart; 90 bits of HMAC follow


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
    return _letters(made)[:_LETTERS]


def bind_token(key: bytes, *, name: str, portal: str, leader: str, asks: Iterable[Asked], digest: str) -> str:
    """The token of a letter that may be answered: its head comes from the content, the rest is an HMAC over the head,
    the leader and every item asked about (case, revision, files, expiry), so that :func:`is_bound` can tell later
    whether what the ledger says of this letter is what the letter said. Raises as :func:`make_token` does."""
    head = _letters(hashlib.sha256(digest.encode()).digest())[:_HEAD]
    return head + _bond(key, head, name, portal, leader, asks)


def is_bound(token: str, key: bytes, *, name: str, portal: str, leader: str, asks: Iterable[Asked]) -> bool:
    """True where ``token`` was made by :func:`bind_token` with this key for just these items and this leader."""
    if not TOKEN.fullmatch(token):
        return False
    return hmac.compare_digest(token[_HEAD:], _bond(key, token[:_HEAD], name, portal, leader, asks))


def _bond(key: bytes, head: str, name: str, portal: str, leader: str, asks: Iterable[Asked]) -> str:
    if not key:
        raise ValueError("the letter key is empty: tokens would be guessable")
    said = content_digest("asks", head, name, portal, leader.lower(), *_spelt(asks))
    return _letters(hmac.digest(key, said.encode(), "sha256"))[: _LETTERS - _HEAD]


def _spelt(asks: Iterable[Asked]) -> Iterator[str]:
    """Every fact of the items, in one order."""
    for item in sorted(asks, key=lambda a: a.number):
        yield from (str(item.number), item.ref, str(item.revision))
        yield item.expires_at.astimezone(UTC).isoformat(timespec="microseconds")
        yield from (str(len(item.files)), *sorted(item.files))


def _letters(raw: bytes) -> str:
    return base64.b32encode(raw).decode().lower()


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
