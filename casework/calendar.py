"""The Vietnamese working calendar: which instants are office hours, and what lies some hours or days after one.

Three kinds of hours are three different things (FACTS, “Time”): *working* hours run only while the office is open
(668/10.2, vien/9.2); hours *from receipt* (668/12.2) and *clock* hours (588/7.1.a) run day and night. Pure: the days
off come in as values; ``frontdesk.regulations`` makes them from the ``holidays`` library and ``calendar.toml``.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from fractions import Fraction

from casework.noun import Noun

__all__ = ["OFFICE_HOURS", "VIETNAM", "Shift", "WorkingCalendar", "say_day", "say_moment"]

#: Vietnam keeps UTC+7 all the year.
VIETNAM = timezone(timedelta(hours=7))

_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_FAR = 400  # days: no stretch without a working day is as long, so a longer search means a calendar without any


class Shift(Noun, frozen=True):
    """One stretch of office hours of a working day, local time, ``start`` before ``end``."""

    start: time
    end: time


#: 8–12 and 13–17; which days of the week, says the calendar.
OFFICE_HOURS = (Shift(time(8), time(12)), Shift(time(13), time(17)))


class WorkingCalendar(Noun, frozen=True):
    """Days off and days worked besides the rule “Monday to Friday”, and the office hours of a working day.

    ``worked`` beats ``off`` beats the day of the week (a Saturday worked for a bridge day). ``weekdays`` are 0 for
    Monday … 6 for Sunday. Every instant given must be aware; every instant returned is in Vietnam's time. Outside
    the years for which days off are known only the days of the week count.
    """

    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()
    shifts: tuple[Shift, ...] = OFFICE_HOURS
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)

    def is_working_day(self, day: date) -> bool:
        """True where the office opens on ``day``."""
        if day in self.worked:
            return True
        return day not in self.off and day.weekday() in self.weekdays

    def is_working(self, at: datetime) -> bool:
        """True where ``at`` lies within office hours; the closing instant itself is no longer within."""
        local = _local(at)
        return any(start <= local < end for start, end in self._stretches(local.date()))

    def working_hours_after(self, start: datetime, hours: float) -> datetime:
        """The instant by which ``hours`` office hours have passed since ``start`` (16:40 Friday + 2 → Monday)."""
        local = _local(start)
        left = timedelta(microseconds=int(Fraction(str(hours)) * 3_600_000_000))
        day = local.date()
        for _ in range(_FAR + int(hours)):
            for opens, closes in self._stretches(day):
                begin = max(opens, local)
                if begin >= closes:
                    continue
                if left <= closes - begin:
                    return begin + left
                left -= closes - begin
            day += timedelta(days=1)
        raise ValueError("the working calendar has no office hours")

    def working_time_between(self, start: datetime, end: datetime) -> timedelta:
        """The office time between two instants; zero where ``end`` is not after ``start``."""
        first, last = _local(start), _local(end)
        total = timedelta()
        day = first.date()
        while day <= last.date():
            for opens, closes in self._stretches(day):
                total += max(min(closes, last) - max(opens, first), timedelta())
            day += timedelta(days=1)
        return total

    def clock_hours_after(self, start: datetime, hours: float) -> datetime:
        """The instant ``hours`` hours of the clock after ``start``, nights and holidays included."""
        return _local(start) + timedelta(hours=hours)

    def end_of_day(self, day: date) -> datetime:
        """Midnight at the end of ``day``: from there “kể từ ngày” counts (588/7.1.a)."""
        return datetime.combine(day + timedelta(days=1), time(), VIETNAM)

    def closing(self, day: date) -> datetime:
        """The instant at which the office closes on ``day`` (17:00 by the usual hours), whether it opens or not."""
        return datetime.combine(day, max(shift.end for shift in self.shifts), VIETNAM)

    def add_working_days(self, at: datetime, days: int) -> datetime:
        """The same time of the day, ``days`` working days later; 0 gives ``at`` itself where that is a working day,
        else the next one. The day of ``at`` is not counted."""
        local = _local(at)
        day = local.date()
        for _ in range(days):
            day = self.next_working_day(day + timedelta(days=1))
        return datetime.combine(self.next_working_day(day), local.timetz())

    def next_working_day(self, day: date) -> date:
        """``day`` itself where the office opens on it, else the first day after it on which it does."""
        for step in range(_FAR):
            if self.is_working_day(day + timedelta(days=step)):
                return day + timedelta(days=step)
        raise ValueError("the working calendar has no working day")

    def _stretches(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        if not self.is_working_day(day):
            return ()
        return tuple(
            (datetime.combine(day, s.start, VIETNAM), datetime.combine(day, s.end, VIETNAM)) for s in self.shifts
        )


def say_day(day: date) -> str:
    """A day as a clerk reads it: “thứ Sáu 28/8/2026”."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day}/{day.month}/{day.year}"


def say_moment(at: datetime, beside: datetime | None = None) -> str:
    """An instant as a clerk reads it: “16:40 thứ Sáu 28/8/2026”; “20:40 cùng ngày” where ``beside`` names the day."""
    local = _local(at)
    if beside is not None and local.date() == _local(beside).date():
        return f"{local:%H:%M} cùng ngày"
    return f"{local:%H:%M} {say_day(local.date())}"


def _local(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError(f"naive datetime {at!r}: an aware one was expected")
    return at.astimezone(VIETNAM)
