"""Pictures by Pillow: decoded to the last row, because half a JPEG passes a check of its headers."""

from __future__ import annotations

import io
import warnings

from PIL import (
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageChops,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from casework.document import Flaw, FlawKind, Picture
from intake.readers.assemble import RawDocument
from intake.readers.limits import Limits
from intake.readers.pictures.exif import dpi_of, has_position, is_turned

__all__ = ["looks_like_sheet", "read"]

#: Only the decoders of the kinds that the portals accept; Pillow knows many more, and each is a door.
_FORMATS = ("JPEG", "PNG", "TIFF", "BMP", "GIF", "WEBP")
#: Loaded now, because a locked worker may open no file later.
_DECODERS = (
    BmpImagePlugin,
    GifImagePlugin,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)
_NAMES = {"JPEG": "jpg", "MPO": "jpg", "TIFF": "tif"}
_SHEET_PROPORTION = (1.28, 1.56)  # A4 is 1.414; scanners cut edges, Letter is 1.294
_LEAST_SHEET = 500  # pixels of the longer side: below, a page cannot be read
_THUMBNAIL = 48  # pixels
_PALE, _GREY = 170, 48  # of 255
_PALE_SHARE, _GREY_SHARE = 0.6, 0.85

Image.MAX_IMAGE_PIXELS = None  # the bound is ours, checked before any row is decoded


def read(content: bytes, limits: Limits) -> RawDocument:
    """Format, size, resolution, whether its EXIF tells a place and whether it looks like a scanned sheet; ``lines`` is
    ``None``. A multi-page tif has an entry for each page. Never raises on bad content."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(content), formats=_FORMATS)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, OverflowError, MemoryError) as error:
        return _flawed(FlawKind.UNREADABLE, f"không mở được ảnh ({type(error).__name__})")
    except Exception as error:  # noqa: BLE001 - a decoder's own slip on hostile bytes becomes a recorded flaw
        return _flawed(FlawKind.UNREADABLE, f"ảnh có cấu trúc lạ, không mở được ({type(error).__name__})")
    with image:
        width, height = image.size
        if width * height > limits.pixels:
            return _flawed(
                FlawKind.LIMIT,
                f"ảnh {width} × {height} điểm, lớn hơn mức {limits.pixels // 1_000_000} triệu điểm (pixels)",
            )
        return _load(image, limits)


def _load(image: Image.Image, limits: Limits) -> RawDocument:
    """Decode every frame within the limits."""
    name = _NAMES.get(image.format or "", (image.format or "").lower())
    pictures: list[Picture] = []
    flaws: list[Flaw] = []
    pixels = 0
    frames = 1
    try:
        frames = getattr(image, "n_frames", 1)
        for number in range(min(frames, limits.frames if name == "tif" else 1)):
            image.seek(number)
            width, height = image.size
            pixels += width * height
            if pixels > limits.pixels * 4 or width * height > limits.pixels:
                most = limits.pixels * 4 // 1_000_000
                detail = f"các trang của ảnh có hơn {most} triệu điểm (pixels × 4); phần còn lại chưa được đọc"
                flaws.append(Flaw(FlawKind.LIMIT, detail, f"trang {number + 1}"))
                break
            where = f"trang {number + 1}" if frames > 1 and name == "tif" else ""
            pictures.append(_load_frame(image, where, name))
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, OverflowError, MemoryError, ZeroDivisionError):
        flaws.append(Flaw(FlawKind.TRUNCATED, "ảnh bị thiếu hoặc hỏng dữ liệu, không hiện được đến hết"))
        if not pictures:
            pictures.append(Picture("", name, *image.size))
    except Exception as error:  # noqa: BLE001 - a decoder's own slip on hostile bytes becomes a recorded flaw
        flaws.append(Flaw(FlawKind.UNREADABLE, f"không giải mã được ảnh ({type(error).__name__})"))
    if name == "tif" and frames > limits.frames:
        flaws.append(Flaw(FlawKind.LIMIT, f"ảnh có {frames} trang, chỉ đọc {limits.frames} trang đầu (frames)"))
    sheets = tuple(number for number, picture in enumerate(pictures, start=1) if picture.sheet_like)
    return RawDocument(
        None,
        frames if name == "tif" else None,
        tuple(pictures),
        tuple(flaws),
        wants=("ocr",) if sheets else (),
        unread_pages=sheets if name == "tif" else (),
    )


def _load_frame(image: Image.Image, where: str, name: str) -> Picture:
    """Decode the frame to its last row; its facts, its sides as a person sees them."""
    width, height = image.size
    image.load()
    sheet = looks_like_sheet(image)
    if is_turned(image):
        width, height = height, width
    return Picture(where, name, width, height, sheet, dpi_of(image), has_position(image))


def looks_like_sheet(image: Image.Image) -> bool:
    """True where a decoded picture has the sides and the colours of a scanned sheet."""
    width, height = image.size
    long, short = max(width, height), max(1, min(width, height))
    if long < _LEAST_SHEET or not _SHEET_PROPORTION[0] <= long / short <= _SHEET_PROPORTION[1]:
        return False
    return _is_paper(image)


def _is_paper(image: Image.Image) -> bool:
    """True for pale, grey paper with little colour: a page with a seal and a signature passes, a photograph does not.

    A document photographed by telephone is paper too; what is doubtful counts as a sheet only when it is pale.
    """
    if image.mode.startswith("I"):  # 16 bits a pixel, which Pillow would cut off at 255
        coarse = image.resize((4 * _THUMBNAIL, 4 * _THUMBNAIL), Image.Resampling.NEAREST).convert("F")
        image = coarse.point(lambda value: value * (1 / 257) + 0).convert("L")
    small = image.resize((_THUMBNAIL, _THUMBNAIL), Image.Resampling.BOX, reducing_gap=2.0).convert("RGB")
    total = _THUMBNAIL * _THUMBNAIL
    red, green, blue = small.split()
    high = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    low = ImageChops.darker(ImageChops.darker(red, green), blue)
    pale = sum(low.histogram()[_PALE:])
    grey = sum(ImageChops.subtract(high, low).histogram()[: _GREY + 1])
    return pale >= _PALE_SHARE * total and grey >= _GREY_SHARE * total


def _flawed(kind: FlawKind, detail: str) -> RawDocument:
    return RawDocument(None, flaws=(Flaw(kind, detail),))
