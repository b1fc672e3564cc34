"""One budget for all that is unpacked out of one mail."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from intake.readers.containers.budget import Budget, Spent
from intake.readers.limits import Limits

LIMITS = Limits(
    container_entries=3, container_bytes=30 * 1024 * 1024, container_ratio=100, container_depth=2, seconds=5
)
MB = 1024 * 1024


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def _entries(budget: Budget) -> None:
    budget.enter(MB, 1)
    for _ in range(4):
        budget.entry()


def _bytes(budget: Budget) -> None:
    budget.enter(MB, 1)
    for _ in range(31):
        budget.take(MB)


def _ratio(budget: Budget) -> None:
    budget.enter(1000, 1)
    budget.enter(10 * MB, 2)  # what was unpacked is no packed byte of the mail
    budget.take(11 * MB)


@pytest.mark.parametrize(
    ("deed", "key"), [(_entries, "container_entries"), (_bytes, "container_bytes"), (_ratio, "container_ratio")]
)
def test_a_bound_that_is_hit_names_itself_and_stays_hit(deed: Callable[[Budget], None], key: str) -> None:
    budget = Budget(LIMITS)
    with pytest.raises(Spent, match=key):
        deed(budget)
    for again in (lambda: budget.enter(1, 1), budget.entry, lambda: budget.take(0)):
        with pytest.raises(Spent, match=key):
            again()


def test_too_deep_is_said_of_the_one_container_only() -> None:
    budget = Budget(LIMITS)
    budget.enter(10, 2)
    with pytest.raises(Spent, match="container_depth"):
        budget.enter(10, 3)
    budget.enter(10, 1)
    budget.entry()


def test_time_runs_over_the_whole_mail() -> None:
    clock = Clock()
    budget = Budget(LIMITS, clock)
    budget.enter(10, 1)
    assert budget.out_of_time == ""
    clock.now += 5.0
    assert "seconds" in budget.out_of_time and "5 giây" in budget.out_of_time
    with pytest.raises(Spent, match="seconds"):
        budget.take(1)


def test_little_that_is_packed_well_is_no_bomb() -> None:
    budget = Budget(LIMITS)
    budget.enter(100, 1)
    budget.take(9 * MB)
