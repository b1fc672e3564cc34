"""The directory moves by versions; digests and alarms are said once."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from casework.directory import Person, Role
from casework.directory_change import ChangeKind
from casework.directory_table import person_of_line
from casework.errors import StorageError
from casework.noun import replace
from store.ledger import Ledger
from store.records import Alarm, DigestMark, StaleLook
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


LEADER = Person("truong@moha.gov.vn", "Trưởng", "Vụ A", Role.LEADER, telephone="024.1")
CLERK = Person("thu@moha.gov.vn", "Thư", "Vụ A", Role.LIAISON)


def test_each_change_is_logged_with_who_and_why(ledger: Ledger, clock: Clock) -> None:
    ledger.set_directory((LEADER,), by="Hòa")
    clock.turn(hours=1)
    later = clock()
    louder = replace(LEADER, telephone="024.2")
    version = ledger.set_directory((louder, CLERK), by="Minh", reason="Quyết định 5")
    changed, added = ledger.directory_log(since=later)
    assert (changed.version, changed.at, changed.by, changed.reason) == (version, later, "Minh", "Quyết định 5")
    assert (changed.kind, changed.address, changed.unit) == (ChangeKind.CHANGED, LEADER.address, "Vụ A")
    assert (person_of_line(changed.before), person_of_line(changed.after)) == (LEADER, louder)
    assert (added.kind, added.before, person_of_line(added.after)) == (ChangeKind.ADDED, "", CLERK)
    assert [entry.by for entry in ledger.directory_log()] == ["Hòa", "Minh", "Minh"]
    assert [entry.kind for entry in ledger.directory_log(address=CLERK.address.upper())] == [ChangeKind.ADDED]


def test_a_move_stands_under_both_addresses(ledger: Ledger) -> None:
    ledger.set_directory((LEADER,), by="Hòa")
    moved = replace(LEADER, address="moi@moha.gov.vn", since=START)
    ledger.set_directory((replace(LEADER, until=START), moved), by="Hòa")
    (under_new,) = ledger.directory_log(address="moi@moha.gov.vn")
    assert (under_new.kind, under_new.address) == (ChangeKind.MOVED, LEADER.address)
    assert ledger.directory_log(address=LEADER.address)[-1] == under_new
    assert not ledger.directory_log(address="m_i@moha.gov.vn")


def test_directory_log_and_letters_are_one_transaction(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger.set_directory((LEADER,), by="Hòa")
    before, log = ledger.directory(), ledger.directory_log()

    def full(*_: object) -> None:
        raise StorageError("disk full")

    monkeypatch.setattr(ledger, "_put_letters", full)
    with pytest.raises(StorageError):
        ledger.set_directory((CLERK,), by="Hòa")
    assert ledger.directory() == before and ledger.directory_log() == log


def test_a_plan_that_was_made_from_an_older_version_is_refused(ledger: Ledger) -> None:
    seen = ledger.set_directory((LEADER,), by="Hòa")
    ledger.set_directory((LEADER, CLERK), by="Minh", based_on=seen)
    with pytest.raises(StaleLook):
        ledger.set_directory((CLERK,), by="Hòa", based_on=seen)
    assert ledger.directory().people == (LEADER, CLERK)


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
