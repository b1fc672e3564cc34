"""What a secret mail says is found nowhere outside the quarantine."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework.case import Case
from casework.decision import Disposition
from casework.errors import UsageError
from casework.mail import Address, Mail, MailClass
from casework.noun import replace
from store.backup import backup
from store.ledger import Ledger
from store.records import Job, Outcome
from tests.store.builders import (
    LEASE,
    case_for,
    committed,
    decision,
    delivery,
    finding,
    letter,
    open_ledger,
    outcome,
    secret_article,
    wire,
)

CANARY = "CHIM-HOANG-YEN-4711"


def _leaks(folder: Path) -> list[str]:
    """Every file outside the quarantine in which the canary stands, in its name too."""
    needles = [CANARY.encode(), CANARY.encode("utf-16-le")]
    return [
        str(path)
        for path in folder.rglob("*")
        if path.is_file()
        and path.parent.name != "quarantine"
        and (CANARY in str(path) or any(n in path.read_bytes() for n in needles))
    ]


def _secret_mail() -> bytes:
    return f"From: {CANARY} <van.thu@moha.gov.vn>\r\nSubject: {CANARY}\r\n\r\n{CANARY}\r\n".encode()


def _secret_case(job: Job, ref: str = "C-1") -> Case:
    mail = Mail(sender=Address("van.thu@moha.gov.vn", CANARY), subject=CANARY, body=CANARY, own_words=CANARY)
    return case_for(
        job.receipt,
        ref,
        mail=mail,
        documents=(secret_article(CANARY),),
        findings=(finding("SEC101"),),
        decision=decision(Disposition.QUARANTINE, reasons=("SEC101 dấu mật",)),
        class_reason=CANARY,
    )


def _judge_secret(ledger: Ledger, ref: str = "C-1") -> None:
    job = ledger.claim("w", LEASE)
    assert job is not None
    ledger.commit(job, outcome(ledger, _secret_case(job, ref), note=CANARY))


def test_a_secret_mail_lies_in_the_quarantine_alone(ledger: Ledger, tmp_path: Path) -> None:
    receipt = ledger.receive(_secret_mail(), delivery())
    assert _leaks(tmp_path), "the search must be able to find it"
    _judge_secret(ledger)
    assert _leaks(tmp_path) == []
    hidden = ledger.folder / "quarantine" / receipt.sha256
    assert hidden.read_bytes() == _secret_mail()
    assert oct(hidden.stat().st_mode)[-3:] == "600"
    assert ledger.state("C-1") == "quarantined"
    (lies,) = ledger.quarantined()
    assert (lies.ref, lies.sha256, lies.transport_key, lies.destroyed_at) == ("C-1", receipt.sha256, "imap:1", None)
    case = ledger.case("C-1")
    assert case is not None
    assert case.secret
    assert case.mail.sender == Address("van.thu@moha.gov.vn")
    assert [d.path for d in case.documents] == ["tệp 0"]
    assert ledger.balance()[0].quarantined == 1
    assert ledger.queue() == ()
    assert [entry.title for entry in ledger.queue(state="quarantined")] == ["(không hiển thị)"]


def test_a_backup_holds_neither_a_secret_mail_nor_one_not_yet_judged(ledger: Ledger, tmp_path: Path) -> None:
    ledger.receive(_secret_mail(), delivery())
    early = backup(ledger.folder, tmp_path / "backup-early")
    assert early.unjudged == 1
    assert _leaks(tmp_path / "backup-early") == []
    _judge_secret(ledger)
    backup(ledger.folder, tmp_path / "backup-late")
    assert _leaks(tmp_path) == []


def test_a_twin_of_a_secret_mail_follows_it(ledger: Ledger, tmp_path: Path) -> None:
    ledger.receive(_secret_mail(), delivery("imap:1"))
    ledger.receive(b"Received: by mx2\n" + _secret_mail(), delivery("imap:2"))
    _judge_secret(ledger)
    assert _leaks(tmp_path) == []
    ledger.receive(b"Received: by mx3\n" + _secret_mail(), delivery("imap:3"))
    other = ledger.receive(_secret_mail(), delivery("imap:4", "cchc"))
    assert _leaks(tmp_path) == []
    assert ledger.content(other) == _secret_mail(), "the other portal's walk can still read it"
    _judge_secret(ledger, "C-2")
    assert len(ledger.quarantined()) == 2


def test_a_secret_precheck_is_hidden_without_a_case(ledger: Ledger, tmp_path: Path) -> None:
    ledger.receive(_secret_mail(), delivery())
    job = ledger.claim("w", LEASE)
    assert job is not None
    ledger.commit(job, Outcome(MailClass.PRECHECK, note=CANARY, secret=True))
    assert _leaks(tmp_path) == []
    assert ledger.quarantined()[0].ref == ""


def test_a_crash_between_the_commit_and_the_move_is_finished_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_ledger(tmp_path / "l") as ledger:
        ledger.receive(_secret_mail(), delivery())
        monkeypatch.setattr(ledger, "_follow", lambda: None)
        _judge_secret(ledger)
        assert _leaks(tmp_path)
    with open_ledger(tmp_path / "l"):
        assert _leaks(tmp_path) == []


def test_a_mark_seen_only_in_a_later_walk_blanks_the_earlier_one(ledger: Ledger, tmp_path: Path) -> None:
    ledger.receive(_secret_mail(), delivery())
    job = ledger.claim("w", LEASE)
    assert job is not None
    blind = replace(_secret_case(job), decision=decision(Disposition.RETURN, reasons=(CANARY,)))
    blind = replace(
        blind,
        documents=tuple(replace(d, cut=False) for d in blind.documents),
        findings=(finding(message=CANARY),),
    )
    told = letter("t1", "C-1")
    ledger.commit(job, outcome(ledger, blind, outgoing=(replace(told, wire=CANARY.encode()),), note=CANARY))
    assert ledger.rejections()[0].title == CANARY
    ledger.walk_again("C-1", "quản trị")
    again = ledger.claim("w", LEASE)
    assert again is not None
    ledger.commit(again, outcome(ledger, replace(_secret_case(again), revision=2)))
    assert _leaks(tmp_path) == []
    assert [r.revision for r in ledger.revisions("C-1")] == [1, 2]
    assert ledger.state("C-1") == "quarantined"


def test_destruction_removes_the_bytes_and_leaves_the_record(ledger: Ledger, tmp_path: Path) -> None:
    ledger.receive(_secret_mail(), delivery("imap:1"))
    ledger.receive(b"Received: by mx2\n" + _secret_mail(), delivery("imap:2"))
    _judge_secret(ledger)
    for wrong in (("C-1", "", "lý do"), ("C-1", "ông A", " "), ("C-9", "ông A", "lý do"), ("", "ông A", "lý do")):
        with pytest.raises(UsageError):
            ledger.destroy_quarantined(*wrong)
    assert len(list((ledger.folder / "quarantine").iterdir())) == 2
    (gone,) = ledger.destroy_quarantined("C-1", "ông A", "theo Luật 117/2025/QH15")
    assert (gone.destroyed_by, gone.reason, gone.door_name) == ("ông A", "theo Luật 117/2025/QH15", "hop-thu")
    assert list((ledger.folder / "quarantine").iterdir()) == []
    assert ledger.state("C-1") == "destroyed"
    assert ledger.events("C-1")[-1].what == "destroyed"
    assert ledger.balance()[0].whole
    with pytest.raises(UsageError):
        ledger.destroy_quarantined("C-1", "ông A", "lần nữa")


def test_destruction_spares_bytes_that_another_portals_case_needs(ledger: Ledger) -> None:
    ledger.receive(_secret_mail(), delivery("imap:1"))
    ledger.receive(_secret_mail(), delivery("imap:1", "cchc"))
    _judge_secret(ledger, "C-1")
    _judge_secret(ledger, "C-2")
    ledger.destroy_quarantined("C-1", "ông A", "lý do")
    assert ledger.wire_of("C-2") == _secret_mail()
    ledger.destroy_quarantined("C-2", "ông A", "lý do")
    assert list((ledger.folder / "quarantine").iterdir()) == []


def test_an_open_mail_stays_where_it_is(ledger: Ledger) -> None:
    committed(ledger)
    assert ledger.quarantined() == ()
    assert list((ledger.folder / "quarantine").iterdir()) == []
    assert ledger.wire_of("C-1") == wire()
