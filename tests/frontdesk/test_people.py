"""The directory's CSV: both headings, both separators, errors by line."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from casework.calendar import VIETNAM
from casework.directory import Role
from casework.errors import UsageError
from frontdesk.people import read_people, write_people

HEAD = "địa chỉ;họ tên;đơn vị;vai trò;cổng;điện thoại;từ ngày;đến ngày\n"
LAN = "Lan.NT@moha.gov.vn;Nguyễn Thị Lan;Vụ CCHC;đầu mối;congttdt cchc;024.62820327;1/1/2025;\n"


def _file(folder: Path, text: str) -> Path:
    path = folder / "danh-ba.csv"
    path.write_text(text, encoding="utf-8-sig")
    return path


def test_reads_what_a_spreadsheet_writes(tmp_path: Path) -> None:
    (lan,) = read_people(_file(tmp_path, HEAD + LAN))
    assert lan.address == "lan.nt@moha.gov.vn"
    assert lan.role is Role.LIAISON
    assert lan.portals == ("congttdt", "cchc")
    assert lan.since == datetime(2025, 1, 1, tzinfo=VIETNAM)
    assert lan.until is None


def test_what_is_written_reads_back(tmp_path: Path) -> None:
    people = read_people(_file(tmp_path, HEAD + LAN))
    again = tmp_path / "again.csv"
    again.write_text(write_people(people), encoding="utf-8")
    assert read_people(again) == people


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEAD + LAN.replace("đầu mối", "giám đốc"), ("dòng 2", "giám đốc", "đầu mối")),
        (HEAD + LAN.replace("Lan.NT@moha.gov.vn", "Lan.NT"), ("dòng 2", "Lan.NT")),
        (HEAD + LAN.replace("1/1/2025", "mai"), ("dòng 2", "mai", "28/8/2026")),
        (HEAD.replace("vai trò", "chức vụ") + LAN, ("dòng 1", "thiếu cột", "vai trò")),
        (HEAD.replace("điện thoại", "số máy") + LAN, ("dòng 1", "cột lạ", "số máy", "điện thoại")),
        (HEAD.replace("điện thoại", "họ tên") + LAN, ("dòng 1", "họ tên", "hai lần")),
        (HEAD.replace("vai trò;", "") + LAN, ("dòng 1", "vai trò")),
        ("", ("tệp trống",)),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, text: str, words: tuple[str, ...]) -> None:
    with pytest.raises(UsageError) as refusal:
        read_people(_file(tmp_path, text))
    for word in words:
        assert word in str(refusal.value)
