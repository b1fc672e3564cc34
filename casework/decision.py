"""What becomes of a case: the decision, its deadline, whom it waits for."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from casework.noun import Noun

__all__ = ["Awaited", "Awaiting", "ColumnChoice", "Deadline", "Decision", "Disposition", "Ruling"]


class Disposition(StrEnum):
    ACCEPT = "accept"
    RETURN = "return"
    HOLD = "hold"
    QUARANTINE = "quarantine"


class Awaited(StrEnum):
    """Who must speak before a held case goes on."""

    LEADER = "leader"
    DESK = "desk"
    DUTY_OFFICER = "duty_officer"
    SENDER = "sender"


class Awaiting(Noun, frozen=True):
    """Every hold has an owner, a next reminder and a last day with a stated outcome."""

    who: Awaited
    owner: str  # the desk that answers for the wait
    what: str  # Vietnamese: what would end the wait
    remind_at: datetime
    last_day: datetime
    outcome: str  # Vietnamese: what happens on the last day
    leaders: tuple[str, ...] = ()  # addresses that may confirm, from the directory


class Deadline(Noun, frozen=True):
    """A moment with its derivation: “nhận 16:40 thứ Sáu 28/8/2026 + 04 giờ (668/12.2.b) → 20:40 cùng ngày”."""

    due: datetime
    derivation: str
    cite: str
    basis: str = "receipt"  # receipt, complete (when proof came), event
    binding: bool = True  # of two deadlines shown, the one that the portal's file says binds
    urgent: bool = False  # two hours: the desk gets an immediate notice
    running: bool = True  # false: the clock starts when the proof comes; ``due`` is then the latest moment possible


class ColumnChoice(Noun, frozen=True):
    """A suggested chuyên mục with the words that led to it; ``id`` is empty for “chưa phân loại”."""

    id: str = ""
    name: str = "chưa phân loại"
    words: tuple[str, ...] = ()


class Ruling(Noun, frozen=True):
    """A person's word above the table: an editor, the duty officer, an administrator.

    With ``clears`` (codes of rules) the person answers only what those rules could not tell, and the table decides on
    the rest; ``disposition`` then is what the case was. Without, the disposition is the person's.
    """

    by: str
    at: datetime
    disposition: Disposition
    reason: str
    clears: tuple[str, ...] = ()


class Decision(Noun, frozen=True):
    """``reasons`` are one line each, Vietnamese, heaviest first."""

    disposition: Disposition
    reasons: tuple[str, ...] = ()
    awaiting: Awaiting | None = None
    desk: str = ""
    column: ColumnChoice = ColumnChoice()
    deadlines: tuple[Deadline, ...] = ()
    ruling: Ruling | None = None
    decided_at: datetime | None = None

    @property
    def deadline(self) -> Deadline | None:
        """The deadline that binds, or ``None`` where the portal's regulation sets none."""
        return next((d for d in self.deadlines if d.binding), None)
