"""Certificates of authorities and revocation lists as files: what is read, who signed what, what is refused."""

from __future__ import annotations

import base64
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.serialization import pkcs7

from intake.signatures.store import (
    NotReadable,
    RevocationList,
    grouped,
    issued,
    lists_of,
    material_of,
    read_authorities,
    read_list,
    signed_list,
)
from tests.builders.corpus import shared_files
from tests.builders.pki import AT, Pki

TRUST = Path(__file__).resolve().parents[3] / "regulations" / "trust"


@pytest.fixture(scope="module")
def pki() -> Pki:
    return Pki()


def test_a_root_an_intermediate_and_a_signer_are_told_apart(pki: Pki) -> None:
    root, middle, leaf = (read_authorities(i.pem)[0] for i in (pki.root, pki.intermediate, pki.person()))
    assert (root.authority, root.self_issued, root.root) == (True, True, True)
    assert (middle.authority, middle.self_issued, middle.root) == (True, False, False)
    assert (leaf.authority, leaf.root) == (False, False)
    assert root.sha256 == pki.root.fingerprint and middle.issuer == root.name
    assert middle.crl_addresses == (f"http://crl.thu-nghiem.vn/{pki.root.cert.serial_number:x}.crl",)
    assert root.good(AT) and not root.good(root.until + timedelta(seconds=1))


def test_the_same_certificate_from_pem_der_several_and_pkcs7(pki: Pki) -> None:
    both = [pki.root.cert, pki.intermediate.cert]
    wanted = read_authorities(pki.root.pem) + read_authorities(pki.intermediate.pem)
    assert read_authorities(pki.root.der) == wanted[:1]
    assert read_authorities(b"ghi ch\xc3\xba\n" + pki.root.pem + pki.intermediate.pem) == wanted
    for encoding in (serialization.Encoding.DER, serialization.Encoding.PEM):
        assert set(read_authorities(pkcs7.serialize_certificates(both, encoding))) == set(wanted)


def test_who_issued_what_is_shown_by_the_signature_not_by_the_name(pki: Pki) -> None:
    root, middle = read_authorities(pki.root.pem)[0], read_authorities(pki.intermediate.pem)[0]
    namesake = read_authorities(pki.issue(pki.root.cert.subject, issuer=pki.root, authority=True).pem)[0]
    assert issued(root, middle) and not issued(middle, root)
    assert namesake.name == root.name and namesake.self_issued, "it bears the root's name twice"
    assert not issued(namesake, middle)
    stranger = read_authorities(pki.stranger(name="CA thử nghiệm").pem)[0]
    assert stranger.root and not stranger.authority, "it signs itself, yet may issue nothing"
    assert not issued(stranger, stranger)


def test_a_self_issued_certificate_with_anothers_signature_is_no_root(pki: Pki) -> None:
    """Subject and issuer are the root's name, the key is another's."""
    forged = pki.issue(pki.root.cert.subject, issuer=Pki(label="other").root, authority=True)
    made = (
        x509.CertificateBuilder()
        .subject_name(pki.root.cert.subject)
        .issuer_name(pki.root.cert.subject)
        .public_key(forged.key.public_key())
        .serial_number(7)
        .not_valid_before(AT - timedelta(days=1))
        .not_valid_after(AT + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(pki.intermediate.key, hashes.SHA256())
    )
    read = read_authorities(made.public_bytes(serialization.Encoding.DER))[0]
    assert read.self_issued and not read.root


def test_a_list_belongs_to_whoever_signed_it(pki: Pki) -> None:
    root, middle = read_authorities(pki.root.pem)[0], read_authorities(pki.intermediate.pem)[0]
    own, forged = read_list(pki.crl()), read_list(pki.crl(signed_by=pki.root))
    assert signed_list(middle, own) and not signed_list(root, own)
    assert forged.issuer == middle.name
    assert not signed_list(middle, forged) and not signed_list(root, forged)
    older = read_list(pki.crl(since=AT - timedelta(days=9)))
    assert lists_of(middle, (older, forged, own)) == (own, older)


def test_a_list_is_good_until_its_next_update(pki: Pki) -> None:
    kept = read_list(pki.crl(until=AT))
    assert kept.good(AT) and not kept.good(AT + timedelta(seconds=1))


def test_a_list_in_pem_is_the_same_list(pki: Pki) -> None:
    der = pki.crl()
    pem = b"-----BEGIN X509 CRL-----\n" + base64.encodebytes(der) + b"-----END X509 CRL-----\n"
    assert read_list(pem) == read_list(der)


def _list(pki: Pki, *extensions: x509.ExtensionType) -> bytes:
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(pki.intermediate.cert.subject)
        .last_update(AT)
        .next_update(AT + timedelta(days=1))
    )
    for extension in extensions:
        builder = builder.add_extension(extension, critical=True)
    return builder.sign(pki.intermediate.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def _point(**choices: object) -> x509.IssuingDistributionPoint:
    plain: dict[str, object] = {
        "full_name": None,
        "relative_name": None,
        "only_contains_user_certs": False,
        "only_contains_ca_certs": False,
        "only_some_reasons": None,
        "indirect_crl": False,
        "only_contains_attribute_certs": False,
    }
    return x509.IssuingDistributionPoint(**{**plain, **choices})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "extension",
    [
        x509.DeltaCRLIndicator(1),
        _point(indirect_crl=True),
        _point(only_some_reasons=frozenset({x509.ReasonFlags.key_compromise})),
    ],
    ids=["delta", "indirect", "some reasons"],
)
def test_a_list_that_tells_a_part_is_refused(pki: Pki, extension: x509.ExtensionType) -> None:
    assert isinstance(read_list(_list(pki)), RevocationList), "without it the same list is read"
    with pytest.raises(NotReadable, match="chỉ ghi một phần"):
        read_list(_list(pki, extension))


@pytest.mark.parametrize("content", [b"", b"xin ch\xc3\xa0o", b"0\x82\x01", b"\x30\x80" * 3000, b"%PDF-1.7"])
def test_what_is_neither_is_refused_in_words(content: bytes) -> None:
    assert read_authorities(content) == ()
    with pytest.raises(NotReadable, match="không phải chứng thư hay danh sách thu hồi"):
        read_list(content)


def test_a_damaged_pem_is_refused() -> None:
    with pytest.raises(NotReadable, match="không đúng quy cách"):
        read_authorities(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")


def test_the_material_has_one_version_for_one_content(pki: Pki) -> None:
    root, middle = read_authorities(pki.root.pem)[0], read_authorities(pki.intermediate.pem)[0]
    crl, other = read_list(pki.crl()), read_list(pki.crl(pki.root))
    one = material_of((root, middle), (crl, other))
    assert one == material_of((middle, root), (other, crl))
    assert (one.roots, one.intermediates, set(one.crls)) == (
        (pki.root.der,),
        (pki.intermediate.der,),
        {crl.der, other.der},
    )
    versions = {m.version for m in (one, material_of((root,), (crl, other)), material_of((root, middle), (crl,)))}
    assert len(versions) == 3


def test_a_fingerprint_as_a_person_compares_it() -> None:
    assert grouped("f7bc89") == "F7:BC:89"


def test_the_roots_that_come_with_the_program_are_read() -> None:
    """One of them signs itself with SHA-1, which the library's own check refuses."""
    roots = [read_authorities(path.read_bytes())[0] for path in sorted(TRUST.glob("*.pem"))]
    assert [root.root and root.authority for root in roots] == [True, True]
    assert {root.name for root in roots} == {
        "Co quan chung thuc so chuyen dung Chinh phu (RootCA)",
        "RootCA chuyên dùng Chính phủ G2",
    }


@pytest.mark.corpus
def test_real_certificates_of_signers_and_authorities() -> None:
    read = {path.stem: read_authorities(path.read_bytes())[0] for path in shared_files("certs/*.pem")}
    leaf, mic, fpt = (
        read["leaf_cong_ttdt_chinhphu_2023"],
        read["mic_national_root_ca_2019"],
        read["fpt_ca_2020_under_mic"],
    )
    assert not leaf.authority and leaf.issuer == "CA phục vụ các cơ quan Nhà nước G2"
    assert leaf.issuer_addresses == ("http://ca.gov.vn/pki/pub/crt/cpcag2.crt",)
    assert leaf.crl_addresses == ("http://ca.gov.vn/pki/pub/crl/cpcag2.crl",)
    assert mic.root and issued(mic, fpt)
    assert read["viettel-ca_2015_under_mic2008"].weak == "SHA-1" and not issued(
        mic, read["viettel-ca_2015_under_mic2008"]
    )
