"""By whose authority an item comes: every piece of evidence, named and kept, and the one verdict that they come to.

For the editor, for the letter, and for the day on which somebody disputes it. Which pieces a portal accepts stands in
its file; ``validators/authority.py`` judges.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from casework.mail import Mail
from casework.noun import Noun

__all__ = ["Authority", "Piece", "PieceKind", "Standing", "Verdict", "seals_of"]


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
    reason: str = ""  # Vietnamese, one sentence for a clerk


class Verdict(StrEnum):
    """What all pieces come to, from the strongest to the weakest; PRF101 has a variant for each below the first two."""

    NOT_ASKED = "not_asked"  # the portal asks for no proof (588/7.1.a, ht/8.1)
    PROVEN = "proven"
    UNSURE = "unsure"  # a person or the leader must look at what there is
    PARTLY = "partly"  # some files are covered, others are not
    STRANGER = "stranger"  # somebody answered who may not
    NONE = "none"
    BROKEN = "broken"
    REFUSED = "refused"

    @property
    def strength(self) -> int:
        """0 for the weakest; a greater number is stronger."""
        return len(_STRENGTH) - _STRENGTH.index(self)


_STRENGTH = tuple(Verdict)


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
