"""tesseract with its Vietnamese data: one page of grey points into lines with places and confidence.

The page as it lies first; where that gives no sensible words, the way that tesseract's own sense of direction says.
Then the head once more, drawn larger and without frames: a mark of secrecy stands in a drawn box, which the reading of
a whole page takes for a picture. What stands far apart on one line is two lines: Nơi nhận beside the signer.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from intake.aids import GreyPage, RecognisedLine, RecognisedPage
from intake.workshop.bench import JobFailed, JobOutOfTime, find, fresh_folder, run

__all__ = ["PROGRAMS", "read_page"]

PROGRAMS = ("tesseract",)
_MEMORY_MB = 1536  # of address space
_LANGUAGE = "vie"
_PAGE_MODE, _SPARSE_MODE = "3", "11"  # --psm: find the blocks; letters wherever they stand
_HEAD_SHARE = 0.36  # of an upright page's height: where the boxes of the head are
_HEAD_SIDE = 0.55  # of its width: the left, where a mark stands, and a little more
_ENLARGED = 1.5
_FRAME = 0.045  # of the page's width: a longer unbroken dark run is a drawn line, not a letter
_SURE_WORDS, _SURE = 8, 62.0  # so many words of this mean confidence say that the page stands upright
_GAP = 2.2  # heights of a line between two words that belong to two columns
_LEAST_WORD = 12.0  # confidence: below it tesseract saw dirt
_SURE_DIGITS = 85.0  # confidence: below it a number may be any number, and no word is there to tell
_DIGITS = re.compile(r"[^\w\s/-]*\d[\d\W]*?(?=[/-]|[^\W\d]|$)")
_ROTATE = re.compile(r"Rotate: (\d+)")
_ORIENTATION = re.compile(r"Orientation confidence: ([\d.]+)")
_SURE_TURN = 1.5

Bytes = npt.NDArray[np.uint8]


class _Word(NamedTuple):
    """One word in points of the upright page; ``line`` is tesseract's block, paragraph and line."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    confidence: float
    line: tuple[int, int, int]


def read_page(page: GreyPage, seconds: float) -> RecognisedPage:
    """``page`` turned upright and read. Raises :class:`JobFailed`, :class:`JobOutOfTime` past ``seconds``."""
    if len(page.points) != page.width * page.height or page.width < 16 or page.height < 16:
        raise JobFailed("trang không vẽ được")
    grey = np.frombuffer(page.points, np.uint8).reshape(page.height, page.width)
    clock = _Clock(seconds)
    words = _words(grey, _PAGE_MODE, clock)
    turned = 0
    if _doubtful(words):
        grey, words, turned = _turned(grey, words, clock)
    words = [*words, *_head(grey, words, clock)]
    height, width = grey.shape
    return RecognisedPage(page.number, width, height, turned, tuple(_lines(words, width, height)))


class _Clock:
    """What is left of the time."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds; raises :class:`JobOutOfTime` where none are."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise JobOutOfTime(f"quá {self._seconds:.0f} giây còn dành cho thư này")
        return left


def _doubtful(words: list[_Word]) -> bool:
    return len(words) < _SURE_WORDS or _confidence(words) < _SURE or _sideways(words)


def _sideways(words: list[_Word]) -> bool:
    """True where most words stand on end: tesseract reads lines that run upwards, in an order that means nothing."""
    long = [word for word in words if len(word.text) >= 4]
    return 2 * sum(word.bottom - word.top > word.right - word.left for word in long) > len(long)


def _confidence(words: Iterable[_Word]) -> float:
    """Mean over letters: a page on its side gives many short words."""
    weighed = [(len(word.text), word.confidence) for word in words]
    letters = sum(count for count, _ in weighed)
    return sum(count * confidence for count, confidence in weighed) / letters if letters else 0.0


def _turned(grey: Bytes, words: list[_Word], clock: _Clock) -> tuple[Bytes, list[_Word], int]:
    """The page as it reads best: as it lies, or turned as tesseract's sense of direction says; without a clear word of
    that, each way is tried."""
    told = _direction(grey, clock)
    upright = 0.0 if _sideways(words) else _confidence(words)
    best = (upright * min(len(words), 40), grey, words, 0)
    for turn in (90, 180, 270) if told is None else (told,):
        if not turn:
            continue
        # numpy turns anticlockwise
        other = np.ascontiguousarray(np.rot90(grey, -turn // 90))
        try:
            found = _words(other, _PAGE_MODE, clock)
        except JobOutOfTime:
            break
        worth = 0.0 if _sideways(found) else _confidence(found) * min(len(found), 40)
        best = max(best, (worth, other, found, turn), key=lambda tried: tried[0])
    return best[1], best[2], best[3]


def _direction(grey: Bytes, clock: _Clock) -> int | None:
    """How far the page must be turned clockwise, by tesseract's orientation detection; ``None`` where it cannot say."""
    with fresh_folder() as folder:
        done = run(_command(_drawn(grey, folder), "--psm", "0", "-l", "osd"), folder, clock.left, _MEMORY_MB)
    said = done.output.decode("utf-8", "replace")
    rotate, sure = _ROTATE.search(said), _ORIENTATION.search(said)
    if rotate is None or sure is None or float(sure[1]) < _SURE_TURN:
        return None
    return int(rotate[1]) % 360


def _words(grey: Bytes, mode: str, clock: _Clock) -> list[_Word]:
    """The words of a picture, by its own points."""
    with fresh_folder() as folder:
        command = _command(_drawn(grey, folder), "--psm", mode, "-l", _LANGUAGE, "tsv")
        done = run(command, folder, clock.left, _MEMORY_MB)
    if done.status != 0:
        raise JobFailed("chương trình nhận dạng chữ dừng bất thường")
    return list(_parsed(done.output.decode("utf-8", "replace")))


def _command(picture: Path, *options: str) -> tuple[str, ...]:
    return (find(*PROGRAMS), str(picture), "stdout", "--dpi", "200", *options)


def _drawn(grey: Bytes, folder: Path) -> Path:
    """The picture as a plain PGM file: its reader has nothing to decode."""
    path = folder / "trang.pgm"
    height, width = grey.shape
    path.write_bytes(b"P5\n%d %d\n255\n" % (width, height) + grey.tobytes())
    return path


def _parsed(table: str) -> Iterable[_Word]:
    """The rows of tesseract's TSV that are words: level, page, block, par, line, word, left, top, width, height, conf,
    text."""
    for row in table.splitlines()[1:]:
        fields = row.split("\t")
        if len(fields) != 12 or fields[0] != "5" or not fields[11].strip():
            continue
        try:
            block, paragraph, line, _, left, top, width, height = map(int, fields[2:10])
            confidence = float(fields[10])
        except ValueError:
            continue
        if confidence >= _LEAST_WORD:
            text = fields[11].strip()
            yield _Word(text, left, top, left + width, top + height, confidence, (block, paragraph, line))


def _head(grey: Bytes, words: list[_Word], clock: _Clock) -> list[_Word]:
    """What stands in the left of the head and was not read with the page: larger, without frames, letter by letter."""
    height, width = grey.shape
    crop = _without_frames(grey[: int(height * _HEAD_SHARE), : int(width * _HEAD_SIDE)], max(40, int(width * _FRAME)))
    try:
        found = _words(_enlarged(crop), _SPARSE_MODE, clock)
    except JobOutOfTime:
        return []
    last = max((word.line[0] for word in words), default=0)
    added = []
    for word in found:
        place = tuple(value / _ENLARGED for value in word[1:5])
        moved = word._replace(
            left=place[0], top=place[1], right=place[2], bottom=place[3], line=(word.line[0] + last + 1, *word.line[1:])
        )
        if moved.confidence >= 40 and not any(_overlap(moved, known) for known in words):
            added.append(moved)
    return added


def _overlap(one: _Word, other: _Word) -> bool:
    """True where most of the smaller lies in the larger, and that one was read at least nearly as well."""
    wide = min(one.right, other.right) - max(one.left, other.left)
    high = min(one.bottom, other.bottom) - max(one.top, other.top)
    if wide <= 0 or high <= 0:
        return False
    area = min((w.right - w.left) * (w.bottom - w.top) for w in (one, other))
    return wide * high > 0.4 * max(1.0, area)


def _without_frames(grey: Bytes, longest: int) -> Bytes:
    """The picture without unbroken dark runs longer than ``longest`` points along a row or a column."""
    dark = grey < 140
    clean = grey.copy()
    for axis in (0, 1):
        clean[_long_runs(dark, longest, axis)] = 255
    return clean


def _long_runs(dark: npt.NDArray[np.bool_], longest: int, axis: int) -> npt.NDArray[np.bool_]:
    """Where ``dark`` holds for at least ``longest`` points on end along ``axis``."""
    lines: Any = dark if axis == 1 else dark.T
    if lines.shape[1] < longest:
        return np.zeros_like(dark)
    sums = np.cumsum(np.pad(lines.astype(np.int32), ((0, 0), (1, 0))), axis=1)
    full = sums[:, longest:] - sums[:, :-longest] == longest
    marks = np.zeros((lines.shape[0], lines.shape[1] + 1), np.int32)
    marks[:, : full.shape[1]] += full
    marks[:, longest : longest + full.shape[1]] -= full
    runs: npt.NDArray[np.bool_] = np.cumsum(marks, axis=1)[:, : lines.shape[1]] > 0
    return runs if axis == 1 else runs.T


def _enlarged(grey: Bytes) -> Bytes:
    """Drawn one and a half times as large, points between points averaged."""
    height, width = grey.shape
    rows = np.linspace(0, height - 1, int(height * _ENLARGED))
    columns = np.linspace(0, width - 1, int(width * _ENLARGED))
    top, left = rows.astype(int), columns.astype(int)
    low, right = np.minimum(top + 1, height - 1), np.minimum(left + 1, width - 1)
    down, across = (rows - top)[:, None], (columns - left)[None, :]
    upper = grey[top][:, left] * (1 - across) + grey[top][:, right] * across
    lower = grey[low][:, left] * (1 - across) + grey[low][:, right] * across
    drawn: Bytes = (upper * (1 - down) + lower * down).astype(np.uint8)
    return drawn


def _lines(words: list[_Word], width: int, height: int) -> Iterable[RecognisedLine]:
    """Words of one line together, cut where a gap parts two columns; in the order in which tesseract read them."""
    group: list[_Word] = []
    for word in words:
        if group and (word.line != group[-1].line or _far(group, word)):
            yield _line(group, width, height)
            group = []
        group.append(word)
    if group:
        yield _line(group, width, height)


def _far(group: list[_Word], word: _Word) -> bool:
    usual = sorted(w.bottom - w.top for w in group)[len(group) // 2]
    return word.left - group[-1].right > _GAP * max(usual, 8.0)


def _line(group: list[_Word], width: int, height: int) -> RecognisedLine:
    return RecognisedLine(
        text=" ".join(_read(word) for word in group),
        left=round(min(w.left for w in group) / width, 4),
        top=round(min(w.top for w in group) / height, 4),
        right=round(max(w.right for w in group) / width, 4),
        bottom=round(max(w.bottom for w in group) / height, 4),
        confidence=round(_confidence(group), 1),
        block=group[0].line[0],
    )


def _read(word: _Word) -> str:
    """The word; where its figures are not clear (written by hand, under a seal) dots stand for them, as in a form that
    was not filled in: a wrong number is worse than none."""
    return word.text if word.confidence >= _SURE_DIGITS else _DIGITS.sub("…", word.text)
