"""Pictures: decoded to the last row, bounded, and told apart from scanned sheets."""

from __future__ import annotations

import io
import random
import struct
import zlib

import pytest
from PIL import Image, ImageDraw

from casework.document import FlawKind
from intake.readers.assemble import RawDocument
from intake.readers.limits import Limits
from intake.readers.pictures import reader as picture


def _save(image: Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def _photograph(width: int = 640, height: int = 480) -> Image.Image:
    noise = random.Random(1)
    small = Image.frombytes("RGB", (16, 12), noise.randbytes(16 * 12 * 3))
    return small.resize((width, height), Image.Resampling.BICUBIC)


def _sheet() -> Image.Image:
    image = Image.new("RGB", (1240, 1754), "white")
    draw = ImageDraw.Draw(image)
    for row in range(150, 1500, 40):
        draw.line((150, row, 1100, row), fill="black", width=8)
    draw.ellipse((700, 1400, 950, 1650), outline="red", width=12)
    return image


def _read(content: bytes, limits: Limits | None = None) -> RawDocument:
    return picture.read(content, limits or Limits())


@pytest.mark.parametrize(
    ("form", "name"), [("JPEG", "jpg"), ("PNG", "png"), ("TIFF", "tif"), ("BMP", "bmp"), ("GIF", "gif")]
)
def test_format_and_size(form: str, name: str) -> None:
    raw = _read(_save(_photograph(), form))
    assert raw.flaws == ()
    assert raw.lines is None
    assert [(p.format, p.width, p.height, p.sheet_like) for p in raw.pictures] == [(name, 640, 480, False)]


def test_a_scanned_sheet_is_told_from_a_photograph() -> None:
    assert _read(_save(_sheet(), "PNG")).pictures[0].sheet_like
    assert not _read(_save(_photograph(1754, 1240), "JPEG")).pictures[0].sheet_like
    banner = Image.new("RGB", (1754, 600), "white")
    assert not _read(_save(banner, "PNG")).pictures[0].sheet_like


@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF", "BMP", "GIF"])
def test_half_a_picture_is_truncated(form: str) -> None:
    content = _save(_photograph(), form)
    raw = _read(content[: len(content) // 2])
    assert raw.flaws
    assert raw.flaws[0].kind in (FlawKind.TRUNCATED, FlawKind.UNREADABLE)


def test_half_a_jpeg_is_truncated_though_its_header_is_whole() -> None:
    content = _save(_photograph(), "JPEG")
    assert [flaw.kind for flaw in _read(content[: len(content) * 3 // 4]).flaws] == [FlawKind.TRUNCATED]


def test_more_pixels_than_allowed_is_a_limit_before_decoding() -> None:
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))
    data = struct.pack(">I", 0) + b"IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))
    raw = _read(b"\x89PNG\r\n\x1a\n" + chunk + data)
    assert [flaw.kind for flaw in raw.flaws] == [FlawKind.LIMIT]
    assert [flaw.kind for flaw in _read(_save(_photograph(), "PNG"), Limits(pixels=1000)).flaws] == [FlawKind.LIMIT]


def test_every_page_of_a_tif_is_counted_and_decoded() -> None:
    pages = [_sheet(), _sheet(), _photograph()]
    raw = _read(_save(pages[0], "TIFF", save_all=True, append_images=pages[1:]))
    assert raw.pages == 3
    assert [(p.where, p.sheet_like) for p in raw.pictures] == [("trang 1", True), ("trang 2", True), ("trang 3", False)]
    short = _read(_save(pages[0], "TIFF", save_all=True, append_images=pages[1:]), Limits(frames=2))
    assert [flaw.kind for flaw in short.flaws] == [FlawKind.LIMIT]


def test_noise_behind_a_signature_never_raises() -> None:
    noise = random.Random(3)
    for head in (b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"II*\0", b"BM", b"GIF89a", b"RIFF\x10\0\0\0WEBP"):
        for _ in range(10):
            assert _read(head + noise.randbytes(500)).flaws
