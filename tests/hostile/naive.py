"""What several controls do: open a zip, follow a chain to its end, lay a table out as large as it says it is."""

from __future__ import annotations

import io
import zipfile

__all__ = ["follow", "grid", "opened"]


def follow(parents: dict[str, str], start: str) -> int:
    """How many steps there are from ``start`` to one that has no parent."""
    count = 0
    while start in parents:
        start, count = parents[start], count + 1
    return count


def grid(rows: int, columns: int) -> int:
    """A list for each row."""
    return len([[""] * columns for _ in range(rows)])


def opened(content: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(content))
