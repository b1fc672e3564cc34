"""What the rules ask of a document's facts: was it read at all, and what does a person see in it."""

from __future__ import annotations

from casework.case import Case
from casework.document import Document, Flaw, FlawKind, Item, Mark, Zone
from casework.ports import History

__all__ = [
    "LEGACY",
    "closed",
    "first_flaw",
    "has_scan",
    "is_recognised",
    "is_sheet",
    "judged_documents",
    "judged_letters",
    "place_of_flaw",
    "place_of_mark",
    "unread_files",
]

#: Encodings that are not Unicode, with the names that clerks know.
LEGACY = {
    "tcvn3": "TCVN3 (bảng mã ABC)",
    "vni": "VNI Windows",
    "vps": "VPS",
    "viscii": "VISCII",
    "viqr": "VIQR",
    "cp1258": "Windows-1258 (CP1258)",
    "bkhcm1": "BKHCM1",
    "bkhcm2": "BKHCM2",
    "vietware-f": "Vietware-F",
    "vietware-x": "Vietware-X",
}

_CLOSED = (
    FlawKind.UNREADABLE, FlawKind.ENCRYPTED, FlawKind.NOT_READ_YET, FlawKind.LIMIT, FlawKind.WORKER, FlawKind.TRUNCATED,
)  # fmt: skip
#: Where a mark stands, of a cut file: the kind of place and nothing of what is written there.
_PLACES = {
    Zone.BODY: "phần nội dung",
    Zone.TABLE: "phần nội dung",
    Zone.HEADER: "đầu trang",
    Zone.FOOTER: "chân trang",
    Zone.TEXT_BOX: "hộp văn bản",
    Zone.NOTE: "chú thích",
    Zone.METADATA: "thuộc tính của tệp",
    Zone.SUBJECT: "dòng chủ đề",
    Zone.FILE_NAME: "tên tệp",
}


def place_of_mark(document: Document, mark: Mark) -> str:
    """“thư › bai.docx, đoạn 2”; of a cut file its number and the kind of place: “tệp 1, hộp văn bản”."""
    where = _PLACES[mark.zone] if document.cut or mark.zone is Zone.SUBJECT else mark.where
    return f"{document.path}, {where}" if where else document.path


def closed(document: Document) -> bool:
    """True where (part of) the content could not be read at all."""
    return any(flaw.kind in _CLOSED for flaw in document.flaws)


def has_scan(document: Document, sheet_letters: int = 400) -> bool:
    """True for pages without a text layer: a scanned PDF, a photographed sheet.

    A page that text recognition has read clearly is none. A picture that looks like a sheet inside a document with at
    least ``sheet_letters`` letters for each such picture (an OCR layer, a report with a facsimile) is not one either.
    """
    if any(flaw.kind is FlawKind.NO_TEXT for flaw in document.flaws):
        return True
    read = {line.where for line in document.lines if line.recognised}
    sheets = sum(picture.sheet_like and picture.where not in read for picture in document.pictures)
    typed = sum(len(line.text) for line in document.lines if not line.recognised)
    return bool(sheets) and typed < sheet_letters * sheets


def is_recognised(document: Document) -> bool:
    """True where (part of) the text was read off a scan: it can show what is there, never that something is not."""
    return any(line.recognised for line in document.lines)


def is_sheet(document: Document) -> bool:
    """True for a sheet of paper that was scanned or photographed, whether it was read or not."""
    read = {line.where for line in document.lines if line.recognised}
    return has_scan(document) or any(picture.sheet_like and picture.where in read for picture in document.pictures)


def unread_files(case: Case) -> tuple[Document, ...]:
    """Files in which something may stand that nobody has read: closed ones and scans."""
    return tuple(d for d in case.files if closed(d) or has_scan(d))


def judged_documents(case: Case) -> tuple[Document, ...]:
    """The documents whose text is to be published: the files, or the mail's own text where it is the article."""
    if case.files:
        return case.files
    return tuple(d for d in case.documents if d.kind == "body" and d.item is Item.ARTICLE)


def judged_letters(case: Case, history: History) -> tuple[Document, ...]:
    """Those of them whose letters and encodings are judged. Our own Unicode copy that comes back byte for byte is not:
    what its letters are, we have made them ourselves."""
    return tuple(d for d in judged_documents(case) if history.conversion(case.portal, d.sha256) is None)


def first_flaw(document: Document, kind: FlawKind) -> Flaw | None:
    """The first flaw of this kind."""
    return next((flaw for flaw in document.flaws if flaw.kind is kind), None)


def place_of_flaw(document: Document, flaw: Flaw) -> str:
    """The way in, and the place in the file where the reader knows one."""
    return f"{document.path}, {flaw.where}" if flaw.where else document.path
