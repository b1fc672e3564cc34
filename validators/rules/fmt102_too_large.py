"""FMT102. Tệp quá lớn

## Kiểm tra
Dung lượng từng tệp và tổng dung lượng các tệp trong một thư. Ảnh, âm thanh và video có mức riêng.

## Căn cứ
Yêu cầu kỹ thuật chung để hệ thống nhận và đọc được tệp; quy chế của từng cổng không ấn định con số.

## Thông báo
### [file] Một tệp quá lớn
Tệp “{name|Hoi nghi tong ket.docx}” nặng {size|41,2 MB}, vượt mức {limit|25 MB} cho một tệp.
### [total] Cả thư quá lớn
Các tệp trong thư nặng tổng cộng {size}, vượt mức {limit} cho một thư.

## Cách sửa
### [file] Một tệp quá lớn
1. Tệp Word nhiều ảnh: bấm vào một ảnh, mở thẻ Định dạng Ảnh (Picture Format), chọn Nén Ảnh (Compress Pictures), bỏ dấu
ở “Chỉ áp dụng cho ảnh này” (Apply only to this picture), chọn Web (150 ppi), bấm OK rồi lưu lại.
2. LibreOffice: bấm chuột phải vào ảnh, chọn Nén (Compress), đặt độ phân giải 150 DPI, bấm OK rồi lưu lại.
3. Tệp PDF: xuất lại từ Word với mức “Kích cỡ tối thiểu” (Minimum size); với LibreOffice vào Tệp (File) › Xuất thành
(Export As) › Xuất PDF (Export as PDF), chọn giảm độ phân giải ảnh (Reduce image resolution) 150 DPI.
4. Tệp ảnh (.bmp, .tif …): mở bằng Paint, vào Tệp (File) › Lưu dưới dạng (Save as) › Ảnh JPEG (JPEG picture).
5. Video, âm thanh: xuất lại ở mức 720p, hoặc gửi thư hỏi {short_name} cách chuyển tệp lớn.
### [total] Cả thư quá lớn
1. Chia thành nhiều thư, mỗi tin, bài một thư; ghi rõ ở dòng Chủ đề “(1/2)”, “(2/2)”.
2. Ảnh minh họa: chỉ gửi những ảnh sẽ dùng, mỗi ảnh không cần quá 2.000 điểm ảnh cạnh dài.

## Không bắt
Ảnh trang trí trong phần chữ ký của thư.
"""

from __future__ import annotations

from collections.abc import Iterator

from casework.case import Case
from casework.document import CONTAINERS, Document
from casework.noun import Noun
from validators.rule import Remark, defect

__all__ = ["WORDS", "Params", "check"]

WORDS = ("name", "size", "limit")

_MEDIA = frozenset({"mp3", "mp4", "m4a", "wav", "ogg", "avi", "mov", "wmv", "mkv", "webm", "flv", "3gp", "aac", "wma"})
_MB = 1024 * 1024


class Params(Noun, frozen=True):
    """Limits in megabytes of 1,048,576 bytes."""

    file_mb: int = 25
    media_mb: int = 100
    total_mb: int = 100


def check(case: Case, params: Params) -> Iterator[Remark]:
    """One finding a file beyond its limit; one for the mail only where no single file is to blame."""
    files = case.files
    guilty = False
    for document in files:
        limit = params.media_mb if document.kind in _MEDIA else params.file_mb
        if document.size > limit * _MB:
            guilty = True
            yield _remark("file", document, document.size, limit)
    total = sum(d.size for d in files if not _lies_in_another(d, files))
    if total > params.total_mb * _MB and not guilty:
        yield _remark("total", None, total, params.total_mb)


def _lies_in_another(document: Document, files: tuple[Document, ...]) -> bool:
    """True for what came packed in a file that is counted already."""
    return any(d.sha256 in document.held_in for d in files if d.kind in CONTAINERS)


def _remark(variant: str, document: Document | None, size: int, limit: int) -> Remark:
    return defect(
        where=document.path if document else "thư",
        about=document.path if document else "",
        variant=variant,
        name=document.name if document else "",
        size=_megabytes(size),
        limit=f"{limit} MB",
    )


def _megabytes(size: int) -> str:
    """“41,2 MB”, rounded up so that a file just beyond 25 MB never reads “25,0 MB”."""
    tenths = -(-size * 10 // _MB)
    return f"{tenths // 10},{tenths % 10} MB"
