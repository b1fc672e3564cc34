"""What names one message however it is sent again: only an earlier case counts against a later one."""

from __future__ import annotations

from casework.case import Case
from casework.mail import Address, Mail
from store.ledger import Ledger
from tests.store.builders import committed

MAIL = Mail(sender=Address("truong@moha.gov.vn", "Trưởng"), subject="Bài", message_id="<1@moha.gov.vn>")
SEAL = "mid:<1@moha.gov.vn>"


def received_twice(ledger: Ledger) -> tuple[Case, Case]:
    return committed(ledger, "C-1", 1, mail=MAIL), committed(ledger, "C-2", 2, mail=MAIL)


def test_a_message_that_was_received_before_is_known_by_its_case(ledger: Ledger) -> None:
    committed(ledger, "C-1", 1, mail=MAIL)
    assert ledger.history.seen_seal("congttdt", SEAL, other_than="C-2") == "C-1"
    assert ledger.history.seen_seal("cchc", SEAL, other_than="C-2") == ""
    assert ledger.history.seen_seal("congttdt", "mid:<2@moha.gov.vn>", other_than="C-2") == ""


def test_the_case_that_received_it_first_loses_nothing_by_a_replay(ledger: Ledger) -> None:
    received_twice(ledger)
    assert ledger.history.seen_seal("congttdt", SEAL, other_than="C-1") == ""
    assert ledger.history.seen_seal("congttdt", SEAL, other_than="C-2") == "C-1"
