"""Kinds told by content."""

from __future__ import annotations

import io
import random
import time
import zipfile

import pytest

from intake.readers.kinds import declared_kinds, has_macros, promised_kinds, recognise, second_content
from tests.builders.archives import tar
from tests.builders.corpus import corpus_files
from tests.builders.msg import compound
from tests.builders.zips import Item, zip_of


def _package(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def _office(content_type: str) -> bytes:
    return _package({"[Content_Types].xml": f'<Types><Override ContentType="application/{content_type}"/></Types>'})


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "jpg"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"GIF89a", "gif"),
        (b"II*\0\x08\0\0\0", "tif"),
        (b"BM" + bytes(12) + b"\x28\0\0\0" + bytes(36), "bmp"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "webp"),
        (b"RIFF\x10\0\0\0WAVEfmt ", "wav"),
        (b"\r\n%PDF-1.4\n", "pdf"),
        (b"{\\rtf1\\ansi}", "rtf"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (b"Rar!\x1a\x07\x01\0", "rar"),
        (b"\x1f\x8b\x08", "gz"),
        (b"x" * 257 + b"ustar\0" + b"0" * 300, "tar"),
        (b"\x78\x9f\x3e\x22\x01", "tnef"),
        (b"ID3\x03", "mp3"),
        (b"\0\0\0\x18ftypisom", "mp4"),
        (b"\0\0\0\x18ftypqt  ", "mov"),
        (b"MZ\x90\0\x03", "exe"),
        (b"<!DOCTYPE html><html>", "html"),
        (b"\xef\xbb\xbf<html>", "html"),
        (b"<?xml version='1.0'?><a/>", "xml"),
        (b"From: a@b.vn\r\nTo: c@d.vn\r\nSubject: x\r\nMIME-Version: 1.0\r\n\r\nbody", "eml"),
        ("Kính gửi Cổng thông tin điện tử".encode(), "txt"),
        ("Kính gửi".encode("utf-16"), "txt"),
        ("Kinh gui cac don vi".encode("utf-16-le"), "txt"),
        ("C\xe9ng ho\xb5 x\xb7 h\xe9i ch\xf1 ngh\xdca".encode("latin-1"), "txt"),
        (b"\x01\x02\x03\x04\x05\x06", "unknown"),
        (b"   \r\n ", "unknown"),
        (b"", "unknown"),
    ],
)
def test_by_signature_or_sense(content: bytes, kind: str) -> None:
    assert recognise(content, "x") == kind


@pytest.mark.parametrize(
    ("content_type", "kind"),
    [
        ("vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", "docx"),
        ("vnd.ms-word.document.macroEnabled.main+xml", "docx"),
        ("vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", "xlsx"),
        ("vnd.openxmlformats-officedocument.presentationml.presentation.main+xml", "pptx"),
        ("x-something-else", "zip"),
    ],
)
def test_office_packages_by_content_type(content_type: str, kind: str) -> None:
    assert recognise(_office(content_type), "x.zip") == kind


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"ITSF\x03\0\0\0", "chm"),
        (b"L\0\0\0\x01\x14\x02\0\0\0\0\0", "lnk"),
        (bytes.fromhex("e4525c7b8cd8a74daeb15378d02996d3"), "one"),
        (b"\x21\x42-lh5-" + bytes(20), "lzh"),
        (b"\x60\xea\x22\0" + bytes(60), "arj"),
        (bytes(7) + b"**ACE**" + bytes(40), "ace"),
        (b"MSCF\0\0\0\0", "cab"),
        (bytes(32769) + b"CD001" + bytes(9), "disk-image"),
        (bytes(32769) + b"BEA01" + bytes(9), "disk-image"),
        (b"vhdxfile" + bytes(40), "disk-image"),
        (b"\xdb\xa5\x2d\0" + bytes(40), "doc"),
        (b"\x09\x08\x08\0\0\x05\x05\0", "xls"),
        (b"\x09\x02\x06\0\0\0\x10\0", "xls"),
        (b"\xffWPC" + bytes(12), "wpd"),
        (b"#!AMR\n\x3c", "amr"),
        (b"\xff\xf1\x50\x80", "aac"),
        (b"MThd\0\0\0\x06", "midi"),
        (b"\0\0\0\x18ftyp3gp5", "3gp"),
        (b"\x01\0\0\0" + bytes(36) + b" EMF", "emf"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "svg"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>', "word-xml"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "excel-xml"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n", "mht"),
        (b"From: <Saved by Blink>\r\nSubject: x\r\nDate: x\r\nMIME-Version: 1.0\r\n"
         b"Content-Type: multipart/related;\r\n type=\"text/html\"\r\n\r\n", "mht"),
        (b"From: a@b.vn\r\nTo: c@d.vn\r\nSubject: x\r\nContent-Type: multipart/related; boundary=x\r\n\r\n", "eml"),
    ],
)  # fmt: skip
def test_what_nobody_should_send_and_what_old_machines_saved(content: bytes, kind: str) -> None:
    assert recognise(content, "x") == kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.bat", "script"), ("a.JS", "script"), ("a.vbs ", "script"), ("a.url", "url"), ("a.csv", "csv"), ("a", "txt")],
)
def test_a_text_is_what_a_double_click_makes_of_it(name: str, kind: str) -> None:
    assert recognise(b"start calc.exe\r\n", name) == kind
    assert kind == "txt" or kind in promised_kinds(name)


@pytest.mark.parametrize(
    ("parts", "kind"),
    [
        ({"mimetype": "application/epub+zip"}, "epub"),
        ({"[Content_Types].xml": "application/vnd.ms-package.xps-fixeddocumentsequence+xml"}, "xps"),
        ({"META-INF/MANIFEST.MF": "", "A.class": ""}, "jar"),
        ({"AndroidManifest.xml": "", "META-INF/MANIFEST.MF": ""}, "apk"),
        ({"Index/Document.iwa": ""}, "pages"),
        ({"Bai/META-INF.txt": ""}, "zip"),
    ],
)
def test_formats_in_the_clothes_of_a_zip(parts: dict[str, str], kind: str) -> None:
    assert recognise(_package(parts), "x.zip") == kind


def test_an_installer_and_a_sheet_that_embeds_a_document() -> None:
    installer = bytearray(compound({"x": b"y"}))
    directory = 512 + 512 * int.from_bytes(installer[48:52], "little")
    installer[directory + 80 : directory + 96] = bytes.fromhex("84100c0000000000c000000000000046")
    assert recognise(bytes(installer), "x.msi") == "msi"
    assert recognise(compound({"Workbook": b"x", "MBD1": {"WordDocument": b"y"}}), "x.xls") == "xls"
    assert recognise(compound({"WordDocument": b"x", "ObjectPool": {"_1": {"Workbook": b"y"}}}), "x.doc") == "doc"
    assert recognise(compound({"MatOST": b"x", "CONTENTS": b"y"}), "x.wps") == "wps"
    assert recognise(compound({"Unknown": b"x"}), "x.doc") == "ole"


def test_an_archive_with_a_stored_pdf_at_its_front_is_an_archive() -> None:
    pdf = b"%PDF-1.4\n" + bytes(40)
    assert recognise(zip_of([Item("a.pdf", pdf, method=0)]), "a.zip") == "zip"
    assert recognise(tar({"a.pdf": pdf}), "a.tar") == "tar"


def test_a_picture_or_pdf_that_is_an_archive_as_well() -> None:
    archive = zip_of([Item("an.txt", b"bi mat")])
    for front, kind in ((b"%PDF-1.4\n%%EOF\n", "pdf"), (b"GIF89a" + bytes(30), "gif"), (b"\xff\xd8\xff\xd9", "jpg")):
        assert recognise(front + archive, "x") == kind
        assert second_content(front + archive, kind)
        assert not second_content(front, kind)
        assert not second_content(front + b"PK\x05\x06" + bytes(18), kind)
    assert not second_content(archive, "docx")


def test_types_in_the_mail_promise_where_the_name_does_not() -> None:
    assert declared_kinds("application/pdf") == ("pdf",)
    assert "csv" in declared_kinds("text/plain") and "rtf" in declared_kinds("application/msword")
    assert "png" in declared_kinds("image/jpeg")  # a picture is a picture
    assert "docx" in declared_kinds("application/zip")
    for harmless in ("application/octet-stream", "", "application/x-whatever", "text/x-script"):
        assert declared_kinds(harmless) == ()


def test_open_document_and_plain_zip() -> None:
    assert recognise(_package({"mimetype": "application/vnd.oasis.opendocument.text"}), "x") == "odt"
    assert recognise(_package({"bai.docx": "x"}), "x") == "zip"


def test_a_cut_word_package_is_still_one() -> None:
    whole = _package({"[Content_Types].xml": "x" * 50, "_rels/.rels": "y", "word/document.xml": "z" * 500})
    assert recognise(whole[: len(whole) - 120], "x.docx") == "docx"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\0\x01\0\x08\0\x01\0\x01" + bytes(40), "img-gem"),
        (b"\xff\xd8\xff\xe0", "jpg"),
        (bytes(510) + b"\x55\xaa" + bytes(512), "disk-image"),
        (bytes(32769) + b"CD001" + bytes(100), "disk-image"),
        (bytes(1080) + b"\x53\xef" + bytes(100), "disk-image"),
    ],
)
def test_the_three_meanings_of_img(content: bytes, kind: str) -> None:
    assert recognise(content, "anh.img") == kind
    assert kind in promised_kinds("anh.img")


def test_promises() -> None:
    assert promised_kinds("Bai.JPEG") == ("jpg",)
    assert promised_kinds("bai.tiff ") == ("tif",)
    assert promised_kinds("khong-duoi") == promised_kinds("x.la") == ()


def test_macros_are_seen() -> None:
    assert has_macros(_package({"[Content_Types].xml": "", "word/vbaProject.bin": ""}), "docx")
    assert not has_macros(_package({"[Content_Types].xml": ""}), "docx")


def test_noise_never_raises() -> None:
    noise = random.Random(11)
    heads = (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"BM", b"RIFF", b"MZ")
    for head in heads:
        for size in (0, 1, 40, 600, 3000):
            assert recognise(head + noise.randbytes(size), "x.doc")


@pytest.mark.corpus
def test_every_real_file_is_what_its_name_says() -> None:
    for path in corpus_files("**/*.*"):
        if path.suffix.lower() in (".tsv", ".md"):
            continue
        content = path.read_bytes()
        kind = recognise(content, path.name)
        assert kind in promised_kinds(path.name), (path.name, kind)


def test_recognition_is_quick() -> None:
    content = "Kính gửi Cổng thông tin điện tử. ".encode() * 100
    started = time.perf_counter()
    for _ in range(100):
        recognise(content, "x.txt")
        recognise(b"%PDF-1.7\n" + bytes(10_000), "x.pdf")
    assert time.perf_counter() - started < 0.5  # a hundredth of this is usual; the bound forgives a busy machine
