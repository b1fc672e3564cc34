"""From, written so that every program reads the same address in it, or not."""

from __future__ import annotations

import pytest

from casework.mail import Mail, OriginStatus
from intake.authenticity import Word, judge_origin
from intake.parse import parse
from intake.terms import Terms

TERMS = Terms(authserv_id="mx.moha.gov.vn", own_domain="moha.gov.vn")
WORD = Word(authserv_id="mx.moha.gov.vn", internal_header="X-Noi-Bo")


def read(written: str) -> Mail:
    passed = "Authentication-Results: mx.moha.gov.vn; dmarc=pass header.from=moha.gov.vn"
    return parse(f"{passed}\r\nFrom: {written}\r\nTo: b@c.vn\r\n\r\nx".encode(), TERMS).mail


@pytest.mark.parametrize(
    "written",
    [
        "a@moha.gov.vn",
        "<a@moha.gov.vn>",
        "Nguyễn Văn A <a@moha.gov.vn>",
        '"Văn phòng; Ban A: B, C" <a@moha.gov.vn>',
        "a@moha.gov.vn (Văn phòng: Ban A)",
        "=?utf-8?q?Nguy=E1=BB=85n_A?= <a@moha.gov.vn>",
        "Nguyễn Văn A\r\n <a@moha.gov.vn>",
    ],
)
def test_one_mailbox(written: str) -> None:
    mail = read(written)
    assert (mail.from_count, mail.sender and mail.sender.mailbox) == (1, "a@moha.gov.vn")
    assert judge_origin(mail, WORD).status is OriginStatus.PROVEN


@pytest.mark.parametrize(
    "written",
    [
        "Ban A: a@moha.gov.vn;",
        "<@evil.example:a@moha.gov.vn>",
        "<a@moha.gov.vn> <b@evil.example>",
        "a@moha.gov.vn, b@evil.example",
        "a@moha.gov.vn; b@evil.example",
        '"a@moha.gov.vn <a@moha.gov.vn>',
        "a@moha.gov.vn <>",
        "=?utf-8?b?Ym9zc0Btb2hhLmdvdi52bg==?==?utf-8?Q?=00?=@moha.gov.vn",
        "",
    ],
)
def test_nobody_is_proven_by_a_from_that_programs_read_differently(written: str) -> None:
    mail = read(written)
    assert judge_origin(mail, WORD).status is not OriginStatus.PROVEN
    assert judge_origin(mail, WORD, offline=True).status is not OriginStatus.PROVEN
    assert judge_origin(mail, Word(assume_authenticated=True)).status is not OriginStatus.PROVEN


def test_the_desk_is_told_what_is_wrong_with_from() -> None:
    origin = judge_origin(read("Ban A: a@moha.gov.vn;"), WORD)
    assert origin.status is OriginStatus.CONTRADICTED and "không đúng quy cách" in origin.reason
