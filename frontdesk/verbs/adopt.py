"""`tiepnhan adopt --from DATE`: take up mail that lay in a mailbox before the service first looked."""

from __future__ import annotations

import argparse
from datetime import datetime

from casework.calendar import VIETNAM
from casework.errors import UsageError
from frontdesk.house import open_ledger
from frontdesk.law_folder import open_regulations
from frontdesk.settings import load_settings

__all__ = ["arguments", "run"]


def arguments(parser: argparse.ArgumentParser) -> None:
    """From which day, and of which portal."""
    parser.add_argument("--from", dest="since", metavar="DATE", required=True, help="first day of receipt, 2026-08-28")
    parser.add_argument("--portal", metavar="ID", help="only this portal (default: every one)")


def run(options: argparse.Namespace) -> int:
    """The mail becomes jobs of the running service; its letters go out then."""
    try:
        since = datetime.fromisoformat(options.since)
    except ValueError as error:
        raise UsageError(f"--from {options.since}: expected a date as 2026-08-28") from error
    settings = load_settings(options.config)
    if options.portal:
        open_regulations(settings).portal(options.portal)
    ledger = open_ledger(settings)
    count = ledger.release_before(options.portal, since if since.tzinfo else since.replace(tzinfo=VIETNAM))
    print(f"{count} thư sẽ được xét như thư mới.")
    return 0
