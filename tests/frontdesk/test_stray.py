"""A person's mail to the bounce mailbox: no portal, no answer, nothing stuck, and the administrator is told once."""

from __future__ import annotations

from tests.builders.mail import File
from tests.frontdesk.office import ADMIN, LIAISON, Office, news


def test_an_article_sent_to_the_bounce_mailbox_stands_before_the_administrator(office: Office) -> None:
    content = office.mail(LIAISON, "Gửi bài.", File("a.docx", news()))
    receipt = office.arrive(content, portal="", envelope_to="bounce@tiepnhan.thu-nghiem.vn")
    office.work()
    office.post()
    assert office.outcome_of(receipt) == ("submission", "thư tới hộp thư báo lỗi, không thuộc cổng nào")
    assert office.ledger.stuck() == ()
    (alarm,) = office.letters()
    assert (alarm.name, alarm.to) == ("alarm", ADMIN)
    assert f"Thư số {receipt.id}" in alarm.text
