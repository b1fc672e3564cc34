"""Zip archives: every entry that is a file, unpacked and counted byte by byte."""

from __future__ import annotations

import stat
import zlib

from casework.document import FlawKind
from intake.readers.containers.budget import Budget, Spent
from intake.readers.containers.entry import Entry, Findings, Unpacked
from intake.readers.containers.names import is_litter, octets_as_names, path_of
from intake.readers.containers.streams import Unsupported, unpack_stream
from intake.readers.containers.zip_directory import Damaged, ZipEntry, body_range, find_directory, walk

__all__ = ["unpack_zip"]

_LOCAL_HEADER = 30  # bytes before the name of a local header


def unpack_zip(content: bytes, budget: Budget) -> Unpacked:
    """The files in ``content``. An entry that is damaged, encrypted or a link becomes a flaw; never raises."""
    unpacking = _Unpacking(content, budget)
    try:
        unpacking.list_entries()
        unpacking.refuse_overlaps()
        unpacking.unpack()
    except Spent as spent:
        unpacking.findings.add(FlawKind.LIMIT, spent.reason)
    except Damaged as damaged:
        unpacking.findings.add(FlawKind.UNREADABLE, damaged.detail)
    return Unpacked(tuple(unpacking.files), unpacking.findings.flaws(), tuple(dict.fromkeys(unpacking.names)))


class _Unpacking:
    def __init__(self, content: bytes, budget: Budget) -> None:
        self._content = content
        self._budget = budget
        self._entries: list[tuple[ZipEntry, tuple[str, ...]]] = []
        self.files: list[Entry] = []
        self.names: list[str] = []
        self.findings = Findings()

    def list_entries(self) -> None:
        for entry in walk(self._content, find_directory(self._content)):
            self._budget.entry()
            readings = (entry.stated,) if entry.stated is not None else octets_as_names(entry.name)
            self.names.extend(readings)
            self._entries.append((entry, readings))

    def refuse_overlaps(self) -> None:
        """Two entries that share bytes make a small file unpack into a huge one, or into two different documents.
        What lies between entries and is in no table, a program that reads from the front would unpack all the same."""
        end = 0
        for entry, _ in sorted(self._entries, key=lambda pair: pair[0].offset):
            if entry.offset < end:
                raise Damaged("các mục trong tệp nén nằm chồng lên nhau")
            if self._content.find(b"PK\x03\x04", end, entry.offset) >= 0:
                self.findings.add(FlawKind.NOT_READ_YET, "tệp nén có mục không ghi trong mục lục")
            try:
                _, end, _ = body_range(self._content, entry)
            except Damaged:
                end = entry.offset + _LOCAL_HEADER

    def unpack(self) -> None:
        for entry, readings in self._entries:
            shown = readings[0]
            if entry.is_folder and not entry.packed:
                continue
            if stat.S_IFMT(entry.mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
                self.findings.about(
                    FlawKind.NOT_READ_YET, "{names} trong tệp nén là liên kết hoặc thiết bị, không phải tệp", shown
                )
            elif entry.encrypted:
                self.findings.about(FlawKind.ENCRYPTED, "tệp con {names}", shown)
            else:
                self._unpack(entry, readings)

    def _unpack(self, entry: ZipEntry, readings: tuple[str, ...]) -> None:
        shown = readings[0]
        damaged = "tệp con {names} hỏng"
        try:
            start, end, local = body_range(self._content, entry)
            body = memoryview(self._content)[start:end]
            content, whole = unpack_stream(body, entry.method, self._budget)
        except Damaged:
            self.findings.about(FlawKind.UNREADABLE, damaged, shown)
            return
        except Unsupported as unsupported:
            self.findings.about(FlawKind.NOT_RECOGNISED, f"{{names}} nén theo cách ít dùng ({unsupported})", shown)
            return
        if is_litter(shown, content) or (entry.is_folder and whole and not content):
            return
        if not whole or len(content) != entry.size or zlib.crc32(content) != entry.crc:
            self.findings.about(FlawKind.UNREADABLE, damaged, shown)
        *folders, name = path_of(shown) or ("",)
        claimed = tuple(dict.fromkeys((*readings, *_other_name(entry, local))))
        self.names.extend(claimed)
        self.files.append(Entry(name, claimed, content, tuple(folders)))


def _other_name(entry: ZipEntry, local: bytes) -> tuple[str, ...]:
    """The readings of a second name, which only the local header bears."""
    return () if local == entry.name else octets_as_names(local)
