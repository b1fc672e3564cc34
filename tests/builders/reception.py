"""A Reception in memory that keeps the promises of the port, for the doors' tests."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from casework.errors import StorageError
from casework.mail import Delivery, Receipt
from intake.identity import identity_of


class MemoryReception:
    """Receipts in order of arrival. ``fail`` is asked before each receive and may raise."""

    def __init__(self) -> None:
        self.receipts: list[Receipt] = []
        self.contents: dict[int, bytes] = {}
        self.traces: list[tuple[str, int]] = []  # repeats: key, id of the first receipt
        self.fail: Callable[[bytes, Delivery], None] = lambda content, delivery: None
        self._by_place: dict[tuple[str, str], Receipt] = {}
        self._by_identity: dict[tuple[str, str], Receipt] = {}
        self._boundaries: dict[str, str] = {}
        self._adopted: dict[str, datetime] = {}
        self._guard = threading.Lock()

    def receive(self, content: bytes, delivery: Delivery) -> Receipt:
        with self._guard:
            self.fail(content, delivery)
            place = (delivery.portal, delivery.transport_key)
            identity = (delivery.portal, identity_of(content))
            first = self._by_place.get(place) or self._by_identity.get(identity)
            if first is not None:
                self.traces.append((delivery.transport_key, first.id))
                self._by_place[place] = first
                return first
            receipt = Receipt(
                id=len(self.receipts) + 1,
                delivery=delivery,
                sha256=hashlib.sha256(content).hexdigest(),
                identity=identity[1],
                size=len(content),
                recorded_at=datetime.now(UTC),
            )
            self.receipts.append(receipt)
            self.contents[receipt.id] = content
            self._by_place[place] = self._by_identity[identity] = receipt
            return receipt

    def known(self, keys: Sequence[str]) -> frozenset[str]:
        with self._guard:
            mine = {key for _, key in self._by_place}
            return frozenset(keys) & mine

    def adopted(self, keys: Sequence[str]) -> frozenset[str]:
        with self._guard:
            before = {key for (_, key), first in self._by_place.items() if first.delivery.before}
            return frozenset(keys) & before

    def adoption_boundary(self, door_name: str, proposed: str) -> str:
        with self._guard:
            return self._boundaries.setdefault(door_name, proposed)

    def adopted_at(self, door_name: str) -> datetime | None:
        with self._guard:
            return self._adopted.get(door_name)

    def mark_adopted(self, door_name: str, at: datetime) -> None:
        with self._guard:
            self._adopted.setdefault(door_name, at)

    @property
    def fresh(self) -> list[Receipt]:
        """Receipts that are to be walked: not adopted."""
        return [receipt for receipt in self.receipts if not receipt.delivery.before]

    def body_of(self, receipt: Receipt) -> bytes:
        return self.contents[receipt.id]


def disk_full(content: bytes, delivery: Delivery) -> None:
    raise StorageError("blob: expected room on the disk, got ENOSPC")
