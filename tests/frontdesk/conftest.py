"""One sandbox for the session; a fresh house for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from intake.sandbox import Sandbox
from tests.frontdesk.office import Office, at

FRIDAY = "28/8/2026 09:00"  # the last working day before the National Day holiday: the next is Thursday 3/9


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    one = Sandbox(workers=1, seconds=60, memory_mb=1024)
    try:
        yield one
    finally:
        one.close()


@pytest.fixture
def office(tmp_path: Path, sandbox: Sandbox) -> Iterator[Office]:
    """Friday 28/8/2026, 09:00."""
    house = Office(tmp_path, sandbox, now=at(FRIDAY))
    try:
        yield house
    finally:
        house.close()


@pytest.fixture
def tiepnhan(office: Office, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """The command line on the office's config, clock and sandbox: ``tiepnhan("queue", "claim", …) -> exit status``."""
    import frontdesk.cli
    import frontdesk.house
    from frontdesk.verbs import case, confirm, digest, directory, queue
    from store.ledger import Ledger

    class Borrowed:
        """The session's sandbox for a verb that opens and closes one of its own."""

        def __init__(self, **_: object) -> None:
            self.open_mail, self.open_file = sandbox.open_mail, sandbox.open_file
            self.open_files, self.draw_page = sandbox.open_files, sandbox.draw_page
            self.hand_over, self.authenticate = sandbox.hand_over, sandbox.authenticate

        def trust(self, material: object) -> None:
            """The session's sandbox keeps what the office gave it."""

        def close(self) -> None: ...

    class OfficeTime:
        """`datetime` as a verb uses it, with the office's clock behind ``now``."""

        fromisoformat = staticmethod(__import__("datetime").datetime.fromisoformat)

        @staticmethod
        def now(zone: object = None) -> object:
            return office.hand()

    monkeypatch.setattr(frontdesk.house, "Sandbox", Borrowed)
    defaults = Ledger.__init__.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "clock", office.hand)
    for verb in (queue, confirm, digest, case, directory):
        if hasattr(verb, "datetime"):
            monkeypatch.setattr(verb, "datetime", OfficeTime)

    def run(*words: str) -> int:
        return frontdesk.cli.main([words[0], "--config", str(office.config), *words[1:]])

    return run
