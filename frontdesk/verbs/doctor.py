"""`tiepnhan doctor`: what is wrong, in words, and what to do about it. Exit 1 where something is red."""

from __future__ import annotations

import argparse

from frontdesk.examination import RED, examine_all
from frontdesk.report import json_line
from frontdesk.settings import load_settings

__all__ = ["arguments", "run"]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Without a network: --offline. For a program: --json."""
    parser.add_argument("--offline", action="store_true", help="do not knock at the mail servers")
    parser.add_argument("--json", action="store_true", help="one JSON object a check, one a line")


def run(options: argparse.Namespace) -> int:
    """One line a check: green, yellow, red."""
    settings = load_settings(options.config)
    red = False
    for check in examine_all(settings, offline=options.offline):
        red = red or check.colour == RED
        print(json_line(check) if options.json else f"[{check.colour:^5}] {check.subject}: {check.words}")
    return 1 if red else 0
