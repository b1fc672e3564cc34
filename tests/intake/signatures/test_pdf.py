"""Signatures of PDF files made here: every status, every road to it, and what a clerk is told."""

from __future__ import annotations

import io
from datetime import timedelta

import pikepdf
import pytest

from casework.document import Signature, SignatureStatus
from intake.readers.limits import Limits
from intake.signatures.material import Checking
from intake.signatures.pdf import pdf_signatures
from tests.builders.bent_pdf import byte_range
from tests.builders.pdf import Text, build_pdf, encrypt_pdf
from tests.builders.pki import AT, Identity, Pki
from tests.builders.signed_pdf import add_dss, add_form_field, change_page, fill_field, sign_pdf, stamp_pdf

DAY = timedelta(days=1)
ARTICLE = build_pdf([[Text(72, 700, "Bài viết gửi Cổng thông tin")], [Text(72, 700, "Trang hai")]])
TRUSTED, UNTRUSTED, ALTERED = SignatureStatus.TRUSTED, SignatureStatus.UNTRUSTED, SignatureStatus.ALTERED
INVALID, UNREADABLE = SignatureStatus.INVALID, SignatureStatus.UNREADABLE


@pytest.fixture
def pki() -> Pki:
    return Pki()  # of its own: some tests here revoke


@pytest.fixture
def leader(pki: Pki) -> Identity:
    return pki.person("Nguyễn Văn A", "BỘ NỘI VỤ", "Vụ Tổng hợp", email="vana@moha.gov.vn")


def only(content: bytes, checking: Checking) -> Signature:
    (signature,) = pdf_signatures(content, checking)
    return signature


@pytest.mark.parametrize("cades", [False, True])
def test_a_trusted_signature_over_the_whole_file(pki: Pki, leader: Identity, cades: bool) -> None:
    signed = sign_pdf(ARTICLE, pki, leader, cades=cades, claimed=AT - DAY, page=2)
    signature = only(signed, pki.checking())
    assert (signature.kind, signature.status, signature.covers) == ("pdf", TRUSTED, "whole")
    assert (signature.signer, signature.organisation, signature.unit) == ("Nguyễn Văn A", "BỘ NỘI VỤ", "Vụ Tổng hợp")
    assert (signature.email, signature.personal) == ("vana@moha.gov.vn", True)
    assert (signature.certificate, signature.anchor) == (leader.fingerprint, pki.root.fingerprint)
    assert (signature.signed_at, signature.claimed_at, signature.timestamped) == (AT - DAY, AT - DAY, False)
    assert (signature.revocation, signature.where) == ("crl", "trang 2")
    assert len(signature.seal) == 64
    assert signature.addressed_to is None


def test_a_trusted_timestamp_stands_before_the_claimed_time(pki: Pki, leader: Identity) -> None:
    signature = only(sign_pdf(ARTICLE, pki, leader, claimed=AT, stamped=AT - DAY), pki.checking())
    assert (signature.status, signature.timestamped) == (TRUSTED, True)
    assert (signature.signed_at, signature.claimed_at) == (AT - DAY, AT)
    assert "9 giờ 00 ngày 27/8/2026" in signature.reason


def test_a_timestamp_of_an_unknown_authority_is_only_a_claim(pki: Pki, leader: Identity) -> None:
    pki.tsa = Pki(label="T2").tsa
    signature = only(sign_pdf(ARTICLE, pki, leader, claimed=AT, stamped=AT - DAY), pki.checking())
    assert (signature.status, signature.timestamped, signature.signed_at) == (TRUSTED, False, AT)


def test_signed_while_it_was_valid_by_a_trusted_timestamp(pki: Pki) -> None:
    leaf = pki.person(until=AT - DAY)
    assert only(sign_pdf(ARTICLE, pki, leaf, stamped=AT - 2 * DAY), pki.checking()).status is TRUSTED
    assert only(sign_pdf(ARTICLE, pki, leaf, stamped=AT - timedelta(hours=1)), pki.checking()).status is INVALID


def test_revoked_before_and_after_a_trusted_timestamp(pki: Pki, leader: Identity) -> None:
    before, after = (sign_pdf(ARTICLE, pki, leader, stamped=AT - days * DAY) for days in (3, 1))
    pki.revoke(leader, AT - 2 * DAY)
    assert only(before, pki.checking()).status is TRUSTED
    signature = only(after, pki.checking())
    assert (signature.status, signature.covers) == (INVALID, "whole")
    assert "thu hồi ngày 26/8/2026" in signature.reason


def test_nothing_known_of_revocation(pki: Pki, leader: Identity) -> None:
    signature = only(sign_pdf(ARTICLE, pki, leader), pki.checking(crls=False))
    assert (signature.status, signature.revocation) == (UNTRUSTED, "none")


def test_what_the_file_brings_will_do_instead_of_lists_and_intermediates(pki: Pki, leader: Identity) -> None:
    signed = add_dss(sign_pdf(ARTICLE, pki, leader), pki)
    signature = only(signed, pki.checking(crls=False, intermediates=False))
    assert (signature.status, signature.covers, signature.revocation) == (TRUSTED, "whole", "dss")
    assert only(signed, pki.checking(crls=False, intermediates=False, roots=False)).status is UNTRUSTED


def test_lists_among_the_signed_attributes_as_older_tools_lay_them(pki: Pki, leader: Identity) -> None:
    signed = sign_pdf(ARTICLE, pki, leader, archived=True)
    signature = only(signed, pki.checking(crls=False))
    assert (signature.status, signature.revocation) == (TRUSTED, "dss")


def test_a_document_timestamp_dates_the_signatures_before_it(pki: Pki) -> None:
    leaf = pki.person(until=AT - DAY)
    archived = stamp_pdf(add_dss(sign_pdf(ARTICLE, pki, leaf), pki), pki, AT - 2 * DAY)
    signature = only(archived, pki.checking())
    assert (signature.status, signature.timestamped, signature.signed_at) == (TRUSTED, True, AT - 2 * DAY)
    assert signature.covers == "whole"


def test_a_document_timestamp_alone_is_no_signature(pki: Pki) -> None:
    assert pdf_signatures(stamp_pdf(ARTICLE, pki, AT), pki.checking()) == ()


def test_the_leader_and_then_the_office(pki: Pki, leader: Identity) -> None:
    """As an official document is signed: the leader certifies, the office lays its seal beside it."""
    signed = sign_pdf(sign_pdf(ARTICLE, pki, leader, certify=True, page=1), pki, pki.organisation(), page=1)
    first, second = pdf_signatures(signed, pki.checking())
    assert (first.signer, first.status, first.covers) == ("Nguyễn Văn A", TRUSTED, "whole")
    assert (second.signer, second.status, second.covers) == ("VỤ TỔNG HỢP", TRUSTED, "whole")
    assert (first.personal, second.personal) == (True, False)
    assert first.seal != second.seal


def test_signed_again_by_somebody_whom_nobody_knows(pki: Pki, leader: Identity) -> None:
    first, second = pdf_signatures(
        sign_pdf(sign_pdf(ARTICLE, pki, leader), pki, pki.stranger(), page=1), pki.checking()
    )
    assert (first.status, first.covers) == (UNTRUSTED, "part")
    assert "chữ ký khác được thêm vào" in first.reason
    assert (second.status, second.covers) == (UNTRUSTED, "whole")


def test_one_changed_octet_anywhere_in_what_was_signed(pki: Pki, leader: Identity) -> None:
    signed = sign_pdf(ARTICLE, pki, leader)
    _, first, start, length = byte_range(signed)
    for at in (20, first // 2, first - 40, start + length - 30):
        bent = bytearray(signed)
        bent[at] ^= 0x01
        (signature,) = pdf_signatures(bytes(bent), pki.checking())
        assert signature.status in (ALTERED, UNREADABLE), at
    bent = bytearray(signed)
    bent[first // 2] ^= 0x01
    signature = only(bytes(bent), pki.checking())
    assert (signature.status, signature.covers, signature.signer) == (ALTERED, "part", "Nguyễn Văn A")
    assert signature.reason == "nội dung tệp đã bị thay đổi sau khi ký"


def test_a_changed_octet_of_the_value(pki: Pki, leader: Identity) -> None:
    signed = sign_pdf(ARTICLE, pki, leader)
    value = pki.signer(leader).sign_raw(b"another text", "sha256")
    _, first, start, _ = byte_range(signed)
    whole = signed[first + 1 : start - 1]
    end = len(whole.rstrip(b"0")) - len(value) * 2
    forged = (
        signed[: first + 1] + whole[:end] + value.hex().encode() + whole[end + len(value) * 2 :] + signed[start - 1 :]
    )
    signature = only(forged, pki.checking())
    assert (signature.status, signature.reason) == (INVALID, "giá trị chữ ký không đúng với chứng thư số đi kèm")


def test_a_page_changed_afterwards(pki: Pki, leader: Identity) -> None:
    signature = only(change_page(sign_pdf(ARTICLE, pki, leader), b"q 0 0 9 9 re f Q"), pki.checking())
    assert (signature.status, signature.covers) == (ALTERED, "part")


def test_a_change_that_is_signed_by_another_is_still_a_change(pki: Pki, leader: Identity) -> None:
    changed = change_page(sign_pdf(ARTICLE, pki, leader), b"q 0 0 9 9 re f Q")
    first, second = pdf_signatures(sign_pdf(changed, pki, pki.organisation()), pki.checking())
    assert (first.status, second.status) == (ALTERED, TRUSTED)


def test_a_field_filled_in_afterwards(pki: Pki, leader: Identity) -> None:
    signature = only(fill_field(sign_pdf(add_form_field(ARTICLE), pki, leader), "khác"), pki.checking())
    assert (signature.status, signature.covers) == (UNTRUSTED, "part")
    assert "biểu mẫu" in signature.reason


def test_octets_behind_the_end(pki: Pki, leader: Identity) -> None:
    signed = sign_pdf(ARTICLE, pki, leader)
    assert only(signed + b"\r\n", pki.checking()).covers == "whole"  # what a mail program may add
    signature = only(signed + b"something else", pki.checking())
    assert (signature.status, signature.covers) == (UNTRUSTED, "part")


def test_sha_1_is_not_trusted(pki: Pki, leader: Identity) -> None:
    signature = only(sign_pdf(ARTICLE, pki, leader, digest="sha1"), pki.checking())
    assert (signature.status, signature.covers) == (UNTRUSTED, "whole")
    assert "SHA-1" in signature.reason


def test_files_without_signatures_have_none(pki: Pki) -> None:
    checking = pki.checking()
    assert pdf_signatures(ARTICLE, checking) == ()
    assert pdf_signatures(ARTICLE + b"% /ByteRange", checking) == ()  # words, no signature
    assert pdf_signatures(b"", checking) == ()
    assert pdf_signatures(b"PK\x03\x04 /ByteRange", checking) == ()


def test_what_cannot_be_read_is_unreadable_and_not_invalid(pki: Pki, leader: Identity) -> None:
    signed = sign_pdf(ARTICLE, pki, leader)
    _, first, start, _ = byte_range(signed)
    no_value = signed[: first + 1] + b"0" * (start - first - 2) + signed[start - 1 :]
    other_kind = signed.replace(b"/adbe.pkcs7.detached", b"/adbe.pkcs7.strange!")
    for content in (no_value, other_kind, signed[: len(signed) - 200], b"%PDF-1.7 /ByteRange rubbish"):
        signature = only(content, pki.checking())
        assert signature.status is UNREADABLE
        assert signature.reason


def test_a_file_with_a_password(pki: Pki) -> None:
    content = encrypt_pdf(build_pdf([[Text(72, 700, "Bài viết")]]), "mật khẩu")
    signature = only(content + b"% /ByteRange", pki.checking())
    assert signature.status is UNREADABLE
    assert "mật khẩu" in signature.reason


def test_a_hybrid_file_is_unreadable_and_not_invalid(pki: Pki, leader: Identity) -> None:
    """As Word writes them: a table of contents of the old kind that points to one of the new kind."""
    plain = io.BytesIO()
    pikepdf.open(io.BytesIO(ARTICLE)).save(plain, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    stream_at = len(plain.getvalue()) + 1
    body = b"90 0 obj<</Type/XRef/Size 1/W[1 2 1]/Index[0 1]/Length 4>>stream\n\x00\x00\x00\xff\nendstream endobj\n"
    table_at = stream_at + len(body)
    before = int(plain.getvalue().rsplit(b"startxref", 1)[1].split()[0])
    root = plain.getvalue().rsplit(b"/Root ", 1)[1].split(b" R")[0]
    update = b"\n" + body + b"xref\n0 1\n0000000000 65535 f \ntrailer<</Size 91/Root %s R/Prev %d/XRefStm %d>>\n" % (
        root, before, stream_at,
    )  # fmt: skip
    hybrid = plain.getvalue() + update + b"startxref\n%d\n%%%%EOF\n" % table_at
    signature = only(sign_pdf(hybrid, pki, leader, strict=False), pki.checking())
    assert signature.status is UNREADABLE
    assert "kiểu lai" in signature.reason


def test_too_many_signatures_are_said_to_be_so(pki: Pki, leader: Identity, monkeypatch: pytest.MonkeyPatch) -> None:
    signed = sign_pdf(sign_pdf(ARTICLE, pki, leader), pki, pki.organisation())
    monkeypatch.setattr("intake.signatures.pdf._SIGNATURES", 1)
    signature = only(signed, pki.checking())
    assert signature.status is UNREADABLE
    assert "quá nhiều" in signature.reason


def test_the_time_of_one_mail_is_kept(pki: Pki, leader: Identity) -> None:
    checking = Checking(AT, pki.material(), Limits(seconds=0.0))
    signature = only(sign_pdf(ARTICLE, pki, leader), checking)
    assert signature.status is UNREADABLE
    assert "quá lâu" in signature.reason


def test_no_bent_file_is_trusted_or_raises(pki: Pki, leader: Identity) -> None:
    """Octets turned over all through a signed file: whatever comes out, it is never “trusted” over something else."""
    signed = stamp_pdf(add_dss(sign_pdf(ARTICLE, pki, leader, page=1), pki), pki, AT - DAY)
    whole = [s.seal for s in pdf_signatures(signed, pki.checking())]
    _, first, start, length = byte_range(signed)
    for at in range(9, len(signed), 397):
        bent = bytearray(signed)
        bent[at] ^= 0x15
        for signature in pdf_signatures(bytes(bent), pki.checking()):
            in_signed = at < first or start <= at < start + length
            if signature.status is TRUSTED:
                assert not in_signed, at
                assert signature.seal in whole
