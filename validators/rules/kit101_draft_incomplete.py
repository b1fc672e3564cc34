"""KIT101. Dự thảo thiếu văn bản đề nghị hoặc hồ sơ

## Kiểm tra
Thư gửi dự thảo văn bản quy phạm pháp luật để lấy ý kiến phải kèm văn bản đề nghị đăng tải và hồ sơ dự thảo (tờ trình,
bản thuyết
minh, bản so sánh, báo cáo đánh giá tác động …).

## Căn cứ
Đơn vị chủ trì soạn thảo gửi văn bản đề nghị đăng tải kèm hồ sơ dự thảo văn bản.

## Thông báo
Dự thảo “{name|Du thao Thong tu.docx}” gửi kèm còn thiếu: {missing|văn bản đề nghị đăng tải; hồ sơ dự thảo}.

## Cách sửa
1. Soạn công văn gửi đơn vị quản lý {short_name}, trích yếu ghi “V/v đề nghị đăng tải hồ sơ dự thảo …”, lãnh đạo ký.
2. Lấy hồ sơ dự thảo: ít nhất tờ trình và bản thuyết minh (hoặc bản so sánh, báo cáo đánh giá tác động), đặt tên tệp
rõ ràng, ví
dụ “To trinh.docx”, “Ban thuyet minh.docx”.
3. Trả lời thư này, đính kèm đủ: công văn, dự thảo và hồ sơ, trong cùng một thư.

## Khi chưa rõ
Người phụ trách sẽ mở các tệp chưa đọc được. Nếu thiếu, đơn vị gửi bổ sung bằng cách trả lời thư này.

## Không bắt
Văn bản đã ban hành; bài viết nói về một dự thảo.
"""

from __future__ import annotations

from collections.abc import Iterator

from casework.case import Case
from casework.document import Item
from casework.noun import Noun
from validators.papers import dossier_paper, is_request
from validators.reading import unread_files
from validators.rule import Remark, defect, unsure

__all__ = ["WORDS", "Params", "check"]

WORDS = ("name", "missing")


class Params(Noun, frozen=True):
    """Nothing to set."""


def check(case: Case) -> Iterator[Remark]:
    """One finding a mail; what an unread file may hold is a doubt, not a lack."""
    drafts = [d for d in case.files if d.item is Item.DRAFT]
    if not drafts:
        return
    others = [d for d in case.files if d not in drafts]
    asked = any(is_request(d) for d in others)
    dossier = any(dossier_paper(d) for d in others if not is_request(d))
    missing = [name for name, there in (("văn bản đề nghị đăng tải", asked), ("hồ sơ dự thảo", dossier)) if not there]
    if not missing:
        return
    draft, said = drafts[0], "; ".join(missing)
    unread = [d for d in unread_files(case) if d not in drafts]
    if unread:
        why = f"chưa thấy {said}, nhưng có thể là tệp “{unread[0].name}” chưa đọc được"
        yield unsure(why=why, where=draft.path, about=draft.path)
    else:
        yield defect(where=draft.path, about=draft.path, name=draft.name, missing=said)
