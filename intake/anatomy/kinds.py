"""Kinds of documents by the words of their title (Nghị định 30/2020/NĐ-CP, annex III; Luật Ban hành văn bản QPPL)."""

from __future__ import annotations

import re

from casework.vietnamese import fold
from intake.anatomy.layout import Cell, is_upper, letters_of

__all__ = ["KINDS", "LEGAL_KINDS", "TitleMatch", "match_title"]

#: Kinds whose drafts go through a dossier (legal documents).
LEGAL_KINDS = (
    "HIẾN PHÁP", "BỘ LUẬT", "LUẬT", "PHÁP LỆNH", "LỆNH", "NGHỊ QUYẾT LIÊN TỊCH", "NGHỊ QUYẾT", "NGHỊ ĐỊNH",
    "THÔNG TƯ LIÊN TỊCH", "THÔNG TƯ", "QUYẾT ĐỊNH",
)  # fmt: skip

KINDS = (
    *LEGAL_KINDS,
    "CHỈ THỊ", "QUY CHẾ", "QUY ĐỊNH", "QUY TRÌNH", "ĐIỀU LỆ", "THÔNG CÁO", "THÔNG BÁO", "HƯỚNG DẪN", "CHƯƠNG TRÌNH",
    "KẾ HOẠCH", "PHƯƠNG ÁN", "ĐỀ ÁN", "DỰ ÁN", "BÁO CÁO", "BIÊN BẢN", "TỜ TRÌNH", "HỢP ĐỒNG", "CÔNG ĐIỆN",
    "BẢN GHI NHỚ", "BẢN THỎA THUẬN", "GIẤY ỦY QUYỀN", "GIẤY MỜI", "THƯ MỜI", "GIẤY GIỚI THIỆU", "GIẤY NGHỈ PHÉP",
    "PHIẾU GỬI", "PHIẾU CHUYỂN", "PHIẾU BÁO", "KẾT LUẬN", "CÔNG HÀM", "PHỤ LỤC", "DANH MỤC",
)  # fmt: skip

_FOLDED = sorted(((fold(kind), kind) for kind in KINDS), key=lambda pair: -len(pair[0]))
_RUN_TOGETHER = {letters_of(folded): kind for folded, kind in _FOLDED}
_LINE = 300  # letters: what is longer is no title line
_DRAFT = re.compile(r"\(? ?du thao(?: lan)?(?: (?:thu )?\d+)? ?\)?[ :-]*")
_NUMBERED = re.compile(r"(?: cua [^,;]{3,60})? so ?:? ?\d+ ?/")


class TitleMatch:
    """``alone``: the line holds nothing but the kind; ``numbered``: “Nghị định của Chính phủ số 117/2003/NĐ-CP …”."""

    __slots__ = ("alone", "kind", "numbered", "rest")

    def __init__(self, kind: str, rest: str, alone: bool, numbered: bool) -> None:
        self.kind = kind
        self.rest = rest  # what follows the kind on its line: the beginning of the trích yếu
        self.alone = alone
        self.numbered = numbered


def match_title(cell: Cell) -> TitleMatch | None:
    """The kind that stands at the beginning of a title line, or ``None``."""
    if len(cell.text) > _LINE:
        return None
    draft = _DRAFT.match(cell.folded)
    skipped = draft.end() if draft else 0
    folded = cell.folded[skipped:].strip(" :.*_-–—“”\"'()")
    kind = _RUN_TOGETHER.get(letters_of(folded)) if len(folded) < 60 and not any(map(str.isdigit, folded)) else None
    if kind is not None:
        return TitleMatch(kind, "", alone=True, numbered=False)
    for start, kind in _FOLDED:
        if not folded.startswith(start) or folded[len(start) : len(start) + 1].isalnum():
            continue
        rest = folded[len(start) :]
        if kind == "PHỤ LỤC" and len(rest) < 8:
            return TitleMatch(kind, "", alone=True, numbered=False)
        if kind == "LUẬT" and rest.startswith(" so"):
            return None  # “Luật số: 15/2023/QH15” is box 3
        if _NUMBERED.match(rest):
            return TitleMatch(kind, "", alone=False, numbered=True)
        if is_upper(cell.text):
            words = len(start.split()) + (len(cell.folded[:skipped].split()) if draft else 0)
            return TitleMatch(kind, " ".join(cell.text.split()[words:]), alone=False, numbered=False)
        return None
    return None
