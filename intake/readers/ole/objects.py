"""What is embedded in an OLE file: ordinary objects (a sheet, a formula, a drawing) and what could do harm.

Active, and so a finding, are: a Package (any file, wrapped, that a double click starts), a program or a script found
in an object's own streams, a link that fetches something when the file is opened, an ActiveX control, and the few
servers that exist to show or run what comes from elsewhere. An embedded Excel sheet or Word document, a picture of
Paint, a chart and a MathType formula are ordinary.

The formula editor of Office 97–2016 (Equation.3) has holes that were used for years: an object that calls itself a
formula but brings other streams than its own (``Equation Native``), a false length, a version of its language that
the editor never wrote, or a stretch without a zero longer than any name in it, which is what the overflows need, is
active. MathType's own later formulas go to a program without those holes and stay ordinary.
"""

from __future__ import annotations

import re
import struct

from casework.document import Flaw, FlawKind
from intake.readers.ole.compound import Compound, Refused
from intake.readers.ole.macros import has_macros

__all__ = ["flaws_of"]


def _clsid(text: str) -> bytes:
    """The 16 bytes of a class id as a compound file stores them."""
    first, second, third, rest = text.split("-", 3)
    fields = struct.pack("<IHH", int(first, 16), int(second, 16), int(third, 16))
    return fields + bytes.fromhex(rest.replace("-", ""))


_PACKAGE = frozenset({_clsid("0003000C-0000-0000-C000-000000000046"), _clsid("F20DA720-C02F-11CE-927B-0800095AE340")})
_EQUATION = frozenset({_clsid("0002CE02-0000-0000-C000-000000000046"), _clsid("00021700-0000-0000-C000-000000000046")})
#: Servers that show or run what comes from elsewhere.
_SERVERS = {
    _clsid("00000300-0000-0000-C000-000000000046"): "liên kết OLE",
    _clsid("25336920-03F9-11CF-8FD0-00AA00686F13"): "trang HTML nhúng",
    _clsid("25336921-03F9-11CF-8FD0-00AA00686F13"): "trang HTML nhúng",
    _clsid("D27CDB6E-AE6D-11CF-96B8-444553540000"): "Flash",
    _clsid("D27CDB70-AE6D-11CF-96B8-444553540000"): "Flash",
    _clsid("8856F961-340A-11D0-A96B-00C04FD705A2"): "trình duyệt nhúng",
    _clsid("EAB22AC3-30C1-11CF-A7EB-0000C05BAE0B"): "trình duyệt nhúng",
    _clsid("06290BD2-48AA-11D2-8432-006008C3FBFC"): "kịch bản (scriptlet)",
    _clsid("06290BD3-48AA-11D2-8432-006008C3FBFC"): "kịch bản (scriptlet)",
    _clsid("ECABB0C7-7F19-11D2-978E-0000F8757E2A"): "liên kết mạng (moniker)",
}
_HEAD = 4096  # bytes looked at in streams that are only recognised
_PROGRAM = re.compile(rb"MZ|\x7fELF|L\0\0\0\x01\x14\x02\0|#!|<\?xml[^>]*>\s*<\?component|<(?:script|job|hta:)", re.I)
_NATIVE, _LINK = "\x01ole10native", "\x01ole"
_CONTROL = ("\x03ocxname", "\x03ocxdata")
_FORMULA_HEADER = 28  # bytes ([MS-OLEDS] has none of it: Design Science, “MTEF Storage”)
_FORMULA_VERSIONS = (1, 2, 3)
_FORMULA_RUN = re.compile(rb"[^\0]{40}")
_FORMULA_STREAMS = frozenset({"equation native", "\x01ole", "\x01compobj", "\x03objinfo", "\x03print", "\x03meta",
                              "\x02olepres000", "\x03epicture", "\x03pict", "\x03linkinfo"})  # fmt: skip


def flaws_of(compound: Compound) -> tuple[Flaw, ...]:
    """Macros and active objects anywhere in the file, each kind of finding once. Never raises on bad content: what
    cannot be looked at counts as active."""
    flaws: list[Flaw] = []
    if has_macros(compound):
        flaws.append(Flaw(FlawKind.MACRO, "tệp có macro"))
    folders: dict[str, list[str]] = {}
    for key in compound.entries:
        folder, _, name = key.rpartition("/")
        folders.setdefault(folder, []).append(name)
    for folder, names in folders.items():
        found = _danger(compound, folder, frozenset(names))
        if found:
            flaws.append(Flaw(FlawKind.ACTIVE, found))
    return tuple(dict.fromkeys(flaws))


def _danger(compound: Compound, folder: str, names: frozenset[str]) -> str:
    """What is dangerous about one storage, in Vietnamese; empty where nothing is."""
    clsid = compound.entries[folder].clsid if folder in compound.entries else compound.root_clsid
    if clsid in _PACKAGE:
        return "tệp nhúng một tệp khác (Package)"
    if clsid in _SERVERS:
        return f"tệp nhúng đối tượng có thể chạy hoặc tải nội dung từ bên ngoài ({_SERVERS[clsid]})"
    if any(name in names for name in _CONTROL):
        return "tệp có điều khiển ActiveX"
    try:
        return _in_streams(compound, folder, names, clsid)
    except (Refused, struct.error):
        return "tệp nhúng một đối tượng bị hỏng, không kiểm tra được"


def _in_streams(compound: Compound, folder: str, names: frozenset[str], clsid: bytes) -> str:
    prefix = f"{folder}/" if folder else ""  # an embedded object is a compound file of its own
    if clsid in _EQUATION or "equation native" in names:
        if _is_false_formula(compound, prefix, names, clsid):
            return "tệp nhúng một công thức (Equation) có cấu trúc bất thường"
        return ""
    link = compound.read(prefix + _LINK, 8) or b""
    if len(link) == 8 and struct.unpack_from("<I", link, 4)[0] & 1:
        return "tệp gọi nội dung từ bên ngoài (đối tượng liên kết)"
    if _NATIVE in names and not _is_picture(compound.read(prefix + _NATIVE, _HEAD) or b""):
        return "tệp nhúng một tệp khác (Package)"
    for name in sorted(names):
        stored = compound.entries[prefix + name]
        if not stored.storage and _PROGRAM.match(compound.read(prefix + name, 64) or b""):
            return "tệp nhúng một chương trình hoặc kịch bản"
    return ""


def _is_picture(native: bytes) -> bool:
    """Whether an OLE 1 object holds a bitmap of Paint, as its length and the bitmap's own say."""
    if len(native) < 10 or native[4:6] != b"BM":
        return False
    length, size = struct.unpack_from("<I", native, 0)[0], struct.unpack_from("<I", native, 6)[0]
    return bool(0 < size <= length + 4)


def _is_false_formula(compound: Compound, prefix: str, names: frozenset[str], clsid: bytes) -> bool:
    native = compound.read(f"{prefix}equation native", 1024 * 1024)
    if native is None:
        return True
    if clsid not in _EQUATION:
        return False
    if names - _FORMULA_STREAMS or len(native) < _FORMULA_HEADER + 5:
        return True
    header, _, _, length = struct.unpack_from("<HIHI", native)
    if header != _FORMULA_HEADER or length > len(native) - _FORMULA_HEADER:
        return True
    formula = native[_FORMULA_HEADER : _FORMULA_HEADER + length]
    return formula[:1] not in {bytes([v]) for v in _FORMULA_VERSIONS} or bool(_FORMULA_RUN.search(formula))
