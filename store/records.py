"""What the ledger hands out: rows as frozen values, and what it takes in at a commit.

Every ``datetime`` is aware (UTC as read back). ``ref`` is always a case's reference.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from casework.case import Case, Conversion
from casework.decision import Awaited
from casework.errors import TiepnhanError, UsageError
from casework.letter import Letter
from casework.mail import MailClass, Receipt
from casework.noun import Noun

__all__ = [
    "Alarm",
    "Balance",
    "CaseState",
    "DigestMark",
    "Event",
    "HoldAge",
    "HoldDue",
    "Job",
    "JobGone",
    "LetterState",
    "OutboxRow",
    "Outcome",
    "Outgoing",
    "Quarantined",
    "QueueEntry",
    "Rejection",
    "Revision",
    "StaleLook",
    "StuckJob",
    "UnknownCase",
]


class StaleLook(TiepnhanError):
    """What the walk looked at has moved (history, directory, the case's revision): nothing was written, walk again."""


class JobGone(TiepnhanError):
    """Another worker holds this job or has finished it: nothing was written, drop the result quietly."""


class UnknownCase(UsageError):
    """No case has this reference."""


class CaseState(StrEnum):
    """Where a case stands now; the disposition is what the table said, this is what became of it."""

    QUEUED = "queued"  # accepted, an editor may take it
    TAKEN = "taken"  # an editor has it
    ASKED_BACK = "asked_back"  # the sender was asked something
    HELD = "held"  # somebody must speak first
    RETURNED = "returned"
    QUARANTINED = "quarantined"
    PUBLISHED = "published"
    REFUSED = "refused"  # by an editor
    EXPIRED = "expired"  # a wait ended without an answer
    NOTED = "noted"  # a case without a decision: passed on (a petition)
    DESTROYED = "destroyed"  # quarantined, and its bytes removed on a person's word


class LetterState(StrEnum):
    """Where a letter of the outbox stands."""

    WAITING = "waiting"
    SENT = "sent"
    UNDELIVERABLE = "undeliverable"  # the server refused it for good
    BOUNCED = "bounced"  # sent, and came back
    HELD_BACK = "held_back"  # identical, or over the hourly limit
    PARKED = "parked"  # after a restore, until an administrator releases it


class Job(Noun, frozen=True):
    """A receipt (or a case) that waits for its walk, leased to one worker.

    ``tries`` counts claims and, with ``id`` and ``worker``, is the fence that a late worker fails at.
    """

    receipt: Receipt
    kind: str  # "mail" | "rewalk" | "reread"
    case_ref: str  # of a rewalk; empty for a mail
    tries: int
    worker: str
    lease_until: datetime
    id: int


class StuckJob(Noun, frozen=True):
    """A job that waits for a person, with the last error (which bears no content of the mail)."""

    job: Job
    error: str


class Outgoing(Noun, frozen=True):
    """A letter rendered to wire bytes, ready for the outbox."""

    letter: Letter
    envelope_from: str
    wire: bytes


class Outcome(Noun, frozen=True):
    """What a walk ended in. Without ``case`` only the receipt gets its class; ``case.ref`` is set by the caller.

    ``history_version`` and ``directory_version`` are what the walk read before it looked. ``secret`` is for a mail
    without a case (a precheck, a bounce) in which a secrecy mark was found, and ``ref`` the name under which it then
    lies in the quarantine; a secret case says both itself. ``conversions`` are our own copies that go out with a letter
    of this outcome: their hashes are remembered for the portal. ``seals`` name a message that counted without being a
    case's (a leader's answer): the same message never counts again.
    """

    mail_class: MailClass
    note: str = ""
    case: Case | None = None
    outgoing: tuple[Outgoing, ...] = ()
    history_version: int = 0
    directory_version: int = 0
    joined: bool = False  # the case existed: this is revision n+1
    secret: bool = False
    ref: str = ""
    conversions: tuple[Conversion, ...] = ()
    seals: tuple[str, ...] = ()


class QueueEntry(Noun, frozen=True):
    """One line of the editors' queue; ``state`` tells what waits for the desk and what for others."""

    ref: str
    portal: str
    title: str
    item: str
    column_id: str
    column_name: str
    desk: str
    state: str
    received_at: datetime
    due: datetime | None
    derivation: str
    urgent: bool
    claimed_by: str
    sender: str
    unit: str
    disposition: str
    awaiting: str  # Vietnamese: what would end the wait; empty where nothing is awaited
    reminders: tuple[str, ...] = ()


class Rejection(Noun, frozen=True):
    """One thing sent back or refused. ``disposition``: return, quarantine, refused (by an editor), expired."""

    ref: str
    portal: str
    revision: int
    decided_at: datetime
    sender: str
    unit: str
    title: str
    codes: tuple[str, ...]  # heavier than a reminder, heaviest first, each once
    reasons: tuple[str, ...]
    disposition: str


class OutboxRow(Noun, frozen=True):
    id: int
    case_ref: str
    portal: str
    name: str  # a LetterName
    to: str
    envelope_from: str
    message_id: str
    token: str
    wire: bytes
    state: str  # a LetterState
    tries: int
    created_at: datetime
    next_try: datetime
    sent_at: datetime | None = None
    last_error: str = ""  # or the server's last reply
    same_key: str = ""


class Revision(Noun, frozen=True):
    """One walk of a case, kept for good. ``kind``: mail (a mail made it) or rewalk (a late fact did)."""

    ref: str
    revision: int
    decided_at: datetime
    case: Case
    kind: str


class Event(Noun, frozen=True):
    """One line of a case's trail. ``what``: revision, taken, published, refused, asked_back, reassigned, expired,
    settled, confirmation, ruling, reminded, bounced, undeliverable, destroyed."""

    ref: str
    at: datetime
    by: str
    what: str
    detail: str = ""


class Balance(Noun, frozen=True):
    """The day's books of one portal, each line counted by itself; ``whole`` says whether they agree.

    ``system_mail`` is every mail that ended without a decision: bounces, robots, lists, our own, junk, confirmations,
    prechecks, petitions.
    """

    portal: str
    received: int = 0
    accepted: int = 0
    returned: int = 0
    held: int = 0
    quarantined: int = 0
    duplicates: int = 0
    system_mail: int = 0
    before: int = 0
    in_progress: int = 0

    @property
    def accounted(self) -> int:
        """The sum of all lines except ``received``."""
        decided = self.accepted + self.returned + self.held + self.quarantined
        return decided + self.duplicates + self.system_mail + self.before + self.in_progress

    @property
    def whole(self) -> bool:
        """True where every mail received is accounted for exactly once."""
        return self.received == self.accounted


class HoldDue(Noun, frozen=True):
    """A wait whose reminder or last day has come."""

    ref: str
    portal: str
    owner: str
    who: Awaited
    remind_at: datetime
    last_day: datetime
    outcome: str
    leaders: tuple[str, ...] = ()


class HoldAge(Noun, frozen=True):
    """How many cases of a portal have been waiting for at least ``days`` (and less than the next step)."""

    portal: str
    days: int  # 0, 1, 3, 7, 14, 30
    count: int


class DigestMark(Noun, frozen=True):
    """What a desk was last told: ``key`` is the digest's own fingerprint of its content."""

    desk: str
    key: str
    at: datetime


class Alarm(Noun, frozen=True):
    kind: str
    text: str
    since: datetime


class Quarantined(Noun, frozen=True):
    """Where a secret mail lies, and nothing of what it says. ``ref`` is empty for a precheck."""

    ref: str
    portal: str
    receipt_id: int
    sha256: str
    size: int
    received_at: datetime
    door_name: str
    transport_key: str
    destroyed_at: datetime | None = None
    destroyed_by: str = ""
    reason: str = ""
