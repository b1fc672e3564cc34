"""A real clamd in a folder of its own, with signatures written by hand: no download, no network."""

from __future__ import annotations

import hashlib
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.wire.tools import require, wait_for

__all__ = ["EICAR", "running_clamd"]

#: The anti-virus test file (eicar.org): harmless, and known to every scanner by agreement. Put together here so that
#: no scanner takes this source for it.
EICAR = (rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*").ljust(68)


@contextmanager
def running_clamd(folder: Path, *, stream_max: str = "25M") -> Iterator[Path]:
    """The socket of a clamd that knows EICAR by its hash. It is killed at the end of the block."""
    database = folder / "db"
    database.mkdir()
    digest = hashlib.md5(EICAR, usedforsecurity=False).hexdigest()
    (database / "hand.hdb").write_text(f"{digest}:{len(EICAR)}:Test.EICAR_HDB\n")
    path = folder / "clamd.ctl"
    config = folder / "clamd.conf"
    config.write_text(
        f"LocalSocket {path}\nDatabaseDirectory {database}\nForeground yes\nStreamMaxLength {stream_max}\n"
        f"TemporaryDirectory {folder}\nLogFile {folder / 'log'}\nMaxThreads 2\n"
    )
    process = subprocess.Popen(
        [require("clamd"), "-c", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT
    )
    try:
        wait_for(lambda: _answers(path), 60, f"clamd: {_log(folder)}")
        yield path
    finally:
        process.kill()
        process.wait()


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as wire:
        try:
            wire.connect(str(path))
        except OSError:
            return False
    return True


def _log(folder: Path) -> str:
    log = folder / "log"
    return log.read_text(errors="replace")[-500:] if log.exists() else "no log"
