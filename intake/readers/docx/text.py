"""Letters and columns of one typed line of a Word document: symbol fonts, private-use codes, wide gaps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from lxml import etree

from intake.encodings.fonts import face
from intake.readers.assemble import RawPiece
from intake.readers.docx.styles import W

__all__ = ["SYMBOL_FONTS", "columns_of", "has_far_stop", "joined", "plain_letters"]

#: How the names of fonts begin whose codes are signs, not letters.
SYMBOL_FONTS = ("wingdings", "webdings", "symbol", "zapf", "marlett", "mt extra", "bookshelf symbol")
#: White space that sets two columns apart on one typed line.
_GAP = re.compile(r"(?<=\S)(?:[ \u00a0]{5,}|[ \u00a0]*\t[ \u00a0]*(?:\t[ \u00a0]*)+)(?=\S)")
#: The same where the paragraph has a stop far to the right: one tab leads there.
_FAR_GAP = re.compile(r"(?<=\S)(?:[ \u00a0]{5,}|[ \u00a0]*\t[ \u00a0\t]*)(?=\S)")
_FAR = 4_000  # twentieths of a point: seven centimetres
_FAR_KINDS = ("left", "start", "center")
#: What stands before a tab as the number of a heading, not as a column: “II.”, “PHẦN I”, “CHƯƠNG 2:”.
_HEADING_NUMBER = re.compile(r"(?:.*\s)?(?:[IVXLC]{1,6}|\w?|\d+)[.):]?")
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


def has_far_stop(paragraph: etree._Element) -> bool:
    """Whether a paragraph sets a tab stop in the right half of the page, left or centred, without a leader: typists
    put a second column there, the Quốc hiệu or a stamp."""
    return any(
        stop.get(f"{W}val") in _FAR_KINDS
        and stop.get(f"{W}leader", "none") == "none"
        and (position := stop.get(f"{W}pos", "")).isascii()
        and position.isdigit()
        and int(position[:9]) >= _FAR
        for stop in paragraph.iterfind(f"{W}pPr/{W}tabs/{W}tab")
    )


def _is_capital_pair(text: str) -> bool:
    """Whether one tab sets two stretches of capitals apart: “UBND XÃ AN BÌNH” and a stamp or the Quốc hiệu."""
    left, _, right = text.strip().partition("\t")
    return left.isupper() and right.isupper() and "\t" not in right and not _HEADING_NUMBER.fullmatch(left.strip())


def _as_shown(line: list[RawPiece]) -> str:
    """The line with the capitals that a …H font makes of small letters."""
    return "".join(piece.text.upper() if face(piece.font).capitals else piece.text for piece in line)


def columns_of(line: list[RawPiece], far: bool = False) -> list[list[RawPiece]]:
    """The line cut at wide gaps, as a typist without a table sets two columns apart; ``far`` means that one tab is such
    a gap (:func:`has_far_stop`)."""
    text = "".join(piece.text for piece in line)
    if len(text) > _GAP_LINE or ("\t" not in text and "     " not in text.replace("\u00a0", " ")):
        return [line]
    inner = text.strip()
    offset = text.index(inner)
    gap_of = _FAR_GAP if far or _is_capital_pair(_as_shown(line).strip()) else _GAP
    gaps = [(m.start() + offset, m.end() + offset) for m in gap_of.finditer(inner)]
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
