"""The real service under the benchmark: `tiepnhan run` as a process tree, looked at from outside only."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.material import ADDRESS, AUTHSERV, PORTAL
from tests.wire.dovecot import PASSWORD, Dovecot
from tests.wire.tools import free_port

__all__ = ["DONE", "Service"]

DONE = "Da-tiep-nhan"
_ROOT = Path(__file__).resolve().parents[1]
_CONFIG = """
[service]
host = "tiepnhan.thu-nghiem.vn"
administrator = "quantri@thu-nghiem.vn"
bounce_address = "bounce@thu-nghiem.vn"

[store]
free_mark_mb = 1

[outgoing]
folder = "letters"

[trust]
fetch = false

[[mailbox]]
name = "imap"
portal = "{portal}"
host = "localhost"
port = {imap}
user = "{user}"
password = {{ environment = "TIEPNHAN_BENCH_PASSWORD" }}
ca_file = "{ca_file}"
done_folder = "{done}"
trust = {{ authserv_id = "{authserv}" }}

[[listener]]
name = "lmtp"
port = {lmtp}
trust = {{ authserv_id = "{authserv}" }}
"""


class Service:
    """One daemon with an IMAP door on ``user`` of ``dovecot`` and an LMTP door; its letters go to a folder."""

    def __init__(self, folder: Path, dovecot: Dovecot, user: str) -> None:
        self.folder = folder
        self.lmtp_port = free_port()
        self._config = folder / "config.toml"
        self._config.write_text(
            _CONFIG.format(
                portal=PORTAL, address=ADDRESS, imap=dovecot.port, user=user, ca_file=dovecot.ca_file, done=DONE,
                authserv=AUTHSERV, lmtp=self.lmtp_port,
            ),
            encoding="utf-8",
        )  # fmt: skip
        self._process: subprocess.Popen[bytes] | None = None
        self._ledger: sqlite3.Connection | None = None

    def start(self, seconds: float = 60) -> None:
        """Returns when the mailbox has been looked over once, so that what comes now is new."""
        with (self.folder / "service.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "frontdesk.cli", "run", "--config", str(self._config)],
                cwd=_ROOT, stdout=log, stderr=log, start_new_session=True,
                env={**os.environ, "TIEPNHAN_BENCH_PASSWORD": PASSWORD},
            )  # fmt: skip
        path = self.folder / "var" / "store" / "ledger.sqlite"
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self._process.poll() is not None:
                raise RuntimeError(f"the service ended at once: {self.talk()}")
            if path.exists():
                try:
                    if self.ask("SELECT count(*) FROM adoption WHERE adopted_at IS NOT NULL"):
                        return
                except sqlite3.OperationalError:
                    pass  # the schema is being made
            time.sleep(0.05)
        raise RuntimeError(f"the service did not look into its mailbox within {seconds:.0f} s: {self.talk()}")

    def ask(self, query: str, *values: object) -> int:
        """One number from the ledger's file, read from outside."""
        if self._ledger is None:
            path = self.folder / "var" / "store" / "ledger.sqlite"
            self._ledger = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10, isolation_level=None)
        row = self._ledger.execute(query, values).fetchone()
        return int(row[0] or 0)

    def last(self) -> int:
        """The number of the newest receipt."""
        return self.ask("SELECT max(id) FROM receipt")

    def decided_beyond(self, receipt: int) -> int:
        """How many receipts younger than ``receipt`` have a committed outcome."""
        return self.ask("SELECT count(*) FROM receipt WHERE id > ? AND outcome <> ''", receipt)

    def letters_waiting(self) -> int:
        """Letters that are committed but not yet out."""
        return self.ask("SELECT count(*) FROM outbox WHERE state = 'waiting'")

    def accepted(self) -> int:
        """Mails that ended in acceptance: all of them, or the figures are of another road."""
        return self.ask("SELECT count(*) FROM receipt WHERE outcome = 'accept'")

    def pause(self) -> None:
        """Let no process of the tree run while mails are laid into the mailbox."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let the tree run again."""
        self._signal(signal.SIGCONT)

    def memory_mb(self) -> float:
        """Proportional memory (PSS, from smaps_rollup) of the daemon and all its children, MB."""
        return sum(_pss_kb(pid) for pid in self._tree()) / 1024

    def processor_seconds(self) -> float:
        """User and system time of the tree so far, without children that have ended."""
        ticks = os.sysconf("SC_CLK_TCK")
        total = 0
        for pid in self._tree():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
        return total / ticks

    def stop(self) -> None:
        """SIGTERM, wait, and SIGKILL for what does not go."""
        if self._ledger is not None:
            self._ledger.close()
            self._ledger = None
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(60)
        except subprocess.TimeoutExpired:
            self._signal(signal.SIGKILL)
            self._process.wait()

    def talk(self) -> str:
        """The end of what the service wrote to its log."""
        return (self.folder / "service.log").read_text("utf-8", "replace")[-1500:]

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, number)

    def _tree(self) -> list[int]:
        assert self._process is not None
        parents: dict[int, int] = {}
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue  # it ended while we looked
        tree = [self._process.pid]
        for pid in tree:
            tree += [child for child, parent in parents.items() if parent == pid]
        return tree


def _pss_kb(pid: int) -> int:
    try:
        found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    except OSError:
        return 0  # it ended while we looked
    return int(found.group(1)) if found else 0
