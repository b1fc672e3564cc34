"""Is one CMS signature the one that its signer made over these bytes? Mathematics only; whom to believe is ``chain``'s.

The signer's certificate is found by what the SignerInfo names, never by its place: further certificates do not matter.
pyHanko is loaded within the functions: it takes long, and only a sandbox worker needs it.
"""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from asn1crypto import cms, core, x509

__all__ = ["STRONG", "WEAK", "Broken", "Integrity", "certificates_of", "check", "digest_name", "seal_of", "signer_of"]

STRONG = ("sha256", "sha384", "sha512", "sha3_256", "sha3_384", "sha3_512")
WEAK = ("sha1", "sha224")  # still readable; never enough to trust
_CERTIFICATES = 60  # that one signature may bring


class Broken(Exception):
    """The structure is not what the standard says, or names what we do not know; nothing can be said of it."""


class Integrity(NamedTuple):
    """``intact``: the bytes are those that were signed. ``valid``: the signature's value is of that certificate's key.
    ``weak``: by an algorithm that nobody should trust any longer."""

    intact: bool
    valid: bool
    weak: bool


def digest_name(signer: cms.SignerInfo) -> str:
    """The digest of a signer. Raises :class:`Broken` for one that is not known."""
    name = str(signer["digest_algorithm"]["algorithm"].native).lower()
    if name not in STRONG + WEAK:
        raise Broken(name)
    return name


def check(signer: cms.SignerInfo, certificate: x509.Certificate, content_type: str, digest: bytes) -> Integrity:
    """Check ``signer`` against the ``digest`` (by :func:`digest_name`) of what should have been signed.
    Raises :class:`Broken`."""
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity

    name = digest_name(signer)
    try:
        intact, valid = validate_sig_integrity(signer, certificate, content_type, digest)
        by = signer["signature_algorithm"]
        own = by.hash_algo if by["algorithm"].native not in ("rsassa_pkcs1v15", "ed25519", "ed448") else name
    except SignatureValidationError as error:
        raise Broken(str(error)) from error
    except (ValueError, TypeError, KeyError, AttributeError, NotImplementedError) as error:
        raise Broken(type(error).__name__) from error
    return Integrity(intact, valid, name in WEAK or str(own) not in STRONG)


def certificates_of(signed: cms.SignedData) -> tuple[x509.Certificate, ...]:
    """The certificates that came along, at most so many; attribute certificates are passed over."""
    found = signed["certificates"]
    if isinstance(found, core.Void):
        return ()
    # One by one: as a whole asn1crypto would read every one of thousands before the bound is looked at.
    some = (found[at] for at in range(min(len(found), _CERTIFICATES)))
    chosen = [c.chosen.untag() for c in some if c.name == "certificate"]
    return tuple(chosen)


def signer_of(
    signer: cms.SignerInfo, certificates: tuple[x509.Certificate, ...]
) -> tuple[x509.Certificate, tuple[x509.Certificate, ...]]:
    """The certificate that ``signer`` names, and the others. Where the signed attributes name one by its hash (ESS),
    it must be that. Raises :class:`Broken` where there is none."""
    sid = signer["sid"]
    for certificate in certificates:
        if sid.name == "issuer_and_serial_number":
            named = sid.chosen["issuer"].hashable == certificate.issuer.hashable
            found = named and sid.chosen["serial_number"].native == certificate.serial_number
        else:
            found = sid.chosen.native == certificate.key_identifier
        if found and _is_meant(signer, certificate):
            return certificate, tuple(c for c in certificates if c is not certificate)
    raise Broken("no certificate of the signer")


def _is_meant(signer: cms.SignerInfo, certificate: x509.Certificate) -> bool:
    attributes = signer["signed_attrs"]
    if isinstance(attributes, core.Void):
        return True
    from pyhanko.sign.general import check_ess_certid
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko.sign.validation.generic_cms import get_signing_cert_attr

    try:
        named = get_signing_cert_attr(attributes)
    except SignatureValidationError as error:
        raise Broken(str(error)) from error
    return named is None or check_ess_certid(certificate, named["certs"][0])


def seal_of(signer: cms.SignerInfo) -> str:
    """What names this one signature: SHA-256 of its value."""
    return hashlib.sha256(signer["signature"].native).hexdigest()
