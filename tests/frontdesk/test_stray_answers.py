"""A leader's “đồng ý” that answers no letter of ours: no word is counted, none is lost as a mail without a file."""

from __future__ import annotations

import pytest

from tests.frontdesk.leaders import DEPUTY, SECRETARY, answer, ask, with_deputy, words_of
from tests.frontdesk.office import LEADER, LIAISON, OTHER_LEADER, Office


def to_all(office: Office, sender: str, text: str = "Đồng ý", **more: str) -> tuple[str, str]:
    """A reply under the liaison's own mail, with the portal among its receivers."""
    number = len(office.ledger.processed())
    more = {"in_reply_to": f"<{number}.lan@cchc.moha.gov.vn>", "message_id": f"<{number}.re@moha.gov.vn>", **more}
    receipt = office.arrive(office.mail(sender, text, subject="Re: Gửi đăng Cổng", **more))
    office.work()
    office.post()
    return office.outcome_of(receipt)


def test_he_is_told_how_to_answer_and_the_help_may_be_answered(office: Office) -> None:
    ref = ask(office)
    assert to_all(office, LEADER)[0] == "confirmation"
    assert office.ledger.state(ref) == "held" and office.case(ref).confirmations == ()
    told = office.only("confirmation_help", to=LEADER)
    assert "không phải thư đề nghị xác nhận" in words_of(told) and not office.letters("returned")
    answer(office, told, "Đồng ý")
    assert office.ledger.state(ref) == "queued"


def test_of_several_items_each_has_its_number(office: Office) -> None:
    first, second = ask(office, "Tin thứ nhất của tuần này"), ask(office, "Tin thứ hai của tuần này")
    to_all(office, LEADER)
    told = office.only("confirmation_help", to=LEADER)
    assert "chưa rõ về mục nào" in words_of(told) and "2 KHÔNG ĐỒNG Ý" in told.text
    answer(office, told, "2 đồng ý")
    assert (office.ledger.state(first), office.ledger.state(second)) == ("held", "queued")


def test_he_is_told_once(office: Office) -> None:
    ask(office)
    for _ in range(3):
        to_all(office, LEADER, "Không đồng ý")
    assert len(office.letters("confirmation_help")) == 1


@pytest.mark.parametrize("sender", [DEPUTY, SECRETARY, OTHER_LEADER, LIAISON])
def test_only_for_whom_something_waits(office: Office, sender: str) -> None:
    """The deputy was entered after the request; the others lead no unit, or another."""
    ref = ask(office)
    with_deputy(office)
    to_all(office, sender)
    assert not office.letters("confirmation_help") and office.case(ref).confirmations == ()


@pytest.mark.parametrize("results", ["fail", ""])
def test_a_forged_word_of_his_starts_no_letter(office: Office, results: str) -> None:
    ask(office)
    before = len(office.letters())
    to_all(office, LEADER, results=results)
    assert len(office.letters()) == before


def test_his_other_words_are_a_mail_like_any_other(office: Office) -> None:
    ask(office)
    to_all(office, LEADER, "Bài này tôi sẽ xem sau, Lan nhắc tôi nhé.")
    assert not office.letters("confirmation_help")
