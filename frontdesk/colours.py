"""What one check of the doctor says."""

from __future__ import annotations

from casework.noun import Noun

__all__ = ["GREEN", "RED", "YELLOW", "Check"]

GREEN, YELLOW, RED = "xanh", "vàng", "đỏ"


class Check(Noun, frozen=True):
    """``colour`` is xanh (well), vàng (look at it) or đỏ (mend it)."""

    colour: str
    subject: str
    words: str
