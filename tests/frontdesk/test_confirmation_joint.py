"""One open request for each leader and sender: later items join it, and each has its own answer."""

from __future__ import annotations

import threading

import pytest

from notifier import requests
from tests.builders.mail import File
from tests.frontdesk.leaders import DEPUTY, answer, ask, with_deputy, words_of
from tests.frontdesk.office import LEADER, LIAISON, OTHER_LEADER, OTHER_UNIT, Office, at, news

FIRST = "Hội nghị triển khai cải cách hành chính quý III năm 2026"
SECOND = "Hội nghị sơ kết cải cách hành chính 6 tháng đầu năm 2026"


def two(office: Office) -> tuple[str, str]:
    """Two items of one liaison; the leader has a letter about the first and one about both."""
    first = ask(office, FIRST)
    office.hand.turn(minutes=10)
    return first, ask(office, SECOND)


def states(office: Office, *refs: str) -> list[str | None]:
    return [office.ledger.state(ref) for ref in refs]


def test_a_later_item_joins_in_the_same_thread(office: Office) -> None:
    first, second = two(office)
    alone, joint = office.letters("confirmation_request", to=LEADER)
    assert joint.in_reply_to == alone.message_id
    for needed in (FIRST, SECOND, first, second, "1 ĐỒNG Ý", "2 KHÔNG ĐỒNG Ý"):
        assert needed in words_of(joint)
    assert "XÁC NHẬN 2 MỤC" in joint.text and "XÁC NHẬN." in alone.text
    assert joint.token in {row.token for row in office.ledger.letters_of(first)}, "it is a letter of both cases"


def test_items_of_other_senders_and_other_leaders_stay_apart(office: Office) -> None:
    ask(office, FIRST)
    office.take_in(office.mail(OTHER_UNIT, "Gửi bài.", File("khac.docx", news(SECOND))))
    assert "MỤC" not in office.only("confirmation_request", to=OTHER_LEADER).text.split("Kính gửi")[1][:200]
    assert len(office.letters("confirmation_request", to=LEADER)) == 1


def test_each_item_gets_its_own_answer(office: Office) -> None:
    first, second = two(office)
    joint = office.letters("confirmation_request", to=LEADER)[-1]
    outcome = answer(office, joint, "1 ĐỒNG Ý\n2 KHÔNG ĐỒNG Ý\n\nTrần Văn Hùng")
    assert outcome == ("confirmation", f"{first}: đồng ý; {second}: không đồng ý")
    assert states(office, first, second) == ["queued", "held"]
    awaiting = office.case(second).decision.awaiting  # type: ignore[union-attr]
    assert awaiting is not None and awaiting.who.value == "desk"
    transcript = office.only("confirmation_received", to=LEADER)
    assert "1. ĐỒNG Ý: Bài viết" in words_of(transcript) and "2. KHÔNG ĐỒNG Ý: Bài viết" in words_of(transcript)
    assert office.case(first).confirmations[0].files == tuple(d.sha256 for d in office.case(first).files)


def test_what_he_wrote_below_stands_with_the_no_or_else_with_every_yes(office: Office) -> None:
    first, second = two(office)
    joint = office.letters("confirmation_request", to=LEADER)[-1]
    answer(office, joint, "1 ĐỒNG Ý\n2 KHÔNG ĐỒNG Ý\nSố liệu chưa chốt.")
    assert [office.case(ref).confirmations[-1].note for ref in (first, second)] == ["", "Số liệu chưa chốt."]
    third, fourth = ask(office, FIRST + " quý III"), ask(office, SECOND + " quý III")
    joint = office.letters("confirmation_request", to=LEADER)[-1]
    answer(office, joint, "ĐỒNG Ý TẤT CẢ\nĐăng sáng mai.")
    assert [office.case(ref).confirmations[-1].note for ref in (third, fourth)] == ["Đăng sáng mai."] * 2


def test_all_at_once(office: Office) -> None:
    refs = two(office)
    answer(office, office.letters("confirmation_request")[-1], "Đồng ý tất cả")
    assert states(office, *refs) == ["queued", "queued"]


def test_one_now_and_one_later_each_by_its_number(office: Office) -> None:
    first, second = two(office)
    joint = office.letters("confirmation_request")[-1]
    answer(office, joint, "2 đồng ý")
    assert states(office, first, second) == ["held", "queued"]
    transcript = office.only("confirmation_received")
    assert "CÒN CHỜ ÔNG/BÀ" in transcript.text and "1 KHÔNG ĐỒNG Ý" in transcript.text
    answer(office, transcript, "1 đồng ý")
    assert states(office, first, second) == ["queued", "queued"]


def test_a_bare_answer_to_two_items_is_helped_once(office: Office) -> None:
    refs = two(office)
    joint = office.letters("confirmation_request")[-1]
    answer(office, joint, "ĐỒNG Ý")
    assert states(office, *refs) == ["held", "held"]
    told = office.only("confirmation_help", to=LEADER)
    assert "câu trả lời phải có số của mục" in words_of(told) and "2 KHÔNG ĐỒNG Ý" in told.text
    answer(office, joint, "Tôi đã nói là đồng ý.")
    assert len(office.letters("confirmation_help")) == 1
    answer(office, told, "1 ĐỒNG Ý\n2 ĐỒNG Ý")
    assert states(office, *refs) == ["queued", "queued"]


def test_a_bare_answer_to_the_first_letter_speaks_of_what_that_one_showed(office: Office) -> None:
    first, second = two(office)
    answer(office, office.letters("confirmation_request")[0], "ĐỒNG Ý")
    assert states(office, first, second) == ["queued", "held"]


def test_a_program_that_names_only_the_thread_answers_its_newest_letter(office: Office) -> None:
    """Read by the first letter of the thread, “ĐỒNG Ý” would consent to one of two without being meant so."""
    first, second = two(office)
    alone, joint = office.letters("confirmation_request")
    thread = f"{alone.message_id} {joint.message_id}"
    answer(office, joint, "ĐỒNG Ý", in_reply_to="", References=thread)
    assert states(office, first, second) == ["held", "held"]
    answer(office, joint, "2 ĐỒNG Ý", in_reply_to="", References=thread)
    assert states(office, first, second) == ["held", "queued"]


def test_what_was_answered_is_not_listed_again(office: Office) -> None:
    first = ask(office, FIRST)
    answer(office, office.only("confirmation_request"), "Đồng ý")
    assert office.ledger.state(first) == "queued"
    ask(office, SECOND)
    letter = office.letters("confirmation_request")[-1]
    assert first not in letter.text and letter.in_reply_to == "" and "XÁC NHẬN." in letter.text


def test_words_of_the_sender_ask_the_leader_nothing_twice(office: Office) -> None:
    ref = ask(office, FIRST)
    office.hand.now = at("3/9/2026 08:00")
    told = office.only("held", to=LIAISON)
    assert office.take_in(office.mail(LIAISON, "Tôi đã báo lãnh đạo.", in_reply_to=told.message_id)) == ref
    assert len(office.letters("confirmation_request")) == 1
    answer(office, office.only("confirmation_request"), "Đồng ý")
    assert office.ledger.state(ref) == "queued"


def test_a_corrected_item_is_asked_about_anew_beside_the_one_that_still_waits(office: Office) -> None:
    first, second = two(office)
    joint = office.letters("confirmation_request")[-1]
    held = next(letter for letter in office.letters("held", to=LIAISON) if letter.ref == first)
    office.hand.turn(hours=1)
    better = File("bai.docx", news("Hội nghị triển khai cải cách hành chính quý IV năm 2026"))
    assert office.take_in(office.mail(LIAISON, "Gửi bài đã sửa.", better, in_reply_to=held.message_id)) == first
    newest = office.letters("confirmation_request")[-1]
    assert "quý IV năm 2026" in words_of(newest) and SECOND in words_of(newest)
    assert newest.in_reply_to == joint.message_id
    # The joint letter before showed the old file of the one and the file of the other as it still lies there.
    answer(office, joint, "1 đồng ý\n2 đồng ý")
    assert states(office, first, second) == ["held", "queued"]
    void = office.only("confirmation_void", to=LEADER)
    assert "người gửi đã thay tệp" in words_of(void) and first in void.text
    answer(office, newest, "Đồng ý tất cả")
    assert states(office, first, second) == ["queued", "queued"]


def test_a_reminder_lists_all_that_waits_and_no_more_than_one_comes_a_day(office: Office) -> None:
    refs = two(office)
    office.hand.now = at("3/9/2026 09:30")
    office.ticks.holds()
    office.ticks.holds()
    office.post()
    told = office.only("reminder", to=LEADER)
    assert "XÁC NHẬN 2 MỤC" in told.text and FIRST in words_of(told) and SECOND in words_of(told)
    answer(office, told, "1 đồng ý")
    office.hand.now = at("4/9/2026 10:00")
    office.ticks.holds()
    office.post()
    later = office.letters("reminder", to=LEADER)[-1]
    assert len(office.letters("reminder")) == 2 and SECOND in words_of(later) and FIRST not in words_of(later)
    answer(office, later, "Đồng ý")
    assert states(office, *refs) == ["queued", "queued"]


def test_of_very_many_items_the_leader_hears_once_at_a_tick(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """More wait than one letter lists, or one look at the ledger finds."""
    monkeypatch.setattr(requests, "MOST_ITEMS", 2)
    refs = [ask(office, FIRST.replace("III", f"thứ {n}"), name=f"bai {n}.docx") for n in range(4)]
    office.hand.now = at("3/9/2026 09:30")
    office.ticks.holds()
    office.post()
    told = office.only("reminder", to=LEADER)
    assert "XÁC NHẬN 2 MỤC" in told.text and "Các mục khác" in words_of(told)
    answer(office, office.letters("confirmation_request")[-1], "2 đồng ý")
    assert states(office, *refs) == ["held", "held", "held", "queued"], "what a letter leaves out it does not answer"


def test_each_of_two_leaders_is_reminded_once(office: Office) -> None:
    with_deputy(office)
    two(office)
    office.hand.now = at("3/9/2026 09:30")
    office.ticks.holds()
    office.post()
    assert sorted(letter.to for letter in office.letters("reminder")) == sorted((LEADER, DEPUTY))


def test_each_item_ends_on_its_own_day(office: Office) -> None:
    first = ask(office, FIRST)
    office.hand.now = at("3/9/2026 09:00")
    second = ask(office, SECOND)
    office.hand.now = at("9/9/2026 09:00")
    office.ticks.holds()
    office.post()
    assert states(office, first, second) == ["expired", "held"]
    assert office.only("expired", to=LIAISON).ref == first
    joint = office.letters("confirmation_request")[-1]
    office.hand.turn(minutes=10)
    answer(office, joint, "Đồng ý tất cả")
    assert states(office, first, second) == ["expired", "queued"]
    assert first in office.only("confirmation_void").text


def test_two_workers_at_once_do_not_both_write_single_requests(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both walks look before either commits; the second to commit must look again."""
    import frontdesk.engine as engine

    both_looked = threading.Barrier(2, timeout=60)
    walk, passed = engine.new_mail, threading.local()

    def slowly(*given: object) -> object:
        outcome = walk(*given)  # type: ignore[arg-type]
        if not getattr(passed, "once", False):
            passed.once = True
            both_looked.wait()
        return outcome

    monkeypatch.setattr(engine, "new_mail", slowly)
    for title in (FIRST, SECOND):
        office.arrive(office.mail(LIAISON, f"Gửi {title}.", File("bai.docx", news(title))))
    workers = [threading.Thread(target=office.engine.work_once, args=(f"worker-{n}",)) for n in (1, 2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(90)
    office.post()
    letters = office.letters("confirmation_request", to=LEADER)
    assert ["XÁC NHẬN 2 MỤC" in letter.text for letter in letters] == [False, True]
