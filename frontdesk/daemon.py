"""The running service: doors, engine, postman and clock, started and stopped together."""

from __future__ import annotations

import fcntl
import logging
import os
import signal
import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Protocol

from casework.errors import UsageError
from casework.noun import replace
from frontdesk.engine import Engine
from frontdesk.pipeline import Rooms
from frontdesk.post import Postman, post_of
from frontdesk.ticks import Clock
from intake.addressing import Route
from intake.listener import ListenerDoor
from intake.mailbox import MailboxDoor
from intake.maildir import MaildirDoor
from store.ledger import Ledger

__all__ = ["Daemon", "now_utc"]

log = logging.getLogger(__name__)


def now_utc() -> datetime:
    """The present instant, aware."""
    return datetime.now(UTC)


class DoorThread(Protocol):
    """What every door is to the daemon."""

    def start(self) -> None: ...
    def stop(self) -> None: ...
    def join(self, timeout: float | None = None) -> None: ...
    @property
    def status(self) -> DoorStatus: ...


class DoorStatus(Protocol):
    """A door's frozen picture of the moment."""

    @property
    def name(self) -> str: ...
    @property
    def alarms(self) -> tuple[str, ...]: ...


class Daemon:
    """Built from the rooms and the ledger; ``run`` returns after SIGTERM or SIGINT."""

    def __init__(self, ledger: Ledger, rooms: Rooms, clock: Callable[[], datetime] = now_utc) -> None:
        self._ledger = ledger
        self._rooms = rooms
        self._clock = clock
        self._stop = threading.Event()
        self._closing = threading.Event()  # the doors' own: the postman goes on a little longer
        self._letters = threading.Event()
        self._disk_low = False
        self.engine = Engine(ledger, rooms, clock, on_letters=self._letters.set)
        self.ticks = Clock(ledger, rooms, clock, on_letters=self._letters.set, on_jobs=self.engine.wake)
        self.postman = Postman(ledger, post_of(rooms), clock, self.ticks.raise_alarm)
        self.doors: list[DoorThread] = self._doors()
        self.ticks.watch(lambda: [(door.status.name, door.status.alarms) for door in self.doors])
        self._poster = threading.Thread(target=self._post, name="postman", daemon=True)

    def start(self) -> None:
        """Engine before doors: what a crash left behind is taken up before new mail comes in."""
        self._alone = _only_one(self._ledger.folder)
        self._ledger.free_leases()
        self.engine.start()
        self._poster.start()
        self.ticks.start()
        for door in self.doors:
            door.start()
        log.info("ready: %d doors, %d workers", len(self.doors), self._rooms.settings.workers.count)

    def stop(self) -> None:
        """Doors first, so that nothing new comes in; then the walks end, then the letters rest in the outbox."""
        for door in self.doors:
            door.stop()
        for door in self.doors:
            door.join(10)
        self.ticks.stop()
        self.engine.stop()
        self._stop.set()
        self._letters.set()
        self._poster.join(15)
        self._alone.close()

    def run(self) -> int:
        """Start, wait for a signal, stop; the exit status."""
        done = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: done.set())
        self.start()
        _notify("READY=1")
        while not done.wait(10):
            _notify("WATCHDOG=1")
        _notify("STOPPING=1")
        log.info("stopping")
        self.stop()
        return 0

    def _doors(self) -> list[DoorThread]:
        settings = self._rooms.settings
        routes = self._routes()
        wake, closing, room = self.engine.wake, self._closing, self.may_receive
        doors: list[DoorThread] = []
        for mailbox in settings.mailboxes:
            doors.append(
                MailboxDoor(replace(mailbox, routes=mailbox.routes or routes), self._ledger, wake, closing, room)
            )
        for listener in settings.listeners:
            doors.append(
                ListenerDoor(replace(listener, routes=listener.routes or routes), self._ledger, wake, closing, room)
            )
        for maildir in settings.maildirs:
            doors.append(
                MaildirDoor(replace(maildir, routes=maildir.routes or routes), self._ledger, wake, closing, room)
            )
        return doors

    def _routes(self) -> tuple[Route, ...]:
        """Every portal's address, and the bounce mailbox, whose mail belongs to no portal."""
        routes = [Route(p.address, p.id) for p in self._rooms.regulations.portals if p.address]
        return (*routes, Route(self._rooms.settings.service.bounce_address, ""))

    def address_of(self, name: str) -> str:
        """Where the listener ``name`` listens (host:port or a socket's path); a port of 0 has become a real one."""
        return next(d.status.address for d in self.doors if isinstance(d, ListenerDoor) and d.settings.name == name)

    def may_receive(self) -> bool:
        """False below the mark of free disk: LMTP answers 451, polling stops, an alarm goes out.

        Called on the listener's event loop, so it looks at the disk alone; the alarm is raised by another thread.
        """
        mark = self._rooms.settings.store.free_mark_mb * 1024 * 1024
        room = self._ledger.room_left()
        if (room < mark) is not self._disk_low:
            self._disk_low = room < mark
            threading.Thread(target=self._tell_of_disk, args=(room, mark), daemon=True).start()
        return room >= mark

    def _tell_of_disk(self, room: int, mark: int) -> None:
        if room >= mark:
            self._ledger.close_alarm("disk")
            return
        words = f"Ổ đĩa còn {room // 1048576} MB, dưới mức {mark // 1048576} MB: tạm ngừng nhận thư."
        self.ticks.raise_alarm("disk", words)

    def _post(self) -> None:
        while not self._stop.is_set():
            self._letters.wait(self._rooms.settings.schedule.post_every)
            self._letters.clear()
            try:
                self.postman.deliver_all()
            except Exception as error:  # noqa: BLE001  the postman must outlive a bad round; the rows stand in the outbox
                log.error("a round of the postman failed: %s: %s", type(error).__name__, error)
                self._stop.wait(2.0)


def _only_one(folder: Path) -> IO[bytes]:
    """Lock the store for this process: two daemons on one store would free each other's leases.

    The kernel drops the lock with the process, however it ends. Raises :class:`UsageError` where another one runs.
    """
    lock = (folder / "daemon.lock").open("ab")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise UsageError(
            f"{folder}: một tiến trình tiepnhan khác đang chạy trên kho này (another one is running)"
        ) from error
    return lock


def _notify(message: str) -> None:
    """Tell systemd (sd_notify(3)); silent where it did not start us."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    if address.startswith("@"):
        address = "\0" + address[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        try:
            channel.sendto(message.encode(), address)
        except OSError as error:
            log.warning("systemd could not be told %s: %s", message, error)
