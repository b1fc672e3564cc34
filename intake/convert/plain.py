"""Plain text and comma-separated values in Unicode: written as UTF-8 with its mark, which Windows programs ask for."""

from __future__ import annotations

import codecs
import re
from functools import partial

from intake.convert.letters import Change, Text
from intake.convert.result import Written
from intake.readers.limits import Limits
from intake.readers.text import decode_text

__all__ = ["convert"]

_BREAKS = re.compile("(\r\n|[\n\r\x0b\x0c\x85\u2028\u2029])")


def convert(content: bytes, limits: Limits) -> Written:
    """The text with its legacy letters in Unicode. Line ends, separators and quotation marks stay."""
    pieces = _BREAKS.split(decode_text(content[: limits.bytes]))
    text = Text()
    for number in range(0, len(pieces), 2):
        text.add(pieces[number], "", partial(_write, pieces, number))
        text.end_line()
    changes = text.settle()
    if not changes.letters:
        return Written(b"", changes)
    return Written(codecs.BOM_UTF8 + "".join(pieces).lstrip("\ufeff").encode("utf-8", "replace"), changes)


def _write(pieces: list[str], number: int, change: Change) -> None:
    if change.text is not None:
        pieces[number] = change.text
