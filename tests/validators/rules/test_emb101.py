from __future__ import annotations

import pytest

from casework.finding import Severity, Verdict
from tests.validators.cases import article, case, judge, portal, said, setting

AT = portal(setting("EMB101", Severity.HOLD))


@pytest.mark.parametrize(
    "words",
    [
        "Đề nghị không phổ biến trước 15 giờ ngày 25/11/2026.",
        "Bài này chưa được công bố, các anh chị giữ lại giúp.",
        "Cấm đăng trước 10h ngày 24/11/2026",
        "Chỉ đăng sau khi có ý kiến của Lãnh đạo Bộ.",
        "EMBARGO: 24/11/2026",
    ],
)
def test_fires_for_a_direction_in_the_mail(words: str) -> None:
    (found,) = judge(case(article(), own_words=f"Kính gửi Ban biên tập,\n{words}"), AT)
    assert found.verdict is Verdict.DEFECT and words.rstrip(".") in found.message


def test_fires_in_the_subject_and_on_a_line_of_its_own_in_a_file() -> None:
    assert said(judge(case(article(), subject="[Chưa công bố] Tin nhân sự. Không đăng trước 24/11"), AT)) == [
        ("EMB101", "defect")
    ]
    (found,) = judge(case(article("tin.docx", "CHƯA CÔNG BỐ", "Tin về nhân sự.")), AT)
    assert found.where == "thư › tin.docx, đoạn 1"


@pytest.mark.parametrize(
    "prose",
    [
        "Đến nay tỉnh chưa công bố dịch trên địa bàn, nhưng các xã đã chủ động phòng, chống dịch, tuyên truyền.",
        "Kết quả khảo sát chưa được công bố trên các tạp chí khoa học trong nước và cần thêm thời gian để kiểm chứng.",
        "Nội dung thông tin được công bố trước ngày 30/6 hằng năm.",
    ],
)
def test_quiet_for_prose(prose: str) -> None:
    assert judge(case(article("tin.docx", prose)), AT) == ()


def test_quiet_once_the_moment_has_passed() -> None:
    assert judge(case(article(), own_words="Đề nghị không phổ biến trước 8 giờ ngày 20/11/2026."), AT) == ()


def test_unsure_for_an_order_deep_in_a_sentence() -> None:
    prose = (
        "Ban tổ chức cho biết các cơ quan báo chí không đăng trước kết quả chấm thi của các đội nhằm bảo đảm"
        " công bằng cho cuộc thi năm nay."
    )
    assert said(judge(case(article("tin.docx", prose)), AT)) == [("EMB101", "unsure")]
