"""Whatever evidence there is: an invalid piece more, a valid one less, never makes the verdict of authority stronger,
and the order in which the pieces came is nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.authority import Piece, PieceKind, Standing, Verdict, weigh
from casework.case import Case, Confirmation
from casework.document import Signature, SignatureStatus
from casework.noun import replace
from tests.validators.cases import LEADER, LIAISON, RECEIVED, article, body, case
from tests.validators.evidence import DEPUTY, UNIT, authority, leaders_mail, signature, smime

A, B, C, STRAY = "a" * 64, "b" * 64, "c" * 64, "f" * 64
WANTED = frozenset((A, B, C))
INVALID = [s for s in Standing if s is not Standing.PROVES]

_files = st.lists(st.sampled_from((A, B, C, STRAY)), max_size=3, unique=True).map(tuple)


def pieces(standings: list[Standing]) -> st.SearchStrategy[Piece]:
    return st.builds(
        Piece, st.sampled_from(PieceKind), st.sampled_from(standings), files=_files, unit=st.sampled_from(("", UNIT))
    )


def strength(found: list[Piece]) -> int:
    return weigh(found, WANTED)[0].strength


@given(st.lists(pieces(list(Standing)), max_size=6), pieces(INVALID))
def test_an_invalid_piece_more_is_never_stronger(there: list[Piece], more: Piece) -> None:
    assert strength([*there, more]) <= strength(there)


@given(st.lists(pieces(list(Standing)), max_size=6), pieces([Standing.PROVES]))
def test_a_valid_piece_less_is_never_stronger(there: list[Piece], valid: Piece) -> None:
    assert strength(there) <= strength([*there, valid])


@given(st.lists(pieces(list(Standing)), max_size=6).flatmap(lambda p: st.tuples(st.just(p), st.permutations(p))))
def test_the_order_of_the_pieces_is_nothing(both: tuple[list[Piece], list[Piece]]) -> None:
    assert weigh(both[0], WANTED) == weigh(both[1], WANTED)


@given(st.lists(pieces(list(Standing)), max_size=6))
def test_proven_is_only_what_is_proven_whole_and_by_nobody_broken_or_refused(there: list[Piece]) -> None:
    verdict, uncovered = weigh(there, WANTED)
    proving = [p for p in there if p.standing is Standing.PROVES]
    whole = any(not p.files for p in proving) or {f for p in proving for f in p.files} >= WANTED
    stopped = {Standing.BROKEN, Standing.REFUSES} & {p.standing for p in there}
    assert (verdict is Verdict.PROVEN) is (whole and not stopped)
    assert not uncovered or not whole


# --- the same of whole cases, whose pieces the judge makes himself ---------------------------------------------------

FILES = (article("a.docx", "Một"), article("b.pdf", "Hai"))
SHAS = tuple(f.sha256 for f in FILES)
BAD_SIGNATURES = (
    *(signature(status) for status in SignatureStatus if status is not SignatureStatus.TRUSTED),
    signature(covers="part"),
    signature(signer="Người Khác", email="khac@moha.gov.vn"),
    signature(email="", unit="Vụ Pháp chế"),
    signature(personal=False, signer=UNIT, email=""),
    smime(email=LEADER.address),  # on the liaison's mail: not its sender
)
_BAD_SIGNATURES = st.sampled_from(BAD_SIGNATURES)
_GOOD_SIGNATURES = st.sampled_from((signature(), signature(signer=DEPUTY.name, email=DEPUTY.address)))
_minutes = st.integers(0, 600).map(lambda m: RECEIVED + timedelta(minutes=m))
_spoken_of = st.lists(st.sampled_from((*SHAS, STRAY)), min_size=1, max_size=3, unique=True).map(tuple)


def _words(by: tuple[str, ...], *, granted: bool) -> st.SearchStrategy[Confirmation]:
    return st.builds(Confirmation, st.sampled_from(by), _minutes, st.just(granted), _spoken_of)


_LEADERS = (LEADER.address, DEPUTY.address)
_GOOD_WORDS = _words(_LEADERS, granted=True)
_BAD_WORDS = st.one_of(
    _words(_LEADERS, granted=False), _words((LIAISON.address, "la@gmail.com"), granted=True),
    _words((LIAISON.address, "la@gmail.com"), granted=False),
)  # fmt: skip
_placed = st.tuples(st.integers(0, 1), st.one_of(_GOOD_SIGNATURES, _BAD_SIGNATURES))
_evidence = st.tuples(st.lists(st.one_of(_GOOD_WORDS, _BAD_WORDS), max_size=4), st.lists(_placed, max_size=3))
Evidence = tuple[list[Confirmation], list[tuple[int, Signature]]]


def sent(evidence: Evidence, *, by_leader: bool = False) -> Case:
    words, signatures = evidence
    on = [tuple(s for place, s in signatures if place == number) for number in range(2)]
    files = [replace(file, signatures=on[number]) for number, file in enumerate(FILES)]
    made = leaders_mail(*files) if by_leader else case(documents=(body("Kính gửi"), *files))
    return replace(made, confirmations=tuple(words))


def judged(evidence: Evidence, *, by_leader: bool = False) -> int:
    return authority(sent(evidence, by_leader=by_leader)).verdict.strength


@settings(max_examples=150)
@given(_evidence, _BAD_WORDS, st.booleans())
def test_a_bad_word_more_is_never_stronger(evidence: Evidence, more: Confirmation, by_leader: bool) -> None:
    words, signatures = evidence
    assert judged(([*words, more], signatures), by_leader=by_leader) <= judged(evidence, by_leader=by_leader)


@pytest.mark.parametrize("number", range(len(BAD_SIGNATURES)))
@settings(max_examples=40)
@given(_evidence, st.integers(0, 1))
def test_a_bad_signature_more_is_never_stronger(number: int, evidence: Evidence, place: int) -> None:
    words, signatures = evidence
    assert judged((words, [*signatures, (place, BAD_SIGNATURES[number])])) <= judged(evidence)


@settings(max_examples=150)
@given(_evidence, st.one_of(_GOOD_WORDS, st.tuples(st.integers(0, 1), _GOOD_SIGNATURES)))
def test_a_good_word_or_signature_less_is_never_stronger(
    evidence: Evidence, valid: Confirmation | tuple[int, Signature]
) -> None:
    words, signatures = evidence
    richer = ([*words, valid], signatures) if isinstance(valid, Confirmation) else (words, [*signatures, valid])
    assert judged(evidence) <= judged(richer)


@settings(max_examples=100)
@given(_evidence)
def test_a_leaders_own_mail_is_never_weaker_than_his_liaisons(evidence: Evidence) -> None:
    assert judged(evidence) <= judged(evidence, by_leader=True)


@settings(max_examples=100)
@given(_evidence, st.randoms(use_true_random=False))
def test_the_order_in_which_evidence_came_is_nothing(evidence: Evidence, random: object) -> None:
    words, signatures = (list(part) for part in evidence)
    random.shuffle(words)  # type: ignore[attr-defined]
    random.shuffle(signatures)  # type: ignore[attr-defined]
    assert judged((words, signatures)) == judged(evidence)
