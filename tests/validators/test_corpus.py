"""The rules over real documents, as the readers hand them over."""

from __future__ import annotations

import pytest

from casework.document import Document
from intake.readers.limits import Limits
from intake.readers.reading import read_file
from tests.builders.corpus import corpus_files
from tests.validators.cases import case, judge, portal, said

AT = portal("FNT101", "RCP101", "RCP102", "SEC101", "SEC102")

pytestmark = pytest.mark.corpus


def read(name: str) -> Document:
    content = corpus_files(f"**/{name}")[0].read_bytes()
    return read_file(content, path=f"thư › {name}", name=name, declared_type="", limits=Limits())


@pytest.mark.parametrize("name", ["30_2020_ND_CP.docx", "Luật-15-2023-QH15.docx", "604_QD-TTg_700112.docx"])
def test_a_real_open_unicode_document_is_neither_legacy_nor_secret(name: str) -> None:
    codes = {code for code, _ in said(judge(case(read(name)), AT))}
    assert not codes & {"FNT101", "SEC101", "SEC102"}


@pytest.mark.parametrize("name", ["604_QD-TTg_700112.docx", "Luật-15-2023-QH15.docx"])
def test_what_the_unit_cannot_amend_goes_to_a_person(name: str) -> None:
    verdicts = {verdict for code, verdict in said(judge(case(read(name)), AT)) if code.startswith("RCP")}
    assert verdicts == {"unsure"}


def test_a_real_tcvn3_article_is_returned_by_name_of_font_and_encoding() -> None:
    found = next(f for f in judge(case(read("2007-1AF57_02-2007.pdf")), AT) if f.code == "FNT101")
    assert found.verdict.value == "defect"
    assert "TCVN3 (bảng mã ABC)" in found.message and "phông .VnTimeH, .VnTime" in found.message


def test_a_real_signed_scan_is_looked_at_by_a_person() -> None:
    assert ("SEC101", "unsure") in said(judge(case(read("1009-ttg.signed.pdf")), AT))
