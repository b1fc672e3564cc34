"""One locked process as the pool sees it: start it by exec, ask it over its pipes against the clock, kill it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

from intake.sandbox_frames import HEADER, MAX_FRAME, Hello, Reply, TrustTaken, decode_reply

__all__ = ["Worker", "WorkerLost"]

_START_SECONDS = 60.0
_JOBS_BETWEEN_LOOKS = 16  # a look at a worker's memory costs a read of /proc
_JOBS_OF_A_LIFE = 2_000
_GROWTH_MB = 64  # resident memory above its first size at which a worker is replaced
_CPU_SECONDS = 7_200  # of a whole life; the clock on the wall is the true limit
_PIPE_BYTES = 1 << 20  # what the kernel allows anybody; refused, a pipe keeps its 64 KiB
_PAGE_MB = os.sysconf("SC_PAGE_SIZE") / (1024 * 1024)


class WorkerLost(Exception):
    """The worker died, lied or ran out of time; the text says which, and nothing of the mail."""


class Worker:
    """One process and its two pipes."""

    def __init__(self, command: Sequence[str], memory_mb: int) -> None:
        root = str(Path(__file__).resolve().parent.parent)
        self.jobs = 0
        self.hello: Hello | None = None
        self.trust = ""  # the version of what it judges signatures by
        self._first_mb = 0.0
        self._process = subprocess.Popen(
            [*command, str(os.getpid()), str(memory_mb), str(_CPU_SECONDS)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,  # until it greets; then the worker itself points it nowhere
            bufsize=0,
            cwd="/",
            # A worker gets no environment of ours: passwords may stand in it.
            env={"PYTHONPATH": root, "LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "1", "OPENBLAS_NUM_THREADS": "1"},
        )
        assert self._process.stdin is not None and self._process.stdout is not None
        self._in = self._process.stdin.fileno()
        self._out = self._process.stdout.fileno()
        for pipe in (self._in, self._out):
            # A pipe as large as a usual mail: else it is handed over in eight pieces, with two wakings each.
            with contextlib.suppress(OSError):
                fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
        os.set_blocking(self._in, False)
        os.set_blocking(self._out, False)

    def greet(self) -> Hello:
        """Wait for the worker's first word. Raises :class:`WorkerLost`, with the last line that it wrote to its error
        output: before it greets it has seen nothing of a stranger's."""
        try:
            reply = self._receive(time.monotonic() + _START_SECONDS)
        except WorkerLost as lost:
            raise WorkerLost(f"{lost} {self._last_words()}".strip()) from lost
        if not isinstance(reply, Hello):
            raise WorkerLost("first word is no greeting")
        self.hello = reply
        self._first_mb = self._resident_mb()
        return reply

    def ask(self, frame: bytes, seconds: float) -> Reply:
        """One job. Raises :class:`WorkerLost` when the worker dies, sends nonsense or takes
        longer than ``seconds``."""
        deadline = time.monotonic() + seconds
        self.jobs += 1
        self._send(frame, deadline)
        return self._receive(deadline)

    def learn(self, version: str, frame: bytes, seconds: float) -> None:
        """Tell the worker by what it judges signatures, where it does not know yet. Raises :class:`WorkerLost`."""
        if self.trust == version:
            return
        reply = self.ask(frame, seconds)
        if not isinstance(reply, TrustTaken) or reply.version != version:
            raise WorkerLost("did not take what signatures are judged by")
        self.trust = version
        self._first_mb = self._resident_mb()  # revocation lists are large, and no sign of wear

    def worn(self) -> bool:
        """True where the worker has done its share of jobs or has grown: memory stays flat by replacing it."""
        if self.jobs >= _JOBS_OF_A_LIFE:
            return True
        return self.jobs % _JOBS_BETWEEN_LOOKS == 0 and self._resident_mb() > self._first_mb + _GROWTH_MB

    def kill(self) -> None:
        """End the process now and take its remains away."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    @property
    def pid(self) -> int:
        return self._process.pid

    def _resident_mb(self) -> float:
        try:
            return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * _PAGE_MB
        except (OSError, IndexError, ValueError):
            return 0.0

    def _send(self, frame: bytes, deadline: float) -> None:
        view = memoryview(frame)
        while view:
            self._wait(self._in, select.POLLOUT, deadline)
            try:
                view = view[os.write(self._in, view) :]
            except BlockingIOError:
                continue
            except OSError as error:
                raise WorkerLost(f"pipe closed while sending: {self._ending()}") from error

    def _receive(self, deadline: float) -> Reply:
        (length,) = HEADER.unpack(self._read(HEADER.size, deadline))
        if length > MAX_FRAME:
            raise WorkerLost("answer too long")
        try:
            return decode_reply(self._read(length, deadline))
        except msgspec.DecodeError as error:
            raise WorkerLost("answer is not of the agreed form") from error

    def _read(self, count: int, deadline: float) -> bytearray:
        body = bytearray()
        while len(body) < count:
            self._wait(self._out, select.POLLIN, deadline)
            try:
                chunk = os.read(self._out, min(count - len(body), 1 << 20))
            except BlockingIOError:
                continue
            if not chunk:
                raise WorkerLost(self._ending())
            body += chunk
        return body

    def _wait(self, descriptor: int, event: int, deadline: float) -> None:
        poll = select.poll()
        poll.register(descriptor, event)
        left = deadline - time.monotonic()
        if left <= 0 or not poll.poll(left * 1000):
            raise WorkerLost("time ran out")

    def _last_words(self) -> str:
        if self._process.poll() is None or self._process.stderr is None:
            return ""
        lines = self._process.stderr.read().decode("utf-8", "replace").strip().splitlines()
        return f"({lines[-1][:300]})" if lines else ""

    def _ending(self) -> str:
        with contextlib.suppress(subprocess.TimeoutExpired):
            status = self._process.wait(1.0)
            return f"ended by signal {-status}" if status < 0 else f"ended with status {status}"
        return "closed its pipe"
