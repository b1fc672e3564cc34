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
        "Cổng TTĐT (Bộ Nội vụ)",
        "Cổng TTĐT - Bộ Nội vụ",
        "Cổng Thông tin Điện tử – Bộ Nội Vụ",
        "Cổng TTĐTBộ Nội vụ",
        "Cổng TTĐT Bộ NV",
        "Ban Biên tập Cổng TTĐT Bộ (để đăng)",
        "Văn phòng Bộ (để đăng Cổng TTĐT Bộ)",
        "TT CNTT (để đăng Cổng TTĐT Bộ)",
        "Công báo; Cổng TTĐT Chính phủ; Cổng TTĐT Bộ Nội vụ",
        "Cổng TTĐT Bộ; Tạp chí TCNN (để đưa tin)",
        "Cổng thông tin điện tử Bộ Nội vụ: để đăng tải",
        "Cổng TTĐT Bộ./.",
        "Cổng T.T.Đ.T Bộ",
        "Cổng TTÐT Bộ",  # the Icelandic letter
        "Cồng thông tín điện từ Bộ Nội vụ",  # as recognition reads it
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
        # Lines of the corpus' own Nơi nhận.
        "Công báo, Website Chính phủ",
        "TT Công báo tỉnh, Website tỉnh",
        "Cổng TTĐT tỉnh Hà Tĩnh",
        "Trang TTĐT xã",
        "Cổng TTĐT UBND tỉnh",
        "Cổng TTĐT Sở Nội vụ",
        "Cổng TTĐT Bộ KH&CN",
        "Cổng TTĐT các bộ, ngành",
        "Cổng TTĐT Bộ, ngành",
        "Cổng TTĐT các đơn vị thuộc Bộ",
        "Trang thông tin điện tử Vụ Pháp chế",
    ],
)
def test_another_bodys_portal_does_not_pass(line: str) -> None:
    assert match_line(line, portal()) is Likeness.OTHER


@pytest.mark.parametrize(
    "line", ["Như Điều 3", "Lưu: VT, TTCNTT(05)", "Các đơn vị thuộc, trực thuộc Bộ", "Trung tâm Công nghệ thông tin"]
)
def test_other_lines_are_nothing(line: str) -> None:
    assert match_line(line, portal()) is Likeness.NONE


@pytest.mark.parametrize(
    "line", ["Trung tâm CNTT (để đăng Cổng)", "Website Bộ", "Trang TTĐT Bộ", "Cổng TTĐT", "Cổng TTĐT (Bộ Tài chính)"]
)
def test_what_is_not_clear_is_near(line: str) -> None:
    assert match_line(line, portal()) is Likeness.NEAR


def test_a_bare_portal_among_the_governments_offices_is_near_and_never_ours() -> None:
    """Of decree 30/2020 and decision 1009: the director of the government's portal."""
    line = "VPCP: BTCN, các PCN, Trợ lý TTg, TGĐ Cổng TTĐT, các Vụ, Cục, đơn vị trực thuộc, Công báo"
    assert match_line(line, portal(), "THỦ TƯỚNG CHÍNH PHỦ") is Likeness.NEAR


def test_the_address_of_the_page_is_a_name_where_the_portals_file_lists_it() -> None:
    listed = portal(synonyms=("Cổng TTĐT Bộ", "moha.gov.vn"))
    assert match_line("www.moha.gov.vn", listed) is Likeness.NAMED
    assert match_line("https://moha.gov.vn (để đăng)", listed) is Likeness.NAMED
    assert match_line("chinhphu.vn", listed) is Likeness.NONE


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
