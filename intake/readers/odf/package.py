"""An OpenDocument file from its package or as one flat XML file: the trees to walk, pictures, what it would run.

The same walks serve both (ODF 1.3 part 2: packages; part 3, 2.2: the single office:document).
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from typing import NamedTuple

from lxml import etree

from casework.document import Flaw, FlawKind, Picture
from intake.readers.docx.pictures import Measure
from intake.readers.embedded import flaws_of_object
from intake.readers.limits import Limits
from intake.readers.ooxml.package import Package, Refused, open_package

__all__ = ["OFFICE", "XLINK", "Odf", "from_flat", "from_package", "parse_flat"]

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
XLINK = "{http://www.w3.org/1999/xlink}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_OOO = "{http://openoffice.org/2004/office}"
_BINARY = re.compile(rb"(<office:binary-data\b[^<>]{0,500}>)([^<]*)(</office:binary-data>)")
_CONTENT = "content.xml"
#: Parts below Basic/ and Dialogs/ that only list the others.
_LISTS = ("script-lb.xml", "script-lc.xml", "dialog-lb.xml", "dialog-lc.xml")


class Odf(NamedTuple):
    """``content`` holds the body, ``styles`` master pages and named styles (the same root in a flat file)."""

    content: etree._Element
    styles: etree._Element | None
    meta: etree._Element | None
    picture: Callable[[etree._Element], Picture | None]  # of a draw:image
    object_flaws: Callable[[str], tuple[Flaw, ...]]  # of an embedded object, by its xlink:href
    flaws: tuple[Flaw, ...]

    @property
    def body(self) -> etree._Element | None:
        """What office:body holds: office:text, office:spreadsheet, office:presentation …"""
        body = self.content.find(f"{OFFICE}body")
        return None if body is None else next(iter(body), None)

    def meta_text(self, name: str) -> str:
        """The words of a property (title, subject, description; keyword)."""
        root = self.meta if self.meta is not None else self.content
        found = root.iter(f"{_META}keyword" if name == "keyword" else f"{_DC}{name}")
        inside = (e for e in found if e.getparent() is not None and e.getparent().tag == f"{OFFICE}meta")  # type: ignore[union-attr]
        return ", ".join(text for element in inside if (text := (element.text or "").strip()))

    @property
    def pages(self) -> int | None:
        """The pages that the last program to save the file counted."""
        root = self.meta if self.meta is not None else self.content
        statistic = root.find(f".//{OFFICE}meta/{_META}document-statistic")
        text = "" if statistic is None else statistic.get(f"{_META}page-count", "")
        return int(text) if text.isascii() and text.isdigit() and 0 < int(text) < 100_000 else None


def from_package(content: bytes, limits: Limits) -> Odf:
    """The trees of a package; raises :class:`Refused` where it is damaged, encrypted or over a bound."""
    package = open_package(content, limits)
    manifest = package.read("META-INF/manifest.xml") or b""
    if b"encryption-data" in manifest:
        raise Refused(Flaw(FlawKind.ENCRYPTED, "tệp có mật khẩu nên không mở được"))
    root = package.tree(_CONTENT)
    if root is None:
        raise Refused(Flaw(FlawKind.UNREADABLE, "tệp không có phần nội dung (content.xml)"))
    measure = Measure(limits)

    def picture(image: etree._Element) -> Picture | None:
        name = image.get(f"{XLINK}href", "").removeprefix("./")
        data = package.read(name) if package.has(name) else None
        return None if data is None else measure.picture(data, name.rpartition(".")[2].lower())

    def object_flaws(href: str) -> tuple[Flaw, ...]:
        name = href.removeprefix("./")
        return flaws_of_object(package.read(name) or b"", limits) if package.has(name) else ()

    flaws = tuple(_package_macros(package))
    return Odf(root, package.tree("styles.xml"), package.tree("meta.xml"), picture, object_flaws, flaws)


def _package_macros(package: Package) -> list[Flaw]:
    for name in package.names:
        folder, _, leaf = name.rpartition("/")
        if folder.split("/")[0] in ("basic", "scripts") and leaf not in _LISTS:
            return [Flaw(FlawKind.MACRO, "tệp có macro")]
    return []


def from_flat(xml: bytes, limits: Limits) -> Odf:
    """The trees of a flat file; raises :class:`Refused` where it is no XML or nested too deep.

    Pictures are cut out before parsing, as they may be larger than a text in XML is allowed to be.
    """
    stored: list[bytes] = []

    def cut(match: re.Match[bytes]) -> bytes:
        stored.append(match[2])
        return match[1] + str(len(stored) - 1).encode() + match[3]

    root = parse_flat(_BINARY.sub(cut, xml), limits)
    measure = Measure(limits)

    def picture(image: etree._Element) -> Picture | None:
        number = image.findtext(f"{OFFICE}binary-data") or ""
        if not (number.isascii() and number.isdigit() and int(number) < len(stored)):
            return None
        try:
            return measure.picture(base64.b64decode(stored[int(number)]), "unknown")
        except (binascii.Error, ValueError):
            return None

    macros = any((code.text or "").strip() for code in root.iter(f"{_OOO}source-code"))
    flaws = (Flaw(FlawKind.MACRO, "tệp có macro"),) if macros else ()
    return Odf(root, root, root, picture, lambda href: (), flaws)


def parse_flat(xml: bytes, limits: Limits) -> etree._Element:
    """The root of a document that is one XML file; raises :class:`Refused` on damage, a DOCTYPE, or a bound."""
    if xml.count(b"<") > limits.xml_tags:
        raise Refused(Flaw(FlawKind.LIMIT, f"tệp có hơn {limits.xml_tags} thẻ (xml_tags)"))
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        if "depth" in str(error).lower():
            detail = f"tệp lồng quá {limits.xml_depth} lớp (xml_depth)"
            raise Refused(Flaw(FlawKind.LIMIT, detail)) from error
        raise Refused(Flaw(FlawKind.UNREADABLE, "tệp XML bị hỏng, không mở được")) from error
    except ValueError as error:
        raise Refused(Flaw(FlawKind.UNREADABLE, "tệp không phải XML đúng")) from error
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]
        raise Refused(Flaw(FlawKind.UNREADABLE, "tệp có khai báo DOCTYPE, không được mở"))
    return root
