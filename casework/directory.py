"""Who is who: units, leaders, liaisons. A snapshot; the store or a file behind it is the wire's affair."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from casework.noun import Noun

__all__ = ["Person", "Role", "Snapshot"]


class Role(StrEnum):
    LEADER = "leader"  # trưởng
    DEPUTY = "deputy"  # phó, ký thay
    LIAISON = "liaison"  # đầu mối
    STAFF = "staff"
    COLLABORATOR = "collaborator"  # cộng tác viên
    PRESS = "press"


class Person(Noun, frozen=True):
    address: str  # lower case
    name: str
    unit: str
    role: Role
    portals: tuple[str, ...] = ()  # empty: every portal
    telephone: str = ""
    since: datetime | None = None
    until: datetime | None = None  # a person who has left is a stranger the next minute (668/15.3)

    def serves(self, portal: str, at: datetime) -> bool:
        """True where this entry stood in the directory of ``portal`` at the aware instant ``at``."""
        if self.portals and portal not in self.portals:
            return False
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)


class Snapshot(Noun, frozen=True):
    """The directory at one version; satisfies :class:`casework.ports.Directory`."""

    version: int = 0
    people: tuple[Person, ...] = ()

    def find(self, address: str, portal: str, at: datetime) -> Person | None:
        """The entry of ``address`` (any case) in force for ``portal`` at ``at``, or ``None``."""
        wanted = address.lower()
        return next((p for p in self.people if p.address == wanted and p.serves(portal, at)), None)

    def leaders(self, unit: str, portal: str, at: datetime) -> tuple[Person, ...]:
        """Leaders and deputies of ``unit`` in force, leaders first."""
        found = [
            p for p in self.people if p.unit == unit and p.role in (Role.LEADER, Role.DEPUTY) and p.serves(portal, at)
        ]
        return tuple(sorted(found, key=lambda p: p.role is not Role.LEADER))
