"""Letters that follow a person's act or a clock, not the walk: what an editor decided, what a wait came to, alarms.

Each returns ``None`` where the sender may not be written to (origin not proven, a robot's address).
"""

from __future__ import annotations

from datetime import datetime

from casework.calendar import VIETNAM
from casework.case import Case
from casework.decision import Awaiting
from casework.letter import Letter, LetterName
from casework.mail import Address
from casework.noun import Noun
from casework.portal import Portal, Refusal
from notifier.compose import sender_of
from notifier.context import Context
from notifier.draft import write, write_about
from notifier.recipients import may_be_written_to
from notifier.tokens import content_digest
from notifier.wording import cite_words, has_open_secrecy

__all__ = [
    "HeldBack",
    "alarm",
    "ask_back",
    "expired",
    "expired_at_desk",
    "published",
    "refused",
    "reminder",
    "summary",
]


class HeldBack(Noun, frozen=True):
    """A letter that the postman held back: what the summary lists."""

    ref: str
    subject: str
    received_at: datetime


def refused(
    case: Case,
    portal: Portal,
    context: Context,
    *,
    by: str,
    at: datetime,
    grounds: tuple[Refusal, ...] = (),
    words: str = "",
) -> Letter | None:
    """An editor refused the item: by articles, by words, or both (588/3.9 has only words)."""
    facts: dict[str, object] = {
        "by": by,
        "at": at,
        "grounds": tuple((ground.words, cite_words((ground.cite,), case, context)) for ground in grounds),
        "words": words.strip(),
    }
    return _answer(LetterName.REFUSED, case, portal, context, facts)


def ask_back(
    case: Case, portal: Portal, context: Context, *, by: str, question: str, last_day: datetime, outcome: str
) -> Letter | None:
    """An editor asks the sender; ``outcome`` (Vietnamese) says what happens without an answer by ``last_day``."""
    facts: dict[str, object] = {"by": by, "question": question.strip(), "last_day": last_day, "outcome": outcome}
    return _answer(LetterName.ASK_BACK, case, portal, context, facts)


def published(
    case: Case, portal: Portal, context: Context, *, url: str, at: datetime, column: str = ""
) -> Letter | None:
    """The item is on the portal. Only a web address becomes a link."""
    link = url.startswith(("https://", "http://"))
    return _answer(LetterName.PUBLISHED, case, portal, context, {"url": url, "link": link, "at": at, "column": column})


def expired(case: Case, portal: Portal, context: Context, awaiting: Awaiting) -> Letter | None:
    """To the sender: the wait ended without what was awaited, and this is what became of it."""
    return _answer(LetterName.EXPIRED, case, portal, context, {"awaiting": awaiting, "to_desk": False})


def expired_at_desk(case: Case, portal: Portal, context: Context, awaiting: Awaiting, to: Address) -> Letter:
    """To the desk, its head or the administrator, where the last day of a wait asks for a person."""
    facts: dict[str, object] = {"awaiting": awaiting, "to_desk": True, "greeting": to.name or to.mailbox}
    # Told again on another day it is another letter; twice on one day it is one.
    today = context.now.astimezone(VIETNAM).date().isoformat()
    return write_about(LetterName.EXPIRED, case, to, portal, context, facts, occasion=today)


def reminder(
    case: Case, portal: Portal, context: Context, awaiting: Awaiting, to: Address, *, on: datetime
) -> Letter | None:
    """To whoever is awaited, but a leader (:func:`notifier.requests.reminder_to_leader`). ``on`` is the reminder's set
    day, so that each reminder is a letter of its own."""
    if not may_be_written_to(to.mailbox, context.own_addresses):
        return None
    facts: dict[str, object] = {
        "awaiting": awaiting,
        "sender": case.mail.sender,
        "unit": case.person.unit if case.person else "",
        "items": (),
    }
    day = on.astimezone(VIETNAM).date().isoformat()
    key = content_digest("reminder", case.ref, to.mailbox, day)
    secret = has_open_secrecy(case)
    return write_about(
        LetterName.REMINDER, case, to, portal, context, facts, conceal=secret, same_key=key, occasion=day
    )


def summary(
    portal: Portal, context: Context, to: Address, held_back: tuple[HeldBack, ...], *, hour: datetime
) -> Letter:
    """One letter for those that the hourly limit or their likeness kept back; ``hour`` (aware) is its set time."""
    return write(LetterName.SUMMARY, to, portal, context, {"held_back": held_back, "hour": hour})


def alarm(
    portal: Portal, context: Context, *, title: str, lines: tuple[str, ...], at: datetime, to_do: str = ""
) -> Letter:
    """To the administrator: what is wrong since ``at``, in words, and what to do. Never give it content of a mail."""
    to = Address(mailbox=context.admin_address)
    facts: dict[str, object] = {
        "greeting": "Quản trị hệ thống",
        "alarm": title,
        "lines": lines,
        "at": at,
        "to_do": to_do,
    }
    return write(LetterName.ALARM, to, portal, context, facts, same_key=content_digest(title, *lines))


def _answer(name: LetterName, case: Case, portal: Portal, context: Context, facts: dict[str, object]) -> Letter | None:
    sender = sender_of(case, context)
    if sender is None:
        return None
    return write_about(name, case, sender, portal, context, facts, to_sender=True)
