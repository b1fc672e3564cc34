"""The doctor counts holds by age; a week is long enough to be looked at."""

from __future__ import annotations

from frontdesk.examination import _holds
from store.records import HoldAge


def test_young_holds_are_well_and_old_ones_are_to_be_looked_at() -> None:
    ages = (HoldAge("cchc", 0, 3), HoldAge("cchc", 1, 1), HoldAge("congttdt", 0, 2), HoldAge("congttdt", 7, 1))
    found = [(check.colour, check.subject, check.words) for check in _holds(ages)]
    assert found == [
        ("xanh", "hồ sơ chờ cchc", "dưới 1 ngày: 3; từ 1 ngày: 1"),
        ("vàng", "hồ sơ chờ congttdt", "dưới 1 ngày: 2; từ 7 ngày: 1"),
    ]


def test_no_hold_says_nothing() -> None:
    assert list(_holds(())) == []
