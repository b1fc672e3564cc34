"""Attacks on signed Office files: each succeeds where its one check is taken away, and is refused where it is not.

“Succeeds” means: a trusted signature of the leader over the whole file, with words in it that the leader never signed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import struct
import zipfile
from datetime import timedelta

import pytest
from asn1crypto.keys import PublicKeyInfo
from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from lxml import etree

from casework.document import Signature, SignatureStatus
from intake.readers.docx.reader import read
from intake.readers.limits import Limits
from intake.signatures import (
    ooxml,
    ooxml_coverage,
    ooxml_dsig,
    ooxml_references,
    timestamps,
)
from intake.signatures.material import Checking
from intake.signatures.ooxml_algorithms import SignatureMethod
from intake.signatures.ooxml_dsig import Signed, Value
from intake.signatures.ooxml_parts import Parts, Relationship
from intake.signatures.ooxml_xml import parse
from tests.builders import ooxml_signed
from tests.builders.docx import build_docx
from tests.builders.ooxml_signed import SIG1, Signing, edited, parts_of, repacked, sign_office
from tests.builders.pki import AT, Identity, Pki

PKI = Pki()
LEADER = PKI.person("Nguyễn Văn A", email="vana@moha.gov.vn", key="leader")
TRUE, FALSE = "Kế hoạch công tác năm 2026", "Tin bịa đặt"
DOCX = build_docx([TRUE])
SIGNED = sign_office(DOCX, LEADER)
RELS = "word/_rels/document.xml.rels"
HEADER = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/header"
DSIG = "{http://www.w3.org/2000/09/xmldsig#}"


def judged(content: bytes, checking: Checking | None = None) -> Signature:
    (signature,) = ooxml.ooxml_signatures(content, checking or PKI.checking())
    return signature


def succeeds(content: bytes, checking: Checking | None = None) -> bool:
    signature = judged(content, checking)
    named = (signature.signer, signature.covers) == ("Nguyễn Văn A", "whole")
    return named and signature.status is SignatureStatus.TRUSTED


def shown(content: bytes) -> str:
    raw = read(content, Limits())
    return " ".join("".join(piece.text for piece in line.pieces) for line in raw.lines)


# --- the text itself --------------------------------------------------------------------------------------------------


REWRITTEN = edited(SIGNED, "word/document.xml", TRUE, FALSE)


def test_text_rewritten_after_signing_would_succeed_without_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    assert FALSE in shown(REWRITTEN)
    monkeypatch.setattr(ooxml_references.hmac, "compare_digest", lambda a, b: True)
    assert succeeds(REWRITTEN)


def test_text_rewritten_after_signing_is_refused() -> None:
    assert judged(REWRITTEN).status is SignatureStatus.ALTERED


# --- an unsigned part added -------------------------------------------------------------------------------------------


def with_header() -> bytes:
    """A header that nobody signed: Word prints it above every page."""
    relation = f'<Relationship Id="rIdNew" Type="{HEADER}" Target="header9.xml"/></Relationships>'
    added = edited(SIGNED, RELS, "</Relationships>", relation)
    inside = bytes(parts_of(build_docx([""], header=[FALSE]))["word/header1.xml"])  # type: ignore[arg-type]
    return repacked(added, {"word/header9.xml": inside})


def test_unsigned_part_added_would_succeed_without_coverage(monkeypatch: pytest.MonkeyPatch) -> None:
    assert FALSE in shown(with_header())
    monkeypatch.setattr(ooxml, "uncovered", lambda parts, covered: ())
    assert succeeds(with_header())


def test_unsigned_part_added_is_refused() -> None:
    signature = judged(with_header())
    assert (signature.status, signature.covers) == (SignatureStatus.UNTRUSTED, "part")


# --- a true signature over a part only --------------------------------------------------------------------------------


def over_the_styles_alone() -> bytes:
    signed = sign_office(DOCX, LEADER, Signing(leave_out=lambda name: name != "word/styles.xml"))
    return edited(signed, "word/document.xml", TRUE, FALSE)


def test_signature_of_a_part_would_succeed_without_coverage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ooxml, "uncovered", lambda parts, covered: ())
    assert succeeds(over_the_styles_alone())


def test_signature_of_a_part_is_refused() -> None:
    signature = judged(over_the_styles_alone())
    assert (signature.status, signature.covers) == (SignatureStatus.UNTRUSTED, "part")


# --- a second main document under a free name -------------------------------------------------------------------------


def with_second_main() -> bytes:
    """The first relationship to a main document wins, and the place of the properties is free."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    inside = bytes(parts_of(build_docx([FALSE]))["word/document.xml"])  # type: ignore[arg-type]
    relation = (
        f'<Relationship Id="rId0" Type="{kind}/officeDocument" Target="docProps/app.xml"/><Relationship Id="rId1"'
    )
    added = edited(SIGNED, "_rels/.rels", '<Relationship Id="rId1"', relation)
    return repacked(added, {"docProps/app.xml": inside})


def test_second_main_document_would_succeed_without_types_of_relationships(monkeypatch: pytest.MonkeyPatch) -> None:
    assert FALSE in shown(with_second_main())

    def by_place_alone(parts: Parts, source: str, relation: Relationship) -> bool:
        return relation.target.startswith(("docprops/", "_xmlsignatures/"))

    monkeypatch.setattr(ooxml_coverage, "_is_free", by_place_alone)
    assert succeeds(with_second_main())


def test_second_main_document_is_refused() -> None:
    signature = judged(with_second_main())
    assert (signature.status, signature.covers) == (SignatureStatus.UNTRUSTED, "part")


# --- signature wrapping -----------------------------------------------------------------------------------------------


def wrapped() -> bytes:
    """The signed object stays, so its digest is right; before it stands another one with the digests of false text."""
    other = parts_of(sign_office(edited(DOCX, "word/document.xml", TRUE, FALSE), LEADER, Signing(xades=False)))
    root = etree.fromstring(bytes(other[SIG1]))  # type: ignore[arg-type]
    false = root.find(f"{DSIG}Object")
    assert false is not None
    del false.attrib["Id"]  # the signed one keeps it, because its digest covers it
    false.remove(false[1])  # the time, which bears an Id too
    text = etree.tostring(false, encoding="unicode", with_tail=False)
    content = edited(SIGNED, SIG1, "</KeyInfo>", f"</KeyInfo>{text}")
    return edited(content, "word/document.xml", TRUE, FALSE)


def test_wrapping_would_succeed_without_reading_what_was_verified(monkeypatch: pytest.MonkeyPatch) -> None:
    def first_object(root: etree._Element, content: bytes) -> etree._Element:
        """What many a verifier does: check the object that the reference names, read the one that stands first."""
        verified = parse(content, "chữ ký")
        first = root.find(f"{DSIG}Object")
        return verified if first is None or verified.find(f"{DSIG}Manifest") is None else first

    monkeypatch.setattr(ooxml_dsig, "as_verified", first_object)
    assert succeeds(wrapped())


def test_wrapping_is_refused() -> None:
    assert judged(wrapped()).status is SignatureStatus.ALTERED


# --- an attacker's key beside the leader's certificate ----------------------------------------------------------------


def with_bare_key() -> bytes:
    """Signed by the attacker; KeyInfo holds his bare key and the leader's certificate, which is public."""
    thief = PKI.stranger("Kẻ gian")
    numbers = thief.key.public_key().public_numbers()
    modulus = base64.b64encode(numbers.n.to_bytes(256, "big")).decode()
    key = f"<KeyValue><RSAKeyValue><Modulus>{modulus}</Modulus><Exponent>AQAB</Exponent></RSAKeyValue></KeyValue>"
    signing = Signing(certificates=[LEADER.cert], bound=LEADER.cert, key_info=key)
    return sign_office(edited(DOCX, "word/document.xml", TRUE, FALSE), thief, signing)


def test_bare_key_would_succeed_without_key_of_certificate(monkeypatch: pytest.MonkeyPatch) -> None:
    thief = PublicKeyInfo.load(
        PKI.stranger("Kẻ gian").key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    )

    def by_bare_key(
        root: etree._Element,
        certificates: tuple[Certificate, ...],
        how: SignatureMethod,
        value: bytes,
        content: bytes,
    ) -> tuple[Certificate, ...]:
        assert root.find(f".//{DSIG}RSAKeyValue") is not None
        return certificates if ooxml_dsig.verifies(thief, how, value, content) else ()

    monkeypatch.setattr(ooxml_dsig, "signing_certificates", by_bare_key)
    assert succeeds(with_bare_key())


def test_bare_key_is_refused() -> None:
    signature = judged(with_bare_key())
    assert (signature.status, signature.signer) == (SignatureStatus.INVALID, "")


# --- the public key as the secret of an HMAC --------------------------------------------------------------------------


HMAC = "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"


def with_hmac(monkeypatch: pytest.MonkeyPatch) -> bytes:
    def sign(signer: Identity, content: bytes, signing: Signing) -> bytes:
        return hmac.new(public_of(signer), content, hashlib.sha256).digest()

    with monkeypatch.context() as patch:
        patch.setattr(ooxml_signed, "_sign", sign)
        return sign_office(edited(DOCX, "word/document.xml", TRUE, FALSE), LEADER, Signing(method=HMAC))


def public_of(signer: Identity) -> bytes:
    return signer.cert.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def test_hmac_would_succeed_without_list_of_algorithms(monkeypatch: pytest.MonkeyPatch) -> None:
    content = with_hmac(monkeypatch)
    monkeypatch.setattr(ooxml_dsig, "signature_method", lambda algorithm: SignatureMethod("hmac", "sha256"))

    def any_key(key: PublicKeyInfo, method: SignatureMethod, value: bytes, content: bytes) -> bool:
        return hmac.compare_digest(hmac.new(key.dump(), content, method.hash).digest(), value)

    monkeypatch.setattr(ooxml_dsig, "verifies", any_key)
    assert succeeds(content)


def test_hmac_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert judged(with_hmac(monkeypatch)).status is SignatureStatus.INVALID


# --- another certificate of the same key ------------------------------------------------------------------------------


def with_swapped_certificate() -> bytes:
    """One key, two certificates: what was signed under the one name is shown under the other."""
    former = PKI.person("Trần Thị B", key="leader")
    return sign_office(edited(DOCX, "word/document.xml", TRUE, FALSE), former, Signing(certificates=[LEADER.cert]))


def test_swapped_certificate_would_succeed_without_bound_certificate(monkeypatch: pytest.MonkeyPatch) -> None:
    def first(signed: Signed, value: Value) -> Certificate:
        return value.leaves[0]

    monkeypatch.setattr(ooxml, "signer_of", first)
    assert succeeds(with_swapped_certificate())


def test_swapped_certificate_is_refused() -> None:
    assert judged(with_swapped_certificate()).status is SignatureStatus.INVALID


# --- a stolen key and an old timestamp --------------------------------------------------------------------------------


STOLEN = Pki(label="stolen")
VICTIM = STOLEN.person("Nguyễn Văn A", key="victim")
STOLEN.revoke(VICTIM, AT - timedelta(days=3))


def with_old_timestamp() -> bytes:
    """Signed after the theft was reported; the timestamp is of an honest signature made before."""
    old = STOLEN.timestamp(b"the value of an old signature", AT - timedelta(days=30))
    return sign_office(edited(DOCX, "word/document.xml", TRUE, FALSE), VICTIM, Signing(stamp=lambda over: old))


def test_old_timestamp_would_succeed_without_imprint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timestamps, "_is_of", lambda told, stamped: True)
    assert succeeds(with_old_timestamp(), STOLEN.checking())


def test_old_timestamp_is_refused() -> None:
    signature = judged(with_old_timestamp(), STOLEN.checking())
    assert (signature.status, signature.timestamped) == (SignatureStatus.INVALID, False)


# --- two parts of one name --------------------------------------------------------------------------------------------


def with_two_bodies() -> bytes:
    """Programs that look from the front find the signed text, those that look from the back the other."""
    false = bytes(parts_of(build_docx([FALSE]))["word/document.xml"])  # type: ignore[arg-type]
    buffer = io.BytesIO(SIGNED)
    with zipfile.ZipFile(buffer, "a") as package:
        package.writestr("word/document.xml", false)
    return buffer.getvalue()


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_bodies_would_succeed_without_unique_names(monkeypatch: pytest.MonkeyPatch) -> None:
    from intake.readers.ooxml import package

    def first_of_each(entries: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
        return {info.filename.casefold(): info for info in reversed(entries)}

    content = with_two_bodies()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert FALSE in archive.read("word/document.xml").decode()
    monkeypatch.setattr(package, "_by_name", first_of_each)
    assert succeeds(content)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_bodies_is_refused() -> None:
    assert judged(with_two_bodies()).status is SignatureStatus.UNREADABLE


# --- a content type changed -------------------------------------------------------------------------------------------


def with_other_type() -> bytes:
    """The same bytes under another type: a text becomes a template, a macro, a script."""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return edited(SIGNED, "[Content_Types].xml", kind, "application/vnd.ms-word.document.macroEnabled.main+xml")


def test_other_content_type_would_succeed_without_signed_types(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ooxml_references, "same_type", lambda now, signed: True)
    assert succeeds(with_other_type())


def test_other_content_type_is_refused() -> None:
    assert judged(with_other_type()).status is SignatureStatus.ALTERED


# --- a picture that lies elsewhere ------------------------------------------------------------------------------------


LINKED = sign_office(build_docx([TRUE], relations=[("rIdFar", "image", "https://example.org/x.png")]), LEADER)


def test_picture_from_outside_would_succeed_without_outward_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever holds the server changes the picture tomorrow; the link alone is signed."""
    monkeypatch.setattr(ooxml_coverage, "_OUTWARD", ("hyperlink", "attachedTemplate", "image"))
    assert succeeds(LINKED)


def test_picture_from_outside_is_refused() -> None:
    assert judged(LINKED).covers == "part"


# --- SHA-1 ------------------------------------------------------------------------------------------------------------


WEAK = sign_office(DOCX, LEADER, Signing(digest="sha1"))


def test_collision_of_sha1_would_succeed_without_list_of_weak_digests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ooxml_dsig, "WEAK", frozenset())
    monkeypatch.setattr(ooxml_references, "WEAK", frozenset())
    assert succeeds(WEAK)


def test_collision_of_sha1_is_refused() -> None:
    assert judged(WEAK).status is SignatureStatus.UNTRUSTED


# --- two documents in one file ----------------------------------------------------------------------------------------


def _table(package: bytes) -> tuple[int, int]:
    """Where the zip's table lies as its last record states it, and how long it is."""
    size, start = struct.unpack_from("<2I", package, len(package) - 10)
    return start, size


def two_in_one(signed: bytes) -> bytes:
    """``signed`` behind another document, whose table stands at the very place that the end of the file states. Who
    reckons from the end of the file reads the signed one, who believes the stated place (Word does) the other."""
    start, size = _table(signed)
    parts = {**parts_of(signed), "word/document.xml": parts_of(FORGED)["word/document.xml"], SIG1: b""}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    other = buffer.getvalue()
    other_start, other_size = _table(other)
    assert other_start <= start and other_size == size
    return other[:other_start] + b"\0" * (start - other_start) + other[other_start : other_start + size] + signed


def as_stated(package: bytes) -> bytes:
    """The file as a program sees it that goes to the stated place: what is behind the table there is another's."""
    start, size = _table(package)
    return package[: start + size] + package[-22:]


FORGED = build_docx([FALSE])
TWO_IN_ONE = two_in_one(SIGNED)


def test_two_documents_in_one_file_would_succeed_without_one_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    assert FALSE in shown(as_stated(TWO_IN_ONE)) and TRUE in shown(TWO_IN_ONE)
    monkeypatch.setattr(ooxml, "demand_one_reading", lambda content: None)
    assert succeeds(TWO_IN_ONE)


@pytest.mark.parametrize(
    "content",
    [TWO_IN_ONE, DOCX + SIGNED, SIGNED + b"\0", SIGNED[:-2] + struct.pack("<H", len(DOCX)) + DOCX],
    ids=["two tables", "in front", "behind", "in the comment"],
)
def test_two_documents_in_one_file_are_refused(content: bytes) -> None:
    found = judged(content)
    assert found.status is SignatureStatus.UNREADABLE and "đọc được theo nhiều cách" in found.reason


def test_a_part_whose_own_header_differs_is_refused() -> None:
    """The table says one length, the header before the part another."""
    at = SIGNED.index(b"PK\x03\x04", 4)
    sizes = struct.pack("<2I", *(n + 1 for n in struct.unpack_from("<2I", SIGNED, at + 18)))
    assert judged(SIGNED[: at + 18] + sizes + SIGNED[at + 26 :]).status is SignatureStatus.UNREADABLE


def test_a_part_that_stands_in_no_table_is_refused() -> None:
    """Whoever unpacks from the front finds it."""
    buffer = io.BytesIO(SIGNED)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/extra.xml", b"<x/>")
    longer = buffer.getvalue()
    start, size = _table(longer)
    line = longer.rindex(b"PK\x01\x02", start, start + size)
    count = struct.unpack_from("<H", longer, len(longer) - 12)[0] - 1
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, line - start, start, 0)
    assert judged(longer[:line] + end).status is SignatureStatus.UNREADABLE
