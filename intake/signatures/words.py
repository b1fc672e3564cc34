"""Why a signature is judged as it is, in plain Vietnamese, for a clerk and for the administrator."""

from __future__ import annotations

from datetime import datetime

from casework.calendar import VIETNAM

__all__ = ["day", "instant"]

CERTIFICATE_UNREADABLE = "chứng thư số {whose} bị hỏng, không đọc được"
SELF_MADE = "chứng thư số {whose} là tự tạo, không do tổ chức chứng thực nào cấp"
UNKNOWN_ISSUER = "chưa xác minh được chứng thư số {whose}: hệ thống chưa có chứng thư của nơi cấp “{name}”"
WRONG_USAGE = "chứng thư số này không được cấp để ký văn bản"
WRONG_STAMPING_USAGE = "chứng thư số này không được cấp để cấp dấu thời gian"
EXPIRED = "chứng thư số {whose} đã hết hạn {day}"
NOT_YET_VALID = "chứng thư số {whose} chỉ có hiệu lực từ {day}"
REVOKED = "chứng thư số {whose} đã bị thu hồi {day}"
AUTHORITY_REVOKED = "chứng thư của nơi cấp “{name}” đã bị thu hồi {day}"
AUTHORITY_EXPIRED = "chứng thư của nơi cấp “{name}” không còn hiệu lực tại thời điểm xét"
PATH_BROKEN = "chuỗi chứng thư {whose} không hợp lệ"
WEAK_CHAIN = "chứng thư số được cấp bằng thuật toán đã lỗi thời (SHA-1 hoặc MD5)"
SHORT_KEY = "khóa của chứng thư số quá ngắn, không còn an toàn"
OF_SIGNER = "của người ký"
OF_STAMPER = "của nơi cấp dấu thời gian"
OF_AUTHORITY = "của nơi cấp “{name}”"
REVOCATION_UNKNOWN = "chưa xác minh được chứng thư {subject} có bị thu hồi hay không: {why}"
LIST_MISSING = "hệ thống không có danh sách thu hồi của nơi cấp"
LIST_LATE = "danh sách thu hồi mà hệ thống có được lập khi chứng thư đã hết hạn, không còn nói về chứng thư này"
LIST_STALE = "danh sách thu hồi của nơi cấp đã quá hạn {day}"
TRUSTED = "chữ ký số hợp lệ; chứng thư còn hiệu lực và không bị thu hồi tại thời điểm tiếp nhận"
TRUSTED_STAMPED = (
    "chữ ký số hợp lệ; chứng thư có hiệu lực và không bị thu hồi tại thời điểm ký theo dấu thời gian ({at})"
)
WEAK_DIGEST = "chữ ký dùng thuật toán đã lỗi thời (SHA-1), không còn đủ tin cậy"
STAMP_WEAK = "dấu thời gian dùng thuật toán đã lỗi thời (SHA-1)"
STAMP_AHEAD = "dấu thời gian ghi thời điểm sau lúc tiếp nhận"
STAMP_EARLY = "chứng thư của nơi cấp dấu thời gian chưa có hiệu lực vào lúc đó"
STAMP_UNTRUSTED = "dấu thời gian kèm theo chưa xác minh được: {why}"
DIGEST_WRONG = "nội dung tệp đã bị thay đổi sau khi ký"
VALUE_WRONG = "giá trị chữ ký không đúng với chứng thư số đi kèm"
CHANGED_AFTER = "tệp đã bị thay đổi sau khi ký"
CHANGED_AGAINST_WILL = "tệp đã bị thay đổi sau khi ký, trái với giới hạn mà người ký đặt ra"
PART_OF_FILE = "chữ ký chỉ bao một phần của tệp"
APPENDED = "có dữ liệu được thêm vào phía sau phần đã ký"
FORM_FILLED = "sau khi ký, có ô của biểu mẫu được điền thêm; chữ ký không bao phần điền thêm"
SIGNED_LATER = "sau khi ký, có chữ ký khác được thêm vào tệp mà chữ ký đó chưa xác minh được"
PDF_ENCRYPTED = "tệp PDF đặt mật khẩu, không kiểm tra được chữ ký số"
PDF_HYBRID = "tệp PDF ghi theo kiểu lai (hai bảng tham chiếu), không kiểm tra chắc chắn được chữ ký số"
PDF_UNREADABLE = "không đọc được cấu trúc tệp PDF để kiểm tra chữ ký số"
SIGNATURE_UNREADABLE = "chữ ký số bị hỏng hoặc không đúng định dạng, không đọc được"
UNKNOWN_KIND = "dạng chữ ký số này hệ thống không kiểm tra được"
TOO_MANY = "tệp có quá nhiều chữ ký hoặc quá nhiều lần sửa, hệ thống không kiểm tra hết"
TOO_LONG = "kiểm tra chữ ký số quá lâu, hệ thống đã dừng"


def day(at: datetime) -> str:
    """“ngày 28/8/2026”, by Vietnam's clock."""
    local = at.astimezone(VIETNAM)
    return f"ngày {local.day}/{local.month}/{local.year}"


def instant(at: datetime) -> str:
    """“9 giờ 05 ngày 28/8/2026”, by Vietnam's clock."""
    local = at.astimezone(VIETNAM)
    return f"{local.hour} giờ {local.minute:02d} {day(at)}"
