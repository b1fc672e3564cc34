"""A leader's own mail is his word once: sent on by somebody else it asks him, and only him."""

from __future__ import annotations

from datetime import timedelta

from casework.authority import PieceKind, Standing, Verdict
from casework.decision import Awaited, Disposition
from tests.builders.mail import File
from tests.frontdesk.office import LEADER, LIAISON, Office, news

FILE = File("bai.docx", news("Bài của lãnh đạo gửi"))


def _own_mail(office: Office, **more: str) -> bytes:
    return office.mail(LEADER, "Gửi đăng.", FILE, **more)


def test_the_same_message_with_another_field_on_top_asks_the_leader_himself(office: Office) -> None:
    content = _own_mail(office)
    first = office.take_in(content)
    assert office.case(first).decision.disposition is Disposition.ACCEPT  # type: ignore[union-attr]
    office.hand.turn(minutes=30)
    again = office.take_in(b"X-Forwarded-By: somebody\r\n" + content)
    case = office.case(again)
    assert case.ref != first and case.authority is not None and case.decision is not None
    (piece,) = [p for p in case.authority.pieces if p.kind is PieceKind.OWN_MAIL]
    assert piece.standing is Standing.VOID and f"hồ sơ {first}" in piece.reason
    assert case.decision.awaiting is not None and case.decision.awaiting.who is Awaited.LEADER
    assert case.decision.awaiting.leaders == (LEADER,)
    told = {letter.name for letter in office.letters() if letter.ref == again}
    assert told == {"held", "confirmation_request"} and {x.to for x in office.letters() if x.ref == again} == {LEADER}
    held = " ".join(office.only("held", to=LEADER).text.split())
    assert "nếu ông/bà không gửi bài này, trả lời “Không đồng ý”" in held


def test_the_case_that_came_first_stays_proven_when_it_walks_again(office: Office) -> None:
    content = _own_mail(office)
    first = office.take_in(content)
    office.take_in(b"X-Forwarded-By: somebody\r\n" + content)
    office.ledger.walk_again(first, by="Quản trị")
    office.work()
    case = office.case(first)
    assert case.revision == 2 and case.authority is not None and case.authority.verdict is Verdict.PROVEN


def test_an_old_mail_of_the_leader_to_a_colleague_is_not_taken(office: Office) -> None:
    content = _own_mail(office, to=LIAISON)
    office.hand.now += timedelta(days=2)
    case = office.case(office.take_in(content))
    assert case.decision is not None and case.decision.disposition is Disposition.HOLD
    assert any("không nằm ở dòng “Đến”" in f.message for f in case.findings or () if f.code == "PRF101")


def test_the_leaders_yes_to_that_request_lets_it_through(office: Office) -> None:
    content = _own_mail(office, to=LIAISON)
    ref = office.take_in(content)
    request = office.only("confirmation_request", to=LEADER)
    office.take_in(
        office.mail(LEADER, "Đồng ý", subject=f"Re: {request.subject}", in_reply_to=request.message_id)
    )  # fmt: skip
    case = office.case(ref)
    assert case.decision is not None and case.decision.disposition is Disposition.ACCEPT
    assert case.authority is not None and case.authority.verdict is Verdict.PROVEN
