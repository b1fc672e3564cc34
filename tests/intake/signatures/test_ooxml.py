"""Signed Office packages of our own making: every status, every algorithm that counts, and what is said about each."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID
from lxml import etree

from casework.document import Signature, SignatureStatus
from casework.noun import replace
from intake.readers.limits import Limits
from intake.signatures.ooxml import ooxml_signatures
from tests.builders import ooxml_signed
from tests.builders.docx import build_docx, pack
from tests.builders.ooxml_signed import (
    SIG1,
    Signing,
    curve_person,
    edited,
    parts_of,
    repacked,
    sign_office,
)
from tests.builders.pki import AT, Pki
from tests.builders.pptx import Slide, build_pptx, shape
from tests.builders.xlsx import Sheet, build_xlsx

PKI = Pki()
LEADER = PKI.person("Nguyễn Văn A", "BỘ NỘI VỤ", "Vụ Tổng hợp", email="VanA@moha.gov.vn")
DOCX = build_docx(["Kế hoạch công tác năm 2026"], header=["Bộ Nội vụ"])
PACKAGES: dict[str, tuple[bytes, str, str, str]] = {
    "docx": (DOCX, "word/document.xml", "2026", "2027"),
    "xlsx": (build_xlsx([Sheet("DS", {"A1": "Họ và tên"})]), "xl/sharedStrings.xml", "Họ", "họ"),
    "pptx": (build_pptx([Slide(shape("Báo cáo"))]), "ppt/slides/slide1.xml", "Báo", "báo"),
}


def only(content: bytes, **choices: object) -> Signature:
    (signature,) = ooxml_signatures(content, PKI.checking(**choices))  # type: ignore[arg-type]
    return signature


@pytest.mark.parametrize("kind", PACKAGES)
def test_a_leaders_signature_over_the_whole_file_is_trusted(kind: str) -> None:
    signature = only(sign_office(PACKAGES[kind][0], LEADER, Signing(comments="Đồng ý đăng")))
    assert (signature.status, signature.covers, signature.kind) == (SignatureStatus.TRUSTED, "whole", "ooxml")
    assert (signature.signer, signature.organisation, signature.unit) == ("Nguyễn Văn A", "BỘ NỘI VỤ", "Vụ Tổng hợp")
    assert (signature.email, signature.personal) == ("vana@moha.gov.vn", True)
    assert signature.certificate == LEADER.fingerprint
    assert signature.anchor == PKI.root.fingerprint
    assert (signature.revocation, signature.timestamped) == ("crl", False)
    assert signature.claimed_at == signature.signed_at == AT
    assert "người ký ghi: “Đồng ý đăng”" in signature.reason


@pytest.mark.parametrize("kind", PACKAGES)
def test_a_change_after_signing_is_told_with_the_name_of_the_part(kind: str) -> None:
    package, part, old, new = PACKAGES[kind]
    signature = only(edited(sign_office(package, LEADER), part, old, new))
    assert signature.status is SignatureStatus.ALTERED
    assert part.casefold() in signature.reason
    assert signature.signer == "Nguyễn Văn A"  # he did sign something


def test_an_unsigned_package_has_no_signature() -> None:
    assert ooxml_signatures(DOCX, PKI.checking()) == ()


@pytest.mark.parametrize("content", [b"", b"PK", b"%PDF-1.7", b"PK\x03\x04 _xmlsignatures/ and nothing else"])
def test_what_is_no_package_gives_nothing_or_an_unreadable_one(content: bytes) -> None:
    assert all(s.status is SignatureStatus.UNREADABLE for s in ooxml_signatures(content, PKI.checking()))


def test_without_the_intermediate_the_missing_issuer_is_named() -> None:
    signature = only(sign_office(DOCX, LEADER), intermediates=False)
    assert (signature.status, signature.covers) == (SignatureStatus.UNTRUSTED, "whole")
    assert "CA thử nghiệm G9" in signature.reason


def test_an_intermediate_that_the_signature_brings_completes_the_chain() -> None:
    signing = Signing(certificates=[PKI.intermediate.cert, LEADER.cert])
    signature = only(sign_office(DOCX, LEADER, signing), intermediates=False)
    assert (signature.status, signature.signer) == (SignatureStatus.TRUSTED, "Nguyễn Văn A")


def test_without_a_revocation_list_nothing_is_trusted() -> None:
    assert only(sign_office(DOCX, LEADER), crls=False).status is SignatureStatus.UNTRUSTED


def test_a_revocation_list_inside_the_signature_counts() -> None:
    lists = "".join(
        f"<xd:EncapsulatedCRLValue>{base64.b64encode(der).decode()}</xd:EncapsulatedCRLValue>" for der in PKI.crls()
    )
    values = f"<xd:RevocationValues><xd:CRLValues>{lists}</xd:CRLValues></xd:RevocationValues>"
    signature = only(sign_office(DOCX, LEADER, Signing(unsigned=values)), crls=False)
    assert (signature.status, signature.revocation) == (SignatureStatus.TRUSTED, "dss")


def test_a_revoked_certificate_makes_it_invalid() -> None:
    pki = Pki(label="revoked")
    person = pki.person()
    pki.revoke(person, AT - timedelta(days=3))
    (signature,) = ooxml_signatures(sign_office(DOCX, person), pki.checking())
    assert signature.status is SignatureStatus.INVALID
    assert "thu hồi" in signature.reason


def test_an_expired_certificate_makes_it_invalid() -> None:
    person = PKI.person(until=AT - timedelta(days=3))
    assert only(sign_office(DOCX, person)).status is SignatureStatus.INVALID


def test_a_trusted_timestamp_shows_that_it_was_signed_before_the_certificate_expired() -> None:
    person = PKI.person(until=AT - timedelta(days=3))
    signed_at = AT - timedelta(days=5)
    signing = Signing(claimed=AT - timedelta(days=9), stamp=lambda over: PKI.timestamp(over, signed_at))
    lists = (PKI.crl(PKI.root), PKI.crl(since=AT - timedelta(days=4)))  # a later one need not name expired ones
    signature = only(sign_office(DOCX, person, signing), crls=lists)
    assert (signature.status, signature.timestamped) == (SignatureStatus.TRUSTED, True)
    assert (signature.signed_at, signature.claimed_at) == (signed_at, AT - timedelta(days=9))


def test_a_timestamp_of_another_signature_shows_nothing() -> None:
    person = PKI.person(until=AT - timedelta(days=3))
    signing = Signing(stamp=lambda over: PKI.timestamp(b"other bytes", AT - timedelta(days=5)))
    signature = only(sign_office(DOCX, person, signing))
    assert (signature.status, signature.timestamped) == (SignatureStatus.INVALID, False)


def test_a_certificate_for_web_servers_may_not_sign() -> None:
    person = PKI.person(extended=(ExtendedKeyUsageOID.SERVER_AUTH,))
    assert only(sign_office(DOCX, person)).status is SignatureStatus.INVALID


def test_a_self_made_certificate_with_the_leaders_name_is_untrusted() -> None:
    signature = only(sign_office(DOCX, PKI.stranger("Nguyễn Văn A", email="vana@moha.gov.vn")))
    assert signature.status is SignatureStatus.UNTRUSTED
    assert signature.anchor == ""


@pytest.mark.parametrize(
    ("scheme", "digest"),
    [("rsa", "sha256"), ("rsa", "sha384"), ("rsa", "sha512"), ("pss", "sha256"), ("pss", "sha512")],
)
def test_rsa_algorithms_that_count(scheme: str, digest: str) -> None:
    signed = sign_office(DOCX, LEADER, Signing(digest=digest, scheme=scheme))
    assert only(signed).status is SignatureStatus.TRUSTED
    assert only(edited(signed, "word/document.xml", "2026", "2027")).status is SignatureStatus.ALTERED


@pytest.mark.parametrize(
    ("curve", "digest"), [(ec.SECP256R1(), "sha256"), (ec.SECP384R1(), "sha384"), (ec.SECP521R1(), "sha512")]
)
def test_elliptic_curves_that_count(curve: ec.EllipticCurve, digest: str) -> None:
    signed = sign_office(DOCX, curve_person(PKI, curve), Signing(digest=digest, scheme="ecdsa"))
    assert only(signed).status is SignatureStatus.TRUSTED
    assert only(edited(signed, "word/document.xml", "2026", "2027")).status is SignatureStatus.ALTERED


def test_sha1_is_no_proof_and_says_so() -> None:
    signature = only(sign_office(DOCX, LEADER, Signing(digest="sha1")))
    assert (signature.status, signature.covers) == (SignatureStatus.UNTRUSTED, "whole")
    assert "SHA-1" in signature.reason


def test_each_of_several_signatures_is_judged() -> None:
    second = PKI.person("Trần Thị B", key="second")
    signed = sign_office(sign_office(DOCX, LEADER), second)
    found = ooxml_signatures(signed, PKI.checking())
    assert [(s.signer, s.status, s.covers) for s in found] == [
        ("Nguyễn Văn A", SignatureStatus.TRUSTED, "whole"),
        ("Trần Thị B", SignatureStatus.TRUSTED, "whole"),
    ]
    assert found[0].seal != found[1].seal


def test_a_certificate_in_a_part_of_its_own_is_found() -> None:
    signature = only(sign_office(DOCX, LEADER, Signing(beside=True)))
    assert (signature.status, signature.covers, signature.signer) == (SignatureStatus.TRUSTED, "whole", "Nguyễn Văn A")


def test_without_xades_the_time_is_the_packages_own() -> None:
    signature = only(sign_office(DOCX, LEADER, Signing(xades=False, claimed=datetime(2026, 8, 1, 3, tzinfo=UTC))))
    assert (signature.status, signature.claimed_at) == (SignatureStatus.TRUSTED, datetime(2026, 8, 1, 3, tzinfo=UTC))


@pytest.mark.parametrize("said", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z", "2026-08-28", "hôm nay", ""])
def test_a_time_that_is_none_is_not_shown(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ooxml_signed, "_instant", lambda signing: said)
    signature = only(sign_office(DOCX, LEADER))
    assert (signature.status, signature.claimed_at, signature.signed_at) == (SignatureStatus.TRUSTED, None, None)


def test_parts_signed_in_canonical_form_are_verified() -> None:
    """OPC lets a signer put XML parts in canonical form first; here the part is that form already."""
    canonical = etree.tostring(etree.fromstring(parts_of(DOCX)["word/document.xml"]), method="c14n")  # type: ignore[arg-type]
    package = repacked(DOCX, {"word/document.xml": canonical})
    step = '<Transform Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"></Transform>'
    signed = sign_office(package, LEADER, Signing(part_transform=step))
    assert only(signed).status is SignatureStatus.TRUSTED
    assert only(edited(signed, "word/document.xml", "2026", "2027")).status is SignatureStatus.ALTERED


def test_the_same_signature_bears_the_same_seal_wherever_it_comes_again() -> None:
    signed = sign_office(DOCX, LEADER)
    again = repacked(signed, {"docProps/core.xml": parts_of(signed)["docProps/core.xml"]})
    assert only(signed).seal == only(again).seal != ""


def test_a_second_value_made_from_one_of_a_curve_bears_the_same_seal() -> None:
    """(r, n − s) verifies where (r, s) does: the seal must not change with it."""
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    signed = sign_office(DOCX, curve_person(PKI, ec.SECP256R1()), Signing(scheme="ecdsa"))
    text = str(parts_of(signed)[SIG1], "utf-8")  # type: ignore[arg-type]
    found = re.search(r"<SignatureValue>(.*?)</SignatureValue>", text)
    assert found
    value = base64.b64decode(found[1])
    other = value[:32] + (order - int.from_bytes(value[32:], "big")).to_bytes(32, "big")
    twin = repacked(signed, {SIG1: text.replace(found[1], base64.b64encode(other).decode())})
    assert only(twin).status is SignatureStatus.TRUSTED
    assert only(twin).seal == only(signed).seal


def test_a_comment_is_quoted_without_what_could_leave_the_quotation() -> None:
    signing = Signing(comments="duyệt”. Hệ thống xác nhận:\u202e hợp lệ" + "x" * 500)
    reason = only(sign_office(DOCX, LEADER, signing)).reason
    assert "duyệt. Hệ thống xác nhận: hợp lệ" in reason
    assert reason.count("”") == 1
    assert len(reason) < 400


@pytest.mark.parametrize("spoil", [lambda text: text[:-40], lambda text: "<!DOCTYPE a []>" + text.partition("?>")[2]])
def test_a_signature_that_cannot_be_read_says_so(spoil: Callable[[str], str]) -> None:
    signed = sign_office(DOCX, LEADER)
    signature = only(repacked(signed, {SIG1: spoil(str(parts_of(signed)[SIG1], "utf-8"))}))  # type: ignore[arg-type]
    assert signature.status is SignatureStatus.UNREADABLE
    assert signature.signer == ""


def test_an_entity_is_not_opened() -> None:
    signed = sign_office(DOCX, LEADER)
    text = str(parts_of(signed)[SIG1], "utf-8").partition("?>")[2]  # type: ignore[arg-type]
    text = '<!DOCTYPE Signature [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + text.replace("<KeyInfo>", "<KeyInfo>&e;")
    assert only(repacked(signed, {SIG1: text})).status is SignatureStatus.UNREADABLE


def test_a_signature_without_a_certificate_is_unreadable() -> None:
    assert only(sign_office(DOCX, LEADER, Signing(certificates=[]))).status is SignatureStatus.UNREADABLE


def test_a_signature_part_that_nothing_leads_to_is_told() -> None:
    signed = sign_office(DOCX, LEADER)
    parts = parts_of(signed)
    parts["_xmlsignatures/_rels/origin.sigs.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    )
    assert only(pack(parts)).status is SignatureStatus.UNREADABLE


def test_a_bound_that_is_hit_makes_it_unreadable_and_is_named() -> None:
    checking = replace(PKI.checking(), limits=Limits(zip_entries=3))
    (signature,) = ooxml_signatures(sign_office(DOCX, LEADER), checking)
    assert signature.status is SignatureStatus.UNREADABLE
    assert "zip_entries" in signature.reason


def test_no_time_left_is_no_verdict() -> None:
    checking = replace(PKI.checking(), limits=Limits(seconds=-1.0))
    (signature,) = ooxml_signatures(sign_office(DOCX, LEADER), checking)
    assert signature.status is SignatureStatus.UNREADABLE


def test_no_byte_of_the_signature_can_change_and_leave_another_signature_trusted() -> None:
    """Either the signature says the very same, or it is no longer trusted."""
    signed = sign_office(DOCX, LEADER, Signing(comments="Đồng ý"))
    parts = parts_of(signed)
    original = bytes(parts[SIG1])  # type: ignore[arg-type]
    truth = only(signed)
    harmless = 0
    for place in range(60, len(original), 11):
        changed = original[:place] + bytes([original[place] ^ 1]) + original[place + 1 :]
        (signature,) = ooxml_signatures(pack({**parts, SIG1: changed}), PKI.checking())
        harmless += signature == truth
        assert signature == truth or signature.status is not SignatureStatus.TRUSTED, original[place - 30 : place + 30]
    assert harmless < 20
