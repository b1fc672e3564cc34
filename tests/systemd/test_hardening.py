"""The real daemon under what its unit forbids: it starts, takes mail in, reads it in its sandbox, answers and stops.

The harness is :mod:`tests.systemd.confine`; it reads the unit's own text. As root nothing is left out but what it
names; as another user it needs user namespaces, and ``/proc`` stays as it is.
"""

from __future__ import annotations

import io
import os
import shutil
import smtplib
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from PIL import Image

from intake.identity import identity_of
from store.ledger import Ledger
from tests.builders.docx import article, build_docx
from tests.builders.legacy import encode
from tests.builders.mail import File, build_mail
from tests.builders.pdf import Text, build_pdf
from tests.systemd.confine import HOME, ROOT, UNIT, allowed_calls
from tests.wire.tools import free_port

pytestmark = pytest.mark.timeout(300)

PORTAL = "websitecchc@moha.gov.vn"
BACKUP = UNIT.with_name("tiepnhan-backup.service")
PROSE = (
    "Bộ phận một cửa của xã đã rút ngắn thời gian giải quyết hồ sơ cho người dân trong năm nay.",
    "Người dân nộp hồ sơ trực tuyến và nhận kết quả tại nhà, không phải đi lại nhiều lần.",
)


class Confined:
    """A state folder and the command line that runs a program in it under a unit's restrictions."""

    def __init__(self, state: Path, analyze: str) -> None:
        self.state = state
        self._analyze = analyze
        self.uid = _account()
        if self.uid != os.geteuid():
            os.chown(state, self.uid, self.uid)

    def command(self, *words: str, unit: Path = UNIT) -> list[str]:
        """The whole command line; ``words[0]`` is an absolute path."""
        calls = ",".join(allowed_calls(unit, self._analyze))
        return [sys.executable, "-m", "tests.systemd.confine", unit.name, str(self.state), str(self.uid), calls, *words]

    def python(self, code: str) -> subprocess.CompletedProcess[str]:
        """Run a few lines of Python in there."""
        return _run(self.command(sys.executable, "-c", code))

    def tiepnhan(self, *words: str, unit: Path = UNIT) -> list[str]:
        """The command line of ``tiepnhan``, as the unit has it."""
        return self.command(sys.executable, "-m", "frontdesk.cli", *words, unit=unit)


@pytest.fixture()
def confined() -> Iterator[Confined]:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        _not_proven("systemd-analyze is missing (apt-get install systemd)")
    state = Path(tempfile.mkdtemp(prefix="tn-state-", dir="/var/tmp"))
    try:
        house = Confined(state, str(analyze))
        tried = house.python("print('laid')")
        if tried.stdout != "laid\n":
            _not_proven("the restrictions cannot be laid here: " + (tried.stderr.strip().splitlines() or ["?"])[-1])
        yield house
    finally:
        shutil.rmtree(state)


# What the harness must refuse, lest the proof below prove nothing: name → lines that end in an OSError.
_FORBIDDEN = {
    "a file outside the state folder": f"open({str(ROOT / 'x')!r}, 'w')",
    "a file of the system": "open('/etc/x', 'w')",
    "memory that is written and run": "import mmap; mmap.mmap(-1, 4096, prot=7)",
    "another protocol family": "import socket; socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
    "a namespace": "import os, ctypes; l = ctypes.CDLL(None, use_errno=True); "
    "l.unshare(0x10000000) and os.strerror(ctypes.get_errno()) and (_ for _ in ()).throw(OSError('refused'))",
    "another owner": "import os; open('/srv/x', 'w'); os.chown('/srv/x', 1, 1)",
    "a set-uid bit": "import os; open('/srv/y', 'w'); os.chmod('/srv/y', 0o4700)",
    "a device that is not among the plain ones": "open('/dev/kmsg')",
    "more open files than the unit grants": "import resource; [open('/dev/null') for _ in range(5000)]",
}


@pytest.mark.parametrize("what", _FORBIDDEN)
def test_the_harness_refuses(what: str, confined: Confined) -> None:
    code = f"keep = []\ntry:\n    {_FORBIDDEN[what]}\nexcept OSError:\n    print('refused')\n"
    assert confined.python(code).stdout == "refused\n"


def test_the_process_has_no_privilege_left(confined: Confined) -> None:
    done = confined.python("print(open('/proc/self/status').read())")
    status = dict(line.split(":\t", 1) for line in done.stdout.strip().splitlines() if ":\t" in line)
    for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
        assert int(status[name], 16) == 0, name
    assert (status["NoNewPrivs"], status["Seccomp"]) == ("1", "2")


def test_the_daemon_works_under_its_unit(confined: Confined) -> None:
    port = free_port()
    _configure(confined.state, port)
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as notices:
        notices.bind(str(confined.state / "notify"))
        (confined.state / "notify").chmod(0o777)
        notices.settimeout(60)
        with (confined.state / "daemon.log").open("wb") as log:
            daemon = subprocess.Popen(
                confined.tiepnhan("run", "--config", str(HOME / "config.toml")), cwd=ROOT, stdout=log, stderr=log,
                env=os.environ | {"NOTIFY_SOCKET": str(HOME / "notify"), "PYTHONPATH": str(ROOT)},
            )  # fmt: skip
        try:
            assert _notice(notices, daemon, confined) == b"READY=1"
            for number, content in enumerate(_mails()):
                with smtplib.LMTP("127.0.0.1", port, timeout=30) as door:
                    door.sendmail(f"nguoi.dan.{number}@gmail.com", [PORTAL], content)
            letters = confined.state / "letters"
            _wait_for_letters(letters, 4, confined)
            daemon.terminate()
            assert daemon.wait(60) == 0
            heard = {_notice(notices, daemon, confined)}
            while b"STOPPING=1" not in heard:
                heard.add(_notice(notices, daemon, confined))
        finally:
            daemon.kill()
            daemon.wait()
    assert _outcomes(confined.state) == [("accept", ()), ("return", ("FNT101",)), ("quarantine", ("SEC101",)),
                                         ("return", ("FMT104",))]  # fmt: skip
    words = [message_from_bytes(p.read_bytes(), policy=policy.default) for p in letters.glob("*.eml")]
    assert {str(m["To"]) for m in words} >= {f"nguoi.dan.{n}@gmail.com" for n in range(4)}
    assert "replaced" not in _log(confined), "a sandbox worker fell under the unit's restrictions"
    assert "Traceback" not in _log(confined)
    done = _run(confined.tiepnhan("backup", "--config", str(HOME / "config.toml"), unit=BACKUP))
    assert done.returncode == 0, done.stderr
    assert any((confined.state / "backup").iterdir())


def _mails() -> list[bytes]:
    """A whole one with a file of each kind; one in TCVN3; one with a secrecy mark in a PDF; one with a torn picture."""
    picture = io.BytesIO()
    Image.effect_noise((900, 600), 40).save(picture, "JPEG")
    title = "Kinh nghiệm giải quyết thủ tục hành chính tại bộ phận một cửa"
    word = build_docx(article(title, *PROSE))
    sheet = build_pdf([[Text(60, 700, PROSE[0]), Text(60, 680, PROSE[1])]])
    old = build_docx(article(*(encode(text, "tcvn3") for text in (title, *PROSE)), font=".VnTime"))
    secret = build_pdf([[Text(60, 780, "TỐI MẬT"), Text(60, 700, PROSE[0]), Text(60, 680, PROSE[1])]])
    kept = [
        [File("bai.docx", word), File("bang.pdf", sheet), File("anh.jpg", picture.getvalue())],
        [File("bai-cu.docx", old)],
        [File("tai-lieu.pdf", secret)],
        [File("bai-khac.docx", build_docx(article(f"{title} năm nay", PROSE[1], PROSE[0]))),
         File("anh.jpg", picture.getvalue()[:1200])],
    ]  # fmt: skip
    return [
        build_mail(f"nguoi.dan.{number}@gmail.com", PORTAL, f"Gửi bài số {number}", "Xin gửi bài.", files=files)
        for number, files in enumerate(kept)
    ]


def _configure(state: Path, port: int) -> None:
    (state / "config.toml").write_text(
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
[outgoing]
folder = "letters"
[[listener]]
name = "lmtp"
port = {port}
trust = {{ assume_authenticated = true }}
""",
        encoding="utf-8",
    )


def _outcomes(state: Path) -> list[tuple[str, tuple[str, ...]]]:
    """Disposition and codes of the findings that decided, mail by mail."""
    with Ledger(state / "store", identity_of=identity_of) as ledger:
        found = []
        for done in ledger.processed():
            case = ledger.case(done.case_ref)
            assert case is not None and case.findings is not None
            codes = tuple(sorted({f.code for f in case.findings}))
            found.append((done.outcome, codes))
        return found


def _wait_for_letters(folder: Path, count: int, confined: Confined) -> None:
    end = time.monotonic() + 90
    while len(list(folder.glob("*.eml"))) < count:
        assert time.monotonic() < end, f"{count} letters were not written in 90 s; {_log(confined)}"
        time.sleep(0.05)


def _notice(notices: socket.socket, daemon: subprocess.Popen[bytes], confined: Confined) -> bytes:
    """The daemon's next word to systemd."""
    try:
        return notices.recv(4096)
    except TimeoutError:
        pytest.fail(f"no word to systemd in 60 s (exit status {daemon.poll()}); {_log(confined)}")


def _log(confined: Confined) -> str:
    return (confined.state / "daemon.log").read_text("utf-8", "replace")[-6000:]


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=120
    )


def _account() -> int:
    """The user that the program becomes: nobody where root runs this and nobody can read checkout and Python, else we
    ourselves; root without any capability then."""
    if os.geteuid() != 0:
        return os.geteuid()
    needed = (ROOT, Path(sys.prefix).resolve(), Path(sys.base_prefix).resolve())
    open_to_all = all(folder.stat().st_mode & 0o005 == 0o005 for path in needed for folder in (path, *path.parents))
    return 65534 if open_to_all else 0


def _not_proven(reason: str) -> None:
    message = f"the hardening was not proven on a real process; {reason}"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(f"SKIPPED, NOT TESTED: {message}")
