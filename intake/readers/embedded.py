"""What an object embedded in a document really is: an ordinary sheet, chart or formula, or a file that runs.

Documents of every Office format carry such objects: as an OLE compound file, as an OLE 1 stream ([MS-OLEDS] 2.2.4 and
2.2.5, in rtf), or as the file itself. The class that the document states may lie, so the bytes are asked.
"""

from __future__ import annotations

import re
import struct

from intake.readers.limits import Limits
from intake.readers.ole import Compound, Refused, open_compound
from intake.readers.outside import is_network

__all__ = ["danger_of_class", "danger_of_object", "danger_of_ole1"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NATIVE = "\x01ole10native"
_PROGRAMS = (
    (b"MZ", "chương trình Windows"),
    (b"\x7fELF", "chương trình Linux"),
    (b"#!", "tập lệnh"),
    (b"L\0\0\0\x01\x14\x02\0", "lối tắt Windows"),
)
_RUNS = re.compile(
    r"\.(exe|com|scr|pif|bat|cmd|ps1|vbs|vbe|js|jse|wsf|wsh|hta|msi|msp|lnk|jar|cpl|dll|reg|sct|url|scf|chm|iso|img)\s*$",
    re.IGNORECASE,
)
#: Classes that only wrap another file, fetch one, or are controls that run code (folded).
_CLASSES = {
    "package": "tệp khác được gói vào tài liệu (Package)",
    "htmlfile": "trang web nhúng (htmlfile)",
    "shellexplorer": "trình duyệt nhúng (Shell.Explorer)",
    "shockwaveflash": "điều khiển Flash",
    "scriptletfile": "tập lệnh nhúng (scriptlet)",
    "otkloadr": "điều khiển ActiveX (otkloadr)",
}
#: Class ids as stored.
_CLSIDS = {
    bytes.fromhex("0c00030000000000c000000000000046"): _CLASSES["package"],
    bytes.fromhex("c32ab2eac130cf11a7eb0000c05bae0b"): _CLASSES["shellexplorer"],
    bytes.fromhex("61f956880a34d011a96b00c04fd705a2"): _CLASSES["shellexplorer"],
    bytes.fromhex("6edb7cd26daecf1196b8444553540000"): _CLASSES["shockwaveflash"],
}
#: What the link inside an OLE2Link object may lead through: a URL, a script, a path on another machine ([MS-OSHARED]).
_FETCHES = (
    bytes.fromhex("e0c9ea79f9bace118c8200aa004ba90b"),
    bytes.fromhex("d30b2906aa48d2118432006008c3fbfc"),
    "\\\\".encode("utf-16-le"),
)
_NATIVE_HEAD = 4_096  # bytes at the beginning of a package that hold its names
_CLASS_LETTERS = 256


def danger_of_class(name: str) -> str:
    """What a class of this name (ProgID, \\objclass) would do, in Vietnamese; empty for documents, charts, formulas."""
    folded = "".join(c for c in name.lower() if c.isalnum())
    return next((words for start, words in _CLASSES.items() if folded.startswith(start)), "")


def danger_of_object(content: bytes, limits: Limits) -> str:
    """What the embedded file ``content`` would do, in Vietnamese for the letter; empty where it only shows something.

    Never raises. A compound file too damaged to be looked into counts by what its bytes say.
    """
    for signature, words in _PROGRAMS:
        if content.startswith(signature):
            return f"{words} nhúng trong tài liệu"
    if not content.startswith(_OLE):
        return ""
    try:
        compound = open_compound(content, limits)
        return _danger_of_compound(compound)
    except Refused:
        named = "\x01Ole10Native".encode("utf-16-le") in content or any(mark in content for mark in _FETCHES[:2])
        return _CLASSES["package"] if named else ""


def _danger_of_compound(compound: Compound) -> str:
    if words := _CLSIDS.get(compound.root_clsid):
        return words + _package_name(compound)
    for path, entry in compound.entries.items():
        leaf = path.rpartition("/")[2]
        if entry.storage and (words := _CLSIDS.get(entry.clsid)):
            return words
        if leaf == _NATIVE and (words := _native_danger(compound.read(path, _NATIVE_HEAD) or b"")):
            return words
        if leaf == "\x01ole" and any(mark in (compound.read(path, _NATIVE_HEAD) or b"") for mark in _FETCHES):
            return "đối tượng liên kết lấy nội dung từ mạng"
    return ""


def _package_name(compound: Compound) -> str:
    for path in compound.entries:
        if path.rpartition("/")[2] == _NATIVE:
            label = _label(compound.read(path, _NATIVE_HEAD) or b"")
            return f" “{label}”" if label else ""
    return ""


def _native_danger(native: bytes) -> str:
    """Ole10Native holds a picture of Paint, or a package: two bytes, then label and path of a file of any kind."""
    if native[4:6] == b"BM" or len(native) < 8:
        return ""
    label = _label(native)
    return f"{_CLASSES['package']} “{label}”" if label else _CLASSES["package"]


def _label(native: bytes) -> str:
    """The file name that a package shows, without its folders; empty where there is none."""
    if len(native) < 8 or struct.unpack_from("<H", native, 4)[0] != 2:
        return ""
    text = native[6:].split(b"\0", 1)[0][:_CLASS_LETTERS].decode("cp1252", "replace")
    return "".join(c for c in re.split(r"[\\/]", text)[-1] if c.isprintable())


def danger_of_ole1(content: bytes, limits: Limits) -> str:
    """The same for an OLE 1 stream: version, kind, class, topic, item, then the object's own bytes."""
    if len(content) < 12:
        return ""
    kind = struct.unpack_from("<I", content, 4)[0]
    words: list[str] = []
    place = 8
    for _ in range(3):
        if place + 4 > len(content):
            break
        length = struct.unpack_from("<I", content, place)[0]
        if length > len(content) - place - 4:
            break
        words.append(
            content[place + 4 : place + 4 + min(length, _CLASS_LETTERS)].rstrip(b"\0").decode("cp1252", "replace")
        )
        place += 4 + length
    name, topic = [*words, "", ""][:2]
    if danger := danger_of_class(name):
        label = _RUNS.search(content[place + 4 : place + 4 + _NATIVE_HEAD].split(b"\0")[0].decode("cp1252", "replace"))
        return f"{danger}, đuôi {label[1]}" if label else danger
    if kind == 1 and is_network(topic):
        return "đối tượng liên kết lấy nội dung từ mạng"
    start = content.find(_OLE, 0, place + 64)
    native = content[start:] if start >= 0 else content[place + 4 :]
    return danger_of_object(native, limits)
