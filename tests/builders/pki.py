"""A public key infrastructure for tests: roots, intermediates, people, organisations, a time stamping authority, CRLs.

Everything is dated around :data:`AT`, so that no test depends on the day on which it runs. Keys are true RSA-2048 keys,
kept on disk between runs, because making one costs a tenth of a second.

    pki = Pki()
    leader = pki.person("Nguyễn Văn A", "Vụ Tổng hợp", email="vana@moha.gov.vn")
    checking = pki.checking()                      # the root, the intermediate and both lists are known
    signature = pki.cms(b"...", leader)            # detached; pki.cms(..., detached=False) is opaque

What signs PDF stands in :mod:`tests.builders.signed_pdf`.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import tempfile
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

from asn1crypto import cms as asn1_cms
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from intake.signatures.material import Checking, TrustMaterial

__all__ = ["AT", "OFFICIAL", "Identity", "Pki", "version_of"]

#: The instant of receipt in the stories: Friday 28/8/2026, 9 o'clock in Hanoi.
AT = datetime(2026, 8, 28, 2, 0, tzinfo=UTC)
#: The extended usages of the real certificates of state bodies: none of them is “document signing”.
OFFICIAL = (
    ExtendedKeyUsageOID.CLIENT_AUTH,
    ExtendedKeyUsageOID.EMAIL_PROTECTION,
    ExtendedKeyUsageOID.SMARTCARD_LOGON,
)
_USER_ID = NameOID.USER_ID
_SIGNING = ("digital_signature", "content_commitment")
_AUTHORITY = ("key_cert_sign", "crl_sign")
_USAGES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
    "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip
_SERIAL = 0x4E00_0000_0000_0001
_KEYS = Path(tempfile.gettempdir()) / f"tiepnhan-test-keys-{os.getuid()}"


class Identity(NamedTuple):
    """A certificate with its key. ``cert`` and ``key`` are of *cryptography*, ``asn1`` is of *asn1crypto*."""

    cert: x509.Certificate
    key: rsa.RSAPrivateKey

    @property
    def der(self) -> bytes:
        return self.cert.public_bytes(serialization.Encoding.DER)

    @property
    def pem(self) -> bytes:
        return self.cert.public_bytes(serialization.Encoding.PEM)

    @property
    def asn1(self) -> asn1_x509.Certificate:
        return asn1_x509.Certificate.load(self.der)

    @property
    def asn1_key(self) -> asn1_keys.PrivateKeyInfo:
        return asn1_keys.PrivateKeyInfo.load(
            self.key.private_bytes(
                serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )

    @property
    def fingerprint(self) -> str:
        """SHA-256, lower-case hex, as :attr:`casework.document.Signature.certificate` has it."""
        return hashlib.sha256(self.der).hexdigest()


class Pki:
    """One root, one intermediate below it, a time stamping authority and whoever is asked for. ``label`` tells one
    infrastructure from another: their keys and names differ."""

    def __init__(self, at: datetime = AT, label: str = "G9") -> None:
        self.at = at
        self.label = label
        self._issued = 0
        self._revoked: dict[str, list[tuple[int, datetime, x509.ReasonFlags | None]]] = {"root": [], "ca": []}
        self.root = self._authority(f"RootCA thử nghiệm {label}", "root", None)
        self.intermediate = self._authority(f"CA thử nghiệm {label}", "ca", self.root)
        self.tsa = self.issue(
            self._name("Dịch vụ cấp dấu thời gian", "Ban Cơ yếu thử nghiệm"),
            key="tsa",
            extended=(ExtendedKeyUsageOID.TIME_STAMPING,),
            critical=True,
        )

    # --- certificates ---------------------------------------------------------------------------------------------

    def person(
        self,
        name: str = "Nguyễn Văn A",
        organisation: str = "BỘ NỘI VỤ",
        unit: str = "",
        *,
        email: str = "",
        user_ids: tuple[str, ...] = ("CMND:012345678",),
        **choices: object,
    ) -> Identity:
        """A person's certificate. ``choices`` are :meth:`issue`'s."""
        return self.issue(self._name(name, organisation, unit, user_ids), email=email, **choices)  # type: ignore[arg-type]

    def organisation(
        self,
        name: str = "VỤ TỔNG HỢP",
        above: str = "BỘ NỘI VỤ",
        *,
        email: str = "",
        user_ids: tuple[str, ...] = ("MNS:1032158", "MST:0102357802"),
        **choices: object,
    ) -> Identity:
        """An organisation's certificate, as the government portal's own is made."""
        return self.issue(self._name(name, above, "", user_ids), email=email, **choices)  # type: ignore[arg-type]

    def issue(
        self,
        subject: x509.Name,
        *,
        key: str = "leaf",
        email: str = "",
        since: datetime | None = None,
        until: datetime | None = None,
        usage: tuple[str, ...] = _SIGNING,
        extended: tuple[ObjectIdentifier, ...] = OFFICIAL,
        critical: bool = False,
        issuer: Identity | None = None,
        authority: bool = False,
    ) -> Identity:
        """A certificate of ``issuer`` (the intermediate where none is named). ``key`` names the key pair: the same name
        gives the same pair. ``email`` becomes the subject alternative name."""
        above = issuer or self.intermediate
        private = _key(f"{self.label}-{key}")
        builder = self._builder(subject, private, above.cert.subject, since, until)
        builder = builder.add_extension(_key_usage(usage), critical=True)
        if extended:
            builder = builder.add_extension(x509.ExtendedKeyUsage(extended), critical=critical)
        if email:
            builder = builder.add_extension(x509.SubjectAlternativeName([x509.RFC822Name(email)]), critical=False)
        if authority:
            builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        builder = builder.add_extension(_list_address(above), critical=False)
        return Identity(builder.sign(above.key, hashes.SHA256()), private)

    def stranger(self, name: str = "Nguyễn Văn A", organisation: str = "BỘ NỘI VỤ", *, email: str = "") -> Identity:
        """A self-made certificate with any name that an attacker likes."""
        subject = self._name(name, organisation, "", ())
        private = _key(f"{self.label}-stranger")
        builder = self._builder(subject, private, subject, None, None)
        builder = builder.add_extension(_key_usage(_SIGNING), critical=True)
        if email:
            builder = builder.add_extension(x509.SubjectAlternativeName([x509.RFC822Name(email)]), critical=False)
        return Identity(builder.sign(private, hashes.SHA256()), private)

    # --- revocation -----------------------------------------------------------------------------------------------

    def revoke(self, identity: Identity, at: datetime, reason: x509.ReasonFlags | None = None) -> None:
        """Every list made from now on names ``identity``."""
        by_root = identity.cert.issuer == self.root.cert.subject
        self._revoked["root" if by_root else "ca"].append((identity.cert.serial_number, at, reason))

    def crl(
        self,
        issuer: Identity | None = None,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        signed_by: Identity | None = None,
    ) -> bytes:
        """The list of ``issuer`` (the intermediate where none is named) as DER. ``signed_by`` makes a forged one."""
        above = issuer or self.intermediate
        known = self._revoked["root" if above.cert.subject == self.root.cert.subject else "ca"]
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(above.cert.subject)
            .last_update(since or self.at - timedelta(days=1))
            .next_update(until or self.at + timedelta(days=6))
        )
        for serial, at, reason in known:
            entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(at)
            if reason is not None:
                entry = entry.add_extension(x509.CRLReason(reason), critical=False)
            builder = builder.add_revoked_certificate(entry.build())
        builder = builder.add_extension(x509.CRLNumber(1), critical=False)
        return builder.sign((signed_by or above).key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)

    def crls(self) -> tuple[bytes, ...]:
        """The lists of the root and of the intermediate."""
        return (self.crl(self.root), self.crl())

    # --- what signatures are judged by ----------------------------------------------------------------------------

    def material(
        self,
        *,
        roots: bool = True,
        intermediates: bool = True,
        crls: bool | tuple[bytes, ...] = True,
    ) -> TrustMaterial:
        """What the administrator keeps; ``crls`` may be given instead of made."""
        lists = crls if isinstance(crls, tuple) else self.crls() if crls else ()
        return version_of(
            TrustMaterial(
                roots=(self.root.der,) if roots else (),
                intermediates=(self.intermediate.der,) if intermediates else (),
                crls=lists,
            )
        )

    def checking(self, at: datetime | None = None, **choices: object) -> Checking:
        """``choices`` are :meth:`material`'s."""
        return Checking(at or self.at, self.material(**choices))  # type: ignore[arg-type]

    # --- signing --------------------------------------------------------------------------------------------------

    def signer(self, identity: Identity, *, with_chain: bool = False) -> SimpleSigner:
        """pyHanko's signer. State bodies' signatures carry the leaf alone, hence no chain unless asked."""
        registry = SimpleCertificateStore()
        if with_chain:
            registry.register(self.intermediate.asn1)
        return SimpleSigner(identity.asn1, identity.asn1_key, registry)

    def time_stamper(self, at: datetime, *, digest: str = "sha256") -> DummyTimeStamper:
        """An authority in this process whose clock stands at ``at``. ``digest`` is of its own signature."""
        return DummyTimeStamper(self.tsa.asn1, self.tsa.asn1_key, fixed_dt=at, override_md=digest)

    def timestamp(self, stamped: bytes, at: datetime, *, digest: str = "sha256", own: str = "sha256") -> bytes:
        """An RFC 3161 token (a ContentInfo as DER) over ``stamped``; ``digest`` is of the imprint (the state's own
        authority uses SHA-1), ``own`` of the token's signature."""
        token = asyncio.run(
            self.time_stamper(at, digest=own).async_timestamp(hashlib.new(digest, stamped).digest(), digest)
        )
        return bytes(token.dump())

    def cms(
        self,
        content: bytes,
        identity: Identity,
        *,
        detached: bool = True,
        claimed: datetime | None = None,
        stamped: datetime | None = None,
        digest: str = "sha256",
        with_chain: bool = False,
        extra: tuple[Identity, ...] = (),
    ) -> bytes:
        """CMS SignedData (a ContentInfo as DER), for S/MIME and .p7s. ``claimed`` is the signing time that the signer
        states, ``stamped`` that of a timestamp, ``extra`` further certificates that nobody needs."""
        signer = self.signer(identity, with_chain=with_chain)
        for other in extra:
            signer.cert_registry.register(other.asn1)  # type: ignore[attr-defined]
        info = asn1_cms.ContentInfo({"content_type": "data", "content": content})
        work = signer.async_sign_general_data(
            info if not detached else content,
            digest,
            detached=detached,
            timestamper=self.time_stamper(stamped) if stamped else None,
            signed_attr_settings=PdfCMSSignedAttributes(signing_time=claimed or self.at),
        )
        return bytes(asyncio.run(work).dump())

    # --- inside ---------------------------------------------------------------------------------------------------

    def _authority(self, name: str, key: str, issuer: Identity | None) -> Identity:
        subject = x509.Name(
            [
                x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Ban Cơ yếu thử nghiệm"),
                x509.NameAttribute(NameOID.COMMON_NAME, name),
            ]
        )
        private = _key(f"{self.label}-{key}")
        above = issuer.cert.subject if issuer else subject
        since, until = self.at - timedelta(days=2000), self.at + timedelta(days=4000)
        builder = self._builder(subject, private, above, since, until)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        builder = builder.add_extension(_key_usage(_AUTHORITY), critical=True)
        if issuer:
            builder = builder.add_extension(_list_address(issuer), critical=False)
        return Identity(builder.sign(issuer.key if issuer else private, hashes.SHA256()), private)

    def _builder(
        self,
        subject: x509.Name,
        private: rsa.RSAPrivateKey,
        issuer: x509.Name,
        since: datetime | None,
        until: datetime | None,
    ) -> x509.CertificateBuilder:
        self._issued += 1
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(private.public_key())
            .serial_number(_SERIAL + self._issued)
            .not_valid_before(since or self.at - timedelta(days=400))
            .not_valid_after(until or self.at + timedelta(days=1400))
        )

    @staticmethod
    def _name(name: str, organisation: str, unit: str = "", user_ids: tuple[str, ...] = ()) -> x509.Name:
        parts = [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.LOCALITY_NAME, "Hà Nội"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
        ]
        if unit:
            parts.append(x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit))
        parts.append(x509.NameAttribute(NameOID.COMMON_NAME, name))
        parts += [x509.NameAttribute(_USER_ID, user_id) for user_id in user_ids]
        return x509.Name(parts)


def version_of(material: TrustMaterial) -> TrustMaterial:
    """The same material, with the hash of its parts as its version."""
    digest = hashlib.sha256()
    for part in (material.roots, material.intermediates, material.crls):
        for der in part:
            digest.update(hashlib.sha256(der).digest())
        digest.update(b"|")
    return TrustMaterial(digest.hexdigest(), material.roots, material.intermediates, material.crls)


def _key_usage(named: tuple[str, ...]) -> x509.KeyUsage:
    return x509.KeyUsage(**{usage: usage in named for usage in _USAGES})


def _list_address(issuer: Identity) -> x509.CRLDistributionPoints:
    serial = issuer.cert.serial_number
    address = x509.UniformResourceIdentifier(f"http://crl.thu-nghiem.vn/{serial:x}.crl")
    return x509.CRLDistributionPoints([x509.DistributionPoint([address], None, None, None)])


@cache
def _key(name: str) -> rsa.RSAPrivateKey:
    """The key of that name: the same in every run on this machine."""
    path = _KEYS / f"{hashlib.sha256(name.encode()).hexdigest()[:32]}.pem"
    try:
        loaded = serialization.load_pem_private_key(path.read_bytes(), password=None)
        assert isinstance(loaded, rsa.RSAPrivateKey)
        return loaded
    except (OSError, ValueError):
        made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    _KEYS.mkdir(mode=0o700, parents=True, exist_ok=True)
    pem = made.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_bytes(pem)
    try:
        os.link(draft, path)  # the first writer wins, so that two test runs at once agree
    except FileExistsError:
        draft.unlink()
        return _key.__wrapped__(name)  # type: ignore[attr-defined,no-any-return]
    draft.unlink()
    return made
