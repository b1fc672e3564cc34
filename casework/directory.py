"""Who is who: units, leaders, liaisons. A snapshot; the store or a file behind it is the wire's affair."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from casework.noun import Noun

__all__ = ["LEADERS", "Person", "Role", "Snapshot"]


class Role(StrEnum):
    LEADER = "leader"  # trưởng
    DEPUTY = "deputy"  # phó
    SUBSTITUTE = "substitute"  # người được giao ký thay
    LIAISON = "liaison"  # đầu mối
    STAFF = "staff"
    COLLABORATOR = "collaborator"  # cộng tác viên
    PRESS = "press"


#: Who may confirm for his unit, in the order in which they are asked.
LEADERS = (Role.LEADER, Role.DEPUTY, Role.SUBSTITUTE)


class Person(Noun, frozen=True):
    """One entry of the directory. A person with two functions has two entries."""

    address: str  # lower case
    name: str
    unit: str
    role: Role
    portals: tuple[str, ...] = ()  # empty: every portal
    telephone: str = ""
    since: datetime | None = None
    until: datetime | None = None  # a person who has left is a stranger the next minute (668/15.3)
    function: str = ""  # chức vụ as it is written: “Vụ trưởng”, “Phó Chánh Văn phòng”
    fields: tuple[str, ...] = ()  # lĩnh vực that a liaison answers for
    certificate: str = ""  # SHA-256 (lower-case hex) of the one certificate he signs with; empty: judged by name

    def stands(self, at: datetime) -> bool:
        """True where this entry is in force at the aware instant ``at``, at whichever portal."""
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)

    def serves(self, portal: str, at: datetime) -> bool:
        """True where this entry stood in the directory of ``portal`` at the aware instant ``at``."""
        return (not self.portals or portal in self.portals) and self.stands(at)


class Snapshot(Noun, frozen=True):
    """The directory at one version; satisfies :class:`casework.ports.Directory`."""

    version: int = 0
    people: tuple[Person, ...] = ()

    def find(self, address: str, portal: str, at: datetime) -> Person | None:
        """The entry of ``address`` (any case) in force for ``portal`` at ``at``, or ``None``."""
        wanted = address.lower()
        return next((p for p in self.people if p.address == wanted and p.serves(portal, at)), None)

    def standing(self, at: datetime) -> tuple[Person, ...]:
        """The entries in force at ``at``; former ones stay in the directory for the sake of old cases."""
        return tuple(p for p in self.people if p.stands(at))

    def leaders(self, unit: str, portal: str, at: datetime) -> tuple[Person, ...]:
        """Leaders, deputies and substitutes of ``unit`` in force, in that order."""
        found = [p for p in self.people if p.unit == unit and p.role in LEADERS and p.serves(portal, at)]
        return tuple(sorted(found, key=lambda p: LEADERS.index(p.role)))
