"""A short run of the mutants on every commit; a long one: python -m tests.fuzz.word97 600."""

from __future__ import annotations

import pytest

from tests.builders.corpus import corpus_files
from tests.fuzz.word97 import SEEDS, mutants


@pytest.mark.parametrize("kind", SEEDS)
def test_mutants_end(kind: str) -> None:
    if kind == "real":
        corpus_files("nd30-2020-original/*.doc")
    assert mutants(kind, lambda count: count >= 200, seed=7) == 200
