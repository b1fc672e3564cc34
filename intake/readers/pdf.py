"""PDF by pdfium: every text object with its font and place; pages laid out into lines by :mod:`intake.readers.layout`.

pdfium is not thread-safe: one process reads one file at a time (the sandbox's workers do).
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf
import pypdfium2  # type: ignore[import-untyped]
from pypdfium2 import raw as pdfium

from casework.document import Flaw, FlawKind, Picture, Signature, SignatureStatus, Zone
from intake.readers.assemble import RawDocument, RawLine, RawPiece
from intake.readers.layout import lay_out
from intake.readers.limits import Limits
from intake.readers.pdf_page import PageContent, PageReader

__all__ = ["read"]

_SCAN_SHARE = 0.5  # of the page that one picture covers
_SCAN_LETTERS = 300  # a signature box on a scan bears about 150 letters
_PASSWORD_ERROR = pdfium.FPDF_ERR_PASSWORD
_PROPERTIES = ("Title", "Subject", "Keywords")
_UNPROVEN = "chữ ký số chưa được kiểm tra trong phiên bản này"


def read(content: bytes, limits: Limits) -> RawDocument:
    """The text of a PDF by line with fonts, its pages and its flaws; never raises on bad content."""
    document, flaws = _open(content)
    if document is None:
        return RawDocument(None, flaws=flaws)
    try:
        return _read_document(document, content, limits, flaws)
    except (pypdfium2.PdfiumError, RecursionError, ValueError, OverflowError, MemoryError) as error:
        broken = Flaw(FlawKind.UNREADABLE, f"không đọc được nội dung tệp PDF ({type(error).__name__})")
        return RawDocument(None, flaws=(*flaws, broken))
    finally:
        document.close()


def _open(content: bytes) -> tuple[pypdfium2.PdfDocument | None, tuple[Flaw, ...]]:
    """The open document; where pdfium refuses it, what qpdf can mend of it."""
    try:
        return pypdfium2.PdfDocument(content), ()
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD_ERROR:
            return None, (Flaw(FlawKind.ENCRYPTED, "tệp PDF đặt mật khẩu"),)
    try:
        with pikepdf.open(io.BytesIO(content)) as broken:
            mended = io.BytesIO()
            broken.save(mended)
        return pypdfium2.PdfDocument(mended.getvalue()), ()
    except pikepdf.PasswordError:
        return None, (Flaw(FlawKind.ENCRYPTED, "tệp PDF đặt mật khẩu"),)
    except (pikepdf.PdfError, pypdfium2.PdfiumError, ValueError, RuntimeError, RecursionError, MemoryError):
        return None, (Flaw(FlawKind.UNREADABLE, "tệp PDF bị hỏng, không mở được"),)


def _read_document(
    document: pypdfium2.PdfDocument, content: bytes, limits: Limits, flaws: tuple[Flaw, ...]
) -> RawDocument:
    pages = len(document)
    found = [*flaws, *_active_content(document, content)]
    if pages == 0:
        return RawDocument(None, flaws=(*found, Flaw(FlawKind.UNREADABLE, "tệp PDF không có trang nào")))
    lines = list(_properties(document))
    textless: list[int] = []
    pictures: list[Picture] = []
    has_text = False
    left = limits.objects
    for number in range(1, min(pages, limits.pages) + 1):
        page = PageReader(document, number - 1, left).read()
        left -= page.objects
        has_text = has_text or bool(page.spans)
        if _is_textless(page):
            textless.append(number)
            pictures.append(Picture(f"trang {number}", "pdf", page.picture_width, page.picture_height, True))
        lines.extend(_lines(page, number))
        if left <= 0:
            found.append(Flaw(FlawKind.LIMIT, "tệp PDF có quá nhiều đối tượng chữ", f"trang {number}"))
            break
    if pages > limits.pages:
        found.append(Flaw(FlawKind.LIMIT, f"tệp có {pages} trang, chỉ đọc {limits.pages} trang đầu"))
    if content.rfind(b"startxref") < content.rfind(b" obj"):
        found.append(Flaw(FlawKind.TRUNCATED, "tệp PDF bị cắt cụt, có thể thiếu nội dung"))
    if not has_text and not textless:
        found.append(Flaw(FlawKind.NO_TEXT, "các trang đều trống"))
    if textless:
        found.append(Flaw(FlawKind.NO_TEXT, "trang quét không có lớp chữ", _pages(textless)))
    return RawDocument(tuple(lines) if has_text else None, pages, tuple(pictures), tuple(found), _signatures(document))


def _lines(page: PageContent, number: int) -> Iterator[RawLine]:
    where = f"trang {number}"
    for cell in lay_out(page.spans):
        yield RawLine(cell.pieces, where, Zone.BODY, cell.column)
    for text in page.notes:
        yield RawLine((RawPiece(text),), where, Zone.TEXT_BOX)


def _is_textless(page: PageContent) -> bool:
    """True for a scan: nothing but pictures and lines, or a page-wide picture with a few letters stamped on it."""
    visible = sum(len(span.text.strip()) for span in page.spans if not span.hidden)
    hidden = any(span.hidden and span.text.strip() for span in page.spans)
    if hidden:
        return False
    if visible == 0:
        return page.drawn
    return page.picture_share >= _SCAN_SHARE and visible < _SCAN_LETTERS


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


def _active_content(document: pypdfium2.PdfDocument, content: bytes) -> Iterator[Flaw]:
    """Scripts and launch actions, as far as the names stand in the open (compressed objects are a later issue)."""
    if pdfium.FPDFDoc_GetJavaScriptActionCount(document) > 0 or b"/JavaScript" in content:
        yield Flaw(FlawKind.ACTIVE, "tệp PDF chứa mã JavaScript")
    if b"/Launch" in content:
        yield Flaw(FlawKind.ACTIVE, "tệp PDF chứa lệnh mở chương trình")
    if document.count_attachments() > 0:
        yield Flaw(FlawKind.NOT_READ_YET, "tệp PDF chứa tệp đính kèm bên trong, chưa đọc được")


def _signatures(document: pypdfium2.PdfDocument) -> tuple[Signature, ...]:
    """One entry for each signature field that is signed. None is verified here, so none may be trusted."""
    count = max(0, pdfium.FPDF_GetSignatureCount(document))
    return tuple(Signature("pdf", SignatureStatus.UNREADABLE, reason=_UNPROVEN) for _ in range(min(count, 100)))
