"""7z, rar and tar through libarchive, out of memory and block by block."""

from __future__ import annotations

import ctypes
import logging
import stat
from typing import Any

from casework.document import FlawKind
from intake.readers.containers.budget import Budget, Spent
from intake.readers.containers.entry import Entry, Findings, Unpacked
from intake.readers.containers.names import is_litter, octets_as_names, path_of

__all__ = ["is_available", "unpack_archive"]

try:
    import libarchive  # type: ignore[import-untyped]
    from libarchive import ffi
except (ImportError, OSError, AttributeError, TypeError):  # the wheel is there, the system's library is not
    ffi = None

# libarchive's warnings quote names of files. Nothing of a mail may stand in a log.
logging.getLogger("libarchive").addHandler(logging.NullHandler())
logging.getLogger("libarchive").propagate = False

_BLOCK = 64 * 1024
_RAR5 = b"Rar!\x1a\x07\x01\0"
_DAMAGED = "tệp nén bị hỏng hoặc thiếu phần cuối"


def is_available() -> bool:
    """True where the system's libarchive was found."""
    return ffi is not None


if ffi is not None:
    _is_encrypted = ffi.libarchive.archive_entry_is_encrypted
    _is_encrypted.argtypes, _is_encrypted.restype = [ctypes.c_void_p], ctypes.c_int


def unpack_archive(content: bytes, kind: str, budget: Budget) -> Unpacked:
    """The files in ``content`` (kind 7z, rar or tar). What is damaged, encrypted or no file becomes a flaw; never
    raises. Entries are always read to their end, for in a solid archive skipping one unpacks it uncounted."""
    reading = _Reading(budget)
    form = "rar5" if content.startswith(_RAR5) else {"7z": "7zip"}.get(kind, kind)
    try:
        with libarchive.memory_reader(content, format_name=form, filter_name="none") as archive:
            for entry in archive:
                budget.entry()
                reading.take(entry)
    except Spent as spent:
        reading.findings.add(FlawKind.LIMIT, spent.reason)
    except libarchive.ArchiveError as error:
        reading.ended(str(error))
    except MemoryError:
        reading.findings.add(FlawKind.LIMIT, "tệp nén đòi nhiều bộ nhớ hơn mức cho phép (memory_mb)")
    return Unpacked(tuple(reading.files), reading.findings.flaws(), tuple(dict.fromkeys(reading.names)))


class _Reading:
    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self.files: list[Entry] = []
        self.names: list[str] = []
        self.findings = Findings()

    def take(self, entry: Any) -> None:
        """One entry: its name, and its content where it is a file that can be read."""
        readings = _names(entry)
        shown = readings[0] if readings else ""
        self.names.extend(readings)
        kind = stat.S_IFMT(entry.filetype)
        if kind == stat.S_IFDIR:
            return
        if kind not in (0, stat.S_IFREG) or entry.islnk:
            self.findings.about(
                FlawKind.NOT_READ_YET, "{names} trong tệp nén là liên kết hoặc thiết bị, không phải tệp", shown
            )
            return
        if _is_encrypted(entry._entry_p) == 1:
            self.findings.about(FlawKind.ENCRYPTED, "tệp con {names}", shown)
            return
        content = self._content(entry, shown)
        if content is not None and not is_litter(shown, content):
            *folders, name = path_of(shown) or ("",)
            self.files.append(Entry(name, readings, content, tuple(folders)))

    def _content(self, entry: Any, shown: str) -> bytes | None:
        parts: list[bytes] = []
        block = ctypes.create_string_buffer(_BLOCK)
        try:
            while count := ffi.read_data(entry._archive_p, block, _BLOCK):
                if count < 0:  # a warning: a checksum that does not fit
                    self.findings.about(FlawKind.UNREADABLE, "tệp con {names} hỏng", shown)
                    break
                self._budget.take(count)
                parts.append(block.raw[:count])
        except libarchive.ArchiveError as error:
            if "ncrypt" in str(error) or "assphrase" in str(error):
                self.findings.about(FlawKind.ENCRYPTED, "tệp con {names}", shown)
                return None
            self.findings.about(FlawKind.UNREADABLE, "tệp con {names} hỏng", shown)
            if error.retcode == ffi.ARCHIVE_FATAL:
                raise
        return b"".join(parts)

    def ended(self, said: str) -> None:
        """The archive cannot be read on: encrypted as a whole, or damaged."""
        if "ncrypt" in said:
            self.findings.add(FlawKind.ENCRYPTED, "tệp nén đặt mật khẩu cả danh sách tệp")
        elif "emory" in said or "llocate" in said or "dictionary" in said:
            self.findings.add(FlawKind.LIMIT, "tệp nén đòi nhiều bộ nhớ hơn mức cho phép (memory_mb)")
        elif "nsupported" in said or "not supported" in said:
            self.findings.add(FlawKind.NOT_RECOGNISED, "tệp nén theo cách ít dùng")
        else:
            self.findings.add(FlawKind.UNREADABLE, _DAMAGED)


def _names(entry: Any) -> tuple[str, ...]:
    """The readings of an entry's name; none where it has none."""
    octets = ffi.entry_pathname(entry._entry_p)
    if octets:
        return octets_as_names(octets)
    try:
        wide = ffi.entry_pathname_w(entry._entry_p)
    except ValueError:  # a letter beyond Unicode
        return ()
    return (wide,) if wide else ()
