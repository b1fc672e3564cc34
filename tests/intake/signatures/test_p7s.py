"""Signatures beside files (.p7s) and around them (.p7m): which file bears them, and what they are themselves."""

from __future__ import annotations

import base64
import io
import time
import zipfile

import pytest

from casework.document import CONTAINERS, Document, FlawKind, SignatureStatus
from intake.files import walk_files
from intake.opening import open_files, open_mail
from intake.readers.containers.entry import Entry
from intake.readers.kinds import recognise
from intake.terms import Terms
from tests.builders.mail import File, build_mail
from tests.builders.pki import AT, Identity, Pki
from tests.builders.smime import encrypted

TERMS = Terms(received_at=AT)
ARTICLE = "Bài viết về hội nghị tổng kết.\r\n".encode() * 20
OTHER = b"Danh sach dai bieu.\r\n"


@pytest.fixture(scope="module")
def leader() -> Identity:
    return Pki().person("Nguyễn Văn A", "BỘ NỘI VỤ", "Vụ Tổng hợp", email="vana@moha.gov.vn")


def walked(*files: tuple[str, bytes]) -> dict[str, Document]:
    entries = tuple(Entry(name.rpartition("/")[2], (name,), content, folders_of(name)) for name, content in files)
    return {document.path: document for document in walk_files(entries, TERMS, above="").documents}


def folders_of(name: str) -> tuple[str, ...]:
    return tuple(name.split("/")[:-1])


def statuses(document: Document) -> list[str]:
    return [f"{one.kind} {one.status.value}" for one in document.signatures]


@pytest.mark.parametrize("name", ["bai.txt.p7s", "bai.p7s", "chu_ky.p7s", "smime.p7s"])
def test_by_its_digest_whatever_it_is_called(name: str, trusting: Pki, leader: Identity) -> None:
    found = walked(("bai.txt", ARTICLE), ("khac.txt", OTHER), (name, trusting.cms(ARTICLE, leader)))
    assert statuses(found["bai.txt"]) == ["p7s trusted"]
    (signature,) = found["bai.txt"].signatures
    assert (signature.covers, signature.signer) == ("whole", "Nguyễn Văn A")
    assert signature.where == f"tệp chữ ký “{name}”"
    assert found["khac.txt"].signatures == found[name].signatures == ()


def test_the_signature_itself_is_no_item_and_no_flaw(trusting: Pki, leader: Identity) -> None:
    found = walked(("bai.txt", ARTICLE), ("bai.txt.p7s", trusting.cms(ARTICLE, leader)))
    seal = found["bai.txt.p7s"]
    assert (seal.kind, seal.item, seal.flaws, seal.runs) == ("p7s", None, (), None)


@pytest.mark.parametrize("name", ["bai.txt.p7s", "BAI.p7s"])
def test_a_file_that_was_changed_after_signing(name: str, trusting: Pki, leader: Identity) -> None:
    found = walked(("bai.txt", ARTICLE + b"them"), ("khac.txt", OTHER), (name, trusting.cms(ARTICLE, leader)))
    assert statuses(found["bai.txt"]) == ["p7s altered"]
    assert found["khac.txt"].signatures == ()
    assert "nội dung tệp" in found["bai.txt"].signatures[0].reason


def test_a_signature_of_none_of_the_files_says_so(trusting: Pki, leader: Identity) -> None:
    found = walked(("bai.txt", ARTICLE), ("chu_ky.p7s", trusting.cms(b"mot tep khac", leader)))
    assert found["bai.txt"].signatures == ()
    (signature,) = found["chu_ky.p7s"].signatures
    assert signature.status is SignatureStatus.UNREADABLE
    assert "không khớp với tệp nào" in signature.reason


def test_two_files_of_the_same_stem_are_not_guessed_between(trusting: Pki, leader: Identity) -> None:
    found = walked(("bai.txt", ARTICLE), ("bai.csv", OTHER), ("bai.p7s", trusting.cms(b"khac", leader)))
    assert found["bai.txt"].signatures == found["bai.csv"].signatures == ()
    assert statuses(found["bai.p7s"]) == ["p7s unreadable"]


def test_the_same_file_twice_bears_it_twice(trusting: Pki, leader: Identity) -> None:
    found = walked(("a.txt", ARTICLE), ("b.txt", ARTICLE), ("a.p7s", trusting.cms(ARTICLE, leader)))
    assert statuses(found["a.txt"]) == statuses(found["b.txt"]) == ["p7s trusted"]


def test_one_file_signed_by_two(trusting: Pki, leader: Identity) -> None:
    other = trusting.person("Trần Thị B", key="other")
    found = walked(
        ("bai.txt", ARTICLE), ("bai.txt.p7s", trusting.cms(ARTICLE, leader)), ("2.p7s", trusting.cms(ARTICLE, other))
    )
    assert [one.signer for one in found["bai.txt"].signatures] == ["Nguyễn Văn A", "Trần Thị B"]


def test_a_signature_without_attributes_is_tried_on_the_files(trusting: Pki, leader: Identity) -> None:
    import subprocess
    import tempfile
    from pathlib import Path

    from cryptography.hazmat.primitives import serialization

    plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "cert").write_bytes(leader.pem)
        (folder / "key").write_bytes(leader.key.private_bytes(serialization.Encoding.PEM, *plain))
        (folder / "text").write_bytes(ARTICLE)
        command = ["openssl", "cms", "-sign", "-binary", "-noattr", "-outform", "DER"]
        command += ["-signer", "cert", "-inkey", "key", "-in", "text"]
        octets = subprocess.run(command, check=True, capture_output=True, cwd=folder, timeout=30).stdout
    found = walked(("khac.txt", OTHER), ("bai.txt", ARTICLE), ("chu_ky.p7s", octets))
    assert statuses(found["bai.txt"]) == ["p7s trusted"]
    assert found["khac.txt"].signatures == ()


def test_in_an_archive_in_another_folder_of_it(trusting: Pki, leader: Identity) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("van ban/bai.txt", ARTICLE)
        archive.writestr("chu ky/bai.txt.p7s", trusting.cms(ARTICLE, leader))
    found = walked(("ho_so.zip", packed.getvalue()), ("bai.txt", ARTICLE))
    assert statuses(found["ho_so.zip › van ban › bai.txt"]) == ["p7s trusted"]
    assert found["bai.txt"].signatures == ()  # not of the same archive


def test_a_signed_archive_covers_what_is_in_it(trusting: Pki, leader: Identity) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("bai.txt", ARTICLE)
    found = walked(("ho_so.zip", packed.getvalue()), ("ho_so.zip.p7s", trusting.cms(packed.getvalue(), leader)))
    assert statuses(found["ho_so.zip › bai.txt"]) == ["p7s trusted"]


def test_in_a_mail(trusting: Pki, leader: Identity) -> None:
    files = [
        File("bai.txt", ARTICLE),
        File("bai.txt.p7s", trusting.cms(ARTICLE, leader), "application/pkcs7-signature"),
    ]
    opened = open_mail(build_mail("a@b.vn", "p@b.vn", "Tin", "Tin", files=files), TERMS)
    body, article, seal = opened.documents
    assert (statuses(article), body.signatures, seal.kind, seal.is_file) == (["p7s trusted"], (), "p7s", True)


def test_a_signed_file_is_opened(trusting: Pki, leader: Identity) -> None:
    wrapped = trusting.cms(ARTICLE, leader, detached=False)
    for name, media_type in (("bai.txt.p7m", "application/pkcs7-mime"), ("bai.txt.p7m", "")):
        mail = build_mail("a@b.vn", "p@b.vn", "Tin", "Tin", files=[File(name, wrapped, media_type)])
        body, outside, inside = open_mail(mail, TERMS).documents
        assert (outside.kind, outside.flaws, inside.name, inside.size) == ("p7m", (), "bai.txt", len(ARTICLE))
        assert statuses(outside) == statuses(inside) == ["p7s trusted"]
        assert body.signatures == ()


def test_by_itself(trusting: Pki, leader: Identity) -> None:
    """`tiepnhan check bai.txt.p7m`."""
    documents = open_files(trusting.cms(ARTICLE, leader, detached=False), "bai.txt.p7m", TERMS).documents
    assert [statuses(document) for document in documents] == [["p7s trusted"], ["p7s trusted"]]


def test_an_encrypted_file(leader: Identity) -> None:
    octets = base64.b64decode(encrypted(build_mail("a@b.vn", "p@b.vn", "T", "T"), leader).rpartition(b"\r\n\r\n")[2])
    found = walked(("bai.p7m", octets))["bai.p7m"]
    assert (found.kind, [flaw.kind for flaw in found.flaws]) == ("p7m", [FlawKind.ENCRYPTED])
    assert "S/MIME" in found.flaws[0].detail


def test_kinds_are_told_by_content(leader: Identity) -> None:
    pki = Pki()
    beside, around = pki.cms(ARTICLE, leader), pki.cms(ARTICLE, leader, detached=False)
    armour = b"-----BEGIN CMS-----\n" + base64.encodebytes(beside) + b"-----END CMS-----\n"
    assert [recognise(o, "bai.pdf") for o in (beside, around, armour)] == ["p7s", "p7m", "p7s"]
    assert recognise(base64.encodebytes(beside), "bai.p7s") == "p7s"
    assert recognise(base64.encodebytes(beside), "bai.txt") == "txt"
    assert recognise(leader.der, "bai.p7s") == "unknown"  # a certificate is no signature
    assert "p7m" in CONTAINERS and "p7s" not in CONTAINERS


def test_many_signatures_beside_many_files_end(trusting: Pki, leader: Identity) -> None:
    seal = trusting.cms(b"khong co tep nay", leader)
    files = [(f"{n}.txt", b"%d" % n) for n in range(300)] + [(f"ky{n}.p7s", seal) for n in range(300)]
    begun = time.monotonic()
    found = walked(*files)
    assert time.monotonic() - begun < 10
    assert {statuses(found[f"ky{n}.p7s"])[0] for n in range(300)} == {"p7s unreadable"}
    assert "quá nhiều tệp chữ ký" in found["ky299.p7s"].signatures[0].reason
