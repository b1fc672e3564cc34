from __future__ import annotations

from casework.document import Item
from casework.finding import Verdict
from tests.validators.cases import article, case, document, judge, official, portal, recognised, said

AT = portal("RCP101")


def test_fires_for_a_decision_without_noi_nhan() -> None:
    (found,) = judge(case(official("qd.docx", None)), AT)
    assert found.verdict is Verdict.DEFECT
    assert "“qd.docx” (QUYẾT ĐỊNH số 123/QĐ-BNV) không có mục “Nơi nhận”" in found.message
    assert "“- TTCNTT để đăng tải trên Cổng TTĐT Bộ;”" in found.fix


def test_fires_for_an_empty_box() -> None:
    (found,) = judge(case(official("qd.docx", ())), AT)
    assert "không ghi nơi nào" in found.message


def test_quiet_where_there_is_one_whatever_it_says() -> None:
    assert judge(case(official("qd.docx", ["Như Điều 3"])), AT) == ()


def test_quiet_for_articles_annexes_request_letters_and_dossiers() -> None:
    decision = official("qd.docx", ["Cổng TTĐT Bộ"])
    annex = official("pl.docx", None, number="", kind="PHỤ LỤC I")
    request = official(
        "cv.docx",
        None,
        kind="CÔNG VĂN",
        abstract="V/v đề nghị đăng tải tin, bài trên Cổng TTĐT Bộ",
        addressed_to=("TTCNTT",),
    )
    assert judge(case(decision, annex), AT) == ()
    assert judge(case(request, article()), AT) == ()
    assert (
        judge(case(document("du thao.docx", item=Item.DRAFT), official("to trinh.docx", None, kind="TỜ TRÌNH")), AT)
        == ()
    )


def test_fires_for_an_annex_that_comes_alone() -> None:
    assert said(judge(case(official("pl.docx", None, number="", kind="PHỤ LỤC I")), AT)) == [("RCP101", "defect")]


def test_unsure_for_a_regulation_sent_without_the_decision_that_it_is_issued_with() -> None:
    rules = official("quy dinh.doc", None, kind="QUY ĐỊNH", boxes=("quoc_hieu", "title", "promulgated"))
    (found,) = judge(case(rules), AT)
    assert (found.code, found.verdict.value) == ("RCP101", "unsure")
    assert "ban hành kèm theo" in found.message and "gửi kèm cả quyết định" in found.fix


def test_unsure_for_a_law_that_the_unit_cannot_amend() -> None:
    assert said(judge(case(official("luat.docx", None, issuer="QUỐC HỘI", kind="LUẬT")), AT)) == [("RCP101", "unsure")]


def test_unsure_where_recognition_found_none_on_a_scan() -> None:
    facts = {"item": Item.DOCUMENT, "anatomy": official("qd.pdf", None).anatomy}
    (found,) = judge(case(recognised("qd.pdf", **facts)), AT)
    assert found.verdict is Verdict.UNSURE and "không nhận dạng được mục Nơi nhận" in found.message


def test_quiet_where_recognition_found_one() -> None:
    facts = {"item": Item.DOCUMENT, "anatomy": official("qd.pdf", ["Cổng TTĐT Bộ"]).anatomy}
    assert judge(case(recognised("qd.pdf", **facts)), AT) == ()


def test_unsure_for_a_decree_whose_number_says_whose_it_is() -> None:
    decree = official("nd.doc", None, issuer="", kind="NGHỊ ĐỊNH", number="29/1998/NĐ-CP")
    assert said(judge(case(decree), AT)) == [("RCP101", "unsure")]
