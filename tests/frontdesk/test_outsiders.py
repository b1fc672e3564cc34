"""Whom nobody in the directory can answer for (vien/10.1.b): the desk decides, records paper or has the leader entered;
after the days that the portal's file gives, the item is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from casework.authority import PieceKind, Verdict
from casework.calendar import VIETNAM
from casework.case import Case
from casework.decision import Awaited, Disposition
from casework.directory import Person, Role
from frontdesk.digests import digest_of
from tests.builders.mail import File
from tests.frontdesk.office import PEOPLE, Office, at, news
from tests.stories.documents import request_letter

Run = Callable[..., int]
UNIT = "Học viện Hành chính và Quản trị công"
SENDER, DIRECTOR = "lan.ptt@moha.gov.vn", "giamdoc@moha.gov.vn"
WORDS = (
    "Kính gửi Ban Biên tập, gửi bài kèm theo.\n\nNgười liên hệ: Phạm Thị Tuyết Lan\n"
    "Địa chỉ: số 77 đường Nguyễn Chí Thanh, phường Láng, thành phố Hà Nội\nĐiện thoại: 0912 345 678\n"
)
DESK_SPEAKS = ("--by", "Lê Thị Mai")


def _sent(office: Office, **more: str) -> str:
    letter = request_letter(
        UNIT, "HVHC", "phối hợp và đề nghị đăng tải bài viết",
        "Viện Khoa học Tổ chức nhà nước và Lao động", "Nguyễn Bá Chiến",
    )  # fmt: skip
    files = (File("CV 12.docx", letter), File("bai.docx", news("Góc nhìn về tinh gọn bộ máy")))
    return office.take_in(office.mail(SENDER, WORDS, *files, portal="vienkhtcnn", **more), "vienkhtcnn")


def _enter(office: Office) -> None:
    new = (
        Person(SENDER, "Phạm Thị Tuyết Lan", UNIT, Role.LIAISON),
        Person(DIRECTOR, "Nguyễn Bá Chiến", UNIT, Role.LEADER, function="Giám đốc"),
    )
    office.ledger.set_directory((*PEOPLE, *new), by="Quản trị")


def _awaited(case: Case) -> tuple[Disposition, Awaited]:
    assert case.decision is not None and case.decision.awaiting is not None
    return case.decision.disposition, case.decision.awaiting.who


def test_it_waits_before_the_desk_and_the_letter_says_what_would_do(office: Office) -> None:
    ref = _sent(office)
    assert _awaited(office.case(ref)) == (Disposition.HOLD, Awaited.DESK)
    office.post()
    letter = office.only("held", to=SENDER)
    told = " ".join(letter.text.split())
    assert "người phụ trách ghi nhận bản giấy, hoặc bổ sung danh bạ" in told and "khoản 4 Điều 11" in told
    assert not office.letters("confirmation_request")


def test_paper_that_the_desk_recorded_lets_it_through_and_stands_in_the_case(
    office: Office, tiepnhan: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    ref = _sent(office)
    assert tiepnhan("confirm", ref, *DESK_SPEAKS, "--paper", "công văn 12 có chữ ký Giám đốc") == 0
    office.work()
    case = office.case(ref)
    assert case.decision is not None and case.decision.disposition is Disposition.ACCEPT
    assert case.authority is not None and case.authority.verdict is Verdict.PROVEN
    assert [piece.kind for piece in case.authority.pieces] == [PieceKind.RECORDED]


def test_the_case_and_the_queue_show_every_piece_of_evidence(
    office: Office, tiepnhan: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    ref = _sent(office)
    capsys.readouterr()
    tiepnhan("case", ref)
    out = capsys.readouterr().out
    assert "Chứng minh của lãnh đạo: chưa có bằng chứng nào được tính (vien/10.1.b)" in out
    assert "chưa được chứng minh: “CV 12.docx”, “bai.docx”" in out
    tiepnhan("confirm", ref, *DESK_SPEAKS, "--paper", "công văn 12 có chữ ký Giám đốc")
    office.work()
    capsys.readouterr()
    tiepnhan("case", ref)
    out = capsys.readouterr().out
    assert "Chứng minh của lãnh đạo: đã chứng minh (vien/10.1.b)" in out
    assert "+ người phụ trách ghi nhận: Lê Thị Mai, lúc 09:00 thứ Sáu 28/8/2026: " in out
    assert "công văn 12 có chữ ký Giám đốc" in out
    tiepnhan("queue")
    assert "    Chứng minh: người phụ trách ghi nhận: Lê Thị Mai" in capsys.readouterr().out


def test_the_desks_digest_says_what_the_desk_can_do(office: Office) -> None:
    ref = _sent(office)
    portal = office.rooms.regulations.portal("vienkhtcnn")
    told = " ".join(digest_of(office.ledger, office.rooms, portal, portal.desks[0], office.hand()).letter.text.split())
    assert f"tiepnhan confirm {ref} --by … --paper" in told and f"tiepnhan queue again {ref} --by …" in told


def test_once_the_leader_is_entered_the_case_asks_him(
    office: Office, tiepnhan: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    ref = _sent(office)
    _enter(office)
    office.hand.turn(minutes=20)
    assert tiepnhan("queue", "again", ref, *DESK_SPEAKS) == 0
    assert "xét lại theo danh bạ hiện nay" in capsys.readouterr().out
    office.work()
    assert _awaited(office.case(ref)) == (Disposition.HOLD, Awaited.LEADER)
    office.post()
    assert office.only("confirmation_request").to == DIRECTOR


def test_a_stranger_whose_origin_is_not_proven_is_not_looked_up(office: Office, tiepnhan: Run) -> None:
    ref = _sent(office, results="")
    _enter(office)
    tiepnhan("queue", "again", ref, *DESK_SPEAKS)
    office.work()
    assert office.case(ref).person is None and _awaited(office.case(ref))[1] is Awaited.DESK


def test_what_is_closed_is_not_judged_again(office: Office, tiepnhan: Run, capsys: pytest.CaptureFixture[str]) -> None:
    ref = _sent(office)
    assert tiepnhan("queue", "refuse", ref, *DESK_SPEAKS, "--article", "vien/11.4") == 0
    assert tiepnhan("queue", "again", ref, *DESK_SPEAKS) == 2
    assert "không xét lại" in capsys.readouterr().err


def test_after_ten_working_days_it_is_refused_by_its_article(office: Office) -> None:
    ref = _sent(office)
    decision = office.case(ref).decision
    assert decision is not None and decision.awaiting is not None
    last_day = decision.awaiting.last_day.astimezone(VIETNAM)
    assert last_day.date() == at("16/9/2026 09:00").date()  # the Quốc khánh days do not count
    office.hand.now = last_day
    office.ticks.holds()
    office.post()
    assert office.ledger.state(ref) == "expired"
    letter = office.only("expired", to=SENDER)
    told = " ".join(letter.text.split())
    assert "chưa có xác nhận hoặc ký số của lãnh đạo đơn vị gửi" in told and "khoản 4 Điều 11" in told


def test_a_mail_to_whose_sender_nobody_may_write_is_never_sent_back(office: Office) -> None:
    ref = _sent(office, results="")
    decision = office.case(ref).decision
    assert decision is not None and decision.awaiting is not None
    assert "thư vẫn được giữ" in decision.awaiting.outcome
