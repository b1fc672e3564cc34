"""What a mail is, decided before any check that can return it (DESIGN, “Letters do no harm”).

The order is the order of harm: what must never be answered comes first, so that no later line can answer it.
"""

from __future__ import annotations

import re

from casework.mail import Mail, MailClass
from casework.vietnamese import fold
from intake.confirm import is_answer_like

__all__ = ["classify", "is_vacation_subject"]

_BOUNCE_SENDERS = re.compile(r"^(?:mailer-daemon|mail-daemon|mdaemon|postmaster|microsoftexchange[0-9a-f]{10,})(?:@|$)")
_BOUNCE_REPORTS = ("delivery-status", "global-delivery-status")
_BULK = ("bulk", "junk", "auto_reply", "auto-reply")
_REPLY_MARKS = r"(?:(?:re|fw|fwd|tl|ct|tra loi|chuyen tiep)\s*:\s*)*"
_VACATION = re.compile(
    r"^\[?\s*(?:tu dong tra loi|tra loi tu dong|thu tra loi tu dong|phan hoi tu dong|vang mat|toi dang vang mat"
    r"|thong bao vang mat|automatic reply|auto[- ]?reply|auto response|out of (?:the )?office|vacation)\b"
)
_CHECK_SUBJECT = re.compile(rf"^{_REPLY_MARKS}\[\s*kiem tra\s*\]")
_CHECK_ADDRESS = re.compile(r"\+kiem-?tra@", re.IGNORECASE)

# A petition names itself at its head; an article about petitions speaks of them in the third person, further down.
_WISH = r"(?:khieu nai|to cao|kien nghi|phan anh|keu cuu|khieu kien)"
_PETITION_SUBJECT = re.compile(
    rf"^{_REPLY_MARKS}(?:don\s+(?:thu\s+)?(?:de nghi\s+)?|(?:toi|chung toi)\s+(?:xin\s+|muon\s+)?){_WISH}\b"
)
_QUESTION_SUBJECT = re.compile(
    rf"^{_REPLY_MARKS}(?:{_WISH}|hoi dap|hoi\s*[-–]\s*dap|hoi ve|xin hoi|cau hoi|thac mac|de nghi giai dap"
    r"|xin (?:duoc )?(?:giai dap|tu van|huong dan))\b"
)
_PETITION_TITLE = re.compile(rf"^don\s+(?:thu\s+)?(?:de nghi\s+)?{_WISH}\b")
_SENDS_PETITION = re.compile(rf"\bgui\b.{{0,40}}\bdon\s+(?:thu\s+)?(?:de nghi\s+)?{_WISH}\b")
_SELF = re.compile(r"\b(?:toi|chung toi|em|con) (?:ten )?la\b|\btoi ten\b|\bten toi la\b|\bnguoi lam don\b")
_ASKS = re.compile(
    r"\b(?:toi|chung toi|em) (?:xin |muon |lam don(?: nay)? |viet don(?: nay)? |xin duoc |co |rat mong )*"
    rf"(?:{_WISH}|hoi|cau hoi|thac mac|duoc (?:giai dap|tra loi|huong dan)|de nghi (?:giai dap|tra loi|xem xet))\b"
)
_SENDS_ITEM = re.compile(
    # “anh” of “phản ánh” is no photograph.
    r"\bgui\b[^.?!]{0,60}\b(?:tin|bai|bai viet|tin bai|van ban|hinh anh|(?<!phan )anh|du thao|ho so|giay moi"
    r"|cong van)\b"
    r"|\b(?:de|xin|de nghi|nho) (?:duoc |cong |quy cong |ban bien tap )*(?:dang|dang tai|dua tin|cong bo)\b"
)
_HEAD = 2_000  # letters of the writer's own words that are looked at


def classify(
    mail: Mail,
    *,
    own_addresses: tuple[str, ...] = (),
    portal_address: str = "",
    envelope_from: str = "",
    envelope_to: str = "",
    before: bool = False,
) -> tuple[MailClass, str]:
    """The class of ``mail`` and the reason in one Vietnamese line, fit for a log: it quotes nothing of the mail.

    ``own_addresses`` are the addresses that the service writes from. ``envelope_from`` is “<>” for the null sender and
    empty where the door does not know it.
    """
    if before:
        return MailClass.BEFORE, "Thư đã nằm trong hộp thư trước khi hệ thống bắt đầu tiếp nhận"
    ours = frozenset(address.lower() for address in (*own_addresses, portal_address) if address)
    null_sender = mail.null_sender or envelope_from.strip() == "<>"
    if reason := _own(mail, ours):
        return MailClass.OWN, reason
    if reason := _bounce(mail, null_sender):
        return MailClass.BOUNCE, reason
    if mail.spam:
        return MailClass.JUNK, "Máy chủ thư của đơn vị vận hành đánh dấu là thư rác"
    if mail.list_id:
        return MailClass.LIST, "Thư của một danh sách thư (có List-Id)"
    if mail.auto_generated_by_rule:
        return MailClass.SUBMISSION, "Thư do quy tắc hộp thư chuyển tiếp, máy chủ đánh dấu tự động: cần người xem"
    if reason := _automatic(mail, null_sender):
        return MailClass.AUTO_REPLY, reason
    if _is_precheck(mail, envelope_to, portal_address.lower()):
        return MailClass.PRECHECK, "Thư gửi kiểm tra trước (địa chỉ có “+kiemtra” hoặc tiêu đề bắt đầu bằng [KIỂM TRA])"
    if reason := _confirmation(mail):
        return MailClass.CONFIRMATION, reason
    if reason := _petition(mail):
        return MailClass.PETITION, reason
    return MailClass.SUBMISSION, "Thư gửi tin, bài, văn bản"


def is_vacation_subject(subject: str) -> bool:
    """True for the subject of an out-of-office note, Vietnamese or English. Weak: only with a header beside it."""
    return bool(_VACATION.match(fold(subject)))


def _own(mail: Mail, ours: frozenset[str]) -> str:
    if mail.own_mark:
        return "Thư do chính hệ thống này gửi (có dấu X-Tiepnhan)"
    if mail.sender is not None and mail.sender.mailbox in ours:
        return "Thư ghi người gửi là chính địa chỉ của hệ thống"
    return ""


def _bounce(mail: Mail, null_sender: bool) -> str:
    report = mail.content_type == "multipart/report"
    if report and mail.report_type in _BOUNCE_REPORTS:
        return "Thông báo không gửi được thư (multipart/report, delivery-status)"
    if mail.sender is not None and _BOUNCE_SENDERS.match(mail.sender.mailbox):
        return "Thư của máy chủ thư (mailer-daemon)"
    if null_sender and (report or mail.sender is None):
        return "Thông báo của máy chủ thư, người gửi trên phong bì để trống"
    return ""


def _automatic(mail: Mail, null_sender: bool) -> str:
    if mail.auto_submitted not in ("", "no"):
        return "Thư trả lời tự động (Auto-Submitted)"
    if mail.auto_suppress and mail.auto_suppress != "none":
        return "Thư do máy gửi, yêu cầu không trả lời tự động (X-Auto-Response-Suppress)"
    if mail.precedence in _BULK:
        return "Thư gửi hàng loạt hoặc tự động (Precedence)"
    if mail.content_type == "multipart/report":
        return "Báo cáo tự động của máy chủ hoặc chương trình thư (multipart/report)"
    if null_sender:
        return "Thư do máy gửi: người gửi trên phong bì để trống"
    if mail.in_reply_to and is_vacation_subject(mail.subject):
        return "Thư báo vắng mặt, trả lời một thư khác"
    return ""


def _is_precheck(mail: Mail, envelope_to: str, portal_address: str) -> bool:
    """By the envelope or the subject; by To and Cc only where the portal's plain address does not stand there too: a
    mail to both is meant to be received."""
    if _CHECK_ADDRESS.search(envelope_to) or _CHECK_SUBJECT.match(fold(mail.subject)):
        return True
    recipients = [address.mailbox for address in (*mail.to, *mail.cc)]
    return portal_address not in recipients and any(_CHECK_ADDRESS.search(address) for address in recipients)


def _confirmation(mail: Mail) -> str:
    """A reply that bears one of our tokens and reads like an answer. Whose answer and to what, the ledger knows.

    A reply to our letter that sends files again is a correction, not an answer, unless its first line answers.
    """
    if not mail.tokens:
        return ""
    if is_answer_like(mail.own_words):
        return "Thư trả lời có mã của hệ thống, dòng đầu là lời xác nhận hoặc từ chối"
    replies = mail.in_reply_to.lower().startswith("<tn.")
    if replies and mail.content_type != "multipart/mixed" and not _SENDS_ITEM.search(fold(mail.own_words[:_HEAD])):
        return "Thư trả lời thư của hệ thống, không gửi kèm tệp"
    return ""


def _petition(mail: Mail) -> str:
    """Judged by the mail itself, never by an article in it. In doubt it stays a submission: a person sees either."""
    subject = fold(mail.subject)
    words = mail.own_words[:_HEAD]
    folded = fold(words)
    if _SENDS_ITEM.search(_SENDS_PETITION.sub(" ", folded)):
        return ""
    heads = [fold(line) for line in words.splitlines() if line.strip()][:8]
    if _PETITION_SUBJECT.match(subject) or any(_PETITION_TITLE.match(head) for head in heads):
        return "Đơn khiếu nại, tố cáo, kiến nghị hoặc phản ánh"
    if _SENDS_PETITION.search(folded):
        return "Thư gửi kèm đơn khiếu nại, tố cáo, kiến nghị hoặc phản ánh"
    if _ASKS.search(folded) and (_SELF.search(folded) or _QUESTION_SUBJECT.match(subject)):
        return "Câu hỏi, kiến nghị hoặc phản ánh của cá nhân, tổ chức"
    if _QUESTION_SUBJECT.match(subject) and "?" in words:
        return "Câu hỏi của cá nhân, tổ chức"
    return ""
