"""Who may answer for a unit, what two of them come to, and words that are no answer although they bear the token."""

from __future__ import annotations

from hashlib import sha256

import pytest

from casework.directory import Role
from tests.builders.mail import File
from tests.frontdesk.leaders import DEPUTY, SECRETARY, answer, ask, leaves, with_deputy, words_of
from tests.frontdesk.office import ADMIN, DESK, LEADER, LIAISON, OTHER_LEADER, PEOPLE, Office, at, news, photograph


def request(office: Office, to: str = LEADER):  # type: ignore[no-untyped-def]
    return office.letters("confirmation_request", to=to)[-1]


def test_who_answered_stands_on_the_case_as_the_directory_had_him(office: Office) -> None:
    with_deputy(office)
    ref = ask(office)
    answer(office, request(office, DEPUTY), "Đồng ý")
    (said,) = office.case(ref).confirmations
    assert (said.by, said.name, said.function) == (DEPUTY, "Lê Thị Bích", "Phó Vụ trưởng")
    assert said.token == request(office, DEPUTY).token
    assert "Phó Vụ trưởng Lê Thị Bích (bich.lt@cchc.moha.gov.vn)" in words_of(office.only("confirmation_received"))
    office.ledger.set_directory(PEOPLE, by="Quản trị")
    assert office.case(ref).confirmations[0].name == "Lê Thị Bích", "she has left and stays on the case"


@pytest.mark.parametrize("role", [Role.DEPUTY, Role.SUBSTITUTE])
def test_a_request_forwarded_to_a_deputy_may_be_answered_by_her(office: Office, role: Role) -> None:
    ref = ask(office)
    letter = request(office)
    with_deputy(office, role=role)
    forwarded = f"{letter.message_id} <forward.1@cchc.moha.gov.vn>"
    answer(office, letter, "Đồng ý", sender=DEPUTY, in_reply_to="<forward.1@cchc.moha.gov.vn>", References=forwarded)
    assert office.ledger.state(ref) == "queued"


@pytest.mark.parametrize("sender", [SECRETARY, OTHER_LEADER, LIAISON])
def test_who_stands_in_the_directory_but_does_not_lead_the_unit_is_told_so(office: Office, sender: str) -> None:
    with_deputy(office)
    ref = ask(office, "Tin chưa được công bố của Vụ")
    outcome = answer(office, request(office), "Đồng ý", sender=sender)
    assert outcome[0] == "confirmation" and "không phải lãnh đạo đơn vị" in outcome[1]
    assert office.ledger.state(ref) == "held" and office.case(ref).confirmations == ()
    void = office.only("confirmation_void", to=sender)
    assert "ông/bà không phải là lãnh đạo của đơn vị" in words_of(void)
    assert "Tin chưa được công bố" not in void.subject + void.text, "who was not asked is shown nothing"


def test_of_a_stranger_with_the_token_the_administrator_hears_and_nobody_else(office: Office) -> None:
    ref = ask(office)
    before = len(office.letters())
    answer(office, request(office), "Đồng ý", sender="tran.van.hung@gmail.com")
    assert office.ledger.state(ref) == "held" and office.case(ref).confirmations == ()
    told = office.only("alarm", to=ADMIN)
    assert ref in told.text and "tran.van.hung@gmail.com" in told.text and "bổ sung vào danh bạ" in words_of(told)
    assert len(office.letters()) == before + 1


def test_a_leader_who_has_left_is_a_stranger_the_next_minute(office: Office) -> None:
    with_deputy(office)
    ref = ask(office)
    letter = request(office)
    office.hand.turn(minutes=1)
    leaves(office, LEADER)
    answer(office, letter, "Đồng ý")
    assert office.ledger.state(ref) == "held" and office.case(ref).confirmations == ()
    assert LEADER in office.only("alarm", to=ADMIN).text
    answer(office, request(office, DEPUTY), "Đồng ý")
    assert office.ledger.state(ref) == "queued"


def test_who_was_in_office_when_he_answered_may_leave_afterwards(office: Office) -> None:
    with_deputy(office)
    ref = ask(office)
    answer(office, request(office), "Đồng ý")
    office.hand.turn(minutes=1)
    leaves(office, LEADER)
    office.ledger.walk_again(ref, by="Quản trị")
    office.work()
    assert office.ledger.state(ref) == "queued"


@pytest.mark.parametrize("order", [(LEADER, DEPUTY), (DEPUTY, LEADER)])
@pytest.mark.parametrize("first", ["Đồng ý", "Không đồng ý"])
def test_two_leaders_who_disagree_come_to_one_state_and_both_are_told(
    office: Office, order: tuple[str, str], first: str
) -> None:
    with_deputy(office)
    ref = ask(office)
    second = "Không đồng ý" if first == "Đồng ý" else "Đồng ý"
    answer(office, request(office, order[0]), first)
    office.hand.turn(minutes=30)
    answer(office, request(office, order[1]), second)
    assert office.ledger.state(ref) == "held"
    awaiting = office.case(ref).decision.awaiting  # type: ignore[union-attr]
    assert awaiting is not None and awaiting.who.value == "desk"
    told = office.letters("disagreement")
    assert sorted(letter.to for letter in told) == sorted((LEADER, DEPUTY))
    for letter in told:
        words = words_of(letter)
        assert LEADER in words and DEPUTY in words and "còn ý kiến không đồng ý thì bài chưa được đăng" in words
    assert len(office.letters("confirmation_request")) == 2, "nobody is asked again about what he answered"


def test_leaders_who_agree_after_all(office: Office) -> None:
    with_deputy(office)
    ref = ask(office)
    answer(office, request(office), "Không đồng ý")
    office.hand.turn(minutes=5)
    answer(office, request(office, DEPUTY), "Đồng ý")
    office.hand.turn(minutes=5)
    answer(office, office.only("disagreement", to=LEADER), "Đồng ý")
    assert office.ledger.state(ref) == "queued"
    assert len(office.letters("disagreement")) == 2


def test_two_leaders_who_agree_hear_of_no_disagreement(office: Office) -> None:
    with_deputy(office)
    ref = ask(office)
    for leader in (LEADER, DEPUTY):
        answer(office, request(office, leader), "Đồng ý")
    assert office.ledger.state(ref) == "queued" and not office.letters("disagreement")


def test_answers_read_out_of_order_come_to_the_later_word(office: Office) -> None:
    """The “no” was received after the “yes”, and its mail is walked first."""
    ref = ask(office)
    letter = request(office)
    yes = office.mail(LEADER, "Đồng ý", in_reply_to=letter.message_id, message_id="<1@cchc.moha.gov.vn>")
    office.hand.turn(minutes=1)
    no = office.mail(LEADER, "Không đồng ý", in_reply_to=letter.message_id, message_id="<2@cchc.moha.gov.vn>")
    office.arrive(no)
    office.work()
    office.hand.turn(minutes=-1)
    office.arrive(yes)
    office.work()
    assert office.ledger.state(ref) == "held"
    assert [c.granted for c in sorted(office.case(ref).confirmations, key=lambda c: c.at)] == [True, False]


def test_a_yes_before_the_submission_is_complete_is_kept_until_it_is(office: Office) -> None:
    """A file of a strange kind waits for a person; the leader has answered meanwhile, about all that lay there."""
    odd = File("so_lieu.xyz", b"\x00\x01\x02 strange bytes" * 40)
    ref = office.take_in(office.mail(LIAISON, "Gửi bài.", File("bai.docx", news()), odd))
    answer(office, request(office), "Đồng ý")
    assert office.ledger.state(ref) == "held" and office.case(ref).complete_at is not None
    told = office.letters("held", to=LIAISON)[-1]
    office.hand.turn(minutes=10)
    again = office.mail(LIAISON, "Gửi lại, bỏ tệp lạ.", File("bai.docx", news()), in_reply_to=told.message_id)
    assert office.take_in(again) == ref
    assert office.ledger.state(ref) == "queued", "what the leader has seen and agreed to needs no second answer"
    assert len(office.letters("confirmation_request")) == 1


def test_a_closed_case_takes_no_answer_and_the_leader_hears_why(office: Office) -> None:
    ref = ask(office)
    letter = request(office)
    office.ledger.refuse(ref, "Lê Thị Mai", "trùng tin đã đăng")
    answer(office, letter, "Đồng ý")
    assert office.ledger.state(ref) == "refused" and office.case(ref).confirmations == ()
    assert "bộ phận biên tập đã từ chối" in words_of(office.only("confirmation_void", to=LEADER))


def test_a_no_is_heard_after_the_last_day_as_long_as_the_item_is_not_out(office: Office) -> None:
    ref = ask(office)
    answer(office, request(office), "Đồng ý")
    office.hand.now = at("10/9/2026 10:00")
    answer(office, request(office), "Không đồng ý")
    assert office.ledger.state(ref) == "held"
    answer(office, request(office), "Đồng ý")
    assert office.ledger.state(ref) == "held", "a “yes” after the last day is too late"
    assert len(office.letters("confirmation_void")) == 1


def test_a_quoted_answer_is_none(office: Office) -> None:
    ref = ask(office)
    quoted = "Tôi sẽ xem.\n\nVào Th 6, 28 thg 8, 2026 lúc 09:00 Cổng TTĐT <congttdt@moha.gov.vn> đã viết:\n> ĐỒNG Ý\n"
    answer(office, request(office), quoted)
    assert office.ledger.state(ref) == "held" and office.only("confirmation_help").to == LEADER


def test_the_desk_learns_what_help_did_not_make_clear(office: Office) -> None:
    ref = ask(office)
    for text in ("Đồng ý nhưng sửa tiêu đề", "Tôi đã nói rồi, sửa tiêu đề"):
        answer(office, request(office), text)
    (word,) = [e.ref for e in office.ledger.queue(state="held") if e.ref != ref]
    assert office.case(word).continues == ref
    office.hand.now = at("28/8/2026 10:31")
    office.ticks.digest()
    office.post()
    assert word in office.only("digest", to=DESK).text


def test_after_new_files_help_is_given_anew(office: Office) -> None:
    ref = ask(office)
    answer(office, request(office), "Đồng ý nhưng sửa tiêu đề")
    told = office.only("held", to=LIAISON)
    office.hand.turn(minutes=5)
    better = File("bai.docx", news("Tiêu đề đã sửa theo ý lãnh đạo"))
    assert office.take_in(office.mail(LIAISON, "Gửi bài đã sửa.", better, in_reply_to=told.message_id)) == ref
    answer(office, request(office), "Đồng ý nhưng sửa ảnh")
    assert len(office.letters("confirmation_help")) == 2


def test_a_leader_whose_own_item_a_colleague_corrects_is_asked(office: Office) -> None:
    own = office.mail(LEADER, "Gửi đăng.", File("bai.docx", news("Bài của Vụ trưởng")), File("b.docx", news("Bài hai")))
    ref = office.take_in(own)
    assert office.ledger.state(ref) == "queued"
    accepted = office.only("accepted", to=LEADER)
    office.hand.turn(minutes=10)
    corrected = File("bai.docx", news("Bài của Vụ trưởng, bản sửa"))
    again = office.mail(LIAISON, "Gửi lại bản sửa.", corrected, in_reply_to=accepted.message_id)
    assert office.take_in(again) == ref and office.ledger.state(ref) == "held"
    answer(office, request(office), "Đồng ý")
    assert office.ledger.state(ref) == "queued"


def test_a_yes_with_a_corrected_file_is_the_leaders_own_version(office: Office) -> None:
    ref = ask(office)
    corrected = news("Bài do Vụ trưởng sửa")
    mail = office.mail(
        LEADER, "Đồng ý", File("bai.docx", corrected),
        in_reply_to=request(office).message_id,
    )  # fmt: skip
    assert office.take_in(mail) == ref
    case = office.case(ref)
    assert [d.sha256 for d in case.files] == [sha256(corrected).hexdigest()] and office.ledger.state(ref) == "queued"


def test_a_yes_under_the_same_file_and_a_logo_is_an_answer(office: Office) -> None:
    ref = ask(office)
    files = (File("bai.docx", news("Hội nghị sơ kết cải cách hành chính")), File("image001.png", photograph()))
    receipt = office.arrive(office.mail(LEADER, "Đồng ý", *files, in_reply_to=request(office).message_id))
    office.work()
    assert office.outcome_of(receipt)[0] == "confirmation" and office.ledger.state(ref) == "queued"


def test_a_no_with_a_file_is_a_no(office: Office) -> None:
    ref = ask(office)
    memo = File("y kien.docx", news("Ý kiến của Vụ trưởng"))
    receipt = office.arrive(office.mail(LEADER, "Không đồng ý", memo, in_reply_to=request(office).message_id))
    office.work()
    assert office.outcome_of(receipt)[0] == "confirmation"
    assert [c.granted for c in office.case(ref).confirmations] == [False] and office.ledger.state(ref) == "held"
