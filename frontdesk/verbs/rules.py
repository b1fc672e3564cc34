"""`tiepnhan rules`: every rule, one a line, with what it costs at each portal."""

from __future__ import annotations

import argparse

from frontdesk.law_folder import open_regulations
from validators.registry import RULES

__all__ = ["arguments", "run"]


def arguments(parser: argparse.ArgumentParser) -> None:
    """A portal narrows the list to what is on there."""
    parser.add_argument("--portal", metavar="ID")


def run(options: argparse.Namespace) -> int:
    """Print code, title, severity by portal."""
    regulations = open_regulations()
    portals = [regulations.portal(options.portal)] if options.portal else list(regulations.portals)
    print("\t".join(("mã", *(p.id for p in portals), "kiểm tra")))
    for rule in RULES.values():
        costs = [setting.severity.value if (setting := p.rule(rule.code)) else "off" for p in portals]
        print("\t".join((rule.code, *costs, rule.page.title.partition(". ")[2])))
    return 0
