"""Letters that are not what they seem, UTF-8 in disguise, and what the judge hands on of both."""

from __future__ import annotations

import time

import pytest

from intake.encodings.judge import Stretch, judge
from intake.encodings.mojibake import reread
from intake.encodings.strangers import look_alikes, private_letters
from intake.readers.assemble import RawDocument, RawLine, RawPiece, assemble
from tests.builders.clean_texts import FOREIGN, MINORITIES, NAMES
from tests.builders.legacy import encode


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Q\u00d0-TTg ngày 5, \u00d0iều 1", 2),
        ("\u0189inh Tiên Hoàng và \u0256ồng bào", 2),
        ("Nguy\u1ec5n V\u01cen An", 1),
        ("\u0423B\u041dD xã An Bình", 2),  # Cyrillic U and En in UBND
        ("M\u1eac\u0422", 1),
        ("ph\uff49ên họp", 1),
        ("\U0001d413\U0001d422\U0001d427 mới", 3),
        ("Chính phủ", 0),
        ("\u0421hrome và \u0421hính phủ", 1),  # Chrome is no Vietnamese word
    ],
)
def test_look_alikes_are_counted_in_vietnamese_words(text: str, count: int) -> None:
    assert look_alikes(text, text) == count


def test_other_languages_have_no_look_alikes() -> None:
    for line in (*(line for lines in FOREIGN.values() for line in lines), *MINORITIES, *NAMES):
        assert look_alikes(line, line) == 0, line


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("\uf0b7 Điều 1", 0),  # a bullet
        ("\uf0b7Điều 1", 0),
        ("\uf0fe\uf0a8 \uf0fe", 0),  # boxes
        ("H\ue0b5 N\ue0e9i", 2),
        ("\ue001\ue002\ue003\ue001", 4),
        ("Hà Nội", 0),
    ],
)
def test_private_letters_are_counted_amid_letters(text: str, count: int) -> None:
    assert private_letters(text) == count


def test_a_symbol_encoded_text_font_is_read() -> None:
    shifted = "".join(chr(0xF000 + ord(letter)) if letter != " " else " " for letter in "Cong van so")
    assert judge([Stretch(shifted, "Times New Roman")])[0][:2] == ("none", "Cong van so")
    stored = "".join(chr(0xF000 + ord(c)) if c != " " else " " for c in encode("Hà Nội mùa thu", "tcvn3"))
    assert judge([Stretch(stored, "VNSTCVN3")])[0][:2] == ("tcvn3", "Hà Nội mùa thu")
    assert judge([Stretch("\uf071\uf071\uf071 \uf0b7", "")])[0].text == "\uf071\uf071\uf071 \uf0b7"


@pytest.mark.parametrize("wrong", ["latin-1", "cp1252"])
@pytest.mark.parametrize("text", ["Cộng hòa xã hội chủ nghĩa Việt Nam", "“Độc lập” – Tự do…", "déjà vu à Huế"])
def test_utf8_in_disguise_is_read_back(text: str, wrong: str) -> None:
    stored = "".join(bytes([byte]).decode(wrong, "ignore") or chr(byte) for byte in text.encode())
    assert reread(stored) == text


@pytest.mark.parametrize(
    "text", ["Việt Nam", "SÃO JOÃO", "«quá»", "« quá » á» nhưng", "Ä, Ã và Æ", "CÁ»", "3 Å; 5 Ä", "", "Ã£"]
)
def test_what_is_no_utf8_in_disguise(text: str) -> None:
    assert reread(text) is None


def test_utf8_in_disguise_cut_into_runs_stays_one_text() -> None:
    stored = "Cộng hòa xã hội".encode().decode("latin-1")
    readings = judge([Stretch(stored[:2], "Arial"), Stretch(stored[2:9], "Arial"), Stretch(stored[9:], "Times")])
    assert "".join(reading.text for reading in readings) == "Cộng hòa xã hội"
    assert {reading.encoding for reading in readings} == {"unsure"}


def test_small_letters_of_a_capitals_font_read_as_they_show() -> None:
    lines = [
        Stretch(encode("Căn cứ Luật Tổ chức Chính phủ", "tcvn3"), ".VnTime", 0),
        Stretch(encode("tối mật", "tcvn3"), ".VnTimeH", 1),
        Stretch("thanh tra", ".VnTimeH", 2),
        Stretch("thanh tra", ".VnTime", 3),
    ]
    assert [reading.text for reading in judge(lines)][1:] == ["TỐI MẬT", "THANH TRA", "thanh tra"]
    clean = [Stretch("Căn cứ Luật Tổ chức Chính phủ", ".VnTimeH", 0), Stretch("thanh tra", ".VnTimeH", 1)]
    assert judge(clean)[1].text == "thanh tra"


def test_runs_carry_the_counts_and_keep_their_blanks() -> None:
    pieces = (RawPiece("Q\u00d0-BNV", "Arial"), RawPiece(" ", "Arial"), RawPiece("ngày \ue123a", "Arial"),
              RawPiece("\uf0b7\uf0a7\uf0d8\uf0fc", "Wingdings"))  # fmt: skip
    raw = RawDocument((RawLine(pieces, "đoạn 1"),))
    document = assemble(raw, path="thư › a.docx", name="a.docx", kind="docx", sha256="0" * 64, size=1)
    runs = document.runs or ()
    assert [(run.font, run.look_alikes, run.private_use) for run in runs] == [("Arial", 1, 0), ("Wingdings", 0, 0)]


def test_forty_thousand_runs_in_a_line_are_judged_in_linear_time() -> None:
    """A hostile line: each run in another font, so that each is a segment of its own."""
    runs = [Stretch("Cé ", ".VnTime" if number % 2 else "Arial") for number in range(40_000)]
    start = time.process_time()
    assert len(judge(runs)) == len(runs)
    assert judge([Stretch("„a“" * 40_000, "VPS Times")])[0].text == "„a“" * 40_000
    assert time.process_time() - start < 20  # about two seconds; squares of these numbers take minutes
