"""`tiepnhan confirm REF --by … --reason …`: a person's word on the proof of a case, with name and reason."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from casework.case import Confirmation
from frontdesk.house import open_ledger
from frontdesk.settings import load_settings

__all__ = ["arguments", "run"]


def arguments(parser: argparse.ArgumentParser) -> None:
    """The case, who speaks, on what ground."""
    parser.add_argument("ref", metavar="REF")
    parser.add_argument("--by", required=True, help="full name of the person who records this")
    parser.add_argument(
        "--reason", required=True, help="what was seen: which paper, whose signature, which telephone call"
    )
    parser.add_argument("--paper", action="store_true", help="the confirmation lies on paper")
    parser.add_argument("--refused", action="store_true", help="the leader does not agree")


def run(options: argparse.Namespace) -> int:
    """The case walks again as its next revision, with this confirmation on it."""
    ledger = open_ledger(load_settings(options.config))
    ref = options.ref.upper()
    case = ledger.case(ref)
    files = tuple(d.sha256 for d in case.files) if case else ()
    confirmation = Confirmation(
        by=options.by,
        at=datetime.now(UTC),
        granted=not options.refused,
        files=files or (tuple(d.sha256 for d in case.documents) if case else ()),
        how="paper" if options.paper else "command",
        note=options.reason,
    )
    ledger.add_confirmation(ref, confirmation, by=options.by)
    print(f"{ref}: đã ghi xác nhận; hồ sơ được xét lại.")
    return 0
