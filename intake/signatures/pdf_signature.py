"""One signature of a PDF: its mathematics, its extent, its certificate and its time, put together."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from asn1crypto import cms, core, x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.validation.generic_cms import extract_self_reported_ts
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from casework.document import Signature, SignatureStatus
from casework.noun import replace
from intake.signatures import words
from intake.signatures.chain import Evidence
from intake.signatures.integrity import Broken, certificates_of, check, seal_of, signer_of
from intake.signatures.material import Checking
from intake.signatures.pdf_extent import Extent, Kind, extent_of
from intake.signatures.settle import Settled, settle
from intake.signatures.signers import describe_signer
from intake.signatures.timestamps import Stamp, judge_timestamp, timestamp_of

__all__ = ["Archive", "is_over", "judge_one"]

_ARCHIVED = "1.2.840.113583.1.1.8"  # Adobe's attribute for revocation data, signed with the rest


class Archive(NamedTuple):
    """What the file itself brings: certificates and revocation data of its DSS, and trusted document timestamps, each
    with how far into the file it reaches."""

    certificates: tuple[x509.Certificate, ...] = ()
    evidence: Evidence = Evidence()
    stamps: tuple[tuple[int, Stamp], ...] = ()


def judge_one(
    embedded: EmbeddedPdfSignature, content: bytes, checking: Checking, archive: Archive, *, covered_later: bool
) -> Signature:
    """``covered_later``: a trusted signature that came after this one speaks for the whole file. Raises
    :class:`Broken`, and what pyHanko and asn1crypto raise on structures that are not what they should be."""
    signer, signed = embedded.signer_info, embedded.signed_data
    certificate, others = signer_of(signer, certificates_of(signed))
    if not isinstance(signed["encap_content_info"]["content"], core.Void):
        raise Broken("a detached signature with a content of its own")
    found = check(signer, certificate, "data", embedded.compute_digest())
    told = _told(embedded, signer, certificate)
    if not found.intact:
        return replace(told, status=SignatureStatus.ALTERED, covers="part", reason=words.DIGEST_WRONG)
    if not found.valid:
        return replace(told, status=SignatureStatus.INVALID, reason=words.VALUE_WRONG)
    archive = archive._replace(evidence=_evidence(signer, archive.evidence))
    settled = settle(
        certificate,
        (*others, *archive.certificates),
        checking,
        stamp=_stamp(signer, _reach(embedded), checking, archive),
        claimed=told.claimed_at,
        weak=found.weak,
        evidence=archive.evidence,
    )
    return _with_extent(told, settled, extent_of(embedded, content), covered_later=covered_later)


def _with_extent(told: Signature, settled: Settled, extent: Extent, *, covered_later: bool) -> Signature:
    status, reason, covers = settled.status, settled.reason, "whole"
    if extent.kind is Kind.ALTERED:
        status, reason, covers = SignatureStatus.ALTERED, extent.reason, "part"
    elif extent.kind is Kind.PART or (extent.kind is Kind.SIGNED_AGAIN and not covered_later):
        covers = "part"
        trusted = status is SignatureStatus.TRUSTED
        status = SignatureStatus.UNTRUSTED if trusted else status
        reason = extent.reason if trusted else f"{extent.reason}; {reason}"
    return replace(
        told,
        status=status,
        covers=covers,
        reason=reason,
        signed_at=settled.signed_at,
        timestamped=settled.timestamped,
        anchor=settled.anchor,
        revocation=settled.revocation,
    )


def _told(embedded: EmbeddedPdfSignature, signer: cms.SignerInfo, certificate: x509.Certificate) -> Signature:
    """What the signature says of itself."""
    facts = describe_signer(certificate)
    claimed = _claimed(embedded, signer)
    return Signature(
        kind="pdf",
        status=SignatureStatus.UNREADABLE,
        signer=facts.name,
        organisation=facts.organisation,
        signed_at=claimed,
        claimed_at=claimed,
        email=facts.email,
        unit=facts.unit,
        certificate=facts.fingerprint,
        issuer=facts.issuer,
        serial=facts.serial,
        personal=facts.personal,
        seal=seal_of(signer),
    )


def _claimed(embedded: EmbeddedPdfSignature, signer: cms.SignerInfo) -> datetime | None:
    """The signer's own clock: the signed attribute, else the dictionary's /M. Without a zone it is no instant."""
    try:
        told = extract_self_reported_ts(signer) or generic.parse_pdf_date(embedded.sig_object["/M"], strict=False)
    except (PdfError, ValueError, TypeError, KeyError, OverflowError):
        return None
    return told if told is not None and told.tzinfo is not None else None


def _stamp(signer: cms.SignerInfo, reach: int, checking: Checking, archive: Archive) -> Stamp | None:
    """The signature's own timestamp, else the first document timestamp that was laid over it."""
    token = timestamp_of(signer)
    own = judge_timestamp(token, signer["signature"].native, checking, archive.evidence) if token is not None else None
    if own is not None and own.trusted:
        return own
    later = [stamp for stamped, stamp in archive.stamps if is_over(stamped, reach)]
    return min(later, key=lambda stamp: stamp.at) if later else own


def is_over(stamped: int, reach: int) -> bool:
    """True for a timestamp over the file up to ``stamped`` that holds a signature up to ``reach``. By octets and not by
    revisions: the timestamp of an earlier revision may be written once more in a later one."""
    return stamped > reach


def _reach(embedded: EmbeddedPdfSignature) -> int:
    return int(embedded.byte_range[2]) + int(embedded.byte_range[3])


def _evidence(signer: cms.SignerInfo, shared: Evidence) -> Evidence:
    """The DSS's revocation data and those among the signed attributes; what cannot be read there is not there."""
    if isinstance(signer["signed_attrs"], core.Void):
        return shared
    crls, ocsps = list(shared.crls), list(shared.ocsps)
    for attribute in signer["signed_attrs"]:
        if attribute["type"].dotted == _ARCHIVED:
            with suppress(ValueError, TypeError, KeyError):
                for value in attribute["values"]:
                    crls += _parts(value["crl"])
                    ocsps += _parts(value["ocsp"])
    return Evidence(tuple(crls), tuple(ocsps))


def _parts(found: core.SequenceOf | core.Void) -> list[bytes]:
    return [] if isinstance(found, core.Void) else [part.dump() for part in found]
