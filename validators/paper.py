"""Paper evidence: a scan with seal and handwriting, or the words of a confirmation. Shown to a person with the place
marked, never counted by itself: a picture of a seal is copied in a minute."""

from __future__ import annotations

import re
from collections.abc import Iterator

from casework.authority import Piece, PieceKind, Standing
from casework.case import Case
from casework.document import Document, Stamp, StampKind
from casework.vietnamese import fold
from validators.reading import is_sheet

__all__ = ["paper_pieces"]

_WORDS = re.compile(
    r"^(y kien |phan )?xac nhan( va ky duyet)? cua (lanh dao|thu truong|truong|nguoi dung dau|co quan|don vi|giam doc)"
)
_STAMPS = {StampKind.SEAL: "dấu đỏ", StampKind.HANDWRITING: "chữ ký tay"}
_HEADING_LETTERS = 90  # the words of a box, not a sentence about confirmations
_FOR_A_PERSON = "chỉ để người phụ trách xem, hệ thống không tự tính"


def paper_pieces(case: Case, *, askable: bool) -> Iterator[Piece]:
    """One piece a file that bears something. Where no leader can be asked (``askable`` false) a person must look at
    it; elsewhere the leader's answer is surer, and the paper is only shown."""
    standing = Standing.VOID if askable else Standing.DOUBTFUL
    for document in case.files:
        found = list(_marks(document))
        if not found and not askable and is_sheet(document):
            found = [("", "bản quét, có thể có xác nhận của lãnh đạo đơn vị")]
        if found:
            place = next((where for where, _ in found if where), "")
            said = "; ".join(dict.fromkeys(what if where == place else f"{where}: {what}" for where, what in found))
            yield Piece(
                PieceKind.PAPER, standing, files=(document.sha256,), reason=f"{said}; {_FOR_A_PERSON}",
                where=f"{document.path}, {place}" if place else document.path,
            )  # fmt: skip


def _marks(document: Document) -> Iterator[tuple[str, str]]:
    """Place and what is seen there, page by page."""
    for where in dict.fromkeys(stamp.where for stamp in document.stamps):
        here = [stamp for stamp in document.stamps if stamp.where == where]
        yield where, ", ".join(dict.fromkeys(f"{_STAMPS[s.kind]} {_corner(s)}" for s in here))
    for line in document.lines:
        folded = fold(line.text)
        if len(folded) <= _HEADING_LETTERS and _WORDS.match(folded):
            yield line.where, f"dòng “{line.text.strip()}”"


def _corner(stamp: Stamp) -> str:
    """Where on the page: “phía dưới bên phải”."""
    across, down = (stamp.left + stamp.right) / 2, (stamp.top + stamp.bottom) / 2
    side = "bên trái" if across < 1 / 3 else "bên phải" if across > 2 / 3 else "ở giữa"
    height = "phía trên" if down < 1 / 3 else "phía dưới" if down > 2 / 3 else "giữa trang"
    return f"{height} {side}"
