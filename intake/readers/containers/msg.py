"""Mails saved by Outlook as .msg: a compound file of properties ([MS-OXMSG]).

Read by hand on top of our own compound files: the library for it copies every stream before anybody can count, and
walks embedded messages by recursion.
"""

from __future__ import annotations

import struct

from casework.document import FlawKind
from intake.readers.containers.budget import Budget, Spent
from intake.readers.containers.entry import Entry, Findings, Unpacked
from intake.readers.containers.mapi import (
    BODY,
    CODE_PAGE,
    CONTENT_ID,
    DATA,
    HTML,
    INTERNET_CODE_PAGE,
    LONG_NAME,
    RTF,
    SHORT_NAME,
    SHOWN_NAME,
    SUBJECT,
    TYPE,
    Properties,
    attachment_names,
    attachment_type,
    codec_of,
    decoded,
    is_decoration,
    message_text,
    shown_name,
    subject_of,
)
from intake.readers.limits import Limits
from intake.readers.ole.compound import Compound, Refused, open_compound

__all__ = ["unpack_msg"]

_TEXTS = (SUBJECT, BODY, HTML, LONG_NAME, SHORT_NAME, SHOWN_NAME, TYPE, CONTENT_ID)
_OCTETS = (HTML, RTF, DATA)
_ATTACHMENT = "__attach_version1.0_#"
_EMBEDDED = "__substg1.0_3701000d"
_DEPTH = 8  # messages embedded in messages


def unpack_msg(content: bytes, limits: Limits, budget: Budget) -> Unpacked:
    """The text and the attachments in ``content``, embedded messages flattened; never raises."""
    findings = Findings()
    reading: _Reading | None = None
    try:
        reading = _Reading(open_compound(content, limits), limits, budget, findings)
        reading.run()
    except Refused as refused:
        findings.add(refused.flaw.kind, refused.flaw.detail)
    except Spent as spent:
        findings.add(FlawKind.LIMIT, spent.reason)
    if reading is None:
        return Unpacked((), findings.flaws())
    return Unpacked(tuple(reading.entries), findings.flaws(), tuple(reading.names), tuple(reading.subjects))


class _Reading:
    def __init__(self, compound: Compound, limits: Limits, budget: Budget, findings: Findings) -> None:
        self._compound = compound
        self._limits = limits
        self._budget = budget
        self._findings = findings
        self._children: dict[str, list[str]] = {}
        for path, entry in compound.entries.items():
            if entry.storage:
                self._children.setdefault(path.rpartition("/")[0], []).append(path)
        self.entries: list[Entry] = []
        self.names: list[str] = []
        self.subjects: list[str] = []

    def run(self) -> None:
        """Every message, the outer before the inner; a message stands in the folder that bears its name."""
        waiting: list[tuple[str, tuple[str, ...]]] = [("", ())]
        while waiting:
            storage, folders = waiting.pop(0)
            shown = self._message(storage, folders)
            attachments = [p for p in self._children.get(storage, ()) if p.rpartition("/")[2].startswith(_ATTACHMENT)]
            for number, path in enumerate(sorted(attachments), start=1):
                self._budget.entry()
                inner = self._attachment(path, folders, number, shown)
                if inner and len(folders) >= _DEPTH:
                    self._findings.add(FlawKind.LIMIT, f"thư lồng nhau quá {_DEPTH} tầng")
                elif inner:
                    waiting.append((f"{path}/{_EMBEDDED}", (*folders, inner)))

    def _message(self, storage: str, folders: tuple[str, ...]) -> frozenset[str]:
        """Keep the message's text; the attachments that it shows."""
        properties = self._properties(storage, 32 if not storage else 24)
        if subject := subject_of(properties):
            self.subjects.append(subject)
        text = message_text(properties, folders, self._limits)
        if text.entry is not None:
            self.entries.append(text.entry)
        return text.shown

    def _attachment(self, path: str, folders: tuple[str, ...], number: int, shown: frozenset[str]) -> str:
        """Keep the attachment; the name of the message in it where it is one, else nothing."""
        properties = self._properties(path, 8)
        claimed = attachment_names(properties)
        self.names.extend(claimed)
        inner = self._compound.entries.get(f"{path}/{_EMBEDDED}")
        if inner is not None and inner.storage:
            if self._compound.has(f"{inner.path}/__properties_version1.0"):
                return shown_name(claimed) or f"thư đính kèm {number}"
            self._findings.about(
                FlawKind.NOT_READ_YET, "{names} là đối tượng nhúng, chưa mở được", "".join(claimed[:1])
            )
            return ""
        data = properties.get(DATA)
        if isinstance(data, bytes):
            declared = attachment_type(properties)
            inline = is_decoration(properties, shown)
            self.entries.append(Entry(shown_name(claimed), claimed, data, folders, declared, inline))
        elif claimed:
            self._findings.about(FlawKind.NOT_READ_YET, "{names} chỉ là liên kết, không kèm trong thư", claimed[0])
        return ""

    def _properties(self, storage: str, header: int) -> Properties:
        """What of a storage's properties is asked for: numbers of its property stream, texts and octets of others."""
        folder = f"{storage}/" if storage else ""
        found = _numbers(self._compound.read(f"{folder}__properties_version1.0", 64 * 1024) or b"", header)
        for number in _TEXTS:
            if (wide := self._stream(folder, number, "001f")) is not None:
                found[number] = wide.decode("utf-16-le", "replace").rstrip("\0")
            elif (octets := self._stream(folder, number, "001e")) is not None:
                page = found.get(CODE_PAGE, 1252)
                found[number] = decoded(octets, codec_of(page) if isinstance(page, int) else "cp1252").rstrip("\0")
        for number in _OCTETS:
            if (octets := self._stream(folder, number, "0102")) is not None:
                found.setdefault(number, octets)
        return found

    def _stream(self, folder: str, number: int, kind: str) -> bytes | None:
        path = f"{folder}__substg1.0_{number:04x}{kind}".lower()
        octets = self._compound.read(path)
        if octets is not None:
            self._budget.take(len(octets))
            if len(octets) < self._compound.entries[path].size:
                self._findings.add(FlawKind.UNREADABLE, "tệp .msg bị hỏng hoặc thiếu phần cuối")
        return octets


def _numbers(stream: bytes, header: int) -> Properties:
    """The code pages in a property stream: rows of kind, number, flags and value ([MS-OXMSG] 2.4.2)."""
    found: Properties = {}
    for place in range(header, len(stream) - 15, 16):
        kind, number = struct.unpack_from("<2H", stream, place)
        if kind == 3 and number in (CODE_PAGE, INTERNET_CODE_PAGE):
            found[number] = struct.unpack_from("<I", stream, place + 8)[0]
    return found
