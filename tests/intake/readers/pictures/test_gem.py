"""GEM raster: each kind of run, planes and palettes, and files that end early or lie."""

from __future__ import annotations

import random
import struct

import pytest

from casework.document import FlawKind
from intake.readers.assemble import RawDocument
from intake.readers.kinds import recognise
from intake.readers.limits import Limits
from intake.readers.pictures import gem
from intake.readers.pictures.gem import _head, _image, _unpack
from tests.builders.gem import build_gem


def _read(content: bytes, limits: Limits | None = None) -> RawDocument:
    return gem.read(content, limits or Limits())


def _pixels(content: bytes) -> list[tuple[int, ...]]:
    head = _head(content)
    assert head is not None
    image = _image(_unpack(content, head), head).convert("RGB")
    return [image.getpixel((x, y)) for y in range(head.height) for x in range(head.width)]


BLACK, WHITE = (0, 0, 0), (255, 255, 255)


def test_size_resolution_and_completeness() -> None:
    content = build_gem([[b"\xff\x00\xa5"]] * 40, 24, microns=85)
    raw = _read(content)
    assert raw.flaws == ()
    assert raw.lines is None
    (picture,) = raw.pictures
    assert (picture.format, picture.width, picture.height, picture.dpi) == ("img-gem", 24, 40, 299)
    assert recognise(content, "ANH.IMG") == "img-gem"


def test_each_kind_of_run_draws_what_the_format_says() -> None:
    # Line 1: eight set bits as a solid run, eight clear ones. Lines 2 and 3: one line for both, the pattern A5 0F.
    # Line 4: two bytes as they are.
    runs = b"\x81\x01" + b"\0\0\xff\x02" + b"\0\x01\xa5\x0f" + b"\x80\x02\xf0\x3c"
    content = build_gem([[b"\0\0"]] * 4, 16, runs=runs)
    drawn = _pixels(content)
    bits = "1111111100000000" + "1010010100001111" * 2 + "1111000000111100"
    assert drawn == [BLACK if bit == "1" else WHITE for bit in bits]


def test_planes_and_palette_give_the_colours() -> None:
    palette = [(1000, 1000, 1000), (1000, 0, 0), (0, 1000, 0), (0, 0, 1000)]
    content = build_gem([[b"\x55", b"\x33"]], 8, palette=palette)
    assert recognise(content, "anh.img") == "img-gem"
    white, red, green, blue = WHITE, (255, 0, 0), (0, 255, 0), (0, 0, 255)
    assert _pixels(content) == [white, red, green, blue] * 2


def test_a_page_in_black_and_white_wants_to_be_recognised() -> None:
    blank, text = b"\0" * 125, b"\0" * 10 + b"\x3c\xff\0\0" * 25 + b"\0" * 15
    raw = _read(build_gem([[text if row % 50 < 12 else blank] for row in range(1414)], 1000))
    assert raw.pictures[0].sheet_like
    assert raw.wants == ("ocr",)


@pytest.mark.parametrize("missing", [1, 3, 20])
def test_a_picture_that_ends_early_is_truncated(missing: int) -> None:
    content = build_gem([[b"\xff\x00\xa5"]] * 40, 24)
    assert [flaw.kind for flaw in _read(content[:-missing]).flaws] == [FlawKind.TRUNCATED]


@pytest.mark.parametrize(
    "head",
    [
        struct.pack(">8H", 1, 8, 0, 2, 85, 85, 24, 40),  # no plane
        struct.pack(">8H", 1, 8, 1, 0, 85, 85, 24, 40),  # a pattern of nothing
        struct.pack(">8H", 1, 3, 1, 2, 85, 85, 24, 40),  # a header shorter than itself
        struct.pack(">8H", 1, 8, 1, 2, 85, 85, 0, 40),
        struct.pack(">8H", 1, 60_000, 1, 2, 85, 85, 24, 40),
    ],
)
def test_a_head_that_makes_no_sense_is_unreadable(head: bytes) -> None:
    assert [flaw.kind for flaw in _read(head + b"\x81" * 99).flaws] == [FlawKind.UNREADABLE]


def test_a_lie_about_the_size_ends_at_the_limit_before_anything_is_unpacked() -> None:
    content = struct.pack(">8H", 1, 8, 8, 2, 85, 85, 65_535, 65_535) + b"\xff" * 100
    assert [flaw.kind for flaw in _read(content).flaws] == [FlawKind.LIMIT]


def test_runs_that_give_nothing_do_not_hold_it_up() -> None:
    for runs in (b"\x80\x00" * 50_000, b"\0\0\xff\0" * 50_000, b"\0\0" * 50_000):
        assert [f.kind for f in _read(build_gem([[b"\0"]] * 40, 8, runs=runs)).flaws] == [FlawKind.TRUNCATED]


def test_mutated_pictures_never_raise() -> None:
    noise = random.Random(11)
    whole = build_gem([[b"\xff\x00\xa5\x5a", b"\x0f\xf0\x00\xff"]] * 30, 32, palette=[(0, 0, 0)] * 4)
    for _ in range(3_000):
        changed = bytearray(whole)
        for _ in range(noise.randint(1, 6)):
            changed[noise.randrange(len(changed))] = noise.randrange(256)
        _read(bytes(changed[: noise.randint(1, len(changed))]), Limits(pixels=1_000_000))
