"""`tiepnhan backup`: copy ledger and blobs now, and check that the copy is whole and opens (668/15.2)."""

from __future__ import annotations

import argparse
from pathlib import Path

from frontdesk.settings import load_settings
from store.backup import backup, check
from store.shelf import prune

__all__ = ["arguments", "run"]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to, or which copy to check."""
    parser.add_argument("--into", type=Path, metavar="FOLDER", help="default: [store] backup of config.toml")
    parser.add_argument("--check", type=Path, metavar="COPY", help="only check an existing copy")


def run(options: argparse.Namespace) -> int:
    """Exit 1 where a copy is not whole."""
    if options.check:
        found = check(options.check)
        for problem in found.problems:
            print(problem)
        print(f"{found.path}: {found.files} tệp, {'nguyên vẹn' if found.whole else 'KHÔNG nguyên vẹn'}")
        return 0 if found.whole else 1
    settings = load_settings(options.config)
    into = options.into or settings.path(settings.store.backup)
    report = backup(settings.path(settings.store.folder), into)
    found = check(Path(report.path))
    if not found.whole:
        print(f"{report.path}: KHÔNG nguyên vẹn: {'; '.join(found.problems)}")
        return 1
    prune(into, keep=settings.store.keep_backups)
    print(f"{report.path}: {report.mails} thư, {report.cases} hồ sơ, {report.bytes} byte; đã kiểm tra nguyên vẹn.")
    if report.unjudged:
        print(
            f"{report.unjudged} thư đang chờ xét không có trong bản sao (có thể mang dấu mật); chúng còn ở máy chủ thư."
        )
    return 0
