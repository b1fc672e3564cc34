"""FMT103. Tên tệp và nội dung không khớp

## Kiểm tra
Đuôi tên tệp (.docx, .pdf, .jpg …) so với loại thật của tệp, xác định theo nội dung bên trong.

## Căn cứ
Yêu cầu kỹ thuật chung về an toàn: tệp đổi đuôi có thể che giấu nội dung khác và máy của biên tập viên không mở đúng.

## Thông báo
Tệp “{name|Anh hoi nghi.jpg}” không đúng như tên gọi: {detail|tên là .jpg nhưng nội dung là tệp Word (.docx)}.

## Cách sửa
1. Không sửa bằng cách đổi đuôi tên tệp.
2. Mở tệp bằng chương trình đã tạo ra nó (Word, LibreOffice, Paint …).
3. Word: Tệp (File) › Lưu Dưới dạng (Save As), chọn Tài liệu Word (.docx). LibreOffice: Tệp (File) › Lưu thành (Save
As),
chọn “Word 2010–365 (.docx)”. Ảnh: lưu lại dạng JPEG.
4. Nếu không mở được tệp, xin lại bản gốc từ người soạn, rồi gửi lại.

## Khi chưa rõ
Người phụ trách sẽ mở tệp xem trực tiếp.

## Không bắt
Hai đuôi cùng một loại (.jpg và .jpeg, .tif và .tiff); ảnh mang đuôi của loại ảnh khác (ảnh .png tên là .jpg): mở được
như thường.
"""

from __future__ import annotations

from collections.abc import Iterator

from casework.case import Case
from casework.document import RASTERS, FlawKind
from casework.noun import Noun
from validators.rule import Remark, defect, unsure

__all__ = ["WORDS", "Params", "check"]

WORDS = ("name", "detail")
#: What names of pictures end in. A picture under another picture's name hides nothing, and every browser shows it.
_PICTURES = frozenset({"jpg", "jpeg", "jpe", "jfif", "png", "tif", "tiff", "bmp", "gif", "webp", "img"})


class Params(Noun, frozen=True):
    """Nothing to set."""


def check(case: Case) -> Iterator[Remark]:
    """The reader compared name and content; a kind that it does not know contradicts nothing."""
    for document in case.files:
        flaw = next((f for f in document.flaws if f.kind is FlawKind.NAME_DISAGREES), None)
        if flaw is None or (document.kind in RASTERS and _suffix(document.name) in _PICTURES):
            continue
        detail = flaw.detail.rstrip(". ") or f"nội dung là tệp loại .{document.kind}"
        if document.kind == "unknown":
            why = f"tên tệp “{document.name}” hứa một loại mà nội dung không cho thấy"
            yield unsure(why=why, where=document.path, about=document.path)
        else:
            yield defect(where=document.path, about=document.path, name=document.name, detail=detail)


def _suffix(name: str) -> str:
    return name.rstrip(" .").rpartition(".")[2].lower()
