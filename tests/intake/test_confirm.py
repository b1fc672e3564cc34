"""Leaders' answers: only what is wholly an answer counts."""

from __future__ import annotations

import pytest

from intake.body import own_words
from intake.confirm import Answer, is_answer_like, read_answer

GRANTED = [
    "Đồng ý",
    "đồng ý.",
    "ĐỒNG Ý!",
    "Tôi đồng ý",
    "Tôi xác nhận.",
    "Xác nhận",
    "Đồng ý đăng",
    "Đồng ý cho đăng bài này",
    "Nhất trí",
    "Duyệt",
    "OK",
    "Kính gửi Cổng TTĐT,\n\nĐồng ý.\n\nTrân trọng,\nNguyễn Văn B",
    "Dong y",
    "Đồng ý và xác nhận nội dung",
    "Hoàn toàn đồng ý",
]
REFUSED = [
    "Không đồng ý",
    "Tôi không đồng ý.",
    "Chưa đồng ý",
    "Từ chối",
    "Không duyệt",
    "Không xác nhận",
    "Không cho đăng",
]
UNCLEAR = [
    "",
    "Đồng ý nhưng sửa lại tiêu đề",
    "Đồng ý, tuy nhiên bỏ ảnh thứ hai",
    "Không phải tôi không đồng ý",
    "Tôi đồng ý với anh A là không nên đăng",
    "Đồng ý?",
    "Ai đồng ý việc này",
    "Đồng ý bài 1, không đồng ý bài 2",
    "Đồng ý\nNhưng bỏ đoạn cuối",
    "Đồng ý\nKhông đồng ý",
    "Đã nhận được thư",
    "Xem rồi, đồng ý",
]


@pytest.mark.parametrize("words", GRANTED)
def test_granted(words: str) -> None:
    assert read_answer(words) is Answer.GRANTED


@pytest.mark.parametrize("words", REFUSED)
def test_refused(words: str) -> None:
    assert read_answer(words) is Answer.REFUSED


@pytest.mark.parametrize("words", UNCLEAR)
def test_unclear(words: str) -> None:
    assert read_answer(words) is Answer.UNCLEAR


def test_the_quoted_request_is_not_the_answer() -> None:
    reply = "Xin xem lại.\n\nVào Th 6, 20 thg 11, 2026 lúc 10:00 Cổng TTĐT <c@moha.gov.vn> đã viết:\n> Đồng ý"
    assert read_answer(own_words(reply)) is Answer.UNCLEAR
    bottom = "> Trả lời “Đồng ý” hoặc “Không đồng ý”\n\nĐồng ý"
    assert read_answer(own_words(bottom)) is Answer.GRANTED


@pytest.mark.parametrize("words", [*GRANTED, *REFUSED, "Đồng ý nhưng sửa lại tiêu đề"])
def test_answers_look_like_answers(words: str) -> None:
    assert is_answer_like(words)


@pytest.mark.parametrize("words", ["", "Kính gửi Ban biên tập", "Gửi bài", "Công ty đồng ý", "Không rõ"])
def test_other_mail_does_not(words: str) -> None:
    assert not is_answer_like(words)
