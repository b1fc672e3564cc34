"""Answers of leaders, and what people put on record, as pieces of evidence.

A grant and a refusal of one person: the later word holds for the files that both speak of. One refusal that stands
stops the item, whoever else granted it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from casework.authority import Piece, PieceKind, Standing
from casework.case import Case, Confirmation
from casework.ports import Directory
from casework.vietnamese import fold
from validators.covered import Wanted
from validators.signers import leaders_of

__all__ = ["confirmation_pieces"]

#: Written down by the desk or an administrator, who answers for it; an address in the directory is not asked for.
_ON_SOMEONES_WORD = ("paper", "command")


def confirmation_pieces(case: Case, directory: Directory, wanted: Wanted) -> Iterator[Piece]:
    """One piece a word, in the order in which they were given."""
    words = sorted(case.confirmations, key=lambda c: (c.at, not c.granted))
    for place, word in enumerate(words):
        later = [w for w in words[place + 1 :] if fold(w.by) == fold(word.by)]
        yield _piece(word, later, case, directory, wanted)


def _piece(
    word: Confirmation, later: Sequence[Confirmation], case: Case, directory: Directory, wanted: Wanted
) -> Piece:
    recorded = word.how in _ON_SOMEONES_WORD
    leader = next((p for p in leaders_of(case, directory, word.at) if p.address == word.by.lower()), None)
    kind = PieceKind.RECORDED if recorded else PieceKind.CONFIRMATION
    piece = Piece(
        kind, Standing.PROVES, by=word.name or (leader.name if leader else "") or word.by,
        function=word.function or (leader.function if leader else ""), unit=leader.unit if leader else "",
        at=word.at, files=wanted.by_word(word.files), reason=_words(word),
    )  # fmt: skip
    if not recorded and leader is None:
        why = "người trả lời không phải lãnh đạo đơn vị gửi theo danh bạ lúc trả lời"
        return _with(piece, Standing.VOID, why)
    # A “no” to files that were since replaced says nothing of the new ones: their leader is asked again.
    if not word.granted and not set(word.files) <= wanted.there:
        return _with(piece, Standing.VOID, "ý kiến không đồng ý với tệp đã được thay")
    if not word.granted:
        taken_back = any(w.granted and _speaks_of_all(w, word, wanted) for w in later)
        why = "đã được thay bằng ý kiến đồng ý sau đó" if taken_back else _words(word)
        return _with(piece, Standing.VOID if taken_back else Standing.REFUSES, why)
    # Nor does a “yes” to files of which none is there any more prove a part of what is.
    if word.files and wanted.there.isdisjoint(word.files):
        return _with(piece, Standing.VOID, "ý kiến đồng ý với tệp đã được thay")
    if any(not w.granted and _speaks_of_some(w, word, wanted) for w in later):
        return _with(piece, Standing.VOID, "sau đó chính người này đã không đồng ý")
    return piece


def _with(piece: Piece, standing: Standing, reason: str) -> Piece:
    return Piece(
        piece.kind, standing, by=piece.by, function=piece.function, unit=piece.unit, at=piece.at, files=piece.files,
        where=piece.where, reason=reason,
    )  # fmt: skip


def _words(word: Confirmation) -> str:
    """What a person recorded, or what the leader wrote below his answer."""
    return word.note if word.how in _ON_SOMEONES_WORD or not word.note else f"ý kiến: “{word.note}”"


def _speaks_of_all(grant: Confirmation, refusal: Confirmation, wanted: Wanted) -> bool:
    granted = set(wanted.by_word(grant.files))
    return not granted or (set(refusal.files) or wanted.files) <= granted | set(grant.files)


def _speaks_of_some(refusal: Confirmation, grant: Confirmation, wanted: Wanted) -> bool:
    refused, granted = set(wanted.by_word(refusal.files)), set(wanted.by_word(grant.files))
    return not refused or not granted or not refused.isdisjoint(granted)
