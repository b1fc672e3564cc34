"""A copy of the ledger that can be checked and put back (668/15.2: every day, whole and restorable).

A backup is a folder: ``ledger.sqlite`` (SQLite's online backup: one consistent state while the service runs), ``key``,
``blobs/``, ``backup.json`` and ``SHA256SUMS`` over all of it, which ``sha256sum -c`` reads. It is written under another
name and gets its own when it is whole.

What is in it, and what is not:

* The *key*: without it the tokens of letters that are on their way would mean nothing after a restore. Whoever holds
  the backup holds every mail anyway; the folder is open to its owner only.
* No *quarantine*. And no mail that has not been judged: it might be secret. Such a receipt is taken out of the copy,
  so that after a restore its door fetches the mail again. It counts as younger than the backup.
* Blobs are copied, never linked to the live ones (a damaged disk block would damage both); a blob that stands whole in
  the latest backup beside this one is linked from there.

After :func:`restore` letters are parked until an administrator releases them: mail younger than the backup is walked
again, and its people may have got their letters already.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from casework.errors import StorageError, UsageError
from casework.noun import Noun
from store.blobs import sync_folder, write_whole
from store.database import told
from store.migrations import REVISIONS

__all__ = ["BackupReport", "CheckReport", "backup", "check", "restore"]

_FORMAT = 1
_CHUNK = 1 << 20
_NUMBER_GAP = 100_000  # numbers given between backup and restore are never given again
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
_UNJUDGED = "outcome = '' AND first_id IS NULL"


class BackupReport(Noun, frozen=True):
    """``path`` is the finished folder. ``unjudged`` mails were left out (see the module), ``bytes`` are all files'."""

    path: str
    made_at: datetime
    mails: int
    cases: int
    bytes: int
    unjudged: int


class CheckReport(Noun, frozen=True):
    """``problems`` are sentences for the administrator; empty where the backup is whole."""

    path: str
    files: int
    problems: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """True where every byte is as it was written and the ledger opens."""
        return not self.problems


class _Label(Noun, frozen=True):
    format: int
    schema: str
    made_at: datetime
    mails: int
    cases: int
    unjudged: int


def backup(ledger_folder: Path, into: Path, *, at: datetime | None = None) -> BackupReport:
    """Copy the ledger into a new folder ``into/ledger-YYYYMMDDTHHMMSSZ``, while it is in use. Raises
    :class:`StorageError`; then nothing that looks like a backup is left."""
    made_at = (at or datetime.now(UTC)).astimezone(UTC)
    final = into / f"ledger-{made_at:%Y%m%dT%H%M%SZ}"
    part = into / f".{final.name}.part"
    with told("back up the ledger", into):
        into.mkdir(mode=0o700, parents=True, exist_ok=True)
        if final.exists():
            raise StorageError(f"back up the ledger: {final} is there already")
        earlier = max(into.glob("ledger-*Z"), default=None)
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(mode=0o700)
        try:
            label, wanted = _copy_rows(ledger_folder / "ledger.sqlite", part / "ledger.sqlite", made_at)
            sums = [_copied(ledger_folder / "key", part / "key"), *_copy_blobs(ledger_folder, part, earlier, wanted)]
            sums.append((_hash(part / "ledger.sqlite"), "ledger.sqlite"))
            write_whole(part / "backup.json", msgspec.json.format(msgspec.json.encode(label)) + b"\n")
            sums.append((_hash(part / "backup.json"), "backup.json"))
            lines = "".join(f"{digest}  {name}\n" for digest, name in sorted(sums, key=lambda s: s[1]))
            write_whole(part / "SHA256SUMS", lines.encode())
            _sync_all(part)
            part.rename(final)
            sync_folder(into)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
    size = sum(p.stat().st_size for p in final.rglob("*") if p.is_file())
    return BackupReport(str(final), made_at, label.mails, label.cases, size, label.unjudged)


def check(path: Path) -> CheckReport:
    """Hold every file against its hash, open the copy, and look for every mail that its rows name."""
    try:
        listed = _listed(path)
    except (OSError, StorageError) as error:
        return CheckReport(str(path), 0, (f"{path / 'SHA256SUMS'}: không đọc được danh mục ({error})",))
    problems = [*_wrong_files(path, listed), *_surplus(path, listed)]
    if "ledger.sqlite" in listed and not any("ledger.sqlite" in p for p in problems):
        try:
            problems += _wrong_rows(path / "ledger.sqlite", listed)
        except sqlite3.Error as error:
            problems.append(f"{path / 'ledger.sqlite'}: không mở được ({error})")
    for needed in ("ledger.sqlite", "key", "backup.json"):
        if needed not in listed:
            problems.append(f"{path}: thiếu {needed} trong danh mục")
    return CheckReport(str(path), len(listed), tuple(problems))


def restore(path: Path, into: Path) -> None:
    """Put a checked backup back as the ledger folder ``into``, which must not exist or be empty.

    Letters are parked, leases freed, and numbers go on behind a gap so that no reference that the world knows is
    given twice. Raises :class:`UsageError` for a target in use, :class:`StorageError` for a backup that is not whole.
    """
    report = check(path)
    if not report.whole:
        raise StorageError("restore: bản sao lưu không nguyên vẹn: " + "; ".join(report.problems[:5]))
    if into.exists() and any(into.iterdir()):
        raise UsageError(f"restore: thư mục {into} đã có dữ liệu; hãy chọn thư mục trống")
    part = into.with_name(f".{into.name}.part")
    with told("restore the ledger", into):
        into.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(mode=0o750)
        for digest, name in sorted((d, n) for n, d in _listed(path).items()):
            if name != "backup.json":
                (part / name).parent.mkdir(mode=0o750, parents=True, exist_ok=True)
                if _copied(path / name, part / name)[0] != digest:
                    raise StorageError(f"restore: {path / name}: the bytes changed while they were read")
        _mark_restored(part / "ledger.sqlite", path.name)
        _sync_all(part)
        if into.exists():
            into.rmdir()
        part.rename(into)
        sync_folder(into.parent)


def _copy_rows(source: Path, target: Path, made_at: datetime) -> tuple[_Label, list[str]]:
    """The database as it stands in one instant, without unjudged mail; returns the label and the blobs needed."""
    live = sqlite3.connect(f"file:{source}?mode=rw", uri=True, timeout=30)
    copy = sqlite3.connect(target)
    try:
        live.backup(copy)  # in one stride: a writer in between would make it begin anew, again and again
        copy.execute("PRAGMA journal_mode=DELETE")
        copy.execute("PRAGMA foreign_keys=OFF")
        with copy:
            (unjudged,) = copy.execute(f"SELECT count(*) FROM receipt WHERE {_UNJUDGED}").fetchone()
            gone = f"SELECT id FROM receipt WHERE {_UNJUDGED}"
            copy.execute(f"DELETE FROM job WHERE receipt_id IN ({gone})")
            copy.execute(f"DELETE FROM receipt WHERE first_id IN ({gone})")
            copy.execute(f"DELETE FROM receipt WHERE {_UNJUDGED}")
        hidden = "SELECT identity FROM quarantine"
        wanted = copy.execute(f"SELECT DISTINCT sha256 FROM receipt WHERE identity NOT IN ({hidden})").fetchall()
        (mails,) = copy.execute("SELECT count(*) FROM receipt").fetchone()
        (cases,) = copy.execute("SELECT count(*) FROM cases").fetchone()
        (schema,) = copy.execute("SELECT version_num FROM alembic_version").fetchone()
    finally:
        live.close()
        copy.close()
    target.chmod(0o600)
    return _Label(_FORMAT, schema, made_at, mails, cases, unjudged), sorted(sha256 for (sha256,) in wanted)


def _copy_blobs(ledger: Path, part: Path, earlier: Path | None, wanted: Iterable[str]) -> Iterator[tuple[str, str]]:
    for sha256 in wanted:
        name = f"blobs/{sha256[:2]}/{sha256}"
        target = part / name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        before = earlier / name if earlier else None
        if before is not None and before.is_file() and _hash(before) == sha256:
            os.link(before, target)
            yield sha256, name
            continue
        if _copied(ledger / name, target)[0] != sha256:
            raise StorageError(f"back up the ledger: {ledger / name}: the bytes do not have the hash of their name")
        yield sha256, name


def _copied(source: Path, target: Path) -> tuple[str, str]:
    """Copy and sync one file; returns (hash of what was written, its name in the backup)."""
    digest = hashlib.sha256()
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with source.open("rb") as old, os.fdopen(handle, "wb") as new:
        while chunk := old.read(_CHUNK):
            digest.update(chunk)
            new.write(chunk)
        new.flush()
        os.fsync(new.fileno())
    return digest.hexdigest(), target.name


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync_all(folder: Path) -> None:
    database = os.open(folder / "ledger.sqlite", os.O_RDONLY)
    try:
        os.fsync(database)
    finally:
        os.close(database)
    for inner in [*(p for p in folder.rglob("*") if p.is_dir()), folder]:
        sync_folder(inner)


def _listed(path: Path) -> dict[str, str]:
    """Name → hash of ``SHA256SUMS``."""
    listed = {}
    for line in (path / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        found = _LINE.fullmatch(line)
        if found is None or ".." in Path(found[2]).parts or found[2].startswith("/"):
            raise StorageError(f"{path / 'SHA256SUMS'}: “hash  name” expected, got {line[:100]!r}")
        listed[found[2]] = found[1]
    return listed


def _wrong_files(path: Path, listed: dict[str, str]) -> Iterator[str]:
    for name, digest in listed.items():
        try:
            if _hash(path / name) != digest:
                yield f"{path / name}: nội dung đã bị thay đổi hoặc hỏng"
        except OSError as error:
            yield f"{path / name}: không đọc được ({error.strerror})"


def _surplus(path: Path, listed: dict[str, str]) -> Iterator[str]:
    for file in sorted(p for p in path.rglob("*") if p.is_file()):
        name = file.relative_to(path).as_posix()
        if name not in listed and name != "SHA256SUMS":
            yield f"{file}: tệp lạ, không có trong danh mục"


def _wrong_rows(database: Path, listed: dict[str, str]) -> list[str]:
    # immutable: nothing is written beside the copy, not even a lock.
    connection = sqlite3.connect(f"file:{database}?mode=ro&immutable=1", uri=True)
    try:
        problems = [f"{database}: {word}" for (word,) in connection.execute("PRAGMA integrity_check") if word != "ok"]
        problems += [
            f"{database}: bảng {row[0]} thiếu dòng cha" for row in connection.execute("PRAGMA foreign_key_check")
        ]
        (schema,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        if schema not in REVISIONS:
            problems.append(f"{database}: lược đồ {schema} không thuộc phiên bản này ({REVISIONS[-1]})")
        mails = "SELECT DISTINCT sha256 FROM receipt WHERE identity NOT IN (SELECT identity FROM quarantine)"
        for (sha256,) in connection.execute(mails):
            if f"blobs/{sha256[:2]}/{sha256}" not in listed:
                problems.append(f"{database}: thiếu thư {sha256}")
    finally:
        connection.close()
    return problems


def _mark_restored(database: Path, name: str) -> None:
    connection = sqlite3.connect(database)
    try:
        with connection:
            for mark, value in (("letters_parked", f"khôi phục từ {name}"), ("restored_from", name)):
                connection.execute("DELETE FROM ledger_mark WHERE name = ?", (mark,))
                connection.execute("INSERT INTO ledger_mark (name, value) VALUES (?, ?)", (mark, value))
            connection.execute("UPDATE outbox SET state = 'parked', worker = '' WHERE state = 'waiting'")
            connection.execute("UPDATE job SET worker = '' WHERE state = 'open'")
            connection.execute("UPDATE sqlite_sequence SET seq = seq + ?", (_NUMBER_GAP,))
    finally:
        connection.close()
