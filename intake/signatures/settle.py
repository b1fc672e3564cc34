"""One signature that fits its bytes: what its certificate, its time and its algorithms make of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from asn1crypto import x509

from casework.document import SignatureStatus
from casework.noun import Noun, replace
from intake.signatures import words
from intake.signatures.chain import ChainVerdict, Evidence, Fault, judge_certificate
from intake.signatures.material import Checking
from intake.signatures.timestamps import Stamp

__all__ = ["Settled", "settle"]

_NOTHING = Evidence()


class Settled(Noun, frozen=True):
    """As the fields of :class:`casework.document.Signature` of these names."""

    status: SignatureStatus
    reason: str
    signed_at: datetime | None = None
    timestamped: bool = False
    claimed_at: datetime | None = None
    anchor: str = ""
    revocation: str = "none"


def settle(
    certificate: x509.Certificate,
    others: Sequence[x509.Certificate],
    checking: Checking,
    *,
    stamp: Stamp | None = None,
    claimed: datetime | None = None,
    weak: bool = False,
    evidence: Evidence = _NOTHING,
) -> Settled:
    """The certificate is judged for the instant of a trusted timestamp, else for that of receipt: what the signer's own
    clock says proves nothing. ``claimed`` (aware) is only shown."""
    trusted = stamp is not None and stamp.trusted
    moment = stamp.at if stamp is not None and trusted else checking.at
    verdict = judge_certificate(certificate, others, checking, moment, evidence=evidence)
    verdict = _for_want_of_time(verdict, stamp, certificate)
    if weak and verdict.status is SignatureStatus.TRUSTED:
        verdict = replace(verdict, status=SignatureStatus.UNTRUSTED, reason=words.WEAK_DIGEST)
    return Settled(
        status=verdict.status,
        reason=verdict.reason or _good(stamp),
        signed_at=stamp.at if stamp is not None and trusted else claimed,
        timestamped=trusted,
        claimed_at=claimed,
        anchor=verdict.anchor,
        revocation=verdict.revocation,
    )


def _for_want_of_time(verdict: ChainVerdict, stamp: Stamp | None, certificate: x509.Certificate) -> ChainVerdict:
    """Expired or revoked at receipt, while a timestamp that cannot be proven says that it was signed before: not
    provable, which is less than invalid."""
    if stamp is None or stamp.trusted or verdict.status is not SignatureStatus.INVALID:
        return verdict
    expired = verdict.fault is Fault.EXPIRED and certificate.not_valid_before <= stamp.at <= certificate.not_valid_after
    revoked = verdict.fault is Fault.REVOKED and verdict.revoked_at is not None and stamp.at < verdict.revoked_at
    if not (expired or revoked):
        return verdict
    return replace(verdict, status=SignatureStatus.UNTRUSTED, reason=f"{verdict.reason}; {stamp.reason}")


def _good(stamp: Stamp | None) -> str:
    if stamp is not None and stamp.trusted:
        return words.TRUSTED_STAMPED.format(at=words.instant(stamp.at))
    return words.TRUSTED
