"""What the administrator keeps, parsed once for each version of it."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import NamedTuple

from asn1crypto import x509
from cryptography import x509 as pyca

from intake.signatures.material import TrustMaterial

__all__ = ["Parsed", "parsed", "parsed_list"]


class Parsed(NamedTuple):
    """What could be parsed; the rest is left out (the trust room's doctor names it)."""

    roots: tuple[x509.Certificate, ...]
    intermediates: tuple[x509.Certificate, ...]
    crls: tuple[pyca.CertificateRevocationList, ...]


def parsed(material: TrustMaterial) -> Parsed:
    """The certificates and lists of ``material``. Raises nothing."""
    return _parsed(material.version or _digest(material), _Box(material))


class _Box:
    """Keeps megabytes of lists out of the cache's key."""

    def __init__(self, material: TrustMaterial) -> None:
        self.material = material

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Box)


@lru_cache(maxsize=4)
def _parsed(version: str, box: _Box) -> Parsed:
    material = box.material
    roots = tuple(c for der in material.roots if (c := _certificate(der)) is not None)
    intermediates = tuple(c for der in material.intermediates if (c := _certificate(der)) is not None)
    return Parsed(roots, intermediates, tuple(c for der in material.crls if (c := parsed_list(der)) is not None))


def parsed_list(der: bytes) -> pyca.CertificateRevocationList | None:
    """A revocation list; ``None`` where the bytes are none."""
    try:
        return pyca.load_der_x509_crl(der)
    except (ValueError, TypeError):
        return None


def _certificate(der: bytes) -> x509.Certificate | None:
    try:
        cert = x509.Certificate.load(der, strict=True)
        if cert["tbs_certificate"]["subject_public_key_info"].algorithm and cert.subject.hashable:
            return cert
    except (ValueError, TypeError, KeyError):
        pass
    return None


def _digest(material: TrustMaterial) -> str:
    whole = hashlib.sha256()
    for part in (material.roots, material.intermediates, material.crls):
        for der in part:
            whole.update(hashlib.sha256(der).digest())
        whole.update(b"|")
    return whole.hexdigest()
