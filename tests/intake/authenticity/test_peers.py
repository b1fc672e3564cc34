"""Which server brought the mail: the line that our own outermost server wrote, and nothing that a stranger says."""

from __future__ import annotations

import pytest

from intake.authenticity.peers import find_peer

MX = "mx.moha.gov.vn"
POSTFIX = "from mail.hatinh.gov.vn (mail.hatinh.gov.vn [113.160.1.2])\r\n by mx.moha.gov.vn (Postfix) with ESMTPS id 4A"
INNER = "from mx.moha.gov.vn (mx.moha.gov.vn [10.0.0.4]) by mbx1.moha.gov.vn (Postfix) with LMTP id 7"


def header(*received: str, path: str = "<a@hatinh.gov.vn>") -> list[tuple[str, str]]:
    return [("return-path", path), *(("received", line) for line in received), ("from", "a@hatinh.gov.vn")]


@pytest.mark.parametrize(
    "line",
    [
        POSTFIX,
        "from EX01.hatinh.gov.vn (113.160.1.2) by mx.moha.gov.vn (10.1.2.4) with Microsoft SMTP Server id 15.1",
        "from [113.160.1.2] (helo=mail.hatinh.gov.vn) by mx.moha.gov.vn with esmtps (Exim 4.96)",
        "from mail (unknown [IPv6:2001:ee0:1::7]) by MX.moha.gov.vn (Postfix) with ESMTP",
    ],
)
def test_the_peer_that_our_server_saw(line: str) -> None:
    peer = find_peer(header(INNER, line), MX)
    assert peer.address in ("113.160.1.2", "2001:ee0:1::7")
    assert peer.envelope_from == "a@hatinh.gov.vn" and not peer.why


def test_the_doors_own_envelope_stands_above_return_path() -> None:
    assert find_peer(header(POSTFIX), MX, "b@hatinh.gov.vn").envelope_from == "b@hatinh.gov.vn"


@pytest.mark.parametrize(
    "received",
    [
        (),
        ("from a [113.160.1.2] by other.example; now",),
        # Came in by another server, and brought a line of ours along.
        ("from evil (evil [198.51.99.7]) by mbx1.moha.gov.vn", POSTFIX),
        # The name in HELO is an address, or holds a “by” of its own.
        ("from [113.160.1.2] (unknown [198.51.99.7]) by mx.moha.gov.vn",),
        ("from x by mx.moha.gov.vn (evil [198.51.99.7]) by mx.moha.gov.vn",),
        ("from pc (pc [10.2.3.4]) by mx.moha.gov.vn",),
        ("from mail.hatinh.gov.vn by mx.moha.gov.vn",),
    ],
)
def test_no_peer_and_the_reason_in_words(received: tuple[str, ...]) -> None:
    peer = find_peer(header(*received), MX)
    assert peer.address == "" and peer.why


def test_nothing_is_read_without_the_hosts_name() -> None:
    assert find_peer(header(POSTFIX), "").why == "chưa đặt received_by cho cửa này"


def test_a_return_path_below_our_line_is_a_strangers() -> None:
    fields = [("received", POSTFIX), ("return-path", "<boss@hatinh.gov.vn>")]
    assert find_peer(fields, MX).envelope_from == ""
