"""The same verdicts behind the sandbox's locks, on the documents that a mail's files become."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from casework.document import Signature, SignatureStatus
from intake.sandbox import Sandbox
from intake.terms import Terms
from tests.builders.docx import build_docx
from tests.builders.ooxml_signed import Signing, curve_person, edited, sign_office
from tests.builders.pki import AT, Pki
from tests.builders.pptx import Slide, build_pptx, shape
from tests.builders.xlsx import Sheet, build_xlsx

PKI = Pki()
LEADER = PKI.person("Nguyễn Văn A")
TERMS = Terms(received_at=AT)
PACKAGES = {
    "bai.docx": build_docx(["Kế hoạch 2026"]),
    "bang.xlsx": build_xlsx([Sheet("DS", {"A1": "Họ và tên"})]),
    "trinh-chieu.pptx": build_pptx([Slide(shape("Báo cáo"))]),
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(workers=1, seconds=60, memory_mb=1024) as one:
        one.trust(PKI.material())
        yield one


def only(sandbox: Sandbox, content: bytes, name: str = "bai.docx") -> Signature:
    document = sandbox.open_file(content, name, TERMS)
    assert not document.flaws
    (signature,) = document.signatures
    return signature


@pytest.mark.parametrize("name", PACKAGES)
def test_a_signed_file_is_judged_in_the_worker(sandbox: Sandbox, name: str) -> None:
    signing = Signing(stamp=lambda over: PKI.timestamp(over, AT))
    signature = only(sandbox, sign_office(PACKAGES[name], LEADER, signing), name)
    assert (signature.status, signature.covers, signature.timestamped) == (SignatureStatus.TRUSTED, "whole", True)


@pytest.mark.parametrize("scheme", ["pss", "ecdsa"])
def test_other_keys_and_paddings_work_behind_the_locks(sandbox: Sandbox, scheme: str) -> None:
    signer = curve_person(PKI, ec.SECP384R1()) if scheme == "ecdsa" else LEADER
    signed = sign_office(PACKAGES["bai.docx"], signer, Signing(scheme=scheme, digest="sha384"))
    assert only(sandbox, signed).status is SignatureStatus.TRUSTED


def test_an_altered_file_is_told_in_the_worker(sandbox: Sandbox) -> None:
    signed = sign_office(PACKAGES["bai.docx"], LEADER)
    assert only(sandbox, edited(signed, "word/document.xml", "2026", "2027")).status is SignatureStatus.ALTERED


def test_an_unsigned_file_has_none(sandbox: Sandbox) -> None:
    assert sandbox.open_file(PACKAGES["bai.docx"], "bai.docx", TERMS).signatures == ()
