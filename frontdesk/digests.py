"""Each desk's digest, from the queue as it stands: at its set times, only if something changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from casework.authority import Verdict
from casework.calendar import VIETNAM
from casework.case import Case
from casework.decision import Awaited
from casework.directory import Person
from casework.directory_table import ROLE_WORDS
from casework.letter import Letter
from casework.mail import OriginStatus
from casework.noun import Noun
from casework.portal import Desk, Portal
from frontdesk.evidence import ground_line
from frontdesk.pipeline import Letters, context_of
from frontdesk.post import outgoing_of
from notifier.digest import DigestCount, DigestHeld, DigestLine, compose_digest, digest_key
from notifier.evidence import uncounted_lines
from routing.decide import PROOF
from store.ledger import Ledger
from store.records import QueueEntry

__all__ = ["Digest", "digest_of", "send", "send_due"]

ORIGIN = "SND301"  # the rule of the sender's proof
WORKING = ("queued", "taken")
ITEM_WORDS = {
    "article": "Tin, bài",
    "document": "Văn bản",
    "draft": "Dự thảo",
    "pictures": "Ảnh",
    "media": "Âm thanh, video",
    "invitation": "Giấy mời",
}
WAITING_WORDS = {
    Awaited.LEADER: "chờ lãnh đạo đơn vị xác nhận",
    Awaited.SENDER: "chờ người gửi trả lời",
    Awaited.DUTY_OFFICER: "chờ cán bộ trực mật",
}


class Digest(Noun, frozen=True):
    """The letter, and the key that says whether anything changed; ``empty`` where there is nothing to say."""

    letter: Letter
    key: str
    empty: bool


def digest_of(ledger: Ledger, rooms: Letters, portal: Portal, desk: Desk, slot: datetime) -> Digest:
    """What the desk would read now."""
    entries = ledger.queue(portal=portal.id, desk=desk.id)
    lines = tuple(_line(e, ledger.case(e.ref)) for e in entries if e.state in WORKING)
    held: list[DigestHeld] = []
    waiting: Counter[str] = Counter()
    for entry in entries:
        if entry.state not in ("held", "asked_back"):
            continue
        case = ledger.case(entry.ref)
        if case is None or case.decision is None or case.decision.awaiting is None:
            waiting["chờ người gửi trả lời"] += 1
        elif case.decision.awaiting.who is Awaited.DESK:
            held.append(_held(case, ledger, portal, slot))
        else:
            waiting[WAITING_WORDS[case.decision.awaiting.who]] += 1
    counts = tuple(DigestCount(what, number) for what, number in sorted(waiting.items()))
    letter = compose_digest(desk, portal, lines, context_of(rooms, slot), slot=slot, held=tuple(held), counts=counts)
    key = digest_key(desk, lines, tuple(held), counts)
    return Digest(letter=letter, key=key, empty=not (lines or held))


def send_due(ledger: Ledger, rooms: Letters, now: datetime) -> int:
    """Send the digests whose slot has passed since the desk was last told; returns how many."""
    sent = 0
    for portal in rooms.regulations.portals:
        for desk in portal.desks:
            slot = _last_slot(desk, rooms, now)
            if slot is None or not desk.address or desk.address.endswith(".invalid"):
                continue
            last = ledger.last_digest(f"{portal.id}/{desk.id}")
            if last is not None and last.at >= slot:
                continue
            digest = digest_of(ledger, rooms, portal, desk, slot)
            if digest.empty or (last is not None and last.key == digest.key):
                # Remembered all the same: what comes in after this set time waits for the next.
                ledger.desk_digest_sent(f"{portal.id}/{desk.id}", digest.key, now)
                continue
            send(ledger, rooms, portal, desk, digest, now)
            sent += 1
    return sent


def send(ledger: Ledger, rooms: Letters, portal: Portal, desk: Desk, digest: Digest, now: datetime) -> None:
    """Put the digest into the outbox and remember what it said. A crash between the two repeats a letter with the
    same Message-ID, which the receiver's program shows once."""
    ledger.post((outgoing_of(digest.letter, rooms, now),))
    ledger.desk_digest_sent(f"{portal.id}/{desk.id}", digest.key, now)


def _last_slot(desk: Desk, rooms: Letters, now: datetime) -> datetime | None:
    """The latest set time of this desk that has passed on a working day, within the last day."""
    local = now.astimezone(VIETNAM)
    slots = [
        datetime.combine(day, at, VIETNAM)
        for day in (local.date(), local.date() - timedelta(days=1))
        for at in desk.digest_at
    ]
    passed = [s for s in slots if s <= local and rooms.regulations.calendar.is_working_day(s.date())]
    return max(passed, default=None)


def _line(entry: QueueEntry, case: Case | None) -> DigestLine:
    return DigestLine(
        ref=entry.ref,
        title=entry.title,
        item=ITEM_WORDS.get(entry.item, "Tài liệu"),
        column=entry.column_name,
        sender=entry.sender,
        received_at=entry.received_at,
        unit=entry.unit,
        due=entry.due,
        derivation=entry.derivation,
        reminders=entry.reminders,
        urgent=entry.urgent,
        claimed_by=entry.claimed_by,
        ground=ground_line(case) if case is not None else "",
    )


def _held(case: Case, ledger: Ledger, portal: Portal, slot: datetime) -> DigestHeld:
    decision = case.decision
    assert decision is not None and decision.awaiting is not None
    sender = case.mail.sender.mailbox if case.mail.sender else "(không rõ)"
    # The telephone is the directory's of today: whoever answers for that address now. Who has left since is not called.
    directory = ledger.directory()
    person = directory.find(sender, portal.id, slot)
    return DigestHeld(
        ref=case.ref,
        title=case.title,
        sender=sender,
        received_at=case.received_at,
        reason=_reason(case, decision.reasons) or decision.awaiting.what,
        last_day=decision.awaiting.last_day,
        name=person.name if person else "",
        unit=person.unit if person else "",
        function=(person.function or ROLE_WORDS[person.role]) if person else "",
        telephone=person.telephone if person else "",
        left=person is None and any(_has_left(p, sender, portal, slot) for p in directory.people),
        unproven=case.origin.status is not OriginStatus.PROVEN,
        evidence=uncounted_lines(case),
        nobody_to_ask=_nobody_to_ask(case),
        refused=case.authority is not None and case.authority.verdict is Verdict.REFUSED,
    )


def _reason(case: Case, reasons: Sequence[str]) -> str:
    """The first; of a mail whose sender is not proven, why he is not: the desk is asked to call."""
    doubts = [r for r in reasons if r.startswith(ORIGIN)] if case.origin.status is not OriginStatus.PROVEN else []
    return next(iter((*doubts, *reasons)), "")


def _nobody_to_ask(case: Case) -> bool:
    """True where proof is missing and the case is not held for a leader, though none of them has refused."""
    refused = case.authority is not None and case.authority.verdict is Verdict.REFUSED
    return any(f.code == PROOF for f in case.findings or ()) and not refused


def _has_left(person: Person, sender: str, portal: Portal, slot: datetime) -> bool:
    here = not person.portals or portal.id in person.portals
    return here and person.address == sender and person.until is not None and person.until <= slot
