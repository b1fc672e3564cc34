"""CMS: every status that a signature may have, in every form in which it travels. openssl is the second opinion."""

from __future__ import annotations

import base64
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from asn1crypto import cms as asn1
from cryptography.hazmat.primitives import serialization
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.document import Signature, SignatureStatus
from intake.signatures.cms import digests_wanted, is_encrypted, judge_cms, read_cms
from intake.signatures.material import Checking
from tests.builders.pki import AT, Identity, Pki

TEXT = "Kính gửi Cổng thông tin điện tử.\r\n".encode()
PKI = Pki()
LEADER = PKI.person("Nguyễn Văn A", "BỘ NỘI VỤ", "Vụ Tổng hợp", email="vana@moha.gov.vn")
SINCE, UNTIL = AT - timedelta(days=300), AT - timedelta(days=30)


def judged(octets: bytes, checking: Checking | None = None, content: bytes = TEXT) -> Signature:
    found = read_cms(octets)
    assert found is not None
    (signature,) = judge_cms(found, content, checking or PKI.checking(), "p7s")
    return signature


def test_a_trusted_signature_says_all_that_a_clerk_may_ask() -> None:
    found = judged(PKI.cms(TEXT, LEADER))
    assert found.status is SignatureStatus.TRUSTED
    assert (found.signer, found.organisation, found.unit) == ("Nguyễn Văn A", "BỘ NỘI VỤ", "Vụ Tổng hợp")
    assert (found.email, found.certificate, found.covers) == ("vana@moha.gov.vn", LEADER.fingerprint, "whole")
    assert (found.claimed_at, found.timestamped, found.personal, found.revocation) == (AT, False, True, "crl")
    assert found.anchor and found.seal and found.kind == "p7s"


def test_a_trusted_timestamp_is_the_time_of_signing() -> None:
    found = judged(PKI.cms(TEXT, LEADER, stamped=AT - timedelta(hours=2), claimed=AT - timedelta(days=2)))
    assert (found.timestamped, found.signed_at) == (True, AT - timedelta(hours=2))
    assert found.claimed_at == AT - timedelta(days=2)


def test_one_changed_octet_is_seen() -> None:
    changed = TEXT.replace(b"C", b"c", 1)
    found = judged(PKI.cms(TEXT, LEADER), content=changed)
    assert (found.status, found.signer) == (SignatureStatus.ALTERED, "Nguyễn Văn A")
    assert "đã bị sửa sau khi ký" in found.reason
    assert found.covers != "whole"


def revoked() -> tuple[Pki, Identity]:
    pki = Pki()
    leader = pki.person(email="vana@moha.gov.vn")
    pki.revoke(leader, AT - timedelta(days=3))
    return pki, leader


def test_revoked_before_receipt() -> None:
    pki, leader = revoked()
    found = judged(pki.cms(TEXT, leader), pki.checking())
    assert found.status is SignatureStatus.INVALID
    assert "thu hồi" in found.reason


def test_revoked_after_a_timestamp() -> None:
    pki, leader = revoked()
    found = judged(pki.cms(TEXT, leader, stamped=AT - timedelta(days=5)), pki.checking())
    assert found.status is SignatureStatus.TRUSTED


def test_expired_and_stamped_while_it_was_valid() -> None:
    old = PKI.person(since=SINCE, until=UNTIL)
    assert judged(PKI.cms(TEXT, old)).status is SignatureStatus.INVALID
    stamped = PKI.cms(TEXT, old, stamped=UNTIL - timedelta(days=1))
    while_valid = PKI.checking(crls=(PKI.crl(PKI.root), PKI.crl(since=UNTIL - timedelta(hours=1))))
    assert judged(stamped, while_valid).status is SignatureStatus.TRUSTED
    # A list made after the end no longer names what was revoked before it.
    assert judged(stamped).status is SignatureStatus.UNTRUSTED
    assert judged(PKI.cms(TEXT, old, stamped=UNTIL + timedelta(days=1))).status is SignatureStatus.INVALID


@pytest.mark.parametrize(
    ("identity", "choices"),
    [
        (LEADER, {"crls": False}),
        (LEADER, {"intermediates": False}),
        (LEADER, {"roots": False}),
        (PKI.stranger(email="vana@moha.gov.vn"), {}),
    ],
    ids=["no list", "no intermediate", "no root", "self-made"],
)
def test_what_cannot_be_proven_is_not_trusted(identity: Identity, choices: dict[str, object]) -> None:
    found = judged(PKI.cms(TEXT, identity), PKI.checking(**choices))
    assert found.status is SignatureStatus.UNTRUSTED
    assert found.reason


def test_an_old_digest_is_not_trusted() -> None:
    found = judged(PKI.cms(TEXT, LEADER, digest="sha1"))
    assert found.status is SignatureStatus.UNTRUSTED
    assert "SHA-1" in found.reason


def forged(octets: bytes, change: Callable[[asn1.SignedData], None]) -> bytes:
    info = asn1.ContentInfo.load(octets)
    change(info["content"])
    return bytes(asn1.ContentInfo({"content_type": "signed_data", "content": info["content"].copy()}).dump(force=True))


def test_a_changed_value_is_no_signature_of_this_certificate() -> None:
    def change(signed: asn1.SignedData) -> None:
        value = bytearray(signed["signer_infos"][0]["signature"].native)
        value[7] ^= 1
        signed["signer_infos"][0]["signature"] = bytes(value)

    assert judged(forged(PKI.cms(TEXT, LEADER), change)).status is SignatureStatus.INVALID


def test_without_the_certificate_of_the_signer_nothing_can_be_said() -> None:
    def change(signed: asn1.SignedData) -> None:
        signed["certificates"] = [asn1.CertificateChoices({"certificate": PKI.intermediate.asn1})]

    found = judged(forged(PKI.cms(TEXT, LEADER), change))
    assert found.status is SignatureStatus.UNREADABLE
    assert "chứng thư của người ký" in found.reason


def test_each_signer_has_his_own_verdict() -> None:
    other = PKI.stranger("Kẻ Lạ")
    second = asn1.ContentInfo.load(PKI.cms(TEXT, other))["content"]

    def change(signed: asn1.SignedData) -> None:
        signed["signer_infos"].append(second["signer_infos"][0])
        signed["certificates"].append(second["certificates"][0])

    found = read_cms(forged(PKI.cms(TEXT, LEADER), change))
    assert found is not None
    statuses = {one.signer: one.status for one in judge_cms(found, TEXT, PKI.checking(), "p7s")}
    assert statuses == {"Nguyễn Văn A": SignatureStatus.TRUSTED, "Kẻ Lạ": SignatureStatus.UNTRUSTED}


def test_further_certificates_do_not_matter() -> None:
    chief = PKI.person("Trần Thị B", email="chief@moha.gov.vn", key="chief")
    found = judged(PKI.cms(TEXT, LEADER, extra=(chief, PKI.stranger()), with_chain=True))
    assert (found.signer, found.status) == ("Nguyễn Văn A", SignatureStatus.TRUSTED)


def test_a_bundle_of_certificates_is_no_signature() -> None:
    def change(signed: asn1.SignedData) -> None:
        signed["signer_infos"] = []

    found = judged(forged(PKI.cms(TEXT, LEADER), change))
    assert found.status is SignatureStatus.UNREADABLE


def as_pem(octets: bytes) -> bytes:
    return b"-----BEGIN PKCS7-----\n" + base64.encodebytes(octets) + b"-----END PKCS7-----\n"


@pytest.mark.parametrize("form", [lambda o: o, base64.encodebytes, as_pem], ids=["DER", "base64", "armour"])
def test_the_forms_in_which_it_comes(form: Callable[[bytes], bytes]) -> None:
    assert judged(form(PKI.cms(TEXT, LEADER))).status is SignatureStatus.TRUSTED


def test_what_lies_inside_is_told_from_what_lies_beside() -> None:
    inside, beside = read_cms(PKI.cms(TEXT, LEADER, detached=False)), read_cms(PKI.cms(TEXT, LEADER))
    assert inside is not None and beside is not None
    assert (inside.content, beside.content) == (TEXT, None)
    assert not is_encrypted(PKI.cms(TEXT, LEADER))


@pytest.fixture
def keys(tmp_path: Path) -> list[str]:
    (tmp_path / "cert.pem").write_bytes(LEADER.pem)
    plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (tmp_path / "key.pem").write_bytes(LEADER.key.private_bytes(serialization.Encoding.PEM, *plain))
    (tmp_path / "text").write_bytes(TEXT)
    return ["-signer", str(tmp_path / "cert.pem"), "-inkey", str(tmp_path / "key.pem"), "-in", str(tmp_path / "text")]


@pytest.mark.parametrize(
    "choices",
    [["-binary"], ["-binary", "-nodetach"], ["-binary", "-nodetach", "-stream"], ["-binary", "-noattr"],
     ["-binary", "-keyopt", "rsa_padding_mode:pss"], ["-binary", "-md", "sha512"]],
    ids=lambda c: " ".join(c[1:]),
)  # fmt: skip
def test_what_openssl_signs(choices: list[str], keys: list[str]) -> None:
    command = ["openssl", "cms", "-sign", "-outform", "DER", *keys, *choices]
    octets = subprocess.run(command, check=True, capture_output=True, timeout=30).stdout
    found = read_cms(octets)
    assert found is not None
    assert found.content == (TEXT if "-nodetach" in choices else None)
    assert judged(octets).status is SignatureStatus.TRUSTED
    assert judged(octets, content=TEXT + b"!").status is SignatureStatus.ALTERED or "-noattr" in choices
    assert judged(octets, content=TEXT + b"!").status is not SignatureStatus.TRUSTED


@pytest.mark.parametrize("detached", [True, False])
def test_openssl_agrees_with_the_builder(detached: bool, tmp_path: Path) -> None:
    (tmp_path / "cms").write_bytes(PKI.cms(TEXT, LEADER, detached=detached, with_chain=True))
    (tmp_path / "root.pem").write_bytes(PKI.root.pem)
    (tmp_path / "text").write_bytes(TEXT)
    command = ["openssl", "cms", "-verify", "-inform", "DER", "-in", str(tmp_path / "cms"), "-binary"]
    command += ["-CAfile", str(tmp_path / "root.pem"), "-attime", str(int(AT.timestamp())), "-purpose", "any"]
    said = subprocess.run([*command, "-content", str(tmp_path / "text")], check=False, capture_output=True, timeout=30)
    assert said.returncode == 0, said.stderr


def test_digests_wanted() -> None:
    found = read_cms(PKI.cms(TEXT, LEADER))
    assert found is not None
    assert list(digests_wanted(found)) == ["sha256"]


_DER = PKI.cms(TEXT, LEADER, stamped=AT)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(_DER) - 1), st.integers(0, 255))
def test_no_octet_of_it_can_be_changed_into_trust_of_another(at: int, value: int) -> None:
    """Whatever one octet becomes: nothing raises, and nobody else is ever named as a trusted signer."""
    octets = _DER[:at] + bytes([value]) + _DER[at + 1 :]
    found = read_cms(octets)
    if found is None or found.signed is None:
        return
    for one in judge_cms(found, TEXT, PKI.checking(), "p7s"):
        assert one.status is not SignatureStatus.TRUSTED or one.certificate == LEADER.fingerprint


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_octets(octets: bytes) -> None:
    found = read_cms(b"\x30\x82" + octets)
    if found is not None:
        judge_cms(found, TEXT, PKI.checking(), "p7s")
