"""SND301. Chưa chứng thực được người gửi

## Kiểm tra
Máy chủ thư của đơn vị vận hành, hoặc chính hệ thống khi hỏi DNS, phải xác nhận rằng thư thật sự được gửi từ địa chỉ
ghi ở dòng “Từ” (DMARC, DKIM hoặc SPF đạt và đúng tên miền người gửi, hoặc tiêu đề riêng mà chỉ máy chủ ấy đặt). Không
có lời xác nhận đó, hoặc lời xác nhận nói ngược lại, thì nguồn gốc của thư chưa rõ. Tên hiển thị mượn một địa chỉ công
vụ mà thư lại gửi từ tên miền khác cũng vậy.

## Căn cứ
Thông tin không rõ nguồn gốc bị từ chối; việc tiếp nhận phải xác định rõ nguồn gốc thông tin.

## Thông báo
### [unproven] Không có xác nhận
Chưa chứng thực được thư này do {sender|ngtlan@moha.gov.vn} gửi: {reason|máy chủ nhận thư không ghi kết quả xác thực}.
Thư được giữ lại, chưa gửi trả lời cho ai.
### [contradicted] Xác nhận nói ngược lại
Thư mang tên {sender} nhưng kết quả kiểm tra nói ngược lại: {reason|máy chủ thư xác định thư không phải do moha.gov.vn
gửi}. Nhiều khả năng là thư mạo danh. Thư được giữ lại, chưa gửi trả lời cho ai.
### [display_name] Tên hiển thị mượn địa chỉ khác
Tên hiển thị của người gửi ghi {shown|congttdt@moha.gov.vn} nhưng thư gửi từ {sender|x@gmail.com}. Nhiều khả năng là thư
mạo danh. Thư được giữ lại, chưa gửi trả lời cho ai.

## Cách sửa
### [unproven] Không có xác nhận
1. Người phụ trách gọi cho người gửi theo số điện thoại trong danh bạ đơn vị (không dùng số ghi trong thư).
2. Nếu đúng là thư của đơn vị: đề nghị gửi lại từ tài khoản thư công vụ, qua máy chủ thư của cơ quan.
3. Nếu không đúng: giữ nguyên thư, báo người phụ trách an toàn thông tin.
### [contradicted] Xác nhận nói ngược lại
1. Không trả lời, không bấm đường dẫn, không mở tệp trong thư.
2. Người phụ trách gọi cho người mang tên trong thư theo số điện thoại trong danh bạ đơn vị.
3. Báo người phụ trách an toàn thông tin để ghi vào báo cáo rủi ro của tháng.
### [display_name] Tên hiển thị mượn địa chỉ khác
1. Không trả lời, không bấm đường dẫn, không mở tệp trong thư.
2. Người phụ trách gọi cho chủ của địa chỉ {shown} theo số điện thoại trong danh bạ đơn vị.
3. Báo người phụ trách an toàn thông tin để ghi vào báo cáo rủi ro của tháng.

## Khi chưa rõ
Chưa hỏi được DNS dù đã thử nhiều lần; lỗi không phải của người gửi. Người phụ trách gọi cho người gửi theo số điện
thoại trong danh bạ đơn vị (không dùng số ghi trong thư) rồi quyết định; người quản trị xem DNS (tiepnhan doctor), DNS
chạy lại thì người phụ trách cho xét lại (tiepnhan queue again).

## Không bắt
Thư kiểm tra ngoại tuyến bằng lệnh `tiepnhan check` được coi là do địa chỉ ở dòng “Từ” gửi.
"""

from __future__ import annotations

from collections.abc import Iterator

from casework.borrowed_name import borrowed_name
from casework.case import Case
from casework.mail import OriginStatus
from casework.noun import Noun
from casework.portal import Portal
from casework.ports import Directory
from validators.rule import Remark, defect, unsure

__all__ = ["WORDS", "Params", "check"]

WORDS = ("sender", "reason", "shown")


class Params(Noun, frozen=True):
    """Nothing to set: whose word a door takes is the affair of config.toml."""


def check(case: Case, portal: Portal, directory: Directory) -> Iterator[Remark]:
    """The origin was judged by the intake; here it gets its name and its price. A borrowed display name is called so
    whatever else is proven or not."""
    sender = case.mail.sender
    if shown := borrowed_name(sender, portal, directory, case.received_at):
        mailbox = sender.mailbox if sender else ""
        yield defect(where="thư, dòng “Từ”", variant="display_name", sender=mailbox, shown=shown)
        return
    if case.origin.status is OriginStatus.PROVEN:
        return
    if case.origin.status is OriginStatus.UNSURE:
        yield unsure(why=_clause(case.origin.reason or "chưa hỏi được DNS"), where="thư, dòng “Từ”")
        return
    contradicted = case.origin.status is OriginStatus.CONTRADICTED
    usual = "kết quả xác thực của máy chủ nhận thư là không đạt" if contradicted else "không có kết quả xác thực"
    yield defect(
        where="thư, dòng “Từ”",
        variant="contradicted" if contradicted else "unproven",
        sender=sender.mailbox if sender else "một người gửi không ghi địa chỉ",
        reason=_clause(case.origin.reason or usual),
    )


def _clause(sentence: str) -> str:
    """``sentence`` as it stands behind a colon."""
    return sentence[:1].lower() + sentence[1:].rstrip(". ")
