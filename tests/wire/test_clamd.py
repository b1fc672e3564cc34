"""The virus scanner for real: what it finds, what it cannot look at, and what becomes of mail while it is away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from casework.case import MalwareStatus
from casework.noun import replace
from frontdesk.pipeline import Rooms
from intake.clamd import ClamdSettings, ScannerAway, ask, probe
from intake.sandbox import Sandbox
from store.records import CaseState
from tests.builders.mail import File
from tests.frontdesk.office import LEADER, Office, at, news
from tests.wire.clamd import EICAR, running_clamd

pytestmark = pytest.mark.wire
NOON = datetime(2026, 8, 28, 5, tzinfo=UTC)
DUTY = "trucmat@moha.gov.vn"


def now() -> datetime:
    return NOON


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClamdSettings]:
    with running_clamd(tmp_path_factory.mktemp("clamd")) as path:
        yield ClamdSettings(socket=str(path), seconds=20)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(workers=1, seconds=60, memory_mb=1024) as one:
        yield one


def office_with(folder: Path, sandbox: Sandbox, clamd: ClamdSettings) -> Office:
    house = Office(folder, sandbox, now=at("28/8/2026 09:00"))
    house.rooms = Rooms(replace(house.settings, clamd=clamd), house.rooms.regulations, sandbox, house.ledger.key)
    house.engine._rooms = house.rooms
    return house


def test_a_clean_mail_is_clean_and_the_engine_is_named(settings: ClamdSettings) -> None:
    found = ask(settings, b"Subject: x\r\n\r\nKh\xc3\xb4ng c\xc3\xb3 g\xc3\xac.\r\n" * 1000, now)
    assert (found.status, found.at) == (MalwareStatus.CLEAN, NOON)
    assert found.engine.startswith("ClamAV ") and probe(settings) == found.engine


def test_a_threat_inside_a_mails_attachment_is_named(settings: ClamdSettings) -> None:
    found = ask(settings, _mail_with(EICAR), now)
    assert (found.status, found.name) == (MalwareStatus.INFECTED, "Test.EICAR_HDB.UNOFFICIAL")


def test_what_is_too_large_is_not_scanned(tmp_path: Path) -> None:
    with running_clamd(tmp_path, stream_max="1M") as path:
        found = ask(ClamdSettings(socket=str(path)), b"x" * 3_000_000, now)
    assert found.status is MalwareStatus.NOT_SCANNED and "giới hạn" in found.reason


def test_a_scanner_out_of_reach_is_no_answer(tmp_path: Path) -> None:
    with pytest.raises(ScannerAway):
        ask(ClamdSettings(socket=str(tmp_path / "none.ctl")), b"x", now)


def test_malware_lies_in_the_quarantine_and_both_are_told(
    tmp_path: Path, sandbox: Sandbox, settings: ClamdSettings
) -> None:
    house = office_with(tmp_path, sandbox, settings)
    try:
        content = house.mail(LEADER, "Gửi đăng.", File("bai.docx", news()), File("setup.txt", EICAR))
        ref = house.take_in(content)
        assert house.ledger.state(ref) == CaseState.QUARANTINED
        assert [f.code for f in house.case(ref).findings or ()] == ["FMT204"]
        (hidden,) = house.ledger.quarantined()
        assert hidden.ref == ref
        assert not list((house.ledger.folder / "blobs").rglob(hidden.sha256))
        told = {(letter.name, letter.to) for letter in house.letters()}
        assert told == {("quarantined", LEADER), ("duty", DUTY)}
        assert "vì lý do an toàn thông tin" in " ".join(house.only("quarantined").text.split())
        assert "bí mật nhà nước" not in house.only("duty").text
    finally:
        house.close()


def test_a_mail_waits_for_the_scanner_and_then_goes_to_the_duty_officer(tmp_path: Path, sandbox: Sandbox) -> None:
    house = office_with(tmp_path, sandbox, ClamdSettings(socket=str(tmp_path / "none.ctl"), patience_minutes=60))
    try:
        receipt = house.arrive(house.mail(LEADER, "Gửi đăng.", File("bai.docx", news())))
        for _ in range(3):
            house.work()
            house.hand.now += timedelta(minutes=15)
        assert house.ledger.waiting() == 1 and not house.letters()
        house.hand.now += timedelta(minutes=20)
        house.work()
        house.post()
        ref = house.ref_of(receipt)
        (finding,) = house.case(ref).findings or ()
        assert finding.code == "FMT204" and "không liên lạc được với chương trình quét" in finding.message
        assert house.ledger.state(ref) == CaseState.HELD
        duty = house.only("duty")
        assert duty.to == DUTY and f"queue decide {ref} --clear FMT204" in " ".join(duty.text.split())
    finally:
        house.close()


def test_a_scanner_that_comes_back_in_time_is_asked(tmp_path: Path, sandbox: Sandbox) -> None:
    house = office_with(tmp_path, sandbox, ClamdSettings(socket=str(tmp_path / "clamd.ctl")))
    try:
        receipt = house.arrive(house.mail(LEADER, "Gửi đăng.", File("bai.docx", news())))
        house.work()
        with running_clamd(tmp_path):
            house.hand.now += timedelta(minutes=1)
            house.work()
        assert house.ledger.state(house.ref_of(receipt)) == CaseState.QUEUED
    finally:
        house.close()


def _mail_with(content: bytes) -> bytes:
    from tests.builders.mail import build_mail

    return build_mail("a@moha.gov.vn", "congttdt@moha.gov.vn", "Gửi", "Gửi.", files=(File("a.txt", content),))
