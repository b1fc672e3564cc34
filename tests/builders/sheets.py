"""Scanned sheets: a decision drawn as a picture, with a framed mark, a red seal and blue ink, turned or askew.

Drawn at 200 dpi with a font of the machine (DejaVu Serif, which LibreOffice and tesseract bring along).
"""

from __future__ import annotations

import io
import math
import os
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

__all__ = ["NUMBER", "RECIPIENTS", "a4", "as_jpeg", "as_pdf", "as_tif", "decision", "prose"]

_FONTS = Path("/usr/share/fonts/truetype/dejavu")
_WIDTH, _HEIGHT = 1654, 2339  # A4 at 200 dpi
_RED, _BLUE = (196, 30, 40), (30, 40, 170)

NUMBER = "1257/QĐ-BNV"
RECIPIENTS = (
    "Như Điều 3",
    "Bộ trưởng (để báo cáo)",
    "Các Thứ trưởng",
    "Cổng TTĐT Bộ Nội vụ (để đăng tải)",
    "Lưu: VT, TCCB",
)
_PROSE = (
    "Căn cứ Nghị định số 25/2025/NĐ-CP ngày 21 tháng 02 năm 2025 của Chính phủ quy định",
    "chức năng, nhiệm vụ, quyền hạn và cơ cấu tổ chức của Bộ Nội vụ;",
    "Theo đề nghị của Vụ trưởng Vụ Tổ chức cán bộ và Chánh Văn phòng Bộ.",
)
_ARTICLES = (
    "Điều 1. Ban hành kèm theo Quyết định này Kế hoạch tuyên truyền về cải cách hành chính",
    "của các cơ quan, đơn vị thuộc Bộ trong năm tới.",
    "Điều 2. Quyết định này có hiệu lực kể từ ngày ký.",
    "Điều 3. Chánh Văn phòng Bộ và Thủ trưởng các đơn vị chịu trách nhiệm thi hành.",
)


def decision(
    mark: str = "", *, colour: bool = True, seal: bool = True, turn: int = 0, skew: float = 0.0
) -> Image.Image:
    """A signed decision. ``mark`` stands framed below the number, as Nghị định 30 places it (box 10a); ``turn`` is how
    far the sheet lies clockwise on the scanner, ``skew`` degrees it lies askew anticlockwise."""
    sheet = a4()
    pen = ImageDraw.Draw(sheet)
    _centred(pen, 450, 150, "BỘ NỘI VỤ", 30, bold=True)
    _centred(pen, 1130, 150, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 28, bold=True)
    _centred(pen, 1130, 200, "Độc lập - Tự do - Hạnh phúc", 29, bold=True)
    _centred(pen, 450, 270, f"Số: {NUMBER}", 29)
    _centred(pen, 1130, 270, "Hà Nội, ngày 18 tháng 11 năm 2026", 29)
    if mark:
        _framed(pen, 450, 360, mark, _RED if colour else (20, 20, 20))
    _centred(pen, 827, 480, "QUYẾT ĐỊNH", 34, bold=True)
    _centred(pen, 827, 540, "Ban hành Kế hoạch tuyên truyền về cải cách hành chính", 30, bold=True)
    _centred(pen, 827, 640, "BỘ TRƯỞNG BỘ NỘI VỤ", 30, bold=True)
    for number, text in enumerate((*_PROSE, "", *_ARTICLES)):
        pen.text((230, 720 + 58 * number), text, "black", _font(29))
    pen.text((230, 1330), "Nơi nhận:", "black", _font(27, bold=True))
    for number, text in enumerate(RECIPIENTS):
        pen.text((230, 1380 + 42 * number), f"- {text};" if number < len(RECIPIENTS) - 1 else f"- {text}.", "black",
                 _font(24))  # fmt: skip
    _centred(pen, 1250, 1330, "BỘ TRƯỞNG", 30, bold=True)
    _centred(pen, 1250, 1720, "Nguyễn Văn An", 30, bold=True)
    if seal:
        _seal(pen, 1110, 1530, _RED if colour else (20, 20, 20))
        _signature(pen, 1150, 1500, _BLUE if colour else (20, 20, 20))
    if skew:
        sheet = sheet.rotate(skew, Image.Resampling.BICUBIC, fillcolor="white")
    return sheet.rotate(-turn, expand=True) if turn else sheet


def prose(*lines: str) -> Image.Image:
    """A page of nothing but text."""
    sheet = a4()
    pen = ImageDraw.Draw(sheet)
    for number, text in enumerate(lines):
        pen.text((200, 220 + 58 * number), text, "black", _font(29))
    return sheet


def a4() -> Image.Image:
    """White paper."""
    return Image.new("RGB", (_WIDTH, _HEIGHT), "white")


def as_pdf(*sheets: Image.Image) -> bytes:
    """A scanned PDF: a picture a page and not a letter of text."""
    content = io.BytesIO()
    sheets[0].save(content, "PDF", resolution=200.0, save_all=True, append_images=sheets[1:])
    return content.getvalue()


def as_jpeg(sheet: Image.Image) -> bytes:
    """As a scanner or a telephone saves it."""
    content = io.BytesIO()
    sheet.save(content, "JPEG", quality=70, dpi=(200, 200))
    return content.getvalue()


def as_tif(*sheets: Image.Image) -> bytes:
    """Several pages in one file."""
    content = io.BytesIO()
    sheets[0].save(content, "TIFF", compression="tiff_deflate", save_all=True, append_images=sheets[1:])
    return content.getvalue()


def _font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    path = _FONTS / ("DejaVuSerif-Bold.ttf" if bold else "DejaVuSerif.ttf")
    if not path.exists():
        message = f"SKIPPED, NOT TESTED: {path} is missing (apt-get install fonts-dejavu-core); scans were not drawn"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return ImageFont.truetype(str(path), size)


def _centred(pen: ImageDraw.ImageDraw, x: int, y: int, text: str, size: int, *, bold: bool = False) -> None:
    pen.text((x, y), text, "black", _font(size, bold=bold), anchor="mm")


def _framed(pen: ImageDraw.ImageDraw, x: int, y: int, text: str, colour: tuple[int, int, int]) -> None:
    """The stamp of a mark: capitals in a frame, 8 mm high."""
    font = _font(34, bold=True)
    half = int(font.getlength(text) / 2) + 22
    pen.rectangle((x - half, y - 32, x + half, y + 32), outline=colour, width=4)
    pen.text((x, y), text, colour, font, anchor="mm")


def _seal(pen: ImageDraw.ImageDraw, x: int, y: int, colour: tuple[int, int, int]) -> None:
    """36 mm across: two rings and a star."""
    for radius, width in ((142, 7), (104, 3)):
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), outline=colour, width=width)
    points = [
        (x + r * math.sin(math.pi * n / 5), y - r * math.cos(math.pi * n / 5))
        for n, r in enumerate([44, 18] * 5)
    ]  # fmt: skip
    pen.polygon(points, fill=colour)


def _signature(pen: ImageDraw.ImageDraw, x: int, y: int, colour: tuple[int, int, int]) -> None:
    """Loops from left to right, as a hand writes them."""
    stroke = [(x + 2.4 * n, y + 70 * math.sin(n / 7) * math.cos(n / 19) + n / 5) for n in range(120)]
    pen.line(stroke, fill=colour, width=6, joint="curve")
