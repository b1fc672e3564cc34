"""What the verdict of authority changes in routing: who is asked, how long is waited, and what signing costs."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from casework.authority import Authority, Piece, PieceKind, Standing, Verdict
from casework.case import Case
from casework.decision import Awaited, Awaiting, Disposition, Ruling
from casework.directory import Snapshot
from casework.document import SignatureStatus
from casework.finding import Severity
from casework.mail import OriginStatus
from casework.noun import replace
from casework.portal import Then
from frontdesk.regulations import Regulations, load
from routing import route
from routing.deadline import wait_for
from tests.routing.folders import DIRECTORY, LEADER, RECEIVED, case, document, finding
from tests.validators import cases
from tests.validators.evidence import PEOPLE, signature, with_signature
from validators.examine import examine

PROOF = finding("PRF101", Severity.HOLD)


@pytest.fixture(scope="module")
def regulations() -> Regulations:
    return load(Path(__file__).parents[2] / "regulations")


def routed(folder: Case, regulations: Regulations, directory: Snapshot = DIRECTORY) -> Awaiting:
    portal = regulations.portal(folder.portal)
    done = route(folder, portal, regulations.calendar, regulations.law, directory, RECEIVED)
    assert done.decision is not None and done.decision.awaiting is not None
    return done.decision.awaiting


def outsider(**changes: object) -> Case:
    return case(document(), portal="vienkhtcnn", **{"findings": (PROOF,), "person": None, **changes})  # type: ignore[arg-type]


def test_an_outsider_waits_before_the_desk_and_is_refused_by_the_institutes_article(regulations: Regulations) -> None:
    wait = routed(outsider(), regulations)
    assert wait.who is Awaited.DESK and "khoản 4 Điều 11" in wait.outcome
    assert wait.last_day == regulations.calendar.add_working_days(RECEIVED, 10)
    setting = wait_for(outsider(), regulations.portal("vienkhtcnn"), Awaited.DESK)
    assert setting is not None and setting.then is Then.RETURN


@pytest.mark.parametrize(
    "other",
    [
        outsider(origin=OriginStatus.UNPROVEN),
        outsider(findings=(finding("DUP101", Severity.HOLD),)),
        replace(outsider(), ruling=Ruling("Mai", RECEIVED, Disposition.HOLD, "chờ Tổng biên tập")),
    ],
    ids=["origin not proven", "another rule", "laid aside by a person"],
)
def test_what_waits_for_another_reason_is_never_sent_back_for_this_one(other: Case, regulations: Regulations) -> None:
    setting = wait_for(other, regulations.portal("vienkhtcnn"), Awaited.DESK)
    assert setting is not None and setting.then is Then.ESCALATE
    assert "thư vẫn được giữ" in routed(other, regulations).outcome


def test_a_wait_that_comes_to_another_end_starts_by_its_own_days(regulations: Regulations) -> None:
    """First the desk looked at a repeat (three days); then only the proof is missing (ten)."""
    folder = outsider(findings=(finding("DUP101", Severity.HOLD),))
    portal = regulations.portal("vienkhtcnn")
    first = route(folder, portal, regulations.calendar, regulations.law, DIRECTORY, RECEIVED)
    wait = routed(replace(first, findings=(PROOF,)), regulations)
    assert wait.last_day == regulations.calendar.add_working_days(RECEIVED, 10)


def test_who_is_awaited_is_told_in_words_that_fit_both_letters(regulations: Regulations) -> None:
    wait = routed(outsider(), regulations)
    assert wait.what.startswith("Xác nhận hoặc ký số của lãnh đạo đơn vị gửi (danh bạ chưa có người để hỏi")
    refused = replace(outsider(), authority=Authority(Verdict.REFUSED))
    assert routed(refused, regulations).what.startswith("Người phụ trách xem thư và kết luận về xác nhận của lãnh đạo")


def test_a_leader_is_asked_about_his_own_mail_only_where_it_did_not_count(regulations: Regulations) -> None:
    own = case(document(), findings=(PROOF,), person=LEADER)
    did_not_count = Piece(PieceKind.OWN_MAIL, Standing.VOID, reason="thư cũ")
    asked = routed(replace(own, authority=Authority(Verdict.NONE, (did_not_count,))), regulations)
    assert asked.who is Awaited.LEADER and LEADER.address in asked.leaders
    counted = replace(did_not_count, standing=Standing.PROVES)
    for authority in (None, Authority(Verdict.PARTLY, (counted,))):
        assert LEADER.address not in routed(replace(own, authority=authority), regulations).leaders


@pytest.mark.parametrize("portal_id", ["congttdt", "vienkhtcnn", "hungyen", "cchc", "hatinh"])
@pytest.mark.parametrize("status", [s for s in SignatureStatus if s is not SignatureStatus.ALTERED])
def test_signing_is_never_worse_than_not_signing(
    portal_id: str, status: SignatureStatus, regulations: Regulations
) -> None:
    """Same people asked, same outcome or a better one, whatever became of the signature."""
    portal = replace(regulations.portal(portal_id), address="congttdt@moha.gov.vn")
    people = Snapshot(1, tuple(replace(p, portals=(portal_id,)) for p in PEOPLE.people))
    file = cases.article("tin.pdf", "Hội nghị triển khai công tác cải cách hành chính")

    def outcome(signed: bool) -> tuple[Disposition, object, tuple[str, ...], bool]:
        sent = cases.case(with_signature(file, signature(status)) if signed else file, portal=portal_id)
        judged = examine(sent, portal, regulations.law, regulations.calendar, cases.History(), people)
        decision = route(judged, portal, regulations.calendar, regulations.law, people, cases.RECEIVED).decision
        assert decision is not None
        wait = decision.awaiting
        asks_proof = any(f.code == "PRF101" for f in judged.findings or ())
        return decision.disposition, wait and wait.who, wait.leaders if wait else (), asks_proof

    unsigned, signed = outcome(signed=False), outcome(signed=True)
    if status is SignatureStatus.TRUSTED:
        assert not signed[3] and signed[0] in (Disposition.ACCEPT, unsigned[0])
    else:
        assert signed == unsigned


def test_a_wait_never_ends_before_it_began(regulations: Regulations) -> None:
    assert routed(outsider(), regulations).last_day > RECEIVED + timedelta(days=10)
