"""Deadlines with their derivation, and the waits of a hold."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from casework.calendar import VIETNAM
from casework.decision import Awaited, Disposition
from casework.directory import Snapshot
from casework.document import Document, Item
from casework.finding import Severity, Verdict
from casework.mail import MailClass
from casework.noun import replace
from casework.portal import Basis, Counting, Portal
from frontdesk.regulations import Regulations, load
from routing import route
from routing.deadline import deadlines, petition_deadlines, setting_for
from tests.routing.folders import DIRECTORY, RECEIVED, case, document, finding

ROOT = Path(__file__).parents[2]
PROOF = finding("PRF101", Severity.HOLD)


@pytest.fixture(scope="module")
def regulations() -> Regulations:
    return load(ROOT / "regulations")


@pytest.fixture
def portal(regulations: Regulations) -> Portal:
    return regulations.portal("congttdt")


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=VIETNAM)


def test_four_hours_from_receipt_run_through_the_evening(regulations: Regulations, portal: Portal) -> None:
    (found,) = deadlines(case(), portal, regulations.calendar, proof_awaited_until=None)
    assert found.due == at(8, 28, 20, 40)
    assert found.derivation == "nhận 16:40 thứ Sáu 28/8/2026 + 04 giờ (668/12.2.b) → 20:40 cùng ngày"
    assert found.binding and found.running and not found.urgent and found.cite == "668/12.2.b"


def test_over_midnight_the_other_day_is_named(regulations: Regulations, portal: Portal) -> None:
    late = case(received_at=at(8, 28, 21, 5))
    (found,) = deadlines(late, portal, regulations.calendar, proof_awaited_until=None)
    assert found.derivation == "nhận 21:05 thứ Sáu 28/8/2026 + 04 giờ (668/12.2.b) → 01:05 thứ Bảy 29/8/2026"


@pytest.mark.parametrize(
    ("subject", "body", "text", "urgent"),
    [
        ("Tin Lễ kỷ niệm (sự kiện nằm trong kế hoạch truyền thông của Bộ)", "", "", True),
        ("Tin lễ kỷ niệm", "Sự kiện này thuộc Kế hoạch truyền thông năm 2026, đề nghị đăng sớm.", "", True),
        ("Tin lễ kỷ niệm", "", "Thực hiện Kế hoạch truyền thông của Bộ Nội vụ, sáng 28/8, Vụ Tổ chức cán bộ…", True),
        ("Tin lễ kỷ niệm", "Sự kiện không nằm trong kế hoạch truyền thông của Bộ.", "", False),
        ("Tin lễ kỷ niệm", "Sự kiện không chỉ nằm trong kế hoạch truyền thông mà còn…", "", True),
        ("Tin lễ kỷ niệm", "Tin này ngoài kế hoạch, truyền thông tự do", "", False),
        ("Tin về công tác truyền thông", "", "Vụ ban hành kế hoạch mới.", False),
    ],
)  # fmt: skip
def test_two_hours_for_the_communication_plan(
    regulations: Regulations, portal: Portal, subject: str, body: str, text: str, urgent: bool
) -> None:
    planned = case(document(text), subject=subject, body=body)
    (found,) = deadlines(planned, portal, regulations.calendar, proof_awaited_until=None)
    assert found.urgent is urgent
    assert found.due == (at(8, 28, 18, 40) if urgent else at(8, 28, 20, 40))


def test_two_times_once_the_proof_has_come(regulations: Regulations, portal: Portal) -> None:
    complete = replace(case(), complete_at=at(9, 3, 8, 15))
    first, second = deadlines(complete, portal, regulations.calendar, proof_awaited_until=None)
    assert (first.basis, first.binding, first.due) == ("receipt", False, at(8, 28, 20, 40))
    assert (second.basis, second.binding, second.due) == ("complete", True, at(9, 3, 12, 15))
    assert second.derivation == "đủ xác nhận 08:15 thứ Năm 3/9/2026 + 04 giờ (668/12.2.b) → 12:15 cùng ngày"


def test_two_times_while_the_proof_is_awaited(regulations: Regulations, portal: Portal) -> None:
    routed = route(case(findings=(PROOF,)), portal, regulations.calendar, regulations.law, DIRECTORY, RECEIVED)
    assert routed.decision is not None and routed.decision.awaiting is not None
    first, second = routed.decision.deadlines
    assert first.due == at(8, 28, 20, 40) and first.running and not first.binding
    assert not second.running and second.binding
    # The wait ends five working days after Friday: 3, 4, 7, 8, 9 September.
    assert routed.decision.awaiting.last_day == at(9, 9, 16, 40)
    assert second.due == at(9, 9, 20, 40)
    assert second.derivation == "từ khi có xác nhận + 04 giờ (668/12.2.b) → muộn nhất 20:40 thứ Tư 9/9/2026"


def test_a_file_may_let_the_receipt_bind(regulations: Regulations, portal: Portal) -> None:
    strict = replace(portal, deadlines=tuple(replace(d, binds=Basis.RECEIPT) for d in portal.deadlines))
    complete = replace(case(), complete_at=at(9, 3, 8, 15))
    first, second = deadlines(complete, strict, regulations.calendar, proof_awaited_until=None)
    assert first.binding and not second.binding


def test_working_hours_are_another_thing(regulations: Regulations, portal: Portal) -> None:
    by_office = replace(portal, deadlines=tuple(replace(d, counting=Counting.WORKING) for d in portal.deadlines))
    (found,) = deadlines(case(), by_office, regulations.calendar, proof_awaited_until=None)
    assert found.due == at(9, 3, 11, 40)  # 20 minutes on Friday, 3:40 on Thursday
    assert "04 giờ làm việc (668/12.2.b) → 11:40 thứ Năm 3/9/2026" in found.derivation


def test_a_deadline_for_some_items_only(portal: Portal) -> None:
    only_articles = replace(portal, deadlines=tuple(replace(d, items=(Item.ARTICLE,)) for d in portal.deadlines))
    assert setting_for(case(document(item=Item.ARTICLE)), only_articles) is not None
    assert setting_for(case(document(item=Item.DOCUMENT)), only_articles) is None


@pytest.mark.parametrize("id", ["vienkhtcnn", "cchc", "hatinh", "hungyen"])
def test_where_the_regulation_sets_no_time_there_is_none(regulations: Regulations, id: str) -> None:
    accepted = route(
        case(portal=id), regulations.portal(id), regulations.calendar, regulations.law, DIRECTORY, RECEIVED
    )
    assert accepted.decision is not None and accepted.decision.deadlines == ()
    assert accepted.decision.deadline is None


@pytest.mark.parametrize(
    "findings",
    [(finding("FNT101", Severity.RETURN),), (finding("SEC101", Severity.STOP),),
     (finding("SEC101", Severity.STOP, Verdict.UNSURE),)],
)  # fmt: skip
def test_no_clock_runs_for_what_goes_back_or_away(
    regulations: Regulations, portal: Portal, findings: tuple[object, ...]
) -> None:
    routed = route(
        replace(case(), findings=findings), portal, regulations.calendar, regulations.law, DIRECTORY, RECEIVED
    )
    assert routed.decision is not None and routed.decision.deadlines == ()


@pytest.mark.parametrize(
    ("received", "due", "words"),
    [
        (at(8, 26, 9, 30), at(8, 26, 17), "nhận 09:30 thứ Tư 26/8/2026, trong ngày (hy/11.3) → 17:00 cùng ngày"),
        (at(8, 26, 6), at(8, 26, 17), "nhận 06:00 thứ Tư 26/8/2026, trong ngày (hy/11.3) → 17:00 cùng ngày"),
        (
            at(8, 28, 17),
            at(9, 3, 17),
            "nhận 17:00 thứ Sáu 28/8/2026, ngoài giờ làm việc, trong ngày làm việc tiếp theo (hy/11.3) "
            "→ 17:00 thứ Năm 3/9/2026",
        ),
        (
            at(8, 29, 10),
            at(9, 3, 17),
            "nhận 10:00 thứ Bảy 29/8/2026, ngoài giờ làm việc, trong ngày làm việc tiếp theo (hy/11.3) "
            "→ 17:00 thứ Năm 3/9/2026",
        ),
    ],
)
def test_petitions_in_hung_yen_the_same_day(
    regulations: Regulations, received: datetime, due: datetime, words: str
) -> None:
    petition = case(portal="hungyen", mail_class=MailClass.PETITION, received_at=received)
    (found,) = petition_deadlines(petition, regulations.portal("hungyen"), regulations.calendar)
    assert (found.due, found.derivation, found.cite) == (due, words, "hy/11.3")


def hold(regulations: Regulations, portal: Portal, now: datetime, held: Document | None = None) -> object:
    folder = case(held or document(), findings=(finding("DUP101", Severity.HOLD),))
    return route(folder, portal, regulations.calendar, regulations.law, Snapshot(), now)


def test_every_hold_has_owner_reminder_last_day_and_outcome(regulations: Regulations) -> None:
    for portal in regulations.portals:
        for code, severity, who in (
            ("PRF101", Severity.HOLD, Awaited.LEADER),
            ("DUP101", Severity.HOLD, Awaited.DESK),
            ("SEC101", Severity.STOP, Awaited.DUTY_OFFICER),
        ):
            verdict = Verdict.UNSURE if severity is Severity.STOP else Verdict.DEFECT
            person = DIRECTORY.people[0]
            directory = Snapshot(people=tuple(replace(p, portals=(portal.id,)) for p in DIRECTORY.people))
            held = case(portal=portal.id, findings=(finding(code, severity, verdict),), person=person)
            routed = route(held, portal, regulations.calendar, regulations.law, directory, RECEIVED)
            assert routed.decision is not None
            wait = routed.decision.awaiting
            assert wait is not None and routed.decision.disposition is Disposition.HOLD
            assert wait.who is who and wait.outcome and wait.what
            assert RECEIVED < wait.remind_at <= wait.last_day
            assert wait.owner == ("duty_officer" if who is Awaited.DUTY_OFFICER else portal.desk_of_first_resort)


def test_the_outcome_names_its_article(regulations: Regulations, portal: Portal) -> None:
    routed = route(case(findings=(PROOF,)), portal, regulations.calendar, regulations.law, DIRECTORY, RECEIVED)
    assert routed.decision is not None and routed.decision.awaiting is not None
    assert routed.decision.awaiting.outcome == (
        "thư được trả lại vì chưa có xác nhận hoặc chữ ký số của lãnh đạo đơn vị "
        "(điểm b khoản 1 Điều 9 Quy chế ban hành kèm theo Quyết định số 668/QĐ-BNV)"
    )


def test_a_second_walk_does_not_prolong_the_wait(regulations: Regulations, portal: Portal) -> None:
    held = case(findings=(PROOF,))
    first = route(held, portal, regulations.calendar, regulations.law, DIRECTORY, RECEIVED)
    again = route(first, portal, regulations.calendar, regulations.law, DIRECTORY, at(9, 8, 10))
    fresh = route(held, portal, regulations.calendar, regulations.law, DIRECTORY, at(9, 7, 10))
    assert first.decision and again.decision and fresh.decision
    assert first.decision.awaiting and again.decision.awaiting and fresh.decision.awaiting
    last_day = first.decision.awaiting.last_day
    assert again.decision.awaiting.last_day == last_day == fresh.decision.awaiting.last_day
    assert again.decision.awaiting.remind_at == at(9, 9, 10)  # the next reminder moves on


def test_after_an_outage_the_wait_is_whole_again(regulations: Regulations, portal: Portal) -> None:
    now = at(9, 14, 9)  # the mail is from 28 August: its five working days have passed
    routed = route(case(findings=(PROOF,)), portal, regulations.calendar, regulations.law, DIRECTORY, now)
    assert routed.decision is not None and routed.decision.awaiting is not None
    assert routed.decision.awaiting.last_day == at(9, 21, 9)
