"""Whether an OLE file carries macros that could run ([MS-OVBA]).

Excel and Word leave a project of empty modules in many honest files: a sheet whose code window was once opened. Such
a project is no macro. What counts as empty is told strictly, because an attacker writes both of a module's forms, the
compressed source and the compiled lines beside it, and Office runs the compiled ones where the version fits:

- every module of the project's list is there, its source unpacks wholly and has nothing but ``Attribute`` and
  ``Option`` lines (not even a comment, behind which a compiled line could hide);
- its compiled form is absent, or has no more lines than the source, none longer than an ``Option`` takes;
- no stream of the second cache (``__SRP_…``), no form, and no module stream outside the list.

Whatever does not parse, or is too large to look at, counts as a macro. Whether a macro starts by itself makes no
difference.
"""

from __future__ import annotations

import re
import struct

from intake.readers.ole.compound import Compound, Refused

__all__ = ["has_macros"]

_MOST = 4 * 1024 * 1024  # bytes of one stream of a project; an empty module has about a thousand
_MOST_PROJECTS = 50  # a document's own, and those of the objects in it
_EMPTY_LINE = re.compile(
    rb"[ \t]*(?:Attribute [^\r\n]*|Option (?:Explicit|Private Module|Base [01]|Compare \w+))?[ \t]*"
)
_COMPILED = b"\xfe\xca\x01\x00"  # before the number of compiled lines
_OPTION_CODE = 4  # bytes of a compiled Option line; a call or a procedure takes more
_PROJECT_VERSION, _STREAM_NAME, _STREAM_NAME_WIDE, _TEXT_OFFSET, _MODULE_END = 0x09, 0x1A, 0x32, 0x31, 0x2B
_KNOWN = frozenset({"dir", "_vba_project"})


class _Doubt(Exception):
    """The project is not what an empty one looks like."""


def has_macros(compound: Compound) -> bool:
    """True where a project anywhere in the file holds code, or cannot be shown to hold none."""
    projects = set()
    for key, entry in compound.entries.items():
        folder, _, name = key.rpartition("/")
        if name == "_vba_project":
            projects.add(folder)
        elif name == "vba" and entry.storage:
            projects.add(key)
    if len(projects) > _MOST_PROJECTS:
        return True
    try:
        for folder in projects:
            _demand_empty(compound, folder)
    except (_Doubt, Refused, struct.error, IndexError, UnicodeDecodeError):
        return True
    return False


def _demand_empty(compound: Compound, folder: str) -> None:
    prefix = f"{folder}/" if folder else ""
    modules = _modules(_unpacked(_stream(compound, f"{prefix}dir")))
    beside = {key[len(prefix) :] for key in compound.entries if key.startswith(prefix)}
    if beside - _KNOWN - {name.lower() for name, _ in modules}:
        raise _Doubt
    above = folder.rpartition("/")[0]
    forms = (key for key, entry in compound.entries.items() if entry.storage and key.rpartition("/")[0] == above)
    if any(key != folder for key in forms):
        raise _Doubt
    for name, offset in modules:
        _demand_empty_module(_stream(compound, prefix + name), offset)


def _stream(compound: Compound, path: str) -> bytes:
    content = compound.read(path, _MOST + 1)
    if content is None or len(content) > _MOST:
        raise _Doubt
    return content


def _modules(listing: bytes) -> list[tuple[str, int]]:
    """Stream and offset of the source of every module in the unpacked ``dir`` stream."""
    modules: list[tuple[str, int]] = []
    name, offset, place = "", -1, 0
    while place + 6 <= len(listing):
        kind, size = struct.unpack_from("<HI", listing, place)
        size = 6 if kind == _PROJECT_VERSION else size
        value = listing[place + 6 : place + 6 + size]
        if len(value) < size:
            raise _Doubt
        if kind == _STREAM_NAME:
            name = value.decode("latin-1")
        elif kind == _STREAM_NAME_WIDE:
            name = value.decode("utf-16-le")
        elif kind == _TEXT_OFFSET:
            offset = struct.unpack("<I", value)[0]
        elif kind == _MODULE_END:
            if not name or offset < 0:
                raise _Doubt
            modules.append((name, offset))
            name, offset = "", -1
        place += 6 + size
    return modules


def _demand_empty_module(module: bytes, offset: int) -> None:
    lines = _unpacked(module[offset:]).rstrip(b"\0").replace(b"\r\n", b"\n").split(b"\n")
    if not all(_EMPTY_LINE.fullmatch(line) for line in lines):
        raise _Doubt
    compiled = module[:offset]
    if not compiled:
        return
    place = compiled.find(_COMPILED)
    if place < 0 or compiled.find(_COMPILED, place + 1) >= 0:
        raise _Doubt
    count = struct.unpack_from("<H", compiled, place + 4)[0]
    if count > sum(not line.startswith(b"Attribute ") for line in lines):
        raise _Doubt
    sizes = [struct.unpack_from("<H", compiled, place + 6 + 12 * number + 4)[0] for number in range(count)]
    if any(size > _OPTION_CODE for size in sizes):
        raise _Doubt


def _unpacked(packed: bytes) -> bytes:
    """What a compressed container holds ([MS-OVBA] 2.4.1); raises on anything that is not one, whole."""
    if packed[:1] != b"\x01":
        raise _Doubt
    out = bytearray()
    place = 1
    while place + 2 <= len(packed):
        header = struct.unpack_from("<H", packed, place)[0]
        end = place + (header & 0x0FFF) + 3
        if header & 0x7000 != 0x3000 or end > len(packed) or len(out) > _MOST:
            raise _Doubt
        if header & 0x8000:
            _unpack_chunk(packed[place + 2 : end], out)
        else:
            out += packed[place + 2 : end]
        place = end
    return bytes(out)


def _unpack_chunk(chunk: bytes, out: bytearray) -> None:
    start, place = len(out), 0
    while place < len(chunk):
        flags = chunk[place]
        place += 1
        for bit in range(8):
            if place >= len(chunk):
                return
            if not flags >> bit & 1:
                out.append(chunk[place])
                place += 1
                continue
            token = struct.unpack_from("<H", chunk, place)[0]
            place += 2
            bits = max(4, (len(out) - start - 1).bit_length())
            length, back = (token & (0xFFFF >> bits)) + 3, (token >> (16 - bits)) + 1
            if back > len(out) - start or len(out) - start + length > 4096:
                raise _Doubt
            for _ in range(length):
                out.append(out[-back])
