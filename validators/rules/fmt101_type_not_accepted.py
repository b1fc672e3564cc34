"""FMT101. Loại tệp không được nhận

## Kiểm tra
Loại của từng tệp, xác định theo nội dung bên trong chứ không theo tên tệp, so với các định dạng mà cổng nhận.

## Căn cứ
Quy chế của cổng nêu định dạng của văn bản, ảnh, âm thanh, video được gửi.

## Thông báo
Tệp “{name|Tai lieu.exe}” là {kind|tệp chương trình (.exe)}, không thuộc các định dạng mà {short_name} nhận.

## Cách sửa
### [text] Văn bản, bảng biểu
1. Mở tệp bằng Word, Excel, PowerPoint hoặc LibreOffice.
2. Word: vào Tệp (File) › Lưu Dưới dạng (Save As), ở ô Lưu dạng (Save as type) chọn Tài liệu Word (Word Document,
.docx).
3. LibreOffice: vào Tệp (File) › Lưu thành (Save As), ở ô Kiểu tập tin (File type) chọn “Word 2010–365 (.docx)”.
4. Gửi lại tệp mới.
### [picture] Ảnh
1. Mở ảnh bằng Paint: vào Tệp (File) › Lưu dưới dạng (Save as) › Ảnh JPEG (JPEG picture).
2. Gửi lại tệp .jpg vừa lưu; không chỉ đổi đuôi tên tệp.
### [media] Âm thanh, video
1. Mở tệp bằng chương trình đã ghi hoặc dựng ra nó.
2. Xuất lại âm thanh dạng .mp3, video dạng .mp4; không chỉ đổi đuôi tên tệp.
3. Gửi lại tệp mới.
### [other] Loại khác
1. Trả lời thư này, bỏ tệp nêu trên, chỉ đính kèm lại văn bản (.docx, .pdf) và ảnh (.jpg, .png) cần đăng.
2. Cần chuyển nội dung khác: gửi thư hỏi {short_name} ({address}) trước khi gửi tệp.

## Khi chưa rõ
Người phụ trách sẽ mở tệp xem trực tiếp. Để được kiểm tra ngay, đơn vị có thể gửi lại bản .docx hoặc .pdf.

## Không bắt
Tệp nén: từng tệp bên trong mới được xét. Tệp mà phiên bản này nhận ra nhưng chưa đọc được: xem FMT104.
"""

from __future__ import annotations

from collections.abc import Iterator

from casework.case import Case
from casework.document import CONTAINERS, RASTERS
from casework.noun import Noun
from validators.rule import Remark, defect, unsure

__all__ = ["WORDS", "Params", "check"]

WORDS = ("name", "kind")

_KINDS = (
    "docx", "doc", "rtf", "odt", "pdf", "txt", "html", "xlsx", "xls", "ods", "pptx", "ppt", "odp",
    *RASTERS, "mp3", "mp4", "m4a", "wav", "avi", "mov", "wmv", "webm",
    "mkv",
)  # fmt: skip
#: A table as plain text is plain text.
_SAME = {"csv": "txt"}
#: A detached signature is proof, not content.
_PROOF = frozenset({"p7s", "p7m", "smime"})
#: An Office file behind a password: which kind, only the password tells.
_LOCKED = "encrypted-office"
_PICTURES = frozenset({*RASTERS, "heic", "svg", "psd", "avif", "ico", "emf", "wmf"})
_MEDIA = frozenset({"ogg", "flac", "aac", "wma", "amr", "flv", "mpg", "3gp"})
_TEXTS = frozenset(
    {
        "doc",
        "rtf",
        "odt",
        "txt",
        "html",
        "xls",
        "ods",
        "xlsx",
        "ppt",
        "odp",
        "pptx",
        "wps",
        "pages",
        "xps",
        "epub",
        "csv",
        "mht",
        "word-xml",
        "excel-xml",
        "wpd",
        "one",
        "xml",
    }
)
_SAID = {
    "exe": "tệp chương trình (.exe)", "disk-image": "ảnh đĩa (không phải ảnh chụp)", "html": "trang web (.html)",
    "zip": "tệp nén (.zip)", "rar": "tệp nén (.rar)", "7z": "tệp nén (.7z)", "mht": "trang web (.mht)",
    "word-xml": "tệp Word lưu dạng XML (Word 2003)", "excel-xml": "bảng tính lưu dạng XML (Excel 2003)",
    "script": "tệp lệnh tự chạy", "lnk": "lối tắt (.lnk)", "url": "lối tắt tới trang web (.url)",
    "msi": "tệp cài đặt (.msi)", "jar": "chương trình Java (.jar)", "apk": "ứng dụng điện thoại (.apk)",
}  # fmt: skip


class Params(Noun, frozen=True):
    """``kinds`` by content that the portal takes; ``containers`` are judged by what is in them."""

    kinds: tuple[str, ...] = _KINDS
    containers: tuple[str, ...] = CONTAINERS


def check(case: Case, params: Params) -> Iterator[Remark]:
    """By content only: what the name promises is FMT103's affair."""
    for document in case.files:
        kind = document.kind
        if _SAME.get(kind, kind) in params.kinds or kind in params.containers or kind in _PROOF:
            continue
        if document.size == 0 or kind == _LOCKED:
            continue  # an empty file has no kind, and what lies behind a password nobody sees: FMT104
        if kind == "unknown":
            yield unsure(
                why=f"không nhận ra loại của tệp “{document.name}” theo nội dung",
                where=document.path,
                about=document.path,
            )
            continue
        variant = _variant(kind, params)
        said = _SAID.get(kind, f"tệp loại .{kind}") + _despite(document.name, params)
        yield defect(where=document.path, about=document.path, variant=variant, name=document.name, kind=said)


def _variant(kind: str, params: Params) -> str:
    """Whose steps to say. A film goes back as another film only where the portal takes films at all."""
    if kind in _PICTURES:
        return "picture"
    if kind in _MEDIA and {"mp3", "mp4"} <= {*params.kinds}:
        return "media"
    return "text" if kind in _TEXTS else "other"


def _despite(name: str, params: Params) -> str:
    """“, dù tên tệp ghi .doc”: where the name promises what the portal takes, a clerk would not believe the message."""
    suffix = name.rpartition(".")[2].lower()
    return f", dù tên tệp ghi .{suffix}" if suffix in params.kinds else ""
