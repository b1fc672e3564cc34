"""A service that is killed while the workshop reads a page: ``python -m tests.frontdesk.slow_victim ROOT NOW``."""

from __future__ import annotations

import sys
import time
from datetime import datetime
from pathlib import Path

from frontdesk.engine import Engine
from frontdesk.house import rooms_of
from frontdesk.settings import load_settings
from intake.aids import GreyPage, RecognisedPage
from intake.identity import identity_of
from intake.workshop.client import Workshop
from store.ledger import Ledger


class Endless(Workshop):
    """Says that it reads, and reads until it is killed."""

    def recognise(self, page: GreyPage, seconds: float) -> RecognisedPage:
        print("reading", flush=True)
        time.sleep(600)
        return super().recognise(page, seconds)


def main(root: Path, now: datetime) -> None:
    """Take the one job of this house into the slow lane and begin it."""
    settings = load_settings(root / "config.toml")
    ledger = Ledger(settings.path(settings.store.folder), identity_of=identity_of, clock=lambda: now)
    with ledger, rooms_of(settings, ledger, own_workshop=True) as rooms:
        rooms.workshop = Endless()
        engine = Engine(ledger, rooms, lambda: now, on_letters=lambda: None)
        engine.work_once("victim")
        engine.work_once("victim", slow=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]))
