"""Cells of .csv and .tsv files: charset, separator, places, bounds."""

from __future__ import annotations

import random

import pytest

from casework.document import FlawKind, Zone
from intake.encodings.judge import Stretch, judge
from intake.readers.assemble import RawDocument
from intake.readers.limits import Limits
from intake.readers.sheets.separated import read
from tests.builders.legacy import encode

LIMITS = Limits()


def cells(raw: RawDocument) -> list[tuple[str, str]]:
    assert raw.lines is not None
    assert all(line.zone is Zone.TABLE for line in raw.lines)
    return [("".join(p.text for p in line.pieces), line.where.rpartition(" ")[2]) for line in raw.lines]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_separator_is_found(separator: str, charset: str) -> None:
    text = "\r\n".join(separator.join(row) for row in (["TT", "Họ tên"], ["1", "Nguyễn Văn A"], ["2", "Lê B"]))
    assert cells(read(text.encode(charset), LIMITS)) == [
        ("TT", "A1"), ("Họ tên", "B1"), ("Nguyễn Văn A", "B2"), ("Lê B", "B3"),
    ]  # fmt: skip


def test_columns_are_those_of_the_sheet() -> None:
    raw = read("Nơi nhận:;GIÁM ĐỐC\n- Như trên;\n- Lưu: VT.;Nguyễn A\n".encode(), LIMITS)
    assert raw.lines is not None
    assert [(line.pieces[0].text, line.column) for line in raw.lines] == [
        ("Nơi nhận:", 1), ("GIÁM ĐỐC", 2), ("- Như trên", 1), ("- Lưu: VT.", 1), ("Nguyễn A", 2),
    ]  # fmt: skip
    assert {line.where.partition(",")[0] for line in raw.lines} == {"bảng tính"}


def test_quotes_hold_separators_and_lines_together() -> None:
    assert cells(read('a;"b; c"\n"dòng một\ndòng hai";d""e\n'.encode(), LIMITS)) == [
        ("a", "A1"), ("b; c", "B1"), ("dòng một", "A2"), ("dòng hai", "A2"), ('d""e', "B2"),
    ]  # fmt: skip


def test_the_separator_that_excel_is_told() -> None:
    assert cells(read(b"sep=|\na,b|c\n", LIMITS)) == [("a,b", "A1"), ("c", "B1")]


def test_legacy_bytes_come_out_as_stored() -> None:
    text = encode("ủy ban nhân dân xã đề nghị các đơn vị trực thuộc báo cáo", "tcvn3")
    raw = read(f"TT;{text}\n".encode("cp1252"), LIMITS)
    assert cells(raw)[1] == (text, "B1")
    assert judge([Stretch(text, "", 0)])[0].encoding == "tcvn3"


def test_a_quote_that_is_never_closed_loses_nothing() -> None:
    body = 'a,"b\n' + "c,d\n" * 300_000
    found = cells(read(body.encode(), LIMITS))
    assert found[0] == ("a", "A1")
    assert len(found) > 300_000 - 2 or len(found) > LIMITS.text_lines


def test_bounds_name_themselves() -> None:
    raw = read(b"a,b\n" * 1000, Limits(cells=100))
    assert [flaw.kind for flaw in raw.flaws] == [FlawKind.LIMIT] and "cells" in raw.flaws[0].detail
    raw = read(b"chu " * 1000, Limits(text_letters=100))
    assert [flaw.kind for flaw in raw.flaws] == [FlawKind.LIMIT]
    raw = read(b"," * 3_000_000, LIMITS)
    assert [flaw.kind for flaw in raw.flaws] == [FlawKind.LIMIT]


def test_random_bytes_never_raise() -> None:
    rolls = random.Random(20261122)
    for _ in range(500):
        content = bytes(rolls.choice(b'",;\t|\r\n\0ab\xff\xe1=se p') for _ in range(rolls.randrange(200)))
        assert read(content, LIMITS).lines is not None
