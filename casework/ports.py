"""Read-only protocols through which a rule may look back. The store and the directory stand behind them."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from casework.directory import Person
from casework.noun import Noun

__all__ = ["Directory", "History", "NoHistory", "PastItem"]


class PastItem(Noun, frozen=True):
    """A main file that this portal has published or that waits there."""

    case_ref: str
    portal: str
    sha256: str
    title: str
    state: str  # "published" or "waiting"
    received_at: datetime
    url: str = ""
    sender: str = ""


class History(Protocol):
    """What the ledger knows of earlier cases. ``version`` moves when an answer could change."""

    @property
    def version(self) -> int: ...

    def main_file(self, portal: str, sha256: str, *, other_than: str) -> PastItem | None:
        """The case (not ``other_than``, a case ref) whose *main* file has this hash and is published or waiting."""
        ...


class Directory(Protocol):
    @property
    def version(self) -> int: ...

    def find(self, address: str, portal: str, at: datetime) -> Person | None: ...

    def leaders(self, unit: str, portal: str, at: datetime) -> tuple[Person, ...]: ...


class NoHistory:
    """The history of a ledger with nothing in it: what `tiepnhan check` sees."""

    version = 0

    def main_file(self, portal: str, sha256: str, *, other_than: str) -> PastItem | None:
        return None
