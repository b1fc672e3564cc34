"""Attacks on the signature of a PDF. Each is first shown to succeed where the one check against it is taken out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID

from casework.document import Signature, SignatureStatus
from intake.signatures import chain, path_rules, pdf, pdf_extent, pdf_signature, revocation, settle, timestamps
from intake.signatures.chain import ChainVerdict
from intake.signatures.integrity import Integrity
from intake.signatures.material import Checking
from intake.signatures.path_rules import Holds
from intake.signatures.pdf import pdf_signatures
from intake.signatures.revocation import Knowledge
from intake.signatures.timestamps import Stamp
from tests.builders.bent_pdf import byte_range, signature_in_another_place, timestamp_written_again
from tests.builders.pdf import Text, build_pdf
from tests.builders.pki import AT, Identity, Pki
from tests.builders.signed_pdf import add_dss, add_form_field, change_page, fill_field, sign_pdf, stamp_pdf

DAY = timedelta(days=1)
ARTICLE = build_pdf([[Text(72, 700, "Bài viết gửi Cổng thông tin")], [Text(72, 700, "Trang hai")]])
PAINTED = b"q 1 1 1 rg 0 0 595 842 re f Q"
GOOD = ChainVerdict(SignatureStatus.TRUSTED, revocation="crl")


@pytest.fixture
def pki() -> Pki:
    return Pki()


@pytest.fixture
def leader(pki: Pki) -> Identity:
    return pki.person("Nguyễn Văn A", email="vana@moha.gov.vn")


def proves(content: bytes, checking: Checking, leader: Identity | None = None) -> bool:
    """Would the file be taken for signed as a whole by ``leader``, or by anybody of his name?"""

    def own(signature: Signature) -> bool:
        return signature.certificate == leader.fingerprint if leader else signature.signer == "Nguyễn Văn A"

    return any(
        own(s) and s.status is SignatureStatus.TRUSTED and s.covers == "whole"
        for s in pdf_signatures(content, checking)
    )


# --- a page painted over in an incremental update


def painted(pki: Pki, leader: Identity) -> bytes:
    return change_page(sign_pdf(ARTICLE, pki, leader), PAINTED)


def test_a_page_painted_over_would_succeed_without_the_look_at_updates(
    pki: Pki, leader: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_extent, "_changes", lambda embedded: pdf_extent.Extent(pdf_extent.Kind.WHOLE))
    assert proves(painted(pki, leader), pki.checking())


def test_a_page_painted_over_is_refused(pki: Pki, leader: Identity) -> None:
    (signature,) = pdf_signatures(painted(pki, leader), pki.checking())
    assert (signature.status, signature.covers) == (SignatureStatus.ALTERED, "part")


# --- the signature's value written once more, where it makes the file look covered


def test_signature_wrapping_would_succeed_without_the_look_into_the_gap(
    pki: Pki, leader: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pyHanko 0.38 by itself takes such a file for covered to its last octet, and looks at no update."""
    monkeypatch.setattr(pdf_extent, "covers_gap_only", lambda embedded, content: True)
    assert proves(signature_in_another_place(sign_pdf(ARTICLE, pki, leader)), pki.checking())


def test_signature_wrapping_is_refused(pki: Pki, leader: Identity) -> None:
    (signature,) = pdf_signatures(signature_in_another_place(sign_pdf(ARTICLE, pki, leader)), pki.checking())
    assert signature.status is not SignatureStatus.TRUSTED
    assert signature.covers == "part"


# --- a field filled in after the leader signed, and the office's seal over it


def filled(pki: Pki, leader: Identity) -> bytes:
    signed = sign_pdf(add_form_field(ARTICLE), pki, leader)
    return sign_pdf(fill_field(signed, "nội dung khác"), pki, pki.organisation())


def test_shadow_content_in_a_field_would_succeed_without_the_look_at_fields(
    pki: Pki, leader: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_extent, "_WITHOUT_FORMS", pdf_extent._WITH_FORMS)
    assert proves(filled(pki, leader), pki.checking(), leader)


def test_shadow_content_in_a_field_is_refused(pki: Pki, leader: Identity) -> None:
    signature = pdf_signatures(filled(pki, leader), pki.checking())[0]
    assert (signature.certificate, signature.covers) == (leader.fingerprint, "part")
    assert signature.status is SignatureStatus.UNTRUSTED


# --- the picture of a self-made signature laid over the page


def overlaid(pki: Pki, leader: Identity) -> bytes:
    return sign_pdf(sign_pdf(ARTICLE, pki, leader), pki, pki.stranger("Người lạ"), page=1)


def test_a_strangers_picture_over_the_page_would_succeed_without_asking_who_signed_last(
    pki: Pki, leader: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = pdf_signature.judge_one
    monkeypatch.setattr(pdf, "judge_one", lambda *a, covered_later: honest(*a, covered_later=True))
    assert proves(overlaid(pki, leader), pki.checking(), leader)


def test_a_strangers_picture_over_the_page_is_refused(pki: Pki, leader: Identity) -> None:
    assert not proves(overlaid(pki, leader), pki.checking(), leader)
    assert proves(sign_pdf(sign_pdf(ARTICLE, pki, leader), pki, pki.organisation(), page=1), pki.checking(), leader)


# --- the leader's signature cut out of one file and put into another


def transplanted(pki: Pki, leader: Identity) -> bytes:
    true = sign_pdf(ARTICLE, pki, leader)
    forged = sign_pdf(build_pdf([[Text(72, 700, "Bài viết khác")]]), pki, pki.stranger())
    _, a, b, _ = byte_range(true)
    _, c, d, _ = byte_range(forged)
    return forged[:c] + b"<" + true[a + 1 : b - 1].ljust(d - c - 2, b"0")[: d - c - 2] + b">" + forged[d:]


def test_a_signature_of_another_file_would_succeed_without_the_digest(
    pki: Pki, leader: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_signature, "check", lambda *a: Integrity(True, True, False))
    assert proves(transplanted(pki, leader), pki.checking(), leader)


def test_a_signature_of_another_file_is_refused(pki: Pki, leader: Identity) -> None:
    (signature,) = pdf_signatures(transplanted(pki, leader), pki.checking())
    assert signature.status is SignatureStatus.ALTERED


# --- certificates in the leader's name


def test_a_self_made_certificate_would_succeed_without_the_chain(pki: Pki, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settle, "judge_certificate", lambda *a, **k: GOOD)
    assert proves(sign_pdf(ARTICLE, pki, pki.stranger()), pki.checking())


def test_a_self_made_certificate_is_refused(pki: Pki) -> None:
    (signature,) = pdf_signatures(sign_pdf(ARTICLE, pki, pki.stranger()), pki.checking())
    assert signature.status is SignatureStatus.UNTRUSTED
    assert "tự tạo" in signature.reason


def issued_by_an_employee(pki: Pki) -> bytes:
    """Somebody with a certificate of the state's uses it as if he were an authority."""
    employee = pki.person("Lê Văn C", key="employee")
    forged = pki.issue(pki.person("Nguyễn Văn A").cert.subject, key="forged", issuer=employee)
    return add_chain(sign_pdf(ARTICLE, pki, forged), pki, employee)


def add_chain(content: bytes, pki: Pki, *more: Identity) -> bytes:
    return add_dss(content, pki, certificates=more, crls=[pki.crl(one) for one in more])


def test_a_certificate_issued_by_an_employee_would_succeed_without_the_rules_of_paths(
    pki: Pki, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(path_rules, "holds", lambda path, moment: Holds.YES)
    monkeypatch.setattr(chain, "revocation_of", lambda *a: Knowledge("dss"))  # he has no list; that is another check
    assert proves(issued_by_an_employee(pki), pki.checking())


def test_a_certificate_issued_by_an_employee_is_refused(pki: Pki, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not proves(issued_by_an_employee(pki), pki.checking())
    monkeypatch.setattr(chain, "revocation_of", lambda *a: Knowledge("dss"))
    assert not proves(issued_by_an_employee(pki), pki.checking())


def for_a_web_server(pki: Pki) -> bytes:
    server = pki.person("Nguyễn Văn A", extended=(ExtendedKeyUsageOID.SERVER_AUTH,))
    return sign_pdf(ARTICLE, pki, server)


def test_a_web_servers_certificate_would_succeed_without_the_look_at_usage(
    pki: Pki, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain, "_may", lambda leaf, purpose: True)
    assert proves(for_a_web_server(pki), pki.checking())


def test_a_web_servers_certificate_is_refused(pki: Pki) -> None:
    (signature,) = pdf_signatures(for_a_web_server(pki), pki.checking())
    assert signature.status is SignatureStatus.INVALID


# --- a stolen key


def with_a_stolen_key(pki: Pki, leader: Identity) -> bytes:
    """The thief signs after the key was revoked and brings the list of the day before."""
    old = pki.crls()
    pki.revoke(leader, AT - DAY)
    return add_dss(sign_pdf(ARTICLE, pki, leader, claimed=AT - 3 * DAY), pki, crls=old)


def test_a_stolen_key_would_succeed_without_the_entry_in_the_list(
    pki: Pki, leader: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(revocation, "_entry", lambda listed, cert: None)
    assert proves(with_a_stolen_key(pki, leader), pki.checking())


def test_a_stolen_key_is_refused(pki: Pki, leader: Identity) -> None:
    (signature,) = pdf_signatures(with_a_stolen_key(pki, leader), pki.checking())
    assert signature.status is SignatureStatus.INVALID
    assert "thu hồi ngày 27/8/2026" in signature.reason


def test_a_stolen_key_would_succeed_unseen_without_the_demand_for_a_list(
    pki: Pki, leader: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What pyHanko's soft-fail does: no list, no objection."""
    monkeypatch.setattr(chain, "revocation_of", lambda *a: Knowledge("crl"))
    assert proves(sign_pdf(ARTICLE, pki, leader), pki.checking(crls=False))


def test_a_key_of_which_no_list_speaks_is_refused(pki: Pki, leader: Identity) -> None:
    assert not proves(sign_pdf(ARTICLE, pki, leader), pki.checking(crls=False))


def with_a_list_of_his_own(pki: Pki, leader: Identity) -> bytes:
    forger = Pki(label="F1")
    lists = [pki.crl(pki.root, signed_by=forger.root), pki.crl(signed_by=forger.intermediate)]
    return add_dss(sign_pdf(ARTICLE, pki, leader), pki, crls=lists)


def test_a_forged_list_would_succeed_without_the_look_at_who_signed_it(
    pki: Pki, leader: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(revocation, "_speaks", lambda listed, cert, issuer: True)
    assert proves(with_a_list_of_his_own(pki, leader), pki.checking(crls=False))


def test_a_forged_list_is_refused(pki: Pki, leader: Identity) -> None:
    assert not proves(with_a_list_of_his_own(pki, leader), pki.checking(crls=False))


# --- a forged time


def test_a_backdated_signature_would_succeed_without_distrust_of_the_signers_clock(
    pki: Pki, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = pdf_signature.settle

    def believing(*given: object, **named: object) -> object:
        return honest(*given, **{**named, "stamp": Stamp(named["claimed"], trusted=True)})  # type: ignore[arg-type]

    monkeypatch.setattr(pdf_signature, "settle", believing)
    assert proves(sign_pdf(ARTICLE, pki, pki.person(until=AT - DAY), claimed=AT - 9 * DAY), pki.checking())


def test_a_backdated_signature_is_refused(pki: Pki) -> None:
    backdated = sign_pdf(ARTICLE, pki, pki.person(until=AT - DAY), claimed=AT - 9 * DAY)
    (signature,) = pdf_signatures(backdated, pki.checking())
    assert (signature.status, signature.timestamped) == (SignatureStatus.INVALID, False)


def stamped_by_himself(pki: Pki) -> bytes:
    forger = Pki(label="F2")
    pki.tsa = forger.tsa
    return sign_pdf(ARTICLE, pki, pki.person(until=AT - DAY), stamped=AT - 9 * DAY)


def test_a_timestamp_of_his_own_making_would_succeed_without_the_authoritys_chain(
    pki: Pki, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timestamps, "judge_certificate", lambda *a, **k: GOOD)
    assert proves(stamped_by_himself(pki), pki.checking())


def test_a_timestamp_of_his_own_making_is_refused(pki: Pki) -> None:
    (signature,) = pdf_signatures(stamped_by_himself(pki), pki.checking())
    assert (signature.status, signature.timestamped) == (SignatureStatus.UNTRUSTED, False)


def with_an_old_timestamp(pki: Pki) -> bytes:
    """The empty form was stamped long ago; it is signed with a key that has run out, and the old stamp written anew."""
    signed = sign_pdf(stamp_pdf(ARTICLE, pki, AT - 9 * DAY), pki, pki.person(until=AT - DAY))
    return timestamp_written_again(signed)


def test_an_old_timestamp_written_again_would_succeed_without_the_look_at_what_it_covers(
    pki: Pki, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_signature, "is_over", lambda stamped, reach: True)
    monkeypatch.setattr(pdf_extent, "_changes", lambda embedded: pdf_extent.Extent(pdf_extent.Kind.WHOLE))
    assert proves(with_an_old_timestamp(pki), pki.checking())


def test_an_old_timestamp_written_again_is_refused(pki: Pki, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not proves(with_an_old_timestamp(pki), pki.checking())
    monkeypatch.setattr(pdf_extent, "_changes", lambda embedded: pdf_extent.Extent(pdf_extent.Kind.WHOLE))
    (signature,) = pdf_signatures(with_an_old_timestamp(pki), pki.checking())
    assert (signature.status, signature.timestamped) == (SignatureStatus.INVALID, False)
