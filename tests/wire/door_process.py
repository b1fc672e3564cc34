"""A process of its own with one IMAP door over a real ledger, for tests that kill it: FOLDER PORT CA_FILE USER DONE."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from intake.addressing import Route
from intake.identity import identity_of
from intake.mailbox import MailboxDoor, MailboxSettings
from intake.secrets import Secret
from store.ledger import Ledger


def main() -> None:
    """Run until killed; a line on standard output for each receipt."""
    folder, port, ca_file, user, done = sys.argv[1:]
    settings = MailboxSettings(
        name="cong", host="localhost", port=int(port), user=user, password=Secret(environment="TN_TEST_PASSWORD"),
        ca_file=ca_file, done_folder=done, portal="congttdt", routes=(Route(user, "congttdt"),), poll_seconds=2.0,
        longest_backoff=0.2,
    )  # fmt: skip
    ledger = Ledger(Path(folder), identity_of=identity_of)
    told = lambda: print("receipt", flush=True)  # noqa: E731
    door = MailboxDoor(settings, ledger, told, threading.Event(), lambda: True)
    door.start()
    door.join()


if __name__ == "__main__":
    main()
