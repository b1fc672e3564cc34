"""PRF102. Tệp bị sửa sau khi ký số

## Kiểm tra
Tệp (hoặc thư) có chữ ký số mà nội dung đã bị sửa sau khi ký: dấu kiểm của chữ ký không còn khớp với nội dung.

## Căn cứ
Chữ ký số chỉ có giá trị đối với đúng nội dung đã ký; nội dung bị sửa sau khi ký thì không rõ người ký có đồng ý hay
không.

## Thông báo
Chữ ký số của {by|ông Trần Văn Bình} ở {file|“QD 123.pdf”} không còn giá trị: {reason|tệp đã bị sửa sau khi ký}.

## Cách sửa
1. Gửi lại đúng tệp mà người ký đã ký; sau khi ký không mở ra sửa, không lưu lại, không giảm dung lượng hay chuyển định
dạng.
2. Nội dung cần sửa thật: sửa trên bản gốc, rồi ký số lại.
3. Hoặc gửi bản không ký số: nơi cần xác nhận thì hệ thống sẽ hỏi lãnh đạo đơn vị.

## Khi chưa rõ
Người phụ trách sẽ xem chữ ký số kèm theo.

## Không bắt
Chữ ký chưa kiểm chứng được chứng thư, chứng thư hết hạn hoặc bị thu hồi (PRF101: coi như chưa ký); tệp được ký thêm,
đóng dấu thời gian sau chữ ký đầu.
"""

from __future__ import annotations

from collections.abc import Iterator

from casework.authority import Standing
from casework.case import Case
from casework.noun import Noun
from validators.rule import Remark, defect, unsure

__all__ = ["WORDS", "Params", "check"]

WORDS = ("file", "by", "reason")


class Params(Noun, frozen=True):
    """Nothing to set."""


def check(case: Case) -> Iterator[Remark]:
    """One remark a broken signature, whatever else proves the item."""
    if case.authority is None:
        yield unsure(why="việc xét chữ ký số gặp lỗi")
        return
    for piece in case.authority.pieces:
        if piece.standing is Standing.BROKEN:
            about = next((d.path for d in case.files if f"{piece.where},".startswith(f"{d.path},")), "")
            yield defect(
                where=piece.where,
                about=about,
                file=f"“{about.rpartition(' › ')[2]}”" if about else "thư này",
                by=f"“{piece.by}”" if piece.by else "người ký",
                reason=piece.reason.rstrip(". "),
            )
