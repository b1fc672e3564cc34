"""From evidence to a verdict for each segment: what is clear by itself, then the rest by its font's neighbours.

The weights below were set on real Vietnamese lines in every encoding and on sentences in some forty languages
(``python -m benchmarks.judge``): a heading of one word may stay unflagged, a clean line must never be flagged.
"""

from __future__ import annotations

from intake.encodings.segments import CLEAR, Segment, company
from intake.encodings.tables import HYPOTHESES, UNPROVEN

__all__ = ["decide"]

_CLEAR_FOREIGN_LOOKS = 8.0  # … where each word could also be a foreign one
_LEAST = 1.0  # below this a segment stays Unicode
_LEAST_FOREIGN_LOOKS = 2.0  # … where each word could also be a foreign one
_LEAST_VIETNAMESE, _LEAST_VIETNAMESE_ALONE = 3.0, 7.5  # … where each word is Vietnamese as it stands
_HINTED = 1.5
_UNHINTED = -1.0
_UNICODE_FAMILY = -2.0
_RARE, _RARE_AND_UNPROVEN = -1.2, -2.5  # the encodings other than TCVN3 and VNI were rare
_STEADY, _LEANING, _AGAINST = 4.0, 2.0, -1.5
_RELUCTANT = -3.5  # neighbours carry a run along that itself speaks for nothing, not one that speaks against
_NEARLY = 2.0
_FEW = 3  # … times as many words in the other encoding


def decide(segments: list[Segment]) -> frozenset[str]:
    """Fill every verdict: first what is clear by itself, then the rest by what its font's neighbours are.

    The answer names the families of the …H fonts that are TCVN3, whose small letters show as capitals.
    """
    for segment in segments:
        _decide_clear(segment)
    families: dict[str, dict[str, int]] = {}
    whole: dict[str, int] = {}
    for segment in segments:
        if segment.clear:
            tally = families.setdefault(segment.face.family, {})
            tally[segment.verdict] = tally.get(segment.verdict, 0) + segment.weighed
            whole[segment.verdict] = whole.get(segment.verdict, 0) + segment.weighed
    for segment in segments:
        tally = families.get(segment.face.family, {})
        if not segment.clear:
            segment.verdict = _verdict(segment, tally, whole if not tally else None)
        elif segment.verdict != "unicode" and len(tally) > 1:
            _follow(segment, tally)
    if _share("tcvn3", whole) <= 0.5:
        return frozenset()
    return frozenset(s.face.family for s in segments if s.face.capitals and s.verdict == "tcvn3")


def _decide_clear(segment: Segment) -> None:
    if segment.proven:
        segment.verdict, segment.clear = "unicode", True
        return
    if not segment.weighed:
        return
    index, score = _best(segment, {}, None)
    if score >= CLEAR and (not segment.broken or segment.strange):
        score += company(segment)
    if score >= (CLEAR if segment.broken or segment.odd else _CLEAR_FOREIGN_LOOKS):
        segment.verdict, segment.clear = HYPOTHESES[index], True
    elif max(segment.scores) <= -4.0:
        segment.verdict, segment.clear = "unicode", True


def _follow(segment: Segment, tally: dict[str, int]) -> None:
    """Two encodings may both read a line well: it is taken for the one that its font's other lines are in."""
    usual = max((name for name in tally if name != "unicode"), key=lambda name: tally[name])
    own, other = segment.scores[HYPOTHESES.index(segment.verdict)], segment.scores[HYPOTHESES.index(usual)]
    if tally[usual] > _FEW * tally[segment.verdict] and other >= own - _NEARLY - own / 4:
        segment.verdict = usual


def _verdict(segment: Segment, tally: dict[str, int], whole: dict[str, int] | None) -> str:
    if not segment.weighed:
        return "none"
    index, score = _best(segment, tally, whole)
    own = segment.scores[index]
    if own > 0.0 and not segment.vietnamese:
        score += company(segment)
    carried = _share(HYPOTHESES[index], tally) > 0.5
    if score >= _least(segment, carried, _share("unicode", tally) > 0.5) and (
        own > 0.0 or (own > _RELUCTANT and carried)
    ):
        return HYPOTHESES[index]
    if segment.broken >= 3 and 2 * segment.broken > segment.weighed:
        return "unsure"
    return "unicode"


def _least(segment: Segment, carried: bool, unicode: bool) -> float:
    """How much must speak for a legacy encoding; ``carried``: the font's other lines are in it; ``unicode``: they are
    Unicode, whatever the font is called."""
    hinted = segment.face.hint not in ("", "unicode") and not unicode
    if segment.vietnamese == segment.weighed and not hinted:
        return _LEAST_VIETNAMESE if carried else _LEAST_VIETNAMESE_ALONE
    return _LEAST if segment.broken or segment.odd or hinted else _LEAST_FOREIGN_LOOKS


def _best(segment: Segment, tally: dict[str, int], whole: dict[str, int] | None) -> tuple[int, float]:
    """The best reading other than Unicode, as its index, and what speaks for it."""
    totals = [
        own
        + _prior(name, segment.face.hint, tally)
        + _support(name, tally)
        + (_support(name, whole) / 2 if whole else 0.0)
        for name, own in zip(HYPOTHESES, segment.scores, strict=True)
    ]
    best = max(range(len(totals)), key=lambda index: (totals[index], -index))
    return best, totals[best]


def _prior(name: str, hint: str, tally: dict[str, int]) -> float:
    """What the font's name says, and that some encodings were rare: neighbours in one of them outweigh that."""
    if name == hint:
        return _HINTED
    if hint == "unicode":
        return _UNICODE_FAMILY
    if hint == "bkhcm1" and name == "tcvn3":  # extractors drop the dot of .VnTime
        return 0.5
    if name in ("tcvn3", "vni") or _share(name, tally) > 0.5:
        return _UNHINTED
    return _UNHINTED + (_RARE_AND_UNPROVEN if name in UNPROVEN else _RARE)


def _share(name: str, tally: dict[str, int]) -> float:
    return tally.get(name, 0) / (sum(tally.values()) or 1)


def _support(name: str, tally: dict[str, int]) -> float:
    """What the clear segments of the same font say for ``name``."""
    if not tally:
        return 0.0
    share = _share(name, tally)
    if share > 0.95:
        return _STEADY
    if share > 0.5:
        return _LEANING
    return _AGAINST if share < 0.2 else 0.0
