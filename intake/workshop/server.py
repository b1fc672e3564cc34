"""The workshop's own process: takes a job, does it, answers, takes the next.

Started by systemd with a listening socket (socket activation), or by one of our programs as its child with one end of
a pair. It opens no network: seccomp leaves only Unix sockets to it and to every program that it starts.
"""

from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import select
import socket
import subprocess
import sys
import time
from collections.abc import Sequence

import msgspec
import pyseccomp  # type: ignore[import-untyped]

from casework.noun import replace
from intake.sandbox_lock import die_with_parent
from intake.workshop import media, office, reading
from intake.workshop.bench import JobFailed, clear_leftovers, find
from intake.workshop.frames import (
    HEADER,
    MAX_FRAME,
    Failed,
    LookAtMedia,
    Office,
    Recognise,
    Recognised,
    Reply,
    Request,
    Tell,
    Told,
    ToOffice,
    decode_request,
    encode,
)

__all__ = ["answer", "main"]

log = logging.getLogger(__name__)

_FIRST_INHERITED = 3  # sd_listen_fds(3): the first descriptor that systemd hands over
_IDLE_SECONDS = 600.0  # without a job: then the process ends, and the socket starts it again
_FRAME_SECONDS = 10.0  # for one frame to come in whole, from the moment the client was let in
_TALK_SECONDS = 60.0  # for an answer to go out
_MOST_SECONDS = 600.0  # of one job, whatever the client asks for
_PR_SET_CHILD_SUBREAPER, _PR_SET_NO_NEW_PRIVS = 36, 38

_libc = ctypes.CDLL(None, use_errno=True)


def main(arguments: Sequence[str]) -> int:
    """``--child PARENT FD`` for a program of ours; nothing under systemd. Returns the exit status."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    _no_network()
    clear_leftovers()
    if len(arguments) == 3 and arguments[0] == "--child":
        die_with_parent(int(arguments[1]))
        with socket.socket(fileno=int(arguments[2])) as client:
            while _one_job(client):
                continue
        return 0
    if arguments or os.environ.get("LISTEN_PID") != str(os.getpid()) or os.environ.get("LISTEN_FDS") != "1":
        log.error("started by hand: systemd starts this with a socket (tiepnhan-workshop.socket)")
        return 2
    with socket.socket(fileno=_FIRST_INHERITED) as door:
        _serve(door)
    return 0


def _no_network() -> None:
    """No socket but Unix ones, here and in every program started from here. Cannot be undone."""
    _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    locked = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    locked.set_attr(pyseccomp.Attr.ACT_BADARCH, pyseccomp.KILL_PROCESS)
    refuse = pyseccomp.ERRNO(97)  # EAFNOSUPPORT
    locked.add_rule(refuse, "socket", pyseccomp.Arg(0, pyseccomp.NE, socket.AF_UNIX))
    for name in ("io_uring_setup", "ptrace", "process_vm_readv", "process_vm_writev", "bpf", "keyctl", "add_key"):
        locked.add_rule(pyseccomp.ERRNO(1), name)
    locked.load()


def _serve(door: socket.socket) -> None:
    """One client after the other, one job each, until nobody comes for a while."""
    door.setblocking(True)
    waiting = select.poll()  # select() knows no descriptor above 1023
    waiting.register(door, select.POLLIN)
    while True:
        if not waiting.poll(_IDLE_SECONDS * 1000):
            return
        client, _ = door.accept()
        with client:
            try:
                _one_job(client, time.monotonic() + _FRAME_SECONDS)
            except (OSError, msgspec.DecodeError) as error:
                log.warning("a client went away: %s", type(error).__name__)


def _one_job(client: socket.socket, deadline: float | None = None) -> bool:
    """Take one frame, answer it; False where the client has closed. Raises :class:`TimeoutError` where the frame is
    not whole at ``deadline`` (monotonic); a program of ours that has started us may take its time."""
    body = _receive(client, deadline)
    if body is None:
        return False
    request = decode_request(body)
    begun = time.monotonic()
    reply = answer(request)
    words = reply.reason if isinstance(reply, Failed) else "done"
    log.info("%s: %s, %.1f s", type(request).__name__, words, time.monotonic() - begun)
    if deadline is not None:
        client.settimeout(_TALK_SECONDS)
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        client.sendall(encode(reply))
    return True


def _receive(client: socket.socket, deadline: float | None) -> bytearray | None:
    header = _exactly(client, HEADER.size, deadline)
    if header is None:
        return None
    (length,) = HEADER.unpack(header)
    if length > MAX_FRAME:
        raise OSError("frame too long")
    return _exactly(client, length, deadline)


def _exactly(client: socket.socket, count: int, deadline: float | None) -> bytearray | None:
    body = bytearray()
    while len(body) < count:
        if deadline is not None:
            # One clock for the whole frame: a client that sends a byte now and then holds nobody up.
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError("frame not whole in time")
            client.settimeout(left)
        chunk = client.recv(min(count - len(body), 1 << 20))
        if not chunk:
            return None
        body += chunk
    return body


def answer(request: Request) -> Reply:
    """Do the job that ``request`` names; what goes wrong is an answer too."""
    if isinstance(request, Tell):
        return _told()
    request = replace(request, seconds=min(max(request.seconds, 0.1), _MOST_SECONDS))
    missing = _missing(request)
    if missing:
        return Failed(missing, absent=True)
    try:
        if isinstance(request, Recognise):
            return Recognised(reading.read_page(request.page, request.seconds))
        if isinstance(request, ToOffice):
            return Office(office.to_office(request.content, request.kind, request.target, request.seconds))
        return media.look(request.content, request.kind, request.seconds)
    except JobFailed as failed:
        return Failed(str(failed))
    except Exception as error:  # noqa: BLE001  a slip on hostile output of a program must not end the workshop
        log.error("job failed: %s", type(error).__name__)
        return Failed("xưởng đọc gặp lỗi")


def _missing(request: Recognise | ToOffice | LookAtMedia) -> str:
    """Which program this machine lacks for the job, in words; empty where all is there."""
    programs, name = {
        Recognise: (reading.PROGRAMS, "tesseract (nhận dạng chữ)"),
        ToOffice: (office.PROGRAMS, "LibreOffice"),
        LookAtMedia: (media.PROGRAMS, "ffmpeg"),
    }[type(request)]
    return "" if find(*programs) else f"máy chưa cài {name}"


def _told() -> Told:
    tesseract = find(*reading.PROGRAMS)
    languages = _said(tesseract, "--list-langs").split() if tesseract else []
    return Told(
        office="có" if find(*office.PROGRAMS) else "",
        tesseract=_first_line(_said(tesseract, "--version")),
        vietnamese="vie" in languages,
        ffmpeg=_first_line(_said(find(*media.PROGRAMS), "-version")),
        locks=("seccomp",),
    )


def _said(program: str, option: str) -> str:
    if not program:
        return ""
    try:
        done = subprocess.run([program, option], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout or done.stderr


def _first_line(said: str) -> str:
    return " ".join(said.partition("\n")[0].split()[:3])
