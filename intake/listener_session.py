"""What aiosmtpd's protocol lacks for us: exact bytes, an answer a recipient, no limit on the length of a line.

aiosmtpd answers the end of DATA once, which is wrong in LMTP (RFC 2033, 4.2), refuses a long line for good, and
counts a long transfer as silence. The reading of DATA is therefore ours; the commands are aiosmtpd's.
"""

from __future__ import annotations

import asyncio
import collections
import logging
from typing import TYPE_CHECKING, Any, Protocol

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, syntax

from casework.noun import Noun
from intake.addressing import Route

if TYPE_CHECKING:
    from aiosmtpd.smtp import Envelope, Session

__all__ = ["ListenerSettings", "LmtpSession", "SmtpSession"]

log = logging.getLogger("tiepnhan.intake.listener")

_LINE_BUFFER = 256 * 1024  # bytes buffered for one line; a longer one is taken in pieces
_COMMAND_BYTES = 2048  # RFC 6531 addresses with parameters are longer than RFC 5321's 512
_TIMER_BYTES = 64 * 1024  # data that came since counts as a sign of life


class ListenerSettings(Noun, frozen=True):
    """One listening door. ``socket`` (a path, LMTP) or ``host`` and ``port`` (0: any free one).

    A recipient is taken where ``routes`` name its address, with or without a plus part; any other gets 550 at RCPT.
    ``max_bytes`` is announced (SIZE); ``idle_seconds`` without a command or data end a connection. A mail that would
    bring all mails in hand over ``max_bytes_in_hand`` is read to its end, kept nowhere, and put off with 452.
    """

    name: str
    routes: tuple[Route, ...]
    protocol: str = "lmtp"
    host: str = "127.0.0.1"
    port: int = 0
    socket: str = ""
    socket_mode: int = 0o660
    hostname: str = "localhost"  # what the greeting says
    max_bytes: int = 60 * 1024 * 1024
    max_connections: int = 50
    max_recipients: int = 100
    max_bytes_in_hand: int = 256 * 1024 * 1024
    idle_seconds: float = 300.0


class Desk(Protocol):
    """What a session asks of its door."""

    settings: ListenerSettings

    def refuse_sender(self) -> str: ...

    def accepts(self, address: str) -> bool: ...

    def connections_changed(self, count: int) -> None: ...

    def take_in_hand(self, count: int) -> bool: ...

    def put_down(self, count: int) -> None: ...

    async def deliver(self, content: bytes, envelope_from: str, recipients: list[str]) -> list[str]: ...


class _Hooks:
    """aiosmtpd's handler interface."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        # Commands are read one after another from one stream, so a client may send them together (RFC 2920).
        return [*responses[:-1], "250-PIPELINING", responses[-1]]

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if refusal := self.desk.refuse_sender():
            return refusal
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not self.desk.accepts(address):
            return "550 5.1.1 No such recipient here"
        if len(envelope.rcpt_tos) >= self.desk.settings.max_recipients:
            return "452 4.5.3 Too many recipients"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_exception(self, error: Exception) -> str:
        log.error("a session failed: %s", type(error).__name__, exc_info=error)
        return "451 4.3.0 Local error, try again later"


class SmtpSession(SMTP):
    """One SMTP connection: one answer after DATA, 250 only where every recipient's receipt stands."""

    line_length_limit = _LINE_BUFFER
    storing = False  # the data is complete and its receipts are being made
    _in_hand = 0  # bytes of the mail that is being read or stored

    def __init__(self, desk: Desk, open_sessions: set[SMTP], loop: asyncio.AbstractEventLoop) -> None:
        self._desk = desk
        self._open_sessions = open_sessions
        settings = desk.settings
        super().__init__(
            _Hooks(desk),
            data_size_limit=settings.max_bytes,
            enable_SMTPUTF8=True,
            hostname=settings.hostname,
            ident="Tiep nhan",
            timeout=settings.idle_seconds,
            auth_exclude_mechanism=("LOGIN", "PLAIN"),
            loop=loop,
        )
        # The class keeps one table for all connections and changes it at every EHLO.
        self.command_size_limits = collections.defaultdict(lambda: _COMMAND_BYTES)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._open_sessions.add(self)
        self._desk.connections_changed(len(self._open_sessions))
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._open_sessions.discard(self)
        self._desk.connections_changed(len(self._open_sessions))
        super().connection_lost(error)

    async def _handle_client(self) -> None:
        if len(self._open_sessions) > self._desk.settings.max_connections:
            await self.push("421 4.3.2 Too many connections, try again later")
            if self.transport is not None:
                self.transport.close()
            return
        await super()._handle_client()

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:
        """Read to the lone dot, remove dot-stuffing, make the receipts, answer."""
        if await self.check_helo_needed():
            return
        envelope: Any = self.envelope
        if not envelope.rcpt_tos:
            await self.push("503 5.5.1 Error: need RCPT command")
            return
        if arg:
            await self.push("501 5.5.4 Syntax: DATA")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        self._in_hand = 0
        try:
            await self._receive(await self._read_data())
        finally:
            self._desk.put_down(self._in_hand)

    async def _receive(self, content: bytes | str) -> None:
        envelope: Any = self.envelope
        sender = "" if envelope.mail_from == "<>" else envelope.mail_from
        recipients = list(envelope.rcpt_tos)
        if isinstance(content, str):
            answers = [content] * len(recipients)
        else:
            self.storing = True
            try:
                answers = await self._desk.deliver(content, sender, recipients)
            finally:
                self.storing = False
        self._set_post_data_state()  # type: ignore[no-untyped-call]
        await self._answer(answers)

    async def _answer(self, answers: list[str]) -> None:
        failed = [answer for answer in answers if not answer.startswith("250")]
        await self.push(failed[0] if failed else answers[0])

    async def _read_data(self) -> bytes | str:
        """The bytes up to the lone dot; the refusal where they were more than we take (read to the end, too)."""
        pieces: list[bytes] = []
        size, since_timer, at_line_start, refusal = 0, 0, True, ""
        while True:
            try:
                # Only CRLF ends a line; a bare LF before a dot would let a second mail be smuggled in.
                piece = bytes(await self._reader.readuntil(b"\r\n"))
                ends_line = True
            except asyncio.LimitOverrunError as error:
                piece = bytes(await self._reader.read(error.consumed))
                ends_line = False
            if at_line_start and piece == b".\r\n":
                break
            if at_line_start and piece.startswith(b"."):
                piece = piece[1:]
            at_line_start = ends_line
            size += len(piece)
            since_timer += len(piece)
            if since_timer >= _TIMER_BYTES:
                since_timer = 0
                self._reset_timeout()
            if size > self._desk.settings.max_bytes:
                refusal = "552 5.3.4 Message size exceeds fixed maximum message size"
            elif not refusal and not self._desk.take_in_hand(len(piece)):
                refusal = "452 4.3.1 Too much mail at once, try again later"
            if refusal:
                pieces.clear()
                self._desk.put_down(self._in_hand)
                self._in_hand = 0
                continue
            pieces.append(piece)
            self._in_hand += len(piece)
        # Making the receipt may take its time (a locked database); that is our silence, not the client's.
        self._reset_timeout()
        return refusal or b"".join(pieces)


class LmtpSession(SmtpSession, LMTP):
    """One LMTP connection: after DATA one answer for each accepted recipient, in order (RFC 2033, 4.2)."""

    show_smtp_greeting = False

    async def _answer(self, answers: list[str]) -> None:
        for answer in answers:
            await self.push(answer)
