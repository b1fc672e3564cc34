"""FMT202: what runs, loads or sends by itself."""

from __future__ import annotations

from casework.document import Flaw, FlawKind
from casework.finding import Verdict
from tests.validators.cases import case, document, judge, portal

AT = portal("FMT202")


def test_fires_once_with_everything_that_was_found() -> None:
    flaws = (
        Flaw(FlawKind.ACTIVE, "gói nhúng “setup.exe”", "đoạn 3"),
        Flaw(FlawKind.ACTIVE, "liên kết DDE", "đoạn 9"),
        Flaw(FlawKind.ACTIVE, "liên kết DDE", "đoạn 12"),
    )
    (found,) = judge(case(document("bai.docx", flaws=flaws)), AT)
    assert found.verdict is Verdict.DEFECT and found.where == "thư › bai.docx, đoạn 3"
    assert found.message == "Tệp “bai.docx” có thành phần tự chạy: gói nhúng “setup.exe”; liên kết DDE."
    assert "Ctrl+Shift+F9" in found.fix and "Microsoft Print to PDF" not in found.fix


def test_a_pdf_has_its_own_way_to_be_mended() -> None:
    (found,) = judge(case(document("bai.pdf", kind="pdf", flaws=(Flaw(FlawKind.ACTIVE, "mã JavaScript"),))), AT)
    assert "Microsoft Print to PDF" in found.fix and "Ctrl+Shift+F9" not in found.fix


def test_quiet_on_macros_and_on_clean_files() -> None:
    assert judge(case(document("a.docx"), document("b.doc", flaws=(Flaw(FlawKind.MACRO),))), AT) == ()


def test_unsure_is_said_once_where_nobody_has_read_the_file() -> None:
    unread = document("bai.doc", runs=None, flaws=(Flaw(FlawKind.WORKER),))
    (found,) = judge(case(unread), portal("FMT104", "FMT202"))
    assert (found.code, found.verdict) == ("FMT104", Verdict.UNSURE)
