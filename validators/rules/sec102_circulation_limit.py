"""SEC102. Phạm vi lưu hành hạn chế

## Kiểm tra
Dấu chỉ phạm vi lưu hành (XEM XONG TRẢ LẠI, LƯU HÀNH NỘI BỘ, TÀI LIỆU THU HỒI …) ở vị trí của dấu.

## Căn cứ
Thông tin chỉ được phổ biến trong phạm vi theo quy định thì không đăng công khai. Đây không phải bí mật nhà nước.

## Thông báo
Tại {place|Tai lieu hop.docx, đầu trang 1} có dấu “{mark|LƯU HÀNH NỘI BỘ}”: tài liệu chỉ được phổ biến trong
phạm vi
hạn chế nên không đăng được trên {portal}.

## Cách sửa
1. Hỏi cơ quan ban hành: tài liệu có được công khai không.
2. Được công khai: xin bản không có dấu (cơ quan ban hành bỏ dấu, đơn vị không tự xóa), rồi gửi lại.
3. Không được công khai: bỏ tệp này khỏi thư, chỉ gửi những nội dung được đăng.

## Khi chưa rõ
Người phụ trách sẽ xem chỗ nêu trên. Nếu đó chỉ là câu văn thì đơn vị không phải làm gì.

## Không bắt
Cụm từ “lưu hành nội bộ” trong câu văn; dấu hỏa tốc, khẩn.
"""

from __future__ import annotations

from collections.abc import Iterator

from casework.case import Case
from casework.document import MarkKind
from casework.noun import Noun
from validators.reading import place_of_mark
from validators.rule import Remark, defect, unsure

__all__ = ["WORDS", "Params", "check"]

WORDS = ("mark", "place")


class Params(Noun, frozen=True):
    """Nothing to set: which marks there are, the marks' finder knows."""


def check(case: Case) -> Iterator[Remark]:
    """One finding a document; a sure mark before a doubtful one."""
    for document in case.documents:
        marks = sorted((m for m in document.marks if m.kind is MarkKind.LIMIT), key=lambda m: not m.sure)
        if not marks:
            continue
        mark = marks[0]
        place = place_of_mark(document, mark)
        if mark.sure:
            yield defect(where=place, about=document.path, mark=mark.text, place=place.removeprefix("thư › "))
        else:
            why = f"có chữ giống dấu phạm vi lưu hành “{mark.text}” ở vị trí không rõ"
            yield unsure(why=why, where=place, about=document.path)
