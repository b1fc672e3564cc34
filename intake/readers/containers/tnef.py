"""winmail.dat: the envelope in which Outlook hides a mail's attachments from everybody else ([MS-OXTNEF]).

Read by hand: the library for it follows counts of four bytes that a sender writes for himself, and embedded messages
by recursion.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from casework.document import FlawKind
from intake.readers.containers.budget import Budget, Spent
from intake.readers.containers.entry import Entry, Findings, Unpacked
from intake.readers.containers.mapi import (
    BODY,
    DATA,
    SHORT_NAME,
    SUBJECT,
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

__all__ = ["unpack_tnef"]

_ATTRIBUTES = 20_000  # of one file, properties included: Outlook writes some tens for each attachment
_NAMED = 0x8000
_MULTI = 0x1000
_WIDTHS = {0x02: 2, 0x0B: 2, 0x03: 4, 0x04: 4, 0x0A: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x14: 8, 0x40: 8, 0x48: 16}
_OCTETS, _UNICODE, _OBJECT, _BINARY = 0x1E, 0x1F, 0x0D, 0x102
_MESSAGE = b"\x07\x03\x02\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46"  # IID_IMessage before an embedded TNEF

_SUBJECT, _BODY, _PROPERTIES, _CODE_PAGE = 0x8004, 0x800C, 0x9003, 0x9007
_RENDERING, _TITLE, _DATA, _TRANSPORT_NAME, _ATTACHMENT = 0x9002, 0x8010, 0x800F, 0x9001, 0x9005


class _Attribute(NamedTuple):
    of_attachment: bool
    number: int
    data: memoryview


class _Broken(Exception):
    """A record does not fit into its file. Never leaves this module."""


def unpack_tnef(content: bytes, limits: Limits, budget: Budget) -> Unpacked:
    """The text and the attachments in ``content``; never raises."""
    reading = _Reading(limits, budget)
    try:
        for attribute in _attributes(memoryview(content)):
            reading.take(attribute)
    except _Broken:
        reading.findings.add(FlawKind.UNREADABLE, "tệp winmail.dat bị hỏng hoặc thiếu phần cuối")
    except Spent as spent:
        reading.findings.add(FlawKind.LIMIT, spent.reason)
    return reading.finished()


def _attributes(content: memoryview) -> Iterator[_Attribute]:
    """Level, number, kind, length, data, checksum; the checksum is left to whoever wants to repair."""
    place, count = 6, 0
    while place + 11 <= len(content):
        level, number, _, length = struct.unpack_from("<BHHI", content, place)
        begin = place + 9
        if begin + length > len(content) or level not in (1, 2):
            raise _Broken
        count += 1
        if count > _ATTRIBUTES:
            raise Spent(f"tệp winmail.dat có hơn {_ATTRIBUTES} thuộc tính")
        yield _Attribute(level == 2, number, content[begin : begin + length])
        place = begin + length + 2
    if any(content[place:]):
        raise _Broken


class _Reading:
    def __init__(self, limits: Limits, budget: Budget) -> None:
        self._limits = limits
        self._budget = budget
        self._codec = "cp1252"
        self._message: Properties = {}
        self._attachments: list[Properties] = []
        self.findings = Findings()

    def take(self, attribute: _Attribute) -> None:
        number, data = attribute.number, attribute.data
        if number == _RENDERING or (attribute.of_attachment and not self._attachments):
            self._budget.entry()
            self._attachments.append({})
        target = self._attachments[-1] if attribute.of_attachment else self._message
        if number == _CODE_PAGE and len(data) >= 4:
            self._codec = codec_of(struct.unpack_from("<I", data)[0])
        elif number in (_PROPERTIES, _ATTACHMENT):
            target.update(_properties(data, self._codec, self._budget))
        elif number == _DATA:
            self._budget.take(len(data))
            target[DATA] = bytes(data)
        elif number in (_TITLE, _TRANSPORT_NAME, _SUBJECT, _BODY):
            self._budget.take(len(data))
            key = {_TITLE: SHORT_NAME, _TRANSPORT_NAME: SHORT_NAME, _SUBJECT: SUBJECT, _BODY: BODY}[number]
            target.setdefault(key, decoded(bytes(data), self._codec).rstrip("\0"))

    def finished(self) -> Unpacked:
        text = message_text(self._message, (), self._limits)
        found = [text.entry]
        names: list[str] = []
        for number, attachment in enumerate(self._attachments, start=1):
            claimed = attachment_names(attachment)
            names.extend(claimed)
            found.append(_file(attachment, claimed, number, text.shown))
        entries = tuple(entry for entry in found if entry is not None)
        subject = subject_of(self._message)
        return Unpacked(entries, self.findings.flaws(), tuple(dict.fromkeys(names)), (subject,) if subject else ())


def _file(attachment: Properties, claimed: tuple[str, ...], number: int, shown: frozenset[str]) -> Entry | None:
    data = attachment.get(DATA, b"")
    if not isinstance(data, bytes) or (not data and not claimed):
        return None
    embedded = data.startswith(_MESSAGE)
    content = data[len(_MESSAGE) :] if embedded else data
    name = shown_name(claimed) or (f"thư đính kèm {number}" if embedded else "")
    declared = "application/ms-tnef" if embedded else attachment_type(attachment)
    return Entry(name, claimed, content, declared_type=declared, inline=is_decoration(attachment, shown))


def _properties(data: memoryview, codec: str, budget: Budget) -> Properties:
    """The properties of one list by number; one of several values or with a name of its own is left out."""
    place = 4
    found: Properties = {}
    if len(data) < 4:
        raise _Broken
    count = struct.unpack_from("<I", data)[0]
    if count > min(_ATTRIBUTES, len(data) // 4):
        raise _Broken
    for _ in range(count):
        kind, number = _unpack("<2H", data, place)
        place += 4
        if number >= _NAMED:
            place = _behind_name(data, place)
        values = 1
        variable = kind & ~_MULTI in (_OCTETS, _UNICODE, _OBJECT, _BINARY)
        if variable or kind & _MULTI:
            (values,) = _unpack("<I", data, place)
            place += 4
            if values > len(data) // 4:
                raise _Broken
        for _ in range(values):
            value, place = _value(data, place, kind & ~_MULTI, codec, budget)
            if not kind & _MULTI and number < _NAMED and value is not None:
                found.setdefault(number, value)
    return found


def _behind_name(data: memoryview, place: int) -> int:
    (kind,) = _unpack("<I", data, place + 16)
    if kind == 0:
        return place + 24
    (length,) = _unpack("<I", data, place + 20)
    return int(place + 24 + _padded(length))


def _value(data: memoryview, place: int, kind: int, codec: str, budget: Budget) -> tuple[str | bytes | int | None, int]:
    """One value, ``None`` where nobody asks for its kind, and the place behind it."""
    width = _WIDTHS.get(kind)
    if width is not None:
        if place + width > len(data):
            raise _Broken
        number = int.from_bytes(data[place : place + width], "little") if width <= 4 else None
        return number, place + _padded(width)
    if kind not in (_OCTETS, _UNICODE, _OBJECT, _BINARY):
        raise _Broken
    (length,) = _unpack("<I", data, place)
    begin = place + 4
    if begin + length > len(data):
        raise _Broken
    budget.take(length)
    octets = bytes(data[begin : begin + length])
    place = begin + _padded(length)
    if kind == _UNICODE:
        return octets.decode("utf-16-le", "replace").rstrip("\0"), place
    return (decoded(octets, codec).rstrip("\0") if kind == _OCTETS else octets), place


def _unpack(form: str, data: memoryview, place: int) -> tuple[int, ...]:
    if place + struct.calcsize(form) > len(data):
        raise _Broken
    return struct.unpack_from(form, data, place)


def _padded(length: int) -> int:
    return -(-length // 4) * 4
