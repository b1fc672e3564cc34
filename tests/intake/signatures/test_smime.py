"""S/MIME as mail programs write it: what is read of it, and what bears the signature."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.document import Document, FlawKind, MarkKind, SignatureStatus
from casework.mail import MailClass
from intake.classify import classify
from intake.opening import Opened, open_mail
from intake.sandbox import Sandbox
from intake.terms import Terms
from tests.builders.mail import File, build_mail
from tests.builders.pki import AT, Identity, Pki
from tests.builders.smime import clear_signed, encrypted, entity_of, mixed, opaque_signed, part_of

SENDER, PORTAL = "vana@moha.gov.vn", "congttdt@moha.gov.vn"
TERMS = Terms(received_at=AT)
FILES = (
    File("bai.txt", "Bài viết về hội nghị.\r\n".encode() * 40),
    File("phu_luc.txt", "Số liệu của hội nghị.\r\n".encode() * 900),
)
MAIL = build_mail(
    SENDER, PORTAL, "Gửi bài", "Kính gửi Cổng,\nTôi gửi bài.\n", files=FILES, cc=["chi@moha.gov.vn"], at=AT
)
Sign = Callable[..., bytes]


@pytest.fixture(scope="module")
def leader() -> Identity:
    return Pki().person("Nguyễn Văn A", "BỘ NỘI VỤ", "Vụ Tổng hợp", email=SENDER)


def opened(mail: bytes) -> Opened:
    return open_mail(mail, TERMS)


def statuses(document: Document) -> list[str]:
    return [f"{one.kind} {one.status.value}" for one in document.signatures]


def by_name(found: Opened) -> dict[str, Document]:
    return {document.name: document for document in found.documents}


@pytest.mark.parametrize("sign", [clear_signed, opaque_signed])
@pytest.mark.parametrize("header", ["", "wrapped", "hp"])
@pytest.mark.parametrize("end", [b"\r\n", b"\n"], ids=["CRLF", "LF"])
def test_text_and_files_bear_the_signature(
    sign: Sign, header: str, end: bytes, trusting: Pki, leader: Identity
) -> None:
    plain = opened(MAIL)
    found = opened(sign(MAIL, trusting, leader, header=header).replace(b"\r\n", end))
    body, text, picture, seal = found.documents
    assert [d.sha256 for d in (text, picture)] == [d.sha256 for d in plain.documents[1:]]
    assert found.mail.body == plain.mail.body
    assert found.mail.content_type == "multipart/mixed"
    for document in (body, text, picture):
        assert statuses(document) == ["smime trusted"]
        assert document.signatures[0].covers == "whole"
    assert (seal.is_file, seal.kind) == (False, "p7s" if sign is clear_signed else "p7m")
    assert found.mail.flaws == () and not any(document.flaws for document in found.documents)
    (signature,) = body.signatures
    assert signature.email == SENDER
    assert signature.addressed_to == ((PORTAL, "chi@moha.gov.vn") if header else None)
    assert signature.dated == (AT if header else None)
    assert "không phải của người gửi" not in signature.reason


@pytest.mark.parametrize("choices", [[], ["-nodetach"], ["-nodetach", "-stream"], ["-md", "sha512"], ["-noattr"]])
def test_what_openssl_sends(choices: list[str], trusting: Pki, leader: Identity, tmp_path: Path) -> None:
    plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (tmp_path / "cert.pem").write_bytes(leader.pem)
    (tmp_path / "key.pem").write_bytes(leader.key.private_bytes(serialization.Encoding.PEM, *plain))
    (tmp_path / "entity").write_bytes(entity_of(MAIL))
    command = ["openssl", "cms", "-sign", "-signer", "cert.pem", "-inkey", "key.pem", "-in", "entity", "-from", SENDER]
    command += ["-to", PORTAL, "-subject", "Tin", *choices]
    wire = subprocess.run(command, check=True, capture_output=True, timeout=30, cwd=tmp_path).stdout
    for form in (wire, wire.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")):
        found = opened(form)
        assert [statuses(d) for d in found.documents[:3]] == [["smime trusted"]] * 3
        assert [d.sha256 for d in found.documents[1:3]] == [d.sha256 for d in opened(MAIL).documents[1:]]


@pytest.mark.parametrize("sign", [clear_signed, opaque_signed])
def test_openssl_verifies_what_the_builder_signs(sign: Sign, trusting: Pki, leader: Identity, tmp_path: Path) -> None:
    (tmp_path / "mail").write_bytes(sign(MAIL, trusting, leader, with_chain=True))
    (tmp_path / "root.pem").write_bytes(trusting.root.pem)
    command = ["openssl", "cms", "-verify", "-in", "mail", "-CAfile", "root.pem", "-attime", str(int(AT.timestamp()))]
    said = subprocess.run([*command, "-out", "content"], check=False, capture_output=True, timeout=30, cwd=tmp_path)
    assert said.returncode == 0, said.stderr


@pytest.mark.parametrize("old", [b"phu_luc.txt", b"YmFp", b"Loi thu"])
def test_one_octet_inside_is_seen_everywhere(old: bytes, trusting: Pki, leader: Identity) -> None:
    files = [File("phu_luc.txt", b"x"), File("b.txt", b"bai", "application/octet-stream")]
    wire = clear_signed(build_mail(SENDER, PORTAL, "Tin", "Loi thu\n", files=files), trusting, leader)
    at = wire.index(old, wire.index(b"multipart/mixed"))
    found = opened(wire[:at] + bytes([wire[at] ^ 1]) + wire[at + 1 :])
    signed = [d for d in found.documents if d.kind != "p7s"]
    assert len(signed) == 3
    assert {tuple(statuses(d)) for d in signed} == {("smime altered",)}
    assert "nội dung thư" in signed[0].signatures[0].reason


def test_what_stands_around_the_signed_part_is_not_signed(trusting: Pki, leader: Identity) -> None:
    """A disclaimer that a gateway appends, a file that an attacker puts beside it."""
    footer = "Content-Type: text/plain; charset=utf-8\r\n\r\nLưu ý: thư này là thư nội bộ.\r\n".encode()
    beside = (
        b'Content-Type: text/plain; name="kem.txt"\r\nContent-Disposition: attachment; filename="kem.txt"\r\n\r\nkem'
    )
    for sign in (clear_signed, opaque_signed):
        wire = mixed([part_of(sign(MAIL, trusting, leader)), footer, beside], outer=MAIL)
        found = by_name(opened(wire))
        assert statuses(found["bai.txt"]) == statuses(found["phu_luc.txt"]) == ["smime trusted"]
        assert found["kem.txt"].signatures == ()
        body = found["thư"]
        assert "Tôi gửi bài" in body.text and "thư nội bộ" in body.text
        assert body.signatures == ()


def test_a_signed_mail_that_is_attached_speaks_for_itself_alone(trusting: Pki, leader: Identity) -> None:
    signed = clear_signed(MAIL, trusting, leader)
    wire = build_mail(
        "x@moha.gov.vn",
        PORTAL,
        "Chuyển",
        "Xin gửi kèm.",
        files=[File("thu.eml", signed, "application/octet-stream"), File("b.txt", b"tin")],
    )
    for mail in (wire, with_attached(signed)):
        found = opened(mail)
        inside = [d for d in found.documents if "thu.eml ›" in d.path and d.kind not in ("p7s", "p7m")]
        outside = [d for d in found.documents if "thu.eml ›" not in d.path]
        assert [statuses(d) for d in inside] == [["smime trusted"]] * 3
        assert len(outside) == 3 and all(d.signatures == () for d in outside)
        assert inside[0].signatures[0].email == SENDER


def with_attached(mail: bytes) -> bytes:
    """A mail with ``mail`` attached as mail programs do it, and a file beside it."""
    outer = build_mail("x@moha.gov.vn", PORTAL, "Chuyển", "Xin gửi kèm.")
    text = b"Content-Type: text/plain; charset=utf-8\r\n\r\nXin g\xe1\xbb\xadi k\xc3\xa8m.\r\n"
    attached = (
        b'Content-Type: message/rfc822; name="thu.eml"\r\nContent-Disposition: attachment; filename="thu.eml"\r\n\r\n'
    )
    beside = b'Content-Type: text/plain; name="b.txt"\r\nContent-Disposition: attachment\r\n\r\ntin'
    return mixed([text, attached + mail, beside], outer=outer)


def test_a_mail_attached_to_a_signed_one_is_covered_by_both(trusting: Pki, leader: Identity) -> None:
    other = trusting.person("Trần Thị B", email="thib@moha.gov.vn", key="other")
    inner = clear_signed(
        build_mail("thib@moha.gov.vn", SENDER, "Bài", "Bài đây.\n"), trusting, other, boundary=b"--trong"
    )
    found = opened(clear_signed(with_attached(inner), trusting, leader))
    text = next(d for d in found.documents if d.path == "thư › thu.eml › thư")
    assert [one.signer for one in text.signatures] == ["Nguyễn Văn A", "Trần Thị B"]
    assert [one.status.value for one in text.signatures] == ["trusted", "trusted"]


def test_what_lies_in_an_archive_inside_it_is_covered_too(trusting: Pki, leader: Identity) -> None:
    import io
    import zipfile

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("trong.txt", "Tin")
    mail = build_mail(SENDER, PORTAL, "Tin", "Tin", files=[File("ho_so.zip", packed.getvalue())])
    found = by_name(opened(clear_signed(mail, trusting, leader)))
    assert statuses(found["trong.txt"]) == statuses(found["ho_so.zip"]) == ["smime trusted"]


def edge(wire: bytes) -> bytes:
    return b"--" + wire.partition(b'boundary="')[2].partition(b'"')[0]


@pytest.mark.parametrize("place", ["before", "inside", "after"])
def test_a_boundary_that_divides_in_two_ways_proves_nothing(place: str, trusting: Pki, leader: Identity) -> None:
    wire = clear_signed(MAIL, trusting, leader)
    mark = b"----ky-so-7F3A"
    more = b"--" + mark + b"\r\nContent-Type: text/plain\r\n\r\nCh\xc3\xa8n\r\n"
    pieces = wire.split(b"--" + mark)
    at = {"before": 1, "inside": 2, "after": 3}[place]
    changed = (b"--" + mark).join(pieces[:at]) + more + (b"--" + mark) + (b"--" + mark).join(pieces[at:])
    found = opened(changed)
    signed = [d for d in found.documents if d.kind not in ("p7s",)]
    assert {"bai.txt", "phu_luc.txt"} <= {d.name for d in signed}  # nothing is hidden from the checks
    assert all(one.status is SignatureStatus.UNREADABLE for d in signed for one in d.signatures)
    assert any(d.signatures for d in signed)


@pytest.mark.parametrize("octets", [b"", b"khong phai chu ky", b"\x30\x82\x01"])
def test_a_signature_that_is_none(octets: bytes, trusting: Pki, leader: Identity) -> None:
    import base64

    head, sep, tail = clear_signed(MAIL, trusting, leader).rpartition(b'filename="smime.p7s"\r\n\r\n')
    wire = head + sep + base64.encodebytes(octets).replace(b"\n", b"\r\n") + tail[tail.index(b"----") :]
    found = opened(wire)
    assert [statuses(d) for d in found.documents[:3]] == [["smime unreadable"]] * 3
    assert "không đọc được phần chữ ký" in found.documents[0].signatures[0].reason


def test_a_mail_cut_at_its_end_is_still_judged(trusting: Pki, leader: Identity) -> None:
    wire = clear_signed(MAIL, trusting, leader)
    found = opened(wire[: wire.rindex(b"----ky-so")])
    assert statuses(found.documents[0]) == ["smime trusted"]


def test_openpgp_is_none_of_ours() -> None:
    wire = (
        b'From: a@b.vn\r\nContent-Type: multipart/signed; protocol="application/pgp-signature"; boundary=x\r\n'
        b"\r\n--x\r\nContent-Type: text/plain\r\n\r\nTin\r\n--x\r\nContent-Type: application/pgp-signature\r\n\r\n"
        b"-----BEGIN PGP SIGNATURE-----\r\n--x--\r\n"
    )
    found = opened(wire)
    assert found.mail.body == "Tin"
    assert not any(d.signatures for d in found.documents)


def test_an_encrypted_mail_says_what_it_is(trusting: Pki, leader: Identity) -> None:
    found = opened(encrypted(MAIL, leader))
    (file,) = found.documents[1:]
    assert (file.kind, file.is_file) == ("p7m", True)
    assert [flaw.kind for flaw in file.flaws] == [FlawKind.ENCRYPTED]


def test_a_signer_who_is_not_the_sender_is_named(trusting: Pki, leader: Identity) -> None:
    mail = build_mail("an@moha.gov.vn", PORTAL, "Tin", "Tin")
    (signature,) = opened(clear_signed(mail, trusting, leader)).documents[0].signatures
    assert signature.status is SignatureStatus.TRUSTED
    assert "là của vana@moha.gov.vn, không phải của người gửi thư (an@moha.gov.vn)" in signature.reason


def test_a_certificate_without_an_address(trusting: Pki) -> None:
    nobody = trusting.person("Nguyễn Văn A")
    (signature,) = opened(clear_signed(MAIL, trusting, nobody)).documents[0].signatures
    assert signature.email == ""
    assert "không ghi địa chỉ thư điện tử" in signature.reason


def test_a_whole_mail_of_somebody_else_is_a_forwarded_one(trusting: Pki, leader: Identity) -> None:
    """The leader forwards, signed, what somebody wrote to the portal: its To is none that he wrote."""
    theirs = build_mail("kha@ngoai.vn", PORTAL, "Cũ", "Thư cũ.", at=AT)
    outer = build_mail(SENDER, "dong.nghiep@moha.gov.vn", "Chuyển", "x")
    wire = clear_signed(theirs, trusting, leader, header="wrapped")
    wire = outer[: outer.index(b"Content-Type")] + part_of(wire)
    found = opened(wire)
    signed = [one for d in found.documents for one in d.signatures]
    assert signed and all(one.addressed_to is None and one.dated is None for one in signed)
    assert any(d.path.endswith("thư đính kèm.eml › thư") for d in found.documents)


def test_a_secrecy_mark_in_the_signed_subject_counts(trusting: Pki, leader: Identity) -> None:
    mail = build_mail(SENDER, PORTAL, "MẬT", "Tin", at=AT)
    wire = clear_signed(mail, trusting, leader, header="hp")
    head, sep, rest = wire.partition(b"MIME-Version")
    lines = [b"Subject: Tin" if line.startswith(b"Subject:") else line for line in head.split(b"\r\n")]
    found = opened(b"\r\n".join(lines) + sep + rest)
    assert any(mark.kind is MarkKind.SECRET for mark in found.documents[0].marks)


def test_a_signed_answer_is_an_answer(trusting: Pki, leader: Identity) -> None:
    token = "abcdefghijklmnopqrstuvwx23"
    mail = build_mail(SENDER, PORTAL, "Re: Xin xác nhận", "ĐỒNG Ý\n", in_reply_to=f"<tn.{token}@moha.gov.vn>")
    for sign in (clear_signed, opaque_signed):
        found = opened(sign(mail, trusting, leader)).mail
        assert found.own_words == "ĐỒNG Ý"
        kind = classify(found, envelope_from=SENDER, envelope_to=PORTAL, portal_address=PORTAL)[0]
        assert kind is MailClass.CONFIRMATION


def test_signatures_within_signatures_end(trusting: Pki, leader: Identity) -> None:
    wire = MAIL
    for number in range(16):
        wire = (opaque_signed if number % 2 else clear_signed)(
            wire, trusting, leader, **({} if number % 2 else {"boundary": b"--b%d" % number})
        )
    begun = time.monotonic()
    found = opened(wire)
    assert time.monotonic() - begun < 5
    assert any("phần ký số" in note for note in found.mail.flaws)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=300), seed=st.binary(max_size=60))
def test_whatever_is_written_is_read_as_it_was_signed(text: str, seed: bytes, trusting: Pki) -> None:
    leader = trusting.person(email=SENDER)
    body = text.encode("utf-8", "replace").replace(b"\r", b"").replace(b"\n", b"\r\n")
    mail = (
        b"From: "
        + SENDER.encode()
        + b"\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        + body
        + b"\r\n"
        + seed.hex().encode()
    )
    wire = clear_signed(mail, trusting, leader, boundary=b"--ranh-gioi-rieng")
    found = opened(wire)
    assert found.mail.body == opened(mail).mail.body
    if found.mail.body.strip():
        assert statuses(found.documents[0]) == ["smime trusted"]


_WIRE = clear_signed(
    build_mail(SENDER, PORTAL, "Tin", "Tin\n", files=[File("b.txt", b"bai")]), Pki(), Pki().person(email=SENDER)
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, len(_WIRE) - 1), value=st.integers(0, 255))
def test_no_octet_can_change_what_a_trusted_signature_covers(at: int, value: int, trusting: Pki) -> None:
    """Whatever one octet becomes: what bears a trusted signature is what was signed, and nothing is lost."""
    whole = {d.sha256 for d in opened(_WIRE).documents}
    for document in opened(_WIRE[:at] + bytes([value]) + _WIRE[at + 1 :]).documents:
        if any(one.status is SignatureStatus.TRUSTED for one in document.signatures):
            assert document.sha256 in whole


def test_behind_the_locks_of_a_worker_as_outside(trusting: Pki, leader: Identity) -> None:
    """The first job of a fresh worker: nothing is loaded late."""
    wire = clear_signed(MAIL, trusting, leader, stamped=AT)
    with Sandbox(workers=1) as sandbox:
        sandbox.trust(trusting.material())
        inside = sandbox.open_mail(wire, TERMS)
        opaque = sandbox.open_mail(opaque_signed(MAIL, trusting, leader, header="hp"), TERMS)
    assert inside == opened(wire)
    assert inside.documents[0].signatures[0].timestamped
    assert [statuses(d) for d in opaque.documents[:3]] == [["smime trusted"]] * 3
