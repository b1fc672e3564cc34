"""Asks clamd, by its INSTREAM command, whether a mail carries malware (clamd(8)).

One answer a mail: clamd itself takes MIME, archives and Office files apart. Whatever is not a plain “OK” or a found
threat is “not scanned”: an error, a limit, an engine that gave up. Where clamd is out of reach the caller may wait and
ask again (:class:`ScannerAway`).
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime

from casework.case import Malware, MalwareStatus
from casework.errors import TiepnhanError
from casework.noun import Noun

__all__ = ["ClamdSettings", "Scanner", "ScannerAway", "ask", "away", "probe"]

_CHUNK = 256 * 1024
_LONGEST_ANSWER = 4096
_LIMITS = ("Heuristics.Limits.Exceeded", "Heuristics.Encrypted")
_OVER_SIZE = "INSTREAM size limit exceeded"


class ScannerAway(TiepnhanError):
    """clamd does not answer now. The mail keeps its place and is scanned later."""


class ClamdSettings(Noun, frozen=True):
    """The table [clamd]. ``socket`` is a path (``/run/clamav/clamd.ctl``) or ``host:port``; empty: no scanner.

    ``seconds`` bounds one scan; ``patience_minutes``: how long after its receipt a mail waits for a scanner that is out
    of reach before it goes on as not scanned (to the duty officer).
    """

    socket: str = ""
    seconds: float = 60.0
    patience_minutes: int = 60

    @property
    def configured(self) -> bool:
        return bool(self.socket)


class Scanner:
    """Scans beside the reading of a mail, not before it: a scan may take ten times as long. Thread-safe."""

    def __init__(self, settings: ClamdSettings, at_once: int = 2) -> None:
        self.settings = settings
        self._pool = ThreadPoolExecutor(max(1, at_once), thread_name_prefix="clamd") if settings.configured else None

    def begin(self, content: bytes) -> Future[Malware] | None:
        """Start a scan; ``None`` where no scanner is configured. The result raises :class:`ScannerAway`."""
        return self._pool.submit(ask, self.settings, content, _now) if self._pool is not None else None

    def close(self) -> None:
        """Forget scans that have not begun; those under way end by their own bound."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)


def away(at: datetime) -> Malware:
    """What is recorded where the scanner stayed out of reach."""
    return Malware(MalwareStatus.NOT_SCANNED, at, reason="không liên lạc được với chương trình quét")


def ask(settings: ClamdSettings, content: bytes, clock: Callable[[], datetime]) -> Malware:
    """What clamd says of the wire bytes. Raises :class:`ScannerAway` where it is not reached or breaks off without a
    word."""
    engine = _command(settings, b"zVERSION\0").strip()
    answer = _scan(settings, content)
    return _read(answer, engine, clock())


def probe(settings: ClamdSettings) -> str:
    """The scanner's version, for doctor. Raises :class:`ScannerAway`."""
    return _command(settings, b"zVERSION\0").strip()


def _read(answer: str, engine: str, at: datetime) -> Malware:
    """An answer is “stream: OK”, “stream: NAME FOUND” or “… ERROR”."""
    said = answer.partition(": ")[2] if answer.startswith("stream: ") else answer
    if said == "OK":
        return Malware(MalwareStatus.CLEAN, at, engine=engine)
    if said.endswith(" FOUND"):
        name = said.removesuffix(" FOUND").strip()
        if name.startswith(_LIMITS):
            return Malware(MalwareStatus.NOT_SCANNED, at, name, f"chương trình quét báo {name}", engine)
        return Malware(MalwareStatus.INFECTED, at, name, engine=engine)
    if _OVER_SIZE in said:
        return Malware(MalwareStatus.NOT_SCANNED, at, reason="thư lớn hơn giới hạn quét của clamd", engine=engine)
    return Malware(MalwareStatus.NOT_SCANNED, at, reason="chương trình quét báo lỗi", engine=engine)


def _scan(settings: ClamdSettings, content: bytes) -> str:
    try:
        with closing(_connect(settings)) as wire:
            try:
                wire.sendall(b"zINSTREAM\0")
                view = memoryview(content)
                for start in range(0, len(view), _CHUNK):
                    chunk = view[start : start + _CHUNK]
                    wire.sendall(struct.pack("!L", len(chunk)))
                    wire.sendall(chunk)
                wire.sendall(struct.pack("!L", 0))
            except (BrokenPipeError, ConnectionResetError):
                pass  # clamd answers first and hangs up when its size limit is reached: the answer is still to be read
            return _answer(wire)
    except OSError as error:
        raise ScannerAway(f"clamd {settings.socket}: {error}") from error


def _command(settings: ClamdSettings, command: bytes) -> str:
    try:
        with closing(_connect(settings)) as wire:
            wire.sendall(command)
            return _answer(wire)
    except OSError as error:
        raise ScannerAway(f"clamd {settings.socket}: {error}") from error


def _answer(wire: socket.socket) -> str:
    received = bytearray()
    while not received.endswith(b"\0") and len(received) < _LONGEST_ANSWER:
        chunk = wire.recv(_LONGEST_ANSWER)
        if not chunk:
            break
        received += chunk
    if not received:
        raise ConnectionResetError("closed without an answer")
    return received.rstrip(b"\0\n").decode("utf-8", "replace")


def _connect(settings: ClamdSettings) -> socket.socket:
    host, colon, port = settings.socket.rpartition(":")
    if colon and port.isdigit() and "/" not in settings.socket:
        return socket.create_connection((host.strip("[]"), int(port)), timeout=settings.seconds)
    wire = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    wire.settimeout(settings.seconds)
    try:
        wire.connect(settings.socket)
    except OSError:
        wire.close()
        raise
    return wire


def _now() -> datetime:
    return datetime.now(UTC)
