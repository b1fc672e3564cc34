"""Protocols behind which the store and the directory stand: a rule looks back, a door hands in what it received."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from casework.case import Case, Conversion
from casework.directory import Person
from casework.mail import Delivery, Receipt
from casework.noun import Noun

__all__ = ["Directory", "History", "NoHistory", "PastItem", "PastRequest", "Reception"]


class PastItem(Noun, frozen=True):
    """A main file that this portal has published or that waits there."""

    case_ref: str
    portal: str
    sha256: str
    title: str
    state: str  # "published" or "waiting"
    received_at: datetime
    url: str = ""
    sender: str = ""


class PastRequest(Noun, frozen=True):
    """What a leader was asked about one case, and by which letter."""

    message_id: str
    files: tuple[str, ...]  # SHA-256 of the files shown
    expires_at: datetime


class History(Protocol):
    """What the ledger knows of earlier cases. ``version`` moves when an answer could change."""

    @property
    def version(self) -> int: ...

    def main_file(self, portal: str, sha256: str, *, other_than: str) -> PastItem | None:
        """The case (not ``other_than``, a case ref) whose *main* file has this hash and is published or waiting."""
        ...

    def conversion(self, portal: str, sha256: str) -> Conversion | None:
        """Our own conversion that has this hash, sent with a letter of this portal; ``None`` where it is not ours."""
        ...

    def seen_seal(self, portal: str, seal: str, *, other_than: str) -> str:
        """The ref of the case (not ``other_than``) in which this portal received a message with this seal
        (:func:`casework.authority.seals_of`) before; empty where it never did."""
        ...

    def open_requests(self, portal: str, leader: str, sender: str, *, other_than: str) -> tuple[Case, ...]:
        """Cases (not ``other_than``) of this sender that wait for this leader's word now, longest wait first, as their
        newest revisions. Addresses in lower case. What is secret is never among them."""
        ...

    def last_request(self, portal: str, leader: str, ref: str) -> PastRequest | None:
        """The newest request to this leader about this case that is on its way or arrived; ``None`` where none is."""
        ...


class Directory(Protocol):
    @property
    def version(self) -> int: ...

    def find(self, address: str, portal: str, at: datetime) -> Person | None: ...

    def leaders(self, unit: str, portal: str, at: datetime) -> tuple[Person, ...]: ...


class NoHistory:
    """The history of a ledger with nothing in it: what `tiepnhan check` sees."""

    version = 0

    def main_file(self, portal: str, sha256: str, *, other_than: str) -> PastItem | None:
        return None

    def conversion(self, portal: str, sha256: str) -> Conversion | None:
        return None

    def seen_seal(self, portal: str, seal: str, *, other_than: str) -> str:
        return ""

    def open_requests(self, portal: str, leader: str, sender: str, *, other_than: str) -> tuple[Case, ...]:
        return ()

    def last_request(self, portal: str, leader: str, ref: str) -> PastRequest | None:
        return None


class Reception(Protocol):
    """Where a door hands in what it received. Called by several threads; each call is one transaction of its own.

    All state of the doors lives behind this port: a door that was killed at any instant needs only its server and
    these answers to go on.
    """

    def receive(self, content: bytes, delivery: Delivery) -> Receipt:
        """Make ``content`` (the exact wire bytes) and its receipt durable, then return; only after that may the
        door acknowledge.

        Idempotent by (``delivery.portal``, ``delivery.transport_key``) and by identity: a repeat leaves a trace and
        gives the first receipt back. After a return ``known`` answers for this key too, repeat or not.
        Raises :class:`casework.errors.StorageError`; then nothing was recorded that a second try would stumble over.
        """
        ...

    def known(self, keys: Sequence[str]) -> frozenset[str]:
        """Those of ``keys`` (transport keys) that were received in any portal. Doors ask for up to 500 at a time."""
        ...

    def adopted(self, keys: Sequence[str]) -> frozenset[str]:
        """Those of ``keys`` whose receipt is still of class ``before``; a repeat's key follows the first receipt.

        Known mail that still lies in the inbox is moved on the next sweep (a crash came between commit and MOVE);
        adopted mail stays where the people of the mailbox have it.
        """
        ...

    def adoption_boundary(self, door_name: str, proposed: str) -> str:
        """Keep ``proposed`` as the boundary of this door's first look if none is kept, and return the one kept.

        Opaque to the store. What lies beyond it came after the first look, even where the adoption was interrupted
        and resumed after a restart.
        """
        ...

    def adopted_at(self, door_name: str) -> datetime | None:
        """When the adoption of this door was completed; ``None`` before that."""
        ...

    def mark_adopted(self, door_name: str, at: datetime) -> None:
        """The first look is complete: all that lay before its boundary has a receipt. The first mark stays."""
        ...
