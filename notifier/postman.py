"""The last step: a rendered letter goes to an SMTP server, or into a folder where the demo and tests read it."""

from __future__ import annotations

import contextlib
import os
import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Protocol

from casework.calendar import VIETNAM
from casework.errors import ConfigurationError
from casework.noun import Noun
from notifier.failures import PermanentFailure, PostFailure, Sent, TransientFailure
from notifier.message import OWN_MARK, render
from notifier.recipients import address_on_the_wire
from notifier.tokens import TOKEN

__all__ = [
    "FolderPost",
    "PermanentFailure",
    "Post",
    "PostFailure",
    "Sent",
    "SmtpPost",
    "SmtpSettings",
    "TransientFailure",
    "probe",
    "render",
]


class Post(Protocol):
    """Anything that takes a rendered letter; raises a :class:`PostFailure` or answers for it."""

    def send(self, wire: bytes, envelope_from: str, to: str) -> Sent: ...


class FolderPost:
    """Writes letters as ``.eml`` files, named by time, case, letter and token, each whole or not at all.

    A repeat of the same letter has the same name and replaces its twin, as a receiver's Message-ID check would.
    The envelope is kept the way a delivery agent keeps it: Return-Path and Delivered-To (RFC 5321, 4.4).
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, wire: bytes, envelope_from: str, to: str) -> Sent:
        """Raises :class:`TransientFailure` where the folder cannot be written."""
        _check_envelope(envelope_from, to)
        target = self._folder / _file_name(wire)
        part = target.with_name(f".{target.name}.{os.getpid()}.part")
        envelope = f"Return-Path: <{envelope_from}>\r\nDelivered-To: {to}\r\n".encode("ascii")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                file.write(envelope + wire)
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
            handle = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            raise TransientFailure(f"{target}: cannot be written: {error}", about_server=True) from error
        return Sent(reply="written", where=str(target))


def _file_name(wire: bytes) -> str:
    """``20260828T164000+0700_CONGTTDT-000123_returned_k3jx5a2q.eml``, from the letter's own headers."""
    headers = BytesHeaderParser().parsebytes(wire.partition(b"\r\n\r\n")[0])
    mark = dict(re.findall(r"(\w+)=([^;\s]*)", str(headers[OWN_MARK] or "")))
    token = TOKEN.search(str(headers["Message-ID"] or ""))
    moment = parsedate_to_datetime(str(headers["Date"])).astimezone(VIETNAM)
    parts = [moment.strftime("%Y%m%dT%H%M%S+0700"), mark.get("ref", ""), mark.get("letter", "letter")]
    parts.append(token[0][:8] if token else "no-token")
    return "_".join(re.sub(r"[^\w+-]", "-", part) for part in parts if part) + ".eml"


class SmtpSettings(Noun, frozen=True):
    """``security``: ``starttls`` or ``tls``, both with the certificate verified against the system's roots or
    ``ca_file``; ``none`` only towards a server on loopback. ``password`` is read when a connection is made, so a
    renewed credential needs no restart. ``seconds`` bounds every single wait on the server.
    """

    host: str
    port: int = 587
    security: str = "starttls"
    user: str = ""
    password: Callable[[], str] | str = ""
    ca_file: str = ""
    seconds: float = 30.0
    helo: str = ""

    def __repr__(self) -> str:
        # The password must not reach a log through an exception that prints its arguments.
        return f"SmtpSettings(host={self.host!r}, port={self.port}, security={self.security!r}, user={self.user!r})"


class SmtpPost:
    """One letter, one connection. Nothing but a 250 to the final dot counts as sent."""

    def __init__(self, settings: SmtpSettings) -> None:
        if settings.security not in ("starttls", "tls", "none"):
            raise ConfigurationError(f"smtp.security: starttls, tls or none expected, got {settings.security!r}")
        if settings.security == "none" and settings.host not in ("localhost", "127.0.0.1", "::1"):
            raise ConfigurationError(f"smtp.security: none is for loopback only, and smtp.host is {settings.host!r}")
        self._settings = settings
        self._tls = ssl.create_default_context(cafile=settings.ca_file or None)
        self._tls.minimum_version = ssl.TLSVersion.TLSv1_2

    def send(self, wire: bytes, envelope_from: str, to: str) -> Sent:
        """Deliver ``wire`` to the server.

        Raises :class:`TransientFailure` on 4xx, on a lost or silent connection (after the dot too: the letter may be
        there twice, with one Message-ID) and on anything that concerns the server and not this letter;
        :class:`PermanentFailure` on 5xx to MAIL, RCPT or DATA.
        """
        _check_envelope(envelope_from, to)
        server = self._connect()
        try:
            reply = self._hand_over(server, wire, envelope_from, to)
        finally:
            # The letter's fate is known; a server that does not answer QUIT changes nothing of it.
            with contextlib.suppress(smtplib.SMTPException, OSError):
                server.close()
        return Sent(reply=reply, where=self._where)

    def check(self) -> str:
        """Connect, secure and log in, send nothing: for `doctor`. Raises :class:`TransientFailure`."""
        server = self._connect()
        with contextlib.suppress(smtplib.SMTPException, OSError):
            server.quit()
        return self._where

    @property
    def _where(self) -> str:
        return f"{self._settings.host}:{self._settings.port}"

    def _connect(self) -> smtplib.SMTP:
        """Whatever goes wrong here goes wrong for every letter, so a 5xx is transient too."""
        settings = self._settings
        helo = settings.helo or socket.gethostname() or "localhost"
        server: smtplib.SMTP | None = None
        try:
            if settings.security == "tls":
                server = smtplib.SMTP_SSL(
                    settings.host, settings.port, helo, timeout=settings.seconds, context=self._tls
                )
            else:
                server = smtplib.SMTP(settings.host, settings.port, helo, timeout=settings.seconds)
            server.ehlo_or_helo_if_needed()
            if settings.security == "starttls":
                server.starttls(context=self._tls)
                # What was announced in the clear is forgotten (RFC 3207, 4.2); ask again for SIZE and DSN.
                server.ehlo_or_helo_if_needed()
            if settings.user:
                secret = settings.password if isinstance(settings.password, str) else settings.password()
                server.login(settings.user, secret)
        except (smtplib.SMTPException, OSError) as error:
            if server is not None:
                server.close()
            code = error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0
            named = not isinstance(error, socket.gaierror)
            why = error if named else "không tìm thấy máy chủ (xem lại tên máy chủ trong config.toml và DNS)"
            raise TransientFailure(f"{self._where}: không kết nối được: {why}", code=code, about_server=True) from error
        return server

    def _hand_over(self, server: smtplib.SMTP, wire: bytes, envelope_from: str, to: str) -> str:
        options = [f"size={len(wire)}"] if server.has_extn("size") else []
        wishes: list[str] = []
        if server.has_extn("dsn"):
            # A report then names our token by itself and brings back headers only, not the sender's affairs.
            token = TOKEN.search(envelope_from)
            options += ["RET=HDRS", *([f"ENVID={token[0]}"] if token else [])]
            wishes = ["NOTIFY=FAILURE,DELAY"]
        try:
            self._expect(server.mail(envelope_from, options), "MAIL", (250,))
            self._expect(server.rcpt(to, wishes), "RCPT", (250, 251))
            reply = server.data(wire)
        except smtplib.SMTPDataError as error:
            reply = (error.smtp_code, error.smtp_error if isinstance(error.smtp_error, bytes) else b"")
        except (smtplib.SMTPException, OSError) as error:
            raise TransientFailure(f"{self._where}: the connection broke off: {error}", about_server=True) from error
        self._expect(reply, "DATA", (250,))
        with contextlib.suppress(smtplib.SMTPException, OSError):
            server.quit()
        return _words(*reply)

    def _expect(self, reply: tuple[int, bytes], command: str, wanted: tuple[int, ...]) -> None:
        code, text = reply
        if code in wanted:
            return
        said = f"{self._where}: {command} answered {_words(code, text)}"
        if code in (530, 535, 538, 554) and command == "MAIL":
            # “Log in first”, “no relay for you”: the server's view of us, not of this letter.
            raise TransientFailure(said, code=code, about_server=True)
        if 500 <= code <= 599:
            raise PermanentFailure(said, code=code)
        raise TransientFailure(said, code=code)


def probe(settings: SmtpSettings) -> str:
    """What keeps us from sending through this server, in words; empty where connection, certificate and log-in hold."""
    try:
        SmtpPost(settings).check()
    except (PostFailure, ConfigurationError) as problem:
        return str(problem)
    return ""


def _words(code: int, text: bytes) -> str:
    return f"{code} {text.decode('utf-8', 'replace')}".replace("\n", " ").strip()


def _check_envelope(envelope_from: str, to: str) -> None:
    for what, address in (("sender", envelope_from), ("receiver", to)):
        if not address_on_the_wire(address):
            raise PermanentFailure(f"envelope {what} {address!r} is no address that SMTP can carry")
