"""A short run of the mutants on every commit; a long one: python -m tests.fuzz.containers 600."""

from __future__ import annotations

import pytest

from tests.fuzz.containers import SEEDS, run


@pytest.mark.parametrize("kind", SEEDS)
def test_mutants_end_within_the_budget(kind: str) -> None:
    assert run(kind, lambda count: count >= 150, seed=7) == 150
