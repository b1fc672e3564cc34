"""A sender whom nobody knew when his mail came, and whom the desk has entered in the directory since."""

from __future__ import annotations

from datetime import datetime

from casework.case import Case
from casework.directory import Person, Snapshot
from casework.mail import OriginStatus

__all__ = ["person_now"]


def person_now(case: Case, directory: Snapshot, now: datetime) -> Person | None:
    """Who the sender is when a case walks again. Whoever was known at the receipt stays who he was (668/15.3); a
    stranger with a proven address is looked up anew, so that his unit's leader can be asked."""
    sender = case.mail.sender
    if case.person is not None or sender is None or case.secret or case.origin.status is not OriginStatus.PROVEN:
        return case.person
    return directory.find(sender.mailbox, case.portal, now)
