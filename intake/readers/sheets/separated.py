"""Reads .csv and .tsv: rows of cells between separators. Charset as in plain text; the separator is found by counting.

The file names no fonts, so its letters alone tell the encoding, as in every plain text.
"""

from __future__ import annotations

import contextlib
import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterator

from casework.document import Flaw, FlawKind
from intake.readers.assemble import RawDocument, RawPiece
from intake.readers.limits import Limits
from intake.readers.sheets.lines import Full, SheetLines, cell_name
from intake.readers.text import decode_text

__all__ = ["read"]

_SEPARATORS = ";\t,|"
_SAMPLE_LINES = 50
_FIELD_LETTERS = 1_000_000  # of one cell; a quote that is never closed swallows the rest of the file
_SAMPLE_LETTERS = 100_000
_STATED = re.compile("sep=(.)\r?\n")  # how Excel is told
_BREAKS = re.compile("\r\n|[\r\n]")
csv.field_size_limit(_FIELD_LETTERS)


def read(content: bytes, limits: Limits) -> RawDocument:
    """Cells with text, by row and column (“ô B7”); never raises on bad content."""
    gathered = SheetLines(limits)
    text = decode_text(content)
    if len(text) > limits.text_letters:
        text = text[: limits.text_letters]
        detail = f"tệp có hơn {limits.text_letters} chữ (text_letters); phần còn lại chưa được đọc"
        gathered.flaws.append(Flaw(FlawKind.LIMIT, detail))
    with contextlib.suppress(Full):  # the bound that was hit names itself among the flaws
        for row, cells in enumerate(_rows(text)):
            for column, cell in enumerate(cells):
                gathered.cell("bảng tính")
                if any(map(str.isalpha, cell)):
                    where = f"bảng tính, ô {cell_name(row, column)}"
                    gathered.add([RawPiece(cell)], where, column=column + 1)
    return RawDocument(tuple(gathered.lines), flaws=tuple(gathered.flaws))


def _rows(text: str) -> Iterator[list[str]]:
    """The rows by the separator of the first lines. Where a quote is never closed, quotes are letters like others."""
    stated = _STATED.match(text)
    separator = stated[1] if stated is not None else _separator(text)
    body = text[stated.end() :] if stated is not None else text
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=separator)
    done = 0
    try:
        for row in reader:
            yield row
            done = reader.line_num
    except csv.Error:
        for line in itertools.islice(_BREAKS.split(body), done, None):
            yield line.split(separator)


def _separator(text: str) -> str:
    """The sign that stands equally often in most of the first lines."""
    lines = [line for line in _BREAKS.split(text[:_SAMPLE_LETTERS])[:_SAMPLE_LINES] if line.strip()]
    best, score = ",", (0, 0)
    for sign in _SEPARATORS:
        counts = Counter(line.count(sign) for line in lines if sign in line)
        if counts:
            often, lines_alike = counts.most_common(1)[0]
            if (lines_alike, often) > score:
                best, score = sign, (lines_alike, often)
    return best
