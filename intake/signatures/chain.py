"""Judging one certificate: does it lead to a root of ours, may it sign, was it valid and not revoked at that moment.

The path is looked for here, because a sender chooses what lies in his signature and may make the search endless
(certificates that issue each other); each path found is then validated by RFC 5280 as *pyhanko-certvalidator* does it.
Revocation is judged beside it (:mod:`intake.signatures.revocation`): the library trusts a certificate of which it knows
no list. Readings and reasons: docs/decisions/0601-signatures.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from asn1crypto import x509

from casework.document import SignatureStatus
from casework.noun import Noun
from intake.signatures import words
from intake.signatures.material import Checking
from intake.signatures.parsed import parsed
from intake.signatures.revocation import Evidence, Knowledge, revocation_of
from intake.signatures.signers import SignerFacts, describe_signer, name_of

__all__ = [
    "ChainVerdict",
    "Evidence",
    "Fault",
    "Purpose",
    "SignerFacts",
    "describe_signer",
    "judge_certificate",
]

_NOTHING = Evidence()
_DEPTH = 8  # certificates of one path
_STEPS = 300  # certificates looked at in one search
_OTHERS = 40  # certificates that a signature may bring
_PATHS = 6  # paths validated
_STAMPING = "time_stamping"
#: Extended usages with which a person or a body signs. “Document signing” is in none of the state's certificates.
_SIGNING = frozenset(
    {
        "any_extended_key_usage", "email_protection", "client_auth", "microsoft_smart_card_logon",
        "1.3.6.1.4.1.311.20.2.2", "1.3.6.1.5.5.7.3.36", "1.3.6.1.4.1.311.10.3.12", "microsoft_document_signing",
        "adobe_authentic_documents_trust", "1.2.840.113583.1.1.5",
    }
)  # fmt: skip


class Purpose(StrEnum):
    SIGNING = "signing"
    STAMPING = "stamping"  # a time stamping authority's


class Fault(StrEnum):
    """What keeps a certificate from being trusted, for those who must tell one cause from another."""

    NONE = "none"
    ISSUER = "issuer"  # no path to a root of ours
    PATH = "path"  # a path that does not hold
    USAGE = "usage"
    EXPIRED = "expired"  # or not valid yet
    REVOKED = "revoked"
    UNKNOWN = "unknown"  # nobody knows whether it is revoked
    WEAK = "weak"  # SHA-1, MD5 or a short key


class ChainVerdict(Noun, frozen=True):
    """``status`` is TRUSTED, UNTRUSTED or INVALID; ``reason`` is Vietnamese, and empty where trusted. ``anchor`` is the
    SHA-256 of the root reached, ``revocation`` says where “not revoked” is known from: dss, crl, none."""

    status: SignatureStatus
    reason: str = ""
    anchor: str = ""
    revocation: str = "none"
    revoked_at: datetime | None = None
    fault: Fault = Fault.NONE


def judge_certificate(
    leaf: x509.Certificate,
    others: Sequence[x509.Certificate],
    checking: Checking,
    moment: datetime,
    *,
    evidence: Evidence = _NOTHING,
    purpose: Purpose = Purpose.SIGNING,
) -> ChainVerdict:
    """What ``leaf`` is worth for what was signed at ``moment`` (aware). ``others`` are certificates that came with the
    signature, ``evidence`` what else it brought (a DSS). Raises nothing on content."""
    try:
        return _judged(leaf, others, checking, moment, evidence, purpose)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
        # asn1crypto reads a certificate piece by piece and raises these wherever a piece is not what it should be.
        return ChainVerdict(
            SignatureStatus.INVALID, words.CERTIFICATE_UNREADABLE.format(whose=_whose(purpose)), fault=Fault.PATH
        )


def _whose(purpose: Purpose) -> str:
    return words.OF_SIGNER if purpose is Purpose.SIGNING else words.OF_STAMPER


def _judged(
    leaf: x509.Certificate,
    others: Sequence[x509.Certificate],
    checking: Checking,
    moment: datetime,
    evidence: Evidence,
    purpose: Purpose,
) -> ChainVerdict:
    whose = _whose(purpose)
    paths = list(_paths(leaf, others, checking))
    if not paths:
        return _without_path(leaf, others, checking, whose)
    if not _may(leaf, purpose):
        reason = words.WRONG_USAGE if purpose is Purpose.SIGNING else words.WRONG_STAMPING_USAGE
        return ChainVerdict(SignatureStatus.INVALID, reason, fault=Fault.USAGE)
    if not leaf.not_valid_before <= moment <= leaf.not_valid_after:
        early = moment < leaf.not_valid_before
        day = words.day(leaf.not_valid_before if early else leaf.not_valid_after)
        reason = (words.NOT_YET_VALID if early else words.EXPIRED).format(whose=whose, day=day)
        return ChainVerdict(SignatureStatus.INVALID, reason, fault=Fault.EXPIRED)
    best: ChainVerdict | None = None
    for path in paths:
        verdict = _path_verdict(path, checking, moment, evidence, whose)
        if verdict.status is SignatureStatus.TRUSTED or verdict.fault is Fault.REVOKED:
            return verdict
        if best is None or (best.fault is not Fault.UNKNOWN and verdict.fault is Fault.UNKNOWN):
            best = verdict
    assert best is not None
    return best


def _path_verdict(
    path: tuple[x509.Certificate, ...], checking: Checking, moment: datetime, evidence: Evidence, whose: str
) -> ChainVerdict:
    """``path`` from the root to the leaf, the root included."""
    root, leaf = path[0], path[-1]
    if not root.not_valid_before <= moment <= root.not_valid_after:
        return ChainVerdict(
            SignatureStatus.UNTRUSTED, words.AUTHORITY_EXPIRED.format(name=name_of(root)), fault=Fault.PATH
        )
    broken = _broken(path, moment, whose)
    if broken is not None:
        return broken
    known = [(cert, revocation_of(cert, issuer, moment, checking, evidence)) for issuer, cert in pairwise(path)]
    for cert, knowledge in known:
        if knowledge.revoked_at is not None:
            return _revoked(whose if cert is leaf else "", cert, knowledge)
    for cert, knowledge in reversed(known):
        if knowledge.source == "none":
            subject = whose if cert is leaf else words.OF_AUTHORITY.format(name=name_of(cert))
            reason = words.REVOCATION_UNKNOWN.format(subject=subject, why=knowledge.reason)
            return ChainVerdict(SignatureStatus.UNTRUSTED, reason, anchor=root.sha256.hex(), fault=Fault.UNKNOWN)
    word = "dss" if any(knowledge.source == "dss" for _, knowledge in known) else "crl"
    return ChainVerdict(SignatureStatus.TRUSTED, anchor=root.sha256.hex(), revocation=word)


def _revoked(whose: str, cert: x509.Certificate, known: Knowledge) -> ChainVerdict:
    assert known.revoked_at is not None
    day = words.day(known.revoked_at)
    reason = (
        words.REVOKED.format(whose=whose, day=day)
        if whose
        else words.AUTHORITY_REVOKED.format(name=name_of(cert), day=day)
    )
    return ChainVerdict(
        SignatureStatus.INVALID, reason, revocation=known.source, revoked_at=known.revoked_at, fault=Fault.REVOKED
    )


def _broken(path: tuple[x509.Certificate, ...], moment: datetime, whose: str) -> ChainVerdict | None:
    """What RFC 5280 finds wrong with a path; ``None`` where nothing."""
    from intake.signatures.path_rules import Holds, holds  # pyHanko is loaded only where something was signed

    held = holds(path, moment)
    if held is Holds.WEAK:
        return ChainVerdict(SignatureStatus.UNTRUSTED, words.WEAK_CHAIN, fault=Fault.WEAK)
    if held is Holds.NO:
        late = next((c for c in path[1:-1] if not c.not_valid_before <= moment <= c.not_valid_after), None)
        reason = words.AUTHORITY_EXPIRED.format(name=name_of(late)) if late else words.PATH_BROKEN.format(whose=whose)
        return ChainVerdict(SignatureStatus.UNTRUSTED, reason, fault=Fault.PATH)
    if any(_short(cert) for cert in path[1:]):
        return ChainVerdict(SignatureStatus.UNTRUSTED, words.SHORT_KEY, fault=Fault.WEAK)
    return None


def _short(cert: x509.Certificate) -> bool:
    least = {"rsa": 2048, "rsassa_pss": 2048, "dsa": 10**6, "ec": 224}
    return bool(cert.public_key.bit_size < least.get(cert.public_key.algorithm, 0))


def _may(leaf: x509.Certificate, purpose: Purpose) -> bool:
    """True where the certificate may be used for ``purpose``. State bodies' certificates name client authentication,
    mail protection and smart-card log-on; one for a web server, for code or of an authority may not sign a document."""
    usage = set(leaf.key_usage_value.native) if leaf.key_usage_value is not None else None
    extended = set(leaf.extended_key_usage_value.native) if leaf.extended_key_usage_value is not None else None
    if leaf.ca or (usage is not None and not usage & {"digital_signature", "non_repudiation"}):
        return False
    if purpose is Purpose.STAMPING:
        return extended == {_STAMPING}
    return extended is None or bool(extended & _SIGNING)


def _without_path(
    leaf: x509.Certificate, others: Sequence[x509.Certificate], checking: Checking, whose: str
) -> ChainVerdict:
    """No path to a root of ours; the reason names the authority whose certificate is missing."""
    if leaf.issuer.hashable == leaf.subject.hashable:
        return ChainVerdict(SignatureStatus.UNTRUSTED, words.SELF_MADE.format(whose=whose), fault=Fault.ISSUER)
    top, seen = leaf, {leaf.sha256}
    known = [*parsed(checking.trust).intermediates, *others[:_OTHERS]]
    while (above := next((c for c in known if c.sha256 not in seen and _names(c, top)), None)) is not None:
        seen.add(above.sha256)
        top = above
    return ChainVerdict(
        SignatureStatus.UNTRUSTED,
        words.UNKNOWN_ISSUER.format(whose=whose, name=name_of(top, issuer=True)),
        fault=Fault.ISSUER,
    )


def _paths(
    leaf: x509.Certificate, others: Sequence[x509.Certificate], checking: Checking
) -> Iterator[tuple[x509.Certificate, ...]]:
    """Paths from a root of ours to ``leaf``, at most so many, found in bounded work."""
    known = parsed(checking.trust)
    roots = {root.sha256 for root in known.roots}
    above = [*known.roots, *known.intermediates, *others[:_OTHERS]]
    waiting, found = [(leaf,)], 0
    for _ in range(_STEPS):
        if not waiting or found == _PATHS:
            return
        path = waiting.pop()
        if path[0].sha256 in roots and len(path) > 1:
            found += 1
            yield path
        elif len(path) < _DEPTH:
            seen = {cert.sha256 for cert in path}
            waiting += [(c, *path) for c in reversed(above) if c.sha256 not in seen and _names(c, path[0])]


def _names(issuer: x509.Certificate, cert: x509.Certificate) -> bool:
    """True where ``issuer`` bears the name, and the key's identifier, by which ``cert`` names who issued it."""
    if issuer.subject.hashable != cert.issuer.hashable:
        return False
    wanted, own = cert.authority_key_identifier, issuer.key_identifier
    return wanted is None or own is None or wanted == own
