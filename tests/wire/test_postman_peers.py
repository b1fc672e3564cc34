"""The postman against peers that refuse, break off or fall silent: smtp-sink, and sockets for what it cannot do."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from casework.decision import Disposition
from casework.errors import ConfigurationError
from notifier.compose import compose
from notifier.message import render
from notifier.postman import PermanentFailure, Sent, SmtpPost, SmtpSettings, TransientFailure
from notifier.tokens import bounce_sender
from tests.notifier.house import CONTEXT, PORTAL, TCVN3, case, decided
from tests.wire.smtp_peers import peer_of_our_own, polite, smtp_sink
from tests.wire.tools import free_port, wait_for

pytestmark = pytest.mark.wire

LETTER = (compose(case(findings=(TCVN3,), decision=decided(Disposition.RETURN)), PORTAL, CONTEXT).letters or ())[0]
WIRE = render(LETTER, PORTAL, CONTEXT)
SENDER = bounce_sender(CONTEXT.bounce_address, LETTER.token)


def send(port: int, *, seconds: float = 5, wire: bytes = WIRE) -> Sent:
    post = SmtpPost(SmtpSettings(host="127.0.0.1", port=port, security="none", seconds=seconds))
    return post.send(wire, SENDER, LETTER.to.mailbox)


def test_sink_takes_the_letter_byte_for_byte(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    dotted = WIRE + b".a line with a dot in front\r\n..and two\r\n"
    with smtp_sink(dump=tmp_path) as port:
        assert send(port, wire=dotted).reply.startswith("250")
        wait_for(lambda: [f for f in tmp_path.iterdir() if f.read_bytes().rstrip().endswith(b"..and two")], 5)
    (dump,) = (file.read_bytes().replace(b"\r\n", b"\n") for file in tmp_path.iterdir())
    assert WIRE.replace(b"\r\n", b"\n") in dump
    assert f"X-Mail-Args: <{SENDER}>".encode() in dump


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA", "."])
def test_soft_refusal_at_any_step_is_transient(command: str) -> None:
    with smtp_sink("-r", command) as port, pytest.raises(TransientFailure, match="450") as failure:
        send(port)
    assert failure.value.code == 450 and not failure.value.about_server


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA", "."])
def test_hard_refusal_of_the_letter_is_permanent(command: str) -> None:
    with smtp_sink("-f", command, "-B", "550 5.7.1 no") as port, pytest.raises(PermanentFailure) as failure:
        send(port)
    assert failure.value.code == 550


@pytest.mark.parametrize("command", ["CONNECT", "EHLO,HELO"])
def test_a_server_that_refuses_everybody_does_not_condemn_the_letter(command: str) -> None:
    with smtp_sink("-f", command) as port, pytest.raises(TransientFailure) as failure:
        send(port)
    assert failure.value.about_server


@pytest.mark.parametrize("command", ["CONNECT", "EHLO,HELO", "MAIL", "RCPT", "DATA", "."])
def test_a_connection_dropped_at_any_step_is_transient(command: str) -> None:
    with smtp_sink("-q", command) as port, pytest.raises(TransientFailure):
        send(port)


def test_a_drop_at_quit_changes_nothing() -> None:
    with smtp_sink("-q", "QUIT") as port:
        assert send(port).reply.startswith("250")


def after_the_dot(then: Callable[[socket.socket], None]) -> Callable[[socket.socket], None]:
    return lambda peer: polite(peer, then)


def silent(peer: socket.socket) -> None:
    """Say nothing until the client goes away."""
    peer.settimeout(12)
    while peer.recv(4096):
        continue


def test_a_drop_after_the_dot_is_transient() -> None:
    def leave(peer: socket.socket) -> None:
        peer.shutdown(socket.SHUT_RDWR)

    with peer_of_our_own(after_the_dot(leave)) as port, pytest.raises(TransientFailure, match="broke off"):
        send(port)


def test_half_an_answer_after_the_dot_is_not_a_yes() -> None:
    with peer_of_our_own(after_the_dot(lambda peer: peer.sendall(b"25"))) as port, pytest.raises(TransientFailure):
        send(port)


@pytest.mark.parametrize("behave", [silent, after_the_dot(silent)], ids=["at the greeting", "after the dot"])
def test_a_silent_server_is_left_after_the_time_out(behave: Callable[[socket.socket], None]) -> None:
    started = time.monotonic()
    with peer_of_our_own(behave) as port, pytest.raises(TransientFailure):
        send(port, seconds=0.5)
    assert time.monotonic() - started < 5


def test_nobody_listening_is_transient() -> None:
    with pytest.raises(TransientFailure, match="không kết nối được") as failure:
        send(free_port())
    assert failure.value.about_server


def test_a_server_without_starttls_gets_no_letter_in_the_clear(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    with smtp_sink(dump=tmp_path) as port:
        post = SmtpPost(SmtpSettings(host="127.0.0.1", port=port, security="starttls", seconds=5))
        with pytest.raises(TransientFailure, match="STARTTLS") as failure:
            post.send(WIRE, SENDER, LETTER.to.mailbox)
    assert failure.value.about_server
    assert list(tmp_path.iterdir()) == []


def test_clear_text_is_for_loopback_alone() -> None:
    with pytest.raises(ConfigurationError, match="loopback"):
        SmtpPost(SmtpSettings(host="mail.moha.gov.vn", security="none"))
    with pytest.raises(ConfigurationError, match="starttls, tls or none"):
        SmtpPost(SmtpSettings(host="mail.moha.gov.vn", security="ssl"))


def test_a_password_that_cannot_be_read_stops_nothing_else() -> None:
    def missing() -> str:
        raise OSError(2, "No such file or directory", "/run/credentials/smtp")

    with smtp_sink() as port:
        settings = SmtpSettings(
            host="127.0.0.1", port=port, security="none", user="tiepnhan", password=missing, seconds=5
        )
        with pytest.raises(TransientFailure, match="No such file") as failure:
            SmtpPost(settings).send(WIRE, SENDER, LETTER.to.mailbox)
    assert failure.value.about_server
