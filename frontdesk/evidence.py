"""What proves a case, as `tiepnhan case` and the desk's lists show it: who sent it, and who stands behind it."""

from __future__ import annotations

from casework.authority import Authority, PieceKind, Standing, Verdict
from casework.calendar import say_moment
from casework.case import Case
from casework.mail import Origin
from notifier.evidence import piece_line
from notifier.wording import shorten

__all__ = ["VERDICT_WORDS", "authority_lines", "ground_line", "origin_lines"]

_LETTERS = 240  # of one method on the screen; a DKIM key is longer than that, and stays in the case

VERDICT_WORDS = {
    Verdict.NOT_ASKED: "cổng không đòi chứng minh",
    Verdict.PROVEN: "đã chứng minh",
    Verdict.PARTLY: "mới chứng minh một phần",
    Verdict.NONE: "chưa có bằng chứng nào được tính",
    Verdict.UNSURE: "chưa rõ, cần lãnh đạo trả lời hoặc người xem",
    Verdict.STRANGER: "người trả lời không phải lãnh đạo đơn vị",
    Verdict.BROKEN: "tệp bị sửa sau khi ký số",
    Verdict.REFUSED: "lãnh đạo không đồng ý",
}


def origin_lines(origin: Origin) -> list[str]:
    """What each method said of the sender's address, and when it was gathered."""
    lines = [
        shorten(f"{check.method}={check.verdict} {check.domain} {check.detail}", _LETTERS)
        for check in origin.checks
    ]  # fmt: skip
    if lines and origin.at is not None:
        lines.append(f"thu thập lúc {say_moment(origin.at)}")
    return lines


def authority_lines(authority: Authority) -> list[str]:
    """The verdict, every piece of evidence, counted or not, and what no proof covers."""
    lines = [VERDICT_WORDS[authority.verdict] + (f" ({', '.join(authority.cites)})" if authority.cites else "")]
    lines += [f"{'+' if p.standing is Standing.PROVES else '-'} {piece_line(p)}" for p in authority.pieces]
    if authority.uncovered and authority.verdict is not Verdict.NOT_ASKED:
        lines.append("chưa được chứng minh: " + ", ".join(f"“{name}”" for name in authority.uncovered))
    return lines


def ground_line(case: Case) -> str:
    """One line for a list: what proves the item, else how far it is; empty where the portal asks for nothing."""
    authority = case.authority
    if authority is None or authority.verdict is Verdict.NOT_ASKED or case.secret:
        return ""
    proofs = [piece for piece in authority.pieces if piece.standing is Standing.PROVES]
    # What the leader himself did before what a person says of him.
    proof = min(proofs, key=lambda piece: piece.kind is PieceKind.RECORDED, default=None)
    if authority.verdict is Verdict.PROVEN and proof is not None:
        return piece_line(proof)
    return VERDICT_WORDS[authority.verdict]
