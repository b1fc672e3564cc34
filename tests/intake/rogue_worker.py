"""A worker that does on command what a taken-over reader would do. Started by test_sandbox.py, never by the service."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from casework.document import Document
from intake.opening import OpenedFile
from intake.sandbox_frames import FileDone, Hello, OpenFile, Reply, Request
from intake.sandbox_worker import serve


def misbehave(request: Request) -> Reply:
    """Do what the file's name says; the answer's ``name`` tells how it went."""
    assert isinstance(request, OpenFile)
    document = Document(path="", name=_do(request.name), kind="txt", sha256="", size=os.getpid())
    return FileDone(OpenedFile((document,)))


def _do(deed: str) -> str:
    if deed == "segfault":
        ctypes.string_at(0)
    elif deed == "hang":
        time.sleep(3600)
    elif deed == "spin":
        while True:
            pass
    elif deed == "exit":
        os._exit(3)
    elif deed == "raise":
        raise ValueError("the text of a secret mail")
    elif deed == "lie":
        os.write(_reply_pipe(), b"\x04\x00\x00\x00junk")
    elif deed == "hello again":
        return str(Hello(0, True).landlock)
    return _refused(deed)


def _reply_pipe() -> int:
    """The highest pipe that is open for writing: ours to the pool."""
    return max(n for n in range(3, 32) if _is_open(n))


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def _refused(deed: str) -> str:
    """Try something that is locked and say which error came back; “allowed” where none did."""
    try:
        if deed == "memory":
            bytearray(4 << 30)
        elif deed == "socket":
            socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        elif deed == "unix socket":
            socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        elif deed == "exec":
            os.execv("/bin/true", ["/bin/true"])
        elif deed == "subprocess":
            subprocess.run(["/bin/true"], check=False)
        elif deed == "fork":
            os.fork()
        elif deed == "write":
            Path("/tmp/tiepnhan-sandbox-test").write_text("x")
        elif deed == "append":
            os.open("/tmp", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        elif deed == "unlink":
            Path("/tmp/tiepnhan-sandbox-test").unlink()
        elif deed == "read passwords":
            Path("/etc/passwd").read_text()
        elif deed == "read python":
            Path(os.__file__).read_text()
        elif deed == "kill parent":
            os.kill(os.getppid(), signal.SIGTERM)
        elif deed == "ptrace":
            ctypes.CDLL(None).ptrace(0, 0, 0, 0)
        elif deed == "raise limits":
            import resource

            resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
    except MemoryError:
        return "MemoryError"
    except ValueError:
        return "OSError 1"  # Python's word for EPERM from setrlimit
    except OSError as error:
        return f"OSError {error.errno}"
    return "allowed"


def _nothing() -> None:
    """A rogue worker reads no documents."""


if __name__ == "__main__":
    sys.exit(serve(misbehave, _nothing, sys.argv[1:]))
