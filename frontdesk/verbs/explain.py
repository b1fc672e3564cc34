"""`tiepnhan explain CODE`: the page of a rule, the same text that the letters quote."""

from __future__ import annotations

import argparse

from validators.registry import explain

__all__ = ["arguments", "run"]


def arguments(parser: argparse.ArgumentParser) -> None:
    """One rule's code, old codes included."""
    parser.add_argument("code", metavar="CODE", help="FNT101, RCP102 …")


def run(options: argparse.Namespace) -> int:
    """Print the page; an unknown code is refused with the codes that exist."""
    print(explain(options.code))
    return 0
