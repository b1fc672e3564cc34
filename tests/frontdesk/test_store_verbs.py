"""`adopt`, `directory`, `quarantine`, `backup`, `restore`, `replay`: what administrator and duty officer type."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from casework.mail import Delivery, Door
from frontdesk.people import write_people
from tests.builders.docx import build_docx, paragraph
from tests.builders.mail import File
from tests.frontdesk.office import COLLEAGUE, HA_TINH, LEADER, LIAISON, PEOPLE, Office, at, news

Run = Callable[..., int]
Said = pytest.CaptureFixture[str]


def _before(office: Office, key: str, portal: str, day: str) -> None:
    delivery = Delivery(
        door=Door.IMAP, door_name="lmtp", portal=portal, transport_key=key, received_at=at(day), before=True
    )
    wire = office.mail(LEADER, f"Gửi bài {key}.", File("a.docx", news(f"Bài cũ {key}")), portal=portal)
    office.ledger.receive(wire, delivery)


def test_adopt_takes_up_what_lay_there_from_a_day_on(office: Office, tiepnhan: Run, capsys: Said) -> None:
    _before(office, "imap:1", "congttdt", "27/8/2026 23:00")
    _before(office, "imap:2", "congttdt", "28/8/2026 00:30")
    _before(office, "imap:3", "cchc", "28/8/2026 08:00")
    assert office.work() == 0, "adopted mail is not walked and nobody is answered"
    assert tiepnhan("adopt", "--from", "28/8/2026") == 2
    assert "2026-08-28" in capsys.readouterr().err
    assert tiepnhan("adopt", "--from", "2026-08-28", "--portal", "congtdt") == 2
    assert tiepnhan("adopt", "--from", "2026-08-28", "--portal", "congttdt") == 0
    assert "1 thư sẽ được xét" in capsys.readouterr().out
    assert office.work() == 1
    (case,) = [p.case_ref for p in office.ledger.processed() if p.case_ref]
    # Its time runs from when it came, not from the adoption.
    assert office.case(case).received_at == at("28/8/2026 00:30")
    assert tiepnhan("adopt", "--from", "2026-08-28") == 0
    assert office.work() == 1


def test_the_directory_shows_what_would_change_first(
    office: Office, tiepnhan: Run, capsys: Said, tmp_path: Path
) -> None:
    file = tmp_path / "danh ba.csv"
    fewer = tuple(p for p in PEOPLE if p.address != COLLEAGUE)
    file.write_text(write_people(fewer), encoding="utf-8-sig")
    version = office.ledger.directory().version
    assert tiepnhan("directory", "import", str(file)) == 0
    said = capsys.readouterr()
    assert f"- {COLLEAGUE}  Phạm Thị Ngọc" in said.out and "--apply" in said.err
    assert office.ledger.directory().version == version
    assert tiepnhan("directory", "import", str(file), "--apply") == 2
    assert tiepnhan("directory", "import", str(file), "--apply", "--by", "Quản trị") == 0
    assert office.ledger.directory().standing(office.hand()) == fewer
    # Who has left is a stranger the next minute (668/15.3).
    ref = office.take_in(office.mail(COLLEAGUE, "Gửi.", File("a.docx", news())))
    assert office.case(ref).person is None
    exported = tmp_path / "ra.csv"
    assert tiepnhan("directory", "export", str(exported)) == 0
    assert exported.read_text(encoding="utf-8-sig") == write_people(fewer)
    assert tiepnhan("directory", "import", str(tmp_path / "khong co.csv")) == 2
    file.write_text("địa chỉ,họ tên,đơn vị,vai trò\nkhong-phai-thu,A,B,lãnh đạo\n", encoding="utf-8")
    capsys.readouterr()
    assert tiepnhan("directory", "import", str(file), "--apply", "--by", "Q") == 2
    assert "dòng 2" in capsys.readouterr().err
    assert office.ledger.directory().standing(office.hand()) == fewer


def test_an_empty_list_does_not_empty_the_directory_by_mistake(office: Office, tiepnhan: Run, tmp_path: Path) -> None:
    file = tmp_path / "trong.csv"
    file.write_text("địa chỉ,họ tên,đơn vị,vai trò\n", encoding="utf-8")
    assert tiepnhan("directory", "import", str(file), "--apply", "--by", "Quản trị") == 2
    assert office.ledger.directory().people == PEOPLE


def test_quarantine_lists_without_content_and_destroys_on_a_word(office: Office, tiepnhan: Run, capsys: Said) -> None:
    secret = File("Chimvang.docx", build_docx([paragraph("TỐI MẬT", bold=True), "Chimvang"]))
    ref = office.take_in(office.mail(LEADER, "Gửi Chimvang.", secret, subject="Chimvang"))
    duty = office.only("duty")
    assert duty.to == "trucmat@moha.gov.vn" and f"tiepnhan quarantine destroy {ref}" in duty.text
    sha256 = office.ledger.quarantined()[0].sha256
    hidden = office.ledger.folder / "quarantine" / sha256
    assert hidden.exists()
    assert tiepnhan("quarantine", "list") == 0
    out = capsys.readouterr().out
    assert ref in out and sha256 in out and "Chimvang" not in out
    assert tiepnhan("quarantine", "destroy", ref, "--by", "Trực mật") == 2
    assert hidden.exists()
    assert tiepnhan("quarantine", "destroy", ref, "--by", "Trực mật", "--reason", "biên bản số 5") == 0
    assert not hidden.exists()
    assert tiepnhan("quarantine", "list") == 0
    assert "đã hủy 28/08/2026 bởi Trực mật" in capsys.readouterr().out
    assert tiepnhan("quarantine", "destroy", ref, "--by", "Trực mật", "--reason", "lần nữa") == 2
    assert tiepnhan("case", ref) == 0
    assert "Chimvang" not in capsys.readouterr().out
    assert tiepnhan("case", ref, "--raw") == 2


def test_backup_checks_restores_and_releases(office: Office, tiepnhan: Run, capsys: Said, tmp_path: Path) -> None:
    ref = office.take_in(office.mail(LEADER, "Gửi.", File("a.docx", news())))
    office.take_in(
        office.mail(HA_TINH, "Gửi.", File("m.docx", build_docx([paragraph("MẬT", bold=True)])), portal="hatinh"),
        "hatinh",
    )
    office.arrive(office.mail(LIAISON, "Gửi.", File("b.docx", news("Bài chờ gửi thư"))))
    office.work()  # its letters wait in the outbox
    assert tiepnhan("backup") == 0
    assert "đã kiểm tra nguyên vẹn" in capsys.readouterr().out
    (copy,) = (tmp_path / "backup").iterdir()
    assert tiepnhan("backup", "--check", str(copy)) == 0
    assert not list(copy.rglob("quarantine/*"))
    damaged = tmp_path / "hong"
    shutil.copytree(copy, damaged)
    blob = next(p for p in (damaged / "blobs").rglob("*") if p.is_file())
    blob.chmod(0o600)
    blob.write_bytes(blob.read_bytes()[:-1] + b"?")
    capsys.readouterr()
    assert tiepnhan("backup", "--check", str(damaged)) == 1
    assert "KHÔNG nguyên vẹn" in capsys.readouterr().out
    assert tiepnhan("backup", "--check", str(tmp_path / "khong co")) != 0
    assert "Traceback" not in capsys.readouterr().err
    assert tiepnhan("restore", str(copy)) == 2, "the store is in use"
    assert tiepnhan("restore") == 2
    office.ledger.close()
    (tmp_path / "store").rename(tmp_path / "store.old")
    assert tiepnhan("restore", str(damaged)) == 2
    assert not (tmp_path / "store").exists()
    assert tiepnhan("restore", str(copy)) == 0
    capsys.readouterr()
    assert tiepnhan("case", ref) == 0
    assert ref in capsys.readouterr().out
    assert tiepnhan("restore", "--release") == 0
    assert "2 thư được gửi tiếp" in capsys.readouterr().out


def test_replay_lists_retries_and_closes_alarms(office: Office, tiepnhan: Run, capsys: Said) -> None:
    receipt = office.arrive(office.mail(LEADER, "Gửi.", File("a.docx", news())))
    for _ in range(3):
        job = office.ledger.claim("worker", timedelta(minutes=1))
        assert job is not None
        office.ledger.fail(job, "ValueError at intake.parse:12")
        office.hand.turn(minutes=10)
    assert office.work() == 0
    assert tiepnhan("replay") == 0
    out = capsys.readouterr().out
    assert f"{receipt.id}  congttdt  nhận 28/08/2026 09:00" in out and "ValueError at intake.parse:12" in out
    assert tiepnhan("replay", "4711") == 2
    assert "4711" in capsys.readouterr().err
    assert tiepnhan("replay", str(receipt.id)) == 0
    assert office.work() == 1 and office.ledger.state(office.ref_of(receipt)) == "queued"
    office.ticks.raise_alarm("undeliverable-7", "Thư không gửi được")
    assert tiepnhan("replay", "--seen", "undeliverable-8") == 2
    assert "undeliverable-7" in capsys.readouterr().err
    assert tiepnhan("replay", "--seen", "undeliverable-7") == 0
    assert not office.ledger.open_alarms()


def test_the_digest_can_be_read_and_sent_by_hand(office: Office, tiepnhan: Run, capsys: Said) -> None:
    ref = office.take_in(office.mail(LEADER, "Gửi.", File("a.docx", news())))
    assert tiepnhan("digest", "--portal", "congtdt") == 2
    assert tiepnhan("digest", "--portal", "congttdt") == 0
    assert ref in capsys.readouterr().out
    office.post()
    assert not office.letters("digest")
    assert tiepnhan("digest", "--portal", "congttdt", "--send") == 0
    office.post()
    assert ref in office.only("digest").text
