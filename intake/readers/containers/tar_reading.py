"""Tar through the standard library, for machines without libarchive."""

from __future__ import annotations

import io
import tarfile

from casework.document import FlawKind
from intake.readers.containers.budget import Budget, Spent
from intake.readers.containers.entry import Entry, Findings, Unpacked
from intake.readers.containers.names import is_litter, octets_as_names, path_of

__all__ = ["unpack_tar"]

_BLOCK = 64 * 1024


def unpack_tar(content: bytes, budget: Budget) -> Unpacked:
    """The files in ``content``; links and devices become a flaw. Never raises."""
    findings = Findings()
    files: list[Entry] = []
    names: list[str] = []
    try:
        with tarfile.open(fileobj=io.BytesIO(content), mode="r:", encoding="latin-1") as archive:
            while (member := archive.next()) is not None:
                budget.entry()
                readings = _readings(member)
                shown = readings[0] if readings else ""
                names.extend(readings)
                if member.isreg():
                    found = _content(archive, member, budget)
                    if len(found) != member.size:
                        findings.about(FlawKind.UNREADABLE, "tệp con {names} hỏng", shown)
                    if not is_litter(shown, found):
                        *folders, name = path_of(shown) or ("",)
                        files.append(Entry(name, readings, found, tuple(folders)))
                elif not member.isdir():
                    findings.about(
                        FlawKind.NOT_READ_YET, "{names} trong tệp nén là liên kết hoặc thiết bị, không phải tệp", shown
                    )
    except Spent as spent:
        findings.add(FlawKind.LIMIT, spent.reason)
    except (tarfile.TarError, ValueError, OSError, EOFError, OverflowError, RecursionError):
        findings.add(FlawKind.UNREADABLE, "tệp nén bị hỏng hoặc thiếu phần cuối")
    return Unpacked(tuple(files), findings.flaws(), tuple(dict.fromkeys(names)))


def _readings(member: tarfile.TarInfo) -> tuple[str, ...]:
    """The name as octets again: the library was told to take each octet for a letter; in a pax header it is text."""
    if not member.name:
        return ()
    if "path" in member.pax_headers:
        return (member.name,)
    return octets_as_names(member.name.encode("latin-1"))


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo, budget: Budget) -> bytes:
    parts: list[bytes] = []
    source = archive.extractfile(member)
    while source is not None and (block := source.read(_BLOCK)):
        budget.take(len(block))
        parts.append(block)
    return b"".join(parts)
