"""What holds for every test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import frontdesk.house
from store.ledger import Ledger


@pytest.fixture(autouse=True)
def ledgers_are_closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A verb leaves its ledger open, since its process ends with it; here hundreds of verbs run in one process."""
    opened: list[Ledger] = []

    def open_one(*folder: object, **more: object) -> Ledger:
        opened.append(Ledger(*folder, **more))  # type: ignore[arg-type]
        return opened[-1]

    monkeypatch.setattr(frontdesk.house, "Ledger", open_one)
    yield
    for ledger in opened:
        ledger.close()
