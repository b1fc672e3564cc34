"""The directory of units, leaders and liaisons, version by version; none is ever changed. Each difference is logged.

Only a command of an administrator comes here: no road leads from a mail to these functions.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, or_, select

from casework.directory import Person, Role, Snapshot
from casework.directory_change import Change, ChangeKind, differences
from casework.directory_table import line_of
from casework.noun import Noun, replace
from store.outbox import OutboxPart
from store.records import Outgoing, StaleLook
from store.schema import directory_change, directory_version, person

__all__ = ["DirectoryPart", "LoggedChange"]

_VERSION = select(func.coalesce(func.max(directory_version.c.id), 0))


class LoggedChange(Noun, frozen=True):
    """One line of the log. ``before`` and ``after`` are lines of :mod:`casework.directory_table`, empty for nobody."""

    version: int
    at: datetime
    by: str
    kind: ChangeKind
    address: str  # of a move the old one
    unit: str
    before: str = ""
    after: str = ""
    reason: str = ""


class DirectoryPart(OutboxPart):
    """Directory."""

    _snapshot: Snapshot = Snapshot()

    def directory(self) -> Snapshot:
        """The newest version; read from the disk only when it has moved."""
        with self._db.read("read the directory") as connection:
            version = int(connection.execute(_VERSION).scalar() or 0)
            if version != self._snapshot.version:
                self._snapshot = Snapshot(version=version, people=_people(connection, version))
            return self._snapshot

    def directory_at(self, version: int) -> Snapshot:
        """An earlier version, as the trail names it; empty where there is none."""
        with self._db.read("read the directory") as connection:
            return Snapshot(version=version, people=_people(connection, version))

    def set_directory(
        self,
        people: tuple[Person, ...],
        by: str,
        reason: str = "",
        *,
        based_on: int | None = None,
        outgoing: tuple[Outgoing, ...] = (),
    ) -> int:
        """Replace the whole directory, log each difference and post the letters that tell of it, in one transaction;
        returns the new version. Addresses are kept in lower case.

        Raises :class:`StaleLook` where the newest version is not ``based_on`` (``None``: whichever it is).
        """
        entries = tuple(replace(entry, address=entry.address.lower()) for entry in people)
        with self._db.write("write the directory") as connection:
            newest = int(connection.execute(_VERSION).scalar() or 0)
            if based_on is not None and based_on != newest:
                raise StaleLook(f"the directory moved from {based_on} to {newest}")
            changes = differences(_people(connection, newest), entries)
            at = self._clock()
            made = connection.execute(
                insert(directory_version), {"at": at, "by": by, "people": len(entries)}
            ).inserted_primary_key
            assert made is not None
            version = int(made[0])
            if entries:
                connection.execute(insert(person), [_row(entry, version) for entry in entries])
            if changes:
                said = {"version": version, "at": at, "by": by, "reason": reason}
                connection.execute(insert(directory_change), [{**said, **_change_row(change)} for change in changes])
            self._put_letters(connection, outgoing)
        return version

    def directory_log(self, *, since: datetime | None = None, address: str = "") -> tuple[LoggedChange, ...]:
        """Every change, oldest first; from an instant on, of one address (a move stands under both)."""
        wanted = select(directory_change).order_by(directory_change.c.id)
        if since is not None:
            wanted = wanted.where(directory_change.c.at >= since)
        if address:
            lowered = address.lower()
            led = directory_change.c.after.startswith(f"{lowered},", autoescape=True)
            wanted = wanted.where(or_(directory_change.c.address == lowered, led))
        with self._db.read("read the log of the directory") as connection:
            return tuple(_logged(row) for row in connection.execute(wanted))


def _change_row(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind.value,
        "address": change.person.address,
        "unit": change.person.unit,
        "before": line_of(change.before),
        "after": line_of(change.after),
    }


def _logged(row: Any) -> LoggedChange:
    return LoggedChange(
        version=row.version,
        at=row.at,
        by=row.by,
        kind=ChangeKind(row.kind),
        address=row.address,
        unit=row.unit,
        before=row.before,
        after=row.after,
        reason=row.reason,
    )


def _row(entry: Person, version: int) -> dict[str, Any]:
    return {
        "version": version,
        "address": entry.address,
        "name": entry.name,
        "unit": entry.unit,
        "role": entry.role.value,
        "portals": list(entry.portals),
        "telephone": entry.telephone,
        "since": entry.since,
        "until": entry.until,
        "function": entry.function,
        "fields": list(entry.fields),
        "certificate": entry.certificate,
    }


def _people(connection: Connection, version: int) -> tuple[Person, ...]:
    rows = connection.execute(select(person).where(person.c.version == version).order_by(person.c.id))
    return tuple(
        Person(
            address=row.address,
            name=row.name,
            unit=row.unit,
            role=Role(row.role),
            portals=tuple(row.portals),
            telephone=row.telephone,
            since=row.since,
            until=row.until,
            function=row.function,
            fields=tuple(row.fields),
            certificate=row.certificate,
        )
        for row in rows
    )
