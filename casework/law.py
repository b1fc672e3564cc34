"""Which laws there are, from when until when, and how a person is told an article.

A citation id is ``key/article.clause.point`` as in OBLIGATIONS.md: “668/9.1.g” is Điều 9, khoản 1, điểm g of the
regulation whose key is 668. ``nd30/pl.I`` is an annex, a key alone the whole law. A *topic* (“bmnn”) stands for
whichever law on it is in force on the day: a letter about a mail of 27 February 2026 cites the old law on state
secrets.
"""

from __future__ import annotations

import re
from datetime import date

from casework.errors import LawError
from casework.noun import Noun

__all__ = ["Law", "LawEntry"]

_PLACE = re.compile(r"(?P<article>[1-9]\d*)(?:\.(?P<clause>[1-9]\d*)(?:\.(?P<point>[a-zđ]))?)?")
_ANNEX = re.compile(r"pl\.(?P<annex>[IVX]+)")


class LawEntry(Noun, frozen=True):
    """One law, decree, regulation or standard. ``since`` is its first day in force, ``until`` the first day on which
    it is no longer (``None``: still in force). ``name`` is what follows “Điều 9” in a letter. ``articles`` is the
    number of its articles (0: not known here, any is accepted)."""

    key: str
    kind: str  # regulation, law, decree, circular, standard
    number: str  # "668/QĐ-BNV"; empty where the text leaves it blank
    name: str  # "Quy chế ban hành kèm theo Quyết định số 668/QĐ-BNV"
    title: str  # the whole title, with date and issuer
    since: date
    until: date | None = None
    topic: str = ""
    articles: int = 0
    annexes: tuple[str, ...] = ()
    source: str = ""  # where these dates were read

    def in_force(self, on: date) -> bool:
        """True where this law binds on the day ``on``."""
        return self.since <= on and (self.until is None or on < self.until)


class Law(Noun, frozen=True):
    """All entries of ``law.toml``."""

    entries: tuple[LawEntry, ...] = ()

    def entry(self, key: str, on: date) -> LawEntry:
        """The law of this key, or of this topic, in force on ``on``; :class:`LawError` where there is none."""
        known = [e for e in self.entries if key in (e.key, e.topic)]
        if not known:
            keys = ", ".join(sorted({e.key for e in self.entries} | {e.topic for e in self.entries if e.topic}))
            raise LawError(f"unknown law {key!r}; law.toml knows: {keys or 'none'}")
        for entry in known:
            if entry.in_force(on):
                return entry
        spans = "; ".join(f"{e.name}: {e.since} – {e.until or 'still'}" for e in known)
        raise LawError(f"no law {key!r} is in force on {on}; known: {spans}")

    def cite(self, place: str, on: date) -> str:
        """The citation in full Vietnamese words, for the law in force on the day ``on`` (the day of receipt):
        “điểm g khoản 1 Điều 9 Quy chế ban hành kèm theo Quyết định số 668/QĐ-BNV”.

        Raises :class:`LawError` on an unknown key, a malformed id, an article or annex that the law does not have,
        or a law not in force that day.
        """
        key, slash, rest = place.partition("/")
        entry = self.entry(key, on)
        if not slash:
            return entry.name
        if annex := _ANNEX.fullmatch(rest):
            if annex["annex"] not in entry.annexes:
                raise LawError(f"{place!r}: {entry.name} has no Phụ lục {annex['annex']}")
            return f"Phụ lục {annex['annex']} {entry.name}"
        found = _PLACE.fullmatch(rest)
        if found is None:
            raise LawError(f"{place!r}: expected key/article.clause.point such as 668/9.1.g")
        if entry.articles and int(found["article"]) > entry.articles:
            raise LawError(f"{place!r}: {entry.name} has {entry.articles} articles")
        words = [f"điểm {found['point']}"] if found["point"] else []
        words += [f"khoản {found['clause']}"] if found["clause"] else []
        return " ".join([*words, f"Điều {found['article']}", entry.name])

    def cite_all(self, places: tuple[str, ...], on: date) -> str:
        """Several citations, joined by “; ”."""
        return "; ".join(self.cite(place, on) for place in places)
