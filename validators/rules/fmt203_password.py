"""FMT203. Tệp đặt mật khẩu

## Kiểm tra
Từng tệp, kể cả tệp nằm trong tệp nén, có đòi mật khẩu khi mở hay không.

## Căn cứ
Yêu cầu kỹ thuật chung: nội dung không mở được thì không kiểm tra và không đăng được.

## Thông báo
### [office] Tệp Word, Excel, PowerPoint
Tệp “{name|Bao cao.docx}” đặt mật khẩu nên không mở được{detail}.
### [pdf] Tệp PDF
Tệp “{name|Bao cao.pdf}” đặt mật khẩu nên không mở được{detail}.
### [archive] Tệp nén
Tệp “{name|Ho so.zip}” đặt mật khẩu nên không mở được{detail| (tệp con “Phu luc.xls”)}.
### [mail] Thư mã hóa
Thư hoặc tệp “{name|smime.p7m}” được mã hóa bằng S/MIME nên không đọc được nội dung.

## Cách sửa
### [office] Tệp Word, Excel, PowerPoint
1. Word, Excel, PowerPoint: mở tệp bằng mật khẩu, vào Tệp (File) › Thông tin (Info) › Bảo vệ (Protect) › Mã hóa bằng Mật
khẩu (Encrypt with Password), xóa hết mật khẩu trong ô, bấm OK rồi Lưu (Save).
2. LibreOffice: mở tệp, vào Tệp (File) › Lưu thành (Save As), bỏ dấu ở “Lưu với mật khẩu” (Save with password), bấm Lưu.
3. Đóng tệp, mở lại để chắc chắn không còn hỏi mật khẩu, rồi gửi lại. Không gửi mật khẩu qua thư.
### [pdf] Tệp PDF
1. Mở bằng mật khẩu, in ra PDF mới bằng máy in “Microsoft Print to PDF”, hoặc xuất lại từ tệp Word gốc.
2. Mở tệp mới để chắc chắn không còn hỏi mật khẩu, rồi gửi lại. Không gửi mật khẩu qua thư.
### [archive] Tệp nén
1. Giải nén ra một thư mục bằng mật khẩu.
2. Đính kèm thẳng các tệp vào thư, hoặc nén lại mà không đặt mật khẩu. Không gửi mật khẩu qua thư.
### [mail] Thư mã hóa
1. Outlook: soạn lại thư, vào Tùy chọn (Options), bỏ chọn Mã hóa (Encrypt); Ký (Sign) thì cứ để nguyên. Thunderbird: bỏ
chọn Mã hóa (Encrypt) trong mục Bảo mật (Security).
2. Gửi lại thư. Chữ ký số của lãnh đạo vẫn được kiểm tra khi thư không mã hóa.

## Khi chưa rõ
Người phụ trách sẽ mở tệp xem trực tiếp.

## Không bắt
Tệp PDF chỉ cấm in hoặc cấm sửa, mở được không cần mật khẩu.
"""

from __future__ import annotations

from collections.abc import Iterator

from casework.case import Case
from casework.document import CONTAINERS, FlawKind
from casework.noun import Noun
from validators.reading import first_flaw, place_of_flaw
from validators.rule import Remark, defect

__all__ = ["WORDS", "Params", "check"]

WORDS = ("name", "detail")
_SAID = ("đặt mật khẩu", "tệp Office đặt mật khẩu", "tệp PDF đặt mật khẩu")  # what the message says already


class Params(Noun, frozen=True):
    """Nothing to set."""


def check(case: Case) -> Iterator[Remark]:
    """One finding a file."""
    for document in case.files:
        flaw = first_flaw(document, FlawKind.ENCRYPTED)
        if flaw is None:
            continue
        detail = "" if flaw.detail.rstrip(". ") in _SAID else flaw.detail.rstrip(". ")
        yield defect(
            where=place_of_flaw(document, flaw),
            about=document.path,
            variant=_variant(document.kind),
            name=document.name or document.path,
            detail=f" ({detail})" if detail else "",
        )


def _variant(kind: str) -> str:
    """Whose steps to say."""
    if kind in ("pdf", "p7m"):
        return "pdf" if kind == "pdf" else "mail"
    return "archive" if kind in CONTAINERS else "office"
