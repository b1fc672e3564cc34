"""One page of a PDF as spans: each text object with font, place and size, and what else is drawn."""

from __future__ import annotations

import ctypes
import re
from typing import Any, NamedTuple

import pypdfium2  # type: ignore[import-untyped]
from pypdfium2 import raw as pdfium

from intake.readers.layout import Span

__all__ = ["PageContent", "PageReader"]

_FORM_DEPTH = 8
_INVISIBLE = 3  # text render mode of the layer that text recognition lays over a scan
_HYPHENS = str.maketrans({"\x02": "-", "\ufffe": "-", "\x00": None, "\r": " ", "\n": " "})
_TO_MEND = re.compile("[\x02\ufffe\x00\r\n]")
_NOTE_KINDS = (pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_STAMP)

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class PageContent(NamedTuple):
    """``picture_share`` is the share of the page that its largest picture covers, 0 … 1; ``drawn``: anything at all
    stands on the page; ``notes``: the words of text boxes and stamps laid over it."""

    spans: list[Span]
    notes: list[str]
    picture_share: float
    picture_width: int
    picture_height: int
    drawn: bool
    objects: int


class PageReader:
    """Reads page ``index`` (from 0); stops after ``allowed`` objects."""

    def __init__(self, document: pypdfium2.PdfDocument, index: int, allowed: int) -> None:
        self._page = document[index]
        self._allowed = allowed
        self._spans: list[Span] = []
        self._count = 0
        self._share = 0.0
        self._picture = (0, 0)
        self._fonts: dict[int | None, tuple[str, bool]] = {}
        self._buffer = ctypes.create_string_buffer(8192)
        self._units = ctypes.cast(self._buffer, ctypes.POINTER(ctypes.c_ushort))
        self._edges = tuple(ctypes.c_float() for _ in range(4))
        self._size = ctypes.c_float()
        self._area = max(1.0, self._page.get_width() * self._page.get_height())

    def read(self) -> PageContent:
        """All that stands on the page."""
        page = self._page
        text_page = page.get_textpage()
        try:
            self._turn = _turned(page)
            count = pdfium.FPDFPage_CountObjects(page)
            bare_page, bare_text = page.raw, text_page.raw
            for number in range(count):
                self._take(pdfium.FPDFPage_GetObject(bare_page, number), bare_text, _IDENTITY, 0)
                if self._count >= self._allowed:
                    break
            notes = self._notes()
        finally:
            text_page.close()
            page.close()
        return PageContent(self._spans, notes, min(1.0, self._share), *self._picture, self._count > 0, self._count)

    def _take(self, item: Any, text_page: Any, form: Matrix, depth: int) -> None:
        self._count += 1
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            self._take_text(item, text_page, form)
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            self._take_picture(item, form)
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _FORM_DEPTH:
            inner = _multiply(_matrix(item), form)
            for number in range(pdfium.FPDFFormObj_CountObjects(item)):
                if self._count >= self._allowed:
                    return
                self._take(pdfium.FPDFFormObj_GetObject(item, number), text_page, inner, depth + 1)

    def _take_text(self, item: Any, text_page: Any, form: Matrix) -> None:
        text = self._text(item, text_page)
        if not text or (text.isspace() and len(text) > 200):
            return
        left, bottom, right, top = edges = self._edges
        if not pdfium.FPDFPageObj_GetBounds(item, *edges):
            return
        size = self._size
        pdfium.FPDFTextObj_GetFontSize(item, size)
        shown = _multiply(form, self._turn)
        whole = _multiply(_matrix(item), shown)
        if shown is _IDENTITY:
            x0, x1, low = left.value, right.value, bottom.value
        else:
            corners = [_apply(shown, x.value, y.value) for x in (left, right) for y in (bottom, top)]
            x0, x1 = min(x for x, _ in corners), max(x for x, _ in corners)
            low = min(y for _, y in corners)
        font, bold = self._font(item)
        hidden = pdfium.FPDFTextObj_GetTextRenderMode(item) == _INVISIBLE
        scale = (whole[2] ** 2 + whole[3] ** 2) ** 0.5
        upright = abs(whole[1]) <= abs(whole[0])
        self._spans.append(
            Span(
                text,
                font,
                bold,
                hidden,
                x0,
                x1,
                whole[5] if upright else low,
                max(1.0, abs(size.value * scale)),
                upright,
            )
        )

    def _text(self, item: Any, text_page: Any) -> str:
        size = pdfium.FPDFTextObj_GetText(item, text_page, self._units, len(self._buffer))
        if size > len(self._buffer):
            self._buffer = ctypes.create_string_buffer(size)
            self._units = ctypes.cast(self._buffer, ctypes.POINTER(ctypes.c_ushort))
            pdfium.FPDFTextObj_GetText(item, text_page, self._units, size)
        stored = ctypes.string_at(self._buffer, max(0, size - 2))
        text = stored.decode("utf-16-le", "replace")
        return text.translate(_HYPHENS) if _TO_MEND.search(text) else text

    def _font(self, item: Any) -> tuple[str, bool]:
        font = pdfium.FPDFTextObj_GetFont(item)
        address = ctypes.addressof(font.contents) if font else None
        known = self._fonts.get(address)
        if known is None:
            name = ctypes.create_string_buffer(256)
            pdfium.FPDFFont_GetBaseFontName(font, name, 256)
            shown = name.value.decode("utf-8", "replace")
            bold = "bold" in shown.lower() or pdfium.FPDFFont_GetWeight(font) >= 600
            known = self._fonts[address] = (shown, bold)
        return known

    def _take_picture(self, item: Any, form: Matrix) -> None:
        a, b, c, d, _, _ = _multiply(_matrix(item), form)
        share = abs(a * d - b * c) / self._area
        if share > self._share:
            self._share = share
            width, height = ctypes.c_uint(), ctypes.c_uint()
            pdfium.FPDFImageObj_GetImagePixelSize(item, width, height)
            self._picture = (width.value, height.value)

    def _notes(self) -> list[str]:
        """What text boxes and stamps laid over the page say: a mark of secrecy may stand only there."""
        notes: list[str] = []
        for number in range(min(200, pdfium.FPDFPage_GetAnnotCount(self._page))):
            note = pdfium.FPDFPage_GetAnnot(self._page, number)
            if not note:
                continue
            if pdfium.FPDFAnnot_GetSubtype(note) in _NOTE_KINDS:
                size = pdfium.FPDFAnnot_GetStringValue(note, b"Contents", None, 0)
                if 2 < size <= 20_000:
                    buffer = ctypes.create_string_buffer(size)
                    units = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
                    pdfium.FPDFAnnot_GetStringValue(note, b"Contents", units, size)
                    text = buffer.raw[: size - 2].decode("utf-16-le", "replace").strip()
                    notes.extend(line.strip() for line in text.splitlines() if line.strip())
            pdfium.FPDFPage_CloseAnnot(note)
        return notes


_FOUND = pdfium.FS_MATRIX()  # filled anew by each call; pdfium has one thread, and so have we


def _matrix(item: Any) -> Matrix:
    found = _FOUND
    if not pdfium.FPDFPageObj_GetMatrix(item, found):
        return _IDENTITY
    return (found.a, found.b, found.c, found.d, found.e, found.f)


def _multiply(first: Matrix, second: Matrix) -> Matrix:
    """The matrix that applies ``first``, then ``second`` (ISO 32000-1, 8.3.4)."""
    if second is _IDENTITY:
        return first
    if first is _IDENTITY:
        return second
    a, b, c, d, e, f = first
    p, q, r, s, t, u = second
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return (a * x + c * y + e, b * x + d * y + f)


def _turned(page: pypdfium2.PdfPage) -> Matrix:
    """From the page's own axes to the way it is shown (/Rotate); shifts do not matter for the order of lines."""
    turns: dict[int, Matrix] = {
        0: _IDENTITY,
        90: (0.0, -1.0, 1.0, 0.0, 0.0, 0.0),
        180: (-1.0, 0.0, 0.0, -1.0, 0.0, 0.0),
        270: (0.0, 1.0, -1.0, 0.0, 0.0, 0.0),
    }
    return turns.get(page.get_rotation(), _IDENTITY)
