"""What speaks for an item, in one line each: for the sender's letter, the leader's request and the screen."""

from __future__ import annotations

from casework.authority import Piece, PieceKind, Standing
from casework.calendar import say_moment
from casework.case import Case
from notifier.wording import must_conceal, shorten

__all__ = ["counted_lines", "piece_line", "uncounted_lines"]

_KINDS = {
    PieceKind.SIGNATURE: "ký số của",
    PieceKind.CONFIRMATION: "trả lời của",
    PieceKind.OWN_MAIL: "thư của chính lãnh đạo",
    PieceKind.OFFICIAL_ACCOUNT: "thư từ tài khoản công vụ của",
    PieceKind.RECORDED: "người phụ trách ghi nhận:",
    PieceKind.PAPER: "bản giấy",
}
_STANDINGS = {
    Standing.PROVES: "",
    Standing.DOUBTFUL: "chưa tính",
    Standing.VOID: "không tính",
    Standing.BROKEN: "nội dung đã bị sửa sau khi ký",
    Standing.REFUSES: "không đồng ý",
}
#: What the sender knows himself: it needs no line in his letter.
_PLAIN = (PieceKind.OWN_MAIL, PieceKind.OFFICIAL_ACCOUNT)
_MOST = 3  # lines of a letter; the case on the screen shows all
_LETTERS = 300


def piece_line(piece: Piece) -> str:
    """“ký số của Trần Văn Bình, Vụ trưởng, Vụ Cải cách hành chính, lúc … (bai.pdf, trang 3): chưa tính, vì …”."""
    who = ", ".join(part for part in (piece.by, piece.function, piece.unit) if part)
    line = f"{_KINDS[piece.kind]} {who}".strip()
    if piece.at is not None:
        line += f", lúc {say_moment(piece.at)}"
    place = piece.where.removeprefix("thư › ")
    if place and place != "thư":
        line += f" ({place})"
    why, said = piece.reason.rstrip(". "), _STANDINGS[piece.standing]
    if piece.kind is PieceKind.PAPER:
        return f"{line}: {why}"
    if piece.standing in (Standing.DOUBTFUL, Standing.VOID):
        return f"{line}: {said}{', vì ' + why if why else ''}"
    if said:
        return f"{line}: {said}{' (' + why + ')' if why else ''}"
    return f"{line}: {why}" if why else line


def counted_lines(case: Case) -> tuple[str, ...]:
    """What proves the item, or part of it; nothing that the sender knows himself."""
    return _lines(case, [p for p in _pieces(case) if p.standing is Standing.PROVES and p.kind not in _PLAIN])


def uncounted_lines(case: Case) -> tuple[str, ...]:
    """What was looked at and does not count, where no finding says so already."""
    said = " ".join(f"{finding.message} {finding.reason}" for finding in case.findings or ())
    return _lines(
        case,
        [
            piece
            for piece in _pieces(case)
            if piece.standing in (Standing.DOUBTFUL, Standing.VOID) and piece.reason and piece.reason not in said
        ],
    )


def _pieces(case: Case) -> tuple[Piece, ...]:
    return case.authority.pieces if case.authority is not None and not must_conceal(case) else ()


def _lines(case: Case, pieces: list[Piece]) -> tuple[str, ...]:
    lines = list(dict.fromkeys(shorten(piece_line(piece), _LETTERS) for piece in pieces))
    more = len(lines) - _MOST
    return (*lines[:_MOST], f"và {more} bằng chứng khác") if more > 0 else tuple(lines)
