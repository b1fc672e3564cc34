"""Mails of the bounce mailbox: a server's word that a letter did not arrive, and people who wrote there."""

from __future__ import annotations

from datetime import datetime

from casework.case import Case
from casework.letter import LetterName
from casework.mail import MailClass
from frontdesk.alarms import alarm_once
from frontdesk.pipeline import Rooms
from notifier.bounce import BounceVerdict, read_bounce
from store.ledger import Ledger
from store.records import Outcome, Outgoing

__all__ = ["bounce", "stray"]

#: The right address must not be entered beside the wrong one: two leaders of one name are refused.
_MEND_ADDRESS = (
    "Hỏi đơn vị địa chỉ đúng. Danh bạ ghi sai: tiepnhan directory leave {0} --by …, rồi tiepnhan directory add với địa "
    "chỉ đúng; hệ thống tự gửi lại thư cho địa chỉ đó. Danh bạ đúng: đề nghị đơn vị mở lại hộp thư, hoặc ghi nhận lời "
    "lãnh đạo bằng tiepnhan confirm."
)


def bounce(case: Case, rooms: Rooms, ledger: Ledger, now: datetime) -> Outcome:
    """A bounce counts by the token of its envelope recipient, never by a quoted Message-ID."""
    addresses = (case.delivery.envelope_to, *(address.mailbox for address in case.mail.to))
    text = "\n".join((case.mail.body, *(document.text for document in case.documents)))
    report = read_bounce(addresses, rooms.settings.service.bounce_address, text)
    if report is None:
        return Outcome(mail_class=MailClass.BOUNCE, note="thư báo không phát được, không khớp với thư nào của hệ thống")
    if report.verdict in (BounceVerdict.DELIVERED, BounceVerdict.TEMPORARY):
        words = "thư báo đã phát" if report.verdict is BounceVerdict.DELIVERED else "thư báo chậm phát, máy chủ còn thử"
        return Outcome(mail_class=MailClass.BOUNCE, note=words)
    words = f"{report.verdict.value} {report.status} {report.diagnosis}".strip()
    row = ledger.bounced(report.token, words)
    if row is None:
        return Outcome(mail_class=MailClass.BOUNCE, note="thư báo không phát được, không khớp với thư nào của hệ thống")
    request = ledger.asked(report.token)
    refs = ", ".join(item.ref for item in request.asks) if request is not None else row.case_ref
    note = f"{refs}: thư {row.name} tới {row.to} không phát được"
    outgoing: tuple[Outgoing, ...] = ()
    if row.name == LetterName.CONFIRMATION_REQUEST.value:
        title = "Thư xin xác nhận không tới được lãnh đạo"
        said = f"Máy chủ của người nhận báo: {report.status} {report.diagnosis}".rstrip()
        lines = (f"{refs}: thư đề nghị xác nhận tới {row.to} không phát được.", said)
        outgoing = alarm_once(f"bounced-{row.case_ref}", title, lines, _MEND_ADDRESS.format(row.to), rooms, ledger, now)
    return Outcome(mail_class=MailClass.BOUNCE, note=note, outgoing=outgoing)


def stray(case: Case, receipt: int, rooms: Rooms, ledger: Ledger, now: datetime) -> Outcome:
    """A person's mail to the bounce mailbox belongs to no portal: nobody is answered, and the administrator looks."""
    outgoing = alarm_once(
        f"stray-{receipt}",
        "Thư của người gửi tới hộp thư báo lỗi",
        (f"Thư số {receipt} tới hộp thư báo lỗi không phải là thư báo lỗi.",),
        "Mở thư trong hộp thư báo lỗi; nếu là bài gửi đăng, chuyển tiếp tới hộp thư của cổng.",
        rooms, ledger, now,
    )  # fmt: skip
    return Outcome(mail_class=case.mail_class, note="thư tới hộp thư báo lỗi, không thuộc cổng nào", outgoing=outgoing)
