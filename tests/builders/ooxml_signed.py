"""Signs Office packages as Office does (XML signature over a manifest of parts), for tests.

Every canonical form is written out here by hand, so that a mistake in the reader's own canonical form shows:

    signed = sign_office(build_docx(["Nội dung"]), pki.person())
    altered = edited(signed, "word/document.xml", "Nội", "Ngoại")

The choices of :class:`Signing` make what honest programs and dishonest people make.
"""

from __future__ import annotations

import base64
import hashlib
import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple, Protocol
from xml.sax.saxutils import escape

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from lxml import etree

from tests.builders.docx import pack
from tests.builders.pki import AT, Pki

__all__ = ["SIG1", "CurveIdentity", "Signing", "curve_person", "edited", "parts_of", "repacked", "sign_office"]

SIG1 = "_xmlsignatures/sig1.xml"
_DSIG = "http://www.w3.org/2000/09/xmldsig#"
_MDSSI = "http://schemas.openxmlformats.org/package/2006/digital-signature"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_XADES = "http://uri.etsi.org/01903/v1.3.2#"
_C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
_TRANSFORM = "http://schemas.openxmlformats.org/package/2006/RelationshipTransform"
_ORIGIN = f"{_RELS}/digital-signature/origin"
_SIGNATURE = f"{_RELS}/digital-signature/signature"
_SIG_TYPE = "application/vnd.openxmlformats-package.digital-signature-xmlsignature+xml"
_DIGESTS = {
    "sha1": f"{_DSIG}sha1",
    "sha256": "http://www.w3.org/2001/04/xmlenc#sha256",
    "sha384": "http://www.w3.org/2001/04/xmldsig-more#sha384",
    "sha512": "http://www.w3.org/2001/04/xmlenc#sha512",
}
_HASHES = {"sha1": hashes.SHA1(), "sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}
_ROOT_UNSIGNED = ("core-properties", "extended-properties", "custom-properties", "thumbnail", "origin")


class Signer(Protocol):
    """An :class:`tests.builders.pki.Identity`, or one with a key on a curve."""

    @property
    def cert(self) -> x509.Certificate: ...

    @property
    def key(self) -> rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey: ...


class CurveIdentity(NamedTuple):
    cert: x509.Certificate
    key: ec.EllipticCurvePrivateKey


class Signing(NamedTuple):
    """``leave_out`` keeps parts (by name) out of the manifest, ``stamp`` gives a timestamp token for the canonical
    SignatureValue, ``bound`` is the certificate that the signed properties name (the signer's own), ``certificates``
    are what KeyInfo carries (the signer's own), ``method`` an algorithm's address in place of the right one."""

    digest: str = "sha256"
    scheme: str = "rsa"  # rsa, pss, ecdsa
    claimed: datetime = AT
    xades: bool = True
    comments: str = ""
    leave_out: Callable[[str], bool] = lambda name: False
    stamp: Callable[[bytes], bytes] | None = None
    bound: x509.Certificate | None = None
    certificates: Sequence[x509.Certificate] | None = None
    method: str = ""
    beside: bool = False  # the certificate lies in a part of its own, as .NET puts it
    key_info: str = ""  # XML before X509Data
    unsigned: str = ""  # XML inside xd:UnsignedSignatureProperties
    objects: str = ""  # further ds:Object elements that nobody signs
    part_transform: str = ""  # a transform of word/document.xml in place of none


_PLAIN = Signing()


def sign_office(package: bytes, signer: Signer, signing: Signing = _PLAIN) -> bytes:
    """``package`` with one more signature."""
    parts = parts_of(package)
    number = 1 + sum(name.startswith("_xmlsignatures/sig") for name in parts)
    if number == 1:
        _add_origin(parts)
    name = f"sig{number}.xml"
    _add_to(parts, "[Content_Types].xml", f'<Override PartName="/_xmlsignatures/{name}" ContentType="{_SIG_TYPE}"/>')
    relation = f'<Relationship Id="rId{number}" Type="{_SIGNATURE}" Target="{name}"/>'
    _add_to(parts, "_xmlsignatures/_rels/origin.sigs.rels", relation)
    if signing.beside:
        kind = "application/vnd.openxmlformats-package.digital-signature-certificate"
        _add_to(parts, "[Content_Types].xml", f'<Default Extension="cer" ContentType="{kind}"/>')
        link = f'<Relationship Id="rIdCert" Type="{_RELS}/digital-signature/certificate" Target="signer.cer"/>'
        parts[f"_xmlsignatures/_rels/{name}.rels"] = f'<Relationships xmlns="{_RELS}">{link}</Relationships>'
        parts["_xmlsignatures/signer.cer"] = signer.cert.public_bytes(serialization.Encoding.DER)
    parts[f"_xmlsignatures/{name}"] = _signature(parts, signer, signing).encode()
    return pack(parts)


def curve_person(pki: Pki, curve: ec.EllipticCurve, name: str = "Nguyễn Văn A") -> CurveIdentity:
    """A person's certificate with a key on ``curve``: everything else as :meth:`Pki.person` makes it."""
    model, key = pki.person(name).cert, ec.generate_private_key(curve)
    builder = (
        x509.CertificateBuilder()
        .subject_name(model.subject)
        .issuer_name(model.issuer)
        .public_key(key.public_key())
        .serial_number(model.serial_number + 10_000)
        .not_valid_before(model.not_valid_before_utc)
        .not_valid_after(model.not_valid_after_utc)
    )
    for extension in model.extensions:
        builder = builder.add_extension(extension.value, critical=extension.critical)
    return CurveIdentity(builder.sign(pki.intermediate.key, hashes.SHA256()), key)


def parts_of(package: bytes) -> dict[str, bytes | str]:
    """The parts by name, in order."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def repacked(package: bytes, changes: Mapping[str, bytes | str | None]) -> bytes:
    """With parts replaced, added, or (``None``) taken away."""
    parts = {**parts_of(package), **changes}
    return pack({name: content for name, content in parts.items() if content is not None})


def edited(package: bytes, name: str, old: str, new: str, count: int = 1) -> bytes:
    """With ``old`` replaced in one part; it has to be there."""
    text = _text(parts_of(package)[name])
    assert old in text, f"{name} does not hold {old!r}"
    return repacked(package, {name: text.replace(old, new, count)})


# --- the signature ----------------------------------------------------------------------------------------------------


def _signature(parts: Mapping[str, bytes | str], signer: Signer, signing: Signing) -> str:
    package = _object("idPackageObject", _manifest(parts, signing) + _time(signing))
    office = _object("idOfficeObject", _details(signing))
    certificate = signing.bound or signer.cert
    properties = _properties(certificate, signing)
    references = _reference("#idPackageObject", package, signing) + _reference("#idOfficeObject", office, signing)
    if signing.xades:
        kind, steps = (
            "http://uri.etsi.org/01903#SignedProperties",
            _transforms(f'<Transform Algorithm="{_C14N}"></Transform>'),
        )
        references += _reference("#idSignedProperties", properties, signing, kind, steps)
    info = (
        f'<SignedInfo xmlns="{_DSIG}"><CanonicalizationMethod Algorithm="{_C14N}"></CanonicalizationMethod>'
        f'<SignatureMethod Algorithm="{signing.method or _method(signing)}"></SignatureMethod>{references}</SignedInfo>'
    )
    value = base64.b64encode(_sign(signer, info.encode(), signing)).decode()
    unsigned = signing.unsigned
    if signing.stamp is not None:
        over = f'<SignatureValue xmlns="{_DSIG}">{value}</SignatureValue>'
        token = base64.b64encode(signing.stamp(over.encode())).decode()
        unsigned += (
            f'<xd:SignatureTimeStamp><CanonicalizationMethod Algorithm="{_C14N}"/>'
            f"<xd:EncapsulatedTimeStamp>{token}</xd:EncapsulatedTimeStamp></xd:SignatureTimeStamp>"
        )
    qualifying = (
        f'<Object><xd:QualifyingProperties xmlns:xd="{_XADES}" Target="#idPackageSignature">{properties}'
        f"<xd:UnsignedProperties><xd:UnsignedSignatureProperties>{unsigned}</xd:UnsignedSignatureProperties>"
        "</xd:UnsignedProperties></xd:QualifyingProperties></Object>"
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Signature xmlns="{_DSIG}" Id="idPackageSignature">{info}'
        f"<SignatureValue>{value}</SignatureValue>{_key_info(signer, signing)}{package}{office}"
        f"{qualifying if signing.xades else ''}{signing.objects}</Signature>"
    )


def _object(name: str, inside: str) -> str:
    return f'<Object xmlns="{_DSIG}" Id="{name}">{inside}</Object>'


def _time(signing: Signing) -> str:
    return (
        '<SignatureProperties><SignatureProperty Id="idSignatureTime" Target="#idPackageSignature">'
        f'<mdssi:SignatureTime xmlns:mdssi="{_MDSSI}"><mdssi:Format>YYYY-MM-DDThh:mm:ssTZD</mdssi:Format>'
        f"<mdssi:Value>{_instant(signing)}</mdssi:Value></mdssi:SignatureTime></SignatureProperty></SignatureProperties>"
    )


def _details(signing: Signing) -> str:
    return (
        '<SignatureProperties><SignatureProperty Id="idOfficeV1Details" Target="#idPackageSignature">'
        '<SignatureInfoV1 xmlns="http://schemas.microsoft.com/office/2006/digsig"><SetupID></SetupID>'
        f"<SignatureComments>{escape(signing.comments)}</SignatureComments><SignatureType>1</SignatureType>"
        "</SignatureInfoV1></SignatureProperty></SignatureProperties>"
    )


def _properties(certificate: x509.Certificate, signing: Signing) -> str:
    value = hashlib.new(signing.digest, certificate.public_bytes(serialization.Encoding.DER)).digest()
    return (
        f'<xd:SignedProperties xmlns="{_DSIG}" xmlns:xd="{_XADES}" Id="idSignedProperties">'
        f"<xd:SignedSignatureProperties><xd:SigningTime>{_instant(signing)}</xd:SigningTime><xd:SigningCertificate><xd:Cert><xd:CertDigest>"
        f'<DigestMethod Algorithm="{_DIGESTS[signing.digest]}"></DigestMethod>'
        f"<DigestValue>{base64.b64encode(value).decode()}</DigestValue></xd:CertDigest><xd:IssuerSerial>"
        f"<X509IssuerName>{escape(certificate.issuer.rfc4514_string())}</X509IssuerName>"
        f"<X509SerialNumber>{certificate.serial_number}</X509SerialNumber></xd:IssuerSerial></xd:Cert>"
        "</xd:SigningCertificate></xd:SignedSignatureProperties></xd:SignedProperties>"
    )


def _key_info(signer: Signer, signing: Signing) -> str:
    if signing.beside:
        return f"<KeyInfo>{signing.key_info}</KeyInfo>" if signing.key_info else ""
    held = signing.certificates if signing.certificates is not None else [signer.cert]
    encoded = [base64.encodebytes(c.public_bytes(serialization.Encoding.DER)).decode() for c in held]
    inside = "".join(f"<X509Certificate>{one}</X509Certificate>" for one in encoded)
    return f"<KeyInfo>{signing.key_info}<X509Data>{inside}</X509Data></KeyInfo>"


def _manifest(parts: Mapping[str, bytes | str], signing: Signing) -> str:
    found = []
    for name in sorted(parts):
        if (
            name == "[Content_Types].xml"
            or name.startswith(("_xmlsignatures/", "docProps/"))
            or signing.leave_out(name)
        ):
            continue
        uri = f"/{name}?ContentType={_type_of(parts, name)}"
        if name.endswith(".rels"):
            chosen = _chosen(parts, name)
            steps = "".join(
                f'<mdssi:RelationshipReference xmlns:mdssi="{_MDSSI}" SourceId="{r["Id"]}">'
                "</mdssi:RelationshipReference>"
                for r in chosen
            )
            steps = (
                f'<Transform Algorithm="{_TRANSFORM}">{steps}</Transform><Transform Algorithm="{_C14N}"></Transform>'
            )
            found.append(_reference(uri, _relationships(chosen), signing, "", _transforms(steps)))
        else:
            step = signing.part_transform if name == "word/document.xml" else ""
            found.append(_reference(uri, parts[name], signing, "", _transforms(step) if step else ""))
    return f"<Manifest>{''.join(found)}</Manifest>"


def _chosen(parts: Mapping[str, bytes | str], name: str) -> list[dict[str, str]]:
    written = [dict(element.attrib) for element in etree.fromstring(_bytes(parts[name]))]
    kept = [r for r in written if name != "_rels/.rels" or posixpath.basename(r["Type"]) not in _ROOT_UNSIGNED]
    return sorted(kept, key=lambda r: r["Id"])  # type: ignore[return-value]


def _relationships(chosen: Sequence[Mapping[str, str]]) -> str:
    inside = "".join(
        f'<Relationship Id="{_quoted(r["Id"])}" Target="{_quoted(r["Target"])}" '
        f'TargetMode="{r.get("TargetMode", "Internal")}" Type="{_quoted(r["Type"])}"></Relationship>'
        for r in chosen
    )
    return f'<Relationships xmlns="{_RELS}">{inside}</Relationships>'


def _quoted(text: str) -> str:
    """Canonical XML 1.0, 2.3: attribute values."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def _reference(uri: str, content: bytes | str, signing: Signing, kind: str = "", transforms: str = "") -> str:
    if uri.startswith("#") and not kind:
        kind = f"{_DSIG}Object"
    value = base64.b64encode(hashlib.new(signing.digest, _bytes(content)).digest()).decode()
    typed = f' Type="{kind}"' if kind else ""
    return (
        f'<Reference{typed} URI="{uri}">{transforms}'
        f'<DigestMethod Algorithm="{_DIGESTS[signing.digest]}"></DigestMethod>'
        f"<DigestValue>{value}</DigestValue></Reference>"
    )


def _transforms(inside: str) -> str:
    return f"<Transforms>{inside}</Transforms>"


def _method(signing: Signing) -> str:
    if signing.scheme == "pss":
        return f"http://www.w3.org/2007/05/xmldsig-more#{signing.digest}-rsa-MGF1"
    old = signing.scheme == "rsa" and signing.digest == "sha1"
    return f"{_DSIG if old else 'http://www.w3.org/2001/04/xmldsig-more#'}{signing.scheme}-{signing.digest}"


def _sign(signer: Signer, content: bytes, signing: Signing) -> bytes:
    hash_ = _HASHES[signing.digest]
    if isinstance(signer.key, ec.EllipticCurvePrivateKey):
        half = (signer.key.curve.key_size + 7) // 8
        r, s = decode_dss_signature(signer.key.sign(content, ec.ECDSA(hash_)))
        return r.to_bytes(half, "big") + s.to_bytes(half, "big")
    if signing.scheme == "pss":
        return signer.key.sign(content, padding.PSS(padding.MGF1(hash_), hash_.digest_size), hash_)
    return signer.key.sign(content, padding.PKCS1v15(), hash_)


# --- the package ------------------------------------------------------------------------------------------------------


def _add_origin(parts: dict[str, bytes | str]) -> None:
    origin = "application/vnd.openxmlformats-package.digital-signature-origin"
    _add_to(parts, "[Content_Types].xml", f'<Default Extension="sigs" ContentType="{origin}"/>')
    relation = f'<Relationship Id="rIdOrigin" Type="{_ORIGIN}" Target="_xmlsignatures/origin.sigs"/>'
    _add_to(parts, "_rels/.rels", relation)
    parts["_xmlsignatures/origin.sigs"] = b""
    parts["_xmlsignatures/_rels/origin.sigs.rels"] = f'<Relationships xmlns="{_RELS}"></Relationships>'


def _add_to(parts: dict[str, bytes | str], name: str, element: str) -> None:
    """Before the end of the root element."""
    parts[name] = re.sub(r"</(Types|Relationships)>\s*$", lambda end: element + end[0], _text(parts[name]))


def _type_of(parts: Mapping[str, bytes | str], name: str) -> str:
    root = etree.fromstring(_bytes(parts["[Content_Types].xml"]))
    override = [e.get("ContentType") for e in root if e.get("PartName") == f"/{name}"]
    default = [e.get("ContentType") for e in root if e.get("Extension") == name.rpartition(".")[2]]
    return str((override + default)[0])


def _instant(signing: Signing) -> str:
    return signing.claimed.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _text(content: bytes | str) -> str:
    return content if isinstance(content, str) else content.decode()


def _bytes(content: bytes | str) -> bytes:
    return content.encode() if isinstance(content, str) else content
