"""From what a reader saw to a Document: every stretch judged, runs merged, lines decoded.

A reader says which letters stand in which font in which place. Here the judge of encodings is asked once for the whole
document, so that neighbours of one font share evidence across lines, and its answers become runs and lines.
"""

from __future__ import annotations

from itertools import groupby
from typing import NamedTuple

from casework.document import (
    Document,
    EncodingCount,
    Flaw,
    FlawKind,
    Line,
    Media,
    Picture,
    Run,
    Signature,
    Stamp,
    Zone,
)
from casework.vietnamese import is_plain, repair, squeeze
from intake.encodings.fonts import face
from intake.encodings.judge import Reading, Stretch, judge
from intake.encodings.strangers import look_alikes, private_letters
from intake.readers.limits import Limits

__all__ = ["RawDocument", "RawLine", "RawPiece", "assemble"]


class RawPiece(NamedTuple):
    """A stretch of one font inside a line, as stored. ``hidden`` text (an invisible layer over a scan, written by
    text recognition) can be searched but proves nothing about encodings."""

    text: str
    font: str = ""
    bold: bool = False
    hidden: bool = False


class RawLine(NamedTuple):
    """One line or paragraph; ``where`` is Vietnamese (“trang 2”, “đoạn 14”), ``column`` as in
    :class:`casework.document.Line`."""

    pieces: tuple[RawPiece, ...]
    where: str
    zone: Zone = Zone.BODY
    column: int = 0


class RawDocument(NamedTuple):
    """What a reader found. ``lines`` is ``None`` where there is no text layer at all."""

    lines: tuple[RawLine, ...] | None
    pages: int | None = None
    pictures: tuple[Picture, ...] = ()
    flaws: tuple[Flaw, ...] = ()
    signatures: tuple[Signature, ...] = ()
    title: str = ""
    media: Media | None = None
    stamps: tuple[Stamp, ...] = ()
    wants: tuple[str, ...] = ()  # values of AidKind: what the workshop could do for this document
    unread_pages: tuple[int, ...] = ()  # pages (from 1) without text, for “ocr”
    inside: tuple[tuple[str, bytes], ...] = ()  # files that it carries: each its name as stored, and its content


def assemble(
    raw: RawDocument,
    *,
    path: str,
    name: str,
    kind: str,
    sha256: str,
    size: int,
    declared_type: str = "",
    inline: bool = False,
    limits: Limits | None = None,
) -> Document:
    """The document with judged runs and decoded lines; ``anatomy``, ``marks`` and ``item`` are left for the next step.

    A document with more letters than ``limits.text_letters`` or more lines than ``limits.text_lines`` keeps its
    beginning and gets a flaw LIMIT.
    """
    bounds = limits if limits is not None else Limits()
    lines, flaws = _bounded(raw.lines or (), raw.flaws, bounds)
    readings = _judge(lines)
    runs, decoded = _lines_and_runs(lines, readings)
    return Document(
        path=path,
        name=name,
        kind=kind,
        sha256=sha256,
        size=size,
        declared_type=declared_type,
        runs=None if raw.lines is None else runs,
        lines=decoded,
        encodings=_count(runs),
        pages=raw.pages,
        pictures=raw.pictures,
        media=raw.media,
        stamps=raw.stamps,
        signatures=raw.signatures,
        flaws=flaws,
        title=raw.title,
        inline=inline,
    )


def _judge(lines: tuple[RawLine, ...]) -> tuple[Reading, ...]:
    """A reading for each piece. Recognised text under a scan is only repaired: its letters prove nothing."""
    stretches = [
        Stretch("" if p.hidden else p.text, p.font, row) for row, line in enumerate(lines) for p in line.pieces
    ]
    readings = judge(stretches)
    if not any(p.hidden for line in lines for p in line.pieces):
        return readings
    hidden = {index: p.text for index, p in enumerate(p for line in lines for p in line.pieces) if p.hidden}
    return tuple(
        Reading("none", repair(hidden[index]), 0, 0) if index in hidden else reading
        for index, reading in enumerate(readings)
    )


def _bounded(
    lines: tuple[RawLine, ...], flaws: tuple[Flaw, ...], limits: Limits
) -> tuple[tuple[RawLine, ...], tuple[Flaw, ...]]:
    """The lines up to as many letters and lines as are allowed, with a flaw where something was left out."""
    total = 0
    for count, line in enumerate(lines):
        for piece in line.pieces:
            total += len(piece.text)
        if total > limits.text_letters or count >= limits.text_lines:
            letters = total > limits.text_letters
            many = f"{limits.text_letters} chữ (text_letters)" if letters else f"{limits.text_lines} dòng (text_lines)"
            detail = f"tệp có hơn {many}; phần còn lại chưa được đọc"
            return lines[:count], (*flaws, Flaw(FlawKind.LIMIT, detail, line.where))
    return lines, flaws


def _lines_and_runs(
    lines: tuple[RawLine, ...], readings: tuple[Reading, ...]
) -> tuple[tuple[Run, ...], tuple[Line, ...]]:
    runs: list[Run] = []
    decoded: list[Line] = []
    position = 0
    for line in lines:
        answers = readings[position : position + len(line.pieces)]
        position += len(line.pieces)
        if line.zone is not Zone.METADATA:  # a template's old title is no part of what the sender wrote
            runs.extend(_runs(line, answers))
        text = squeeze("".join(answer.text for answer in answers))
        if text:
            bold = _mostly_bold(line.pieces)
            recognised = any(piece.hidden for piece in line.pieces)
            decoded.append(Line(text, line.where, line.zone, bold, line.column, recognised))
    return tuple(runs), tuple(decoded)


def _runs(line: RawLine, answers: tuple[Reading, ...]) -> list[Run]:
    """The pieces of one line as runs; neighbours of one font and one encoding become one run, blanks aside."""
    if len(answers) == 1:  # most lines
        piece = line.pieces[0]
        return [_run(line.where, piece, piece.text, answers[0], answers[0].text)] if piece.text.strip() else []
    seen = [pair for pair in zip(line.pieces, answers, strict=True) if pair[0].text.strip()]
    whole = "".join(answer.text for answer in answers)
    runs = []
    for _, pairs in groupby(seen, key=lambda p: (p[0].font, p[1].encoding, p[0].hidden)):
        group = list(pairs)
        raw = "".join(piece.text for piece, _ in group)
        text = "".join(answer.text for _, answer in group)
        letters, combining = sum(a.letters for _, a in group), sum(a.combining for _, a in group)
        first, encoding = group[0][0], group[0][1].encoding
        runs.append(_run(line.where, first, raw, Reading(encoding, text, letters, combining), whole))
    return runs


def _run(where: str, piece: RawPiece, raw: str, answer: Reading, line: str) -> Run:
    """``raw`` as a run in the look of ``piece``; ``line`` is the whole line as it reads."""
    encoding, text, letters, combining = answer
    twins, private = (0, 0) if piece.hidden else _strangers(text, line, piece.font, encoding)
    return Run(where, piece.font, encoding, raw, text, letters, combining, twins, private)


def _strangers(text: str, line: str, font: str, encoding: str) -> tuple[int, int]:
    """Look-alikes and letters of private use in a run of Unicode; the signs of a symbol font are neither."""
    if encoding not in ("unicode", "none") or is_plain(text) or face(font).symbols:
        return 0, 0
    return look_alikes(text, line), private_letters(text)


def _mostly_bold(pieces: tuple[RawPiece, ...]) -> bool:
    """True where more than half of the letters of the line are bold."""
    bold = sum(len(piece.text.strip()) for piece in pieces if piece.bold)
    return bold > 0 and 2 * bold > sum(len(piece.text.strip()) for piece in pieces)


def _count(runs: tuple[Run, ...]) -> tuple[EncodingCount, ...]:
    """Letters by encoding, the most first; encodings without letters are left out."""
    totals: dict[str, int] = {}
    for run in runs:
        if run.letters:
            totals[run.encoding] = totals.get(run.encoding, 0) + run.letters
    ordered = sorted(totals.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(EncodingCount(encoding, letters) for encoding, letters in ordered if encoding != "none")
