"""Attacks on what signatures are judged by: each succeeds where its one check is taken away, and is refused with it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes

import frontdesk.trust
import intake.signatures.store
from casework.document import SignatureStatus
from casework.errors import ConfigurationError, UsageError
from frontdesk import trust_changes
from frontdesk.revocation import fetch_all
from intake.signatures.chain import judge_certificate
from intake.signatures.material import Checking
from tests.builders.pki import AT, Identity, Pki
from tests.frontdesk.trust_house import ROOT_LIST, SIGNERS_LIST, TrustHouse


@pytest.fixture
def pki() -> Pki:
    return Pki()


@pytest.fixture
def house(tmp_path: Path, pki: Pki) -> TrustHouse:
    """A store with everything that it needs but the lists."""
    house = TrustHouse(tmp_path, pki)
    house.add(pki.intermediate.pem)
    return house


def believed(house: TrustHouse, signer: Identity, *others: Identity) -> bool:
    checking = Checking(AT, house.store.material())
    verdict = judge_certificate(signer.asn1, [other.asn1 for other in others], checking, AT)
    return verdict.status is SignatureStatus.TRUSTED


def fetch(house: TrustHouse) -> None:
    fetch_all(house.settings, house.store, AT, fetch=house.fetch)


# --- a forged list on the wire, which is http ---


def _forged_list_arrives(house: TrustHouse) -> bytes:
    """In the name of the intermediate, by a key that the attacker has; it names nobody as revoked."""
    forged = house.pki.crl(signed_by=Pki(label="attacker").root)
    house.wire[SIGNERS_LIST] = forged
    fetch(house)
    return forged


def test_forged_list_would_succeed_without_its_signature_checked(
    house: TrustHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    def names_it(authority: intake.signatures.store.Authority, list_: intake.signatures.store.RevocationList) -> bool:
        return authority.name == list_.issuer

    monkeypatch.setattr(intake.signatures.store, "signed_list", names_it)
    monkeypatch.setattr(trust_changes, "signed_list", names_it)
    assert _forged_list_arrives(house) in house.store.material().crls


def test_forged_list_is_refused(house: TrustHouse) -> None:
    _forged_list_arrives(house)
    assert house.store.material().crls == ()
    attempt = house.store.attempt(SIGNERS_LIST)
    assert attempt is not None and "không mang chữ ký của nơi này" in attempt.trouble


# --- an old list played again: of the time before the signer was revoked ---


def _old_list_arrives(house: TrustHouse) -> Identity:
    """The signer was revoked yesterday and the store knows it; then somebody on the wire gives last week's list."""
    signer = house.pki.person()
    old = house.pki.crl(since=AT - timedelta(days=3))
    house.pki.revoke(signer, AT - timedelta(days=2))
    house.wire |= {ROOT_LIST: house.pki.crl(house.pki.root), SIGNERS_LIST: house.pki.crl()}
    fetch(house)
    assert not believed(house, signer)
    house.wire[SIGNERS_LIST] = old
    fetch(house)
    return signer


def test_old_list_would_succeed_without_its_age_compared(house: TrustHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trust_changes, "_standing", lambda path, authority: None)
    assert believed(house, _old_list_arrives(house))


def test_old_list_is_refused(house: TrustHouse) -> None:
    assert not believed(house, _old_list_arrives(house))


# --- a root of the attacker's, sent to the administrator with a friendly word ---


def _attackers_root_is_added(house: TrustHouse) -> Identity:
    attacker = Pki(label="attacker")
    house.add(attacker.root.pem + attacker.intermediate.pem)
    house.add(attacker.crl(attacker.root))
    house.add(attacker.crl())
    return attacker.person()


def test_attackers_root_would_succeed_without_the_fingerprint_asked(
    house: TrustHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trust_changes, "_refuse_stranger", lambda *_: None)
    assert believed(house, _attackers_root_is_added(house))


def test_attackers_root_is_refused(house: TrustHouse) -> None:
    with pytest.raises(UsageError, match="ai cũng tự làm được một chứng thư gốc"):
        _attackers_root_is_added(house)
    assert house.store.material().roots == (house.pki.root.der,)


# --- a file of regulations/trust exchanged for another ---


def _root_is_exchanged(house: TrustHouse) -> Identity:
    attacker = Pki(label="attacker")
    (house.law / "goc.pem").write_bytes(attacker.root.pem)
    return attacker.root


def test_exchanged_root_would_succeed_without_its_pin(house: TrustHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frontdesk.trust, "_pinned_root", lambda path, pin: frontdesk.trust._certificate(path))
    assert house.store.material().roots != (_root_is_exchanged(house).der,)
    assert house.store.material().roots == (Pki(label="attacker").root.der,)


def test_exchanged_root_is_refused(house: TrustHouse) -> None:
    _root_is_exchanged(house)
    with pytest.raises(ConfigurationError, match=r"goc\.pem: expected sha256"):
        _ = house.store


# --- a namesake of the missing intermediate, signed by nobody of ours ---


def _namesake(pki: Pki) -> Identity:
    """Name and issuer of the true intermediate, key and signature of the attacker."""
    attacker = Pki(label="attacker")
    true = pki.intermediate.cert
    builder = (
        x509.CertificateBuilder()
        .subject_name(true.subject)
        .issuer_name(true.issuer)
        .public_key(attacker.intermediate.key.public_key())
        .serial_number(99)
        .not_valid_before(true.not_valid_before_utc)
        .not_valid_after(true.not_valid_after_utc)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    )
    return Identity(builder.sign(attacker.root.key, hashes.SHA256()), attacker.intermediate.key)


def test_namesake_would_succeed_without_its_issuers_signature_checked(
    house: TrustHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trust_changes, "issued", lambda issuer, child: issuer.name == child.issuer)
    house.add(_namesake(house.pki).pem)
    assert len(house.store.material().intermediates) == 2


def test_namesake_is_refused(house: TrustHouse) -> None:
    with pytest.raises(UsageError, match="không chứng thư nào trong kho đã cấp nó"):
        house.add(_namesake(house.pki).pem)
    assert house.store.material().intermediates == (house.pki.intermediate.der,)
