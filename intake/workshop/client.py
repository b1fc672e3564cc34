"""The workshop as the rest of the house asks it: over its socket, or as a child started where a job needs it."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import msgspec

from casework.document import Media
from casework.errors import TiepnhanError
from intake.aids import GreyPage, RecognisedPage
from intake.workshop.frames import (
    HEADER,
    MAX_FRAME,
    Failed,
    LookAtMedia,
    Looked,
    Office,
    Recognise,
    Recognised,
    Reply,
    Request,
    Tell,
    Told,
    ToOffice,
    decode_reply,
    encode,
)

__all__ = ["Workshop", "WorkshopAbsent", "WorkshopFailed", "to_office"]

_SLACK = 15.0  # seconds beyond a job's own time before the workshop counts as dead
_QUEUE = 600.0  # seconds that others' jobs may take before ours begins (it does one at a time)
_START = 30.0


class WorkshopFailed(TiepnhanError):
    """The job did not come out; the text is Vietnamese and quotes nothing of the file."""


class WorkshopAbsent(WorkshopFailed):
    """No workshop, or without the program that the job needs: asking again is in vain until a person mends it."""


R = TypeVar("R", Recognised, Office, Looked, Told)


class Workshop:
    """``socket_path``: the unit's socket. Without one a child of this process is started when the first job comes and
    ends with :meth:`close`. Thread-safe; one job at a time."""

    def __init__(self, socket_path: str = "") -> None:
        self._path = socket_path
        self.trouble = ""  # why the last job found no workshop, for an alarm; empty where it did
        self._turn = threading.Lock()
        # The kernel ties the child's life to the *thread* that starts it: one thread starts it and lives as long.
        self._keeper: ThreadPoolExecutor | None = None
        self._child: subprocess.Popen[bytes] | None = None
        self._wire: socket.socket | None = None

    def recognise(self, page: GreyPage, seconds: float) -> RecognisedPage:
        """Turn ``page`` upright and read it. Raises :class:`WorkshopFailed`."""
        return self._ask(Recognise(page, seconds), Recognised, seconds).page

    def to_office(self, content: bytes, kind: str, target: str, seconds: float = 60.0) -> bytes:
        """``content`` of ``kind`` (doc, xls …) as ``target`` (fodt, fods, fodp, docx, xlsx, pptx), by LibreOffice.
        Raises :class:`WorkshopFailed`, :class:`WorkshopAbsent` where it is not installed."""
        return self._ask(ToOffice(content, kind, target, seconds), Office, seconds).content

    def look_at_media(self, content: bytes, kind: str, seconds: float) -> tuple[Media, str]:
        """The facts of a sound or video, and the bound that was hit while playing it (empty: none)."""
        looked = self._ask(LookAtMedia(content, kind, seconds), Looked, 2 * seconds)
        return looked.media, looked.limit

    def tell(self) -> Told:
        """Which programs are there. Raises :class:`WorkshopAbsent` where the workshop itself is not."""
        return self._ask(Tell(), Told, 30.0)

    def close(self) -> None:
        """End the child, if one was started."""
        with self._turn:
            self._end_child()
            if self._keeper is not None:
                self._keeper.shutdown()
                self._keeper = None

    def __enter__(self) -> Workshop:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(self, request: Request, wanted: type[R], seconds: float) -> R:
        with self._turn:
            try:
                reply = self._by_socket(request, seconds) if self._path else self._by_child(request, seconds)
                self.trouble = ""
            except WorkshopFailed as failed:
                self.trouble = str(failed)
                raise
            except (OSError, msgspec.DecodeError) as error:
                self._end_child()
                self.trouble = f"xưởng đọc không trả lời ({type(error).__name__})"
                raise WorkshopFailed(self.trouble) from error
        if isinstance(reply, Failed):
            raise (WorkshopAbsent if reply.absent else WorkshopFailed)(reply.reason)
        if not isinstance(reply, wanted):
            raise WorkshopFailed("xưởng đọc trả lời sai câu hỏi")
        return reply

    def _by_socket(self, request: Request, seconds: float) -> Reply:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as wire:
            wire.settimeout(_START)
            try:
                wire.connect(self._path)
            except OSError as error:
                raise WorkshopAbsent("xưởng đọc (tiepnhan-workshop) không chạy") from error
            return _exchange(wire, request, seconds + _SLACK + _QUEUE)

    def _by_child(self, request: Request, seconds: float) -> Reply:
        if self._child is None or self._child.poll() is not None:
            self._end_child()
            self._keeper = self._keeper or ThreadPoolExecutor(1, thread_name_prefix="workshop-keeper")
            self._keeper.submit(self._start_child).result()
        assert self._wire is not None
        return _exchange(self._wire, request, seconds + _SLACK + _START)

    def _start_child(self) -> None:
        ours, its = socket.socketpair()
        root = str(Path(__file__).resolve().parents[2])
        with its:
            try:
                self._child = subprocess.Popen(
                    [sys.executable, "-m", "intake.workshop", "--child", str(os.getpid()), str(its.fileno())],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    pass_fds=(its.fileno(),),
                    cwd="/",
                    env={"PYTHONPATH": root, "LANG": "C.UTF-8", "PATH": os.environ.get("PATH", "/usr/bin:/bin")},
                )
            except OSError as error:
                ours.close()
                raise WorkshopAbsent("không khởi động được xưởng đọc") from error
        self._wire = ours

    def _end_child(self) -> None:
        if self._wire is not None:
            self._wire.close()
        if self._child is not None:
            with contextlib.suppress(ProcessLookupError):
                self._child.kill()
            self._child.wait()
        self._wire = self._child = None


def to_office(content: bytes, kind: str, target: str, socket_path: str = "", seconds: float = 60.0) -> bytes:
    """One conversion by LibreOffice, in the unit's workshop or in a child of its own. Raises
    :class:`WorkshopFailed`, :class:`WorkshopAbsent` where LibreOffice is not installed."""
    with Workshop(socket_path) as workshop:
        return workshop.to_office(content, kind, target, seconds)


def _exchange(wire: socket.socket, request: Request, seconds: float) -> Reply:
    deadline = time.monotonic() + seconds
    wire.settimeout(seconds)
    wire.sendall(encode(request))
    (length,) = HEADER.unpack(_exactly(wire, HEADER.size, deadline))
    if length > MAX_FRAME:
        raise OSError("answer too long")
    return decode_reply(_exactly(wire, length, deadline))


def _exactly(wire: socket.socket, count: int, deadline: float) -> bytearray:
    body = bytearray()
    while len(body) < count:
        wire.settimeout(max(0.01, deadline - time.monotonic()))
        chunk = wire.recv(min(count - len(body), 1 << 20))
        if not chunk:
            raise ConnectionResetError("closed")
        body += chunk
    return body
