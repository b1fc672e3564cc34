"""FMT201: macros, by what is inside the file."""

from __future__ import annotations

from casework.document import Flaw, FlawKind
from casework.finding import Verdict
from casework.noun import replace
from tests.validators.cases import case, document, judge, portal

AT = portal("FMT201")


def test_fires_once_a_file_and_says_how_to_save_without() -> None:
    macro = Flaw(FlawKind.MACRO, "mô-đun ThisDocument")
    (found,) = judge(case(document("bao cao.doc", flaws=(macro, Flaw(FlawKind.MACRO, "mô-đun Module1")))), AT)
    assert found.verdict is Verdict.DEFECT
    assert found.message == "Tệp “bao cao.doc” có chứa macro (mô-đun ThisDocument)."
    assert ".docx" in found.fix and ".xlsx" in found.fix


def test_fires_inside_a_container_at_the_inner_file() -> None:
    inner = replace(document("a.xls", flaws=(Flaw(FlawKind.MACRO),)), path="thư › Ho so.zip › a.xls")
    (found,) = judge(case(inner), AT)
    assert found.where == "thư › Ho so.zip › a.xls"


def test_quiet_on_a_name_alone_and_on_other_flaws() -> None:
    assert judge(case(document("bang.xlsm", kind="xlsx"), document("b.docx", flaws=(Flaw(FlawKind.ACTIVE),))), AT) == ()


def test_unsure_is_said_once_where_nobody_has_read_the_file() -> None:
    unread = document("bai.doc", runs=None, flaws=(Flaw(FlawKind.WORKER),))
    (found,) = judge(case(unread), portal("FMT104", "FMT201"))
    assert (found.code, found.verdict) == ("FMT104", Verdict.UNSURE)


def test_what_the_message_says_is_not_said_twice() -> None:
    (found,) = judge(case(document("a.docm", flaws=(Flaw(FlawKind.MACRO, "tệp có macro"),))), AT)
    assert found.message == "Tệp “a.docm” có chứa macro."
