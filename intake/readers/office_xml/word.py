"""Reads Word documents that are one XML file: Word 2003 XML, and the flat form of a .docx (Flat OPC).

Word 2003 speaks nearly the vocabulary of .docx: the tree is brought to it and walked by the same code.
"""

from __future__ import annotations

import binascii
import io
import re
import zipfile
import zlib

from lxml import etree

from casework.document import Flaw, FlawKind, Picture, Zone
from casework.noun import replace
from intake.readers.assemble import RawDocument, RawLine, RawPiece
from intake.readers.docx import reader as docx
from intake.readers.docx.body import Place, Walk
from intake.readers.docx.pictures import Measure
from intake.readers.docx.styles import Styles, W
from intake.readers.embedded import flaws_of_object
from intake.readers.limits import Limits
from intake.readers.odf.package import parse_flat
from intake.readers.ooxml.package import Refused
from intake.readers.outside import is_network

__all__ = ["read"]

_OLD = b"http://schemas.microsoft.com/office/word/2003/wordml"
_NEW = W[1:-1].encode()
_PKG = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_AML = "{http://schemas.microsoft.com/aml/2001/core}"
_V, _O = "{urn:schemas-microsoft-com:vml}", "{urn:schemas-microsoft-com:office:office}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_KEPT = (W[:-1], _V[:-1], _O[:-1], "{urn:schemas-microsoft-com:office:word")
_BINARY = re.compile(rb"(<w:binData\b[^<>]{0,500}>)([^<]*)(</w:binData>)")
_WRAPPER = f"{W}customXml"  # an element that only wraps what stands
_NOTES = {f"{W}footnote": "chú thích chân trang", f"{W}endnote": "chú thích cuối văn bản", "comment": "nhận xét"}
_PROPERTIES = {
    "Title": "tiêu đề", "Subject": "chủ đề", "Keywords": "từ khóa", "Description": "ghi chú", "Category": "thể loại",
}  # fmt: skip
_MIME_HEAD, _MIME_DATA = b"ActiveMime", 0x32  # where the packed OLE file of an .mso begins


def read(content: bytes, limits: Limits) -> RawDocument:
    """What the file holds. Never raises on bad content: ``lines`` is ``None`` and a flaw says why."""
    stored: list[bytes] = []

    def cut(match: re.Match[bytes]) -> bytes:
        stored.append(match[2])
        return match[1] + str(len(stored) - 1).encode() + match[3]

    try:
        xml = _BINARY.sub(cut, content.replace(_OLD, _NEW).replace(b":h-ansi=", b":hAnsi="))
        root = parse_flat(xml, limits)
        if root.tag == f"{_PKG}package":
            return docx.read(_zipped(root), limits)
        if root.tag != f"{W}wordDocument":
            return RawDocument(None, flaws=(Flaw(FlawKind.UNREADABLE, "tệp XML không phải là tài liệu Word"),))
        return _Document(root, stored, limits).read()
    except Refused as refused:
        return RawDocument(None, flaws=(refused.flaw,))
    except RecursionError:
        detail = f"nội dung lồng quá {limits.xml_depth} lớp (xml_depth)"
        return RawDocument(None, flaws=(Flaw(FlawKind.LIMIT, detail),))


def _zipped(root: etree._Element) -> bytes:
    """The package that a flat one stands for."""
    buffer = io.BytesIO()
    types = []
    with zipfile.ZipFile(buffer, "w") as package:
        for part in root.iterchildren(f"{_PKG}part"):
            name = part.get(f"{_PKG}name", "").lstrip("/")
            data = part.find(f"{_PKG}xmlData")
            if data is not None and len(data):
                package.writestr(name, etree.tostring(data[0]))
            else:
                package.writestr(name, _bytes((part.findtext(f"{_PKG}binaryData") or "").encode()))
            types.append(part.get(f"{_PKG}contentType", ""))
        package.writestr("[Content_Types].xml", f"<Types><!--{len(types)}--></Types>")
    return buffer.getvalue()


def _bytes(text: bytes) -> bytes:
    try:
        return binascii.a2b_base64(text)
    except (binascii.Error, ValueError):
        return b""


class _Document:
    """One Word 2003 document: its tree brought to the vocabulary of .docx, then walked."""

    def __init__(self, root: etree._Element, stored: list[bytes], limits: Limits) -> None:
        self._root = root
        self._stored = stored
        self._limits = limits
        self._measure = Measure(limits)
        self._pictures: list[Picture] = []
        self._data = {
            node.get(f"{W}name", ""): _stored(node, stored) for node in root.iter(f"{W}binData")
        }  # name → bytes

    def read(self) -> RawDocument:
        notes = self._tidy()
        walk = Walk(Styles(self._styles(), None), self._show)
        self._margins(walk, "hdr", Place(Zone.HEADER, "đầu trang"))
        body = self._root.find(f"{W}body")
        if body is not None:
            walk.story(body, "", Place())
        self._margins(walk, "ftr", Place(Zone.FOOTER, "chân trang"))
        counts: dict[str, int] = {}
        for kind, note in notes:
            counts[kind] = counts.get(kind, 0) + 1
            walk.story(note, "", Place(Zone.NOTE, f"{_NOTES[kind]} {counts[kind]}"))
        typed = self._typed()
        return RawDocument(
            lines=(
                *walk.lines,
                *(RawLine((RawPiece(t),), f"thuộc tính “{n}” của tệp", Zone.METADATA) for n, t in typed),
            ),
            pages=self._pages(),
            pictures=tuple(dict.fromkeys(self._pictures)),
            flaws=tuple(dict.fromkeys((*self._active(), *walk.flaws))),
            title=next((text for name, text in typed if name == "tiêu đề"), ""),
        )

    def _margins(self, walk: Walk, tag: str, place: Place) -> None:
        for margin in list(self._root.iter(f"{W}{tag}")):
            walk.story(margin, "", place)

    def _tidy(self) -> list[tuple[str, etree._Element]]:
        """Rename what only wraps, take out what was deleted, set notes aside."""
        notes: list[tuple[str, etree._Element]] = []
        for node in list(self._root.iter()):
            tag = node.tag
            if tag == f"{_AML}annotation":
                kind = node.get(f"{W}type", "")
                if kind == "Word.Comment":
                    notes.append(("comment", node))
                node.tag = _WRAPPER if kind == "Word.Insertion" else "left-out"
            elif tag in _NOTES:
                notes.append((tag, node))
            elif tag == f"{W}hlink" or not tag.startswith(_KEPT):
                node.tag = _WRAPPER
            elif tag == f"{_V}imagedata":
                node.set(f"{_R}id", node.get("src", ""))
        return notes

    def _styles(self) -> etree._Element | None:
        """The styles, with the default fonts where .docx keeps them."""
        styles = self._root.find(f"{W}styles")
        fonts = self._root.find(f"{W}fonts/{W}defaultFonts")
        if styles is not None and fonts is not None:
            place = styles
            for name in ("docDefaults", "rPrDefault", "rPr"):
                place = etree.SubElement(place, f"{W}{name}")
            fonts.tag = f"{W}rFonts"
            place.append(fonts)
        return styles

    def _show(self, part: str, relation: str, where: str) -> None:
        data = self._data.get(relation)
        if data is not None:
            picture = self._measure.picture(data, relation.rpartition(".")[2].lower())
            self._pictures.append(replace(picture, where=where))

    def _typed(self) -> list[tuple[str, str]]:
        found = ((name, self._root.findtext(f"{_O}DocumentProperties/{_O}{name}") or "") for name in _PROPERTIES)
        return [(_PROPERTIES[name], text.strip()) for name, text in found if text.strip()]

    def _pages(self) -> int | None:
        text = self._root.findtext(f"{_O}DocumentProperties/{_O}Pages") or ""
        return int(text) if text.isascii() and text.isdigit() and 0 < int(text) < 100_000 else None

    def _active(self) -> list[Flaw]:
        flaws: list[Flaw] = []
        if self._root.get(f"{W}macrosPresent") == "yes" or self._root.find(f"{W}docSuppData/{W}binData") is not None:
            flaws.append(Flaw(FlawKind.MACRO, "tệp có macro"))
        template = self._root.find(f"{W}docPr/{W}attachedTemplate")
        if template is not None and is_network(template.get(f"{W}val", "")):
            flaws.append(Flaw(FlawKind.ACTIVE, "mẫu (template) lấy từ mạng"))
        for node in self._root.iter(f"{W}binData"):
            data = self._data.get(node.get(f"{W}name", ""), b"")
            if data.startswith(_MIME_HEAD):
                flaws += flaws_of_object(_unpacked(data, self._limits), self._limits)
        return flaws


def _stored(node: etree._Element, stored: list[bytes]) -> bytes:
    number = node.text or ""
    return _bytes(stored[int(number)]) if number.isascii() and number.isdigit() and int(number) < len(stored) else b""


def _unpacked(data: bytes, limits: Limits) -> bytes:
    try:
        return zlib.decompressobj().decompress(data[_MIME_DATA:], limits.ole_bytes)
    except zlib.error:
        return b""
