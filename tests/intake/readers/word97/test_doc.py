"""What a person sees in a Word 97–2003 document, and in which font it stands."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from casework.document import FlawKind, Zone
from intake.readers.assemble import RawDocument
from intake.readers.limits import Limits
from intake.readers.word97.reader import read
from tests.builders.doc import (
    SPECIAL,
    Box,
    Run,
    Style,
    build_doc,
    cell,
    doc_parts,
    field,
    fonts,
    para,
    picture,
    row_end,
    run,
    sprm,
    table,
)

LIMITS = Limits()
DELETED, HIDDEN, BOLD = sprm(0x0800, 1), sprm(0x083C, 1), sprm(0x0835, 1)
FONTS = ("Times New Roman", ".VnTime", "VNI-Times", "Wingdings", "Arial")


def texts(raw: RawDocument, zone: Zone | None = None) -> list[str]:
    assert raw.lines is not None, raw.flaws
    return ["".join(p.text for p in line.pieces) for line in raw.lines if zone is None or line.zone is zone]


def pieces(content: bytes) -> list[tuple[str, str]]:
    raw = read(content, LIMITS)
    assert raw.lines is not None, raw.flaws
    return [(piece.text, piece.font) for line in raw.lines for piece in line.pieces]


def details(raw: RawDocument, kind: FlawKind) -> list[str]:
    return [flaw.detail for flaw in raw.flaws if flaw.kind is kind]


# --- places ---------------------------------------------------------------------------------------------------------


def test_paragraphs_breaks_and_places_are_those_of_docx() -> None:
    raw = read(build_doc([para("một"), para(""), para("hai\x0bba"), *table([["a", "b"], ["c"]])]), LIMITS)
    assert raw.lines is not None
    seen = [("".join(p.text for p in line.pieces), line.where, line.zone, line.column) for line in raw.lines]
    assert seen == [
        ("một", "đoạn 1", Zone.BODY, 0),
        ("hai", "đoạn 2", Zone.BODY, 0),
        ("ba", "đoạn 2", Zone.BODY, 0),
        ("a", "bảng 1, hàng 1, ô 1", Zone.TABLE, 1),
        ("b", "bảng 1, hàng 1, ô 2", Zone.TABLE, 2),
        ("c", "bảng 1, hàng 2, ô 1", Zone.TABLE, 0),
    ]


def test_several_paragraphs_of_one_cell_share_its_place() -> None:
    inside = sprm(0x2416, 1) + sprm(0x6649, 1)
    raw = read(
        build_doc([para("Nơi nhận:", orders=inside), cell("- Như trên;"), cell("KT. BỘ TRƯỞNG"), row_end()]), LIMITS
    )
    assert raw.lines is not None
    assert [(line.where, line.column) for line in raw.lines] == [
        ("bảng 1, hàng 1, ô 1", 1), ("bảng 1, hàng 1, ô 1", 1), ("bảng 1, hàng 1, ô 2", 2),
    ]  # fmt: skip


def test_a_table_in_a_cell_is_a_table_of_its_own() -> None:
    body = [cell("trong 1", depth=2), cell("trong 2", depth=2), row_end(2), cell("ngoài 1"), cell("ngoài 2"), row_end()]
    raw = read(build_doc([*body, para("sau bảng")]), LIMITS)
    assert raw.lines is not None
    assert [(line.pieces[0].text, line.where, line.column) for line in raw.lines] == [
        ("trong 1", "bảng 2, hàng 1, ô 1", 1),
        ("trong 2", "bảng 2, hàng 1, ô 2", 2),
        ("ngoài 1", "bảng 1, hàng 1, ô 1", 1),
        ("ngoài 2", "bảng 1, hàng 1, ô 2", 2),
        ("sau bảng", "đoạn 1", 0),
    ]


def test_a_row_deleted_with_tracking_is_gone() -> None:
    body = [*table([["giữ", "lại"]]), cell("bỏ"), cell("đi"), row_end(mark_orders=DELETED), *table([["còn", "đây"]])]
    assert texts(read(build_doc(body), LIMITS)) == ["giữ", "lại", "còn", "đây"]


def test_a_page_break_divides_a_line_and_no_paragraph() -> None:
    raw = read(build_doc([para("trước\x0csau"), para("mục", mark="\x0c"), para("chương")]), LIMITS)
    assert raw.lines is not None
    assert [(line.pieces[0].text, line.where) for line in raw.lines] == [
        ("trước", "đoạn 1"), ("sau", "đoạn 1"), ("mục", "đoạn 2"), ("chương", "đoạn 3"),
    ]  # fmt: skip


def test_a_tab_stop_far_to_the_right_sets_columns_apart() -> None:
    far, near, leader = (sprm(0xC60D, 0, 1, *place.to_bytes(2, "little"), kind) for place, kind in ((6840, 1), (720, 0), (9000, 0x0A)))  # fmt: skip  # noqa: E501
    text = "Nơi nhận:\tGIÁM ĐỐC"
    raw = read(build_doc([para(text, orders=far), para(text, orders=near), para(text, orders=leader)]), LIMITS)
    assert raw.lines is not None
    assert [(line.pieces[0].text, line.column) for line in raw.lines] == [
        ("Nơi nhận:", 1), ("GIÁM ĐỐC", 2), (text, 0), (text, 0),
    ]  # fmt: skip


def test_headers_notes_and_comments_have_their_zones() -> None:
    content = build_doc(
        [para("thân")],
        headers={0: [para("chẵn")], 1: [para("lẻ")], 3: [para("dưới")], 4: [para("trang đầu")]},
        footnotes=[[para(run("\x02", SPECIAL), "chú một")], [para("chú hai")]],
        endnotes=[[para("cuối")]],
        comments=[[para("xem lại")]],
    )
    raw = read(content, LIMITS)
    assert raw.lines is not None
    assert [(line.pieces[0].text, line.where, line.zone) for line in raw.lines] == [
        ("chẵn", "đầu trang", Zone.HEADER),
        ("lẻ", "đầu trang", Zone.HEADER),
        ("trang đầu", "đầu trang", Zone.HEADER),
        ("thân", "đoạn 1", Zone.BODY),
        ("dưới", "chân trang", Zone.FOOTER),
        ("chú một", "chú thích chân trang 1", Zone.NOTE),
        ("chú hai", "chú thích chân trang 2", Zone.NOTE),
        ("cuối", "chú thích cuối văn bản 1", Zone.NOTE),
        ("xem lại", "nhận xét 1", Zone.NOTE),
    ]


def test_text_boxes_follow_the_paragraph_of_their_anchor_and_none_is_lost() -> None:
    content = build_doc(
        [para("một", run("\x08", SPECIAL)), para("hai")],
        boxes=[Box(1026, [para("MẬT")]), Box(1027, [para("không neo")])],
        anchors={3: 1026},
        headers={1: [para("đầu", run("\x08", SPECIAL))]},
        header_boxes=[Box(2049, [para("TỐI MẬT")])],
        header_anchors={3: 2049},
    )
    raw = read(content, LIMITS)
    assert raw.lines is not None
    assert [(line.pieces[0].text, line.zone) for line in raw.lines] == [
        ("đầu", Zone.HEADER), ("TỐI MẬT", Zone.TEXT_BOX), ("một", Zone.BODY), ("MẬT", Zone.TEXT_BOX),
        ("hai", Zone.BODY), ("không neo", Zone.TEXT_BOX),
    ]  # fmt: skip


# --- letters --------------------------------------------------------------------------------------------------------


def test_bytes_and_wide_letters_are_read_and_the_soft_hyphen_of_tcvn3_stays() -> None:
    text = "Th\xadêng trùc \x81\x8d\x8f\x90\x9d “x”… Việt"
    content = build_doc([para(text)], cuts=[(24, True), (5, False)])
    assert pieces(content) == [(text, "Times New Roman")]


def test_the_hyphen_shown_only_at_a_break_is_no_letter_and_the_fixed_one_is() -> None:
    assert pieces(build_doc([para(run("§i\x1fÒu 5\x1e6", fonts(1)))], fonts=FONTS)) == [("§iÒu 5-6", ".VnTime")]


def test_letters_beyond_the_first_plane_keep_positions_true() -> None:
    content = build_doc([para("\ud83d\ude00", run("việc", fonts(1)))], fonts=FONTS)
    assert pieces(content) == [("😀", "Times New Roman"), ("việc", ".VnTime")]


def test_half_a_letter_becomes_a_sign_that_can_be_written_down() -> None:
    assert pieces(build_doc([para("a\ud800b")])) == [("a\ufffdb", "Times New Roman")]


def test_hidden_and_deleted_text_is_not_what_a_person_sees() -> None:
    content = build_doc([para("giữ", run(" ẩn", HIDDEN), run(" bỏ", DELETED), run(" lại", BOLD))])
    raw = read(content, LIMITS)
    assert raw.lines is not None
    assert [(p.text, p.bold) for p in raw.lines[0].pieces] == [("giữ", False), (" lại", True)]


def test_as_the_style_has_it_and_against_the_style() -> None:
    styles = [Style(1, 0xFFF, b""), Style(1, 0, HIDDEN + BOLD)]
    as_style, against = sprm(0x083C, 0x80), sprm(0x083C, 0x81)
    content = build_doc([para(run("ẩn", as_style), run("hiện", against), style=1)], styles=styles)
    raw = read(content, LIMITS)
    assert raw.lines is not None
    assert raw.lines[0].pieces == (raw.lines[0].pieces[0],)
    assert (raw.lines[0].pieces[0].text, raw.lines[0].pieces[0].bold) == ("hiện", True)


def test_capitals_by_format_are_shown_but_never_made_of_legacy_letters() -> None:
    caps = sprm(0x083B, 1)
    content = build_doc([para(run("quyết định ", caps), run("quyÕt", caps + fonts(1)))], fonts=FONTS)
    assert pieces(content) == [("QUYẾT ĐỊNH ", "Times New Roman"), ("quyÕt", ".VnTime")]


def test_symbols_are_bullets_in_symbol_fonts_and_letters_elsewhere() -> None:
    bullet = SPECIAL + sprm(0x6A09, 3 | 0xF0A7 << 16)
    letter = sprm(0x6A09, 1 | 0xF0B5 << 16)
    content = build_doc([para(run("(", bullet), " mục ", run("(", letter), run("(", SPECIAL))], fonts=FONTS)
    assert pieces(content) == [("•", "Wingdings"), (" mục ", "Times New Roman"), ("µ", ".VnTime"), ("(", FONTS[0])]


# --- fonts ----------------------------------------------------------------------------------------------------------


def test_fonts_come_from_defaults_styles_and_orders_in_this_order() -> None:
    styles = [
        Style(1, 0xFFF, b""), Style(1, 0, fonts(1)), Style(1, 1, BOLD), Style(2, 0xFFF, fonts(2)), Style(1, 5, b""),
        Style(1, 4, fonts(4)),
    ]  # fmt: skip
    by_style = sprm(0x4A30, 3)
    body = [
        para("mặc định"), para("kiểu một", style=1), para("kiểu hai", style=2), para(run("ký tự", by_style), style=1),
        para(run("trực tiếp", by_style + fonts(0)), style=1), para("vòng", style=4), para("không có kiểu", style=9),
    ]  # fmt: skip
    content = build_doc(body, fonts=FONTS, styles=styles, default_fonts=(4, 0, 4))
    assert [font for _, font in pieces(content)] == [
        "Arial", ".VnTime", ".VnTime", "VNI-Times", "Times New Roman", "Arial", "Arial",
    ]  # fmt: skip


def test_vietnamese_letters_take_the_font_of_other_letters() -> None:
    content = build_doc([para(run("abc", fonts(0, 1)), " ", run("thùc", fonts(0, 1)))], fonts=FONTS)
    assert pieces(content) == [("abc ", "Times New Roman"), ("thùc", ".VnTime")]


def test_back_to_the_style_keeps_nothing_but_what_the_letter_is() -> None:
    content = build_doc([para(run("về", fonts(1) + BOLD + sprm(0x2A33, 0)))], fonts=FONTS)
    assert pieces(content) == [("về", "Times New Roman")]


def test_a_font_that_the_table_lacks_has_no_name() -> None:
    assert pieces(build_doc([para(run("lạ", fonts(99)))])) == [("lạ", "")]


def test_orders_of_a_piece_come_last() -> None:
    short_hidden, second_group = 0x5C << 1 | 1 << 8, 1 << 1 | 1
    content = build_doc(
        [para("thấy ẩn phông")], cuts=[(5, False), (3, False), (6, False)],
        piece_orders={1: short_hidden, 2: second_group}, groups=[b"", fonts(1)], fonts=FONTS,
    )  # fmt: skip
    assert pieces(content) == [("thấy ", "Times New Roman"), ("phông", ".VnTime")]


def test_long_paragraph_orders_lie_elsewhere() -> None:
    far = sprm(0x2416, 1) + sprm(0x6649, 1)
    data = b"....." + len(far).to_bytes(2, "little") + far
    content = build_doc([para("ô", orders=sprm(0x6646, 5), mark="\x07"), row_end()], data=data)
    raw = read(content, LIMITS)
    assert raw.lines is not None
    assert raw.lines[0].zone is Zone.TABLE


# --- fields ---------------------------------------------------------------------------------------------------------


def test_a_field_shows_its_result() -> None:
    assert texts(read(build_doc([para("Trang ", *field(" PAGE ", "7"), ".")]), LIMITS)) == ["Trang 7."]


def test_a_field_in_the_instruction_of_another_is_part_of_it() -> None:
    inner = field("REF lenh", "DDEAUTO c:\\\\windows\\\\cmd.exe")
    raw = read(build_doc([para("Xem ", *field("", "bảng", inner=inner))]), LIMITS)
    assert texts(raw) == ["Xem bảng"]
    assert details(raw, FlawKind.ACTIVE) == ["tệp có liên kết DDE gọi chương trình khác"]


def test_a_broken_instruction_hides_nothing_behind_its_paragraph() -> None:
    body = [para("Trước ", run("\x13", SPECIAL), " DDE a b"), para("MẬT")]
    raw = read(build_doc(body), LIMITS)
    assert texts(raw) == ["Trước ", "MẬT"]
    assert details(raw, FlawKind.ACTIVE)


def test_marks_of_fields_that_are_not_marked_special_hide_nothing() -> None:
    assert texts(read(build_doc([para("Tối \x13mật\x15")]), LIMITS)) == ["Tối mật"]


@pytest.mark.parametrize("instruction", ["DDE excel a", ' INCLUDETEXT "http://x.example/a.doc"', "DDEAUTO cmd x"])
def test_fields_that_fetch_or_call_are_active(instruction: str) -> None:
    hidden = tuple(Run(r.text, r.orders + HIDDEN) for r in field(instruction, ""))
    assert details(read(build_doc([para("a", *hidden)]), LIMITS), FlawKind.ACTIVE)


@pytest.mark.parametrize("instruction", [" PAGE ", ' HYPERLINK "http://moha.gov.vn" ', " DDEX ", "FORMTEXT"])
def test_ordinary_fields_are_not(instruction: str) -> None:
    assert read(build_doc([para("a", *field(instruction, "b"))]), LIMITS).flaws == ()


# --- pictures -------------------------------------------------------------------------------------------------------


def png(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(out, "PNG")
    return out.getvalue()


def test_a_picture_in_the_text_has_its_size_and_place() -> None:
    data = bytes(16) + picture(png(30, 20)) + picture(png(1240, 1754))
    second = 16 + len(picture(png(30, 20)))
    body = [
        para("một"), para(run("\x01", SPECIAL + sprm(0x6A03, 16))), para(run("\x01", SPECIAL + sprm(0x6A03, second))),
        para(run("\x01", SPECIAL + sprm(0x6A03, 16) + sprm(0x0806, 1))),
    ]  # fmt: skip
    seen = read(build_doc(body, data=data), LIMITS).pictures
    assert [(p.where, p.format, p.width, p.height, p.sheet_like) for p in seen] == [
        ("đoạn 2", "png", 30, 20, False), ("đoạn 3", "png", 1240, 1754, True),
    ]  # fmt: skip


def test_a_picture_that_is_damaged_is_counted_without_a_size() -> None:
    body = [para(run("\x01", SPECIAL + sprm(0x6A03, 0)), run("\x01", SPECIAL + sprm(0x6A03, 999_999)))]
    seen = read(build_doc(body, data=picture(b"no picture")), LIMITS).pictures
    assert [(p.format, p.width) for p in seen] == [("png", 0)]


def test_more_pictures_than_the_bound_are_named() -> None:
    one = picture(png(3, 3))
    body = [para(run("\x01", SPECIAL + sprm(0x6A03, n * len(one)))) for n in range(4)]
    raw = read(build_doc(body, data=one * 4), Limits(pictures=3))
    assert len(raw.pictures) == 3
    assert details(raw, FlawKind.LIMIT) == ["tệp có hơn 3 ảnh (pictures); các ảnh sau chưa được xem"]


# --- what cannot be read --------------------------------------------------------------------------------------------


def test_an_encrypted_file_says_so_and_asks_for_no_workshop() -> None:
    raw = read(build_doc([para("bí mật")], flags=0x0100), LIMITS)
    assert (raw.lines, raw.wants, [f.kind for f in raw.flaws]) == (None, (), [FlawKind.ENCRYPTED])


@pytest.mark.parametrize(("ident", "version"), [(0xA5DC, 0x68), (0xA5EC, 0x68), (0xA5DB, 0x2D)])
def test_older_words_are_left_to_libreoffice(ident: int, version: int) -> None:
    parts = doc_parts([para("cũ")])
    parts.main[0:4] = ident.to_bytes(2, "little") + version.to_bytes(2, "little")
    raw = read(parts.pack(), LIMITS)
    assert (raw.lines, raw.wants, [f.kind for f in raw.flaws]) == (None, ("office",), [FlawKind.NOT_RECOGNISED])
    assert "Word 6/95" in raw.flaws[0].detail


def test_a_signature_is_named_and_proves_nothing() -> None:
    parts = doc_parts([para("ký")])
    parts.more["_xmlsignatures/1"] = b"<Signature/>"
    assert [s.status.value for s in read(parts.pack(), LIMITS).signatures] == ["unreadable"]
