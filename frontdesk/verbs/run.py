"""`tiepnhan run`: the service, until SIGTERM."""

from __future__ import annotations

import argparse

from frontdesk.daemon import Daemon
from frontdesk.house import open_ledger, rooms_of
from frontdesk.settings import load_settings

__all__ = ["arguments", "run"]


def arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments of its own."""


def run(options: argparse.Namespace) -> int:
    """Open the house and run until a signal; configuration errors stop the start with exit status 2."""
    settings = load_settings(options.config)
    ledger = open_ledger(settings)
    with rooms_of(settings, ledger) as rooms:
        return Daemon(ledger, rooms).run()
