"""One file in Unicode: whether it may be converted, which converter does it, and what its owner must look at.

Runs inside a sandbox worker; pure: the same bytes give the same bytes. What was written is read again by the reader,
so that what is told of it is what a person will find.
"""

from __future__ import annotations

from collections.abc import Callable

from casework.document import Document, EncodingCount, FlawKind, MarkKind
from intake.convert import docx, odf, plain, pptx, rtf, xlsx
from intake.convert.package import repacked
from intake.convert.result import Converted, Written
from intake.readers.limits import Limits
from intake.readers.ooxml.package import Refused
from intake.readers.reading import read_file

__all__ = ["CONVERTIBLE", "MODERN", "convert_document", "convert_file"]

_CONVERTERS: dict[str, Callable[[bytes, Limits], Written]] = {
    "docx": docx.convert,
    "xlsx": xlsx.convert,
    "pptx": pptx.convert,
    "odt": odf.convert,
    "ods": odf.convert,
    "odp": odf.convert,
    "rtf": rtf.convert,
    "txt": plain.convert,
    "csv": plain.convert,
}
#: Old kinds and the new ones as which LibreOffice hands them on, letters and fonts as they stand.
MODERN = {"doc": "docx", "xls": "xlsx"}
CONVERTIBLE = frozenset({*_CONVERTERS, *MODERN})

_REFUSED = {
    "pdf": "tệp PDF không chuyển được; cần chuyển trên tệp gốc (Word, Excel) rồi xuất lại PDF",
    "ppt": "tệp .ppt không chuyển được; mở bằng PowerPoint hoặc LibreOffice, lưu thành .pptx rồi chuyển",
    "encrypted-office": "tệp đặt mật khẩu nên không mở được",
}
_FLAWS = {
    FlawKind.ENCRYPTED: "tệp đặt mật khẩu nên không mở được",
    FlawKind.MACRO: "tệp có macro; hệ thống không làm ra tệp có macro",
    FlawKind.ACTIVE: "tệp có thành phần tự chạy hoặc gọi ra bên ngoài; hệ thống không làm ra tệp như vậy",
}
#: A signature of a package stands under these names, whatever its reader knows of it.
_SIGNED = (b"_xmlsignatures/", b"META-INF/documentsignatures.xml")
_DATED = (0, 0x21)  # midnight of 1 January 1980, the first date that a zip knows


def convert_file(content: bytes, name: str, limits: Limits, modern: bytes = b"") -> Converted:
    """The file in Unicode, after it was read and found to bear neither secrecy mark nor signature. ``modern``: what
    LibreOffice made of a .doc or .xls. Never raises on bad content."""
    if not content:
        return Converted(refusal="tệp rỗng")
    document = read_file(content, path=name, name=name, limits=limits)
    return convert_document(document, content, limits, modern)


def convert_document(document: Document, content: bytes, limits: Limits, modern: bytes = b"") -> Converted:
    """The same for a file that was read already."""
    refusal = _refusal(document, content)
    if refusal:
        return Converted(refusal=refusal)
    kind = MODERN.get(document.kind, document.kind)
    if document.kind in MODERN and not modern:
        need = "cần LibreOffice để chuyển tệp"
        return Converted(kind=kind, refusal=f"{need} .{document.kind}, nhưng hiện không dùng được")
    try:
        written = _CONVERTERS[kind](repacked(modern, {}, dated=_DATED) if modern else content, limits)
    except Refused as refused:
        return Converted(refusal=refused.flaw.detail or "không mở được tệp")
    except Exception as error:  # noqa: BLE001 - a slip on hostile bytes becomes a refusal that a person sees
        return Converted(refusal=f"không chuyển được tệp ({type(error).__name__})")
    if not written.content:
        return Converted(kind=kind)
    return _told(document, written, kind, limits)


def _refusal(document: Document, content: bytes) -> str:
    """Why the file must not be, or cannot be, converted; empty where it can."""
    if document.cut or any(mark.kind in (MarkKind.SECRET, MarkKind.LIMIT) for mark in document.marks):
        return "tệp có dấu chỉ độ mật hoặc phạm vi lưu hành; hệ thống không làm ra bản khác của tệp như vậy"
    if document.signatures or (content[:2] == b"PK" and any(name in content for name in _SIGNED)):
        return "tệp có chữ ký số; chuyển mã sẽ làm mất chữ ký. Chuyển tệp chưa ký rồi ký lại"
    if document.kind not in CONVERTIBLE:
        return _REFUSED.get(document.kind) or (
            f"không chuyển được tệp loại “{document.kind}”; chuyển được: docx, rtf, xlsx, pptx, odt, txt, csv, doc, xls"
        )
    return next((_FLAWS[flaw.kind] for flaw in document.flaws if flaw.kind in _FLAWS), "")


def _told(document: Document, written: Written, kind: str, limits: Limits) -> Converted:
    again = read_file(written.content, path=document.name, name=f"a.{kind}", limits=limits)
    runs = again.runs or ()
    unsure = [run.where for run in runs if run.encoding == "unsure" and run.letters]
    left = [run.where for run in runs if run.encoding not in ("unsure", "unicode", "none") and run.letters]
    return Converted(
        content=written.content,
        kind=kind,
        letters=_legacy(document.encodings) or written.changes.letters,
        capitals=written.changes.capitals,
        unsure=tuple(dict.fromkeys((*unsure, *left))),
        resaved=document.kind in MODERN,
    )


def _legacy(counts: tuple[EncodingCount, ...]) -> tuple[EncodingCount, ...]:
    return tuple(count for count in counts if count.encoding not in ("unicode", "none", "unsure"))
