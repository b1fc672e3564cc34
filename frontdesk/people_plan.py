"""How a wish of the administrator becomes the directory's next version. Pure: the whole directory in, the next out.

Nobody is deleted who was ever in force: his entry ends, so that old cases still know who spoke. The address of somebody
who may confirm changes in two steps (:func:`moved`): the old one hears of it and keeps its office until the next
working day begins, so that nobody takes it over in an afternoon.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta

from casework.calendar import VIETNAM, WorkingCalendar
from casework.directory import LEADERS, Person
from casework.directory_change import same_name
from casework.directory_table import ROLE_WORDS
from casework.errors import UsageError
from casework.noun import replace

__all__ = ["added", "changed", "imported", "left", "move_cancelled", "moved", "next_working_day"]

People = tuple[Person, ...]


def next_working_day(calendar: WorkingCalendar, now: datetime) -> datetime:
    """The first instant of the first working day after today."""
    today = now.astimezone(VIETNAM).date()
    return datetime.combine(calendar.next_working_day(today + timedelta(days=1)), time(), VIETNAM)


def imported(
    old: People, wanted: Sequence[Person], now: datetime, starts: datetime, unsaid: Sequence[str] = ()
) -> People:
    """The directory as a file says it. ``starts``: from when a leader's new address counts; ``unsaid``: fields for
    which the file has no column, and an empty “từ ngày” of somebody who is there already, stay as they are.

    Who is not in the file has left.
    """
    now, rest, result, fresh = _second(now), list(old), [], []
    for person in wanted:
        there = _entry_of(person, rest, now)
        if there is None:
            fresh.append(person)
        else:
            rest.remove(there)
            result.append(_merged(there, _filled(person, there, unsaid), old))
    for person in fresh:
        before = next((o for o in rest if _is_moved_leader(o, person, now)), None)
        if before is not None:
            begin = max(starts, person.since or starts)
            rest.remove(before)
            result += [replace(before, until=begin), replace(_filled(person, before, unsaid), since=begin)]
        elif any(o.address == person.address and o.stands(now) for o in rest):
            # Another function or unit, from now on.
            result.append(replace(person, since=max(now, person.since or now)))
        else:
            result.append(person)
    former = [kept for o in rest if (kept := _end(o, now, unless_followed_by=result)) is not None]
    return (*result, *former)


def added(old: People, person: Person, now: datetime) -> People:
    """One entry more. Who comes back to the place that he left begins now, where no other day is named."""
    place = (person.address, person.unit, person.role)
    left_it = any((o.address, o.unit, o.role) == place and not _lasts(o, now) for o in old)
    return (*old, replace(person, since=_second(now)) if left_it and person.since is None else person)


def left(old: People, address: str, unit: str, now: datetime) -> People:
    """All entries of ``address`` (of ``unit``, where it is named) end now: a stranger the next minute (668/15.3)."""
    now = _second(now)
    leaving = _chosen(old, address, unit, now)
    for person in leaving:
        before = next((o for o in old if _heir(o, old) == person), None)
        if before is not None and not person.stands(now):
            raise UsageError(
                f"{address} chưa dùng; muốn thôi chuyển: tiepnhan directory move {before.address} --cancel"
            )
    # Who leaves while his address is changing leaves under the new one too.
    heirs = [heir for person in leaving if (heir := _heir(person, old)) is not None]
    return tuple(kept for o in old if (kept := _end(o, now) if o in leaving or o in heirs else o) is not None)


def changed(old: People, address: str, unit: str, now: datetime, edit: Callable[[Person], Person]) -> People:
    """The one entry of ``address`` (of ``unit``) after ``edit``. Another unit or role begins now, and ends the old."""
    now = _second(now)
    chosen = _chosen(old, address, unit, now)
    if len(chosen) > 1:
        one_unit = len({p.unit for p in chosen}) == 1
        words = ", ".join(f"“{ROLE_WORDS[p.role] if one_unit else p.unit}”" for p in chosen)
        which = "vai trò" if one_unit else "đơn vị"
        raise UsageError(f"{address} có {len(chosen)} dòng; ghi thêm --of với một trong các {which}: {words}")
    before = chosen[0]
    after = edit(before)
    if (after.unit, after.role) == (before.unit, before.role) or not before.stands(now):
        return tuple(after if o is before else o for o in old)
    ended = tuple(replace(before, until=now) if o is before else o for o in old)
    return (*ended, replace(after, since=max(now, after.since or now)))


def moved(old: People, address: str, to: str, now: datetime, starts: datetime) -> People:
    """``address`` becomes ``to`` in every entry: for who may confirm from ``starts`` on, for others now."""
    now = _second(now)
    moving = [o for o in _chosen(old, address, "", now) if o.stands(now)]
    if not moving:
        raise UsageError(f"{address} chưa có hiệu lực, không có gì để chuyển")
    if any(_heir(o, old) for o in moving):
        raise UsageError(f"{address} đang chuyển địa chỉ; muốn thôi: tiepnhan directory move {address} --cancel")
    lowered = to.lower()
    if any(o.address == lowered and not same_name(o.name, moving[0].name) and _lasts(o, now) for o in old):
        raise UsageError(f"{lowered} đang là địa chỉ của người khác trong danh bạ")
    begin = starts if any(o.role in LEADERS for o in moving) else now
    ended = tuple(replace(o, until=begin) if o in moving else o for o in old)
    return (*ended, *(replace(o, address=lowered, since=begin) for o in moving))


def move_cancelled(old: People, address: str, now: datetime) -> People:
    """What :func:`moved` did is taken back, where it has not come into force."""
    result: list[Person] = list(old)
    for person in old:
        heir = _heir(person, old)
        if person.address == address.lower() and heir is not None and heir.since and heir.since > now:
            result.remove(heir)
            result[result.index(person)] = replace(person, until=heir.until)
    if len(result) == len(old):
        raise UsageError(f"{address} không có lần chuyển địa chỉ nào đang chờ")
    return tuple(result)


def _chosen(old: People, address: str, unit: str, now: datetime) -> People:
    """The entries of ``address`` that are in force or will be, of ``unit`` (or of that role, where he has several in
    one unit); raises :class:`UsageError` where there is none."""
    lowered = address.lower()
    there = tuple(o for o in old if o.address == lowered and _lasts(o, now))
    found = tuple(o for o in there if not unit or unit in (o.unit, ROLE_WORDS[o.role]))
    if not found:
        where = f" ở “{unit}”" if unit else ""
        was = " (đã rời)" if not there and any(o.address == lowered for o in old) else ""
        raise UsageError(f"danh bạ không có {address}{where}{was}")
    return found


def _lasts(entry: Person, now: datetime) -> bool:
    """In force, or will be."""
    return entry.until is None or entry.until > now


def _entry_of(person: Person, rest: Sequence[Person], now: datetime) -> Person | None:
    """The entry that a line of a file speaks of. Somebody who has left and is named without an end has come back:
    that is a new entry."""
    same = [o for o in rest if (o.address, o.unit, o.role) == (person.address, person.unit, person.role)]
    exact = next((o for o in same if (o.since, o.until) == (person.since, person.until)), None)
    ended = next((o for o in same if o.until is not None and o.until == person.until), None)
    return exact or ended or next((o for o in same if _lasts(o, now)), None)


def _filled(person: Person, there: Person, unsaid: Sequence[str]) -> Person:
    return replace(person, **{field: getattr(there, field) for field in unsaid})


def _merged(there: Person, person: Person, old: People) -> Person:
    """``person`` as the file says it. Where his entry took another's place (a new address, another function), the file
    cannot say that it had begun sooner: the row usually still bears the day on which he came into office."""
    if there.since is None or person.since is None:
        return replace(person, since=person.since or there.since)
    follows = any(
        o.until == there.since
        and (o.address == there.address or (o.unit == there.unit and same_name(o.name, there.name)))
        for o in old
    )
    return replace(person, since=max(person.since, there.since) if follows else person.since)


def _is_moved_leader(entry: Person, person: Person, now: datetime) -> bool:
    """True where ``person`` is who stands in ``entry``, under another address."""
    both = entry.role in LEADERS and person.role in LEADERS and entry.unit == person.unit
    return both and entry.stands(now) and entry.address != person.address and same_name(entry.name, person.name)


def _heir(entry: Person, people: Sequence[Person]) -> Person | None:
    """The entry that takes this one's place under another address when it ends."""
    if entry.until is None:
        return None
    return next(
        (
            p
            for p in people
            if p.since == entry.until
            and p.unit == entry.unit
            and (p.role == entry.role or (p.role in LEADERS and entry.role in LEADERS))
            and p.address != entry.address
            and same_name(p.name, entry.name)
        ),
        None,
    )


def _end(entry: Person, now: datetime, unless_followed_by: Sequence[Person] = ()) -> Person | None:
    """The entry ended; ``None`` where it had never been in force."""
    if entry.until is not None and entry.until <= now:
        return entry
    if entry.since is not None and entry.since >= now:
        return None
    return entry if _heir(entry, unless_followed_by) else replace(entry, until=now)


def _second(now: datetime) -> datetime:
    """Instants of the directory are whole seconds, so that a file can say them."""
    return now.astimezone(VIETNAM).replace(microsecond=0)
