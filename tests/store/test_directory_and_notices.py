"""The directory moves by versions; digests and alarms are said once."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

from casework.directory import Person, Role
from store.ledger import Ledger
from store.records import Alarm, DigestMark
from tests.store.builders import START, Clock, open_ledger


def test_a_directory_reads_back_as_it_was_written(tmp_path: Path) -> None:
    people = (
        Person("truong@moha.gov.vn", "Trưởng", "Vụ A", Role.LEADER, ("congttdt", "cchc"), "024.62820327", START),
        Person("thu@moha.gov.vn", "Thư", "Vụ A", Role.LIAISON, until=START + timedelta(days=1)),
    )
    with open_ledger(tmp_path / "l") as one, open_ledger(tmp_path / "l") as two:
        assert two.directory().version == 0
        version = one.set_directory(people, by="quản trị")
        assert two.directory().people == people, "another process sees it at once"
        assert two.directory().version == version
        later = one.set_directory(people[:1], by="quản trị")
        assert later > version
        assert two.directory().people == people[:1]
        assert one.directory_at(version).people == people
        assert one.directory().find("TRUONG@moha.gov.vn", "cchc", START) == people[0]
        one.set_directory((), by="quản trị")
        assert two.directory().people == ()


def test_addresses_are_kept_in_lower_case(ledger: Ledger) -> None:
    ledger.set_directory((Person("Thu@MOHA.gov.vn", "Thư", "Vụ A", Role.LIAISON),), by="quản trị")
    assert ledger.directory().people[0].address == "thu@moha.gov.vn"


def test_a_desk_remembers_its_last_digest(ledger: Ledger) -> None:
    assert ledger.last_digest("ban-bien-tap") is None
    ledger.desk_digest_sent("ban-bien-tap", "k1", START)
    ledger.desk_digest_sent("ban-bien-tap", "k2", START + timedelta(hours=3))
    assert ledger.last_digest("ban-bien-tap") == DigestMark("ban-bien-tap", "k2", START + timedelta(hours=3))
    assert ledger.last_digest("khác") is None


def test_an_alarm_is_raised_once_until_it_is_closed(ledger: Ledger, clock: Clock) -> None:
    assert ledger.alarm("disk", "còn 1 GB")
    assert not ledger.alarm("disk", "còn 1 GB")
    assert ledger.alarm("imap", "không nối được")
    assert ledger.open_alarms() == (Alarm("disk", "còn 1 GB", START), Alarm("imap", "không nối được", START))
    assert ledger.close_alarm("disk") == 1
    assert ledger.close_alarm("disk") == 0
    assert [a.kind for a in ledger.open_alarms()] == ["imap"]
    assert ledger.alarm("disk", "còn 1 GB")


def test_asking_for_an_alarm_that_does_not_stand_needs_no_lock(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "l", busy_seconds=0.1) as ledger:
        ledger.alarm("disk", "còn 1 GB")
        blocker = sqlite3.connect(tmp_path / "l" / "ledger.sqlite", isolation_level=None)
        blocker.execute("BEGIN IMMEDIATE")
        assert ledger.close_alarm("imap") == 0
        assert not ledger.alarm("disk", "còn 1 GB")
        blocker.close()
