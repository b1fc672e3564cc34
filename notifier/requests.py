"""Letters that ask a leader: the request and its reminder, about one item or about all that wait for him.

A leader has one open request for each sender. A later item joins it: the new letter lists every item under its number,
each with its own answer line, below the earlier letter. The earlier letter still counts for what it showed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from casework.authority import Piece, PieceKind, Standing
from casework.case import Case
from casework.decision import Awaited, Awaiting
from casework.letter import Asked, Letter, LetterName
from casework.mail import Address, MailClass
from casework.portal import Portal
from notifier.context import Context, OpenItems
from notifier.draft import write_about
from notifier.evidence import piece_line
from notifier.items import ItemView, item_views
from notifier.recipients import may_be_written_to
from notifier.tokens import content_digest
from notifier.wording import (
    cite_words,
    deadline_views,
    has_open_secrecy,
    person_greeting,
    sender_by_directory,
    shorten,
)

__all__ = ["MOST_ITEMS", "asks_of", "confirmation_requests", "leaders_asked", "reminder_to_leader"]

#: Items in one letter at most. What is left out stands in the letter that first asked about it, and counts there.
MOST_ITEMS = 12
_FOR_OPERATORS = re.compile(r"\s*\([^()]*\btiepnhan [^()]*\)")  # a command is for the administrator, not for a leader
_SHOWN = (PieceKind.SIGNATURE, PieceKind.PAPER, PieceKind.OFFICIAL_ACCOUNT)


def leaders_asked(case: Case, context: Context) -> tuple[str, ...]:
    """The addresses, lower case, of those who are asked about ``case``; empty where no leader is awaited."""
    awaiting = case.decision.awaiting if case.decision else None
    if awaiting is None or awaiting.who is not Awaited.LEADER or case.mail_class is not MailClass.SUBMISSION:
        return ()
    leaders = dict.fromkeys(address.lower() for address in awaiting.leaders)
    return tuple(leader for leader in leaders if may_be_written_to(leader, context.own_addresses))


def asks_of(cases: Iterable[Case]) -> tuple[Asked, ...]:
    """What a letter about ``cases`` asks, numbered as they come. Each must wait for somebody."""
    asks = []
    for number, case in enumerate(cases, 1):
        awaiting = case.decision.awaiting if case.decision else None
        assert awaiting is not None, "only what waits is asked about"
        files = tuple(dict.fromkeys(d.sha256 for d in case.to_confirm))
        asks.append(
            Asked(number=number, ref=case.ref, revision=case.revision, files=files, expires_at=awaiting.last_day)
        )
    return tuple(asks)


def confirmation_requests(case: Case, portal: Portal, context: Context) -> tuple[Letter, ...]:
    """One request to each leader who has not been asked just this before; without any content of an item on which a
    secrecy finding is open."""
    letters = []
    for leader in leaders_asked(case, context):
        opened = next((o for o in context.open_items if o.leader == leader), OpenItems(leader))
        if not opened.asked:
            letters.append(_request(case, leader, opened, portal, context))
    return tuple(letters)


def _request(case: Case, leader: str, opened: OpenItems, portal: Portal, context: Context) -> Letter:
    awaiting = case.decision.awaiting if case.decision else None
    assert awaiting is not None
    cases = _in_order((*opened.cases[: MOST_ITEMS - 1], case))
    asks = asks_of(cases)
    hide = has_open_secrecy(case)
    proof = portal.proof_for(case.person)
    unit = case.person.unit if case.person else ""
    facts: dict[str, object] = {
        **_joint(cases, asks, context, fresh=case.ref),
        "more": len(opened.cases) >= MOST_ITEMS,
        "greeting": _leaders_of(unit),
        "awaiting": awaiting,
        "sender": sender_by_directory(case),
        "unit": unit,
        "citation": cite_words(proof.cites if proof else (), case, context),
        "evidence": () if hide else _evidence(case),
        "deadlines": deadline_views(case.decision.deadlines if case.decision else (), case, context),
    }
    return write_about(
        LetterName.CONFIRMATION_REQUEST,
        case,
        Address(mailbox=leader),
        portal,
        context,
        facts,
        conceal=hide,
        same_key=_key(LetterName.CONFIRMATION_REQUEST, leader, asks),
        asks=asks,
        after=opened.thread,
    )


def reminder_to_leader(
    cases: Sequence[Case], portal: Portal, context: Context, to: Address, *, day: str, after: str = ""
) -> Letter | None:
    """One reminder of everything of one sender that waits for this leader, the first case always. ``day`` (ISO) makes
    each day's reminder a letter of its own."""
    if not may_be_written_to(to.mailbox, context.own_addresses):
        return None
    more = len(cases) > MOST_ITEMS
    cases = _in_order(cases[:MOST_ITEMS])
    first, asks = cases[0], asks_of(cases)
    awaiting = _awaiting(min(cases, key=lambda c: _awaiting(c).last_day))
    unit = first.person.unit if first.person else ""
    facts: dict[str, object] = {
        **_joint(cases, asks, context),
        "more": more,
        "greeting": person_greeting(to) if to.name else _leaders_of(unit),
        "awaiting": awaiting,
        "sender": sender_by_directory(first),
        "unit": unit,
    }
    return write_about(
        LetterName.REMINDER,
        first,
        to,
        portal,
        context,
        facts,
        conceal=has_open_secrecy(first),
        same_key=content_digest(_key(LetterName.REMINDER, to.mailbox, asks), day),
        occasion=day,
        asks=asks,
        after=after,
    )


def _leaders_of(unit: str) -> str:
    return f"Lãnh đạo {unit}" if unit else "Lãnh đạo đơn vị"


def _in_order(cases: Iterable[Case]) -> tuple[Case, ...]:
    """The longest wait first, whoever lists them: the same items always bear the same numbers."""
    return tuple(sorted(cases, key=lambda c: (c.received_at, c.ref)))


def _awaiting(case: Case) -> Awaiting:
    awaiting = case.decision.awaiting if case.decision else None
    assert awaiting is not None
    return awaiting


def _joint(cases: Sequence[Case], asks: Sequence[Asked], context: Context, *, fresh: str = "") -> dict[str, object]:
    """What a letter says of its items; of several it names every reference."""
    views: tuple[ItemView, ...] = item_views(zip(asks, cases, strict=True), context, fresh=fresh)
    refs = ", ".join(case.ref for case in cases if case.ref)
    return {"items": views, **({"ref": refs} if len(cases) > 1 else {})}


def _evidence(case: Case) -> tuple[str, ...]:
    """What there is already and does not suffice: the leader sees what his word stands beside; what he signed himself,
    and what was signed with a certificate of his that no longer counts."""
    if case.authority is None:
        return ()
    shown = [p for p in case.authority.pieces if p.kind in _SHOWN]
    missing = ", ".join(f"“{name}”" for name in case.authority.uncovered)
    for_a_part = [
        f"{piece_line(p)}; chưa bao gồm {missing}" for p in shown if p.standing is Standing.PROVES and missing
    ]
    others = [p.reason for p in shown if p.reason and (p.standing is Standing.DOUBTFUL or _does_not_count(p))]
    lines = (shorten(_FOR_OPERATORS.sub("", line), 240) for line in (*for_a_part, *others))
    return tuple(dict.fromkeys(lines))


def _does_not_count(piece: Piece) -> bool:
    return piece.kind is PieceKind.SIGNATURE and piece.standing is Standing.VOID


def _key(name: LetterName, leader: str, asks: Sequence[Asked]) -> str:
    """Equal for letters that ask the same leader the same. Two items are two questions even with the same files."""
    items = (f"{a.ref} {a.expires_at.isoformat()} {' '.join(sorted(a.files))}" for a in asks)
    return content_digest(name.value, leader, *items)
