"""A change of the directory from proposal to ledger: checked, shown, written with its log and its letters.

Called by an administrator's command alone. The proposal names the version that it was made from; where somebody else
was quicker nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from casework.directory import Person, Snapshot
from casework.directory_change import Change, differences
from casework.errors import UsageError
from casework.letter import Letter
from casework.noun import Noun
from casework.portal import Portal
from frontdesk.people_check import Found, check_people
from frontdesk.pipeline import Letters, context_of, own_addresses, portal_of
from frontdesk.post import rendered
from notifier.address_changed import address_changed
from store.ledger import Ledger
from store.records import StaleLook

__all__ = ["Proposal", "announcements", "propose", "write"]


class Proposal(Noun, frozen=True):
    """What the directory would become."""

    based_on: int
    people: tuple[Person, ...]
    changes: tuple[Change, ...]
    found: Found  # of the new directory, without what was wrong before


def propose(
    old: Snapshot,
    people: tuple[Person, ...],
    rooms: Letters,
    now: datetime,
    where: Callable[[Person], str] = lambda _: "",
) -> Proposal:
    """Compare and check; nothing is written."""
    portals, own = rooms.regulations.portals, own_addresses(rooms)
    before = check_people(old.people, portals, own, now)
    faults = set(check_people(people, portals, own, now).faults) - set(before.faults)
    said = check_people(people, portals, own, now, where)
    found = Found(
        faults=tuple(fault for fault in said.faults if any(fault.endswith(new) for new in faults)),
        doubts=tuple(doubt for doubt in said.doubts if doubt not in before.doubts),
    )
    return Proposal(based_on=old.version, people=people, changes=differences(old.people, people), found=found)


def write(proposal: Proposal, ledger: Ledger, rooms: Letters, now: datetime, *, by: str, reason: str) -> int:
    """Write the directory, its log and the letters in one transaction; returns the version.

    Raises :class:`UsageError` where a fault stands against it or the directory has moved since it was looked at.
    """
    if proposal.found.faults:
        raise UsageError("danh bạ chưa được ghi:\n  " + "\n  ".join(proposal.found.faults))
    letters = announcements(proposal.changes, rooms, now)
    try:
        return ledger.set_directory(
            proposal.people, by, reason, based_on=proposal.based_on, outgoing=rendered(letters, rooms, now)
        )
    except StaleLook as error:
        raise UsageError("danh bạ vừa được người khác sửa; chưa ghi gì, hãy làm lại") from error


def announcements(changes: tuple[Change, ...], rooms: Letters, now: datetime) -> tuple[Letter, ...]:
    """One letter to each old address of somebody who may confirm, where it can be written to."""
    moves: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        if change.moves_leader and change.after is not None:
            moves.setdefault((change.person.address, change.after.address), []).append(change)
    letters = []
    for (_, new_address), several in moves.items():
        entries = tuple(change.person for change in several)
        since = min(c.after.since for c in several if c.after is not None and c.after.since is not None)
        portal = _letterhead(entries[0], rooms)
        letter = address_changed(entries, new_address, since, portal, context_of(rooms, now))
        if letter is not None:
            letters.append(letter)
    return tuple(letters)


def _letterhead(person: Person, rooms: Letters) -> Portal:
    """The portal that writes: one that his entry names, else one whose official domain his address is of."""
    domain = person.address.rpartition("@")[2]
    portals = rooms.regulations.portals
    named = [p for p in portals if p.id in person.portals]
    official = [p for p in portals if p.is_official(domain)]
    return portal_of(rooms, (named or official or list(portals))[0].id)
