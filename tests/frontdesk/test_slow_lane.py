"""A mail with a scan waits in a lane of its own, gets one decision, and delays nobody."""

from __future__ import annotations

import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from casework.decision import Disposition
from casework.document import FlawKind
from casework.finding import Verdict
from casework.noun import replace
from frontdesk.engine import Engine
from frontdesk.examination import GREEN, RED, YELLOW, Check, examine_all
from frontdesk.pipeline import Rooms
from frontdesk.settings import load_settings
from intake.aids import GreyPage, RecognisedPage
from intake.workshop.client import Workshop, WorkshopAbsent
from tests.builders.mail import File
from tests.builders.sheets import as_pdf, decision
from tests.frontdesk.office import LEADER, LIAISON, Office, news
from tests.wire.tools import require

pytestmark = pytest.mark.timeout(300)

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def child() -> Iterator[Workshop]:
    """The real workshop, as a child."""
    require("tesseract")
    with Workshop() as workshop:
        yield workshop


class Gate(Workshop):
    """A workshop whose job lasts until the test lets it go."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.go = threading.Event(), threading.Event()
        self.jobs = 0

    def recognise(self, page: GreyPage, seconds: float) -> RecognisedPage:
        self.jobs += 1
        self.begun.set()
        assert self.go.wait(60)
        return RecognisedPage(page.number, page.width, page.height)


class Away(Workshop):
    """A socket behind which nobody answers."""

    def recognise(self, page: GreyPage, seconds: float) -> RecognisedPage:
        raise WorkshopAbsent("xưởng đọc (tiepnhan-workshop) không chạy")


def scan_mail(office: Office, mark: str = "", **more: str) -> bytes:
    """A decision on paper, signed and stamped, from the liaison of a unit."""
    return office.mail(LIAISON, "Kính gửi bài.", File("quyet dinh.pdf", as_pdf(decision(mark))), **more)


def engine_of(office: Office, workshop: Workshop | None) -> Engine:
    office.rooms.workshop = workshop
    return Engine(office.ledger, office.rooms, office.hand, on_letters=lambda: None)


def work(engine: Engine) -> list[str]:
    """Every job that is ready, the fast lane first; in which lane each ended or left."""
    done = []
    while True:
        if engine.work_once("w"):
            done.append("fast")
        elif engine.work_once("s", slow=True):
            done.append("slow")
        else:
            return done


def unsure(office: Office, ref: str) -> dict[str, str]:
    return {f.code: f.message for f in office.case(ref).findings or () if f.verdict is Verdict.UNSURE}


def test_a_scan_is_read_in_the_slow_lane_and_decided_once(office: Office, child: Workshop) -> None:
    receipt = office.arrive(scan_mail(office))
    engine = engine_of(office, child)
    assert engine.work_once("w") and office.outcome_of(receipt)[0] == "", "no interim decision"
    assert office.ledger.claim("w", timedelta(minutes=1)) is None, "the fast lane sees it no more"
    assert work(engine) == ["slow"]
    case = office.case(office.ref_of(receipt))
    (file,) = case.files
    assert case.revision == 1 and file.flaws == () and len(file.stamps) == 2
    assert file.anatomy.recipients and "SEC101" not in unsure(office, case.ref)
    assert not any(f.code.startswith("FNT") for f in case.findings or ())
    seconds, pages = office.ledger.slow_use(LIAISON)
    assert pages == 1 and 0 < seconds < 60


def test_a_mark_on_a_scan_puts_the_mail_away(office: Office, child: Workshop) -> None:
    receipt = office.arrive(scan_mail(office, "TỐI MẬT", subject="Canary-trong-chu-de"))
    work(engine_of(office, child))
    case = office.case(office.ref_of(receipt))
    assert case.secret and case.decision is not None and case.decision.disposition is Disposition.QUARANTINE
    office.post()
    rows = sqlite3.connect(office.ledger.folder / "ledger.sqlite").iterdump()
    assert not any("Canary" in row for row in rows)


def test_other_mail_goes_by_while_the_slow_lane_works(office: Office) -> None:
    gate = Gate()
    engine = engine_of(office, gate)
    slow = office.arrive(scan_mail(office))
    engine.start()
    try:
        engine.wake()
        assert gate.begun.wait(30), "the slow lane has taken the scan"
        begun = time.monotonic()
        quick = [office.arrive(office.mail(LEADER, "Gửi bài.", File(f"{n}.docx", news()))) for n in range(4)]
        engine.wake()
        while not all(office.outcome_of(receipt)[0] for receipt in quick):
            assert time.monotonic() - begun < 30
            time.sleep(0.02)
        assert office.outcome_of(slow)[0] == "" and gate.jobs == 1
        gate.go.set()
        while not office.outcome_of(slow)[0]:
            assert time.monotonic() - begun < 60
            time.sleep(0.05)
    finally:
        gate.go.set()
        engine.stop(10)


def test_a_workshop_that_ends_with_the_service_decides_nothing(office: Office) -> None:
    """What was not read because we stop must not pass for what cannot be read."""
    gate = Gate()
    engine = engine_of(office, gate)
    receipt = office.arrive(scan_mail(office))
    engine.start()
    engine.wake()
    assert gate.begun.wait(30)
    stopping = threading.Thread(target=engine.stop, args=(10,))
    stopping.start()
    time.sleep(0.2)
    gate.go.set()
    stopping.join(30)
    assert office.outcome_of(receipt)[0] == "" and office.ledger.waiting() == 1
    assert office.ledger.claim("later", timedelta(minutes=1), slow=True) is not None, "it waits in its place"


def test_without_a_workshop_a_person_looks_and_is_told_why(office: Office) -> None:
    receipt = office.arrive(scan_mail(office))
    assert work(engine_of(office, None)) == ["fast"]
    told = unsure(office, office.ref_of(receipt))
    assert "chưa có xưởng đọc" in told["SEC101"] and "FMT104" not in told, "one doubt, not two"


def test_a_workshop_that_is_away_is_the_same_with_its_own_words(office: Office) -> None:
    receipt = office.arrive(scan_mail(office))
    assert work(engine_of(office, Away())) == ["fast", "slow"]
    assert "không chạy" in unsure(office, office.ref_of(receipt))["SEC101"]


def test_an_unproven_mail_is_read_only_when_a_person_asks(office: Office, child: Workshop) -> None:
    receipt = office.arrive(scan_mail(office, "MẬT", results=""))
    engine = engine_of(office, child)
    assert work(engine) == ["fast"], "a stranger costs the workshop nothing"
    ref = office.ref_of(receipt)
    assert f"tiepnhan queue read {ref}" in unsure(office, ref)["SEC101"]
    assert office.ledger.slow_use(LIAISON) == (0.0, 0)
    office.ledger.read_again(ref, by="Trần Thị Bình")
    office.ledger.read_again(ref, by="Trần Thị Bình")
    assert work(engine) == ["slow"]
    case = office.case(ref)
    assert case.secret and case.revision == 2 and case.mail.subject == ""
    assert ("Trần Thị Bình", "read") in {(e.by, e.what) for e in office.ledger.events(ref)}


def test_a_mark_found_late_in_one_mail_of_a_case_puts_all_its_mails_away(office: Office, child: Workshop) -> None:
    word = "hoanghac7391"
    scan = File(f"{word}.pdf", as_pdf(decision("TỐI MẬT")))
    first = office.arrive(office.mail(LIAISON, f"Gửi {word}.", scan, File("b.docx", news()), subject=f"Bài {word}"))
    work(engine_of(office, None))
    office.post()
    ref = office.ref_of(first)
    letter = office.letters(to=LIAISON)[-1]
    corrected = office.mail(
        LIAISON, "Gửi lại tệp.", File("b.docx", news()), subject=f"Re: {letter.subject}", in_reply_to=letter.message_id
    )
    second = office.arrive(corrected)
    work(engine_of(office, None))
    assert office.ref_of(second) == ref and office.case(ref).revision == 2
    office.ledger.read_again(ref, by="Trần Thị Bình")
    work(engine_of(office, child))
    assert office.case(ref).secret
    assert {q.receipt_id for q in office.ledger.quarantined()} == {first.id, second.id}
    assert not any(word in row for row in sqlite3.connect(office.ledger.folder / "ledger.sqlite").iterdump())
    lying = [path for path in office.ledger.folder.rglob("*") if first.sha256 in path.name]
    kept = {path.parent.name for path in lying}
    assert kept == {"quarantine"}


def test_reading_again_leaves_what_a_person_closed_as_it_is(office: Office, child: Workshop) -> None:
    engine = engine_of(office, None)
    receipt = office.arrive(scan_mail(office))
    work(engine)
    ref = office.ref_of(receipt)
    office.ledger.refuse(ref, by="Trần Thị Bình", reason="668/13.4")
    office.ledger.read_again(ref, by="Trần Thị Bình")
    letters = len(office.ledger.letters("waiting"))
    work(engine_of(office, child))
    assert office.ledger.state(ref) == "refused" and len(office.ledger.letters("waiting")) == letters
    assert office.case(ref).files[0].anatomy.recipients


def test_the_verb_asks_for_a_workshop_and_writes_the_wish_down(
    office: Office, tiepnhan: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    receipt = office.arrive(scan_mail(office))
    work(engine_of(office, None))
    ref = office.ref_of(receipt)
    assert tiepnhan("queue", "read", ref, "--by", "Trần Thị Bình") == 2
    assert "[workshop]" in capsys.readouterr().err
    office.config.write_text(office.config.read_text() + '\n[workshop]\nsocket = "w.sock"\n')
    assert tiepnhan("queue", "read", ref, "--by", "Trần Thị Bình") == 0
    assert "Trần Thị Bình" in capsys.readouterr().out
    job = office.ledger.claim("s", timedelta(minutes=1), slow=True)
    assert job is not None and (job.kind, job.case_ref) == ("reread", ref)


def test_pages_beyond_the_budget_are_named_in_the_doubt(office: Office, child: Workshop) -> None:
    table = replace(office.settings.workshop, pages_per_mail=1)
    office.rooms.settings = replace(office.settings, workshop=table)
    content = as_pdf(decision(), decision(), decision())
    receipt = office.arrive(office.mail(LIAISON, "Kính gửi.", File("ba trang.pdf", content)))
    work(engine_of(office, child))
    ref = office.ref_of(receipt)
    assert "1 trang của một thư" in unsure(office, ref)["SEC101"]
    (file,) = office.case(ref).files
    assert {flaw.kind for flaw in file.flaws} == {FlawKind.NO_TEXT, FlawKind.LIMIT}


def test_killed_while_it_reads_it_loses_nothing(office: Office, tmp_path: Path, child: Workshop) -> None:
    receipt = office.arrive(scan_mail(office))
    office.hand.turn(seconds=1)
    victim = subprocess.Popen(
        [sys.executable, "-m", "tests.frontdesk.slow_victim", str(office.root), office.hand().isoformat()],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert victim.stdout is not None
    try:
        assert victim.stdout.readline() == "reading\n"
    finally:
        victim.kill()
        victim.wait()
    assert office.outcome_of(receipt)[0] == "" and office.ledger.waiting() == 1
    assert work(engine_of(office, child)) == [], "the dead one's lease still stands"
    assert office.ledger.free_leases() == 1
    assert work(engine_of(office, child)) == ["slow"]
    case = office.case(office.ref_of(receipt))
    assert case.revision == 1 and case.files[0].anatomy.recipients
    office.post()
    told = [(letter.name, letter.to) for letter in office.letters()]
    assert told and len(told) == len(set(told)), "nobody hears it twice"
    assert all(balance.whole for balance in office.ledger.balance())


def test_doctor_says_what_the_workshop_lacks(office: Office, tmp_path: Path) -> None:
    def checks() -> list[Check]:
        settings = load_settings(office.config)
        return [check for check in examine_all(settings, offline=True) if check.subject == "xưởng đọc"]

    assert [check.colour for check in checks()] == [YELLOW]
    office.config.write_text(office.config.read_text() + f'\n[workshop]\nsocket = "{tmp_path}/w.sock"\n')
    (dead,) = checks()
    assert dead.colour == RED and "systemctl status tiepnhan-workshop.socket" in dead.words
    script = f"exec 3<&0; export LISTEN_FDS=1 LISTEN_PID=$$; exec {sys.executable} -m intake.workshop"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
        door.bind(f"{tmp_path}/w.sock")
        door.listen(2)
        unit = subprocess.Popen(["/bin/bash", "-c", script], cwd=ROOT, stdin=door, stderr=subprocess.DEVNULL)
        try:
            assert checks()[0].colour == GREEN
        finally:
            unit.terminate()
            unit.wait(10)


def test_a_workshop_that_is_away_is_an_alarm_until_it_is_back(office: Office, tmp_path: Path) -> None:
    away = Workshop(str(tmp_path / "none.sock"))
    office.arrive(scan_mail(office))
    work(engine_of(office, away))
    office.ticks.look_at_doors()
    office.ticks.look_at_doors()
    (alarm,) = office.ledger.open_alarms()
    assert alarm.kind == "workshop" and "tiepnhan doctor" in alarm.text
    away.trouble = ""  # the next job was answered
    office.ticks.look_at_doors()
    assert not office.ledger.open_alarms()


def test_rooms_of_one_walk_leave_the_others_alone(office: Office) -> None:
    office.rooms.workshop = Away()
    own: Rooms = office.rooms.with_aiding(None, office.rooms.aiding)
    assert own.workshop is None and office.rooms.workshop is not None and own.sandbox is office.rooms.sandbox
