"""FMT202. Tệp có thành phần tự chạy

## Kiểm tra
Thành phần khiến máy người mở làm thêm việc khác: tệp chương trình hoặc gói nhúng trong tài liệu (OLE), liên kết DDE,
mẫu lấy từ mạng, mã JavaScript hoặc lệnh mở chương trình, gửi dữ liệu trong tệp PDF.

## Căn cứ
Yêu cầu an toàn chung của hệ thống tiếp nhận: tệp gửi đăng không được tự chạy, tự tải hoặc tự gửi dữ liệu.

## Thông báo
Tệp “{name|Bai viet.docx}” có thành phần tự chạy: {detail|gói nhúng “setup.exe”}.

## Cách sửa
### [pdf] Tệp PDF
1. Mở tệp Word gốc và xuất lại PDF: Tệp (File) › Lưu Dưới dạng (Save As) › PDF; LibreOffice: Tệp (File) › Xuất sang
(Export As) › Xuất sang PDF (Export as PDF), bỏ dấu ở “Tạo biểu mẫu PDF” (Create PDF form).
2. Không còn tệp gốc: mở tệp PDF, chọn In (Print), chọn máy in “Microsoft Print to PDF”, rồi gửi tệp vừa in ra.
3. Tệp nhúng trong PDF cần đăng thì đính kèm riêng vào thư.
### [office] Tệp Word, Excel, PowerPoint
1. Mở tệp, tìm chỗ nêu trên và xóa đối tượng nhúng hoặc liên kết; nội dung cần đăng thì chép thành chữ, bảng hoặc ảnh.
2. Bôi đen toàn bộ (Ctrl+A) rồi bấm Ctrl+Shift+F9 để đổi các trường liên kết thành chữ thường.
3. Tài liệu dùng mẫu lấy từ mạng: bôi đen toàn bộ, chép sang một tài liệu mới rồi lưu.
4. Lưu thành tệp .docx (.xlsx, .pptx) mới rồi gửi lại.

## Khi chưa rõ
Người phụ trách sẽ xem tệp trên máy tách riêng.

## Không bắt
Liên kết thường tới trang web; ảnh, bảng tính, công thức nhúng để hiển thị; mẫu Normal.dotm trên máy người soạn.
"""

from __future__ import annotations

from collections.abc import Iterator

from casework.case import Case
from casework.document import FlawKind
from casework.noun import Noun
from validators.reading import first_flaw, place_of_flaw
from validators.rule import Remark, defect

__all__ = ["WORDS", "Params", "check"]

WORDS = ("name", "detail")


class Params(Noun, frozen=True):
    """Nothing to set."""


def check(case: Case) -> Iterator[Remark]:
    """One finding a file, with everything that was found in it."""
    for document in case.documents:
        flaw = first_flaw(document, FlawKind.ACTIVE)
        if flaw is None:
            continue
        said = dict.fromkeys(f.detail.rstrip(". ") for f in document.flaws if f.kind is FlawKind.ACTIVE and f.detail)
        yield defect(
            where=place_of_flaw(document, flaw),
            about=document.path,
            variant="pdf" if document.kind == "pdf" else "office",
            name=document.name or document.path,
            detail="; ".join(said) or "không rõ loại",
        )
