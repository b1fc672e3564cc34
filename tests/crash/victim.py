"""The real daemon, with one instant at which it kills itself: ``python -m tests.crash.victim CONFIG POINT``.

A point is reached by wrapping the production function from outside; the program itself knows nothing of it. SIGKILL
gives no chance to clean up: no flush, no finally, no atexit.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import frontdesk.engine
import frontdesk.walks
import notifier.postman
import store.blobs
import store.ledger
from frontdesk.cli import main

__all__ = ["POINTS"]


def _die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _before(owner: Any, name: str) -> None:
    setattr(owner, name, _die)


def _after(owner: Any, name: str) -> None:
    inner = getattr(owner, name)

    def wrapped(*arguments: Any, **named: Any) -> Any:
        inner(*arguments, **named)
        _die()

    setattr(owner, name, wrapped)


#: name → how to arrange it.
POINTS: dict[str, Callable[[], None]] = {
    "after_the_blob": lambda: _after(store.blobs.Blobs, "place"),
    "before_the_receipt": lambda: _before(store.blobs.Blobs, "place"),
    "after_the_receipt": lambda: _after(store.ledger.Ledger, "receive"),
    "during_the_walk": lambda: _before(frontdesk.walks, "walk"),
    "before_the_outcome": lambda: _before(store.ledger.Ledger, "commit"),
    "after_the_outcome": lambda: _after(store.ledger.Ledger, "commit"),
    "before_the_letter": lambda: _before(notifier.postman.SmtpPost, "send"),
    "between_250_and_the_mark": lambda: _after(notifier.postman.SmtpPost, "send"),
    "after_the_mark": lambda: _after(store.ledger.Ledger, "sent"),
    "never": lambda: None,
}


if __name__ == "__main__":
    POINTS[sys.argv[2]]()
    sys.exit(main(["run", "--config", sys.argv[1]]))
