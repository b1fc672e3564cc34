"""Nothing clean is ever flagged: other languages, names, formulas, code, Unicode Vietnamese under any font."""

from __future__ import annotations

import re
import unicodedata

import pytest

from casework.vietnamese import repair
from intake.encodings.judge import Stretch, judge
from tests.builders.clean_texts import CODE_AND_FORMULAS, FOREIGN, MINORITIES, NAMES, VIETNAMESE

_EVERYTHING = (*(line for lines in FOREIGN.values() for line in lines), *MINORITIES, *NAMES, *CODE_AND_FORMULAS,
               *VIETNAMESE)  # fmt: skip
_NEUTRAL = ("Times New Roman", "", "Arial", "UTM Avo", "UVF Slimtype", "UVN Bay Buom", "SVN-Gilroy", "VI Times")
_MISLEADING = (".VnTime", ".VnTimeH", "VNI-Times", "VPS Times", "VNtimes new roman", "VNtimes new roman2", "VNSTCVN3")
_SYMBOLS = ("Symbol", "Wingdings", "Wingdings 3", "Webdings", "MT Extra", "ZapfDingbats", "Cambria Math")


def _flagged(stretches: list[Stretch]) -> list[tuple[str, str, str]]:
    readings = judge(stretches)
    return [
        (reading.encoding, stretch.text, reading.text)
        for stretch, reading in zip(stretches, readings, strict=True)
        if reading.encoding not in ("unicode", "none") or reading.text != repair(stretch.text)
    ]


@pytest.mark.parametrize("font", _NEUTRAL)
def test_every_line_alone(font: str) -> None:
    assert [found for line in _EVERYTHING for found in _flagged([Stretch(line, font)])] == []


@pytest.mark.parametrize("font", _NEUTRAL)
def test_every_word_alone(font: str) -> None:
    words = {word for line in _EVERYTHING for word in re.split(r"[\s|,;:/]+", line) if not word.isascii()}
    assert [found for word in sorted(words) for found in _flagged([Stretch(word, font)])] == []


@pytest.mark.parametrize("font", _NEUTRAL)
def test_all_lines_as_one_document(font: str) -> None:
    assert _flagged([Stretch(line, font, number) for number, line in enumerate(_EVERYTHING)]) == []


@pytest.mark.parametrize("language", FOREIGN)
def test_a_text_in_one_language(language: str) -> None:
    lines = FOREIGN[language]
    assert _flagged([Stretch(line, "Times New Roman", number) for number, line in enumerate(lines)]) == []
    assert _flagged([Stretch(" ".join(lines), "Calibri")]) == []


@pytest.mark.parametrize("font", _MISLEADING)
@pytest.mark.parametrize("form", ["NFC", "NFD", "tone first"])
def test_unicode_vietnamese_in_a_file_that_names_a_legacy_font(font: str, form: str) -> None:
    change = {"NFC": str, "NFD": _apart, "tone first": _tone_first}[form]
    lines = [change(line) for line in (*VIETNAMESE, *MINORITIES)]
    assert _flagged([Stretch(line, font, number) for number, line in enumerate(lines)]) == []


@pytest.mark.parametrize("font", _SYMBOLS)
def test_signs_of_symbol_fonts(font: str) -> None:
    signs = ("\uf0b7", "·", "þ", "®", "\u00a8 \u00fe", "\uf0fe\uf0a8 \uf06c\uf0b7", "×÷±", "µ", "qéü", "Ö¶¾")
    for sign in signs:
        assert _flagged([Stretch(sign, font), Stretch(" Điều 1. Phạm vi", "Times New Roman")]) == []


def _apart(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def _tone_first(text: str) -> str:
    return re.sub("([\u0302\u0306\u031b])([\u0300\u0301\u0303\u0309\u0323])", r"\2\1", _apart(text))
