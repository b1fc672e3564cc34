"""Why a letter did not go out, and what that means for it."""

from __future__ import annotations

from casework.errors import TiepnhanError
from casework.noun import Noun

__all__ = ["PermanentFailure", "PostFailure", "Sent", "TransientFailure"]


class PostFailure(TiepnhanError):
    """The server did not take the letter. ``code`` is its SMTP reply, 0 where there was none."""

    def __init__(self, text: str, *, code: int = 0, about_server: bool = False) -> None:
        super().__init__(text)
        self.code = code
        self.about_server = about_server


class TransientFailure(PostFailure):
    """Try again later. ``about_server`` is true where no letter would go (refused log-in, bad certificate, server
    away): the administrator must hear of it, and the letter is not to blame."""


class PermanentFailure(PostFailure):
    """The server will never take this letter for this receiver (5xx to RCPT or DATA, an impossible address)."""


class Sent(Noun, frozen=True):
    """The server's word that it has the letter: from here on it answers for it."""

    reply: str
    where: str  # host:port, or the file written
