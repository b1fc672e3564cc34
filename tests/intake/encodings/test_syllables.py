"""The structure of the Vietnamese syllable."""

from __future__ import annotations

import unicodedata
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.encodings.syllables import commonness, is_spelled_well, is_syllable

_VOWELS = [
    unicodedata.normalize("NFC", base + tone)
    for base in "aăâeêioôơuưy"
    for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
]


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


@given(st.text(st.sampled_from([*"bcdđghiklmnpqrstvxFWÐöÖ¹\u00ad\u0301\u0340", *_VOWELS, *map(str.upper, _VOWELS)]),
               max_size=9))  # fmt: skip
def test_what_is_looked_up_is_what_the_definition_says(word: str) -> None:
    assert is_syllable(word) is is_spelled_well(word)


def test_what_is_looked_up_is_what_the_definition_says_of_every_short_word() -> None:
    for onset, first, second in product(("", "g", "gi", "qu", "ng", "ngh", "k"), _VOWELS, ["", "n", "t", *_VOWELS]):
        word = onset + first + second
        assert is_syllable(word) is is_spelled_well(word), word
