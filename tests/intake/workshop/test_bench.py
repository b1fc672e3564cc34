"""A program in the workshop: it ends when its time does, with all that it started; it reaches no network and no file
that is not the system's or the job's own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from intake.workshop.bench import JobFailed, JobOutOfTime, clear_leftovers, fresh_folder, run

ROOT = Path(__file__).resolve().parents[3]


def _shell(words: str, folder: Path, seconds: float = 10.0, memory_mb: int = 512) -> tuple[int, str]:
    done = run(("/bin/sh", "-c", words), folder, seconds, memory_mb)
    return done.status, done.output.decode()


def test_a_job_has_a_folder_of_its_own_that_is_gone_afterwards() -> None:
    with fresh_folder() as folder:
        assert _shell("pwd; echo x > here; cat here; echo $HOME", folder) == (0, f"{folder}\nx\n{folder}\n")
    assert not folder.exists()


def test_the_next_workshop_takes_away_what_a_killed_one_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import time\nfrom intake.workshop.bench import fresh_folder\n"
        "with fresh_folder() as folder:\n    (folder / 'a').write_text('x')\n    print(folder, flush=True)\n"
        "    time.sleep(60)\n"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as killed:
        assert killed.stdout is not None
        left = Path(killed.stdout.readline().strip())
        assert left.parent == tmp_path
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        clear_leftovers()
        assert (left / "a").exists(), "its process is still at work"
        killed.send_signal(signal.SIGKILL)
        killed.wait(10)
    kept = tmp_path / "kept"
    kept.mkdir()
    strangers = [tmp_path / "tiepnhan-viec-abc", tmp_path / "tiepnhan-viec-0-abc"]
    for folder in strangers:
        folder.mkdir()
    link = tmp_path / f"tiepnhan-viec-{killed.pid}-link"
    link.symlink_to(kept)
    # The program itself, which refuses to be started by hand, has cleared before.
    subprocess.run(
        [sys.executable, "-m", "intake.workshop"], cwd=ROOT, env=environment, stderr=subprocess.DEVNULL, check=False
    )
    assert not left.exists()
    assert kept.is_dir() and link.is_symlink() and all(folder.is_dir() for folder in strangers)


def test_time_ends_the_program_and_everything_that_it_started() -> None:
    with fresh_folder() as folder:
        begun = time.monotonic()
        with pytest.raises(JobOutOfTime, match="1 giây"):
            _shell("sleep 300 & echo $! > one; setsid sleep 300 & echo $! > two; sleep 300", folder, seconds=1.0)
        assert time.monotonic() - begun < 5
        child = int((folder / "one").read_text())
        for _ in range(50):
            if not Path(f"/proc/{child}").exists():
                break
            time.sleep(0.1)
        assert not Path(f"/proc/{child}").exists()


def test_what_left_its_group_is_ended_too_where_the_workshop_takes_orphans_in() -> None:
    """In a process that is a subreaper, as the server is."""
    code = (
        "import ctypes, sys; ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)\n"
        "from intake.workshop.bench import fresh_folder, run\n"
        "with fresh_folder() as folder:\n"
        "    run(('/bin/sh', '-c', 'setsid sleep 300 & echo $!'), folder, 5, 512)\n"
        "    out = (folder / '.output').read_text().split()\n"
        "print(out[0])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert not Path(f"/proc/{done.stdout.strip()}").exists()


def test_memory_and_files_are_bounded() -> None:
    with fresh_folder() as folder:
        code = "import sys; bytearray(900 << 20); print('had it')"
        status, said = _shell(f"{sys.base_exec_prefix}/bin/python3 -c {code!r} 2>/dev/null", folder, memory_mb=400)
        assert (status != 0, said) == (True, "")
        status, _ = _shell("head -c 600000000 /dev/zero > big", folder, seconds=30)
        assert status != 0 and (folder / "big").stat().st_size <= 512 << 20


def test_neither_people_s_files_nor_ours_can_be_read_or_written(tmp_path: Path) -> None:
    if not _landlock():
        pytest.skip(
            "SKIPPED, NOT TESTED: this kernel has no Landlock; the workshop's programs may read what its user may"
        )
    secret = tmp_path / "secret"
    secret.write_text("canary")
    with fresh_folder() as folder:
        _, said = _shell(f"cat {secret}; echo x > {tmp_path}/new; cat {ROOT}/setup.cfg; echo end", folder)
    assert said == "end\n"
    assert not (tmp_path / "new").exists()


def test_nothing_of_our_environment_goes_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_PASSWORD", "canary")
    with fresh_folder() as folder:
        assert "canary" not in _shell("env", folder)[1]


def test_a_program_that_is_not_there_is_a_failed_job() -> None:
    with fresh_folder() as folder, pytest.raises(JobFailed):
        run(("/nowhere/soffice",), folder, 1.0, 512)


def _landlock() -> int:
    """The kernel's ABI, asked in a process of its own, which is locked afterwards."""
    code = "from intake.sandbox_lock import lock_files; print(lock_files(()))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    return int(done.stdout)
