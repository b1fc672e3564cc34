"""The real daemon killed by SIGKILL at each step and at random instants; an independent reader looks for losses."""

from __future__ import annotations

import random
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

SENDER = "nguoi.dan@gmail.com"
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


def mail(number: int) -> bytes:
    """An article of its own; the portal of the reform page accepts it and answers with one letter."""
    text = build_docx(
        article(
            f"Kinh nghiệm giải quyết thủ tục hành chính tại bộ phận một cửa, kỳ {number}",
            "Bộ phận một cửa của xã đã rút ngắn thời gian giải quyết hồ sơ cho người dân trong năm nay.",
            "Người dân nộp hồ sơ trực tuyến và nhận kết quả tại nhà, không phải đi lại nhiều lần.",
        )
    )
    return build_mail(SENDER, PORTAL, f"Bài viết số {number}", "Xin gửi bài.", files=[File(f"bai-{number}.docx", text)])


@pytest.mark.parametrize("point", [name for name in POINTS if name != "never"])
def test_killed_at_each_step(point: str, victim: Victim, sink: Sink) -> None:
    content = mail(1)
    victim.start(point)
    taken = deliver_until_taken(victim.port, SENDER, PORTAL, content)
    assert victim.died(), f"the daemon went past {point}"
    if point in TAKEN:
        assert taken
    letters_before = len(sink.taken)
    victim.start()
    if not taken:
        # The sender's server got no 250 and tries again: the same bytes.
        assert deliver_until_taken(victim.port, SENDER, PORTAL, content, tries=50)
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
        for content in mails:
            while not stop.is_set() and not deliver_until_taken(victim.port, SENDER, PORTAL, content):
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
