"""The database behind the ledger: connections, transactions, and the upgrade at the start.

SQLite in WAL with ``synchronous=FULL``: a transaction that returned is on the disk. Writers of all processes stand
in one line (``BEGIN IMMEDIATE``), readers see whole snapshots and wait for nobody.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from casework.errors import ConfigurationError, StorageError
from store.migrations import REVISIONS

__all__ = ["BUSY_SECONDS", "Database", "current_revision", "told"]

BUSY_SECONDS = 10.0
_WAL_LIMIT = 64 * 1024 * 1024  # bytes that the WAL file keeps after a checkpoint


@contextmanager
def told(what: str, where: object) -> Iterator[None]:
    """Turn what the disk or the database says into :class:`StorageError`: “what: where: why”.

    The text bears no bound value: an error must not carry what a mail says.
    """
    try:
        yield
    except StorageError:
        raise
    except (SQLAlchemyError, sqlite3.Error) as error:
        reason = error if isinstance(error, sqlite3.Error) else getattr(error, "orig", None) or type(error).__name__
        raise StorageError(f"{what}: {where}: {reason}") from None
    except OSError as error:
        raise StorageError(f"{what}: {error.filename or where}: {error.strerror or type(error).__name__}") from error


def current_revision(connection: Connection) -> str:
    """The migration that this database stands at; empty before the first."""
    if not connection.dialect.has_table(connection, "alembic_version"):
        return ""
    return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() or "")


class Database:
    """One ledger database, shared by all threads of a process; other processes may open it at the same time.

    ``url`` is a SQLAlchemy address; only SQLite can be told to keep our promises so far, so any other raises
    :class:`ConfigurationError`.
    """

    def __init__(self, path: Path, *, url: str | None = None, busy_seconds: float = BUSY_SECONDS) -> None:
        address = make_url(url) if url else make_url(f"sqlite+pysqlite:///{path}")
        if address.get_backend_name() != "sqlite" or not address.database or address.database == ":memory:":
            raise ConfigurationError(f"store url: a SQLite file is expected, got {address.render_as_string()}")
        self.path = Path(address.database)
        self._busy = busy_seconds
        self._lock = threading.RLock()
        self._readers = self._engine(address, "FULL")
        writers = self._engine(address, "FULL")
        light = self._engine(address, "NORMAL")
        with told("open the ledger", self.path):
            self._writer = writers.connect()
            self._light = light.connect()
        self._engines = (self._readers, writers, light)
        self._upgrade()

    def _engine(self, url: Any, synchronous: str) -> Engine:
        engine = create_engine(
            url, hide_parameters=True, connect_args={"timeout": self._busy, "check_same_thread": False}
        )

        @event.listens_for(engine, "connect")
        def _prepare(raw: sqlite3.Connection, _record: object) -> None:
            raw.isolation_level = None  # the driver must not begin transactions of its own kind
            _switch_to_wal(raw, self._busy)
            raw.execute(f"PRAGMA synchronous={synchronous}")
            raw.execute("PRAGMA foreign_keys=ON")
            raw.execute("PRAGMA secure_delete=ON")  # what a redaction takes away must not stay in a free page
            raw.execute(f"PRAGMA journal_size_limit={_WAL_LIMIT}")

        return engine

    @contextmanager
    def write(self, what: str) -> Iterator[Connection]:
        """One transaction of the only writer: durable when the block ends, undone when it raises."""
        with self._lock, told(what, self.path), self._writer.begin():
            _begin(self._writer, "BEGIN IMMEDIATE")
            yield self._writer

    @contextmanager
    def write_light(self, what: str) -> Iterator[Connection]:
        """A transaction that a power failure may take back (never in part): leases, which are then simply free."""
        with self._lock, told(what, self.path), self._light.begin():
            _begin(self._light, "BEGIN IMMEDIATE")
            yield self._light

    @contextmanager
    def read(self, what: str) -> Iterator[Connection]:
        """A snapshot to read from."""
        with told(what, self.path), self._readers.connect() as connection:
            _begin(connection, "BEGIN")
            yield connection

    def checkpoint(self) -> None:
        """Bring the WAL into the main file and empty it, so that no old page stays behind in it."""
        with self._lock, told("empty the write-ahead log", self.path):
            raw = self._writer.connection.driver_connection
            assert raw is not None
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Give all connections back; the object is of no use afterwards."""
        with self._lock:
            self._writer.close()
            self._light.close()
            for engine in self._engines:
                engine.dispose()

    def _upgrade(self) -> None:
        with self.read("read the schema's version") as connection:
            found = current_revision(connection)
        if found == REVISIONS[-1]:
            return
        with self.write("bring the schema up to date") as connection:
            found = current_revision(connection)  # another process may have been faster
            if found and found not in REVISIONS:
                raise StorageError(
                    f"open the ledger: {self.path}: its schema {found!r} is newer than this program,"
                    f" which knows {REVISIONS[-1]!r}; install the newer version"
                )
            if found != REVISIONS[-1]:
                from store.upgrade import upgrade  # here: Alembic costs 0.2 s, a usual start need not pay them

                upgrade(connection)


def _begin(connection: Connection, how: str) -> None:
    """Begin on the driver itself, which begins nothing of its own accord. An event of SQLAlchemy would do it too, but
    with one event anywhere each statement asks for all of them, which is a third of its price."""
    raw = connection.connection.driver_connection
    assert raw is not None
    raw.execute(how)


def _switch_to_wal(raw: sqlite3.Connection, busy_seconds: float) -> None:
    """SQLite does not wait for a lock when it changes the journal's kind, so two first starts at once must."""
    deadline = time.monotonic() + busy_seconds
    while True:
        try:
            (mode,) = raw.execute("PRAGMA journal_mode").fetchone()
            if mode != "wal":
                (mode,) = raw.execute("PRAGMA journal_mode=WAL").fetchone()
            if mode != "wal":
                raise StorageError(f"open the ledger: journal mode wal expected, got {mode}: is it a local disk?")
            return
        except (sqlite3.OperationalError, OperationalError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
