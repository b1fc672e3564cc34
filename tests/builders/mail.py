"""Builds whole mails for tests: the same bytes for the same arguments.

build_mail("an@ocsc.moha.gov.vn", "congttdt@moha.gov.vn", "Tin hội nghị", "Kính gửi …", files=[File("tin.docx", b"…")])
"""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import NamedTuple

from casework.calendar import VIETNAM

__all__ = ["AUTHSERV", "File", "build_mail"]

#: The authserv-id that the doors of the tests pin.
AUTHSERV = "mx.thu-nghiem.vn"
_SUBJECT = "the-subject-stands-here"
_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
}


class File(NamedTuple):
    """One attachment; ``media_type`` empty: by the name."""

    name: str
    content: bytes
    media_type: str = ""


def build_mail(
    sender: str,
    to: str | Sequence[str],
    subject: str,
    text: str,
    *,
    files: Sequence[File] = (),
    html: str = "",
    name: str = "",
    cc: Sequence[str] = (),
    at: datetime | None = None,
    message_id: str = "",
    in_reply_to: str = "",
    results: str | None = "pass",
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """Wire bytes with CRLF.

    ``results``: what the operator's server says of DMARC (``pass``, ``fail``), ``None`` for no word at all. Message-ID
    and boundaries derive from the arguments, so that two builds are the same mail.
    """
    message = EmailMessage(policy=SMTP)
    recipients = [to] if isinstance(to, str) else list(to)
    domain = sender.rpartition("@")[2]
    if results is not None:
        message["Authentication-Results"] = f"{AUTHSERV}; dmarc={results} header.from={domain}"
    message["From"] = f"{_quoted(name)} <{sender}>" if name else sender
    message["To"] = ", ".join(recipients)
    if cc:
        message["Cc"] = ", ".join(cc)
    message["Subject"] = subject if subject.isascii() else _SUBJECT
    message["Date"] = format_datetime(at or datetime(2026, 8, 28, 9, 0, tzinfo=VIETNAM))
    seed = hashlib.sha256(
        b"\0".join([sender.encode(), subject.encode(), text.encode(), *(f.content for f in files)])
    ).hexdigest()
    message["Message-ID"] = message_id or f"<{seed[:20]}@{domain}>"
    if in_reply_to:
        message["In-Reply-To"] = in_reply_to
    for key, value in (headers or {}).items():
        message[key] = value
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    for file in files:
        main, _, sub = _media_type(file).partition("/")
        message.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)
    for number, part in enumerate(p for p in message.walk() if p.is_multipart()):
        part.set_boundary(f"=_{seed[20:40]}_{number}")
    # EmailMessage of Python 3.11 loses blanks where it folds an encoded subject; Header does not.
    folded = Header(subject, "utf-8", header_name="Subject").encode(linesep="\r\n").encode("ascii")
    return message.as_bytes().replace(b"Subject: " + _SUBJECT.encode("ascii"), b"Subject: " + folded, 1)


def _quoted(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _media_type(file: File) -> str:
    extension = file.name.rpartition(".")[2].lower()
    return file.media_type or _TYPES.get(extension) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
