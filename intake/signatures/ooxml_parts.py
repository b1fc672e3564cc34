"""The package around a signed document as its signatures see it: parts, their types, their relationships.

Open Packaging Conventions, ECMA-376 part 2. Names are compared without regard to case, as the readers compare them, and
stand here in small letters without a leading slash. What two programs could understand differently is refused.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import NamedTuple

from casework.document import SignatureStatus
from intake.readers.ooxml.package import Package
from intake.signatures.ooxml_algorithms import digest
from intake.signatures.ooxml_xml import Fails, parse

__all__ = [
    "CERTIFICATE",
    "CERTIFICATE_TYPE",
    "ORIGIN",
    "RELATIONSHIPS",
    "SIGNATURE",
    "SIGNATURE_TYPE",
    "TYPES",
    "Parts",
    "Relationship",
    "is_relationships",
    "source_of",
]

TYPES = "[content_types].xml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature"
ORIGIN = f"{_PACKAGE}/origin"
SIGNATURE = f"{_PACKAGE}/signature"
CERTIFICATE = f"{_PACKAGE}/certificate"
_SIGNED = "application/vnd.openxmlformats-package.digital-signature"
SIGNATURE_TYPE = f"{_SIGNED}-xmlsignature+xml"
CERTIFICATE_TYPE = f"{_SIGNED}-certificate"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_RELATIONSHIP = f"{{{RELATIONSHIPS}}}Relationship"
_CONTENT_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATIONS = 50_000  # of one package; a book of links has some thousands
_CERTIFICATES = 32  # beside one signature
_SEEMING = re.compile(r"_xmlsignatures/[^/]+\.xml")
_MODES = {"": False, "Internal": False, "External": True}


class Relationship(NamedTuple):
    """``target`` is a part's name, or as written where ``external``; ``written`` holds all attributes as they stand."""

    id: str
    type: str
    target: str
    external: bool
    written: dict[str, str]


def is_relationships(name: str) -> bool:
    """Whether a part of that name holds relationships."""
    return posixpath.basename(posixpath.dirname(name)) == "_rels" and name.endswith(".rels")


def source_of(name: str) -> str:
    """The part whose relationships the part ``name`` holds; empty for those of the package."""
    folder, leaf = posixpath.split(name)
    return posixpath.join(posixpath.dirname(folder), leaf.removesuffix(".rels"))


class Parts:
    """Parts of one package. Every method raises what :class:`Package` raises, and :class:`Fails`."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._digests: dict[tuple[str, str], bytes] = {}
        self._relationships: dict[str, tuple[Relationship, ...]] = {}
        self._left = _RELATIONS
        self.names = frozenset(package.names)
        self._defaults, self._overrides = self._types()

    def raw(self, name: str) -> bytes:
        """The bytes of a part; of one that is missing, :class:`Fails` (altered)."""
        content = self._package.read(name)
        if content is None:
            raise Fails(SignatureStatus.ALTERED, f"phần “{name}” của tệp đã bị bỏ sau khi ký")
        return content

    def digest(self, name: str, algorithm: str) -> bytes:
        """By the name that hashlib knows. Several signatures ask for the same parts, hence remembered."""
        key = (name, algorithm)
        if key not in self._digests:
            self._digests[key] = digest(algorithm, self.raw(name))
        return self._digests[key]

    def type_of(self, name: str) -> str:
        """The content type in small letters; empty where the package states none."""
        return self._overrides.get(name) or self._defaults.get(name.rpartition(".")[2], "")

    def relationships(self, name: str) -> tuple[Relationship, ...]:
        """Those that the part ``name`` holds."""
        if name not in self._relationships:
            self._relationships[name] = tuple(self._read(name)) if name in self.names else ()
        return self._relationships[name]

    def of(self, part: str) -> tuple[Relationship, ...]:
        """The relationships of ``part``, of the package where it is empty."""
        folder, leaf = posixpath.split(part)
        return self.relationships(posixpath.join(folder, "_rels", f"{leaf}.rels"))

    def signatures(self) -> tuple[str, ...]:
        """The parts that hold signatures, in the order in which the package names them."""
        origins = [r.target for r in self.of("") if r.type == ORIGIN and not r.external]
        found = [r.target for o in origins for r in self.of(o) if r.type == SIGNATURE and not r.external]
        return tuple(name for name in dict.fromkeys(found) if name in self.names)

    def stray(self) -> tuple[str, ...]:
        """Parts that say or seem to be signatures and that no signature origin names."""
        known = self.signatures()
        seeming = (n for n in sorted(self.names) if self.type_of(n) == SIGNATURE_TYPE or _SEEMING.fullmatch(n))
        return tuple(name for name in seeming if name not in known)

    def certificates(self, signature: str) -> tuple[bytes, ...]:
        """Certificates that stand in parts of their own beside ``signature`` (ECMA-376 part 2, 13.2.4)."""
        targets = [r.target for r in self.of(signature) if r.type == CERTIFICATE and not r.external]
        return tuple(self.raw(name) for name in dict.fromkeys(targets[:_CERTIFICATES]) if name in self.names)

    def _read(self, name: str) -> Iterator[Relationship]:
        source = source_of(name)
        seen: set[str] = set()
        root = parse(self.raw(name), f"phần “{name}”")
        self._left -= len(root)
        if self._left < 0:
            raise Fails(SignatureStatus.UNREADABLE, f"tệp có hơn {_RELATIONS} mối nối giữa các phần")
        for element in root:
            if not isinstance(element.tag, str):
                continue  # a comment or an instruction means nothing to anybody here
            if element.tag != _RELATIONSHIP or len(element):
                raise Fails(SignatureStatus.INVALID, f"phần “{name}” của tệp có cấu trúc lạ, chữ ký không xét được")
            written = {str(key): str(value) for key, value in element.attrib.items()}
            mode = _MODES.get(written.get("TargetMode", ""))
            if mode is None or written.get("Id", "") in seen or not written.get("Id"):
                raise Fails(SignatureStatus.INVALID, f"phần “{name}” của tệp có mối nối trùng hoặc sai")
            seen.add(written["Id"])
            target = written.get("Target", "")
            if not mode:
                folder = posixpath.dirname(source)
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/").casefold()
            yield Relationship(written["Id"], written.get("Type", ""), target, mode, written)

    def _types(self) -> tuple[dict[str, str], dict[str, str]]:
        defaults: dict[str, str] = {}
        overrides: dict[str, str] = {}
        for element in parse(self.raw(TYPES), "danh mục loại của tệp"):
            if not isinstance(element.tag, str):
                continue
            if element.tag == f"{_CONTENT_TYPES}Default":
                key, into = element.get("Extension", "").casefold(), defaults
            elif element.tag == f"{_CONTENT_TYPES}Override":
                key, into = element.get("PartName", "").lstrip("/").casefold(), overrides
            else:
                raise Fails(SignatureStatus.INVALID, "danh mục loại của tệp có cấu trúc lạ, chữ ký không xét được")
            if key in into:
                raise Fails(SignatureStatus.INVALID, f"danh mục loại của tệp ghi hai lần “{key[:80]}”")
            into[key] = element.get("ContentType", "").casefold()
        return defaults, overrides
