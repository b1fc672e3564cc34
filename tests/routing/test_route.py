"""The room as a whole: who is asked, who sees it, and what gets no decision at all."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from casework.case import Case, Confirmation
from casework.decision import Awaited, Decision, Disposition
from casework.directory import Person, Role, Snapshot
from casework.finding import Severity, Verdict
from casework.mail import MailClass, OriginStatus
from casework.noun import replace
from frontdesk.regulations import Regulations, load
from routing import route
from tests.routing.folders import DIRECTORY, LEADER, LIAISON, RECEIVED, case, document, finding

ROOT = Path(__file__).parents[2]
PROOF = finding("PRF101", Severity.HOLD)


@pytest.fixture(scope="module")
def regulations() -> Regulations:
    return load(ROOT / "regulations")


def decide(regulations: Regulations, folder: Case, directory: Snapshot = DIRECTORY) -> Decision:
    routed = route(
        folder, regulations.portal(folder.portal), regulations.calendar, regulations.law, directory, RECEIVED
    )
    assert routed.decision is not None
    return routed.decision


def test_an_accepted_article(regulations: Regulations) -> None:
    text = "Hội nghị diễn ra tại Hà Nội sáng 28/8."
    decision = decide(regulations, case(document(text, title="Sơ kết công tác sáu tháng")))
    assert decision.disposition is Disposition.ACCEPT and decision.awaiting is None
    assert decision.column.id == "tin_tuc" and decision.desk == "bien_tap"
    assert decision.deadline is not None and decision.decided_at == RECEIVED
    assert decision.reasons == ()


def test_the_leader_of_the_unit_is_asked(regulations: Regulations) -> None:
    deputy = replace(LEADER, address="mai@moha.gov.vn", name="Lê Thị Mai", role=Role.DEPUTY)
    other_unit = replace(LEADER, address="khac@moha.gov.vn", unit="Vụ Tiền lương")
    directory = Snapshot(people=(deputy, other_unit, LIAISON, LEADER))
    wait = decide(regulations, case(findings=(PROOF,)), directory).awaiting
    assert wait is not None and wait.who is Awaited.LEADER
    assert wait.leaders == ("hung@moha.gov.vn", "mai@moha.gov.vn")  # the leader before the deputy
    assert wait.what == (
        "Lãnh đạo đơn vị xác nhận bằng thư trả lời, hoặc đơn vị gửi lại bản có ký số của lãnh đạo đơn vị."
    )


def test_a_leader_who_has_left_is_not_asked(regulations: Regulations) -> None:
    gone = replace(LEADER, until=RECEIVED - timedelta(minutes=1))
    wait = decide(regulations, case(findings=(PROOF,)), Snapshot(people=(LIAISON, gone))).awaiting
    assert wait is not None and wait.who is Awaited.DESK and wait.leaders == ()


@pytest.mark.parametrize("person", [None, LEADER])
def test_nobody_confirms_himself_and_a_stranger_has_no_leader(regulations: Regulations, person: Person | None) -> None:
    wait = decide(regulations, case(findings=(PROOF,), person=person)).awaiting
    assert wait is not None and wait.who is Awaited.DESK


@pytest.mark.parametrize("status", [OriginStatus.UNPROVEN, OriginStatus.CONTRADICTED])
def test_no_leader_is_written_to_about_a_mail_of_unproven_origin(
    regulations: Regulations, status: OriginStatus
) -> None:
    both = (finding("SND301", Severity.HOLD), PROOF)
    wait = decide(regulations, case(findings=both, origin=status)).awaiting
    assert wait is not None and wait.who is Awaited.DESK and wait.leaders == ()
    assert wait.what == "Người phụ trách xem thư và kết luận về người gửi, xác nhận của lãnh đạo."


def test_a_leader_who_said_no_is_not_asked_again(regulations: Regulations) -> None:
    no = Confirmation(by=LEADER.address, at=RECEIVED, granted=False)
    wait = decide(regulations, replace(case(findings=(PROOF,)), confirmations=(no,))).awaiting
    assert wait is not None and wait.who is Awaited.DESK


def test_after_a_no_to_other_files_the_leader_is_asked_about_these(regulations: Regulations) -> None:
    no = Confirmation(by=LEADER.address, at=RECEIVED, granted=False, files=("f" * 64,))
    wait = decide(regulations, replace(case(findings=(PROOF,)), confirmations=(no,))).awaiting
    assert wait is not None and wait.who is Awaited.LEADER


def test_words_about_an_earlier_case_stand_before_the_desk_without_a_time(regulations: Regulations) -> None:
    decision = decide(regulations, replace(case(findings=()), continues="CONGTTDT-000007", documents=()))
    assert decision.disposition is Disposition.HOLD and decision.deadlines == ()
    assert decision.awaiting is not None and decision.awaiting.who is Awaited.DESK
    assert decision.awaiting.what == "Người phụ trách đọc thư trả lời về hồ sơ CONGTTDT-000007."
    assert decision.reasons[0].startswith("Thư trả lời về hồ sơ CONGTTDT-000007")


def test_the_head_of_unit_is_named_as_the_portal_names_him(regulations: Regulations) -> None:
    person = replace(LIAISON, portals=("hungyen",))
    directory = Snapshot(people=(person, replace(LEADER, portals=("hungyen",))))
    wait = decide(regulations, case(portal="hungyen", person=person, findings=(PROOF,)), directory).awaiting
    assert wait is not None and wait.what.startswith("Trưởng đơn vị xác nhận")


def test_a_quarantined_mail_is_nobody_else_s_business(regulations: Regulations) -> None:
    text = "Hội nghị diễn ra tại Hà Nội."
    folder = case(document(text, title="Hội nghị"), subject="Hội nghị", findings=(finding("SEC101", Severity.STOP),))
    decision = decide(regulations, folder)
    assert decision.disposition is Disposition.QUARANTINE
    assert (decision.desk, decision.column.id, decision.deadlines) == ("", "", ())


def test_a_doubt_about_secrecy_waits_for_the_duty_officer_alone(regulations: Regulations) -> None:
    doubt = finding("SEC101", Severity.STOP, Verdict.UNSURE)
    decision = decide(regulations, case(findings=(doubt,)))
    assert decision.awaiting is not None and decision.awaiting.owner == "duty_officer"
    assert decision.desk == "" and decision.deadlines == ()


@pytest.mark.parametrize(
    ("id", "to"),
    [
        ("congttdt", "đơn vị thuộc Bộ có thẩm quyền trả lời"),
        ("cchc", "cơ quan, đơn vị, tổ chức, cá nhân liên quan để xử lý, giải quyết và trực tiếp trả lời"),
        ("hatinh", "Trưởng phòng chuyên môn, Thủ trưởng đơn vị trực thuộc có thẩm quyền trả lời công dân"),
        ("hungyen", "Trưởng đơn vị phụ trách lĩnh vực"),
    ],
)
def test_a_petition_is_passed_on(regulations: Regulations, id: str, to: str) -> None:
    decision = decide(regulations, case(portal=id, mail_class=MailClass.PETITION))
    assert decision.disposition is Disposition.HOLD and decision.awaiting is not None
    assert decision.awaiting.what == f"Người phụ trách chuyển thư tới {to}."
    assert decision.desk == regulations.portal(id).petitions.desk
    assert bool(decision.deadlines) is (id == "hungyen")  # only there a time is set


def test_a_rule_forward_says_why_it_waits(regulations: Regulations) -> None:
    decision = decide(regulations, case(by_rule=True, findings=(finding("TIM101", Severity.REMIND),)))
    assert decision.awaiting is not None
    assert decision.awaiting.what == "Người phụ trách xem thư chuyển tiếp tự động."
    assert decision.reasons[0].startswith("Thư do quy tắc chuyển tiếp")


@pytest.mark.parametrize(
    "mail_class", sorted(set(MailClass) - {MailClass.SUBMISSION, MailClass.PETITION, MailClass.PRECHECK})
)
def test_other_classes_get_no_decision(regulations: Regulations, mail_class: MailClass) -> None:
    folder = case(mail_class=mail_class, findings=None)
    routed = route(folder, regulations.portal("congttdt"), regulations.calendar, regulations.law, DIRECTORY, RECEIVED)
    assert routed == folder and routed.decision is None


def test_nothing_is_decided_unexamined(regulations: Regulations) -> None:
    with pytest.raises(ValueError, match="no findings yet"):
        decide(regulations, case(findings=None))


def test_the_same_folder_gets_the_same_decision(regulations: Regulations) -> None:
    folder = case(document("Hội nghị diễn ra tại Hà Nội"), findings=(PROOF, finding("TIM101", Severity.REMIND)))
    assert decide(regulations, folder) == decide(regulations, folder)
