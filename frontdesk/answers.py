"""A leader's answer to a letter that asked him: which letter, whether it is he, what he said, and what that changes.

The order is the order of harm. A mail whose From is not proven changes nothing and is alarmed; a letter whose token
does not fit what the ledger says of it asks nothing; a message that was received before, or was not written to us
now, is no answer; who is no leader of the unit now does not answer for it. Only then are his words read.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from casework.case import Case, Confirmation
from casework.directory import Person
from casework.document import Item
from casework.letter import LetterName
from casework.mail import Address, OriginStatus
from casework.noun import replace
from frontdesk.alarms import alarm_once
from frontdesk.pipeline import Rooms, context_of, portal_of
from frontdesk.post import rendered
from frontdesk.reply import Reply, outcome_of, shown_by
from frontdesk.uncounted import not_counted, sent_on, stranger, tampered
from frontdesk.weighing import Weight, Why, entitled, weigh
from intake.confirm import Answer, Said, read_answers, remark
from notifier.replies import (
    NotCounted,
    Shown,
    confirmation_help,
    confirmation_received,
    confirmation_void,
    disagreement,
    said_by,
)
from notifier.tokens import is_bound
from notifier.wording import sender_by_directory
from store.ledger import Ledger
from store.records import CaseState, Outcome, Outgoing
from store.requests import SentRequest, case_seals
from validators.fresh import why_not_ours

__all__ = ["answer"]


def answer(case: Case, rooms: Rooms, ledger: Ledger, now: datetime) -> Outcome | None:
    """What a reply to one of our letters to a leader ends in; ``None`` where nobody was asked by that letter, and for
    words that help did not make clear: these are for a person to read."""
    sender = sender_by_directory(case)
    if sender is None:
        return None
    for letter in _answered(case, ledger):
        reply = Reply(case, sender, letter, rooms, ledger, now)
        if not _proven(reply):
            if _who_answers(reply) is None and sender.mailbox != letter.leader:
                continue
            return not_counted(reply)
        if not _is_ours(reply):
            return tampered(reply)
        if _seen_before(reply):
            return outcome_of(reply, "thư này đã nhận trước đây, không tính lần nữa")
        if why := _why_not_to_us(reply):
            return sent_on(reply, why)
        return _heard(reply)
    return None


def _answered(case: Case, ledger: Ledger) -> Iterator[SentRequest]:
    """The letters that ``case`` may answer, the likeliest first: the one replied to, then the one that an answering
    button or address names, then those of the thread from the newest back. A later letter numbers its items anew, so
    an answer must never be read by an earlier one."""
    mail = case.mail
    thread = [token for named in reversed(mail.references) for token in mail.tokens if token in named.lower()]
    others = [token for token in mail.tokens if token not in thread and token not in mail.in_reply_to.lower()]
    first = [token for token in mail.tokens if token in mail.in_reply_to.lower()]
    for token in dict.fromkeys((*first, *others, *thread)):
        letter = ledger.asked(token)
        if letter is not None and letter.portal == case.portal:
            yield letter


def _who_answers(reply: Reply) -> Person | None:
    """The directory's entry by which the sender may answer for at least one of the items."""
    directory = reply.ledger.directory()
    for asked in reply.letter.asks:
        case = reply.ledger.case(asked.ref)
        if case is not None:
            person = entitled(reply.sender.mailbox, case, directory, reply.mail.received_at)
            if person is not None:
                return person
    return None


def _proven(reply: Reply) -> bool:
    return reply.mail.origin.status is OriginStatus.PROVEN


def _is_ours(reply: Reply) -> bool:
    """True where the token was made for exactly these items, files, leader and expiry."""
    letter = reply.letter
    return is_bound(
        letter.token,
        reply.rooms.key,
        name=letter.name,
        portal=letter.portal,
        leader=letter.leader,
        asks=letter.asks,
    )


def _seen_before(reply: Reply) -> bool:
    """True where this very message was received before, whatever a relay changed around it."""
    history = reply.ledger.history
    return any(history.seen_seal(reply.mail.portal, one, other_than="") for one in case_seals(reply.mail))


def _why_not_to_us(reply: Reply) -> str:
    """Why this may be a leader's mail to somebody else, sent on by a third: his “đồng ý” must be one to us, now. A
    signature of his server covers neither In-Reply-To nor always To."""
    return why_not_ours(reply.mail, portal_of(reply.rooms, reply.letter.portal), reply.ledger.history)


def _heard(reply: Reply) -> Outcome | None:
    said = read_answers(reply.mail.mail.own_words, len(reply.letter.asks))
    person = _who_answers(reply)
    if person is None:
        return stranger(reply) if said else None
    if said:
        return None if _brings_files(reply, said) else _take(reply, said, person)
    if reply.letter.name in (LetterName.CONFIRMATION_RECEIVED.value, LetterName.DISAGREEMENT.value):
        return None
    if reply.ledger.helped(reply.sender.mailbox, reply.letter.asks):
        return None
    return _not_understood(reply)


def _brings_files(reply: Reply, said: tuple[Said, ...]) -> bool:
    """True for a “yes” that brings an item other than those asked about: the leader has corrected it himself, and what
    he sends must not be lost, nor the version be posted that he has changed. It joins its case. Pictures are no such
    thing: many a signature block has some."""
    if any(one.answer is not Answer.GRANTED for one in said):
        return False
    shown = {sha for asked in reply.letter.asks for sha in asked.files}
    names = {d.name for one in shown_by(reply) for d in one.case.files}
    written = (d for d in reply.mail.files if d.item not in (None, Item.PICTURES, Item.MEDIA) or d.name in names)
    return any(d.sha256 not in shown for d in written)


def _take(reply: Reply, said: tuple[Said, ...], person: Person) -> Outcome:
    """Record what counts, then write: so that of two answers at one moment the later one sees the other."""
    words = {one.number: one.answer for one in said}
    granted_all = all(answer is Answer.GRANTED for answer in words.values())
    below = remark(reply.mail.mail.own_words, len(reply.letter.asks), person.name)
    items: list[Shown] = []
    void: list[NotCounted] = []
    for shown in shown_by(reply):
        word = words.get(shown.asked.number)
        if word is None:
            items.append(replace(shown, waits=_weight(reply, shown, granted=True).why is None))
            continue
        weight = _weight(reply, shown, granted=word is Answer.GRANTED)
        if weight.why is not None:
            void.append(NotCounted(shown, weight.words, weight.now))
            items.append(replace(shown, waits=False))
            continue
        # Below a “yes” to one item and a “no” to another, what he wrote is why not.
        why = granted_all or word is not Answer.GRANTED
        confirmation = _confirmation(reply, shown, word, person, note=below if why else "")
        reply.ledger.add_confirmation(shown.asked.ref, confirmation, by=reply.sender.mailbox)
        items.append(replace(shown, confirmation=confirmation))
    note = "; ".join(
        f"{item.asked.ref}: {'đồng ý' if item.confirmation.granted else 'không đồng ý'}"
        for item in items
        if item.confirmation is not None
    )
    late = "; ".join(f"{one.shown.asked.ref}: không tính, {one.why.rstrip('.')}" for one in void)
    return outcome_of(reply, "; ".join(part for part in (note, late) if part), _letters(reply, items, void))


def _confirmation(reply: Reply, shown: Shown, word: Answer, person: Person, *, note: str) -> Confirmation:
    return Confirmation(
        by=reply.sender.mailbox,
        at=reply.mail.received_at,
        granted=word is Answer.GRANTED,
        files=shown.asked.files,
        how="reply",
        note=note,
        token=reply.letter.token,
        name=person.name,
        function=person.function,
    )


def _letters(reply: Reply, items: list[Shown], void: list[NotCounted]) -> tuple[Outgoing, ...]:
    """The transcript, what does not count, and for each item on which leaders differ a letter to each of them."""
    rooms, now = reply.rooms, reply.now
    portal, context = portal_of(rooms, reply.letter.portal), context_of(rooms, now)
    to, answered = reply.sender, reply.mail.mail.message_id
    at = reply.mail.received_at
    written = [
        confirmation_received(items, portal, context, to, in_reply_to=answered),
        confirmation_void(void, portal, context, to, at=at, in_reply_to=answered),
    ]
    outgoing = rendered((letter for letter in written if letter is not None), rooms, now)
    for item in items:
        if item.confirmation is not None:
            outgoing += _withdrawn(reply, item.confirmation, item.asked.ref) + _differing(reply, item)
    return outgoing


def _withdrawn(reply: Reply, confirmation: Confirmation, ref: str) -> tuple[Outgoing, ...]:
    if confirmation.granted or reply.ledger.state(ref) != CaseState.PUBLISHED:
        return ()
    return alarm_once(
        f"withdrawn-{ref}",
        "Lãnh đạo không đồng ý với bài đã đăng",
        (f"{ref}: {said_by(confirmation)} trả lời không đồng ý sau khi bài đã đăng.",),
        f"Chuyển ngay cho bộ phận biên tập quyết định gỡ hay giữ: tiepnhan case {ref}",
        reply.rooms, reply.ledger, reply.now,
    )  # fmt: skip


def _differing(reply: Reply, item: Shown) -> tuple[Outgoing, ...]:
    """Letters to all leaders who answered about the same files, where their last words differ."""
    case = reply.ledger.case(item.asked.ref)
    assert case is not None
    directory = reply.ledger.directory()
    last: dict[str, Confirmation] = {}
    for said in sorted(case.confirmations, key=lambda c: c.at):
        if said.how == "reply" and set(said.files) == set(item.asked.files):
            last[said.by.lower()] = said
    spoke = [said for said in last.values() if entitled(said.by.lower(), case, directory, said.at) is not None]
    if len({said.granted for said in spoke}) < 2:
        return ()
    portal, context = portal_of(reply.rooms, reply.letter.portal), context_of(reply.rooms, reply.now)
    published = reply.ledger.state(item.asked.ref) == CaseState.PUBLISHED
    letters = (
        disagreement(item, spoke, portal, context, Address(mailbox=said.by, name=said.name), published=published)
        for said in spoke
    )
    return rendered((letter for letter in letters if letter is not None), reply.rooms, reply.now)


def _weight(reply: Reply, shown: Shown, *, granted: bool) -> Weight:
    case, state = reply.ledger.case(shown.asked.ref), reply.ledger.state(shown.asked.ref)
    assert case is not None and state is not None
    leader, at = reply.sender.mailbox, reply.mail.received_at
    if entitled(leader, case, reply.ledger.directory(), at) is None:
        words = "theo danh bạ, ông/bà không phải là lãnh đạo của đơn vị có thư này."
        return Weight(Why.STRANGER, words, "Đề nghị để lãnh đạo của đơn vị đó trả lời từ địa chỉ của mình.")
    return weigh(shown.asked, case, state, granted=granted, at=at, leader=leader)


def _not_understood(reply: Reply) -> Outcome:
    """The help letter. Where no answer would count any more, he is told why: help would ask him for another in vain."""
    portal, context = portal_of(reply.rooms, reply.letter.portal), context_of(reply.rooms, reply.now)
    items = tuple(shown_by(reply))
    to, answered = reply.sender, reply.mail.mail.message_id
    late = _void_of_all(reply, items)
    if late:
        letter = confirmation_void(late, portal, context, to, at=reply.mail.received_at, in_reply_to=answered)
    else:
        letter = confirmation_help(items, portal, context, to, in_reply_to=answered)
    refs = ", ".join(item.asked.ref for item in items)
    outgoing = rendered((letter,) if letter else (), reply.rooms, reply.now)
    return outcome_of(reply, f"{refs}: không rõ đồng ý hay không", outgoing)


def _void_of_all(reply: Reply, items: tuple[Shown, ...]) -> tuple[NotCounted, ...]:
    """Why neither a “yes” nor a “no” counts for any of ``items``; empty where one of them would."""
    void = []
    for shown in items:
        yes, no = (_weight(reply, shown, granted=granted) for granted in (True, False))
        if yes.why is None or no.why is None:
            return ()
        void.append(NotCounted(shown, yes.words, yes.now))
    return tuple(void)
