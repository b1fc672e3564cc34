"""Whose a certificate is, as it says itself: a person's or a body's, by real and by made ones."""

from __future__ import annotations

import pytest
from asn1crypto import pem
from asn1crypto import x509 as asn1_x509

from intake.signatures.signers import describe_signer
from tests.builders.corpus import shared_files
from tests.builders.pki import Pki


@pytest.mark.corpus
def test_the_government_portals_real_certificate() -> None:
    (path,) = shared_files("certs/leaf_cong_ttdt_chinhphu_2023.pem")
    facts = describe_signer(asn1_x509.Certificate.load(pem.unarmor(path.read_bytes())[2]))
    assert facts.name == "CỔNG THÔNG TIN ĐIỆN TỬ CHÍNH PHỦ"
    assert facts.organisation == "VĂN PHÒNG CHÍNH PHỦ"
    assert facts.email == "thongtinchinhphu@chinhphu.vn"
    assert facts.issuer == "CA phục vụ các cơ quan Nhà nước G2"
    assert facts.serial == "64f15b53e2d116b1"
    assert facts.personal is False


@pytest.mark.parametrize(
    ("name", "user_ids", "personal"),
    [
        ("Nguyễn Văn A", ("CMND:012345678",), True),
        ("NGUYỄN VĂN A", ("CCCD:001099012345",), True),
        ("Vũ Thị Hồng", (), True),  # a family, not “Vụ”
        ("Đoàn Văn Hậu", (), True),
        ("Trương Mỹ Lan", (), True),  # a family, not “Trường”
        ("VỤ TỔNG HỢP", (), False),
        ("Sở Nội vụ", (), False),
        ("TRƯỜNG ĐẠI HỌC NỘI VỤ", (), False),
        ("Nguyễn Văn A", ("MST:0102357802",), None),  # a tax number: a person's or an organisation's
        ("Nguyễn Văn A", ("MNS:1032158", "CMND:012345678"), True),
        ("KHU CÔNG NGHIỆP", ("MNS:1032158",), False),
        ("KHU CÔNG NGHIỆP", (), None),
        ("admin01", (), None),
    ],
)
def test_person_or_body(pki: Pki, name: str, user_ids: tuple[str, ...], personal: bool | None) -> None:
    assert describe_signer(pki.person(name, user_ids=user_ids).asn1).personal is personal


def test_a_certificate_in_the_name_of_its_own_organisation_is_a_bodys(pki: Pki) -> None:
    assert describe_signer(pki.person("KHU KINH TẾ", "Khu kinh tế", user_ids=()).asn1).personal is False


def test_the_address_is_lower_case_and_marks_of_direction_are_gone(pki: Pki) -> None:
    facts = describe_signer(
        pki.person("Nguyễn\u202e Văn\nA", "BỘ NỘI VỤ", "Vụ Tổng hợp", email="VanA@MOHA.gov.vn").asn1
    )
    assert (facts.name, facts.unit, facts.email) == ("Nguyễn Văn A", "Vụ Tổng hợp", "vana@moha.gov.vn")


def test_the_fingerprint_is_of_the_whole_certificate(pki: Pki) -> None:
    leader = pki.person()
    assert describe_signer(leader.asn1).fingerprint == leader.fingerprint
