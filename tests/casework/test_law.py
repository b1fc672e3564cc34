"""Citations in full words, by the law in force on the day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from casework.errors import LawError
from casework.law import Law
from frontdesk.regulations import load_law

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 8, 28)


@pytest.fixture(scope="module")
def law() -> Law:
    return load_law(ROOT / "regulations" / "law.toml")


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("668/9.1.g", "điểm g khoản 1 Điều 9 Quy chế ban hành kèm theo Quyết định số 668/QĐ-BNV"),
        ("668/8.3.đ", "điểm đ khoản 3 Điều 8 Quy chế ban hành kèm theo Quyết định số 668/QĐ-BNV"),
        ("668/13.2", "khoản 2 Điều 13 Quy chế ban hành kèm theo Quyết định số 668/QĐ-BNV"),
        ("668/19", "Điều 19 Quy chế ban hành kèm theo Quyết định số 668/QĐ-BNV"),
        ("588/3.9", "khoản 9 Điều 3 Quy chế ban hành theo Quyết định số 588/QĐ-BNV"),
        ("ht/8.2", "khoản 2 Điều 8 Quy chế ban hành kèm theo Quyết định số 27/QĐ-SNV của Sở Nội vụ tỉnh Hà Tĩnh"),
        (
            "vien/8.4",
            "khoản 4 Điều 8 Quy chế ban hành kèm theo Quyết định (ký số ngày 23/5/2025) của Viện trưởng "
            "Viện Khoa học Tổ chức nhà nước và Lao động",
        ),
        (
            "hy/11.4",
            "khoản 4 Điều 11 Quy chế ban hành kèm theo Quyết định năm 2021 của Giám đốc Sở Nội vụ tỉnh Hưng Yên",
        ),
        ("nd30/pl.I", "Phụ lục I Nghị định số 30/2020/NĐ-CP"),
        ("tcvn6909", "Tiêu chuẩn TCVN 6909:2001"),
    ],
)
def test_cite(law: Law, place: str, words: str) -> None:
    assert law.cite(place, TODAY) == words


def test_state_secrets_by_the_day(law: Law) -> None:
    assert law.cite("bmnn", date(2026, 2, 27)) == "Luật Bảo vệ bí mật nhà nước số 29/2018/QH14"
    assert law.cite("bmnn", date(2026, 2, 28)) == "Luật Bảo vệ bí mật nhà nước số 29/2018/QH14"
    assert law.cite("bmnn", date(2026, 3, 1)) == "Luật Bảo vệ bí mật nhà nước số 117/2025/QH15"
    assert law.cite("bmnn-dau", date(2026, 2, 27)) == "Thông tư số 24/2020/TT-BCA"
    assert law.cite("bmnn-dau", date(2026, 3, 1)) == "Nghị định số 63/2026/NĐ-CP"


@pytest.mark.parametrize(
    ("place", "on", "said"),
    [
        ("999/1", TODAY, "unknown law '999'"),
        ("668/23", TODAY, "22 articles"),
        ("668/9.g", TODAY, "expected key/article.clause.point"),
        ("668/09.1", TODAY, "expected key/article.clause.point"),
        ("668/", TODAY, "expected key/article.clause.point"),
        ("nd30/pl.IX", TODAY, "has no Phụ lục IX"),
        ("668/9.1.g", date(2025, 6, 29), "is in force on 2025-06-29"),
        ("bmnn", date(2019, 1, 1), "is in force on 2019-01-01"),
    ],
)
def test_refusals_say_what_is_wrong(law: Law, place: str, on: date, said: str) -> None:
    with pytest.raises(LawError) as caught:
        law.cite(place, on)
    assert said in str(caught.value)


def test_a_law_named_by_its_key_ends_with_it(law: Law) -> None:
    assert law.cite("luat29/7", date(2026, 2, 28)) == "Điều 7 Luật Bảo vệ bí mật nhà nước số 29/2018/QH14"
    with pytest.raises(LawError, match="in force on 2026-03-01"):
        law.cite("luat29/7", date(2026, 3, 1))


def test_several_in_one_breath(law: Law) -> None:
    both = law.cite_all(("668/9.1.g", "668/13.4"), TODAY)
    assert both == f"{law.cite('668/9.1.g', TODAY)}; {law.cite('668/13.4', TODAY)}"
