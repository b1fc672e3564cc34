"""Certificates of authorities and revocation lists, read from PEM or DER files into :class:`TrustMaterial`.

Only what an administrator brought or a tick fetched from an address of his is read here, never a stranger's mail. Still
nothing is believed for its name: who issued what is shown by the signature alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import TypeGuard, TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtensionOID, NameOID

from casework.errors import TiepnhanError
from casework.noun import Noun
from intake.signatures.material import TrustMaterial

__all__ = [
    "Authority",
    "NotReadable",
    "RevocationList",
    "grouped",
    "issued",
    "lists_of",
    "material_of",
    "read_authorities",
    "read_list",
    "signed_list",
]

#: What cryptography raises on a certificate, a list or an extension that is not as RFC 5280 has it.
_BAD = (ValueError, TypeError, x509.DuplicateExtension, UnsupportedAlgorithm)
_MANY = 20  # certificates of one file
_DER = Encoding.DER
_E = TypeVar("_E", bound=x509.ExtensionType)


class NotReadable(TiepnhanError):
    """The file is neither a certificate nor a revocation list that can be used; the message says why, in Vietnamese."""


class Authority(Noun, frozen=True):
    """One certificate with what the store must know of it. Hashes and key identifiers are lower-case hex."""

    der: bytes
    sha256: str
    name: str  # the common name, else the organisation
    organisation: str
    issuer: str  # the name of who issued it
    serial: str
    since: datetime
    until: datetime
    authority: bool  # may issue certificates (RFC 5280 sections 4.2.1.3 and 4.2.1.9)
    self_issued: bool  # subject and issuer are one name
    root: bool  # and it bears its own signature
    weak: str = ""  # “SHA-1” where its issuer signed it so; of a root that says nothing
    key: str = ""  # subject key identifier
    issuer_key: str = ""  # authority key identifier
    crl_addresses: tuple[str, ...] = ()  # of the list of whoever issued it
    issuer_addresses: tuple[str, ...] = ()  # where the issuer's certificate may be had

    def good(self, at: datetime) -> bool:
        """True within its time of validity."""
        return self.since <= at <= self.until


class RevocationList(Noun, frozen=True):
    """One complete revocation list (RFC 5280 section 5). ``until`` is nextUpdate: after it the list says too little."""

    der: bytes
    sha256: str
    issuer: str
    since: datetime
    until: datetime

    def good(self, at: datetime) -> bool:
        """True while it is the newest that there must be."""
        return at <= self.until


def read_authorities(content: bytes) -> tuple[Authority, ...]:
    """The certificates of a file: PEM (one or several), DER, or PKCS #7 as Windows exports it; none where it has none.

    Raises :class:`NotReadable` where it has one that cannot be read.
    """
    try:
        if b"-----BEGIN PKCS7-----" in content:
            found = pkcs7.load_pem_pkcs7_certificates(content)
        elif b"-----BEGIN CERTIFICATE-----" in content:
            found = x509.load_pem_x509_certificates(content)
        else:
            found = _der_certificates(content)
        if len(found) > _MANY:
            raise NotReadable(f"tệp có {len(found)} chứng thư, nhiều hơn {_MANY}: tách ra từng tệp")
        return tuple(_authority(certificate) for certificate in found)
    except _BAD as error:
        raise NotReadable(f"chứng thư viết không đúng quy cách ({error})") from error


def _der_certificates(content: bytes) -> list[x509.Certificate]:
    try:
        return [x509.load_der_x509_certificate(content)]
    except _BAD:
        pass
    try:
        return pkcs7.load_der_pkcs7_certificates(content)
    except _BAD:
        return []


def read_list(content: bytes) -> RevocationList:
    """The revocation list of a file, PEM or DER; raises :class:`NotReadable`.

    Lists that tell a part of the story are refused: a delta list, one for some reasons only, one in which an authority
    speaks of another's certificates.
    """
    pem = b"-----BEGIN X509 CRL-----" in content
    try:
        crl = x509.load_pem_x509_crl(content) if pem else x509.load_der_x509_crl(content)
        until = crl.next_update_utc
        extensions = {extension.oid: extension.value for extension in crl.extensions}
        issuer = _name(crl.issuer)
        since = crl.last_update_utc
    except _BAD as error:
        raise NotReadable("không phải chứng thư hay danh sách thu hồi (PEM, DER) đọc được") from error
    if until is None:
        raise NotReadable("danh sách thu hồi không ghi hạn cập nhật tiếp theo (nextUpdate)")
    point = extensions.get(ExtensionOID.ISSUING_DISTRIBUTION_POINT)
    partial = isinstance(point, x509.IssuingDistributionPoint) and (point.indirect_crl or point.only_some_reasons)
    if ExtensionOID.DELTA_CRL_INDICATOR in extensions or partial:
        raise NotReadable("danh sách thu hồi chỉ ghi một phần (delta, gián tiếp hoặc theo lý do): cần danh sách đầy đủ")
    der = crl.public_bytes(_DER)
    return RevocationList(der=der, sha256=_hash(der), issuer=issuer, since=since, until=until)


def issued(issuer: Authority, child: Authority) -> bool:
    """True where ``child`` bears the signature of ``issuer``, which may issue certificates."""
    if not issuer.authority:
        return False
    return _bears(x509.load_der_x509_certificate(child.der), x509.load_der_x509_certificate(issuer.der))


def signed_list(issuer: Authority, list_: RevocationList) -> bool:
    """True where ``list_`` bears the signature of ``issuer``."""
    parent = x509.load_der_x509_certificate(issuer.der)
    crl = x509.load_der_x509_crl(list_.der)
    usage = _extension(parent, x509.KeyUsage)
    if crl.issuer != parent.subject or (usage is not None and not usage.crl_sign):
        return False
    return _verifies(parent, crl.signature, crl.tbs_certlist_bytes, crl.signature_hash_algorithm, crl)


def lists_of(authority: Authority, lists: Iterable[RevocationList]) -> tuple[RevocationList, ...]:
    """Those of ``lists`` that ``authority`` signed, the newest first."""
    found = [each for each in lists if signed_list(authority, each)]
    return tuple(sorted(found, key=lambda each: each.since, reverse=True))


def material_of(authorities: Iterable[Authority], lists: Iterable[RevocationList]) -> TrustMaterial:
    """What the readers of signatures get. Same bytes, same version, in whatever order they were read."""
    known = tuple(authorities)
    roots = tuple(sorted(a.der for a in known if a.root))
    intermediates = tuple(sorted(a.der for a in known if not a.root))
    crls = tuple(sorted(each.der for each in lists))
    digest = hashlib.sha256()
    for group in (roots, intermediates, crls):
        digest.update(b"%d\0" % len(group))
        for der in group:
            digest.update(hashlib.sha256(der).digest())
    return TrustMaterial(version=digest.hexdigest(), roots=roots, intermediates=intermediates, crls=crls)


def grouped(hexadecimal: str) -> str:
    """“F7:BC:89:…”, as other programs print a fingerprint and as a person compares it."""
    upper = hexadecimal.upper()
    return ":".join(upper[i : i + 2] for i in range(0, len(upper), 2))


def _authority(certificate: x509.Certificate) -> Authority:
    der = certificate.public_bytes(_DER)
    self_issued = certificate.subject == certificate.issuer
    own = _extension(certificate, x509.SubjectKeyIdentifier)
    above = _extension(certificate, x509.AuthorityKeyIdentifier)
    hashed = certificate.signature_hash_algorithm
    root = self_issued and _bears(certificate, certificate)
    return Authority(
        der=der,
        sha256=_hash(der),
        name=_name(certificate.subject),
        organisation=_one(certificate.subject, NameOID.ORGANIZATION_NAME),
        issuer=_name(certificate.issuer),
        serial=f"{certificate.serial_number:x}",
        since=certificate.not_valid_before_utc,
        until=certificate.not_valid_after_utc,
        authority=_may_issue(certificate),
        self_issued=self_issued,
        root=root,
        weak={"sha1": "SHA-1", "md5": "MD5"}.get(hashed.name if hashed else "", "") if not root else "",
        key=own.digest.hex() if own is not None else "",
        issuer_key=(above.key_identifier or b"").hex() if above is not None else "",
        crl_addresses=_crl_addresses(certificate),
        issuer_addresses=_issuer_addresses(certificate),
    )


def _may_issue(certificate: x509.Certificate) -> bool:
    constraints = _extension(certificate, x509.BasicConstraints)
    usage = _extension(certificate, x509.KeyUsage)
    return constraints is not None and constraints.ca and (usage is None or usage.key_cert_sign)


def _bears(child: x509.Certificate, parent: x509.Certificate) -> bool:
    if child.issuer != parent.subject:
        return False
    return _verifies(parent, child.signature, child.tbs_certificate_bytes, child.signature_hash_algorithm, child)


def _verifies(
    parent: x509.Certificate,
    signature: bytes,
    content: bytes,
    hashed: hashes.HashAlgorithm | None,
    signed: x509.Certificate | x509.CertificateRevocationList,
) -> bool:
    """Checked here and not by the library's own methods, which know no SHA-1: the root of 2010 signs with it.

    SHA-1 does not let a stranger forge what an authority never signed (that takes a second preimage); MD5 is refused.
    """
    key = parent.public_key()
    try:
        if isinstance(key, rsa.RSAPublicKey) and _strong(hashed):
            way = signed.signature_algorithm_parameters
            if not isinstance(way, (padding.PKCS1v15, padding.PSS)):
                return False
            key.verify(signature, content, way, hashed)
        elif isinstance(key, ec.EllipticCurvePublicKey) and _strong(hashed):
            key.verify(signature, content, ec.ECDSA(hashed))
        elif isinstance(key, ed25519.Ed25519PublicKey | ed448.Ed448PublicKey) and hashed is None:
            key.verify(signature, content)
        else:
            return False
    except (InvalidSignature, *_BAD):
        return False
    return True


def _strong(hashed: hashes.HashAlgorithm | None) -> TypeGuard[hashes.HashAlgorithm]:
    return hashed is not None and not isinstance(hashed, hashes.MD5)


def _extension(certificate: x509.Certificate, kind: type[_E]) -> _E | None:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def _crl_addresses(certificate: x509.Certificate) -> tuple[str, ...]:
    points = _extension(certificate, x509.CRLDistributionPoints) or ()
    return _web(name for point in points for name in point.full_name or ())


def _issuer_addresses(certificate: x509.Certificate) -> tuple[str, ...]:
    access = _extension(certificate, x509.AuthorityInformationAccess) or ()
    wanted = AuthorityInformationAccessOID.CA_ISSUERS
    return _web(entry.access_location for entry in access if entry.access_method == wanted)


def _web(names: Iterable[x509.GeneralName]) -> tuple[str, ...]:
    addresses = (name.value for name in names if isinstance(name, x509.UniformResourceIdentifier))
    return tuple(dict.fromkeys(a for a in addresses if a.lower().startswith(("http://", "https://"))))


def _name(name: x509.Name) -> str:
    wanted = (NameOID.COMMON_NAME, NameOID.ORGANIZATIONAL_UNIT_NAME, NameOID.ORGANIZATION_NAME)
    return next((text for oid in wanted if (text := _one(name, oid))), "(không tên)")


def _one(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    """One attribute as one printable line: an authority's name is shown on a terminal and in letters."""
    found = name.get_attributes_for_oid(oid)
    text = str(found[0].value) if found else ""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _hash(der: bytes) -> str:
    return hashlib.sha256(der).hexdigest()
