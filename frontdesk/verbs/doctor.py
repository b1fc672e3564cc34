"""`tiepnhan doctor`: what is wrong, in words, and what to do about it. Exit 1 where something is red."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from casework.errors import UsageError
from frontdesk.colours import RED, Check
from frontdesk.examination import examine_all
from frontdesk.origin_probe import probe_all
from frontdesk.report import json_line
from frontdesk.settings import Settings, load_settings
from intake.sandbox import Sandbox

__all__ = ["arguments", "run"]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Without a network: --offline. For a program: --json. --probe sends a mail."""
    parser.add_argument("--offline", action="store_true", help="do not knock at the mail servers")
    parser.add_argument(
        "--probe", action="store_true", help="send a forged mail from outside to each mailbox with trust.probe"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a check, one a line")


def run(options: argparse.Namespace) -> int:
    """One line a check: green, yellow, red."""
    if options.probe and options.offline:
        raise UsageError("doctor: --probe gửi thư thật, không đi cùng --offline")
    settings = load_settings(options.config)
    red = False
    for check in _checks(settings, options):
        red = red or check.colour == RED
        print(json_line(check) if options.json else f"[{check.colour:^5}] {check.subject}: {check.words}")
    return 1 if red else 0


def _checks(settings: Settings, options: argparse.Namespace) -> Iterator[Check]:
    yield from examine_all(settings, offline=options.offline)
    if options.probe:
        with Sandbox(workers=1, seconds=20, memory_mb=768) as sandbox:
            yield from probe_all(settings, sandbox)
