"""Does a list or an answer bear the signature of this key? Asked of the bytes: *cryptography*'s own methods know no
SHA-1, and the root of 2010 signs its list with it."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPublicKeyTypes

__all__ = ["bears_signature_of"]


def bears_signature_of(
    key: CertificateIssuerPublicKeyTypes,
    signature: bytes,
    content: bytes,
    hashed: hashes.HashAlgorithm | None,
    way: object,
    *,
    allowed: tuple[str, ...],
) -> bool:
    """``hashed``, ``way`` (padding or curve) as cryptography reads them from the structure; ``allowed`` names the
    digests that will do. Raises nothing."""
    if hashed is not None and hashed.name not in allowed:
        return False
    try:
        if isinstance(key, rsa.RSAPublicKey) and hashed is not None and isinstance(way, padding.PKCS1v15 | padding.PSS):
            key.verify(signature, content, way, hashed)
        elif isinstance(key, ec.EllipticCurvePublicKey) and hashed is not None:
            key.verify(signature, content, ec.ECDSA(hashed))
        elif isinstance(key, ed25519.Ed25519PublicKey | ed448.Ed448PublicKey):
            key.verify(signature, content)
        else:
            return False
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return False
    return True
