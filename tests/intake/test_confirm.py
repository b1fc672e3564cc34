"""Leaders' answers: only what is wholly an answer counts."""

from __future__ import annotations

import pytest

from intake.body import own_words
from intake.confirm import Answer, is_answer_like, read_answer, read_answers, remark

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


#: What a leader wrote under a letter with so many items, and what that says of each.
NUMBERED = [
    (2, "1 ĐỒNG Ý\n2 KHÔNG ĐỒNG Ý\nTrần Văn Hùng", "1+ 2-"),
    (2, "1. đồng ý\n2) Không đồng ý.", "1+ 2-"),
    (2, "ĐỒNG Ý 1", "1+"),
    (2, "2 dong y", "2+"),
    (2, "Số 1: đồng ý\nBài số 2: không đồng ý", "1+ 2-"),
    (3, "Đồng ý 1, 3", "1+ 3+"),
    (3, "1 và 2 đồng ý\n3 từ chối", "1+ 2+ 3-"),
    (2, "ĐỒNG Ý TẤT CẢ", "1+ 2+"),
    (2, "Tất cả đồng ý.", "1+ 2+"),
    (2, "Không đồng ý tất cả", "1- 2-"),
    (2, "Đồng ý cả hai", "1+ 2+"),
    (3, "Đồng ý cả 3 bài", "1+ 2+ 3+"),
    (2, "Kính gửi Cổng,\n\n1 đồng ý\n\n2 đồng ý", "1+ 2+"),
    (1, "1 đồng ý", "1+"),
    (1, "Đồng ý tất cả", "1+"),
    # What is left open stays open.
    (2, "1 đồng ý\n2 đồng ý nhưng sửa tiêu đề", "1+"),
    (2, "Đồng ý tất cả\n2 không đồng ý", "1+"),
    (3, "1 đồng ý\n2 đồng ý\n2 không đồng ý", "1+"),
    (2, "1 đồng ý\nBài này tốt.\n2 đồng ý", "1+"),
    # And what is no answer at all.
    (2, "ĐỒNG Ý", ""),
    (2, "KHÔNG ĐỒNG Ý", ""),
    (2, "1 ĐỒNG Ý\nĐỒNG Ý", ""),
    (2, "3 đồng ý", ""),
    (1, "2 đồng ý", ""),
    (3, "Đồng ý cả hai", ""),
    (2, "1 đồng ý 2", ""),
    (2, "Bài 1 đồng ý, bài 2 không đồng ý", ""),
    (2, "1 đồng ý nhưng sửa tiêu đề", ""),
    (2, "1 đồng ý\nTuy nhiên bỏ ảnh", ""),
    (1, "Đồng ý\nĐồng ý nhưng bỏ ảnh", ""),
    (2, "1 đồng ý\nLúc nãy nhầm\n1 không đồng ý", ""),
    (2, "Đồng ý 28/8", ""),
    (2, "1", ""),
]


@pytest.mark.parametrize(("shown", "words", "said"), NUMBERED)
def test_each_item_of_a_letter_has_its_own_answer(shown: int, words: str, said: str) -> None:
    signs = {Answer.GRANTED: "+", Answer.REFUSED: "-"}
    assert " ".join(f"{s.number}{signs[s.answer]}" for s in read_answers(words, shown)) == said


@pytest.mark.parametrize("words", ["1 ĐỒNG Ý", "2. không đồng ý", "Tất cả đồng ý", "1 và 2 đồng ý nhưng …"])
def test_numbered_answers_look_like_answers(words: str) -> None:
    assert is_answer_like(words)


def test_a_line_made_to_cost_time_costs_none() -> None:
    """Each “gửi đăng” can be read in two ways: two thousand of them in one line would never end."""
    assert read_answers("Đồng ý " + "gửi đăng " * 2000 + "x", 1) == ()


@pytest.mark.parametrize(
    ("shown", "words", "said"),
    [
        (1, "Không đồng ý\nSố liệu chưa chốt.\n\nTrân trọng,\nTrần Văn Hùng\nVụ trưởng", "Số liệu chưa chốt."),
        (1, "Kính gửi Ban biên tập\nĐồng ý\nĐổi ảnh bìa\n  giúp tôi.\nXin cảm ơn\nHùng", "Đổi ảnh bìa giúp tôi."),
        (1, "Không đồng ý\nTrần Văn Hùng", ""),
        (2, "1 không đồng ý\n2 đồng ý\nBài 1 trùng tin cũ", "Bài 1 trùng tin cũ"),
        (1, "Đồng ý", ""),
        (1, "Tôi xem sau\nĐồng ý\n-- \nGửi từ iPhone", ""),
        (1, "Đồng ý\nGửi từ iPhone của tôi", ""),
    ],
)
def test_what_stands_below_the_answer_is_kept_without_the_farewell(shown: int, words: str, said: str) -> None:
    assert remark(words, shown, "Trần Văn Hùng") == said


def test_a_long_remark_is_cut() -> None:
    cut = remark("Không đồng ý\n" + "sửa " * 500, 1)
    assert len(cut) == 300 and cut.endswith("…")
