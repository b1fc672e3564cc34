"""Reads .mht: a web page with its pictures in one file, as Word (“single file web page”) and browsers save it.

The bounds of a mail hold for it too: it is scanned before the standard parser sees it (:mod:`intake.skeleton`).
"""

from __future__ import annotations

import binascii
import email.parser
import email.policy
from email.message import Message
from typing import NamedTuple
from urllib.parse import unquote

from casework.document import Flaw, FlawKind, Picture
from intake.readers.assemble import RawDocument
from intake.readers.docx.pictures import Measure
from intake.readers.embedded import flaws_of_object
from intake.readers.limits import Limits
from intake.readers.scribe import Scribe
from intake.readers.web.html import HtmlWalk, read_page
from intake.readers.web.source import decode_page
from intake.skeleton import Skeleton, build

__all__ = ["read"]

_MACROS = b"ActiveMime"  # the head of editdata.mso, in which Word keeps macros of a web page
_MARGINS = ("header.htm", "header.html")
_PAGES = frozenset({"text/html", "application/xhtml+xml"})


class _Part(NamedTuple):
    kind: str
    name: str  # last piece of its location, in small letters
    labels: tuple[str, ...]  # how the page may call it
    content: bytes


def read(content: bytes, limits: Limits) -> RawDocument:
    """The page, then the headers that Word keeps in a part of their own; never raises."""
    skeleton = build(content, limits)
    if skeleton.reasons:
        return RawDocument(None, flaws=(Flaw(FlawKind.LIMIT, "; ".join(skeleton.reasons)),))
    try:
        message = email.parser.BytesParser(policy=email.policy.compat32).parsebytes(skeleton.content)
        parts = _parts(message, skeleton)
    except Exception:  # noqa: BLE001 — the standard parser raises many things on a stranger's headers
        return RawDocument(None, flaws=(Flaw(FlawKind.UNREADABLE, "tệp trang web (.mht) bị hỏng, không mở được"),))
    pages = [part for part in parts if part.kind in _PAGES]
    if not pages:
        return RawDocument(None, flaws=(Flaw(FlawKind.UNREADABLE, "tệp .mht không có trang web nào bên trong"),))
    scribe, measure = Scribe(limits), Measure(limits)
    walk = HtmlWalk(scribe, _Pictures(parts, measure).find, measure)
    margins = [page for page in pages[1:] if page.name in _MARGINS]
    for page in (pages[0], *margins):
        read_page(decode_page(page.content), walk, scribe, limits)
    for part in parts:
        walk.flaws += _flaws(part, limits)
    return walk.document()


def _flaws(part: _Part, limits: Limits) -> tuple[Flaw, ...]:
    if _MACROS in part.content[:200]:
        return (Flaw(FlawKind.MACRO, "tệp có macro"),)
    if part.kind.startswith(("image/", "text/")):
        return ()
    return flaws_of_object(part.content, limits)


def _parts(message: Message, skeleton: Skeleton) -> list[_Part]:
    """The leaves in order, without recursion."""
    leaves: list[_Part] = []
    waiting = [message]
    while waiting:
        part = waiting.pop()
        children = part.get_payload()
        if isinstance(children, list):
            waiting += [child for child in reversed(children) if isinstance(child, Message)]
            continue
        location = str(part.get("content-location", "")).strip()
        number = str(part.get("content-id", "")).strip().strip("<>")
        name = unquote(location.replace("\\", "/").rpartition("/")[2]).lower()
        labels = tuple(label for label in (location, f"cid:{number}" if number else "", name) if label)
        leaves.append(_Part(part.get_content_type().lower(), name, labels, _decoded(part, skeleton)))
    return leaves


def _decoded(part: Message, skeleton: Skeleton) -> bytes:
    """The content of a leaf, its transfer encoding undone; what is no base64 letter is passed over."""
    stored = part._payload if isinstance(part._payload, str) else ""  # type: ignore[attr-defined]
    octets = skeleton.expand(stored.encode("utf-8", "surrogateescape"))
    encoding = str(part.get("content-transfer-encoding", "")).strip().lower()
    if encoding == "base64":
        try:
            return binascii.a2b_base64(octets)
        except binascii.Error:
            return b""
    return binascii.a2b_qp(octets) if encoding == "quoted-printable" else octets


class _Pictures:
    """The pictures of the file by every name that the page may use; each measured once."""

    def __init__(self, parts: list[_Part], measure: Measure) -> None:
        self._parts = {
            label: part for part in reversed(parts) if part.kind.startswith("image/") for label in part.labels
        }
        self._measure = measure
        self._known: dict[str, Picture] = {}

    def find(self, source: str) -> Picture | None:
        name = unquote(source.replace("\\", "/").rpartition("/")[2]).lower()
        part = self._parts.get(source) or self._parts.get(name)
        if part is None:
            return None
        key = part.labels[0]
        if key not in self._known:
            self._known[key] = self._measure.picture(part.content, part.kind.rpartition("/")[2])
        return self._known[key]
