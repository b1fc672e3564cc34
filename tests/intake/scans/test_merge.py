"""Recognised pages as lines of the document; flaws say what stays unread and why."""

from __future__ import annotations

from typing import Any

import pytest

from casework.document import Flaw, FlawKind, Picture, Stamp, StampKind, Zone
from intake.aids import Aid, AidKind, RecognisedLine, RecognisedPage
from intake.anatomy import dissect
from intake.marks import find_marks
from intake.readers.assemble import RawDocument, RawLine, RawPiece, assemble
from intake.scans.merge import is_clear, with_recognised
from intake.scans.turn import turned

NO_TEXT = Flaw(FlawKind.NO_TEXT, "trang quét không có lớp chữ", "trang 1–3")
SCAN = RawDocument(
    None, 3, tuple(Picture(f"trang {n}", "pdf", 1654, 2339, True) for n in (1, 2, 3)), (NO_TEXT,), wants=("ocr",),
    unread_pages=(1, 2, 3),
)  # fmt: skip
LETTER = "Bộ phận một cửa của xã đã rút ngắn thời gian giải quyết hồ sơ."


def line(text: str, left: float, top: float, *, confidence: float = 93.0, wide: float = 0.3) -> RecognisedLine:
    return RecognisedLine(text, left, top, left + wide, top + 0.012, confidence)


def page(number: int, *lines: RecognisedLine, **facts: Any) -> RecognisedPage:
    return RecognisedPage(number, 1654, 2339, lines=lines, **facts)


def merged(*pages: RecognisedPage, raw: RawDocument = SCAN, **facts: str) -> RawDocument:
    return with_recognised(raw, Aid("x", AidKind.OCR, pages=pages, **facts))


def texts(raw: RawDocument) -> list[str]:
    return ["".join(piece.text for piece in each.pieces) for each in raw.lines or ()]


def flaws(raw: RawDocument) -> list[tuple[str, str, str]]:
    return [(flaw.kind.value, flaw.detail, flaw.where) for flaw in raw.flaws]


def test_pages_that_were_read_are_scans_no_more_and_their_letters_prove_nothing() -> None:
    raw = merged(*(page(n, line(LETTER, 0.1, 0.2, wide=0.8)) for n in (1, 2, 3)))
    assert texts(raw) == [LETTER] * 3 and flaws(raw) == []
    document = assemble(raw, path="x", name="x", kind="pdf", sha256="x", size=1)
    assert all(each.recognised for each in document.lines)
    assert document.encodings == () and document.lines[1].where == "trang 2"


def test_pages_beyond_the_budget_name_the_limit() -> None:
    raw = merged(page(1, line(LETTER, 0.1, 0.2)), limit="chỉ nhận dạng chữ 1 trang của một thư")
    assert flaws(raw) == [
        ("no_text", "trang quét không có lớp chữ", "trang 2–3"),
        ("limit", "chỉ nhận dạng chữ 1 trang của một thư", "trang 2–3"),
    ]


def test_a_failure_leaves_the_scan_a_scan_and_says_why() -> None:
    raw = merged(failure="máy chưa cài tesseract")
    assert flaws(raw) == [
        ("no_text", "trang quét không có lớp chữ", "trang 1–3"),
        ("not_recognised", "máy chưa cài tesseract", "trang 1–3"),
    ]
    assert raw.lines is None


def test_letters_that_are_not_clear_are_shown_and_stay_a_doubt() -> None:
    dim = page(1, line("Bcj phqn mct cua xa đa rut", 0.1, 0.2, confidence=48.0))
    raw = merged(dim, page(2, line(LETTER, 0.1, 0.2)), page(3, blank=True))
    assert ("no_text", "trang quét không có lớp chữ", "trang 1") in flaws(raw)
    assert ("not_recognised", "chữ nhận dạng không rõ", "trang 1") in flaws(raw)
    assert texts(raw) == ["Bcj phqn mct cua xa đa rut", LETTER]
    assert [picture.sheet_like for picture in raw.pictures] == [True, True, False], "a blank sheet hides nothing"


@pytest.mark.parametrize(
    ("lines", "clear"),
    [
        ((line(LETTER, 0.1, 0.1),), True),
        ((), False),
        ((line("Số 1", 0.1, 0.1),), False),
        ((line(LETTER, 0.1, 0.1, confidence=60.0),), False),
        ((line(LETTER, 0.1, 0.1), line("~;", 0.5, 0.5, confidence=20.0)), True),
    ],
)
def test_what_counts_as_read(lines: tuple[RecognisedLine, ...], clear: bool) -> None:
    assert is_clear(page(1, *lines)) is clear
    assert is_clear(page(1, blank=True))


def test_a_single_picture_has_no_page_to_name() -> None:
    photo = RawDocument(None, None, (Picture("", "jpg", 1654, 2339, True),), (), wants=("ocr",))
    raw = merged(page(1, line(LETTER, 0.1, 0.2)), raw=photo)
    assert [each.where for each in raw.lines or ()] == [""] and raw.flaws == ()
    assert flaws(merged(raw=photo, failure="hỏng"))[-1] == ("not_recognised", "hỏng", "")


def test_what_was_typed_over_a_scan_follows_what_stands_on_it() -> None:
    typed = RawLine((RawPiece("Người ký: Cổng TTĐT", "Times"),), "trang 2")
    title = RawLine((RawPiece("Quyết định"),), "thuộc tính của tệp", Zone.METADATA)
    raw = merged(
        *(page(n, line(f"{LETTER} {n}", 0.1, 0.2)) for n in (1, 2, 3)), raw=SCAN._replace(lines=(title, typed))
    )
    assert texts(raw) == ["Quyết định", f"{LETTER} 1", f"{LETTER} 2", "Người ký: Cổng TTĐT", f"{LETTER} 3"]


def test_columns_come_apart_so_that_every_box_is_found() -> None:
    head = (
        line("BỘ NỘI VỤ", 0.2, 0.06), line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 0.52, 0.06, wide=0.4),
        line("Độc lập - Tự do - Hạnh phúc", 0.55, 0.08), line("Số: 12/QĐ-BNV", 0.2, 0.1, wide=0.2),
        line("Hà Nội, ngày 18 tháng 11 năm 2026", 0.55, 0.1), line("MẬT", 0.22, 0.13, wide=0.06),
        line("QUYẾT ĐỊNH", 0.42, 0.18, wide=0.15),
        line("Về việc ban hành kế hoạch", 0.3, 0.2), line(LETTER, 0.14, 0.25, wide=0.75),
        line("Nơi nhận:", 0.14, 0.6, wide=0.1), line("BỘ TRƯỞNG", 0.65, 0.6, wide=0.15),
        line("- Như Điều 3;", 0.14, 0.62, wide=0.2), line("- Cổng TTĐT Bộ;", 0.14, 0.64, wide=0.2),
        line("- Lưu: VT.", 0.14, 0.66, wide=0.15), line("Nguyễn Văn An", 0.65, 0.7, wide=0.15),
    )  # fmt: skip
    raw = merged(page(1, *head), page(2, blank=True), page(3, blank=True))
    document = assemble(raw, path="x", name="x", kind="pdf", sha256="x", size=1)
    anatomy = dissect(document.lines)
    assert (anatomy.issuer, anatomy.number, anatomy.kind) == ("BỘ NỘI VỤ", "12/QĐ-BNV", "QUYẾT ĐỊNH")
    assert anatomy.recipients == ("Như Điều 3", "Cổng TTĐT Bộ", "Lưu: VT")
    assert (anatomy.signer_title, anatomy.signer) == ("BỘ TRƯỞNG", "Nguyễn Văn An")
    assert [(mark.text, mark.sure) for mark in find_marks(document.lines)] == [("MẬT", True)]


@pytest.mark.parametrize("slip", ["MẬI", "MẶT", "MAT", "TÓI MẬT", "ỐI MẬT", "TUYỆT MAT", "TUYỆI MẬT"])
def test_a_slip_of_recognition_in_a_mark_is_a_doubt(slip: str) -> None:
    head = (
        line("BỘ NỘI VỤ", 0.2, 0.06),
        line("Số: 12/QĐ-BNV", 0.2, 0.1),
        line(slip, 0.22, 0.13),
        line(LETTER, 0.1, 0.3),
    )
    document = assemble(merged(page(1, *head)), path="x", name="x", kind="pdf", sha256="x", size=1)
    assert [mark.sure for mark in find_marks(document.lines)] == [False]


@pytest.mark.parametrize("words", ["HÀ NỘI", "NAM", "BẢO MẬT", "ĐẾN", "Mật độ", "BÍ THƯ", "ỦY BAN"])
def test_other_words_of_a_head_are_no_marks(words: str) -> None:
    head = (line("BỘ NỘI VỤ", 0.2, 0.06), line(words, 0.22, 0.13), line(LETTER, 0.1, 0.3))
    document = assemble(merged(page(1, *head)), path="x", name="x", kind="pdf", sha256="x", size=1)
    assert find_marks(document.lines) == ()


def test_stamps_turn_with_their_page() -> None:
    corner = Stamp(StampKind.SEAL, "", 0.1, 0.2, 0.3, 0.25)
    quarter = turned(corner, 90)
    assert tuple(round(v, 6) for v in (quarter.left, quarter.top, quarter.right, quarter.bottom)) == (
        0.75,
        0.1,
        0.8,
        0.3,
    )
    back = turned(turned(corner, 180), 180)
    assert round(back.left, 6) == 0.1 and turned(corner, 0) == corner
    raw = merged(page(2, line(LETTER, 0.1, 0.2), stamps=(corner,)))
    assert [(stamp.kind, stamp.where) for stamp in raw.stamps] == [(StampKind.SEAL, "trang 2")]


def test_pages_of_a_word_file_are_called_by_their_paragraphs() -> None:
    scans = tuple(Picture(where, "jpg", 1654, 2339, True) for where in ("đoạn 2", "đoạn 5"))
    typed = RawLine((RawPiece("Kính gửi"),), "đoạn 1")
    word = RawDocument((typed,), 2, scans, (), wants=("ocr",), unread_pages=(1, 2))
    raw = merged(page(1, line(LETTER, 0.1, 0.2)), raw=word, limit="hết mức")
    assert [(each.where) for each in raw.lines or ()] == ["đoạn 1", "đoạn 2"]
    assert flaws(raw) == [
        ("no_text", "trang quét không có lớp chữ", "đoạn 5"),
        ("limit", "hết mức", "đoạn 5"),
    ]
