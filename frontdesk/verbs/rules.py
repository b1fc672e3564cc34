"""`tiepnhan rules`: every rule, one a line, with what it costs at each portal."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from casework.finding import Severity
from casework.noun import Noun
from frontdesk.law_folder import open_regulations
from frontdesk.report import json_line
from frontdesk.settings import load_settings
from frontdesk.words import SEVERITY_WORDS
from validators.registry import RULES

__all__ = ["arguments", "run"]


class RuleLine(Noun, frozen=True):
    """One rule for a program; ``severity`` by the portal's id."""

    code: str
    title: str
    severity: dict[str, Severity]


def arguments(parser: argparse.ArgumentParser) -> None:
    """A portal narrows the table to its own column."""
    parser.add_argument("--portal", metavar="ID")
    parser.add_argument("--json", action="store_true", help="one JSON object a rule, one a line")


def run(options: argparse.Namespace) -> int:
    """Print code, title, severity by portal."""
    regulations = open_regulations(load_settings(options.config) if options.config.exists() else None)
    portals = [regulations.portal(options.portal)] if options.portal else list(regulations.portals)
    if not options.json:
        print(_row("mã", [p.id for p in portals], "kiểm tra"))
    for rule in RULES.values():
        costs = {p.id: setting.severity if (setting := p.rule(rule.code)) else Severity.OFF for p in portals}
        if options.json:
            print(json_line(RuleLine(code=rule.code, title=rule.name, severity=costs)))
        else:
            print(_row(rule.code, [SEVERITY_WORDS[cost] for cost in costs.values()], rule.name))
    return 0


def _row(code: str, costs: Sequence[str], name: str) -> str:
    """One line under the portals' ids, the longest of which has ten letters."""
    return "  ".join((f"{code:6}", *(f"{cost:10}" for cost in costs), name))
