"""Signed mails for tests: what a mail program would have sent, made of an unsigned mail of :mod:`tests.builders.mail`.

mail = build_mail("vana@moha.gov.vn", PORTAL, "Tin", "Kính gửi …")
signed = clear_signed(mail, pki, leader)       # multipart/signed
opaque = opaque_signed(mail, pki, leader)      # application/pkcs7-mime
"""

from __future__ import annotations

import base64
import re

from tests.builders.pki import Identity, Pki

__all__ = ["clear_signed", "encrypted", "entity_of", "mixed", "opaque_signed", "part_of"]

_ABOUT_CONTENT = re.compile(rb"(?im)^(?:content-[^:]+|mime-version):[^\r\n]*(?:\r\n[ \t][^\r\n]*)*\r\n")
_BOUNDARY = b"----ky-so-7F3A"


def entity_of(mail: bytes, *, header: str = "") -> bytes:
    """The part of ``mail`` that a mail program signs, without the line end before the boundary.

    ``header``: "" for the content alone, “wrapped” for the whole mail in a message/rfc822 (RFC 8551 section 3.1), “hp”
    for the content with the mail's own fields on it (RFC 9788).
    """
    head, _, body = mail.partition(b"\r\n\r\n")
    head += b"\r\n"
    if header == "wrapped":
        return b"Content-Type: message/rfc822; forwarded=no\r\n\r\n" + mail
    about = b"".join(_ABOUT_CONTENT.findall(head))
    if header == "hp":
        own = _ABOUT_CONTENT.sub(b"", head)
        own = b"".join(
            re.findall(rb"(?im)^(?:from|to|cc|subject|date|message-id):[^\r\n]*(?:\r\n[ \t][^\r\n]*)*\r\n", own)
        )
        about = own + re.sub(rb"(?i)(content-type:[^\r\n]*(?:\r\n[ \t][^\r\n]*)*)", rb'\1; hp="clear"', about, count=1)
    return about + b"\r\n" + body.removesuffix(b"\r\n")


def clear_signed(
    mail: bytes, pki: Pki, identity: Identity, *, header: str = "", boundary: bytes = _BOUNDARY, **choices: object
) -> bytes:
    """``mail`` as multipart/signed. ``choices`` are those of :meth:`Pki.cms`."""
    entity = entity_of(mail, header=header)
    signature = pki.cms(entity, identity, **choices)  # type: ignore[arg-type]
    head = (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/signed; protocol="application/pkcs7-signature";\r\n'
        b'\tmicalg=sha-256; boundary="' + boundary + b'"\r\n\r\nThis is an S/MIME signed message\r\n\r\n'
    )
    part = (
        b'Content-Type: application/pkcs7-signature; name="smime.p7s"\r\nContent-Transfer-Encoding: base64\r\n'
        b'Content-Disposition: attachment; filename="smime.p7s"\r\n\r\n' + _lines(signature)
    )
    edge = b"--" + boundary
    signed = b"\r\n".join((edge, entity, edge, part + edge + b"--", b""))
    return _outer(mail) + head + signed


def opaque_signed(mail: bytes, pki: Pki, identity: Identity, *, header: str = "", **choices: object) -> bytes:
    """``mail`` as application/pkcs7-mime; smime-type=signed-data."""
    return _outer(mail) + _mime_part(
        pki.cms(entity_of(mail, header=header), identity, detached=False, **choices),  # type: ignore[arg-type]
        "signed-data",
    )


def encrypted(mail: bytes, recipient: Identity) -> bytes:
    """``mail`` encrypted for ``recipient``."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.serialization import pkcs7

    builder = pkcs7.PKCS7EnvelopeBuilder().set_data(entity_of(mail)).add_recipient(recipient.cert)
    octets = builder.encrypt(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary])
    return _outer(mail) + _mime_part(octets, "enveloped-data")


def mixed(parts: list[bytes], *, outer: bytes) -> bytes:
    """A multipart/mixed of ``parts`` (each with its header) below the header fields of ``outer``."""
    head = b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="ngoai"\r\n\r\n'
    inside = b"".join(b"--ngoai\r\n" + part + b"\r\n" for part in parts)
    return _outer(outer) + head + inside + b"--ngoai--\r\n"


def part_of(mail: bytes) -> bytes:
    """``mail`` as a part of another: without the header fields that are of a mail."""
    head, _, body = mail.partition(b"\r\n\r\n")
    return b"".join(_ABOUT_CONTENT.findall(head + b"\r\n")) + b"\r\n" + body


def _outer(mail: bytes) -> bytes:
    head = mail.partition(b"\r\n\r\n")[0] + b"\r\n"
    return _ABOUT_CONTENT.sub(b"", head)


def _mime_part(octets: bytes, said: str) -> bytes:
    return (
        f'MIME-Version: 1.0\r\nContent-Type: application/pkcs7-mime; smime-type={said}; name="smime.p7m"\r\n'
        'Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="smime.p7m"\r\n\r\n'
    ).encode() + _lines(octets)


def _lines(octets: bytes) -> bytes:
    return base64.encodebytes(octets).replace(b"\n", b"\r\n")
