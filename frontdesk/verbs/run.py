"""`tiepnhan run`: the service, until SIGTERM."""

from __future__ import annotations

import argparse
import ctypes
import gc

from frontdesk.daemon import Daemon
from frontdesk.house import open_ledger, rooms_of
from frontdesk.settings import load_settings

__all__ = ["arguments", "run"]

_ARENA_MAX, _MMAP_THRESHOLD = -8, -3  # of mallopt(3), from glibc's malloc.h


def arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments of its own."""


def run(options: argparse.Namespace) -> int:
    """Open the house and run until a signal; configuration errors stop the start with exit status 2."""
    _keep_memory_flat()
    settings = load_settings(options.config)
    ledger = open_ledger(settings)
    with rooms_of(settings, ledger) as rooms:
        return Daemon(ledger, rooms).run()


def _keep_memory_flat() -> None:
    """Few heaps, and whole mails outside them, so that their room goes back to the system when they are done with.

    Left alone, glibc gives every thread a heap of its own and keeps there what the largest mail once needed.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_ARENA_MAX, 2)
        mallopt(_MMAP_THRESHOLD, 256 * 1024)
    gc.freeze()  # what was imported is never garbage
