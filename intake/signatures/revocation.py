"""Was a certificate revoked at a moment? Asked of the lists that a tick fetched and of those that a signature brought.

A list speaks for the moment where it was still in force then (``nextUpdate`` not before it). One issued *after* the
moment speaks for it as well, as long as the certificate had not expired when it was issued: an authority may drop
expired ones. A sender chooses which lists he brings, so one list that names the certificate outweighs any number that
do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from asn1crypto import x509
from cryptography import x509 as pyca
from cryptography.exceptions import UnsupportedAlgorithm

from casework.noun import Noun
from intake.signatures import words
from intake.signatures.integrity import STRONG, WEAK
from intake.signatures.material import Checking
from intake.signatures.ocsp import answers_of
from intake.signatures.parsed import parsed, parsed_list
from intake.signatures.signed_by import bears_signature_of

__all__ = ["Evidence", "Knowledge", "revocation_of"]

_LISTS = 64  # that one signature may bring
_LIST_BYTES = 32 * 1024 * 1024  # of all of them together
#: A stranger cannot make use of SHA-1's weakness in what an authority itself writes.
_DIGESTS = (*(name.replace("_", "-") for name in STRONG), *WEAK)
_CRL_SIGN = "crl_sign"


class Evidence(Noun, frozen=True):
    """Revocation that a signature brought itself, in a PDF's DSS or among its attributes: lists and OCSP answers as
    DER."""

    crls: tuple[bytes, ...] = ()
    ocsps: tuple[bytes, ...] = ()


class Knowledge(Noun, frozen=True):
    """``source`` is dss, crl or none; ``reason`` (Vietnamese) says why nothing is known."""

    source: str = "none"
    revoked_at: datetime | None = None
    reason: str = ""


def revocation_of(
    cert: x509.Certificate, issuer: x509.Certificate, moment: datetime, checking: Checking, evidence: Evidence
) -> Knowledge:
    """What is known of ``cert`` at ``moment``. ``issuer`` must be proven to have issued it. Raises nothing."""
    clear, stale, late = "", None, False
    for source, since, until, revoked_at in _statements(cert, issuer, checking, evidence):
        if revoked_at is not None and revoked_at <= moment:
            return Knowledge(source, revoked_at)
        if until is None:
            continue
        if until < moment:
            stale = until if stale is None else max(stale, until)
        elif since > cert.not_valid_after:
            late = True
        elif clear != "crl":
            clear = source
    if clear:
        return Knowledge(clear)
    if late:
        return Knowledge(reason=words.LIST_LATE)
    return Knowledge(reason=words.LIST_STALE.format(day=words.day(stale)) if stale else words.LIST_MISSING)


class _Statement(NamedTuple):
    """What one list or answer says: in force from ``since`` to ``until`` (``None``: being absent from it says nothing).
    ``source`` is crl or dss."""

    source: str
    since: datetime
    until: datetime | None
    revoked_at: datetime | None


def _statements(
    cert: x509.Certificate, issuer: x509.Certificate, checking: Checking, evidence: Evidence
) -> Iterator[_Statement]:
    for source, listed in _lists(checking, evidence):
        if _speaks(listed, cert, issuer):
            until = listed.next_update_utc if _complete(listed) else None
            yield _Statement(source, listed.last_update_utc, until, _entry(listed, cert))
    for der in evidence.ocsps[:_LISTS]:
        for answer in answers_of(der, cert, issuer):
            yield _Statement("dss", answer.since, answer.until, answer.revoked_at)


def _lists(checking: Checking, evidence: Evidence) -> Iterator[tuple[str, pyca.CertificateRevocationList]]:
    yield from (("crl", listed) for listed in parsed(checking.trust).crls)
    left = _LIST_BYTES
    for der in evidence.crls[:_LISTS]:
        left -= len(der)
        listed = parsed_list(der) if left >= 0 else None
        if listed is not None:
            yield "dss", listed


def _speaks(listed: pyca.CertificateRevocationList, cert: x509.Certificate, issuer: x509.Certificate) -> bool:
    """True for a list that the certificate's own authority signed, and whose scope holds it."""
    try:
        named = x509.Name.load(listed.issuer.public_bytes())
        if named.hashable != issuer.subject.hashable or not _in_scope(listed, cert):
            return False
        usage = issuer.key_usage_value
        if usage is not None and _CRL_SIGN not in usage.native:
            return False
        key = pyca.load_der_x509_certificate(issuer.dump()).public_key()
        return bears_signature_of(
            key,  # type: ignore[arg-type]
            listed.signature,
            listed.tbs_certlist_bytes,
            listed.signature_hash_algorithm,
            listed.signature_algorithm_parameters,
            allowed=_DIGESTS,
        )
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return False


def _in_scope(listed: pyca.CertificateRevocationList, cert: x509.Certificate) -> bool:
    """An authority may divide its list by kinds of certificates and by addresses (RFC 5280, 5.2.5)."""
    for extension in listed.extensions:
        value = extension.value
        if isinstance(value, pyca.IssuingDistributionPoint):
            if value.indirect_crl or value.only_contains_attribute_certs:
                return False
            if (value.only_contains_ca_certs and not cert.ca) or (value.only_contains_user_certs and cert.ca):
                return False
            if value.full_name is not None and not {str(n.value) for n in value.full_name} & set(_addresses(cert)):
                return False
            if value.relative_name is not None:
                return False
        elif extension.critical and not isinstance(value, pyca.DeltaCRLIndicator):
            return False
    return True


def _addresses(cert: x509.Certificate) -> Iterator[str]:
    points = cert.crl_distribution_points_value
    for point in points if points is not None else ():
        names = point["distribution_point"]
        if names.native is not None and names.name == "full_name":
            yield from (str(name.native) for name in names.chosen)


def _complete(listed: pyca.CertificateRevocationList) -> bool:
    """False for a list of changes only, or of some reasons only: being absent from it says nothing."""
    for extension in listed.extensions:
        value = extension.value
        if isinstance(value, pyca.DeltaCRLIndicator):
            return False
        if isinstance(value, pyca.IssuingDistributionPoint) and value.only_some_reasons:
            return False
    return True


def _entry(listed: pyca.CertificateRevocationList, cert: x509.Certificate) -> datetime | None:
    """When the list says that the certificate was revoked. One taken back from hold is not revoked."""
    entry = listed.get_revoked_certificate_by_serial_number(cert.serial_number)
    if entry is None:
        return None
    for extension in entry.extensions:
        if isinstance(extension.value, pyca.CRLReason) and extension.value.reason is pyca.ReasonFlags.remove_from_crl:
            return None
    return entry.revocation_date_utc
