"""The Maildir door: a folder into which a mail server on this machine delivers, looked over at every poll."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime

from casework.errors import StorageError
from casework.noun import Noun, replace
from casework.ports import Reception
from intake.maildir_sweep import MaildirSettings, MaildirSweep

__all__ = ["MaildirDoor", "MaildirSettings", "MaildirStatus"]

log = logging.getLogger("tiepnhan.intake.maildir")


class MaildirStatus(Noun, frozen=True):
    """What `tiepnhan doctor` shows of one Maildir; texts are Vietnamese."""

    name: str
    paused: bool = False
    adopted_at: datetime | None = None
    last_sweep_at: datetime | None = None
    received: int = 0
    failures: int = 0
    trouble: str = ""
    too_large: tuple[str, ...] = ()
    unrouted: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()  # unreadable, or not taken by the store
    unmoved: int = 0

    @property
    def alarms(self) -> tuple[str, ...]:
        """One sentence for each thing that a person must look at; empty while all is well."""
        words: list[str] = []
        if self.trouble:
            words.append(f"Thư mục Maildir {self.name}: {self.trouble}.")
        if self.paused:
            words.append(f"Thư mục Maildir {self.name}: tạm ngừng nhận vì dung lượng đĩa còn thấp.")
        for names, what in (
            (self.too_large, "thư vượt dung lượng tối đa, còn nằm nguyên chỗ"),
            (self.unrouted, "thư không gửi tới địa chỉ nào đã khai báo, còn nằm nguyên chỗ"),
            (self.refused, "thư chưa đọc hoặc chưa ghi được vào kho, còn nằm nguyên chỗ"),
        ):
            if names:
                words.append(f"Thư mục Maildir {self.name}: {len(names)} {what}: {', '.join(names[:3])}.")
        if self.unmoved:
            words.append(f"Thư mục Maildir {self.name}: {self.unmoved} thư đã nhận nhưng chưa chuyển đi được.")
        return tuple(words)


class MaildirDoor:
    """Polls one Maildir in a thread of its own."""

    def __init__(
        self,
        settings: MaildirSettings,
        reception: Reception,
        on_receipt: Callable[[], None],
        stop: threading.Event,
        may_receive: Callable[[], bool],
    ) -> None:
        self.settings = settings
        self._reception = reception
        self._stop = stop
        self._may_receive = may_receive
        self._sweep = MaildirSweep(settings, reception, on_receipt, stop, may_receive)
        self._status = MaildirStatus(name=settings.name)
        self._thread = threading.Thread(target=self._run, name=f"maildir-{settings.name}", daemon=True)

    @property
    def status(self) -> MaildirStatus:
        """A frozen picture of the moment; safe from any thread."""
        return self._status

    def start(self) -> None:
        """Start polling; failures from here on stand in the status."""
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
            try:
                if not self._may_receive():
                    self._note(paused=True)
                elif self._sweep.run():
                    self._swept()
            except Exception as error:  # noqa: BLE001 - a door that dies is mail unseen; status and log tell why
                log.warning("%s: %s: %s", self.settings.name, type(error).__name__, error)
                self._note(failures=self._status.failures + 1, trouble=_in_words(error))
            self._note(
                received=self._sweep.received,
                too_large=tuple(sorted(self._sweep.too_large)),
                unrouted=tuple(sorted(self._sweep.unrouted)),
                refused=tuple(sorted(self._sweep.refused)),
                unmoved=len(self._sweep.unmoved),
            )
            self._stop.wait(self.settings.poll_seconds)

    def _swept(self) -> None:
        self._note(
            last_sweep_at=datetime.now(UTC),
            adopted_at=self._status.adopted_at or self._reception.adopted_at(self.settings.scope),
            failures=0,
            trouble="",
            paused=False,
        )

    def _note(self, **changes: object) -> None:
        self._status = replace(self._status, **changes)


def _in_words(error: Exception) -> str:
    if isinstance(error, StorageError):
        return f"không ghi được vào kho: {error}"
    if isinstance(error, OSError):
        return f"không đọc được thư mục: {error.strerror} ({error.filename})"
    return f"lỗi ngoài dự kiến: {type(error).__name__}"
