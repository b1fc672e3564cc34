"""What is wrong with a directory: faults that keep it from being written, doubts that an administrator should see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from casework.calendar import VIETNAM
from casework.directory import Person, Role, Snapshot
from casework.noun import replace
from frontdesk.examination_people import directory_checks
from frontdesk.law_folder import REGULATIONS
from frontdesk.people_check import Found, check_people
from frontdesk.regulations import load

NOW = datetime(2026, 8, 28, 9, tzinfo=VIETNAM)
LAW = load(REGULATIONS)
OWN = ("congttdt@moha.gov.vn", "bounce@tiepnhan.vn")
HUNG = Person("hung@moha.gov.vn", "Trần Văn Hùng", "Vụ A", Role.LEADER, ("congttdt",), "024.1")
LAN = Person("lan@moha.gov.vn", "Nguyễn Thị Lan", "Vụ A", Role.LIAISON, ("congttdt",), "024.2")


def _look(*people: Person) -> Found:
    return check_people(people, LAW.portals, OWN, NOW)


def _one(sentences: Sequence[str], *words: str) -> None:
    (sentence,) = sentences
    for word in words:
        assert word in sentence, sentence


def test_a_sound_directory_is_quiet() -> None:
    collaborator = Person("ctv@gmail.com", "Đặng Văn Học", "", Role.COLLABORATOR)
    press = Person("toasoan@tcnn.vn", "Tạp chí Tổ chức nhà nước và Lao động", "", Role.PRESS, ("congttdt",))
    assert _look(HUNG, LAN, collaborator, press) == Found((), ())


@pytest.mark.parametrize(
    ("person", "words"),
    [
        (replace(LAN, address="congttdt+kiemtra@moha.gov.vn"), ("hộp thư của hệ thống",)),
        (replace(LAN, address="bounce@tiepnhan.vn"), ("hộp thư của hệ thống",)),
        (replace(LAN, address="mailer-daemon@moha.gov.vn"), ("của máy",)),
        (replace(LAN, address="lan@moha.invalid"), ("hộp thư",)),
        (replace(LAN, address="lаn@moha.gov.vn"), ("chữ lạ", "U+0430")),
        (replace(LAN, address="lan @moha.gov.vn"), ("không dùng được",)),
        (replace(LAN, name=""), ("thiếu họ tên",)),
        (replace(LAN, unit=""), ("Nguyễn Thị Lan", "thiếu đơn vị")),
        (replace(LAN, since=NOW, until=NOW), ("“từ ngày” không trước “đến ngày”",)),
        (replace(LAN, portals=("moha",)), ("không có cổng “moha”", "congttdt")),
        (replace(LAN, telephone='=HYPERLINK("x")'), ("công thức",)),
    ],
)
def test_a_fault_is_named(person: Person, words: tuple[str, ...]) -> None:
    _one(_look(HUNG, person).faults, *words)


def test_twice_is_a_fault_only_at_the_same_time() -> None:
    _one(_look(HUNG, LAN, replace(LAN, telephone="024.3")).faults, "lan@moha.gov.vn", "hai lần")
    assert not _look(HUNG, replace(LAN, until=NOW), replace(LAN, since=NOW)).faults
    assert not _look(HUNG, LAN, replace(LAN, role=Role.STAFF)).faults


def test_one_leader_with_two_addresses_is_a_fault() -> None:
    two = replace(HUNG, address="tv.hung@moha.gov.vn", role=Role.DEPUTY)
    _one(_look(HUNG, two).faults, "hai địa chỉ cùng lúc", "directory move hung@moha.gov.vn tv.hung@moha.gov.vn")
    assert not _look(HUNG, replace(two, name="Trần Văn Hưng")).faults
    assert not _look(HUNG, replace(two, unit="Vụ B")).faults
    assert not _look(replace(HUNG, until=NOW), replace(two, since=NOW)).faults


@pytest.mark.parametrize("domain", ["m0ha.gov.vn", "mail.mohaa.gov.vn", "moha.gov.vm", "moba.gov.vn", "rnoha.gov.vn"])
def test_a_domain_that_may_be_taken_for_an_official_one_is_a_doubt(domain: str) -> None:
    found = _look(HUNG, replace(LAN, address=f"lan@{domain}"))
    assert not found.faults
    _one(found.doubts, domain.removeprefix("mail."), "moha.gov.vn", "xem lại từng chữ")


@pytest.mark.parametrize(
    "domain", ["moha.gov.vn", "cchc.moha.gov.vn", "sonoivu.hatinh.gov.vn", "gmail.com", "moit.gov.vn"]
)
def test_other_domains_are_none(domain: str) -> None:
    assert not _look(HUNG, replace(LAN, address=f"lan@{domain}")).doubts


def test_punycode_and_a_leader_elsewhere_are_doubts() -> None:
    _one(_look(HUNG, replace(LAN, address="lan@xn--mha-0ta.vn")).doubts, "xn--")
    _one(_look(replace(HUNG, address="hung@gmail.com"), LAN).doubts, "ngoài tên miền công vụ")


def test_a_unit_without_leader_is_a_doubt_where_the_portal_asks_for_one() -> None:
    _one(_look(LAN).doubts, "congttdt", "chưa có lãnh đạo", "Vụ A")
    _one(_look(replace(HUNG, until=NOW - timedelta(days=1)), LAN).doubts, "chưa có lãnh đạo")
    _one(_look(replace(HUNG, portals=("cchc",)), LAN).doubts, "congttdt")
    assert not _look(replace(LAN, portals=("hatinh",))).doubts, "ht/9.3.a: the head answers, nobody is asked"


def test_units_whose_account_alone_is_proof_are_named() -> None:
    """vien/10.1.a trusts the Institute's staff; a unit of the Ministry entered by mistake would need no leader."""
    institute = ("congttdt", "vienkhtcnn")
    sentence = "không hỏi lãnh đạo (vien/10.1.a)"
    _one(_look(replace(HUNG, portals=institute), replace(LAN, portals=institute)).doubts, sentence, "Vụ A", "bỏ “vien")
    everywhere = _look(replace(HUNG, portals=()), replace(LAN, portals=()))
    assert not any(sentence in doubt for doubt in everywhere.doubts), "every portal is no staff of one"


def test_two_spellings_of_a_unit_are_a_doubt() -> None:
    for one, other in (("Vụ A", "vụ a"), ("Vụ A - B", "Vụ A – B")):
        found = _look(replace(HUNG, unit=one), replace(LAN, unit=other))
        assert any("hai cách viết" in doubt and f"“{other}”" in doubt for doubt in found.doubts)
    assert not any("hai cách viết" in doubt for doubt in _look(HUNG, replace(LAN, unit="Vụ AB")).doubts)


def test_who_cannot_be_called_is_a_doubt() -> None:
    _one(_look(HUNG, replace(LAN, telephone="")).doubts, "số điện thoại", "lan@moha.gov.vn")


def test_an_address_in_two_units_is_a_doubt() -> None:
    found = _look(HUNG, LAN, replace(HUNG, address=LAN.address, name=LAN.name, unit="Vụ B"))
    _one(found.doubts, "hai đơn vị", "Vụ A", "Vụ B")


def test_an_address_of_two_people_is_a_doubt() -> None:
    _one(_look(HUNG, LAN, replace(LAN, name="Lê X", role=Role.STAFF)).doubts, "hai họ tên", LAN.name, "Lê X")
    again = replace(LAN, name="NGUYỄN THỊ LAN", role=Role.STAFF)
    gone = replace(LAN, name="Lê X", role=Role.STAFF, until=NOW)
    assert not _look(HUNG, LAN, again).doubts and not _look(HUNG, replace(LAN, since=NOW), gone).doubts


def test_the_doctor_names_an_empty_directory_and_units_that_lost_their_leader() -> None:
    (empty,) = directory_checks(Snapshot(), LAW.portals, NOW)
    assert empty.colour == "vàng" and "directory import" in empty.words
    (full,) = directory_checks(Snapshot(people=(HUNG, LAN)), LAW.portals, NOW)
    assert full.colour == "xanh" and full.words.startswith("2 dòng")
    left = Snapshot(people=(replace(HUNG, until=NOW), LAN))
    green, lost = directory_checks(left, LAW.portals, NOW)
    assert green.words.startswith("1 dòng")
    assert lost.colour == "vàng" and "congttdt" in lost.words and "Vụ A" in lost.words
    assert len(list(directory_checks(left, [p for p in LAW.portals if p.id == "hatinh"], NOW))) == 1
