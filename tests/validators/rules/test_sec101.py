from __future__ import annotations

from casework.document import Flaw, FlawKind, Mark, MarkKind, Picture, Zone
from casework.finding import Severity, Verdict
from casework.noun import replace
from tests.validators.cases import body, case, document, judge, portal, recognised, said, scan, secret, setting

AT = portal(setting("SEC101", Severity.STOP))


def test_fires_for_a_mark_and_names_its_place_only() -> None:
    (found,) = judge(case(document("ke hoach.docx", "Kế hoạch diễn tập", marks=(secret(),))), AT)
    assert (found.verdict, found.severity) == (Verdict.DEFECT, Severity.STOP)
    assert "(TỐI MẬT)" in found.message and "diễn tập" not in found.message + found.fix


def test_fires_for_a_mark_in_the_mails_own_text() -> None:
    marked = replace(body("x"), marks=(secret(),))
    assert said(judge(case(documents=(marked,)), AT)) == [("SEC101", "defect")]


def test_quiet_without_marks_and_for_a_photograph() -> None:
    photo = document("hoi nghi.jpg", runs=None, lines=(), pictures=(Picture("ảnh", "JPEG", 4000, 3000),))
    assert judge(case(document("bai.docx", "Luật Bảo vệ bí mật nhà nước"), photo), AT) == ()


def test_quiet_for_urgency_and_circulation_limits() -> None:
    marks = (secret("HỎA TỐC", kind=MarkKind.URGENCY), secret("LƯU HÀNH NỘI BỘ", kind=MarkKind.LIMIT))
    assert judge(case(document("bai.docx", marks=marks)), AT) == ()


def test_quiet_for_a_facsimile_in_a_long_text() -> None:
    long = document("bai.docx", "Bài viết. " * 60, pictures=(Picture("trang 1", "PNG", 1700, 2300, True),))
    assert judge(case(long), AT) == ()


def test_unsure_for_a_doubtful_place() -> None:
    assert said(judge(case(document("a.docx", marks=(secret(sure=False),))), AT)) == [("SEC101", "unsure")]


def test_unsure_where_a_lifting_mark_stands_beside_it() -> None:
    marks = (secret(), secret("GIẢI MẬT", kind=MarkKind.LIFTED))
    assert said(judge(case(document("a.docx", marks=marks)), AT)) == [("SEC101", "unsure")]


def test_unsure_for_a_scan_and_a_photographed_sheet() -> None:
    sheet = document("to.jpg", runs=None, lines=(), pictures=(Picture("ảnh", "JPEG", 1700, 2300, True),))
    found = judge(case(scan(), sheet), AT)
    assert said(found) == [("SEC101", "unsure")] * 2
    assert "bản quét" in found[0].message


def test_a_cut_file_says_the_kind_of_place_and_nothing_of_what_is_written_there() -> None:
    mark = Mark(kind=MarkKind.SECRET, text="MẬT", where="tệp 1", zone=Zone.TEXT_BOX)
    (found,) = judge(case(replace(document("tệp 1", marks=(mark,)), path="tệp 1", cut=True)), AT)
    assert found.where == "tệp 1, hộp văn bản"


def test_fires_for_a_mark_that_was_read_off_a_scan() -> None:
    read = recognised(marks=(secret("MẬT"),))
    assert said(judge(case(read), AT)) == [("SEC101", "defect")]


def test_quiet_for_a_scan_that_was_read_clearly_however_few_its_words() -> None:
    assert judge(case(recognised("qd.pdf", "Như trên")), AT) == ()


def test_unsure_for_a_slip_of_recognition_in_a_mark() -> None:
    assert said(judge(case(recognised(marks=(secret(sure=False),))), AT)) == [("SEC101", "unsure")]


def test_unsure_for_pages_that_were_not_read_with_the_reason() -> None:
    flaws = (Flaw(FlawKind.NO_TEXT, "trang quét", "trang 2"), Flaw(FlawKind.NOT_RECOGNISED, "chữ nhận dạng không rõ"))
    (found,) = judge(case(recognised(flaws=flaws)), AT)
    assert found.verdict is Verdict.UNSURE and "(chữ nhận dạng không rõ)" in found.message
    limit = (Flaw(FlawKind.NO_TEXT, "trang quét"), Flaw(FlawKind.LIMIT, "chỉ nhận dạng chữ 10 trang của một thư"))
    (found,) = judge(case(recognised(flaws=limit)), AT)
    assert "10 trang" in found.message


def test_unsure_for_a_sheet_beside_one_that_was_read() -> None:
    two = tuple(Picture(f"trang {n}", "pdf", 1654, 2339, True) for n in (1, 2))
    assert said(judge(case(recognised(pictures=two)), AT)) == [("SEC101", "unsure")]
