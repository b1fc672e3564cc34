"""Rich text, OpenDocument, web pages and Office XML opened by the real locked worker, which may touch nothing else."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from PIL import Image

from intake.sandbox import Sandbox
from intake.terms import Terms
from tests.builders.docx import build_docx
from tests.builders.odf import build_flat, build_ods, build_odt
from tests.builders.office_xml import para as word_para
from tests.builders.office_xml import word, workbook
from tests.builders.rtf import build_rtf, para, picture, run
from tests.builders.web import build_mht, word_page


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(workers=1, seconds=20.0) as pool:
        yield pool


def png() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (900, 1273), "white").save(buffer, "PNG")  # the sides of a sheet: it is decoded
    return buffer.getvalue()


CELL = "<table:table-row><table:table-cell><text:p>Kính gửi</text:p></table:table-cell></table:table-row>"
FILES = {
    "rtf": (
        build_rtf([para("Kính gửi", picture(png()))], charsets={"Times New Roman": 163}, page=1258),
        build_rtf([para(run("Kính gửi", codec="ascii"))], charsets={"Times New Roman": 134}, page=936),
    ),
    "odt": (build_odt(["Kính gửi"]),),
    "ods": (build_ods({"DS": CELL}),),
    "fodt": (build_flat(["Kính gửi"]),),
    "html": tuple(
        word_page("<p>Kính gửi</p>", charset=charset, codec=codec)
        for charset, codec in (("utf-8", ""), ("gb2312", "ascii"), ("windows-1258", "ascii"), ("unicode", "utf-16"))
    ),
    "mht": (build_mht(word_page("<p>Kính gửi<img src=a.png></p>"), [("a.png", "image/png", png())]),),
    "word-xml": (word(word_para("Kính gửi")),),
    "excel-xml": (workbook('<Row><Cell><Data ss:Type="String">Kính gửi</Data></Cell></Row>'),),
    "docx": (build_docx(["Kính gửi"], extra={"word/vbaProject.bin": b"x"}),),
}


@pytest.mark.parametrize(("kind", "content"), [(kind, content) for kind, many in FILES.items() for content in many])
def test_a_locked_worker_reads_it(sandbox: Sandbox, kind: str, content: bytes) -> None:
    document = sandbox.open_file(content, "bai", Terms())
    assert document.kind == kind
    assert "Kính gửi" in document.text
    assert not [flaw for flaw in document.flaws if kind != "docx"]
