"""Columns of a page whose gutter is narrow: the last line of Nơi nhận may reach up to the signer's name."""

from __future__ import annotations

from intake.readers.pdf.layout import Cell, Span, lay_out

_LEFT, _RIGHT = 57.0, 298.5


def _span(text: str, x0: float, x1: float, y: float) -> Span:
    return Span(text, "Times New Roman", False, False, x0, x1, y, 14.0)


def _lines(spans: list[Span]) -> list[tuple[str, int]]:
    return [(_text(cell), cell.column) for cell in lay_out(spans)]


def _text(cell: Cell) -> str:
    return "".join(piece.text for piece in cell.pieces)


def _signature(name: Span) -> list[Span]:
    return [
        _span("Nơi nhận:", _LEFT, 125, 506),
        _span("KT. CHÁNH VĂN PHÒNG", _RIGHT, 478, 506),
        _span("- Như trên;", _LEFT, 133, 490),
        _span("- TTCNTT (để đăng tải trên Cổng", _LEFT, 292, 458),
        name,
        _span("TTĐT Bộ);", _LEFT, 128, 441),
    ]


def test_a_full_line_beside_the_signer_stays_in_its_column() -> None:
    wanted = [
        ("Nơi nhận:", 1),
        ("- Như trên;", 1),
        ("- TTCNTT (để đăng tải trên Cổng", 1),
        ("TTĐT Bộ);", 1),
        ("KT. CHÁNH VĂN PHÒNG", 2),
        ("Phạm Thu Hà", 2),
    ]
    assert _lines(_signature(_span("Phạm Thu Hà", _RIGHT, 394, 458))) == wanted


def test_a_signer_in_the_middle_of_the_column_is_told_apart_too() -> None:
    middle = (_RIGHT + 478) / 2
    name = _span("Nguyễn Thị Thu Phương Hà", middle - 85, middle + 85, 458)
    lines = _lines([span if span.x1 != 292 else span._replace(x1=297) for span in _signature(name)])
    assert ("- TTCNTT (để đăng tải trên Cổng", 1) in lines
    assert ("Nguyễn Thị Thu Phương Hà", 2) in lines


def test_words_of_a_line_below_two_columns_stay_together() -> None:
    spans = [
        _span("BỘ NỘI VỤ", _LEFT, 138, 700),
        _span("Hà Nội, ngày 19 tháng 11 năm 2026", _RIGHT, 516, 700),
        _span("Thực hiện chỉ đạo của đồng chí Phó", _LEFT, 294.5, 680),
        _span("Thủ tướng Chính phủ về cải cách", _RIGHT, 516, 680),
        _span("hành chính, Bộ Nội vụ đề nghị các đơn vị triển khai", _LEFT, 516, 660),
    ]
    assert [text for text, _ in _lines(spans)][
        2
    ] == "Thực hiện chỉ đạo của đồng chí Phó Thủ tướng Chính phủ về cải cách"
