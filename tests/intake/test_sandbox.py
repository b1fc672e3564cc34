"""The pool against workers that crash, hang, lie and reach for what they must not have."""

from __future__ import annotations

import errno
import logging
import os
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from casework.document import FlawKind
from casework.mail import MailClass, OriginStatus
from intake.aids import AidKind, Want
from intake.authenticity import Word, judge_origin
from intake.classify import classify
from intake.opening import open_mail
from intake.sandbox import Sandbox, SandboxError
from intake.sandbox_worker import _bounded
from intake.terms import Terms
from tests.builders.corpus import corpus_file

ROOT = Path(__file__).resolve().parents[2]
ROGUE = (sys.executable, str(Path(__file__).with_name("rogue_worker.py")))
TERMS = Terms()


@pytest.fixture(scope="module")
def rogue() -> Iterator[Sandbox]:
    with Sandbox(workers=1, seconds=1.0, memory_mb=1024, command=ROGUE) as sandbox:
        yield sandbox


def outcome(sandbox: Sandbox, deed: str) -> str:
    return sandbox.open_file(b"", deed, TERMS).name


@pytest.mark.parametrize("deed", ["socket", "unix socket", "fork", "raise limits", "kill parent"])
def test_a_locked_call_is_refused_and_the_worker_lives_on(rogue: Sandbox, deed: str) -> None:
    before = rogue.status.replaced
    assert outcome(rogue, deed) == f"OSError {errno.EPERM}"
    assert rogue.status.replaced == before


@pytest.mark.parametrize("deed", ["write", "append", "unlink", "read passwords"])
def test_files_are_out_of_reach(rogue: Sandbox, deed: str) -> None:
    assert outcome(rogue, deed) in (f"OSError {errno.EPERM}", f"OSError {errno.EACCES}")
    assert not Path("/tmp/tiepnhan-sandbox-test").exists()


def test_the_python_library_can_still_be_read(rogue: Sandbox) -> None:
    assert outcome(rogue, "read python") == "allowed"


def test_memory_ends_at_the_limit(rogue: Sandbox) -> None:
    assert outcome(rogue, "memory") == "MemoryError"


@pytest.mark.parametrize("deed", ["segfault", "exit", "raise", "lie", "exec", "ptrace", "hang", "spin"])
def test_a_job_that_brings_its_worker_down_is_tried_twice_and_the_next_job_is_fine(rogue: Sandbox, deed: str) -> None:
    before = rogue.status
    document = rogue.open_file(b"abc", deed, TERMS)
    assert [flaw.kind for flaw in document.flaws] == [FlawKind.WORKER]
    assert document.size == 3
    assert rogue.status.unread == before.unread + 1
    assert rogue.status.replaced == before.replaced + 2
    assert outcome(rogue, "read python") == "allowed"


def test_running_a_program_kills_the_worker(rogue: Sandbox) -> None:
    # subprocess forks first, which is refused; the kill is for exec itself (see "exec" above).
    assert outcome(rogue, "subprocess") == f"OSError {errno.EPERM}"


def test_a_hang_costs_at_most_two_time_limits(rogue: Sandbox) -> None:
    start = time.monotonic()
    rogue.open_file(b"", "hang", TERMS)
    assert 2.0 <= time.monotonic() - start < 5.0


def test_nothing_of_the_mail_is_logged_when_a_job_fails(rogue: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        rogue.open_file(b"canary-in-content", "raise", TERMS)
    assert "ValueError" in caplog.text
    assert "secret mail" not in caplog.text
    assert "canary" not in caplog.text


def test_two_hanging_jobs_at_once_do_not_wait_for_each_other() -> None:
    with Sandbox(workers=2, seconds=2.0, memory_mb=1024, command=ROGUE) as sandbox:
        outcome(sandbox, "read python")
        threads = [threading.Thread(target=outcome, args=(sandbox, "hang")) for _ in range(2)]
        start = time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        # Two tries of two seconds each and two starts of workers; one after the other they would take eight and more.
        assert time.monotonic() - start < 7.5


def test_a_worker_that_cannot_start_is_an_error_that_says_so() -> None:
    with Sandbox(workers=1, command=(sys.executable, "-c", "import khong_co")) as sandbox:
        with pytest.raises(SandboxError, match=r"status 1 .*No module named 'khong_co'"):
            sandbox.open_mail(b"", TERMS)
        assert "khong_co" in sandbox.status.problem


def test_the_status_knows_the_locks_before_the_first_job() -> None:
    with Sandbox(workers=1, command=ROGUE) as sandbox:
        status = sandbox.status
        assert (status.seccomp, status.jobs, status.problem) == (True, 0, "")
    with Sandbox(workers=1, command=(sys.executable, "-c", "import khong_co")) as broken:
        assert not broken.status.seccomp
        assert "khong_co" in broken.status.problem


def test_after_close_nothing_is_opened_and_no_process_is_left() -> None:
    sandbox = Sandbox(workers=1, command=ROGUE, seconds=1.0)
    pid = sandbox.open_file(b"", "read python", TERMS).size
    sandbox.close()
    assert not Path(f"/proc/{pid}").exists()
    with pytest.raises(SandboxError):
        sandbox.open_file(b"", "read python", TERMS)


def test_a_killed_parent_leaves_no_orphan(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        textwrap.dedent(
            f"""
            import sys
            sys.path.insert(0, {str(ROOT)!r})
            from intake.sandbox import Sandbox
            from intake.terms import Terms
            sandbox = Sandbox(workers=1, seconds=600, command={ROGUE!r})
            print(sandbox.open_file(b"", "read python", Terms()).size, flush=True)
            sandbox.open_file(b"", "hang", Terms())
            """
        )
    )
    parent = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    time.sleep(0.3)  # let it get into the job that never ends, so that only the kernel can end it
    parent.kill()
    parent.wait()
    deadline = time.monotonic() + 5
    while _runs(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not _runs(pid)


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_thread_that_ends_does_not_take_the_worker_along() -> None:
    with Sandbox(workers=1, seconds=5, command=ROGUE) as sandbox:
        pids: list[int] = []
        thread = threading.Thread(target=lambda: pids.append(sandbox.open_file(b"", "read python", TERMS).size))
        thread.start()
        thread.join()
        time.sleep(0.1)
        assert sandbox.open_file(b"", "read python", TERMS).size == pids[0]
        assert sandbox.status.replaced == 0


def test_a_worker_gets_no_secret_from_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIEPNHAN_SMTP_PASSWORD", "mat-khau")
    with Sandbox(workers=1, seconds=5, command=ROGUE) as sandbox:
        pid = sandbox.open_file(b"", "read python", TERMS).size
        assert b"mat-khau" not in Path(f"/proc/{pid}/environ").read_bytes()
    assert os.environ["TIEPNHAN_SMTP_PASSWORD"] == "mat-khau"


@pytest.fixture(scope="module")
def real() -> Iterator[Sandbox]:
    with Sandbox(workers=1, seconds=20.0, memory_mb=1024) as sandbox:
        yield sandbox


def test_the_real_worker_opens_a_mail_behind_its_locks(real: Sandbox) -> None:
    opened = real.open_mail(
        b"From: a@moha.gov.vn\r\nSubject: =?utf-8?b?R+G7rWkgYsOgaQ==?=\r\n"
        b"Content-Type: text/plain; charset=utf-8\r\n\r\nK\xc3\xadnh g\xe1\xbb\xadi.\r\n",
        TERMS,
    )
    assert opened.mail.subject == "Gửi bài"
    assert opened.mail.body == "Kính gửi."
    assert real.status.seccomp
    assert real.status.landlock >= 0


def test_a_charset_that_was_never_used_can_be_imported_behind_the_locks(real: Sandbox) -> None:
    opened = real.open_mail(
        b'From: a@moha.gov.vn\r\nContent-Type: text/plain; charset=iso-2022-jp\r\n\r\n\x1b$B$"\x1b(B', TERMS
    )
    assert opened.mail.body == "あ"


def test_a_mail_that_no_worker_survives_ends_with_a_person() -> None:
    with Sandbox(workers=1, seconds=20, command=ROGUE) as sandbox:
        opened = sandbox.open_mail(b"From: a@moha.gov.vn\r\n\r\nx", TERMS)  # the rogue knows no mails and raises
    assert opened.mail.sender is None
    assert [flaw.kind for document in opened.documents for flaw in document.flaws] == [FlawKind.WORKER]
    assert judge_origin(opened.mail, Word(assume_authenticated=True)).status is OriginStatus.UNPROVEN
    assert classify(opened.mail)[0] is MailClass.SUBMISSION


@pytest.mark.corpus
@pytest.mark.parametrize(
    "name",
    [
        "phapluatai-luat-docx/604_QD-TTg_700112.docx",
        "signed-pdf-chinhphu/1009-ttg.signed.pdf",
        "phapluatai-luat-docx/Luật-19-2023-QH15.docx",
    ],
)
def test_real_files_are_read_behind_the_locks_as_in_the_open(real: Sandbox, name: str) -> None:
    path = corpus_file(name)
    mail = EmailMessage()
    mail["From"] = "a@moha.gov.vn"
    mail["Subject"] = "Gửi văn bản"
    mail.set_content("Kính gửi Cổng.")
    mail.add_attachment(path.read_bytes(), maintype="application", subtype="octet-stream", filename=path.name)
    content = mail.as_bytes()
    assert real.open_mail(content, TERMS) == open_mail(content, TERMS)
    assert real.status.replaced == 0


def test_what_the_workshop_is_wanted_for_fits_into_one_answer() -> None:
    wants = tuple(Want(str(number), "x", AidKind.OCR, content=bytes(80 << 20)) for number in range(3))
    assert [len(want.content) >> 20 for want in _bounded(wants)] == [80, 80, 0]
