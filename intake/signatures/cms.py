"""CMS (RFC 5652): what a .p7s, a .p7m or the signed part of a mail holds, and whether its signatures hold.

The bytes that were signed come from the caller exactly as they travelled. The signer is who the signature itself names;
whatever other certificates lie in it are material for the chain at most.
"""

from __future__ import annotations

import binascii
import hashlib
import re
from datetime import UTC, datetime
from typing import NamedTuple

from asn1crypto import cms, core, x509

from casework.document import Signature, SignatureStatus
from casework.noun import replace
from intake.signatures import integrity
from intake.signatures.ber import take_apart
from intake.signatures.chain import describe_signer
from intake.signatures.material import Checking
from intake.signatures.settle import settle
from intake.signatures.timestamps import judge_timestamp, timestamp_of

__all__ = ["ENCRYPTED", "SIGNED", "Cms", "digests_wanted", "is_encrypted", "judge_cms", "read_cms", "unreadable"]

_ARMOUR = re.compile(rb"\s*-----BEGIN (?:PKCS ?#?7|CMS)[^-\r\n]*-----([A-Za-z0-9+/=\s]+)-----END ")
_BASE64 = re.compile(rb"\s*MI[A-Za-z0-9+/\s]+={0,2}\s*\Z")
_SIGNERS = 10  # signatures in one CMS that are judged; a document has two or three
#: A SET OF attributes that bears a message digest: a signature over such bytes was made for another content
#: (draft-ietf-lamps-cms-euf-cma-signeddata: the attributes of one signature passed off as a signed file).
_ATTRIBUTES = re.compile(rb"\x31(?:[\x00-\x7f]|\x81.|\x82..|\x83...)\x30.*?\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04", re.S)
#: Kinds of CMS, by what they do; object identifiers as they are encoded.
SIGNED = "signed"
ENCRYPTED = "encrypted"
_PKCS7 = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07"
_KINDS = {
    _PKCS7 + b"\x02": SIGNED,
    _PKCS7 + b"\x03": ENCRYPTED,  # enveloped
    _PKCS7 + b"\x04": ENCRYPTED,  # signed and enveloped
    _PKCS7 + b"\x06": ENCRYPTED,
    b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17": ENCRYPTED,  # authenticated and enveloped
}


class Cms(NamedTuple):
    """``kind`` is signed, encrypted or other. ``content`` is what lies inside a signed one, ``None`` where the
    signature stands beside what it signs."""

    kind: str
    content: bytes | None = None
    signed: cms.SignedData | None = None


def read_cms(octets: bytes) -> Cms | None:
    """``octets`` (DER, BER, or base64 of it with or without armour) as CMS; ``None`` where they are none."""
    try:
        outer = take_apart(_bare(octets))
        kind = _KINDS.get(outer.kind, "other")
        if kind != SIGNED:
            return Cms(kind)
        signed = cms.ContentInfo.load(outer.rest)["content"]
        len(signed["signer_infos"])
        return Cms(kind, outer.content, signed)
    except Exception:  # noqa: BLE001 — a stranger's bytes do what they like to the parser: they are no CMS then
        return None


def is_encrypted(octets: bytes) -> bool:
    """True for CMS that only a recipient's key opens."""
    found = read_cms(octets)
    return found is not None and found.kind == ENCRYPTED


def digests_wanted(found: Cms) -> dict[str, bytes]:
    """Name of each digest that the signers used → the digest of the content that they signed; the digest is empty where
    the signature covers the content itself."""
    wanted: dict[str, bytes] = {}
    for info in _signer_infos(found)[:_SIGNERS]:
        try:
            digest = _one_attribute(info, "message_digest")
            wanted[integrity.digest_name(info)] = digest if isinstance(digest, bytes) else b""
        except Exception:  # noqa: BLE001, S112 — its judgement will say that it cannot be read
            continue
    return wanted


def judge_cms(
    found: Cms, content: bytes, checking: Checking, kind: str, senders: tuple[str, ...] = ()
) -> tuple[Signature, ...]:
    """One signature for each signer of ``found`` over ``content``; ``kind`` is smime or p7s. Never raises.

    Of a certificate for several addresses that one is named that stands in ``senders``. What bears no signature at all
    (a bundle of certificates) gives one that is unreadable.
    """
    infos = _signer_infos(found)
    if found.signed is None or not infos:
        return (unreadable(kind, "tệp chữ ký số không chứa chữ ký nào"),)
    return tuple(_judged(found.signed, info, content, checking, kind, senders) for info in infos[:_SIGNERS])


def unreadable(kind: str, reason: str) -> Signature:
    """A signature that says nothing, and why."""
    return Signature(kind, SignatureStatus.UNREADABLE, reason=reason)


def _bare(octets: bytes) -> bytes:
    if armoured := _ARMOUR.match(octets):
        return binascii.a2b_base64(armoured[1])
    return binascii.a2b_base64(octets) if _BASE64.match(octets) else octets


def _signer_infos(found: Cms) -> list[cms.SignerInfo]:
    try:
        return list(found.signed["signer_infos"]) if found.signed is not None else []
    except Exception:  # noqa: BLE001 — as above
        return []


def _judged(
    signed: cms.SignedData,
    info: cms.SignerInfo,
    content: bytes,
    checking: Checking,
    kind: str,
    senders: tuple[str, ...],
) -> Signature:
    try:
        return _judge(signed, info, content, checking, kind, senders)
    except Exception:  # noqa: BLE001 — a stranger's bytes: what cannot be judged proves nothing
        return unreadable(kind, "không đọc được cấu trúc của chữ ký số")


def _judge(
    signed: cms.SignedData,
    info: cms.SignerInfo,
    content: bytes,
    checking: Checking,
    kind: str,
    senders: tuple[str, ...],
) -> Signature:
    inside = signed["encap_content_info"]["content_type"].native
    if inside != "data":
        return unreadable(kind, f"chữ ký số này không phải của một tệp hay một bức thư ({inside})")
    try:
        mine, others = integrity.signer_of(info, integrity.certificates_of(signed))
    except integrity.Broken:
        return unreadable(kind, "chữ ký số không kèm đúng chứng thư của người ký")
    signature = _described(kind, info, mine, senders)
    digest = hashlib.new(integrity.digest_name(info), content).digest()
    outcome = integrity.check(info, mine, "data", digest)
    broken = _broken(info, content, outcome, kind)
    if broken is not None:
        return replace(signature, status=broken[0], reason=broken[1])
    token = timestamp_of(info)
    stamp = judge_timestamp(token, info["signature"].native, checking) if token is not None else None
    claimed = signature.claimed_at
    settled = settle(mine, others, checking, stamp=stamp, claimed=claimed, weak=outcome.weak)
    return replace(
        signature,
        covers="whole",
        status=settled.status,
        reason=settled.reason,
        signed_at=settled.signed_at,
        timestamped=settled.timestamped,
        anchor=settled.anchor,
        revocation=settled.revocation,
    )


def _broken(
    info: cms.SignerInfo, content: bytes, outcome: integrity.Integrity, kind: str
) -> tuple[SignatureStatus, str] | None:
    """Status and reason where content, signature and certificate do not fit together."""
    what = "nội dung thư" if kind == "smime" else "nội dung tệp"
    if not outcome.intact:
        return SignatureStatus.ALTERED, f"{what} đã bị sửa sau khi ký số"
    if not outcome.valid:
        return SignatureStatus.INVALID, "giá trị của chữ ký số không khớp với chứng thư của người ký"
    if isinstance(info["signed_attrs"], core.Void) and _ATTRIBUTES.match(content):
        return SignatureStatus.INVALID, "chữ ký số được lấy từ một nội dung khác"
    return None


def _described(kind: str, info: cms.SignerInfo, certificate: x509.Certificate, senders: tuple[str, ...]) -> Signature:
    """Who signed, as the certificate has it, and when as he says himself."""
    facts = describe_signer(certificate)
    claimed = _one_attribute(info, "signing_time")
    at = claimed.astimezone(UTC) if isinstance(claimed, datetime) and claimed.tzinfo else None
    return Signature(
        kind,
        SignatureStatus.UNREADABLE,
        signer=facts.name,
        organisation=facts.organisation,
        unit=facts.unit,
        email=_address(certificate, senders) or facts.email,
        certificate=facts.fingerprint,
        issuer=facts.issuer,
        serial=facts.serial,
        personal=facts.personal,
        signed_at=at,
        claimed_at=at,
        seal=_seal(info),
    )


def _address(certificate: x509.Certificate, senders: tuple[str, ...]) -> str:
    """That of the certificate's addresses from which the mail came; empty where none is."""
    try:
        names = certificate.subject_alt_name_value or ()
        own = {str(name.native).strip().lower() for name in names if name.name == "rfc822_name"}
    except (ValueError, TypeError, KeyError):
        return ""
    return next((sender for sender in senders if sender in own), "")


def _seal(info: cms.SignerInfo) -> str:
    """With elliptic curves anybody can turn one valid value into another one: there it is the signed attributes, which
    a replay cannot change, that name the signature."""
    attributes = info["signed_attrs"]
    by_curve = str(info["signature_algorithm"]["algorithm"].native).endswith("ecdsa")
    if by_curve and not isinstance(attributes, core.Void):
        return hashlib.sha256(attributes.untag().dump()).hexdigest()
    return integrity.seal_of(info)


def _one_attribute(info: cms.SignerInfo, name: str) -> object:
    """The only value of a signed attribute; ``None`` where there is none or several."""
    if isinstance(info["signed_attrs"], core.Void):
        return None
    values = [value for one in info["signed_attrs"] if one["type"].native == name for value in one["values"]]
    return values[0].native if len(values) == 1 else None
