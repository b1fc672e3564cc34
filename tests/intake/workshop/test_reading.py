"""What tesseract's table becomes: words to lines, lines cut at the gutter, doubtful figures as dots, frames away."""

from __future__ import annotations

import numpy as np
import pytest

from intake.aids import GreyPage
from intake.workshop.bench import JobFailed
from intake.workshop.reading import _lines, _long_runs, _parsed, _read, _sideways, _Word, read_page

HEAD = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"


def _row(text: str, left: int, top: int, *, width: int = 60, conf: float = 95.0, line: int = 1) -> str:
    return f"5\t1\t1\t1\t{line}\t1\t{left}\t{top}\t{width}\t20\t{conf}\t{text}\n"


def test_words_of_a_line_stay_together_and_columns_come_apart() -> None:
    table = HEAD + _row("Nơi", 100, 50) + _row("nhận:", 170, 50) + _row("KT.", 600, 50) + _row("BỘ", 670, 50)
    lines = list(_lines(list(_parsed(table)), 1000, 500))
    assert [line.text for line in lines] == ["Nơi nhận:", "KT. BỘ"]
    assert (lines[1].left, lines[1].top, lines[1].right, lines[1].bottom) == (0.6, 0.1, 0.73, 0.14)


def test_rows_that_are_no_words_and_dirt_are_left_out() -> None:
    table = (
        HEAD + "1\t1\t0\t0\t0\t0\t0\t0\t9\t9\t-1\t\n" + "broken row\n" + _row("~", 1, 1, conf=4.0) + _row("Số:", 1, 1)
    )
    assert [word.text for word in _parsed(table)] == ["Số:"]


@pytest.mark.parametrize(
    ("text", "confidence", "read"),
    [
        ("1009/QĐ-TTg", 87.4, "1009/QĐ-TTg"),
        ("4039/QĐ-TTg", 66.3, "…/QĐ-TTg"),
        ("#2†", 13.0, "…"),
        ("tháng", 40.0, "tháng"),
        ("12/11/2026", 50.0, "…/…/…"),
    ],
)
def test_figures_that_are_not_clear_become_dots(text: str, confidence: float, read: str) -> None:
    assert _read(_Word(text, 0, 0, 9, 9, confidence, (1, 1, 1))) == read


def test_lines_that_run_upwards_are_noticed() -> None:
    def word(wide: int, high: int) -> _Word:
        return _Word("tuyên", 0, 0, wide, high, 95.0, (1, 1, 1))

    assert _sideways([word(20, 90)] * 5) and not _sideways([word(90, 20)] * 5) and not _sideways([])


def test_a_frame_is_a_long_run_and_a_letter_is_not() -> None:
    dark = np.zeros((60, 80), bool)
    dark[10, 5:75] = dark[50, 5:75] = True  # the frame
    dark[20:40, 30:34] = True  # a stroke of a letter
    runs = _long_runs(dark, 40, 1)
    assert runs[10, 5:75].all() and runs[50, 5:75].all()
    assert not runs[20:40].any() and not runs[10, :5].any() and not runs[10, 75:].any()
    assert not _long_runs(dark, 40, 0).any()
    assert not _long_runs(dark, 100, 1).any()


@pytest.mark.parametrize("page", [GreyPage(1, 100, 100, 200, b"\0" * 99), GreyPage(1, 4, 4, 200, b"\0" * 16)])
def test_a_page_that_is_none_is_refused(page: GreyPage) -> None:
    with pytest.raises(JobFailed):
        read_page(page, 5.0)
