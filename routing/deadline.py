"""By when: the editors' deadline with its derivation, and how long a hold waits.

Three kinds of hours (FACTS, “Time”): working hours run while the office is open, hours from receipt and hours of the
clock run day and night. Where proof comes later than the mail two times are shown, from receipt and from when the
item is complete; the portal's file says which binds. Where a regulation sets no time there is none.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from casework.calendar import VIETNAM, WorkingCalendar, say_moment
from casework.case import Case
from casework.decision import Awaited, Awaiting, Deadline
from casework.errors import ConfigurationError, LawError
from casework.finding import Severity
from casework.law import Law
from casework.mail import MailClass, OriginStatus
from casework.noun import replace
from casework.portal import Basis, Counting, DeadlineSetting, Portal, WaitSetting
from routing.wording import Wording

__all__ = ["awaiting", "deadlines", "petition_deadlines", "setting_for", "wait_for"]

#: Whether an event is in the communication plan is said at the beginning, or in the mail itself.
_READ_LETTERS = 8_000
_UNIT = {Counting.WORKING: "giờ làm việc", Counting.RECEIPT: "giờ", Counting.CLOCK: "giờ"}


def setting_for(case: Case, portal: Portal) -> DeadlineSetting | None:
    """The deadline that speaks of this item: one whose words it has, before one that has no words; else ``None``."""
    main = case.main_document
    item = main.item if main else None
    fitting = [s for s in portal.deadlines if not s.items or item in s.items]
    wordy = [s for s in fitting if s.words]
    if wordy:
        text = Wording(f"{case.mail.subject} . {case.mail.own_words} . {main.text[:_READ_LETTERS] if main else ''}")
        for setting in wordy:
            if any(text.affirms(word) for word in setting.words):
                return setting
    return next((s for s in fitting if not s.words), None)


def deadlines(
    case: Case, portal: Portal, calendar: WorkingCalendar, *, proof_awaited_until: datetime | None
) -> tuple[Deadline, ...]:
    """The times by which the editors must post, the one from receipt first; empty where the regulation sets none.

    ``proof_awaited_until`` is the last day of a wait for proof that goes on: the time that runs from the proof is
    then given as the latest moment possible, ``running`` false.
    """
    setting = setting_for(case, portal)
    if setting is None:
        return ()
    from_receipt = _deadline(setting, case.received_at, "nhận", calendar)
    if case.complete_at is not None:
        from_proof = _deadline(setting, case.complete_at, "đủ xác nhận", calendar, basis="complete")
    elif proof_awaited_until is not None:
        due = _count(setting, proof_awaited_until, calendar)
        words = f"từ khi có xác nhận + {_span(setting)} → muộn nhất {say_moment(due)}"
        from_proof = Deadline(
            due=due, derivation=words, cite=setting.cite, basis="complete", urgent=setting.urgent, running=False
        )
    else:
        return (from_receipt,)
    receipt_binds = setting.binds is Basis.RECEIPT
    return (replace(from_receipt, binding=receipt_binds), replace(from_proof, binding=not receipt_binds))


def petition_deadlines(case: Case, portal: Portal, calendar: WorkingCalendar) -> tuple[Deadline, ...]:
    """“Trong ngày” (hy/11.3): by the closing of the office on the day of receipt; what comes when the office has
    closed, by the closing of the next working day, and the derivation says so. Elsewhere no time is set."""
    if not portal.petitions.same_day:
        return ()
    received = case.received_at
    today = received.astimezone(VIETNAM).date()
    cite = portal.petitions.cites[0] if portal.petitions.cites else ""
    if calendar.is_working_day(today) and received < calendar.closing(today):
        due, why = calendar.closing(today), f"trong ngày ({cite})"
    else:
        following = calendar.next_working_day(today + timedelta(days=1))
        due, why = calendar.closing(following), f"ngoài giờ làm việc, trong ngày làm việc tiếp theo ({cite})"
    words = f"nhận {say_moment(received)}, {why} → {say_moment(due, beside=received)}"
    return (Deadline(due=due, derivation=words, cite=cite),)


def wait_for(case: Case, portal: Portal, who: Awaited) -> WaitSetting | None:
    """The wait of the rules that hold ``case``, where the portal's file has one of its own for them; else the general
    one. A wait of its own may end in a return: not so for a mail whose sender nobody may write to, nor for one that a
    person has laid aside himself."""
    laid_aside = case.ruling is not None and not case.ruling.clears
    told = case.origin.status is OriginStatus.PROVEN and case.mail_class is MailClass.SUBMISSION
    if laid_aside or not told:
        return portal.wait(who)
    held = (f.code for f in case.findings or () if f.severity in (Severity.RETURN, Severity.HOLD))
    return portal.wait(who, tuple(held))


def awaiting(
    case: Case,
    portal: Portal,
    calendar: WorkingCalendar,
    law: Law,
    now: datetime,
    who: Awaited,
    *,
    desk: str,
    what: str,
    leaders: tuple[str, ...] = (),
) -> Awaiting:
    """The wait of a hold, by the portal's file. ``owner`` is a desk's id, or ``duty_officer``.

    Working days count from receipt, so that a second walk does not prolong the wait; where the decision comes so
    late that not a working day would be left (after an outage), they count from the decision. A wait for the same
    people with the same end that an earlier revision set goes on.
    """
    setting = wait_for(case, portal, who)
    if setting is None:
        raise ConfigurationError(f"portals/{portal.id}.toml, waits: expected one for {who.value}, got none")
    earlier = case.decision.awaiting if case.decision else None
    outcome = _outcome(setting, law, case.received_at)
    if earlier is not None and earlier.who is who and earlier.outcome == outcome:
        last_day = earlier.last_day
    else:
        last_day = calendar.add_working_days(case.received_at, setting.last_days)
        if last_day < calendar.add_working_days(now, 1):
            last_day = calendar.add_working_days(now, setting.last_days)
    return Awaiting(
        who=who,
        owner="duty_officer" if who is Awaited.DUTY_OFFICER else desk,
        what=what,
        remind_at=min(calendar.add_working_days(now, setting.remind_days), last_day),
        last_day=last_day,
        outcome=outcome,
        leaders=leaders,
    )


def _outcome(setting: WaitSetting, law: Law, received_at: datetime) -> str:
    on = received_at.astimezone(VIETNAM).date()
    try:
        said = law.cite_all(setting.cites, on)
    except LawError:
        # A mail older than its regulation still waits; only the article is left out of the sentence.
        said = ""
    return f"{setting.outcome} ({said})" if said else setting.outcome


def _deadline(
    setting: DeadlineSetting, start: datetime, verb: str, calendar: WorkingCalendar, basis: str = "receipt"
) -> Deadline:
    due = _count(setting, start, calendar)
    words = f"{verb} {say_moment(start)} + {_span(setting)} → {say_moment(due, beside=start)}"
    return Deadline(due=due, derivation=words, cite=setting.cite, basis=basis, urgent=setting.urgent)


def _count(setting: DeadlineSetting, start: datetime, calendar: WorkingCalendar) -> datetime:
    if setting.counting is Counting.WORKING:
        return calendar.working_hours_after(start, setting.hours)
    return calendar.clock_hours_after(start, setting.hours)


def _span(setting: DeadlineSetting) -> str:
    """“04 giờ (668/12.2.b)”, as the regulations write their numbers."""
    hours = f"{int(setting.hours):02d}" if setting.hours == int(setting.hours) else f"{setting.hours:g}"
    return f"{hours} {_UNIT[setting.counting]} ({setting.cite})"
