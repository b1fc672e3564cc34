"""The structure of the Vietnamese syllable."""

from __future__ import annotations

import pytest

from intake.encodings.syllables import commonness, is_syllable


@pytest.mark.parametrize(
    "word",
    [
        "nghiệp",
        "nghĩa",
        "quyết",
        "quốc",
        "quỳnh",
        "khuỷu",
        "ngoèo",
        "giếng",
        "gìn",
        "gì",
        "già",
        "giữa",
        "hoà",
        "hòa",
        "thuý",
        "thúy",
        "ngoài",
        "cứu",
        "mía",
        "của",
        "mùa",
        "ưở",
        "ở",
        "ý",
        "yêu",
        "yến",
        "Việt",
        "VIỆT",
        "đắk",
        "huế",
        "tuần",
        "khuya",
        "xoong",
        "quĩ",
        "quý",
        "ghế",
        "nguyễn",
        "người",
        "được",
        "trường",
        "thuở",
    ],
)
def test_well_spelled(word: str) -> None:
    assert is_syllable(word) is (word != "ưở")


@pytest.mark.parametrize(
    "word",
    ["céng", "phỳc", "những-", "cát̀", "các̀", "nghàn", "gẽ", "kà", "quộ", "thuậnn", "bắd", "münchen", "où", "mác̣",
     "tiễp", "các̉", "hạnhh", "ngừơi", "cuả", "QĐ", ""],
)  # fmt: skip
def test_misspelled(word: str) -> None:
    assert not is_syllable(word)


def test_stopped_rhymes_bear_two_tones_only() -> None:
    assert [is_syllable(word) for word in ("tất", "tật", "tât", "tầt", "tẩt", "tẫt")] == [True, True] + [False] * 4


def test_commonness_orders_frequent_before_rare() -> None:
    assert commonness("công") > commonness("cụng") == 0
    assert commonness("Của") == commonness("của") > 8
