"""A backup is whole or it is not there; damage is seen; a restored ledger goes on."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from casework.errors import StorageError, UsageError
from casework.mail import MailClass
from store.backup import backup, check, restore
from store.ledger import Ledger
from store.records import Outcome
from tests.store.builders import LEASE, Clock, article, committed, delivery, letter, open_ledger, take_in, wire

AT = datetime(2026, 8, 28, 20, 0, tzinfo=UTC)


@pytest.fixture
def copy(ledger: Ledger, tmp_path: Path) -> Path:
    """A backup of a ledger with two cases, one letter and one mail not yet judged."""
    committed(ledger, "C-1", 1)
    committed(ledger, "C-2", 2, documents=(article("2"),))
    ledger.post((letter("a", "C-1"),))
    ledger.receive(wire(3), delivery("imap:3"))
    report = backup(ledger.folder, tmp_path / "backups", at=AT)
    assert (report.mails, report.cases, report.unjudged) == (2, 2, 1)
    return Path(report.path)


def test_a_backup_is_whole_and_a_stranger_tool_agrees(copy: Path) -> None:
    assert copy.name == "ledger-20260828T200000Z"
    assert check(copy).problems == ()
    assert oct(copy.stat().st_mode)[-3:] == "700"
    done = subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=copy, check=False)
    assert done.returncode == 0
    assert sorted(p.name for p in copy.iterdir()) == ["SHA256SUMS", "backup.json", "blobs", "key", "ledger.sqlite"]


def test_a_restored_ledger_goes_on_with_its_letters_parked(copy: Path, ledger: Ledger, tmp_path: Path) -> None:
    restore(copy, tmp_path / "new")
    with open_ledger(tmp_path / "new", clock=Clock()) as new:
        assert new.case("C-1") == ledger.case("C-1")
        assert new.wire_of("C-2") == wire(2)
        assert new.key == ledger.key
        assert "ledger-20260828T200000Z" in new.parked()
        assert new.claim_letter("p", LEASE) is None
        assert new.known(["imap:1", "imap:2", "imap:3"]) == {"imap:1", "imap:2"}, "the third is fetched again"
        again = new.receive(wire(3), delivery("imap:3"))
        assert again.id > 1000, "no number that was given after the backup is given again"
        job = new.claim("w", LEASE)
        assert job is not None
        new.commit(job, Outcome(MailClass.SUBMISSION, outgoing=(letter("b"),)))
        assert new.claim_letter("p", LEASE) is None, "mail younger than the backup is walked, its letters wait"
        assert new.unpark() == 2
        assert new.balance()[0].whole
    assert check(copy).whole, "the backup itself was not touched"


@pytest.mark.parametrize("victim", ["ledger.sqlite", "key", "backup.json", "blob", "SHA256SUMS"])
@pytest.mark.parametrize("harm", ["flip", "truncate", "remove"])
def test_every_damage_is_seen_and_nothing_is_restored(copy: Path, tmp_path: Path, victim: str, harm: str) -> None:
    path = next(p for p in (copy / "blobs").rglob("*") if p.is_file()) if victim == "blob" else copy / victim
    content = bytearray(path.read_bytes())
    if harm == "remove":
        path.unlink()
    else:
        content[len(content) // 2] ^= 1
        path.write_bytes(content if harm == "flip" else content[: len(content) // 2])
    report = check(copy)
    assert not report.whole
    assert victim == "SHA256SUMS" or any(path.name in problem for problem in report.problems)
    with pytest.raises(StorageError, match="không nguyên vẹn"):
        restore(copy, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_mail_missing_in_rows_and_list_alike_is_seen(copy: Path) -> None:
    blob = next(p for p in (copy / "blobs").rglob("*") if p.is_file())
    blob.unlink()
    lines = (copy / "SHA256SUMS").read_text().splitlines(keepends=True)
    (copy / "SHA256SUMS").write_text("".join(line for line in lines if blob.name not in line))
    assert any(f"thiếu thư {blob.name}" in problem for problem in check(copy).problems)


def test_a_stray_file_is_seen(copy: Path) -> None:
    (copy / "blobs" / "la.txt").write_text("x")
    assert any("tệp lạ" in problem for problem in check(copy).problems)


def test_a_later_backup_shares_whole_blobs_with_the_earlier_and_not_with_the_ledger(copy: Path, ledger: Ledger) -> None:
    damaged, whole = sorted(p for p in (copy / "blobs").rglob("*") if p.is_file())
    damaged.write_bytes(b"damaged since")
    later = Path(backup(ledger.folder, copy.parent, at=AT.replace(day=29)).path)
    assert check(later).whole
    same = later / whole.relative_to(copy)
    assert same.stat().st_ino == whole.stat().st_ino
    live = ledger.folder / whole.relative_to(copy)
    assert live.stat().st_ino != whole.stat().st_ino


def test_a_backup_that_fails_leaves_nothing_that_looks_like_one(ledger: Ledger, tmp_path: Path) -> None:
    committed(ledger)
    next(p for p in (ledger.folder / "blobs").rglob("*") if p.is_file()).unlink()
    with pytest.raises(StorageError):
        backup(ledger.folder, tmp_path / "b", at=AT)
    assert list((tmp_path / "b").iterdir()) == []


def test_damaged_live_bytes_are_told_by_the_backup(ledger: Ledger, tmp_path: Path) -> None:
    committed(ledger)
    next(p for p in (ledger.folder / "blobs").rglob("*") if p.is_file()).write_bytes(b"damaged")
    with pytest.raises(StorageError, match="hash"):
        backup(ledger.folder, tmp_path / "b", at=AT)


def test_a_second_backup_of_the_same_second_is_refused(copy: Path, ledger: Ledger) -> None:
    with pytest.raises(StorageError, match="there already"):
        backup(ledger.folder, copy.parent, at=AT)
    assert check(copy).whole


def test_a_target_in_use_is_refused(copy: Path, ledger: Ledger) -> None:
    with pytest.raises(UsageError, match="đã có dữ liệu"):
        restore(copy, ledger.folder)


def test_a_backup_may_be_carried_away(copy: Path, tmp_path: Path) -> None:
    moved = tmp_path / "elsewhere"
    shutil.copytree(copy, moved)
    assert check(moved).whole


def test_the_ledger_goes_on_while_it_is_copied(ledger: Ledger, tmp_path: Path) -> None:
    job = take_in(ledger)
    backup(ledger.folder, tmp_path / "b", at=AT)
    ledger.commit(job, Outcome(MailClass.JUNK))
    assert ledger.balance()[0].whole
