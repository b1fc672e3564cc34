"""`tiepnhan backup`: copy ledger and blobs now, and check that the copy is whole and opens (668/15.2)."""

from __future__ import annotations

import argparse
from pathlib import Path

from frontdesk.settings import load_settings
from store.backup import backup, check, prune

__all__ = ["arguments", "run"]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to, or which copy to check."""
    parser.add_argument("--into", type=Path, metavar="FOLDER", help="default: [store] backup of config.toml")
    parser.add_argument("--check", type=Path, metavar="COPY", help="only check an existing copy")


def run(options: argparse.Namespace) -> int:
    """Exit 1 where a copy is not whole."""
    if options.check:
        report = check(options.check)
        print(report)
        return 0 if report.whole else 1
    settings = load_settings(options.config)
    into = options.into or settings.path(settings.store.backup)
    report = backup(settings.path(settings.store.folder), into)
    prune(into, keep=settings.store.keep_backups)
    print(report)
    return 0
