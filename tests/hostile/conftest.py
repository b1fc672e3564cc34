"""What an attack may reach for, and the house that it is sent to: the true regulations, one sandbox, no workshop."""

from __future__ import annotations

import ctypes
import os
import socket
import struct
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from casework.calendar import VIETNAM
from casework.case import Case
from casework.directory import Person, Role, Snapshot
from casework.mail import Delivery, Door
from casework.ports import NoHistory
from frontdesk.law_folder import REGULATIONS, with_addresses
from frontdesk.pipeline import Rooms, gather, walk
from frontdesk.settings import DoorName, DoorTrust, Service, Settings
from intake.readers.limits import Limits
from intake.sandbox import Sandbox
from tests.builders.mail import AUTHSERV
from tests.hostile.attack import Trap
from tests.hostile.child import started
from tests.hostile.mails import SENDER

__all__ = ["CANARY", "House", "Watched"]

CANARY = "canary-7f3a91 stands in no mail"
_NOW = datetime(2026, 8, 28, 9, 0, tzinfo=VIETNAM)
_PEOPLE = (Person(SENDER, "Nguyễn Thị Lan", "Vụ Cải cách hành chính", Role.LIAISON, ("congttdt",), "024.6282.6787"),)
_ACCESS, _MODIFY, _OPEN, _CREATE, _DELETE = 0x1, 0x2, 0x20, 0x100, 0x200


class Watched:
    """A folder with the canary in it and a port on loopback; ``touched`` says what became of them since it was last
    asked. The kernel reports it (inotify), so that no library of C goes unseen."""

    def __init__(self, folder: Path) -> None:
        canary = folder / "canary.txt"
        canary.write_text(CANARY, encoding="ascii")
        self._server = socket.create_server(("127.0.0.1", 0))
        self._server.setblocking(False)
        self.trap = Trap(str(canary), self._server.getsockname()[1])
        libc = ctypes.CDLL(None, use_errno=True)
        self._watch = libc.inotify_init1(os.O_NONBLOCK)
        mask = _ACCESS | _MODIFY | _OPEN | _CREATE | _DELETE
        assert libc.inotify_add_watch(self._watch, os.fsencode(folder), mask) >= 0

    def touched(self) -> set[str]:
        """Any of “read”, “wrote”, “connected”."""
        return {*self._files(), *self._calls()}

    def close(self) -> None:
        self._server.close()
        os.close(self._watch)

    def _files(self) -> Iterator[str]:
        while True:
            try:
                events = os.read(self._watch, 65_536)
            except BlockingIOError:
                return
            while events:
                _, mask, _, length = struct.unpack_from("<iIII", events)
                events = events[16 + length :]
                yield "read" if mask & (_ACCESS | _OPEN) else "wrote"

    def _calls(self) -> Iterator[str]:
        while True:
            try:
                self._server.accept()[0].close()
            except BlockingIOError:
                return
            yield "connected"


class House:
    """Takes whole mails in, from the door's bytes to the letters."""

    def __init__(self, rooms: Rooms) -> None:
        self.sandbox = rooms.sandbox
        self._rooms = rooms
        self._directory = Snapshot(version=1, people=_PEOPLE)
        self._arrived = 0

    def processor_seconds(self) -> float:
        """What the workers of the sandbox have used so far."""
        return sum(_used(pid) for pid in _children() if b"intake.sandbox_worker" in _command(pid))

    def take_in(self, content: bytes) -> Case:
        self._arrived += 1
        delivery = Delivery(
            door=Door.LMTP,
            door_name="lmtp",
            portal="congttdt",
            transport_key=f"lmtp:{self._arrived}",
            received_at=_NOW,
            envelope_from=SENDER,
            envelope_to="congttdt@moha.gov.vn",
        )
        case = gather(content, delivery, self._rooms, self._directory, ref="CONGTTDT-000001")
        return walk(case, self._rooms, NoHistory(), self._directory, _NOW, lambda: content)


def _children() -> Iterator[int]:
    for task in Path("/proc/self/task").iterdir():
        yield from (int(pid) for pid in (task / "children").read_text(encoding="ascii").split())


def _command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def _used(pid: int) -> float:
    facts = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(facts[11]) + int(facts[12])) / os.sysconf("SC_CLK_TCK")


@pytest.fixture(scope="session")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    one = Watched(tmp_path_factory.mktemp("outside"))
    try:
        yield one
    finally:
        one.close()


@pytest.fixture(scope="session")
def children() -> Iterator[None]:
    with started():
        yield


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    settings = Settings(
        root=str(tmp_path_factory.mktemp("house")),
        limits=Limits(seconds=90.0),  # on the wall, which says nothing of a busy machine: processor time is measured
        service=Service(
            host="tiepnhan.thu-nghiem.vn",
            administrator="quantri@tiepnhan.thu-nghiem.vn",
            bounce_address="bounce@tiepnhan.thu-nghiem.vn",
        ),
        doors=(DoorName(name="lmtp", trust=DoorTrust(authserv_id=AUTHSERV)),),
    )
    with Sandbox(workers=1, seconds=90.0, memory_mb=1024) as sandbox:
        yield House(Rooms(settings, with_addresses(REGULATIONS, settings), sandbox, b"hostile: a key"))
