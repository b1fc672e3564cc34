"""`tiepnhan adopt --from DATE`: take up mail that lay in a mailbox before the service first looked."""

from __future__ import annotations

import argparse

from frontdesk.house import open_ledger
from frontdesk.instants import read_instant
from frontdesk.law_folder import open_regulations
from frontdesk.settings import load_settings

__all__ = ["arguments", "run"]


def arguments(parser: argparse.ArgumentParser) -> None:
    """From which day, and of which portal."""
    parser.add_argument("--from", dest="since", metavar="DATE", required=True, help="first day of receipt, 2026-08-28")
    parser.add_argument("--portal", metavar="ID", help="only this portal (default: every one)")


def run(options: argparse.Namespace) -> int:
    """The mail becomes jobs of the running service; its letters go out then."""
    since = read_instant("--from", options.since)
    settings = load_settings(options.config)
    if options.portal:
        open_regulations(settings).portal(options.portal)
    ledger = open_ledger(settings)
    count = ledger.release_before(options.portal, since)
    print(f"{count} thư sẽ được xét như thư mới.")
    return 0
