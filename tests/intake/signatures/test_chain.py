"""One certificate: its path to a root of ours, what it may be used for, when it was valid, whether it was revoked."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import pytest
from asn1crypto import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from casework.document import SignatureStatus
from intake.signatures.chain import ChainVerdict, Evidence, Fault, Purpose, judge_certificate
from intake.signatures.material import Checking, TrustMaterial
from tests.builders.pki import AT, Identity, Pki

DAY = timedelta(days=1)
TRUSTED, UNTRUSTED, INVALID = SignatureStatus.TRUSTED, SignatureStatus.UNTRUSTED, SignatureStatus.INVALID


@pytest.fixture
def pki() -> Pki:
    return Pki()


def judged(
    identity: Identity,
    checking: Checking,
    moment: datetime = AT,
    others: tuple[Identity, ...] = (),
    evidence: Evidence | None = None,
    purpose: Purpose = Purpose.SIGNING,
) -> ChainVerdict:
    certificates = [other.asn1 for other in others]
    return judge_certificate(
        identity.asn1, certificates, checking, moment, evidence=evidence or Evidence(), purpose=purpose
    )


def test_a_path_to_a_root_of_ours_and_fresh_lists_make_it_trusted(pki: Pki) -> None:
    verdict = judged(pki.person(), pki.checking())
    assert (verdict.status, verdict.fault, verdict.revocation) == (TRUSTED, Fault.NONE, "crl")
    assert verdict.anchor == pki.root.fingerprint


def test_a_missing_intermediate_is_named(pki: Pki) -> None:
    verdict = judged(pki.person(), pki.checking(intermediates=False))
    assert (verdict.status, verdict.fault) == (UNTRUSTED, Fault.ISSUER)
    assert "“CA thử nghiệm G9”" in verdict.reason


def test_a_missing_root_is_named_and_not_the_intermediate_that_is_there(pki: Pki) -> None:
    verdict = judged(pki.person(), pki.checking(roots=False))
    assert (verdict.status, verdict.fault) == (UNTRUSTED, Fault.ISSUER)
    assert "“RootCA thử nghiệm G9”" in verdict.reason


def test_an_intermediate_that_came_with_the_signature_will_do(pki: Pki) -> None:
    verdict = judged(pki.person(), pki.checking(intermediates=False), others=(pki.intermediate,))
    assert verdict.status is TRUSTED


def test_a_root_that_came_with_the_signature_will_not_do(pki: Pki) -> None:
    foreign = Pki(label="X1")
    verdict = judged(foreign.person(), pki.checking(), others=(foreign.intermediate, foreign.root))
    assert (verdict.status, verdict.fault) == (UNTRUSTED, Fault.ISSUER)


def test_a_self_made_certificate_is_said_to_be_one(pki: Pki) -> None:
    verdict = judged(pki.stranger(), pki.checking())
    assert (verdict.status, verdict.fault) == (UNTRUSTED, Fault.ISSUER)
    assert "là tự tạo" in verdict.reason


def test_the_name_of_an_authority_is_not_its_key(pki: Pki) -> None:
    """An attacker's own authority with the name of ours: the names fit, the signature does not."""
    twin = Pki(label="X2")
    impostor = Identity(pki.intermediate.cert, twin.intermediate.key)
    verdict = judged(twin.issue(pki.person().cert.subject, issuer=impostor), pki.checking())
    assert (verdict.status, verdict.fault) == (UNTRUSTED, Fault.PATH)


def test_whoever_bears_a_certificate_of_ours_is_no_authority(pki: Pki) -> None:
    """A person's certificate that issues another: basic constraints forbid it."""
    employee = pki.person("Lê Văn C", key="employee")
    verdict = judged(pki.issue(pki.person().cert.subject, issuer=employee), pki.checking(), others=(employee,))
    assert (verdict.status, verdict.fault) == (UNTRUSTED, Fault.PATH)


def test_an_expired_authority_is_named(pki: Pki) -> None:
    name = pki.organisation("CA cũ", "Ban Cơ yếu thử nghiệm", user_ids=()).cert.subject
    usage = ("key_cert_sign", "crl_sign")
    old = pki.issue(name, key="old", authority=True, issuer=pki.root, until=AT - DAY, usage=usage, extended=())
    verdict = judged(pki.issue(pki.person().cert.subject, issuer=old), pki.checking(), others=(old,))
    assert (verdict.status, verdict.fault) == (UNTRUSTED, Fault.PATH)
    assert "“CA cũ” không còn hiệu lực" in verdict.reason


@pytest.mark.parametrize(
    ("usage", "extended"),
    [
        (("key_encipherment",), ()),
        (("digital_signature",), (ExtendedKeyUsageOID.SERVER_AUTH,)),
        (("digital_signature",), (ExtendedKeyUsageOID.CODE_SIGNING,)),
        (("digital_signature",), (ExtendedKeyUsageOID.TIME_STAMPING,)),
    ],
)
def test_a_certificate_for_something_else_may_not_sign(
    pki: Pki, usage: tuple[str, ...], extended: tuple[x509.ObjectIdentifier, ...]
) -> None:
    verdict = judged(pki.person(usage=usage, extended=extended), pki.checking())
    assert (verdict.status, verdict.fault) == (INVALID, Fault.USAGE)


@pytest.mark.parametrize("usage", [("digital_signature",), ("content_commitment",)])
def test_either_usage_of_signing_will_do(pki: Pki, usage: tuple[str, ...]) -> None:
    assert judged(pki.person(usage=usage), pki.checking()).status is TRUSTED


def test_an_authority_does_not_sign_documents(pki: Pki) -> None:
    verdict = judged(pki.intermediate, pki.checking())
    assert (verdict.status, verdict.fault) == (INVALID, Fault.USAGE)


def test_only_a_time_stamping_authority_stamps(pki: Pki) -> None:
    assert judged(pki.tsa, pki.checking(), purpose=Purpose.STAMPING).status is TRUSTED
    verdict = judged(pki.person(), pki.checking(), purpose=Purpose.STAMPING)
    assert (verdict.status, verdict.fault) == (INVALID, Fault.USAGE)


def test_expired_at_the_moment(pki: Pki) -> None:
    leaf = pki.person(until=AT - DAY)
    verdict = judged(leaf, pki.checking())
    assert (verdict.status, verdict.fault) == (INVALID, Fault.EXPIRED)
    assert "hết hạn ngày 27/8/2026" in verdict.reason
    assert judged(leaf, pki.checking(), AT - 2 * DAY).status is TRUSTED


def test_not_valid_yet(pki: Pki) -> None:
    verdict = judged(pki.person(since=AT + DAY), pki.checking())
    assert (verdict.status, verdict.fault) == (INVALID, Fault.EXPIRED)
    assert "chỉ có hiệu lực từ ngày 29/8/2026" in verdict.reason


def test_without_any_list_nothing_is_trusted(pki: Pki) -> None:
    """pyHanko's soft-fail would say “trusted” here."""
    verdict = judged(pki.person(), pki.checking(crls=False))
    assert (verdict.status, verdict.fault, verdict.revocation) == (UNTRUSTED, Fault.UNKNOWN, "none")
    assert "chưa xác minh được chứng thư của người ký có bị thu hồi hay không" in verdict.reason


def test_the_authority_above_needs_a_list_too(pki: Pki) -> None:
    verdict = judged(pki.person(), pki.checking(crls=(pki.crl(),)))
    assert (verdict.status, verdict.fault) == (UNTRUSTED, Fault.UNKNOWN)
    assert "chứng thư của nơi cấp “CA thử nghiệm G9”" in verdict.reason


def test_revoked_before_the_moment_is_invalid_and_after_it_is_not(pki: Pki) -> None:
    leaf = pki.person()
    pki.revoke(leaf, AT - DAY)
    verdict = judged(leaf, pki.checking())
    assert (verdict.status, verdict.fault, verdict.revoked_at) == (INVALID, Fault.REVOKED, AT - DAY)
    assert "thu hồi ngày 27/8/2026" in verdict.reason
    assert judged(leaf, pki.checking(), AT - 2 * DAY).status is TRUSTED


def test_a_revoked_authority_takes_its_certificates_along(pki: Pki) -> None:
    pki.revoke(pki.intermediate, AT - DAY)
    verdict = judged(pki.person(), pki.checking())
    assert (verdict.status, verdict.fault) == (INVALID, Fault.REVOKED)
    assert "“CA thử nghiệm G9” đã bị thu hồi" in verdict.reason


def test_a_short_key_is_not_trusted(pki: Pki, monkeypatch: pytest.MonkeyPatch) -> None:
    from cryptography.hazmat.primitives.asymmetric import rsa

    short = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    monkeypatch.setattr("tests.builders.pki._key", lambda name: short)
    verdict = judged(pki.person(), pki.checking())
    assert (verdict.status, verdict.fault) == (UNTRUSTED, Fault.WEAK)


def test_certificates_that_issue_each_other_do_not_hold_us_up(pki: Pki) -> None:
    """Thirty authorities of one name, each of which may have issued each other: the paths are beyond counting."""
    name = Pki(label="X3").intermediate.cert.subject
    first = pki.issue(name, key="ring", authority=True, issuer=Identity(Pki(label="X3").intermediate.cert, pki.tsa.key))
    ring = tuple(pki.issue(name, key="ring", authority=True, issuer=first) for _ in range(30))
    leaf = pki.issue(pki.person().cert.subject, issuer=first)
    before = time.monotonic()
    verdict = judged(leaf, pki.checking(), others=ring)
    assert verdict.status is UNTRUSTED
    assert time.monotonic() - before < 5


def test_a_ring_does_not_hide_a_true_path(pki: Pki) -> None:
    others = tuple(
        pki.issue(pki.intermediate.cert.subject, key="ring", authority=True, issuer=pki.intermediate) for _ in range(30)
    )
    assert judged(pki.person(), pki.checking(), others=others).status is TRUSTED


def test_rubbish_for_a_certificate_is_a_verdict_and_no_accident(pki: Pki) -> None:
    whole = bytearray(pki.person().der)
    for at in range(20, len(whole), 97):
        bent = bytearray(whole)
        bent[at] ^= 0xFF
        verdict = judge_certificate(x509.Certificate.load(bytes(bent)), [], pki.checking(), AT)
        assert verdict.status is not TRUSTED


def test_rubbish_in_the_store_is_passed_over(pki: Pki) -> None:
    known = pki.material()
    bent = TrustMaterial(
        "bent", (b"rubbish", *known.roots), (b"", *known.intermediates), (b"\x30\x03\x02\x01\x01", *known.crls)
    )
    assert judged(pki.person(), Checking(AT, bent)).status is TRUSTED
