"""To which portal a mail belongs: the box's own, or in a shared one the addresses that the head names."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.addressing import Addressee, Route, Trace, addressees, base_of, find_route, read_trace

ROUTES = (
    Route("congttdt@moha.gov.vn", "congttdt"),
    Route("vienkhtcnn@moha.gov.vn", "vienkhtcnn"),
    Route("bounce@moha.gov.vn", ""),
)


@pytest.mark.parametrize(
    ("address", "base"),
    [
        ("CongTTDT+kiemtra@MOHA.gov.vn", "congttdt@moha.gov.vn"),
        ("bounce+abc+def@moha.gov.vn", "bounce@moha.gov.vn"),
        ("congttdt@moha.gov.vn", "congttdt@moha.gov.vn"),
        ("khong-co-a-cong", "khong-co-a-cong"),
    ],
)
def test_base_of(address: str, base: str) -> None:
    if "@" in address:
        assert base_of(address) == base
    assert find_route(address, ROUTES) == next((r for r in ROUTES if r.address == base), None)


def test_a_route_with_a_plus_part_of_its_own_wins_over_the_plain_one() -> None:
    routes = (*ROUTES, Route("congttdt+kiemtra@moha.gov.vn", "precheck"))
    found = find_route("congttdt+KIEMTRA@moha.gov.vn", routes)
    assert found is not None and found.portal == "precheck"


def test_the_envelope_is_read_from_what_the_servers_wrote() -> None:
    trace = read_trace(
        b"Return-Path: <donvi@moha.gov.vn>\r\nDelivered-To: congttdt+kiemtra@moha.gov.vn\r\n"
        b"Received: from x\r\n by y\r\nTo: =?utf-8?q?C=E1=BB=95ng?= <congttdt@moha.gov.vn>,\r\n"
        b' "vienkhtcnn@moha.gov.vn" <khac@x.vn>\r\n\r\nTo: aikhac@x.vn\r\n'
    )
    assert trace == Trace(
        return_path="donvi@moha.gov.vn",
        recipients=("congttdt+kiemtra@moha.gov.vn", "congttdt@moha.gov.vn", "khac@x.vn"),
    ), "a display name that looks like an address is no address, the body is no header"


def test_the_topmost_return_path_counts_and_the_null_sender_is_empty() -> None:
    assert read_trace(b"Return-Path: <>\nReturn-Path: <gia@mao.vn>\n\n").return_path == ""


def test_a_portals_own_box_decides_whatever_to_says() -> None:
    trace = Trace(recipients=("vienkhtcnn@moha.gov.vn", "congttdt+kiemtra@moha.gov.vn"))
    assert addressees(trace, portal="congttdt", routes=ROUTES) == (
        Addressee("congttdt", "congttdt+kiemtra@moha.gov.vn"),
    )
    assert addressees(Trace(recipients=("x@y.vn",)), portal="congttdt", routes=ROUTES) == (Addressee("congttdt", ""),)


def test_a_shared_box_makes_one_addressee_a_portal() -> None:
    trace = Trace(recipients=("VIENKHTCNN@moha.gov.vn", "congttdt@moha.gov.vn", "congttdt+kiemtra@moha.gov.vn"))
    assert addressees(trace, routes=ROUTES) == (
        Addressee("vienkhtcnn", "VIENKHTCNN@moha.gov.vn"),
        Addressee("congttdt", "congttdt@moha.gov.vn"),
    )


def test_a_shared_box_falls_back_to_its_default_or_to_nobody() -> None:
    stray = Trace(recipients=("aikhac@moha.gov.vn",))
    assert addressees(stray, routes=ROUTES, default_portal="congttdt") == (Addressee("congttdt", ""),)
    assert addressees(stray, routes=ROUTES) == ()


@pytest.mark.parametrize(
    "content",
    [b"", b"\r\n", b"To", b"To: \xff\xfe@\x00", b"To: " + b"(" * 5000, b": x\r\nTo:" + b"<" * 9000 + b"\r\n\r\n",
     b"From x\nTo: congttdt@moha.gov.vn\n\n"],
)  # fmt: skip
def test_hostile_heads_end_in_an_answer(content: bytes) -> None:
    assert isinstance(read_trace(content), Trace)


@given(st.binary(max_size=400))
def test_no_bytes_raise(content: bytes) -> None:
    read_trace(b"To: " + content)


@pytest.mark.parametrize("letter", ["a", "\\", "\0", "=?", "ă"])
def test_a_word_of_a_quarter_megabyte_takes_no_time(letter: str) -> None:
    began = time.perf_counter()
    head = f"To: {letter * 120_000}\r\nCc: congttdt@moha.gov.vn\r\n\r\n".encode()
    assert "congttdt@moha.gov.vn" in read_trace(head).recipients or len(head) > 256 * 1024
    assert time.perf_counter() - began < 2
