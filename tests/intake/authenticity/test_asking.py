"""Rounds between the DNS and the sandbox: bounded, and no more travels than is needed."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from casework.mail import OriginCheck, OriginStatus
from intake.authenticity import Word, asking, judge_origin
from intake.authenticity.asking import gather_evidence
from intake.authenticity.checking import check_mail
from intake.authenticity.evidence import Evidence, Inquiry
from intake.dns import Answer, AnswerState, DnsAway, Question
from intake.parse import parse
from intake.sandbox import Sandbox
from intake.terms import Terms
from tests.builders.dkim_mail import AT, MAIL, key_record, mail, signed

INQUIRY = Inquiry(signed(MAIL), "moha.gov.vn", AT, received_by="mx.moha.gov.vn")
HOP = "Received: from mail.moha.gov.vn (mail [113.160.1.2]) by mx.moha.gov.vn; now"


class Told:
    """A resolver that answers from a dictionary; what is not in it is absent, or ``state``."""

    def __init__(self, state: AnswerState = AnswerState.ABSENT, **texts: str) -> None:
        self.state = state
        self.texts = {name.replace("__", "."): text for name, text in texts.items()}
        self.rounds = 0

    def ask(self, questions: Sequence[Question]) -> tuple[Answer, ...]:
        self.rounds += 1
        return tuple(self._one(question) for question in questions)

    def _one(self, question: Question) -> Answer:
        text = self.texts.get(question.name)
        if text is None:
            return Answer(question, self.state, AT)
        return Answer(question, AnswerState.FOUND, AT, (text.encode(),))


def test_the_real_sandbox_gives_the_same_as_the_check_itself() -> None:
    told = Told(**{"k1._domainkey.moha.gov.vn": key_record(), "_dmarc.moha.gov.vn": "v=DMARC1; p=reject"})
    with Sandbox(workers=1, seconds=60) as sandbox:
        found = gather_evidence(INQUIRY, sandbox.authenticate, told)
    assert found == gather_evidence(INQUIRY, check_mail, told)
    assert found.sealed and found.checks[0].verdict == "pass"
    assert told.rounds == 2  # one round each: keys and policy together


def test_a_worker_that_does_not_survive_proves_nothing_and_accuses_nobody() -> None:
    found = gather_evidence(INQUIRY, lambda _: None, Told())
    origin = judge_origin(parse(MAIL, Terms()).mail, Word(check=True), evidence=found)
    assert origin.status is OriginStatus.UNPROVEN and "chưa xác thực" in origin.reason


def test_the_body_travels_until_the_signatures_are_judged_and_no_longer() -> None:
    body = "x" * 100_000
    content = signed(mail("Return-Path: <a@moha.gov.vn>", HOP, sender="a@moha.gov.vn", body=body))[:-9] + b"changed\r\n"
    sizes = []

    def check(inquiry: Inquiry) -> Evidence:
        sizes.append(len(inquiry.content))
        return check_mail(inquiry)

    told = Told(
        **{
            "k1._domainkey.moha.gov.vn": key_record(),
            "moha.gov.vn": "v=spf1 include:_a.moha.gov.vn -all",
            "_a.moha.gov.vn": "v=spf1 ip4:113.160.1.2 -all",
        }
    )
    found = gather_evidence(Inquiry(content, "moha.gov.vn", AT, received_by="mx.moha.gov.vn"), check, told)
    assert {c.method: c.verdict for c in found.checks} == {"dmarc": "none", "dkim": "fail", "spf": "pass"}
    assert sizes[0] == sizes[1] == len(content) and all(size < 2_000 for size in sizes[2:]) and len(sizes) == 4


def test_questions_without_end_are_given_up() -> None:
    told, asked = Told(), []

    def check(inquiry: Inquiry) -> Evidence:
        asked.append(len(inquiry.answers))
        return Evidence(questions=(Question(f"n{len(asked)}.evil.example"),), signed=True, sealed=())

    found = gather_evidence(INQUIRY, check, told)
    assert len(asked) == 40 and found.questions == ()
    assert found.checks[-1].verdict == "permerror"


def test_too_many_questions_at_once_are_not_asked() -> None:
    told = Told()
    many = tuple(Question(f"n{n}.evil.example") for n in range(500))
    gather_evidence(INQUIRY, lambda _: Evidence(questions=many, signed=True), told)
    assert told.rounds == 0


@pytest.mark.parametrize("may_wait", [True, False])
def test_trouble_on_the_way_of_an_endless_record_waits_too(may_wait: bool) -> None:
    told, number = Told(AnswerState.AWAY), 0

    def check(_: Inquiry) -> Evidence:
        nonlocal number
        number += 1
        return Evidence(questions=(Question(f"n{number}.evil.example"),), signed=True)

    if may_wait:
        with pytest.raises(DnsAway):
            gather_evidence(INQUIRY, check, told, may_wait=True)
    else:
        assert gather_evidence(INQUIRY, check, told).checks


def test_trouble_that_the_verdict_does_not_hang_on_is_no_reason_to_wait() -> None:
    proven = Evidence(
        (OriginCheck("dkim", "pass", "moha.gov.vn"), OriginCheck("spf", "temperror", "moha.gov.vn")), signed=True
    )
    assert gather_evidence(INQUIRY, lambda _: proven, Told(), may_wait=True) == proven
    refused = Evidence((OriginCheck("dmarc", "fail", "moha.gov.vn"), OriginCheck("spf", "temperror", "moha.gov.vn")))
    assert gather_evidence(INQUIRY, lambda _: refused, Told(), may_wait=True) == refused


def test_slow_servers_hold_one_mail_up_for_a_while_and_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr(asking.time, "monotonic", lambda: clock[0])

    class Slow(Told):
        def ask(self, questions: Sequence[Question]) -> tuple[Answer, ...]:
            clock[0] += 6.0
            return super().ask(questions)

    chain = {f"s{n}.moha.gov.vn": f"v=spf1 include:s{n + 1}.moha.gov.vn -all" for n in range(9)}
    slow = Slow(**{"moha.gov.vn": "v=spf1 include:s0.moha.gov.vn -all", **chain})
    content = mail("Return-Path: <a@moha.gov.vn>", HOP, sender="a@moha.gov.vn")
    found = gather_evidence(Inquiry(content, "moha.gov.vn", AT, received_by="mx.moha.gov.vn"), check_mail, slow)
    assert slow.rounds == 3
    assert [c.verdict for c in found.checks if c.method == "spf"] == ["temperror"]
