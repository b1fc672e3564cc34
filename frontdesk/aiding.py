"""How a walk comes by what only the workshop can do: recognised pages, LibreOffice's flat XML, a video's facts.

It takes seconds, so it is done in the slow lane, within a budget for each mail and each sender and day, and for nobody
whose origin is not proven before a person asks. What is not done is said in words, and a person looks at the file.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import NamedTuple, Protocol

from casework.errors import TiepnhanError
from casework.noun import replace
from frontdesk.settings import WorkshopTable
from intake.aids import Aid, AidKind, GreyPage, RecognisedPage, Want
from intake.readers.limits import Limits
from intake.sandbox import Sandbox
from intake.scans.turn import turned
from intake.workshop.client import Workshop, WorkshopFailed

__all__ = ["Aiding", "NeedsSlowLane", "NoPurse", "Purse", "SlowLaneOnly", "Spent", "refused"]

ABSENT = "máy chủ này chưa có xưởng đọc (nhận dạng chữ, LibreOffice, ffmpeg)"
TOO_LARGE = "các tệp cần xưởng đọc trong thư này cộng lại quá lớn"
_LEAST_SECONDS = 1.0  # with less left no job is begun
_PAGE_SECONDS = 30.0  # of one page
_FLAT = {"xls": "fods", "xlsx": "fods", "ods": "fods", "ppt": "fodp", "pptx": "fodp", "odp": "fodp"}


class NeedsSlowLane(TiepnhanError):
    """This mail needs the workshop, and this lane must not wait for it."""


class SlowLaneOnly(Workshop):
    """What the fast lane holds in the workshop's place: any job for it sends the mail to the slow lane."""

    def _ask(self, request: object, wanted: object, seconds: float) -> object:  # type: ignore[override]
        raise NeedsSlowLane("needs the workshop")


class Spent(NamedTuple):
    seconds: float
    pages: int


class Purse(Protocol):
    """What one sender has spent today."""

    def spent(self, sender: str) -> Spent: ...
    def spend(self, sender: str, cost: Spent) -> None: ...


class NoPurse:
    """`tiepnhan check`: a person asked, and pays with his own time."""

    def spent(self, sender: str) -> Spent:
        """Nothing."""
        return Spent(0.0, 0)

    def spend(self, sender: str, cost: Spent) -> None:
        """Nobody counts."""


class Aiding:
    """The aids of one walk. What was fetched once is kept: a walk that is overtaken does not pay twice.

    ``asked``: a person wants this very mail read, whoever sent it.
    """

    def __init__(
        self,
        workshop: Workshop | None,
        table: WorkshopTable,
        limits: Limits,
        purse: Purse,
        *,
        asked: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._workshop = workshop
        self._table = table
        self._limits = limits
        self._purse = purse
        self._asked = asked
        self._clock = clock
        self._kept: dict[tuple[str, AidKind], Aid] = {}

    def fetch(
        self, wants: tuple[Want, ...], sandbox: Sandbox, *, sender: str, proven: bool, ref: str = ""
    ) -> tuple[Aid, ...]:
        """An aid for every want, or the reason why there is none. Raises :class:`NeedsSlowLane`, ``SandboxError``."""
        if self._workshop is None:
            return refused(wants, ABSENT)
        if not (proven or self._asked):
            ask = f" (người phụ trách yêu cầu đọc bằng lệnh: tiepnhan queue read {ref} --by “họ tên”)" if ref else ""
            return refused(wants, f"chưa rõ người gửi nên chưa chạy chương trình đọc{ask}")
        if isinstance(self._workshop, SlowLaneOnly):
            raise NeedsSlowLane("needs the workshop")
        for want in wants:
            if not want.content:
                self._kept[want.sha256, want.kind] = Aid(want.sha256, want.kind, failure=TOO_LARGE)
        missing = tuple(want for want in _each_once(wants) if (want.sha256, want.kind) not in self._kept)
        if missing:
            spent = self._purse.spent(sender)
            job = _Fetching(self._workshop, sandbox, self._table, self._limits, spent, self._clock)
            try:
                for aid in job.aids(missing):
                    self._kept[aid.sha256, aid.kind] = aid
            finally:
                self._purse.spend(sender, job.cost)
        return tuple(self._kept[want.sha256, want.kind] for want in _each_once(wants))


def refused(wants: Iterable[Want], reason: str) -> tuple[Aid, ...]:
    """Nothing for anybody, and why (Vietnamese)."""
    return tuple(Aid(want.sha256, want.kind, failure=reason) for want in _each_once(wants))


def _each_once(wants: Iterable[Want]) -> tuple[Want, ...]:
    """A file that came twice is read once."""
    return tuple({(want.sha256, want.kind): want for want in wants}.values())


class _Fetching:
    """One mail's jobs in the workshop, against its budget."""

    def __init__(
        self,
        workshop: Workshop,
        sandbox: Sandbox,
        table: WorkshopTable,
        limits: Limits,
        spent: Spent,
        clock: Callable[[], float],
    ) -> None:
        self._workshop = workshop
        self._sandbox = sandbox
        self._table = table
        self._limits = limits
        self._clock = clock
        self._begun = clock()
        self._day_seconds = max(0.0, table.seconds_per_sender_day - spent.seconds)
        self._day_pages = max(0, table.pages_per_sender_day - spent.pages)
        self._pages = 0

    @property
    def cost(self) -> Spent:
        """What was spent so far."""
        return Spent(self._clock() - self._begun, self._pages)

    def aids(self, wants: tuple[Want, ...]) -> Iterable[Aid]:
        """Office files and media first, each a single job; then the pages, the telling ones of every scan first."""
        scans = [want for want in wants if want.kind is AidKind.OCR]
        for want in wants:
            if want.kind is AidKind.OFFICE:
                yield self._office(want)
            elif want.kind is AidKind.MEDIA:
                yield self._media(want)
        yield from self._scans(scans)

    def _left(self) -> float:
        """Seconds that this mail may still have."""
        return min(self._table.seconds_per_mail, self._day_seconds) - (self._clock() - self._begun)

    def _limit(self, *, page: bool) -> str:
        """Which bound is hit, in words; empty where none is."""
        table = self._table
        if page and self._pages >= self._day_pages:
            return f"thư của người gửi này trong ngày đã dùng hết mức {table.pages_per_sender_day} trang nhận dạng chữ"
        if page and self._pages >= table.pages_per_mail:
            return f"chỉ nhận dạng chữ {table.pages_per_mail} trang của một thư"
        if self._left() >= _LEAST_SECONDS:
            return ""
        if self._day_seconds < table.seconds_per_mail:
            return f"thư của người gửi này trong ngày đã dùng hết mức {table.seconds_per_sender_day:.0f} giây xử lý"
        return f"chỉ dùng {table.seconds_per_mail:.0f} giây để nhận dạng, chuyển đổi tệp của một thư"

    def _office(self, want: Want) -> Aid:
        if limit := self._limit(page=False):
            return Aid(want.sha256, want.kind, limit=limit)
        target = _FLAT.get(want.file_kind, "fodt")
        try:
            content = self._workshop.to_office(want.content, want.file_kind, target, self._left())
        except WorkshopFailed as failed:
            return Aid(want.sha256, want.kind, failure=str(failed))
        return Aid(want.sha256, want.kind, content=content)

    def _media(self, want: Want) -> Aid:
        if limit := self._limit(page=False):
            return Aid(want.sha256, want.kind, limit=limit)
        try:
            media, limit = self._workshop.look_at_media(want.content, want.file_kind, self._left())
        except WorkshopFailed as failed:
            return Aid(want.sha256, want.kind, failure=str(failed))
        return Aid(want.sha256, want.kind, media=media, limit=limit)

    def _scans(self, scans: list[Want]) -> Iterable[Aid]:
        """Page after page over all scans until the budget ends."""
        found = {want.sha256: Aid(want.sha256, want.kind) for want in scans}
        for want, number in _in_turn(scans):
            aid = found[want.sha256]
            if aid.failure:
                continue
            if limit := aid.limit or self._limit(page=True):
                found[want.sha256] = replace(aid, limit=limit)
                continue
            found[want.sha256] = self._with_page(aid, want, number)
        yield from found.values()

    def _with_page(self, aid: Aid, want: Want, number: int) -> Aid:
        page = self._sandbox.draw_page(want.content, want.file_kind, number, self._table.dpi, self._limits)
        if page is None:
            return replace(aid, failure=f"không vẽ được trang {number} để nhận dạng")
        if page.blank:
            read = RecognisedPage(number, page.width, page.height)
        else:
            if self._left() < _LEAST_SECONDS:
                return replace(aid, limit=self._limit(page=True))
            self._pages += 1
            try:
                read = self._workshop.recognise(page, min(self._left(), _PAGE_SECONDS))
            except WorkshopFailed as failed:
                return replace(aid, failure=f"chưa nhận dạng được chữ: {failed}")
        return replace(aid, pages=(*aid.pages, _placed(read, page)))


def _placed(read: RecognisedPage, page: GreyPage) -> RecognisedPage:
    """With the stamps as they lie on the page once it stands upright."""
    return replace(read, blank=page.blank, stamps=tuple(turned(stamp, read.turned) for stamp in page.stamps))


def _in_turn(scans: list[Want]) -> Iterable[tuple[Want, int]]:
    """The first page of every scan (marks, number and date), then the last (Nơi nhận), then the others in order."""
    rounds: list[list[tuple[Want, int]]] = [[], [], []]
    for want in scans:
        pages = want.pages or (1,)
        rounds[0].append((want, pages[0]))
        if len(pages) > 1:
            rounds[1].append((want, pages[-1]))
        rounds[2] += [(want, number) for number in pages[1:-1]]
    for each in rounds:
        yield from each
