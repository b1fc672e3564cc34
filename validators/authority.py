"""By whose authority an item comes: every piece of evidence that lies there, and the one verdict that they come to.

Nothing of a portal stands here: which proof is asked of whom, its file says (``[[proof]]``). A signature proves the
bytes that it covers and nothing beside them. What cannot be proven counts as no proof yet: it is shown, and the leader
is asked as if nothing had been signed.
"""

from __future__ import annotations

from collections.abc import Iterator

from casework.authority import Authority, Piece, PieceKind, Standing, Verdict, weigh
from casework.case import Case
from casework.document import Document, Signature, SignatureStatus
from casework.noun import replace
from casework.portal import Means, Portal, ProofSetting
from casework.ports import Directory, History
from validators.confirmations import confirmation_pieces
from validators.covered import Wanted
from validators.fresh import why_not_ours, why_not_signed_to_us
from validators.paper import paper_pieces
from validators.signers import is_leader_of_his_unit, leader_who_signed, leaders_of, signed_by_unit, why_not_leader

__all__ = ["judge_authority"]

_SMIME = "smime"
_MAILS = ("eml", "msg")
#: The means that a portal's file must admit for a piece of this kind to prove. A person's recorded word always may.
_MEANS = {
    PieceKind.SIGNATURE: Means.SIGNATURE,
    PieceKind.CONFIRMATION: Means.CONFIRMATION,
    PieceKind.OWN_MAIL: Means.CONFIRMATION,
    PieceKind.OFFICIAL_ACCOUNT: Means.OFFICIAL_ACCOUNT,
}
_NOT_ADMITTED = "cổng này không nhận cách chứng minh ấy của người gửi này"


def judge_authority(case: Case, portal: Portal, directory: Directory, history: History) -> Authority:
    """All evidence of ``case`` and the verdict on it. Same case, directory and history give the same answer."""
    asked = portal.proof_for(case.person)
    wanted = Wanted(case, history)
    pieces = tuple(_admitted(piece, asked) for piece in _pieces(case, portal, directory, history, wanted))
    if asked is None or not asked.means or case.is_word:
        return Authority(Verdict.NOT_ASKED, pieces)
    verdict, uncovered = weigh(pieces, wanted.hashes)
    return Authority(verdict, pieces, wanted.names(uncovered), asked.cites)


def _admitted(piece: Piece, asked: ProofSetting | None) -> Piece:
    """A proof of a kind that the portal does not take from this sender is shown, never counted."""
    means = _MEANS.get(piece.kind)
    if asked is None or means is None or piece.standing is not Standing.PROVES or means in asked.means:
        return piece
    if piece.kind is PieceKind.SIGNATURE and Means.ORGANISATION_SIGNATURE in asked.means:
        return piece  # judged as an organisation's where it was made
    return replace(piece, standing=Standing.DOUBTFUL, reason=_NOT_ADMITTED)


def _pieces(case: Case, portal: Portal, directory: Directory, history: History, wanted: Wanted) -> Iterator[Piece]:
    yield from confirmation_pieces(case, directory, wanted)
    yield from _mail_pieces(case, portal, directory, history)
    yield from _signature_pieces(case, portal, directory, history, wanted)
    yield from paper_pieces(case, askable=bool(leaders_of(case, directory, case.received_at)))


def _mail_pieces(case: Case, portal: Portal, directory: Directory, history: History) -> Iterator[Piece]:
    """The mail itself as evidence: the leader's own, or one from an official account (vien/10.1.a).

    A revision that keeps files of somebody else bears that person, so that a leader's reply with one file of his own
    does not speak for the others."""
    sender, person = case.mail.sender, case.person
    if sender is None or person is None or person.address != sender.mailbox:
        return
    kinds = []
    if is_leader_of_his_unit(case, directory):
        kinds.append(PieceKind.OWN_MAIL)
    if portal.is_official(sender.domain) and portal.is_staff(person) and _account_suffices(case, portal):
        kinds.append(PieceKind.OFFICIAL_ACCOUNT)
    if not kinds:
        return
    why = why_not_ours(case, portal, history)
    for kind in kinds:
        yield Piece(
            kind, Standing.VOID if why else Standing.PROVES, by=person.name or person.address,
            function=person.function, unit=person.unit, at=case.delivery.received_at, reason=why,
        )  # fmt: skip


def _account_suffices(case: Case, portal: Portal) -> bool:
    asked = portal.proof_for(case.person)
    return asked is not None and Means.OFFICIAL_ACCOUNT in asked.means


def _signature_pieces(
    case: Case, portal: Portal, directory: Directory, history: History, wanted: Wanted
) -> Iterator[Piece]:
    """One piece a signature. That of an S/MIME mail lies on every document that it covers and is one piece."""
    on_mail: dict[Signature, list[Document]] = {}
    for document in case.documents:
        for signature in document.signatures:
            if signature.kind == _SMIME:
                on_mail.setdefault(signature, []).append(document)
                continue
            piece = _signed(signature, document, case, portal, directory)
            where = f"{document.path}, {signature.where}" if signature.where else document.path
            yield replace(piece, files=wanted.inside(document), where=where)
    for signature, documents in on_mail.items():
        piece = _signed(signature, documents[0], case, portal, directory)
        if piece.standing is Standing.PROVES:
            piece = _sent_by_signer(piece, signature, case, portal, history)
        elif piece.standing is Standing.BROKEN and all(_in_attached_mail(d, case) for d in documents):
            # Whoever forwards a signed mail may break its signature without changing a word: it is his mail that
            # lies here, and that one bears no signature.
            piece = replace(piece, standing=Standing.VOID, reason=f"chữ ký số của thư đính kèm: {piece.reason}")
        yield replace(piece, files=tuple(dict.fromkeys(d.sha256 for d in documents)), where=documents[0].path)


def _in_attached_mail(document: Document, case: Case) -> bool:
    mails = {d.sha256 for d in case.documents if d.kind in _MAILS}
    return not mails.isdisjoint(document.held_in)


def _signed(signature: Signature, document: Document, case: Case, portal: Portal, directory: Directory) -> Piece:
    """What one signature is worth by its state and its signer; what it covers, the caller says."""
    piece = Piece(
        PieceKind.SIGNATURE, Standing.DOUBTFUL, by=signature.signer,
        unit=signature.unit or signature.organisation, at=signature.signed_at,
    )  # fmt: skip
    said, name = signature.reason.rstrip(". "), f"“{document.name}”" if document.name else "thư này"
    # Whom it names, and no more: that it is his is just what is not proven.
    bearing = f"chữ ký số mang tên “{signature.signer}”" if signature.signer else "chữ ký số"
    if signature.status is SignatureStatus.ALTERED:
        return replace(piece, standing=Standing.BROKEN, reason=said or "nội dung đã bị sửa sau khi ký")
    if signature.status is SignatureStatus.INVALID:
        why = said or "chữ ký số không hợp lệ"
        return replace(piece, standing=Standing.VOID, reason=f"{bearing} ở {name}: {why}")
    if signature.status is not SignatureStatus.TRUSTED:
        why = said or "chưa kiểm chứng được chuỗi chứng thư"
        return replace(piece, reason=f"{bearing} ở {name}: {why}")
    if signature.covers != "whole":
        return replace(piece, reason=f"chữ ký số không phủ toàn bộ {name}")
    leader = leader_who_signed(signature, case, directory)
    if leader is not None:
        return replace(
            piece, standing=Standing.PROVES, by=leader.name or signature.signer, function=leader.function,
            unit=leader.unit,
        )  # fmt: skip
    asked = portal.proof_for(case.person)
    if asked is not None and Means.ORGANISATION_SIGNATURE in asked.means and signed_by_unit(signature, case):
        return replace(piece, standing=Standing.PROVES)
    return replace(piece, reason=f"{name}: {why_not_leader(signature, case, directory)}")


def _sent_by_signer(piece: Piece, signature: Signature, case: Case, portal: Portal, history: History) -> Piece:
    """A signed mail speaks for its signer only where he sent it himself, to this portal, now, for the first time."""
    why = why_not_signed_to_us(signature, case, portal, history)
    return replace(piece, standing=Standing.DOUBTFUL, reason=f"chữ ký số trên thư: {why}") if why else piece
