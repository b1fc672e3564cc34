"""A mail handed in stays: once, with a trace of every repeat."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from casework.errors import StorageError
from casework.ports import Reception
from store.ledger import Ledger
from store.queueing import lane_of, sender_of
from tests.store.builders import LEASE, START, Clock, committed, delivery, open_ledger, wire


def _as_port(ledger: Ledger) -> Reception:
    return ledger  # the type checker holds the ledger against the port


def test_a_receipt_names_the_mail_and_keeps_its_exact_bytes(ledger: Ledger) -> None:
    receipt = _as_port(ledger).receive(wire(), delivery())
    assert receipt.size == len(wire())
    assert receipt.delivery == delivery()
    assert ledger.content(receipt) == wire()
    assert oct((ledger.folder / "quarantine").stat().st_mode)[-3:] == "700"
    assert list((ledger.folder / "incoming").iterdir()) == []


def test_the_same_transport_key_gives_the_same_receipt_and_one_job(ledger: Ledger) -> None:
    first = ledger.receive(wire(), delivery())
    assert ledger.receive(wire(), delivery()) == first
    assert ledger.waiting() == 1
    assert ledger.balance()[0].received == 1


def test_the_same_mail_by_another_road_leaves_a_trace_and_no_job(ledger: Ledger) -> None:
    first = ledger.receive(wire(), delivery("imap:1"))
    again = ledger.receive(wire(trace="from mx2"), delivery("imap:2"))
    assert again == first
    assert ledger.waiting() == 1
    (books,) = ledger.balance()
    assert (books.received, books.duplicates, books.in_progress, books.whole) == (2, 1, 1, True)
    assert ledger.known(["imap:1", "imap:2", "imap:3"]) == {"imap:1", "imap:2"}


def test_the_same_mail_at_two_portals_is_work_in_each(ledger: Ledger) -> None:
    one = ledger.receive(wire(), delivery("imap:1", "congttdt"))
    two = ledger.receive(wire(), delivery("imap:1", "cchc"))
    assert one.id != two.id
    assert ledger.waiting() == 2


def test_adopted_mail_is_no_work_until_it_is_released(ledger: Ledger) -> None:
    ledger.receive(wire(1), delivery("imap:1", before=True, received_at=START - timedelta(days=9)))
    ledger.receive(wire(2), delivery("imap:2", before=True, received_at=START - timedelta(days=1)))
    ledger.receive(wire(2, trace="again"), delivery("imap:7"))  # a repeat of what was adopted is no new mail
    assert ledger.claim("w", LEASE) is None
    assert ledger.adopted(["imap:1", "imap:2", "imap:7"]) == {"imap:1", "imap:2", "imap:7"}
    assert (ledger.balance()[0].before, ledger.balance()[0].whole) == (2, True)

    assert ledger.release_before("cchc", START - timedelta(days=2)) == 0
    assert ledger.release_before("congttdt", START - timedelta(days=2)) == 1
    assert ledger.release_before(None, START - timedelta(days=2)) == 0
    assert ledger.adopted(["imap:1", "imap:2", "imap:7"]) == {"imap:1"}
    job = ledger.claim("w", LEASE)
    assert job is not None
    assert job.receipt.delivery.transport_key == "imap:2"
    assert not job.receipt.delivery.before
    assert ledger.balance()[0].whole


def test_the_first_look_is_marked_once_and_its_boundary_kept(ledger: Ledger) -> None:
    assert ledger.adopted_at("hop-thu") is None
    assert ledger.adoption_boundary("hop-thu", "uid 70") == "uid 70"
    assert ledger.adoption_boundary("hop-thu", "uid 99") == "uid 70"
    assert ledger.adopted_at("hop-thu") is None
    ledger.mark_adopted("hop-thu", START)
    ledger.mark_adopted("hop-thu", START + timedelta(days=1))
    assert ledger.adopted_at("hop-thu") == START
    ledger.mark_adopted("kia", START)
    assert ledger.adopted_at("kia") == START


def test_known_answers_for_more_keys_than_one_statement_takes(ledger: Ledger) -> None:
    ledger.receive(wire(), delivery("imap:1234"))
    assert ledger.known([f"imap:{n}" for n in range(2000)]) == {"imap:1234"}
    assert ledger.known([]) == frozenset()


def test_damaged_bytes_are_told_and_never_handed_out(ledger: Ledger) -> None:
    receipt = ledger.receive(wire(), delivery())
    (blob,) = (p for p in (ledger.folder / "blobs").rglob("*") if p.is_file())
    blob.write_bytes(b"other")
    with pytest.raises(StorageError, match="hash"):
        ledger.content(receipt)


def test_a_damaged_blob_is_replaced_when_the_mail_comes_again(ledger: Ledger) -> None:
    receipt = ledger.receive(wire(), delivery())
    (blob,) = (p for p in (ledger.folder / "blobs").rglob("*") if p.is_file())
    blob.write_bytes(b"other")
    ledger.receive(wire(), delivery("imap:2"))
    assert ledger.content(receipt) == wire()


def test_a_vanished_mail_is_told(ledger: Ledger) -> None:
    receipt = ledger.receive(wire(), delivery())
    (blob,) = (p for p in (ledger.folder / "blobs").rglob("*") if p.is_file())
    blob.unlink()
    with pytest.raises(StorageError, match="read a mail"):
        ledger.content(receipt)


def test_bytes_that_a_crash_left_without_a_receipt_go_after_an_hour(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "l") as ledger:
        orphan = ledger._blobs.place(b"no receipt was written for this")
        kept = ledger._blobs.place(wire())
        ledger.receive(wire(), delivery())
        assert orphan.mark is not None
        assert kept.mark is not None
        ledger.repair()
        assert ledger._blobs.stands(orphan.sha256), "a mail on its way must not be taken for an orphan"
        for mark in (orphan.mark, kept.mark):
            os.utime(mark, (1, 1))
    with open_ledger(tmp_path / "l") as ledger:
        assert not ledger._blobs.stands(orphan.sha256)
        assert ledger._blobs.stands(kept.sha256)
        assert list((ledger.folder / "incoming").iterdir()) == []


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"From: a@b.vn\r\n\r\nx", "a@b.vn"),
        (b'Subject: x\r\nFROM: "x@y.vn" <Van.Thu@MOHA.gov.vn>\r\n\r\nx', "van.thu@moha.gov.vn"),
        (b"From: Ten\r\n <a@b.vn>\r\n\r\n", "a@b.vn"),
        (b"Subject: x\r\n\r\nFrom: body@b.vn\r\n", ""),
        (b"", ""),
        (b"From: " + b"a" * 50000 + b"\r\n\r\n", ""),
        (b"From: <c@d.vn>" + b"\r\n " * 50000 + b"\r\n\r\n", "c@d.vn"),
    ],
)
def test_the_sender_hint_is_read_from_the_header_alone(head: bytes, expected: str) -> None:
    assert sender_of(head) == expected
    assert len(lane_of(expected)) == 32


def test_room_left_is_told_in_bytes(ledger: Ledger) -> None:
    usage = os.statvfs(ledger.folder)
    assert abs(ledger.room_left() - usage.f_bavail * usage.f_frsize) < 1 << 30


def test_the_books_show_a_mail_that_fell_out_of_the_work(ledger: Ledger, clock: Clock) -> None:
    committed(ledger)
    ledger.receive(wire(2), delivery("imap:2"))
    assert ledger.balance()[0].whole
    with ledger._db.write("take a job away behind the ledger's back") as connection:
        connection.exec_driver_sql("DELETE FROM job")
    assert not ledger.balance()[0].whole
    assert ledger.balance(clock.now.date())[0].received == 2
    assert ledger.balance(clock.now.date() - timedelta(days=1)) == ()
