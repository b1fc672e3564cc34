"""Digital signatures inside Word, Excel and PowerPoint packages: each one judged, by whom, over what, since when.

Each signature is an XML signature over a manifest of parts (ECMA-376 part 2, chapter 13). A name is given out only
where the signature's value was right: a certificate that merely lies there has signed nothing.
"""

from __future__ import annotations

import hashlib
import time

from asn1crypto.x509 import Certificate
from lxml import etree

from casework.document import Signature, SignatureStatus
from casework.noun import replace
from intake.readers.ooxml.package import Refused, open_package
from intake.signatures.chain import describe_signer
from intake.signatures.material import Checking
from intake.signatures.ooxml_coverage import uncovered
from intake.signatures.ooxml_dsig import Signed, Value, signed_objects, value_of
from intake.signatures.ooxml_parts import Parts
from intake.signatures.ooxml_references import Covered, check_manifest
from intake.signatures.ooxml_xades import (
    claimed_time,
    evidence_of,
    extra_certificates,
    purpose_of,
    signer_of,
    timestamp_of,
)
from intake.signatures.ooxml_xml import Fails, parse
from intake.signatures.ooxml_zip import demand_one_reading
from intake.signatures.settle import settle

__all__ = ["ooxml_signatures"]

_KIND = "ooxml"
_ZIP = b"PK"
#: Folders in which signatures are kept, as the zip's table writes them: by Office, and by .NET's package manager.
_PLACES = (b"_xmlsignatures/", b"services/digital-signature/")
_SIGNATURES = 20  # that are judged; more are named and not read
_NAMED = 3  # open places that a reason names
_BYTES = 16 * 1024 * 1024  # of one signature's part; pictures and revocation lists may lie in it
_STRAY = "tệp có phần chữ ký không được nối vào tệp, không kiểm tra được"
_TOO_LARGE = "phần chữ ký của tệp quá lớn, không kiểm tra được"
_TOO_MANY = "tệp có quá nhiều chữ ký, chữ ký này không được kiểm tra"
_NO_TIME = "hết thời gian dành cho thư này, chữ ký chưa được kiểm tra"


def ooxml_signatures(content: bytes, checking: Checking) -> tuple[Signature, ...]:
    """One for each signature of the package; none for what is no package or bears none. Never raises on content."""
    if not content.startswith(_ZIP) or not any(place in content.lower() for place in _PLACES):
        return ()
    end = time.monotonic() + checking.limits.seconds
    try:
        package = open_package(content, checking.limits)
        demand_one_reading(content)
        parts = Parts(package)
        names, stray = parts.signatures(), parts.stray()
    except Refused as refused:
        return (_unread(refused.flaw.detail),)
    except Fails as fails:
        return (_unread(fails.reason, fails.status),)
    found = [_judged(parts, name, checking, end) for name in names[:_SIGNATURES]]
    found += [_unread(_TOO_MANY)] * (len(names) > _SIGNATURES) + [_unread(_STRAY)] * bool(stray)
    return tuple(found)


def _unread(reason: str, status: SignatureStatus = SignatureStatus.UNREADABLE) -> Signature:
    return Signature(_KIND, status, reason=reason)


def _judged(parts: Parts, name: str, checking: Checking, end: float) -> Signature:
    try:
        if time.monotonic() > end:
            return _unread(_NO_TIME)
        content = parts.raw(name)
        if len(content) > _BYTES:
            return _unread(_TOO_LARGE)
        root = parse(content, "phần chữ ký của tệp")
        value = value_of(root, parts.certificates(name))
        return _described(root, value, parts, checking)
    except Fails as fails:
        return _unread(fails.reason, fails.status)
    except Refused as refused:
        return _unread(refused.flaw.detail)


def _described(root: etree._Element, value: Value, parts: Parts, checking: Checking) -> Signature:
    """From here on the key's owner has signed something, so he is named whatever else is wrong."""
    signature = _signed_by(value, value.leaves[0])
    try:
        signed = signed_objects(root, value)
        signature = _signed_by(value, signer_of(signed, value))
        claimed = claimed_time(signed)
        signature = replace(signature, claimed_at=claimed, signed_at=claimed)
        covered = check_manifest(signed.objects, parts)
        return _with_chain(signature, root, value, signed, covered, uncovered(parts, covered), checking)
    except Fails as fails:
        return replace(signature, status=fails.status, reason=fails.reason)
    except Refused as refused:
        return replace(signature, status=SignatureStatus.UNREADABLE, reason=refused.flaw.detail)


def _signed_by(value: Value, leaf: Certificate) -> Signature:
    facts = describe_signer(leaf)
    return Signature(
        _KIND,
        SignatureStatus.UNREADABLE,
        signer=facts.name,
        organisation=facts.organisation,
        unit=facts.unit,
        email=facts.email,
        certificate=facts.fingerprint,
        issuer=facts.issuer,
        serial=facts.serial,
        personal=facts.personal,
        seal=_seal(value),
    )


def _seal(value: Value) -> str:
    """Of RSA the value. Of an elliptic curve anybody can make a second value from a valid one, so there what is signed:
    a replay cannot change that."""
    fixed = value.leaves[0].public_key.algorithm.startswith("rsa")
    return hashlib.sha256(value.value if fixed else etree.tostring(value.info, method="c14n")).hexdigest()


def _with_chain(
    signature: Signature,
    root: etree._Element,
    value: Value,
    signed: Signed,
    covered: Covered,
    open_places: tuple[str, ...],
    checking: Checking,
) -> Signature:
    """The bytes are as they were signed: what is left is who signed, when, and whether that was everything."""
    leaf = signer_of(signed, value)
    evidence = evidence_of(root)
    settled = settle(
        leaf,
        (*value.others, *(c for c in value.leaves if c is not leaf), *extra_certificates(root)),
        checking,
        stamp=timestamp_of(root, checking, evidence),
        claimed=signature.claimed_at,
        weak=signed.weak or covered.weak,
        evidence=evidence,
    )
    status, reason = settled.status, settled.reason
    if open_places:
        said = "" if status is SignatureStatus.TRUSTED else f"; {reason}"
        status = SignatureStatus.UNTRUSTED if status is SignatureStatus.TRUSTED else status
        reason = _left_open(open_places) + said
    purpose = purpose_of(signed)
    return replace(
        signature,
        status=status,
        reason=f"{reason}; người ký ghi: {purpose}" if purpose else reason,
        covers="part" if open_places else "whole",
        signed_at=settled.signed_at,
        timestamped=settled.timestamped,
        anchor=settled.anchor,
        revocation=settled.revocation,
    )


def _left_open(places: tuple[str, ...]) -> str:
    more = f" và {len(places) - _NAMED} chỗ khác" if len(places) > _NAMED else ""
    return f"chữ ký số không bao trùm cả tệp; phần sau có thể được thêm sau khi ký: {', '.join(places[:_NAMED])}{more}"
