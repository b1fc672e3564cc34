"""How what was read of a real file is compared with its transcript.

Only letters count: NFC, small, without digits, signs and white space. Both texts are cut into words (stretches of
letters), the words are aligned in order, and where the words differ their letters are. The wrong letters are those
that must be put in, left out or changed, whichever side they stand on, so that what we read too much counts as what we
miss. Page headers and footers stand behind the body, as in the transcripts; file properties are no text of the page.

The transcripts were themselves made by tables and programs. ``corpus_differences.toml`` lists every difference between
them and us with who is at fault and why, as judged from the stored bytes and from the page as LibreOffice draws it.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable
from difflib import SequenceMatcher
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from casework.document import Document, Zone

__all__ = ["Difference", "Listed", "compare", "letters_of", "listed", "shown", "transcript"]

_WORD = re.compile(r"[^\W\d_]+")
_MARGINS = (Zone.HEADER, Zone.FOOTER)


class Difference(NamedTuple):
    """Words that stand at one place of one text and not of the other; “page ×3” is a word said three times."""

    ours: str
    transcript: str
    letters: int


class Listed(NamedTuple):
    """What the list says of one file: how often each difference stands there, by whose fault it is."""

    transcript: Counter[tuple[str, str]]
    ours: Counter[tuple[str, str]]


def shown(document: Document) -> str:
    """The text of the pages of ``document``, headers and footers last."""
    lines = [line for line in document.lines if line.zone is not Zone.METADATA]
    return "\n".join(line.text for line in sorted(lines, key=lambda line: line.zone in _MARGINS))


def transcript(path: Path) -> str | None:
    """The transcript of a file of viparse-corpus; ``None`` for other files."""
    place = path.parents[3] / "ground-truth" / f"{path.stem}.txt" if len(path.parents) > 3 else path
    return place.read_text(encoding="utf-8") if place.suffix == ".txt" and place.exists() else None


def letters_of(text: str) -> int:
    return sum(map(len, _words(text)))


def compare(ours: str, truth: str) -> list[Difference]:
    """Every difference, in the order of the text."""
    mine, theirs = _words(ours), _words(truth)
    found = []
    for operation, a, b, c, d in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        if operation == "equal":
            continue
        one, other = "".join(mine[a:b]), "".join(theirs[c:d])
        matches = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
        wrong = max(len(one), len(other)) - sum(match.size for match in matches)
        if wrong:
            found.append(Difference(_said(mine[a:b]), _said(theirs[c:d]), wrong))
    return found


def listed(stem: str) -> Listed:
    """What ``corpus_differences.toml`` says of the file with this name (without extension)."""
    faults: dict[str, Counter[tuple[str, str]]] = {"transcript": Counter(), "ours": Counter()}
    whole = tomllib.loads((Path(__file__).parent / "corpus_differences.toml").read_text(encoding="utf-8"))
    for entry in whole["difference"]:
        if entry["file"] == stem:
            for pair in entry["pairs"]:
                ours, theirs, *times = pair
                faults[entry["fault"]][ours, theirs] += int(times[0]) if times else 1
    return Listed(faults["transcript"], faults["ours"])


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", text).lower())


def _said(words: Iterable[str]) -> str:
    counted = ((word, len(list(group))) for word, group in groupby(words))
    return " ".join(word if count == 1 else f"{word} ×{count}" for word, count in counted)
