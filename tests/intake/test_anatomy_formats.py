"""One official document in every format, and the slips, frames and wrappings that real ones have."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from casework.document import Anatomy, Item, Line, Zone
from intake.anatomy import dissect
from intake.readers.limits import Limits
from intake.readers.reading import read_file
from tests.builders import doc, docx, odf, pdf, rtf, web

LEFT = ("BỘ NỘI VỤ", "VĂN PHÒNG", "Số: 668/VP-TH")
RIGHT = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Hà Nội, ngày 30 tháng 6 năm 2025")
TITLE = ("KẾ HOẠCH", "Triển khai công tác văn thư năm 2026 của")
WRAPPED = "các đơn vị thuộc Bộ"
PROSE = "Thực hiện chương trình công tác năm 2026, Văn phòng Bộ đề nghị các đơn vị phối hợp triển khai."
TRAP = ("STT", "Nơi nhận", "Số lượng")
ITEMS = ("- Như trên;", "- Cổng thông tin điện tử Bộ Nội vụ", "(để đăng tải);", "- Lưu: VT, TH.")
SIGNED = ("TL. BỘ TRƯỞNG", "CHÁNH VĂN PHÒNG", "Vũ Đăng Minh")
BODY = (*TITLE, WRAPPED, PROSE, PROSE)


def _docx() -> bytes:
    head, foot = docx.table([[list(LEFT), list(RIGHT)]]), docx.table([[["Nơi nhận:", *ITEMS], list(SIGNED)]])
    return docx.build_docx([head, *BODY, docx.table([TRAP, ("1", "Sở Nội vụ", "3")]), foot])


def _doc() -> bytes:
    def column(cell: tuple[str, ...]) -> list[doc.Para]:
        inside = doc.sprm(0x2416, 1) + doc.sprm(0x6649, 1)
        return [*(doc.para(text, orders=inside) for text in cell[:-1]), doc.cell(cell[-1])]

    def sides(left: tuple[str, ...], right: tuple[str, ...]) -> list[doc.Para]:
        return [*column(left), *column(right), doc.row_end()]

    body = [doc.para(line) for line in BODY]
    trap = doc.table([TRAP, ("1", "Sở Nội vụ", "3")])
    return doc.build_doc([*sides(LEFT, RIGHT), *body, *trap, doc.para(""), *sides(("Nơi nhận:", *ITEMS), SIGNED)])


def _rtf() -> bytes:
    head, foot = rtf.table([[list(LEFT), list(RIGHT)]]), rtf.table([[["Nơi nhận:", *ITEMS], list(SIGNED)]])
    return rtf.build_rtf([head, *BODY, rtf.table([TRAP, ("1", "Sở Nội vụ", "3")]), foot])


def _odt() -> bytes:
    head, foot = odf.table([[list(LEFT), list(RIGHT)]]), odf.table([[["Nơi nhận:", *ITEMS], list(SIGNED)]])
    return odf.build_odt([head, *BODY, odf.table([TRAP, ("1", "Sở Nội vụ", "3")]), foot])


def _html() -> bytes:
    def table(*rows: tuple[tuple[str, ...], ...]) -> str:
        cells = ("".join("<td>" + "".join(f"<p>{t}</p>" for t in cell) + "</td>" for cell in row) for row in rows)
        return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"

    trap = table(tuple((t,) for t in TRAP), (("1",), ("Sở Nội vụ",), ("3",)))
    body = "".join(f"<p>{line}</p>" for line in BODY)
    return web.word_page(table((LEFT, RIGHT)) + body + trap + table((("Nơi nhận:", *ITEMS), SIGNED)))


def _pdf() -> bytes:
    def column(x: float, y: float, lines: tuple[str, ...]) -> list[pdf.Text]:
        return [pdf.Text(x, y - 18 * row, line, size=11) for row, line in enumerate(lines)]

    page = [
        *column(70, 800, LEFT), *column(300, 800, RIGHT), *column(200, 720, TITLE), *column(240, 684, (WRAPPED,)),
        *column(70, 650, (PROSE[:88], PROSE[88:])), *column(70, 400, ("Nơi nhận:", *ITEMS)), *column(360, 400, SIGNED),
    ]  # fmt: skip
    for x, word in zip((70, 200, 400), TRAP, strict=True):
        page += [pdf.Text(x, 560, word, size=11), pdf.Text(x, 540, "3", size=11)]
    return pdf.build_pdf([page])


FORMATS: dict[str, Callable[[], bytes]] = {
    "docx": _docx, "doc": _doc, "rtf": _rtf, "odt": _odt, "html": _html, "pdf": _pdf,
}  # fmt: skip


@pytest.mark.parametrize("kind", FORMATS)
def test_one_document_has_the_same_boxes_in_every_format(kind: str) -> None:
    document = read_file(FORMATS[kind](), path="x", name=f"ke hoach.{kind}", limits=Limits())
    anatomy = document.anatomy
    assert document.item is Item.DOCUMENT
    assert (anatomy.issuer, anatomy.number, anatomy.kind) == ("VĂN PHÒNG", "668/VP-TH", "KẾ HOẠCH")
    assert (anatomy.place, anatomy.issued_on) == ("Hà Nội", date(2025, 6, 30))
    assert anatomy.abstract == "Triển khai công tác văn thư năm 2026 của các đơn vị thuộc Bộ"
    assert anatomy.recipients == ("Như trên", "Cổng thông tin điện tử Bộ Nội vụ (để đăng tải)", "Lưu: VT, TH")
    assert (anatomy.signer_title, anatomy.signer) == ("TL. BỘ TRƯỞNG CHÁNH VĂN PHÒNG", "Vũ Đăng Minh")


def lines(*texts: str, recognised: bool = False) -> list[Line]:
    return [Line(text, f"đoạn {n}", recognised=recognised) for n, text in enumerate(texts, 1)]


def sheet(*foot: str, recognised: bool = False) -> Anatomy:
    return dissect(lines("BỘ NỘI VỤ", "Số: 3/TB-BNV", RIGHT[0], "THÔNG BÁO", "Về lịch nghỉ", PROSE * 2, *foot,
                         recognised=recognised))  # fmt: skip


@pytest.mark.parametrize(
    "heading",
    ["Nơi nhận:", "Nơi nhân:", "Nơi nhận ;", "Nơi nhận .", "NƠI NHẬN:", "Noi nhan:", "Nới nhận:", "Nơi nhậnj:",
     "Nơi nhậm:", "Nơi nhạn :", "*Nơi nhận:*"],
)  # fmt: skip
def test_slips_in_the_heading_of_noi_nhan(heading: str) -> None:
    assert sheet(heading, "- Như trên;", "- Lưu: VT.").recipients == ("Như trên", "Lưu: VT")


@pytest.mark.parametrize("heading", ["Nơi nhập: kho số 2", "Nơi nhập:", "Nơi sinh:", "Nội nhận:"])
def test_other_labels_are_no_noi_nhan(heading: str) -> None:
    assert sheet(heading, "Hà Nội", "Trần Văn Bình").recipients in (None, ()), heading


@pytest.mark.parametrize("heading", ["Kính gửi:", "Kinh gửi:", "Kính gởi:", "Kính gừi :", "Kinh giri:", "KÍNH GỬI:"])
def test_slips_in_kinh_gui(heading: str) -> None:
    anatomy = dissect(lines("BỘ NỘI VỤ", "Số: 3/BNV-VP", RIGHT[0], f"{heading} Sở Nội vụ các tỉnh", PROSE))
    assert anatomy.addressed_to == ("Sở Nội vụ các tỉnh",)


@pytest.mark.parametrize("label", ["Kinh phí: 30 triệu đồng", "Kính mời: các đồng chí", "Kênh: VTV1"])
def test_other_labels_are_no_kinh_gui(label: str) -> None:
    assert dissect(lines("BỘ NỘI VỤ", "Số: 3/BNV-VP", RIGHT[0], label, PROSE)).addressed_to == ()


@pytest.mark.parametrize("number", ["Số: 3/TB-BNV", "Sô: 3/TB-BNV", "So: 3/TB-BNV", "Số ; 3/TB-BNV", "SỐ 3 / TB - BNV"])
def test_slips_in_the_number(number: str) -> None:
    assert dissect(lines("BỘ NỘI VỤ", number, RIGHT[0], "THÔNG BÁO", PROSE)).number == "3/TB-BNV"


def test_a_number_of_which_the_scan_shows_only_a_dash_stays_open() -> None:
    assert dissect(lines("BỘ NỘI VỤ", "Số: - …/QĐ-BNV", RIGHT[0], PROSE, recognised=True)).number == "/QĐ-BNV"


def test_noi_nhan_and_head_in_text_boxes() -> None:
    boxed = [Line(text, "hộp chữ 1", Zone.TEXT_BOX) for text in ("BỘ NỘI VỤ", "Số: 3/TB-BNV", RIGHT[0])]
    foot = [Line(text, "hộp chữ 2", Zone.TEXT_BOX) for text in ("Nơi nhận:", "- Cổng TTĐT Bộ;", "- Lưu: VT.")]
    flow = lines("THÔNG BÁO", "Về lịch nghỉ", PROSE * 2, "TUQ. BỘ TRƯỞNG", "VỤ TRƯỞNG", "Trần Văn Bình")
    anatomy = dissect([*boxed, *flow, *foot])
    assert (anatomy.number, anatomy.kind, anatomy.issuer) == ("3/TB-BNV", "THÔNG BÁO", "BỘ NỘI VỤ")
    assert (anatomy.recipients, anatomy.recipients_where) == (("Cổng TTĐT Bộ", "Lưu: VT"), "hộp chữ 2")
    assert anatomy.signer == "Trần Văn Bình"


def test_a_forgotten_dash_does_not_end_the_list() -> None:
    foot = ("Nơi nhận:", "- Như trên;", "Cổng TTĐT Bộ (để đăng);", "- Các đơn vị thuộc Bộ;", "- Lưu: VT.")
    assert sheet(*foot).recipients == ("Như trên", "Cổng TTĐT Bộ (để đăng)", "Các đơn vị thuộc Bộ", "Lưu: VT")


def test_the_signer_between_the_items_is_none_of_them() -> None:
    foot = ("Nơi nhận:", "- Như trên;", "Thứ trưởng", "- Cổng TTĐT Bộ;", "Vũ Văn Ninh", "- Lưu: VT.")
    assert sheet(*foot).recipients == ("Như trên", "Cổng TTĐT Bộ", "Lưu: VT")


def test_forms_bound_behind_a_signed_document_keep_their_noi_nhan() -> None:
    form = ("Mẫu số 01", RIGHT[0], "QUYẾT ĐỊNH", PROSE, "Nơi nhận:", "- Cổng TTĐT Bộ;", "- Lưu: VT.")
    signed = ("BỘ TRƯỞNG", "Phạm Thị Thanh Trà")
    anatomy = sheet(*signed, *form)
    assert anatomy.recipients is None
    assert (anatomy.signer_title, anatomy.signer) == ("BỘ TRƯỞNG", "Phạm Thị Thanh Trà")


def test_what_recognition_reads_out_of_dirt_before_a_line_is_left_away() -> None:
    dirty = lines("⁄ _ỦY BAN NHÂN DÂN", "TỈNH PHÚ THỌ", RIGHT[0], "N \\QUYÉT ĐỊNH", "Về việc khen thưởng", PROSE,
                  "Nơi nhận:", "~ Như trên;", "~- Sở Nội vụ;", "- bưu: VT, TH", recognised=True)  # fmt: skip
    anatomy = dissect(dirty)
    assert (anatomy.issuer, anatomy.kind) == ("ỦY BAN NHÂN DÂN TỈNH PHÚ THỌ", "QUYẾT ĐỊNH")
    assert anatomy.recipients is not None and anatomy.recipients[:2] == ("Như trên", "Sở Nội vụ")


def test_tabs_that_a_web_page_shows_as_blanks() -> None:
    anatomy = dissect(
        lines(f"ỦY BAN NHÂN DÂN {RIGHT[0]}", f"XÃ AN BÌNH {RIGHT[1]}",
              "Số: 12/BC-UBND An Bình, ngày 5 tháng 1 năm 2026",
              "BÁO CÁO", "Về công tác hòa giải", PROSE)
    )  # fmt: skip
    assert (anatomy.issuer, anatomy.number) == ("ỦY BAN NHÂN DÂN XÃ AN BÌNH", "12/BC-UBND")
    assert (anatomy.place, anatomy.issued_on) == ("An Bình", date(2026, 1, 5))
