"""Answers that do not count, whoever wrote them: who hears of it, and what is said without naming what was asked."""

from __future__ import annotations

from casework.calendar import say_moment
from casework.mail import MailClass
from frontdesk.alarms import alarm_once
from frontdesk.pipeline import context_of, portal_of
from frontdesk.post import rendered
from frontdesk.reply import Reply, outcome_of, shown_by
from notifier.replies import NotCounted, confirmation_void
from store.records import Outcome, Outgoing

__all__ = ["NOT_LEADING", "not_counted", "sent_on", "stranger", "tampered"]

#: To whom the directory knows, but not as one who may answer: why it does not count, and what to do.
NOT_LEADING = (
    "Theo danh bạ, ông/bà không phải là lãnh đạo của đơn vị có thư cần xác nhận.",
    "Đề nghị để lãnh đạo của đơn vị trả lời thư đề nghị từ địa chỉ của mình; không ai cần gửi lại bài.",
)


def stranger(reply: Reply) -> Outcome:
    """An answer by somebody who does not lead the unit. Whom the directory knows is told so, without a word of what was
    asked; of anybody else the administrator hears."""
    refs = ", ".join(asked.ref for asked in reply.letter.asks)
    note = f"{refs}: người trả lời không phải lãnh đạo đơn vị theo danh bạ, không được tính"
    sender = reply.sender
    if reply.mail.person is None or sender.mailbox == reply.letter.leader:
        why, to_do = _why_stranger(reply)
        outgoing = alarm_once(
            f"stranger-answer-{reply.letter.token}-{sender.mailbox}",
            "Người ngoài danh bạ trả lời thư đề nghị xác nhận",
            (f"{refs}: {sender.mailbox} trả lời, nhưng {why}.",),
            to_do,
            reply.rooms, reply.ledger, reply.now,
        )  # fmt: skip
        return outcome_of(reply, note, outgoing)
    return outcome_of(reply, note, _void_without_content(reply, *NOT_LEADING))


def _why_stranger(reply: Reply) -> tuple[str, str]:
    """What the directory says of who answered, and what the administrator may do about it."""
    sender, at = reply.sender.mailbox, reply.mail.received_at
    ended = [p.until for p in reply.ledger.directory().people if p.address == sender and p.until and p.until <= at]
    if reply.mail.person is None and ended:
        why = f"theo danh bạ, địa chỉ này đã thôi dùng hoặc người này đã rời từ {say_moment(max(ended))}"
        return why, "Đúng như vậy thì không cần làm gì. Danh bạ sai thì sửa, rồi đề nghị lãnh đạo trả lời lại."
    to_do = "Nếu đúng là lãnh đạo (cấp phó, người được giao ký thay), bổ sung vào danh bạ rồi đề nghị trả lời lại."
    return "danh bạ không có người này là lãnh đạo của đơn vị", to_do


def sent_on(reply: Reply, why: str) -> Outcome:
    """The owner of the address hears of it, and how to answer so that it counts; the administrator too."""
    refs = ", ".join(asked.ref for asked in reply.letter.asks)
    outgoing = alarm_once(
        f"sent-on-{reply.letter.token}",
        "Thư trả lời xác nhận không được tính",
        (f"{refs}: thư của {reply.sender.mailbox} có mã của thư xin xác nhận, nhưng {why}.",),
        f"Có thể là thư khác bị gửi lại. Gọi điện hỏi lãnh đạo; nếu đúng: tiepnhan confirm {refs} --by … --reason …",
        reply.rooms, reply.ledger, reply.now,
    )  # fmt: skip
    note = f"{refs}: không được tính, {why}"
    words = f"{why[:1].upper()}{why[1:]}."
    then = "Đề nghị trả lời thẳng thư đề nghị từ hộp thư của mình. Nếu không phải ông/bà gửi, đề nghị báo ngay."
    return outcome_of(reply, note, outgoing + _void_without_content(reply, words, then))


def not_counted(reply: Reply) -> Outcome:
    """From is not proven: nobody may be written to but the administrator."""
    refs = [asked.ref for asked in reply.letter.asks]
    note = f"{', '.join(refs)}: trả lời không rõ nguồn gốc, không được tính"
    words = f"thư ghi từ {reply.sender.mailbox}, có mã của thư xin xác nhận, nhưng không chứng minh được người gửi."
    commands = "; ".join(f"tiepnhan confirm {ref} --by … --reason …" for ref in refs)
    outgoing = alarm_once(
        f"unproven-answer-{refs[0]}",
        "Thư trả lời xác nhận không được tính",
        (f"{', '.join(refs)}: {words}",),
        f"Gọi điện hỏi lãnh đạo{_telephone(reply)}; nếu đúng, ghi nhận: {commands}",
        reply.rooms, reply.ledger, reply.now,
    )  # fmt: skip
    return Outcome(mail_class=MailClass.CONFIRMATION, note=note, outgoing=outgoing)


def _telephone(reply: Reply) -> str:
    """The number of him who was asked, from the directory and never from the mail."""
    leader = reply.ledger.directory().find(reply.letter.leader, reply.letter.portal, reply.mail.received_at)
    if leader is None or not leader.telephone:
        return " (danh bạ chưa có số điện thoại)"
    return f" {leader.name}: {leader.telephone} (số trong danh bạ)"


def tampered(reply: Reply) -> Outcome:
    """The ledger says of the letter what its token does not confirm."""
    ref = reply.letter.asks[0].ref
    outgoing = alarm_once(
        f"unbound-token-{reply.letter.token}",
        "Mã của thư đề nghị xác nhận không khớp với sổ",
        (f"{ref}: thư trả lời có mã {reply.letter.token}, nhưng sổ ghi khác với điều mã đó chứng nhận.",),
        "Sổ có thể đã bị sửa hoặc phục hồi thiếu: kiểm tra, rồi hỏi lãnh đạo trực tiếp.",
        reply.rooms, reply.ledger, reply.now,
    )  # fmt: skip
    return Outcome(mail_class=MailClass.CONFIRMATION, note=f"{ref}: mã thư không khớp", outgoing=outgoing)


def _void_without_content(reply: Reply, why: str, then: str) -> tuple[Outgoing, ...]:
    """The letter that an answer does not count, without a word of what was asked."""
    portal, context = portal_of(reply.rooms, reply.letter.portal), context_of(reply.rooms, reply.now)
    void = tuple(NotCounted(shown, why, then) for shown in tuple(shown_by(reply))[:1])
    at, answered = reply.mail.received_at, reply.mail.mail.message_id
    letter = confirmation_void(void, portal, context, reply.sender, at=at, conceal=True, in_reply_to=answered)
    return rendered((letter,) if letter else (), reply.rooms, reply.now)
