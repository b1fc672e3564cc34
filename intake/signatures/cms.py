"""CMS (RFC 5652): what a .p7s, a .p7m or the signed part of a mail holds, and whether its signatures hold.

The bytes that were signed come from the caller exactly as they travelled. The signer is who the signature itself names
(issuer and serial number, or key identifier); whatever other certificates lie in it are material for the chain at most.
"""

from __future__ import annotations

import binascii
import hashlib
import re
from datetime import UTC, datetime
from typing import NamedTuple

from asn1crypto import cms, core, x509
from pyhanko.sign.general import CMSStructuralError, MultivaluedAttributeError, find_cms_attribute_iter
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

from casework.document import Signature, SignatureStatus
from casework.noun import replace
from intake.signatures.chain import describe_signer, judge_certificate
from intake.signatures.material import Checking

__all__ = ["SIGNED_CONTENT", "Cms", "digests_wanted", "judge_cms", "read_cms", "unreadable"]

_ARMOUR = re.compile(rb"-----BEGIN (?:PKCS ?#?7|CMS)[^-\r\n]*-----([A-Za-z0-9+/=\s]+)-----END ")
_BASE64 = re.compile(rb"\s*MI[A-Za-z0-9+/\s]+={0,2}\s*\Z")
_SIGNERS = 10  # signatures in one CMS that are judged; a document has two or three
_CERTIFICATES = 30  # of those that lie in it
#: Digests that a signature may rest on; with the others two texts can be made that have the same one.
_SOUND = frozenset({"sha224", "sha256", "sha384", "sha512", "sha3_224", "sha3_256", "sha3_384", "sha3_512"})
_BROKEN = {"md2": "MD2", "md5": "MD5", "sha1": "SHA-1"}
#: A SET OF attributes that bears a message digest: a signature over such bytes was made for another content
#: (RFC 5652 section 5.4; draft-ietf-lamps-cms-euf-cma-signeddata).
_ATTRIBUTES = re.compile(rb"\x31(?:[\x00-\x7f]|\x81.|\x82..|\x83...)\x30.*?\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04", re.S)
#: Kinds of CMS, by what they do.
SIGNED_CONTENT = "signed"
_KINDS = {
    "signed_data": SIGNED_CONTENT,
    "enveloped_data": "encrypted",
    "authenticated_enveloped_data": "encrypted",
    "encrypted_data": "encrypted",
    "signed_and_enveloped_data": "encrypted",
    "compressed_data": "compressed",
}


class Cms(NamedTuple):
    """``kind`` is signed, encrypted, compressed or other. ``content`` is what lies inside a signed one, ``None`` where
    the signature stands beside what it signs."""

    kind: str
    content: bytes | None = None
    signed: cms.SignedData | None = None


def read_cms(octets: bytes) -> Cms | None:
    """``octets`` (DER, BER, or base64 of it with or without armour) as CMS; ``None`` where they are none."""
    try:
        info = cms.ContentInfo.load(_bare(octets))
        kind = _KINDS.get(info["content_type"].native, "other")
        if kind != SIGNED_CONTENT:
            return Cms(kind)
        signed = info["content"]
        inside = signed["encap_content_info"]["content"]
        content = None if isinstance(inside, core.Void) or inside is None else _octets(inside)
        len(signed["signer_infos"])
        return Cms(kind, content, signed)
    except Exception:  # noqa: BLE001 — a stranger's bytes do what they like to the parser: they are no CMS then
        return None


def digests_wanted(found: Cms) -> dict[str, bytes]:
    """Name of each digest that the signers used → the digest of the content that they signed; the digest is empty where
    the signature covers the content itself."""
    wanted: dict[str, bytes] = {}
    for info in _signer_infos(found):
        try:
            name = info["digest_algorithm"]["algorithm"].native
            wanted[name] = _one_attribute(info, "message_digest") or b""
        except Exception:  # noqa: BLE001, S112 — its judgement will say that it cannot be read
            continue
    return wanted


def judge_cms(
    found: Cms, content: bytes, checking: Checking, kind: str, senders: tuple[str, ...] = ()
) -> tuple[Signature, ...]:
    """One signature for each signer of ``found`` over ``content``; ``kind`` is smime or p7s. Never raises.

    Of a certificate for several addresses that one is named that stands in ``senders``. What bears no signature at all (a bundle of certificates) gives one that is unreadable.
    """
    infos = _signer_infos(found)
    if found.signed is None or not infos:
        return (unreadable(kind, "tệp chữ ký không chứa chữ ký nào"),)
    judged = (_judged(found.signed, info, content, checking, kind) for info in infos[:_SIGNERS])
    return tuple(_addressed(one, found.signed, senders) for one in judged)


def unreadable(kind: str, reason: str) -> Signature:
    """A signature that says nothing, and why."""
    return Signature(kind, SignatureStatus.UNREADABLE, reason=reason)


def _bare(octets: bytes) -> bytes:
    armoured = _ARMOUR.search(octets[:65_536]) and _ARMOUR.search(octets)
    if armoured:
        return binascii.a2b_base64(armoured[1])
    return binascii.a2b_base64(octets) if _BASE64.match(octets) else octets


def _octets(inside: core.Asn1Value) -> bytes:
    value = inside.native if isinstance(inside, core.OctetString) else None
    return value if isinstance(value, bytes) else bytes(inside)


def _signer_infos(found: Cms) -> list[cms.SignerInfo]:
    try:
        return list(found.signed["signer_infos"]) if found.signed is not None else []
    except Exception:  # noqa: BLE001 — see above
        return []


def _judged(signed: cms.SignedData, info: cms.SignerInfo, content: bytes, checking: Checking, kind: str) -> Signature:
    try:
        return _judge(signed, info, content, checking, kind)
    except Exception as error:  # noqa: BLE001 — a stranger's bytes: what cannot be judged proves nothing
        return unreadable(kind, f"không đọc được cấu trúc của chữ ký số ({type(error).__name__})")


def _judge(signed: cms.SignedData, info: cms.SignerInfo, content: bytes, checking: Checking, kind: str) -> Signature:
    certificates = _certificates(signed)
    mine = [one for one in certificates if _is_named(one, info["sid"])]
    if not mine:
        return unreadable(kind, "chữ ký số không kèm chứng thư của người ký")
    signature = _described(kind, info, mine[0])
    if len({one.dump() for one in mine}) > 1:
        why = "chữ ký số kèm hai chứng thư khác nhau mang cùng một số hiệu"
        return replace(signature, status=SignatureStatus.INVALID, reason=why)
    broken = _broken(signed, info, mine[0], content, kind)
    if broken is not None:
        return replace(signature, status=broken[0], reason=broken[1])
    stamped = _timestamp(info, checking)
    others = [one for one in certificates if one is not mine[0]]
    moment = stamped.at if stamped is not None and stamped.trusted else checking.at
    verdict = judge_certificate(mine[0], others, checking, moment)
    status, reason = verdict.status, verdict.reason
    weak = _weak(info)
    if weak and status is SignatureStatus.TRUSTED:
        status, reason = SignatureStatus.UNTRUSTED, f"chữ ký số dùng thuật toán băm {weak}, không còn an toàn"
    timestamped = stamped is not None and stamped.trusted
    return replace(
        signature,
        status=status,
        reason=reason,
        covers="whole",
        signed_at=moment if timestamped else signature.claimed_at,
        timestamped=timestamped,
        anchor=verdict.anchor,
        revocation=verdict.revocation,
    )


def _certificates(signed: cms.SignedData) -> list[x509.Certificate]:
    if isinstance(signed["certificates"], core.Void):
        return []
    plain = [one.chosen for one in signed["certificates"] if one.name == "certificate"]
    return [x509.Certificate.load(one.untag().dump()) for one in plain[:_CERTIFICATES]]


def _is_named(certificate: x509.Certificate, sid: cms.SignerIdentifier) -> bool:
    chosen = sid.chosen
    if sid.name == "issuer_and_serial_number":
        same = bool(certificate.serial_number == chosen["serial_number"].native)
        return same and bool(certificate.issuer == chosen["issuer"])
    return certificate.key_identifier is not None and certificate.key_identifier == chosen.native


def _described(kind: str, info: cms.SignerInfo, certificate: x509.Certificate) -> Signature:
    """Who signed, as the certificate has it, and when as he says himself."""
    facts = describe_signer(certificate)
    claimed = _one_attribute(info, "signing_time")
    claimed = claimed.astimezone(UTC) if isinstance(claimed, datetime) and claimed.tzinfo else None
    return Signature(
        kind,
        SignatureStatus.UNREADABLE,
        signer=facts.name,
        organisation=facts.organisation,
        unit=facts.unit,
        email=facts.email,
        certificate=facts.fingerprint,
        issuer=facts.issuer,
        serial=facts.serial,
        personal=facts.personal,
        signed_at=claimed,
        claimed_at=claimed,
        seal=_seal(info),
    )


def _addressed(signature: Signature, signed: cms.SignedData, senders: tuple[str, ...]) -> Signature:
    """With that of the certificate's addresses that the mail came from, where it bears several."""
    if not signature.email or signature.email in senders:
        return signature
    try:
        mine = [one for one in _certificates(signed) if one.sha256.hex() == signature.certificate]
        names = mine[0].subject_alt_name_value or () if mine else ()
        own = {str(name.native).strip().lower() for name in names if name.name == "rfc822_name"}
    except (ValueError, TypeError, KeyError):
        return signature
    return next((replace(signature, email=sender) for sender in senders if sender in own), signature)


def _seal(info: cms.SignerInfo) -> str:
    """Of RSA the value of the signature. With elliptic curves anybody can turn one valid value into another one, so
    there it is what was signed, which a replay cannot change."""
    named = str(info["signature_algorithm"]["algorithm"].native)
    attributes = info["signed_attrs"]
    signs_attributes = not isinstance(attributes, core.Void)
    fixed = "rsa" in named or not signs_attributes
    return hashlib.sha256(info["signature"].native if fixed else attributes.untag().dump()).hexdigest()


def _broken(
    signed: cms.SignedData, info: cms.SignerInfo, certificate: x509.Certificate, content: bytes, kind: str
) -> tuple[SignatureStatus, str] | None:
    """Status and reason where content, signature and certificate do not fit together."""
    inside = signed["encap_content_info"]["content_type"].native
    named = info["digest_algorithm"]["algorithm"].native
    if inside != "data":
        return SignatureStatus.UNREADABLE, f"chữ ký số không phải của một tệp hay một thư ({inside})"
    if named not in _SOUND and named not in _BROKEN:
        return SignatureStatus.UNREADABLE, f"thuật toán băm {named} chưa được hỗ trợ"
    direct = isinstance(info["signed_attrs"], core.Void)
    if direct and _ATTRIBUTES.match(content):
        return SignatureStatus.INVALID, "chữ ký số được lấy từ một nội dung khác"
    digest = hashlib.new(named.replace("_", "-") if named.startswith("sha3") else named, content).digest()
    try:
        intact, valid = validate_sig_integrity(info, certificate, "data", digest)
    except (SignatureValidationError, CMSStructuralError) as error:
        return SignatureStatus.INVALID, _why_invalid(error)
    what = "nội dung thư" if kind == "smime" else "nội dung tệp"
    if not intact:
        return SignatureStatus.ALTERED, f"{what} không còn như khi ký: đã bị sửa sau khi ký số"
    if not valid:
        return SignatureStatus.INVALID, "giá trị của chữ ký số không khớp với chứng thư của người ký"
    return None


def _why_invalid(error: Exception) -> str:
    if "certificate" in str(error).lower():
        return "chứng thư kèm theo không phải là chứng thư mà người ký đã dùng"
    return "các thuộc tính được ký của chữ ký số sai hoặc mâu thuẫn"


def _weak(info: cms.SignerInfo) -> str:
    """The name of a digest that is no longer safe; of the content or of the signature itself."""
    named = info["digest_algorithm"]["algorithm"].native
    said = str(info["signature_algorithm"]["algorithm"].native)
    return _BROKEN.get(named, "") or next((shown for name, shown in _BROKEN.items() if said.startswith(name)), "")


class Stamped(NamedTuple):
    at: datetime
    trusted: bool


def read_timestamp(token: object, value: bytes, checking: Checking) -> Stamped | None:
    return None


def _timestamp(info: cms.SignerInfo, checking: Checking) -> Stamped | None:
    """The first timestamp over the signature's value that is trusted, else the first that can be read."""
    if isinstance(info["unsigned_attrs"], core.Void):
        return None
    tokens = list(find_cms_attribute_iter(info["unsigned_attrs"], "signature_time_stamp_token"))[:_SIGNERS]
    read = [read_timestamp(token, info["signature"].native, checking) for token in tokens]
    found = [one for one in read if one is not None]
    return next((one for one in found if one.trusted), found[0] if found else None)


def _one_attribute(info: cms.SignerInfo, name: str) -> object:
    """The only value of a signed attribute; ``None`` where there is none or several."""
    if isinstance(info["signed_attrs"], core.Void):
        return None
    try:
        values = list(find_cms_attribute_iter(info["signed_attrs"], name))
    except MultivaluedAttributeError:
        return None
    return values[0].native if len(values) == 1 else None
