"""Letters to a leader who answered: what was recorded, what was not and why, and that two leaders disagree."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from casework.case import Case, Confirmation
from casework.decision import Awaiting
from casework.letter import Asked, Letter, LetterName
from casework.mail import Address
from casework.noun import Noun
from casework.portal import Portal
from notifier.context import Context
from notifier.draft import write_about
from notifier.items import ItemView, item_view, item_views
from notifier.recipients import may_be_written_to
from notifier.wording import has_open_secrecy, person_greeting, sender_by_directory

__all__ = [
    "NotCounted",
    "Shown",
    "confirmation_help",
    "confirmation_received",
    "confirmation_void",
    "disagreement",
    "said_by",
]


class Shown(Noun, frozen=True):
    """One item of the letter that was answered: as it was asked, and the case at the revision that was shown;
    ``confirmation`` is what was recorded of it now, if anything was."""

    asked: Asked
    case: Case
    confirmation: Confirmation | None = None
    waits: bool = True  # an answer still counts


class NotCounted(Noun, frozen=True):
    """Why an answer about an item does not count, and what happens now: sentences, Vietnamese."""

    shown: Shown
    why: str
    now: str


class Recorded(Noun, frozen=True):
    """One line of a transcript or of a disagreement."""

    view: ItemView
    granted: bool
    by: str
    at: datetime


def said_by(confirmation: Confirmation) -> str:
    """“Vụ trưởng Trần Văn Hùng (hung.tv@…)”, as the directory had him when he answered; else the address."""
    named = " ".join(part for part in (confirmation.function, confirmation.name) if part)
    return f"{named} ({confirmation.by})" if named else confirmation.by


def confirmation_received(
    items: Sequence[Shown], portal: Portal, context: Context, to: Address, *, in_reply_to: str = ""
) -> Letter | None:
    """The transcript: what was recorded, for which files; which items still wait; what to do if it was not he."""
    recorded = [_recorded(item, context) for item in items if item.confirmation is not None]
    if not recorded or not may_be_written_to(to.mailbox, context.own_addresses):
        return None
    first = next(item for item in items if item.confirmation is not None)
    assert first.confirmation is not None
    waiting = [item for item in items if item.confirmation is None and item.waits]
    facts: dict[str, object] = {
        "confirmation": first.confirmation,
        "by": said_by(first.confirmation),
        "sender": sender_by_directory(first.case),
        "recorded": tuple(recorded),
        "waiting": tuple(item_view(item.asked, item.case, context) for item in waiting),
    }
    return _about(LetterName.CONFIRMATION_RECEIVED, items, first.case, to, portal, context, facts, in_reply_to)


def confirmation_help(
    items: Sequence[Shown],
    portal: Portal,
    context: Context,
    to: Address,
    *,
    in_reply_to: str = "",
    unasked: bool = False,
) -> Letter | None:
    """To a leader whose answer could not be read as a yes or a no; under a letter about several items, of which.
    ``unasked``: what he answered was no letter of ours."""
    awaiting = next((a for item in items if (a := _awaiting(item.case)) is not None), None)
    if awaiting is None or not may_be_written_to(to.mailbox, context.own_addresses):
        return None
    views = item_views(((item.asked, item.case) for item in items), context)
    facts: dict[str, object] = {"awaiting": awaiting, "items": views, "unasked": unasked}
    return _about(LetterName.CONFIRMATION_HELP, items, items[0].case, to, portal, context, facts, in_reply_to)


def confirmation_void(
    void: Sequence[NotCounted],
    portal: Portal,
    context: Context,
    to: Address,
    *,
    at: datetime,
    conceal: bool = False,
    in_reply_to: str = "",
) -> Letter | None:
    """To who answered at ``at``: what does not count, why, and what happens. ``conceal`` where he is not one of those
    who were asked: the letter then names no item."""
    if not void or not may_be_written_to(to.mailbox, context.own_addresses):
        return None
    items = [one.shown for one in void]
    lines = tuple((item_view(one.shown.asked, one.shown.case, context), one.why, one.now) for one in void)
    facts: dict[str, object] = {"void": lines, "at": at, "conceal": conceal}
    letter = LetterName.CONFIRMATION_VOID
    return _about(letter, items, items[0].case, to, portal, context, facts, in_reply_to, conceal=conceal, asks=())


def disagreement(
    shown: Shown, said: Sequence[Confirmation], portal: Portal, context: Context, to: Address, *, published: bool
) -> Letter | None:
    """To each of two or more leaders who answered differently about the same files: the “no” holds. Whoever changes
    his mind answers this letter."""
    if not may_be_written_to(to.mailbox, context.own_addresses):
        return None
    alone = Asked(1, shown.asked.ref, shown.asked.revision, shown.asked.files, shown.asked.expires_at)
    view = item_view(alone, shown.case, context)
    ordered = sorted(said, key=lambda c: (c.at, c.by))
    facts: dict[str, object] = {
        "said": tuple(Recorded(view, c.granted, said_by(c), c.at) for c in ordered),
        "sender": sender_by_directory(shown.case),
        "published": published,
        "view": view,
    }
    items = (Shown(alone, shown.case),)
    return _about(LetterName.DISAGREEMENT, items, shown.case, to, portal, context, facts, "")


def _about(
    name: LetterName,
    items: Sequence[Shown],
    case: Case,
    to: Address,
    portal: Portal,
    context: Context,
    facts: dict[str, object],
    in_reply_to: str,
    *,
    conceal: bool = False,
    asks: tuple[Asked, ...] | None = None,
) -> Letter:
    """A letter that is answered under the numbers of the letter before it."""
    refs = ", ".join(dict.fromkeys(item.asked.ref for item in items))
    several = {"ref": refs} if len(items) > 1 else {}
    return write_about(
        name,
        case,
        to,
        portal,
        context,
        {**_greeting(case, to), **facts, "several": len(items) > 1, **several},
        in_reply_to=in_reply_to,
        conceal=conceal or has_open_secrecy(case),
        occasion=in_reply_to,
        asks=tuple(item.asked for item in items) if asks is None else asks,
    )


def _greeting(case: Case, to: Address) -> dict[str, object]:
    """A leader is greeted by his name; who sent the item himself, as in every letter about it."""
    sent_it = case.person is not None and case.person.address == to.mailbox
    return {"greeting": person_greeting(to)} if to.name and not sent_it else {}


def _recorded(item: Shown, context: Context) -> Recorded:
    assert item.confirmation is not None
    said = item.confirmation
    return Recorded(item_view(item.asked, item.case, context), said.granted, said_by(said), said.at)


def _awaiting(case: Case) -> Awaiting | None:
    return case.decision.awaiting if case.decision else None
