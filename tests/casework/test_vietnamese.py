"""Folding and repair: the quick way gives what the definition gives, letter for letter."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.vietnamese import fold, fold_in_place, repair, squeeze

_SWAP = re.compile("([\u0300\u0301\u0303\u0309\u0323])([\u0302\u0306\u031b])")
_EVERYDAY = "aAâÂấẤậẬăĂặẶđĐeêếỆơỢưỰyỵ 0Z.,\t\n“”–…\u00a0\u00ad"
_ODD = "\u0300\u0301\u0302\u0306\u031b\u0323ßðÐéïñü中\x01ﬁİ\u2028\u0085𝐀"


def _repair_by_definition(text: str) -> str:
    return unicodedata.normalize("NFC", _SWAP.sub(r"\2\1", unicodedata.normalize("NFD", text)))


def _fold_by_definition(text: str) -> str:
    lowered = _repair_by_definition(text).casefold().replace("đ", "d").replace("ð", "d")
    bare = "".join(c for c in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(c))
    return re.sub(r"\s+", " ", bare).strip()


@given(st.one_of(st.text(_EVERYDAY), st.text(_EVERYDAY + _ODD), st.text()))
def test_the_quick_way_gives_what_the_definition_gives(text: str) -> None:
    assert fold(text) == _fold_by_definition(text)
    assert repair(text) == _repair_by_definition(text)
    assert squeeze(text) == re.sub(r"\s+", " ", text).strip()


def test_every_letter_by_itself() -> None:
    for code in range(0x3000):
        letter = chr(code)
        assert fold(f"x{letter}x") == _fold_by_definition(f"x{letter}x"), hex(code)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Nơi  nhận:", "noi nhan:"),
        ("ĐỘC LẬP – Tự do", "doc lap – tu do"),
        ("e\u0301\u0302", "e"),
        ("ﬁ", "fi"),
    ],
)
def test_folding(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_a_tone_before_its_shape_is_put_behind_it() -> None:
    assert repair("e\u0301\u0302") == "ế"


def test_places_are_kept_where_every_letter_is_known() -> None:
    assert fold_in_place("Hội\u00a0 nghị “Đổi\tmới”") == "hoi  nghi “doi moi”"
    assert fold_in_place("Ho\u0302i") is None
