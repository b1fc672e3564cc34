"""DUP101. Bài đã đăng hoặc đang chờ

## Kiểm tra
Tệp chính của thư (bài viết, văn bản) giống hệt từng byte tệp chính của một hồ sơ mà chính cổng này đã đăng hoặc đang
xử lý.

## Căn cứ
Thông tin trùng lặp với nội dung đã đăng thì không đăng lại.

## Thông báo
### [published] Đã đăng
Tệp “{name|Tin hoi nghi.docx}” giống hệt bài “{title|Hội nghị tổng kết công tác năm 2026}” đã đăng{url| tại
https://moha.gov.vn/tin/12345} (hồ sơ {ref|CTT-2026-000123}, nhận {day|20/11/2026}).
### [waiting] Đang chờ
Tệp “{name}” giống hệt bài “{title}” mà {portal} đang xử lý (hồ sơ {ref}, nhận {day}).

## Cách sửa
### [published] Đã đăng
1. Nếu gửi nhầm lần nữa: không phải làm gì.
2. Nếu cần sửa bài đã đăng: trả lời thư này, ghi rõ chỗ cần sửa; không gửi lại nguyên tệp cũ.
### [waiting] Đang chờ
1. Nếu gửi nhầm lần nữa: không phải làm gì, hồ sơ trước vẫn đang được xử lý.
2. Nếu muốn thay bằng bản mới: trả lời thư này, ghi rõ phần thay đổi, kèm đúng tệp mới.

## Khi chưa rõ
Người phụ trách sẽ so hai bản và trả lời.

## Không bắt
Ảnh, phụ lục dùng chung cho nhiều bài; bài trùng ở cổng khác.
"""

from __future__ import annotations

from collections.abc import Iterator

from casework.calendar import VIETNAM
from casework.case import Case
from casework.document import Item
from casework.noun import Noun
from casework.ports import History
from validators.reading import closed
from validators.rule import Remark, defect, unsure

__all__ = ["WORDS", "Params", "check"]

WORDS = ("name", "title", "url", "ref", "day")

_SHARED = (Item.PICTURES, Item.MEDIA)


class Params(Noun, frozen=True):
    """Nothing to set."""


def check(case: Case, history: History) -> Iterator[Remark]:
    """Only the main file speaks; a picture, a film or an empty file never does."""
    main = case.main_document
    if main is None or main.size == 0 or main.item in _SHARED:
        return
    past = history.main_file(case.portal, main.sha256, other_than=case.ref)
    if past is None:
        return
    if main.item is None:
        # Nobody knows what this file is: an unread or unrecognised twin is for a person to compare.
        if main.pictures and not main.lines and not closed(main):
            return
        yield unsure(
            why=f"tệp “{main.name}” giống hệt một tệp của hồ sơ {past.case_ref}", where=main.path, about=main.path
        )
        return
    yield defect(
        where=main.path,
        about=main.path,
        variant="published" if past.state == "published" else "waiting",
        name=main.name or "phần lời của thư",
        title=past.title or "(không có tiêu đề)",
        url=f" tại {past.url}" if past.url else "",
        ref=past.case_ref,
        day=f"{past.received_at.astimezone(VIETNAM):%d/%m/%Y}",
    )
