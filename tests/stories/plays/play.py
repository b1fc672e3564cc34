"""A play: what several mails over several days must come to, written down before the engine is asked."""

from __future__ import annotations

from collections.abc import Callable

from casework.noun import Noun
from tests.stories.plays.stage import Stage

__all__ = ["Play"]


class Play(Noun, frozen=True):
    """``tell`` plays it and says on the way what must be so. ``letters`` are all that may leave, in this order, as
    (name, to); what each of them reads lies in ``letters/<name>/``."""

    name: str
    tell: Callable[[Stage], None]
    letters: tuple[tuple[str, str], ...]
