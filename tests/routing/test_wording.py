"""Phrases are found by whole syllables, whatever their case, diacritics, punctuation and normal form."""

from __future__ import annotations

import unicodedata

import pytest

from routing.wording import Wording, syllables


@pytest.mark.parametrize(
    "text",
    [
        "Chiều nay có HỘI NGHỊ lớn",
        "chieu nay co hoi nghi lon",
        "Chiều nay có “Hội  nghị”, lớn",
        "Hội\nnghị",
        unicodedata.normalize("NFD", "Chiều nay có Hội nghị lớn"),
    ],
)
def test_found(text: str) -> None:
    assert Wording(text).has("hội nghị")


@pytest.mark.parametrize("text", ["", "hội nghịch", "nghị hội", "hội thảo và nghị quyết"])
def test_not_found(text: str) -> None:
    assert not Wording(text).has("hội nghị")


def test_letters_of_every_kind() -> None:
    assert Wording("ĐẦU THẦU ở Đắk Lắk").has("đấu thầu")
    assert Wording("Quyết định số 232/QĐ-BNV ngày 30/3").has("quyết định số 232 QĐ BNV")


def test_denials() -> None:
    phrase = "kế hoạch truyền thông"
    assert not Wording("ngoài kế hoạch truyền thông").affirms(phrase)
    assert not Wording("không thuộc kế hoạch truyền thông").affirms(phrase)
    assert Wording("không chỉ kế hoạch truyền thông").affirms(phrase)
    assert Wording("Không có ảnh. Tin thuộc kế hoạch truyền thông").affirms(phrase)
    assert Wording("không thuộc kế hoạch truyền thông; nay đã vào kế hoạch truyền thông").affirms(phrase)
    assert not Wording("").affirms(phrase)


def test_syllables() -> None:
    assert syllables("thông cáo báo chí") == 4 and syllables("ASEAN") == 1
