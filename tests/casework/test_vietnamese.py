"""Folding and repair: the quick way gives what the definition gives, letter for letter."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.vietnamese import (
    TWINS,
    count_letters,
    fold,
    fold_in_place,
    is_plain,
    is_vietnamese_letter,
    repair,
    see_through,
    squeeze,
)

_SWAP = re.compile("([\u0300\u0301\u0303\u0309\u0323])([\u0302\u0306\u031b])")
_EVERYDAY = "aAâÂấẤậẬăĂặẶđĐeêếỆơỢưỰyỵ 0Z.,\t\n“”–…\u00a0\u00ad"
#: Letters for show are Latin letters wherever they stand.
_PLAIN = {ord(twin): letter for twin, letter in TWINS.items() if ord(twin) > 0xFEFF}
_ODD = "\u0300\u0301\u0302\u0306\u031b\u0323ßðÐéïñü中\x01ﬁİ\u2028\u0085𝐀"


def _has_no_script_twin(text: str) -> bool:
    """Twins of other scripts depend on the words around them and have tests of their own."""
    return not any(letter in TWINS and ord(letter) < 0xFEFF and letter not in "Ðð" for letter in text)


def _repair_by_definition(text: str) -> str:
    return unicodedata.normalize("NFC", _SWAP.sub(r"\2\1", unicodedata.normalize("NFD", text)))


def _fold_by_definition(text: str) -> str:
    lowered = _repair_by_definition(text).casefold().replace("đ", "d").replace("ð", "d")
    bare = "".join(c for c in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(c))
    return re.sub(r"\s+", " ", bare).strip()


@given(st.one_of(st.text(_EVERYDAY), st.text(_EVERYDAY + _ODD), st.text().filter(_has_no_script_twin)))
def test_the_quick_way_gives_what_the_definition_gives(text: str) -> None:
    assert fold(text) == _fold_by_definition(text.translate(_PLAIN))
    assert repair(text) == _repair_by_definition(text)
    assert squeeze(text) == re.sub(r"\s+", " ", text).strip()


def test_every_letter_by_itself() -> None:
    for code in range(0x3000):
        letter = chr(code)
        assert fold(f"x{letter}x") == _fold_by_definition(f"x{TWINS.get(letter, letter)}x"), hex(code)


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


_VIETNAMESE = "".join(
    unicodedata.normalize("NFC", base + shape + tone)
    for base, shapes in (("a", ("", "\u0302", "\u0306")), ("e", ("", "\u0302")), ("o", ("", "\u0302", "\u031b")),
                         ("u", ("", "\u031b")), ("i", ("",)), ("y", ("",)))
    for shape in shapes
    for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
)  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(_VIETNAMESE + _VIETNAMESE.upper() + "đĐbc -"), st.permutations(range(3)))))
def test_marks_in_any_order_are_repaired(letters: list[tuple[str, list[int]]]) -> None:
    """Every order in which people type the marks of a letter gives the one letter of NFC."""
    typed = ""
    for letter, order in letters:
        base, *marks = unicodedata.normalize("NFD", letter)
        typed += base + "".join(marks[place] for place in order if place < len(marks))
    assert repair(typed) == "".join(letter for letter, _ in letters)


@given(st.text())
def test_repair_is_nfc_and_repairing_again_changes_nothing(text: str) -> None:
    once = repair(text)
    assert unicodedata.is_normalized("NFC", once)
    assert repair(once) == once


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("M\u1eac\u0422", "MẬT"),  # Cyrillic Te
        ("\u0422\u1ed0\u0406 \u041c\u1eac\u0422", "TỐI MẬT"),
        ("\u041c\u0410\u0302\u0323\u0422", "MẬT"),  # Cyrillic A with Vietnamese marks
        ("N\u01a1i nh\u1ead\u043f", "Nơi nhậ\u043f"),  # Cyrillic pe looks like no Latin letter
        ("Qu\u1ed1\u0441 h\u1ed9i", "Quốc hội"),
        ("\uff2d\uff21\uff34", "MAT"),  # fullwidth
        ("\U0001d40c\U0001d400\u0323\u0302\U0001d413", "MẬT"),  # mathematical bold
        ("Q\u00d0-BNV, \u0189i\u1ec1u 1, n\u01cem 2026", "QĐ-BNV, Điều 1, năm 2026"),
        ("\u0421\u041e th\u01b0", "CO thư"),  # wholly of twins, in a Vietnamese line
        ("\u041d\u041e \u0432\u0435\u0441\u044c Việt", "\u041d\u041e \u0432\u0435\u0441\u044c Việt"),  # Russian
        ("\u041c\u043e\u0441\u043a\u0432\u0430, \u0391\u03b8\u03ae\u03bd\u03b1", "Москва, Αθήνα"),
        ("\u0422\u041e\u041f", "\u0422\u041e\u041f"),
    ],
)  # fmt: skip
def test_look_alikes_are_seen_through_in_vietnamese_words(written: str, seen: str) -> None:
    assert see_through(written) == seen
    assert fold(written) == fold(seen)


@given(st.text())
def test_seeing_through_twice_is_seeing_through_once(text: str) -> None:
    assert see_through(see_through(text)) == see_through(text)


@given(st.text(st.sampled_from([*"aB1 \t\n.“ằẰđĐéö\u00a0\u00ad\u2009\u200b\u3000\x1c\x85"]), max_size=12))
def test_squeezing_leaves_single_blanks_between_words(text: str) -> None:
    assert squeeze(text) == " ".join(text.split())


@given(st.text(st.sampled_from([*"aBdD1 .“ằẰđĐÐéöỹ\u0301"]), max_size=12))
def test_letters_are_counted_in_plain_text_alone(text: str) -> None:
    counted = sum(map(is_vietnamese_letter, text))
    assert count_letters(text) == (counted if is_plain(text) else None)
