"""A real Dovecot in the foreground, in a throw-away folder, without systemd: IMAPS, STARTTLS and an LMTP socket."""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import signal
import smtplib
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from imapclient import IMAPClient  # type: ignore[import-untyped]

from tests.wire.tools import free_port, give_to, require, self_signed, server_account, wait_for

PASSWORD = "mật-khẩu thử"
_HERE = Path(__file__).parent


class Dovecot:
    """One instance. Accounts are made at construction; ``quota`` is each one's storage limit in Dovecot's words."""

    def __init__(self, users: tuple[str, ...], *, can_move: bool = True, quota: str = "100M") -> None:
        self._binary = require("dovecot")
        self._doveadm = require("doveadm")
        # Not pytest's folder: its path is too long for Unix sockets and closed to the account that Dovecot runs as.
        self.folder = Path(tempfile.mkdtemp(prefix="tn-dovecot-", dir="/tmp"))
        self.folder.chmod(0o755)
        self.account = server_account()
        self.port, self.starttls_port = free_port(), free_port()
        self.can_move, self.quota = can_move, quota
        self._process: subprocess.Popen[bytes] | None = None
        self.ca_file, key = self_signed(self.folder)
        entry = pwd.getpwnam(self.account)
        lines = [
            f"{user}:{{PLAIN}}{PASSWORD}:{entry.pw_uid}:{entry.pw_gid}::{self.folder}/mail/{user}::\n" for user in users
        ]
        (self.folder / "users").write_text("".join(lines), "utf-8")
        for name in ("run", "state", "mail"):
            (self.folder / name).mkdir()
        self.configure()
        for path in (self.folder, *self.folder.iterdir()):
            give_to(path, self.account)
        key.chmod(0o600)

    def configure(self, **changes: object) -> None:
        """Write the configuration; a running server takes it up after :meth:`start`."""
        for name, value in changes.items():
            setattr(self, name, value)
        entry = pwd.getpwnam(self.account)
        modern = self._version() >= (2, 4)
        hidden = (
            "imap_capability {\n  MOVE = no\n}"
            if modern
            else ("imap_capability = IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE LITERAL+ NAMESPACE UIDPLUS")
        )
        text = (_HERE / ("dovecot-2.4.conf" if modern else "dovecot-2.3.conf")).read_text("utf-8")
        for mark, value in {
            "FOLDER": self.folder,
            "ACCOUNT": self.account,
            "GROUP": grp.getgrgid(entry.pw_gid).gr_name,
            "IMAPS_PORT": self.port,
            "STARTTLS_PORT": self.starttls_port,
            "QUOTA": self.quota,
            "CAPABILITY": "" if self.can_move else hidden,
        }.items():
            text = text.replace(f"@{mark}@", str(value))
        (self.folder / "dovecot.conf").write_text(text, "utf-8")

    def start(self) -> None:
        """Start and wait until both listeners answer."""
        self._process = subprocess.Popen(
            [self._binary, "-F", "-c", str(self.folder / "dovecot.conf")],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / "stderr").open("wb"),
            start_new_session=True,
            **self._as_account(),
        )
        wait_for(self._answers, 15, f"Dovecot did not start: {self.complaints()}")

    def kill(self) -> None:
        """SIGKILL to the master and all its children, as a power cut would."""
        self._signal(signal.SIGKILL)
        if self._process is not None:
            self._process.wait(10)
            self._process = None
        (self.folder / "run" / "master.pid").unlink(missing_ok=True)

    @contextmanager
    def hung(self) -> Iterator[None]:
        """The server is there and says nothing (SIGSTOP)."""
        self._signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._signal(signal.SIGCONT)

    def remove(self) -> None:
        """Kill and delete the folder."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def doveadm(self, *arguments: str) -> str:
        """Run doveadm against this instance; its output. Raises CalledProcessError."""
        done = subprocess.run(
            [self._doveadm, "-c", str(self.folder / "dovecot.conf"), *arguments],
            check=True, capture_output=True, text=True, timeout=30, **self._as_account(),
        )  # fmt: skip
        return done.stdout

    def deliver(self, user: str, content: bytes, sender: str = "donvi@moha.gov.vn") -> None:
        """Hand one mail in by Dovecot's own LMTP."""
        with smtplib.LMTP(str(self.folder / "run" / "lmtp")) as lmtp:
            lmtp.sendmail(sender, [user], content)

    @contextmanager
    def client(self, user: str, folder: str = "INBOX") -> Iterator[IMAPClient]:
        """A second pair of eyes on the mailbox, independent of the door."""
        context = ssl.create_default_context(cafile=str(self.ca_file))
        with IMAPClient("localhost", self.port, ssl_context=context, timeout=20) as client:
            client.plain_login(user, PASSWORD)
            if client.folder_exists(folder):
                client.select_folder(folder)
            yield client

    def uids(self, user: str, folder: str = "INBOX") -> list[int]:
        """The UIDs in a folder, [] where it does not exist."""
        with self.client(user, folder) as client:
            return sorted(client.search("ALL")) if client.folder_exists(folder) else []

    def flags(self, user: str, folder: str = "INBOX") -> list[tuple[bytes, ...]]:
        """The flags of every mail of a folder."""
        with self.client(user, folder) as client:
            found = client.get_flags(client.search("ALL"))
            return [found[uid] for uid in sorted(found)]

    def complaints(self) -> str:
        """The last lines of Dovecot's log and standard error."""
        texts = [p.read_text("utf-8", "replace")[-1500:] for p in map(self.folder.joinpath, ("stderr", "dovecot.log"))
                 if p.exists()]  # fmt: skip
        return "\n".join(texts)

    def _answers(self) -> bool:
        for port in (self.port, self.starttls_port):
            try:
                socket.create_connection(("127.0.0.1", port), 0.5).close()
            except OSError:
                return False
        return (self.folder / "run" / "lmtp").exists()

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, number)
            time.sleep(0.05)

    def _version(self) -> tuple[int, int]:
        done = subprocess.run([self._binary, "--version"], check=True, capture_output=True, text=True)
        major, minor = done.stdout.split(".")[:2]
        return int(major), int(minor)

    def _as_account(self) -> dict[str, object]:
        if os.geteuid() != 0:
            return {}
        entry = pwd.getpwnam(self.account)
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
