"""Attacks on S/MIME and .p7s: each shown to succeed once the one check against it is taken away."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import timedelta
from email.message import Message
from typing import Any

import pytest
from asn1crypto import cms as asn1
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from casework.document import Document, Signature, SignatureStatus
from intake import opening, own_text
from intake.files import walk_files
from intake.opening import Opened, open_mail
from intake.readers.containers.entry import Entry
from intake.signatures import cms, integrity, settle, smime
from intake.signatures.held import hold
from intake.signatures.material import TrustMaterial
from intake.terms import Terms
from tests.builders.mail import build_mail
from tests.builders.pki import AT, Identity, Pki
from tests.builders.smime import clear_signed, mixed, part_of

LEADER_ADDRESS, PORTAL = "vana@moha.gov.vn", "congttdt@moha.gov.vn"
PKI = Pki()
LEADER = PKI.person("Nguyễn Văn A", "BỘ NỘI VỤ", "Vụ Tổng hợp", email=LEADER_ADDRESS)
ATTACKER = PKI.stranger("Nguyễn Văn A", email=LEADER_ADDRESS)
ARTICLE = "Bài do kẻ lạ viết.\r\n".encode()
TERMS = Terms(received_at=AT)
TRUSTED = SignatureStatus.TRUSTED


@pytest.fixture(autouse=True)
def trust() -> Iterator[None]:
    hold(PKI.material())
    yield
    hold(TrustMaterial())


def opened(mail: bytes) -> Opened:
    return open_mail(mail, TERMS)


def judged(octets: bytes, content: bytes) -> Signature:
    found = cms.read_cms(octets)
    assert found is not None
    return cms.judge_cms(found, content, PKI.checking(), "smime")[0]


def beside(*files: tuple[str, bytes]) -> dict[str, Document]:
    entries = tuple(Entry(name, (name,), content) for name, content in files)
    return {d.name: d for d in walk_files(entries, TERMS, above="").documents}


# --- the attacker's signature under the leader's certificate ------------------------------------------------------


def under_a_borrowed_certificate() -> bytes:
    """Signed with the attacker's key; the leader's certificate lies in it, and the signature says that it is his."""
    info = asn1.ContentInfo.load(PKI.cms(ARTICLE, ATTACKER))
    signed = info["content"]
    signed["certificates"] = [asn1.CertificateChoices({"certificate": one.asn1}) for one in (ATTACKER, LEADER)]
    mine = LEADER.asn1
    signer = {"issuer": mine.issuer, "serial_number": mine.serial_number}
    signed["signer_infos"][0]["sid"] = asn1.SignerIdentifier({"issuer_and_serial_number": signer})
    attributes = [a for a in signed["signer_infos"][0]["signed_attrs"] if "signing_certificate" not in a["type"].native]
    signed["signer_infos"][0]["signed_attrs"] = asn1.CMSAttributes(attributes)
    return bytes(asn1.ContentInfo({"content_type": "signed_data", "content": signed.copy()}).dump(force=True))


def test_a_borrowed_certificate_would_succeed_without_the_check_of_the_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(integrity, "check", lambda *_: integrity.Integrity(True, True, False))
    found = judged(under_a_borrowed_certificate(), ARTICLE)
    assert (found.status, found.certificate) == (TRUSTED, LEADER.fingerprint)


def test_a_borrowed_certificate_is_refused() -> None:
    assert judged(under_a_borrowed_certificate(), ARTICLE).status is SignatureStatus.INVALID


# --- an extra certificate -----------------------------------------------------------------------------------------


def with_an_extra_certificate() -> bytes:
    return PKI.cms(ARTICLE, ATTACKER, extra=(LEADER,))


def test_an_extra_certificate_would_succeed_without_the_check_who_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A verifier that takes the best certificate of the bundle for the signer's once the mathematics hold."""
    real = cms.settle

    def best(mine: asn1_x509.Certificate, others: Any, *rest: Any, **more: Any) -> settle.Settled:
        return max((real(one, others, *rest, **more) for one in (mine, *others)), key=lambda s: s.status is TRUSTED)

    monkeypatch.setattr(cms, "settle", best)
    assert judged(with_an_extra_certificate(), ARTICLE).status is TRUSTED


def test_an_extra_certificate_is_refused() -> None:
    found = judged(with_an_extra_certificate(), ARTICLE)
    assert found.status is SignatureStatus.UNTRUSTED
    assert found.certificate == ATTACKER.fingerprint


# --- other words under a true signature ---------------------------------------------------------------------------


def with_other_words() -> bytes:
    mail = build_mail(LEADER_ADDRESS, PORTAL, "Tin", "Khong dong y dang bai.\n", at=AT)
    return clear_signed(mail, PKI, LEADER).replace(b"Khong dong y", b"Dong y")


def test_other_words_would_succeed_without_the_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(integrity, "check", lambda *_: integrity.Integrity(True, True, False))
    (body, *_) = opened(with_other_words()).documents
    assert body.text == "Dong y dang bai." and body.signatures[0].status is TRUSTED


def test_other_words_is_refused() -> None:
    (body, *_) = opened(with_other_words()).documents
    assert body.signatures[0].status is SignatureStatus.ALTERED


# --- a signed mail in an envelope with words of somebody else ------------------------------------------------------


def with_words_above() -> bytes:
    """The attacker's article above what the leader once signed: one text to whoever reads it."""
    signed = clear_signed(build_mail(LEADER_ADDRESS, PORTAL, "Tin", "Trân trọng.\n", at=AT), PKI, LEADER)
    above = b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + ARTICLE
    return mixed([above, part_of(signed)], outer=build_mail(LEADER_ADDRESS, PORTAL, "Tin", "", at=AT))


def test_words_above_would_succeed_without_the_check_of_every_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    anything = property(lambda text: next((one for one in text._signatures if one), ()))
    monkeypatch.setattr(own_text.Text, "signatures", anything)
    (body, *_) = opened(with_words_above()).documents
    assert "kẻ lạ" in body.text and body.signatures[0].status is TRUSTED


def test_words_above_is_refused() -> None:
    (body, *_) = opened(with_words_above()).documents
    assert "kẻ lạ" in body.text and body.signatures == ()


# --- a part that hides behind a second boundary -------------------------------------------------------------------


def with_a_hidden_part() -> bytes:
    """What a mail program shows first stands before what was signed, between the same delimiters."""
    wire = clear_signed(build_mail(LEADER_ADDRESS, PORTAL, "Tin", "Trân trọng.\n", at=AT), PKI, LEADER)
    mark = b"------ky-so-7F3A"
    hidden = b'Content-Type: text/plain; name="bai.txt"\r\nContent-Disposition: attachment\r\n\r\n' + ARTICLE
    return wire.replace(mark, mark + b"\r\n" + hidden + mark, 1)


def test_a_hidden_part_would_succeed_without_the_one_way_to_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """A verifier that looks for the part right before the signature: the other one nobody examines."""

    def last(part: Message, scope: Any) -> bytes:
        pieces: list[bytes] = scope.content.split(b"--" + str(part.get_boundary()).encode() + b"\r\n")
        return pieces[-2]

    monkeypatch.setattr(smime, "cut_signed", last)
    found = opened(with_a_hidden_part())
    assert found.documents[0].signatures[0].status is TRUSTED
    assert "bai.txt" not in {document.name for document in found.documents}


def test_a_hidden_part_is_refused() -> None:
    found = opened(with_a_hidden_part())
    assert "bai.txt" in {document.name for document in found.documents}
    assert {one.status for d in found.documents for one in d.signatures} == {SignatureStatus.UNREADABLE}


# --- somebody else's header inside what the leader signed ---------------------------------------------------------


def with_a_forwarded_header() -> bytes:
    """The leader once forwarded to a colleague, signed, what a stranger had written to the portal."""
    theirs = build_mail("kha@ngoai.vn", PORTAL, "Tin", "Thư cũ.\n", at=AT - timedelta(days=1))
    signed = clear_signed(theirs, PKI, LEADER, header="wrapped")
    outer = build_mail(LEADER_ADDRESS, PORTAL, "Chuyển", "x", at=AT)
    return outer[: outer.index(b"Content-Type")] + part_of(signed)


def test_a_forwarded_header_would_succeed_without_the_check_whose_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smime, "is_own_mail", lambda *_: True)
    signatures = [one for d in opened(with_a_forwarded_header()).documents for one in d.signatures]
    assert any(one.status is TRUSTED and one.addressed_to == (PORTAL,) for one in signatures)


def test_a_forwarded_header_is_refused() -> None:
    signatures = [one for d in opened(with_a_forwarded_header()).documents for one in d.signatures]
    assert signatures and all(one.addressed_to is None and one.dated is None for one in signatures)


# --- the attributes of one signature passed off as a signed file --------------------------------------------------


def attributes_as_content() -> tuple[bytes, bytes]:
    """A signature over attributes, offered as one over a file that is those attributes."""
    info = asn1.ContentInfo.load(PKI.cms(b"mot noi dung khac", LEADER))
    signed = info["content"].copy()
    signer = signed["signer_infos"][0]
    content = bytes(signer["signed_attrs"].untag().dump())
    bare = {name: signer[name] for name in ("version", "sid", "digest_algorithm", "signature_algorithm", "signature")}
    signed["signer_infos"] = [asn1.SignerInfo(bare)]
    return bytes(asn1.ContentInfo({"content_type": "signed_data", "content": signed}).dump(force=True)), content


def test_attributes_as_content_would_succeed_without_the_look_at_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cms, "_ATTRIBUTES", re.compile(rb"(?!)"))
    assert judged(*attributes_as_content()).status is TRUSTED


def test_attributes_as_content_is_refused() -> None:
    assert judged(*attributes_as_content()).status is SignatureStatus.INVALID


# --- the signature of another file laid beside a file --------------------------------------------------------------


def with_anothers_signature() -> tuple[tuple[str, bytes], tuple[str, bytes]]:
    return ("bai.txt", ARTICLE), ("bai.txt.p7s", PKI.cms(b"Quyet dinh da ky.", LEADER))


def test_anothers_signature_would_succeed_without_the_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    """A verifier that believes the name."""
    monkeypatch.setattr(cms, "digests_wanted", lambda found: {"sha256": hashlib.sha256(ARTICLE).digest()})
    monkeypatch.setattr("intake.signatures.p7s.digests_wanted", cms.digests_wanted)
    monkeypatch.setattr(integrity, "check", lambda *_: integrity.Integrity(True, True, False))
    assert beside(*with_anothers_signature())["bai.txt"].signatures[0].status is TRUSTED


def test_anothers_signature_is_refused() -> None:
    assert beside(*with_anothers_signature())["bai.txt"].signatures[0].status is SignatureStatus.ALTERED


# --- a digest for which anybody may find a second text ------------------------------------------------------------


def test_an_old_digest_would_succeed_without_the_look_at_it(monkeypatch: pytest.MonkeyPatch) -> None:
    real = integrity.check
    monkeypatch.setattr(integrity, "check", lambda *given: real(*given)._replace(weak=False))
    assert judged(PKI.cms(ARTICLE, LEADER, digest="sha1"), ARTICLE).status is TRUSTED


def test_an_old_digest_is_refused() -> None:
    assert judged(PKI.cms(ARTICLE, LEADER, digest="sha1"), ARTICLE).status is SignatureStatus.UNTRUSTED


# --- a replay that bears another value of the same signature ------------------------------------------------------


def signed_by_a_curve() -> tuple[bytes, bytes]:
    """One signature, and the same one with the value that anybody can compute from it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Nguyễn Văn A")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(7).not_valid_before(AT - timedelta(days=1)).not_valid_after(AT + timedelta(days=9))
    identity = Identity(builder.sign(key, hashes.SHA256()), key)  # type: ignore[arg-type]
    first = PKI.cms(ARTICLE, identity)
    info = asn1.ContentInfo.load(first)
    signed = info["content"].copy()
    r, s = decode_dss_signature(signed["signer_infos"][0]["signature"].native)
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    signed["signer_infos"][0]["signature"] = encode_dss_signature(r, order - s)
    return first, bytes(asn1.ContentInfo({"content_type": "signed_data", "content": signed}).dump(force=True))


def test_another_value_would_succeed_without_a_seal_of_what_was_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cms, "_seal", integrity.seal_of)
    first, second = (judged(octets, ARTICLE) for octets in signed_by_a_curve())
    assert first.status is second.status is SignatureStatus.UNTRUSTED  # intact, both; the certificate is self-made
    assert first.seal != second.seal  # the replay would pass for a new mail


def test_another_value_is_refused() -> None:
    first, second = (judged(octets, ARTICLE) for octets in signed_by_a_curve())
    assert first.status is second.status is SignatureStatus.UNTRUSTED
    assert first.seal == second.seal


# --- an unsigned file beside the signed part ----------------------------------------------------------------------


def with_a_file_beside() -> bytes:
    signed = clear_signed(build_mail(LEADER_ADDRESS, PORTAL, "Tin", "Trân trọng.\n", at=AT), PKI, LEADER)
    file = b'Content-Type: text/plain; name="bai.txt"\r\nContent-Disposition: attachment\r\n\r\n' + ARTICLE
    return mixed([part_of(signed), file], outer=build_mail(LEADER_ADDRESS, PORTAL, "Tin", "", at=AT))


def article_in(mail: bytes) -> Document:
    return next(d for d in opened(mail).documents if d.name == "bai.txt")


def test_a_file_beside_would_succeed_without_a_signature_of_its_own_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """A verifier that asks whether the mail is signed, not which of its parts."""
    real, of_the_mail = opening.entries_of, opened(with_a_file_beside()).documents[0].signatures
    assert of_the_mail

    def generous(parts: Any) -> Any:
        return tuple(entry._replace(signatures=of_the_mail) for entry in real(parts))

    monkeypatch.setattr(opening, "entries_of", generous)
    assert article_in(with_a_file_beside()).signatures[0].status is TRUSTED


def test_a_file_beside_is_refused() -> None:
    assert article_in(with_a_file_beside()).signatures == ()
