"""The IMAP door: one thread a mailbox, always a UID sweep, IDLE only as a hint to sweep sooner.

The thread never ends on a failure: whatever the wire, the server or the store does, it goes back to sleep for a
while and makes a new connection. What a person should know stands in :attr:`MailboxDoor.status`.
"""

from __future__ import annotations

import logging
import random
import socket
import ssl
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

from imapclient.exceptions import LoginError  # type: ignore[import-untyped]

from casework.errors import ConfigurationError, StorageError
from casework.noun import Noun, replace
from casework.ports import Reception
from intake.mailbox_session import WIRE_ERRORS, MailboxSession, MailboxSettings
from intake.mailbox_sweep import MailboxSweep

__all__ = ["MailboxDoor", "MailboxSettings", "MailboxStatus", "probe"]

log = logging.getLogger("tiepnhan.intake.mailbox")

_FIRST_BACKOFF = 1.0  # seconds
_BREATH = 1.0  # seconds between looks where the hints in between brought nothing
_HINTS_BELIEVED = 3
_DISK_WAIT = 5.0  # seconds between looks at the disk while polling is stopped


class MailboxStatus(Noun, frozen=True):
    """What `tiepnhan doctor` shows of one mailbox. Lists hold transport keys; texts are Vietnamese."""

    name: str
    connected: bool = False
    paused: bool = False  # the disk is low: polling is stopped
    adopted_at: datetime | None = None
    last_sweep_at: datetime | None = None  # the last complete one
    received: int = 0  # since the service started
    failures: int = 0  # in a row
    trouble: str = ""  # what went wrong last, "" while all is well
    unfetched: tuple[str, ...] = ()  # the server would not hand these out, tried too often
    too_large: tuple[str, ...] = ()
    unrouted: tuple[str, ...] = ()  # in a shared mailbox, to no address that is configured
    refused: tuple[str, ...] = ()  # the store would not take these
    unmoved: int = 0  # received, but not yet moved to the done folder
    move_trouble: str = ""

    @property
    def alarms(self) -> tuple[str, ...]:
        """One sentence for each thing that a person must look at; empty while all is well."""
        words: list[str] = []
        if self.trouble and self.failures >= 3:
            words.append(f"Hộp thư {self.name}: {self.trouble} ({self.failures} lần liên tiếp).")
        if self.paused:
            words.append(f"Hộp thư {self.name}: tạm ngừng nhận vì dung lượng đĩa còn thấp.")
        for keys, what in (
            (self.unfetched, "thư máy chủ không trao được nội dung, thư vẫn ở trong hộp thư"),
            (self.too_large, "thư vượt dung lượng tối đa, thư vẫn ở trong hộp thư"),
            (self.unrouted, "thư không gửi tới địa chỉ nào đã khai báo, thư vẫn ở trong hộp thư"),
            (self.refused, "thư chưa ghi được vào kho, thư vẫn ở trong hộp thư"),
        ):
            if keys:
                words.append(f"Hộp thư {self.name}: {len(keys)} {what}: {', '.join(keys[:3])}.")
        if self.move_trouble:
            words.append(
                f"Hộp thư {self.name}: {self.unmoved} thư đã nhận nhưng chưa chuyển được sang thư mục đã nhận: "
                f"{self.move_trouble}."
            )
        return tuple(words)


class MailboxDoor:
    """Watches one mailbox in a thread of its own.

    ``on_receipt`` is called after each committed receipt, ``may_receive`` before each batch; both from this thread.
    """

    def __init__(
        self,
        settings: MailboxSettings,
        reception: Reception,
        on_receipt: Callable[[], None],
        stop: threading.Event,
        may_receive: Callable[[], bool],
    ) -> None:
        if settings.tls not in ("implicit", "starttls"):
            raise ConfigurationError(
                f"mailbox {settings.name}: tls: expected implicit or starttls, got {settings.tls!r}"
            )
        if not settings.portal and not settings.routes and not settings.default_portal:
            raise ConfigurationError(
                f"mailbox {settings.name}: expected portal, or routes of a shared mailbox; got neither"
            )
        self.settings = settings
        self._reception = reception
        self._stop = stop
        self._may_receive = may_receive
        self._sweep = MailboxSweep(settings, reception, on_receipt, stop, may_receive)
        self._status = MailboxStatus(name=settings.name)
        self._thread = threading.Thread(target=self._run, name=f"mailbox-{settings.name}", daemon=True)

    @property
    def status(self) -> MailboxStatus:
        """A frozen picture of the moment; safe from any thread."""
        return self._status

    def start(self) -> None:
        """Start watching; failures from here on stand in the status."""
        self._thread.start()

    def stop(self) -> None:
        """Ask the thread to end after the mail in hand. The event may be shared with other doors."""
        self._stop.set()

    def join(self, timeout: float | None = None) -> None:
        """Wait for the thread, at most ``timeout`` seconds."""
        self._thread.join(timeout)

    def is_alive(self) -> bool:
        """True while the thread runs."""
        return self._thread.is_alive()

    def _run(self) -> None:
        while not self._stop.is_set():
            session: MailboxSession | None = None
            try:
                session = MailboxSession(self.settings)
                self._note(connected=True, move_trouble=session.done_folder_trouble)
                self._watch(session)
            except Exception as error:  # noqa: BLE001 - a door that dies is mail unseen; the status and log tell why
                self._failed(error)
            finally:
                if session is not None:
                    session.close()
            if not self._stop.is_set():
                self._stop.wait(self._backoff())

    def _watch(self, session: MailboxSession) -> None:
        """Sweep, wait for a hint or the poll, sweep again; ends by an exception or by the stop event."""
        fruitless = 0
        while not self._stop.is_set():
            began, received = time.monotonic(), self._sweep.received
            if not self._may_receive():
                self._note(paused=True)
                self._stop.wait(min(_DISK_WAIT, self.settings.poll_seconds))
                continue
            complete = self._sweep.run(session)
            self._tell(session, complete)
            if complete and not session.news():
                session.wait(self.settings.poll_seconds, self._stop)
                # Opened anew before each look: only so does a changed UIDVALIDITY show.
                session.select()
            # A server that announces mail over and over which no look finds is asked once a breath, not in a circle.
            idle = self._sweep.received == received and time.monotonic() - began < _BREATH
            fruitless = fruitless + 1 if idle else 0
            if fruitless >= _HINTS_BELIEVED:
                self._stop.wait(_BREATH)

    def _tell(self, session: MailboxSession, complete: bool) -> None:
        sweep = self._sweep
        many = self.settings.tries_before_alarm
        self._note(
            paused=False,
            failures=0,
            trouble="",
            received=sweep.received,
            adopted_at=self._status.adopted_at or self._reception.adopted_at(self.settings.scope),
            last_sweep_at=datetime.now(UTC) if complete else self._status.last_sweep_at,
            unfetched=tuple(sweep.key(uid) for uid, tries in sorted(sweep.tries.items()) if tries >= many),
            too_large=tuple(sweep.key(uid) for uid in sorted(sweep.too_large)),
            unrouted=tuple(sweep.key(uid) for uid in sorted(sweep.unrouted)),
            refused=tuple(sweep.key(uid) for uid in sorted(sweep.refused)),
            unmoved=len(sweep.unmoved),
            move_trouble=sweep.move_trouble or session.done_folder_trouble,
        )

    def _failed(self, error: Exception) -> None:
        words = _in_words(error)
        if isinstance(error, (*WIRE_ERRORS, StorageError, ConfigurationError)):
            log.warning("%s: %s", self.settings.name, error)
        else:
            log.exception("%s: unexpected failure", self.settings.name)
        self._note(connected=False, failures=self._status.failures + 1, trouble=words, received=self._sweep.received)

    def _backoff(self) -> float:
        """1, 2, 4 … seconds up to the longest, each with jitter, so that many doors do not knock at once."""
        exponent = min(max(self._status.failures - 1, 0), 16)
        longest: float = min(self.settings.longest_backoff, _FIRST_BACKOFF * 2**exponent)
        return longest * random.uniform(0.5, 1.0)

    def _note(self, **changes: object) -> None:
        self._status = replace(self._status, **changes)


def probe(settings: MailboxSettings) -> str:
    """Log in and open the folder once, as the door would; what is wrong, in Vietnamese, or "". For doctor."""
    try:
        session = MailboxSession(settings)
    except (*WIRE_ERRORS, ConfigurationError) as error:
        return _in_words(error)
    session.close()
    if session.done_folder_trouble:
        return f"không tạo được thư mục {settings.done_folder}: {session.done_folder_trouble}"
    return ""


def _in_words(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"chứng thư TLS của máy chủ không được chấp nhận ({error.verify_message})"
    if isinstance(error, LoginError):
        return "máy chủ từ chối đăng nhập (tên hoặc mật khẩu)"
    if isinstance(error, ConfigurationError):
        return f"cấu hình chưa đúng: {error}"
    if isinstance(error, StorageError):
        return f"không ghi được vào kho: {error}"
    if isinstance(error, TimeoutError):
        return "máy chủ không trả lời trong thời hạn"
    if isinstance(error, socket.gaierror):
        return "không tìm thấy máy chủ (xem lại tên máy chủ trong config.toml và DNS)"
    if isinstance(error, ConnectionRefusedError):
        return "máy chủ từ chối kết nối (xem lại cổng trong config.toml; dịch vụ thư có đang chạy không)"
    if isinstance(error, WIRE_ERRORS):
        return f"mất kết nối với máy chủ: {error}"
    return f"lỗi ngoài dự kiến: {type(error).__name__}"
