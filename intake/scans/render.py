"""One page of a scan as grey points. Runs inside a sandbox worker: here a stranger's file is drawn.

Pages lie straight afterwards, seal and blue ink are located and their colour is taken out where they cover print.
"""

from __future__ import annotations

import io
import warnings
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2  # type: ignore[import-untyped]
from PIL import (
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageOps,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from casework.document import Stamp
from casework.errors import TiepnhanError
from intake.aids import GreyPage
from intake.readers.docx import reader as docx
from intake.readers.limits import Limits
from intake.readers.ooxml.package import Refused
from intake.readers.pictures import gem
from intake.scans.ink import find_patches, grey_without
from intake.scans.skew import skew_of

__all__ = ["CannotDraw", "draw_page"]

_A4_INCHES = 11.69  # the longer side of a sheet whose size nobody states
_MOST_POINTS = 3600  # of the longer side: A3 at 200 dpi is 3307
_DARK = 150  # of 255
_SPECK = 16  # points of the side of a square in which ink is counted: 2 mm
_INKED = 12  # dark points in such a square that are more than noise
_DUST = 2  # inked squares on a blank page; a stamp of three letters touches more
_EDGE = 0.02  # of the page at each side, where scanners leave shadows
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

Bytes = npt.NDArray[np.uint8]


class CannotDraw(TiepnhanError):
    """There is no such page, or it cannot be drawn; the text is English and quotes nothing of the file."""


def draw_page(content: bytes, kind: str, number: int, dpi: int, limits: Limits) -> GreyPage:
    """Page ``number`` (from 1) of a pdf, of a picture with pages, or of the pictures in a docx. Raises
    :class:`CannotDraw`."""
    try:
        page = _straight(_drawn(content, kind, number, dpi, limits))
    except Refused as refused:
        raise CannotDraw(f"page {number}: refused") from refused
    except (pypdfium2.PdfiumError, OSError, ValueError, SyntaxError, EOFError, MemoryError, OverflowError) as error:
        raise CannotDraw(f"page {number}: {type(error).__name__}") from error
    patches = find_patches(page)
    grey = grey_without(page, patches)
    return GreyPage(
        number=number,
        width=grey.shape[1],
        height=grey.shape[0],
        dpi=dpi,
        points=grey.tobytes(),
        stamps=tuple(Stamp(p.kind, "", p.left, p.top, p.right, p.bottom) for p in patches),
        blank=_is_blank(grey),
    )


def _drawn(content: bytes, kind: str, number: int, dpi: int, limits: Limits) -> Image.Image:
    if kind == "pdf":
        return _pdf_page(content, number, dpi)
    if kind == "docx":
        return _picture(docx.picture_bytes(content, number, limits), 1, dpi, limits)
    if kind == "img-gem":
        return _to_paper(gem.picture_of(content, limits).convert("RGB"), dpi)
    return _picture(content, number, dpi, limits)


def _pdf_page(content: bytes, number: int, dpi: int) -> Image.Image:
    document = pypdfium2.PdfDocument(content)
    try:
        if not 1 <= number <= len(document):
            raise CannotDraw(f"page {number} of {len(document)}")
        page = document[number - 1]
        longer = max(page.get_width(), page.get_height()) or 1.0
        scale = min(dpi / 72, _MOST_POINTS / longer)
        drawn: Image.Image = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
        return drawn
    finally:
        document.close()


def _picture(content: bytes, number: int, dpi: int, limits: Limits) -> Image.Image:
    """A picture, or one page of a tif, brought to about ``dpi`` as if it were a sheet of A4."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
            if number != 1:
                opened.seek(number - 1)
            width, height = opened.size
            if width * height > limits.pixels:
                raise CannotDraw(f"page {number}: too many pixels")
            image: Image.Image = ImageOps.exif_transpose(opened.convert("RGB")) if _plain(opened) else _on_paper(opened)
    return _to_paper(image, dpi)


def _to_paper(image: Image.Image, dpi: int) -> Image.Image:
    """The picture in the size of a sheet of A4 at ``dpi``."""
    factor = dpi * _A4_INCHES / max(image.size)
    # A little larger does no harm and a copy costs time; a small picture gains from being drawn larger, up to a point.
    if 0.8 <= factor <= 1.1:
        return image
    factor = min(factor, 2.5)
    size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
    return image.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)


def _plain(image: Image.Image) -> bool:
    return image.mode not in ("LA", "RGBA", "PA") and "transparency" not in image.info


def _on_paper(image: Image.Image) -> Image.Image:
    """What is transparent shows white paper."""
    paper = Image.new("RGBA", image.size, "white")
    paper.alpha_composite(image.convert("RGBA"))
    return paper.convert("RGB")


def _straight(image: Image.Image) -> Bytes:
    page: Any = np.asarray(image)
    angle = skew_of(page[:, :, 1])
    if angle:
        page = np.asarray(image.rotate(angle, Image.Resampling.BICUBIC, fillcolor="white"))
    result: Bytes = page
    return result


def _is_blank(grey: Bytes) -> bool:
    height, width = grey.shape
    across, down = int(width * _EDGE), int(height * _EDGE)
    inner = grey[down : height - down or None, across : width - across or None] < _DARK
    rows, columns = inner.shape[0] // _SPECK, inner.shape[1] // _SPECK
    squares = inner[: rows * _SPECK, : columns * _SPECK].reshape(rows, _SPECK, columns, _SPECK).sum(axis=(1, 3))
    return int((squares >= _INKED).sum()) <= _DUST
