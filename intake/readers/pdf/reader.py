"""PDF by pdfium: every text object with its font and place; pages laid out into lines by
:mod:`intake.readers.pdf.layout`.

qpdf looks at the objects beside it (:mod:`intake.readers.pdf.survey`). Neither is thread-safe as we use it: one process
reads one file at a time (the sandbox's workers do).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import NamedTuple

import pikepdf
import pypdfium2  # type: ignore[import-untyped]
from pypdfium2 import raw as pdfium

from casework.document import Flaw, FlawKind, Picture, Signature, SignatureStatus, Zone
from intake.readers.assemble import RawDocument, RawLine, RawPiece
from intake.readers.limits import Limits
from intake.readers.pdf.layout import lay_out
from intake.readers.pdf.page import PageContent, PageReader
from intake.readers.pdf.streams import unpacks_beyond
from intake.readers.pdf.survey import Survey, open_bounded, survey, too_much

__all__ = ["read"]

_SCAN_SHARE = 0.5  # of the page that one picture covers
_SCAN_LETTERS = 300  # a signature box on a scan bears about 150 letters
_UNKNOWN_SHARE = 0.3  # of a page's letters that nobody can know
_PASSWORD_ERROR = pdfium.FPDF_ERR_PASSWORD
_PROPERTIES = ("Title", "Subject", "Keywords")
_UNPROVEN = "chữ ký số trong tệp này không kiểm tra được"
_NAMED = 3  # files that one flaw quotes
_MOST_BROKEN_PAGES = 20  # pages that pdfium refuses, before the rest is given up
_FALLS_APART = (pikepdf.PdfError, RuntimeError, ValueError, RecursionError, OverflowError, TypeError, KeyError)


class _Pages(NamedTuple):
    """What the pages of one file gave, in order."""

    lines: list[RawLine]
    scans: list[int]  # pages (from 1) without a text layer
    unknown: list[int]  # pages whose letters nobody can know
    pictures: list[Picture]
    flaws: list[Flaw]

    @property
    def has_text(self) -> bool:
        return bool(self.lines)


def read(content: bytes, limits: Limits) -> RawDocument:
    """The text of a PDF by line with fonts, its pages and its flaws; never raises on bad content."""
    seen = _survey(content, limits)
    if seen.bomb:
        return RawDocument(None, flaws=seen.flaws)
    document, flaws = _open(content, seen.mended)
    if document is None:
        return RawDocument(None, flaws=(*seen.flaws, *flaws))
    try:
        return _read_document(document, content, limits, seen)
    except (pypdfium2.PdfiumError, RecursionError, ValueError, OverflowError, MemoryError) as error:
        broken = Flaw(FlawKind.UNREADABLE, f"không đọc được nội dung tệp PDF ({type(error).__name__})")
        return RawDocument(None, flaws=(*seen.flaws, broken))
    finally:
        document.close()


def _survey(content: bytes, limits: Limits) -> Survey:
    """What the objects tell, as far as qpdf can follow the file."""
    try:
        with open_bounded(content, limits) as file:
            return survey(file, limits)
    except pikepdf.PasswordError:
        return Survey()
    except (*_FALLS_APART, MemoryError):
        flaws = tuple(_names_in_the_open(content))
        broken = unpacks_beyond(content, limits)
        return Survey((*flaws, too_much(broken, limits)), bomb=True) if broken else Survey(flaws)


def _names_in_the_open(content: bytes) -> Iterator[Flaw]:
    """Active content of a file that qpdf cannot follow, as far as its names stand there in the open."""
    if b"/JavaScript" in content:
        yield Flaw(FlawKind.ACTIVE, "mã JavaScript")
    if b"/Launch" in content:
        yield Flaw(FlawKind.ACTIVE, "lệnh mở chương trình")


def _open(content: bytes, mended: bytes | None) -> tuple[pypdfium2.PdfDocument | None, tuple[Flaw, ...]]:
    """The open document; where pdfium refuses it or finds no page, what qpdf can mend of it."""
    try:
        document = pypdfium2.PdfDocument(mended or content)
        if len(document):
            return document, ()
        document.close()
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD_ERROR:
            return None, (Flaw(FlawKind.ENCRYPTED, "tệp PDF đặt mật khẩu"),)
    try:
        with pikepdf.open(io.BytesIO(content)) as broken:
            again = io.BytesIO()
            broken.save(again, encryption=False)
        return pypdfium2.PdfDocument(again.getvalue()), ()
    except pikepdf.PasswordError:
        return None, (Flaw(FlawKind.ENCRYPTED, "tệp PDF đặt mật khẩu"),)
    except (*_FALLS_APART, pypdfium2.PdfiumError, MemoryError):
        return None, (Flaw(FlawKind.UNREADABLE, "tệp PDF bị hỏng, không mở được"),)


def _read_document(document: pypdfium2.PdfDocument, content: bytes, limits: Limits, seen: Survey) -> RawDocument:
    pages = len(document)
    found = list(seen.flaws)
    if pages == 0:
        return RawDocument(None, flaws=(*found, Flaw(FlawKind.UNREADABLE, "tệp PDF không có trang nào")))
    read_pages = _read_pages(document, limits, seen)
    found.extend(read_pages.flaws)
    if pages > limits.pages:
        found.append(Flaw(FlawKind.LIMIT, f"tệp có {pages} trang, chỉ đọc {limits.pages} trang đầu (pages)"))
    if content.rfind(b"startxref") < content.rfind(b" obj"):
        found.append(Flaw(FlawKind.TRUNCATED, "tệp PDF bị cắt cụt, có thể thiếu nội dung"))
    scans, unknown = read_pages.scans, read_pages.unknown
    if not read_pages.has_text and not scans and not seen.fields:
        found.append(Flaw(FlawKind.NO_TEXT, "các trang đều trống"))
    if scans:
        found.append(Flaw(FlawKind.NO_TEXT, "trang quét không có lớp chữ", _pages(scans)))
    if unknown:
        detail = "chữ trong tệp thiếu hoặc sai bảng quy đổi nên không đọc được chắc chắn"
        found.append(Flaw(FlawKind.NO_TEXT, detail, _pages(unknown)))
    found.extend(_unopened(seen))
    lines = (*_properties(document), *read_pages.lines, *seen.fields)
    unread = tuple(sorted({*scans, *unknown}))
    return RawDocument(
        lines if read_pages.has_text or seen.fields else None,
        pages,
        tuple(read_pages.pictures),
        tuple(found),
        _signatures(document),
        wants=("ocr",) if unread else (),
        unread_pages=unread,
        inside=tuple((each.name, each.content) for each in seen.embedded if each.content is not None),
    )


def _read_pages(document: pypdfium2.PdfDocument, limits: Limits, seen: Survey) -> _Pages:
    """Page after page, within the bounds. A page that pdfium refuses is named and the next one is read."""
    pages = _Pages([], [], [], [], [])
    broken: list[int] = []
    left = limits.objects
    for number in range(1, min(len(document), limits.pages) + 1):
        try:
            page = PageReader(document, number - 1, left, seen.doubtful, seen.lying).read()
        except pypdfium2.PdfiumError:
            broken.append(number)
            if len(broken) >= _MOST_BROKEN_PAGES:
                break
            continue
        left -= page.objects
        if _is_textless(page):
            pages.scans.append(number)
            size = (page.picture_width, page.picture_height)
            pages.pictures.append(Picture(f"trang {number}", "pdf", *size, True, page.picture_dpi))
        elif _is_unknown(page):
            pages.unknown.append(number)
        pages.lines.extend(_lines(page, number))
        if left <= 0:
            detail = f"tệp PDF có hơn {limits.objects} đối tượng chữ (objects); phần còn lại chưa được đọc"
            pages.flaws.append(Flaw(FlawKind.LIMIT, detail, f"trang {number}"))
            break
    if broken:
        pages.flaws.append(Flaw(FlawKind.UNREADABLE, "trang bị hỏng, không đọc được", _pages(broken)))
    return pages


def _lines(page: PageContent, number: int) -> Iterator[RawLine]:
    where = f"trang {number}"
    for cell in lay_out(page.spans):
        yield RawLine(cell.pieces, where, Zone.BODY, cell.column)
    for text in page.notes:
        yield RawLine((RawPiece(text),), where, Zone.TEXT_BOX)
    for cell in lay_out(list(page.stamped)):
        yield RawLine(cell.pieces, where, Zone.TEXT_BOX)


def _unopened(seen: Survey) -> Iterator[Flaw]:
    """A flaw for the files inside that do not unpack within the bounds."""
    names = [f"“{each.name or 'không tên'}”" for each in seen.embedded if each.content is None]
    if names:
        yield Flaw(FlawKind.NOT_READ_YET, f"tệp nhúng trong PDF không mở được: {', '.join(names[:_NAMED])}")


def _is_textless(page: PageContent) -> bool:
    """True for a scan: nothing but pictures and lines, or a page-wide picture with a few letters stamped on it."""
    visible = sum(len(span.text.strip()) for span in page.spans if not span.hidden)
    hidden = any(span.hidden and span.text.strip() for span in page.spans)
    if hidden:
        return False
    if visible == 0:
        return page.drawn
    return page.picture_share >= _SCAN_SHARE and visible < _SCAN_LETTERS


def _is_unknown(page: PageContent) -> bool:
    """True where a good part of the letters has no code that says which letter it is."""
    unknown = sum(span.text.count("\ufffd") for span in page.spans)
    return unknown > 0 and unknown >= _UNKNOWN_SHARE * sum(len(span.text.strip()) for span in page.spans)


def _pages(numbers: list[int]) -> str:
    """[1, 2, 3, 7] → “trang 1–3, 7”."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return "trang " + ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in spans)


def _properties(document: pypdfium2.PdfDocument) -> Iterator[RawLine]:
    """Title, subject and keywords of the file as lines, for marks that stand only there."""
    for key in _PROPERTIES:
        value = document.get_metadata_value(key).strip()
        if value:
            yield RawLine((RawPiece(value),), "thuộc tính của tệp", Zone.METADATA)


def _signatures(document: pypdfium2.PdfDocument) -> tuple[Signature, ...]:
    """One entry for each signature field that is signed. None is verified here, so none may be trusted:
    this stands only where ``intake.signatures`` finds nothing to judge."""
    count = max(0, pdfium.FPDF_GetSignatureCount(document))
    return tuple(Signature("pdf", SignatureStatus.UNREADABLE, reason=_UNPROVEN) for _ in range(min(count, 100)))
