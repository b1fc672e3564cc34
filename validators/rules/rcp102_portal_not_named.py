"""RCP102. Nơi nhận không ghi cổng thông tin

## Kiểm tra
Trong mục “Nơi nhận” của văn bản gửi đăng phải có dòng ghi tên cổng này, theo tên gọi đầy đủ hoặc tên viết tắt quen
dùng.

## Căn cứ
Văn bản tại Nơi nhận không có tên cổng thì bị từ chối đăng.

## Thông báo
### [near] Có dòng gần giống
Nơi nhận của văn bản “{name|QD 123.docx}” chưa ghi {short_name}. Dòng gần nhất là “{found|Cổng TTĐT Chính phủ}”, không
phải
cổng này. Dòng được chấp nhận: “{line|TTCNTT để đăng tải trên Cổng TTĐT Bộ}”.
### [none] Không có dòng nào
Nơi nhận của văn bản “{name}” có {count|5} nơi, không nơi nào là {short_name}. Dòng được chấp nhận: “{line}”.

## Cách sửa
1. Mở tệp Word gốc của văn bản, tìm mục “Nơi nhận:” ở cuối, bên trái.
2. Thêm một dòng ngay trên dòng “- Lưu: …”: “- {line};” (cỡ 11, cùng cách trình bày với các dòng khác).
3. Lưu tệp: Word Tệp (File) › Lưu (Save); LibreOffice Tệp (File) › Lưu (Save), giữ định dạng .docx.
4. Văn bản đã ký, đóng dấu: đề nghị văn thư của cơ quan ban hành bổ sung vào bản gốc; không tự sửa bản đã ký.
5. Gửi lại tệp đã sửa.

## Khi chưa rõ
Người phụ trách sẽ xem mục Nơi nhận.
### [near] Có dòng gần giống
Để chắc chắn, đơn vị ghi rõ: “{line}”.
### [above] Văn bản của cơ quan cấp trên
Văn bản của cơ quan cấp trên gửi để phổ biến thì đơn vị không phải làm gì.

## Ví dụ
Được: “Cổng thông tin điện tử Bộ Nội vụ (để đăng tải)”, “Cổng TTĐT Bộ”. Không được: “Cổng TTĐT Chính phủ”, “Cổng TTĐT
Bộ Tài
chính”. Phải xem: “Trung tâm CNTT (để đăng Cổng)”.

## Không bắt
Lỗi gõ một hai chữ trong tên cổng; văn bản không có mục Nơi nhận (xem RCP101).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from casework.case import Case
from casework.document import Document
from casework.noun import Noun
from casework.portal import Portal
from validators.papers import ABOVE, comes_from_above, to_be_posted
from validators.reading import is_recognised
from validators.recipients import Likeness, names_this_portal
from validators.rule import Remark, defect, unsure

__all__ = ["WORDS", "Params", "check"]

WORDS = ("name", "found", "line", "count")


class Params(Noun, frozen=True):
    """``above`` as in RCP101."""

    above: tuple[str, ...] = ABOVE


def check(case: Case, params: Params, portal: Portal) -> Iterator[Remark]:
    """One finding a document that has a Nơi nhận without this portal in it."""
    for document in to_be_posted(case, portal):
        if document.anatomy.recipients:
            yield from _judge(document, params, portal)


def _judge(document: Document, params: Params, portal: Portal) -> Iterator[Remark]:
    recipients = document.anatomy.recipients or ()
    likeness, found = names_this_portal(recipients, portal, document.anatomy.issuer)
    if likeness is Likeness.NAMED:
        return
    place = document.anatomy.recipients_where
    where = f"{document.path}, {place}" if place else document.path
    words: dict[str, Any] = {
        "name": document.name,
        "found": found,
        "line": portal.recipient_line or portal.name,
        "count": str(len(recipients)),
    }
    if comes_from_above(document, params.above):
        why = f"văn bản “{document.name}” của cơ quan cấp trên không ghi rõ {portal.short_name} ở Nơi nhận"
        yield unsure(why=why, where=where, about=document.path, variant="above", **words)
    elif likeness is Likeness.NEAR:
        why = f"Nơi nhận ghi “{found}”, chưa rõ có phải {portal.short_name} không"
        yield unsure(why=why, where=where, about=document.path, variant="near", **words)
    elif is_recognised(document):
        why = f"Nơi nhận đọc từ bản quét “{document.name}” không thấy {portal.short_name}"
        yield unsure(why=why, where=where, about=document.path, **words)
    else:
        variant = "near" if likeness is Likeness.OTHER else "none"
        yield defect(where=where, about=document.path, variant=variant, **words)
