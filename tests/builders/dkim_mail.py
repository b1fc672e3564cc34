"""Mails with DKIM signatures of every kind, also such as no honest server would write. The clock is the caller's."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache

import dkim  # type: ignore[import-untyped]
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from dkim.canonicalization import CanonicalizationPolicy  # type: ignore[import-untyped]
from dkim.crypto import HASH_ALGORITHMS, parse_pem_private_key  # type: ignore[import-untyped]

__all__ = ["AT", "FIELDS", "MAIL", "key_record", "mail", "private_key", "signed"]

AT = datetime(2026, 8, 28, 2, 0, tzinfo=UTC)
FIELDS = ("from", "to", "subject", "date", "message-id")


def mail(*above: str, sender: str = "Nguyễn Lan <ngtlan@moha.gov.vn>", body: str = "Kính gửi Ban biên tập.") -> bytes:
    """A plain mail; ``above`` are header lines that stand on top."""
    lines = [
        *above,
        f"From: {sender}",
        "To: Cổng thông tin <congttdt@moha.gov.vn>",
        "Subject: Gui bai",
        "Date: Fri, 28 Aug 2026 08:59:00 +0700",
        "Message-ID: <mot@moha.gov.vn>",
        "",
        body,
        "",
    ]
    return "\r\n".join(lines).encode()


MAIL = mail(sender="ngtlan@moha.gov.vn")


@lru_cache(maxsize=4)
def _key(name: str, bits: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


def key_record(name: str = "k1", bits: int = 1024, extra: str = "") -> str:
    """What stands in the DNS for the key ``name``."""
    public = (
        _key(name, bits)
        .public_key()
        .public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    return f"v=DKIM1; k=rsa; {extra}p={base64.b64encode(public).decode()}"


def private_key(name: str = "k1", bits: int = 1024) -> bytes:
    """The key ``name`` as PEM, for signing by another library."""
    return _key(name, bits).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )


def signed(
    content: bytes,
    domain: str = "moha.gov.vn",
    selector: str = "k1",
    *,
    fields: Sequence[str] = FIELDS,
    algorithm: str = "rsa-sha256",
    canon: str = "relaxed/relaxed",
    bits: int = 1024,
    at: datetime = AT,
    tags: Sequence[tuple[str, str]] = (),
) -> bytes:
    """``content`` with a signature on top; ``tags`` come in before b= (“l”, “x”, “i” …)."""
    message = dkim.DKIM(content, signature_algorithm=algorithm.encode())
    policy = CanonicalizationPolicy.from_c_value(canon.encode())
    message.hasher = HASH_ALGORITHMS[algorithm.encode()]
    body = policy.canonicalize_body(message.body)
    limit = dict(tags).get("l")
    digest = message.hasher(body[: int(limit)] if limit is not None else body).digest()
    written = [
        ("v", "1"), ("a", algorithm), ("c", canon), ("d", domain), ("s", selector), ("t", str(int(at.timestamp()))),
        *tags, ("h", ":".join(fields)), ("bh", base64.b64encode(digest).decode()), ("b", "0" * 60),
    ]  # fmt: skip
    private = parse_pem_private_key(private_key(selector, bits))
    value = message.gen_header(
        [(key.encode(), text.encode()) for key, text in written], [name.encode() for name in fields], policy,
        b"DKIM-Signature", private,
    )  # fmt: skip
    return b"DKIM-Signature: " + value + content
