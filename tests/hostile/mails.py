"""Whole mails: parts in parts, mails in mails, heads without end."""

from __future__ import annotations

import base64

from tests.hostile.attack import Attack, Harm

__all__ = ["MAILS"]

SENDER = "lan.nt@cchc.moha.gov.vn"
_HEAD = (
    "Authentication-Results: mx.thu-nghiem.vn; dmarc=pass header.from=cchc.moha.gov.vn\r\n"
    f"From: {SENDER}\r\nTo: congttdt@moha.gov.vn\r\nSubject: Gui bai\r\nMIME-Version: 1.0\r\n"
    "Date: Fri, 28 Aug 2026 09:00:00 +0700\r\n"
)


def _parts_deep() -> bytes:
    out = [_HEAD]
    for level in range(1_000):
        out.append(f"Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n")
    out.append("Content-Type: text/plain\r\n\r\nTrong cung\r\n")
    out += [f"--b{level}--\r\n" for level in reversed(range(1_000))]
    return "".join(out).encode()


def _mails_deep() -> bytes:
    return (_HEAD + "Content-Type: message/rfc822\r\n\r\n" * 1_000 + "Subject: trong cung\r\n\r\nx\r\n").encode()


def _many_parts() -> bytes:
    part = "--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nx\r\n"
    return (_HEAD + "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part * 65_536 + "--b--\r\n").encode()


def _long_head() -> bytes:
    return (_HEAD + "X-Long: " + "a" * 2_000_000 + "\r\n\r\nNoi dung\r\n").encode()


def _many_fields() -> bytes:
    return (_HEAD + "X-Field: a\r\n" * 200_000 + "\r\nNoi dung\r\n").encode()


def _addresses() -> bytes:
    """A list of recipients whose comments are never closed."""
    return (_HEAD + "Cc: " + "(" * 60_000 + "\r\n\r\nNoi dung\r\n").encode()


def _words() -> bytes:
    """A subject of sixty thousand encoded words."""
    return (_HEAD.replace("Gui bai", "=?utf-8?b?YQ==?= " * 12_000) + "\r\nNoi dung\r\n").encode()


def _mails_attached_deep() -> bytes:
    """Mails attached in base64, which a parser of MIME does not look into: 20 deep."""
    inner = b"Subject: trong cung\r\n\r\nx\r\n"
    for level in range(20):
        body = base64.encodebytes(inner).replace(b"\n", b"\r\n")
        head = _HEAD if level == 19 else "Subject: trong\r\nMIME-Version: 1.0\r\n"
        inner = (f"{head}Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\nContent-Type: "
                 "application/octet-stream; name=thu.eml\r\nContent-Disposition: attachment; filename=thu.eml\r\n"
                 "Content-Transfer-Encoding: base64\r\n\r\n").encode()  # fmt: skip
        inner += body + f"\r\n--b{level}--\r\n".encode()
    return inner


def _nul() -> bytes:
    part = (
        "--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; "
        'filename="bai.txt\0.exe"\r\n\r\nMZ noi dung\r\n--b--\r\n'
    )
    return (_HEAD + "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part).encode()


def _right_to_left() -> bytes:
    part = ("--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; "
            "filename*=utf-8''bai%E2%80%AEtxt.exe\r\n\r\nMZ noi dung\r\n--b--\r\n")  # fmt: skip
    return (_HEAD + "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part).encode()


MAILS = (
    Attack("mime-1000-deep", "", lambda _: _parts_deep(), "mime_recursive", Harm.RECURSION, "mime_depth"),
    Attack("mails-in-mails-1000-deep", "", lambda _: _mails_deep(), "mime_recursive", Harm.RECURSION, "mime_depth"),
    Attack("mime-65536-parts", "", lambda _: _many_parts(), "mime_parts", Harm.TOOK, "mime_parts", 65_536),
    Attack("mail-head-of-2-megabytes", "", lambda _: _long_head(), "mime_head", Harm.TOOK, "header_bytes", 1_000_000),
    Attack("mail-200000-fields", "", lambda _: _many_fields(), "mime_fields", Harm.TOOK, "header_bytes", 200_000),
    Attack("mail-comments-60000-deep", "", lambda _: _addresses(), "mime_addresses", Harm.RECURSION, "Noi dung"),
    Attack("mail-12000-encoded-words", "", lambda _: _words(), "mime_words", Harm.TIME, "Noi dung|header_bytes"),
    Attack("mails-attached-20-deep", "", lambda _: _mails_attached_deep(), "mail_recursive", Harm.TOOK,
           "container_depth",
           20),
    Attack("mail-nul-in-name", "", lambda _: _nul(), "mime_names", Harm.HID, "bai.*exe"),
    Attack("mail-right-to-left-name", "", lambda _: _right_to_left(), "mime_names", Harm.HID, "bai.*exe"),
)  # fmt: skip
