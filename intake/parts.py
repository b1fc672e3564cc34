"""The parts of one mail: its own text, and what was sent as files, decoded from the bytes of the wire."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from email.message import Message
from typing import NamedTuple

from mailparser.utils import decode_header_part, mime_header_view  # type: ignore[import-untyped]

from intake.body import DECORATION_BYTES, HtmlText, html_text, typed_lines
from intake.file_names import claimed_names, display_name
from intake.headers import clean_line, legible
from intake.readers.assemble import RawLine
from intake.readers.limits import Limits
from intake.skeleton import Skeleton

__all__ = ["Gathering", "Part"]

_MAIL_TYPES = ("message/rfc822", "message/global")
#: RFC 3464: groups of fields, which the parser takes for mails without a body.
_REPORT_TYPES = ("message/delivery-status", "message/global-delivery-status")
_MARKUP = ("text/plain", "text/html")
_NAMED_BY_EXCHANGE = re.compile(r"(?i)ATT\d{5}\.(htm|html|txt)$")


class Part(NamedTuple):
    """One part that is a file, or (``lines`` given) the text of an attached mail.

    ``within`` names the attached mails that it lies in, outermost first. ``claimed`` holds every name that the header
    gives it, uncleaned; ``name`` is the one to show and may be empty. ``subjects`` are those of an attached mail.
    ``walked`` says that the files of an attached mail stand behind it already.
    """

    name: str
    claimed: tuple[str, ...]
    content: bytes
    declared_type: str
    inline: bool = False
    within: tuple[str, ...] = ()
    lines: tuple[RawLine, ...] | None = None
    subjects: tuple[str, ...] = ()
    walked: bool = False


class Gathering:
    """Walks the parts without recursion and sorts them into the mail's own text and files."""

    def __init__(self, skeleton: Skeleton, limits: Limits = Limits()) -> None:  # noqa: B008 — a frozen value
        self._skeleton = skeleton
        self._limits = limits
        self._files: list[tuple[Part, str]] = []  # with the Content-ID
        self._plain: dict[tuple[str, ...], list[str]] = {}
        self._html: dict[tuple[str, ...], list[HtmlText]] = {}
        self.flaws: list[str] = []

    def walk(self, message: Message) -> None:
        waiting: list[tuple[Message, tuple[str, ...], bool]] = [(message, (), False)]
        while waiting:
            part, within, attached = waiting.pop()
            view, _ = mime_header_view(part)
            kind = _declared_type(view)
            children = part.get_payload() if part.is_multipart() else None
            if isinstance(children, list) and kind in _MAIL_TYPES and _is_encoded(view):
                self._encoded_mail(children, view, kind, within)
            elif isinstance(children, list) and kind in _MAIL_TYPES:
                name = self._attached_mail(part, view, kind, within)
                waiting += [(child, (*within, name), False) for child in _messages(children)]
            elif isinstance(children, list) and kind in _REPORT_TYPES:
                fields = [f"{key}: {value}" for group in reversed(_messages(children)) for key, value in group.items()]
                self._plain.setdefault(within, []).append("\n".join(fields))
            elif isinstance(children, list):
                below = attached or _disposition(view) == "attachment"
                waiting += [(child, within, below) for child in _messages(children)]
            else:
                self._leaf(part, view, kind, within, attached)

    def _attached_mail(self, part: Message, view: Message, kind: str, within: tuple[str, ...]) -> str:
        claimed = claimed_names(view)
        name = (display_name(claimed[0]) if claimed else "") or "thư đính kèm.eml"
        written = self._written(reversed(_messages(part.get_payload())))  # type: ignore[arg-type]
        subjects = tuple(_subject(child) for child in _messages(part.get_payload()))  # type: ignore[arg-type]
        content = self._skeleton.expand(written)
        self._files.append((Part(name, claimed, content, kind, within=within, subjects=subjects, walked=True), ""))
        return name

    def _encoded_mail(self, children: list[Message | str], view: Message, kind: str, within: tuple[str, ...]) -> None:
        """An attached mail with a transfer encoding, which RFC 2046 (5.2.1) forbids and some programs write all the
        same. The parser took the encoded letters for the mail; decoded they are a file, opened like any other."""
        octets = self._skeleton.expand(self._written(_messages(children)))
        encoding = _transfer_encoding(view)
        content = _from_base64(octets) if encoding == "base64" else binascii.a2b_qp(octets)
        claimed = claimed_names(view)
        name = (display_name(claimed[0]) if claimed else "") or "thư đính kèm.eml"
        self._files.append((Part(name, claimed, content, "application/octet-stream", within=within), ""))

    def _written(self, children: Iterable[Message]) -> bytes:
        """Attached mails as they stood. The writer of bytes refuses letters that the parser of text let through."""
        mails = tuple(children)
        for write in (Message.as_bytes, _as_text):
            try:
                return b"".join(write(mail) for mail in mails)
            except Exception:  # noqa: BLE001, S112 — the next way; after the last one a flaw
                continue
        self.flaws.append("không tách được nguyên văn của thư đính kèm")
        return b""

    def _leaf(self, part: Message, view: Message, kind: str, within: tuple[str, ...], attached: bool) -> None:
        content = self._decoded(part, view)
        claimed = claimed_names(view)
        named = bool(claimed) or _disposition(view) == "attachment"
        is_text = kind in _MARKUP and not attached and (not named or _is_rest_of_text(claimed))
        if is_text:
            text = _charset_text(content, view)
            if kind == "text/html":
                read = html_text(text)
                self._html.setdefault(within, []).append(read)
                if read.damaged:
                    self.flaws.append("phần HTML của thư hỏng hoặc lồng quá sâu, chỉ đọc được chữ")
            elif text.strip():
                self._plain.setdefault(within, []).append(text)
            return
        if not content.strip() and not claimed and kind.startswith("multipart/"):
            return  # a container without parts: nothing was sent in it
        suffixes = {name.rpartition(".")[2].lower() for name in claimed if "." in name}
        if len(suffixes) > 1:
            self.flaws.append("một tệp mang hai tên có đuôi khác nhau trong cùng một thư")
        name = display_name(claimed[0]) if claimed else ""
        self._files.append((Part(name, claimed, content, kind, within=within), _content_id(view)))

    def _decoded(self, part: Message, view: Message) -> bytes:
        """The content of a leaf, its transfer encoding undone, from the bytes of the wire."""
        # get_payload() of 8-bit text already replaces letters; the stored payload still holds every octet.
        payload = part._payload if isinstance(part._payload, str) else ""  # type: ignore[attr-defined]
        octets = self._skeleton.expand(payload.encode("utf-8", "surrogateescape"))
        encoding = _transfer_encoding(view)
        if encoding == "base64":
            return _from_base64(octets)
        if encoding == "quoted-printable":
            return binascii.a2b_qp(octets)
        if encoding in ("x-uuencode", "uuencode", "uue", "x-uue"):
            decoded = part.get_payload(decode=True)
            return decoded if isinstance(decoded, bytes) else octets
        return octets

    def own_lines(self) -> tuple[RawLine, ...]:
        return self._lines(())

    def _lines(self, within: tuple[str, ...]) -> tuple[RawLine, ...]:
        return typed_lines(self._plain.get(within, []), self._html.get(within, []), self._limits)

    def parts(self) -> list[Part]:
        """The files in order, decoration marked, and the text of each attached mail behind it."""
        shown = {cid for htmls in self._html.values() for html in htmls for cid in html.content_ids}
        found: list[Part] = []
        for part, content_id in self._files:
            if part.declared_type in _MAIL_TYPES:
                found.append(part)
                inside = (*part.within, part.name)
                if lines := self._lines(inside):
                    found.append(Part("thư", (), b"", "text/plain", within=inside, lines=lines))
                continue
            decoration = (
                bool(content_id)
                and content_id in shown
                and part.declared_type.startswith("image/")
                and len(part.content) <= DECORATION_BYTES
            )
            found.append(part._replace(inline=decoration))
        return found


def _messages(children: list[Message | str]) -> list[Message]:
    """The children last first, as a stack wants them."""
    return [child for child in reversed(children) if isinstance(child, Message)]


def _declared_type(view: Message) -> str:
    try:
        return view.get_content_type().lower()
    except Exception:  # noqa: BLE001 — a hostile Content-Type; what the file is, its content will say
        return "application/octet-stream"


def _disposition(view: Message) -> str:
    value = str(view.get("content-disposition", ""))
    return value.partition(";")[0].strip().lower()


def _transfer_encoding(view: Message) -> str:
    return str(view.get("content-transfer-encoding", "")).strip().lower()


def _is_encoded(view: Message) -> bool:
    return _transfer_encoding(view) in ("base64", "quoted-printable")


def _subject(message: Message) -> str:
    """The subject of an attached mail, decoded; empty where it has none or the header cannot be read."""
    try:
        return clean_line(str(decode_header_part(legible(str(message.get("subject", ""))))))
    except Exception:  # noqa: BLE001 — a hostile header; the attached mail is held as a file all the same
        return ""


def _is_rest_of_text(claimed: tuple[str, ...]) -> bool:
    """Exchange gives each nameless part a name: what a telephone wrote behind a picture comes as “ATT00001.htm”."""
    return bool(claimed) and all(_NAMED_BY_EXCHANGE.match(name) for name in claimed)


def _content_id(view: Message) -> str:
    return str(view.get("content-id", "")).strip().strip("<>").strip()


def _charset_text(content: bytes, view: Message) -> str:
    """Text by its declared charset, then UTF-8, then letter by letter, so that legacy encodings reach the judge."""
    try:
        declared = view.get_content_charset("utf-8")
    except Exception:  # noqa: BLE001 — a hostile charset parameter counts as none
        declared = "utf-8"
    if declared in ("us-ascii", "ascii"):
        declared = "utf-8"
    for charset in (declared, "utf-8"):
        try:
            text = content.decode(charset)
            text.encode("utf-8")
            return text
        except (LookupError, UnicodeError, ValueError, TypeError):
            continue
    return content.decode("latin-1")


_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")


def _from_base64(octets: bytes) -> bytes:
    """Base64 as leniently as mail programs read it: what is no base64 letter is skipped, a cut end is completed."""
    try:
        return binascii.a2b_base64(octets)
    except (binascii.Error, ValueError):
        letters = _NOT_BASE64.sub(b"", octets)
        letters = letters[: len(letters) - (len(letters) % 4 == 1)]
        return base64.b64decode(letters + b"=" * (-len(letters) % 4))


def _as_text(mail: Message) -> bytes:
    return mail.as_string().encode("utf-8", "surrogateescape")
