"""What travels between the one who asks the DNS and the sandbox worker that checks a mail with its answers."""

from __future__ import annotations

from datetime import datetime

from casework.mail import OriginCheck
from casework.noun import Noun
from intake.dns import Answer, Question

__all__ = ["Evidence", "Inquiry"]


class Inquiry(Noun, frozen=True):
    """A mail to be checked with the answers that are there so far.

    ``domain`` is that of From, as the DNS knows it; ``received_by`` the host whose Received line names the peer;
    ``envelope_from`` what the door knows of it, else Return-Path is read. Whether a signature has expired is judged at
    ``at``, the receipt. ``signatures`` are the checks of signatures made in an earlier round; then ``content`` needs to
    be no more than the header block.
    """

    content: bytes
    domain: str
    at: datetime
    received_by: str = ""
    envelope_from: str = ""
    answers: tuple[Answer, ...] = ()
    signatures: Evidence | None = None


class Evidence(Noun, frozen=True):
    """What was found. ``questions`` must be answered first where there are any; ``sealed`` as in
    :class:`casework.mail.Origin`; ``limited``: a signature holds, but leaves room to add to the mail. ``signed`` is
    true once every signature was judged."""

    checks: tuple[OriginCheck, ...] = ()
    sealed: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    limited: bool = False
    signed: bool = False
