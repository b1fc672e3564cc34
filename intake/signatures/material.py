"""What signatures are judged by: roots, intermediates and revocation lists, as they were gathered before."""

from __future__ import annotations

from datetime import datetime

from casework.noun import Noun
from intake.readers.limits import Limits

__all__ = ["Checking", "TrustMaterial"]


class TrustMaterial(Noun, frozen=True):
    """All as DER. ``version`` is a hash of the rest: a worker that holds this version need not be sent it again."""

    version: str = ""
    roots: tuple[bytes, ...] = ()
    intermediates: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()


class Checking(Noun, frozen=True):
    """By what, and for which instant, the signatures of one mail are judged.

    ``at`` (aware) is the instant of receipt: a signature without a trusted timestamp is judged for it, so that a
    replay next year gives the same verdict.
    """

    at: datetime
    trust: TrustMaterial = TrustMaterial()
    limits: Limits = Limits()
