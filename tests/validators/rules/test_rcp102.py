from __future__ import annotations

from casework.document import Item
from casework.finding import Verdict
from tests.validators.cases import case, institute, judge, official, portal, recognised, said

AT = portal("RCP102")


def test_fires_and_shows_the_line_that_would_pass() -> None:
    (found,) = judge(case(official("qd.docx", ["Như Điều 3", "Lưu: VT"])), AT)
    assert found.where == "thư › qd.docx, trang 2"
    assert "có 2 nơi, không nơi nào là Cổng TTĐT Bộ" in found.message
    assert "“TTCNTT để đăng tải trên Cổng TTĐT Bộ”" in found.message


def test_fires_with_the_near_miss_beside_the_right_line() -> None:
    (found,) = judge(case(official("qd.docx", ["Như Điều 3", "Cổng TTĐT Chính phủ", "Lưu: VT"])), AT)
    assert "Dòng gần nhất là “Cổng TTĐT Chính phủ”" in found.message
    assert "Dòng được chấp nhận: “TTCNTT để đăng tải trên Cổng TTĐT Bộ”" in found.message


def test_fires_for_the_institutes_own_decision() -> None:
    own = official("qd.pdf", ["Như điều 3", "Viện trưởng", "Các phó Viện trưởng", "Lưu: VT, VP, TTPT"])
    assert said(judge(case(own), institute("RCP102"))) == [("RCP102", "defect")]


def test_quiet_for_the_regulations_line_and_its_own_noi_nhan() -> None:
    for line in ("TTCNTT để đăng tải trên Cổng TTĐT Bộ", "Cổng thông tin điện tử Bộ Nội vụ (để đăng tải)"):
        assert judge(case(official("qd.docx", ["Như Điều 3", line, "Lưu: VT"])), AT) == ()


def test_quiet_without_a_noi_nhan_which_is_another_rules_affair() -> None:
    assert judge(case(official("qd.docx", None)), AT) == ()


def test_unsure_where_the_line_does_not_say_which_portal() -> None:
    found = judge(case(official("qd.docx", ["Như Điều 3", "Trung tâm CNTT (để đăng Cổng)"])), AT)
    assert said(found) == [("RCP102", "unsure")]
    assert "Trung tâm CNTT (để đăng Cổng)" in found[0].message


def test_unsure_for_a_decree_that_the_unit_cannot_amend() -> None:
    decree = official("nd.docx", ["Ban Bí thư Trung ương Đảng", "VPCP"], issuer="CHÍNH PHỦ", kind="NGHỊ ĐỊNH")
    assert said(judge(case(decree), AT)) == [("RCP102", "unsure")]


def test_nobody_is_told_to_write_into_what_a_body_above_has_signed() -> None:
    near = official("qd.docx", ["VPCP: TGĐ Cổng TTĐT", "Lưu: VT"], issuer="THỦ TƯỚNG CHÍNH PHỦ", kind="QUYẾT ĐỊNH")
    (found,) = judge(case(near), AT)
    assert (found.verdict.value, "ghi rõ: “TTCNTT" in found.fix) == ("unsure", False)
    assert "đơn vị không phải làm gì" in found.fix


def test_a_scan_is_never_returned_for_what_recognition_did_not_find() -> None:
    for line in ("Văn phòng Bộ", "Cổng TTĐT Chính phủ"):
        facts = {"item": Item.DOCUMENT, "anatomy": official("qd.pdf", ["Như Điều 3", line]).anatomy}
        (found,) = judge(case(recognised("qd.pdf", **facts)), AT)
        assert found.verdict is Verdict.UNSURE and "đọc từ bản quét" in found.message


def test_a_scan_whose_recipients_name_the_portal_passes_with_a_slip_of_recognition() -> None:
    facts = {"item": Item.DOCUMENT, "anatomy": official("qd.pdf", ["Công TTĐT Bộ (để đãng tải)"]).anatomy}
    assert judge(case(recognised("qd.pdf", **facts)), AT) == ()
