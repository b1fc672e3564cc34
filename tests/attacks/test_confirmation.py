"""Attacks on a leader's confirmation. Each succeeds where the one check is gone, and is refused where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from casework.case import Confirmation
from casework.directory import Person, Snapshot
from casework.noun import replace
from frontdesk import answers, bounces, weighing
from intake import classify
from intake.sandbox import Sandbox
from notifier.bounce import Bounce, BounceVerdict
from store.history import LedgerHistory
from tests.builders.mail import File, build_mail
from tests.frontdesk.leaders import SECRETARY, answer, ask, with_deputy, words_of
from tests.frontdesk.office import ADMIN, LEADER, LIAISON, OTHER_LEADER, Office, Read, at, news

SEALED = "v=1; a=rsa-sha256; d=cchc.moha.gov.vn; s=k1; h=from:to:subject:date; bh=YQ==; b=bGVhZGVy"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    one = Sandbox(workers=1, seconds=60, memory_mb=1024)
    yield one
    one.close()


@pytest.fixture
def office(tmp_path: Path, sandbox: Sandbox) -> Iterator[Office]:
    house = Office(tmp_path, sandbox, now=at("28/8/2026 09:00"))
    yield house
    house.close()


def request(office: Office) -> Read:
    return office.letters("confirmation_request", to=LEADER)[-1]


def says(word: Any) -> Any:
    return lambda *_, **__: word


# --- a mail in the leader's name ------------------------------------------------------------------------------------


def forged_yes(office: Office) -> str:
    """The liaison has seen the request on the leader's screen; his own server does not vouch for the leader's name."""
    ref = ask(office)
    answer(office, request(office), "Đồng ý", results="fail")
    return ref


def test_forged_yes_would_succeed_without_the_proof_of_from(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "_proven", says(True))
    monkeypatch.setattr(answers, "_why_not_to_us", says(""))  # it asks for a proven From, too
    assert office.ledger.state(forged_yes(office)) == "queued"


def test_forged_yes_is_refused(office: Office) -> None:
    ref = forged_yes(office)
    assert office.ledger.state(ref) == "held" and not office.case(ref).confirmations
    assert "không chứng minh được người gửi" in words_of(office.only("alarm", to=ADMIN))
    assert not office.letters("confirmation_received"), "the leader is not told of what somebody else wrote"


# --- the leader's own mails, sent once more -------------------------------------------------------------------------


def replayed_yes(office: Office) -> str:
    """He agreed, then thought better of it. Somebody sends his first mail again, by another road."""
    ref = ask(office)
    letter = request(office)
    answer(office, letter, "Đồng ý", message_id="<yes@cchc.moha.gov.vn>")
    office.hand.turn(minutes=5)
    answer(office, letter, "Không đồng ý")
    assert office.ledger.state(ref) == "held"
    office.hand.turn(minutes=5)
    answer(office, letter, "Đồng ý", message_id="<yes@cchc.moha.gov.vn>", X_Relay="2")
    return ref


def test_replayed_yes_would_succeed_without_the_seals(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LedgerHistory, "seen_seal", says(""))
    assert office.ledger.state(replayed_yes(office)) == "queued"


def test_replayed_yes_is_refused(office: Office) -> None:
    ref = replayed_yes(office)
    assert office.ledger.state(ref) == "held" and len(office.case(ref).confirmations) == 2
    assert len(office.letters("confirmation_received")) == 2 and not office.letters("alarm"), "it does nothing at all"


def redirected_yes(office: Office) -> str:
    """His yes to one item, its seal unbroken, sent again as an answer to the request about another."""
    first = ask(office)
    answer(office, request(office), "Đồng ý", DKIM_Signature=SEALED)
    assert office.ledger.state(first) == "queued"
    second = ask(office, "Hội nghị mà lãnh đạo chưa xem bài")
    answer(office, request(office), "Đồng ý", DKIM_Signature=SEALED)
    return second


def test_token_of_another_case_would_succeed_without_the_seals(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LedgerHistory, "seen_seal", says(""))
    assert office.ledger.state(redirected_yes(office)) == "queued"


def test_token_of_another_case_is_refused(office: Office) -> None:
    ref = redirected_yes(office)
    assert office.ledger.state(ref) == "held" and not office.case(ref).confirmations


def yes_to_a_colleague(office: Office) -> str:
    """“Đồng ý”, he wrote to a colleague about lunch. The colleague has seen the request and sends it on to the portal
    under its token: In-Reply-To is under nobody's seal."""
    ref = ask(office)
    answer(office, request(office), "Đồng ý", to=SECRETARY)
    return ref


def test_yes_to_a_colleague_would_succeed_without_the_recipient(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "_why_not_to_us", says(""))
    assert office.ledger.state(yes_to_a_colleague(office)) == "queued"


def test_yes_to_a_colleague_is_refused(office: Office) -> None:
    ref = yes_to_a_colleague(office)
    assert office.ledger.state(ref) == "held" and not office.case(ref).confirmations
    told = words_of(office.only("confirmation_void", to=LEADER))
    assert "Nếu không phải ông/bà gửi, đề nghị báo ngay" in told, "the true owner hears of it"
    assert ref in office.only("alarm", to=ADMIN).text


# --- what the letter asked about ------------------------------------------------------------------------------------


def yes_under_other_files(office: Office) -> str:
    """The files are exchanged after the leader was asked, and his yes to the old ones comes in."""
    ref = ask(office)
    letter, told = request(office), office.letters("held", to=LIAISON)[-1]
    office.hand.turn(minutes=5)
    other = File("bai.docx", news("Hội nghị mà lãnh đạo chưa xem bài"))
    assert office.take_in(office.mail(LIAISON, "Gửi bài thay thế.", other, in_reply_to=told.message_id)) == ref
    answer(office, letter, "Đồng ý")
    return ref


def test_changed_files_would_succeed_without_the_hashes(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    bound = answers._confirmation

    def of_whatever_lies_there(*given: Any, **named: Any) -> Confirmation:
        return replace(bound(*given, **named), files=())

    monkeypatch.setattr(weighing, "_same_files", says(True))
    monkeypatch.setattr(answers, "_confirmation", of_whatever_lies_there)
    assert office.ledger.state(yes_under_other_files(office)) == "queued"


def test_changed_files_is_refused(office: Office) -> None:
    ref = yes_under_other_files(office)
    assert office.ledger.state(ref) == "held" and not office.case(ref).confirmations
    assert "xin trả lời thư mới đó" in words_of(office.only("confirmation_void", to=LEADER))


def exchanged_item(office: Office) -> str:
    """Somebody who can write to the database lets the leader's letter about one item ask about another."""
    first = ask(office)
    letter = request(office)
    second = ask(office, "Hội nghị mà lãnh đạo chưa xem bài")
    files = [d.sha256 for d in office.case(second).files]
    with office.ledger._db.write("attack") as connection:
        spelt = text("UPDATE asked SET ref = :ref, files = json_array(:one) WHERE token = :token")
        connection.execute(spelt, {"ref": second, "one": files[0], "token": letter.token})
    answer(office, letter, "Đồng ý")
    assert office.ledger.state(first) == "held"
    return second


def test_exchanged_item_would_succeed_without_the_bound_token(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "_is_ours", says(True))
    assert office.ledger.state(exchanged_item(office)) == "queued"


def test_exchanged_item_is_refused(office: Office) -> None:
    ref = exchanged_item(office)
    assert office.ledger.state(ref) == "held" and not office.case(ref).confirmations
    assert "sổ ghi khác với điều mã đó chứng nhận" in words_of(office.only("alarm", to=ADMIN))


def late_yes(office: Office) -> str:
    ref = ask(office)
    office.hand.turn(days=20)
    office.ticks.holds()
    assert office.ledger.state(ref) == "expired"
    answer(office, request(office), "Đồng ý")
    return ref


def test_expired_token_would_succeed_without_the_clock(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weighing, "_too_late", says(False))
    assert office.ledger.state(late_yes(office)) == "queued"


def test_expired_token_is_refused(office: Office) -> None:
    assert office.ledger.state(late_yes(office)) == "expired"


# --- who answers ----------------------------------------------------------------------------------------------------


def forwarded_to(office: Office, address: str, monkeypatch: pytest.MonkeyPatch | None = None) -> str:
    """The leader has passed his request on; ``monkeypatch``: whoever stands in the directory leads every unit."""
    with_deputy(office)
    ref = ask(office)
    letter = request(office)
    if monkeypatch is not None:

        def anybody(self: Snapshot, unit: str, portal: str, at: object) -> tuple[Person, ...]:
            return tuple(replace(person, unit=unit) for person in self.people)

        monkeypatch.setattr(Snapshot, "leaders", anybody)
    answer(office, letter, "Đồng ý", sender=address)
    return ref


@pytest.mark.parametrize("address", [SECRETARY, LIAISON, OTHER_LEADER])
def test_forwarded_request_would_succeed_without_the_directory(
    office: Office, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    assert office.ledger.state(forwarded_to(office, address, monkeypatch)) == "queued"


@pytest.mark.parametrize("address", [SECRETARY, LIAISON, OTHER_LEADER])
def test_forwarded_request_is_refused(office: Office, address: str) -> None:
    ref = forwarded_to(office, address)
    assert office.ledger.state(ref) == "held" and not office.case(ref).confirmations


def robots_yes(office: Office) -> str:
    """An answering machine whose text begins as an answer does."""
    ref = ask(office)
    answer(office, request(office), "Đồng ý.\n\nTôi đang đi công tác.", Auto_Submitted="auto-replied")
    return ref


def test_robots_yes_would_succeed_without_the_class(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classify, "_automatic", says(""))
    assert office.ledger.state(robots_yes(office)) == "queued"


def test_robots_yes_is_refused(office: Office) -> None:
    assert office.ledger.state(robots_yes(office)) == "held"
    assert not office.letters("confirmation_help"), "and two robots do not teach each other"


# --- a server's word ------------------------------------------------------------------------------------------------


def forged_bounce(office: Office) -> str:
    """“The leader's address does not exist”, says a mail that only quotes the request's Message-ID."""
    ask(office)
    letter = request(office)
    said = f"Action: failed\nStatus: 5.1.1\nFinal-Recipient: rfc822; {LEADER}\n\nMessage-ID: {letter.message_id}\n"
    box = "bounce@tiepnhan.thu-nghiem.vn"
    office.arrive(build_mail("mailer-daemon@cchc.moha.gov.vn", box, "Undeliverable", said), "", envelope_to=box)
    office.work()
    office.post()
    return next(row.state for row in office.ledger.letters_of(letter.ref) if row.token == letter.token)


def test_forged_bounce_would_succeed_without_the_envelopes_token(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def by_quotation(addresses: object, base: object, words: str) -> Bounce:
        return Bounce(token=request(office).token, verdict=BounceVerdict.PERMANENT, status="5.1.1")

    monkeypatch.setattr(bounces, "read_bounce", by_quotation)
    assert forged_bounce(office) == "bounced"


def test_forged_bounce_is_refused(office: Office) -> None:
    assert forged_bounce(office) == "sent"
    assert not office.letters("alarm")


def test_the_clock_of_these_tests_is_that_of_the_mails(office: Office) -> None:
    """Or “written within seven days” would refuse every attack for the wrong reason."""
    ref = ask(office)
    office.hand.now += timedelta(days=1)
    answer(office, request(office), "Đồng ý")
    assert office.ledger.state(ref) == "queued"
