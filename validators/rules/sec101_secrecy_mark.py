"""SEC101. Dấu chỉ độ mật

## Kiểm tra
Dấu MẬT, TỐI MẬT, TUYỆT MẬT ở đúng vị trí của dấu (góc trên bên trái, đầu trang, hộp văn bản, đứng riêng một dòng, dòng
chủ đề thư, tên tệp), trên chữ đã giải mã kể cả phông cũ và chữ nhận dạng từ bản quét. Bản quét chưa nhận dạng được,
hoặc nhận dạng không rõ, thì không thấy chắc được dấu, nên phải có người xem. Kiểm tra này chạy trước và chạy một mình.

## Căn cứ
Tài liệu chứa bí mật nhà nước không được gửi, soạn, đăng trên mạng; quy chế của cổng không cho đăng tài liệu mật.

## Thông báo
Có dấu chỉ độ mật ({mark|MẬT}) tại {place|tệp 2, đầu trang 1}. Thư được cách ly; chỉ người trực bảo mật được mở.

## Cách sửa
1. Không chuyển tiếp, không trả lời kèm tệp, không gửi lại thư này.
2. Đơn vị báo ngay người phụ trách bảo vệ bí mật nhà nước của cơ quan mình.
3. Nếu tài liệu đã được giải mật: gửi bản có dấu “GIẢI MẬT” hoặc quyết định giải mật, sau khi hỏi người trực bảo mật.

## Khi chưa rõ
Người trực bảo mật xem trực tiếp trước khi người khác mở tệp. Bản quét: đơn vị nên gửi kèm tệp Word gốc (.docx) hoặc
bản PDF
xuất từ Word để được kiểm tra ngay.

## Không bắt
Chữ “mật” trong câu văn (bảo mật, bí mật, mật độ); dấu đã giải mật; ảnh chụp không giống trang giấy quét; bản quét đã
nhận dạng rõ mà không có dấu.
"""

from __future__ import annotations

from collections.abc import Iterator

from casework.case import Case
from casework.document import Document, FlawKind, MarkKind
from casework.noun import Noun
from validators.reading import first_flaw, has_scan, place_of_mark
from validators.rule import Remark, defect, unsure

__all__ = ["WORDS", "Params", "check"]

WORDS = ("mark", "place")

_UNSEEN = "bản quét không có lớp chữ nên chưa xem được dấu chỉ độ mật, phông chữ và Nơi nhận"


class Params(Noun, frozen=True):
    """``sheet_letters``: a picture like a scanned sheet beside so many letters of text is a facsimile, not a page."""

    sheet_letters: int = 400


def check(case: Case, params: Params) -> Iterator[Remark]:
    """Every document is looked at, the mail's own text and inline pictures too: a mark may stand anywhere."""
    marked = False
    for document in case.documents:
        marks = [mark for mark in document.marks if mark.kind is MarkKind.SECRET]
        lifted = any(mark.kind is MarkKind.LIFTED for mark in document.marks)
        sure = [mark for mark in marks if mark.sure] if not lifted else []
        if sure:
            marked = True
            place = place_of_mark(document, sure[0])
            yield defect(where=place, about=document.path, mark=sure[0].text, place=place)
        elif marks:
            marked = True
            why = "có cả dấu chỉ độ mật và dấu giải mật" if lifted else "có chữ giống dấu chỉ độ mật ở vị trí không rõ"
            yield unsure(why=why, where=place_of_mark(document, marks[0]), about=document.path)
        elif not document.cut and has_scan(document, params.sheet_letters):
            yield unsure(why=f"{_UNSEEN}{_reason(document)}", where=document.path, about=document.path)
    if case.secret and not marked:
        yield unsure(why="thư đã bị cắt nội dung nhưng không còn thấy dấu nào")


def _reason(document: Document) -> str:
    """“ (máy chưa cài …)”: why the pages were not recognised, where that was tried."""
    flaw = first_flaw(document, FlawKind.NOT_RECOGNISED) or first_flaw(document, FlawKind.LIMIT)
    return f" ({flaw.detail.rstrip('. ')})" if flaw is not None and flaw.detail else ""
