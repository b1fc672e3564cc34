"""One file from bytes to facts: kind, name, flaws, marks."""

from __future__ import annotations

import io
import random

import pytest
from PIL import Image

from casework.document import Document, Flaw, FlawKind, MarkKind
from intake.readers.limits import Limits
from intake.readers.reading import read_file
from tests.builders.docx import build_docx
from tests.builders.legacy import encode
from tests.builders.pdf import Text, build_pdf
from tests.builders.zips import Item, zip_of


def _read(content: bytes, name: str, limits: Limits | None = None) -> Document:
    return read_file(content, path=f"thư › {name}", name=name, declared_type="", limits=limits or Limits())


def _kinds(flaws: tuple[Flaw, ...]) -> list[FlawKind]:
    return [flaw.kind for flaw in flaws]


def _jpg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "green").save(out, "JPEG")
    return out.getvalue()


def test_a_docx_with_one_foreign_run() -> None:
    document = _read(build_docx(["Ủy ban nhân dân tỉnh", encode("Cộng hòa xã hội chủ nghĩa", "tcvn3")]), "bai.docx")
    assert document.kind == "docx"
    assert {count.encoding for count in document.encodings} == {"unicode", "tcvn3"}
    assert "Cộng hòa xã hội chủ nghĩa" in document.text
    assert document.flaws == ()
    assert len(document.sha256) == 64
    assert document.size > 0


def test_a_secrecy_mark_in_a_pdf_typed_in_legacy_capitals() -> None:
    content = build_pdf([[Text(72, 790, "tèi mËt", ".VnTimeH"), Text(72, 700, "B¸o c¸o t×nh h×nh", ".VnTime")]])
    document = _read(content, "bai.pdf")
    assert [(mark.kind, mark.text) for mark in document.marks] == [(MarkKind.SECRET, "TỐI MẬT")]


@pytest.mark.parametrize("name", ["anh.jpg", "anh.JPEG", "anh.img", "anh", "anh.xyz"])
def test_names_that_agree(name: str) -> None:
    assert _read(_jpg(), name).flaws == ()


@pytest.mark.parametrize("name", ["anh.png", "anh.pdf", "bai.docx"])
def test_a_name_that_promises_another_kind(name: str) -> None:
    document = _read(_jpg(), name)
    assert _kinds(document.flaws) == [FlawKind.NAME_DISAGREES]
    assert document.kind == "jpg"
    assert document.pictures[0].width == 60


def test_a_word_file_named_pdf_is_read_and_named() -> None:
    document = _read(build_docx(["Nội dung bài viết"]), "bai.pdf")
    assert document.kind == "docx"
    assert _kinds(document.flaws) == [FlawKind.NAME_DISAGREES]
    assert "Nội dung bài viết" in document.text


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.doc", "ole"),
        (b"ITSF\x03" + bytes(60), "a.chm", "chm"),
        (b"\x01\x02\x03\x04" * 50, "a.bin", "unknown"),
    ],
)
def test_what_cannot_be_read_yet_is_said(content: bytes, name: str, kind: str) -> None:
    document = _read(content, name)
    assert document.kind == kind
    assert FlawKind.NOT_READ_YET in _kinds(document.flaws)
    assert document.runs is None


def test_a_container_is_no_item_and_nothing_is_wrong_with_it_by_itself() -> None:
    document = _read(zip_of([Item("bai.txt", b"x")]), "ho_so.zip")
    assert (document.kind, document.flaws, document.runs, document.item) == ("zip", (), None, None)


@pytest.mark.parametrize(
    ("name", "declared", "says"),
    [
        ("anh.png", "image/png", "tên tệp ghi .png nhưng nội dung là tệp .jpg"),
        ("anh.png", "image/jpeg", "tên tệp ghi .png nhưng nội dung là tệp .jpg"),
        ("anh.jpg", "application/pdf", ""),  # name and content agree: the mail program's own table is wrong
        ("anh", "application/pdf", "thư ghi là application/pdf nhưng nội dung là tệp .jpg"),
        ("anh", "image/png", ""),
        ("anh", "application/octet-stream", ""),
        ("anh", "text/x-script.phps", ""),
        ("anh.dat", "application/msword", "thư ghi là application/msword nhưng nội dung là tệp .jpg"),
    ],
)
def test_the_content_against_its_name_and_its_declared_type(name: str, declared: str, says: str) -> None:
    document = read_file(_jpg(), path=f"thư › {name}", name=name, declared_type=declared, limits=Limits())
    assert [flaw.detail for flaw in document.flaws] == ([says] if says else [])


def test_an_archive_behind_a_picture_is_told() -> None:
    document = _read(_jpg() + zip_of([Item("an.txt", b"bi mat")]), "anh.jpg")
    assert [(f.kind, f.detail) for f in document.flaws if f.kind is FlawKind.NOT_READ_YET] == [
        (FlawKind.NOT_READ_YET, "sau phần cuối của tệp còn một tệp nén đi kèm, chưa được mở")
    ]


def test_an_empty_file_is_unreadable() -> None:
    document = _read(b"", "bai.docx")
    assert _kinds(document.flaws) == [FlawKind.UNREADABLE]
    assert document.size == 0


def test_a_file_beyond_the_limit_is_not_opened() -> None:
    assert _kinds(_read(_jpg(), "anh.jpg", Limits(bytes=10)).flaws) == [FlawKind.LIMIT]


def test_hostile_bytes_never_raise() -> None:
    noise = random.Random(5)
    whole = [build_docx(["Nội dung"]), build_pdf([[Text(72, 700, "Nội dung")]]), _jpg(), "Nội dung".encode()]
    for content in whole:
        for _ in range(15):
            broken = bytearray(content)
            for _ in range(noise.randint(1, 30)):
                broken[noise.randrange(len(broken))] = noise.randrange(256)
            assert _read(bytes(broken[: noise.randint(1, len(broken))]), "bai.docx").path == "thư › bai.docx"
