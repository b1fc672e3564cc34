from __future__ import annotations

import pytest

from casework.case import Case
from casework.document import Document, Flaw, FlawKind
from casework.finding import Verdict
from casework.noun import replace
from tests.validators.cases import body, case, document, judge, portal, said, scan, setting

AT = portal("FMT104")


def flawed(*kinds: FlawKind, name: str = "bai.docx", **facts: object) -> object:
    return document(name, runs=None, flaws=tuple(Flaw(kind, "", "trang 3") for kind in kinds), **facts)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (FlawKind.UNREADABLE, "Mở và Sửa (Open and Repair)"),
        (FlawKind.TRUNCATED, "Chép lại tệp từ máy ảnh"),
    ],
)
def test_fires_with_the_way_to_mend_that_fits(kind: FlawKind, words: str) -> None:
    (found,) = judge(case(flawed(kind)), AT)  # type: ignore[arg-type]
    assert found.verdict is Verdict.DEFECT and words in found.fix
    assert found.where == "thư › bai.docx, trang 3"


def test_quiet_about_not_reading_what_the_portal_refuses_by_its_type() -> None:
    strict = portal("FMT104", setting("FMT101", kinds=("docx", "mp4")))
    kinds = (("a.exe", "exe", FlawKind.NOT_READ_YET), ("a.avi", "avi", FlawKind.NOT_RECOGNISED))
    unread = [flawed(f, name=n, kind=k) for n, k, f in (*kinds, ("b.mp4", "mp4", FlawKind.NOT_RECOGNISED))]
    found = judge(case(*unread), strict)  # type: ignore[arg-type]
    assert [(f.code, f.verdict.value, f.about) for f in found] == [
        ("FMT101", "defect", "thư › a.exe"),
        ("FMT101", "defect", "thư › a.avi"),
        ("FMT104", "unsure", "thư › b.mp4"),
    ]


def test_what_the_message_says_is_not_said_twice() -> None:
    flaws = (Flaw(FlawKind.UNREADABLE, "tệp bị hỏng, không mở được"),)
    (found,) = judge(case(document("bai.docx", runs=None, flaws=flaws)), AT)
    assert found.message == "Tệp “bai.docx” bị hỏng, không mở được."
    flaws = (Flaw(FlawKind.UNREADABLE, "thiếu phần cuối của tệp"),)
    (found,) = judge(case(document("bai.docx", runs=None, flaws=flaws)), AT)
    assert found.message == "Tệp “bai.docx” bị hỏng, không mở được (thiếu phần cuối của tệp)."


def test_fires_for_an_empty_file() -> None:
    (found,) = judge(case(document("bai.docx", size=0)), AT)
    assert "rỗng" in found.message


def test_one_finding_a_file_the_gravest() -> None:
    found = judge(case(flawed(FlawKind.NOT_READ_YET, FlawKind.LIMIT, FlawKind.UNREADABLE)), AT)  # type: ignore[arg-type]
    assert said(found) == [("FMT104", "defect")]


@pytest.mark.parametrize("kind", [FlawKind.NOT_READ_YET, FlawKind.LIMIT, FlawKind.WORKER, FlawKind.NOT_RECOGNISED])
def test_unsure_where_nobody_has_read_it(kind: FlawKind) -> None:
    (found,) = judge(case(flawed(kind, name="bai.doc")), AT)  # type: ignore[arg-type]
    assert found.verdict is Verdict.UNSURE and "“bai.doc”" in found.message


def test_unsure_where_the_mails_own_text_was_not_read() -> None:
    mail = case()
    broken = replace(mail, documents=(replace(body("x"), flaws=(Flaw(FlawKind.WORKER),)),))
    assert said(judge(broken, AT)) == [("FMT104", "unsure")]


def test_quiet_for_what_opens_and_for_a_scan() -> None:
    assert judge(case(document("a.docx"), scan()), AT) == ()


def with_note(note: str, *documents: Document) -> Case:
    plain = case(*documents)
    return replace(plain, mail=replace(plain.mail, flaws=(note,)))


def test_unsure_for_a_part_of_the_mail_that_was_not_read() -> None:
    (found,) = judge(with_note("không tách được nguyên văn của thư đính kèm"), AT)
    assert found.verdict is Verdict.UNSURE and "thư đính kèm" in found.message


def test_quiet_for_a_header_field_that_was_not_read() -> None:
    assert judge(with_note("không đọc được trường date"), AT) == ()


def test_one_doubt_where_mail_and_text_say_the_same() -> None:
    mail = with_note("Thư chưa đọc được: hết thời gian")
    broken = replace(mail, documents=(replace(body("x"), flaws=(Flaw(FlawKind.WORKER),)),))
    assert said(judge(broken, AT)) == [("FMT104", "unsure")]


def test_quiet_for_a_scan_that_was_not_recognised_which_is_another_rules_doubt() -> None:
    flaws = (Flaw(FlawKind.NO_TEXT, "trang quét"), Flaw(FlawKind.NOT_RECOGNISED, "máy chưa cài tesseract"))
    assert judge(case(document("quet.pdf", runs=None, lines=(), flaws=flaws)), AT) == ()


def test_quiet_on_a_signature_which_has_nothing_to_read() -> None:
    assert judge(case(document("bai.docx"), document("bai.docx.p7s", kind="p7s", runs=None)), AT) == ()
