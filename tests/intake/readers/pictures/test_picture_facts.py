"""Pictures: resolution, place, way up, unusual modes, pages to be recognised; and mutated files."""

from __future__ import annotations

import io
import random

import pytest
from PIL import ExifTags, Image, ImageDraw

from casework.document import FlawKind, Picture
from intake.readers.assemble import RawDocument
from intake.readers.kinds import recognise
from intake.readers.limits import Limits
from intake.readers.pictures import reader as picture


def _read(content: bytes, limits: Limits | None = None) -> RawDocument:
    return picture.read(content, limits or Limits())


def _save(image: Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def _one(content: bytes) -> Picture:
    raw = _read(content)
    assert raw.flaws == ()
    (found,) = raw.pictures
    return found


def _photograph(mode: str = "RGB") -> Image.Image:
    small = Image.frombytes("RGB", (16, 12), random.Random(1).randbytes(16 * 12 * 3))
    return small.resize((640, 480), Image.Resampling.BICUBIC).convert(mode)


def _sheet(mode: str = "L") -> Image.Image:
    image = Image.new("L", (1240, 1754), 255)
    draw = ImageDraw.Draw(image)
    for row in range(150, 1500, 40):
        draw.line((150, row, 1100, row), fill=0, width=8)
    return image.convert(mode)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF", "BMP"])
def test_the_resolution_that_the_file_states(form: str) -> None:
    assert _one(_save(_photograph(), form, dpi=(300, 300))).dpi == 300
    assert _one(_save(_photograph(), "WEBP")).dpi is None


def test_the_place_in_exif() -> None:
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (21.0, 1.0, 42.5), 3: "E", 4: (105.0, 51.0, 11.2)})
    assert _one(_save(_photograph(), "JPEG", exif=exif)).position
    assert not _one(_save(_photograph(), "JPEG", exif=Image.Exif())).position


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_a_picture_on_its_side_has_the_size_that_a_person_sees(form: str) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    found = _one(_save(_photograph(), form, exif=exif))
    assert (found.width, found.height) == (480, 640)


@pytest.mark.parametrize(
    ("mode", "form"),
    [("CMYK", "JPEG"), ("CMYK", "TIFF"), ("P", "PNG"), ("P", "GIF"), ("1", "TIFF"), ("1", "BMP"), ("LA", "PNG"),
     ("RGBA", "WEBP"), ("I;16", "PNG"), ("I;16", "TIFF")],
)  # fmt: skip
def test_unusual_modes_are_decoded_and_judged(mode: str, form: str) -> None:
    def shown(image: Image.Image) -> Image.Image:
        if mode != "I;16":
            return image.convert("RGB").convert(mode)
        return Image.frombytes(
            "I;16", image.size, b"".join(bytes((0, level)) for level in image.convert("L").tobytes())
        )

    assert not _one(_save(shown(_photograph().resize((1754, 1240)).point(lambda level: level // 2)), form)).sheet_like
    raw = _read(_save(shown(_sheet()), form))
    assert raw.flaws == ()
    assert raw.pictures[0].sheet_like
    assert raw.wants == ("ocr",)


def test_only_the_sheets_of_a_tif_want_to_be_recognised() -> None:
    pages = [_sheet(), _photograph("L"), _sheet()]
    raw = _read(_save(pages[0], "TIFF", save_all=True, append_images=pages[1:]))
    assert (raw.wants, raw.unread_pages) == (("ocr",), (1, 3))
    assert _read(_save(_photograph(), "JPEG")).wants == ()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "BMP"])
def test_a_renamed_picture_is_taken_for_what_it_is(form: str) -> None:
    assert recognise(_save(_photograph(), form), "ANH.IMG") == {"JPEG": "jpg"}.get(form, form.lower())


@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF", "BMP", "GIF", "WEBP"])
def test_mutated_pictures_never_raise(form: str) -> None:
    noise = random.Random(29)
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (21.0, 1.0, 42.5)})
    whole = _save(_photograph().resize((80, 60)), form, **({"exif": exif} if form not in ("BMP", "GIF") else {}))
    for _ in range(250):
        changed = bytearray(whole)
        for _ in range(noise.randint(1, 5)):
            changed[noise.randrange(min(800, len(changed)))] = noise.randrange(256)
        for flaw in _read(bytes(changed), Limits(pixels=2_000_000)).flaws:
            assert flaw.kind in (FlawKind.UNREADABLE, FlawKind.TRUNCATED, FlawKind.LIMIT)
