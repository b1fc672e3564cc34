"""By whose authority an item comes: every piece of evidence, named and kept, and the one verdict that they come to.

For the editor, for the letter, and for the day on which somebody disputes it. Which pieces a portal accepts stands in
its file; ``validators/authority.py`` judges.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from casework.mail import Mail
from casework.noun import Noun

__all__ = ["Authority", "Piece", "PieceKind", "Standing", "Verdict", "seals_of", "weigh"]


class PieceKind(StrEnum):
    """What speaks for the leader."""

    SIGNATURE = "signature"  # a digital signature on a file, beside it, or on the mail
    CONFIRMATION = "confirmation"  # his answer to our request
    OWN_MAIL = "own_mail"  # he sent the item himself
    OFFICIAL_ACCOUNT = "official_account"  # vien/10.1.a
    RECORDED = "recorded"  # what a person put on record (`tiepnhan confirm`)
    PAPER = "paper"  # a scan with seal and signature: shown to a person, never counted by itself


class Standing(StrEnum):
    """What one piece is worth."""

    PROVES = "proves"  # by itself enough for what it covers
    DOUBTFUL = "doubtful"  # intact, but not provable, or not by the leader: shown, never counted
    VOID = "void"  # does not count: other files, a stranger, too late, a replay
    BROKEN = "broken"  # altered or invalid: a defect whatever else there is
    REFUSES = "refuses"  # a leader's “no”


class Piece(Noun, frozen=True):
    """One piece of evidence. ``files`` are SHA-256 of the files that it covers; empty: of the whole mail."""

    kind: PieceKind
    standing: Standing
    by: str = ""  # name or address of the person or organisation
    function: str = ""
    unit: str = ""
    at: datetime | None = None  # when it was given
    files: tuple[str, ...] = ()
    where: str = "thư"  # “thư › bai.pdf”, “thư › ban_quet.pdf, trang 3”
    reason: str = ""  # Vietnamese, a clause without a full stop for a clerk: why it counts no more than it does

    @property
    def is_strangers(self) -> bool:
        """True for the answer of somebody for whom the directory knows no unit that he may speak for."""
        return self.kind is PieceKind.CONFIRMATION and self.standing is Standing.VOID and not self.unit


class Verdict(StrEnum):
    """What all pieces come to; PRF101 has a variant for each below the first two.

    From the strongest to the weakest: what is not provable, or comes from somebody who may not speak, is never more
    than nothing at all, so that nobody gains by adding it."""

    NOT_ASKED = "not_asked"  # the portal asks for no proof (588/7.1.a, ht/8.1)
    PROVEN = "proven"
    PARTLY = "partly"  # some files are covered, others are not
    NONE = "none"
    UNSURE = "unsure"  # a person or the leader must look at what there is
    STRANGER = "stranger"  # somebody answered who may not
    BROKEN = "broken"
    REFUSED = "refused"

    @property
    def strength(self) -> int:
        """1 for the weakest; a greater number is stronger."""
        return len(_STRENGTH) - _STRENGTH.index(self)


_STRENGTH = tuple(Verdict)


def weigh(pieces: Iterable[Piece], wanted: frozenset[str]) -> tuple[Verdict, frozenset[str]]:
    """The verdict on a portal that asks for proof, and what of ``wanted`` (SHA-256 of all that must be covered) no
    proof covers.

    The weakest word wins, so no piece can better a verdict but one that proves; the order of the pieces is nothing.
    """
    there = tuple(pieces)
    standings = {piece.standing for piece in there}
    proving = [piece for piece in there if piece.standing is Standing.PROVES]
    covered = {sha for piece in proving for sha in piece.files or wanted}
    uncovered = wanted - covered
    if Standing.REFUSES in standings:
        return Verdict.REFUSED, uncovered
    if Standing.BROKEN in standings:
        return Verdict.BROKEN, uncovered
    if proving and not uncovered:
        return Verdict.PROVEN, uncovered
    if proving:
        return Verdict.PARTLY, uncovered
    if any(piece.is_strangers for piece in there):
        return Verdict.STRANGER, uncovered
    return (Verdict.UNSURE if Standing.DOUBTFUL in standings else Verdict.NONE), uncovered


class Authority(Noun, frozen=True):
    """``cites`` are the portal's grounds for asking. ``pieces`` holds all evidence, counted or not."""

    verdict: Verdict
    pieces: tuple[Piece, ...] = ()
    uncovered: tuple[str, ...] = ()  # names of the files that no proof covers
    cites: tuple[str, ...] = ()


def seals_of(mail: Mail, signatures: tuple[str, ...] = ()) -> tuple[str, ...]:
    """What names this one message however it is sent again: its Message-ID, each DKIM signature, and ``signatures``
    (seals of S/MIME). Kept by the ledger, so that a replay is known."""
    own = (f"mid:{mail.message_id}",) if mail.message_id else ()
    return (*own, *(f"dkim:{d.digest}" for d in mail.dkim if d.digest), *(f"cms:{seal}" for seal in signatures if seal))
