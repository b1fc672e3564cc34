"""What a letter needs to know besides the case and its portal: who we are, the key, the moment, the law."""

from __future__ import annotations

from datetime import datetime

from casework.calendar import WorkingCalendar
from casework.case import Case
from casework.law import Law
from casework.letter import Attachment
from casework.noun import Noun

__all__ = ["Context", "OpenItems", "OwnCopy"]


class OwnCopy(Noun, frozen=True):
    """Our own Unicode copy of a file that the sender sent. ``original`` is the SHA-256 of his file; ``notes`` say what
    to look at before the copy is used, a sentence each, Vietnamese."""

    attachment: Attachment
    original: str
    notes: tuple[str, ...] = ()


class OpenItems(Noun, frozen=True):
    """What one leader has been asked for this sender and has not answered yet."""

    leader: str  # lower case
    cases: tuple[Case, ...] = ()  # other than the one that is being written about
    thread: str = ""  # Message-ID of the newest request about any of them: the next one goes below it
    asked: bool = False  # this very case was shown to him already, with the files and the last day that it has now


class Context(Noun, frozen=True):
    """The service as letters see it.

    ``now`` (aware) is when the letters are composed; it stands in no letter's token, so a repeat after a crash bears
    the same Message-ID. ``bounce_address`` gets the token as its plus part: ``bounce+TOKEN@host``. ``own_addresses``
    are mailboxes of this service (every portal's, the bounce mailbox): nothing is ever sent there. ``plus_addressing``
    is true where the mail server delivers ``portal+TOKEN@`` to the portal's mailbox. ``converted`` holds our own
    Unicode copies, the only files of a sender that may go back to him. ``open_items``, one for each leader who is asked
    about the case in hand: a new request joins what is still open.
    """

    service_host: str
    bounce_address: str
    key: bytes
    now: datetime
    law: Law
    calendar: WorkingCalendar
    service_name: str = "Tiếp nhận"
    admin_address: str = ""
    own_addresses: tuple[str, ...] = ()
    plus_addressing: bool = False
    converted: tuple[OwnCopy, ...] = ()
    open_items: tuple[OpenItems, ...] = ()

    def __repr__(self) -> str:
        # The key must not reach a log through an exception that prints its arguments.
        return f"Context(service_host={self.service_host!r}, now={self.now.isoformat()})"
