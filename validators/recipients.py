"""Does a line of Nơi nhận name this portal? Matching on folded words with small edits, never on a mere resemblance.

“Cổng TTĐT Bộ” names the portal of the ministry that writes it: what follows the synonym may be a purpose (“để đăng
tải”) or the owner's own name, but not another owner (“… Bộ Tài chính”).
"""

from __future__ import annotations

import re
from enum import IntEnum
from typing import NamedTuple

from casework.portal import Portal
from casework.vietnamese import fold

__all__ = ["Likeness", "Match", "match_line", "names_this_portal"]

#: Written out so that “Cổng TTĐT” and “Cổng thông tin điện tử” are one. The keys are folded.
_ABBREVIATIONS = {
    "tttdt": ("trang", "thong", "tin", "dien", "tu"),
    "ctttdt": ("cong", "thong", "tin", "dien", "tu"),
    "ttdt": ("thong", "tin", "dien", "tu"),
    "ttcntt": ("trung", "tam", "cong", "nghe", "thong", "tin"),
    "cntt": ("cong", "nghe", "thong", "tin"),
    "bnv": ("bo", "noi", "vu"),
    "snv": ("so", "noi", "vu"),
    "website": ("trang", "thong", "tin", "dien", "tu"),
    "cchc": ("cai", "cach", "hanh", "chinh"),
    "tp": ("thanh", "pho"),
}
#: “Cổng TT ĐT Bộ”, “Cổng TTĐTBộ”, “Bộ NV”, “www.moha.gov.vn”. “Cổng TTĐT Bộ, ngành” is everybody's, not
#: “Cổng TTĐT Bộ” and more.
_PARTED = (
    (re.compile(r"\btt dt\b"), "ttdt"),
    (re.compile(r"ttdt(?=bo\b)"), "ttdt "),
    (re.compile(r"\bbo nv\b"), "bnv"),
    (re.compile(r"\bwww(?=\w)"), ""),
    (re.compile(r"\bbo, nganh\b"), "bo nganh"),
)
_JOINTS = re.compile(r"[()\-–—]")  # “Cổng TTĐT (Bộ Nội vụ)”, “Cổng TTĐT - Bộ Nội vụ”
_SILENT = frozenset({"cua", "tren", "len"})
#: A word that may stand behind the portal's name: it says what the portal is to do. No body's name begins with one.
_PURPOSE = frozenset({
    "de", "dang", "pho", "va", "cap", "thuc", "phuc", "biet", "theo", "dua", "tuyen", "gui", "nham", "qua",
})  # fmt: skip
_TO_PUBLISH = (("cong", "bo"), ("cong", "khai"), ("thong", "bao"))
#: Words that say “owner” without saying which.
_OWNERS = frozenset({"bo", "vien", "so", "nganh", "tinh"})
_WORD = re.compile(r"\w+|[^\w\s]")
_PARTS = re.compile(r"[()\[\]{},;:.\-–—/\"“”'…]+")
_KEPT_WHOLE = re.compile(r"\.(?=\w)")


class Likeness(IntEnum):
    """How near a line comes to the portal's name."""

    NONE = 0
    OTHER = 1  # another body's portal
    NEAR = 2  # resembles, or is not clear
    NAMED = 3


class Match(NamedTuple):
    likeness: Likeness
    line: str


def names_this_portal(lines: tuple[str, ...], portal: Portal, issuer: str = "") -> Match:
    """The best match among the lines of one Nơi nhận; ``issuer`` is the body that wrote the document."""
    matches = [Match(match_line(line, portal, issuer), line) for line in lines]
    return max(matches, key=lambda m: m.likeness, default=Match(Likeness.NONE, ""))


def match_line(line: str, portal: Portal, issuer: str = "") -> Likeness:
    """How near ``line`` (as written, without dash and closing mark) comes to naming ``portal``."""
    found = _match(line, portal, issuer)
    if found is Likeness.NAMED or not _JOINTS.search(line):
        return found
    joined = _match(_JOINTS.sub(" ", line), portal, issuer)
    return joined if joined is Likeness.NAMED else found


def _match(line: str, portal: Portal, issuer: str) -> Likeness:
    best = Likeness.NONE
    for part in _parts(line):
        rest = _without(part, _names(portal.other_portals))
        if rest != part:
            best = max(best, Likeness.OTHER)
        for name in _names((*portal.synonyms, portal.name, portal.short_name)):
            at = _find(name, rest)
            if at is not None:
                best = max(best, _behind(name, rest[at + len(name) :], portal, issuer))
    if best is not Likeness.NONE:
        return best
    return max((*(_resembles(part, portal) for part in _parts(line)), _centre(line)))


def _without(part: tuple[str, ...], names: list[tuple[str, ...]]) -> tuple[str, ...]:
    """``part`` with each of ``names`` struck out."""
    for name in names:
        at = _find(name, part)
        if at is not None:
            part = (*part[:at], "·", *part[at + len(name) :])
    return part


def _behind(name: tuple[str, ...], rest: tuple[str, ...], portal: Portal, issuer: str) -> Likeness:
    """Judge what stands behind the name in the same part of the line."""
    ends = _ends(rest)
    if name[-1] in _OWNERS:
        own = _own_name(name[-1], portal)
        if own and rest[: len(own)] == own:
            return Likeness.NAMED
        if not ends:
            return Likeness.OTHER
        return Likeness.NEAR if _foreign(name[-1], own, issuer) else Likeness.NAMED
    if name[-1] in ("tu", "cong", "trang"):  # the file accepts the bare word; another owner behind it does not pass
        return Likeness.NAMED if ends else Likeness.OTHER
    if rest and rest[0] in ("tinh", "thanh") and " ".join(rest[:2]) not in fold(portal.name):
        return Likeness.OTHER
    return Likeness.NAMED


def _ends(rest: tuple[str, ...]) -> bool:
    """True where no further name follows: the part ends, or a purpose begins."""
    return not rest or rest[0] in (*_PURPOSE, "·") or rest[:2] in _TO_PUBLISH


def _own_name(owner: str, portal: Portal) -> tuple[str, ...]:
    """What follows “Bộ” (“Viện”, “Sở”) in the portal's own name: (“noi”, “vu”)."""
    for name in _names((portal.name,)):
        if owner in name[:-1]:
            return name[name.index(owner) + 1 :]
    return ()


def _foreign(owner: str, own: tuple[str, ...], issuer: str) -> bool:
    """True where the document's issuer is another body of the same rank: its “Cổng TTĐT Bộ” is not this one."""
    tokens = tuple(t for part in _parts(issuer) for t in part)
    if owner not in tokens[:-1] or not own:
        return False
    rest = tokens[tokens.index(owner) + 1 :]
    return rest[: len(own)] != own and rest[:2] != own[:2]


def _resembles(part: tuple[str, ...], portal: Portal) -> Likeness:
    """A portal or page that the file does not list: near where its owner is not said or is ours, else another's."""
    at = _find(("dien", "tu"), part)
    if at is None:
        posts = re.search(r"\b(?:dang|cong bo|cong khai)\b.*\b(?:cong|trang|web)\b", " ".join(part))
        return Likeness.NEAR if posts else Likeness.NONE
    rest = part[at + 2 :]
    if _ends(rest):
        return Likeness.NEAR
    own = _own_name(rest[0], portal)
    ours = bool(own) and (_ends(rest[1:]) or rest[1 : 1 + len(own)] == own)
    return Likeness.NEAR if ours else Likeness.OTHER


def _centre(line: str) -> Likeness:
    """A line to the centre that runs the portal, for posting, which does not say where."""
    text = " ".join(t for part in _parts(line) for t in part)
    posts = re.search(r"\b(?:dang|cong khai|cong bo)\b", text)
    return Likeness.NEAR if posts and "cong nghe thong tin" in text else Likeness.NONE


def _names(names: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Names as words, the longest first."""
    words = {tuple(t for part in _parts(name) for t in part) for name in names if name.strip()}
    return sorted((w for w in words if w), key=lambda w: (-len(w), w))


def _parts(line: str) -> list[tuple[str, ...]]:
    """The line cut at punctuation, each part in folded words with abbreviations written out."""
    parts = []
    folded = _KEPT_WHOLE.sub("", fold(line))
    for pattern, written in _PARTED:
        folded = pattern.sub(written, folded)
    for part in _PARTS.split(folded):
        tokens: list[str] = []
        for token in part.split():
            if token not in _SILENT:
                tokens += _ABBREVIATIONS.get(token, (token,))
        if tokens:
            parts.append(tuple(tokens))
    return parts


def _find(name: tuple[str, ...], part: tuple[str, ...]) -> int | None:
    """Where ``name`` begins in ``part``: at most two slips in all, at most one a word, none in short words."""
    for at in range(len(part) - len(name) + 1):
        slips = 0
        for wanted, found in zip(name, part[at : at + len(name)], strict=True):
            if wanted == found:
                continue
            if len(wanted) < 4 or not _one_slip(wanted, found):
                break
            slips += 1
        else:
            if slips <= 2:
                return at
    return None


def _one_slip(wanted: str, found: str) -> bool:
    """True where one letter was left out, put in, changed, or two neighbours were swapped."""
    if abs(len(wanted) - len(found)) > 1:
        return False
    pairs = enumerate(zip(wanted, found, strict=False))
    start = next((i for i, (a, b) in pairs if a != b), min(len(wanted), len(found)))
    rest, other = wanted[start:], found[start:]
    return (
        rest[1:] == other[1:]
        or rest[1:] == other
        or rest == other[1:]
        or (len(rest) > 1 and len(other) > 1 and rest[:2] == other[1::-1] and rest[2:] == other[2:])
    )
