"""One word planted everywhere in a secret mail, then searched for in everything that the running service leaves.

The daemon is the real one (`tiepnhan run`), the door is its LMTP door. A second mail without a mark carries another
word by the same road, so that a search that finds nothing cannot pass.
"""

from __future__ import annotations

import base64
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from frontdesk.house import open_ledger
from frontdesk.settings import load_settings
from frontdesk.verbs.demo import feed
from store.ledger import Ledger
from tests.builders.docx import article, build_docx
from tests.builders.legacy import encode
from tests.builders.mail import File, build_mail
from tests.builders.papers import PAPERS, Paper
from tests.builders.zips import Item, zip_of

REPOSITORY = Path(__file__).parents[2]
PEOPLE = Path(__file__).parent / "directory.csv"
SENDER, TO = "ha.pt@vanphong.moha.gov.vn", "congttdt@moha.gov.vn"
SECRET, OPEN = "hoanghacbayve7391", "hoatigonno4826"
PROSE = "Đơn vị báo cáo kết quả rà soát, trong đó có nội dung {word} và phương án thực hiện trong thời gian tới. " * 4
CONFIG = """
[service]
host = "tiepnhan.thu-nghiem.vn"
administrator = "quantri@tiepnhan.thu-nghiem.vn"
bounce_address = "bounce@tiepnhan.thu-nghiem.vn"

[store]
folder = "store"
backup = "backup"
free_mark_mb = 16

[outgoing]
folder = "letters"

[schedule]
post_every = 0.2

[trust]
fetch = false

[[listener]]
name = "canary"
host = "127.0.0.1"
port = {port}

[listener.trust]
assume_authenticated = true
"""


def planted(word: str, *, marked: bool) -> tuple[bytes, bytes]:
    """The mail, and its docx: the word in subject, display name, text, file name, and in the file's body, text box,
    header and properties; beside it, where it is marked, an archive in an archive with a file of every other format
    that has letters. The mark stands in one of those alone, in TCVN3."""
    content = build_docx(
        article(f"Báo cáo {word}", PROSE.format(word=word)),
        text_boxes=(f"Bản {word}",),
        header=[f"Hồ sơ {word}"],
        core={"title": f"Tài liệu {word}", "subject": word, "keywords": word, "creator": word},
    )
    mail = build_mail(
        SENDER, TO, f"Gửi báo cáo {word}", f"Kính gửi Trung tâm, đơn vị gửi báo cáo {word} để đăng.",
        files=[File(f"Bao cao {word}.docx", content), *([annexes(word)] if marked else [])],
        name=f"Phạm Thu Hà {word}",
    )  # fmt: skip
    return mail, content


def annexes(word: str) -> File:
    """An archive in an archive with the same paper in every format; the .doc in TCVN3 bears the mark."""
    head = ("ỦY BAN NHÂN DÂN", "XÃ AN BÌNH", "Số: 12/BC-UBND")
    rest = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "BÁO CÁO", f"Về hòa giải {word}", PROSE.format(word=word)[:90])
    files = {f"{kind} {word}.{kind.partition('-')[0]}": make(Paper(head, rest, word=word)) for kind, make in
             PAPERS.items()}  # fmt: skip
    lines = tuple(encode(line, "tcvn3") for line in (*head, "TỐI MẬT", *rest[:2]))
    files[f"cu {word}.doc"] = PAPERS["doc"](Paper(lines, (word,), ".VnTimeH", word=word))
    inner = zip_of([Item(name, content) for name, content in files.items()])
    return File(f"Phu luc {word}.zip", zip_of([Item(f"Trong {word}.zip", inner)], comment=word.encode()))


def needles(word: str, content: bytes, other: bytes) -> dict[str, bytes]:
    """The word in the shapes in which it may lie about, and a stretch of the packed file that ``other`` has not."""
    stretches = (content[at : at + 45] for at in range(0, len(content) - 45, 15))
    packed = next(stretch for stretch in stretches if stretch not in other)
    shapes = {
        "plain": word.encode(),
        "utf-16": word.encode("utf-16-le"),
        "utf-16 big endian": word.encode("utf-16-be"),
        "hex": word.encode().hex().encode(),
        "file": packed,
        "file in hex": packed.hex().encode(),
    }
    for name, raw in (("base64", word.encode()), ("file in base64", packed)):
        for shift in range(3):
            # The letters at both ends share their code with unknown neighbours, so they are left out.
            shapes[f"{name} {shift}"] = base64.b64encode(b"\0" * shift + raw)[4 if shift else 0 : -4]
    return shapes


def found(shapes: dict[str, bytes], content: bytes) -> list[str]:
    """The shapes that ``content`` holds: as it is, and with the line breaks of MIME taken out."""
    joined = content.replace(b"=\r\n", b"").replace(b"=\n", b"").replace(b"\r", b"").replace(b"\n", b"")
    lower = content.lower()
    return [
        name
        for name, shape in shapes.items()
        if shape in content or shape in joined or (name == "plain" and (shape in lower or shape in joined.lower()))
    ]


def everywhere(root: Path, spoken: dict[str, bytes], shapes: dict[str, bytes]) -> dict[str, list[str]]:
    """Place → shapes found there: every file below ``root`` by name and content, and what the verbs said."""
    places: dict[str, list[str]] = {}
    for path in sorted(root.rglob("*")):
        name = str(path.relative_to(root))
        if hits := found(shapes, os.fsencode(name)):
            places[f"the name {name}"] = hits
        if path.is_file() and (hits := found(shapes, path.read_bytes())):
            places[name] = hits
    for verb, said in spoken.items():
        if hits := found(shapes, said):
            places[verb] = hits
    return places


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(home: Path, environment: dict[str, str]) -> Iterator[None]:
    """`tiepnhan run --verbose` with its log in a file, ended as systemd ends it."""
    with (home / "daemon.log").open("wb") as log:
        daemon = subprocess.Popen(
            [sys.executable, "-m", "frontdesk.cli", "run", "--verbose", "--config", str(home / "config.toml")],
            cwd=REPOSITORY, env=environment, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            yield
        finally:
            daemon.send_signal(signal.SIGTERM)
            assert daemon.wait(60) == 0


def said_by(home: Path, environment: dict[str, str], *words: str) -> bytes:
    """What one verb writes to stdout and stderr."""
    done = subprocess.run(
        [sys.executable, "-m", "frontdesk.cli", *words, "--config", str(home / "config.toml")],
        cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stdout.decode()
    return done.stdout


def until(what: str, done: object, seconds: float = 90.0) -> None:
    """Wait until the callable ``done`` is true."""
    assert callable(done)
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.1)


def _refs(ledger: Ledger) -> list[str]:
    """The cases so far, in the order of receipt."""
    return [done.case_ref for done in ledger.processed() if done.case_ref]


def test_nothing_of_a_secret_mail_lies_outside_the_quarantine(tmp_path: Path) -> None:
    home, temp = tmp_path / "house", tmp_path / "house" / "temp"
    temp.mkdir(parents=True)
    port = free_port()
    (home / "config.toml").write_text(CONFIG.format(port=port), encoding="utf-8")
    environment = {**os.environ, "TMPDIR": str(temp), "PYTHONPATH": str(REPOSITORY)}
    settings = load_settings(home / "config.toml")
    said_by(home, environment, "directory", "import", str(PEOPLE), "--apply", "--by", "kiểm thử")
    secret, secret_file = planted(SECRET, marked=True)
    plain, plain_file = planted(OPEN, marked=False)
    outside = tmp_path / "mails"  # the senders' own copies, not the service's
    outside.mkdir()
    (outside / "secret.eml").write_bytes(secret)
    (outside / "open.eml").write_bytes(plain)

    with running(home, environment):
        until("the door is open", lambda: b"ready" in (home / "daemon.log").read_bytes())
        refs: list[str] = []
        for number, name in enumerate(("secret", "open"), 1):
            feed(outside / f"{name}.eml", "127.0.0.1", port)
            ledger = open_ledger(settings)
            until(f"{name} is walked", lambda n=number, kept=ledger: len(_refs(kept)) >= n)
            refs = _refs(ledger)
        until("the letters are out", lambda: len(list((home / "letters").glob("*.eml"))) >= 3)
        spoken = {
            " ".join(words): said_by(home, environment, *words)
            for words in (
                ("queue", "--all"), ("rejections",), ("rejections", "--csv"), ("case", refs[0]), ("case", refs[1]),
                ("digest",), ("quarantine", "list"), ("doctor",),
                ("check", "--portal", "congttdt", "--json", "--letters", str(outside / "secret.eml")),
            )
        }  # fmt: skip
        spoken["check open"] = said_by(
            home, environment, "check", "--portal", "congttdt", "--json", str(outside / "open.eml")
        )
        said_by(home, environment, "backup")
        # The write-ahead log as it stands while the service runs: a clean stop folds it into the ledger.
        shutil.copytree(home / "store", home / "live", ignore=shutil.ignore_patterns("quarantine"))

    control = everywhere(home, spoken, needles(OPEN, plain_file, secret_file))
    for expected in (
        "store/blobs",
        "store/ledger.sqlite",
        "live/ledger.sqlite",
        "letters/",
        "backup/",
        "check open",
        "queue --all",
    ):
        assert any(place.startswith(expected) for place in control), f"the search misses {expected}: {control}"
    assert any("file in base64" in shape for hits in control.values() for shape in hits)

    leaks = everywhere(home, spoken, needles(SECRET, secret_file, plain_file))
    kept = {place for place in leaks if place.startswith("store/quarantine/")}
    assert kept, "the secret mail itself must lie in the quarantine"
    assert {place: hits for place, hits in leaks.items() if place not in kept} == {}
    assert b"quarantine" in spoken["case " + refs[0]]
