"""Letters through a real Postfix: over STARTTLS and TLS, refused certificates, and the bounce that comes back."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from casework.decision import Disposition
from casework.letter import Letter
from casework.mail import Address
from casework.noun import replace
from notifier.bounce import BounceVerdict, read_bounce
from notifier.compose import compose
from notifier.message import render
from notifier.postman import PermanentFailure, SmtpPost, SmtpSettings, TransientFailure, probe
from notifier.tokens import bounce_sender
from tests.notifier.house import CONTEXT, PORTAL, TCVN3, case, decided
from tests.wire.smtp_peers import Postfix, postfix
from tests.wire.tools import self_signed, wait_for

pytestmark = pytest.mark.wire

COMPOSED = (compose(case(findings=(TCVN3,), decision=decided(Disposition.RETURN)), PORTAL, CONTEXT).letters or ())[0]
BOUNCES = "bounce@bounce.test"


@pytest.fixture(scope="module")
def certificate() -> Iterator[tuple[Path, Path]]:
    folder = Path(tempfile.mkdtemp(prefix="tn-cert-"))
    yield self_signed(folder)
    shutil.rmtree(folder)


def in_folder(certificate: tuple[Path, Path], *, reject_unlisted: bool) -> Iterator[Postfix]:
    # Sockets below the queue must stay under 108 letters, which pytest's own folders do not promise.
    base = Path(tempfile.mkdtemp(prefix="tn-pf-"))
    try:
        with postfix(base, *certificate, reject_unlisted=reject_unlisted) as server:
            yield server
    finally:
        shutil.rmtree(base)


@pytest.fixture(scope="module")
def server(certificate: tuple[Path, Path]) -> Iterator[Postfix]:
    yield from in_folder(certificate, reject_unlisted=True)


@pytest.fixture(scope="module")
def relay(certificate: tuple[Path, Path]) -> Iterator[Postfix]:
    """One that takes letters for unknown mailboxes and bounces them afterwards."""
    yield from in_folder(certificate, reject_unlisted=False)


def settings(port: int, certificate: tuple[Path, Path] | None, security: str = "starttls") -> SmtpSettings:
    ca_file = str(certificate[0]) if certificate else ""
    return SmtpSettings(host="localhost", port=port, security=security, ca_file=ca_file, seconds=10)


def post(port: int, certificate: tuple[Path, Path] | None, to: str, letter: Letter = COMPOSED, **how: str) -> None:
    addressed = replace(letter, to=Address(mailbox=to, name="Nguyễn Thị Lan"))
    wire = render(addressed, PORTAL, CONTEXT)
    SmtpPost(settings(port, certificate, **how)).send(wire, bounce_sender(BOUNCES, letter.token), to)


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_letter_arrives_whole(server: Postfix, certificate: tuple[Path, Path], security: str) -> None:
    before = len(server.arrived("lan"))
    port = server.port if security == "starttls" else server.tls_port
    post(port, certificate, "lan@moha.test", security=security)
    wait_for(lambda: len(server.arrived("lan")) > before, 15, "the letter in lan's Maildir")
    message = message_from_bytes(server.arrived("lan")[-1], policy=SMTP)
    assert isinstance(message, EmailMessage)
    assert message["Return-Path"] == f"<bounce+{COMPOSED.token}@bounce.test>"
    assert message["Message-ID"] == COMPOSED.message_id
    assert "with ESMTPS" in message["Received"]
    text = message.get_body(("plain",))
    assert text is not None and text.get_content().replace("\r\n", "\n").strip() == COMPOSED.text.strip()


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_that_nobody_vouches_for_gets_no_letter(server: Postfix, security: str) -> None:
    before = len(server.arrived("lan"))
    port = server.port if security == "starttls" else server.tls_port
    with pytest.raises(TransientFailure, match="CERTIFICATE_VERIFY_FAILED") as failure:
        post(port, None, "lan@moha.test", security=security)
    assert failure.value.about_server
    assert len(server.arrived("lan")) == before


def test_a_certificate_of_another_host_gets_no_letter(server: Postfix, certificate: tuple[Path, Path]) -> None:
    """The same server under an address that its certificate does not name."""
    elsewhere = replace(settings(server.port, certificate), host="127.0.0.2")
    with pytest.raises(TransientFailure, match="mismatch"):
        SmtpPost(elsewhere).send(b"Subject: x\r\n\r\nx\r\n", "a@bounce.test", "lan@moha.test")


def test_a_temporary_refusal_is_tried_again(server: Postfix, certificate: tuple[Path, Path]) -> None:
    with pytest.raises(TransientFailure, match="RCPT answered 450") as failure:
        post(server.port, certificate, "busy@moha.test")
    assert failure.value.code == 450 and not failure.value.about_server


@pytest.mark.parametrize("to", ["gone@moha.test", "nobody@moha.test", "x@elsewhere.example"])
def test_a_permanent_refusal_is_final(server: Postfix, certificate: tuple[Path, Path], to: str) -> None:
    with pytest.raises(PermanentFailure, match=r"RCPT answered 5\d\d"):
        post(server.port, certificate, to)


def test_a_letter_too_large_is_final_and_says_so(server: Postfix, certificate: tuple[Path, Path]) -> None:
    large = replace(COMPOSED, text="x\n" * 150_000)
    with pytest.raises(PermanentFailure, match=r"552|message size"):
        post(server.port, certificate, "lan@moha.test", large)


def test_a_log_in_that_the_server_does_not_offer_is_the_servers_affair(
    server: Postfix, certificate: tuple[Path, Path]
) -> None:
    with_password = replace(settings(server.port, certificate), user="tiepnhan", password="secret")
    with pytest.raises(TransientFailure) as failure:
        SmtpPost(with_password).send(b"Subject: x\r\n\r\nx\r\n", "a@bounce.test", "lan@moha.test")
    assert failure.value.about_server
    assert "secret" not in str(failure.value) + repr(with_password)


def test_probe_says_what_is_wrong_or_nothing(server: Postfix, certificate: tuple[Path, Path]) -> None:
    assert probe(settings(server.port, certificate)) == ""
    assert "CERTIFICATE_VERIFY_FAILED" in probe(settings(server.port, None))


def test_a_real_bounce_names_its_letter(relay: Postfix, certificate: tuple[Path, Path]) -> None:
    post(relay.port, certificate, "unknown@moha.test")
    wait_for(lambda: relay.arrived("bounces"), 20, "the bounce of an unknown mailbox")
    message = message_from_bytes(relay.arrived("bounces")[0], policy=SMTP)
    assert isinstance(message, EmailMessage)
    status = next(part for part in message.walk() if part.get_content_type() == "message/delivery-status")
    report = "\n".join(str(part) for part in status.iter_parts())
    by_address = read_bounce((message["To"],), BOUNCES, report)
    by_envelope_id = read_bounce((), BOUNCES, report)
    for bounce in (by_address, by_envelope_id):
        assert bounce is not None
        assert (bounce.token, bounce.verdict) == (COMPOSED.token, BounceVerdict.PERMANENT)
        assert bounce.receiver == "unknown@moha.test"
    # RET=HDRS: what we wrote to one person does not travel back in full.
    assert COMPOSED.text.splitlines()[2].encode() not in relay.arrived("bounces")[0]
    assert "message/rfc822" not in [part.get_content_type() for part in message.walk()]
