"""Answers of an OCSP responder (RFC 6960) that a signature brought along: PDF tools lay them into the DSS.

Only the authority itself answers for its certificates, or a responder to whom it gave a certificate for just that and
for whom it said that nobody need ask further (``id-pkix-ocsp-nocheck``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime

from asn1crypto import x509
from cryptography import x509 as pyca
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from casework.noun import Noun
from intake.signatures.integrity import STRONG
from intake.signatures.signed_by import bears_signature_of

__all__ = ["Answer", "answers_of"]

_NO_CHECK = pyca.OCSPNoCheck


class Answer(Noun, frozen=True):
    """What a responder said of one certificate: in force from ``since`` to ``until``; ``revoked_at`` where it was."""

    since: datetime
    until: datetime | None
    revoked_at: datetime | None = None


def answers_of(der: bytes, cert: x509.Certificate, issuer: x509.Certificate) -> Iterator[Answer]:
    """What the response ``der`` says of ``cert``; nothing where it is none, or not by somebody who may answer. Raises
    nothing on content."""
    try:
        response = ocsp.load_der_ocsp_response(der)
        if response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL or not _is_genuine(response, issuer):
            return
        for single in response.responses:
            if _is_about(single, cert, issuer) and single.certificate_status is not ocsp.OCSPCertStatus.UNKNOWN:
                yield Answer(single.this_update_utc, single.next_update_utc, single.revocation_time_utc)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return


def _is_about(single: ocsp.OCSPSingleResponse, cert: x509.Certificate, issuer: x509.Certificate) -> bool:
    by = single.hash_algorithm.name
    return (
        single.serial_number == cert.serial_number
        and single.issuer_name_hash == hashlib.new(by, issuer.subject.dump()).digest()
        and single.issuer_key_hash == hashlib.new(by, bytes(issuer.public_key["public_key"])).digest()
    )


def _is_genuine(response: ocsp.OCSPResponse, issuer: x509.Certificate) -> bool:
    above = pyca.load_der_x509_certificate(issuer.dump())
    responder = next((c for c in response.certificates if _may_answer(c, above, response.produced_at_utc)), above)
    return bears_signature_of(
        responder.public_key(),  # type: ignore[arg-type]
        response.signature,
        response.tbs_response_bytes,
        response.signature_hash_algorithm,
        padding.PKCS1v15(),
        allowed=STRONG,
    )


def _may_answer(responder: pyca.Certificate, above: pyca.Certificate, at: datetime) -> bool:
    """A certificate that the authority gave for answering, in force when the answer was made."""
    if not responder.not_valid_before_utc <= at <= responder.not_valid_after_utc:
        return False
    try:
        responder.verify_directly_issued_by(above)
        usage = responder.extensions.get_extension_for_class(pyca.ExtendedKeyUsage).value
        responder.extensions.get_extension_for_class(_NO_CHECK)
    except (ValueError, TypeError, InvalidSignature, pyca.ExtensionNotFound, pyca.DuplicateExtension):
        return False
    return ExtendedKeyUsageOID.OCSP_SIGNING in usage
