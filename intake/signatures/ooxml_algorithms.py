"""Which algorithms count in an XML signature. What is not listed here (HMAC, DSA, MD5 …) never makes one valid.

Names: W3C XML Signature 1.1, RFC 6931 (RSA with SHA-2, ECDSA, RSA-PSS). HMAC is left out on purpose: with it the public
key of a certificate, which everybody has, would be the secret.
"""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from asn1crypto.keys import PublicKeyInfo
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import load_der_public_key

from casework.document import SignatureStatus
from intake.signatures.ooxml_xml import Fails

__all__ = ["WEAK", "SignatureMethod", "digest", "digest_name", "signature_method", "verifies"]

_OLD = "http://www.w3.org/2000/09/xmldsig#"
_MORE = "http://www.w3.org/2001/04/xmldsig-more#"
_ENC = "http://www.w3.org/2001/04/xmlenc#"
_PSS = "http://www.w3.org/2007/05/xmldsig-more#"

_DIGESTS = {
    f"{_OLD}sha1": "sha1",
    f"{_ENC}sha256": "sha256",
    f"{_MORE}sha384": "sha384",
    f"{_ENC}sha512": "sha512",
}
_HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha1": hashes.SHA1(),
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
#: Digests under which two texts with one value can be made: such a signature proves nothing to us.
WEAK = frozenset({"sha1"})


class SignatureMethod(NamedTuple):
    key: str  # rsa, pss, ecdsa
    hash: str


_METHODS = {
    f"{_OLD}rsa-sha1": SignatureMethod("rsa", "sha1"),
    f"{_MORE}ecdsa-sha1": SignatureMethod("ecdsa", "sha1"),
    **{f"{_MORE}rsa-{name}": SignatureMethod("rsa", name) for name in ("sha256", "sha384", "sha512")},
    **{f"{_MORE}ecdsa-{name}": SignatureMethod("ecdsa", name) for name in ("sha256", "sha384", "sha512")},
    **{f"{_PSS}{name}-rsa-MGF1": SignatureMethod("pss", name) for name in ("sha256", "sha384", "sha512")},
}


def digest_name(algorithm: str) -> str:
    """The name that hashlib knows; raises :class:`Fails` (invalid) for any other algorithm."""
    name = _DIGESTS.get(algorithm)
    if name is None:
        raise Fails(SignatureStatus.INVALID, f"chữ ký dùng thuật toán băm lạ “{algorithm[:120]}”")
    return name


def digest(name: str, content: bytes) -> bytes:
    return hashlib.new(name, content).digest()


def signature_method(algorithm: str) -> SignatureMethod:
    """Raises :class:`Fails` (invalid) for an algorithm that is not listed, HMAC among them."""
    method = _METHODS.get(algorithm)
    if method is None:
        raise Fails(SignatureStatus.INVALID, f"chữ ký dùng thuật toán ký không được chấp nhận “{algorithm[:120]}”")
    return method


def verifies(key: PublicKeyInfo, method: SignatureMethod, value: bytes, content: bytes) -> bool:
    """Whether ``value`` is the signature of ``content`` by ``key``; false too where the key is of another kind."""
    hash_ = _HASHES[method.hash]
    try:
        public = load_der_public_key(key.dump())
        if isinstance(public, rsa.RSAPublicKey) and method.key == "rsa":
            public.verify(value, content, padding.PKCS1v15(), hash_)
        elif isinstance(public, rsa.RSAPublicKey) and method.key == "pss":
            # RFC 6931 section 2.3.10: the salt is as long as the digest.
            pss = padding.PSS(mgf=padding.MGF1(hash_), salt_length=hash_.digest_size)
            public.verify(value, content, pss, hash_)
        elif isinstance(public, ec.EllipticCurvePublicKey) and method.key == "ecdsa":
            public.verify(_der(value, public.curve.key_size), content, ec.ECDSA(hash_))
        else:
            return False
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return False
    return True


def _der(value: bytes, bits: int) -> bytes:
    """r and s stand one after the other, each as long as the curve (XML Signature 1.1, 6.4.3)."""
    half = (bits + 7) // 8
    if len(value) != 2 * half:
        raise ValueError("not the two numbers of this curve")
    return encode_dss_signature(int.from_bytes(value[:half], "big"), int.from_bytes(value[half:], "big"))
