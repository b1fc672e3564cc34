"""How many objects a page of a PDF would draw, counted before pdfium draws it.

A few bytes can ask for millions: a packed content stream of nothing but text commands, or forms that draw forms that
draw forms. pdfium holds each drawn object in memory and offers no bound, so the commands are counted here first.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, NamedTuple

import pikepdf

from intake.readers.pdf.values import dictionary, entry, name_of

__all__ = ["WeightSurvey"]

_DEFLATE_RATIO = 1032  # the most that deflate packs
_SHORTEST = 4  # bytes of a command that draws, with what it draws
_DRAWS = re.compile(rb"(?:Tj|TJ|['\"]|\bDo|\b[fFBbSsn]\*?|\bsh|\bEI)(?=[\s/\[(<]|$)")
_USES = re.compile(rb"/([^\s/<>\[\](){}%]{1,200})\s+Do\b")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_MOST_PARENTS = 20

_Key = tuple[int, int]


class _Drawing(NamedTuple):
    own: int  # objects that it draws itself
    uses: Counter[_Key]  # forms that it draws


class WeightSurvey:
    """Collects pages and forms; ``limit`` is the most objects that one page may draw."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._forms: dict[_Key, Any] = {}
        self._pages: list[Any] = []
        self._drawings: dict[tuple[_Key, _Key], _Drawing] = {}  # by the stream and who lends it its resources
        self._named: dict[str, set[_Key]] = {}  # forms by the names that any resources give them
        self._weights: dict[_Key, int] = {}

    def show(self, item: Any) -> None:
        """Look at one indirect object."""
        if isinstance(item, pikepdf.Stream):
            if name_of(item, "/Subtype") == "/Form":
                self._forms[item.objgen] = item
        elif name_of(item, "/Type") == "/Page" or entry(item, "/Contents") is not None:
            self._pages.append(item)

    def too_heavy(self) -> bool:
        """True where a page, or a form that an annotation may show, draws more objects than allowed."""
        for holder in (*map(_resources, self._pages), *(entry(form, "/Resources") for form in self._forms.values())):
            self._learn_names(holder)
        if any(self._page(page) > self._limit for page in self._pages):
            return True
        forms = self._forms.items()
        return any(self._weight(form, entry(form, "/Resources"), key) > self._limit for key, form in forms)

    def _learn_names(self, resources: Any) -> None:
        drawn = dictionary(entry(resources, "/XObject"))
        for name, form in drawn.items() if drawn is not None and self._forms else ():
            if isinstance(form, pikepdf.Stream) and form.objgen in self._forms:
                self._named.setdefault(name, set()).add(form.objgen)

    def _page(self, page: Any) -> int:
        contents = entry(page, "/Contents")
        streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
        streams = [stream for stream in streams if isinstance(stream, pikepdf.Stream)]
        if not self._forms and sum(map(_most, streams)) <= self._limit:
            return 0
        total = 0
        for stream in streams:
            total += self._weight(stream, _resources(page), page.objgen)
            if total > self._limit:
                break
        return total

    def _weight(self, stream: Any, resources: Any, lender: _Key) -> int:
        """What a content stream draws with all its forms. Forms in a circle weigh more than allowed, but for one that
        draws itself once: pdfium goes round up to its own depth, which with two ways at each turn never ends."""
        top = self._drawing(stream, resources, lender)
        waiting = list(top.uses)
        entered: set[_Key] = set()
        while waiting:
            key = waiting[-1]
            if key in self._weights:
                waiting.pop()
                continue
            form = self._forms[key]
            drawing = self._drawing(form, entry(form, "/Resources"), key)
            missing = [child for child in drawing.uses if child not in self._weights and child not in entered]
            entered.add(key)
            if missing:
                waiting.extend(missing)
                continue
            circle = [child for child in drawing.uses if child not in self._weights]
            harmless = not circle or (circle == [key] and drawing.uses[key] == 1)
            self._weights[key] = self._sum(drawing) if harmless else self._limit + 1
            waiting.pop()
        return self._sum(top)

    def _sum(self, drawing: _Drawing) -> int:
        total = drawing.own + sum(times * self._weights.get(key, 0) for key, times in drawing.uses.items())
        return min(total, self._limit + 1)

    def _drawing(self, stream: Any, resources: Any, lender: _Key) -> _Drawing:
        known = self._drawings.get((stream.objgen, lender))
        if known is None:
            try:
                content = stream.read_bytes()
            except (pikepdf.PdfError, RuntimeError, ValueError, MemoryError):
                content = b""
            own = self._count(content, exactly=stream.objgen in self._forms)
            known = self._drawings[stream.objgen, lender] = _Drawing(own, self._used(content, resources))
        return known

    def _count(self, content: bytes, exactly: bool) -> int:
        """The commands that draw; where they are few and nothing multiplies them, the most that there can be."""
        if not exactly and len(content) <= _SHORTEST * self._limit:
            return len(content) // _SHORTEST
        count = 0
        for _ in _DRAWS.finditer(content):
            count += 1
            if count > self._limit:
                break
        return count

    def _used(self, content: bytes, resources: Any) -> Counter[_Key]:
        if not self._forms or b"Do" not in content:
            return Counter()
        drawn = entry(resources, "/XObject")
        uses: Counter[_Key] = Counter()
        for stored, times in Counter(_USES.findall(content)).items():
            name = _plain(stored)
            form = entry(drawn, name)
            if form is None:  # pdfium then asks the resources of the page and of the form around it
                uses.update(dict.fromkeys(self._named.get(name, ()), times))
            elif isinstance(form, pikepdf.Stream) and form.objgen in self._forms:
                uses[form.objgen] += times
        return uses


def _plain(stored: bytes) -> str:
    """The name as qpdf gives it: /F#6d is /Fm."""
    spelled = _ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), stored)
    return "/" + spelled.decode("utf-8", "surrogateescape")


def _most(stream: Any) -> int:
    """The most objects that the stream can draw, judged by its stored length."""
    length = entry(stream, "/Length")
    size = int(length) if isinstance(length, int) else 0
    packed = entry(stream, "/Filter") is not None
    return size * (_DEFLATE_RATIO if packed else 1) // _SHORTEST


def _resources(page: Any) -> Any:
    """The page's resources, its own or those of the tree above it."""
    holder = page
    for _ in range(_MOST_PARENTS):
        found = entry(holder, "/Resources")
        if found is not None or dictionary(holder) is None:
            return found
        holder = entry(holder, "/Parent")
    return None
