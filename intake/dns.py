"""The one way to the DNS: what is asked, what was answered, and that the resolver was in trouble."""

from __future__ import annotations

from casework.noun import Noun

__all__ = ["DnsSettings"]


class DnsSettings(Noun, frozen=True):
    """Which servers are asked (“192.0.2.1” or “192.0.2.1:5353”; none: those of /etc/resolv.conf), and how long.

    A mail whose DNS is in trouble waits ``patience_minutes`` and is tried again; then its origin is UNSURE.
    """

    servers: tuple[str, ...] = ()
    seconds: float = 5.0  # for one question
    patience_minutes: float = 60.0
