"""Delivery reports as Postfix, Exchange and hand-made servers write them, and forgeries."""

from __future__ import annotations

import pytest

from notifier.bounce import BounceVerdict, read_bounce

TOKEN = "k7" * 13
OURS = "bounce@tiepnhan.moha.gov.vn"
TO_US = f"bounce+{TOKEN}@tiepnhan.moha.gov.vn"

POSTFIX = """\
Reporting-MTA: dns; mail.moha.gov.vn
X-Postfix-Queue-ID: 4B1C
Arrival-Date: Fri, 28 Aug 2026 16:41:00 +0700 (+07)

Final-Recipient: rfc822; lan.nt@moha.gov.vn
Original-Recipient: rfc822;lan.nt@moha.gov.vn
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.moha.gov.vn
Diagnostic-Code: smtp; 550 5.1.1 <lan.nt@moha.gov.vn>: Recipient address rejected
"""


def test_a_permanent_report_names_letter_receiver_and_why() -> None:
    bounce = read_bounce((TO_US,), OURS, POSTFIX)
    assert bounce is not None
    assert (bounce.token, bounce.verdict, bounce.status) == (TOKEN, BounceVerdict.PERMANENT, "5.1.1")
    assert bounce.receiver == "lan.nt@moha.gov.vn"
    assert bounce.diagnosis.startswith("550 5.1.1")


@pytest.mark.parametrize(
    ("report", "verdict"),
    [
        (POSTFIX.replace("failed", "delayed").replace("5.1.1", "4.4.1"), BounceVerdict.TEMPORARY),
        (POSTFIX.replace("Action: failed", "Action: relayed").replace("5.1.1", "2.0.0"), BounceVerdict.DELIVERED),
        ("The message could not be delivered: 550 5.7.1 rejected", BounceVerdict.PERMANENT),
        ("host mx said: 452 4.2.2 mailbox full", BounceVerdict.TEMPORARY),
        ("mx answered\n550 no such user", BounceVerdict.PERMANENT),
        ("Không gửi được.", BounceVerdict.UNCLEAR),
        ("", BounceVerdict.UNCLEAR),
        ("from 10.5.1.1 by 192.168.4.2", BounceVerdict.UNCLEAR),
    ],
)
def test_for_good_or_for_a_while(report: str, verdict: BounceVerdict) -> None:
    bounce = read_bounce((TO_US,), OURS, report)
    assert bounce is not None and bounce.verdict is verdict


def test_the_envelope_id_that_we_set_names_the_letter_too() -> None:
    bounce = read_bounce(("congttdt@moha.gov.vn",), OURS, f"Original-Envelope-Id: {TOKEN}\n{POSTFIX}")
    assert bounce is not None and bounce.token == TOKEN


@pytest.mark.parametrize(
    ("addresses", "report"),
    [
        (("congttdt@moha.gov.vn",), POSTFIX),
        (("congttdt@moha.gov.vn",), f"{POSTFIX}\n\nMessage-ID: <tn.{TOKEN}@tiepnhan.moha.gov.vn>"),
        ((f"bounce+{TOKEN}@evil.example.org",), POSTFIX),
        ((), POSTFIX),
    ],
)
def test_a_quoted_message_id_or_a_foreign_address_counts_for_nothing(addresses: tuple[str, ...], report: str) -> None:
    assert read_bounce(addresses, OURS, report) is None
