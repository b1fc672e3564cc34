"""Asks the DNS for a mail, and has the sandbox check it with the answers, until nothing is missing."""

from __future__ import annotations

import time
from collections.abc import Callable

from casework.mail import OriginCheck, OriginStatus
from casework.noun import replace
from intake.authenticity.evidence import Evidence, Inquiry
from intake.authenticity.weighing import weigh
from intake.dns import Answer, AnswerState, DnsAway, Resolver
from intake.skeleton import header_end

__all__ = ["gather_evidence"]

#: Rounds for one mail: keys and policy in the first, then SPF with its ten lookups (RFC 7208 section 4.6.4), each of
#: which may name ten hosts that are asked one after the other.
_ROUNDS = 40
_QUESTIONS = 120
#: After so long the rest counts as not answered: one mail whose servers are slow must not hold up the others.
_SECONDS = 15.0


def gather_evidence(
    inquiry: Inquiry,
    check: Callable[[Inquiry], Evidence | None],
    resolver: Resolver,
    *,
    may_wait: bool = False,
) -> Evidence:
    """What the DNS says of the mail. ``check`` hands an inquiry to the sandbox, ``None`` where no worker survived it.

    Raises :class:`DnsAway` with ``may_wait`` where the answers that are missing could change the verdict.
    """
    answers: list[Answer] = []
    end = time.monotonic() + _SECONDS
    for _ in range(_ROUNDS):
        found = check(replace(inquiry, answers=tuple(answers)))
        if found is None:
            return Evidence((OriginCheck("dkim", "neutral", inquiry.domain, "không kiểm được trong giới hạn"),))
        if not found.questions:
            return _settled(found, inquiry.domain, answers, may_wait)
        if found.signed and inquiry.signatures is None:
            # The signatures are judged: the body, which may be large, need not travel again.
            inquiry = replace(inquiry, signatures=replace(found, questions=()), content=_head(inquiry.content))
        if len(answers) + len(found.questions) > _QUESTIONS:
            break
        if time.monotonic() < end:
            answers += resolver.ask(found.questions)
        else:
            answers += (Answer(question, AnswerState.AWAY, inquiry.at) for question in found.questions)
    return _given_up(inquiry, answers, may_wait)


def _settled(found: Evidence, domain: str, answers: list[Answer], may_wait: bool) -> Evidence:
    if may_wait and weigh(found.checks, domain).status is OriginStatus.UNSURE:
        raise DnsAway(f"{_away(answers)} questions without an answer")
    return found


def _given_up(inquiry: Inquiry, answers: list[Answer], may_wait: bool) -> Evidence:
    """Too many questions: what a stranger published leads to ever more names. What the signatures said stays."""
    if may_wait and _away(answers):
        raise DnsAway(f"{_away(answers)} questions without an answer")
    known = inquiry.signatures or Evidence()
    excess = OriginCheck("spf", "permerror", inquiry.domain, "bản ghi SPF dẫn tới quá nhiều tên miền")
    return replace(known, checks=(*known.checks, excess), signed=True, questions=())


def _away(answers: list[Answer]) -> int:
    """How many; the names themselves are strangers' words, and nothing of a mail may stand in a log."""
    return sum(answer.state is AnswerState.AWAY for answer in answers)


def _head(content: bytes) -> bytes:
    return content[: header_end(content)]
