"""`tiepnhan explain CODE`: the page of a rule, the same text that the letters quote."""

from __future__ import annotations

import argparse

from casework.errors import UsageError
from validators.registry import RULES, explain

__all__ = ["arguments", "run"]


def arguments(parser: argparse.ArgumentParser) -> None:
    """One rule's code, old codes included."""
    parser.add_argument("code", metavar="CODE", help="FNT101, RCP102 …")


def run(options: argparse.Namespace) -> int:
    """Print the page."""
    try:
        print(explain(options.code.upper()))
    except KeyError as error:
        known = ", ".join(sorted(rule.code for rule in RULES))
        raise UsageError(f"no rule {options.code.upper()}; known: {known}") from error
    return 0
