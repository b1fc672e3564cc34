"""Letters that follow a person's act or a clock: whom they reach and what they may show."""

from __future__ import annotations

from datetime import timedelta

from casework.decision import Awaited, Disposition
from casework.mail import Address, Origin, OriginStatus
from casework.noun import replace
from notifier import notices
from tests.notifier.house import CONTEXT, NOW, PORTAL, case, decided, waiting
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


def test_a_wait_that_ended_is_told_once_a_day() -> None:
    told = [
        notices.expired_at_desk(HELD, PORTAL, replace(CONTEXT, now=now), waiting(Awaited.DESK), TO)
        for now in (NOW, NOW + timedelta(hours=1), NOW + timedelta(days=3))
    ]
    assert told[0] == told[1]
    assert told[0].message_id != told[2].message_id


def test_the_same_alarm_has_the_same_key_whenever_it_is_raised() -> None:
    first = notices.alarm(PORTAL, CONTEXT, title="Đĩa đầy", lines=("còn 3 MB",), at=NOW)
    later = notices.alarm(PORTAL, CONTEXT, title="Đĩa đầy", lines=("còn 3 MB",), at=AT)
    other = notices.alarm(PORTAL, CONTEXT, title="Đĩa đầy", lines=("còn 1 MB",), at=NOW)
    assert first.same_key == later.same_key != other.same_key
    assert first.to.mailbox == "quantri@moha.gov.vn"
