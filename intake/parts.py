"""The parts of one mail: its own text, and what was sent as files, decoded from the bytes of the wire."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterable
from email.message import Message
from typing import NamedTuple

from mailparser.utils import decode_header_part, mime_header_view  # type: ignore[import-untyped]

from casework.document import Signature
from intake.body import DECORATION_BYTES, html_text
from intake.file_names import claimed_names, display_name
from intake.headers import clean_line, legible
from intake.own_text import OwnText, Text
from intake.readers.assemble import RawLine
from intake.readers.limits import Limits
from intake.signatures import smime
from intake.signatures.material import Checking
from intake.signed_parts import MOST_SIGNED, Signed, Source, open_clear, open_opaque
from intake.skeleton import Skeleton
from intake.transfer import charset_text, decoded_leaf, from_base64, transfer_encoding

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
    ``walked`` says that the files of an attached mail stand behind it already. ``signatures`` cover all of it.
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
    signatures: tuple[Signature, ...] = ()


class _Waiting(NamedTuple):
    """A part that is still to be looked at."""

    part: Message
    source: Source
    within: tuple[str, ...] = ()
    attached: bool = False


class Gathering:
    """Walks the parts without recursion and sorts them into the mail's own text and files. Of a signed mail it walks
    what was signed, in the form in which it was."""

    def __init__(self, skeleton: Skeleton, checking: Checking, limits: Limits = Limits()) -> None:  # noqa: B008 — frozen
        self._skeleton = skeleton
        self._checking = checking
        self._limits = limits
        self._files: list[tuple[Part, str]] = []  # with the Content-ID
        self._seals: list[Part] = []  # the parts that hold the signatures of mails
        self._texts: dict[tuple[str, ...], Text] = {}
        self._opened = 0
        self._root: Message | None = None
        self.signed_type = ""  # of what was signed, where the whole mail is a signed one
        self.flaws: list[str] = []

    def walk(self, message: Message) -> None:
        self._root = message
        waiting = [_Waiting(message, Source(self._skeleton, smime.addresses_in(message, "from")))]
        while waiting:
            item = waiting.pop()
            waiting += self._inside(item)

    def _inside(self, item: _Waiting) -> list[_Waiting]:
        """Take one part; what is inside it, last first."""
        view, _ = mime_header_view(item.part)
        kind = _declared_type(view)
        children = item.part.get_payload() if item.part.is_multipart() else None
        if not isinstance(children, list):
            return self._leaf(item, view, kind)
        if kind in _MAIL_TYPES and _is_encoded(view):
            self._encoded_mail(children, view, item)
            return []
        if kind in _MAIL_TYPES:
            return self._attached_mail(_messages(children), view, kind, item)
        if kind in _REPORT_TYPES:
            fields = [f"{key}: {value}" for group in reversed(_messages(children)) for key, value in group.items()]
            self._text(item.within).add("\n".join(fields), item.source.signatures)
            return []
        if smime.is_clear(item.part, kind) and self._may_open():
            self._seals += [self._seal(child, item) for child in _messages(children) if smime.is_signature(child)]
            return self._signed(open_clear(item.part, item.source, self._checking), item)
        below = item.attached or _disposition(view) == "attachment"
        return [item._replace(part=child, attached=below) for child in _messages(children)]

    def _text(self, within: tuple[str, ...]) -> Text:
        return self._texts.setdefault(within, Text())

    def _may_open(self) -> bool:
        """Each signed part costs a judgement: of one mail a bounded number is opened."""
        self._opened += 1
        if self._opened > MOST_SIGNED:
            self.flaws.append(f"thư có hơn {MOST_SIGNED} phần ký số, các phần sau chưa được kiểm tra chữ ký")
        return self._opened <= MOST_SIGNED

    def _signed(self, signed: Signed, item: _Waiting) -> list[_Waiting]:
        if signed.header is not None:
            self._text(item.within).subjects.append(_subject(signed.header))
        if item.part is self._root and len(signed.roots) == 1:
            self._root = signed.roots[0]
            self.signed_type = _declared_type(mime_header_view(self._root)[0])
        return [item._replace(part=root, source=signed.source) for root in reversed(signed.roots)]

    def _seal(self, part: Message, item: _Waiting) -> Part:
        """The signature's own part: no file of the sender's, as a winmail.dat is none."""
        view, _ = mime_header_view(part)
        claimed = claimed_names(view)
        name = (display_name(claimed[0]) if claimed else "") or "smime.p7s"
        content = decoded_leaf(part, view, item.source.skeleton)
        return Part(name, claimed, content, _declared_type(view), inline=True, within=item.within)

    def _attached_mail(self, mails: list[Message], view: Message, kind: str, item: _Waiting) -> list[_Waiting]:
        claimed = claimed_names(view)
        name = (display_name(claimed[0]) if claimed else "") or "thư đính kèm.eml"
        content = item.source.skeleton.expand(self._written(reversed(mails)))
        subjects = tuple(_subject(mail) for mail in mails)
        part = Part(name, claimed, content, kind, within=item.within, subjects=subjects, walked=True)
        self._files.append((part._replace(signatures=item.source.signatures), ""))
        inside = (*item.within, name)
        sources = [item.source._replace(senders=smime.addresses_in(mail, "from")) for mail in mails]
        return [_Waiting(mail, source, inside) for mail, source in zip(mails, sources, strict=True)]

    def _encoded_mail(self, children: list[Message | str], view: Message, item: _Waiting) -> None:
        """An attached mail with a transfer encoding, which RFC 2046 (5.2.1) forbids and some programs write all the
        same. The parser took the encoded letters for the mail; decoded they are a file, opened like any other."""
        octets = item.source.skeleton.expand(self._written(_messages(children)))
        encoding = transfer_encoding(view)
        content = from_base64(octets) if encoding == "base64" else binascii.a2b_qp(octets)
        claimed = claimed_names(view)
        name = (display_name(claimed[0]) if claimed else "") or "thư đính kèm.eml"
        part = Part(name, claimed, content, "application/octet-stream", within=item.within)
        self._files.append((part._replace(signatures=item.source.signatures), ""))

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

    def _leaf(self, item: _Waiting, view: Message, kind: str) -> list[_Waiting]:
        content = decoded_leaf(item.part, view, item.source.skeleton)
        claimed = claimed_names(view)
        named = bool(claimed) or _disposition(view) == "attachment"
        if kind in _MARKUP and not item.attached and (not named or _is_rest_of_text(claimed)):
            self._typed(charset_text(content, view), kind, item)
            return []
        if not content.strip() and not claimed and kind.startswith("multipart/"):
            return []  # a container without parts: nothing was sent in it
        suffixes = {name.rpartition(".")[2].lower() for name in claimed if "." in name}
        if len(suffixes) > 1:
            self.flaws.append("một tệp mang hai tên có đuôi khác nhau trong cùng một thư")
        part = Part(display_name(claimed[0]) if claimed else "", claimed, content, kind, within=item.within)
        if smime.is_opaque(kind, claimed) and self._is_first(item.within) and self._may_open():
            opened = open_opaque(content, item.source, self._limits, self._checking)
            if isinstance(opened, Signed):
                self._seals.append(part._replace(name=part.name or "smime.p7m", inline=True, walked=True))
                return self._signed(opened, item)
            if opened is not None:
                self.flaws.append(opened)
        self._files.append((part._replace(signatures=item.source.signatures), _content_id(view)))
        return []

    def _typed(self, text: str, kind: str, item: _Waiting) -> None:
        if kind == "text/html":
            read = html_text(text)
            self._text(item.within).add(read, item.source.signatures)
            if read.damaged:
                self.flaws.append("phần HTML của thư hỏng hoặc lồng quá sâu, chỉ đọc được chữ")
        elif text.strip():
            self._text(item.within).add(text, item.source.signatures)

    def _is_first(self, within: tuple[str, ...]) -> bool:
        """True where nothing of that mail stands before: a CMS there is its content, and further below a file in it."""
        return within not in self._texts and not any(part.within == within for part, _ in self._files)

    def own_text(self) -> OwnText:
        """The mail's own text."""
        return self._own(())

    def _own(self, within: tuple[str, ...]) -> OwnText:
        return self._texts.get(within, Text()).read(self._limits)

    def parts(self) -> list[Part]:
        """The files in order, decoration marked, and the text of each attached mail behind it; last the parts that
        hold signatures."""
        shown = {cid for text in self._texts.values() for html in text.html for cid in html.content_ids}
        found: list[Part] = []
        for part, content_id in self._files:
            if part.declared_type in _MAIL_TYPES:
                found.append(part)
                inside = (*part.within, part.name)
                own = self._own(inside)
                if own.lines:
                    found.append(Part("thư", (), b"", "text/plain", False, inside, *own[:2], signatures=own.signatures))
                continue
            decoration = (
                bool(content_id)
                and content_id in shown
                and part.declared_type.startswith("image/")
                and len(part.content) <= DECORATION_BYTES
            )
            found.append(part._replace(inline=decoration))
        return [*found, *self._seals]


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


def _is_encoded(view: Message) -> bool:
    return transfer_encoding(view) in ("base64", "quoted-printable")


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


def _as_text(mail: Message) -> bytes:
    return mail.as_string().encode("utf-8", "surrogateescape")
