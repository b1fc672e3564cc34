"""The world around the victim: a mail server that tries again until 250, an SMTP server that counts, an auditor.

The auditor reads the ledger's file with sqlite3 and the folders with its own eyes; it imports nothing of the store.
"""

from __future__ import annotations

import hashlib
import os
import signal
import smtplib
import socket
import sqlite3
import subprocess
import sys
import time
from collections import defaultdict
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

__all__ = ["Sink", "Victim", "audit", "deliver_until_taken"]

ROOT = Path(__file__).resolve().parents[2]


class Sink:
    """A real SMTP server on loopback that keeps what it has answered with 250."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str, bytes]] = []  # Message-ID, receiver, bytes
        self._controller = Controller(self, hostname="127.0.0.1", port=_free_port())
        self._controller.start()
        self.port: int = self._controller.port

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.taken.append((str(message["Message-ID"]), envelope.rcpt_tos[0], envelope.content))
        return "250 taken"

    def stop(self) -> None:
        self._controller.stop()


class Victim:
    """Starts the daemon, waits for its door, kills it."""

    def __init__(self, folder: Path, smtp_port: int) -> None:
        self.folder = folder
        self.port = _free_port()
        self.config = folder / "config.toml"
        self.config.write_text(
            f"""
[service]
host = "tiepnhan.thu-nghiem.vn"
administrator = "quantri@thu-nghiem.vn"
bounce_address = "bounce@thu-nghiem.vn"
[store]
folder = "store"
backup = "backup"
free_mark_mb = 1
[schedule]
post_every = 0.1
[trust]
fetch = false
[workers]
lease_seconds = 2.0
[outgoing.smtp]
host = "127.0.0.1"
port = {smtp_port}
security = "none"
[[listener]]
name = "lmtp"
port = {self.port}
trust = {{ assume_authenticated = true }}
""",
            encoding="utf-8",
        )
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, point: str = "never") -> None:
        """Returns when the door answers, or when the process has already died."""
        log = (self.folder / "victim.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.victim", str(self.config), point], cwd=ROOT, stderr=log, stdout=log
        )
        log.close()
        end = time.monotonic() + 60
        while time.monotonic() < end and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.05)
        assert self.process.poll() is not None, "the door did not open within 60 s"

    def died(self, seconds: float = 60) -> bool:
        """True when it was killed within ``seconds``."""
        assert self.process is not None
        try:
            return self.process.wait(seconds) == -signal.SIGKILL
        except subprocess.TimeoutExpired:
            return False

    def kill(self) -> None:
        """SIGKILL, now; harmless where it is dead already."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """SIGTERM and the exit status."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(90)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What the ledger's file says, read from outside."""
        with sqlite3.connect(f"file:{self.folder / 'store' / 'ledger.sqlite'}?mode=ro", uri=True, timeout=10) as file:
            return file.execute(query).fetchall()

    def settled(self, seconds: float = 90) -> bool:
        """True when no receipt is in progress and no letter waits."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            open_receipts = self.rows("SELECT count(*) FROM receipt WHERE outcome = ''")[0][0]
            letters = self.rows("SELECT count(*) FROM outbox WHERE state = 'waiting'")[0][0]
            if not open_receipts and not letters:
                return True
            time.sleep(0.1)
        return False


def deliver_until_taken(port: int, sender: str, recipient: str, content: bytes, *, tries: int = 1) -> bool:
    """What a mail server does: try, and try again until 250. True when taken."""
    for _ in range(tries):
        try:
            with smtplib.LMTP("127.0.0.1", port, timeout=30) as door:
                door.sendmail(sender, [recipient], content)
            return True
        except (OSError, smtplib.SMTPException):
            time.sleep(0.05)
    return False


def audit(victim: Victim, sink: Sink, delivered: list[bytes]) -> None:
    """Nothing lost, one outcome each, every letter at least once, repeats only with the same Message-ID."""
    receipts = victim.rows("SELECT id, sha256, outcome, first_id, case_ref FROM receipt")
    known = {sha256 for _, sha256, *_ in receipts}
    for content in delivered:
        assert hashlib.sha256(content).hexdigest() in known, "a mail that got its 250 has no receipt"
    for _, sha256, outcome, first, _ in receipts:
        assert outcome, "a receipt without an outcome"
        if first is None:
            blob = victim.folder / "store" / "blobs" / sha256[:2] / sha256
            assert hashlib.sha256(blob.read_bytes()).hexdigest() == sha256, "the bytes are not what was received"
    firsts = [sha256 for _, sha256, _, first, _ in receipts if first is None]
    assert len(firsts) == len(set(firsts)), "two outcomes of one mail"
    refs = [ref for *_, first, ref in receipts if first is None and ref]
    assert len(refs) == len(set(refs))
    cases = victim.rows("SELECT ref, revision FROM cases")
    assert sorted(ref for ref, _ in cases) == sorted(refs)
    assert all(revision == 1 for _, revision in cases), "a mail was decided twice"
    _audit_letters(victim, sink)
    assert victim.rows("PRAGMA integrity_check") == [("ok",)]


def _audit_letters(victim: Victim, sink: Sink) -> None:
    rows = victim.rows('SELECT message_id, case_ref, name, "to", state FROM outbox')
    assert {state for *_, state in rows} <= {"sent"}, rows
    arrived = {message_id for message_id, _, _ in sink.taken}
    assert arrived == {message_id for message_id, *_ in rows}, "the letters sent are not the letters committed"
    by_letter: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    for message_id, ref, name, to, _ in rows:
        by_letter[(ref, name, to)].add(message_id)
    assert all(len(ids) == 1 for ids in by_letter.values()), "one letter under two Message-IDs"
    texts: defaultdict[str, set[bytes]] = defaultdict(set)
    for message_id, _, content in sink.taken:
        texts[message_id].add(content)
    assert all(len(found) == 1 for found in texts.values()), "a repeated letter says something else"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment_rounds(default: int) -> int:
    """How many random kills: 20 in CI, 200 with `make crash`."""
    return int(os.environ.get("TIEPNHAN_CRASH_ROUNDS", str(default)))
