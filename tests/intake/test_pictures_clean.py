"""What goes on to the editors tells no place, and not a pixel is another."""

from __future__ import annotations

import io
import random
import struct
import zlib

import pytest
from PIL import ExifTags, Image, PngImagePlugin

from casework.document import Picture
from intake.pictures_clean import CannotClean, clean
from intake.readers.limits import Limits
from intake.readers.pictures import reader as picture

PLACE = {1: "N", 2: (21.0, 1.0, 42.5), 3: "E", 4: (105.0, 51.0, 11.25)}
XMP = b'<x:xmpmeta><rdf:Description exif:GPSLatitude="21,1.7N" exif:GPSLongitude="105,51.2E"/></x:xmpmeta>'
FORMS = ["JPEG", "PNG", "TIFF", "WEBP"]


def _photograph(size: tuple[int, int] = (64, 48)) -> Image.Image:
    return Image.frombytes("RGB", size, random.Random(5).randbytes(size[0] * size[1] * 3))


def _exif(*, place: bool, turned: int = 6) -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = turned
    exif[ExifTags.Base.Artist] = "Nguyen Van A"
    exif.get_ifd(ExifTags.IFD.Exif)[0x9003] = "2026:11:20 08:00:00"
    if place:
        exif.get_ifd(ExifTags.IFD.GPSInfo).update(PLACE)
    return exif


def _save(form: str, *, place: bool = True, **options: object) -> bytes:
    out = io.BytesIO()
    exif = _exif(place=place)
    if form == "TIFF":
        options["tiffinfo"] = {tag: exif[tag] for tag in (ExifTags.Base.Orientation, ExifTags.Base.Artist)}
        options["tiffinfo"] |= {34665: {0x9003: "2026:11:20 08:00:00"}} | ({34853: PLACE} if place else {})
        _photograph().save(out, form, **options)
    else:
        _photograph().save(out, form, exif=exif, **options)
    return out.getvalue()


def _facts(content: bytes) -> Picture:
    return picture.read(content, Limits()).pictures[0]


def _pixels(content: bytes) -> bytes:
    with Image.open(io.BytesIO(content)) as image:
        return image.tobytes()


@pytest.mark.parametrize("form", FORMS)
def test_the_position_goes_and_everything_else_stays(form: str) -> None:
    content = _save(form)
    assert _facts(content).position
    cleaned = clean(content)
    assert not _facts(cleaned).position
    assert _pixels(cleaned) == _pixels(content)
    with Image.open(io.BytesIO(cleaned)) as image:
        exif = image.getexif()
        assert not exif.get_ifd(ExifTags.IFD.GPSInfo)
        assert exif[ExifTags.Base.Orientation] == 6
        assert exif[ExifTags.Base.Artist] == "Nguyen Van A"
        assert exif.get_ifd(ExifTags.IFD.Exif)[0x9003] == "2026:11:20 08:00:00"


@pytest.mark.parametrize("form", FORMS)
def test_no_trace_of_the_coordinates_is_left_in_the_bytes(form: str) -> None:
    content = _save(form)
    seconds = (struct.pack("<II", 85, 2), struct.pack(">II", 85, 2))  # 42.5 as a fraction
    assert any(number in content for number in seconds)
    assert not any(number in clean(content) for number in seconds)


@pytest.mark.parametrize("form", FORMS)
def test_a_picture_without_position_stays_byte_for_byte(form: str) -> None:
    content = _save(form, place=False)
    assert clean(content) is content or clean(content) == content
    assert not _facts(content).position


@pytest.mark.parametrize("form", ["GIF", "BMP"])
def test_other_formats_are_handed_on_as_they_are(form: str) -> None:
    out = io.BytesIO()
    _photograph().save(out, form)
    assert clean(out.getvalue()) == out.getvalue()


def test_xmp_with_a_position_goes_from_jpg_webp_and_png() -> None:
    for form in ("JPEG", "WEBP"):
        content = _save(form, place=False, xmp=XMP)
        assert _facts(content).position
        cleaned = clean(content)
        assert b"GPSLatitude" not in cleaned
        assert _pixels(cleaned) == _pixels(content)
    text = PngImagePlugin.PngInfo()
    text.add_itxt("XML:com.adobe.xmp", XMP.decode(), zip=True)
    text.add_text("Title", "Le khai mac")
    content = _save("PNG", place=False, pnginfo=text)
    assert _facts(content).position
    cleaned = clean(content)
    assert not _facts(cleaned).position
    assert b"Le khai mac" in cleaned


def test_exif_as_text_in_a_png_goes() -> None:
    for place in (True, False):
        stored = _exif(place=place).tobytes()
        text = PngImagePlugin.PngInfo()
        text.add_text("Raw profile type exif", f"\nexif\n{len(stored):8}\n{stored.hex()}\n", zip=place)
        out = io.BytesIO()
        _photograph().save(out, "PNG", pnginfo=text)
        cleaned = clean(out.getvalue())
        assert (b"Raw profile" in cleaned) is not place
        with Image.open(io.BytesIO(cleaned)) as image:
            assert image.getexif()[ExifTags.Base.Orientation] == 6
            assert not image.getexif().get_ifd(ExifTags.IFD.GPSInfo)


def test_what_a_telephone_hangs_behind_the_picture_goes() -> None:
    film = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\xa9xyz+21.0285+105.8542/"
    content = _save("JPEG", place=False) + film
    cleaned = clean(content)
    assert b"+21.0285" not in cleaned
    assert _pixels(cleaned) == _pixels(content)
    padded = _save("JPEG", place=False) + bytes(100)
    assert clean(padded) == padded


def test_every_page_of_a_tif_loses_its_position() -> None:
    out = io.BytesIO()
    pages = [_photograph(), _photograph()]
    for page in pages:
        page.encoderinfo = {}  # type: ignore[attr-defined]
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:], exif=_exif(place=True))
    cleaned = clean(out.getvalue())
    assert not any(p.position for p in picture.read(cleaned, Limits()).pictures)
    assert len(picture.read(cleaned, Limits()).pictures) == 2


def test_a_position_that_shares_its_bytes_with_the_pixels_is_refused() -> None:
    # The GPS directory says that its values lie where the pixels lie: blotting them out would blacken the picture.
    content = bytearray(_save("TIFF"))
    with Image.open(io.BytesIO(bytes(content))) as image:
        pixels = image.tag_v2[273][0]  # type: ignore[attr-defined]
    at = content.find(struct.pack("<HHI", 2, 5, 3))  # latitude: three fractions
    assert at > 0
    content[at + 8 : at + 12] = struct.pack("<I", pixels)
    with pytest.raises(CannotClean):
        clean(bytes(content))


def test_damaged_exif_that_may_hold_a_position_is_dropped() -> None:
    content = _save("JPEG")
    at = content.index(b"Exif\0\0") + 6
    broken = content[: at + 4] + b"\xff\xff\xff\x7f" + content[at + 8 :]
    cleaned = clean(broken)
    assert not _facts(cleaned).position
    assert struct.pack("<II", 85, 2) not in cleaned
    assert struct.pack(">II", 85, 2) not in cleaned


def test_mutated_pictures_are_cleaned_or_refused() -> None:
    noise = random.Random(23)
    for form in FORMS:
        whole = _save(form)
        for _ in range(150):
            changed = bytearray(whole)
            for _ in range(noise.randint(1, 4)):
                changed[noise.randrange(min(600, len(changed)))] = noise.randrange(256)
            try:
                clean(bytes(changed[: noise.choice((len(changed), noise.randrange(len(changed))))]))
            except CannotClean:
                continue


def test_chunk_sums_stay_right() -> None:
    content = clean(_save("PNG"))
    at = 8
    while at < len(content):
        size = struct.unpack_from(">I", content, at)[0]
        stated = struct.unpack_from(">I", content, at + 8 + size)[0]
        assert zlib.crc32(content[at + 4 : at + 8 + size]) == stated
        at += 12 + size
