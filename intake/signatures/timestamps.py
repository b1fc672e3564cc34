"""Timestamps (RFC 3161): proof that a signature was there at an instant, by an authority and not by the signer's clock.

The authority's certificate must be valid at *receipt* too: a timestamp whose own key has run out proves nothing by
itself. The imprint may be SHA-1, as the state's own authority makes it: nobody can make a second signature with the
imprint of a given one.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from asn1crypto import cms, core, tsp

from casework.document import SignatureStatus
from casework.noun import Noun
from intake.signatures import words
from intake.signatures.chain import Evidence, Purpose, judge_certificate
from intake.signatures.integrity import Broken, certificates_of, check, digest_name, signer_of
from intake.signatures.material import Checking

__all__ = ["Stamp", "judge_timestamp", "timestamp_of"]

_IMPRINTS = ("sha1", "sha256", "sha384", "sha512")
_AHEAD = timedelta(minutes=10)  # that an authority's clock may be before ours
_NOTHING = Evidence()


class Stamp(Noun, frozen=True):
    """``at`` is what the authority says. ``trusted`` only where its own certificate is; ``reason`` says why not."""

    at: datetime
    trusted: bool = False
    reason: str = ""


def timestamp_of(signer: cms.SignerInfo) -> bytes | None:
    """The first timestamp over a signature's value among its unsigned attributes (a ContentInfo as DER)."""
    attributes = signer["unsigned_attrs"]
    if isinstance(attributes, core.Void):
        return None
    for attribute in attributes:
        if attribute["type"].native == "signature_time_stamp_token" and len(attribute["values"]):
            return bytes(attribute["values"][0].dump())
    return None


def judge_timestamp(token: bytes, stamped: bytes, checking: Checking, evidence: Evidence = _NOTHING) -> Stamp | None:
    """What ``token`` (a ContentInfo as DER) says of ``stamped``; ``None`` where it is not of these bytes or cannot be
    read, which is as good as none. Raises nothing on content."""
    try:
        return _judged(token, stamped, checking, evidence)
    except (Broken, ValueError, TypeError, KeyError, AttributeError, IndexError):
        return None  # asn1crypto raises these wherever a piece is not what it should be


def _judged(token: bytes, stamped: bytes, checking: Checking, evidence: Evidence) -> Stamp | None:
    info = cms.ContentInfo.load(token)
    signed = info["content"]
    inner = signed["encap_content_info"]
    if info["content_type"].native != "signed_data" or inner["content_type"].native != "tst_info":
        return None
    told = inner["content"].parsed
    if not isinstance(told, tsp.TSTInfo) or not _is_of(told, stamped):
        return None
    (signer,) = signed["signer_infos"]
    authority, others = signer_of(signer, certificates_of(signed))
    digest = hashlib.new(digest_name(signer), bytes(inner["content"])).digest()
    found = check(signer, authority, "tst_info", digest)
    at = told["gen_time"].native
    if not (found.intact and found.valid):
        return None
    if found.weak:
        return Stamp(at, reason=words.STAMP_WEAK)
    if at > checking.at + _AHEAD:
        return Stamp(at, reason=words.STAMP_AHEAD)
    if not authority.not_valid_before <= at:
        return Stamp(at, reason=words.STAMP_UNTRUSTED.format(why=words.STAMP_EARLY))
    verdict = judge_certificate(authority, others, checking, checking.at, evidence=evidence, purpose=Purpose.STAMPING)
    if verdict.status is SignatureStatus.TRUSTED:
        return Stamp(at, trusted=True)
    return Stamp(at, reason=words.STAMP_UNTRUSTED.format(why=verdict.reason))


def _is_of(told: tsp.TSTInfo, stamped: bytes) -> bool:
    imprint = told["message_imprint"]
    name = imprint["hash_algorithm"]["algorithm"].native
    return name in _IMPRINTS and hashlib.new(name, stamped).digest() == imprint["hashed_message"].native
