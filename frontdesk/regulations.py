"""Reads ``regulations/``: the law, the calendar, the house's floor and the portals. Strict, so that it cannot lie.

An unknown key, a wrong type, an unknown code, a reference to a desk or a law that is not there, a citation of a law
not in force: each is refused with a :class:`ConfigurationError` that names the file, the key, what was expected and
what was found.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

import holidays
from msgspec import field

from casework.calendar import OFFICE_HOURS, VIETNAM, Shift, WorkingCalendar
from casework.decision import Awaited
from casework.errors import ConfigurationError, LawError
from casework.finding import Severity
from casework.law import Law, LawEntry
from casework.noun import Noun, replace
from casework.portal import ParamValue, Portal, RuleSetting
from frontdesk.strict_toml import convert, no_more_keys, read_toml
from validators.registry import bind

__all__ = ["Regulations", "load", "load_calendar", "load_law"]


class Regulations(Noun, frozen=True):
    """Everything that ``regulations/`` says, at one version (a hash over all its files)."""

    portals: tuple[Portal, ...]
    law: Law
    calendar: WorkingCalendar
    version: str

    def portal(self, id: str) -> Portal:
        """The portal ``id``; :class:`ConfigurationError` naming the portals that there are."""
        for portal in self.portals:
            if portal.id == id:
                return portal
        raise ConfigurationError(f"unknown portal {id!r}; expected one of {', '.join(p.id for p in self.portals)}")


class _RuleTable(Noun, frozen=True):
    """One ``[rules.CODE]`` table as it is written."""

    severity: Severity
    cites: tuple[str, ...] = ()
    params: dict[str, ParamValue] = field(default_factory=dict)
    note: str = ""


class _Day(Noun, frozen=True):
    """One ``[[days]]`` of calendar.toml; ``source`` and ``read_on`` are owed for each."""

    day: date
    kind: Literal["off", "worked"]
    why: str
    source: str
    read_on: date


_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class _Office(Noun, frozen=True):
    weekdays: tuple[Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"], ...]
    shifts: tuple[Shift, ...] = OFFICE_HOURS


class _CalendarFile(Noun, frozen=True):
    first_year: int
    last_year: int
    office: _Office
    days: tuple[_Day, ...] = ()


def load(folder: Path, *, addresses: Mapping[str, str] | None = None, on: date | None = None) -> Regulations:
    """Read and check the whole folder.

    ``addresses`` are what config.toml sets: of a portal (“hungyen”), a desk (“hungyen/ban_bien_tap”) or a duty
    officer (“hungyen/duty_officer”); they beat the file's. Citations must be in force ``on`` that day (today in
    Vietnam where not given). Raises :class:`ConfigurationError`.
    """
    if not folder.is_dir():
        raise ConfigurationError(
            f"{folder}: expected the folder of the regulations, got none. Tiếp nhận runs from its checkout, where they "
            "lie beside the program (make install); elsewhere name the folder in config.toml, [service] regulations"
        )
    day = on or datetime.now(VIETNAM).date()
    law = load_law(folder / "law.toml")
    calendar = load_calendar(folder / "calendar.toml")
    floor = _rules(read_toml(folder / "house.toml"), folder / "house.toml", house=True)
    paths = sorted((folder / "portals").glob("*.toml"))
    if not paths:
        raise ConfigurationError(f"{folder / 'portals'}: expected at least one portal's file, got none")
    own = dict(addresses or {})
    portals = tuple(_with_addresses(_portal(path, floor, law, day), own) for path in paths)
    if own:
        raise ConfigurationError(f"config.toml, addresses: {', '.join(sorted(own))}: no such portal, desk or officer")
    files = [folder / "law.toml", folder / "calendar.toml", folder / "house.toml", *paths]
    return Regulations(portals=portals, law=law, calendar=calendar, version=_version(folder, files))


def load_law(path: Path) -> Law:
    """Read ``law.toml``: entries with distinct keys, each in force for at least a day."""
    table = read_toml(path)
    entries = convert(table.pop("law", []), tuple[LawEntry, ...], path, "law")
    no_more_keys(table, path, ("law",))
    seen: set[str] = set()
    for entry in entries:
        if entry.key in seen:
            raise ConfigurationError(f"{path}, law {entry.key}: expected one entry of a key, got two")
        if "/" in entry.key or "/" in entry.topic:
            raise ConfigurationError(
                f"{path}, law {entry.key}: expected a key and a topic without “/”, got one with it"
            )
        if entry.until is not None and entry.until <= entry.since:
            raise ConfigurationError(f"{path}, law {entry.key}.until: expected after {entry.since}, got {entry.until}")
        seen.add(entry.key)
    return Law(entries=entries)


def load_calendar(path: Path) -> WorkingCalendar:
    """The working calendar: the ``holidays`` library for Vietnam, beaten by the days of ``calendar.toml``."""
    read = convert(read_toml(path), _CalendarFile, path, "")
    years = range(read.first_year, read.last_year + 1)
    if not years or len(years) > 100:
        raise ConfigurationError(
            f"{path}, last_year: expected {read.first_year} or up to 99 more, got {read.last_year}"
        )
    if not read.office.weekdays or not read.office.shifts:
        raise ConfigurationError(f"{path}, office: expected at least one weekday and one shift, got none")
    if any(shift.start >= shift.end for shift in read.office.shifts):
        raise ConfigurationError(f"{path}, office.shifts: expected each start before its end")
    known = holidays.country_holidays("VN", years=years)
    off = {day for day in known if day.year in years}
    # The library counts a Saturday worked in place of a bridge day as its own list.
    worked = {day for year in years for day in holidays.country_holidays("VN", years=year).weekend_workdays}
    for entry in read.days:
        (off if entry.kind == "off" else worked).add(entry.day)
        (worked if entry.kind == "off" else off).discard(entry.day)
    return WorkingCalendar(
        off=frozenset(off - worked),
        worked=frozenset(worked),
        shifts=read.office.shifts,
        weekdays=tuple(_WEEKDAYS.index(name) for name in read.office.weekdays),
    )


def _portal(path: Path, floor: tuple[RuleSetting, ...], law: Law, on: date) -> Portal:
    table = read_toml(path)
    own = _rules(table, path, house=False)
    table["rules"] = []
    portal = convert(table, Portal, path, "")
    if portal.id != path.stem:
        raise ConfigurationError(f"{path}, id: expected {path.stem!r} as the file is called, got {portal.id!r}")
    portal = replace(portal, rules=_on_the_floor(own, floor, path))
    _check_references(portal, path)
    for key, place in _citations(portal):
        try:
            law.cite(place, on)
        except LawError as error:
            raise ConfigurationError(f"{path}, {key}: expected a citation in force on {on}, got {error}") from error
    bind(portal)
    return portal


def _rules(table: dict[str, Any], path: Path, *, house: bool) -> tuple[RuleSetting, ...]:
    """Take the ``rules`` tables out of ``table``."""
    tables = table.pop("rules", {})
    if not isinstance(tables, dict):
        raise ConfigurationError(f"{path}, rules: expected tables [rules.CODE], got {tables!r}")
    if house:
        no_more_keys(table, path, ("rules",))
    found = []
    for code, written in tables.items():
        read = convert(written, _RuleTable, path, f"rules.{code}")
        params = tuple(sorted(read.params.items()))
        found.append(RuleSetting(code, read.severity, read.cites, params, read.note, house))
    return tuple(found)


def _on_the_floor(own: tuple[RuleSetting, ...], floor: tuple[RuleSetting, ...], path: Path) -> tuple[RuleSetting, ...]:
    """The portal's rules over the house's: stricter is allowed, milder or off is not."""
    settings = {rule.code: rule for rule in own}
    for base in floor:
        mine = settings.get(base.code)
        if mine is None:
            settings[base.code] = base
            continue
        if mine.severity.weight < base.severity.weight:
            raise ConfigurationError(
                f"{path}, rules.{base.code}.severity: expected {base.severity.value} or stricter (the house's floor), "
                f"got {mine.severity.value}"
            )
        params = {**dict(base.params), **dict(mine.params)}
        settings[base.code] = replace(mine, params=tuple(sorted(params.items())))
    return tuple(settings[code] for code in sorted(settings))


def _check_references(portal: Portal, path: Path) -> None:
    """Ids are distinct; every desk that is named exists; every kind of wait has its owner and its last day."""
    desks = [desk.id for desk in portal.desks]
    groups = (
        ("desks", desks),
        ("columns", [column.id for column in portal.columns]),
        ("duties", [duty.id for duty in portal.duties]),
        ("deadlines", [setting.id for setting in portal.deadlines]),
        ("waits", [f"{wait.who.value} {wait.code}".strip() for wait in portal.waits]),
    )
    for key, ids in groups:
        twice = sorted({id for id in ids if ids.count(id) > 1})
        if twice:
            raise ConfigurationError(f"{path}, {key}: expected each once, got {', '.join(twice)} twice")
    named = [("desk_of_first_resort", portal.desk_of_first_resort), ("petitions.desk", portal.petitions.desk)]
    named += [(f"columns.{column.id}.desk", column.desk) for column in portal.columns]
    for key, desk in named:
        if desk not in desks:
            raise ConfigurationError(f"{path}, {key}: expected one of the desks {', '.join(desks)}, got {desk!r}")
    for who in Awaited:
        if portal.wait(who) is None:
            raise ConfigurationError(f"{path}, waits: expected one for {who.value}, got none")
    for wait in portal.waits:
        if wait.code and portal.rule(wait.code) is None:
            raise ConfigurationError(
                f"{path}, waits.{wait.who.value}.code: expected a rule that is on here, got {wait.code!r}"
            )
        if not 1 <= wait.remind_days <= wait.last_days:
            raise ConfigurationError(
                f"{path}, waits.{wait.who.value}.remind_days: expected 1 to {wait.last_days}, got {wait.remind_days}"
            )
    for setting in portal.deadlines:
        if setting.hours <= 0:
            raise ConfigurationError(f"{path}, deadlines.{setting.id}.hours: expected more than 0, got {setting.hours}")


def _citations(portal: Portal) -> list[tuple[str, str]]:
    """Every citation of a portal's file with the key under which it stands."""
    found = [("regulation", portal.regulation), *(("petitions.cites", c) for c in portal.petitions.cites)]
    found += [(f"rules.{rule.code}.cites", c) for rule in portal.rules for c in rule.cites]
    found += [(f"columns.{column.id}.cite", column.cite) for column in portal.columns]
    found += [(f"desks.{desk.id}.cites", c) for desk in portal.desks for c in desk.cites]
    found += [(f"deadlines.{setting.id}.cite", setting.cite) for setting in portal.deadlines]
    found += [(f"proof.{setting.who.value}.cites", c) for setting in portal.proof for c in setting.cites]
    found += [(f"waits.{wait.who.value}.cites", c) for wait in portal.waits for c in wait.cites]
    found += [(f"duties.{duty.id}.cites", c) for duty in portal.duties for c in duty.cites]
    found += [("refusals.cite", refusal.cite) for refusal in portal.refusals]
    return found


def _with_addresses(portal: Portal, own: dict[str, str]) -> Portal:
    """Lay the operator's addresses over the file's; those used are taken out of ``own``."""
    officer = portal.duty_officer
    return replace(
        portal,
        address=own.pop(portal.id, portal.address).lower(),
        duty_officer=replace(officer, address=own.pop(f"{portal.id}/duty_officer", officer.address)),
        desks=tuple(replace(d, address=own.pop(f"{portal.id}/{d.id}", d.address)) for d in portal.desks),
    )


def _version(folder: Path, files: list[Path]) -> str:
    """A hash over names and bytes: two services with the same version judge by the same law."""
    digest = hashlib.sha256()
    for path in files:
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()
