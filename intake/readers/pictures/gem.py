"""GEM raster (`.img`), the picture format of Ventura Publisher and the Atari ST, with XIMG's palette.

From the format's description (Digital Research GEM VDI; atari-wiki “GEM Bit Image file format”): a header of big-endian
words, then each line plane by plane in runs. 00 00 FF n: the next line stands n times; 00 n: the pattern n times;
80 n: n bytes as they are; any other byte: its lower seven bits count bytes of all ones or all zeros.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

from PIL import Image, ImageChops

from casework.document import Flaw, FlawKind, Picture
from intake.readers.assemble import RawDocument
from intake.readers.limits import Limits
from intake.readers.pictures.reader import looks_like_sheet

__all__ = ["picture_of", "read"]

_HEADER_WORDS = 8
_LONGEST_PATTERN = 8
_MOST_PLANES = 8
_MICRONS_AN_INCH = 25_400
_XIMG = b"XIMG"
_XIMG_COLOURS = 22  # where the palette begins: header, “XIMG”, colour model
_MOST_IN_PALETTE = 1000  # of each of red, green, blue


class _Head(NamedTuple):
    start: int  # of the runs
    planes: int
    pattern: int  # bytes
    dpi: int | None
    width: int
    height: int
    palette: tuple[int, ...]  # red, green, blue of each colour, 0–255; empty without one

    @property
    def line(self) -> int:
        """Bytes of one line of one plane."""
        return (self.width + 7) // 8


class _Damaged(Exception):
    """The runs end early or make no sense."""


def read(content: bytes, limits: Limits) -> RawDocument:
    """Size, resolution, and whether every line is there; ``lines`` is ``None``. Never raises on bad content."""
    head = _head(content)
    if head is None:
        return RawDocument(None, flaws=(Flaw(FlawKind.UNREADABLE, "ảnh .img (GEM) có phần đầu hỏng, không mở được"),))
    if head.width * head.height * head.planes > limits.pixels:
        most = limits.pixels // 1_000_000
        detail = f"ảnh {head.width} × {head.height} điểm, {head.planes} lớp màu, lớn hơn mức {most} triệu điểm (pixels)"
        return RawDocument(None, flaws=(Flaw(FlawKind.LIMIT, detail),))
    flaws: tuple[Flaw, ...] = ()
    sheet = False
    try:
        lines = _unpack(content, head)
        sheet = looks_like_sheet(_image(lines, head))
    except _Damaged:
        flaws = (Flaw(FlawKind.TRUNCATED, "ảnh bị thiếu hoặc hỏng dữ liệu, không hiện được đến hết"),)
    picture = Picture("", "img-gem", head.width, head.height, sheet, head.dpi)
    return RawDocument(None, None, (picture,), flaws, wants=("ocr",) if sheet else ())


def picture_of(content: bytes, limits: Limits) -> Image.Image:
    """The picture itself, for whoever draws it; raises :class:`ValueError` where :func:`read` finds a flaw."""
    head = _head(content)
    if head is None or head.width * head.height * head.planes > limits.pixels:
        raise ValueError("no GEM raster within the bounds")
    try:
        return _image(_unpack(content, head), head)
    except _Damaged as damaged:
        raise ValueError("GEM raster breaks off") from damaged


def _head(content: bytes) -> _Head | None:
    """The header; ``None`` where it cannot be one."""
    if len(content) < 2 * _HEADER_WORDS:
        return None
    _, words, planes, pattern, across, _, width, height = struct.unpack_from(">8H", content)
    if not (words >= _HEADER_WORDS and 1 <= planes <= _MOST_PLANES and 1 <= pattern <= _LONGEST_PATTERN):
        return None
    if not (width and height and 2 * words < len(content)):
        return None
    dpi = round(_MICRONS_AN_INCH / across) if across else None
    return _Head(2 * words, planes, pattern, dpi, width, height, _palette(content, words, planes))


def _palette(content: bytes, words: int, planes: int) -> tuple[int, ...]:
    numbers = 3 * (1 << planes)
    if content[16:20] != _XIMG or 2 * words < _XIMG_COLOURS + 2 * numbers or len(content) < _XIMG_COLOURS + 2 * numbers:
        return ()
    stored = struct.unpack_from(f">{numbers}H", content, _XIMG_COLOURS)
    return tuple(min(value, _MOST_IN_PALETTE) * 255 // _MOST_IN_PALETTE for value in stored)


def _unpack(content: bytes, head: _Head) -> list[bytes]:
    """Every line, its planes one behind the other. Raises :class:`_Damaged`."""
    lines: list[bytes] = []
    at = head.start
    while len(lines) < head.height:
        times = 1
        if content[at : at + 3] == b"\0\0\xff":
            times = content[at + 3] if at + 3 < len(content) else 0
            at += 4
            if not times:
                raise _Damaged
        line = bytearray()
        for _ in range(head.planes):
            at = _unpack_plane(content, at, head, line)
        lines.extend([bytes(line)] * min(times, head.height - len(lines)))
    return lines


def _unpack_plane(content: bytes, at: int, head: _Head, line: bytearray) -> int:
    """Append one line of one plane and return where its runs end. Every run gives at least one byte, so this ends."""
    end = len(line) + head.line
    size = len(content)
    while len(line) < end:
        if at + 1 >= size and not (at < size and content[at] & 0x7F):
            raise _Damaged
        code = content[at]
        if code == 0x80:
            count = content[at + 1]
            piece = content[at + 2 : at + 2 + count]
            at += 2 + count
            if not count or len(piece) < count:
                raise _Damaged
        elif code:
            piece = (b"\xff" if code & 0x80 else b"\0") * (code & 0x7F)
            at += 1
        else:
            count = content[at + 1]
            pattern = content[at + 2 : at + 2 + head.pattern]
            at += 2 + head.pattern
            if not count or len(pattern) < head.pattern:
                raise _Damaged
            piece = pattern * count
        line += piece
    del line[end:]  # a run may reach over the end of the line
    return at


def _image(lines: list[bytes], head: _Head) -> Image.Image:
    """The picture as Pillow has it: black on white for one plane, else by the palette or in greys."""
    size = (head.width, head.height)
    planes = [
        Image.frombytes("1", size, b"".join(line[at * head.line : (at + 1) * head.line] for line in lines))
        for at in range(head.planes)
    ]
    if head.planes == 1 and not head.palette:
        return ImageChops.invert(planes[0].convert("L"))
    shades = Image.new("L", size)
    for number, plane in enumerate(planes):
        weight = 1 << number
        shades = ImageChops.add(shades, plane.convert("L").point([0] * 255 + [weight]))
    if head.palette:
        shades.putpalette(head.palette)
        return shades.convert("RGB")
    most = (1 << head.planes) - 1
    return shades.point([255 - min(value, most) * 255 // most for value in range(256)])
