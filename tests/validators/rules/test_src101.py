from __future__ import annotations

import pytest

from casework.finding import Severity, Verdict
from tests.validators.cases import article, case, judge, official, portal, said, setting

AT = portal(setting("SRC101", Severity.REMIND))
STRICT = portal(setting("SRC101", Severity.REMIND, author=True))


@pytest.mark.parametrize("credit", ["(Sưu tầm)", "Sưu tầm và tổng hợp", "(Tổng hợp)", "(ST)"])
def test_fires_for_what_was_collected_from_nowhere(credit: str) -> None:
    (found,) = judge(case(article("bai.docx", "Tấm gương sáng", "Bài viết về người tốt.", credit)), AT)
    assert found.verdict is Verdict.DEFECT and credit.strip("()") in found.message
    assert found.where == "thư › bai.docx, đoạn 3"


@pytest.mark.parametrize("credit", ["Nguồn: Internet", "(Nguồn: sưu tầm)", "Ảnh, nguồn: mạng xã hội"])
def test_fires_for_a_source_that_names_nothing(credit: str) -> None:
    (found,) = judge(case(article("bai.docx", "Bài", credit)), AT)
    assert "không cho biết lấy từ" in found.message


@pytest.mark.parametrize(
    "credit", ["(Nguồn: Báo Nhân Dân)", "Sưu tầm từ https://nhandan.vn/abc", "Nguồn: Mạng lưới Đô thị Việt Nam"]
)
def test_quiet_where_the_source_is_named(credit: str) -> None:
    assert judge(case(article("bai.docx", "Bài viết.", "Theo Báo Nhân Dân, …", credit)), AT) == ()


def test_quiet_for_prose_about_collecting_and_for_documents() -> None:
    prose = "Trung tâm đã sưu tầm, tổng hợp hơn 500 tài liệu lưu trữ quý hiếm phục vụ triển lãm nhân dịp năm mới."
    assert judge(case(article("bai.docx", prose)), AT) == ()
    assert judge(case(official("qd.docx", ["x"])), AT) == ()


def test_fires_without_the_author_only_where_he_is_asked_for() -> None:
    file = article("bai.docx", "Bài", "Nguồn: Báo Nhân Dân")
    assert judge(case(file), AT) == ()
    (found,) = judge(case(file), STRICT)
    assert "chưa ghi tác giả" in found.message


def test_unsure_for_a_long_quotation_without_a_speaker() -> None:
    quoted = "“" + "Làng quê yên bình bên dòng sông nhỏ mùa nước nổi " * 9 + "”"
    assert said(judge(case(article("bai.docx", "Mở đầu.", quoted, "Kết thúc.")), AT)) == [("SRC101", "unsure")]
    spoken = article("bai.docx", "Phát biểu tại hội nghị, đồng chí nhấn mạnh:", quoted)
    assert judge(case(spoken), AT) == ()


def test_prose_between_two_short_quotations_in_straight_marks_is_no_quotation() -> None:
    prose = '"nền kinh tế mới" ' + "là điều mà nhiều nước đang phát triển mong đợi từ lâu " * 9 + 'và "hội nhập"'
    assert said(judge(case(article("bai.docx", "Mở đầu.", prose, "Kết thúc.")), AT)) == []
    quoted = '"Làng quê" kể: "' + "Làng quê yên bình bên dòng sông nhỏ mùa nước nổi " * 9 + '"'
    assert said(judge(case(article("bai.docx", "Mở đầu.", quoted, "Kết thúc.")), AT)) == [("SRC101", "unsure")]
