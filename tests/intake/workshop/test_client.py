"""The workshop asked over its socket and as a child: what is not there, lies or is slow is a failure in words."""

from __future__ import annotations

import contextlib
import fcntl
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from intake.aids import GreyPage
from intake.workshop import server
from intake.workshop.client import Workshop, WorkshopAbsent, WorkshopFailed
from intake.workshop.frames import HEADER, Failed, Office, Tell, Told, ToOffice, decode_reply, encode

ROOT = Path(__file__).resolve().parents[3]


@contextmanager
def _door(path: Path, serve: Callable[[socket.socket], None]) -> Iterator[None]:
    """A socket at ``path`` behind which ``serve`` answers one client."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
        door.bind(str(path))
        door.listen(1)

        def once() -> None:
            client, _ = door.accept()
            with client:
                serve(client)

        thread = threading.Thread(target=once, daemon=True)
        thread.start()
        yield
        thread.join(10)


def _take_frame(client: socket.socket) -> bytes:
    (length,) = HEADER.unpack(client.recv(HEADER.size, socket.MSG_WAITALL))
    return client.recv(length, socket.MSG_WAITALL)


def test_no_socket_is_an_absent_workshop(tmp_path: Path) -> None:
    with pytest.raises(WorkshopAbsent, match="không chạy"):
        Workshop(str(tmp_path / "none.sock")).tell()


def test_an_answer_over_the_socket(tmp_path: Path) -> None:
    def serve(client: socket.socket) -> None:
        _take_frame(client)
        client.sendall(encode(Office(b"<?xml?>")))

    with _door(tmp_path / "w.sock", serve):
        assert Workshop(str(tmp_path / "w.sock")).to_office(b"x", "doc", "fodt") == b"<?xml?>"


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (b"", "không trả lời"),
        (HEADER.pack(4) + b"\xc1\xc1\xc1\xc1", "không trả lời"),
        (HEADER.pack(0xFFFFFFFF), "không trả lời"),
        (encode(Told()), "sai câu hỏi"),
        (encode(Failed("nội dung không phải tệp .doc")), "không phải tệp .doc"),
    ],
)
def test_a_workshop_that_dies_lies_or_refuses_is_a_failed_job(tmp_path: Path, reply: bytes, words: str) -> None:
    def serve(client: socket.socket) -> None:
        _take_frame(client)
        client.sendall(reply)

    with _door(tmp_path / "w.sock", serve), pytest.raises(WorkshopFailed, match=words):
        Workshop(str(tmp_path / "w.sock")).to_office(b"x", "doc", "fodt")


def test_a_program_that_is_not_installed_is_absent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "find", lambda *names: "")
    reply = server.answer(ToOffice(b"x", "doc", "fodt", 5.0))
    assert reply == Failed("máy chưa cài LibreOffice", absent=True)
    assert decode_reply(encode(reply)[HEADER.size :]) == reply


def test_the_child_is_started_when_it_is_needed_and_ends_with_us() -> None:
    with Workshop() as workshop:
        assert workshop._child is None
        assert "seccomp" in workshop.tell().locks
        child = workshop._child
        assert child is not None and child.poll() is None
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        assert workshop.tell(), "a dead child is started anew"
        second = workshop._child
        assert second is not None
    assert second.poll() is not None


def test_a_thread_that_ends_does_not_take_the_child_along() -> None:
    with Workshop() as workshop:
        thread = threading.Thread(target=workshop.tell)
        thread.start()
        thread.join()
        first = workshop._child
        time.sleep(0.2)
        workshop.tell()
        assert first is not None and workshop._child is first


def test_the_workshop_has_no_network() -> None:
    code = (
        "import socket\nfrom intake.workshop.server import _no_network\n_no_network()\n"
        "for family in (socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK):\n"
        "    try: socket.socket(family, socket.SOCK_STREAM)\n"
        "    except OSError as error: print('refused')\n"
        "socket.socketpair()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "refused\n" * 3


def test_systemd_hands_the_socket_over_and_clients_come_one_after_the_other(tmp_path: Path) -> None:
    path = tmp_path / "w.sock"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
        door.bind(str(path))
        door.listen(4)
        script = f"exec 3<&{door.fileno()}; export LISTEN_FDS=1 LISTEN_PID=$$; exec {sys.executable} -m intake.workshop"
        unit = subprocess.Popen(
            ["/bin/bash", "-c", script], cwd=ROOT, pass_fds=(door.fileno(),), stderr=subprocess.DEVNULL
        )
        try:
            for _ in range(2):
                assert Workshop(str(path)).tell().locks == ("seccomp",)
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as rude:
                rude.connect(str(path))
                rude.sendall(HEADER.pack(12) + b"not a frame!")
            assert Workshop(str(path)).tell().locks == ("seccomp",)
            with pytest.raises(WorkshopFailed, match="không vẽ được"):
                Workshop(str(path)).recognise(GreyPage(1, 10, 10, 200, b""), 5.0)
        finally:
            unit.terminate()
            unit.wait(10)


@pytest.mark.parametrize("drip", [b"", b"x"])
def test_a_client_that_stalls_within_its_frame_does_not_hold_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, drip: bytes
) -> None:
    monkeypatch.setattr(server, "_FRAME_SECONDS", 0.6)
    monkeypatch.setattr(server, "_IDLE_SECONDS", 2.0)
    path = tmp_path / "w.sock"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
        door.bind(str(path))
        door.listen(4)
        served = threading.Thread(target=server._serve, args=(door,), daemon=True)
        served.start()
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as slow:
            slow.connect(str(path))
            slow.sendall(HEADER.pack(1000))
            begun, stop = time.monotonic(), threading.Event()

            def trickle() -> None:
                with contextlib.suppress(OSError):
                    while drip and not stop.wait(0.2):
                        slow.sendall(drip)

            dripping = threading.Thread(target=trickle)
            dripping.start()
            try:
                with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as next_one:
                    next_one.settimeout(8)
                    next_one.connect(str(path))
                    next_one.sendall(encode(Tell()))
                    assert isinstance(decode_reply(_take_frame(next_one)), Told)
            finally:
                stop.set()
                dripping.join()
            assert time.monotonic() - begun >= 0.5
        served.join(10)
        assert not served.is_alive()


def test_started_by_hand_it_says_what_starts_it() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "intake.workshop"], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 2 and "tiepnhan-workshop.socket" in done.stderr


def test_a_request_is_only_what_was_agreed() -> None:
    assert server.answer(Tell()) == server.answer(Tell())
    failed = server.answer(ToOffice(b"x", "../../x", "fodt", -5.0))
    assert isinstance(failed, Failed) and not failed.reason.startswith("xưởng đọc gặp lỗi")


def test_a_door_with_a_high_number_is_heard_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """select() knows no descriptor above 1023; a program that starts us may have many open."""
    monkeypatch.setattr(server, "_IDLE_SECONDS", 2.0)
    path = tmp_path / "w.sock"
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 2048), hard))
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as low:
        low.bind(str(path))
        low.listen(1)
        door = socket.socket(fileno=fcntl.fcntl(low.fileno(), fcntl.F_DUPFD_CLOEXEC, 1024))
    with door:
        served = threading.Thread(target=server._serve, args=(door,), daemon=True)
        served.start()
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            client.settimeout(8)
            client.connect(str(path))
            client.sendall(encode(Tell()))
            assert isinstance(decode_reply(_take_frame(client)), Told)
        served.join(8)
        assert not served.is_alive()
