"""The zip package around a Word document (ECMA-376 part 2, OPC), opened without trusting anything in it."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lxml import etree

from casework.document import Flaw, FlawKind
from intake.readers.limits import Limits

__all__ = ["Package", "Refused", "Relation", "Target", "open_package"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_LOCAL_HEADER = 30  # bytes before the name of a local header (APPNOTE 4.3.7)
_RATIO_FROM = 1024 * 1024  # unpacked bytes below which a ratio says nothing

_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
#: The strict variant of ISO/IEC 29500 has namespaces of its own for the same vocabulary.
_STRICT = b"http://purl.oclc.org/ooxml/"
_STRICT_TO_TRANSITIONAL = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (b"http://purl.oclc.org/ooxml/drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/extendedProperties",
        b"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties",
    ),
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (b"http://purl.oclc.org/ooxml/presentationml/main", b"http://schemas.openxmlformats.org/presentationml/2006/main"),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
)


class Refused(Exception):
    """Reading stops here; ``flaw`` says why. Never leaves the reader."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.detail)
        self.flaw = flaw


class Relation(NamedTuple):
    """``kind`` is the last word of the type; ``target`` a part's name, or as written where ``external``."""

    kind: str
    target: str
    external: bool


class Target:
    """Takes the elements of a part one after the other. Further methods of lxml's target interface may be added."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def end(self, tag: str) -> None:
        """An element ends."""

    def data(self, text: str) -> None:
        """A stretch of letters, perhaps not the whole of them."""

    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        """Entities could be declared here: refused."""
        raise Refused(Flaw(FlawKind.UNREADABLE, f"một phần trong tệp có khai báo DOCTYPE “{name}”, không được mở"))

    def close(self) -> None:
        """The part has ended."""


def _parser(target: Target | None = None) -> etree.XMLParser:
    """No entity, no DTD, no network. Never add ``collect_ids=False``: with it lxml 6.1 opens the DTD that a DOCTYPE
    names, whatever ``load_dtd`` says."""
    return etree.XMLParser(
        target=target,  # type: ignore[arg-type]
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


class Package:
    """Parts by name, each read at most up to what the package as a whole may hold."""

    def __init__(self, archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo], limits: Limits) -> None:
        self._archive = archive
        self._parts = parts
        self._left = limits.zip_bytes
        self._limits = limits

    @property
    def names(self) -> Iterator[str]:
        """Part names as stored, without a leading slash."""
        return iter(self._parts)

    def has(self, name: str) -> bool:
        return name.casefold() in self._parts

    def read(self, name: str) -> bytes | None:
        """The bytes of a part, ``None`` where it is missing; raises :class:`Refused` on damage or a bound."""
        info = self._parts.get(name.casefold())
        if info is None:
            return None
        try:
            with self._archive.open(info) as part:
                content = part.read(self._left + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as e:
            raise Refused(Flaw(FlawKind.UNREADABLE, f"phần “{name}” trong tệp bị hỏng", name)) from e
        self._left -= len(content)
        if self._left < 0:
            raise Refused(_too_large(self._limits))
        return content

    def tree(self, name: str) -> etree._Element | None:
        """The root element of an XML part; raises :class:`Refused` on a DOCTYPE, bad XML or nesting too deep."""
        content = self.read(name)
        return None if content is None else self.parse(name, content)

    def parse(self, name: str, content: bytes) -> etree._Element:
        """The root element of the bytes of the part ``name``; raises as :meth:`tree` does."""
        if _STRICT in content:
            for strict, transitional in _STRICT_TO_TRANSITIONAL:
                content = content.replace(strict, transitional)
        try:
            root = etree.fromstring(content, _parser())
        except etree.XMLSyntaxError as error:
            raise Refused(_bad_xml(name, str(error), self._limits)) from error
        except ValueError as error:
            raise Refused(Flaw(FlawKind.UNREADABLE, f"phần “{name}” không phải XML đúng", name)) from error
        if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]
            raise Refused(Flaw(FlawKind.UNREADABLE, f"phần “{name}” có khai báo DOCTYPE, không được mở", name))
        return root

    def stream(self, name: str, target: Target) -> bool:
        """Feed an XML part to ``target`` without building a tree; false where there is no such part.

        For parts as large as a year's figures. Raises :class:`Refused` as :meth:`tree` does, and what ``target`` does.
        """
        content = self.read(name)
        if content is None:
            return False
        if _STRICT in content:
            for strict, transitional in _STRICT_TO_TRANSITIONAL:
                content = content.replace(strict, transitional)
        try:
            etree.fromstring(content, _parser(target))
        except etree.XMLSyntaxError as error:
            raise Refused(_bad_xml(name, str(error), self._limits)) from error
        except ValueError as error:
            raise Refused(Flaw(FlawKind.UNREADABLE, f"phần “{name}” không phải XML đúng", name)) from error
        return True

    def relations(self, part: str) -> dict[str, Relation]:
        """The relations of ``part`` (empty name: of the package) by id."""
        folder, name = posixpath.split(part)
        root = self.tree(posixpath.join(folder, "_rels", f"{name}.rels"))
        found: dict[str, Relation] = {}
        for element in () if root is None else root.iter(_RELATION):
            kind = element.get("Type", "").rpartition("/")[2]
            target, external = element.get("Target", ""), element.get("TargetMode", "") == "External"
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[element.get("Id", "")] = Relation(kind, target, external)
        return found


def open_package(content: bytes, limits: Limits) -> Package:
    """The package in ``content``; raises :class:`Refused` where it is damaged, encrypted, ambiguous or over a bound."""
    if content.startswith(_OLE):
        if _ENCRYPTED_STREAM in content:
            raise Refused(Flaw(FlawKind.ENCRYPTED, "tệp có mật khẩu nên không mở được"))
        raise Refused(Flaw(FlawKind.UNREADABLE, "tệp không phải là tài liệu Word .docx"))
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error) as error:
        raise Refused(Flaw(FlawKind.UNREADABLE, "tệp bị hỏng, không mở được")) from error
    entries = [info for info in archive.infolist() if not info.filename.endswith("/")]
    _check_bounds(entries, limits)
    _check_overlap(content, archive.infolist())
    return Package(archive, _by_name(entries), limits)


def _by_name(entries: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    parts: dict[str, zipfile.ZipInfo] = {}
    for info in entries:
        if info.flag_bits & 1:
            raise Refused(Flaw(FlawKind.ENCRYPTED, "tệp có mật khẩu nên không mở được"))
        # Part names are compared without regard to case (ECMA-376 part 2, 6.2.2).
        name = info.filename.replace("\\", "/").lstrip("/").casefold()
        if name in parts:
            raise Refused(Flaw(FlawKind.UNREADABLE, f"tệp chứa hai phần cùng tên “{info.filename}”"))
        parts[name] = info
    return parts


def _check_bounds(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(entries) > limits.zip_entries:
        raise Refused(Flaw(FlawKind.LIMIT, f"tệp có hơn {limits.zip_entries} phần (zip_entries)"))
    unpacked, packed = sum(i.file_size for i in entries), sum(i.compress_size for i in entries)
    if unpacked > limits.zip_bytes:
        raise Refused(_too_large(limits))
    if unpacked > _RATIO_FROM and unpacked > limits.zip_ratio * max(packed, 1):
        raise Refused(Flaw(FlawKind.LIMIT, f"tệp nén quá {limits.zip_ratio} lần (zip_ratio)"))


def _check_overlap(content: bytes, entries: list[zipfile.ZipInfo]) -> None:
    """Two entries that share bytes make a small file unpack into a huge one, or into two different documents."""
    end = 0
    for info in sorted(entries, key=lambda i: i.header_offset):
        start = info.header_offset
        if start < end or start + _LOCAL_HEADER > len(content):
            raise Refused(Flaw(FlawKind.UNREADABLE, "các phần trong tệp nằm chồng lên nhau"))
        name, extra = struct.unpack_from("<HH", content, start + 26)
        end = start + _LOCAL_HEADER + name + extra + info.compress_size
        if end > len(content):
            raise Refused(Flaw(FlawKind.UNREADABLE, "tệp bị cắt cụt, không mở được"))


def _too_large(limits: Limits) -> Flaw:
    return Flaw(FlawKind.LIMIT, f"tệp giải nén ra hơn {limits.zip_bytes // (1024 * 1024)} MB (zip_bytes)")


def _bad_xml(name: str, error: str, limits: Limits) -> Flaw:
    if "depth" in error.lower():
        return Flaw(FlawKind.LIMIT, f"phần “{name}” lồng quá {limits.xml_depth} lớp (xml_depth)", name)
    return Flaw(FlawKind.UNREADABLE, f"phần “{name}” trong tệp bị hỏng", name)
