"""Days and times as a person types them after an option: ISO 8601, in Vietnam's time where no offset stands there."""

from __future__ import annotations

from datetime import datetime

from casework.calendar import VIETNAM
from casework.errors import UsageError

__all__ = ["read_instant"]

_DAY = len("2026-08-28")


def read_instant(option: str, text: str, *, end_of_day: bool = False) -> datetime:
    """The aware instant that ``text`` names; a day alone is its first instant, or its last with ``end_of_day``.

    Raises :class:`UsageError` naming the option, what was typed and what was expected.
    """
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{option} {text}: cần ngày hoặc ngày giờ dạng 2026-08-28, 2026-08-28T16:40") from error
    if end_of_day and len(text) == _DAY:
        at = at.replace(hour=23, minute=59, second=59, microsecond=999999)
    return at if at.tzinfo else at.replace(tzinfo=VIETNAM)
