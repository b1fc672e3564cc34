"""Each mark in every format, at the place of a mark and in every way in which its letters may be stored; and what only
looks like one."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Callable

import pytest

from casework.document import Document, Line, MarkKind, Zone
from intake.marks import find_marks
from intake.opening import open_files
from intake.readers.limits import Limits
from intake.readers.reading import read_file
from intake.terms import Terms
from tests.builders.docx import build_docx
from tests.builders.legacy import encode
from tests.builders.papers import PAPERS, Paper

MARKS = {
    "MẬT": MarkKind.SECRET,
    "TỐI MẬT": MarkKind.SECRET,
    "TUYỆT MẬT": MarkKind.SECRET,
    "XEM XONG TRẢ LẠI": MarkKind.LIMIT,
    "LƯU HÀNH NỘI BỘ": MarkKind.LIMIT,
    "HỎA TỐC": MarkKind.URGENCY,
}
HEAD = ("ỦY BAN NHÂN DÂN", "XÃ AN BÌNH", "Số: 12/BC-UBND")
REST = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "BÁO CÁO", "Về công tác hòa giải")
PROSE = ("Trong quý I, các tổ hòa giải ở cơ sở đã tiếp nhận và hòa giải thành nhiều vụ việc ở địa phương.",) * 3

#: Name → font and how the letters are stored. In a font …H the codes of small letters show capitals.
STORED: dict[str, tuple[str, Callable[[str], str]]] = {
    "unicode": ("Times New Roman", str),
    "combining": ("Times New Roman", lambda text: unicodedata.normalize("NFD", text)),
    "cyrillic twins": ("Times New Roman", lambda text: text.replace("T", "\u0422").replace("M", "\u041c")),
    "tcvn3": (".VnTimeH", lambda text: encode(text, "tcvn3")),
    "tcvn3 in small letters": (".VnTimeH", lambda text: encode(text.lower(), "tcvn3")),
    "vni": ("VNI-Times", lambda text: encode(text, "vni")),
}
WITHOUT_FONTS = ("csv", "txt")
WITH_STAMPS = ("docx", "docx-table", "doc", "rtf", "odt", "fodt", "html", "mht", "pdf", "xlsx", "xls")


def read(kind: str, paper: Paper) -> Document:
    name = f"bao cao.{kind.partition('-')[0]}"
    return read_file(PAPERS[kind](paper), path=name, name=name, limits=Limits())


def marks(document: Document) -> list[tuple[str, MarkKind, bool]]:
    return [(mark.text, mark.kind, mark.sure) for mark in document.marks]


@pytest.mark.parametrize("stored", STORED)
@pytest.mark.parametrize("kind", PAPERS)
def test_a_mark_under_the_number(kind: str, stored: str) -> None:
    font, store = STORED[stored]
    # Where no font tells that small letters show as capitals, a person looks.
    sure = not (kind in WITHOUT_FONTS and stored == "tcvn3 in small letters")
    for mark, what in MARKS.items():
        lines = tuple(map(store, (*HEAD, mark, *REST)))
        assert marks(read(kind, Paper(lines, tuple(map(store, PROSE)), font))) == [(mark, what, sure)]


@pytest.mark.parametrize("stored", STORED)
@pytest.mark.parametrize("kind", WITH_STAMPS)
def test_a_mark_in_a_box_or_a_header(kind: str, stored: str) -> None:
    font, store = STORED[stored]
    for mark, what in MARKS.items():
        paper = Paper(tuple(map(store, (*HEAD, *REST))), tuple(map(store, PROSE)), font, stamp=store(mark))
        assert marks(read(kind, paper)) == [(mark, what, True)]


@pytest.mark.parametrize("kind", PAPERS)
def test_giai_mat_beside_the_mark_lifts_it(kind: str) -> None:
    for stored in ("unicode", "tcvn3", "vni"):
        font, store = STORED[stored]
        lines = tuple(map(store, (*HEAD, "MẬT", "GIẢI MẬT", *REST)))
        found = read(kind, Paper(lines, tuple(map(store, PROSE)), font)).marks
        assert [mark.kind for mark in found] == [MarkKind.LIFTED]


@pytest.mark.parametrize("kind", PAPERS)
def test_an_open_paper_that_speaks_of_secrets_bears_no_mark(kind: str) -> None:
    spoken = (
        "Luật Bảo vệ bí mật nhà nước quy định ba độ mật: tuyệt mật, tối mật và mật.",
        "Mật độ dân số của xã là 512 người trên một km vuông.",
        "BẢO VỆ BÍ MẬT NHÀ NƯỚC",
        "Nghề nuôi ong lấy mật đem lại thu nhập ổn định cho nhiều hộ.",
    )
    for stored in STORED:
        font, store = STORED[stored]
        lines = tuple(map(store, (*HEAD, *REST, "VỀ BẢO VỆ BÍ MẬT NHÀ NƯỚC")))
        assert read(kind, Paper(lines, tuple(map(store, (*PROSE, *spoken))), font)).marks == (), stored


@pytest.mark.parametrize("text", ["MËT", "TèI MËT", "TUYÖT MËT", "MAÄT", "TOÁI MAÄT", "[MAÄT]", "MËT - báo cáo"])
@pytest.mark.parametrize("zone", [Zone.HEADER, Zone.TEXT_BOX, Zone.SUBJECT, Zone.FILE_NAME, Zone.METADATA])
def test_a_mark_whose_few_letters_no_font_could_decode_is_a_doubt(text: str, zone: Zone) -> None:
    (mark,) = find_marks([Line(text, "x", zone)])
    assert (mark.kind, mark.sure) == (MarkKind.SECRET, False)


@pytest.mark.parametrize(
    "text", ["maät thiết", "Mët", "ËT", "NAÊM MAÁT MUØA", "MAÄT ÑOÄ DAÂN SOÁ trong sáu tháng đầu năm"]
)
def test_other_words_in_legacy_codes_are_none(text: str) -> None:
    assert find_marks([Line(text, "đoạn 40")]) == ()
    assert find_marks([Line("maät thiết", "x", Zone.SUBJECT)]) == ()


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("STT", "Tên văn bản", "Độ mật"), []),
        (("1", "Báo cáo", "Mật"), []),
        (("Độ mật", "Tối mật"), [("TỐI MẬT", True)]),
        (("Độ khẩn", "Độ mật"), []),
        (("Danh mục bí mật nhà nước",), []),
    ],
)
def test_headings_of_tables(cells: tuple[str, ...], expected: list[tuple[str, bool]]) -> None:
    before = [Line(text, f"đoạn {n}") for n, text in enumerate((*HEAD, *REST), 1)]
    row = [Line(text, f"bảng 1, hàng 1, ô {n}", Zone.TABLE, False, n) for n, text in enumerate(cells, 1)]
    after = [Line(text * 2, "đoạn 30") for text in PROSE]
    far = () if expected else after  # a register stands below prose, the label of a degree in the head
    assert [(m.text, m.sure) for m in find_marks([*before, *far, *row])] == expected


def test_the_name_of_an_entry_in_a_zip_bears_a_mark() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        package.writestr("Ho so/[TỐI MẬT] ke hoach.docx", build_docx(PROSE))
    opened = open_files(content.getvalue(), "Ho_so.zip", Terms())
    assert any(m.kind is MarkKind.SECRET and m.sure for d in opened.documents for m in d.marks)
    assert all(document.cut for document in opened.documents), "one mark cuts every file of the mail"


def test_drawn_samples_of_several_degrees_of_urgency_are_no_marks_but_secrecy_is_kept() -> None:
    boxes = [
        Line(text, f"hộp chữ {n}", Zone.TEXT_BOX)
        for n, text in enumerate(("KHẨN", "HỎA TỐC", "LƯU HÀNH NỘI BỘ", "MẬT"), 1)
    ]
    assert find_marks(boxes[:3]) == ()
    assert [mark.text for mark in find_marks(boxes)] == ["MẬT"]
    assert [mark.text for mark in find_marks(boxes[1:3])] == ["HỎA TỐC", "LƯU HÀNH NỘI BỘ"]


@pytest.mark.parametrize("stamp", ["MẬT", "TỐI MẬT"])
def test_a_stamp_behind_one_tab_on_the_line_of_the_body(stamp: str) -> None:
    content = build_docx([f"UBND XÃ AN BÌNH\t{stamp}", *HEAD[2:], *REST, *PROSE])
    document = read_file(content, path="a.docx", name="a.docx", limits=Limits())
    assert marks(document) == [(stamp, MarkKind.SECRET, True)]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("Độ mật", "Tối mật", [("TỐI MẬT", MarkKind.SECRET, False)]),
        ("Do mat", "MẬT", [("MẬT", MarkKind.SECRET, False)]),
        ("Độ mật", "Không", []),
        ("Người soạn", "Mật", []),
    ],
)
def test_a_custom_property_that_names_the_degree(name: str, value: str, expected: list[object]) -> None:
    types = "http://schemas.openxmlformats.org/officeDocument/2006"
    custom = (
        f'<Properties xmlns="{types}/custom-properties" xmlns:vt="{types}/docPropsVTypes">'
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="{name}">'
        f"<vt:lpwstr>{value}</vt:lpwstr></property></Properties>"
    )
    content = build_docx([*HEAD, *REST, *PROSE], extra={"docProps/custom.xml": custom})
    document = read_file(content, path="a.docx", name="a.docx", limits=Limits())
    assert marks(document) == expected
    assert all(mark.zone is Zone.METADATA for mark in document.marks)
