"""The ledger: the only writer. Its parts live in modules of their own and are put together here.

``folder/ledger.sqlite`` the rows, ``folder/blobs`` the wire bytes, ``folder/quarantine`` the secret ones,
``folder/incoming`` what is being written, ``folder/key`` the secret from which tokens derive. Safe for many threads
and for several processes at once. Everything raises :class:`casework.errors.StorageError` when disk or database fail.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from casework.errors import StorageError
from store.blobs import Blobs, sync_folder, write_whole
from store.books import BooksPart
from store.database import BUSY_SECONDS, Database, told
from store.desk import DeskPart
from store.directory import DirectoryPart
from store.history import LedgerHistory
from store.journal import JournalPart
from store.lists import ListsPart
from store.notices import NoticesPart
from store.part import now_utc
from store.quarantine import QuarantinePart
from store.reception import ReceptionPart

__all__ = ["KEY_BYTES", "Ledger", "now_utc"]

KEY_BYTES = 32


class Ledger(ReceptionPart, DeskPart, ListsPart, BooksPart, DirectoryPart, NoticesPart, QuarantinePart, JournalPart):
    """One service's memory.

    ``identity_of`` gives the identity of wire bytes (SHA-256 without trace fields, lower-case hex). ``clock`` gives
    aware instants. ``busy_seconds`` is how long a write waits for another process before it is a
    :class:`StorageError`.
    """

    def __init__(
        self,
        folder: Path,
        *,
        identity_of: Callable[[bytes], str],
        clock: Callable[[], datetime] = now_utc,
        url: str | None = None,
        busy_seconds: float = BUSY_SECONDS,
    ) -> None:
        self.folder = folder
        self._identity_of = identity_of
        self._clock = clock
        self._blobs = Blobs(folder)
        self.key = _key(folder)
        self._db = Database(folder / "ledger.sqlite", url=url, busy_seconds=busy_seconds)
        self.history = LedgerHistory(self._db)
        self.repair()

    def close(self) -> None:
        """Give the database back; every later call fails."""
        self._db.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _key(folder: Path) -> bytes:
    """The key of this ledger, made at the first start: whole or not there, whoever comes first."""
    path = folder / "key"
    with told("read the ledger's key", path):
        if not path.exists():
            fresh = folder / f"key.{os.getpid()}.{secrets.token_hex(4)}"
            write_whole(fresh, secrets.token_bytes(KEY_BYTES))
            try:
                os.link(fresh, path)
            except FileExistsError:  # another process was faster; its key counts
                pass
            finally:
                fresh.unlink()
            sync_folder(folder)
        key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise StorageError(f"read the ledger's key: {path}: {KEY_BYTES} bytes expected, got {len(key)}")
    return key
