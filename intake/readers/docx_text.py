"""Letters and columns of one typed line of a Word document: symbol fonts, private-use codes, wide gaps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from intake.readers.assemble import RawPiece

__all__ = ["SYMBOL_FONTS", "columns_of", "joined", "plain_letters"]

#: How the names of fonts begin whose codes are signs, not letters.
SYMBOL_FONTS = ("wingdings", "webdings", "symbol", "zapf", "marlett", "mt extra", "bookshelf symbol")
#: White space that sets two columns apart on one typed line.
_GAP = re.compile(r"(?<=\S)(?:[ \u00a0]{5,}|[ \u00a0]*\t[ \u00a0]*(?:\t[ \u00a0]*)+)(?=\S)")
_PRIVATE = re.compile("[\uf020-\uf0ff]")
_GAP_LINE = 200  # letters: a longer line is prose, its gaps are not columns


@lru_cache(maxsize=1024)
def _is_symbol_font(font: str) -> bool:
    return font.lower().startswith(SYMBOL_FONTS)


def plain_letters(text: str, font: str) -> str:
    """Letters as stored in a font's private area (F020–F0FF) moved to where they belong; symbols become bullets."""
    if _is_symbol_font(font):
        # Latin letters beyond U+00FF do not exist in a symbol font: Word shows them in another one.
        if any("\u0100" <= c <= "\u024f" or "\u1ea0" <= c <= "\u1ef9" for c in text):
            return text
        return "".join(c if c.isspace() or c.isascii() else "•" for c in text)
    if _PRIVATE.search(text):
        return "".join(chr(ord(c) - 0xF000) if "\uf020" <= c <= "\uf0ff" else c for c in text)
    return text


def joined(pieces: Sequence[RawPiece]) -> list[RawPiece]:
    """Neighbours of one look as one piece; a paragraph of a million runs costs no more than its letters."""
    groups: list[tuple[RawPiece, list[str]]] = []
    for piece in pieces:
        if groups and piece.font == groups[-1][0].font and piece.bold == groups[-1][0].bold:
            groups[-1][1].append(piece.text)
        else:
            groups.append((piece, [piece.text]))
    return [first._replace(text="".join(texts)) if len(texts) > 1 else first for first, texts in groups]


def columns_of(line: list[RawPiece]) -> list[list[RawPiece]]:
    """The line cut at wide gaps, as a typist without a table sets two columns apart."""
    text = "".join(piece.text for piece in line)
    if len(text) > _GAP_LINE or ("\t" not in text and "     " not in text.replace("\u00a0", " ")):
        return [line]
    inner = text.strip()
    offset = text.index(inner)
    gaps = [(m.start() + offset, m.end() + offset) for m in _GAP.finditer(inner)]
    edges = [0, *(edge for gap in gaps for edge in gap), len(text)]
    spans = list(zip(edges[::2], edges[1::2], strict=True))
    if len(spans) < 2 or any(sum(map(str.isalpha, text[a:b])) < 2 for a, b in spans):
        return [line]
    return [_cut(line, start, end) for start, end in spans]


def _cut(line: list[RawPiece], start: int, end: int) -> list[RawPiece]:
    pieces: list[RawPiece] = []
    at = 0
    for piece in line:
        inside = piece.text[max(0, start - at) : max(0, end - at)]
        if inside:
            pieces.append(piece._replace(text=inside))
        at += len(piece.text)
    return pieces
