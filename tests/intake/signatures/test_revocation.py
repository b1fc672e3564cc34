"""Was it revoked at that moment? Lists that were fetched, lists and answers that a signature brought."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from asn1crypto import crl as asn1_crl
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from intake.signatures.revocation import Evidence, Knowledge, revocation_of
from tests.builders.pki import AT, Identity, Pki

DAY = timedelta(days=1)


@pytest.fixture
def pki() -> Pki:
    return Pki()


def known(
    pki: Pki, leaf: Identity, moment: datetime = AT, *, fetched: tuple[bytes, ...] = (), **brought: object
) -> Knowledge:
    evidence = Evidence(**brought)  # type: ignore[arg-type]
    return revocation_of(leaf.asn1, pki.intermediate.asn1, moment, pki.checking(crls=fetched), evidence)


def test_a_fetched_list_and_a_brought_one_are_told_apart(pki: Pki) -> None:
    leaf = pki.person()
    assert known(pki, leaf, fetched=(pki.crl(),)).source == "crl"
    assert known(pki, leaf, crls=(pki.crl(),)).source == "dss"
    assert known(pki, leaf, fetched=(pki.crl(),), crls=(pki.crl(),)).source == "crl"


def test_a_stale_list_says_nothing_and_the_reason_says_since_when(pki: Pki) -> None:
    stale = pki.crl(since=AT - 9 * DAY, until=AT - 2 * DAY)
    found = known(pki, pki.person(), fetched=(stale,))
    assert (found.source, found.revoked_at) == ("none", None)
    assert "quá hạn ngày 26/8/2026" in found.reason


def test_a_stale_list_still_tells_of_those_that_it_names(pki: Pki) -> None:
    leaf = pki.person()
    pki.revoke(leaf, AT - 5 * DAY)
    found = known(pki, leaf, fetched=(pki.crl(since=AT - 4 * DAY, until=AT - 2 * DAY),))
    assert found.revoked_at == AT - 5 * DAY


def test_a_list_made_after_the_moment_speaks_for_it(pki: Pki) -> None:
    """A mail that is judged again next week, by the list of next week."""
    leaf = pki.person()
    pki.revoke(leaf, AT + DAY)
    later = pki.crl(since=AT + 2 * DAY, until=AT + 9 * DAY)
    assert known(pki, leaf, fetched=(later,)) == Knowledge("crl")
    assert known(pki, leaf, AT + 2 * DAY, fetched=(later,)).revoked_at == AT + DAY


def test_a_list_made_after_the_certificate_ran_out_says_nothing(pki: Pki) -> None:
    """An authority may drop expired certificates from its list, the revoked ones too."""
    leaf = pki.person(until=AT + DAY)
    later = pki.crl(since=AT + 2 * DAY, until=AT + 9 * DAY)
    found = known(pki, leaf, fetched=(later,))
    assert found.source == "none"
    assert "lập khi chứng thư đã hết hạn" in found.reason  # a list is there: the administrator need not look for one


def test_one_list_that_names_it_outweighs_those_that_do_not(pki: Pki) -> None:
    """Who holds a stolen key brings the list of the day before the theft was reported."""
    leaf = pki.person()
    before = pki.crl()
    pki.revoke(leaf, AT - DAY)
    assert known(pki, leaf, crls=(before,)).source == "dss"
    assert known(pki, leaf, fetched=(pki.crl(),), crls=(before,)).revoked_at == AT - DAY


def test_a_forged_list_says_nothing(pki: Pki) -> None:
    forger = Pki(label="X4")
    assert known(pki, pki.person(), crls=(pki.crl(signed_by=forger.intermediate),)).source == "none"
    assert known(pki, pki.person(), crls=(forger.crl(),)).source == "none"
    assert known(pki, pki.person(), crls=(b"", b"no list", pki.crl()[:-3])).source == "none"


def test_taken_back_from_hold_is_not_revoked(pki: Pki) -> None:
    leaf = pki.person()
    pki.revoke(leaf, AT - DAY, x509.ReasonFlags.remove_from_crl)
    assert known(pki, leaf, fetched=(pki.crl(),)) == Knowledge("crl")


def scoped(pki: Pki, point: x509.IssuingDistributionPoint) -> bytes:
    builder = x509.CertificateRevocationListBuilder().issuer_name(pki.intermediate.cert.subject)
    builder = builder.last_update(AT - DAY).next_update(AT + DAY).add_extension(point, critical=True)
    return builder.sign(pki.intermediate.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def point(**choices: object) -> x509.IssuingDistributionPoint:
    given: dict[str, object] = {
        "full_name": None, "relative_name": None, "only_contains_user_certs": False, "only_contains_ca_certs": False,
        "only_some_reasons": None, "indirect_crl": False, "only_contains_attribute_certs": False,
    }  # fmt: skip
    return x509.IssuingDistributionPoint(**{**given, **choices})  # type: ignore[arg-type]


def test_a_list_of_another_scope_says_nothing(pki: Pki) -> None:
    leaf = pki.person()
    elsewhere = [x509.UniformResourceIdentifier("http://crl.thu-nghiem.vn/khac.crl")]
    (own,) = leaf.cert.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    for scope, source in (
        (point(only_contains_user_certs=True), "crl"),
        (point(full_name=own.full_name), "crl"),
        (point(only_contains_ca_certs=True), "none"),
        (point(full_name=elsewhere), "none"),
        (point(indirect_crl=True), "none"),
        (point(only_some_reasons=frozenset({x509.ReasonFlags.superseded})), "none"),
    ):
        assert known(pki, leaf, fetched=(scoped(pki, scope),)).source == source, scope


def answer(
    pki: Pki,
    leaf: Identity,
    *,
    status: ocsp.OCSPCertStatus = ocsp.OCSPCertStatus.GOOD,
    revoked: datetime | None = None,
    until: datetime = AT + DAY,
    responder: Identity | None = None,
) -> bytes:
    by = responder or pki.intermediate
    builder = ocsp.OCSPResponseBuilder().add_response(
        leaf.cert, pki.intermediate.cert, hashes.SHA1(), status, AT - DAY, until, revoked,
        x509.ReasonFlags.key_compromise if revoked else None,
    )  # fmt: skip
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, by.cert)
    if responder is not None:
        builder = builder.certificates([responder.cert])
    return builder.sign(by.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def responder_of(pki: Pki, *, no_check: bool) -> Identity:
    made = pki.issue(pki.tsa.cert.subject, key="ocsp", extended=(ExtendedKeyUsageOID.OCSP_SIGNING,))
    if not no_check:
        return made
    builder = x509.CertificateBuilder(
        pki.intermediate.cert.subject, made.cert.subject, made.key.public_key(), made.cert.serial_number,
        made.cert.not_valid_before_utc, made.cert.not_valid_after_utc,
    )  # fmt: skip
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING]), critical=False)
    builder = builder.add_extension(x509.OCSPNoCheck(), critical=False)
    return Identity(builder.sign(pki.intermediate.key, hashes.SHA256()), made.key)


def test_an_answer_of_the_authority_itself(pki: Pki) -> None:
    leaf = pki.person()
    assert known(pki, leaf, ocsps=(answer(pki, leaf),)) == Knowledge("dss")
    revoked = answer(pki, leaf, status=ocsp.OCSPCertStatus.REVOKED, revoked=AT - 2 * DAY)
    assert known(pki, leaf, ocsps=(revoked,)).revoked_at == AT - 2 * DAY


def test_an_answer_about_another_certificate_or_out_of_force_says_nothing(pki: Pki) -> None:
    leaf, other = pki.person(), pki.person("Lê Văn C")
    assert known(pki, leaf, ocsps=(answer(pki, other),)).source == "none"
    assert known(pki, leaf, ocsps=(answer(pki, leaf, until=AT - timedelta(hours=1)),)).source == "none"
    unknown = answer(pki, leaf, status=ocsp.OCSPCertStatus.UNKNOWN)
    assert known(pki, leaf, ocsps=(unknown, b"", b"rubbish")).source == "none"


def test_only_a_responder_of_the_authority_answers(pki: Pki) -> None:
    leaf = pki.person()
    assert known(pki, leaf, ocsps=(answer(pki, leaf, responder=responder_of(pki, no_check=True)),)).source == "dss"
    for impostor in (responder_of(pki, no_check=False), pki.person("Lê Văn C", key="c"), Pki(label="X5").intermediate):
        assert known(pki, leaf, ocsps=(answer(pki, leaf, responder=impostor),)).source == "none"


def test_a_list_signed_with_sha_1_as_the_root_of_2010_signs(pki: Pki) -> None:
    builder = asn1_crl.CertificateList.load(pki.crl())
    builder["tbs_cert_list"]["signature"]["algorithm"] = builder["signature_algorithm"]["algorithm"] = "sha1_rsa"
    told = builder["tbs_cert_list"].dump(force=True)
    builder["signature"] = pki.intermediate.key.sign(told, padding.PKCS1v15(), hashes.SHA1())
    assert known(pki, pki.person(), fetched=(builder.dump(force=True),)) == Knowledge("crl")
    builder["signature"] = pki.root.key.sign(told, padding.PKCS1v15(), hashes.SHA1())
    assert known(pki, pki.person(), fetched=(builder.dump(force=True),)).source == "none"
