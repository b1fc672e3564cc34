"""The Maildir door: a folder into which a mail server on this machine delivers.

``new/`` and ``cur/`` are looked over at every poll. After the receipt is committed the file moves: to ``cur/`` of the
same Maildir, or to a done folder; it is never deleted and never overwritten. A file's place is its name without
flags, so that other programs may flag and move it between the two.
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
from casework.noun import Noun, replace
from casework.ports import Reception
from intake.addressing import Route, Trace, addressees, read_trace

__all__ = ["MaildirDoor", "MaildirSettings", "MaildirStatus"]

log = logging.getLogger("tiepnhan.intake.maildir")

_BLOCK = 200
_STORAGE_PATIENCE = 3


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


class MaildirStatus(Noun, frozen=True):
    """What `tiepnhan doctor` shows of one Maildir; texts are Vietnamese."""

    name: str
    paused: bool = False
    adopted_at: datetime | None = None
    last_sweep_at: datetime | None = None
    received: int = 0
    failures: int = 0
    trouble: str = ""
    too_large: tuple[str, ...] = ()
    unrouted: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()  # unreadable, or not taken by the store
    unmoved: int = 0

    @property
    def alarms(self) -> tuple[str, ...]:
        """One sentence for each thing that a person must look at; empty while all is well."""
        words: list[str] = []
        if self.trouble:
            words.append(f"Thư mục Maildir {self.name}: {self.trouble}.")
        if self.paused:
            words.append(f"Thư mục Maildir {self.name}: tạm ngừng nhận vì dung lượng đĩa còn thấp.")
        for names, what in (
            (self.too_large, "thư vượt dung lượng tối đa, còn nằm nguyên chỗ"),
            (self.unrouted, "thư không gửi tới địa chỉ nào đã khai báo, còn nằm nguyên chỗ"),
            (self.refused, "thư chưa đọc hoặc chưa ghi được vào kho, còn nằm nguyên chỗ"),
        ):
            if names:
                words.append(f"Thư mục Maildir {self.name}: {len(names)} {what}: {', '.join(names[:3])}.")
        if self.unmoved:
            words.append(f"Thư mục Maildir {self.name}: {self.unmoved} thư đã nhận nhưng chưa chuyển đi được.")
        return tuple(words)


class MaildirDoor:
    """Polls one Maildir in a thread of its own."""

    def __init__(
        self,
        settings: MaildirSettings,
        reception: Reception,
        on_receipt: Callable[[], None],
        stop: threading.Event,
        may_receive: Callable[[], bool],
    ) -> None:
        self.settings = settings
        self._path = Path(settings.path)
        self._reception = reception
        self._on_receipt = on_receipt
        self._stop = stop
        self._may_receive = may_receive
        self._settled: set[str] = set()  # unique names that need no further look
        self._received = 0
        self._storage_failures = 0
        self._too_large: set[str] = set()
        self._unrouted: set[str] = set()
        self._refused: set[str] = set()
        self._unmoved: set[str] = set()
        self._status = MaildirStatus(name=settings.name)
        self._thread = threading.Thread(target=self._run, name=f"maildir-{settings.name}", daemon=True)

    @property
    def status(self) -> MaildirStatus:
        """A frozen picture of the moment; safe from any thread."""
        return self._status

    def start(self) -> None:
        """Start polling; failures from here on stand in the status."""
        self._thread.start()

    def stop(self) -> None:
        """Ask the thread to end after the mail in hand. The event may be shared with other doors."""
        self._stop.set()

    def join(self, timeout: float | None = None) -> None:
        """Wait for the thread, at most ``timeout`` seconds."""
        self._thread.join(timeout)

    def is_alive(self) -> bool:
        """True while the thread runs."""
        return self._thread.is_alive()

    def sweep(self) -> bool:
        """Look over new/ and cur/ once; true where the look was complete.

        Raises :class:`OSError` where the Maildir is not there, :class:`StorageError` where nothing can be stored.
        """
        scope = f"{self.settings.name}:{self._path}"
        before = self._boundary(scope)
        files = self._files()
        present = {_unique(file) for file in files}
        for names in (self._settled, self._too_large, self._unrouted, self._refused, self._unmoved):
            names &= present
        self._storage_failures = 0
        waiting = [file for file in files if _unique(file) not in self._settled]
        for start in range(0, len(waiting), _BLOCK):
            if not self._sweep_block(waiting[start : start + _BLOCK], before):
                return False
        if before is not None:
            self._reception.mark_adopted(scope, datetime.now(UTC))
        if self._status.adopted_at is None:
            self._note(adopted_at=self._reception.adopted_at(scope))
        return True

    def key(self, unique: str) -> str:
        """The mail's place: the Maildir and the file's name without flags."""
        return f"maildir:{self._path}/{unique}"

    def _boundary(self, scope: str) -> float | None:
        """The instant of the first look, epoch seconds, while the adoption is open; a file's time tells which side.

        Kept in the ledger, so an adoption that a crash interrupted goes on with the same instant.
        """
        if not self.settings.adopt or self._reception.adopted_at(scope) is not None:
            return None
        now = datetime.now(UTC).timestamp()
        return float(self._reception.adoption_boundary(scope, repr(now)))

    def _files(self) -> list[Path]:
        """The mails in new/ and cur/, oldest delivery first by name; whatever is no plain file is passed over."""
        found: list[Path] = []
        for folder in ("new", "cur"):
            with os.scandir(self._path / folder) as entries:
                found += [Path(e.path) for e in entries if not e.name.startswith(".") and _is_plain(e)]
        return sorted(found, key=lambda file: file.name)

    def _sweep_block(self, block: Sequence[Path], before: float | None) -> bool:
        by_key = {self.key(_unique(file)): file for file in block}
        known = self._reception.known(list(by_key))
        adopted = self._reception.adopted(sorted(known)) if known else frozenset()
        for key, file in by_key.items():
            if self._stop.is_set() or not self._may_receive():
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
            self._refused.add(name)
            self._storage_failures += 1
            if self._storage_failures >= _STORAGE_PATIENCE:
                raise
            return
        except FileNotFoundError:
            return  # another program moved it between the listing and the look; the next sweep finds it
        except Exception:
            # One bad file must not stop the queue; the log and doctor show it, the next sweep tries again.
            log.exception("%s: %s could not be handed in", self.settings.name, file.name)
            self._refused.add(name)
            return
        if taken:
            self._refused.discard(name)

    def _receive(self, key: str, file: Path, before: float | None) -> bool:
        s = self.settings
        size = file.stat().st_size
        if size > s.max_bytes:
            self._too_large.add(_unique(file))
            return False
        content, written_at = _read_whole(file)
        if content is None:
            return False
        trace = read_trace(content)
        targets = addressees(trace, portal=s.portal, routes=s.routes, default_portal=s.default_portal)
        if not targets:
            self._unrouted.add(_unique(file))
            return False
        adopted = before is not None and written_at < before
        # The plain key is written last: once the ledger knows it, every portal has its receipt.
        for target in targets[:0:-1]:
            place = f"{key}#{target.portal}"
            self._reception.receive(content, self._delivery(place, target.portal, target.envelope_to, trace,
                                                            written_at, adopted))  # fmt: skip
        first = targets[0]
        receipt = self._reception.receive(
            content, self._delivery(key, first.portal, first.envelope_to, trace, written_at, adopted)
        )
        self._received += 1
        self._on_receipt()
        # A repeat follows its first receipt.
        if receipt.delivery.before:
            self._settled.add(_unique(file))
        else:
            self._settle(file)
        return True

    def _delivery(self, key: str, portal: str, to: str, trace: Trace, written_at: float, adopted: bool) -> Delivery:
        return Delivery(
            door=Door.MAILDIR,
            door_name=self.settings.name,
            portal=portal,
            transport_key=key,
            received_at=datetime.fromtimestamp(written_at, UTC),
            envelope_from=trace.return_path,
            envelope_to=to,
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
            self._unmoved.add(unique)
            log.warning("%s: %s stays in place: %s", self.settings.name, file.name, error)
        else:
            self._unmoved.discard(unique)
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

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                if not self._may_receive():
                    self._note(paused=True)
                elif self.sweep():
                    self._note(last_sweep_at=datetime.now(UTC), failures=0, trouble="", paused=False)
            except Exception as error:  # noqa: BLE001 - a door that dies is mail unseen; status and log tell why
                log.warning("%s: %s: %s", self.settings.name, type(error).__name__, error)
                self._note(failures=self._status.failures + 1, trouble=_in_words(error))
            self._note(
                received=self._received,
                too_large=tuple(sorted(self._too_large)),
                unrouted=tuple(sorted(self._unrouted)),
                refused=tuple(sorted(self._refused)),
                unmoved=len(self._unmoved),
            )
            self._stop.wait(self.settings.poll_seconds)

    def _note(self, **changes: object) -> None:
        self._status = replace(self._status, **changes)


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


def _in_words(error: Exception) -> str:
    if isinstance(error, StorageError):
        return f"không ghi được vào kho: {error}"
    if isinstance(error, OSError):
        return f"không đọc được thư mục: {error.strerror} ({error.filename})"
    return f"lỗi ngoài dự kiến: {type(error).__name__}"
