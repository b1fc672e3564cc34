"""TIM101. Gửi muộn so với sự kiện

## Kiểm tra
Thời điểm sự kiện ghi trong bài (“sáng ngày 20/11/2026”, “lúc 14 giờ 30 ngày 20/11/2026”) hoặc ngày ban hành của văn
bản, so
với lúc cổng nhận thư, theo thời hạn và cách tính giờ của cổng. Bài không ghi thời điểm thì không xét.

## Căn cứ
Quy chế của cổng quy định thời hạn cung cấp tin sau khi sự kiện kết thúc.

## Thông báo
### [event] Tin về sự kiện
Tin nói về sự kiện “{phrase|sáng ngày 18/11/2026}”; thời hạn gửi đã qua từ {due|14:00 thứ Tư 18/11/2026}
({hours|2 giờ làm việc kể từ khi sự kiện kết thúc}), cổng nhận lúc {received|09:12 thứ Sáu 20/11/2026}.
### [document] Văn bản
Văn bản ban hành ngày {phrase}; thời hạn gửi đã qua từ {due} ({hours}), cổng nhận lúc {received}.

## Cách sửa
### [event] Tin về sự kiện
1. Riêng việc gửi muộn không làm bài bị trả lại; biên tập viên quyết định còn đăng hay không.
2. Lần sau: gửi tin ngay khi sự kiện kết thúc, ảnh có thể gửi bổ sung sau bằng cách trả lời thư.
3. Nếu thời điểm ghi trong bài là nhầm: trả lời thư này kèm tệp đã sửa.
### [document] Văn bản
1. Riêng việc gửi muộn không làm văn bản bị trả lại; biên tập viên quyết định còn đăng hay không.
2. Lần sau: gửi ngay sau khi văn bản được ban hành.
3. Nếu gửi nhầm bản cũ: trả lời thư này kèm văn bản mới.

## Khi chưa rõ
Đơn vị xem lại ngày tháng trong bài; nếu nhầm, trả lời thư này kèm tệp đã sửa.

## Không bắt
Ngày của văn bản được dẫn (“Nghị định số … ngày …”), hạn nộp (“trước ngày …”), sự kiện sắp tới, sự kiện đã lâu được
nhắc lại.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Literal

from casework.calendar import VIETNAM, WorkingCalendar, say_moment
from casework.case import Case
from casework.document import Document, Item
from casework.noun import Noun
from validators.moments import find_moments
from validators.reading import judged_documents
from validators.rule import Remark, defect, unsure

__all__ = ["WORDS", "Params", "check"]

WORDS = ("phrase", "due", "hours", "received")

_LEAD = 1200  # letters: an article says when in its first lines


class Params(Noun, frozen=True):
    """``hours`` after the end of the event (0: news is not judged), counted by office hours or by the clock;
    ``document_hours`` of the clock after the end of the day of issue (0: documents are not judged); an event more than
    ``max_age_days`` before receipt is one that the article recalls."""

    hours: int = 0
    counting: Literal["working", "clock"] = "working"
    document_hours: int = 0
    max_age_days: int = 30


def check(case: Case, params: Params, calendar: WorkingCalendar) -> Iterator[Remark]:
    """One finding an article or document; the latest event that the lead names counts, in the sender's favour."""
    for document in judged_documents(case):
        if document.item is Item.ARTICLE and params.hours:
            yield from _news(case, document, params, calendar)
        elif document.item is Item.DOCUMENT and params.document_hours:
            yield from _paper(case, document, params, calendar)


def _news(case: Case, document: Document, params: Params, calendar: WorkingCalendar) -> Iterator[Remark]:
    received = case.received_at.astimezone(VIETNAM)
    moments = find_moments(document.text[:_LEAD], received.date())
    impossible = [m for m in moments if m.ends is None]
    possible = [m for m in moments if m.ends is not None]
    oldest = received - timedelta(days=params.max_age_days)
    recent = [m for m in possible if m.ends is not None and m.ends > oldest]
    if not recent:
        if impossible:
            why = f"bài ghi “{impossible[0].phrase}”, một ngày không có trong lịch"
            yield unsure(why=why, where=document.path, about=document.path)
        return
    latest = max(recent, key=lambda m: m.ends or oldest)
    ends = latest.ends or oldest
    if params.counting == "working":
        due = calendar.working_hours_after(ends, params.hours)
        hours = f"{params.hours} giờ làm việc kể từ khi sự kiện kết thúc"
    else:
        due = calendar.clock_hours_after(ends, params.hours)
        hours = f"{params.hours} giờ kể từ khi diễn ra sự kiện"
    if received > due:
        yield defect(
            where=document.path, about=document.path, variant="event", phrase=latest.phrase, due=say_moment(due),
            hours=hours, received=say_moment(received),
        )  # fmt: skip


def _paper(case: Case, document: Document, params: Params, calendar: WorkingCalendar) -> Iterator[Remark]:
    issued = document.anatomy.issued_on
    received = case.received_at.astimezone(VIETNAM)
    if issued is None:
        return
    if issued > received.date():
        why = f"văn bản ghi ngày ban hành {issued:%d/%m/%Y}, sau ngày nhận thư"
        yield unsure(why=why, where=document.path, about=document.path)
        return
    due = calendar.clock_hours_after(calendar.end_of_day(issued), params.document_hours)
    if received > due:
        yield defect(
            where=document.path, about=document.path, variant="document", phrase=f"{issued:%d/%m/%Y}",
            due=say_moment(due), hours=f"{params.document_hours} giờ kể từ hết ngày ban hành",
            received=say_moment(received),
        )  # fmt: skip
