from __future__ import annotations

import hashlib

import pytest

from intake.convert.convert import convert_file
from intake.convert.mail import name_of_copy
from intake.readers.limits import Limits
from intake.sandbox import Sandbox
from intake.terms import Terms
from tests.builders.corpus import corpus_file
from tests.builders.docx import build_docx, pack, paragraph
from tests.builders.legacy import encode
from tests.builders.mail import File, build_mail
from tests.builders.pdf import Text, build_pdf
from tests.intake.convert.prose import PROSE

LIMITS = Limits()
LEGACY = [paragraph(encode(line, "tcvn3"), font=".VnTime") for line in PROSE]


def test_what_is_told_of_a_copy() -> None:
    capitals = paragraph(encode("quyết định", "tcvn3"), font=".VnTimeH")
    made = convert_file(build_docx([*LEGACY, capitals]), "bai.docx", LIMITS)
    assert made.kind == "docx" and not made.refusal and not made.resaved
    ((encoding, letters),) = ((count.encoding, count.letters) for count in made.letters)
    assert encoding == "tcvn3"
    assert letters == sum(not letter.isascii() for line in (*PROSE, "quyết định") for letter in line)
    assert made.capitals == 3  # ế, đ, ị
    assert made.unsure == ()


def test_nothing_legacy_is_neither_a_copy_nor_a_refusal() -> None:
    made = convert_file(build_docx(PROSE), "bai.docx", LIMITS)
    assert (made.content, made.refusal) == (b"", "")


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (build_docx(LEGACY, text_boxes=["MẬT"]), "bai.docx", "độ mật"),
        (build_docx(LEGACY, text_boxes=[encode("TỐI MẬT", "vni")]), "bai.docx", "độ mật"),
        (build_docx(LEGACY, header=["LƯU HÀNH NỘI BỘ"]), "bai.docx", "phạm vi lưu hành"),
        (build_docx(LEGACY, extra={"_xmlsignatures/sig1.xml": "<a/>"}), "bai.docx", "chữ ký số"),
        (build_docx(LEGACY, extra={"word/vbaProject.bin": b"x"}), "bai.docm", "macro"),
        (build_pdf([[Text(60, 700, encode(PROSE[0], "tcvn3"), ".VnTime")]]), "bai.pdf", "tệp gốc"),
        (b"", "bai.docx", "rỗng"),
        (b"\x00\x01\x02" * 99, "bai.xyz", "không chuyển được"),
        (build_docx(LEGACY)[:-300], "bai.docx", ""),
    ],
)
def test_what_is_refused_and_why(content: bytes, name: str, said: str) -> None:
    made = convert_file(content, name, LIMITS)
    assert made.content == b""
    assert made.refusal and said in made.refusal


@pytest.mark.parametrize("name", ["hello-world-signed.docx", "hello-world-signed.xlsx", "hello-world-signed.pptx"])
def test_a_really_signed_file_is_refused(name: str) -> None:
    content = corpus_file(f"signed-office/{name}").read_bytes()
    assert "chữ ký số" in convert_file(content, name, LIMITS).refusal


def test_an_old_file_waits_for_libreoffice() -> None:
    path = corpus_file("viparse-corpus/corpus/public-domain/tcvn3/2004-B6.doc")
    made = convert_file(path.read_bytes(), path.name, LIMITS)
    assert made.kind == "docx" and "LibreOffice" in made.refusal
    again = convert_file(path.read_bytes(), path.name, LIMITS, build_docx(LEGACY))
    assert again.content and again.resaved


@pytest.mark.parametrize(
    ("name", "kind", "copy"),
    [
        ("Bai viet.docx", "docx", "Bai viet (Unicode).docx"),
        ("B.1.doc", "docx", "B.1 (Unicode).docx"),
        ("khong duoi", "rtf", "khong duoi (Unicode).rtf"),
        ("Công văn số 5. Về việc nghỉ", "docx", "Công văn số 5. Về việc nghỉ (Unicode).docx"),
        (".doc", "docx", ".doc (Unicode).docx"),
    ],
)
def test_names_of_copies(name: str, kind: str, copy: str) -> None:
    assert name_of_copy(name, kind) == copy


def test_in_the_sandbox_only_what_was_asked_for_and_nothing_beside_a_mark() -> None:
    one, other = build_docx(LEGACY), build_docx(LEGACY[:3])
    asked = (hashlib.sha256(one).hexdigest(),)
    secret = build_docx(["Nội dung"], text_boxes=["TUYỆT MẬT"])
    with Sandbox(workers=1, seconds=60) as sandbox:

        def copies(*files: File) -> tuple[object, ...]:
            mail = build_mail("a@moha.gov.vn", "b@moha.gov.vn", "Gửi", "Gửi bài.", files=files)
            return sandbox.convert_mail(mail, Terms(), asked)

        (copy,) = copies(File("khac.docx", other), File("a.zip", pack({"x/bai.docx": one})))
        assert (copy.original, copy.name) == (asked[0], "bai (Unicode).docx")  # type: ignore[attr-defined]
        assert copy.converted.content == convert_file(one, "bai.docx", LIMITS).content  # type: ignore[attr-defined]
        (cut,) = copies(File("bai.docx", one), File("mat.docx", secret))
        assert cut.converted.content == b"" and cut.converted.refusal  # type: ignore[attr-defined]
        (plain,) = sandbox.convert_file(one, "bai.docx", Terms())
        assert plain.converted.content == copy.converted.content  # type: ignore[attr-defined]
