"""FMT201. Tệp có macro

## Kiểm tra
Tệp Word, Excel, PowerPoint, OpenDocument có chứa macro (chương trình nhỏ tự chạy khi mở tệp) hay không; xét mã bên
trong, không xét đuôi tệp.

## Căn cứ
Yêu cầu an toàn chung của hệ thống tiếp nhận: tệp gửi đăng không được mang theo chương trình.

## Thông báo
Tệp “{name|Bao cao.doc}” có chứa macro{detail| (mô-đun ThisDocument)}.

## Cách sửa
1. Word: mở tệp, vào Tệp (File) › Lưu Dưới dạng (Save As), ở ô Lưu dạng (Save as type) chọn Tài liệu Word
(Word Document, .docx); khi được hỏi về macro thì chọn lưu không kèm macro (Yes).
2. Excel: làm như trên, chọn Sổ làm việc Excel (Excel Workbook, .xlsx). PowerPoint: chọn Bản trình bày (.pptx).
3. LibreOffice: vào Tệp (File) › Lưu thành (Save As), ở ô Kiểu tập tin (File type) chọn “Word 2010–365 (.docx)” hoặc
“Excel 2010–365 (.xlsx)”.
4. Mở tệp mới xem lại, rồi gửi tệp mới. Nếu đơn vị không tự đặt macro vào tệp, đề nghị quét vi-rút máy đã soạn tệp.

## Khi chưa rõ
Người phụ trách sẽ xem tệp trên máy tách riêng.

## Không bắt
Tệp chỉ mang tên đuôi .docm, .xlsm nhưng bên trong không có macro.
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
_SAID = "tệp có macro"  # what the message says already


class Params(Noun, frozen=True):
    """Nothing to set."""


def check(case: Case) -> Iterator[Remark]:
    """One finding a file."""
    for document in case.documents:
        flaw = first_flaw(document, FlawKind.MACRO)
        if flaw is not None:
            yield defect(
                where=place_of_flaw(document, flaw),
                about=document.path,
                name=document.name or document.path,
                detail=f" ({flaw.detail})" if flaw.detail and flaw.detail != _SAID else "",
            )
