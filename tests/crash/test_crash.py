"""The real daemon killed by SIGKILL at each step and at random instants; an independent reader looks for losses."""

from __future__ import annotations

import random
import resource
import smtplib
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders.docx import article, build_docx
from tests.builders.mail import File, build_mail
from tests.crash.victim import POINTS
from tests.crash.world import Sink, Victim, audit, deliver_until_taken, environment_rounds

pytestmark = [pytest.mark.crash, pytest.mark.timeout(900)]

PORTAL = "websitecchc@moha.gov.vn"
#: Points behind the 250: the sender's server has let go of the mail, and the ledger alone answers for it.
TAKEN = {"during_the_walk", "before_the_outcome", "after_the_outcome", "before_the_letter", "between_250_and_the_mark"}


@pytest.fixture()
def sink() -> Iterator[Sink]:
    server = Sink()
    yield server
    server.stop()


@pytest.fixture()
def victim(tmp_path: Path, sink: Sink) -> Iterator[Victim]:
    house = Victim(tmp_path, sink.port)
    yield house
    house.kill()


def sender(number: int) -> str:
    """A citizen of his own: more than twenty letters an hour to one address would be held back."""
    return f"nguoi.dan.{number}@gmail.com"


def mail(number: int) -> bytes:
    """An article of its own; the portal of the reform page accepts it and answers with one letter."""
    text = build_docx(
        article(
            f"Kinh nghiệm giải quyết thủ tục hành chính tại bộ phận một cửa, kỳ {number}",
            "Bộ phận một cửa của xã đã rút ngắn thời gian giải quyết hồ sơ cho người dân trong năm nay.",
            "Người dân nộp hồ sơ trực tuyến và nhận kết quả tại nhà, không phải đi lại nhiều lần.",
        )
    )
    return build_mail(
        sender(number), PORTAL, f"Bài viết số {number}", "Xin gửi bài.", files=[File(f"bai-{number}.docx", text)]
    )


@pytest.mark.parametrize("point", [name for name in POINTS if name != "never"])
def test_killed_at_each_step(point: str, victim: Victim, sink: Sink) -> None:
    content = mail(1)
    victim.start(point)
    taken = deliver_until_taken(victim.port, sender(1), PORTAL, content)
    assert victim.died(), f"the daemon went past {point}"
    if point in TAKEN:
        assert taken
    letters_before = len(sink.taken)
    victim.start()
    if not taken:
        # The sender's server got no 250 and tries again: the same bytes.
        assert deliver_until_taken(victim.port, sender(1), PORTAL, content, tries=50)
    assert victim.settled(), "not all was done after the restart"
    assert victim.stop() == 0
    audit(victim, sink, [content])
    assert len({message_id for message_id, *_ in sink.taken}) == 1
    assert len(sink.taken) == (2 if point == "between_250_and_the_mark" else 1)
    assert letters_before == (1 if point in ("between_250_and_the_mark", "after_the_mark") else 0)


def test_killed_at_random_instants_under_load(victim: Victim, sink: Sink) -> None:
    rounds = environment_rounds(20)
    chance = random.Random(20261121)
    mails = [mail(number) for number in range(rounds * 3)]
    delivered: list[bytes] = []
    stop = threading.Event()

    def feed() -> None:
        for number, content in enumerate(mails):
            while not stop.is_set() and not deliver_until_taken(victim.port, sender(number), PORTAL, content):
                pass
            if stop.is_set():
                return
            delivered.append(content)

    victim.start()
    feeder = threading.Thread(target=feed, daemon=True)
    feeder.start()
    started = time.monotonic()
    for _ in range(rounds):
        time.sleep(chance.uniform(0.0, 0.7))
        victim.kill()
        victim.start()
    feeder.join(300)
    stop.set()
    assert len(delivered) == len(mails)
    assert victim.settled(180), "not all was done after the last restart"
    assert victim.stop() == 0
    audit(victim, sink, delivered)
    repeats = len(sink.taken) - len({message_id for message_id, *_ in sink.taken})
    print(
        f"\n{rounds} kills in {time.monotonic() - started:.0f} s: {len(mails)} mails, {len(sink.taken)} letters sent, "
        f"{repeats} repeats with the same Message-ID, nothing lost, one outcome each"
    )


def test_a_full_disk_loses_nothing(victim: Victim, sink: Sink) -> None:
    """RLIMIT_FSIZE of the running daemon is what a full disk is to it: every write of its fails."""
    before, during = mail(1), mail(2)
    victim.start()
    assert deliver_until_taken(victim.port, sender(1), PORTAL, before)
    assert victim.settled()
    assert victim.process is not None
    _, hard = resource.prlimit(victim.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(victim.process.pid, resource.RLIMIT_FSIZE, (1, hard))
    refusal = refused_with(victim.port, sender(2), during)
    assert refusal == 451
    assert victim.rows("SELECT count(*) FROM receipt") == [(1,)]
    resource.prlimit(victim.process.pid, resource.RLIMIT_FSIZE, (hard, hard))
    assert deliver_until_taken(victim.port, sender(2), PORTAL, during, tries=100)
    assert victim.settled(), "not all was done after the room was back"
    assert victim.stop() == 0
    audit(victim, sink, [before, during])


def test_a_disk_that_fills_during_the_walk_loses_nothing(victim: Victim, sink: Sink) -> None:
    """The receipt stands, the outcome cannot be written; it is, when the room is back."""
    victim.start()
    assert victim.process is not None
    _, hard = resource.prlimit(victim.process.pid, resource.RLIMIT_FSIZE)
    contents = [mail(number) for number in range(6)]
    for number, content in enumerate(contents):
        assert deliver_until_taken(victim.port, sender(number), PORTAL, content)
    resource.prlimit(victim.process.pid, resource.RLIMIT_FSIZE, (1, hard))
    time.sleep(2)
    resource.prlimit(victim.process.pid, resource.RLIMIT_FSIZE, (hard, hard))
    assert victim.settled(), "not all was done after the room was back"
    assert victim.stop() == 0
    audit(victim, sink, contents)


def test_a_locked_ledger_loses_nothing(victim: Victim, sink: Sink) -> None:
    """Somebody else holds the write lock for longer than we wait: 451, and later all is done."""
    content = mail(1)
    victim.start()
    with sqlite3.connect(victim.folder / "store" / "ledger.sqlite", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        assert refused_with(victim.port, sender(1), content) == 451
        other.execute("ROLLBACK")
    other.close()
    assert deliver_until_taken(victim.port, sender(1), PORTAL, content, tries=50)
    assert victim.settled()
    assert victim.stop() == 0
    audit(victim, sink, [content])


def refused_with(port: int, envelope_from: str, content: bytes) -> int:
    """The reply to the final dot, or to an earlier command that was refused."""
    with smtplib.LMTP("127.0.0.1", port, timeout=60) as door:
        door.ehlo()
        for code, _ in (door.mail(envelope_from), door.rcpt(PORTAL)):
            if code != 250:
                return code
        try:
            return door.data(content)[0]
        except smtplib.SMTPDataError as refusal:
            return refusal.smtp_code
