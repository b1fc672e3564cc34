"""The doors over the real ledger: one case by whichever roads, and nothing lost under SIGKILL."""

from __future__ import annotations

import os
import random
import smtplib
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from intake.addressing import Route
from intake.identity import identity_of
from intake.listener import ListenerDoor, ListenerSettings
from intake.mailbox import MailboxDoor, MailboxSettings
from intake.secrets import Secret
from store.ledger import Ledger
from tests.wire.dovecot import PASSWORD, Dovecot
from tests.wire.tools import wait_for

pytestmark = pytest.mark.wire

A = "congttdt@moha.gov.vn"
DONE = "Xong"
ROUTES = (Route(A, "congttdt"),)


def mail(number: int) -> bytes:
    return (
        f"From: donvi@moha.gov.vn\r\nTo: {A}\r\nSubject: tin {number}\r\nMessage-ID: <{number}@moha.gov.vn>\r\n\r\n"
        f"{'nội dung ' * 40}{number}\r\n"
    ).encode()


def rows(folder: Path) -> list[tuple[str, int, int | None]]:
    """Every receipt as an independent reader sees it: transport key, before, id of the first receipt of a repeat."""
    with closing(sqlite3.connect(folder / "ledger.sqlite")) as connection:
        return connection.execute("select transport_key, before, first_id from receipt order by id").fetchall()


@pytest.fixture
def dovecot() -> Iterator[Dovecot]:
    server = Dovecot((A,))
    try:
        server.start()
        yield server
    finally:
        server.remove()


def settings(server: Dovecot, **changes: object) -> MailboxSettings:
    return MailboxSettings(
        name="cong", host="localhost", port=server.port, user=A, password=Secret(environment="TN_TEST_PASSWORD"),
        ca_file=str(server.ca_file), done_folder=DONE, portal="congttdt", routes=ROUTES, poll_seconds=0.3,
        idle=False, longest_backoff=0.2,
    )  # fmt: skip


def test_one_mail_by_imap_and_by_lmtp_is_one_case_with_a_trace(
    dovecot: Dovecot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TN_TEST_PASSWORD", PASSWORD)
    stop = threading.Event()
    with Ledger(tmp_path, identity_of=identity_of) as ledger:
        dovecot.deliver(A, mail(1))
        imap = MailboxDoor(settings(dovecot), ledger, lambda: None, stop, lambda: True)
        lmtp = ListenerDoor(ListenerSettings(name="lmtp", routes=ROUTES), ledger, lambda: None, stop, lambda: True)
        imap.start()
        lmtp.start()
        try:
            wait_for(lambda: imap.status.adopted_at, what="the adoption")
            dovecot.deliver(A, mail(2))
            wait_for(lambda: len(rows(tmp_path)) == 2)
            with smtplib.LMTP("127.0.0.1", lmtp.port) as client:
                client.sendmail("donvi@moha.gov.vn", [A], mail(2))
            wait_for(lambda: len(dovecot.uids(A, DONE)) == 1)
            found = rows(tmp_path)
            assert [(before, first is not None) for _, before, first in found] == [(1, False), (0, False), (0, True)]
            assert found[2][2] == 2
            assert found[2][0].startswith("lmtp:lmtp:")
            assert len(dovecot.uids(A)) == 1, "the adopted mail stays"
            dovecot.doveadm("mailbox", "update", "-u", A, "--uid-validity", "4242424242", "INBOX")
            wait_for(lambda: len(rows(tmp_path)) == 4, what="the rescan")
            time.sleep(0.5)
            assert rows(tmp_path)[3][2] == 1
            assert len(dovecot.uids(A)) == 1, "and stays under its new number"
        finally:
            stop.set()
            lmtp.stop()
            imap.join(10)
            lmtp.join(10)


def test_a_door_killed_again_and_again_loses_nothing_and_doubles_nothing(dovecot: Dovecot, tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-m", "tests.wire.door_process", str(tmp_path), str(dovecot.port), str(dovecot.ca_file),
               A, DONE]  # fmt: skip
    environment = os.environ | {"TN_TEST_PASSWORD": PASSWORD, "PYTHONPATH": str(root)}
    chance = random.Random(668)
    log = (tmp_path / "door.log").open("ab")

    def run() -> subprocess.Popen[bytes]:
        return subprocess.Popen(command, cwd=root, env=environment, stdout=subprocess.PIPE, stderr=log)

    dovecot.deliver(A, mail(0))
    first = run()
    assert first.stdout is not None
    assert first.stdout.readline() == b"receipt\n"  # the adoption's
    wait_for(lambda: _adoption_is_complete(tmp_path), what="the adoption")
    first.kill()
    first.wait()
    count = 240
    with dovecot.client(A) as client:
        for number in range(1, count + 1):
            client.append("INBOX", mail(number))
    kills = 0
    while kills < 8:
        process = run()
        assert process.stdout is not None
        for _ in range(chance.randrange(1, 25)):
            if not process.stdout.readline():
                break
        time.sleep(chance.random() * 0.02)
        process.kill()
        process.wait()
        process.stdout.close()
        kills += 1
    last = run()
    try:
        wait_for(lambda: len(dovecot.uids(A, DONE)) == count, 60, "the rest being received and moved")
    finally:
        last.kill()
        last.wait()
        log.close()
    found = rows(tmp_path)
    assert [before for _, before, _ in found].count(1) == 1, "only what lay there at the first look is adopted"
    assert len(found) == count + 1, "one receipt a mail, and no mail fetched twice"
    assert len({key for key, _, _ in found}) == count + 1
    assert len(dovecot.uids(A)) == 1, "the adopted mail stays in place"
    assert all(b"\\Seen" not in flags for flags in dovecot.flags(A, DONE))


def _adoption_is_complete(folder: Path) -> bool:
    with closing(sqlite3.connect(folder / "ledger.sqlite")) as connection:
        return connection.execute("select count(*) from adoption where adopted_at is not null").fetchone() == (1,)
