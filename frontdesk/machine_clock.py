"""Whether this machine's clock can be believed: deadlines, the law in force and the letters' dates stand on it."""

from __future__ import annotations

import ctypes

__all__ = ["synchronised"]

_UNSYNCHRONISED = 5  # TIME_ERROR of <sys/timex.h>
_ROOM = 512  # octets: struct timex has 208 on 64 bits; all zero it asks and changes nothing


def synchronised() -> bool | None:
    """The kernel's own word (adjtimex(2), read only) on whether a time service keeps the clock; ``None`` where it gives
    none (another system's C library, a container that forbids the question)."""
    adjtimex = getattr(ctypes.CDLL(None), "adjtimex", None)
    state = -1 if adjtimex is None else adjtimex(ctypes.create_string_buffer(_ROOM))
    return None if state < 0 else state != _UNSYNCHRONISED
