"""The properties of a message or an attachment as Outlook stores them, wherever they come from."""

from __future__ import annotations

import codecs
from typing import NamedTuple

from casework.document import Flaw, FlawKind
from intake.body import DECORATION_BYTES, HtmlText, html_text, typed_lines
from intake.readers.containers.compressed_rtf import rtf_of
from intake.readers.containers.entry import Entry
from intake.readers.containers.names import path_of
from intake.readers.limits import Limits
from intake.readers.ole.properties import windows_text
from intake.readers.rtf import reader as rtf

__all__ = [
    "BODY",
    "CODE_PAGE",
    "CONTENT_ID",
    "DATA",
    "HTML",
    "INTERNET_CODE_PAGE",
    "LONG_NAME",
    "RTF",
    "SHORT_NAME",
    "SHOWN_NAME",
    "SUBJECT",
    "TYPE",
    "Properties",
    "attachment_names",
    "attachment_type",
    "codec_of",
    "decoded",
    "is_decoration",
    "message_text",
    "shown_name",
    "subject_of",
]

#: What of a property list is looked at; keys are property numbers ([MS-OXPROPS]).
SUBJECT, BODY, RTF, HTML = 0x0037, 0x1000, 0x1009, 0x1013
CODE_PAGE, INTERNET_CODE_PAGE = 0x3FFD, 0x3FDE
DATA, SHORT_NAME, LONG_NAME, TYPE, CONTENT_ID, SHOWN_NAME = 0x3701, 0x3704, 0x3707, 0x370E, 0x3712, 0x3001

#: Looked up now, because a locked worker may load no codec later.
_CODECS = {
    number: codecs.lookup(name).name
    for number, name in (
        (65001, "utf-8"),
        (1200, "utf-16-le"),
        *((page, f"cp{page}") for page in (437, 850, 874, 932, 936, 949, 950, *range(1250, 1259))),
    )
}

#: Texts are decoded; a number stands under its number, octets as they are.
Properties = dict[int, str | bytes | int]


def codec_of(code_page: int) -> str:
    """Python's name for a Windows code page; Windows-1252 where it names none that Python has."""
    return _CODECS.get(code_page, "cp1252")


def decoded(octets: bytes, codec: str) -> str:
    """Octets by their code page; one that has no letter there stays itself, as legacy encodings want it."""
    if codec == "cp1252":
        return windows_text(octets)
    try:
        return octets.decode(codec)
    except UnicodeDecodeError:
        return windows_text(octets)


def text(properties: Properties, number: int) -> str:
    """The text under ``number``; empty where there is none. Octets are UTF-8, or what the internet code page says."""
    value = properties.get(number, "")
    if isinstance(value, str):
        return value.rstrip("\0")
    if not isinstance(value, bytes):
        return ""
    page = properties.get(INTERNET_CODE_PAGE, properties.get(CODE_PAGE, 1252))
    try:
        return value.decode("utf-8").rstrip("\0")
    except UnicodeDecodeError:
        return decoded(value, codec_of(page) if isinstance(page, int) else "cp1252").rstrip("\0")


def subject_of(properties: Properties) -> str:
    return text(properties, SUBJECT).strip()


def attachment_names(properties: Properties) -> tuple[str, ...]:
    """Every name of an attachment, the one to show first."""
    names = (text(properties, number).strip() for number in (LONG_NAME, SHORT_NAME, SHOWN_NAME))
    return tuple(dict.fromkeys(name for name in names if name))


def attachment_type(properties: Properties) -> str:
    return text(properties, TYPE).strip().lower()[:100]


class MessageText(NamedTuple):
    """``entry`` is the text as it stands beside the attachments, ``None`` where there is none; ``shown`` the
    attachments that it shows by their Content-ID."""

    entry: Entry | None
    shown: frozenset[str] = frozenset()


def message_text(properties: Properties, folders: tuple[str, ...], limits: Limits) -> MessageText:
    """The text of a message: plain, and of its other forms what the plain text does not say already."""
    styled: list[HtmlText] = []
    flaws: tuple[Flaw, ...] = ()
    if markup := text(properties, HTML):
        styled.append(html_text(markup))
    stored = properties.get(RTF, b"")
    if isinstance(stored, bytes) and stored and not styled:
        read = rtf.read(rtf_of(stored, limits.text_letters * 4), limits)
        flaws = read.flaws
        styled.append(HtmlText(tuple(line.pieces for line in read.lines or ()), frozenset()))
    if any(form.damaged for form in styled):
        flaws = (*flaws, Flaw(FlawKind.NOT_READ_YET, "phần HTML của thư hỏng hoặc lồng quá sâu, chỉ đọc được chữ"))
    plain = text(properties, BODY)
    lines = typed_lines([plain] if plain.strip() else [], styled, limits)
    subject = subject_of(properties)
    if not lines and not subject and not flaws:
        return MessageText(None)
    entry = Entry("thư", folders=folders, lines=lines, subjects=(subject,) if subject else (), flaws=flaws)
    return MessageText(entry, frozenset(cid for form in styled for cid in form.content_ids))


def is_decoration(properties: Properties, shown: frozenset[str]) -> bool:
    """True for a small picture that the text shows: a logo in a signature block, not sent as a file."""
    data = properties.get(DATA, b"")
    return (
        text(properties, CONTENT_ID).strip("<> ") in shown
        and attachment_type(properties).startswith("image/")
        and isinstance(data, bytes)
        and len(data) <= DECORATION_BYTES
    )


def shown_name(names: tuple[str, ...]) -> str:
    """The name to show, fit for it; empty where there is none."""
    path = path_of(names[0]) if names else ()
    return path[-1] if path else ""
