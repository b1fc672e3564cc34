"""A leader's “đồng ý” that answers no letter of ours: most often his reply to all under the sender's own mail.

It names no item and shows no file, so it counts for nothing; but it must not come back to him as a mail without a file.
He is told once how to answer, with all that waits for him.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from casework.case import Case
from casework.decision import Awaited
from casework.directory import LEADERS
from casework.mail import MailClass, OriginStatus
from frontdesk.pipeline import Rooms, context_of, portal_of
from frontdesk.post import rendered
from intake.confirm import Answer, read_answer
from notifier.replies import Shown, confirmation_help
from notifier.requests import asks_of
from notifier.wording import sender_by_directory
from store.ledger import Ledger
from store.records import Outcome

__all__ = ["stray_answer"]

_EVER = timedelta(days=36_500)


def stray_answer(case: Case, rooms: Rooms, ledger: Ledger, now: datetime) -> Outcome | None:
    """What such a mail ends in; ``None`` where it is another mail, or nothing waits for its sender."""
    sender = sender_by_directory(case)
    if sender is None or case.mail_class is not MailClass.SUBMISSION or not _is_a_leaders_answer(case):
        return None
    waiting = _waiting_for(sender.mailbox, case.portal, ledger, now)
    if not waiting:
        return None
    asks = asks_of(waiting)
    note = f"{', '.join(asked.ref for asked in asks)}: lãnh đạo trả lời, nhưng không phải vào thư đề nghị; không tính"
    if ledger.helped(sender.mailbox, asks):
        return Outcome(mail_class=MailClass.CONFIRMATION, note=note)
    items = tuple(Shown(asked, waits) for asked, waits in zip(asks, waiting, strict=True))
    portal, answered = portal_of(rooms, case.portal), case.mail.message_id
    letter = confirmation_help(items, portal, context_of(rooms, now), sender, in_reply_to=answered, unasked=True)
    outgoing = rendered((letter,) if letter else (), rooms, now)
    return Outcome(mail_class=MailClass.CONFIRMATION, note=note, outgoing=outgoing)


def _is_a_leaders_answer(case: Case) -> bool:
    leads = case.person is not None and case.person.role in LEADERS and case.origin.status is OriginStatus.PROVEN
    if not leads or case.files or case.mail.tokens or case.secret:
        return False
    return read_answer(case.mail.own_words) is not Answer.UNCLEAR


def _waiting_for(leader: str, portal: str, ledger: Ledger, now: datetime) -> tuple[Case, ...]:
    """What waits for him, longest first."""
    due = [d for d in ledger.holds_due(now + _EVER) if d.portal == portal and d.who is Awaited.LEADER]
    cases = (ledger.case(d.ref) for d in due if leader in d.leaders and d.last_day > now)
    found = [case for case in cases if case is not None and case.decision and case.decision.awaiting]
    return tuple(sorted(found, key=lambda case: (case.received_at, case.ref)))
