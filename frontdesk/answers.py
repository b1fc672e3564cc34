"""Mails that answer a letter of ours: a leader's yes or no, and a server's word that a letter did not arrive."""

from __future__ import annotations

from datetime import datetime

from casework.case import Case, Confirmation
from casework.letter import LetterName
from casework.mail import MailClass, OriginStatus
from frontdesk.pipeline import Rooms, context_of, portal_of
from frontdesk.post import rendered, service_portal
from intake.confirm import Answer, read_answer
from notifier.bounce import BounceVerdict, read_bounce
from notifier.notices import alarm, confirmation_help, confirmation_received
from store.ledger import Ledger
from store.records import CaseState, Outcome, Outgoing

__all__ = ["answer", "bounce", "stray"]

#: Letters to a leader whose answer is a yes or a no.
ANSWERABLE = tuple(
    name.value
    for name in (
        LetterName.CONFIRMATION_REQUEST,
        LetterName.REMINDER,
        LetterName.CONFIRMATION_HELP,
        LetterName.CONFIRMATION_RECEIVED,
    )
)


def answer(case: Case, rooms: Rooms, ledger: Ledger, now: datetime) -> Outcome | None:
    """A leader's answer to a confirmation request, or to the reminder, help or transcript that followed it; ``None``
    where nobody asked this sender, and for words that help did not make clear: these are for a person to read."""
    sender = case.mail.sender.mailbox if case.mail.sender else ""
    for token in case.mail.tokens:
        known = ledger.ref_by_token(token)
        if known is None:
            continue
        ref, name, addressee = known
        if name not in ANSWERABLE or addressee.lower() != sender:
            continue
        asked = _asked_about(ref, token, sender, ledger)
        if asked is None:
            continue
        if case.origin.status is not OriginStatus.PROVEN:
            return _not_counted(ref, sender, rooms, ledger, now)
        word = read_answer(case.mail.own_words)
        if word is not Answer.UNCLEAR:
            return _take_answer(case, asked, word is Answer.GRANTED, rooms, ledger, now)
        if name == LetterName.CONFIRMATION_RECEIVED.value or _helped(asked, sender, ledger):
            return None
        return _not_understood(case, asked, rooms, ledger, now)
    return None


def _asked_about(ref: str, token: str, leader: str, ledger: Ledger) -> Case | None:
    """The revision that the leader was shown: that of the request with this token, or of the last one sent before. A
    request that the postman held back has shown him nothing."""
    shown = None
    for row in ledger.letters_of(ref):
        request = row.name == LetterName.CONFIRMATION_REQUEST.value and row.to.lower() == leader
        if request and (row.sent_at is not None or row.token == token):
            shown = row.token
        if row.token == token:
            break
    revisions = ledger.revisions(ref)
    return next((r.case for r in revisions if any(x.token == shown for x in r.case.letters or ())), None)


def _helped(asked: Case, leader: str, ledger: Ledger) -> bool:
    """Help goes once to each leader of a case: two robots must not teach each other."""
    rows = ledger.letters_of(asked.ref)
    return any(row.name == LetterName.CONFIRMATION_HELP.value and row.to.lower() == leader for row in rows)


def _not_counted(ref: str, sender: str, rooms: Rooms, ledger: Ledger, now: datetime) -> Outcome:
    note = f"{ref}: trả lời không rõ nguồn gốc, không được tính"
    letter = _alarm(
        f"unproven-answer-{ref}",
        "Thư trả lời xác nhận không được tính",
        (f"{ref}: thư ghi từ {sender}, có mã của thư xin xác nhận, nhưng không chứng minh được người gửi.",),
        f"Gọi điện hỏi lãnh đạo theo số trong danh bạ; nếu đúng, ghi nhận: tiepnhan confirm {ref} --by … --reason …",
        rooms, ledger, now,
    )  # fmt: skip
    return Outcome(mail_class=MailClass.CONFIRMATION, note=note, outgoing=letter)


def _take_answer(case: Case, asked: Case, granted: bool, rooms: Rooms, ledger: Ledger, now: datetime) -> Outcome:
    portal, context, to = portal_of(rooms, asked.portal), context_of(rooms, now), case.mail.sender
    assert to is not None
    confirmation = Confirmation(
        by=to.mailbox,
        at=case.received_at,
        granted=granted,
        files=tuple(d.sha256 for d in asked.files or asked.documents),
        how="reply",
    )
    letter = confirmation_received(asked, portal, context, confirmation, to, in_reply_to=case.mail.message_id)
    outgoing = rendered((letter,) if letter else (), rooms, now)
    if not granted and ledger.state(asked.ref) == CaseState.PUBLISHED:
        outgoing += _alarm(
            f"withdrawn-{asked.ref}",
            "Lãnh đạo không đồng ý với bài đã đăng",
            (f"{asked.ref}: {to.mailbox} trả lời không đồng ý sau khi bài đã đăng.",),
            f"Chuyển ngay cho bộ phận biên tập quyết định gỡ hay giữ: tiepnhan case {asked.ref}",
            rooms, ledger, now,
        )  # fmt: skip
    ledger.add_confirmation(asked.ref, confirmation, by=to.mailbox)
    word = "đồng ý" if granted else "không đồng ý"
    return Outcome(mail_class=MailClass.CONFIRMATION, note=f"{asked.ref}: {word}", outgoing=outgoing)


def _not_understood(case: Case, asked: Case, rooms: Rooms, ledger: Ledger, now: datetime) -> Outcome:
    """The help letter."""
    awaiting = asked.decision.awaiting if asked.decision else None
    portal, context, to = portal_of(rooms, asked.portal), context_of(rooms, now), case.mail.sender
    assert to is not None and awaiting is not None, "a request is written only where a leader is awaited"
    letter = confirmation_help(asked, portal, context, awaiting, to, in_reply_to=case.mail.message_id)
    return Outcome(
        mail_class=MailClass.CONFIRMATION,
        note=f"{asked.ref}: không rõ đồng ý hay không",
        outgoing=rendered((letter,) if letter else (), rooms, now),
    )


def _alarm(
    kind: str, title: str, lines: tuple[str, ...], to_do: str, rooms: Rooms, ledger: Ledger, now: datetime
) -> tuple[Outgoing, ...]:
    """A letter to the administrator, once while the alarm stands open."""
    if not ledger.alarm(kind, lines[0]):
        return ()
    context = context_of(rooms, now)
    return rendered((alarm(service_portal(rooms), context, title=title, lines=lines, at=now, to_do=to_do),), rooms, now)


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
    note = f"{row.case_ref}: thư {row.name} tới {row.to} không phát được"
    outgoing: tuple[Outgoing, ...] = ()
    if row.name == LetterName.CONFIRMATION_REQUEST.value:
        to_do = "Kiểm tra địa chỉ của lãnh đạo trong danh bạ, rồi liên hệ đơn vị."
        title = "Thư xin xác nhận không tới được lãnh đạo"
        outgoing = _alarm(f"bounced-{row.case_ref}", title, (note, words), to_do, rooms, ledger, now)
    return Outcome(mail_class=MailClass.BOUNCE, note=note, outgoing=outgoing)


def stray(case: Case, receipt: int, rooms: Rooms, ledger: Ledger, now: datetime) -> Outcome:
    """A person's mail to the bounce mailbox belongs to no portal: nobody is answered, and the administrator looks."""
    outgoing = _alarm(
        f"stray-{receipt}",
        "Thư của người gửi tới hộp thư báo lỗi",
        (f"Thư số {receipt} tới hộp thư báo lỗi không phải là thư báo lỗi.",),
        "Mở thư trong hộp thư báo lỗi; nếu là bài gửi đăng, chuyển tiếp tới hộp thư của cổng.",
        rooms, ledger, now,
    )  # fmt: skip
    return Outcome(mail_class=case.mail_class, note="thư tới hộp thư báo lỗi, không thuộc cổng nào", outgoing=outgoing)
