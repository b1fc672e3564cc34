from __future__ import annotations

import pytest

from tests.validators.cases import institute, portal
from validators.recipients import Likeness, match_line, names_this_portal


@pytest.mark.parametrize(
    "line",
    [
        "TTCNTT để đăng tải trên Cổng TTĐT Bộ",
        "Cổng thông tin điện tử Bộ Nội vụ (để đăng tải)",
        "Cổng TTĐT Bộ",
        "Cổng TTĐT của Bộ",
        "Cổng TT ĐT Bộ (đăng tải)",
        "Cổng TTĐT BNV để công bố",
        "Cổng thông tin điên tử Bộ Nội vu",
        "Công thng tin điện tử Bộ Nội vụ",
        "CỔNG TTĐT BỘ",
        "Cổng TTĐT Chính phủ, Cổng TTĐT Bộ",
        "Báo Dân trí; Cổng TTĐT Bộ (để đăng)",
    ],
)
def test_the_portal_is_known_by_its_names(line: str) -> None:
    assert match_line(line, portal(), "VỤ CẢI CÁCH HÀNH CHÍNH") is Likeness.NAMED


@pytest.mark.parametrize(
    "line",
    [
        "Cổng TTĐT Chính phủ",
        "Cổng thông tin điện tử Bộ Tài chính",
        "Cổng TTĐT Bộ Công Thương",
        "Cổng TTĐT Bộ Công an",
        "Cổng TTĐT Bộ Y tế (để đăng tải)",
        "Cổng Thông tin điện tử Quốc hội",
        "Trang thông tin điện tử Viện Khoa học Tổ chức nhà nước và Lao động",
    ],
)
def test_another_bodys_portal_does_not_pass(line: str) -> None:
    assert match_line(line, portal()) is Likeness.OTHER


@pytest.mark.parametrize(
    "line", ["Như Điều 3", "Lưu: VT, TTCNTT(05)", "Các đơn vị thuộc, trực thuộc Bộ", "Trung tâm Công nghệ thông tin"]
)
def test_other_lines_are_nothing(line: str) -> None:
    assert match_line(line, portal()) is Likeness.NONE


@pytest.mark.parametrize("line", ["Trung tâm CNTT (để đăng Cổng)", "Website Bộ", "Trang TTĐT Bộ", "Cổng TTĐT"])
def test_what_is_not_clear_is_near(line: str) -> None:
    assert match_line(line, portal()) is Likeness.NEAR


def test_the_ministry_of_another_ministrys_document_is_not_ours() -> None:
    assert match_line("Cổng TTĐT Bộ", portal(), "BỘ TÀI CHÍNH") is Likeness.NEAR
    assert match_line("Cổng TTĐT Bộ", portal(), "BỘ NỘI VỤ") is Likeness.NAMED
    assert match_line("Cổng TTĐT Bộ Nội vụ", portal(), "BỘ TÀI CHÍNH") is Likeness.NAMED


def test_the_institutes_page_is_not_the_ministrys_portal() -> None:
    assert match_line("Trang thông tin điện tử Viện", institute()) is Likeness.NAMED
    assert (
        match_line("Trang thông tin điện tử Viện Khoa học Tổ chức nhà nước và Lao động", institute()) is Likeness.NAMED
    )
    assert match_line("Trang TTĐT Viện Hàn lâm Khoa học", institute()) is Likeness.OTHER
    assert match_line("Cổng TTĐT Bộ", institute()) is Likeness.OTHER


def test_the_regulations_own_noi_nhan() -> None:
    of_668 = (
        "Như Điều 3", "Bộ trưởng (để b/c)", "Các đ/c Thứ trưởng", "Bộ Khoa học và Công nghệ",
        "Sở Nội vụ các tỉnh, thành phố trực thuộc TW", "Các đơn vị thuộc, trực thuộc Bộ",
        "Cổng thông tin điện tử Bộ Nội vụ (để đăng tải)", "Lưu: VT, TTCNTT(05)",
    )  # fmt: skip
    assert names_this_portal(of_668, portal(), "BỘ NỘI VỤ").likeness is Likeness.NAMED
    of_vien = ("Như điều 3", "Viện trưởng", "Các phó Viện trưởng", "Lưu: VT, VP, TTPT")
    assert names_this_portal(of_vien, institute()).likeness is Likeness.NONE
