"""The directory of units, leaders and liaisons, version by version; none is ever changed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, func, insert, select

from casework.directory import Person, Role, Snapshot
from store.part import Part
from store.schema import directory_version, person

__all__ = ["DirectoryPart"]

_VERSION = select(func.coalesce(func.max(directory_version.c.id), 0))


class DirectoryPart(Part):
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

    def set_directory(self, people: tuple[Person, ...], by: str) -> int:
        """Replace the whole directory; returns the new version. Addresses are kept in lower case."""
        with self._db.write("write the directory") as connection:
            made = connection.execute(
                insert(directory_version), {"at": self._clock(), "by": by, "people": len(people)}
            ).inserted_primary_key
            assert made is not None
            version = int(made[0])
            if people:
                connection.execute(insert(person), [_row(entry, version) for entry in people])
        return version


def _row(entry: Person, version: int) -> dict[str, Any]:
    return {
        "version": version,
        "address": entry.address.lower(),
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
