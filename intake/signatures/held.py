"""What this process judges signatures by. A sandbox worker is told it before a job; where nobody said anything there is
no root, and no signature is trusted."""

from __future__ import annotations

from datetime import UTC, datetime

from intake.signatures.material import Checking, TrustMaterial
from intake.signatures.parsed import parsed
from intake.terms import Terms

__all__ = ["checking_of", "hold"]

_held = [TrustMaterial()]


def hold(material: TrustMaterial) -> None:
    """Judge by ``material`` from now on, and read it now rather than with the first signature."""
    _held[0] = material
    parsed(material)


def checking_of(terms: Terms) -> Checking:
    """By what, and for which instant, the signatures of a mail opened on ``terms`` are judged."""
    return Checking(terms.received_at or datetime.now(UTC), _held[0], terms.limits)
