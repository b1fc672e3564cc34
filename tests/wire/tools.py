"""What the wire tests need from the machine: real servers, free ports, patience with a bound."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

_SBIN = "/usr/sbin:/sbin:/usr/local/sbin"


def require(tool: str) -> str:
    """The path of ``tool``. Missing: a loud skip on a person's machine, a failure where CI is set."""
    found = shutil.which(tool) or shutil.which(tool, path=_SBIN)
    if found:
        return found
    message = f"{tool} is not installed: the wire tests that need it did NOT run"
    if os.environ.get("CI"):
        pytest.fail(message)
    warnings.warn(message, stacklevel=2)
    pytest.skip(message)


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(condition: Callable[[], object], seconds: float = 15.0, what: str = "") -> None:
    """Poll until ``condition()`` is true; fails the test with ``what`` after ``seconds``."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"waited {seconds:.0f} s in vain: {what or condition}")
        time.sleep(0.02)


def server_account() -> str:
    """The account that test servers run as: our own, or nobody where we are root."""
    return "nobody" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name


def give_to(path: Path, account: str) -> None:
    """Make ``account`` the owner of ``path`` (only root can, and only root needs to)."""
    if os.geteuid() == 0:
        entry = pwd.getpwnam(account)
        os.chown(path, entry.pw_uid, entry.pw_gid)


def self_signed(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost and 127.0.0.1 that signs itself, made by openssl: (certificate, key)."""
    certificate, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        [require("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
         "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    return certificate, key
