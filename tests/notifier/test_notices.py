"""Letters that follow a person's act or a clock: whom they reach and what they may show."""

from __future__ import annotations

from datetime import timedelta

from casework.case import Confirmation
from casework.decision import Awaited, Disposition
from casework.mail import Address, Origin, OriginStatus
from casework.noun import replace
from notifier import notices
from tests.notifier.house import ARTICLE, CONTEXT, MAYBE_SECRET, NOW, PHOTO, PORTAL, case, decided, waiting
from tests.notifier.letters import AT, LEADER

HELD = case(decision=decided(Disposition.HOLD))
TO = Address(mailbox=LEADER)


def test_an_unproven_sender_hears_nothing_of_an_editors_act() -> None:
    unproven = replace(HELD, origin=Origin(status=OriginStatus.UNPROVEN))
    day = waiting(Awaited.SENDER).last_day
    assert notices.published(unproven, PORTAL, CONTEXT, url="https://moha.gov.vn/x", at=AT) is None
    assert notices.refused(unproven, PORTAL, CONTEXT, by="Minh", at=AT, words="x") is None
    assert notices.ask_back(unproven, PORTAL, CONTEXT, by="Minh", question="x", last_day=day, outcome="x") is None
    assert notices.expired(unproven, PORTAL, CONTEXT, waiting(Awaited.SENDER)) is None


def test_only_a_web_address_becomes_a_link() -> None:
    for url, linked in (("https://moha.gov.vn/a?b=1&c=2", True), ("javascript:alert(1)", False)):
        letter = notices.published(HELD, PORTAL, CONTEXT, url=url, at=AT)
        assert letter is not None
        assert ("<a href=" in letter.html) is linked
        assert url in letter.text


def test_the_transcript_names_the_files_that_the_answer_is_for_and_no_other() -> None:
    answer = Confirmation(by=LEADER, at=AT, granted=False, files=(ARTICLE.sha256,))
    letter = notices.confirmation_received(HELD, PORTAL, CONTEXT, answer, TO, in_reply_to="<no@moha.gov.vn>")
    assert letter is not None
    assert ARTICLE.sha256 in letter.text and PHOTO.sha256 not in letter.text
    assert letter.subject.startswith("Đã ghi nhận KHÔNG ĐỒNG Ý")
    assert (letter.in_reply_to, letter.auto_submitted) == ("<no@moha.gov.vn>", "auto-replied")


def test_a_leader_is_shown_no_title_while_a_secrecy_finding_is_open() -> None:
    doubtful = replace(HELD, findings=(MAYBE_SECRET,))
    leader = waiting(Awaited.LEADER, LEADER)
    yes = Confirmation(by=LEADER, at=AT, granted=True)
    for letter in (
        notices.reminder(doubtful, PORTAL, CONTEXT, leader, TO, on=AT),
        notices.confirmation_help(doubtful, PORTAL, CONTEXT, leader, TO),
        notices.confirmation_received(doubtful, PORTAL, CONTEXT, yes, TO),
    ):
        assert letter is not None
        said = letter.subject + letter.text + letter.html
        assert ARTICLE.title not in said and ARTICLE.name not in said


def test_each_day_of_reminding_is_a_letter_of_its_own_and_one_day_is_one() -> None:
    """With one Message-ID the outbox would take the second reminder for a repeat of the first and drop it."""
    leader = waiting(Awaited.LEADER, LEADER)
    first, again, next_day = (
        notices.reminder(HELD, PORTAL, CONTEXT, leader, TO, on=on)
        for on in (AT, AT + timedelta(hours=1), AT + timedelta(days=1))
    )
    assert first is not None and again is not None and next_day is not None
    assert first == again
    assert first.message_id != next_day.message_id and first.same_key != next_day.same_key


def test_a_wait_that_ended_is_told_once_a_day() -> None:
    told = [
        notices.expired_at_desk(HELD, PORTAL, replace(CONTEXT, now=now), waiting(Awaited.DESK), TO)
        for now in (NOW, NOW + timedelta(hours=1), NOW + timedelta(days=3))
    ]
    assert told[0] == told[1]
    assert told[0].message_id != told[2].message_id


def test_each_unclear_answer_is_helped() -> None:
    leader = waiting(Awaited.LEADER, LEADER)
    helps = [
        notices.confirmation_help(HELD, PORTAL, CONTEXT, leader, TO, in_reply_to=mail) for mail in ("<1@a>", "<2@a>")
    ]
    assert helps[0] is not None and helps[1] is not None and helps[0].message_id != helps[1].message_id


def test_the_same_alarm_has_the_same_key_whenever_it_is_raised() -> None:
    first = notices.alarm(PORTAL, CONTEXT, title="Đĩa đầy", lines=("còn 3 MB",), at=NOW)
    later = notices.alarm(PORTAL, CONTEXT, title="Đĩa đầy", lines=("còn 3 MB",), at=AT)
    other = notices.alarm(PORTAL, CONTEXT, title="Đĩa đầy", lines=("còn 1 MB",), at=NOW)
    assert first.same_key == later.same_key != other.same_key
    assert first.to.mailbox == "quantri@moha.gov.vn"
