"""The decision table, line by line, and its one law: more findings never make the outcome milder."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.decision import Awaited, Disposition, Ruling
from casework.document import Mark, MarkKind, Zone
from casework.finding import Finding, Severity, Verdict
from casework.mail import MailClass
from casework.noun import replace
from routing.decide import Outcome, decide, decide_by_findings, rank, reasons_of
from tests.routing.folders import RECEIVED, case, document, finding

STOP, RETURN, HOLD, REMIND = Severity.STOP, Severity.RETURN, Severity.HOLD, Severity.REMIND
DEFECT, UNSURE = Verdict.DEFECT, Verdict.UNSURE

QUARANTINED = Outcome(Disposition.QUARANTINE)
RETURNED = Outcome(Disposition.RETURN)
ACCEPTED = Outcome(Disposition.ACCEPT)
BY_DESK = Outcome(Disposition.HOLD, Awaited.DESK)
BY_LEADER = Outcome(Disposition.HOLD, Awaited.LEADER)
BY_OFFICER = Outcome(Disposition.HOLD, Awaited.DUTY_OFFICER)


@pytest.mark.parametrize(
    ("findings", "leader_known", "expected"),
    [
        ((), False, ACCEPTED),
        ((finding("TIM101", REMIND),), False, ACCEPTED),
        ((finding("TIM101", REMIND, UNSURE),), False, ACCEPTED),  # an unsure weighs what its rule costs
        ((finding("SEC101", STOP),), False, QUARANTINED),
        ((finding("SEC101", STOP, UNSURE),), False, BY_OFFICER),
        ((finding("SEC101", STOP, UNSURE), finding("FNT101", RETURN)), False, BY_OFFICER),
        ((finding("SEC101", STOP), finding("SEC101", STOP, UNSURE)), False, QUARANTINED),
        ((finding("FNT101", RETURN),), False, RETURNED),
        ((finding("FNT101", RETURN), finding("PRF101", HOLD)), True, RETURNED),
        ((finding("FNT101", RETURN, UNSURE),), False, BY_DESK),
        ((finding("DUP101", HOLD),), True, BY_DESK),
        ((finding("DUP101", HOLD, UNSURE),), False, BY_DESK),
        ((finding("PRF101", HOLD),), True, BY_LEADER),
        ((finding("PRF101", HOLD),), False, BY_DESK),
        ((finding("PRF101", HOLD), finding("DUP101", HOLD)), True, BY_LEADER),
        ((finding("PRF101", HOLD), finding("SRC101", REMIND)), True, BY_LEADER),
    ],
)
def test_the_table(findings: tuple[Finding, ...], leader_known: bool, expected: Outcome) -> None:
    assert decide(case(findings=findings), leader_known=leader_known) == expected


def test_a_ruling_stands_above_the_table() -> None:
    held = case(findings=(finding("FNT101", RETURN),))
    ruling = Ruling("Lê Văn Biên", RECEIVED + timedelta(hours=1), Disposition.ACCEPT, "Đã chuyển mã giúp đơn vị.")
    assert decide(replace(held, ruling=ruling), leader_known=False) == ACCEPTED
    on_hold = replace(ruling, disposition=Disposition.HOLD)
    assert decide(replace(held, ruling=on_hold), leader_known=True) == BY_DESK
    assert reasons_of(replace(held, ruling=ruling))[0] == ("Theo quyết định của Lê Văn Biên: Đã chuyển mã giúp đơn vị.")


def test_a_cut_mail_is_quarantined_even_where_no_rule_has_spoken() -> None:
    mark = Mark(kind=MarkKind.SECRET, text="MẬT", where="đoạn 1", zone=Zone.TEXT_BOX)
    secret = case(replace(document(), cut=True, marks=(mark,)))
    assert decide(secret, leader_known=False) == QUARANTINED
    petition = replace(secret, mail_class=MailClass.PETITION)
    assert decide(petition, leader_known=False) == QUARANTINED
    assert reasons_of(secret) == ("Thư có dấu chỉ độ mật.",)


def test_a_petition_is_never_sent_back() -> None:
    petition = case(mail_class=MailClass.PETITION, findings=(finding("FNT101", RETURN),))
    assert decide(petition, leader_known=True) == BY_DESK
    doubtful = case(mail_class=MailClass.PETITION, findings=(finding("SEC101", STOP, UNSURE),))
    assert decide(doubtful, leader_known=True) == BY_OFFICER


def test_a_rule_forward_is_for_a_person_to_look_at() -> None:
    assert decide(case(by_rule=True), leader_known=True) == BY_DESK
    assert decide(case(by_rule=True, findings=(finding("FNT101", RETURN),)), leader_known=True) == BY_DESK
    assert decide(case(by_rule=True, findings=(finding("SEC101", STOP),)), leader_known=True) == QUARANTINED


CODES = ("SEC101", "FNT101", "PRF101", "DUP101", "TIM101")
some_finding = st.builds(
    finding,
    st.sampled_from(CODES),
    st.sampled_from([STOP, RETURN, HOLD, REMIND]),
    st.sampled_from([DEFECT, UNSURE]),
)


@given(st.lists(some_finding, max_size=6), some_finding, st.booleans(), st.integers(0, 6))
def test_more_findings_never_make_it_milder(
    findings: list[Finding], more: Finding, leader_known: bool, place: int
) -> None:
    before = decide_by_findings(findings, leader_known=leader_known)
    longer = [*findings[:place], more, *findings[place:]]
    assert rank(decide_by_findings(longer, leader_known=leader_known)) >= rank(before)


@given(st.lists(some_finding, max_size=6), st.booleans())
def test_the_order_of_findings_does_not_matter(findings: list[Finding], leader_known: bool) -> None:
    assert decide_by_findings(findings, leader_known=leader_known) == decide_by_findings(
        findings[::-1], leader_known=leader_known
    )


@given(st.lists(some_finding, max_size=6), st.sampled_from(list(MailClass)), st.booleans(), st.booleans())
def test_somebody_is_awaited_for_a_hold_and_only_for_a_hold(
    findings: list[Finding], mail_class: MailClass, by_rule: bool, leader_known: bool
) -> None:
    outcome = decide(case(mail_class=mail_class, by_rule=by_rule, findings=tuple(findings)), leader_known=leader_known)
    assert (outcome.awaited is not None) is (outcome.disposition is Disposition.HOLD)


@given(st.lists(some_finding, max_size=6), some_finding, st.booleans(), st.booleans())
def test_never_milder_in_any_class(findings: list[Finding], more: Finding, by_rule: bool, leader_known: bool) -> None:
    for mail_class in (MailClass.SUBMISSION, MailClass.PETITION, MailClass.PRECHECK):
        fewer = case(mail_class=mail_class, by_rule=by_rule, findings=tuple(findings))
        longer = replace(fewer, findings=(*findings, more))
        assert rank(decide(longer, leader_known=leader_known)) >= rank(decide(fewer, leader_known=leader_known))


def test_reasons_are_one_line_each_heaviest_first() -> None:
    lines = reasons_of(
        case(
            findings=(
                finding("TIM101", REMIND, message="Gửi chậm."),
                finding("PRF101", HOLD, message="Chưa có\nxác nhận."),
                finding("FNT101", RETURN, message="Phông chữ " + "rất cũ " * 60),
            )
        )
    )
    assert [line[:6] for line in lines] == ["FNT101", "PRF101", "TIM101"]
    assert lines[1] == "PRF101 (thư › bai.docx): Chưa có xác nhận."
    assert all("\n" not in line and len(line) < 280 for line in lines) and lines[0].endswith(" …")
