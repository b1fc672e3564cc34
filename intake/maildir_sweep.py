"""One look over a Maildir: adopt or receive what is unknown, then move what is safely ours.

``new/`` and ``cur/`` are looked over. After the receipt is committed the file moves: to ``cur/`` of the same Maildir,
or to a done folder; it is never deleted and never overwritten. A file's place is its name without flags, so that
other programs may flag it and move it between the two.
"""

from __future__ import annotations

import logging
import os
import stat
import threading
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from casework.errors import StorageError
from casework.mail import Delivery, Door
from casework.noun import Noun
from casework.ports import Reception
from intake.addressing import Addressee, Route, Trace, addressees, read_trace

__all__ = ["MaildirSettings", "MaildirSweep"]

log = logging.getLogger("tiepnhan.intake.maildir")

_BLOCK = 200
_STORAGE_PATIENCE = 3  # mails in a row that could not be stored before the sweep is given up


class MaildirSettings(Noun, frozen=True):
    """One Maildir. ``portal`` set: the portal's own; empty: shared, ``routes`` decide by the address.

    ``done_folder`` is a Maildir++ sub-folder (“.Da tiep nhan”) or a path of its own, on the same file system; empty:
    received mail goes from new/ to cur/. Times in seconds, sizes in bytes.
    """

    name: str
    path: str
    done_folder: str = ""
    portal: str = ""
    routes: tuple[Route, ...] = ()
    default_portal: str = ""
    poll_seconds: float = 5.0
    adopt: bool = True
    max_bytes: int = 200 * 1024 * 1024

    @property
    def scope(self) -> str:
        """The name of this door's adoption: pointed at another folder it is a first look again."""
        return f"{self.name}:{self.path}"


class MaildirSweep:
    """The memory of one Maildir between sweeps; all of it is a cache or a count for the status."""

    def __init__(
        self,
        settings: MaildirSettings,
        reception: Reception,
        on_receipt: Callable[[], None],
        stop: threading.Event,
        may_receive: Callable[[], bool],
    ) -> None:
        self.settings = settings
        self.reception = reception
        self.on_receipt = on_receipt
        self.stop = stop
        self.may_receive = may_receive
        self.received = 0
        self.too_large: set[str] = set()  # file names without flags, like the three below
        self.unrouted: set[str] = set()
        self.refused: set[str] = set()
        self.unmoved: set[str] = set()
        self._path = Path(settings.path)
        self._settled: set[str] = set()  # adopted, moved, or known and left in place
        self._storage_failures = 0

    def run(self) -> bool:
        """Look over new/ and cur/ once; true where the look was complete.

        Raises :class:`OSError` where the Maildir is not there, :class:`StorageError` where nothing can be stored.
        """
        before = self._boundary(self.settings.scope)
        files = self._files()
        present = {_unique(file) for file in files}
        for names in (self._settled, self.too_large, self.unrouted, self.refused, self.unmoved):
            names &= present
        self._storage_failures = 0
        waiting = [file for file in files if _unique(file) not in self._settled]
        for start in range(0, len(waiting), _BLOCK):
            if not self._sweep_block(waiting[start : start + _BLOCK], before):
                return False
        # A file that the store refused is still to be adopted: its time is all that tells it from a new one.
        if before is not None and not self.refused:
            self.reception.mark_adopted(self.settings.scope, datetime.now(UTC))
        return True

    def key(self, unique: str) -> str:
        """The mail's place: the Maildir and the file's name without flags."""
        return f"maildir:{self._path}/{unique}"

    def _boundary(self, scope: str) -> float | None:
        """The instant of the first look, epoch seconds, while the adoption is open; a file's time tells which side.

        Kept in the ledger, so an adoption that a crash interrupted goes on with the same instant.
        """
        if not self.settings.adopt or self.reception.adopted_at(scope) is not None:
            return None
        now = datetime.now(UTC).timestamp()
        return float(self.reception.adoption_boundary(scope, repr(now)))

    def _files(self) -> list[Path]:
        """The mails in new/ and cur/, oldest delivery first by name; whatever is no plain file is passed over."""
        found: list[Path] = []
        for folder in ("new", "cur"):
            with os.scandir(self._path / folder) as entries:
                found += [Path(e.path) for e in entries if not e.name.startswith(".") and _is_plain(e)]
        return sorted(found, key=lambda file: file.name)

    def _sweep_block(self, block: Sequence[Path], before: float | None) -> bool:
        by_key = {self.key(_unique(file)): file for file in block}
        known = self.reception.known(list(by_key))
        adopted = self.reception.adopted(sorted(known)) if known else frozenset()
        for key, file in by_key.items():
            if self.stop.is_set() or not self.may_receive():
                return False
            if key in adopted:
                self._settled.add(_unique(file))
            elif key in known:
                self._settle(file)
            else:
                self._take(key, file, before)
        return True

    def _take(self, key: str, file: Path, before: float | None) -> None:
        name = _unique(file)
        try:
            taken = self._receive(key, file, before)
            self._storage_failures = 0
        except StorageError:
            self.refused.add(name)
            self._storage_failures += 1
            if self._storage_failures >= _STORAGE_PATIENCE:
                raise
            return
        except FileNotFoundError:
            return  # another program moved it between the listing and the look; the next sweep finds it
        except Exception:
            # One bad file must not stop the queue; the log and doctor show it, the next sweep tries again.
            log.exception("%s: %s could not be handed in", self.settings.name, file.name)
            self.refused.add(name)
            return
        if taken:
            self.refused.discard(name)

    def _receive(self, key: str, file: Path, before: float | None) -> bool:
        s = self.settings
        size = file.stat().st_size
        if size > s.max_bytes:
            self.too_large.add(_unique(file))
            return False
        content, written_at = _read_whole(file)
        if content is None:
            return False
        trace = read_trace(content)
        targets = addressees(trace, portal=s.portal, routes=s.routes, default_portal=s.default_portal)
        if not targets:
            self.unrouted.add(_unique(file))
            return False
        adopted = before is not None and written_at < before
        # The plain key is written last: once the ledger knows it, every portal has its receipt.
        for target in reversed(targets):
            place = key if target is targets[0] else f"{key}#{target.portal}"
            receipt = self.reception.receive(content, self._delivery(place, target, trace, written_at, adopted))
        self.received += 1
        self.on_receipt()
        # A repeat follows its first receipt.
        if receipt.delivery.before:
            self._settled.add(_unique(file))
        else:
            self._settle(file)
        return True

    def _delivery(self, key: str, to: Addressee, trace: Trace, written_at: float, adopted: bool) -> Delivery:
        return Delivery(
            door=Door.MAILDIR,
            door_name=self.settings.name,
            portal=to.portal,
            transport_key=key,
            received_at=datetime.fromtimestamp(written_at, UTC),
            envelope_from=trace.return_path,
            envelope_to=to.envelope_to,
            before=adopted,
        )

    def _settle(self, file: Path) -> None:
        """Move a received file out of the way; where that fails it stays and is known by its name."""
        unique = _unique(file)
        try:
            target = self._target(file)
            if target != file:
                file.rename(target)
        except OSError as error:
            self.unmoved.add(unique)
            log.warning("%s: %s stays in place: %s", self.settings.name, file.name, error)
        else:
            self.unmoved.discard(unique)
            self._settled.add(unique)

    def _target(self, file: Path) -> Path:
        if not self.settings.done_folder:
            return self._path / "cur" / f"{file.name}:2," if file.parent.name == "new" else file
        done = self._path / self.settings.done_folder
        for folder in ("cur", "new", "tmp"):
            (done / folder).mkdir(parents=True, exist_ok=True)
        flags = file.name.partition(":2,")[2]
        target = done / "cur" / f"{_unique(file)}:2,{flags}"
        if target.exists():  # a rename would overwrite what lies there
            target = done / "cur" / f"{_unique(file)}-{uuid.uuid4().hex}:2,{flags}"
        return target


def _unique(file: Path) -> str:
    """The file's name without the flags that mail programs append."""
    return file.name.partition(":2,")[0]


def _is_plain(entry: os.DirEntry[str]) -> bool:
    try:
        return stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode)
    except FileNotFoundError:
        return False


def _read_whole(file: Path) -> tuple[bytes | None, float]:
    """The bytes and the time of writing; ``None`` while a program that ignores tmp/ is still writing, or it is empty.

    Raises :class:`OSError`; a symbolic link is refused.
    """
    descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as stream:
        first = os.fstat(descriptor)
        content = stream.read()
        last = os.fstat(descriptor)
    unchanged = (first.st_size, first.st_mtime_ns) == (last.st_size, last.st_mtime_ns)
    return (content if unchanged and content else None), first.st_mtime
