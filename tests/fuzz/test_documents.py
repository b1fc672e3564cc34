"""A short run of the mutants on every commit; a long one: python -m tests.fuzz.documents 600."""

from __future__ import annotations

import pytest

from tests.fuzz.documents import SEEDS, run


@pytest.mark.parametrize("kind", SEEDS)
def test_mutants_are_read_to_their_end(kind: str) -> None:
    assert run(kind, lambda count: count >= 150, seed=7) == 150
