"""What a desk reads at its set times: its work, most urgent first; others' as a count; nothing where nothing moved."""

from __future__ import annotations

from collections.abc import Callable

from tests.builders.mail import File
from tests.frontdesk.office import DESK, HA_TINH, LEADER, LIAISON, OTHER_LEADER, Office, Read, at, news

PLAN = "Hội nghị nằm trong kế hoạch truyền thông của Bộ."


def _digest(office: Office, moment: str) -> list[Read]:
    before = len(office.letters("digest", to=DESK))
    office.hand.now = at(moment)
    office.ticks.digest()
    office.post()
    return office.letters("digest", to=DESK)[before:]


def test_most_urgent_first_others_as_a_count_and_only_if_something_changed(office: Office) -> None:
    assert _digest(office, "28/8/2026 09:00") == []
    late = office.take_in(office.mail(LEADER, "Gửi bài.", File("a.docx", news("Bài thứ nhất của ngày hôm nay"))))
    office.hand.now = at("28/8/2026 09:30")
    urgent = office.take_in(office.mail(OTHER_LEADER, "Gửi bài.", File("b.docx", news("Bài gấp trong ngày", PLAN))))
    held = office.take_in(office.mail(LIAISON, "Gửi bài.", File("c.docx", news("Bài chờ lãnh đạo"))))
    assert [office.ledger.state(r) for r in (late, urgent, held)] == ["queued", "queued", "held"]
    # 668/12.2.a: two hours. The desk hears at once, not at 10:30.
    notice = office.only("urgent")
    assert notice.to == DESK and "11:30 thứ Sáu 28/8/2026" in " ".join(notice.text.split())
    assert _digest(office, "28/8/2026 10:29") == [], "the set time of 8:00 has passed before anything came"
    (letter,) = _digest(office, "28/8/2026 10:31")
    assert "2 bài, 1 gấp" in letter.subject and "10:30 thứ Sáu 28/8/2026" in letter.subject
    assert letter.text.index(urgent) < letter.text.index(late)
    assert held not in letter.text and "chờ lãnh đạo đơn vị xác nhận: 1" in letter.text
    assert _digest(office, "28/8/2026 13:31") == [], "nothing changed"
    office.ledger.take(late, by="Lê Thị Mai")
    (again,) = _digest(office, "28/8/2026 16:01")
    assert "QUÁ HẠN" in again.text and "đang làm: Lê Thị Mai" in again.text
    assert _digest(office, "28/8/2026 16:02") == []


def test_unproven_mail_stands_there_with_the_directorys_telephone(office: Office) -> None:
    ref = office.take_in(office.mail(LIAISON, "Gửi bài.", File("a.docx", news()), results="fail"))
    (letter,) = _digest(office, "28/8/2026 10:31")
    words = " ".join(letter.text.split())
    assert ref in words and "CHƯA CHỨNG THỰC ĐƯỢC NGƯỜI GỬI" in words
    assert "Gọi: 024.6282.6787, Nguyễn Thị Lan, đầu mối (Vụ Cải cách hành chính), số trong danh bạ" in words
    assert "Lý do: SND301" in words, "why one should call, not that proof is missing too"
    assert not office.letters(to=LIAISON)


def test_who_has_left_since_is_not_called(office: Office, tiepnhan: Callable[..., int]) -> None:
    office.take_in(office.mail(LIAISON, "Gửi bài.", File("a.docx", news()), results="fail"))
    assert tiepnhan("directory", "leave", LIAISON, "--by", "Quản trị") == 0
    (letter,) = _digest(office, "28/8/2026 10:31")
    words = " ".join(letter.text.split())
    assert "Người có địa chỉ này đã rời danh bạ" in words and "024.6282.6787" not in words


def test_a_number_that_was_corrected_is_the_one_to_call(office: Office, tiepnhan: Callable[..., int]) -> None:
    office.take_in(office.mail(LIAISON, "Gọi tôi: 0900.000.000", File("a.docx", news()), results="fail"))
    setting = ("--telephone", "024.5555", "--function", "Chuyên viên", "--by", "Quản trị")
    assert tiepnhan("directory", "set", LIAISON, *setting) == 0
    (letter,) = _digest(office, "28/8/2026 10:31")
    words = " ".join(letter.text.split())
    assert "Gọi: 024.5555, Nguyễn Thị Lan, Chuyên viên (Vụ Cải cách hành chính)" in words
    assert "0900" not in words and not office.letters(to=LIAISON)


def test_somebody_without_a_number_is_named(office: Office) -> None:
    office.take_in(office.mail(OTHER_LEADER, "Gửi bài.", File("a.docx", news()), results="fail"))
    (letter,) = _digest(office, "28/8/2026 10:31")
    words = " ".join(letter.text.split())
    assert "Trong danh bạ: Phạm Thu Hà, lãnh đạo (Văn phòng Bộ); danh bạ không có số điện thoại" in words


def test_a_stranger_with_no_telephone_says_so(office: Office) -> None:
    office.take_in(office.mail("ai.do@moha.gov.vn", "Gửi bài.", File("a.docx", news()), results=""))
    (letter,) = _digest(office, "28/8/2026 10:31")
    assert "Danh bạ không có số điện thoại của địa chỉ này" in " ".join(letter.text.split())


def test_a_desk_with_nothing_to_do_gets_nothing(office: Office) -> None:
    office.take_in(office.mail(LIAISON, "Gửi bài.", File("c.docx", news())))
    assert _digest(office, "28/8/2026 10:31") == [], "a count of what waits for others is no work"
    office.take_in(office.mail(HA_TINH, "Gửi bài.", File("c.docx", news()), portal="hatinh"), "hatinh")
    assert _digest(office, "28/8/2026 13:31") == [], "another portal's work is not ours"


def test_no_digest_on_a_day_off(office: Office) -> None:
    assert _digest(office, "28/8/2026 16:01") == []
    office.hand.now = at("29/8/2026 09:00")  # Saturday
    office.take_in(office.mail(LEADER, "Gửi bài.", File("a.docx", news())))
    assert _digest(office, "29/8/2026 10:31") == []
    assert _digest(office, "2/9/2026 10:31") == []
    assert len(_digest(office, "3/9/2026 08:01")) == 1


def test_the_case_that_continues_another_names_it(office: Office) -> None:
    first = office.take_in(office.mail(LEADER, "Gửi bài.", File("a.docx", news())))
    office.hand.turn(minutes=5)
    word = office.take_in(office.mail(LEADER, "Đề nghị sửa tên người.", in_reply_to=office.only("accepted").message_id))
    (letter,) = _digest(office, "28/8/2026 10:31")
    words = " ".join(letter.text.split())
    assert word in words and f"Thư trả lời về hồ sơ {first}" in words
