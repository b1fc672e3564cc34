"""LibreOffice: a file that no reader of ours can read, as flat XML; an old file as a new one.

A fresh profile each time, so that nothing of one file is there for the next. Macros never run, links are never
followed. It ends with status 0 whatever happened and imports random bytes as text: what goes in must look like its
kind, the kind decides the filter, and what comes out must be there and be of the kind that was asked for.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from intake.workshop.bench import JobFailed, JobOutOfTime, find, fresh_folder, run

__all__ = ["PROGRAMS", "to_office"]

PROGRAMS = ("soffice", "libreoffice")
_MEMORY_MB = 4096  # of address space; resident it is a tenth
_RESTART = (79, 81)  # statuses by which the office asks to be started again, as it does with a fresh profile
_LARGEST = 256 * 1024 * 1024  # bytes of what comes out

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"


class _Kind(NamedTuple):
    """How a file of a kind begins, what else must stand in it, and with which filters it is tried, in turn."""

    begins: tuple[bytes, ...]
    holds: tuple[bytes, ...]
    filters: tuple[str, ...]


def _stream(name: str) -> bytes:
    """The name of an OLE stream as its directory has it."""
    return name.encode("utf-16-le")


#: Only the kinds that a unit sends; LibreOffice knows a hundred more, and each is a door.
_KINDS = {
    "doc": _Kind((_OLE,), (_stream("WordDocument"),), ("MS Word 97", "MS WinWord 6", "MS Word 95")),
    "xls": _Kind((_OLE,), (_stream("Book"), _stream("Workbook")), ("MS Excel 97", "MS Excel 95", "MS Excel 5.0")),
    "ppt": _Kind((_OLE,), (_stream("PowerPoint Document"),), ("MS PowerPoint 97",)),
    "rtf": _Kind((b"{\\rtf",), (), ("Rich Text Format",)),
    "docx": _Kind((_ZIP,), (b"word/",), ("MS Word 2007 XML",)),
    "xlsx": _Kind((_ZIP,), (b"xl/",), ("Calc MS Excel 2007 XML",)),
    "pptx": _Kind((_ZIP,), (b"ppt/",), ("Impress MS PowerPoint 2007 XML",)),
    "odt": _Kind((_ZIP,), (b"content.xml",), ("writer8",)),
    "ods": _Kind((_ZIP,), (b"content.xml",), ("calc8",)),
    "odp": _Kind((_ZIP,), (b"content.xml",), ("impress8",)),
    "fodt": _Kind((b"<?xml",), (b"office:document",), ("OpenDocument Text Flat XML",)),
    "fods": _Kind((b"<?xml",), (b"office:document",), ("OpenDocument Spreadsheet Flat XML",)),
    "fodp": _Kind((b"<?xml",), (b"office:document",), ("OpenDocument Presentation Flat XML",)),
}
#: Target → filter, and what the file that comes out begins with and holds.
_TARGETS = {
    "fodt": ("OpenDocument Text Flat XML", b"<?xml", b"<office:text"),
    "fods": ("OpenDocument Spreadsheet Flat XML", b"<?xml", b"<office:spreadsheet"),
    "fodp": ("OpenDocument Presentation Flat XML", b"<?xml", b"<office:presentation"),
    "docx": ("MS Word 2007 XML", _ZIP, b"word/document.xml"),
    "xlsx": ("Calc MS Excel 2007 XML", _ZIP, b"xl/workbook.xml"),
    "pptx": ("Impress MS PowerPoint 2007 XML", _ZIP, b"ppt/presentation.xml"),
}
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
 <prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
 <prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
 <prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop>
 <prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
 <prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update">
 <prop oor:name="Link" oor:op="fuse"><value>1</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc">
 <prop oor:name="UseLocking" oor:op="fuse"><value>false</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Java/ApplicationOptions"/>
<item oor:path="/org.openoffice.Setup/Office">
 <prop oor:name="ooSetupInstCompleted" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""


def to_office(content: bytes, kind: str, target: str, seconds: float) -> bytes:
    """``content`` of ``kind`` as ``target``. Raises :class:`JobFailed` where that does not come out."""
    program = _binary()
    known = _KINDS.get(kind)
    if known is None or target not in _TARGETS:
        raise JobFailed(f"không chuyển được .{kind} thành .{target}")
    if not _plausible(content, known):
        raise JobFailed(f"nội dung không phải tệp .{kind}")
    left = seconds
    for name in known.filters:
        with fresh_folder() as folder:
            made, used = _convert(program, content, kind, name, target, folder, left)
        if made:
            return made
        left -= used
        if left <= 0:
            raise JobOutOfTime(f"quá {seconds:.0f} giây còn dành cho thư này")
    raise JobFailed(f"LibreOffice không mở được tệp .{kind} này")


def _binary() -> str:
    """The office itself rather than its starter, which takes the socket of the instance away between two starts and so
    would have to be let into /tmp."""
    starter = find(*PROGRAMS)
    beside = Path(starter).resolve().with_name("soffice.bin")
    return str(beside) if beside.is_file() else starter


def _plausible(content: bytes, known: _Kind) -> bool:
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    return start.startswith(known.begins) and (not known.holds or any(part in content for part in known.holds))


def _convert(
    program: str, content: bytes, kind: str, name: str, target: str, folder: Path, seconds: float
) -> tuple[bytes, float]:
    """What came out with one filter (empty: nothing), and the seconds that it took."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, "utf-8")
    source = folder / f"vao.{kind}"
    source.write_bytes(content)
    filter_name, begins, holds = _TARGETS[target]
    command = (
        program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nolockcheck", "--nologo",
        "--nodefault", "--nofirststartwizard", f"--infilter={name}", "--convert-to", f"{target}:{filter_name}",
        "--outdir", str(folder / "ra"), str(source),
    )  # fmt: skip
    done = run(command, folder, seconds, _MEMORY_MB)
    used = done.seconds
    if done.status in _RESTART:
        used += run(command, folder, seconds - used, _MEMORY_MB).seconds
    made = folder / "ra" / f"vao.{target}"
    if not made.is_file() or made.is_symlink() or made.stat().st_size > _LARGEST:
        return b"", used
    result = made.read_bytes()
    return (result if result.startswith(begins) and holds in result else b""), used
