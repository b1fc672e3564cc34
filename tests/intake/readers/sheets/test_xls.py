"""What a person sees in an Excel 5–2003 workbook, in which font, and what a hostile one may not do."""

from __future__ import annotations

import random
import re
import struct
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
import xlrd

from casework.document import Flaw, FlawKind, Zone
from intake.encodings.judge import Stretch, judge
from intake.readers.assemble import RawDocument, assemble
from intake.readers.limits import Limits
from intake.readers.sheets.xls import read
from tests.builders.corpus import corpus_file, corpus_files
from tests.builders.legacy import encode
from tests.builders.ole import build_ole
from tests.builders.xls import Formula, Sheet, build_enciphered, build_stream, build_xls, record, text8

LIMITS = Limits()
PUBLIC = "viparse-corpus/corpus/public-domain"
#: Transcripts at fault: the file, and what in it was left undecoded or decoded with the wrong table.
AT_FAULT = {
    "2009-xls": ("sù nghiưp khcn", "kinh phý thùc hiưn tù chđ", "nhiưm vơ nckh cêp bé", "dự ỏn trong chương trỡnh"),
    "2009-download-xls": ("sù nghiưp khcn", "kinh phý thùc hiưn tù chđ", "nhiưm vơ nckh cêp bé", "dự ỏn trong"),
}


def shown(raw: RawDocument) -> list[tuple[str, str, Zone, int]]:
    assert raw.lines is not None
    lines = [line for line in raw.lines if line.zone is not Zone.METADATA]
    return [("".join(p.text for p in line.pieces), line.where, line.zone, line.column) for line in lines]


def pieces(raw: RawDocument) -> list[tuple[str, str]]:
    assert raw.lines is not None
    return [(p.text, p.font) for line in raw.lines if line.zone is not Zone.METADATA for p in line.pieces]


def test_cells_have_their_place_and_rows_their_order() -> None:
    sheet = Sheet("DS", {"B7": "Số 7", "A1": "đầu", "C1": "ba", "A2": 12.5, "AA3": "xa"})
    assert shown(read(build_xls([sheet]), LIMITS)) == [
        ("đầu", "trang tính “DS”, ô A1", Zone.TABLE, 1),
        ("ba", "trang tính “DS”, ô C1", Zone.TABLE, 3),
        ("xa", "trang tính “DS”, ô AA3", Zone.TABLE, 27),
        ("Số 7", "trang tính “DS”, ô B7", Zone.TABLE, 2),
    ]


@pytest.mark.parametrize("biff", [8, 5])
def test_each_run_has_its_font(biff: int) -> None:
    sheet = Sheet(
        "S", {"A1": [("mot ", ".VnTime"), ("hai ", "VNI-Times"), ("ba", "Arial")], "A2": "bon"}, font=".VnArial"
    )
    assert pieces(read(build_xls([sheet], biff=biff), LIMITS)) == [
        ("mot ", ".VnTime"), ("hai ", "VNI-Times"), ("ba", "Arial"), ("bon", ".VnArial"),
    ]  # fmt: skip


@pytest.mark.parametrize("biff", [8, 5])
def test_every_zone_of_a_sheet(biff: int) -> None:
    sheet = Sheet(
        "S", {"A1": "than", "A2": Formula("ket qua")}, header='&L&"VNI-Times,Bold"&12trai&CGIUA', footer="&RTrang &P",
        notes={"A1": "loi nhac"}, chart_title="bieu do", boxes=["hop", [("a", ".VnTime")]] if biff == 8 else [],
    )  # fmt: skip
    boxes = [("hop", "trang tính “S”, hộp văn bản 1", Zone.TEXT_BOX, 0),
             ("a", "trang tính “S”, hộp văn bản 2", Zone.TEXT_BOX, 0)]  # fmt: skip
    raw = read(build_xls([sheet], biff=biff), LIMITS)
    assert shown(raw) == [
        ("trai", "trang tính “S”, đầu trang", Zone.HEADER, 0),
        ("GIUA", "trang tính “S”, đầu trang", Zone.HEADER, 0),
        *(boxes if biff == 8 else []),
        ("bieu do", "trang tính “S”, biểu đồ", Zone.TEXT_BOX, 0),
        ("than", "trang tính “S”, ô A1", Zone.TABLE, 1),
        ("ket qua", "trang tính “S”, ô A2", Zone.TABLE, 1),
        ("Trang ", "trang tính “S”, chân trang", Zone.FOOTER, 0),
        ("loi nhac", "trang tính “S”, nhận xét ở ô A1", Zone.NOTE, 0),
    ]
    assert pieces(raw)[:2] == [("trai", "VNI-Times"), ("GIUA", "Arial")]


def test_word_art_is_a_text_box() -> None:
    raw = read(build_xls([Sheet("S", {}, word_art=[("TỐI MẬT", "Times New Roman")])]), LIMITS)
    assert shown(raw) == [("TỐI MẬT", "trang tính “S”, chữ nghệ thuật 1", Zone.TEXT_BOX, 0)]


def test_a_cell_of_several_lines_gives_several() -> None:
    raw = read(build_xls([Sheet("S", {"A1": "Nơi nhận:\n- Như trên;\n\n- Lưu: VT."})]), LIMITS)
    assert [text for text, *_ in shown(raw)] == ["Nơi nhận:", "- Như trên;", "- Lưu: VT."]


def test_hidden_sheets_are_read_and_named_so() -> None:
    raw = read(build_xls([Sheet("A", {"A1": "x"}, hidden=True), Sheet("B", {"A1": "y"})]), LIMITS)
    assert [(text, where) for text, where, *_ in shown(raw)] == [
        ("x", "trang tính ẩn “A”, ô A1"),
        ("y", "trang tính “B”, ô A1"),
    ]


def test_the_names_of_sheets_are_metadata() -> None:
    raw = read(build_xls([Sheet("MẬT\u202e", {"A1": "x"})]), LIMITS)
    assert raw.lines is not None
    assert [("".join(p.text for p in line.pieces), line.where) for line in raw.lines if line.zone is Zone.METADATA] == [
        ("MẬT\u202e", "tên của trang tính “MẬT”")
    ]


@pytest.mark.parametrize("biff", [8, 5])
@pytest.mark.parametrize(("encoding", "font"), [("tcvn3", ".VnTime"), ("vni", "VNI-Times"), ("vps", "VPS Times")])
def test_legacy_letters_come_back_as_stored(biff: int, encoding: str, font: str) -> None:
    text = "Ủy ban nhân dân xã đề nghị các đơn vị trực thuộc thực hiện nghiêm chế độ thông tin, báo cáo"
    stored = encode(text.lower(), encoding)
    if biff == 5:
        stored = stored.encode("cp1252", "ignore").decode("cp1252")  # what an eight-bit file can hold
    raw = read(build_xls([Sheet("S", {"A1": stored}, font=font)], biff=biff), LIMITS)
    assert [text for text, *_ in shown(raw)] == [stored]
    assert judge([Stretch(stored, font, 0)])[0].encoding == encoding


def test_the_soft_hyphen_of_tcvn3_is_kept() -> None:
    for biff in (8, 5):
        raw = read(build_xls([Sheet("S", {"A1": "Trêng ®¹i häc L\u00ad¬ng"}, font=".VnTime")], biff=biff), LIMITS)
        assert shown(raw)[0][0] == "Trêng ®¹i häc L\u00ad¬ng"


def test_a_vietnamese_character_set_is_code_page_1258() -> None:
    sheet = Sheet("S", {"A1": "Viêòt Nam"})  # ê, then the grave that code page 1258 puts behind its letter
    raw = read(build_xls([sheet._replace(cells={"A1": "Vi\u00ea\u00f2t"})], biff=5, charset=163), LIMITS)
    assert unicodedata.normalize("NFC", shown(raw)[0][0]) == "Vi\u1ec7t"


def test_shared_strings_cut_by_records() -> None:
    """The letters of one string are cut in the middle and go on narrow where they were wide."""
    body = build_stream([Sheet("S", {"A1": "x"})])
    table = record(0xFC, struct.pack("<II", 1, 1) + text8("x"))
    cut = struct.pack("<II", 1, 1) + struct.pack("<HB", 6, 1) + "ế12".encode("utf-16-le")
    more = b"\0abc"
    torn = struct.pack("<HH", 0xFC, len(cut)) + cut + struct.pack("<HH", 0x3C, len(more)) + more
    offset = body.index(struct.pack("<HH", 0x85, 9)) + 4
    body = body.replace(table, torn)
    begin = struct.unpack_from("<I", body, offset)[0] + len(torn) - len(table)
    body = body[:offset] + struct.pack("<I", begin) + body[offset + 4 :]
    assert shown(read(build_ole({"Workbook": body.ljust(4096, b"\0")}), LIMITS))[0][0] == "ế12abc"


def test_a_password_is_a_flaw_of_its_own() -> None:
    raw = read(build_xls([Sheet("S", {"A1": "x"})], extra=record(0x2F, bytes(6))), LIMITS)
    assert (raw.lines, raw.flaws) == (
        None,
        (Flaw(FlawKind.ENCRYPTED, "bảng tính có mật khẩu nên không mở được"),),
    )


def test_a_cipher_without_a_password_of_ones_own_is_opened() -> None:
    """Protecting the structure of a workbook enciphers it under a password that every program knows."""
    cells: dict[str, str] = {f"A{row}": f"hàng số {row} của bảng" for row in range(1, 400)}
    opened = read(build_enciphered([Sheet("DS", cells)], "VelvetSweatshop"), LIMITS)
    assert shown(opened) == shown(read(build_xls([Sheet("DS", cells)]), LIMITS))
    assert opened.flaws == ()
    closed = read(build_enciphered([Sheet("DS", cells)], "khác"), LIMITS)
    assert (closed.lines, [flaw.kind for flaw in closed.flaws]) == (None, [FlawKind.ENCRYPTED])


def test_a_sheet_of_excel_4_macros_is_a_macro() -> None:
    raw = read(build_xls([Sheet("M", {"A1": "x"}, kind=1)]), LIMITS)
    assert [flaw.kind for flaw in raw.flaws] == [FlawKind.MACRO]


def test_a_dde_link_is_active_and_a_link_to_a_workbook_is_not() -> None:
    def supporting(path: str) -> bytes:
        return record(0x1AE, struct.pack("<H", 1) + text8(path))

    dde = read(build_xls([Sheet("S", {"A1": "x"})], extra=supporting("cmd\x03/c calc")), LIMITS)
    book = read(build_xls([Sheet("S", {"A1": "x"})], extra=supporting("\x01Nam 2008.xls")), LIMITS)
    assert [flaw.kind for flaw in dde.flaws] == [FlawKind.ACTIVE]
    assert book.flaws == ()


@pytest.mark.parametrize("biff", [8, 5])
def test_a_cut_workbook_tells_what_it_has_and_goes_to_the_workshop(biff: int) -> None:
    whole = build_stream([Sheet("S", {f"A{row}": f"hang {row}" for row in range(1, 300)})], biff=biff)
    cut = whole[: len(whole) * 9 // 10].ljust(4096, b"\0")
    raw = read(build_ole({"Workbook" if biff == 8 else "Book": cut}), LIMITS)
    assert shown(raw)[:1] == [("hang 1", "trang tính “S”, ô A1", Zone.TABLE, 1)]
    assert raw.wants == ("office",)
    assert [flaw.kind for flaw in raw.flaws] == [FlawKind.NOT_RECOGNISED]


@pytest.mark.parametrize("stream", [b"", b"\x09\x04\x06\x00\x00\x00\x10\x00\x00\x00".ljust(4096, b"\0"), b"x" * 5000])
def test_what_is_no_workbook_goes_to_the_workshop(stream: bytes) -> None:
    raw = read(build_ole({"Workbook": stream}), LIMITS)
    assert (raw.lines, raw.wants) == (None, ("office",))


def test_bounds_name_themselves() -> None:
    many = build_xls([Sheet("S", {f"A{row}": "x" for row in range(1, 200)})])
    for limits, word in ((Limits(cells=50), "cells"), (Limits(sheets=0), "sheets")):
        flaws = read(many, limits).flaws
        assert [flaw.kind for flaw in flaws] == [FlawKind.LIMIT] and word in flaws[0].detail
    raw = read(many, Limits(text_lines=20))
    assert raw.lines is not None and len(raw.lines) < 30
    document = assemble(raw, path="", name="", kind="xls", sha256="", size=0, limits=Limits(text_lines=20))
    assert [flaw.kind for flaw in document.flaws] == [FlawKind.LIMIT]


def test_one_long_string_named_by_many_cells_costs_nothing() -> None:
    """Two million letters each, named by ten thousand cells: the letters are counted before they are kept."""
    book = Sheet("S", {"A1": "dài " * 8000})
    cells = b"".join(record(0xFD, struct.pack("<HHHI", row, 0, 0, 0)) for row in range(1, 10_000))
    raw = read(build_xls([book._replace(raw=cells)]), Limits(text_letters=200_000))
    assert raw.lines is not None and len(raw.lines) < 12


def test_a_million_empty_columns_are_not_built() -> None:
    cells = b"".join(record(0x201, struct.pack("<HHH", row, 255, 0)) for row in range(60_000))
    raw = read(build_xls([Sheet("S", {"A1": "x"}, raw=cells)]), LIMITS)
    assert [text for text, *_ in shown(raw)] == ["x"]


def test_mutations_never_raise() -> None:
    seed = build_xls(
        [Sheet("S", {"A1": "chữ", "B2": [("a", ".VnTime"), ("b", "Arial")], "C3": Formula("kq")}, header="&L&\"A,B\"x",
               boxes=["hộp"], notes={"A1": "ghi"}, word_art=[("W", "F")], chart_title="bđ")]
    )  # fmt: skip
    rolls = random.Random(20261122)
    for _ in range(1500):
        content = bytearray(seed)
        for _ in range(rolls.randint(1, 8)):
            content[rolls.randrange(512, len(content))] = rolls.choice((0, 1, 0x7F, 0x80, 0xFF, rolls.randrange(256)))
        raw = read(bytes(content), LIMITS)
        assert raw.lines is not None or raw.flaws


def _letters(text: str) -> Counter[str]:
    return Counter(letter for letter in unicodedata.normalize("NFC", text).lower() if letter.isalpha())


@pytest.mark.corpus
@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
def test_every_real_workbook_reads_as_its_transcript(encoding: str) -> None:
    for path in corpus_files(f"{PUBLIC}/{encoding}/*.xls"):
        raw = read(path.read_bytes(), LIMITS)
        document = assemble(raw, path=path.name, name=path.name, kind="xls", sha256="", size=0)
        assert document.encodings[0].encoding == encoding, path.name
        assert all(flaw.kind is FlawKind.MACRO for flaw in document.flaws), path.name
        transcript = corpus_file(f"viparse-corpus/ground-truth/{path.stem}.txt").read_text(encoding="utf-8")
        for wrong in AT_FAULT.get(path.stem, ()):
            assert wrong in transcript.lower(), (path.name, wrong)
        missing = _letters(transcript) - _letters("\n".join(line.text for line in document.lines))
        share = 1 - sum(missing.values()) / sum(_letters(transcript).values())
        least = 0.995 if path.stem in AT_FAULT or "8A2AC" in path.stem else 0.998
        assert share >= least, (path.name, share, missing)


@pytest.mark.corpus
def test_xlrd_finds_the_same_text_in_the_same_fonts() -> None:
    for path in corpus_files(f"{PUBLIC}/*/*.xls"):
        expected, found = _by_xlrd(path), _by_us(path)
        assert found == expected, path.name


def _by_us(path: Path) -> dict[tuple[str, str], list[tuple[str, str]]]:
    raw = read(path.read_bytes(), LIMITS)
    assert raw.lines is not None
    cells: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for line in raw.lines:
        match = re.fullmatch("trang tính (?:ẩn )?“(.*)”, ô ([A-Z]+[0-9]+)", line.where)
        if match:
            cells.setdefault((match[1], match[2]), []).extend((p.text, p.font) for p in line.pieces if p.text.strip())
    return cells


def _by_xlrd(path: Path) -> dict[tuple[str, str], list[tuple[str, str]]]:
    book = xlrd.open_workbook(path, formatting_info=True, ragged_rows=True)
    cells: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for sheet in book.sheets():
        for row in range(sheet.nrows):
            for column, cell in enumerate(sheet.row(row)):
                if cell.ctype != xlrd.XL_CELL_TEXT or not cell.value.strip():
                    continue
                runs = sheet.rich_text_runlist_map.get((row, column), [])
                starts = [(0, book.xf_list[cell.xf_index].font_index), *(r for r in runs if r[0] < len(cell.value))]
                ends = [*(start for start, _ in starts[1:]), len(cell.value)]
                stretches = [
                    (part, book.font_list[font].name)
                    for (start, font), end in zip(starts, ends, strict=True)
                    for part in re.split("[\r\n]+", cell.value[start:end])
                    if part.strip()
                ]
                cells[sheet.name.strip(), xlrd.formula.cellname(row, column)] = stretches
    return cells
