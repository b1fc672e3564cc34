from __future__ import annotations

import pytest

from validators.places import listed


@pytest.mark.parametrize(
    ("places", "said"),
    [
        ([], "toàn tệp"),
        (["", ""], "toàn tệp"),
        (["đoạn 3"], "đoạn 3"),
        (["đoạn 1", "đoạn 2", "đoạn 2", "đoạn 5"], "đoạn 1, 2, 5"),
        (["trang tính “DS”, ô A1", "trang tính “DS”, ô A2", "trang tính “DS”, ô B7"], "trang tính “DS”: ô A1, A2, B7"),
        (
            ["trang tính “DS, ô”, ô B1", "trang tính “DS, ô”, ô C3", "trang tính “Khác”, ô A1"],
            "trang tính “DS, ô”: ô B1, C3; trang tính “Khác”, ô A1",
        ),
        (["bảng 1, hàng 2, ô 3", "bảng 1, hàng 2, ô 4", "đoạn 9"], "bảng 1, hàng 2: ô 3, 4; đoạn 9"),
        (["bảng 1, hàng 2, ô 3", "bảng 1, hàng 3, ô 3"], "bảng 1, hàng 2, ô 3; bảng 1, hàng 3, ô 3"),
        (["đầu trang", "đoạn 3", "đoạn 4"], "đầu trang; đoạn 3, 4"),
        (["đầu trang", "chân trang", "đoạn 4"], "đầu trang, chân trang, đoạn 4"),
        (["trang 1", "trang 2"], "trang 1, 2"),
    ],
)
def test_what_neighbours_share_is_said_once(places: list[str], said: str) -> None:
    assert listed(places, 9) == said


def test_the_rest_is_counted() -> None:
    assert listed([f"trang tính “DS”, ô A{n}" for n in range(1, 190)], 3) == (
        "trang tính “DS”: ô A1, A2, A3 và 186 chỗ khác"
    )
    assert listed(["đoạn 1", "đoạn 2"], 2) == "đoạn 1, 2"
