"""Killed at any instant, on a full disk, by two processes at once: nothing is lost and nothing is done twice.

The judge of the first test is an outsider: ``sqlite3`` and ``hashlib`` over what lies on the disk.
"""

from __future__ import annotations

import hashlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from casework.errors import StorageError
from casework.mail import MailClass
from store.ledger import Ledger
from store.records import Outcome
from tests.store.builders import LEASE, case_for, delivery, open_ledger, outcome, take_in, wire

ROOT = Path(__file__).parents[2]
MAILS = 60

#: Receives, claims and commits without end; says each promise on stdout only after the call returned.
WORKER = """
import sys
from datetime import timedelta
from pathlib import Path
from tests.store.builders import article, case_for, delivery, letter, open_ledger, outcome, wire
from casework.errors import TiepnhanError

name, folder, mails = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
ledger = open_ledger(folder)
print("up", flush=True)
for number in range(mails):
    ledger.receive(wire(number, f"s{number % 4}@a.vn"), delivery(f"imap:{number}"))
    print(f"received {number}", flush=True)
    job = ledger.claim(name, timedelta(seconds=0.3))
    if job is None:
        continue
    ref = f"C-{job.receipt.id}"
    case = case_for(job.receipt, ref, documents=(article(ref),))
    try:
        ledger.commit(job, outcome(ledger, case, outgoing=(letter(ref, ref),)))
        print(f"committed {ref}", flush=True)
    except TiepnhanError as error:
        print(f"lost {type(error).__name__}", flush=True)
print("end", flush=True)
"""


def _start(folder: Path, name: str, mails: int = MAILS) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-c", WORKER, name, str(folder), str(mails)]
    return subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def _promises(process: subprocess.Popen[str]) -> list[str]:
    said, _ = process.communicate(timeout=120)
    return [line for line in said.splitlines() if line.count(" ") <= 1]


def _audit(folder: Path, received: set[int], committed: set[str]) -> None:
    """What was promised is there, whole and once; nothing stands half-written."""
    raw = sqlite3.connect(folder / "ledger.sqlite")
    assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
    rows = raw.execute("SELECT id, transport_key, sha256, outcome, case_ref FROM receipt").fetchall()
    assert received <= {int(key.partition(":")[2]) for _, key, *_ in rows}
    for _, key, sha256, *_ in rows:
        content = (folder / "blobs" / sha256[:2] / sha256).read_bytes()
        assert hashlib.sha256(content).hexdigest() == sha256, key
    decided = {ref for *_, outcome, ref in rows if outcome}
    assert committed <= decided
    jobs = {receipt for (receipt,) in raw.execute("SELECT receipt_id FROM job")}
    assert {number for number, _, _, outcome, _ in rows if not outcome} == jobs, "undecided is the same as having a job"
    cases = {ref for (ref,) in raw.execute("SELECT ref FROM cases")}
    revisions = [ref for (ref,) in raw.execute("SELECT ref FROM revision")]
    letters = [ref for (ref,) in raw.execute("SELECT case_ref FROM outbox")]
    documents = [ref for (ref,) in raw.execute("SELECT ref FROM document")]
    assert cases == decided
    assert sorted(revisions) == sorted(letters) == sorted(documents) == sorted(decided), "one of each, or none"
    raw.close()


@pytest.mark.crash
def test_killed_at_any_instant_nothing_promised_is_missing(tmp_path: Path) -> None:
    folder = tmp_path / "l"
    dice = random.Random(20261121)
    received: set[int] = set()
    committed: set[str] = set()
    round_ = 0
    while round_ < 25 or (len(received) <= 5 and round_ < 100):  # a busy machine is killed before its first mail
        round_ += 1
        process = _start(folder, f"w{round_}")
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
        time.sleep(dice.uniform(0, 0.15))
        process.send_signal(signal.SIGKILL)
        for line in _promises(process):
            word, _, what = line.partition(" ")
            if word == "received" and what:
                received.add(int(what))
            elif word == "committed" and what:
                committed.add(what)
        _audit(folder, received, committed)
    assert len(received) > 5, "the kills must not all come before the first mail"
    process = _start(folder, "last")
    assert _promises(process)[-1] == "end"
    with open_ledger(folder) as ledger:
        ledger.free_leases()
        while (job := ledger.claim("rest", LEASE)) is not None:
            ledger.commit(job, Outcome(MailClass.JUNK))
        (books,) = ledger.balance()
    assert (books.received, books.in_progress, books.whole) == (MAILS, 0, True)


@pytest.mark.crash
def test_processes_that_race_for_the_same_mails_decide_each_once(tmp_path: Path) -> None:
    folder = tmp_path / "l"
    racers = [_start(folder, f"w{n}", 40) for n in range(3)]
    said = [line for racer in racers for line in _promises(racer)]
    assert [racer.returncode for racer in racers] == [0, 0, 0]
    committed = [line.partition(" ")[2] for line in said if line.startswith("committed")]
    assert len(committed) == len(set(committed))
    _audit(folder, set(range(40)), set(committed))


def test_a_full_disk_is_told_and_all_is_done_after_it(tmp_path: Path) -> None:
    """RLIMIT_FSIZE stands for the full disk: a write beyond it fails with an error, here in a process of its own."""
    script = """
import resource, signal, sys
from pathlib import Path
from tests.store.builders import delivery, open_ledger, wire
from casework.errors import StorageError

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
ledger = open_ledger(Path(sys.argv[1]))
small = wire(1)
ledger.receive(small, delivery("imap:1"))
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
told = []
for key, content in (("imap:2", b"From: a@b.vn\\r\\n\\r\\n" + b"x" * 100_000), ("imap:3", wire(3))):
    try:
        ledger.receive(content, delivery(key))
    except StorageError as error:
        told.append(str(error))
assert len(told) == 2, told
assert "keep a mail" in told[0] and "write a receipt" in told[1], told
assert not [p for p in (Path(sys.argv[1]) / "incoming").iterdir() if p.stat().st_size > 4096], "half a file was left"
assert ledger.known(["imap:1", "imap:2", "imap:3"]) == {"imap:1"}
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
ledger.receive(b"From: a@b.vn\\r\\n\\r\\n" + b"x" * 100_000, delivery("imap:2"))
ledger.receive(wire(3), delivery("imap:3"))
assert ledger.waiting() == 3
print("all there")
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "l")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout == "all there\n", done.stderr


def test_a_commit_on_a_full_disk_writes_nothing_and_may_be_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_ledger(tmp_path / "l") as ledger:
        job = take_in(ledger)
        case = case_for(job.receipt, "C-1")
        with ledger._db.write("bound the database's size") as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        raw = ledger._db._writer.connection.driver_connection
        assert raw is not None
        raw.execute(f"PRAGMA max_page_count={pages}")
        big = case_for(job.receipt, "C-1", class_reason=os.urandom(200_000).hex())
        with pytest.raises(StorageError, match="disk is full"):
            ledger.commit(job, outcome(ledger, big))
        assert ledger.case("C-1") is None
        raw.execute("PRAGMA max_page_count=1000000")
        ledger.commit(job, outcome(ledger, case))
        assert ledger.case("C-1") == case


def test_bytes_that_read_back_wrong_are_not_acknowledged(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.blobs.write_whole", lambda path, content, mode=0o600: path.write_bytes(b"bad"))
    with pytest.raises(StorageError, match="other bytes"):
        ledger.receive(wire(), delivery())
    assert ledger.known(["imap:1"]) == frozenset()
    monkeypatch.undo()
    assert ledger.content(ledger.receive(wire(), delivery())) == wire()
