"""Sheets and slides behind the sandbox's locks, and what marks and Nơi nhận they give to the rules."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from casework.document import Document, MarkKind
from intake.opening import open_file
from intake.sandbox import Sandbox
from intake.terms import Terms
from tests.builders import ppt, pptx, xls, xlsx
from tests.builders.legacy import encode

TERMS = Terms()
OFFICIAL = {
    "A1": "BỘ NỘI VỤ", "E1": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "A2": "Số: 12/BC-BNV",
    "E2": "Độc lập - Tự do - Hạnh phúc", "A4": "BÁO CÁO", "A5": "Kết quả công tác quý I năm 2026",
    "A7": "Thực hiện chương trình công tác năm, các đơn vị đã hoàn thành nhiệm vụ được giao.",
    "A9": "Nơi nhận:", "E9": "KT. BỘ TRƯỞNG", "A10": "- Như trên;",
    "A11": "- Cổng TTĐT Bộ;", "A12": "- Lưu: VT.", "E12": "Nguyễn Văn A",
}  # fmt: skip


def made() -> dict[str, bytes]:
    """One file of each kind with a legacy line."""
    text = encode("ủy ban nhân dân xã đề nghị các đơn vị trực thuộc thực hiện nghiêm", "tcvn3")
    return {
        "a.xls": xls.build_xls([xls.Sheet("DS", {"B7": text}, font=".VnTime", header="&CA", boxes=["b"])]),
        "a.xlsx": xlsx.build_xlsx([xlsx.Sheet("DS", {"B7": xlsx.Styled(text, ".VnTime")}, header="&CA")]),
        "a.ppt": ppt.build_ppt([ppt.Slide([ppt.Text(text, runs=[(text, ".VnTime")])])]),
        "a.pptx": pptx.build_pptx([pptx.Slide(pptx.shape(text, font=".VnTime"))]),
        "a.csv": f"TT;{text}\n1;2\n".encode("cp1252"),
    }


@pytest.fixture(scope="module")
def real() -> Iterator[Sandbox]:
    with Sandbox(workers=1, seconds=20.0, memory_mb=1024) as sandbox:
        yield sandbox


@pytest.mark.parametrize("name", list(made()))
def test_the_locked_worker_reads_as_we_do(real: Sandbox, name: str) -> None:
    content = made()[name]
    document = real.open_file(content, name, TERMS)
    assert document == open_file(content, name, TERMS)
    assert [(run.encoding, run.where) for run in document.runs or () if run.letters] == [("tcvn3", _place(name))]
    assert document.flaws == ()


def _place(name: str) -> str:
    return {"a.ppt": "trang chiếu 1", "a.pptx": "trang chiếu 1", "a.csv": "bảng tính, ô B1"}.get(
        name, "trang tính “DS”, ô B7"
    )


def opened(name: str, content: bytes) -> Document:
    return open_file(content, name, TERMS)


@pytest.mark.parametrize("name", ["a.xls", "a.xlsx"])
def test_the_boxes_of_an_official_document_in_a_sheet(name: str) -> None:
    build = {
        "a.xls": lambda c: xls.build_xls([xls.Sheet("S", c)]),
        "a.xlsx": lambda c: xlsx.build_xlsx([xlsx.Sheet("S", c)]),
    }
    anatomy = opened(name, build[name](OFFICIAL)).anatomy
    assert anatomy is not None
    assert anatomy.number == "12/BC-BNV"
    assert anatomy.recipients == ("Như trên", "Cổng TTĐT Bộ", "Lưu: VT")


def test_secrecy_marks_in_every_place_of_a_sheet_and_a_slide() -> None:
    secret = encode("tối mật", "tcvn3")
    where = {
        "ô": xlsx.build_xlsx([xlsx.Sheet("S", {"A1": "BỘ NỘI VỤ", "C1": "TỐI MẬT", "A2": "x"})]),
        "ô của .xls": xls.build_xls([xls.Sheet("S", {"A1": "BỘ NỘI VỤ", "C1": "TỐI MẬT", "A2": "x"})]),
        "ô .VnTimeH": xls.build_xls([xls.Sheet("S", {"A1": [(secret, ".VnTimeH")], "A2": "x"})]),
        "đầu trang": xls.build_xls([xls.Sheet("S", {"A1": "x"}, header="&RTỐI MẬT")]),
        "đầu trang .xlsx": xlsx.build_xlsx([xlsx.Sheet("S", {"A1": "x"}, header="&RTỐI MẬT")]),
        "hộp": xls.build_xls([xls.Sheet("S", {"A1": "x"}, boxes=["TỐI MẬT"])]),
        "chữ nghệ thuật": xls.build_xls([xls.Sheet("S", {"A1": "x"}, word_art=[("TỐI MẬT", "Arial")])]),
        "trang chiếu": pptx.build_pptx([pptx.Slide(pptx.shape("TỐI MẬT"))]),
        "mẫu": pptx.build_pptx([pptx.Slide(pptx.shape("x"))], master=pptx.shape("TỐI MẬT")),
        "trang chiếu .ppt": ppt.build_ppt([ppt.Slide([ppt.Text("TỐI MẬT")])]),
        "mẫu .ppt": ppt.build_ppt([ppt.Slide([ppt.Text("x")])], master=[ppt.Text("TỐI MẬT")]),
        "chân .ppt": ppt.build_ppt([ppt.Slide([ppt.Text("x")], footer="TỐI MẬT")]),
    }
    for place, content in where.items():
        marks = [mark for mark in opened("tep", content).marks if mark.kind is MarkKind.SECRET]
        assert [mark.text for mark in marks] == ["TỐI MẬT"], place


def test_the_word_in_a_sentence_is_no_mark() -> None:
    content = xlsx.build_xlsx([xlsx.Sheet("S", {"A1": "Danh mục bí mật nhà nước độ tối mật", "B1": "bảo mật"})])
    assert opened("a.xlsx", content).marks == ()
