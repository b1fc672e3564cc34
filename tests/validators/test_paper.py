"""Paper evidence: found, its place marked, and never counted."""

from __future__ import annotations

import pytest

from casework.authority import PieceKind, Standing, Verdict
from casework.document import Stamp, StampKind
from casework.finding import Severity
from casework.noun import replace
from tests.validators.cases import article, case, document, granted, judge, portal, recognised, said, scan, setting
from tests.validators.evidence import authority

AT = portal(setting("PRF101", Severity.HOLD))
SEAL = Stamp(StampKind.SEAL, "trang 2", 0.55, 0.72, 0.8, 0.9)
INK = Stamp(StampKind.HANDWRITING, "trang 2", 0.6, 0.8, 0.8, 0.88)
OUTSIDER = "hoi@khoahoc.vn"


def test_seal_and_handwriting_are_shown_with_page_and_place() -> None:
    (piece,) = authority(case(document("xac nhan.pdf", stamps=(SEAL, INK)))).pieces
    assert (piece.kind, piece.where) == (PieceKind.PAPER, "thư › xac nhan.pdf, trang 2")
    assert piece.reason.startswith("dấu đỏ phía dưới bên phải, chữ ký tay phía dưới bên phải; chỉ để")


def test_marks_of_further_pages_name_them() -> None:
    (piece,) = authority(case(document("xac nhan.pdf", stamps=(SEAL, replace(INK, where="trang 3"))))).pieces
    assert "trang 3: chữ ký tay" in piece.reason and piece.where.endswith("trang 2")


def test_paper_is_never_counted_by_itself() -> None:
    file = document("xac nhan.pdf", stamps=(SEAL, INK))
    assert authority(case(file)).verdict is Verdict.NONE
    assert authority(case(file, sender=OUTSIDER)).verdict is Verdict.UNSURE
    assert authority(case(file, confirmations=(granted(),))).verdict is Verdict.PROVEN


@pytest.mark.parametrize(
    "text", ["XÁC NHẬN CỦA LÃNH ĐẠO ĐƠN VỊ", "Xác nhận của thủ trưởng đơn vị", "Ý kiến xác nhận của lãnh đạo Vụ:"]
)
def test_the_box_of_a_confirmation_is_paper_too(text: str) -> None:
    (piece,) = authority(case(article("bai.docx", "Bài", text))).pieces
    assert (piece.kind, piece.standing, piece.where) == (PieceKind.PAPER, Standing.VOID, "thư › bai.docx, đoạn 2")
    assert f"dòng “{text}”" in piece.reason


def test_a_sentence_about_confirmations_is_none() -> None:
    text = "Việc xác nhận của lãnh đạo đơn vị được thực hiện theo quy định tại Quy chế ban hành năm 2025."
    assert authority(case(article("bai.docx", text))).pieces == ()


def test_where_nobody_can_be_asked_a_person_looks_at_the_place() -> None:
    sent = case(article(), document("xac nhan.pdf", stamps=(SEAL,)), sender=OUTSIDER)
    (found,) = judge(sent, AT)
    assert said((found,)) == [("PRF101", "unsure")] and found.where == "thư › xac nhan.pdf, trang 2"
    for sheet in (scan(), recognised()):
        assert said(judge(case(article(), sheet, sender=OUTSIDER), AT)) == [("PRF101", "unsure")]


def test_where_a_leader_can_be_asked_his_answer_is_surer() -> None:
    assert said(judge(case(article(), document("xac nhan.pdf", stamps=(SEAL,))), AT)) == [("PRF101", "defect")]
