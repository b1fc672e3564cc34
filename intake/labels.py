"""Short texts that stand for a whole: subjects and names of files, read as people read them and judged for marks."""

from __future__ import annotations

from collections.abc import Iterable

from casework.document import Line, Mark, MarkKind, Zone
from intake.encodings.judge import Stretch, judge
from intake.marks import find_marks

__all__ = ["decoded", "label_marks"]


def decoded(text: str) -> str:
    """``text`` as it reads once the judge of encodings has seen it: subjects and names are typed in TCVN3 too."""
    if text.isascii():
        return text
    return judge([Stretch(text)])[0].text or text


def label_marks(labels: Iterable[str], zone: Zone, where: str) -> tuple[Mark, ...]:
    """Marks on a subject or on the names of a file, as written and as decoded; each mark once."""
    wordings = dict.fromkeys(wording for label in labels for wording in (label, decoded(label)) if wording.strip())
    found: dict[tuple[MarkKind, str, bool], Mark] = {}
    for wording in wordings:
        for mark in find_marks((Line(wording, where, zone),)):
            found.setdefault((mark.kind, mark.text, mark.sure), mark)
    return tuple(found.values())
