"""What a signature in an Office package says about itself: when, why, by which certificate (XAdES, ETSI TS 101 903).

Signed properties are read from verified bytes alone. Unsigned ones (timestamps, certificates, revocation lists) may
have been added by anybody: each has to prove itself.
"""

from __future__ import annotations

import hmac
import re
from datetime import UTC, datetime

from asn1crypto.x509 import Certificate
from lxml import etree

from casework.document import SignatureStatus
from intake.signatures.chain import Evidence
from intake.signatures.material import Checking
from intake.signatures.ooxml_algorithms import digest
from intake.signatures.ooxml_dsig import Signed, Value, certificate_of, stated_digest
from intake.signatures.ooxml_xml import C14N, DSIG, MDSSI, XADES, Fails, canonical, unbase64
from intake.signatures.timestamps import Stamp, judge_timestamp

__all__ = ["claimed_time", "evidence_of", "extra_certificates", "purpose_of", "signer_of", "timestamp_of"]

_OFFICE = "{http://schemas.microsoft.com/office/2006/digsig}"
_SIGNATURE_PROPERTIES = f"{XADES}SignedSignatureProperties"
_UNSIGNED = f"{DSIG}Object/{XADES}QualifyingProperties/{XADES}UnsignedProperties/{XADES}UnsignedSignatureProperties"
_YEARS = range(1990, 2100)
_STAMPS = 8
_VALUES = 64
_BYTES = 32 * 1024 * 1024  # of all revocation that one signature brings
_PURPOSE = 160  # letters of the purpose that a reason quotes
_COMMITMENTS = {
    "ProofOfOrigin": "đã tạo và phê duyệt văn bản",
    "ProofOfApproval": "đã phê duyệt văn bản",
    "ProofOfCreation": "đã tạo văn bản",
}


def claimed_time(signed: Signed) -> datetime | None:
    """What the signer's machine said; ``None`` where it said nothing with a zone, or nonsense."""
    texts = [held.findtext(f".//{MDSSI}SignatureTime/{MDSSI}Value") for held in signed.objects]
    if signed.properties is not None:
        texts.insert(0, signed.properties.findtext(f"{_SIGNATURE_PROPERTIES}/{XADES}SigningTime"))
    for text in texts:
        try:
            said = datetime.fromisoformat((text or "").strip())
        except ValueError:
            continue
        # Far years cannot be written by another clock: the sum with its hours is no date any more.
        if said.tzinfo is not None and said.year in _YEARS:
            return said.astimezone(UTC)
    return None


def signer_of(signed: Signed, value: Value) -> Certificate:
    """The certificate that the signer bound into what he signed; raises :class:`Fails` (invalid) for another one.

    One key may have several certificates, one name each: without this the sender would choose among them.
    """
    found = [] if signed.properties is None else _bound(signed.properties)
    if not found:
        return value.leaves[0]
    for leaf in value.leaves:
        name, stated = stated_digest(found[0])
        if hmac.compare_digest(digest(name, leaf.dump()), stated):
            return leaf
    raise Fails(SignatureStatus.INVALID, "chứng thư đi kèm không phải chứng thư mà người ký đã gắn vào chữ ký")


def _bound(properties: etree._Element) -> list[etree._Element]:
    held = properties.find(_SIGNATURE_PROPERTIES)
    kinds = (f"{XADES}SigningCertificate", f"{XADES}SigningCertificateV2")
    return [] if held is None else [d for kind in kinds for d in held.findall(f"{kind}/{XADES}Cert/{XADES}CertDigest")]


def purpose_of(signed: Signed) -> str:
    """Commitment and comment that the signer typed, in one Vietnamese phrase; empty where there is none."""
    said: list[str] = []
    if signed.properties is not None:
        for found in signed.properties.iterfind(f".//{XADES}CommitmentTypeId/{XADES}Identifier"):
            words = _COMMITMENTS.get((found.text or "").strip().rpartition("#")[2])
            said += [words] if words else []
    for held in signed.objects:
        text = " ".join((held.findtext(f".//{_OFFICE}SignatureComments") or "").split())
        text = re.sub(r"[“”\"\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", "", text)
        said += [f"“{text[:_PURPOSE]}{'…' if len(text) > _PURPOSE else ''}”"] if text else []
    return ", ".join(dict.fromkeys(said))


def timestamp_of(root: etree._Element, checking: Checking, evidence: Evidence) -> Stamp | None:
    """The first timestamp over the signature's value that is trusted, else the first that can be read."""
    found: list[Stamp] = []
    for element in root.findall(f"{_UNSIGNED}/{XADES}SignatureTimeStamp")[:_STAMPS]:
        method = element.find(f"{DSIG}CanonicalizationMethod")
        over = root.find(f"{DSIG}SignatureValue")
        assert over is not None  # else the value would not have been verified
        try:
            stamped = canonical(over, C14N if method is None else method.get("Algorithm", ""), method)
            token = unbase64(element.findtext(f"{XADES}EncapsulatedTimeStamp"), "dấu thời gian")
        except Fails:
            continue  # a timestamp that nobody can read shows no time
        read = judge_timestamp(token, stamped, checking, evidence)
        found += [read] if read is not None else []
    return next((one for one in found if one.trusted), found[0] if found else None)


def extra_certificates(root: etree._Element) -> tuple[Certificate, ...]:
    """Certificates that were added for the chain: material, never proof."""
    path = f"{_UNSIGNED}/{XADES}CertificateValues/{XADES}EncapsulatedX509Certificate"
    found: list[Certificate] = []
    for element in root.findall(path)[:_VALUES]:
        try:
            found.append(certificate_of(unbase64(element.text, "chứng thư")))
        except Fails:
            continue  # it would only have helped
    return tuple(found)


def evidence_of(root: etree._Element) -> Evidence:
    """Revocation lists and OCSP answers that were added to the signature; the chain checks who signed them."""
    values = f"{_UNSIGNED}/{XADES}RevocationValues"
    crls = _values(root, f"{values}/{XADES}CRLValues/{XADES}EncapsulatedCRLValue")
    return Evidence(crls, _values(root, f"{values}/{XADES}OCSPValues/{XADES}EncapsulatedOCSPValue"))


def _values(root: etree._Element, path: str) -> tuple[bytes, ...]:
    found: list[bytes] = []
    for element in root.findall(path)[:_VALUES]:
        try:
            found.append(unbase64(element.text, "danh sách thu hồi"))
        except Fails:
            continue
        if sum(map(len, found)) > _BYTES:
            return tuple(found[:-1])
    return tuple(found)
