"""What makes two deliveries one mail, and what does not."""

from __future__ import annotations

import time

import pytest

from intake.identity import identity_of

MAIL = b"From: a@moha.gov.vn\r\nSubject: bai\r\nMessage-ID: <1@x>\r\n\r\nNoi dung\r\nReceived: trong bai\r\n"


@pytest.mark.parametrize(
    "trace",
    [
        b"Return-Path: <a@moha.gov.vn>\r\n",
        b"Received: from x by y;\r\n Fri, 20 Nov 2026 10:00:00 +0700\r\n",
        b"Delivered-To: congttdt@moha.gov.vn\r\n",
        b"X-Original-To: c@moha.gov.vn\r\n",
        b"Envelope-To: c@moha.gov.vn\r\n",
        b"Authentication-Results: mx; dmarc=pass\r\n\theader.from=moha.gov.vn\r\n",
        b"ARC-Seal: i=1\r\nARC-Message-Signature: i=1\r\n",
        b"Received-SPF: pass\r\n",
        b"X-Received: by 10.0.0.1\r\n",
        b"X-MS-Exchange-Organization-AuthAs: Internal\r\n",
        b"X-Spam-Flag: YES\r\n",
        b"Status: RO\r\nX-Status: A\r\nX-UID: 7\r\n",
        b"RECEIVED : by z\r\n",
    ],
)
def test_what_a_server_adds_does_not_count(trace: bytes) -> None:
    assert identity_of(trace + MAIL) == identity_of(MAIL)


@pytest.mark.parametrize("ending", [b"\n", b"\r"])
def test_line_endings_do_not_count(ending: bytes) -> None:
    assert identity_of(MAIL.replace(b"\r\n", ending)) == identity_of(MAIL)


def test_a_last_line_ending_more_or_less_does_not_count() -> None:
    assert identity_of(MAIL + b"\r\n") == identity_of(MAIL.rstrip())


@pytest.mark.parametrize(
    "changed",
    [
        MAIL.replace(b"Noi dung", b"Noi dung khac"),
        MAIL.replace(b"<1@x>", b"<2@x>"),
        MAIL.replace(b"Received: trong bai\r\n", b""),  # in the body a trace field is content
        b"DKIM-Signature: v=1\r\n" + MAIL,
        MAIL.replace(b"\r\n\r\n", b"\r\n"),  # what was body is now header
    ],
)
def test_anything_else_counts(changed: bytes) -> None:
    assert identity_of(changed) != identity_of(MAIL)


def test_a_folded_line_of_a_kept_field_is_kept() -> None:
    assert identity_of(b"Subject: a\r\n b\r\n\r\n") != identity_of(b"Subject: a\r\n\r\n")


@pytest.mark.parametrize("content", [b"", b"\r\n", b"Received: x", b"\x00\xff", b"khong co dau hai cham"])
def test_odd_bytes_have_an_identity_too(content: bytes) -> None:
    assert len(identity_of(content)) == 64


def test_a_pair_across_two_chunks_is_one_ending() -> None:
    head = b"From: a@b\n\n"
    body = b"x" * ((1 << 20) - len(head.replace(b"\n", b"\r\n")) + 3)
    crlf = (head + body + b"\n" + body).replace(b"\n", b"\r\n")
    for shift in range(8):
        assert identity_of(crlf + b"y" * shift) == identity_of(crlf.replace(b"\r\n", b"\n") + b"y" * shift)
    for cut in range((1 << 20) - 4, (1 << 20) + 4):
        one = b"A: b\r\n\r\n" + b"z" * cut + b"\r\n" + b"end"
        assert identity_of(one) == identity_of(one.replace(b"\r\n", b"\n"))


def test_thirty_megabytes_take_less_than_a_second() -> None:
    content = MAIL + (b"A" * 76 + b"\r\n") * 400_000
    start = time.perf_counter()
    identity_of(content)
    assert time.perf_counter() - start < 1.0


def test_a_header_of_ten_million_lines_takes_less_than_two_seconds() -> None:
    began = time.perf_counter()
    assert identity_of(b"a\n" * 10_000_000) != identity_of(b"a\n" * 9_999_999 + b"b\n")
    assert time.perf_counter() - began < 2 * 2


def test_a_server_on_the_way_does_not_count_above_a_header_that_is_too_long() -> None:
    lines = b"X: y\r\n" * 10_000
    assert identity_of(b"Received: from a by b\r\n" + lines) == identity_of(lines)
