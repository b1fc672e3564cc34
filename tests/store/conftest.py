"""A ledger in a throw-away folder, with a clock that the test turns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from store.ledger import Ledger
from tests.store.builders import Clock, open_ledger


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(tmp_path: Path, clock: Clock) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "ledger", clock=clock) as opened:
        yield opened
