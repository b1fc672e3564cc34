"""A desk's list at its set times: what to do, most urgent first, in one letter; what waits for others as a count."""

from __future__ import annotations

from datetime import datetime

from casework.letter import Letter, LetterName
from casework.mail import Address
from casework.noun import Noun
from casework.portal import Desk, Portal
from notifier.context import Context
from notifier.draft import write
from notifier.tokens import content_digest
from notifier.wording import shorten

__all__ = ["DigestCount", "DigestHeld", "DigestLine", "compose_digest", "digest_key"]


class DigestLine(Noun, frozen=True):
    """One item of the desk's own work. ``due`` is ``None`` where the portal's regulation sets no time."""

    ref: str
    title: str
    item: str  # Vietnamese: “Bài viết”, “Văn bản”
    column: str
    sender: str
    received_at: datetime
    unit: str = ""
    due: datetime | None = None
    derivation: str = ""
    reminders: tuple[str, ...] = ()
    urgent: bool = False
    claimed_by: str = ""
    ground: str = ""  # what proves it: “ký số của …”; empty where the portal asks for nothing


class DigestHeld(Noun, frozen=True):
    """A held item that the desk itself must look at. For a mail of unproven origin ``name`` to ``telephone`` are the
    directory's of the person whose address it bears: the one way to ask him that the mail cannot forge. ``left``: the
    address stood in this portal's directory and no longer does."""

    ref: str
    title: str
    sender: str
    received_at: datetime
    reason: str
    last_day: datetime
    name: str = ""
    unit: str = ""
    telephone: str = ""
    unproven: bool = False
    function: str = ""
    left: bool = False
    evidence: tuple[str, ...] = ()  # one line each: what was looked at and does not count by itself
    nobody_to_ask: bool = False  # proof is missing, and the directory names no leader
    refused: bool = False  # a leader has said no


class DigestCount(Noun, frozen=True):
    """What waits for somebody else: “lãnh đạo đơn vị xác nhận”, 3."""

    what: str
    number: int


def digest_key(
    desk: Desk,
    entries: tuple[DigestLine, ...],
    held: tuple[DigestHeld, ...] = (),
    counts: tuple[DigestCount, ...] = (),
) -> str:
    """Equal for lists that say the same, whatever their order: a digest goes out only where this changed."""
    said = sorted(repr(thing) for thing in (*entries, *held, *counts))
    return content_digest(desk.id, *said)


def compose_digest(
    desk: Desk,
    portal: Portal,
    entries: tuple[DigestLine, ...],
    context: Context,
    *,
    slot: datetime,
    held: tuple[DigestHeld, ...] = (),
    counts: tuple[DigestCount, ...] = (),
) -> Letter:
    """The digest of ``slot`` (the aware set time, not the moment of composing), never split into two letters."""
    # Urgent first, then by due time; what has no due time follows in the order of receipt.
    ordered = sorted(entries, key=lambda e: (not e.urgent, e.due is None, e.due or e.received_at, e.received_at, e.ref))
    facts: dict[str, object] = {
        "desk": desk,
        "slot": slot,
        "entries": tuple((shorten(e.title, 160), e, e.due is not None and e.due < slot) for e in ordered),
        "urgent": sum(1 for e in entries if e.urgent),
        "late": sum(1 for e in entries if e.due is not None and e.due < slot),
        "unproven": tuple((shorten(h.title, 160), h) for h in _by_last_day(held) if h.unproven),
        "held": tuple((shorten(h.title, 160), h) for h in _by_last_day(held) if not h.unproven),
        "counts": tuple(count for count in counts if count.number),
    }
    to = Address(mailbox=desk.address, name=desk.name)
    key = content_digest(digest_key(desk, entries, held, counts), slot.isoformat())
    return write(LetterName.DIGEST, to, portal, context, facts, same_key=key)


def _by_last_day(held: tuple[DigestHeld, ...]) -> list[DigestHeld]:
    return sorted(held, key=lambda h: (h.last_day, h.ref))
