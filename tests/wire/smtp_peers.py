"""Real SMTP peers on loopback: Postfix in a throw-away folder, its smtp-sink, and sockets that misbehave."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.wire.tools import free_port, require, wait_for

MAIN_CF = """\
compatibility_level = 3.6
queue_directory = {base}/queue
data_directory = {base}/data
command_directory = /usr/sbin
daemon_directory = {daemons}
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.test
mydestination =
alias_maps =
alias_database =
local_recipient_maps =
mynetworks = 127.0.0.1/32
virtual_mailbox_domains = moha.test, bounce.test
virtual_mailbox_base = {base}/mail
virtual_mailbox_maps = inline:{{ lan@moha.test=lan/, busy@moha.test=busy/, gone@moha.test=gone/ }},
    regexp:{base}/bounces
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
virtual_mailbox_limit = 0
message_size_limit = {max_bytes}
smtpd_tls_cert_file = {certificate}
smtpd_tls_key_file = {key}
smtpd_tls_security_level = may
smtpd_recipient_restrictions =
    check_recipient_access inline:{{ {{ busy@moha.test = 450 4.2.0 busy }}, {{ gone@moha.test = 550 5.1.1 gone }} }},
    permit_mynetworks, reject
smtpd_reject_unlisted_recipient = {reject_unlisted}
maillog_file = {base}/log
maillog_file_prefixes = {base}
smtputf8_enable = no
default_transport = error
disable_dns_lookups = yes
"""
MASTER_CF = """\
127.0.0.1:{port} inet n - n - - smtpd
127.0.0.2:{port} inet n - n - - smtpd
127.0.0.1:{tls_port} inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
postlog unix-dgram n - n - 1 postlogd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
pickup unix n - n 60 1 pickup
"""


class Postfix:
    """A running Postfix: ``port`` speaks STARTTLS, ``tls_port`` TLS from the start; ``mail`` holds Maildirs."""

    def __init__(self, base: Path, port: int, tls_port: int) -> None:
        self.base, self.port, self.tls_port = base, port, tls_port

    def arrived(self, mailbox: str) -> list[bytes]:
        """The mails of a Maildir, oldest first."""
        folder = self.base / "mail" / mailbox / "new"
        return [file.read_bytes() for file in sorted(folder.iterdir())] if folder.is_dir() else []


@contextmanager
def postfix(
    base: Path, certificate: Path, key: Path, *, reject_unlisted: bool = True, main: str = "", master: str = ""
) -> Iterator[Postfix]:
    """Postfix in the foreground below ``base`` (its path must be short and searchable). Needs root: its programs
    change their account. ``main`` and ``master`` are further lines of its two files; the last one of a name holds."""
    program = require("postfix")
    if os.geteuid() != 0:
        message = "Postfix changes accounts and needs root: the wire tests with Postfix did NOT run"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    owner = pwd.getpwnam("postfix")
    nobody = pwd.getpwnam("nobody")
    for name in ("queue", "data", "mail", "etc"):
        (base / name).mkdir()
    os.chown(base / "data", owner.pw_uid, owner.pw_gid)
    os.chown(base / "mail", nobody.pw_uid, nobody.pw_gid)
    base.chmod(0o755)
    server = Postfix(base, free_port(), free_port())
    (base / "bounces").write_text("/^bounce\\+.*@bounce\\.test$/ bounces/\n")
    daemons = subprocess.run(
        [require("postconf"), "-d", "-h", "daemon_directory"], check=True, capture_output=True, text=True
    ).stdout.strip()
    (base / "etc" / "main.cf").write_text(
        MAIN_CF.format(
            base=base, daemons=daemons, uid=nobody.pw_uid, gid=nobody.pw_gid, certificate=certificate, key=key,
            max_bytes=200_000, reject_unlisted="yes" if reject_unlisted else "no",
        ) + main
    )  # fmt: skip
    (base / "etc" / "master.cf").write_text(MASTER_CF.format(port=server.port, tls_port=server.tls_port) + master)
    with (base / "talk").open("wb") as talk:
        running = subprocess.Popen(
            [program, "-c", str(base / "etc"), "start-fg"], stdout=talk, stderr=talk, start_new_session=True
        )
        try:
            wait_for(lambda: answers(server.port) or running.poll() is not None, 20, "Postfix does not answer")
            if running.poll() is not None:
                pytest.fail(f"Postfix ended: {(base / 'talk').read_text()} {(base / 'log').read_text()}")
            yield server
        finally:
            # The master leaves our process group; its own stop command ends it with all its children.
            subprocess.run([program, "-c", str(base / "etc"), "stop"], capture_output=True, timeout=20)
            try:
                running.wait(10)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait(5)


@contextmanager
def smtp_sink(*options: str, dump: Path | None = None) -> Iterator[int]:
    """Postfix's smtp-sink with ``options``; yields its port. ``dump`` collects what it took."""
    port = free_port()
    command = [require("smtp-sink"), *options]
    if os.geteuid() == 0:
        command += ["-u", "nobody"]
    if dump is not None:
        command += ["-d", "%s."]
        if os.geteuid() == 0:
            shutil.chown(dump, "nobody")
    command += [f"127.0.0.1:{port}", "10"]
    running = subprocess.Popen(command, cwd=dump, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(lambda: answers(port), 10, "smtp-sink does not listen")
        yield port
    finally:
        running.kill()
        running.wait(5)


def answers(port: int) -> bool:
    """True where somebody accepts on the port of loopback."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=0.5):
            return True
    except OSError:
        return False


def read_line(peer: socket.socket) -> bytes:
    """One command line, byte by byte, so that nothing behind it is taken; empty at the end."""
    line = b""
    while not line.endswith(b"\n"):
        byte = peer.recv(1)
        if not byte:
            return b""
        line += byte
    return line.strip()


def polite(peer: socket.socket, then: Callable[[socket.socket], None]) -> None:
    """Speak SMTP up to and with the final dot, then do ``then`` where the answer should stand."""
    peer.sendall(b"220 peer.test\r\n")
    while line := read_line(peer):
        if line.upper() == b"DATA":
            peer.sendall(b"354 go\r\n")
            while read_line(peer) != b".":
                continue
            then(peer)
            return
        peer.sendall(b"250 peer.test\r\n")


@contextmanager
def peer_of_our_own(behave: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server of one connection whose behaviour is ``behave``: for what smtp-sink cannot do."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            peer, _ = listening.accept()
            with peer:
                behave(peer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(15)
        assert not thread.is_alive(), "the peer was never spoken to, or never left"
