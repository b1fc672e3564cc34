from __future__ import annotations

from datetime import timedelta

import pytest

from casework.letter import LetterName
from notifier.pace import Leave, may_send, retry_after


def test_the_twenty_first_in_an_hour_waits_for_the_summary() -> None:
    assert may_send(LetterName.RETURNED, same_today=0, sent_last_hour=19) is Leave.SEND
    assert may_send(LetterName.RETURNED, same_today=0, sent_last_hour=20) is Leave.LIMIT


def test_the_same_letter_goes_once_a_day() -> None:
    assert may_send(LetterName.RETURNED, same_today=1, sent_last_hour=0) is Leave.IDENTICAL


@pytest.mark.parametrize("name", [LetterName.SUMMARY, LetterName.ALARM, LetterName.DIGEST, LetterName.DUTY])
def test_what_tells_of_the_flood_is_not_held_back_by_it(name: LetterName) -> None:
    assert may_send(name, same_today=3, sent_last_hour=500) is Leave.SEND


def test_waits_grow_from_a_minute_to_four_hours() -> None:
    waits = [retry_after(tries) for tries in range(1, 12)]
    assert waits[0] == timedelta(minutes=1)
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(hours=4)


def test_letters_that_failed_together_come_back_apart_yet_predictably() -> None:
    waits = {retry_after(5, token) for token in ("a" * 26, "b" * 26, "k7" * 13)}
    assert len(waits) == 3
    assert all(timedelta(minutes=30) <= wait <= timedelta(minutes=33) for wait in {retry_after(5, "zz" * 13)} | waits)
    assert retry_after(5, "a" * 26) == retry_after(5, "a" * 26)
