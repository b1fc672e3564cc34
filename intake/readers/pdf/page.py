"""One page of a PDF as spans: each text object with font, place and size, and what else is drawn."""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from typing import Any, NamedTuple

import pypdfium2  # type: ignore[import-untyped]
from pypdfium2 import raw as pdfium

from intake.encodings.fonts import face
from intake.readers.pdf.fonts import TOLD_APART, plain_name
from intake.readers.pdf.geometry import IDENTITY, Matrix, apply, matrix_of, multiply, turned
from intake.readers.pdf.layout import Span

__all__ = ["PageContent", "PageReader"]

_FORM_DEPTH = 8
_INVISIBLE = 3  # text render mode of the layer that text recognition lays over a scan
_CONTROLS = dict.fromkeys((*range(1, 9), 0x0B, 0x0C, *range(0x0E, 0x20)), "\ufffd")
#: pdfium says U+0002 or U+FFFE for a hyphen at the end of a line. Other controls are codes that no letter belongs to.
_MENDED = str.maketrans(_CONTROLS | {"\x02": "-", "\ufffe": "-", "\0": None, "\r": " ", "\n": " "})
#: In TCVN3 what looks like that hyphen is ư, 0xAD.
_MENDED_TCVN3 = _MENDED | str.maketrans({"\x02": "\u00ad", "\ufffe": "\u00ad", TOLD_APART: "\u00ad"})
_TO_MEND = re.compile(f"[\x00-\x08\x0a-\x1f\ufffe{TOLD_APART}]")
_VISIBLE = re.compile(r"\S")
_BLANKS = re.compile(r"[\s,_-]+")
_NOTE_KINDS = (pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_STAMP, pdfium.FPDF_ANNOT_WATERMARK)
_MOST_NOTES = 200  # of one page
_LONGEST_NOTE = 20_000  # bytes
_UNMAPPED_SHARE = 0.3  # of a text object's letters


class PageContent(NamedTuple):
    """``picture_share`` is the share of the page that its largest picture covers, 0 … 1, ``picture_dpi`` how dense its
    pixels lie there; ``drawn``: anything at all stands on the page; ``notes``: the words of text boxes and stamps laid
    over it, ``stamped`` the spans of those that are drawn without saying their words."""

    spans: list[Span]
    notes: list[str]
    picture_share: float
    picture_width: int
    picture_height: int
    drawn: bool
    objects: int
    picture_dpi: int | None = None
    stamped: tuple[Span, ...] = ()


class _Font(NamedTuple):
    """``doubtful`` and ``lying`` as in :mod:`intake.readers.pdf.fonts`."""

    name: str
    bold: bool
    tcvn3: bool
    doubtful: bool
    lying: bool


class PageReader:
    """Reads page ``index`` (from 0); stops after ``allowed`` objects. ``doubtful`` and ``lying`` name the fonts whose
    letters have to be looked at one by one, and those that cannot be believed."""

    def __init__(
        self,
        document: pypdfium2.PdfDocument,
        index: int,
        allowed: int,
        doubtful: frozenset[str] = frozenset(),
        lying: frozenset[str] = frozenset(),
    ) -> None:
        self._document, self._index = document, index
        self._page = document[index]
        self._allowed = allowed
        self._doubtful, self._lying = doubtful, lying
        self._unmapped: Counter[int] | None = None  # unmapped letters by the address of their text object
        self._dpi: int | None = None
        self._spans: list[Span] = []
        self._count = 0
        self._share = 0.0
        self._picture = (0, 0)
        self._fonts: dict[int | None, _Font] = {}
        self._buffer = ctypes.create_string_buffer(8192)
        self._units = ctypes.cast(self._buffer, ctypes.POINTER(ctypes.c_ushort))
        self._edges = tuple(ctypes.c_float() for _ in range(4))
        self._size = ctypes.c_float()
        self._area = max(1.0, self._page.get_width() * self._page.get_height())

    def read(self) -> PageContent:
        """All that stands on the page."""
        page = self._page
        try:
            self._turn = turned(page)
            own = pdfium.FPDFPage_CountObjects(page)
            self._read_objects(0, own)
            notes, wordless = self._notes()
            drawn = self._count > 0
            flattened = wordless and pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY) == pdfium.FLATTEN_SUCCESS
        finally:
            page.close()
        spans, picture, share = self._spans, (*self._picture, drawn, self._count, self._dpi), min(1.0, self._share)
        return PageContent(spans, notes, share, *picture, tuple(self._stamped(own)) if flattened else ())

    def _read_objects(self, first: int, end: int) -> None:
        text_page = self._page.get_textpage()
        try:
            bare_page, bare_text = self._page.raw, text_page.raw
            for number in range(first, end):
                self._take(pdfium.FPDFPage_GetObject(bare_page, number), bare_text, IDENTITY, 0)
                if self._count >= self._allowed:
                    break
        finally:
            text_page.close()

    def _stamped(self, own: int) -> list[Span]:
        """What stands on the page behind its ``own`` objects, now that its annotations are drawn into it."""
        self._spans, self._unmapped = [], None
        self._fonts.clear()
        self._page = self._document[self._index]
        try:
            self._read_objects(own, pdfium.FPDFPage_CountObjects(self._page))
        finally:
            self._page.close()
        return self._spans

    def _take(self, item: Any, text_page: Any, form: Matrix, depth: int) -> None:
        self._count += 1
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            self._take_text(item, text_page, form)
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            self._take_picture(item, form)
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _FORM_DEPTH:
            inner = multiply(matrix_of(item), form)
            for number in range(pdfium.FPDFFormObj_CountObjects(item)):
                if self._count >= self._allowed:
                    return
                self._take(pdfium.FPDFFormObj_GetObject(item, number), text_page, inner, depth + 1)

    def _take_text(self, item: Any, text_page: Any, form: Matrix) -> None:
        font = self._font(item)
        text = self._text(item, text_page, font)
        if not text or (text.isspace() and len(text) > 200):
            return
        left, bottom, right, top = edges = self._edges
        if not pdfium.FPDFPageObj_GetBounds(item, *edges):
            return
        size = self._size
        pdfium.FPDFTextObj_GetFontSize(item, size)
        shown = multiply(form, self._turn)
        whole = multiply(matrix_of(item), shown)
        if shown is IDENTITY:
            x0, x1, low = left.value, right.value, bottom.value
        else:
            corners = [apply(shown, x.value, y.value) for x in (left, right) for y in (bottom, top)]
            x0, x1 = min(x for x, _ in corners), max(x for x, _ in corners)
            low = min(y for _, y in corners)
        hidden = pdfium.FPDFTextObj_GetTextRenderMode(item) == _INVISIBLE
        scale = (whole[2] ** 2 + whole[3] ** 2) ** 0.5
        upright = abs(whole[1]) <= abs(whole[0])
        self._spans.append(
            Span(
                text,
                font.name,
                font.bold,
                hidden,
                x0,
                x1,
                whole[5] if upright else low,
                max(1.0, abs(size.value * scale)),
                upright,
            )
        )

    def _text(self, item: Any, text_page: Any, font: _Font) -> str:
        size = pdfium.FPDFTextObj_GetText(item, text_page, self._units, len(self._buffer))
        if size > len(self._buffer):
            self._buffer = ctypes.create_string_buffer(size)
            self._units = ctypes.cast(self._buffer, ctypes.POINTER(ctypes.c_ushort))
            pdfium.FPDFTextObj_GetText(item, text_page, self._units, size)
        stored = ctypes.string_at(self._buffer, max(0, size - 2))
        text = stored.decode("utf-16-le", "replace")
        if _TO_MEND.search(text):
            text = text.translate(_MENDED_TCVN3 if font.tcvn3 else _MENDED)
        if font.lying or (font.doubtful and self._is_unmapped(item, text_page, len(text))):
            return _VISIBLE.sub("\ufffd", text)
        return text

    def _is_unmapped(self, item: Any, text_page: Any, length: int) -> bool:
        """True where a good part of the object's codes leads to no letter."""
        if self._unmapped is None:
            self._unmapped = Counter(
                ctypes.addressof(pdfium.FPDFText_GetTextObject(text_page, number).contents)
                for number in range(pdfium.FPDFText_CountChars(text_page))
                if pdfium.FPDFText_HasUnicodeMapError(text_page, number) == 1
            )
        return self._unmapped[ctypes.addressof(item.contents)] >= max(1.0, _UNMAPPED_SHARE * length)

    def _font(self, item: Any) -> _Font:
        font = pdfium.FPDFTextObj_GetFont(item)
        address = ctypes.addressof(font.contents) if font else None
        known = self._fonts.get(address)
        if known is None:
            name = ctypes.create_string_buffer(256)
            pdfium.FPDFFont_GetBaseFontName(font, name, 256)
            shown = name.value.decode("utf-8", "replace")
            bold = "bold" in shown.lower() or pdfium.FPDFFont_GetWeight(font) >= 600
            plain = plain_name(shown)
            if pdfium.FPDFFont_GetIsEmbedded(font) == 1:
                pdfium.FPDFFont_GetFamilyName(font, name, 256)
                shown = _true_name(shown, name.value.decode("utf-8", "replace"))
            tcvn3 = face(shown).hint == "tcvn3"
            known = _Font(shown, bold, tcvn3, plain in self._doubtful, plain in self._lying)
            self._fonts[address] = known
        return known

    def _take_picture(self, item: Any, form: Matrix) -> None:
        a, b, c, d, _, _ = multiply(matrix_of(item), form)
        share = abs(a * d - b * c) / self._area
        if share > self._share:
            self._share = share
            width, height = ctypes.c_uint(), ctypes.c_uint()
            pdfium.FPDFImageObj_GetImagePixelSize(item, width, height)
            self._picture = (width.value, height.value)
            across = (a * a + b * b) ** 0.5  # points
            self._dpi = round(width.value * 72 / across) if across > 1 else None

    def _notes(self) -> tuple[list[str], bool]:
        """What text boxes and stamps laid over the page say: a mark of secrecy may stand only there. True where one
        of them says nothing and may be drawn all the same."""
        notes: list[str] = []
        wordless = False
        for number in range(min(_MOST_NOTES, pdfium.FPDFPage_GetAnnotCount(self._page))):
            note = pdfium.FPDFPage_GetAnnot(self._page, number)
            if not note:
                continue
            if pdfium.FPDFAnnot_GetSubtype(note) in _NOTE_KINDS:
                text = _contents(note)
                notes.extend(line.strip() for line in text.splitlines() if line.strip())
                wordless = wordless or not text
            pdfium.FPDFPage_CloseAnnot(note)
        return notes, wordless


def _contents(note: Any) -> str:
    size = pdfium.FPDFAnnot_GetStringValue(note, b"Contents", None, 0)
    if not 2 < size <= _LONGEST_NOTE:
        return ""
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDFAnnot_GetStringValue(note, b"Contents", ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace").strip()


def _true_name(stated: str, family: str) -> str:
    """The name that the PDF states, or the family in the font's own program where that is another one."""
    family = plain_name(family.strip())
    short, own = _BLANKS.sub("", plain_name(stated)).lower(), _BLANKS.sub("", family).lower()
    if not own or not family.isprintable() or short.startswith(own):
        return stated
    same_kind = face(family)[1:] == face(stated)[1:]
    return stated if same_kind and short and short in own else family
