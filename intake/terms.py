"""What the opener of a mail must know beyond its bytes. Handed to a sandbox worker with each job."""

from __future__ import annotations

from datetime import datetime

from casework.noun import Noun
from intake.readers.limits import Limits

__all__ = ["Terms"]


class Terms(Noun, frozen=True):
    """Whose word a door takes, and the bounds.

    ``internal_header`` and ``spam_header`` are written “Name=value” (“X-Spam-Flag=YES”); a name alone means any value
    that is not “no” or “false”. ``own_domain`` is where our own Received lines and letters come from.
    ``received_at`` (aware) is the instant for which digital signatures are judged; where it is not told, now.
    """

    limits: Limits = Limits()
    authserv_id: str = ""
    internal_header: str = ""
    spam_header: str = ""
    own_domain: str = ""
    received_at: datetime | None = None
