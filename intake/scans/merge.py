"""What was recognised on a page, as lines of the document: columns kept apart, marked as recognised.

The letters prove nothing about encodings (their pieces are hidden ones). What was read clearly can name a recipient or
show a mark; a page that was not read clearly stays a scan in the eyes of the rules, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from casework.document import Flaw, FlawKind, Picture, Stamp
from casework.noun import replace
from intake.aids import Aid, RecognisedLine, RecognisedPage
from intake.readers.assemble import RawDocument, RawLine, RawPiece
from intake.readers.pdf.layout import Span, lay_out

__all__ = ["is_clear", "page_span", "with_recognised"]

_CLEAR = 72.0  # mean confidence over letters from which a page counts as read
_LEAST_LETTERS = 12  # fewer letters on a page that is not blank: something stands there that was not read
_LEAST_LINE = 30.0  # confidence: below it a line is dirt, a seal or a signature
_STRAY = 3  # letters: so short a line must be read well
_STRAY_CONFIDENCE = 60.0
_DASHES = frozenset("-–—~")
_DASH_GAP = 0.025  # of the page's width between a dash and its item
_UNCLEAR = "chữ nhận dạng không rõ"


def with_recognised(raw: RawDocument, aid: Aid) -> RawDocument:
    """``raw`` with the lines and stamps of the pages that were read. The flaw NO_TEXT stays for the others, with the
    reason: a limit, a failure, or letters that were not clear."""
    places = _Places(raw)
    pages = {page.number: page for page in aid.pages}
    read = {number for number, page in pages.items() if is_clear(page)}
    unclear = sorted(set(pages) - read)
    wanted = raw.unread_pages or (1,)
    flaws = [flaw for flaw in raw.flaws if flaw.kind is not FlawKind.NO_TEXT or not raw.unread_pages]
    left = [number for number in wanted if number not in read]
    if left:
        flaws.append(Flaw(FlawKind.NO_TEXT, "trang quét không có lớp chữ", places.of(left)))
    if unclear:
        flaws.append(Flaw(FlawKind.NOT_RECOGNISED, _UNCLEAR, places.of(unclear)))
    unasked = [number for number in wanted if number not in pages]
    if aid.limit and unasked:
        flaws.append(Flaw(FlawKind.LIMIT, aid.limit, places.of(unasked)))
    if aid.failure:
        flaws.append(Flaw(FlawKind.NOT_RECOGNISED, aid.failure, places.of(unasked)))
    recognised = {number: tuple(_lines(page, places.of([number]))) for number, page in pages.items()}
    return raw._replace(
        lines=_inserted(raw.lines, recognised) if any(recognised.values()) else raw.lines,
        pictures=tuple(_picture(picture, pages, places) for picture in raw.pictures),
        stamps=(*raw.stamps, *_stamps(pages.values(), places)),
        flaws=tuple(flaws),
    )


def is_clear(page: RecognisedPage) -> bool:
    """True where the page was read as a person would read it, or nothing stands on it."""
    if page.blank:
        return True
    kept = [line for line in page.lines if _is_print(line)]
    letters = sum(len(line.text) for line in kept)
    if letters < _LEAST_LETTERS:
        return False
    return sum(len(line.text) * line.confidence for line in kept) / letters >= _CLEAR


def page_span(numbers: Sequence[int]) -> str:
    """[1, 2, 3, 7] → “trang 1–3, 7”."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return "trang " + ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in spans)


class _Places:
    """What a person calls a page: “trang 3” of a PDF or a tif, “đoạn 2” of a Word file that holds pictures of sheets,
    nothing where there is but one."""

    def __init__(self, raw: RawDocument) -> None:
        pictures = [picture.where for picture in raw.pictures]
        paged = all(where.startswith("trang ") for where in pictures)
        several = bool(pictures) or (raw.pages or 0) > 1
        self._pictures = [] if paged else pictures
        self._paged = paged and several

    def of(self, numbers: Sequence[int]) -> str:
        """The place of these pages; empty for none."""
        if self._paged:
            return page_span(numbers) if numbers else ""
        known = (self._pictures[number - 1] for number in numbers if number <= len(self._pictures))
        return ", ".join(dict.fromkeys(where for where in known if where))


def _is_print(line: RecognisedLine) -> bool:
    letters = sum(c.isalnum() for c in line.text)
    if not letters or line.confidence < _LEAST_LINE:
        return False
    return letters > _STRAY or line.confidence >= _STRAY_CONFIDENCE


def _lines(page: RecognisedPage, where: str) -> Iterable[RawLine]:
    """The page laid out as a PDF's page is: lines of print are spans of one size on baselines."""
    dashes = [line for line in page.lines if line.text.strip() in _DASHES]
    spans = [
        Span(
            text=f"- {line.text}" if _has_lone_dash(line, dashes) else line.text,
            font="",
            bold=False,
            hidden=True,
            x0=line.left * page.width,
            x1=line.right * page.width,
            y=-(line.top + line.bottom) / 2 * page.height,
            size=max(8.0, (line.bottom - line.top) * page.height),
        )
        for line in page.lines
        if _is_print(line)
    ]
    for cell in lay_out(spans):
        yield RawLine(tuple(RawPiece(p.text, hidden=True) for p in cell.pieces), where, column=cell.column)


def _has_lone_dash(line: RecognisedLine, dashes: Iterable[RecognisedLine]) -> bool:
    """Whether the dash of an item was recognised apart from its line: on its height, just left of it."""
    return line.text[:1] not in _DASHES and any(
        line.top <= (dash.top + dash.bottom) / 2 <= line.bottom and 0 <= line.left - dash.right <= _DASH_GAP
        for dash in dashes
    )


def _inserted(lines: tuple[RawLine, ...] | None, recognised: dict[int, tuple[RawLine, ...]]) -> tuple[RawLine, ...]:
    """The recognised lines of each page before what else stands on it: the head of a sheet comes first."""
    before = [line for line in lines or () if _page_of(line) == 0]
    inserted = list(before)
    numbers = sorted({*recognised, *(_page_of(line) for line in lines or ())} - {0})
    for number in numbers:
        inserted.extend(recognised.get(number, ()))
        inserted.extend(line for line in lines or () if _page_of(line) == number)
    return tuple(inserted)


def _page_of(line: RawLine) -> int:
    """The number in “trang 3”; 0 for what stands on no page (the file's properties)."""
    word, _, number = line.where.partition(" ")
    return int(number) if word == "trang" and number.isdecimal() else 0


def _picture(picture: Picture, pages: dict[int, RecognisedPage], places: _Places) -> Picture:
    """A blank sheet is no page on which something might stand unread."""
    blank = any(page.blank and places.of([number]) == picture.where for number, page in pages.items())
    return replace(picture, sheet_like=False) if blank else picture


def _stamps(pages: Iterable[RecognisedPage], places: _Places) -> Iterable[Stamp]:
    for page in pages:
        for stamp in page.stamps:
            yield replace(stamp, where=places.of([page.number]))
