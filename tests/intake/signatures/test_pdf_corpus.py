"""Six decisions as the government's portal publishes them: intact, provable only with the intermediate, and never
trusted by accident."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from asn1crypto import pem

from casework.document import SignatureStatus
from intake.signatures.material import Checking, TrustMaterial
from intake.signatures.pdf import pdf_signatures
from tests.builders.bent_pdf import byte_range
from tests.builders.corpus import corpus_files, shared_files

pytestmark = pytest.mark.corpus
INTERMEDIATE = "CA phục vụ các cơ quan Nhà nước G2"


@pytest.fixture(scope="module")
def checking() -> Checking:
    roots = tuple(pem.unarmor(path.read_bytes())[2] for path in shared_files("certs/vgca_rootca_*.pem"))
    assert len(roots) == 2
    return Checking(datetime(2026, 8, 28, 2, 0, tzinfo=UTC), TrustMaterial("roots", roots))


@pytest.fixture(scope="module")
def decisions() -> list[Path]:
    found = corpus_files("signed-pdf-chinhphu/*.pdf")
    assert len(found) == 6
    return found


def test_each_is_intact_and_not_provable_and_the_missing_intermediate_is_named(
    decisions: list[Path], checking: Checking
) -> None:
    for path in decisions:
        (signature,) = pdf_signatures(path.read_bytes(), checking)
        assert (signature.status, signature.covers) == (SignatureStatus.UNTRUSTED, "whole"), path.name
        assert INTERMEDIATE in signature.reason
        assert signature.signer == "CỔNG THÔNG TIN ĐIỆN TỬ CHÍNH PHỦ"
        assert signature.organisation == "VĂN PHÒNG CHÍNH PHỦ"
        assert signature.personal is False
        assert signature.claimed_at is not None


def test_an_altered_octet_is_seen_in_each(decisions: list[Path], checking: Checking) -> None:
    for path in decisions:
        content = bytearray(path.read_bytes())
        _, first, _, _ = byte_range(bytes(content))
        content[first // 2] ^= 0x01
        (signature,) = pdf_signatures(bytes(content), checking)
        assert signature.status is SignatureStatus.ALTERED, path.name


def test_without_any_root_and_with_no_list_they_are_not_trusted_either(decisions: list[Path]) -> None:
    at = datetime(2024, 10, 30, tzinfo=UTC)
    for path in decisions:
        (signature,) = pdf_signatures(path.read_bytes(), Checking(at))
        assert signature.status is SignatureStatus.UNTRUSTED, path.name


def test_the_signers_certificate_is_no_root(decisions: list[Path]) -> None:
    """An administrator who adds the signer's own certificate, as it lies in the file, opens nothing."""
    (leaf,) = shared_files("certs/leaf_cong_ttdt_chinhphu_2023.pem")
    der = pem.unarmor(leaf.read_bytes())[2]
    checking = Checking(datetime(2026, 8, 28, tzinfo=UTC), TrustMaterial("leaf", (der,), (der,)))
    for path in decisions:
        (signature,) = pdf_signatures(path.read_bytes(), checking)
        assert signature.status is SignatureStatus.UNTRUSTED, path.name
