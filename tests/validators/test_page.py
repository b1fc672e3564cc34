from __future__ import annotations

import pytest

from validators.page import PageError, fill, read_page

GOOD = """ABC101. Một quy tắc

## Kiểm tra
Xem từng tệp,
từng dòng.

## Căn cứ
Quy chế.

## Thông báo
Tệp “{name|a.docx}” hỏng.

## Cách sửa
Làm một trong hai.
### [word] Dùng Word
1. Mở tệp
{name}.
2. Lưu lại.
### [other] Cách khác
1. Hỏi {short_name}.
"""


def test_broken_lines_are_joined_and_steps_kept_apart() -> None:
    page = read_page(GOOD)
    assert page.text("Kiểm tra", "") == "Xem từng tệp, từng dòng."
    assert page.text("Cách sửa", "word") == "Làm một trong hai.\n1. Mở tệp {name}.\n2. Lưu lại."


def test_the_page_shows_examples_and_every_variant() -> None:
    shown = read_page(GOOD).render()
    assert "Tệp “a.docx” hỏng." in shown
    assert "### Dùng Word" in shown and "### Cách khác" in shown
    assert "1. Hỏi Cổng TTĐT Bộ." in shown
    assert "{" not in shown


def test_words_are_filled_once_and_never_read_as_templates() -> None:
    assert fill("Tệp {name|x} của {who|y}", {"name": "{who}", "who": "An"}) == "Tệp {who} của An"


@pytest.mark.parametrize(
    ("broken", "complaint"),
    [
        (GOOD.replace("## Căn cứ", "## Chú ý"), "Căn cứ"),
        (GOOD.replace("Quy chế.", ""), "Căn cứ"),
        (GOOD.replace("{name|a.docx}", "{name}"), "without an example: name"),
        (GOOD.replace("{name|a.docx}", "{Name}"), "no placeholder"),
        (GOOD + "\n## Linh tinh\nx\n", "Linh tinh"),
        ("", "no docstring"),
    ],
)
def test_a_broken_page_is_refused_with_what_is_wrong(broken: str, complaint: str) -> None:
    with pytest.raises(PageError, match=complaint):
        read_page(broken)
