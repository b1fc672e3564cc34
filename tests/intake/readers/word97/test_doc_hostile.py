"""Word files made to do harm: each ends soon, within memory, in a finding; the next file is read as usual.

The bombs are first shown to be bombs: with the bound out of the way the same file costs many times more.
"""

from __future__ import annotations

import random
import struct
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.document import FlawKind, Zone
from intake.readers.assemble import RawDocument
from intake.readers.limits import Limits
from intake.readers.word97.reader import read
from tests.builders.corpus import corpus_file
from tests.builders.doc import (
    SPECIAL,
    Box,
    DocParts,
    Run,
    Style,
    doc_parts,
    field,
    fonts,
    para,
    picture,
    run,
    sprm,
    table,
)

LIMITS = Limits()
STYLES, FOOTNOTES, HEADERS, CHARACTERS, PARAGRAPHS, FONTS, PIECES, ANCHORS, DRAWINGS, BOXES = 1, 3, 11, 12, 13, 15, 33, 40, 50, 56  # fmt: skip  # noqa: E501
SMALL = (
    "nd30-2020-original/Phuluc5.doc",
    "qlvb-quanhuyen-2011/2011_12_28_0209000000709072!~!QD9UB1.DOC",
    "viparse-corpus/corpus/public-domain/tcvn3/2004-B1-4-LLCN.doc",
    "viparse-corpus/corpus/public-domain/tcvn3/2004-B6.doc",
)


def whole() -> DocParts:
    """A document with every structure that the reader knows."""
    drawing = bytes(8) + b"\0" + struct.pack("<HHI", 0xF, 0xF002, 0)
    return doc_parts(
        [
            para("mot", run("\x08", SPECIAL), run("hai", fonts(1))), para(*field(" PAGE ", "1"), style=1),
            *table([["a", "b"]]), para(run("\x01", SPECIAL + sprm(0x6A03, 0))), para("cuối"),
        ],
        fonts=("Times New Roman", ".VnTime"), styles=[Style(1, 0xFFF, b""), Style(1, 0, fonts(1))],
        headers={1: [para("đầu")], 2: [para("dưới")]}, footnotes=[[para("chú")]], comments=[[para("nhận xét")]],
        endnotes=[[para("sau")]], boxes=[Box(7, [para("hộp")])], anchors={3: 7}, data=picture(b"x"), drawings=drawing,
        cuts=[(4, True), (6, False)], groups=[fonts(1)],
    )  # fmt: skip


@contextmanager
def within(seconds: float, megabytes: int) -> Iterator[None]:
    """Fails where the block takes longer (a wide bound, for slow machines) or more memory."""
    tracemalloc.start()
    start = time.perf_counter()
    try:
        yield
        spent, peak = time.perf_counter() - start, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert spent < seconds
    assert peak < megabytes * 1024 * 1024


def sound(raw: RawDocument) -> None:
    """Either lines, or a flaw that says why there are none, in words that can be stored."""
    assert raw.lines is not None or raw.flaws
    for line in raw.lines or ():
        "".join(piece.text + piece.font for piece in line.pieces).encode()
    for flaw in raw.flaws:
        assert flaw.detail
    if raw.wants:
        assert raw.flaws[0].kind is FlawKind.NOT_RECOGNISED


def limits_named(raw: RawDocument) -> list[str]:
    return [flaw.detail for flaw in raw.flaws if flaw.kind is FlawKind.LIMIT]


# --- lies -----------------------------------------------------------------------------------------------------------


def test_the_whole_document_is_sound_before_it_is_made_to_lie() -> None:
    raw = read(whole().pack(), LIMITS)
    assert raw.flaws == ()
    assert raw.lines is not None
    assert {line.zone for line in raw.lines} == {
        Zone.HEADER, Zone.BODY, Zone.TABLE, Zone.TEXT_BOX, Zone.FOOTER, Zone.NOTE,
    }  # fmt: skip


@pytest.mark.parametrize("number", [STYLES, FOOTNOTES, HEADERS, CHARACTERS, PARAGRAPHS, FONTS, PIECES, ANCHORS, DRAWINGS, BOXES])  # fmt: skip  # noqa: E501
@pytest.mark.parametrize(
    "lie",
    [
        lambda offset, length: (offset, 0xFFFFFFFF), lambda offset, length: (0xFFFFFFFF, length),
        lambda offset, length: (offset, length - 1), lambda offset, length: (offset, 1),
        lambda offset, length: (offset + 1, length), lambda offset, length: (0, length),
    ],
)  # fmt: skip
def test_lies_about_where_a_structure_lies(number: int, lie: Callable[[int, int], tuple[int, int]]) -> None:
    parts = whole()
    parts.set_pair(number, *lie(*parts.pair(number)))
    with within(2.0, 40):
        sound(read(parts.pack(), LIMITS))


@pytest.mark.parametrize("number", [STYLES, FOOTNOTES, HEADERS, CHARACTERS, PARAGRAPHS, FONTS, PIECES, ANCHORS, BOXES])
def test_every_number_of_a_structure_at_its_worst(number: int) -> None:
    offset, length = whole().pair(number)
    for at in range(0, length - 1, 2):
        for value in (b"\xff\xff", b"\x00\x00", b"\x00\x80", b"\xff\x7f"):
            parts = whole()
            parts.patch(number, at, value)
            start = time.perf_counter()
            sound(read(parts.pack(), LIMITS))
            assert time.perf_counter() - start < 2.0, (at, value)
    assert offset >= 0


@pytest.mark.parametrize("number", range(8))
@pytest.mark.parametrize("count", [0x7FFFFFFF, -1, -0x80000000, 4_000_000])
def test_lies_about_the_letters_of_a_story(number: int, count: int) -> None:
    parts = whole()
    struct.pack_into("<i", parts.main, 76 + 4 * number, count)
    with within(1.0, 40):
        raw = read(parts.pack(), LIMITS)
    assert raw.lines is None
    assert raw.flaws[0].kind in (FlawKind.LIMIT, FlawKind.NOT_RECOGNISED)


def test_every_byte_of_the_pages_of_formats_at_its_worst() -> None:
    parts = whole()
    for page in (parts.character_pages[0], parts.paragraph_pages[0]):
        for at in range(0, 512, 3):
            for value in (0x00, 0xFF, 0x7F):
                lying = whole()
                lying.main[page * 512 + at] = value
                sound(read(lying.pack(), LIMITS))


def test_cut_at_every_structure_of_the_table() -> None:
    size = len(whole().table)
    for end in range(0, size, 7):
        parts = whole()
        del parts.table[end:]
        sound(read(parts.pack(), LIMITS))


def test_a_file_cut_short_is_never_half_read_in_silence() -> None:
    content = corpus_file(SMALL[2]).read_bytes()
    for end in range(0, len(content), 4096):
        raw = read(content[:end], LIMITS)
        sound(raw)
        if raw.lines is None:
            assert raw.flaws[0].kind in (FlawKind.NOT_RECOGNISED, FlawKind.UNREADABLE)
            assert raw.wants == ("office",)


def test_a_hidden_layer_of_overlapping_pieces_is_not_taken_for_text() -> None:
    parts = whole()
    at = parts.pair(PIECES)[0] + 3 + len(fonts(1)) + 5
    struct.pack_into("<I", parts.table, at + 4, 400)
    raw = read(parts.pack(), LIMITS)
    assert (raw.lines, raw.wants) == (None, ("office",))


def test_styles_that_rest_on_each_other_end() -> None:
    styles = [Style(1, 1, fonts(1)), Style(1, 0, b""), Style(2, 2, fonts(1))]
    content = doc_parts([para(run("a", sprm(0x4A30, 2)), style=1)], styles=styles, fonts=("A", "B")).pack()
    with within(1.0, 10):
        assert read(content, LIMITS).lines


def test_a_chain_of_four_thousand_styles_ends() -> None:
    styles = [Style(1, number + 1, fonts(0)) for number in range(4_000)]
    content = doc_parts([para("a", style=n) for n in range(0, 4_000, 40)], styles=styles).pack()
    with within(3.0, 60):
        assert read(content, LIMITS).lines


# --- bombs ----------------------------------------------------------------------------------------------------------


def test_pieces_that_all_show_the_same_megabyte() -> None:
    """40 KB of table would unfold to three thousand megabytes."""
    parts = doc_parts([para("a" * 500_000)], cuts=[(500_001, True)])
    count = 3_000
    bounds = [number * 500_001 for number in range(count + 1)]
    rows = struct.pack("<HIH", 0, 1536 * 2 | 0x40000000, 0) * count
    struct.pack_into("<i", parts.main, 76, bounds[-1])
    plc = struct.pack(f"<{count + 1}I", *bounds) + rows
    parts.add(PIECES, b"\x02" + struct.pack("<I", len(plc)) + plc)
    with within(2.0, 60):
        assert "text_letters" in limits_named(read(parts.pack(), LIMITS))[0]
    # With the bound away, every further piece costs its megabyte again.
    for few in (2, 12):
        struct.pack_into("<i", parts.main, 76, bounds[few])
        raw = read(parts.pack(), Limits(text_letters=10**9))
        assert raw.lines is not None
        assert sum(len(piece.text) for line in raw.lines for piece in line.pieces) == few * 500_000


def test_orders_that_every_piece_repeats() -> None:
    """Sixty kilobytes of orders, named by each of five thousand pieces of a different format."""
    group = fonts(1) * 8_000
    body = [para(*(run("x", sprm(0x4A43, n)) for n in range(300)))]
    parts = doc_parts(body, cuts=[(1, False)] * 300, piece_orders=dict.fromkeys(range(300), 1), groups=[group])
    with within(4.0, 60):
        assert "doc_runs" in limits_named(read(parts.pack(), Limits(doc_runs=20_000)))[0]


def test_more_formats_than_the_bound() -> None:
    body = [para(run("x", sprm(0x4A43, n))) for n in range(2_000)]
    assert "doc_runs" in limits_named(read(doc_parts(body).pack(), Limits(doc_runs=1_500)))[0]


def test_one_page_of_formats_named_a_million_times() -> None:
    parts = doc_parts([para("a")])
    page = parts.character_pages[0]
    parts.add(CHARACTERS, struct.pack("<300001I", *range(300_001)) + struct.pack("<I", page) * 300_000)
    with within(3.0, 80):
        assert read(parts.pack(), LIMITS).flaws[0].kind is FlawKind.NOT_RECOGNISED


def test_tables_nested_without_end() -> None:
    deep = sprm(0x2416, 1)
    body = [para("sâu", orders=deep + sprm(0x6649, 0x7FFFFFFF)), para("sâu", orders=deep + sprm(0x6649, 50))]
    with within(1.0, 20):
        raw = read(doc_parts([*body, para("MẬT")]).pack(), LIMITS)
    assert raw.lines is not None
    assert raw.lines[-1].pieces[0].text == "MẬT"


def test_fields_opened_without_end() -> None:
    opened = run("\x13" * 20_000, SPECIAL)
    body = [para(opened, "DDE a b", run("\x14" * 9_000, SPECIAL), "x"), *(para(opened) for _ in range(4)), para("MẬT")]
    with within(8.0, 60):
        raw = read(doc_parts(body).pack(), LIMITS)
    assert raw.lines is not None
    assert raw.lines[-1].pieces[0].text == "MẬT"


def test_more_paragraphs_than_the_bound() -> None:
    parts = doc_parts([para("\r" * 5_000)])
    assert "doc_runs" in limits_named(read(parts.pack(), Limits(doc_runs=4_000)))[0]


def test_more_drawn_records_than_the_bound() -> None:
    parts = doc_parts(
        [para("a")], drawings=struct.pack("<HHI", 0xF, 0xF000, 80_000) + struct.pack("<HHI", 0, 1, 0) * 10_000
    )
    with within(1.0, 20):
        assert "doc_runs" in limits_named(read(parts.pack(), Limits(doc_runs=5_000)))[0]


def test_ten_thousand_notes_of_nothing() -> None:
    parts = doc_parts([para("a")], footnotes=[[para("chú")]])
    parts.add(FOOTNOTES, struct.pack("<10002I", *[0] * 10_000, 4, 5))
    with within(3.0, 30):
        raw = read(parts.pack(), LIMITS)
    assert raw.lines is not None
    assert raw.lines[-1].where == "chú thích chân trang 10000"


def test_a_picture_whose_records_lead_nowhere() -> None:
    data = struct.pack("<IHh", 0x7FFFFFFF, 68, 0x64) + bytes(60) + struct.pack("<HHI", 0xF, 0xF004, 0xFFFFFFFF) * 50_000
    body = [para(*(run("\x01", SPECIAL + sprm(0x6A03, n)) for n in (0, 4, 8, 0x7FFFFFFF, 0xFFFFFFFF)))]
    with within(1.0, 20):
        assert read(doc_parts(body, data=data).pack(), LIMITS).pictures == ()


# --- chance ---------------------------------------------------------------------------------------------------------


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SMALL), st.integers(0, 2**32), st.integers(1, 40))
def test_real_files_with_bytes_changed(name: str, seed: int, count: int) -> None:
    content = bytearray(corpus_file(name).read_bytes())
    chance = random.Random(seed)
    for _ in range(count):
        place = chance.randrange(512 if chance.random() < 0.2 else len(content))
        content[place] = chance.choice((0, 0xFF, 0x7F, 0x80, chance.randrange(256)))
    start = time.perf_counter()
    sound(read(bytes(content), LIMITS))
    assert time.perf_counter() - start < 5.0


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32))
def test_made_files_with_bytes_changed(seed: int) -> None:
    parts = whole()
    chance = random.Random(seed)
    for _ in range(chance.randrange(1, 12)):
        stream = chance.choice((parts.main, parts.table))
        stream[chance.randrange(len(stream))] = chance.choice((0, 0xFF, 0x7F, 0x80, chance.randrange(256)))
    sound(read(parts.pack(), LIMITS))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=4_000))
def test_random_bytes_behind_the_signature(content: bytes) -> None:
    sound(read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + content, LIMITS))
    sound(read(content, LIMITS))


def test_runs_of_one_letter_are_one_piece() -> None:
    raw = read(doc_parts([para(*(Run("x") for _ in range(3_000)))]).pack(), LIMITS)
    assert raw.lines is not None
    assert [piece.text for piece in raw.lines[0].pieces] == ["x" * 3_000]
