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
Thư được mã hóa (S/MIME) nên hộp thư nhận không đọc được lời thư và các tệp đính kèm.
### [encrypted] Tệp mã hóa
Tệp “{name|Bao cao.docx.p7m}” được mã hóa (S/MIME) nên không mở được.

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
1. Outlook: vào Tùy chọn (Options), bỏ chọn Mã hóa (Encrypt). Thunderbird: trong mục Bảo mật (Security), bỏ chọn Mã hóa
(Encrypt). Ký số (Sign) thì cứ để nguyên: chữ ký số vẫn được kiểm tra.
2. Gửi lại lời thư và đủ các tệp đính kèm.
### [encrypted] Tệp mã hóa
Gửi lại tệp chưa mã hóa. Ký số thì cứ để nguyên: chữ ký số vẫn được kiểm tra.

## Khi chưa rõ
Người phụ trách sẽ mở tệp xem trực tiếp.

## Không bắt
Tệp PDF chỉ cấm in hoặc cấm sửa, mở được không cần mật khẩu.
"""

from __future__ import annotations

from collections.abc import Iterator

from casework.case import Case
from casework.document import CONTAINERS, Document, FlawKind
from casework.noun import Noun
from validators.reading import first_flaw, place_of_flaw
from validators.rule import Remark, defect

__all__ = ["WORDS", "Params", "check"]

WORDS = ("name", "detail")
_SAID = ("đặt mật khẩu", "tệp Office đặt mật khẩu", "tệp PDF đặt mật khẩu")  # what the message says already

_MAIL = "mail"  # of the whole mail: no file of that name was attached by anybody


class Params(Noun, frozen=True):
    """Nothing to set."""


def check(case: Case) -> Iterator[Remark]:
    """One finding a file."""
    for document in case.files:
        flaw = first_flaw(document, FlawKind.ENCRYPTED)
        if flaw is None:
            continue
        detail = "" if flaw.detail.rstrip(". ") in _SAID else flaw.detail.rstrip(". ")
        variant = _variant(document)
        yield defect(
            where="thư" if variant == _MAIL else place_of_flaw(document, flaw),
            about="" if variant == _MAIL else document.path,
            variant=variant,
            name=document.name or document.path,
            detail=f" ({detail})" if detail else "",
        )


def _variant(document: Document) -> str:
    """Whose steps to say. A mail that was encrypted as a whole holds one part, which nobody attached as a file."""
    if document.kind == "p7m":
        return _MAIL if document.name.lower().startswith("smime.p7") else "encrypted"
    if document.kind == "pdf":
        return "pdf"
    return "archive" if document.kind in CONTAINERS else "office"
