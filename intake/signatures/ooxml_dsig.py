"""One XML signature (W3C XML Signature 1.1) as Office writes it: its value, its key, the objects that it signs.

What is signed is read from the very bytes whose digest was verified, parsed again, and never from the part as it came:
then it does not matter what else stands there, under which Id, and how often. The key is that of a certificate; a
bare key (KeyValue), which an attacker could put beside somebody's certificate, is not looked at.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from asn1crypto.x509 import Certificate
from lxml import etree

from casework.document import SignatureStatus
from intake.signatures.ooxml_algorithms import (
    WEAK,
    SignatureMethod,
    digest,
    digest_name,
    signature_method,
    verifies,
)
from intake.signatures.ooxml_xml import C14N, DSIG, XADES, Fails, canonical, parse, unbase64

__all__ = ["Signed", "Value", "certificate_of", "signed_objects", "value_of"]

_CANONICAL = f"{DSIG}CanonicalizationMethod"
_TRANSFORM = f"{DSIG}Transform"
_SIGNED_PROPERTIES = f"{XADES}SignedProperties"
_REFERENCES = 64  # of one SignedInfo; Office writes three to five
_CERTIFICATES = 32
_BROKEN = "cấu trúc chữ ký trong tệp không đúng"


class Value(NamedTuple):
    """A signature value that is right for ``info``. ``leaves`` are the certificates with that key, one as a rule."""

    value: bytes
    info: etree._Element  # SignedInfo, parsed from its canonical form
    leaves: tuple[Certificate, ...]
    others: tuple[Certificate, ...]
    weak: bool  # rests on SHA-1 somewhere


class Signed(NamedTuple):
    """What the signature covers, each parsed from the bytes that were verified."""

    objects: tuple[etree._Element, ...]  # ds:Object
    properties: etree._Element | None  # xd:SignedProperties
    weak: bool  # rests on SHA-1 somewhere


def certificate_of(der: bytes) -> Certificate:
    """Raises :class:`Fails` (unreadable) where ``der`` is no certificate."""
    try:
        certificate = Certificate.load(der, strict=True)
        _ = certificate.native  # parsed lazily: errors have to come now
        return certificate
    except (ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError) as error:
        raise Fails(SignatureStatus.UNREADABLE, "chứng thư đi kèm chữ ký bị hỏng, không đọc được") from error


def value_of(root: etree._Element, beside: Sequence[bytes] = ()) -> Value:
    """Check the value over SignedInfo. ``beside`` are certificates from parts of their own.

    Raises :class:`Fails`: unreadable where pieces are missing, invalid for what may not be or does not verify.
    """
    _check_shape(root)
    info = _only(root, f"{DSIG}SignedInfo")
    method = info.find(_CANONICAL)
    if method is None:
        raise Fails(SignatureStatus.UNREADABLE, _BROKEN)
    content = canonical(info, method.get("Algorithm", ""), method)
    info = parse(content, "chữ ký")
    algorithm = info.find(f"{DSIG}SignatureMethod")
    how = signature_method("" if algorithm is None else algorithm.get("Algorithm", ""))
    value = unbase64(_only(root, f"{DSIG}SignatureValue").text, "giá trị")
    certificates = _certificates(root, beside)
    leaves = signing_certificates(root, certificates, how, value, content)
    if not leaves:
        raise Fails(SignatureStatus.INVALID, "giá trị chữ ký không khớp với chứng thư đi kèm")
    others = tuple(c for c in certificates if c not in leaves)
    return Value(value, info, leaves, others, how.hash in WEAK)


def signing_certificates(
    root: etree._Element, certificates: tuple[Certificate, ...], how: SignatureMethod, value: bytes, content: bytes
) -> tuple[Certificate, ...]:
    """Those whose key made ``value``. ``root`` may hold a bare key as well: it is nobody's and does not count."""
    return tuple(c for c in certificates if verifies(c.public_key, how, value, content))


def signed_objects(root: etree._Element, value: Value) -> Signed:
    """Check each reference of SignedInfo; raises :class:`Fails`: altered where a digest is not right."""
    references = value.info.findall(f"{DSIG}Reference")
    if not 0 < len(references) <= _REFERENCES:
        raise Fails(SignatureStatus.INVALID, "chữ ký không nêu phần được ký")
    objects: list[etree._Element] = []
    properties: etree._Element | None = None
    weak = value.weak
    uris = [reference.get("URI", "") for reference in references]
    if len(set(uris)) < len(uris):
        raise Fails(SignatureStatus.INVALID, _BROKEN)
    for reference, uri in zip(references, uris, strict=True):
        element = _target(root, uri)
        content = _content(element, reference)
        name = check_digest(reference, content)
        weak = weak or name in WEAK
        seen = as_verified(root, content)
        if seen.tag == _SIGNED_PROPERTIES:
            if properties is not None:
                raise Fails(SignatureStatus.INVALID, _BROKEN)
            properties = seen
        else:
            objects.append(seen)
    return Signed(tuple(objects), properties, weak)


def as_verified(root: etree._Element, content: bytes) -> etree._Element:
    """The element in the bytes that were verified; ``root`` could hold another one under its Id."""
    return parse(content, "chữ ký")


def check_digest(reference: etree._Element, content: bytes) -> str:
    """The digest's name; raises :class:`Fails` (altered) where the content has another one than ``reference`` says."""
    name, stated = stated_digest(reference)
    if not hmac.compare_digest(digest(name, content), stated):
        raise Fails(SignatureStatus.ALTERED, "phần thông tin của chữ ký đã bị sửa sau khi ký")
    return name


def stated_digest(reference: etree._Element) -> tuple[str, bytes]:
    """Algorithm (as hashlib names it) and value; raises :class:`Fails`."""
    method = reference.find(f"{DSIG}DigestMethod")
    name = digest_name("" if method is None else method.get("Algorithm", ""))
    return name, unbase64(reference.findtext(f"{DSIG}DigestValue"), "giá trị băm")


def _check_shape(root: etree._Element) -> None:
    """A signature that could be read in two ways is none: Ids that stand twice, comments that cut texts in two."""
    if root.tag != f"{DSIG}Signature":
        raise Fails(SignatureStatus.UNREADABLE, "phần chữ ký trong tệp không chứa chữ ký")
    seen: set[str] = set()
    for element in root.iter():
        if not isinstance(element.tag, str):
            raise Fails(SignatureStatus.INVALID, "chữ ký chứa chú thích hoặc chỉ dẫn XML, không được chấp nhận")
        for key, name in element.attrib.items():
            if etree.QName(key).localname.lower() == "id":
                if name in seen:
                    raise Fails(SignatureStatus.INVALID, f"chữ ký có hai phần cùng mã “{str(name)[:80]}”")
                seen.add(str(name))


def _only(root: etree._Element, tag: str) -> etree._Element:
    found = root.findall(tag)
    if len(found) != 1:
        raise Fails(SignatureStatus.UNREADABLE, _BROKEN)
    return found[0]


def _certificates(root: etree._Element, beside: Sequence[bytes]) -> tuple[Certificate, ...]:
    found = root.findall(f"{DSIG}KeyInfo/{DSIG}X509Data/{DSIG}X509Certificate")
    stored = [*(unbase64(element.text, "chứng thư") for element in found[:_CERTIFICATES]), *beside[:_CERTIFICATES]]
    if not stored:
        raise Fails(SignatureStatus.UNREADABLE, "chữ ký không kèm chứng thư của người ký")
    return tuple(certificate_of(der) for der in dict.fromkeys(stored))


def _target(root: etree._Element, uri: str) -> etree._Element:
    """Only what stands inside this very signature, in one of the two places where it may."""
    allowed = list(_signable(root))
    found = [element for element in allowed if uri and uri == f"#{element.get('Id', '')}"]
    if len(found) != 1:
        raise Fails(SignatureStatus.INVALID, f"chữ ký trỏ tới phần không được phép “{uri[:120]}”")
    return found[0]


def _signable(root: etree._Element) -> Iterator[etree._Element]:
    for held in root.findall(f"{DSIG}Object"):
        yield held
        yield from held.iterfind(f"{XADES}QualifyingProperties/{_SIGNED_PROPERTIES}")


def _content(element: etree._Element, reference: etree._Element) -> bytes:
    transforms = reference.findall(f"{DSIG}Transforms/{_TRANSFORM}")
    if not transforms:
        return canonical(element, C14N)
    if len(transforms) > 1:
        raise Fails(SignatureStatus.INVALID, "chữ ký biến đổi nội dung theo cách lạ")
    return canonical(element, transforms[0].get("Algorithm", ""), transforms[0])
