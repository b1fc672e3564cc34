"""Timestamps: what they prove, and what they do not; and what a time makes of a certificate that ran out."""

from __future__ import annotations

from datetime import timedelta

from cryptography.x509.oid import ExtensionOID

from casework.document import SignatureStatus
from intake.signatures.settle import settle
from intake.signatures.timestamps import Stamp, judge_timestamp
from tests.builders.pki import AT, Pki

DAY = timedelta(days=1)
_EXTENDED = ExtensionOID.EXTENDED_KEY_USAGE
VALUE = b"the value of a signature"


def test_a_token_of_an_authority_of_ours(pki: Pki) -> None:
    assert judge_timestamp(pki.timestamp(VALUE, AT - DAY), VALUE, pki.checking()) == Stamp(AT - DAY, trusted=True)


def test_an_imprint_of_sha_1_as_the_states_own_authority_makes_it(pki: Pki) -> None:
    token = pki.timestamp(VALUE, AT - DAY, digest="sha1")
    assert judge_timestamp(token, VALUE, pki.checking()) == Stamp(AT - DAY, trusted=True)


def test_a_token_signed_by_sha_1_is_not_trusted(pki: Pki) -> None:
    stamp = judge_timestamp(pki.timestamp(VALUE, AT - DAY, own="sha1"), VALUE, pki.checking())
    assert stamp is not None
    assert not stamp.trusted
    assert "lỗi thời" in stamp.reason


def test_a_token_of_something_else_is_none(pki: Pki) -> None:
    token = pki.timestamp(VALUE, AT - DAY)
    assert judge_timestamp(token, VALUE + b" ", pki.checking()) is None
    assert judge_timestamp(b"", VALUE, pki.checking()) is None
    assert judge_timestamp(pki.cms(VALUE, pki.person(), detached=False), VALUE, pki.checking()) is None


def test_every_bent_token_is_none_or_untrusted(pki: Pki) -> None:
    token = pki.timestamp(VALUE, AT - DAY)
    for at in range(0, len(token), 41):
        bent = bytearray(token)
        bent[at] ^= 0xFF
        stamp = judge_timestamp(bytes(bent), VALUE, pki.checking())
        assert stamp is None or not stamp.trusted or stamp.at == AT - DAY, at


def test_an_authority_that_cannot_be_proven(pki: Pki) -> None:
    token = pki.timestamp(VALUE, AT - DAY)
    for checking in (pki.checking(intermediates=False), pki.checking(crls=False), pki.checking(roots=False)):
        stamp = judge_timestamp(token, VALUE, checking)
        assert stamp is not None
        assert not stamp.trusted
        assert "chưa xác minh được" in stamp.reason


def test_a_person_is_no_time_stamping_authority(pki: Pki) -> None:
    impostor = Pki()
    impostor.tsa = impostor.person("Nguyễn Văn A", key="impostor")
    stamp = judge_timestamp(impostor.timestamp(VALUE, AT - DAY), VALUE, pki.checking())
    assert stamp is not None
    assert not stamp.trusted


def test_a_time_after_receipt_is_not_trusted(pki: Pki) -> None:
    stamp = judge_timestamp(pki.timestamp(VALUE, AT + DAY), VALUE, pki.checking())
    assert stamp is not None
    assert not stamp.trusted


def test_an_authority_whose_own_certificate_has_run_out_by_receipt() -> None:
    old = Pki(label="T1")
    old.tsa = old.issue(
        old.tsa.cert.subject,
        key="tsa",
        until=AT - DAY,
        extended=tuple(old.tsa.cert.extensions.get_extension_for_oid(_EXTENDED).value),  # type: ignore[arg-type]
        critical=True,
    )
    stamp = judge_timestamp(old.timestamp(VALUE, AT - 2 * DAY), VALUE, old.checking())
    assert stamp is not None
    assert not stamp.trusted


def test_a_trusted_time_saves_what_ran_out_since(pki: Pki) -> None:
    leaf = pki.person(until=AT - DAY)
    settled = settle(leaf.asn1, [], pki.checking(), stamp=Stamp(AT - 2 * DAY, trusted=True), claimed=AT)
    assert (settled.status, settled.signed_at, settled.claimed_at) == (SignatureStatus.TRUSTED, AT - 2 * DAY, AT)
    assert settled.timestamped


def test_what_the_signer_claims_saves_nothing(pki: Pki) -> None:
    leaf = pki.person(until=AT - DAY)
    settled = settle(leaf.asn1, [], pki.checking(), claimed=AT - 2 * DAY)
    assert (settled.status, settled.timestamped) == (SignatureStatus.INVALID, False)


def test_a_time_that_cannot_be_proven_is_less_than_trusted_and_more_than_nothing(pki: Pki) -> None:
    leaf = pki.person(until=AT - DAY)
    settled = settle(leaf.asn1, [], pki.checking(), stamp=Stamp(AT - 2 * DAY, reason="dấu thời gian chưa rõ"))
    assert settled.status is SignatureStatus.UNTRUSTED
    assert "hết hạn" in settled.reason
    assert "dấu thời gian chưa rõ" in settled.reason
    late = settle(leaf.asn1, [], pki.checking(), stamp=Stamp(AT, reason="dấu thời gian chưa rõ"))
    assert late.status is SignatureStatus.INVALID


def test_revoked_before_and_after_a_trusted_time() -> None:
    pki = Pki()
    leaf = pki.person()
    pki.revoke(leaf, AT - DAY)
    before, after = (Stamp(AT - days * DAY, trusted=True) for days in (2, 0))
    assert settle(leaf.asn1, [], pki.checking(), stamp=before).status is SignatureStatus.TRUSTED
    assert settle(leaf.asn1, [], pki.checking(), stamp=after).status is SignatureStatus.INVALID
    assert settle(leaf.asn1, [], pki.checking(), claimed=AT - 2 * DAY).status is SignatureStatus.INVALID


def test_an_old_digest_is_not_trusted_but_no_worse(pki: Pki) -> None:
    assert settle(pki.person().asn1, [], pki.checking(), weak=True).status is SignatureStatus.UNTRUSTED
    expired = pki.person(until=AT - DAY)
    assert settle(expired.asn1, [], pki.checking(), weak=True).status is SignatureStatus.INVALID
