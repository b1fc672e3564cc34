"""`tiepnhan digest`: print each desk's digest, or send it now."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from frontdesk import digests
from frontdesk.house import letters_of, open_ledger
from frontdesk.settings import load_settings

__all__ = ["arguments", "run"]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which desk, and whether to send."""
    parser.add_argument("--portal", metavar="ID")
    parser.add_argument("--send", action="store_true", help="send now, changed or not")


def run(options: argparse.Namespace) -> int:
    """Print what stands in each digest."""
    settings = load_settings(options.config)
    ledger = open_ledger(settings)
    now = datetime.now(UTC)
    rooms = letters_of(settings, ledger)
    if options.portal:
        rooms.regulations.portal(options.portal)
    for portal in rooms.regulations.portals:
        if options.portal and portal.id != options.portal:
            continue
        for desk in portal.desks:
            digest = digests.digest_of(ledger, rooms, portal, desk, now)
            letter = digest.letter
            print(f"--- {portal.id}/{desk.id} → {letter.to.mailbox}: {letter.subject}\n{letter.text}\n")
            if options.send and not digest.empty:
                digests.send(ledger, rooms, portal, desk, digest, now)
    return 0
