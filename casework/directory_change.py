"""What changed between two versions of the directory, person by person: for the dry run, the log and the letters."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from enum import StrEnum

from casework.directory import LEADERS, Person
from casework.noun import Noun
from casework.vietnamese import fold

_TONES = "\u0300\u0301\u0303\u0309\u0323"  # huyền, sắc, ngã, hỏi, nặng

__all__ = ["Change", "ChangeKind", "differences", "same_name"]


class ChangeKind(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"  # left: the entry has an end now, or is gone where it had never been in force
    MOVED = "moved"  # the same person of the same unit under another address


class Change(Noun, frozen=True):
    """``before`` is ``None`` for what was added, ``after`` for what is gone altogether."""

    kind: ChangeKind
    before: Person | None = None
    after: Person | None = None

    @property
    def person(self) -> Person:
        """Whom the change is about; of a move the old entry."""
        found = self.before or self.after
        assert found is not None
        return found

    @property
    def moves_leader(self) -> bool:
        """True where somebody who may confirm gets another address: his old one hears of it."""
        return self.kind is ChangeKind.MOVED and self.person.role in LEADERS


def differences(old: Sequence[Person], new: Sequence[Person]) -> tuple[Change, ...]:
    """Each single change from ``old`` to ``new``; the order of entries is none."""
    gone, come = _without(old, new), _without(new, old)
    pairs: list[tuple[Person, Person | None]] = []
    for before in gone:
        after = next((p for p in come if _key(p) == _key(before)), None)
        if after is not None:
            come.remove(after)
        pairs.append((before, after))
    changes = [_change(before, after, come) for before, after in pairs]
    return (*changes, *(Change(ChangeKind.ADDED, after=p) for p in come))


def same_name(one: str, other: str) -> bool:
    """True for one name, wherever in a word its tone is written (“Thúy”, “Thuý”); also where one of the two was typed
    without diacritics. “Hùng” and “Hưng” are two people."""
    first, second = _spelt(one), _spelt(other)
    if first == second:
        return True
    plain = fold(one).split()
    return bool(plain) and plain == fold(other).split() and plain in (one.casefold().split(), other.casefold().split())


def _spelt(name: str) -> list[tuple[str, frozenset[str]]]:
    """Word by word: its letters without the tone, and the tone."""
    words = unicodedata.normalize("NFD", name.casefold()).split()
    return [("".join(c for c in word if c not in _TONES), frozenset(c for c in word if c in _TONES)) for word in words]


def _change(before: Person, after: Person | None, come: list[Person]) -> Change:
    """``come`` loses the entry that takes the place of this one, if there is one."""
    if after is not None and not _ends_sooner(before, after):
        return Change(ChangeKind.CHANGED, before, after)
    heir = next((p for p in come if _follows(p, before, after)), None)
    if heir is None:
        return Change(ChangeKind.REMOVED, before, after)
    come.remove(heir)
    return Change(ChangeKind.CHANGED if heir.address == before.address else ChangeKind.MOVED, before, heir)


def _ends_sooner(before: Person, after: Person) -> bool:
    return after.until is not None and (before.until is None or after.until < before.until)


def _follows(entry: Person, before: Person, after: Person | None) -> bool:
    """True for the entry that begins when ``before`` ends: of the same address, or of the same person of the unit."""
    if after is not None and entry.since != after.until:
        return False
    moved = entry.unit == before.unit and same_name(entry.name, before.name)
    return entry.address == before.address or moved


def _key(person: Person) -> tuple[str, str, str]:
    return person.address, person.unit, person.role.value


def _without(some: Sequence[Person], others: Sequence[Person]) -> list[Person]:
    left = list(others)
    kept = []
    for person in some:
        if person in left:
            left.remove(person)
        else:
            kept.append(person)
    return kept
