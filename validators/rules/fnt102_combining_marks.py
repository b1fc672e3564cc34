"""FNT102. Unicode tổ hợp

## Kiểm tra
Chữ cái tiếng Việt được lưu thành chữ gốc và dấu rời (Unicode tổ hợp) thay vì một mã duy nhất (Unicode dựng sẵn).

## Căn cứ
TCVN 6909:2001 gồm cả hai cách viết, nên đây chỉ là lời nhắc: bài vẫn được nhận.

## Thông báo
Tệp “{name|Thong bao.docx}” có {letters|412} chữ cái viết bằng dấu rời (Unicode tổ hợp), đầu tiên ở {place|đoạn 3}.
Cách viết này vẫn đúng tiêu chuẩn và được nhận; biên tập viên nên chuyển sang Unicode dựng sẵn trước khi đăng để tìm
kiếm không sót.

## Cách sửa
1. Không bắt buộc gửi lại.
2. Lần sau: bấm chuột phải vào biểu tượng UniKey (hoặc EVKey) ở góc màn hình, chọn bảng mã Unicode (không chọn
“Unicode tổ
hợp”).
3. Chuyển tệp đang có: bấm Ctrl+A, Ctrl+C trong Word hoặc LibreOffice; bấm Ctrl+Shift+F6 mở UniKey Toolkit, chọn nguồn
“Unicode tổ
hợp”, đích “Unicode”, đánh dấu “Chuyển mã clipboard”, bấm Chuyển mã; trở lại tệp bấm Ctrl+V.

## Không bắt
Chữ dựng sẵn; dấu rời trong tiếng nước ngoài.
"""

from __future__ import annotations

from collections.abc import Iterator

from casework.case import Case
from casework.noun import Noun
from casework.ports import History
from validators.reading import judged_letters
from validators.rule import Remark, defect

__all__ = ["WORDS", "Params", "check"]

WORDS = ("name", "letters", "place")


class Params(Noun, frozen=True):
    """``min_letters``: from so many decomposed letters on the reminder is worth a line."""

    min_letters: int = 1


def check(case: Case, params: Params, history: History) -> Iterator[Remark]:
    """Counts what the readers counted. Text that was not read is FMT104's and SEC101's doubt, not a second one here."""
    for document in judged_letters(case, history):
        runs = [run for run in document.runs or () if run.combining]
        letters = sum(run.combining for run in runs)
        if runs and letters >= params.min_letters:
            place = runs[0].where or "đầu tệp"
            yield defect(
                where=f"{document.path}, {place}",
                about=document.path,
                name=document.name or document.path,
                letters=f"{letters:,}".replace(",", "."),
                place=place,
            )
