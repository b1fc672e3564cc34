"""Who stands in the directory at which instant, as a row of words, and what changed between two versions."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from casework.calendar import VIETNAM
from casework.directory import Person, Role, Snapshot
from casework.directory_change import ChangeKind, differences, same_name
from casework.directory_table import (
    BadCell,
    cells_of,
    line_of,
    person_of,
    person_of_line,
    read_since,
    read_until,
    say_until,
)
from casework.noun import replace

NOON = datetime(2026, 8, 28, 12, tzinfo=VIETNAM)
MONDAY = datetime(2026, 8, 31, tzinfo=VIETNAM)
HUNG = Person("hung@moha.gov.vn", "Trần Văn Hùng", "Vụ A", Role.LEADER, ("congttdt",), "024.1")
LAN = Person("lan@moha.gov.vn", "Nguyễn Thị Lan", "Vụ A", Role.LIAISON)
MOVED = replace(HUNG, address="tv.hung@moha.gov.vn", since=MONDAY)


def test_who_has_left_is_a_stranger_from_that_instant_on() -> None:
    left = replace(LAN, until=NOON)
    directory = Snapshot(people=(left,))
    assert directory.find("LAN@moha.gov.vn", "congttdt", NOON - timedelta(seconds=1)) == left
    assert directory.find(LAN.address, "congttdt", NOON) is None
    assert directory.standing(NOON) == ()


def test_an_address_that_changes_has_one_leader_at_every_instant() -> None:
    directory = Snapshot(people=(replace(HUNG, until=MONDAY), MOVED))
    before, after = MONDAY - timedelta(microseconds=1), MONDAY
    assert [p.address for p in directory.leaders("Vụ A", "congttdt", before)] == [HUNG.address]
    assert [p.address for p in directory.leaders("Vụ A", "congttdt", after)] == [MOVED.address]
    assert directory.leaders("Vụ A", "hatinh", after) == ()


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("31/8/2026", MONDAY, MONDAY + timedelta(days=1)),
        ("2026-08-31", MONDAY, MONDAY + timedelta(days=1)),
        ("28/8/2026 12:00", NOON, NOON),
        ("2026-08-28T05:00:00+00:00", NOON, NOON),
        ("", None, None),
    ],
)
def test_a_last_day_is_still_in_office(text: str, since: datetime | None, until: datetime | None) -> None:
    assert (read_since(text), read_until(text)) == (since, until)


def test_days_read_back_as_they_are_written() -> None:
    for at in (NOON, MONDAY, NOON.replace(second=7), NOON.replace(microsecond=5)):
        assert read_until(say_until(at)) == at


@pytest.mark.parametrize("role", list(Role))
def test_a_row_reads_back(role: Role) -> None:
    person = Person(
        "a@moha.gov.vn", 'Lê "Văn" A, B', "Vụ A", role, ("cchc", "hatinh"), "+84 24 1", NOON, MONDAY,
        function="Phó Vụ trưởng", fields=("cải cách", "tổ chức"), certificate="ab" * 32,
    )  # fmt: skip
    assert person_of(cells_of(person)) == person
    assert person_of_line(line_of(person)) == person
    assert person_of_line(line_of(None)) is None


def test_cells_are_read_as_people_type_them() -> None:
    typed = ["A@Moha.gov.vn", "Tra\u0302\u0300n  Hu\u0300ng ", "Vụ\u00a0A", "Trưởng", "", "CCHC, hatinh", "x ;; y",
             "", "", "", "AB:" * 31 + "AB"]  # fmt: skip
    person = person_of(typed)
    assert (person.address, person.name, person.unit) == ("a@moha.gov.vn", "Trần Hùng", "Vụ A")
    assert (person.role, person.portals, person.fields) == (Role.LEADER, ("cchc", "hatinh"), ("x", "y"))
    assert person.certificate == "ab" * 32


@pytest.mark.parametrize(
    ("place", "cell", "word"), [(0, "a.moha.gov.vn", "a.moha"), (3, "vua", "vua"), (8, "mai", "mai"), (10, "ab", "ab")]
)
def test_a_cell_that_says_nothing_is_named(place: int, cell: str, word: str) -> None:
    cells = list(cells_of(HUNG))
    cells[place] = cell
    with pytest.raises(BadCell, match=word):
        person_of(cells)


def test_differences_name_each_single_change() -> None:
    louder = replace(LAN, telephone="024.2")
    new = Person("moi@moha.gov.vn", "Mới", "Vụ A", Role.STAFF)
    (change, addition) = differences((HUNG, LAN), (new, louder, HUNG))
    assert (change.kind, change.before, change.after) == (ChangeKind.CHANGED, LAN, louder)
    assert (addition.kind, addition.before, addition.after) == (ChangeKind.ADDED, None, new)
    assert differences((HUNG, LAN), (LAN, HUNG)) == ()


def test_an_end_and_a_deletion_are_departures() -> None:
    ended = replace(LAN, until=NOON)
    assert [c.kind for c in differences((LAN,), (ended,))] == [ChangeKind.REMOVED]
    assert [c.kind for c in differences((LAN,), ())] == [ChangeKind.REMOVED]
    assert [c.kind for c in differences((ended,), (LAN,))] == [ChangeKind.CHANGED]


def test_the_same_person_under_another_address_has_moved() -> None:
    (move,) = differences((HUNG, LAN), (replace(HUNG, until=MONDAY), MOVED, LAN))
    assert (move.kind, move.before, move.after, move.moves_leader) == (ChangeKind.MOVED, HUNG, MOVED, True)
    # A successor is somebody else: one leaves, one comes.
    heir = replace(MOVED, name="Lê Thị Hà")
    kinds = [c.kind for c in differences((HUNG,), (replace(HUNG, until=MONDAY), heir))]
    assert kinds == [ChangeKind.REMOVED, ChangeKind.ADDED]


def test_another_function_of_the_same_address_is_one_change() -> None:
    after = replace(LAN, role=Role.DEPUTY, since=NOON)
    (change,) = differences((LAN,), (replace(LAN, until=NOON), after))
    assert (change.kind, change.before, change.after) == (ChangeKind.CHANGED, LAN, after)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Trần Văn Hùng", "TRẦN VĂN HÙNG", True),
        ("Trần Văn Hùng", "Tran Van Hung", True),
        ("Trần Văn Hùng", "Trần Văn Hưng", False),
        ("Trần Văn Hùng", "Trần Văn Tùng", False),
        ("Phạm Thị Thúy Hòa", "Phạm Thị Thuý Hoà", True),
        ("Phạm Thị Thúy", "Phạm Thị Thùy", False),
        ("Trần Văn Hùng", "Tran  Van Hung", True),
        ("", "", True),
        ("", "Trần", False),
    ],
)
def test_names(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same and same_name(other, one) is same
