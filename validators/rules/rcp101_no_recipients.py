"""RCP101. Văn bản không có Nơi nhận

## Kiểm tra
Văn bản hành chính (có quốc hiệu, số ký hiệu, người ký) gửi để đăng phải có mục “Nơi nhận” ở cuối, bên trái chữ ký.

## Căn cứ
Văn bản cần đăng phải ghi cổng thông tin tại mục Nơi nhận; vị trí và cách trình bày theo Phụ lục I Nghị định
30/2020/NĐ-CP.

## Thông báo
### [missing] Không có mục Nơi nhận
Văn bản “{name|QD 123.docx}”{kind| (QUYẾT ĐỊNH số 123/QĐ-BNV)} không có mục “Nơi nhận”, nên chưa cho biết văn bản được
gửi
đăng trên {short_name}.
### [empty] Mục Nơi nhận trống
Văn bản “{name}”{kind} có mục “Nơi nhận” nhưng không ghi nơi nào.

## Cách sửa
1. Mở tệp; ở cuối văn bản, bên trái, ngang với chức vụ người ký, gõ “Nơi nhận:” (cỡ 12, nghiêng, đậm).
2. Dưới đó mỗi nơi một dòng, cỡ 11, bắt đầu bằng “- ”, kết thúc bằng “;”. Thêm dòng: “- {line|TTCNTT để đăng tải trên
Cổng
TTĐT Bộ};”. Dòng cuối: “- Lưu: VT, ….”.
3. Word: dùng bảng 2 cột không viền, Chèn (Insert) › Bảng (Table); LibreOffice: Bảng (Table) › Chèn bảng (Insert
Table): cột
trái là Nơi nhận, cột phải là chữ ký.
4. Văn bản đã ký, đóng dấu: đề nghị văn thư của cơ quan ban hành sửa bản gốc; không tự sửa bản đã ký.
5. Gửi lại tệp đã sửa.

## Khi chưa rõ
Người phụ trách sẽ xem văn bản. Nếu là văn bản của cơ quan cấp trên gửi để phổ biến, hoặc là bản quét mà mắt người vẫn
đọc được mục Nơi nhận, thì đơn vị không phải làm gì. Quy chế, quy định ban hành kèm theo một quyết định: đơn vị có thể
trả lời thư này, gửi kèm cả quyết định đó để được kiểm tra ngay.

## Không bắt
Bài viết; giấy mời; phụ lục đi kèm; bảng tính, bản trình chiếu không có số, ký hiệu; công văn đề nghị đăng tải;
tài liệu trong hồ sơ dự thảo.
"""

from __future__ import annotations

from collections.abc import Iterator

from casework.case import Case
from casework.noun import Noun
from casework.portal import Portal
from validators.papers import ABOVE, comes_from_above, described, to_be_posted
from validators.reading import is_recognised
from validators.rule import Remark, defect, unsure

__all__ = ["WORDS", "Params", "check"]

WORDS = ("name", "kind", "line")


class Params(Noun, frozen=True):
    """``above``: issuers whose documents a unit cannot amend; they go to a person instead of back."""

    above: tuple[str, ...] = ABOVE


def check(case: Case, params: Params, portal: Portal) -> Iterator[Remark]:
    """Documents that are themselves to be posted; a scan without text is SEC101's doubt. What recognition did not find
    on a scan may be there all the same: nothing is returned for that."""
    for document in to_be_posted(case, portal):
        recipients = document.anatomy.recipients
        if recipients:
            continue
        if comes_from_above(document, params.above):
            why = f"văn bản “{document.name}” của cơ quan cấp trên không có mục Nơi nhận"
            yield unsure(why=why, where=document.path, about=document.path, line=portal.recipient_line or portal.name)
            continue
        if "promulgated" in document.anatomy.boxes:
            why = f"“{document.name}” là văn bản ban hành kèm theo văn bản khác; văn bản đó không có trong thư"
            yield unsure(why=why, where=document.path, about=document.path, line=portal.recipient_line or portal.name)
            continue
        if is_recognised(document):
            why = f"trên bản quét “{document.name}” không nhận dạng được mục Nơi nhận"
            yield unsure(why=why, where=document.path, about=document.path, line=portal.recipient_line or portal.name)
            continue
        yield defect(
            where=document.path,
            about=document.path,
            variant="missing" if recipients is None else "empty",
            name=document.name,
            kind=described(document),
            line=portal.recipient_line or portal.name,
        )
