"""Who may send, and with which proof."""

from __future__ import annotations

from pathlib import Path

import pytest

from casework.directory import Person, Role
from casework.portal import Means, Portal, Senders
from frontdesk.regulations import Regulations, load

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def regulations() -> Regulations:
    return load(ROOT / "regulations")


@pytest.fixture
def vien(regulations: Regulations) -> Portal:
    return regulations.portal("vienkhtcnn")


def person(role: Role = Role.STAFF, portals: tuple[str, ...] = ("vienkhtcnn",)) -> Person:
    return Person(address="lan@moha.gov.vn", name="Nguyễn Thị Lan", unit="Văn phòng Viện", role=role, portals=portals)


@pytest.mark.parametrize(
    ("domain", "official"),
    [
        ("moha.gov.vn", True),
        ("MOHA.GOV.VN", True),
        ("isol.moha.gov.vn", True),
        ("xmoha.gov.vn", False),
        ("moha.gov.vn.evil.com", False),
        ("gmail.com", False),
        ("", False),
    ],
)
def test_official_domains(regulations: Regulations, domain: str, official: bool) -> None:
    assert regulations.portal("congttdt").is_official(domain) is official


def test_staff_of_the_institute_need_only_their_account(vien: Portal) -> None:
    proof = vien.proof_for(person())
    assert proof is not None and Means.OFFICIAL_ACCOUNT in proof.means and not proof.contact
    assert proof.cites == ("vien/10.1.a",)


@pytest.mark.parametrize(
    "sender",
    [
        None,  # a stranger
        person(portals=("congttdt",)),  # another unit's liaison
        person(portals=()),  # of every portal, so not the Institute's own
        person(role=Role.COLLABORATOR),
        person(role=Role.PRESS),
    ],
)
def test_everybody_else_brings_proof_and_contact(vien: Portal, sender: Person | None) -> None:
    proof = vien.proof_for(sender)
    assert proof is not None and proof.who is Senders.ANYONE and proof.contact
    assert Means.OFFICIAL_ACCOUNT not in proof.means
    assert proof.cites == ("vien/10.1.b",)


def test_the_ministry_asks_its_own_units_too(regulations: Regulations) -> None:
    proof = regulations.portal("congttdt").proof_for(person(portals=("congttdt",)))
    assert proof is not None and proof.means == (Means.SIGNATURE, Means.CONFIRMATION)


def test_no_proof_beforehand(regulations: Regulations) -> None:
    assert regulations.portal("cchc").proof_for(None) is None
    assert regulations.portal("hatinh").proof_for(None) is None


def test_the_head_of_the_unit_in_hung_yen(regulations: Regulations) -> None:
    proof = regulations.portal("hungyen").proof_for(None)
    assert proof is not None and proof.of == "Trưởng đơn vị"


def test_lookups(vien: Portal) -> None:
    assert vien.rule("SND201") is not None and vien.rule("KIT101") is None
    column = vien.column("diem_tin")
    assert column is not None and column.name == "Điểm tin chung"
    assert vien.column("khong_co") is None and vien.desk("khong_co") is None
    setting = vien.rule("TIM101")
    assert setting is not None and setting.param("hours") == 24 and setting.param("nothing", 3) == 3


def test_addresses_left_to_the_operator(regulations: Regulations) -> None:
    assert regulations.portal("hungyen").addresses_to_set == (
        "hungyen",
        "hungyen/duty_officer",
        "hungyen/ban_bien_tap",
    )
    assert "congttdt" not in regulations.portal("congttdt").addresses_to_set
