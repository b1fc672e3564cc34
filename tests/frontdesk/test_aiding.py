"""Budgets: pages and seconds of one mail, of one sender and day; refusals in words; nothing is fetched twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from casework.document import Media
from casework.noun import replace
from frontdesk.aiding import Aiding, NeedsSlowLane, NoPurse, SlowLaneOnly, Spent
from frontdesk.settings import WorkshopTable
from intake.aids import Aid, AidKind, GreyPage, RecognisedLine, RecognisedPage, Want
from intake.readers.limits import Limits
from intake.workshop.client import Workshop, WorkshopFailed


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Bench(Workshop):
    """A workshop whose jobs take so many seconds by the test's clock; and the sandbox that draws for it."""

    def __init__(self, clock: Clock, cost: float = 2.0) -> None:
        super().__init__()
        self.clock, self.cost = clock, cost
        self.jobs: list[str] = []
        self.broken = False
        self.blank: set[int] = set()

    def recognise(self, page: GreyPage, seconds: float) -> RecognisedPage:
        self._work(f"page {page.number}")
        return RecognisedPage(page.number, 10, 10, lines=(RecognisedLine("chữ", 0, 0, 1, 1, 90.0),))

    def to_office(self, content: bytes, kind: str, target: str, seconds: float = 60.0) -> bytes:
        self._work(f"{kind} to {target}")
        return b"<?xml"

    def look_at_media(self, content: bytes, kind: str, seconds: float) -> tuple[Media, str]:
        self._work(kind)
        return Media("mp4", whole=True), ""

    def draw_page(self, content: bytes, kind: str, number: int, dpi: int, limits: Limits) -> GreyPage | None:
        return GreyPage(number, 10, 10, dpi, b"\xff" * 100, blank=number in self.blank) if number < 90 else None

    def _work(self, name: str) -> None:
        if self.broken:
            raise WorkshopFailed("xưởng đọc không trả lời")
        self.jobs.append(name)
        self.clock.now += self.cost


class Ledger:
    """The purse of the day."""

    def __init__(self, seconds: float = 0.0, pages: int = 0) -> None:
        self.used = Spent(seconds, pages)

    def spent(self, sender: str) -> Spent:
        return self.used

    def spend(self, sender: str, cost: Spent) -> None:
        self.used = Spent(self.used.seconds + cost.seconds, self.used.pages + cost.pages)


Fetch = Callable[..., tuple[Aid, ...]]


@pytest.fixture
def bench() -> Bench:
    return Bench(Clock())


def aiding(bench: Bench, purse: object = None, *, asked: bool = False, **table: object) -> Aiding:
    set_up = replace(WorkshopTable(), **table)
    return Aiding(bench, set_up, Limits(), purse or NoPurse(), asked=asked, clock=bench.clock)  # type: ignore[arg-type]


def fetch(way: Aiding, bench: Bench, *wants: Want, proven: bool = True) -> tuple[Aid, ...]:
    return way.fetch(wants, bench, sender="lan@moha.gov.vn", proven=proven, ref="CONGTTDT-000001")  # type: ignore[arg-type]


def scan(name: str, *pages: int) -> Want:
    return Want(name, f"thư › {name}", AidKind.OCR, pages, "pdf", b"%PDF")


def read(aid: Aid) -> list[int]:
    return [page.number for page in aid.pages]


def test_each_kind_gets_its_program(bench: Bench) -> None:
    wants = (
        scan("a", 1), Want("b", "b", AidKind.OFFICE, (), "xls", b"x"), Want("c", "c", AidKind.OFFICE, (), "doc", b"x"),
        Want("d", "d", AidKind.MEDIA, (), "mp4", b"x"), Want("e", "e", AidKind.OFFICE, (), "ppt", b"x"),
    )  # fmt: skip
    aids = fetch(aiding(bench), bench, *wants)
    assert bench.jobs == ["xls to fods", "doc to fodt", "mp4", "ppt to fodp", "page 1"]
    assert [(aid.sha256, aid.failure, aid.limit) for aid in aids] == [(name, "", "") for name in "abcde"]


def test_the_first_and_the_last_page_of_every_scan_come_before_the_others(bench: Bench) -> None:
    first, second = fetch(aiding(bench, pages_per_mail=6), bench, scan("a", 1, 2, 3, 4), scan("b", 1, 2, 3))
    assert bench.jobs == ["page 1", "page 1", "page 4", "page 3", "page 2", "page 3"]
    assert (sorted(read(first)), first.limit) == ([1, 2, 3, 4], "")
    assert (sorted(read(second)), second.limit) == ([1, 3], "chỉ nhận dạng chữ 6 trang của một thư")


def test_seconds_end_the_work_and_name_themselves(bench: Bench) -> None:
    (aid,) = fetch(aiding(bench, seconds_per_mail=5.0, pages_per_mail=99), bench, scan("a", *range(1, 9)))
    # After four seconds one is left, which is enough to begin; after six none is.
    assert bench.jobs == ["page 1", "page 8", "page 2"]
    assert aid.limit == "chỉ dùng 5 giây để nhận dạng, chuyển đổi tệp của một thư"


def test_a_sender_s_day_is_bounded_in_pages_and_in_seconds(bench: Bench) -> None:
    purse = Ledger(pages=197)
    (aid,) = fetch(aiding(bench, purse), bench, scan("a", *range(1, 9)))
    assert len(read(aid)) == 3 and aid.limit == (
        "thư của người gửi này trong ngày đã dùng hết mức 200 trang nhận dạng chữ"
    )
    assert purse.used.pages == 200
    (aid,) = fetch(aiding(bench, Ledger(seconds=1199.5)), bench, Want("b", "b", AidKind.OFFICE, (), "doc", b"x"))
    assert aid.limit == "thư của người gửi này trong ngày đã dùng hết mức 1200 giây xử lý"


def test_what_was_spent_is_written_down_even_where_the_workshop_breaks(bench: Bench) -> None:
    purse = Ledger()
    way = aiding(bench, purse)
    fetch(way, bench, scan("a", 1, 2))
    assert purse.used == Spent(4.0, 2)
    bench.broken = True
    (aid,) = fetch(way, bench, scan("b", 1, 2))
    assert aid.failure == "chưa nhận dạng được chữ: xưởng đọc không trả lời" and aid.pages == ()
    assert purse.used.pages == 3


def test_a_walk_that_is_overtaken_does_not_pay_twice(bench: Bench) -> None:
    way = aiding(bench)
    assert fetch(way, bench, scan("a", 1)) == fetch(way, bench, scan("a", 1))
    assert bench.jobs == ["page 1"]


def test_a_file_that_came_twice_is_read_once(bench: Bench) -> None:
    assert len(fetch(aiding(bench), bench, scan("a", 1), scan("a", 1))) == 1
    assert bench.jobs == ["page 1"]


def test_blank_pages_cost_nothing_and_pages_that_cannot_be_drawn_say_so(bench: Bench) -> None:
    bench.blank = {1}
    (aid,) = fetch(aiding(bench, pages_per_mail=1), bench, scan("a", 1, 2))
    assert read(aid) == [1, 2] and aid.pages[0].blank and aid.limit == ""
    (aid,) = fetch(aiding(bench), bench, scan("b", 99))
    assert aid.failure == "không vẽ được trang 99 để nhận dạng"


def test_without_a_workshop_the_reason_is_that(bench: Bench) -> None:
    way = Aiding(None, WorkshopTable(), Limits(), NoPurse(), asked=True)
    (aid,) = fetch(way, bench, scan("a", 1))
    assert "chưa có xưởng đọc" in aid.failure


def test_an_unproven_mail_waits_for_a_person_and_says_how(bench: Bench) -> None:
    (aid,) = fetch(aiding(bench), bench, scan("a", 1), proven=False)
    assert "tiepnhan queue read CONGTTDT-000001" in aid.failure and bench.jobs == []
    (aid,) = fetch(aiding(bench, asked=True), bench, scan("a", 1), proven=False)
    assert read(aid) == [1]


def test_the_fast_lane_never_waits(bench: Bench) -> None:
    way = Aiding(SlowLaneOnly(), WorkshopTable(), Limits(), NoPurse())
    with pytest.raises(NeedsSlowLane):
        fetch(way, bench, scan("a", 1))
    assert "chưa rõ người gửi" in fetch(way, bench, scan("a", 1), proven=False)[0].failure, "a refusal needs no lane"
    with pytest.raises(NeedsSlowLane):
        SlowLaneOnly().to_office(b"x", "doc", "docx")
