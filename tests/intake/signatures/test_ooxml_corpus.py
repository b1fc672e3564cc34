"""Packages that Word, Excel and PowerPoint signed themselves (2009–2011): intact, and told at every altered part."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from lxml import etree

from casework.document import SignatureStatus
from intake.readers.ooxml.package import open_package
from intake.signatures.chain import Evidence
from intake.signatures.material import Checking
from intake.signatures.ooxml import ooxml_signatures
from intake.signatures.ooxml_xades import timestamp_of
from intake.signatures.ooxml_xml import parse
from tests.builders.corpus import corpus_file
from tests.builders.ooxml_signed import SIG1, edited, parts_of, repacked
from tests.builders.pki import AT, Pki

pytestmark = pytest.mark.corpus

SIGNERS = {
    "Office2010-SP1-XAdES-X-L.docx": ["Frank Cornelis (Signature)"],
    "hello-world-signed-twice.docx": ["Bryan Brouckaert (Signature)", "Bart Hanssens (Signature)"],
    "hello-world-signed.docx": ["Bart Hanssens (Signature)"],
    "hello-world-signed.pptx": ["Bart Hanssens (Signature)"],
    "hello-world-signed.xlsx": ["Bart Hanssens (Signature)"],
    "ms-office-2010-signed.docx": ["Frank Cornelis (Signature)"],
}
CHECKING = Checking(AT)
#: Parts that Office signs no byte of (see intake/signatures/ooxml_coverage.py).
UNSIGNED = re.compile(r"docProps/.*|_xmlsignatures/origin\.sigs|ppt/(?:pres|view)Props\.xml")


def content_of(name: str) -> bytes:
    return corpus_file(f"signed-office/{name}").read_bytes()


@pytest.mark.parametrize("name", SIGNERS)
def test_intact_and_never_trusted_by_accident(name: str) -> None:
    found = ooxml_signatures(content_of(name), CHECKING)
    assert [s.signer for s in found] == SIGNERS[name]
    for signature in found:
        assert (signature.status, signature.covers) == (SignatureStatus.UNTRUSTED, "whole")
        assert "hệ thống chưa có chứng thư của nơi cấp" in signature.reason
        assert signature.claimed_at is not None
        assert 2009 <= signature.claimed_at.year <= 2011


def test_the_unsigned_one_has_none() -> None:
    assert ooxml_signatures(content_of("hello-world-unsigned.docx"), CHECKING) == ()


@pytest.mark.parametrize("name", SIGNERS)
def test_a_root_of_ours_does_not_make_them_trusted(name: str) -> None:
    found = ooxml_signatures(content_of(name), Pki().checking())
    assert {s.status for s in found} == {SignatureStatus.UNTRUSTED}


@pytest.mark.parametrize("name", SIGNERS)
def test_one_byte_in_each_part(name: str) -> None:
    content = content_of(name)
    truth = ooxml_signatures(content, CHECKING)
    covered = 0
    for part, stored in parts_of(content).items():
        if part.endswith(".rels") or part == "[Content_Types].xml" or re.match(r"_xmlsignatures/sig\d", part):
            continue  # XML of which single words are signed: the tests below
        octets = bytes(stored)  # type: ignore[arg-type]
        for place in {0, len(octets) // 2, len(octets) - 1} if octets else set():
            changed = octets[:place] + bytes([octets[place] ^ 0x20]) + octets[place + 1 :]
            found = ooxml_signatures(repacked(content, {part: changed}), CHECKING)
            if UNSIGNED.fullmatch(part):
                assert found == truth, part
            else:
                covered += 1
                assert {s.status for s in found} == {SignatureStatus.ALTERED}, (part, place)
                assert all(f"“{part.casefold()}”" in s.reason for s in found)
    assert covered >= 15


@pytest.mark.parametrize("name", SIGNERS)
def test_one_letter_in_each_signed_relationship(name: str) -> None:
    content = content_of(name)
    signed = 0
    for part, stored in parts_of(content).items():
        if not part.endswith(".rels") or part.startswith("_xmlsignatures/"):
            continue
        for relation in etree.fromstring(bytes(stored)):  # type: ignore[arg-type]
            target, kind = relation.get("Target", ""), relation.get("Type", "").rpartition("/")[2]
            if (part == "_rels/.rels" and kind != "officeDocument") or kind in ("viewProps", "presProps"):
                continue
            signed += 1
            found = ooxml_signatures(edited(content, part, f'"{target}"', f'"{target[:-1]}_"'), CHECKING)
            assert {s.status for s in found} == {SignatureStatus.ALTERED}, (part, target)
    assert signed >= 6


@pytest.mark.parametrize("name", SIGNERS)
def test_another_content_type_of_a_signed_part(name: str) -> None:
    content = content_of(name)
    types = bytes(parts_of(content)["[Content_Types].xml"]).decode()  # type: ignore[arg-type]
    main = re.search(r'ContentType="([^"]*\.main\+xml)"', types)
    assert main
    found = ooxml_signatures(edited(content, "[Content_Types].xml", main[1], "application/xml"), CHECKING)
    assert {s.status for s in found} == {SignatureStatus.ALTERED}


@pytest.mark.parametrize("name", SIGNERS)
@pytest.mark.parametrize(
    ("pattern", "status"),
    [
        (r"<SignatureValue>\s*(\w)", SignatureStatus.INVALID),
        (r"<SignedInfo>.*?<DigestValue>(\w)", SignatureStatus.INVALID),
        (r"<Manifest>.*?<DigestValue>(\w)", SignatureStatus.ALTERED),
        (r"<OfficeVersion>(\d)", SignatureStatus.ALTERED),
    ],
)
def test_one_letter_in_the_signature(name: str, pattern: str, status: SignatureStatus) -> None:
    content = content_of(name)
    text = bytes(parts_of(content)[SIG1]).decode()  # type: ignore[arg-type]
    found = re.search(pattern, text, re.DOTALL)
    assert found
    other = "B" if found[1] == "A" else "7" if found[1] == "8" else "8" if found[1].isdigit() else "A"
    changed = text[: found.start(1)] + other + text[found.end(1) :]
    signatures = ooxml_signatures(repacked(content, {SIG1: changed}), CHECKING)
    assert [s.status for s in signatures].count(status) == 1


@pytest.mark.parametrize("name", SIGNERS)
def test_a_part_that_is_taken_away(name: str) -> None:
    content = content_of(name)
    for part in parts_of(content):
        if part.endswith(("theme1.xml", "styles.xml")):
            found = ooxml_signatures(repacked(content, {part: None}), CHECKING)
            assert {s.status for s in found} == {SignatureStatus.ALTERED}


def test_the_timestamp_of_the_long_term_form_is_of_this_very_signature() -> None:
    """XAdES-X-L: a token over the canonical SignatureValue. Its authority is no authority of ours."""
    name = "Office2010-SP1-XAdES-X-L.docx"
    package = open_package(content_of(name), CHECKING.limits)
    root = parse(package.read(SIG1) or b"", "chữ ký")
    stamp = timestamp_of(root, CHECKING, Evidence())
    assert stamp is not None
    assert (stamp.at.date(), stamp.trusted) == (datetime(2011, 8, 20, tzinfo=UTC).date(), False)
    value = root.find("{http://www.w3.org/2000/09/xmldsig#}SignatureValue")
    assert value is not None
    value.text = "AAAA"
    assert timestamp_of(root, CHECKING, Evidence()) is None
