"""What a rule yields, and what the portal's file makes of it."""

from __future__ import annotations

from enum import StrEnum

from casework.noun import Noun

__all__ = ["Finding", "Severity", "Verdict"]


class Verdict(StrEnum):
    DEFECT = "defect"
    UNSURE = "unsure"  # “I cannot tell” goes to a person


class Severity(StrEnum):
    """What a finding costs, by the portal's file; from the heaviest to the lightest."""

    STOP = "stop"
    RETURN = "return"
    HOLD = "hold"
    REMIND = "remind"
    OFF = "off"

    @property
    def weight(self) -> int:
        """4 for stop … 0 for off."""
        return ("off", "remind", "hold", "return", "stop").index(self.value)


class Finding(Noun, frozen=True):
    """One defect or doubt, worded for the person who must mend it.

    ``where`` is the way in (“thư › bai.docx, trang 1”); ``message`` and ``fix`` are Vietnamese, filled from the
    rule's own docstring; ``citation`` is the article in full words, ``cites`` its ids (“668/9.1.g”). ``about`` is the
    document's path.
    """

    code: str
    verdict: Verdict
    severity: Severity
    where: str
    message: str
    fix: str
    citation: str = ""
    cites: tuple[str, ...] = ()
    about: str = ""
    reason: str = ""  # of an UNSURE: why it could not be told
