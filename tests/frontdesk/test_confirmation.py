"""From the request to the leader's word and the editors' queue; and every way in which a word does not count."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from casework.case import Case
from tests.builders.mail import File
from tests.frontdesk.office import (
    ADMIN,
    DESK,
    LEADER,
    LIAISON,
    OTHER_LEADER,
    Office,
    Read,
    at,
    news,
    photograph,
)

PNG = photograph()


def _asked(office: Office, *files: File) -> tuple[str, Read]:
    """A liaison's item, held for the leader; the request."""
    ref = office.take_in(office.mail(LIAISON, "Gửi đăng bài kèm theo.", *(files or (File("bai.docx", news()),))))
    assert office.ledger.state(ref) == "held"
    return ref, office.letters("confirmation_request", to=LEADER)[-1]


def _answer(office: Office, letter: Read, text: str, *, sender: str = LEADER, **more: str) -> tuple[str, str]:
    receipt = office.arrive(
        office.mail(sender, text, subject=f"Re: {letter.subject}", in_reply_to=letter.message_id, **more)
    )
    office.work()
    office.post()
    return office.outcome_of(receipt)


def _codes(case: Case) -> set[str]:
    return {f.code for f in case.findings or ()}


def test_a_yes_accepts_and_starts_the_time_that_binds(office: Office) -> None:
    ref, letter = _asked(office)
    assert office.only("held").to == LIAISON
    office.hand.now = at("28/8/2026 14:30")
    _answer(office, letter, "Đồng ý.\n\nTrần Văn Hùng")
    case = office.case(ref)
    assert office.ledger.state(ref) == "queued"
    assert case.complete_at == at("28/8/2026 14:30")
    assert case.decision is not None
    # 668/12.2.b: four hours; received 09:00 → 13:00, complete 14:30 → 18:30, and the portal's file lets that one bind.
    by_basis = {d.basis: d for d in case.decision.deadlines}
    assert by_basis["receipt"].due == at("28/8/2026 13:00") and not by_basis["receipt"].binding
    assert by_basis["complete"].due == at("28/8/2026 18:30") and by_basis["complete"].binding
    assert "đủ xác nhận 14:30" in by_basis["complete"].derivation
    assert office.ledger.queue()[0].due == at("28/8/2026 18:30")
    accepted = office.only("accepted")
    assert accepted.to == LIAISON
    assert "18:30 thứ Sáu 28/8/2026" in " ".join(accepted.text.split())
    transcript = office.only("confirmation_received")
    assert transcript.to == LEADER
    words = " ".join(transcript.text.split())
    assert "ĐÃ GHI NHẬN: ĐỒNG Ý" in words and "bai.docx" in words and "Nếu không phải ông/bà trả lời" in words


def test_the_answer_may_come_to_the_reminder(office: Office) -> None:
    """The reminder says “Trả lời thư này”, so its token counts like the request's."""
    ref, _ = _asked(office)
    office.hand.now = at("3/9/2026 09:30")
    office.ticks.holds()
    office.post()
    _answer(office, office.only("reminder", to=LEADER), "Đồng ý")
    assert office.ledger.state(ref) == "queued"


def test_a_no_tells_the_desk_and_the_sender(office: Office) -> None:
    ref, letter = _asked(office)
    _answer(office, letter, "Không đồng ý, bài còn sai số liệu.")
    # “Không đồng ý, bài còn sai số liệu.” is no line that is wholly an answer: help first.
    assert office.ledger.state(ref) == "held" and office.only("confirmation_help").to == LEADER
    _answer(office, letter, "Không đồng ý.\nBài còn sai số liệu.")
    case = office.case(ref)
    assert office.ledger.state(ref) == "held"
    assert case.decision is not None and case.decision.awaiting is not None
    assert case.decision.awaiting.who.value == "desk"
    assert office.only("confirmation_received").to == LEADER
    told = office.letters("held", to=LIAISON)[-1]
    words = " ".join(told.text.split())
    assert "đã trả lời không đồng ý" in words
    assert "không cần làm gì thêm" not in words, "the letter below asks for something"
    # The desk reads it in its next digest.
    office.hand.now = at("28/8/2026 10:31")
    office.ticks.digest()
    office.post()
    digest = office.only("digest", to=DESK)
    assert ref in digest.text and "không đồng ý" in " ".join(digest.text.split())


def test_after_a_no_a_corrected_file_is_shown_to_the_leader_again(office: Office) -> None:
    ref, letter = _asked(office)
    _answer(office, letter, "Không đồng ý")
    told = office.letters("held", to=LIAISON)[-1]
    office.hand.turn(hours=1)
    better = File("bai.docx", news("Hội nghị sơ kết (đã sửa số liệu)"))
    assert office.take_in(office.mail(LIAISON, "Gửi bài đã sửa.", better, in_reply_to=told.message_id)) == ref
    requests = office.letters("confirmation_request", to=LEADER)
    assert len(requests) == 2 and requests[0].message_id != requests[1].message_id
    _answer(office, requests[1], "Đồng ý")
    assert office.ledger.state(ref) == "queued"


def test_yes_but_is_helped_once_and_then_left_to_a_person(office: Office) -> None:
    ref, letter = _asked(office)
    _answer(office, letter, "Đồng ý nhưng sửa lại tiêu đề")
    help_letter = office.only("confirmation_help")
    assert "CHƯA RÕ CÂU TRẢ LỜI" in help_letter.text and help_letter.to == LEADER
    _answer(office, letter, "Đồng ý nhưng sửa lại tiêu đề giúp tôi nhé")
    assert len(office.letters("confirmation_help")) == 1
    assert office.ledger.state(ref) == "held"
    assert office.case(ref).confirmations == ()
    # What help did not make clear stands before the desk as words about this case, and is no proof by itself.
    (word,) = [e.ref for e in office.ledger.queue(state="held") if e.ref != ref]
    assert office.case(word).continues == ref
    _answer(office, help_letter, "ĐỒNG Ý")
    assert office.ledger.state(ref) == "queued", "the help letter asked to be answered"


def test_thanks_for_the_transcript_are_no_riddle(office: Office) -> None:
    """“Không phải tôi trả lời” to the transcript must reach a person; a “thank you” gets no help letter either."""
    ref, letter = _asked(office)
    _answer(office, letter, "Đồng ý")
    _answer(office, office.only("confirmation_received"), "Tôi không trả lời thư này, đề nghị kiểm tra.")
    assert not office.letters("confirmation_help")
    (word,) = [e.ref for e in office.ledger.queue(state="held")]
    assert office.case(word).continues == ref
    assert office.ledger.state(ref) == "queued"


def test_a_leaders_remark_with_a_logo_is_no_consent(office: Office) -> None:
    """“Chưa được, sửa đoạn 2” with the picture of a signature block attached must not pass for a mail of his own."""
    ref, letter = _asked(office)
    logo = File("logo.png", PNG)
    office.take_in(office.mail(LEADER, "Bài này cần sửa đoạn 2.", logo, in_reply_to=letter.message_id))
    assert office.ledger.state(ref) == "held"
    assert "PRF101" in _codes(office.case(ref))


def test_the_token_from_another_address_does_not_count(office: Office) -> None:
    ref, letter = _asked(office)
    _answer(office, letter, "Đồng ý", sender=LIAISON)
    assert office.ledger.state(ref) == "held" and not office.case(ref).confirmations
    _answer(office, letter, "Đồng ý", sender=OTHER_LEADER)
    assert office.ledger.state(ref) == "held" and not office.case(ref).confirmations
    _answer(office, letter, "Đồng ý", sender="tran.van.hung@gmail.com")
    assert office.ledger.state(ref) == "held" and not office.case(ref).confirmations
    assert not office.letters("confirmation_received")


def test_an_unproven_answer_does_not_count_and_says_so(office: Office) -> None:
    ref, letter = _asked(office)
    outcome = _answer(office, letter, "Đồng ý", results="fail")
    assert office.ledger.state(ref) == "held" and not office.case(ref).confirmations
    assert outcome == ("confirmation", f"{ref}: trả lời không rõ nguồn gốc, không được tính")
    told = " ".join(office.only("alarm", to=ADMIN).text.split())
    assert ref in told and "không chứng minh được người gửi" in told and f"tiepnhan confirm {ref}" in told


def test_a_robots_answer_does_not_count(office: Office) -> None:
    ref, letter = _asked(office)
    outcome = _answer(office, letter, "Đồng ý là nguyên tắc. Tôi đang vắng mặt.", Auto_Submitted="auto-replied")
    assert outcome[0] == "auto_reply"
    assert office.ledger.state(ref) == "held"
    assert not office.letters("confirmation_help")


def test_the_leader_sends_the_item_himself(office: Office) -> None:
    ref = office.take_in(office.mail(LEADER, "Gửi đăng bài kèm theo.", File("bai.docx", news())))
    assert office.ledger.state(ref) == "queued" and _codes(office.case(ref)) == set()


def test_changed_files_void_the_old_yes(office: Office) -> None:
    ref, letter = _asked(office)
    _answer(office, letter, "Đồng ý")
    accepted = office.only("accepted")
    office.hand.turn(hours=1)
    other = File("bai.docx", news("Bài đã đổi"))
    assert (
        office.take_in(office.mail(LIAISON, "Gửi bài mới thay bài cũ.", other, in_reply_to=accepted.message_id)) == ref
    )
    case = office.case(ref)
    assert office.ledger.state(ref) == "held" and _codes(case) == {"PRF101"} and case.complete_at is None
    requests = office.letters("confirmation_request", to=LEADER)
    assert len(requests) == 2
    # An answer to the old request speaks of the old file, and the leader is told which letter to answer instead.
    _answer(office, requests[0], "Đồng ý!")
    assert office.ledger.state(ref) == "held" and len(office.case(ref).confirmations) == 1
    words = " ".join(office.only("confirmation_void", to=LEADER).text.split())
    assert "người gửi đã thay tệp" in words and "xin trả lời thư mới đó" in words
    _answer(office, requests[1], "Đồng ý")
    assert office.ledger.state(ref) == "queued"


def test_twice_yes_is_one_and_the_first_instant_stays(office: Office) -> None:
    ref, letter = _asked(office)
    office.hand.now = at("28/8/2026 10:00")
    _answer(office, letter, "Đồng ý")
    office.hand.now = at("28/8/2026 11:00")
    _answer(office, letter, "Đồng ý, cảm ơn")
    case = office.case(ref)
    assert case.complete_at == at("28/8/2026 10:00")
    assert len(office.letters("accepted")) == 1
    assert office.ledger.state(ref) == "queued"


def test_a_no_after_a_yes_takes_it_from_the_queue(office: Office) -> None:
    ref, letter = _asked(office)
    _answer(office, letter, "Đồng ý")
    office.hand.turn(minutes=10)
    _answer(office, letter, "Không đồng ý")
    assert office.ledger.state(ref) == "held"
    office.hand.turn(minutes=10)
    _answer(office, letter, "Đồng ý.")
    assert office.ledger.state(ref) == "queued"
    # The second “accepted” says what the first said, on the same day; but the sender's last word would be “held”.
    assert [r.name for r in office.letters(to=LIAISON)] == ["held", "accepted", "held", "accepted"]


def test_a_no_after_publication_alarms_and_confuses_nobody(office: Office) -> None:
    ref, letter = _asked(office)
    _answer(office, letter, "Đồng ý")
    office.ledger.publish(ref, "https://moha.gov.vn/1", "Lê Thị Mai", office.hand())
    office.hand.turn(hours=1)
    before = len(office.letters("held"))
    _answer(office, letter, "Không đồng ý")
    assert office.ledger.state(ref) == "published"
    assert len(office.letters("held")) == before, "the sender is not told that a published item waits"
    alarm = office.only("alarm", to=ADMIN)
    assert ref in alarm.text and "không đồng ý" in " ".join(alarm.text.split()).lower()


def test_a_yes_after_the_last_day_is_void_and_the_leader_is_told(office: Office) -> None:
    ref, letter = _asked(office)
    office.hand.turn(days=20)
    office.ticks.holds()
    assert office.ledger.state(ref) == "expired"
    _answer(office, letter, "Đồng ý")
    assert office.ledger.state(ref) == "expired" and not office.case(ref).confirmations
    void = office.only("confirmation_void", to=LEADER)
    words = " ".join(void.text.split())
    assert "sau hạn 09:00 thứ Tư 9/9/2026" in words and "người gửi trả lời thư báo hết hạn" in words
    assert not office.letters("confirmation_received")


def test_a_second_answer_in_one_minute_from_two_programs(office: Office) -> None:
    """Out of order: both mails lie there before either is walked; the order of receipt decides."""
    ref, letter = _asked(office)
    office.arrive(office.mail(LEADER, "Không đồng ý", in_reply_to=letter.message_id))
    office.hand.turn(minutes=1)
    office.arrive(office.mail(LEADER, "Đồng ý", in_reply_to=letter.message_id))
    office.work()
    office.post()
    assert office.ledger.state(ref) == "queued"


def test_what_the_leader_wrote_below_his_no_reaches_the_sender_the_desk_and_the_case(
    office: Office, tiepnhan: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    ref, request = _asked(office)
    _answer(office, request, "KHÔNG ĐỒNG Ý\nSố liệu chưa chốt.\n\nTrân trọng,\nTrần Văn Hùng")
    (told,) = [letter for letter in office.letters("held", to=LIAISON) if "không đồng ý" in letter.text]
    assert "ý kiến: “Số liệu chưa chốt.”" in " ".join(told.text.split())
    assert office.only("confirmation_received", to=LEADER).text.startswith("Kính gửi: ông/bà Trần Văn Hùng\r\n")
    assert tiepnhan("case", ref) == 0
    assert "không đồng ý (ý kiến: “Số liệu chưa chốt.”)" in capsys.readouterr().out
    assert office.case(ref).confirmations[0].note == "Số liệu chưa chốt."
