"""One foreign program at work: in a fresh folder, in a process group of its own, under limits, against the clock.

The workshop calls this from its only thread, so what is laid on a child between fork and exec is safe to lay there.
"""

from __future__ import annotations

import contextlib
import os
import re
import resource
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from casework.errors import TiepnhanError
from intake.sandbox_lock import lock_files

__all__ = ["JobFailed", "JobOutOfTime", "Run", "clear_leftovers", "find", "fresh_folder", "run"]

_MIB = 1024 * 1024
_FILE_MB = 512  # the largest file that a program may write
_TALK = 4 * _MIB  # bytes of a program's output that are kept
#: What a program may read and run. Nothing of /home, /root, /srv, /var/lib: there lie people's files and our store.
_READABLE = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin", "/etc", "/opt", "/dev", "/proc", "/sys",
             "/var/cache/fontconfig", "/var/lib/libreoffice", "/var/spool/libreoffice")  # fmt: skip
_PIPES = Path("/tmp")  # LibreOffice makes the socket of its single instance here, whatever TMPDIR says
_PIPE_NAMES = "OSL_PIPE_*"
_FOLDER = "tiepnhan-viec-"  # then the id of the process that made it, and letters of chance
_FOLDER_NAME = re.compile(_FOLDER + r"([1-9]\d{0,8})-\w+")


class JobFailed(TiepnhanError):
    """The program is not there, ended badly or left nothing; the text is Vietnamese and quotes nothing of the file."""


class JobOutOfTime(JobFailed):
    """The clock ran out and the program was killed."""


class Run(NamedTuple):
    """How a program ended. ``output`` is what it wrote to standard output, cut at some megabytes."""

    status: int
    output: bytes
    seconds: float


def find(*names: str) -> str:
    """The path of the first of ``names`` that is installed; empty where none is."""
    places = os.pathsep.join((os.environ.get("PATH", ""), "/usr/local/bin", "/usr/bin", "/bin"))
    return next((path for name in names if (path := shutil.which(name, path=places))), "")


@contextmanager
def fresh_folder() -> Iterator[Path]:
    """A folder for one job; it and everything in it is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix=f"{_FOLDER}{os.getpid()}-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def clear_leftovers() -> None:
    """Take away the folders of workshops that were killed at work: ours by their owner, made by a process that is no
    more. What cannot be taken away stays."""
    for path in Path(tempfile.gettempdir()).glob(f"{_FOLDER}*"):
        name = _FOLDER_NAME.fullmatch(path.name)
        with contextlib.suppress(OSError):
            facts = path.lstat()
            if name and stat.S_ISDIR(facts.st_mode) and facts.st_uid == os.geteuid() and not _lives(int(name[1])):
                shutil.rmtree(path, ignore_errors=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def run(command: Sequence[str], folder: Path, seconds: float, memory_mb: int) -> Run:
    """Run ``command`` in ``folder``, at most ``seconds`` on the wall clock. It inherits nothing of ours but this
    folder. Raises :class:`JobOutOfTime`, or :class:`JobFailed` where it cannot be started."""
    begun = time.monotonic()
    output = folder / ".output"
    known = set(_PIPES.glob(_PIPE_NAMES))
    with output.open("wb") as talk:
        try:
            process = subprocess.Popen(
                command,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=talk,
                stderr=subprocess.DEVNULL,
                env=_environment(folder),
                start_new_session=True,
                preexec_fn=lambda: _lock(folder, seconds, memory_mb),
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise JobFailed("không khởi động được chương trình") from error
        try:
            status = process.wait(max(0.1, seconds))
        except subprocess.TimeoutExpired as error:
            raise JobOutOfTime(f"quá {seconds:.0f} giây còn dành cho thư này") from error
        finally:
            _end(process)
            _sweep(known)
    with output.open("rb") as talk:
        return Run(status, talk.read(_TALK), time.monotonic() - begun)


def _environment(folder: Path) -> dict[str, str]:
    home = str(folder)
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": home,
        "TMPDIR": home,
        "XDG_CACHE_HOME": home,
        "XDG_CONFIG_HOME": home,
        "XDG_RUNTIME_DIR": home,
        "LANG": "C.UTF-8",
        "OMP_THREAD_LIMIT": "1",  # two threads of tesseract on a shared core wait for each other
        "SAL_USE_VCLPLUGIN": "svp",  # LibreOffice without any display
    }


def _lock(folder: Path, seconds: float, memory_mb: int) -> None:
    """In the child, before it becomes the program. What the kernel does not have is left out (see the docs)."""
    os.nice(5)  # the decisions of other mails go before
    readable = (Path(name) for name in _READABLE)
    lock_files((path for path in readable if path.exists()), writable=(folder,), sockets=(_PIPES,), programs=True)
    for limit, value in (
        (resource.RLIMIT_CPU, int(seconds * 2) + 2),
        (resource.RLIMIT_FSIZE, _FILE_MB * _MIB),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 512),
        # Last: until the program takes its place this is a copy of its parent, which may be larger than allowed.
        (resource.RLIMIT_AS, memory_mb * _MIB),
    ):
        _, hard = resource.getrlimit(limit)
        allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (allowed, allowed))


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill the whole group; LibreOffice is a script, a starter and the office itself."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    _kill_orphans()


def _kill_orphans() -> None:
    """What left its group and lost its parent has become our child (the workshop is a subreaper): end it too."""
    for _ in range(20):
        children = Path(f"/proc/self/task/{os.getpid()}/children")
        try:
            numbers = [int(word) for word in children.read_text().split()]
        except (OSError, ValueError):
            numbers = []
        for number in numbers:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(number, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                continue
        if not numbers:
            return
        time.sleep(0.02)


def _sweep(known: set[Path]) -> None:
    """Take away the socket that a killed LibreOffice left behind; it may not take files of /tmp away itself."""
    for path in set(_PIPES.glob(_PIPE_NAMES)) - known:
        with contextlib.suppress(OSError):
            path.unlink()
