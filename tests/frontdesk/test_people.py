"""The directory as a file: CSV and XLSX, as written by us and as typed by people; errors by line."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from casework.calendar import VIETNAM
from casework.directory import Person, Role
from casework.errors import UsageError
from frontdesk.people import Entry, Table, read_people, read_table, save_people, write_people

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


FULL = Person(
    "hung@moha.gov.vn", "Trần Văn Hùng", "Vụ A", Role.SUBSTITUTE, ("congttdt",), "0912.000111",
    datetime(2026, 8, 28, 9, 30, tzinfo=VIETNAM), datetime(2027, 1, 1, tzinfo=VIETNAM),
    function="Phó Vụ trưởng", fields=("cải cách hành chính", "tổ chức"), certificate="0f" * 32,
)  # fmt: skip


@pytest.mark.parametrize("name", ["danh-ba.csv", "danh-ba.xlsx"])
def test_every_field_reads_back(tmp_path: Path, name: str) -> None:
    save_people((FULL,), tmp_path / name)
    assert read_table(tmp_path / name) == Table(entries=(Entry(2, FULL),))


def _workbook(path: Path, *rows: tuple[object, ...]) -> Path:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_a_workbook_that_people_typed(tmp_path: Path) -> None:
    """Days as days, a telephone as a number, empty rows above and between."""
    path = _workbook(
        tmp_path / "nguoi.xlsx",
        (),
        ("Địa chỉ", "Họ tên", "Đơn vị", "Vai trò", "Điện thoại", "Từ ngày", "Đến ngày"),
        ("lan@moha.gov.vn", "Lan", "Vụ A", "Đầu mối", 2462820327, datetime(2026, 8, 28), date(2026, 12, 31)),  # noqa: DTZ001
        (None, None),
        ("hoa@moha.gov.vn", "Hoa", "Vụ A", "cộng tác viên", 84912000111, "1/9/2026 08:30", None),
    )
    table = read_table(path)
    lan, hoa = table.people
    assert (lan.telephone, hoa.telephone) == ("02462820327", "+84912000111")
    assert lan.since == datetime(2026, 8, 28, tzinfo=VIETNAM)
    assert lan.until == datetime(2027, 1, 1, tzinfo=VIETNAM), "the last day is still in office"
    assert hoa.since == datetime(2026, 9, 1, 8, 30, tzinfo=VIETNAM)
    assert [entry.row for entry in table.entries] == [3, 5] and table.row_of(hoa) == "dòng 5: "
    assert [note.split(":")[0] for note in table.notes] == ["dòng 3", "dòng 5"]
    assert set(table.unsaid) == {"function", "portals", "fields", "certificate"}


def test_nothing_in_an_export_is_a_formula(tmp_path: Path) -> None:
    odd = Person("a@moha.gov.vn", "A", "Vụ A", Role.STAFF, telephone="+8424", function="=1+1")
    save_people((odd,), tmp_path / "a.xlsx")
    cells = [cell for row in load_workbook(tmp_path / "a.xlsx").active.iter_rows() for cell in row]  # type: ignore[union-attr]
    assert {cell.data_type for cell in cells if cell.value} == {"s"}
    assert read_people(tmp_path / "a.xlsx") == (odd,)


def test_what_is_no_directory_is_refused_with_words(tmp_path: Path) -> None:
    book = _workbook(tmp_path / "sai.xlsx", ("địa chỉ", "họ tên", "đơn vị", "vai trò"), ("x", "X", "Vụ A", "phó"))
    for content, words in (
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "đời cũ"),
        (b"PK\x03\x04 broken", "không mở được"),
        ("địa chỉ".encode("utf-16"), "UTF-8"),
        (book.read_bytes(), "dòng 2"),
    ):
        path = tmp_path / "tep"
        path.write_bytes(content)
        with pytest.raises(UsageError, match=words):
            read_people(path)


def test_an_export_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    for name, words in (
        ("x.pdf", ".xlsx hoặc .csv"),
        ("none/x.csv", "không ghi được"),
        ("none/x.xlsx", "không ghi được"),
    ):
        with pytest.raises(UsageError, match=words):
            save_people((), tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_tabs_divide_too(tmp_path: Path) -> None:
    (lan,) = read_people(_file(tmp_path, (HEAD + LAN).replace(";", "\t")))
    assert lan.unit == "Vụ CCHC"
