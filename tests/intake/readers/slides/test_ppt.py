"""What a person sees on the slides of a PowerPoint 97–2003 file, in which font, and what a hostile one may not do."""

from __future__ import annotations

import random
import struct
import time
import unicodedata
import zlib
from collections import Counter

import pytest

from casework.document import Flaw, FlawKind, Zone
from intake.encodings.judge import Stretch, judge
from intake.readers.assemble import RawDocument, assemble
from intake.readers.limits import Limits
from intake.readers.slides.ppt import read
from tests.builders.corpus import corpus_file, corpus_files
from tests.builders.legacy import encode
from tests.builders.ole import build_ole
from tests.builders.ppt import Slide, Text, atom, build_ppt, container

LIMITS = Limits()
TITLE, BODY = 0, 1
TITLE_PLACE, BODY_PLACE, FOOTER_PLACE = 0x0D, 0x0E, 0x09


def shown(raw: RawDocument) -> list[tuple[str, str, Zone]]:
    assert raw.lines is not None
    return [("".join(p.text for p in line.pieces), line.where, line.zone) for line in raw.lines]


def pieces(raw: RawDocument) -> list[tuple[str, str]]:
    assert raw.lines is not None
    return [(p.text, p.font) for line in raw.lines for p in line.pieces]


def kinds(raw: RawDocument) -> list[FlawKind]:
    return [flaw.kind for flaw in raw.flaws]


def test_every_zone_of_a_slide() -> None:
    slide = Slide(
        [
            Text("Tiêu đề", TITLE, place=TITLE_PLACE, listed=True),
            Text("ý một\rý hai\x0bdòng sau", BODY, place=BODY_PLACE, listed=True),
            Text("hộp"),
            Text("cơ quan", place=FOOTER_PLACE),
        ],
        notes="lời dặn",
        word_art="TỐI MẬT",
        comment="nhận xét",
        footer="chân",
    )
    master = [Text("Bấm để sửa", TITLE, place=TITLE_PLACE), Text("MẬT")]
    raw = read(build_ppt([slide, Slide([Text("hai")])], master=master), LIMITS)
    assert shown(raw) == [
        ("MẬT", "mẫu trang chiếu", Zone.HEADER),
        ("chân", "trang chiếu 1, chân trang", Zone.FOOTER),
        ("Tiêu đề", "trang chiếu 1", Zone.BODY),
        ("ý một", "trang chiếu 1", Zone.BODY),
        ("ý hai", "trang chiếu 1", Zone.BODY),
        ("dòng sau", "trang chiếu 1", Zone.BODY),
        ("hộp", "trang chiếu 1", Zone.TEXT_BOX),
        ("cơ quan", "trang chiếu 1", Zone.FOOTER),
        ("TỐI MẬT", "trang chiếu 1, chữ nghệ thuật", Zone.TEXT_BOX),
        ("nhận xét", "trang chiếu 1, nhận xét", Zone.NOTE),
        ("hai", "trang chiếu 2", Zone.TEXT_BOX),
        ("lời dặn", "trang chiếu 1, ghi chú", Zone.NOTE),
    ]
    assert (raw.pages, raw.flaws) == (2, ())


def test_each_run_has_its_font_and_the_rest_the_masters() -> None:
    slide = Slide(
        [
            Text("tieu de", TITLE, place=TITLE_PLACE, listed=True),
            Text("noi dung", BODY, place=BODY_PLACE),
            Text("mot hai", runs=[("mot ", ".VnTime"), ("hai", "VNI-Times")]),
            Text("khac"),
        ]
    )
    raw = read(build_ppt([slide], title=".VnTimeH", body="VNI-Helve", other="Tahoma"), LIMITS)
    assert pieces(raw) == [
        ("tieu de", ".VnTimeH"),
        ("noi dung", "VNI-Helve"),
        ("mot ", ".VnTime"),
        ("hai", "VNI-Times"),
        ("khac", "Tahoma"),
    ]


def test_types_of_text_follow_their_kin() -> None:
    """A centred title follows the title, a half body the body."""
    raw = read(build_ppt([Slide([Text("a", 6), Text("b", 5), Text("c", 7)])], title="T", body="B"), LIMITS)
    assert [font for _, font in pieces(raw)] == ["T", "B", "B"]


def test_listed_words_that_no_shape_shows_are_read() -> None:
    whole = build_ppt([Slide([Text("chỉ trong danh sách", BODY, listed=True)])])
    reference = struct.pack("<HHI", 0, 0x0F9E, 4)
    assert whole.count(reference) == 1
    raw = read(whole.replace(reference, struct.pack("<HHI", 0, 0x0999, 4)), LIMITS)
    assert shown(raw) == [("chỉ trong danh sách", "trang chiếu 1", Zone.BODY)]


def test_the_newest_edit_counts() -> None:
    raw = read(build_ppt([Slide([Text("mới", BODY, place=BODY_PLACE, listed=True)])], edits=3), LIMITS)
    assert [text for text, *_ in shown(raw)] == ["mới"]


@pytest.mark.parametrize(("encoding", "font"), [("tcvn3", ".VnTime"), ("vni", "VNI-Times"), ("vps", "VPS Times")])
def test_legacy_letters_come_back_as_stored(encoding: str, font: str) -> None:
    text = encode("ủy ban nhân dân xã đề nghị các đơn vị trực thuộc thực hiện nghiêm chế độ báo cáo", encoding)
    raw = read(build_ppt([Slide([Text(text, TITLE, place=TITLE_PLACE)])], title=font), LIMITS)
    assert pieces(raw) == [(text, font)]
    assert judge([Stretch(text, font, 0)])[0].encoding == encoding


def test_a_password_is_a_flaw_of_its_own() -> None:
    expected = (Flaw(FlawKind.ENCRYPTED, "bài trình chiếu có mật khẩu nên không mở được"),)
    slide = Slide([Text("x")])
    assert read(build_ppt([slide], token=0xF3D1C4DF), LIMITS).flaws == expected
    assert read(build_ppt([slide], streams={"EncryptedSummary": b"x"}), LIMITS).flaws == expected


def test_macros_controls_and_clicks_that_run_programs() -> None:
    slide = Slide([Text("x")])
    vba = container(0x03FF, atom(0x0400, struct.pack("<III", 9, 1, 2)))
    none = container(0x03FF, atom(0x0400, struct.pack("<III", 9, 0, 2)))
    click = container(0x0FF2, atom(0x0FF3, bytes(8) + b"\x02" + bytes(7)))
    jump = container(0x0FF2, atom(0x0FF3, bytes(8) + b"\x03" + bytes(7)))
    assert kinds(read(build_ppt([slide], extra=vba), LIMITS)) == [FlawKind.MACRO]
    assert kinds(read(build_ppt([slide], extra=none), LIMITS)) == []
    assert kinds(read(build_ppt([slide], extra=container(0x0FEE)), LIMITS)) == [FlawKind.ACTIVE]
    assert kinds(read(build_ppt([slide._replace(raw=click)]), LIMITS)) == [FlawKind.ACTIVE]
    assert kinds(read(build_ppt([slide._replace(raw=jump)]), LIMITS)) == []


def test_an_embedded_package_is_active_also_when_it_is_squeezed() -> None:
    native = struct.pack("<I", 40) + struct.pack("<H", 2) + b"run.exe\0c:\\run.exe\0" + bytes(20)
    package = build_ole({"\x01Ole10Native": native})
    squeezed = atom(0x1011, struct.pack("<I", len(package)) + zlib.compress(package), 1)
    for stored in (atom(0x1011, package), squeezed):
        raw = read(build_ppt([Slide([Text("x")])], objects=[stored]), LIMITS)
        assert FlawKind.ACTIVE in kinds(raw)


def test_a_bomb_of_an_embedded_object_stops_at_its_bound() -> None:
    bomb = atom(0x1011, struct.pack("<I", 1 << 30) + zlib.compress(bytes(50_000_000)), 1)
    raw = read(build_ppt([Slide([Text("x")])], objects=[bomb]), Limits(ole_bytes=1_000_000))
    assert [flaw.kind for flaw in raw.flaws] == [FlawKind.LIMIT]
    assert "ole_bytes" in raw.flaws[0].detail


def test_damage_goes_to_the_workshop() -> None:
    whole = build_ppt([Slide([Text("x")])])
    for broken in (
        build_ole({"PowerPoint Document": b"x" * 5000, "Current User": b""}),
        whole.replace(struct.pack("<HHI", 0, 0x0FF5, 28), struct.pack("<HHI", 0, 0x0FF4, 28)),
        whole.replace(struct.pack("<H", 0x03E8), b"\0\0"),
    ):
        raw = read(broken, LIMITS)
        assert (raw.lines, raw.wants) == (None, ("office",))


def test_bounds_name_themselves() -> None:
    many = build_ppt([Slide([Text("x")])] * 20)
    for limits, word in ((Limits(sheets=5), "sheets"), (Limits(cells=30), "cells")):
        flaws = read(many, limits).flaws
        assert [flaw.kind for flaw in flaws] == [FlawKind.LIMIT] and word in flaws[0].detail


def test_slides_that_are_one_and_the_same_container_are_not_walked_for_ever() -> None:
    """A thousand slides, each the same container of thousands of records that are not text."""
    slide = Slide([Text("x")], raw=atom(0x0999, b"") * 20_000)
    whole = build_ppt([slide, *[Slide([])] * 400])
    places = whole.rindex(struct.pack("<I", 403 << 20 | 1)) + 4
    numbers = list(struct.unpack_from("<403I", whole, places))
    numbers[3:] = [numbers[2]] * 400
    whole = whole[:places] + struct.pack("<403I", *numbers) + whole[places + 4 * 403 :]
    started = time.process_time()
    raw = read(whole, Limits(cells=100_000))
    assert time.process_time() - started < 5
    assert [flaw.kind for flaw in raw.flaws] == [FlawKind.LIMIT]


def test_a_chain_of_edits_that_runs_in_a_circle_ends() -> None:
    whole = build_ppt([Slide([Text("x")])], edits=2)
    at = whole.rindex(struct.pack("<HHI", 0, 0x0FF5, 28))
    first = whole.index(struct.pack("<HHI", 0, 0x0FF5, 28))
    last = whole[at + 16 : at + 20]
    circle = whole[: first + 16] + last + whole[first + 20 :]
    assert [text for text, *_ in shown(read(circle, LIMITS))] == ["x"]


def test_mutations_never_raise() -> None:
    slide = Slide([Text("x", TITLE, place=TITLE_PLACE, listed=True), Text("ab", runs=[("a", ".VnTime"), ("b", "A")])],
                  notes="n", word_art="w", comment="c", footer="f")  # fmt: skip
    seed = build_ppt([slide], master=[Text("m")])
    rolls = random.Random(20261122)
    for _ in range(2000):
        content = bytearray(seed)
        for _ in range(rolls.randint(1, 8)):
            content[rolls.randrange(512, len(content))] = rolls.choice((0, 1, 0x7F, 0x80, 0xFF, rolls.randrange(256)))
        raw = read(bytes(content), LIMITS)
        assert raw.lines is not None or raw.flaws


def _letters(text: str) -> Counter[str]:
    return Counter(letter for letter in unicodedata.normalize("NFC", text).lower() if letter.isalpha())


@pytest.mark.corpus
def test_the_real_presentation_reads_as_its_transcript() -> None:
    for path in corpus_files("viparse-corpus/corpus/public-domain/*/*.ppt"):
        raw = read(path.read_bytes(), LIMITS)
        document = assemble(raw, path=path.name, name=path.name, kind="ppt", sha256="", size=0)
        assert [count.encoding for count in document.encodings] == [path.parent.name]
        assert document.flaws == ()
        transcript = corpus_file(f"viparse-corpus/ground-truth/{path.stem}.txt").read_text(encoding="utf-8")
        missing = _letters(transcript) - _letters("\n".join(line.text for line in document.lines))
        assert sum(missing.values()) <= 0.002 * sum(_letters(transcript).values()), missing
