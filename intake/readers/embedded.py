"""What an object embedded in a document really is: an ordinary sheet, chart or formula, or a file that runs.

Documents carry such objects as an OLE compound file, as an OLE 1 stream ([MS-OLEDS] 2.2.4 and 2.2.5, in rtf), or as
the file itself. The class that the document states may lie, so the bytes are asked.
"""

from __future__ import annotations

import struct

from casework.document import Flaw, FlawKind
from intake.readers.limits import Limits
from intake.readers.ole.compound import Refused, open_compound
from intake.readers.ole.objects import flaws_of
from intake.readers.outside import is_network

__all__ = ["flaws_of_class", "flaws_of_object", "flaws_of_ole1"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROGRAMS = (
    (b"MZ", "chương trình Windows"),
    (b"\x7fELF", "chương trình Linux"),
    (b"#!", "tập lệnh"),
    (b"L\0\0\0\x01\x14\x02\0", "lối tắt Windows"),
)
#: Classes that wrap another file, fetch one, or run code (folded to letters and digits).
_CLASSES = {
    "package": "tệp khác được gói vào tài liệu (Package)",
    "htmlfile": "trang web nhúng (htmlfile)",
    "shellexplorer": "trình duyệt nhúng (Shell.Explorer)",
    "shockwaveflash": "điều khiển Flash",
    "scriptletfile": "tập lệnh nhúng (scriptlet)",
    "otkloadr": "điều khiển ActiveX (otkloadr)",
}
_NAME_LETTERS = 1_024  # of a class, topic or item that are looked at
_SLACK = 64  # bytes after the names of an OLE 1 stream within which its compound file begins


def flaws_of_class(name: str) -> tuple[Flaw, ...]:
    """What a class of this name (ProgID, \\objclass) would do; nothing for documents, charts and formulas."""
    folded = "".join(c for c in name.lower() if c.isalnum())
    return tuple(_active(words) for start, words in _CLASSES.items() if folded.startswith(start))


def flaws_of_object(content: bytes, limits: Limits) -> tuple[Flaw, ...]:
    """What the embedded file ``content`` would do; nothing where it only shows something.

    Never raises: a compound file that cannot be looked into counts as active.
    """
    for signature, words in _PROGRAMS:
        if content.startswith(signature):
            return (_active(f"{words} nhúng trong tài liệu"),)
    if content.startswith(b"PK\x03\x04"):
        return (Flaw(FlawKind.MACRO, "tệp nhúng có macro"),) if b"vbaProject.bin" in content else ()
    if not content.startswith(_OLE):
        return ()
    try:
        return flaws_of(open_compound(content, limits))
    except Refused:
        return (_active("đối tượng nhúng không mở được để kiểm tra"),)


def flaws_of_ole1(content: bytes, limits: Limits) -> tuple[Flaw, ...]:
    """The same for an OLE 1 stream: version, kind, class, topic, item, then the object's own bytes."""
    if len(content) < 12:
        return ()
    kind = struct.unpack_from("<I", content, 4)[0]
    names: list[str] = []
    place = 8
    for _ in range(3):
        if place + 4 > len(content):
            break
        length = struct.unpack_from("<I", content, place)[0]
        if length > len(content) - place - 4:
            break
        names.append(content[place + 4 : place + 4 + min(length, _NAME_LETTERS)].rstrip(b"\0").decode("latin-1"))
        place += 4 + length
    name, topic = [*names, "", ""][:2]
    if found := flaws_of_class(name):
        return found
    if kind == 1 and is_network(topic):
        return (_active("đối tượng liên kết lấy nội dung từ mạng"),)
    start = content.find(_OLE, 0, place + _SLACK)
    return flaws_of_object(content[start:] if start >= 0 else content[place + 4 :], limits)


def _active(detail: str) -> Flaw:
    return Flaw(FlawKind.ACTIVE, detail)
