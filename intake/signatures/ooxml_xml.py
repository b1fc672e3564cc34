"""XML of a signed Office package: parsed without entities, canonical as XML-DSig asks for it."""

from __future__ import annotations

import base64
import binascii

from lxml import etree

from casework.document import SignatureStatus

__all__ = ["C14N", "DSIG", "MDSSI", "XADES", "Fails", "canonical", "parse", "unbase64"]

DSIG = "{http://www.w3.org/2000/09/xmldsig#}"
MDSSI = "{http://schemas.openxmlformats.org/package/2006/digital-signature}"
XADES = "{http://uri.etsi.org/01903/v1.3.2#}"
C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"

_EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
_C14N_11 = "http://www.w3.org/2006/12/xml-c14n11"
#: By name: exclusive, with comments. The two inclusive ones differ only in how xml:* attributes are inherited; where
#: any could be, we refuse.
_METHODS = {
    C14N: (False, False),
    f"{C14N}#WithComments": (False, True),
    _C14N_11: (False, False),
    f"{_C14N_11}#WithComments": (False, True),
    _EXCLUSIVE: (True, False),
    f"{_EXCLUSIVE}WithComments": (True, True),
}
#: Canonical form asks, for each element, for each name space above it, whether that is still in force: few of both.
_ELEMENTS = 200_000
_SPACES = 64  # in force in one place; Word declares some forty
_XML = "{http://www.w3.org/XML/1998/namespace}"
_PREFIXES = f"{{{_EXCLUSIVE}}}InclusiveNamespaces"


class Fails(Exception):
    """This signature goes no further. ``reason`` is Vietnamese, for a clerk. Never leaves the readers of signatures."""

    def __init__(self, status: SignatureStatus, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


def parse(content: bytes, what: str) -> etree._Element:
    """The root of ``content``; raises :class:`Fails` (unreadable) on bad XML and on a DOCTYPE.

    Comments and instructions stay where they are: whoever calls decides what they mean to a digest.
    """
    # Never add ``collect_ids=False``: with it lxml 6.1 opens the DTD that a DOCTYPE names, whatever ``load_dtd`` says.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Fails(SignatureStatus.UNREADABLE, f"{what} không phải XML đúng, không đọc được") from error
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]
        raise Fails(SignatureStatus.UNREADABLE, f"{what} có khai báo DOCTYPE, không được mở")
    return root


def canonical(element: etree._Element, method: str, transform: etree._Element | None = None) -> bytes:
    """``element`` in canonical form. ``transform`` may name prefixes (InclusiveNamespaces) of the exclusive form.

    Raises :class:`Fails`: invalid for an unknown method and where an xml:* attribute would be inherited, unreadable
    where it would take too long.
    """
    if method not in _METHODS:
        raise Fails(SignatureStatus.INVALID, f"chữ ký dùng cách chuẩn hóa lạ “{method[:120]}”, không được chấp nhận")
    exclusive, comments = _METHODS[method]
    _check_weight(element)
    if any(str(key).startswith(_XML) for above in element.iterancestors() for key in above.attrib):
        raise Fails(SignatureStatus.INVALID, "chữ ký mang thuộc tính XML thừa kế, không được chấp nhận")
    prefixes: list[str] | None = None
    listed = None if transform is None else transform.find(_PREFIXES)
    if listed is not None:
        prefixes = listed.get("PrefixList", "").split()
    # lxml's c14n of an element inside a tree writes xmlns="" that are not there: the element has to stand alone.
    alone = etree.fromstring(etree.tostring(element, with_tail=False), etree.XMLParser(resolve_entities=False))
    try:
        return etree.tostring(
            alone, method="c14n", exclusive=exclusive, with_comments=comments, inclusive_ns_prefixes=prefixes
        )
    except etree.C14NError as error:  # a namespace that is no absolute address
        raise Fails(SignatureStatus.INVALID, "chữ ký không có dạng chuẩn để kiểm tra") from error


def _check_weight(element: etree._Element) -> None:
    above = element.getparent()
    spaces, elements = 0 if above is None else len(above.nsmap), 0
    for event, _ in etree.iterwalk(element, events=("start", "start-ns", "end-ns")):
        elements += event == "start"
        spaces += (event == "start-ns") - (event == "end-ns")
        if elements > _ELEMENTS or spaces > _SPACES:
            raise Fails(SignatureStatus.UNREADABLE, "chữ ký hoặc phần được ký có cấu trúc quá lớn, không kiểm tra được")


def unbase64(text: str | None, what: str) -> bytes:
    """The bytes in ``text``; raises :class:`Fails` (unreadable)."""
    try:
        return base64.b64decode("".join((text or "").split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Fails(SignatureStatus.UNREADABLE, f"{what} trong chữ ký bị hỏng, không đọc được") from error
