"""One file from bytes to facts: its kind, its reader, then the sheet's anatomy, its marks and what it is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import NamedTuple

from casework.document import CONTAINERS, Document, Flaw, FlawKind, Line, Zone
from casework.noun import replace
from intake.aids import Aid, AidKind, Want
from intake.anatomy import dissect
from intake.item import classify_item
from intake.marks import find_marks
from intake.readers import media, text
from intake.readers.aided import with_aids
from intake.readers.assemble import RawDocument, assemble
from intake.readers.docx import reader as docx
from intake.readers.kinds import declared_kinds, has_macros, promised_kinds, recognise, second_content
from intake.readers.limits import Limits
from intake.readers.odf import flat as flat_xml
from intake.readers.odf import reader as odt
from intake.readers.office_xml import excel as excel_xml
from intake.readers.office_xml import word as word_xml
from intake.readers.pdf import reader as pdf
from intake.readers.pictures import gem
from intake.readers.pictures import reader as picture
from intake.readers.rtf import reader as rtf
from intake.readers.sheets import separated, xls, xlsx
from intake.readers.slides import ppt, pptx
from intake.readers.web import html, mht
from intake.readers.word97 import reader as doc
from intake.signatures.cms import is_encrypted

__all__ = ["Read", "read_file", "read_with_wants"]

_READERS: dict[str, Callable[[bytes, Limits], RawDocument]] = {
    "docx": docx.read,
    "doc": doc.read,
    "pdf": pdf.read,
    "pptx": pptx.read,
    "ppt": ppt.read,
    "rtf": rtf.read,
    **dict.fromkeys(("odt", "ods", "odp"), odt.read),
    "fodt": flat_xml.read,
    "html": html.read,
    "mht": mht.read,
    "word-xml": word_xml.read,
    "excel-xml": excel_xml.read,
    "xlsx": xlsx.read,
    "xls": xls.read,
    "txt": text.read,
    "csv": separated.read,
    **dict.fromkeys(("jpg", "png", "tif", "bmp", "gif", "webp"), picture.read),
    "img-gem": gem.read,
    **dict.fromkeys(media.KINDS, media.read),
}
_ENCRYPTED_MAIL = "nội dung được mã hóa bằng S/MIME, chỉ máy của người nhận có khóa mới mở được"


class Read(NamedTuple):
    """One file's facts, and what the workshop could still do for it."""

    document: Document
    wants: tuple[Want, ...] = ()
    inside: tuple[tuple[str, bytes], ...] = ()  # files that a document carries (a PDF’s attachments): name, content


def read_with_wants(
    content: bytes,
    *,
    path: str,
    name: str,
    declared_type: str = "",
    limits: Limits,
    inline: bool = False,
    mail_subject: str = "",
    aids: tuple[Aid, ...] = (),
    instead: Flaw | None = None,
) -> Read:
    """The facts of one file; whatever is wrong with it stands in ``flaws``. Never raises on bad content.

    ``path`` is the way in (“thư › bai.docx”), ``name`` the file's own name, ``declared_type`` what the mail called it.
    With ``instead`` the file is not opened and bears this flaw.
    """
    kind = recognise(content, name) if content else "unknown"
    raw = _read(content, kind, limits) if instead is None else RawDocument(None, flaws=(instead,))
    digest = hashlib.sha256(content).hexdigest()
    raw = with_aids(raw, digest, aids, limits)
    flaws = (
        *raw.flaws,
        *_disagreement(kind, name, declared_type),
        *_macros(content, kind, raw),
        *_appendix(content, kind),
    )
    document = assemble(
        raw._replace(flaws=flaws),
        path=path,
        name=name,
        kind=kind,
        sha256=digest,
        size=len(content),
        declared_type=declared_type,
        inline=inline,
        limits=limits,
    )
    wants = tuple(
        Want(digest, path, AidKind(want), raw.unread_pages if want == AidKind.OCR else (), kind, content)
        for want in raw.wants
    )
    return Read(_understand(document, mail_subject), wants, raw.inside)


def read_file(
    content: bytes,
    *,
    path: str,
    name: str,
    declared_type: str = "",
    limits: Limits,
    inline: bool = False,
    mail_subject: str = "",
    aids: tuple[Aid, ...] = (),
) -> Document:
    """The facts of one file, as :func:`read_with_wants` gives them."""
    return read_with_wants(
        content,
        path=path,
        name=name,
        declared_type=declared_type,
        limits=limits,
        inline=inline,
        mail_subject=mail_subject,
        aids=aids,
    ).document


def _read(content: bytes, kind: str, limits: Limits) -> RawDocument:
    if not content:
        return _nothing(FlawKind.UNREADABLE, "tệp rỗng, không có nội dung")
    if len(content) > limits.bytes:
        return _nothing(FlawKind.LIMIT, f"tệp lớn hơn {limits.bytes // (1024 * 1024)} MB (bytes) nên không được mở")
    if kind == "p7s":
        return RawDocument(None)  # a signature has nothing to read; what it signs bears it
    if kind == "p7m" and is_encrypted(content):
        return _nothing(FlawKind.ENCRYPTED, _ENCRYPTED_MAIL)
    if kind in CONTAINERS:
        return RawDocument(None)  # what is inside it, the walk over the mail's files finds out
    reader = _READERS.get(kind)
    if reader is None:
        if kind == "encrypted-office":
            return _nothing(FlawKind.ENCRYPTED, "tệp Office đặt mật khẩu")
        return _nothing(FlawKind.NOT_READ_YET, "")
    try:
        return reader(content, limits)
    except Exception as error:  # noqa: BLE001 - a reader's slip on hostile bytes becomes a flaw that a person sees
        return _nothing(FlawKind.UNREADABLE, f"không đọc được tệp ({type(error).__name__})")


def _nothing(kind: FlawKind, detail: str) -> RawDocument:
    return RawDocument(None, flaws=(Flaw(kind, detail),))


def _disagreement(kind: str, name: str, declared_type: str) -> tuple[Flaw, ...]:
    """The content is of another kind than the name promises, or, where the name promises nothing, the mail."""
    promised = promised_kinds(name)
    said = f"tên tệp ghi .{name.rstrip(' .').rpartition('.')[2].lower()}"
    if not promised:
        promised, said = declared_kinds(declared_type), f"thư ghi là {declared_type}"
    if not promised or kind in promised or kind in ("unknown", "encrypted-office"):
        return ()
    return (Flaw(FlawKind.NAME_DISAGREES, f"{said} nhưng nội dung là tệp .{kind}"),)


def _macros(content: bytes, kind: str, raw: RawDocument) -> tuple[Flaw, ...]:
    """Of a file that its reader could not read; of the others the reader has looked at the macros' code itself."""
    if raw.lines is not None or any(flaw.kind is FlawKind.MACRO for flaw in raw.flaws):
        return ()
    if not has_macros(content, kind):
        return ()
    return (Flaw(FlawKind.MACRO, "tệp chứa macro"),)


def _appendix(content: bytes, kind: str) -> tuple[Flaw, ...]:
    if not second_content(content, kind):
        return ()
    return (Flaw(FlawKind.NOT_READ_YET, "sau phần cuối của tệp còn một tệp nén đi kèm, chưa được mở"),)


def _understand(document: Document, mail_subject: str) -> Document:
    """Anatomy, marks (in the file's name too) and what the item is."""
    named = Line(document.name, "tên tệp", Zone.FILE_NAME)
    document = replace(document, anatomy=dissect(document.lines), marks=find_marks((named, *document.lines)))
    item, words, title = classify_item(document, mail_subject)
    return replace(document, item=item, item_words=words, title=title or document.title)
