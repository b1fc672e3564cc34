"""From a wish to the next version of the directory: who came, who left, whose address waits for its day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from casework.calendar import VIETNAM, WorkingCalendar
from casework.directory import Person, Role, Snapshot
from casework.directory_change import ChangeKind, differences
from casework.errors import UsageError
from casework.noun import replace
from frontdesk.people_plan import added, changed, imported, left, move_cancelled, moved, next_working_day

FRIDAY = datetime(2026, 8, 28, 9, 0, 7, 5, tzinfo=VIETNAM)
NOW = FRIDAY.replace(microsecond=0)
THURSDAY = datetime(2026, 9, 3, tzinfo=VIETNAM)
CALENDAR = WorkingCalendar(off=frozenset({date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 2)}))

HUNG = Person("hung@moha.gov.vn", "Trần Văn Hùng", "Vụ A", Role.LEADER, ("congttdt",), "024.1")
HA = Person("ha@moha.gov.vn", "Phạm Thu Hà", "Vụ A", Role.DEPUTY, ("congttdt",))
LAN = Person("lan@moha.gov.vn", "Nguyễn Thị Lan", "Vụ A", Role.LIAISON, ("congttdt",), since=NOW - timedelta(days=9))
OLD = (HUNG, HA, LAN)
NEW_ADDRESS = "tv.hung@moha.gov.vn"
MOVED = replace(HUNG, address=NEW_ADDRESS)


def _import(old: tuple[Person, ...], *wanted: Person, now: datetime = FRIDAY, **more: object) -> tuple[Person, ...]:
    return imported(old, wanted, now, next_working_day(CALENDAR, now), **more)  # type: ignore[arg-type]


def _leaders(people: tuple[Person, ...], at: datetime) -> list[str]:
    return [p.address for p in Snapshot(people=people).leaders("Vụ A", "congttdt", at)]


def test_the_next_working_day_begins_at_midnight_after_weekend_and_holidays() -> None:
    assert next_working_day(CALENDAR, FRIDAY) == THURSDAY
    assert next_working_day(WorkingCalendar(), FRIDAY) == datetime(2026, 8, 31, tzinfo=VIETNAM)
    assert next_working_day(WorkingCalendar(), FRIDAY + timedelta(days=1)) == datetime(2026, 8, 31, tzinfo=VIETNAM)
    # 23:30 in Vietnam is still that day, whatever the machine's zone says.
    assert next_working_day(WorkingCalendar(), datetime.fromisoformat("2026-08-27T16:30+00:00")).day == 28


def test_who_is_not_in_the_file_has_left_and_is_kept_for_old_cases() -> None:
    people = _import(OLD, HUNG, HA)
    assert people == (HUNG, HA, replace(LAN, until=NOW))
    assert _import(people, HUNG, HA) == people, "the same file again changes nothing"
    assert Snapshot(people=people).find(LAN.address, "congttdt", NOW - timedelta(hours=1)) is not None


def test_who_comes_back_gets_a_new_entry() -> None:
    people = _import(OLD, HUNG, HA)
    again = _import(people, HUNG, HA, replace(LAN, since=None), now=FRIDAY + timedelta(days=30))
    assert [p for p in again if p.address == LAN.address] == [replace(LAN, since=None), replace(LAN, until=NOW)]


def test_an_entry_that_was_never_in_force_is_dropped() -> None:
    assert _import((HUNG, replace(HA, since=THURSDAY)), HUNG) == (HUNG,)


def test_an_empty_first_day_and_a_missing_column_say_nothing() -> None:
    bare = replace(LAN, since=None, telephone="")
    assert _import((*OLD[:2], replace(LAN, telephone="024.9")), HUNG, HA, bare, unsaid=("telephone",)) == (
        HUNG, HA, replace(LAN, telephone="024.9"),
    )  # fmt: skip
    assert _import(OLD, HUNG, HA, bare)[2] == LAN, "the column is there and empty"


def test_a_leaders_new_address_in_a_file_waits_for_the_next_working_day() -> None:
    people = _import(OLD, MOVED, HA, LAN)
    assert _leaders(people, NOW) == [HUNG.address, HA.address]
    assert _leaders(people, THURSDAY - timedelta(seconds=1)) == [HUNG.address, HA.address]
    assert _leaders(people, THURSDAY) == [NEW_ADDRESS, HA.address]
    assert [c.kind for c in differences(OLD, people)] == [ChangeKind.MOVED]


def test_the_same_file_again_does_not_hasten_it() -> None:
    people = _import(OLD, MOVED, HA, LAN)
    for again in (MOVED, replace(MOVED, since=NOW), replace(MOVED, role=Role.LEADER, telephone="024.5")):
        later = _import(people, again, HA, LAN, now=FRIDAY + timedelta(hours=2))
        assert _leaders(later, THURSDAY - timedelta(seconds=1)) == [HUNG.address, HA.address]
        assert _leaders(later, THURSDAY) == [NEW_ADDRESS, HA.address]


def test_a_row_that_still_bears_the_day_of_appointment_changes_nothing_later() -> None:
    appointed = NOW - timedelta(days=600)
    old = (replace(HUNG, since=appointed), replace(LAN, since=appointed))
    wanted = (replace(MOVED, since=appointed), replace(LAN, role=Role.DEPUTY, since=appointed))
    people = _import(old, *wanted)
    assert [(p.role, p.since) for p in people if p.address == LAN.address and p.stands(NOW)] == [(Role.DEPUTY, NOW)]
    later = _import(people, *wanted, now=FRIDAY + timedelta(days=40))
    assert differences(people, later) == ()


def test_a_day_in_the_file_may_put_it_off_but_not_bring_it_forward() -> None:
    late = datetime(2026, 9, 7, tzinfo=VIETNAM)
    people = _import(OLD, replace(MOVED, since=late), HA, LAN)
    assert (_leaders(people, late - timedelta(seconds=1))[0], _leaders(people, late)[0]) == (HUNG.address, NEW_ADDRESS)
    people = _import(OLD, replace(MOVED, since=NOW - timedelta(days=400)), HA, LAN)
    assert _leaders(people, NOW)[0] == HUNG.address


def test_a_promotion_with_a_new_address_waits_too() -> None:
    people = _import(OLD, HUNG, replace(HA, address="pt.ha@moha.gov.vn", role=Role.LEADER), LAN)
    assert _leaders(people, NOW) == [HUNG.address, HA.address]
    assert _leaders(people, THURSDAY) == [HUNG.address, "pt.ha@moha.gov.vn"]
    again = _import(people, HUNG, replace(HA, address="pt.ha@moha.gov.vn", role=Role.LEADER), LAN)
    assert set(again) == set(people)


def test_a_successor_begins_at_once_and_the_old_leader_ends() -> None:
    heir = Person("moi@moha.gov.vn", "Lê Văn Mới", "Vụ A", Role.LEADER, ("congttdt",))
    people = _import(OLD, heir, HA, LAN)
    assert _leaders(people, NOW) == [heir.address, HA.address]


def test_leaving_ends_every_entry_now_and_a_move_under_way_too() -> None:
    two = (*OLD, replace(HUNG, unit="Vụ B"))
    gone = left(two, HUNG.address, "", FRIDAY)
    assert [p.until for p in gone if p.address == HUNG.address] == [NOW, NOW]
    one = left(two, HUNG.address, "Vụ B", FRIDAY)
    assert [p.until for p in one if p.address == HUNG.address] == [None, NOW]
    moving = moved(OLD, HUNG.address, NEW_ADDRESS, FRIDAY, THURSDAY)
    assert _leaders(left(moving, HUNG.address, "", FRIDAY), THURSDAY) == [HA.address]


def test_leaving_is_refused_with_a_reason() -> None:
    with pytest.raises(UsageError, match="không có ai@"):
        left(OLD, "ai@moha.gov.vn", "", FRIDAY)
    with pytest.raises(UsageError, match="đã rời"):
        left(left(OLD, LAN.address, "", FRIDAY), LAN.address, "", FRIDAY + timedelta(seconds=1))
    with pytest.raises(UsageError, match="Vụ C"):
        left(OLD, LAN.address, "Vụ C", FRIDAY)
    with pytest.raises(UsageError, match="--cancel"):
        left(moved(OLD, HUNG.address, NEW_ADDRESS, FRIDAY, THURSDAY), NEW_ADDRESS, "", FRIDAY)


def test_a_changed_telephone_is_the_same_entry_another_unit_a_new_one() -> None:
    assert changed(OLD, LAN.address, "", FRIDAY, lambda p: replace(p, telephone="024.7")) == (
        HUNG, HA, replace(LAN, telephone="024.7"),
    )  # fmt: skip
    people = changed(OLD, LAN.address, "", FRIDAY, lambda p: replace(p, unit="Vụ B"))
    assert people == (HUNG, HA, replace(LAN, until=NOW), replace(LAN, unit="Vụ B", since=NOW))
    with pytest.raises(UsageError, match="--of"):
        changed(added(OLD, replace(LAN, unit="Vụ B"), NOW), LAN.address, "", FRIDAY, lambda p: p)


def test_two_entries_in_one_unit_are_told_apart_by_their_role() -> None:
    both = added(OLD, replace(LAN, role=Role.STAFF), FRIDAY)
    with pytest.raises(UsageError, match="vai trò: “đầu mối”, “nhân viên”"):
        changed(both, LAN.address, "Vụ A", FRIDAY, lambda p: p)
    people = changed(both, LAN.address, "nhân viên", FRIDAY, lambda p: replace(p, telephone="024.7"))
    assert [p.role for p in people if p.telephone == "024.7"] == [Role.STAFF]


def test_who_is_entered_again_begins_on_the_day_of_his_return() -> None:
    later = FRIDAY + timedelta(days=30)
    gone = left(OLD, HUNG.address, "", FRIDAY)
    assert added(gone, HUNG, later)[-1].since == later.replace(microsecond=0)
    named = replace(HUNG, since=later + timedelta(days=2))
    assert added(gone, named, later)[-1] == named
    assert added((HA, LAN), HUNG, later)[-1] == HUNG, "nobody was there before: without a first day, as before"


def test_who_confirms_nothing_moves_at_once() -> None:
    people = moved(OLD, LAN.address, "Lan.NT@moha.gov.vn", FRIDAY, THURSDAY)
    directory = Snapshot(people=people)
    assert directory.find(LAN.address, "congttdt", NOW) is None
    assert directory.find("lan.nt@moha.gov.vn", "congttdt", NOW) is not None


def test_a_move_is_refused_to_anothers_address_and_twice() -> None:
    with pytest.raises(UsageError, match="người khác"):
        moved(OLD, HUNG.address, HA.address, FRIDAY, THURSDAY)
    moving = moved(OLD, HUNG.address, NEW_ADDRESS, FRIDAY, THURSDAY)
    with pytest.raises(UsageError, match="--cancel"):
        moved(moving, HUNG.address, "x@moha.gov.vn", FRIDAY, THURSDAY)


def test_a_move_is_taken_back_until_its_day() -> None:
    moving = moved(OLD, HUNG.address, NEW_ADDRESS, FRIDAY, THURSDAY)
    assert set(move_cancelled(moving, HUNG.address.upper(), FRIDAY)) == set(OLD)
    with pytest.raises(UsageError, match="không có lần chuyển"):
        move_cancelled(moving, HUNG.address, THURSDAY)
