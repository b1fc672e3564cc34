"""`tiepnhan doctor`: what is wrong, in words, and what to do about it. Exit 1 where something is red."""

from __future__ import annotations

import argparse

from frontdesk.examination import examine_all
from frontdesk.settings import load_settings

__all__ = ["arguments", "run"]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Without a network: --offline."""
    parser.add_argument("--offline", action="store_true", help="do not knock at the mail servers")


def run(options: argparse.Namespace) -> int:
    """One line a check: green, yellow, red."""
    settings = load_settings(options.config)
    red = False
    for check in examine_all(settings, offline=options.offline):
        red = red or check.colour == "đỏ"
        print(f"[{check.colour:^5}] {check.subject}: {check.words}")
    return 1 if red else 0
