"""FMT104. Tệp không mở được

## Kiểm tra
Từng tệp có mở và đọc được hết nội dung không: tệp hỏng, ảnh, âm thanh, video tải lên dở dang, tệp
rỗng.

## Căn cứ
Yêu cầu kỹ thuật chung: nội dung không mở được thì không kiểm tra và không đăng được.

## Thông báo
### [damaged] Tệp hỏng
Tệp “{name|Bao cao.docx}” bị hỏng, không mở được{detail| (thiếu phần cuối của tệp)}.
### [truncated] Ảnh, âm thanh, video không trọn vẹn
Tệp “{name}” không trọn vẹn: chỉ đọc được một phần{detail}.
### [empty] Tệp rỗng
Tệp “{name}” rỗng (0 byte).

## Cách sửa
### [damaged] Tệp hỏng
1. Mở bản gốc trên máy của đơn vị. Nếu bản gốc mở được: lưu lại thành tệp mới rồi đính kèm lại.
2. Word: Tệp (File) › Mở (Open) › Duyệt (Browse), chọn tệp, bấm mũi tên cạnh nút Mở, chọn Mở và Sửa (Open and Repair);
sau
đó Lưu Dưới dạng (Save As) một tệp .docx mới.
3. LibreOffice: mở tệp, đồng ý khi được hỏi sửa chữa, rồi vào Tệp (File) › Lưu thành (Save As) một tệp .docx mới.
4. Gửi lại tệp mới; chờ tải lên xong mới bấm Gửi.
### [truncated] Ảnh, âm thanh, video không trọn vẹn
1. Chép lại tệp từ máy ảnh, máy quay hoặc điện thoại; mở xem, nghe hết tệp trên máy tính.
2. Đính kèm lại, chờ tải lên xong mới bấm Gửi.
### [empty] Tệp rỗng
1. Mở tệp trên máy của đơn vị để chắc chắn có nội dung, lưu lại rồi đóng chương trình.
2. Đính kèm lại và gửi lại.

## Khi chưa rõ
Người phụ trách sẽ mở tệp xem trực tiếp. Riêng văn bản: để được kiểm tra ngay, đơn vị có thể gửi lại bản
.docx (Word: Tệp (File) › Lưu Dưới dạng (Save As); LibreOffice: Tệp (File) › Lưu thành (Save As)).

## Không bắt
Bản quét không có lớp chữ: mở được, nhưng không đọc được dấu độ mật, nên do SEC101 nêu. Tệp thuộc loại mà cổng không
nhận thì FMT101 đã nêu, không ai phải mở. Tệp đặt mật khẩu: FMT203; macro: FMT201; thành phần tự chạy: FMT202.
"""

from __future__ import annotations

from collections.abc import Iterator

from casework.case import Case
from casework.document import CONTAINERS, Document, FlawKind
from casework.noun import Noun
from casework.portal import Portal
from validators.reading import place_of_flaw
from validators.rule import Remark, defect, unsure

__all__ = ["WORDS", "Params", "check"]

WORDS = ("name", "detail")

_DEFECTS = (
    (FlawKind.UNREADABLE, "damaged"),
    (FlawKind.TRUNCATED, "truncated"),
)
#: Doubts, the one that says most first: a file gets one finding, not five.
_DOUBTS = (
    (FlawKind.WORKER, "việc đọc tệp “{name}” bị dừng vì quá thời gian hoặc lỗi"),
    (FlawKind.LIMIT, "tệp “{name}” vượt giới hạn đọc tự động"),
    (FlawKind.NOT_RECOGNISED, "tệp “{name}” cần chương trình đọc riêng mà lần này chưa đọc được"),
    (FlawKind.NOT_READ_YET, "hệ thống chưa tự đọc được tệp “{name}” (loại .{kind})"),
)

#: What the message says already: a reader that knows no more adds nothing in brackets.
_SAID = "bị hỏng, không mở được"

#: What FMT101 does not refuse by its kind: containers are judged by what is in them, a signature is proof.
_BY_CONTENT = frozenset({*CONTAINERS, "p7s", "p7m", "smime", "unknown", "encrypted-office"})
#: How the intake notes a header field that it could not read. A broken Date takes nothing from what was sent, and
#: who sent it SND301 judges.
_HEADER_NOTE = "không đọc được trường"


class Params(Noun, frozen=True):
    """Nothing to set."""


def check(case: Case, portal: Portal) -> Iterator[Remark]:
    """One finding a document, the gravest; the mail's own text and inline pictures count for doubts only."""
    mail_is_said = False
    for document in case.documents:
        for remark in _judge(document, refused=document.is_file and _refused(document.kind, portal)):
            mail_is_said = mail_is_said or not document.is_file
            yield remark
    for note in case.mail.flaws:
        if not mail_is_said and not note.startswith(_HEADER_NOTE):
            yield unsure(why=f"thư có phần không đọc được: {note.rstrip('. ')}")


def _refused(kind: str, portal: Portal) -> bool:
    """True for a type that FMT101 sends back here: that nobody has read it is no doubt for a person to settle."""
    setting = portal.rule("FMT101")
    accepted = setting.param("kinds", ()) if setting else ()
    return isinstance(accepted, tuple) and bool(accepted) and kind not in accepted and kind not in _BY_CONTENT


def _judge(document: Document, *, refused: bool) -> Iterator[Remark]:
    if document.is_file and document.size == 0:
        yield defect(where=document.path, about=document.path, variant="empty", name=document.name, detail="")
        return
    flaws = {flaw.kind: flaw for flaw in reversed(document.flaws)}
    for kind, variant in _DEFECTS:
        if kind in flaws and document.is_file:
            detail = flaws[kind].detail.rstrip(". ")
            if detail.endswith(_SAID):
                detail = ""
            yield defect(
                where=place_of_flaw(document, flaws[kind]),
                about=document.path,
                variant=variant,
                name=document.name,
                detail=f" ({detail})" if detail else "",
            )
            return
    for kind, template in _DOUBTS:
        if kind is FlawKind.NOT_RECOGNISED and FlawKind.NO_TEXT in flaws:
            continue  # a scan that was not recognised is SEC101's doubt, with the same reason
        if kind in flaws and not (refused and kind in (FlawKind.NOT_READ_YET, FlawKind.NOT_RECOGNISED)):
            why = template.format(name=document.name or document.path, kind=document.kind)
            detail = flaws[kind].detail.rstrip(". ")
            place = place_of_flaw(document, flaws[kind])
            yield unsure(why=f"{why}: {detail}" if detail else why, where=place, about=document.path)
            return
    if not document.is_file and any(kind in flaws for kind, _ in _DEFECTS) and not document.inline:
        yield unsure(why="phần lời của thư không đọc được hết", where=document.path, about=document.path)
