"""The working calendar: Tết, swapped days, a Friday afternoon, receipts at night and at weekends."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from casework.calendar import VIETNAM, Shift, WorkingCalendar, say_day, say_moment
from frontdesk.regulations import load_calendar

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def calendar() -> WorkingCalendar:
    return load_calendar(ROOT / "regulations" / "calendar.toml")


def at(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=VIETNAM)


def test_the_days_of_one_year(calendar: WorkingCalendar) -> None:
    off = {
        date(2026, 1, 1), date(2026, 1, 2),  # Tết Dương lịch, the bridge day swapped with 10 January
        date(2026, 2, 16), date(2026, 2, 17), date(2026, 2, 18), date(2026, 2, 19), date(2026, 2, 20),  # Tết
        date(2026, 4, 27),  # Giỗ Tổ fell on a Sunday
        date(2026, 4, 30), date(2026, 5, 1),
        date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 2),
        date(2026, 11, 24),
    }  # fmt: skip
    worked_saturdays = {date(2026, 1, 10), date(2026, 8, 22)}
    day = date(2026, 1, 1)
    while day.year == 2026:
        expected = day in worked_saturdays or (day.weekday() < 5 and day not in off)
        assert calendar.is_working_day(day) is expected, day
        day += timedelta(days=1)


def test_tet_by_the_moon(calendar: WorkingCalendar) -> None:
    # First day of the first lunar month: 29 January 2025, 17 February 2026, 6 February 2027.
    assert not calendar.is_working_day(date(2025, 1, 29))
    assert not calendar.is_working_day(date(2026, 2, 17))
    # 2027 falls on a Saturday: the Monday after is still off.
    assert not calendar.is_working_day(date(2027, 2, 8))


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        (at(2026, 8, 26, 9), 2, at(2026, 8, 26, 11)),
        (at(2026, 8, 26, 11), 2, at(2026, 8, 26, 14)),  # over the lunch break
        (at(2026, 8, 26, 15), 2, at(2026, 8, 26, 17)),  # ends exactly at closing
        (at(2026, 8, 28, 16, 40), 2, at(2026, 9, 3, 9, 40)),  # Friday; Monday to Wednesday are the National Day's
        (at(2026, 8, 21, 16, 40), 2, at(2026, 8, 22, 9, 40)),  # Friday before a Saturday that is worked
        (at(2026, 3, 7, 23), 2, at(2026, 3, 9, 10)),  # Saturday night
        (at(2026, 2, 13, 16), 24, at(2026, 2, 25, 16)),  # before Tết: 1 h, then 23, 24 (8 h each), 7 h of the 25th
        (at(2026, 3, 9, 5), 8, at(2026, 3, 9, 17)),  # a whole day, from before opening
        (at(2026, 3, 9, 9), 0.5, at(2026, 3, 9, 9, 30)),
    ],
)
def test_working_hours_after(calendar: WorkingCalendar, start: datetime, hours: float, expected: datetime) -> None:
    assert calendar.working_hours_after(start, hours) == expected


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        (at(2026, 8, 26, 9), at(2026, 8, 26, 11), 2),
        (at(2026, 8, 28, 16), at(2026, 9, 3, 9), 2),
        (at(2026, 3, 7, 8), at(2026, 3, 8, 20), 0),  # a weekend
        (at(2026, 3, 9, 11), at(2026, 3, 9, 9), 0),  # backwards
        (at(2026, 3, 9, 0), at(2026, 3, 13, 23), 40),
    ],
)
def test_working_time_between(calendar: WorkingCalendar, start: datetime, end: datetime, hours: int) -> None:
    assert calendar.working_time_between(start, end) == timedelta(hours=hours)


def test_between_is_the_inverse_of_after(calendar: WorkingCalendar) -> None:
    start = at(2026, 8, 20, 10, 15)
    for quarter in range(1, 200):
        end = calendar.working_hours_after(start, quarter / 4)
        assert calendar.working_time_between(start, end) == timedelta(minutes=15 * quarter)


def test_clock_hours_know_no_night(calendar: WorkingCalendar) -> None:
    assert calendar.clock_hours_after(at(2026, 8, 28, 16, 40), 4) == at(2026, 8, 28, 20, 40)
    assert calendar.clock_hours_after(at(2026, 2, 16, 9), 24) == at(2026, 2, 17, 9)


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        (at(2026, 3, 9, 9, 5), 0, at(2026, 3, 9, 9, 5)),
        (at(2026, 3, 7, 9, 5), 0, at(2026, 3, 9, 9, 5)),  # Saturday → Monday
        (at(2026, 3, 6, 9, 5), 1, at(2026, 3, 9, 9, 5)),
        (at(2026, 2, 12, 22, 0), 5, at(2026, 2, 26, 22, 0)),  # 13, then 23–26 February
        (at(2026, 1, 9, 8, 0), 1, at(2026, 1, 10, 8, 0)),  # the Saturday that is worked
        (at(2026, 12, 31, 8, 0), 1, at(2027, 1, 4, 8, 0)),  # New Year's Day is a Friday
    ],
)
def test_add_working_days(calendar: WorkingCalendar, start: datetime, days: int, expected: datetime) -> None:
    assert calendar.add_working_days(start, days) == expected


def test_is_working_at_the_edges(calendar: WorkingCalendar) -> None:
    assert calendar.is_working(at(2026, 3, 9, 8))
    assert not calendar.is_working(at(2026, 3, 9, 7, 59))
    assert not calendar.is_working(at(2026, 3, 9, 12))
    assert calendar.is_working(at(2026, 3, 9, 13))
    assert not calendar.is_working(at(2026, 3, 9, 17))
    assert calendar.is_working(at(2026, 1, 10, 9))
    assert not calendar.is_working(at(2026, 1, 2, 9))


def test_another_zone_is_the_same_instant(calendar: WorkingCalendar) -> None:
    from datetime import UTC

    assert calendar.is_working(datetime(2026, 3, 9, 2, 0, tzinfo=UTC))  # 9:00 in Hà Nội
    assert calendar.clock_hours_after(datetime(2026, 3, 9, 20, tzinfo=UTC), 0).utcoffset() == timedelta(hours=7)


def test_a_naive_instant_is_refused(calendar: WorkingCalendar) -> None:
    with pytest.raises(ValueError, match="naive"):
        calendar.is_working(datetime(2026, 3, 9, 9))  # noqa: DTZ001 - the point of the test


def test_a_calendar_without_days_says_so() -> None:
    nothing = WorkingCalendar(weekdays=())
    with pytest.raises(ValueError, match="office hours"):
        nothing.working_hours_after(at(2026, 3, 9, 9), 1)
    with pytest.raises(ValueError, match="working day"):
        nothing.add_working_days(at(2026, 3, 9, 9), 1)


def test_other_office_hours() -> None:
    summer = WorkingCalendar(shifts=(Shift(time(7), time(11, 30)), Shift(time(13, 30), time(17))))
    assert summer.working_hours_after(at(2026, 6, 8, 11), 1) == at(2026, 6, 8, 14)


def test_dates_as_a_clerk_reads_them() -> None:
    assert say_moment(at(2026, 8, 28, 16, 40)) == "16:40 thứ Sáu 28/8/2026"
    assert say_moment(at(2026, 8, 28, 20, 40), beside=at(2026, 8, 28, 16, 40)) == "20:40 cùng ngày"
    assert say_moment(at(2026, 8, 29, 0, 40), beside=at(2026, 8, 28, 20, 40)) == "00:40 thứ Bảy 29/8/2026"
    assert say_day(date(2026, 11, 22)) == "Chủ nhật 22/11/2026"


def test_the_end_of_the_day_of_issue(calendar: WorkingCalendar) -> None:
    assert calendar.end_of_day(date(2026, 8, 28)) == at(2026, 8, 29, 0)
