"""What all checks of one mail come to; the same for the word of a server and for what was found here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from casework.mail import OriginCheck, OriginStatus
from intake.authenticity.domains import is_aligned
from intake.authenticity.results import JUDGED

__all__ = ["Weighed", "weigh"]

_FAILED = ("fail", "permerror", "hardfail", "policy")


class Weighed(NamedTuple):
    """``by`` is the check that decided; ``foreign``: what passed speaks of another domain than From's."""

    status: OriginStatus
    by: OriginCheck
    foreign: bool = False


def weigh(checks: Sequence[OriginCheck], domain: str, *, exact_dmarc: bool = False) -> Weighed:
    """What all checks come to. DMARC's “no” stands above everything; else one aligned “yes” suffices.

    ``exact_dmarc``: a DMARC result must speak of From's own domain; another one judged another From than we read.
    """
    judged = [check for check in checks if check.method in JUDGED]
    none = OriginCheck("dmarc", "none", domain)
    dmarc = next((check for check in judged if check.method == "dmarc"), none)
    if dmarc.verdict in _FAILED:
        return Weighed(OriginStatus.CONTRADICTED, dmarc)
    passed = [check for check in judged if check.verdict == "pass" and _speaks_of(check, domain, exact_dmarc)]
    if passed and not _awaits_policy(passed, dmarc, domain):
        return Weighed(OriginStatus.PROVEN, passed[0])
    trouble = next((check for check in judged if check.verdict == "temperror"), None)
    if trouble is not None:
        return Weighed(OriginStatus.UNSURE, trouble)
    failed = next((check for check in judged if check.verdict in _FAILED), None)
    if failed is not None:
        return Weighed(OriginStatus.CONTRADICTED, failed)
    foreign = next((check for check in judged if check.verdict == "pass"), None)
    return Weighed(OriginStatus.UNPROVEN, foreign or next(iter(judged), none), foreign is not None)


def _speaks_of(check: OriginCheck, domain: str, exact_dmarc: bool) -> bool:
    return is_aligned(check.domain, domain, strict=exact_dmarc and check.method == "dmarc")


def _awaits_policy(passed: Sequence[OriginCheck], dmarc: OriginCheck, domain: str) -> bool:
    """True where only a strict policy could refuse what passed, and the policy could not be read."""
    return dmarc.verdict == "temperror" and not any(is_aligned(check.domain, domain, strict=True) for check in passed)
