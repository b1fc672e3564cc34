"""The identity of a mail: a hash of its bytes without what the roads wrote on it.

The same mail may reach us by two roads (IMAP and LMTP, a list and directly); each server adds its own trace fields and
may change line endings. Message-ID is no identity: in real mailboxes 36 of them sat on different bytes (FACTS).
"""

from __future__ import annotations

import hashlib
import re

__all__ = ["TRACE_FIELDS", "TRACE_PREFIXES", "identity_of"]

#: Fields that servers add on the way (RFC 5321 section 4.4, RFC 8601, RFC 8617, RFC 7208, and what Postfix, Dovecot,
#: Exchange and SpamAssassin write at delivery). DKIM-Signature is the sender's and stays.
TRACE_FIELDS = frozenset(
    {
        b"return-path", b"received", b"delivered-to", b"x-original-to", b"envelope-to", b"authentication-results",
        b"received-spf", b"x-received", b"status", b"x-status", b"x-uid",
    }
)  # fmt: skip
TRACE_PREFIXES = (b"arc-", b"x-ms-exchange-organization-", b"x-spam-")

_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_CHUNK = 1 << 20
#: A header is read line by line so far; the rest of a longer one counts as content. No server writes that much, and
#: such a mail is not opened anyway (Limits.header_bytes).
_HEADER_BYTES = 512 * 1024


def identity_of(content: bytes) -> str:
    """SHA-256 (lower-case hex) of ``content`` without the trace fields of its top header, every line ending as LF.

    Only the header of the mail itself is looked at: a ``Received:`` inside an attached mail is content. White space at
    the very end does not count, because doors differ in the last line ending.
    """
    kept, body_at = _header_without_trace(content)
    digest = hashlib.sha256(kept)
    view = memoryview(content)
    end = len(content.rstrip(b"\r\n")) if content.endswith((b"\r", b"\n")) else len(content)
    position = body_at
    while position < end:
        stop = min(position + _CHUNK, end)
        if stop < end and content[stop - 1] == 0x0D:
            stop += 1  # CR and LF of one ending stay in one chunk
        digest.update(_folded(bytes(view[position:stop])))
        position = stop
    return digest.hexdigest()


def _folded(chunk: bytes) -> bytes:
    if b"\r" not in chunk:
        return chunk
    return chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _header_without_trace(content: bytes) -> tuple[bytes, int]:
    """The header lines that count, each ending in LF, with the empty line after them; and where the body begins."""
    kept: list[bytes] = []
    dropping = False
    position = 0
    size = min(len(content), _HEADER_BYTES)
    while position < size:
        match = _LINE.match(content, position)
        assert match is not None  # the pattern matches the empty string
        position = match.end()
        line = match.group().rstrip(b"\r\n")
        if not line:
            break
        if line[:1] not in (b" ", b"\t"):
            name = line.partition(b":")[0].strip().lower()
            dropping = name in TRACE_FIELDS or name.startswith(TRACE_PREFIXES)
        if not dropping:
            kept.append(line + b"\n")
    return b"".join(kept) + b"\n", position
