"""The finished backups in a folder: which is the newest, and which may go."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

__all__ = ["newest", "prune"]

_NAME = re.compile(r"ledger-(\d{8}T\d{6})Z")


def _finished(folder: Path) -> list[tuple[datetime, Path]]:
    if not folder.is_dir():
        return []
    named = ((match, path) for path in folder.iterdir() if (match := _NAME.fullmatch(path.name)))
    return sorted((datetime.strptime(match[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC), path) for match, path in named)


def newest(folder: Path) -> datetime | None:
    """When the newest finished backup was made; ``None`` where there is none."""
    found = _finished(folder)
    return found[-1][0] if found else None


def prune(folder: Path, *, keep: int) -> int:
    """Remove the oldest beyond ``keep`` (never fewer than one stays); returns how many went."""
    gone = _finished(folder)[: -max(keep, 1)]
    for _, path in gone:
        shutil.rmtree(path)
    return len(gone)
