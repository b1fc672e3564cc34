"""What a hostile or damaged package does: a flaw that names the reason, and never an exception."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from casework.document import FlawKind
from casework.noun import replace
from intake.readers.assemble import RawDocument
from intake.readers.docx.reader import read
from intake.readers.limits import Limits
from tests.builders.docx import Raw, build_docx, pack

LIMITS = Limits()
DOCUMENT = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'


def kinds(raw: RawDocument) -> list[FlawKind]:
    return [flaw.kind for flaw in raw.flaws]


def refused(content: bytes, limits: Limits = LIMITS) -> tuple[FlawKind, str]:
    """The one flaw of a file that was not read at all."""
    raw = read(content, limits)
    assert raw.lines is None
    (flaw,) = raw.flaws
    return flaw.kind, flaw.detail


def test_not_a_zip_and_half_a_zip() -> None:
    whole = build_docx(["chữ"])
    for content in (b"", b"PK", b"not a zip at all", whole[: len(whole) // 2], whole[:-1]):
        assert refused(content)[0] is FlawKind.UNREADABLE


def test_every_cut_and_every_flipped_byte_ends_in_a_document_or_a_flaw() -> None:
    whole = bytearray(build_docx(["chữ"], header=["đầu"]))
    for at in range(0, len(whole), 7):
        read(bytes(whole[:at]), LIMITS)
        flipped = bytearray(whole)
        flipped[at] ^= 0xFF
        raw = read(bytes(flipped), LIMITS)
        assert raw.lines is not None or raw.flaws


def test_a_password_is_named() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    assert refused(ole)[0] is FlawKind.ENCRYPTED
    content = bytearray(build_docx(["chữ"]))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as package:
        first = package.infolist()[0]
    central = content.index(b"PK\x01\x02")
    struct.pack_into("<H", content, central + 8, first.flag_bits | 1)
    assert refused(bytes(content))[0] is FlawKind.ENCRYPTED


def test_two_parts_of_one_name_in_any_case() -> None:
    twice = build_docx(["thật"], extra={"WORD/Document.xml": DOCUMENT.format("")})
    kind, detail = refused(twice)
    assert kind is FlawKind.UNREADABLE
    assert "cùng tên" in detail


def test_entries_that_overlap() -> None:
    content = bytearray(build_docx(["chữ"]))
    # The second directory entry is made to point at the first one's bytes.
    first = content.index(b"PK\x01\x02")
    second = content.index(b"PK\x01\x02", first + 4)
    content[second + 42 : second + 46] = content[first + 42 : first + 46]
    assert refused(bytes(content))[0] is FlawKind.UNREADABLE


@pytest.mark.parametrize(
    ("limits", "named"),
    [
        (replace(LIMITS, zip_entries=3), "zip_entries"),
        (replace(LIMITS, zip_bytes=200), "zip_bytes"),
        (replace(LIMITS, zip_ratio=5), "zip_ratio"),
    ],
)
def test_bounds_are_named(limits: Limits, named: str) -> None:
    content = build_docx(["chữ"], extra={"word/media/zeros.bin": bytes(2_000_000)})
    kind, detail = refused(content, limits)
    assert kind is FlawKind.LIMIT
    assert named in detail


def test_doctype_is_refused_and_entities_never_expand() -> None:
    bomb = '<!DOCTYPE w [<!ENTITY a "mmmm">]>' + DOCUMENT.format("<w:p><w:r><w:t>&a;</w:t></w:r></w:p>")
    kind, detail = refused(build_docx([], extra={"word/document.xml": bomb}))
    assert kind is FlawKind.UNREADABLE
    assert "DOCTYPE" in detail


def test_nesting_too_deep_is_a_limit() -> None:
    deep = DOCUMENT.format("<w:sdt><w:sdtContent>" * 400 + "</w:sdtContent></w:sdt>" * 400)
    kind, detail = refused(build_docx([], extra={"word/document.xml": deep}))
    assert kind is FlawKind.LIMIT
    assert "xml_depth" in detail


def test_no_main_part() -> None:
    assert refused(pack({"[Content_Types].xml": "<Types/>", "a.txt": "x"}))[0] is FlawKind.UNREADABLE


def test_a_foreign_chunk_is_a_flaw_and_the_rest_is_read() -> None:
    raw = read(build_docx(["còn lại", Raw('<w:altChunk r:id="x"/>')]), LIMITS)
    assert kinds(raw) == [FlawKind.UNREADABLE]
    assert raw.lines is not None
    assert raw.lines[0].pieces[0].text == "còn lại"


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("attachedTemplate", "http://203.0.113.9/t.dotm"),
        ("attachedTemplate", "\\\\203.0.113.9\\share\\t.dotm"),
        ("attachedTemplate", "file://203.0.113.9/share/t.dotm"),
        ("oleObject", "https://example.org/x.bin"),
        ("frame", "https://example.org/x.htm"),
    ],
)
def test_what_word_would_fetch_is_active(kind: str, target: str) -> None:
    assert kinds(read(build_docx(["x"], relations=[("rIdX", kind, target)]), LIMITS)) == [FlawKind.ACTIVE]


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("hyperlink", "https://moha.gov.vn"),
        ("attachedTemplate", "file:///C:\\Users\\hoa\\Templates\\Normal.dotm"),
        ("image", "https://example.org/logo.png"),
    ],
)
def test_links_and_a_template_on_the_senders_disk_are_not(kind: str, target: str) -> None:
    content = build_docx(["x"], relations=[("rIdX", kind, target)])
    assert read(content, LIMITS).flaws == ()


def test_macros_are_a_finding_and_controls_and_dde_are_active() -> None:
    assert kinds(read(build_docx(["x"], extra={"word/vbaProject.bin": b"x"}), LIMITS)) == [FlawKind.MACRO]
    assert kinds(read(build_docx(["x"], extra={"word/activeX/activeX1.xml": "<x/>"}), LIMITS)) == [FlawKind.ACTIVE]
    dde = Raw("<w:p><w:r><w:instrText> DDEAUTO c:\\\\x.exe </w:instrText></w:r></w:p>")
    assert kinds(read(build_docx([dde]), LIMITS)) == [FlawKind.ACTIVE]


def test_an_honest_package_has_no_flaw() -> None:
    assert read(build_docx(["chữ"], header=["đầu"], footnotes=["chú"]), LIMITS).flaws == ()


def test_an_entry_without_a_name_is_passed_over() -> None:
    assert read(build_docx(["x"], extra={"": b"y"}), LIMITS).lines is not None
