"""`doctor --probe` through a real Postfix into a real Dovecot: one strips forged words, one lets them pass."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from casework.mail import MailClass
from casework.noun import replace
from frontdesk.colours import Check
from frontdesk.origin_probe import SENDER, forged_mail, probe_all
from frontdesk.settings import DoorName, DoorTrust, Service, Settings
from intake.classify import classify
from intake.mailbox import MailboxSettings
from intake.mailbox_session import MailboxSession
from intake.sandbox import Sandbox
from intake.secrets import Secret
from intake.terms import Terms
from tests.wire.dovecot import PASSWORD, Dovecot
from tests.wire.smtp_peers import Postfix, peer_of_our_own, polite, postfix
from tests.wire.tools import free_port, self_signed

pytestmark = pytest.mark.wire

PORTAL = "congttdt@moha.gov.vn"
AUTHSERV = "mail.test"  # Postfix calls itself so
INTERNAL = "X-MS-Exchange-Organization-AuthAs=Internal"
STRIPS = "/^X-MS-Exchange-Organization-AuthAs:/ IGNORE\n/^Authentication-Results:\\s*mail\\.test/ IGNORE\n"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(workers=1, seconds=60, memory_mb=1024) as one:
        yield one


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    server = Dovecot((PORTAL,))
    try:
        server.start()
        yield server
    finally:
        server.remove()


@contextmanager
def mail_server(dovecot: Dovecot, strips: str) -> Iterator[Postfix]:
    """Postfix in front of Dovecot; ``strips`` are its header checks."""
    base = Path(tempfile.mkdtemp(prefix="tn-pf-"))
    try:
        (base / "strips").write_text(strips)
        main = (
            f"virtual_mailbox_domains = moha.gov.vn\nvirtual_mailbox_maps = inline:{{ {PORTAL}=x }}\n"
            f"virtual_transport = lmtp:unix:{dovecot.folder}/run/lmtp\nheader_checks = regexp:{base}/strips\n"
        )
        with postfix(base, *self_signed(base), main=main, master="lmtp unix - - n - - lmtp\n") as server:
            yield server
    finally:
        shutil.rmtree(base)


@pytest.fixture(scope="module")
def strict(dovecot: Dovecot) -> Iterator[Postfix]:
    with mail_server(dovecot, STRIPS) as server:
        yield server


@pytest.fixture(scope="module")
def careless(dovecot: Dovecot) -> Iterator[Postfix]:
    with mail_server(dovecot, "") as server:
        yield server


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TN_TEST_PASSWORD", PASSWORD)


def settings(dovecot: Dovecot, probe: str, *, done_folder: str = "") -> Settings:
    mailbox = MailboxSettings(
        name="congttdt", host="localhost", port=dovecot.port, user=PORTAL, ca_file=str(dovecot.ca_file),
        password=Secret(environment="TN_TEST_PASSWORD"), portal="congttdt", done_folder=done_folder,
        connect_seconds=5.0, read_seconds=5.0,
    )  # fmt: skip
    trust = DoorTrust(authserv_id=AUTHSERV, internal_header=INTERNAL, probe=probe)
    service = Service(host="tiepnhan.mail.test", administrator="qt@moha.gov.vn", bounce_address="b@moha.gov.vn")
    return Settings(root="/", service=service, mailboxes=(mailbox,), doors=(DoorName("congttdt", trust),))


def probed(settings: Settings, sandbox: Sandbox, patience: float = 20.0) -> list[Check]:
    return list(probe_all(settings, sandbox, patience=patience))


def test_a_server_that_strips_forged_words_is_green(dovecot: Dovecot, strict: Postfix, sandbox: Sandbox) -> None:
    checks = probed(settings(dovecot, f"127.0.0.1:{strict.port}"), sandbox)
    assert [check.colour for check in checks] == ["xanh", "xanh"]
    assert "dấu nội bộ X-MS-Exchange-Organization-AuthAs giả không còn được tin" in checks[0].words
    assert "Authentication-Results giả mang tên mail.test không được tin" in checks[1].words


def test_a_server_that_lets_them_pass_is_red(dovecot: Dovecot, careless: Postfix, sandbox: Sandbox) -> None:
    checks = probed(settings(dovecot, f"127.0.0.1:{careless.port}"), sandbox)
    assert [check.colour for check in checks] == ["đỏ", "đỏ"]
    assert "để nguyên dấu nội bộ X-MS-Exchange-Organization-AuthAs" in checks[0].words
    assert "để nguyên Authentication-Results giả mang tên mail.test" in checks[1].words


def test_one_word_stripped_and_the_other_not(dovecot: Dovecot, sandbox: Sandbox) -> None:
    with mail_server(dovecot, STRIPS.splitlines()[0] + "\n") as server:
        checks = probed(settings(dovecot, f"127.0.0.1:{server.port}"), sandbox)
    assert [check.colour for check in checks] == ["xanh", "đỏ"]


def test_a_mail_that_the_service_has_moved_already_is_found(
    dovecot: Dovecot, strict: Postfix, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The door sweeps while the doctor waits."""
    moving = settings(dovecot, f"127.0.0.1:{strict.port}", done_folder="Đã tiếp nhận")
    look = MailboxSession.mail_with

    def sweep_first(session: MailboxSession, token: str) -> bytes | None:
        session.select()
        if uids := session.uids():
            session.settle(uids)
        return look(session, token)

    monkeypatch.setattr(MailboxSession, "mail_with", sweep_first)
    assert [check.colour for check in probed(moving, sandbox)] == ["xanh", "xanh"]


def test_what_the_server_refuses_is_yellow_with_its_words(dovecot: Dovecot, strict: Postfix, sandbox: Sandbox) -> None:
    wrong = settings(dovecot, f"127.0.0.1:{strict.port}")
    wrong = replace(wrong, mailboxes=(replace(wrong.mailboxes[0], portal="", user="khong.co@moha.gov.vn"),))
    (check,) = probed(wrong, sandbox)
    assert check.colour == "vàng" and "không nhận thư thử (550 " in check.words


def test_a_mail_that_does_not_arrive_and_a_server_that_is_not_there_are_yellow(
    dovecot: Dovecot, sandbox: Sandbox
) -> None:
    with peer_of_our_own(lambda peer: polite(peer, lambda _: peer.sendall(b"250 taken, and lost\r\n"))) as port:
        (check,) = probed(settings(dovecot, f"127.0.0.1:{port}"), sandbox, patience=0.5)
    assert check.colour == "vàng" and "chưa có trong hộp thư" in check.words
    (check,) = probed(settings(dovecot, f"127.0.0.1:{free_port()}"), sandbox)
    assert check.colour == "vàng" and "không gửi được" in check.words


def test_a_mailbox_without_a_probe_is_told_how(dovecot: Dovecot, sandbox: Sandbox) -> None:
    (check,) = probed(settings(dovecot, ""), sandbox)
    assert check.colour == "vàng" and "đặt trust.probe" in check.words


def test_the_probe_makes_the_service_do_nothing(sandbox: Sandbox) -> None:
    """Our own mark first; where a server strips that too, the empty sender and Auto-Submitted."""
    trust = DoorTrust(authserv_id=AUTHSERV, internal_header=INTERNAL)
    content = forged_mail(trust, PORTAL, "0123456789abcdef" * 2, "tiepnhan.mail.test")
    terms = Terms(authserv_id=AUTHSERV, internal_header=INTERNAL)
    mail = sandbox.open_mail(content, terms).mail
    assert mail.sender is not None and mail.sender.mailbox == SENDER
    own, _ = classify(mail, envelope_from="<>", portal_address=PORTAL)
    assert own is MailClass.OWN
    stripped, _ = classify(replace(mail, own_mark=""), envelope_from="<>", portal_address=PORTAL)
    assert stripped is MailClass.AUTO_REPLY and not stripped.is_decided
