"""Wire bytes on the disk, named by their SHA-256: ``blobs/aa/aabb…``, secret ones in ``quarantine/``.

A blob is written to ``incoming/``, synced, linked to its name, the folder synced and the bytes read back and hashed.
The name in ``incoming/`` goes only after the receipt is committed: what a crash left there is checked at the next
start, so that no stranger's mail lies on the disk without a receipt. ``quarantine/`` is open to its owner only and may
be a file system of its own; it is never part of a backup.
"""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import shutil
from pathlib import Path
from typing import NamedTuple

from casework.errors import StorageError
from store.database import told

__all__ = ["Blobs", "Placed", "sync_folder", "write_whole"]


class Placed(NamedTuple):
    """A blob that stands under its name, and the mark in ``incoming/`` that stays until its receipt is committed."""

    sha256: str
    mark: Path | None


def sync_folder(folder: Path) -> None:
    """Make the names in ``folder`` durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_whole(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Write a new file and sync its bytes; the name becomes durable with :func:`sync_folder`."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb", buffering=0) as file:
        view = memoryview(content)
        while view:
            view = view[file.write(view) :]
        os.fsync(file.fileno())


class Blobs:
    """The folders of one ledger. Every failure is a :class:`StorageError` that names what and where."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.blobs = folder / "blobs"
        self.quarantine = folder / "quarantine"
        self.incoming = folder / "incoming"
        with told("make the ledger's folders", folder):
            folder.mkdir(mode=0o750, parents=True, exist_ok=True)
            self.blobs.mkdir(mode=0o750, exist_ok=True)
            self.incoming.mkdir(mode=0o700, exist_ok=True)
            self.quarantine.mkdir(mode=0o700, exist_ok=True)

    def path(self, sha256: str) -> Path:
        """Where an open blob lies."""
        return self.blobs / sha256[:2] / sha256

    def hidden(self, sha256: str) -> Path:
        """Where a quarantined blob lies."""
        return self.quarantine / sha256

    def place(self, content: bytes) -> Placed:
        """Make ``content`` durable under its hash, and sure of it by reading back."""
        sha256 = hashlib.sha256(content).hexdigest()
        final = self.path(sha256)
        with told("keep a mail", final):
            if self._intact(final, sha256) or self._intact(self.hidden(sha256), sha256):
                return Placed(sha256, None)
            if not final.parent.is_dir():
                final.parent.mkdir(mode=0o750, exist_ok=True)
                sync_folder(self.blobs)
            mark = self.incoming / f"{sha256}.{os.getpid()}.{secrets.token_hex(4)}"
            try:
                write_whole(mark, content)
                self._name(mark, final)
                if not self._intact(final, sha256):
                    raise StorageError(f"keep a mail: {final}: other bytes were read back than written")
            except BaseException:
                mark.unlink(missing_ok=True)  # half a file on a full disk takes the room that the next mail needs
                raise
        return Placed(sha256, mark)

    def settle(self, placed: Placed) -> None:
        """The receipt is committed (or the mail was given up by the door): the mark may go."""
        if placed.mark is not None:
            with told("keep a mail", placed.mark):
                placed.mark.unlink(missing_ok=True)

    def stands(self, sha256: str) -> bool:
        """True where the bytes lie in one of the two folders."""
        return self.path(sha256).exists() or self.hidden(sha256).exists()

    def read(self, sha256: str) -> bytes:
        """The bytes, checked against their name."""
        with told("read a mail", self.path(sha256)):
            try:
                content = self.path(sha256).read_bytes()
            except FileNotFoundError:
                content = self.hidden(sha256).read_bytes()
        if hashlib.sha256(content).hexdigest() != sha256:
            raise StorageError(f"read a mail: {self.path(sha256)}: the bytes do not have the hash of their name")
        return content

    def hide(self, sha256: str) -> None:
        """Move a blob into the quarantine; done already is done."""
        source, target = self.path(sha256), self.hidden(sha256)
        with told("move a mail into the quarantine", target):
            if source.exists():
                try:
                    source.chmod(0o600)
                    source.replace(target)
                except OSError as error:
                    if error.errno != errno.EXDEV:  # the quarantine is a file system of its own
                        raise
                    self._carry_over(source, target, sha256)
            sync_folder(self.quarantine)
            if source.parent.is_dir():
                sync_folder(source.parent)

    def destroy(self, sha256: str) -> None:
        """Remove the bytes wherever they lie; done already is done."""
        with told("destroy a mail", self.hidden(sha256)):
            self.hidden(sha256).unlink(missing_ok=True)
            self.path(sha256).unlink(missing_ok=True)
            sync_folder(self.quarantine)
            if self.path(sha256).parent.is_dir():
                sync_folder(self.path(sha256).parent)

    def left_over(self, older_than: float) -> tuple[Placed, ...]:
        """Marks whose writer is gone: last touched before ``older_than`` (seconds since the epoch)."""
        with told("look for what a crash left", self.incoming):
            marks = [mark for mark in self.incoming.iterdir() if mark.stat().st_mtime < older_than]
        return tuple(Placed(mark.name.partition(".")[0], mark) for mark in sorted(marks))

    def room_left(self) -> int:
        """Bytes that may still be written here."""
        with told("look for room on the disk", self.folder):
            return shutil.disk_usage(self.folder).free

    def _name(self, mark: Path, final: Path) -> None:
        try:
            os.link(mark, final)
        except FileExistsError:  # a twin came in between, or damaged bytes stand there: whole ones take their place
            copy = mark.with_name(mark.name + ".again")
            os.link(mark, copy)
            copy.replace(final)
        sync_folder(final.parent)

    @staticmethod
    def _intact(path: Path, sha256: str) -> bool:
        try:
            return hashlib.sha256(path.read_bytes()).hexdigest() == sha256
        except (FileNotFoundError, PermissionError):  # the quarantine may belong to another account
            return False

    def _carry_over(self, source: Path, target: Path, sha256: str) -> None:
        copy = target.with_name(target.name + ".part")
        copy.unlink(missing_ok=True)
        write_whole(copy, source.read_bytes())
        if not self._intact(copy, sha256):
            raise StorageError(f"move a mail into the quarantine: {copy}: other bytes were read back than written")
        copy.replace(target)
        sync_folder(self.quarantine)
        source.unlink()
