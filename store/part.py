"""What every part of the ledger stands on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Connection, bindparam, delete, insert, select

from store.blobs import Blobs
from store.database import Database
from store.schema import blob_task, event, history_move, ledger_mark
from store.sheets import short

__all__ = ["Part", "now_utc"]

_TASKS = select(blob_task.c.sha256, blob_task.c.action)
_TASK = select(blob_task.c.action).where(blob_task.c.sha256 == bindparam("wanted"))
_TASK_DONE = delete(blob_task).where(blob_task.c.sha256 == bindparam("wanted"))
_TASK_NEW = insert(blob_task)
_MARK = select(ledger_mark.c.value).where(ledger_mark.c.name == bindparam("wanted"))


def now_utc() -> datetime:
    """The clock of the machine."""
    return datetime.now(UTC)


class Part:
    """Database, blobs and clock of one ledger; its parts inherit from here and are composed in ``Ledger``."""

    _db: Database
    _blobs: Blobs
    _clock: Callable[[], datetime]
    _identity_of: Callable[[bytes], str]

    def _note(self, connection: Connection, ref: str, by: str, what: str, detail: str = "") -> None:
        """Put one line on the trail of a case."""
        row = {"ref": ref, "at": self._clock(), "by": by, "what": what, "detail": short(detail)}
        connection.execute(insert(event), row)

    def _move(self, connection: Connection, portal: str, ref: str, *files: str) -> None:
        """Tell walks under way that an answer about these main files may have changed."""
        moved = sorted({sha256 for sha256 in files if sha256})
        if moved:
            rows = [{"portal": portal, "ref": ref, "sha256": sha256} for sha256 in moved]
            connection.execute(insert(history_move), rows)

    def _intend(self, connection: Connection, sha256: str, action: str) -> None:
        """Decide a file operation inside a transaction; :meth:`_follow` does it afterwards, or the next start."""
        connection.execute(_TASK_DONE, {"wanted": sha256})
        connection.execute(_TASK_NEW, {"sha256": sha256, "action": action})

    def _follow(self) -> None:
        """Do every file operation that was decided. Each is idempotent, its row goes last."""
        with self._db.read("look for file operations") as connection:
            tasks = [(row.sha256, row.action) for row in connection.execute(_TASKS)]
        for sha256, action in tasks:
            {"quarantine": self._blobs.hide, "destroy": self._blobs.destroy}[action](sha256)
            with self._db.write("close a file operation") as connection:
                if connection.execute(_TASK, {"wanted": sha256}).scalar() == action:
                    connection.execute(_TASK_DONE, {"wanted": sha256})

    def _mark(self, connection: Connection, name: str) -> str:
        """A single fact about this ledger; empty where it was never set."""
        return str(connection.execute(_MARK, {"wanted": name}).scalar() or "")

    def _set_mark(self, connection: Connection, name: str, value: str) -> None:
        connection.execute(delete(ledger_mark).where(ledger_mark.c.name == name))
        connection.execute(insert(ledger_mark), {"name": name, "value": value})
