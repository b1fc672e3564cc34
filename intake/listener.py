"""The LMTP and SMTP doors, by aiosmtpd: the wire bytes as they came, one receipt, only then a 250.

The event loop runs in a thread of its own and never waits for the disk: receipts are made in a small pool.
"""

from __future__ import annotations

import asyncio
import logging
import os
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from aiosmtpd.smtp import SMTP

from casework.errors import ConfigurationError
from casework.mail import Delivery, Door
from casework.noun import Noun, replace
from casework.ports import Reception
from intake.addressing import find_route
from intake.listener_session import ListenerSettings, LmtpSession, SmtpSession

__all__ = ["ListenerDoor", "ListenerSettings", "ListenerStatus"]

log = logging.getLogger("tiepnhan.intake.listener")

_DISK_LOW = "451 4.3.1 Insufficient system storage, try again later"
_STORAGE_FAILED = "451 4.3.0 Could not be stored, try again later"
_START_SECONDS = 10.0
_WRITERS = 4


class ListenerStatus(Noun, frozen=True):
    """What `tiepnhan doctor` shows of one listening door; texts are Vietnamese."""

    name: str
    listening: bool = False
    address: str = ""  # host:port or the socket's path
    connections: int = 0  # at the moment
    received: int = 0  # receipts since the service started
    deferred: int = 0  # recipients answered 451
    last_receipt_at: datetime | None = None
    trouble: str = ""

    @property
    def alarms(self) -> tuple[str, ...]:
        """One sentence for each thing that a person must look at; empty while all is well."""
        words: list[str] = []
        if not self.listening:
            words.append(f"Cổng nhận {self.name}: không lắng nghe tại {self.address}.")
        if self.trouble:
            words.append(f"Cổng nhận {self.name}: {self.trouble}.")
        return tuple(words)


class ListenerDoor:
    """Listens in a thread of its own. ``on_receipt`` and ``may_receive`` are called from pool threads and the loop."""

    def __init__(
        self,
        settings: ListenerSettings,
        reception: Reception,
        on_receipt: Callable[[], None],
        stop: threading.Event,
        may_receive: Callable[[], bool],
    ) -> None:
        if settings.protocol not in ("lmtp", "smtp"):
            raise ConfigurationError(
                f"listener {settings.name}: protocol: expected lmtp or smtp, got {settings.protocol!r}"
            )
        self.settings = settings
        self._reception = reception
        self._on_receipt = on_receipt
        self._stop = stop
        self._may_receive = may_receive
        self._guard = threading.Lock()  # several pool threads count at once
        self._status = ListenerStatus(name=settings.name, address=_address(settings, settings.port))
        self._in_hand = 0  # bytes of all mails being read or stored; touched on the event loop alone
        self._ready = threading.Event()
        self._failure: OSError | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ended: asyncio.Event | None = None
        self._thread = threading.Thread(target=self._run, name=f"listener-{settings.name}", daemon=True)
        self._port = settings.port

    @property
    def status(self) -> ListenerStatus:
        """A frozen picture of the moment; safe from any thread."""
        return self._status

    @property
    def port(self) -> int:
        """The port in use; what the system gave where the settings said 0."""
        return self._port

    def start(self) -> None:
        """Bind and listen; raises :class:`ConfigurationError` where the address cannot be had."""
        self._thread.start()
        if not self._ready.wait(_START_SECONDS) or self._failure is not None:
            reason = self._failure or f"no answer within {_START_SECONDS:.0f} s"
            raise ConfigurationError(f"listener {self.settings.name}: {self._status.address}: cannot listen: {reason}")

    def stop(self) -> None:
        """Stop listening; a mail whose data is complete still gets its receipt and answer."""
        self._stop.set()
        if self._loop is not None and self._ended is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._ended.set)

    def join(self, timeout: float | None = None) -> None:
        """Wait for the thread, at most ``timeout`` seconds."""
        self._thread.join(timeout)

    def is_alive(self) -> bool:
        """True while the thread runs."""
        return self._thread.is_alive()

    # What the protocol asks (see listener_session).

    def refuse_sender(self) -> str:
        """The answer to MAIL where nothing can be taken at present, "" where it can."""
        return "" if self._may_receive() else _DISK_LOW

    def accepts(self, address: str) -> bool:
        """True where a route names this recipient."""
        return find_route(address, self.settings.routes) is not None

    def take_in_hand(self, count: int) -> bool:
        """True, and counted, where ``count`` bytes more may be kept in memory."""
        if self._in_hand + count > self.settings.max_bytes_in_hand:
            return False
        self._in_hand += count
        return True

    def put_down(self, count: int) -> None:
        """These bytes are stored or dropped."""
        self._in_hand -= count

    def connections_changed(self, count: int) -> None:
        """Told by the protocol as clients come and go."""
        self._note(connections=count)

    async def deliver(self, content: bytes, envelope_from: str, recipients: list[str]) -> list[str]:
        """Make the receipts of one transaction; one SMTP answer a recipient, in order."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, self._deliver, content, envelope_from, recipients)

    def _deliver(self, content: bytes, envelope_from: str, recipients: list[str]) -> list[str]:
        received_at = datetime.now(UTC)
        transaction = uuid.uuid4().hex
        answers: dict[str, str] = {}
        # The plain address goes first: a mail to congttdt@ and congttdt+kiemtra@ at once is a submission.
        for address in sorted(dict.fromkeys(recipients), key=lambda a: "+" in a.rpartition("@")[0]):
            answers[address] = self._deliver_one(content, envelope_from, address, transaction, received_at)
        if all(answer.startswith("250") for answer in answers.values()):
            self._note(trouble="")
        return [answers[address] for address in recipients]

    def _deliver_one(self, content: bytes, sender: str, address: str, transaction: str, at: datetime) -> str:
        s = self.settings
        route = find_route(address, s.routes)
        if route is None:
            return "550 5.1.1 No such recipient here"
        if not self._may_receive():
            self._defer("dung lượng đĩa còn thấp")
            return _DISK_LOW
        delivery = Delivery(
            door=Door.LMTP if s.protocol == "lmtp" else Door.SMTP,
            door_name=s.name,
            portal=route.portal,
            transport_key=f"{s.protocol}:{s.name}:{at:%Y%m%dT%H%M%S.%f}:{transaction}:{address.lower()}",
            received_at=at,
            envelope_from=sender,
            envelope_to=address,
        )
        try:
            receipt = self._reception.receive(content, delivery)
        except Exception as error:
            # Whatever went wrong, the mail stays with the server that brought it.
            log.exception("%s: a mail could not be stored", s.name)
            self._defer(f"không ghi được thư vào kho ({type(error).__name__})")
            return _STORAGE_FAILED
        with self._guard:
            self._status = replace(self._status, received=self._status.received + 1, last_receipt_at=at)
        self._on_receipt()
        return f"250 2.0.0 OK receipt {receipt.id}"

    def _defer(self, trouble: str) -> None:
        with self._guard:
            self._status = replace(self._status, deferred=self._status.deferred + 1, trouble=trouble)

    def _note(self, **changes: object) -> None:
        with self._guard:
            self._status = replace(self._status, **changes)

    def _run(self) -> None:
        with ThreadPoolExecutor(_WRITERS, thread_name_prefix=f"receipt-{self.settings.name}") as self._pool:
            try:
                asyncio.run(self._serve())
            except OSError as error:
                self._failure = error
                self._ready.set()
            finally:
                self._note(listening=False)

    async def _serve(self) -> None:
        loop = self._loop = asyncio.get_running_loop()
        self._ended = asyncio.Event()
        server = await self._listen(loop)
        self._note(listening=True, address=_address(self.settings, self._port))
        self._ready.set()
        if self._stop.is_set():  # asked to stop before the event existed
            self._ended.set()
        try:
            while not self._stop.is_set():
                # The stop event may be shared and set elsewhere, so it is looked at, too.
                try:
                    await asyncio.wait_for(self._ended.wait(), timeout=0.5)
                except TimeoutError:
                    continue
        finally:
            server.close()
            await self._sessions_end()

    async def _listen(self, loop: asyncio.AbstractEventLoop) -> asyncio.Server:
        kind = LmtpSession if self.settings.protocol == "lmtp" else SmtpSession
        self._open: set[SMTP] = set()

        def session() -> SMTP:
            return kind(self, self._open, loop)

        if self.settings.socket:
            path = Path(self.settings.socket)
            server = await loop.create_unix_server(session, path=os.fspath(path))
            path.chmod(self.settings.socket_mode)
        else:
            server = await loop.create_server(session, self.settings.host, self.settings.port)
            self._port = server.sockets[0].getsockname()[1]
        return server

    async def _sessions_end(self) -> None:
        """Give transactions whose data is complete a moment to be answered, then close."""
        for _ in range(50):
            if not any(getattr(session, "storing", False) for session in self._open):
                break
            await asyncio.sleep(0.1)
        for session in list(self._open):
            if session.transport is not None:
                session.transport.close()


def _address(settings: ListenerSettings, port: int) -> str:
    return settings.socket or f"{settings.host}:{port}"
