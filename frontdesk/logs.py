"""Logs: one line an event to stderr, which systemd's journal keeps. Never a subject, a file name or a text."""

from __future__ import annotations

import logging
import sys

__all__ = ["start_logging"]


def start_logging(level: str = "INFO") -> None:
    """Send our own lines to stderr at ``level``; libraries speak from WARNING on, since they may quote a mail."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for room in ("tiepnhan", "frontdesk", "intake", "validators", "routing", "notifier", "store"):
        logging.getLogger(room).setLevel(level)
    # mail-parser and aiosmtpd write parts of a mail into their warnings.
    for loud in ("mailparser", "mail.log", "mail.debug", "PIL", "asyncio", "apscheduler"):
        logging.getLogger(loud).setLevel(logging.CRITICAL)
