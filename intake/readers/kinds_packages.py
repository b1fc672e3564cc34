"""What a zip file or an OLE compound file really is: both are the clothes of many formats."""

from __future__ import annotations

import re
import struct

from intake.readers.containers.budget import Budget, Spent
from intake.readers.containers.streams import Unsupported, unpack_stream
from intake.readers.containers.zip_directory import Damaged, ZipEntry, body_range, find_directory, walk
from intake.readers.limits import Limits
from intake.readers.ole import macros as ole_macros
from intake.readers.ole.compound import Refused, open_compound

__all__ = ["has_macros", "kind_of_ole", "kind_of_zip"]

_OOXML = (
    (b"wordprocessingml.document", "docx"),
    (b"wordprocessingml.template", "docx"),
    (b"ms-word.document.macroEnabled", "docx"),
    (b"ms-word.template.macroEnabled", "docx"),
    (b"spreadsheetml.sheet.main", "xlsx"),
    (b"spreadsheetml.template.main", "xlsx"),
    (b"ms-excel.sheet", "xlsx"),
    (b"ms-excel.template", "xlsx"),
    (b"presentationml.presentation.main", "pptx"),
    (b"presentationml.slideshow.main", "pptx"),
    (b"presentationml.template.main", "pptx"),
    (b"ms-powerpoint.presentation", "pptx"),
    (b"ms-powerpoint.slideshow", "pptx"),
    (b"xps-fixeddocumentsequence", "xps"),
    (b"oxps", "xps"),
)
_STATED = (
    (b"opendocument.text", "odt"),
    (b"opendocument.spreadsheet", "ods"),
    (b"opendocument.presentation", "odp"),
    (b"epub+zip", "epub"),
)
_BY_ENTRY = (
    (re.compile(rb"AndroidManifest\.xml$"), "apk"),
    (re.compile(rb"META-INF/MANIFEST\.MF$"), "jar"),
    (re.compile(rb"Index/Document\.iwa$|index\.apxl$|index\.xml\.gz$"), "pages"),
)
_OLE_STREAMS = (
    ("worddocument", "doc"),
    ("workbook", "xls"),
    ("book", "xls"),
    ("powerpoint document", "ppt"),
    ("__properties_version1.0", "msg"),
    ("encryptedpackage", "encrypted-office"),
    ("matost", "wps"),
)
_INSTALLER = bytes.fromhex("84100c0000000000c000000000000046")  # the class of a Windows Installer database
_ENTRIES_LOOKED_AT = 5_000
_TYPES = 1_000_000  # bytes of [Content_Types].xml that are looked at


def kind_of_zip(content: bytes) -> str:
    """docx, xlsx, pptx, odt …, jar, apk, or zip where it is nothing but an archive."""
    entries: dict[bytes, ZipEntry] = {}
    try:
        for number, entry in enumerate(walk(content, find_directory(content))):
            entries.setdefault(entry.name, entry)
            if number >= _ENTRIES_LOOKED_AT:
                break
    except Damaged:
        return _damaged_package(content) if not entries else "zip"
    for name, kinds in ((b"[Content_Types].xml", _OOXML), (b"mimetype", _STATED)):
        if name in entries:
            said = _first_bytes(content, entries[name])
            return next((kind for mark, kind in kinds if mark in said), "zip")
    for pattern, kind in _BY_ENTRY:
        if any(pattern.match(name) for name in entries):
            return kind
    return "zip"


def _first_bytes(content: bytes, entry: ZipEntry) -> bytes:
    try:
        start, end, _ = body_range(content, entry)
        budget = Budget(Limits(container_bytes=2 * _TYPES))
        return unpack_stream(memoryview(content)[start:end], entry.method, budget)[0][:_TYPES]
    except (Damaged, Spent, Unsupported):
        return b""


def _damaged_package(content: bytes) -> str:
    """A damaged package still shows what it was meant to be in its first entries."""
    head = content[:4096]
    if b"[Content_Types].xml" in head or b"_rels/.rels" in head:
        for mark, kind in ((b"word/", "docx"), (b"xl/", "xlsx"), (b"ppt/", "pptx")):
            if mark in content:
                return kind
    return "zip"


def kind_of_ole(content: bytes) -> str:
    """doc, xls, ppt, msg …, by the streams beside the root; “ole” where none is known."""
    try:
        compound = open_compound(content, Limits())
    except Refused:
        streams = {name.lower() for name in _ole_streams(content)}
    else:
        if compound.root_clsid == _INSTALLER:
            return "msi"
        streams = {path for path in compound.entries if "/" not in path}
    return next((kind for stream, kind in _OLE_STREAMS if stream in streams), "ole")


def _ole_streams(content: bytes) -> set[str]:
    """The names in the directory of an OLE compound file ([MS-CFB] 2.6), read along the sector chain."""
    if len(content) < 512:
        return set()
    shift = struct.unpack_from("<H", content, 30)[0]
    if shift not in (9, 12):
        return set()
    sector = 1 << shift
    fat_sectors = struct.unpack_from("<109I", content, 76)
    names: set[str] = set()
    current = struct.unpack_from("<I", content, 48)[0]
    for _ in range(256):
        if current >= 0xFFFFFFFA:
            break
        begin = (current + 1) * sector
        block = content[begin : begin + sector]
        if len(block) < 128:
            break
        for place in range(0, len(block) - 127, 128):
            size = struct.unpack_from("<H", block, place + 64)[0]
            if 2 < size <= 64:
                names.add(block[place : place + size - 2].decode("utf-16-le", "replace"))
        entry = (fat_sectors[(current * 4) // sector % 109] + 1) * sector + (current * 4) % sector
        if entry + 4 > len(content):
            break
        current = struct.unpack_from("<I", content, entry)[0]
    return names


def has_macros(content: bytes, kind: str) -> bool:
    """True where an Office file carries a macro project; an OLE file's project of empty modules is none, but where
    the file cannot be opened a project's name in the directory is enough."""
    if kind in ("doc", "xls", "ppt"):
        try:
            return ole_macros.has_macros(open_compound(content, Limits()))
        except Refused:
            return bool({"_VBA_PROJECT", "VBA", "Macros", "_VBA_PROJECT_CUR"} & _ole_streams(content))
    if kind in ("docx", "xlsx", "pptx"):
        return b"vbaProject.bin" in content
    return False
