"""VIQR (RFC 1456): Vietnamese typed in ASCII, each mark a sign behind its letter: ``Vie^.t Nam``.

Its letters look like code and arithmetic, so a line counts only when several of its words become syllables.
"""

from __future__ import annotations

import re

from intake.encodings.syllables import commonness, is_syllable
from intake.encodings.tables import TABLES

__all__ = ["mark_viqr", "read_viqr"]

_HINT = re.compile(r"[aeoAEO]\^[`'?~.]|[aA]\([`'?~.]|[uoUO]\+[`'?~.]")
_SIGNS = re.compile(r"[\^(+`~]|[aeiouy]['.?](?=\w)|\bdd|\bDD|\bDd")
_BLANKS = re.compile(r"(\s+)")
_SENTENCE_ENDS = (".", "?", "'")
_ENOUGH = 3  # words


def mark_viqr(lines: list[str]) -> list[bool]:
    """For each line whether it is VIQR: the text as a whole must show three words with a shape and a tone."""
    hinted = [line.isascii() and _HINT.search(line) is not None for line in lines]
    if not any(hinted):
        return hinted
    clear = [hint and _is_viqr(line) for line, hint in zip(lines, hinted, strict=True)]
    if not any(clear):
        return clear
    return [sure or (line.isascii() and _leans(line)) for line, sure in zip(lines, clear, strict=True)]


def read_viqr(text: str) -> str:
    """``text`` with the words that become syllables decoded and everything else as it stands."""
    return "".join(_read_word(word) or word for word in _BLANKS.split(text))


def _is_viqr(line: str) -> bool:
    words = [word for word in line.split() if _SIGNS.search(word)]
    read = sum(_read_word(word) is not None for word in words)
    return read >= _ENOUGH and 3 * read >= 2 * len(words)


def _leans(line: str) -> bool:
    """True for a short line in a text that is VIQR elsewhere."""
    words = [word for word in line.split() if _SIGNS.search(word)]
    return bool(words) and 2 * sum(_read_word(word) is not None for word in words) > len(words)


def _read_word(word: str) -> str | None:
    """The word as a syllable, its closing punctuation kept, or ``None`` where it is none."""
    core = word.lstrip('"([{')
    head = word[: len(word) - len(core)]
    for cut in range(len(core), max(0, len(core) - 3), -1):
        stem, tail = core[:cut], core[cut:]
        if tail.strip(".,;:!?'\")]}"):
            break
        decoded = TABLES["viqr"].decode(stem)
        if stem[-1:] in _SENTENCE_ENDS and not tail and not commonness(decoded):
            continue  # a full stop, not a dot below: “do.” is no “dọ”
        if decoded != stem and is_syllable(decoded):
            return head + decoded + tail
    return None
