"""A page that had to be turned, and where its stamps lie then."""

from __future__ import annotations

from casework.document import Stamp
from casework.noun import replace

__all__ = ["turned"]


def turned(stamp: Stamp, clockwise: int) -> Stamp:
    """``stamp`` as it lies once the page was turned by 0, 90, 180 or 270 degrees."""
    left, top, right, bottom = stamp.left, stamp.top, stamp.right, stamp.bottom
    for _ in range(clockwise // 90 % 4):
        left, top, right, bottom = 1 - bottom, left, 1 - top, right
    return replace(stamp, left=left, top=top, right=right, bottom=bottom)
