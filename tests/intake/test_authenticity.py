"""Whose word counts, and what it says (RFC 8601)."""

from __future__ import annotations

import time

import pytest

from casework.mail import Address, Mail, OriginStatus
from intake.authenticity import Word, judge_origin
from intake.parse import parse
from intake.terms import Terms

WORD = Word(authserv_id="mx.moha.gov.vn")
TERMS = Terms(authserv_id="mx.moha.gov.vn", own_domain="moha.gov.vn", internal_header="X-Noi-Bo=yes")
PROVEN, UNPROVEN, CONTRADICTED = OriginStatus.PROVEN, OriginStatus.UNPROVEN, OriginStatus.CONTRADICTED


def status(*results: str, sender: str = "a@moha.gov.vn") -> OriginStatus:
    return judge_origin(Mail(sender=Address(sender), trusted_results=results), WORD).status


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        ("mx.moha.gov.vn; dmarc=pass (p=reject) header.from=moha.gov.vn", PROVEN),
        ("mx.moha.gov.vn; dkim=pass header.d=moha.gov.vn", PROVEN),
        ("mx.moha.gov.vn; dkim=pass header.i=@vp.moha.gov.vn", PROVEN),
        ("mx.moha.gov.vn; spf=pass smtp.mailfrom=a@moha.gov.vn", PROVEN),
        ("mx.moha.gov.vn 1; spf=fail smtp.mailfrom=list.example; dkim=pass header.d=moha.gov.vn", PROVEN),
        ("mx.moha.gov.vn; dkim=fail header.d=x.example; dkim=pass header.d=moha.gov.vn", PROVEN),
        ("mx.moha.gov.vn; dmarc=fail header.from=moha.gov.vn; dkim=pass header.d=moha.gov.vn", CONTRADICTED),
        ("mx.moha.gov.vn; dmarc=fail header.from=moha.gov.vn", CONTRADICTED),
        ("mx.moha.gov.vn; dkim=fail header.d=moha.gov.vn", CONTRADICTED),
        ("mx.moha.gov.vn; spf=fail smtp.mailfrom=moha.gov.vn", CONTRADICTED),
        ("mx.moha.gov.vn; dkim=pass header.d=gmail.com", UNPROVEN),
        ("mx.moha.gov.vn; dkim=pass header.d=gov.vn", UNPROVEN),
        ("mx.moha.gov.vn; dkim=pass header.d=vn", UNPROVEN),
        ("mx.moha.gov.vn; dkim=pass header.d=evilmoha.gov.vn", UNPROVEN),
        ("mx.moha.gov.vn; dkim=pass", UNPROVEN),
        ("mx.moha.gov.vn; dkim=none; spf=softfail smtp.mailfrom=moha.gov.vn", UNPROVEN),
        ("mx.moha.gov.vn; dmarc=temperror header.from=moha.gov.vn", UNPROVEN),
        ("mx.moha.gov.vn; dkim=none (dkim=pass header.d=moha.gov.vn)", UNPROVEN),
        ("mx.moha.gov.vn; x-note=1 dkim=pass header.d=moha.gov.vn", UNPROVEN),
        ("mx.moha.gov.vn; none", UNPROVEN),
    ],
)
def test_what_the_trusted_server_says(result: str, expected: OriginStatus) -> None:
    assert status(result) is expected


def test_a_second_level_that_is_a_registry_aligns_with_nobody() -> None:
    assert status("mx; dkim=pass header.d=gov.vn", sender="a@hatinh.gov.vn") is UNPROVEN
    assert status("mx; dkim=pass header.d=com.vn", sender="a@x.com.vn") is UNPROVEN
    assert status("mx; dkim=pass header.d=hatinh.gov.vn", sender="a@snv.hatinh.gov.vn") is PROVEN


def test_the_upper_word_decides() -> None:
    fail = "mx.moha.gov.vn; dmarc=fail header.from=moha.gov.vn"
    forged = "mx.moha.gov.vn; dmarc=pass header.from=moha.gov.vn"
    assert status(fail, forged) is CONTRADICTED
    assert status("mx.moha.gov.vn; dkim=none", forged) is UNPROVEN


def test_without_a_word_nothing_is_proven_and_the_desk_is_told_why() -> None:
    origin = judge_origin(Mail(sender=Address("a@moha.gov.vn")), WORD)
    assert origin.status is UNPROVEN
    assert "mx.moha.gov.vn" in origin.reason
    assert judge_origin(Mail(sender=Address("a@moha.gov.vn")), Word()).reason


def test_offline_takes_from_as_genuine_unless_the_word_says_otherwise() -> None:
    mail = Mail(sender=Address("a@moha.gov.vn"))
    assert judge_origin(mail, Word(), offline=True).status is PROVEN
    failed = Mail(sender=mail.sender, trusted_results=("mx; dmarc=fail header.from=moha.gov.vn",))
    assert judge_origin(failed, WORD, offline=True).status is CONTRADICTED


def test_several_from_are_a_contradiction_whatever_else_is_said() -> None:
    mail = Mail(
        sender=Address("a@moha.gov.vn"), from_count=2, trusted_results=("mx; dmarc=pass header.from=moha.gov.vn",)
    )
    for word in (WORD, Word(assume_authenticated=True)):
        assert judge_origin(mail, word).status is CONTRADICTED
        assert judge_origin(mail, word, offline=True).status is CONTRADICTED


def test_no_sender_is_never_proven() -> None:
    assert judge_origin(Mail(), Word(assume_authenticated=True), offline=True).status is UNPROVEN
    assert judge_origin(Mail(sender=Address("undisclosed")), WORD, offline=True).status is UNPROVEN


def test_the_demos_door() -> None:
    assert judge_origin(Mail(sender=Address("a@b.vn")), Word(assume_authenticated=True)).status is PROVEN


def test_a_display_name_that_is_another_address_is_noted() -> None:
    mail = Mail(
        sender=Address("x@gmail.com", "congttdt@moha.gov.vn"),
        trusted_results=("mx; dmarc=pass header.from=gmail.com",),
    )
    origin = judge_origin(mail, WORD)
    assert origin.status is PROVEN
    assert "congttdt@moha.gov.vn" in origin.reason
    assert "x@gmail.com" in origin.reason


def test_the_internal_header() -> None:
    word = Word(internal_header="X-Noi-Bo=yes")
    assert judge_origin(Mail(sender=Address("a@b.vn"), internal_word="Yes"), word).status is PROVEN
    assert judge_origin(Mail(sender=Address("a@b.vn"), internal_word="maybe"), word).status is UNPROVEN
    assert judge_origin(Mail(sender=Address("a@b.vn"), internal_word="yes"), Word()).status is UNPROVEN


def wire(*headers: str) -> Mail:
    lines = [*headers, "From: a@moha.gov.vn", "", "x"]
    return parse("\r\n".join(lines).encode(), TERMS).mail


OWN_HOP = "Received: from mail.example by mx.moha.gov.vn (Postfix); Fri, 20 Nov 2026 10:00:00 +0700"
FOREIGN_HOP = "Received: from pc by mail.example; Fri, 20 Nov 2026 09:59:00 +0700"
PASS = "Authentication-Results: mx.moha.gov.vn;\r\n dmarc=pass header.from=moha.gov.vn"
FAIL = "Authentication-Results: mx.moha.gov.vn; dmarc=fail header.from=moha.gov.vn"


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ((PASS, OWN_HOP, FOREIGN_HOP), PROVEN),
        ((OWN_HOP, PASS, FOREIGN_HOP), PROVEN),
        (("Received: from mx.moha.gov.vn by mbx1.moha.gov.vn; now", OWN_HOP, PASS, FOREIGN_HOP), PROVEN),
        (("Received: by mailstore (Dovecot); now", OWN_HOP, PASS), PROVEN),
        (("Authentication-Results: inner.example; none", PASS, OWN_HOP), PROVEN),
        ((OWN_HOP, FOREIGN_HOP, PASS), UNPROVEN),  # written before it reached us: a stranger's claim
        ((FAIL, OWN_HOP, FOREIGN_HOP, PASS), CONTRADICTED),
        ((OWN_HOP, FAIL, PASS), CONTRADICTED),
        (("Authentication-Results: evil.example; dmarc=pass header.from=moha.gov.vn",), UNPROVEN),
        (("Authentication-Results: mx.moha.gov.vn.evil.example; dmarc=pass header.from=moha.gov.vn",), UNPROVEN),
        (("Authentication-Results: (mx.moha.gov.vn;) evil; dmarc=pass header.from=moha.gov.vn",), UNPROVEN),
    ],
)
def test_only_the_topmost_block_of_our_own_server_counts(headers: tuple[str, ...], expected: OriginStatus) -> None:
    assert judge_origin(wire(*headers), WORD).status is expected


def test_the_internal_header_set_twice_differently_is_nobodys_word() -> None:
    word = Word(internal_header="X-Noi-Bo=yes")
    assert judge_origin(wire("X-Noi-Bo: yes"), word).status is PROVEN
    assert judge_origin(wire("X-Noi-Bo: no", "X-Noi-Bo: yes"), word).status is UNPROVEN


def test_two_from_fields_on_the_wire() -> None:
    assert judge_origin(wire(PASS, "From: b@moha.gov.vn"), WORD).status is CONTRADICTED
    both = parse(f"{PASS}\r\nFrom: a@moha.gov.vn, b@moha.gov.vn\r\n\r\nx".encode(), TERMS).mail
    assert judge_origin(both, WORD).status is CONTRADICTED


@pytest.mark.parametrize(
    "result",
    [
        # A stranger's local part may hold anything in quotation marks, and the server copies it.
        'mx.moha.gov.vn; spf=pass smtp.mailfrom="; dmarc=pass header.from=moha.gov.vn x"@evil.example',
        'mx.moha.gov.vn; spf=pass (of "x)y; dmarc=pass header.from=moha.gov.vn z("@evil.example) smtp.mailfrom=e',
        'mx.moha.gov.vn; dkim=pass reason="x header.d=moha.gov.vn "',
        'mx.moha.gov.vn; dkim=pass reason="\\"; dmarc=pass header.from=moha.gov.vn"',
        "mx.moha.gov.vn; dkim=pass header.d=evil.example header.d=moha.gov.vn",
        "mx.moha.gov.vn; dmarc=pass header.from=moha.gov.vn (unclosed",
        'mx.moha.gov.vn; dmarc=pass header.from=moha.gov.vn "unclosed',
    ],
)
def test_what_a_stranger_put_into_a_result_proves_nothing(result: str) -> None:
    assert status(result) is UNPROVEN


def test_quoted_values_and_nested_comments_are_read() -> None:
    assert status('mx.moha.gov.vn; dmarc=pass (p=none (sp=none; x)) header.from="moha.gov.vn"') is PROVEN
    assert status('mx.moha.gov.vn; spf=pass smtp.mailfrom="a b"@moha.gov.vn') is PROVEN


def test_a_server_that_says_none_has_spoken() -> None:
    forged = "mx.moha.gov.vn; dmarc=pass header.from=moha.gov.vn"
    assert status("mx.moha.gov.vn; none", forged) is UNPROVEN


def test_a_display_name_and_a_result_of_a_quarter_megabyte_take_no_time() -> None:
    began = time.perf_counter()
    mail = Mail(sender=Address("a@moha.gov.vn", "a" * 250_000), trusted_results=("mx; dkim=pass " + "a." * 125_000,))
    assert judge_origin(mail, WORD).status is UNPROVEN
    shown = Mail(sender=Address("a@moha.gov.vn", "a" * 250_000), trusted_results=())
    assert judge_origin(shown, WORD).status is UNPROVEN
    assert time.perf_counter() - began < 1
