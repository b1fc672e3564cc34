"""Destroying a quarantined mail on a real Dovecot: its own copy goes, its twin in size and every other mail stays."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest

from casework.errors import StorageError
from casework.noun import replace
from intake.mailbox import MailboxSettings
from intake.removal import remove_copies
from intake.secrets import Secret
from tests.wire.dovecot import PASSWORD, Dovecot

pytestmark = pytest.mark.wire

USER = "congttdt@moha.gov.vn"
DONE = "Đã tiếp nhận"


def mail(word: str) -> bytes:
    return f"From: a@moha.gov.vn\r\nTo: {USER}\r\nSubject: {word}\r\n\r\nKính gửi {word}.\r\n".encode()


@pytest.fixture
def dovecot() -> Iterator[Dovecot]:
    server = Dovecot((USER,))
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture
def settings(dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> MailboxSettings:
    monkeypatch.setenv("TN_TEST_PASSWORD", PASSWORD)
    return MailboxSettings(
        name="cong", host="localhost", port=dovecot.port, user=USER, ca_file=str(dovecot.ca_file),
        password=Secret(environment="TN_TEST_PASSWORD"), done_folder=DONE, portal="congttdt",
        connect_seconds=3.0, read_seconds=3.0,
    )  # fmt: skip


def test_only_the_mail_with_these_bytes_goes(dovecot: Dovecot, settings: MailboxSettings) -> None:
    secret, twin = mail("alpha"), mail("omega")
    assert len(secret) == len(twin)
    with dovecot.client(USER) as client:
        client.create_folder(DONE)
        for content in (secret, twin):
            client.append("INBOX", content)
            client.append(DONE, content)
        # A mail that the people of the mailbox have marked for deletion themselves is not ours to expunge.
        client.append("INBOX", mail("kappa"), flags=[b"\\Deleted"])
    assert remove_copies(settings, hashlib.sha256(secret).hexdigest(), len(secret)) == 2
    with dovecot.client(USER) as client:
        left = client.fetch(client.search("ALL"), ["BODY.PEEK[]"])
        assert sorted(answer[b"BODY[]"] for answer in left.values()) == sorted([twin, mail("kappa")])
    with dovecot.client(USER, DONE) as client:
        left = client.fetch(client.search("ALL"), ["BODY.PEEK[]"])
        assert [answer[b"BODY[]"] for answer in left.values()] == [twin]


def test_a_dead_server_is_said_in_words(dovecot: Dovecot, settings: MailboxSettings) -> None:
    dovecot.kill()
    with pytest.raises(StorageError, match="still there"):
        remove_copies(replace(settings, connect_seconds=1.0), "0" * 64, 10)
