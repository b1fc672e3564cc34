"""Official papers that come along with an item: letters of request, the papers of a draft's dossier, annexes."""

from __future__ import annotations

import re

from casework.case import Case
from casework.document import Document, Item
from casework.portal import Portal
from casework.vietnamese import fold

__all__ = ["ABOVE", "comes_from_above", "described", "dossier_paper", "is_request", "to_be_posted"]

#: Issuers whose documents a unit of the Ministry cannot amend.
ABOVE = (
    "Quốc hội", "Ủy ban Thường vụ Quốc hội", "Chủ tịch nước", "Chính phủ", "Thủ tướng Chính phủ", "Văn phòng Chính phủ",
    "Ban Chấp hành Trung ương", "Bộ Chính trị", "Ban Bí thư",
)  # fmt: skip

#: The ends of their numbers: 29/1998/NĐ-CP, 384/QĐ-TTg, 62/2025/QH15, 18-NQ/TW.
_NUMBERED_ABOVE = re.compile(r"(?:-(?:CP|TTg|CTN|VPCP)|/(?:UBTV)?QH\d+|/TW)$")

_REQUEST = re.compile(
    r"\b(?:de nghi|ve viec|v/v|kinh de nghi|phoi hop)\b.{0,120}?"
    r"\b(?:dang tai|dang tin|dang bai|dang (?:cong khai )?(?:tren|len)|cong khai|lay y kien|xin y kien)\b",
    re.DOTALL,
)
_REQUEST_KINDS = ("cong van", "phieu", "to trinh", "van ban", "")
_ANNEX = re.compile(r"^(?:phu luc|bieu|mau so|danh sach|bang)\b")
_HEAD = 1500  # letters: what a paper is, its first page says

_DOSSIER = (
    ("tờ trình", re.compile(r"\bto trinh\b")),
    ("bản thuyết minh", re.compile(r"\b(?:ban )?thuyet minh\b")),
    ("bản so sánh", re.compile(r"\b(?:ban|bang) (?:so sanh|doi chieu)\b")),
    ("báo cáo đánh giá tác động", re.compile(r"\bdanh gia (?:tac dong|chinh sach)\b|\btac dong (?:cua )?chinh sach\b")),
    (
        "báo cáo tổng kết",
        re.compile(r"\b(?:bao cao )?tong ket (?:viec )?thi hanh\b|\bbao cao ra soat\b|\bbao cao tong ket\b"),
    ),
    ("bản tổng hợp, tiếp thu ý kiến", re.compile(r"\btong hop\b.{0,40}\by kien\b|\btiep thu\b.{0,40}\by kien\b")),
)


def is_request(document: Document) -> bool:
    """True for a letter that asks to post something: a công văn with “đề nghị đăng tải …” in its abstract or head."""
    anatomy = document.anatomy
    kind = fold(anatomy.kind)
    if document.item is Item.ARTICLE or not any(kind.startswith(k) if k else not kind for k in _REQUEST_KINDS):
        return False
    if not (anatomy.addressed_to or anatomy.boxes or anatomy.number):
        return False
    if _REQUEST.search(fold(anatomy.abstract)):
        return True
    return bool(anatomy.addressed_to) and _REQUEST.search(fold(document.text[:_HEAD])) is not None


def dossier_paper(document: Document) -> str:
    """Which paper of a draft's dossier this is (“tờ trình”), by its kind, title and first lines; else empty."""
    head = " ".join(line.text for line in document.lines[:12])[:400]
    for words in (document.anatomy.kind, document.title, document.anatomy.abstract, document.name, head):
        folded = fold(re.sub(r"[_\-.]+", " ", words))
        for name, pattern in _DOSSIER:
            if pattern.search(folded):
                return name
    return ""


def to_be_posted(case: Case, portal: Portal) -> tuple[Document, ...]:
    """The official documents that are to be posted themselves and so must name the portal.

    Not: annexes beside another document, letters of request, and whatever lies in the dossier of a draft.
    """
    if any(d.item is Item.DRAFT for d in case.files):
        return ()
    documents = [d for d in case.files if d.item is Item.DOCUMENT]
    main = [d for d in documents if not _is_annex(d)]
    others = [d for d in case.files if d.item is not None]
    return tuple(d for d in (main or documents) if not (is_request(d) and len(others) > 1))


def comes_from_above(document: Document, above: tuple[str, ...]) -> bool:
    """True where the issuer is one of ``above``, or the number is theirs: the sender cannot amend what they wrote."""
    issuer = fold(document.anatomy.issuer)
    return any(issuer == fold(name) for name in above) or _NUMBERED_ABOVE.search(document.anatomy.number) is not None


def described(document: Document) -> str:
    """“ (QUYẾT ĐỊNH số 123/QĐ-BNV)”, as much of it as the document says."""
    anatomy = document.anatomy
    words = [anatomy.kind] if anatomy.kind else []
    words += [f"số {anatomy.number}"] if anatomy.number else []
    return f" ({' '.join(words)})" if words else ""


def _is_annex(document: Document) -> bool:
    if "promulgated" in document.anatomy.boxes:
        # A statute issued with a decision: the decision beside it bears the Nơi nhận.
        return True
    titles = (document.anatomy.kind, document.title)
    return not document.anatomy.number and any(_ANNEX.match(fold(title)) for title in titles)
