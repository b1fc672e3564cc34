"""What a signature leaves open, and structures that could be read in two ways: never a whole, never valid."""

from __future__ import annotations

import base64
import io
import re
import time
import zipfile

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from casework.document import Signature, SignatureStatus
from intake.readers.ooxml.package import open_package
from intake.signatures import ooxml
from intake.signatures.ooxml import ooxml_signatures
from tests.builders import ooxml_signed
from tests.builders.docx import build_docx
from tests.builders.ooxml_signed import SIG1, Signing, curve_person, edited, parts_of, repacked, sign_office
from tests.builders.pki import Pki
from tests.builders.pptx import Slide, build_pptx, shape

PKI = Pki()
LEADER = PKI.person("Nguyễn Văn A")
DOCX = build_docx(["Kế hoạch công tác năm 2026"])
SIGNED = sign_office(DOCX, LEADER)
WEAK = Signing(digest="sha1")
RELS = "word/_rels/document.xml.rels"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def only(content: bytes) -> Signature:
    (signature,) = ooxml_signatures(content, PKI.checking())
    return signature


def with_relation(content: bytes, holder: str, kind: str, target: str, mode: str = "") -> bytes:
    extra = f'<Relationship Id="rIdNew" Type="{kind}" Target="{target}"{mode}/></Relationships>'
    return edited(content, holder, "</Relationships>", extra)


def signature_text() -> str:
    return bytes(parts_of(SIGNED)[SIG1]).decode()  # type: ignore[arg-type]


def is_open(signature: Signature, named: str) -> bool:
    assert (signature.status, signature.covers) == (SignatureStatus.UNTRUSTED, "part")
    return named in signature.reason


# --- coverage ---------------------------------------------------------------------------------------------------------


def test_a_part_added_after_signing_is_named() -> None:
    assert is_open(only(repacked(SIGNED, {"word/extra.xml": "<a/>"})), "word/extra.xml")


def test_a_relationship_added_after_signing_is_named() -> None:
    added = with_relation(SIGNED, RELS, f"{OFFICE}/header", "header9.xml")
    assert is_open(only(repacked(added, {"word/header9.xml": "<w/>"})), "header9.xml")


def test_a_second_main_document_is_named() -> None:
    added = with_relation(SIGNED, "_rels/.rels", f"{OFFICE}/officeDocument", "word/other.xml")
    assert is_open(only(repacked(added, {"word/other.xml": "<w/>"})), "word/other.xml")


def test_a_second_main_document_among_the_properties_is_named() -> None:
    """The place is free, the relationship is not."""
    added = with_relation(SIGNED, "_rels/.rels", f"{OFFICE}/officeDocument", "docProps/app.xml")
    assert is_open(only(repacked(added, {"docProps/app.xml": "<w/>"})), "docprops/app.xml")


def test_a_text_under_the_relationship_of_a_thumbnail_is_named() -> None:
    """The relationship is free, the place is not."""
    added = with_relation(SIGNED, "_rels/.rels", f"{PACKAGE}/metadata/thumbnail", "word/other.xml")
    assert is_open(only(repacked(added, {"word/other.xml": "<w/>"})), "word/other.xml")


def test_a_text_in_the_folder_of_the_signatures_is_named() -> None:
    assert is_open(only(repacked(SIGNED, {"_xmlsignatures/other.bin": "<w/>"})), "_xmlsignatures/other.bin")


def test_what_seems_a_signature_and_is_none_is_told_beside_the_true_one() -> None:
    found = ooxml_signatures(repacked(SIGNED, {"_xmlsignatures/other.xml": "<w/>"}), PKI.checking())
    assert is_open(found[0], "_xmlsignatures/other.xml")
    assert found[1].status is SignatureStatus.UNREADABLE
    assert len(found) == 2


def test_relationships_of_the_properties_are_named() -> None:
    rels = (
        f'<Relationships xmlns="{PACKAGE}"><Relationship Id="a" Type="{OFFICE}/image" Target="x.png"/></Relationships>'
    )
    assert is_open(only(repacked(SIGNED, {"docProps/_rels/app.xml.rels": rels})), "docprops/x.png")


@pytest.mark.parametrize("left", ["word/document.xml", "word/styles.xml", RELS, "_rels/.rels"])
def test_what_the_signer_left_out_is_named(left: str) -> None:
    """A true signature of the leader, over a part only: “valid over part of the file” is not valid."""
    signature = only(sign_office(DOCX, LEADER, Signing(leave_out=lambda name: name == left)))
    assert (signature.status, signature.covers) == (SignatureStatus.UNTRUSTED, "part")


def test_properties_that_lie_elsewhere_are_named() -> None:
    relation = f"{PACKAGE}/metadata/core-properties"
    changed = with_relation(SIGNED, "_rels/.rels", relation, "docProps/core.xml", ' TargetMode="External"')
    assert is_open(only(changed), "docProps/core.xml")


def test_properties_that_a_signed_relationship_shows_as_text_are_not_free() -> None:
    """Truly signed, but Office signs no properties: whoever sends the file writes this header."""
    package = build_docx(
        ["chữ"], extra={"docProps/app.xml": "<w/>"}, relations=[("rIdH", "header", "../docProps/app.xml")]
    )
    assert is_open(only(sign_office(package, LEADER)), "docprops/app.xml")


def test_properties_of_a_part_are_not_those_of_the_package() -> None:
    changed = with_relation(SIGNED, RELS, f"{PACKAGE}/metadata/core-properties", "../docProps/core.xml")
    assert is_open(only(changed), "docprops/core.xml")


def test_what_only_says_that_it_is_a_signature_is_not_free() -> None:
    changed = with_relation(
        SIGNED, "_xmlsignatures/_rels/origin.sigs.rels", f"{PACKAGE}/digital-signature/signature", "other.png"
    )
    first, second = ooxml_signatures(repacked(changed, {"_xmlsignatures/other.png": b"?"}), PKI.checking())
    assert is_open(first, "_xmlsignatures/other.png")
    assert second.status is SignatureStatus.UNREADABLE


def test_properties_and_thumbnail_may_change() -> None:
    relation = f"{PACKAGE}/metadata/thumbnail"
    changed = with_relation(SIGNED, "_rels/.rels", relation, "docProps/thumbnail.jpeg")
    changed = repacked(changed, {"docProps/thumbnail.jpeg": b"\xff\xd8", "docProps/core.xml": "<c/>"})
    signature = only(changed)
    assert (signature.status, signature.covers) == (SignatureStatus.TRUSTED, "whole")


def test_how_a_file_was_looked_at_may_change() -> None:
    signed = sign_office(build_pptx([Slide(shape("Báo cáo"))]), LEADER)
    changed = with_relation(signed, "ppt/_rels/presentation.xml.rels", f"{OFFICE}/viewProps", "viewProps.xml")
    signature = only(repacked(changed, {"ppt/viewProps.xml": "<v/>"}))
    assert (signature.status, signature.covers) == (SignatureStatus.TRUSTED, "whole")


def test_what_is_fetched_from_outside_is_not_covered_though_the_link_is_signed() -> None:
    linked = build_docx(["chữ"], relations=[("rIdFar", "image", "http://example.org/x.png")])
    assert is_open(only(sign_office(linked, LEADER)), "http://example.org/x.png")


def test_a_signed_hyperlink_leads_away_and_shows_nothing() -> None:
    linked = build_docx(["chữ"], relations=[("rIdFar", "hyperlink", "http://example.org/")])
    assert only(sign_office(linked, LEADER)).covers == "whole"


# --- what could be read in two ways -----------------------------------------------------------------------------------


def test_another_content_type_is_an_alteration() -> None:
    extra = f'<Override PartName="/word/styles.xml" ContentType="{WORD}.footer+xml"/></Types>'
    assert only(edited(SIGNED, "[Content_Types].xml", "</Types>", extra)).status is SignatureStatus.ALTERED


def test_two_content_types_for_one_part_are_refused() -> None:
    extra = f'<Override PartName="/word/document.xml" ContentType="{WORD}.footer+xml"/></Types>'
    assert only(edited(SIGNED, "[Content_Types].xml", "</Types>", extra)).status is SignatureStatus.INVALID


def test_two_relationships_with_one_id_are_refused() -> None:
    twice = f'<Relationship Id="rIdStyles" Type="{OFFICE}/styles" Target="other.xml"/></Relationships>'
    assert only(edited(SIGNED, RELS, "</Relationships>", twice)).status is SignatureStatus.INVALID


def test_a_relationship_inside_another_is_refused() -> None:
    inside = f'<Relationship Id="a" Type="b" Target="c"><Relationship Id="d" Type="{OFFICE}/header" Target="e"/>'
    changed = edited(SIGNED, RELS, "</Relationships>", inside + "</Relationship></Relationships>")
    assert only(changed).status is SignatureStatus.INVALID


@pytest.mark.parametrize("name", ["word/document.xml", "word/Document.xml", "word\\document.xml"])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name_are_refused(name: str) -> None:
    buffer = io.BytesIO(SIGNED)
    with zipfile.ZipFile(buffer, "a") as package:
        package.writestr(name, "<other/>")
    assert only(buffer.getvalue()).status is SignatureStatus.UNREADABLE


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("</Signature>", '<Object Id="idPackageObject"></Object></Signature>'),  # an Id twice
        ("<KeyInfo>", '<KeyInfo Id="idSignedProperties">'),
        ("<KeyInfo>", "<KeyInfo><!-- a -->"),
        ("<KeyInfo>", "<KeyInfo><?a b?>"),
        ('Id="idPackageSignature"', 'Id="idPackageSignature" xml:space="preserve"'),
    ],
)
def test_a_signature_that_could_be_read_in_two_ways_is_none(old: str, new: str) -> None:
    signature = only(edited(SIGNED, SIG1, old, new))
    assert signature.status is SignatureStatus.INVALID


@pytest.mark.parametrize("extra", ["<SignedInfo></SignedInfo>", "<SignatureValue>AAAA</SignatureValue>"])
def test_two_of_what_there_is_one_of_are_refused(extra: str) -> None:
    assert only(edited(SIGNED, SIG1, "<KeyInfo>", f"{extra}<KeyInfo>")).status is SignatureStatus.UNREADABLE


def test_a_signature_inside_something_else_is_refused() -> None:
    wrapped = "<a>" + signature_text().partition("?>")[2] + "</a>"
    assert only(repacked(SIGNED, {SIG1: wrapped})).status is SignatureStatus.UNREADABLE


@pytest.mark.parametrize(
    "method",
    [
        "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
        "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256",
        "http://www.w3.org/2000/09/xmldsig#dsa-sha1",
        "http://www.w3.org/2001/04/xmldsig-more#rsa-md5",
        "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",  # of another kind than the key
        "http://example.org/none",
    ],
)
def test_algorithms_that_are_not_ours_never_make_it_valid(method: str) -> None:
    assert only(sign_office(DOCX, LEADER, Signing(method=method))).status is SignatureStatus.INVALID


@pytest.mark.parametrize(
    "transform",
    [
        "http://www.w3.org/TR/1999/REC-xslt-19991116",
        "http://www.w3.org/TR/1999/REC-xpath-19991116",
        "http://www.w3.org/2000/09/xmldsig#base64",
        "http://schemas.openxmlformats.org/package/2006/RelationshipTransform",  # of what holds no relationships
        "",
    ],
)
def test_transforms_that_choose_what_is_signed_are_refused(transform: str) -> None:
    step = f'<Transform Algorithm="{transform}"></Transform>'
    assert only(sign_office(DOCX, LEADER, Signing(part_transform=step))).status is SignatureStatus.INVALID


@pytest.mark.parametrize(
    "uri", ["http://example.org/x.xml?ContentType=a", "//host/x?ContentType=a", "#idOfficeObject", ""]
)
def test_references_that_lead_out_of_the_package_are_refused(uri: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Signed truly, so that only the reference can be what is wrong."""
    plain = ooxml_signed._reference

    def reference(address: str, *rest: object) -> str:
        moved = uri if address.startswith("/word/styles.xml") else address
        return plain(moved, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(ooxml_signed, "_reference", reference)
    assert only(sign_office(DOCX, LEADER)).status is SignatureStatus.INVALID


@pytest.mark.parametrize("uri", ["", "#nowhere", "#idOfficeV1Details", "http://example.org/", "/word/document.xml"])
def test_references_to_anything_but_an_object_are_refused(uri: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = ooxml_signed._reference

    def reference(address: str, *rest: object) -> str:
        return plain(uri if address == "#idOfficeObject" else address, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(ooxml_signed, "_reference", reference)
    assert only(sign_office(DOCX, LEADER)).status is SignatureStatus.INVALID


def test_an_object_that_is_referred_to_twice_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = ooxml_signed._reference

    def reference(address: str, *rest: object) -> str:
        return plain(address, *rest) * (2 if address == "#idOfficeObject" else 1)  # type: ignore[arg-type]

    monkeypatch.setattr(ooxml_signed, "_reference", reference)
    assert only(sign_office(DOCX, LEADER)).status is SignatureStatus.INVALID


@pytest.mark.parametrize("where", ["/word/document.xml", "#idPackageObject", "#idSignedProperties"])
def test_one_weak_digest_is_enough_to_be_no_proof(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = ooxml_signed._reference

    def reference(address: str, content: bytes | str, signing: Signing, *rest: str) -> str:
        chosen = signing._replace(digest="sha1") if address.startswith(where) else signing
        return plain(address, content, chosen, *rest)

    monkeypatch.setattr(ooxml_signed, "_reference", reference)
    signature = only(sign_office(DOCX, LEADER))
    assert (signature.status, "SHA-1" in signature.reason) == (SignatureStatus.UNTRUSTED, True)


def test_a_weak_digest_of_the_value_alone_is_no_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = ooxml_signed._sign
    monkeypatch.setattr(ooxml_signed, "_sign", lambda signer, content, signing: plain(signer, content, WEAK))
    signed = sign_office(DOCX, LEADER, Signing(method="http://www.w3.org/2000/09/xmldsig#rsa-sha1"))
    assert only(signed).status is SignatureStatus.UNTRUSTED


def test_a_value_of_a_curve_has_one_length() -> None:
    signed = sign_office(DOCX, curve_person(PKI, ec.SECP256R1()), Signing(scheme="ecdsa"))
    text = bytes(parts_of(signed)[SIG1]).decode()  # type: ignore[arg-type]
    found = re.search(r"<SignatureValue>(.*?)</SignatureValue>", text)
    assert found
    value = base64.b64decode(found[1])
    padded = base64.b64encode(b"\0" + value[:32] + b"\0" + value[32:]).decode()
    assert only(repacked(signed, {SIG1: text.replace(found[1], padded)})).status is SignatureStatus.INVALID


def test_a_signature_larger_than_any_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ooxml, "_BYTES", 1_000)
    assert "quá lớn" in only(SIGNED).reason


def test_more_signatures_than_any_document_has_are_told_and_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ooxml, "_SIGNATURES", 1)
    first, rest = ooxml_signatures(sign_office(SIGNED, LEADER), PKI.checking())
    assert (first.status, rest.status) == (SignatureStatus.TRUSTED, SignatureStatus.UNREADABLE)


def test_a_part_that_the_manifest_names_twice_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten thousand references to one large part would be ten thousand digests of it."""
    plain = ooxml_signed._reference

    def reference(address: str, *rest: object) -> str:
        return plain(address, *rest) * (2 if "styles" in address else 1)  # type: ignore[arg-type]

    monkeypatch.setattr(ooxml_signed, "_reference", reference)
    assert only(sign_office(DOCX, LEADER)).status is SignatureStatus.INVALID


def texts(content: bytes) -> dict[str, bytes | None]:
    package = open_package(content, PKI.checking().limits)
    return {name: package.read(name) for name in package.names if name.startswith("word/")}


def test_broken_zip_bytes_never_raise() -> None:
    for place in range(0, len(SIGNED), 37):
        changed = SIGNED[:place] + bytes([SIGNED[place] ^ 0xFF]) + SIGNED[place + 1 :]
        for signature in ooxml_signatures(changed, PKI.checking()):
            # A byte of the zip's own table (a date, say) means nothing to what was signed.
            assert signature.status is not SignatureStatus.TRUSTED or texts(changed) == texts(SIGNED)


def test_broken_certificates_never_raise() -> None:
    text = signature_text()
    found = re.search(r"<X509Certificate>(.*?)</X509Certificate>", text, re.DOTALL)
    assert found
    for place in range(found.start(1), found.end(1), 17):
        letter = "B" if text[place] == "A" else "A"
        changed = text[:place] + letter + text[place + 1 :]
        assert only(repacked(SIGNED, {SIG1: changed})).status is not SignatureStatus.TRUSTED


WIDE = " ".join(f'xmlns:n{row}="urn:{row}"' for row in range(20_000))
DEEP = (
    "".join(f'<n{row} xmlns:p{row}="urn:{row}">' for row in range(200)),
    "".join(f"</n{199 - row}>" for row in range(200)),
)


@pytest.mark.parametrize(
    ("old", "new"),
    [('Id="idPackageSignature">', f'Id="idPackageSignature" {WIDE}>'), ("<Manifest>", f"{DEEP}<Manifest>")],
    ids=["wide", "deep"],
)
def test_name_spaces_that_would_take_hours_are_not_put_in_canonical_form(old: str, new: str) -> None:
    """Twenty thousand of them on one element took a minute and more."""
    started = time.monotonic()
    assert only(edited(SIGNED, SIG1, old, new)).status is SignatureStatus.UNREADABLE
    assert time.monotonic() - started < 5


def test_endless_relationships_are_not_read() -> None:
    rows = "".join(f'<Relationship Id="r{row}" Type="t" Target="z{row}"/>' for row in range(60_000))
    signature = only(edited(SIGNED, RELS, "</Relationships>", f"{rows}</Relationships>"))
    assert signature.status is SignatureStatus.UNREADABLE
