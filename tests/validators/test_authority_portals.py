"""Which proof each of the five portals asks of whom, by its own file and the article behind it."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework.authority import Authority, Verdict
from casework.case import Case
from casework.directory import Person, Role, Snapshot
from casework.finding import Finding
from casework.mail import Address
from casework.noun import replace
from casework.portal import Portal
from frontdesk.regulations import load
from tests.validators.cases import History, article, case, granted
from tests.validators.evidence import signature, with_signature
from validators.authority import judge_authority
from validators.examine import examine

REGULATIONS = load(Path(__file__).parents[2] / "regulations")
ADDRESS = "hop-thu@co-quan.gov.vn"
UNIT = "Phòng Nghiên cứu Tổ chức nhà nước"
LEADER = Person("truong@isos.moha.gov.vn", "Nguyễn Văn Bình", UNIT, Role.LEADER, ("P",))
STAFF = Person("vien.chuc@isos.moha.gov.vn", "Đỗ Thu Phương", UNIT, Role.STAFF, ("P",))
PRIVATE = replace(STAFF, address="phuong@gmail.com")
GUEST = Person("can.bo@cchc.moha.gov.vn", "Nguyễn Thị Lan", "Vụ Cải cách hành chính", Role.LIAISON)
COLLABORATOR = Person("ctv@gmail.com", "Đặng Văn Học", UNIT, Role.COLLABORATOR, ("P",))
ASKING = ("congttdt", "vienkhtcnn", "hungyen")


def portal(name: str) -> Portal:
    return replace(REGULATIONS.portal(name), address=ADDRESS)


def sent(name: str, person: Person | None, **changes: object) -> Case:
    own = person and replace(person, portals=tuple(name for p in person.portals if p == "P"))
    made = case(article(), sender=own.address if own else "la@gmail.com", person=own, portal=name)
    return replace(made, mail=replace(made.mail, to=(Address(ADDRESS),)), **changes)  # type: ignore[arg-type]


def judged(name: str, made: Case) -> Authority:
    people = Snapshot(1, (replace(LEADER, portals=(name,)), GUEST))
    return judge_authority(made, portal(name), people, History())


@pytest.mark.parametrize("name", ASKING)
@pytest.mark.parametrize("person", [PRIVATE, COLLABORATOR, GUEST, None], ids=["private", "ctv", "guest", "stranger"])
def test_without_proof_there_is_none(name: str, person: Person | None) -> None:
    assert judged(name, sent(name, person)).verdict is Verdict.NONE


@pytest.mark.parametrize("name", ["cchc", "hatinh"])
@pytest.mark.parametrize("person", [STAFF, COLLABORATOR, None], ids=["staff", "ctv", "stranger"])
def test_cchc_and_ha_tinh_ask_for_none(name: str, person: Person | None) -> None:
    found = judged(name, sent(name, person))
    assert (found.verdict, found.cites) == (Verdict.NOT_ASKED, ())


def test_the_official_account_suffices_at_the_institute_alone() -> None:
    """668/9.1.b: “even from an official account”; vien/10.1.a: that account is proof enough; hy/11.4: the head."""
    verdicts = {name: judged(name, sent(name, STAFF)).verdict for name in ASKING}
    assert verdicts == {"congttdt": Verdict.NONE, "vienkhtcnn": Verdict.PROVEN, "hungyen": Verdict.NONE}


def test_each_verdict_cites_the_article_that_speaks_of_this_sender() -> None:
    assert judged("congttdt", sent("congttdt", GUEST)).cites == ("668/9.1.b",)
    assert judged("vienkhtcnn", sent("vienkhtcnn", PRIVATE)).cites == ("vien/10.1.a",)
    assert judged("vienkhtcnn", sent("vienkhtcnn", GUEST)).cites == ("vien/10.1.b",)
    assert judged("hungyen", sent("hungyen", GUEST)).cites == ("hy/11.4",)


@pytest.mark.parametrize("name", ASKING)
def test_signature_confirmation_and_the_leaders_own_mail_prove_everywhere(name: str) -> None:
    made = signature(signer=LEADER.name, email=LEADER.address, unit=UNIT)
    signed = replace(sent(name, PRIVATE), documents=(with_signature(article(), made),))
    assert judged(name, signed).verdict is Verdict.PROVEN
    assert judged(name, sent(name, PRIVATE, confirmations=(granted(LEADER.address),))).verdict is Verdict.PROVEN
    assert judged(name, sent(name, LEADER)).verdict is Verdict.PROVEN


def findings(name: str) -> tuple[Finding, ...]:
    people = Snapshot(1, (replace(LEADER, portals=(name,)),))
    stranger = sent(name, None)
    at, law = portal(name), REGULATIONS.law
    return examine(stranger, at, law, REGULATIONS.calendar, History(), people).findings or ()


def test_an_outsider_of_the_institute_owes_proof_and_each_detail_of_contact() -> None:
    words = {f.code: f.message for f in findings("vienkhtcnn")}
    assert {"PRF101", "SND201"} <= words.keys()
    assert "họ tên, địa chỉ và số điện thoại" in words["SND201"]
    assert "SND201" not in {f.code for name in ("congttdt", "hungyen") for f in findings(name)}
