"""When the postman tries again, and what he holds back. Pure: the ledger supplies the counts."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from casework.letter import LetterName

__all__ = ["GIVE_UP_AFTER", "HOURLY_LIMIT", "Leave", "may_send", "retry_after"]

HOURLY_LIMIT = 20  # letters to one address within sixty minutes
GIVE_UP_AFTER = timedelta(days=5)  # RFC 5321, 4.5.4.1: four to five days; then the administrator hears of it
_STEPS = (1, 2, 5, 15, 30, 60, 120, 240)  # minutes
_NEVER_HELD_BACK = frozenset({LetterName.SUMMARY, LetterName.ALARM, LetterName.DIGEST, LetterName.DUTY})


class Leave(StrEnum):
    """The answer of :func:`may_send`."""

    SEND = "send"
    IDENTICAL = "identical"  # the same files with the same reasons went to this address today
    LIMIT = "limit"  # the hour is full


def retry_after(tries: int, token: str = "") -> timedelta:
    """How long to wait after the ``tries``-th failed try (from 1), up to four hours, spread by up to a tenth.

    The spread comes from ``token``: letters that failed together do not come back together, yet a test can tell when.
    """
    minutes = _STEPS[min(max(tries, 1), len(_STEPS)) - 1]
    spread = sum(token.encode()) % 101 / 1000
    return timedelta(minutes=minutes * (1 + spread))


def may_send(name: LetterName, *, same_today: int, sent_last_hour: int, limit: int = HOURLY_LIMIT) -> Leave:
    """Whether a letter may go now.

    ``same_today``: letters with this letter's ``same_key`` to this address already sent today (none are counted for
    an empty key); ``sent_last_hour``: letters to this address within sixty minutes. What is held back goes into one
    summary and an alarm, which, like digests and the duty officer's letters, are never held back themselves.
    """
    if name in _NEVER_HELD_BACK:
        return Leave.SEND
    if same_today > 0:
        return Leave.IDENTICAL
    return Leave.LIMIT if sent_last_hour >= limit else Leave.SEND
