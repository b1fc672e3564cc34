"""Our own Unicode copy that comes back byte for byte: no finding on its letters, the word on the original holds."""

from __future__ import annotations

from casework.case import Conversion
from casework.document import Document, Run
from casework.finding import Severity
from casework.noun import replace
from tests.validators.cases import LEADER, History, article, case, document, granted, judge, portal, said, setting

ORIGINAL, COPY = "a" * 64, "c" * 64
PROOF = portal(setting("PRF101", Severity.HOLD))
LETTERS = portal("FNT101", setting("FNT102", Severity.REMIND))


class Remembered(History):
    """A ledger that sent COPY, made of ORIGINAL, with a letter of congttdt."""

    def conversion(self, portal: str, sha256: str) -> Conversion | None:
        ours = (portal, sha256) == ("congttdt", COPY)
        return Conversion(ORIGINAL, "bai (Unicode).docx", COPY, 18_231) if ours else None


def left_over(sha256: str) -> Document:
    """A file in which legacy and decomposed letters stand."""
    runs = (
        Run("đoạn 1", ".VnTime", "tcvn3", "Héi nghÞ", "Hội nghị", 40),
        Run("đoạn 3", "Arial", "unicode", "tổ", "tổ", 40, combining=12),
    )
    return document("bai (Unicode).docx", runs=runs, sha256=sha256)


def test_no_finding_on_the_letters_of_our_own_copy() -> None:
    assert said(judge(case(left_over(ORIGINAL)), LETTERS, history=Remembered())) == [
        ("FNT101", "defect"),
        ("FNT102", "defect"),
    ]
    assert judge(case(left_over(COPY)), LETTERS, history=Remembered()) == ()
    assert said(judge(case(left_over(COPY)), LETTERS)) == [("FNT101", "defect"), ("FNT102", "defect")]


def test_the_copy_does_not_cover_for_another_file() -> None:
    both = case(left_over(COPY), replace(left_over(ORIGINAL), path="thư › khac.docx", name="khac.docx"))
    found = judge(both, LETTERS, history=Remembered())
    assert {finding.about for finding in found} == {"thư › khac.docx"}


def test_a_confirmation_of_the_original_holds_for_the_copy() -> None:
    sent = case(article("bai.docx", sha256=COPY), confirmations=(granted(LEADER.address, ORIGINAL),))
    assert judge(sent, PROOF, history=Remembered()) == ()
    (found,) = judge(sent, PROOF)
    assert "Chưa có xác nhận" in found.message, "of a copy that is not known as ours nothing was confirmed"


def test_a_no_to_the_original_is_a_no_to_the_copy() -> None:
    refused = granted(LEADER.address, ORIGINAL, granted=False)
    (found,) = judge(case(article("bai.docx", sha256=COPY), confirmations=(refused,)), PROOF, history=Remembered())
    assert "không đồng ý" in found.message


def test_a_confirmation_of_the_original_covers_no_other_file() -> None:
    files = (article("bai.docx", sha256=COPY), document("phu luc.xlsx"))
    (found,) = judge(case(*files, confirmations=(granted(LEADER.address, ORIGINAL),)), PROOF, history=Remembered())
    assert "chưa bao gồm tệp “phu luc.xlsx”" in found.message


def test_the_copy_of_another_portal_is_unknown() -> None:
    elsewhere = replace(portal(setting("PRF101", Severity.HOLD)), id="hatinh")
    sent = replace(
        case(article("bai.docx", sha256=COPY), confirmations=(granted(LEADER.address, ORIGINAL),)), portal="hatinh"
    )
    assert "PRF101" in {finding.code for finding in judge(sent, elsewhere, history=Remembered())}
