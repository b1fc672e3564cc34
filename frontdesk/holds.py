"""Every hold has an owner, a next reminder and a last day with a stated outcome: here the clock acts on them."""

from __future__ import annotations

import logging
from datetime import datetime

from casework.calendar import VIETNAM
from casework.case import Case
from casework.decision import Awaited, Awaiting
from casework.errors import StorageError
from casework.letter import Letter
from casework.mail import Address, OriginStatus
from casework.noun import replace
from casework.portal import Portal, Then
from frontdesk.open_items import open_for
from frontdesk.people_waits import may_confirm
from frontdesk.pipeline import Rooms, context_of, portal_of
from frontdesk.post import outgoing_of
from notifier.notices import expired, expired_at_desk, reminder
from notifier.requests import reminder_to_leader
from routing.deadline import wait_for
from store.ledger import Ledger
from store.records import HoldDue, Outgoing

__all__ = ["remind_and_expire"]

log = logging.getLogger(__name__)


def remind_and_expire(ledger: Ledger, rooms: Rooms, now: datetime) -> int:
    """Act on every wait whose reminder or last day has come; returns how many. Reminders keep office hours.

    A wait that cannot be acted on does not keep the others: they come first, then the error is raised for the alarm.
    """
    acted = 0
    failed: dict[str, Exception] = {}
    told: set[str] = set()
    for due in ledger.holds_due(now):
        if due.ref in told:
            acted += 1
            continue
        try:
            acted += _act(due, ledger, rooms, now, told)
        except Exception as error:
            log.exception("%s: the wait for %s could not be acted on", due.ref, due.who.value)
            failed[due.ref] = error
    if failed:
        ref, first = next(iter(failed.items()))
        refs = ", ".join(failed)
        raise StorageError(f"waits: {len(failed)} could not be acted on ({refs}); {ref}: {first}") from first
    return acted


def _act(due: HoldDue, ledger: Ledger, rooms: Rooms, now: datetime, told: set[str]) -> int:
    """One wait; ``told`` gathers the others that went out with its reminder."""
    case = ledger.case(due.ref)
    if case is None or case.decision is None:
        return 0
    if case.decision.awaiting is None or case.decision.awaiting.who is not due.who:
        # An editor asked back: that wait stands in the ledger, not on the decision's sheet.
        case = replace(case, decision=replace(case.decision, awaiting=_asked(due)))
    if now >= due.last_day:
        if ledger.unread(case.portal, due.last_day):
            return 0  # after a standstill the answer may lie among what is still to be read; it counts by its receipt
        _end(case, due, ledger, rooms, now)
        return 1
    if rooms.regulations.calendar.is_working(now):
        if due.who is Awaited.LEADER:
            told |= _remind_leaders(case, due, ledger, rooms, now, told)
        else:
            _remind(case, due, ledger, rooms, now)
        return 1
    return 0


def _asked(due: HoldDue) -> Awaiting:
    return Awaiting(
        who=due.who,
        owner=due.owner,
        what="người gửi trả lời câu hỏi của biên tập viên",
        remind_at=due.remind_at,
        last_day=due.last_day,
        outcome=due.outcome,
        leaders=due.leaders,
    )


def _remind(case: Case, due: HoldDue, ledger: Ledger, rooms: Rooms, now: datetime) -> None:
    assert case.decision is not None and case.decision.awaiting is not None
    portal, context = portal_of(rooms, case.portal), context_of(rooms, now)
    letters = [
        letter
        for to in _awaited_addresses(case, portal, due)
        if (letter := reminder(case, portal, context, case.decision.awaiting, to, on=due.remind_at)) is not None
    ]
    next_at = _next_reminder(case, portal, due.who, rooms, now)
    ledger.reminded(due.ref, min(next_at, due.last_day), outgoing=_rendered(letters, rooms, now))


def _remind_leaders(case: Case, due: HoldDue, ledger: Ledger, rooms: Rooms, now: datetime, told: set[str]) -> set[str]:
    """One reminder to each leader of what he has not answered for this sender, unless he got it at this tick already.
    Returns who got it, and the other cases of which every leader who may answer has been reminded."""
    portal, context = portal_of(rooms, case.portal), context_of(rooms, now)
    day = now.astimezone(VIETNAM).date().isoformat()
    sender = case.mail.sender.mailbox if case.mail.sender else ""
    letters: list[Letter] = []
    reminded: dict[str, tuple[Case, set[str]]] = {}
    # A reminder names the item and its sender: who has left the directory is a stranger (668/15.3).
    may_answer = may_confirm(ledger, case.portal, now)
    keys = {f"{case.portal} {sender} {one}": one for one in map(str.lower, due.leaders) if one in may_answer}
    for leader in (one for key, one in keys.items() if key not in told):
        others = open_for(case, leader, ledger.history, context)
        asked = ledger.history.last_request(case.portal, leader, case.ref)
        after = asked.message_id if asked is not None else ""
        to = Address(mailbox=leader)
        letter = reminder_to_leader((case, *others), portal, context, to, day=day, after=after)
        letters += [letter] if letter is not None else []
        for other in others:
            reminded.setdefault(other.ref, (other, set()))[1].add(leader)
    next_at = _next_reminder(case, portal, due.who, rooms, now)
    ledger.reminded(due.ref, min(next_at, due.last_day), outgoing=_rendered(letters, rooms, now))
    whole = [
        other for other, leaders in reminded.values() if leaders >= may_answer.intersection(_waiting_for(other).leaders)
    ]
    for other in whole:
        ledger.reminded(other.ref, min(next_at, _waiting_for(other).last_day))
    return {*keys, *(other.ref for other in whole)}


def _waiting_for(case: Case) -> Awaiting:
    assert case.decision is not None and case.decision.awaiting is not None
    return case.decision.awaiting


def _next_reminder(case: Case, portal: Portal, who: Awaited, rooms: Rooms, now: datetime) -> datetime:
    wait = wait_for(case, portal, who)
    days = wait.remind_days if wait else 1
    return rooms.regulations.calendar.add_working_days(now.astimezone(VIETNAM), max(days, 1))


def _awaited_addresses(case: Case, portal: Portal, due: HoldDue) -> list[Address]:
    if due.who is Awaited.SENDER:
        proven = case.origin.status is OriginStatus.PROVEN
        return [case.mail.sender] if proven and case.mail.sender else []
    if due.who is Awaited.DUTY_OFFICER:
        return _named(portal.duty_officer.address, portal.duty_officer.name)
    # What waits for the desk stands in each of its digests already.
    return []


def _named(address: str, name: str) -> list[Address]:
    return [Address(mailbox=address, name=name)] if address and not address.endswith(".invalid") else []


def _end(case: Case, due: HoldDue, ledger: Ledger, rooms: Rooms, now: datetime) -> None:
    """The last day has come: what the portal's file states happens, and those concerned are told."""
    assert case.decision is not None and case.decision.awaiting is not None
    portal, context = portal_of(rooms, case.portal), context_of(rooms, now)
    wait = wait_for(case, portal, due.who)
    letters: list[Letter] = []
    if wait is not None and wait.then is Then.RETURN:
        told = expired(case, portal, context, case.decision.awaiting)
        ledger.expire(case.ref, outgoing=_rendered([told] if told else [], rooms, now))
        log.info("%s: the wait for %s ended; expired", case.ref, due.who.value)
        return
    desk = portal.desk(case.decision.desk) or portal.desk(portal.desk_of_first_resort)
    receivers = _named(desk.address, desk.name) if desk else []
    receivers += _named(rooms.settings.service.administrator, "Quản trị hệ thống")
    for to in receivers:
        letters.append(expired_at_desk(case, portal, context, case.decision.awaiting, to))
    # It stays held before a person, who is told again as often as a wait of this kind is reminded of.
    ledger.reminded(due.ref, _next_reminder(case, portal, due.who, rooms, now), outgoing=_rendered(letters, rooms, now))


def _rendered(letters: list[Letter], rooms: Rooms, now: datetime) -> tuple[Outgoing, ...]:
    return tuple(outgoing_of(letter, rooms, now) for letter in letters)
