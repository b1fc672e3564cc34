"""One budget for all that is unpacked out of one mail, over all its containers and all their levels."""

from __future__ import annotations

import time
from collections.abc import Callable

from intake.readers.limits import Limits

__all__ = ["Budget", "Spent"]

_MIB = 1024 * 1024
_RATIO_FROM = 10 * _MIB  # unpacked bytes below which a ratio says nothing: an empty scan packs 1,000 to 1


class Spent(Exception):
    """A bound was hit; ``reason`` (Vietnamese) names it. Never leaves the containers."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Budget:
    """Entries, bytes really unpacked, ratio, depth and time. Once spent it stays so: what is not unpacked by then is
    not unpacked at all, so that a mail with a thousand bombs costs no more than one."""

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._clock = clock
        self._end = clock() + limits.seconds
        self._entries = 0
        self._unpacked = 0
        self._packed = 0
        self._reason = ""

    @property
    def out_of_time(self) -> str:
        """Why no further file of the mail is opened (Vietnamese); empty while there is time."""
        if self._clock() < self._end:
            return ""
        return f"đã hết {self._limits.seconds:g} giây dành cho một thư (seconds)"

    def enter(self, size: int, depth: int) -> None:
        """A container of ``size`` bytes is about to be opened, ``depth`` containers deep (from 1)."""
        self._check()
        if depth > self._limits.container_depth:
            raise Spent(f"tệp nén, thư lồng nhau quá {self._limits.container_depth} tầng (container_depth)")
        if depth == 1:
            self._packed += size

    def entry(self) -> None:
        """One more entry was met, whether or not it is a file."""
        self._check()
        self._entries += 1
        if self._entries > self._limits.container_entries:
            self._spend(f"các tệp nén trong thư có hơn {self._limits.container_entries} mục (container_entries)")

    def take(self, count: int) -> None:
        """``count`` more bytes were unpacked."""
        self._check()
        self._unpacked += count
        if self._unpacked > self._limits.container_bytes:
            most = self._limits.container_bytes // _MIB
            self._spend(f"các tệp nén trong thư giải nén ra hơn {most} MB (container_bytes)")
        if self._unpacked > _RATIO_FROM and self._unpacked > self._limits.container_ratio * max(self._packed, 1):
            self._spend(f"các tệp trong tệp nén được nén quá {self._limits.container_ratio} lần (container_ratio)")

    def _check(self) -> None:
        if self._reason:
            raise Spent(self._reason)
        if reason := self.out_of_time:
            self._spend(reason)

    def _spend(self, reason: str) -> None:
        self._reason = reason
        raise Spent(reason)
