"""What leaders were asked, written with the letters; what names a message, so that a replay is known."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework.decision import Disposition
from casework.document import Signature, SignatureStatus
from casework.letter import Asked, LetterName
from casework.mail import Address, DkimSeal, Mail, MailClass, Origin, OriginStatus
from casework.noun import replace
from store.ledger import Ledger
from store.records import Outcome, Outgoing, StaleLook
from tests.store.builders import (
    START,
    article,
    case_for,
    committed,
    decision,
    letter,
    outcome,
    secret_article,
    sha,
    take_in,
)

LEADER = "truong@moha.gov.vn"
SENDER = "van.thu@moha.gov.vn"
UNTIL = START + timedelta(days=5)


def asked(number: int, ref: str, *files: str, revision: int = 1) -> Asked:
    return Asked(number, ref, revision, files or (sha("bai 1"),), UNTIL)


def request(token: str, *asks: Asked, name: LetterName = LetterName.CONFIRMATION_REQUEST) -> Outgoing:
    return letter(token, asks[-1].ref, name=name, to=Address(LEADER.upper()), asks=asks)


def held(ledger: Ledger, ref: str, number: int, *letters: Outgoing, content: str = "") -> None:
    job = take_in(ledger, number)
    documents = (article(content or f"bai {number}"),)
    case = case_for(job.receipt, ref, documents=documents, decision=decision(Disposition.HOLD))
    ledger.commit(job, outcome(ledger, case, outgoing=letters))


def test_a_request_is_found_by_its_token_with_each_item_as_it_was_shown(ledger: Ledger) -> None:
    held(ledger, "C-1", 1, request("t1", asked(1, "C-1")))
    held(ledger, "C-2", 2, request("t2", asked(1, "C-1"), asked(2, "C-2", sha("bai 2"), sha("ảnh"))))
    found = ledger.asked("t2")
    assert found is not None
    assert (found.name, found.leader, found.portal) == ("confirmation_request", LEADER, "congttdt")
    assert found.asks == (asked(1, "C-1"), asked(2, "C-2", sha("bai 2"), sha("ảnh")))
    assert ledger.asked("t9") is None and ledger.asked("") is None
    assert [row.token for row in ledger.letters_of("C-1")] == ["t1", "t2"], "a joint letter is one of each case"


def test_a_letter_that_asks_nothing_has_no_items(ledger: Ledger) -> None:
    held(ledger, "C-1", 1, letter("t1", "C-1"))
    assert ledger.asked("t1") is None


def test_the_same_letter_twice_is_asked_about_once(ledger: Ledger) -> None:
    held(ledger, "C-1", 1, request("t1", asked(1, "C-1")))
    ledger.post((request("t1", asked(1, "C-1")),))
    found = ledger.asked("t1")
    assert found is not None and len(found.asks) == 1


def test_help_is_remembered_for_a_leader_and_what_he_was_shown(ledger: Ledger) -> None:
    held(ledger, "C-1", 1)
    ledger.post((request("h1", asked(1, "C-1"), name=LetterName.CONFIRMATION_HELP),))
    assert ledger.helped(LEADER, (asked(1, "C-1"),))
    assert not ledger.helped("pho@moha.gov.vn", (asked(1, "C-1"),))
    assert not ledger.helped(LEADER, (asked(1, "C-1", revision=2),)), "new files are a new question"


def test_open_requests_are_those_of_one_sender_and_one_leader(ledger: Ledger) -> None:
    held(ledger, "C-1", 1)
    held(ledger, "C-2", 2)
    committed(ledger, "C-3", 3, documents=(article("bai 3"),))
    history = ledger.history
    assert [c.ref for c in history.open_requests("congttdt", LEADER, SENDER, other_than="")] == ["C-1", "C-2"]
    assert [c.ref for c in history.open_requests("congttdt", LEADER, SENDER, other_than="C-1")] == ["C-2"]
    assert history.open_requests("congttdt", "khac@moha.gov.vn", SENDER, other_than="") == ()
    assert history.open_requests("cchc", LEADER, SENDER, other_than="") == ()


def test_the_last_request_is_one_that_the_leader_has_or_will_have(ledger: Ledger) -> None:
    held(ledger, "C-1", 1, request("t1", asked(1, "C-1")))
    found = ledger.history.last_request("congttdt", LEADER, "C-1")
    assert found is not None and (found.message_id, found.expires_at) == ("<tn.t1@mail>", UNTIL)
    row = ledger.claim_letter("postman", timedelta(minutes=5))
    assert row is not None
    ledger.undeliverable(row, "550 no such user")
    assert ledger.history.last_request("congttdt", LEADER, "C-1") is None, "nobody was asked by it"


def test_of_two_requests_at_once_the_second_walks_again(ledger: Ledger) -> None:
    one, two = take_in(ledger, 1), take_in(ledger, 2)
    waits = decision(Disposition.HOLD)
    looks = [
        outcome(ledger, case_for(job.receipt, ref, documents=(article(ref),), decision=waits))
        for job, ref in ((one, "C-1"), (two, "C-2"))
    ]
    ledger.commit(one, looks[0])
    with pytest.raises(StaleLook, match="leader"):
        ledger.commit(two, looks[1])
    assert looks[1].case is not None
    ledger.commit(two, outcome(ledger, looks[1].case))


def test_a_request_answered_meanwhile_costs_another_walk_too(ledger: Ledger) -> None:
    held(ledger, "C-1", 1)
    first = ledger.case("C-1")
    assert first is not None
    two, answered = take_in(ledger, 2), take_in(ledger, 3)
    case = case_for(two.receipt, "C-2", documents=(article("bai 2"),), decision=decision(Disposition.HOLD))
    look = outcome(ledger, case)
    ledger.commit(answered, outcome(ledger, replace(first, revision=2, decision=decision())))
    with pytest.raises(StaleLook):
        ledger.commit(two, look)


def test_what_asks_another_sender_s_leader_costs_no_second_walk(ledger: Ledger) -> None:
    one, two = take_in(ledger, 1), take_in(ledger, 2)
    waits = decision(Disposition.HOLD)
    other = Mail(sender=Address("khac@moha.gov.vn"), subject="Bài 2")
    looks = (
        outcome(ledger, case_for(one.receipt, "C-1", documents=(article("a"),), decision=waits)),
        outcome(ledger, case_for(two.receipt, "C-2", documents=(article("b"),), decision=waits, mail=other)),
    )
    for job, look in zip((one, two), looks, strict=True):
        ledger.commit(job, look)


SIGNED = Mail(
    sender=Address(SENDER),
    message_id="<1@moha.gov.vn>",
    dkim=(DkimSeal("moha.gov.vn", digest="d" * 64),),
)


def _sealed(ledger: Ledger, status: OriginStatus = OriginStatus.PROVEN) -> None:
    job = take_in(ledger)
    smime = Signature("smime", SignatureStatus.UNTRUSTED, seal="s" * 64)
    document = replace(article(), signatures=(smime, replace(smime, kind="pdf", seal="p" * 64)))
    case = case_for(job.receipt, "C-1", mail=SIGNED, documents=(document,), origin=Origin(status))
    ledger.commit(job, outcome(ledger, case))


def test_what_names_a_proven_mail_is_kept_for_its_portal(ledger: Ledger) -> None:
    _sealed(ledger)
    history = ledger.history
    for one in ("mid:<1@moha.gov.vn>", f"dkim:{'d' * 64}", f"cms:{'s' * 64}"):
        assert history.seen_seal("congttdt", one, other_than="") == "C-1"
        assert history.seen_seal("congttdt", one, other_than="C-1") == "", "a case is no replay of itself"
        assert history.seen_seal("cchc", one, other_than="") == ""
    assert history.seen_seal("congttdt", f"cms:{'p' * 64}", other_than="") == "", "a file may be sent twice"


@pytest.mark.parametrize("status", [s for s in OriginStatus if s is not OriginStatus.PROVEN])
def test_a_strangers_copy_does_not_make_the_true_mail_a_replay(ledger: Ledger, status: OriginStatus) -> None:
    _sealed(ledger, status)
    assert ledger.history.seen_seal("congttdt", "mid:<1@moha.gov.vn>", other_than="") == ""


def test_an_answer_without_a_case_leaves_its_seals_too(ledger: Ledger) -> None:
    held(ledger, "C-1", 1)
    job = take_in(ledger, 2)
    ledger.commit(job, Outcome(MailClass.CONFIRMATION, seals=("mid:<2@moha.gov.vn>",), ref="C-1"))
    assert ledger.history.seen_seal("congttdt", "mid:<2@moha.gov.vn>", other_than="") == "C-1"


def test_a_long_name_of_a_message_is_known_again(ledger: Ledger) -> None:
    long = "mid:<" + "x" * 900 + "@moha.gov.vn>"
    held(ledger, "C-1", 1)
    job = take_in(ledger, 2)
    ledger.commit(job, Outcome(MailClass.CONFIRMATION, seals=(long,), ref="C-1"))
    assert ledger.history.seen_seal("congttdt", long, other_than="") == "C-1"


def test_of_an_item_that_turns_out_secret_no_joint_letter_keeps_a_word(ledger: Ledger) -> None:
    """The second item's letter lists the first one too: in the outbox and on the second case's own sheets."""
    held(ledger, "C-1", 1)
    shown = letter("t2", "C-2", to=Address(LEADER), asks=(asked(1, "C-1"), asked(2, "C-2")), text="CHIM HOÀNG YẾN")
    both = replace(shown, wire="CHIM HOÀNG YẾN".encode())
    job = take_in(ledger, 2)
    beside = case_for(job.receipt, "C-2", documents=(article("bai 2"),), decision=decision(Disposition.HOLD))
    beside = replace(beside, letters=(both.letter, letter("t3", "C-2").letter))
    ledger.commit(job, outcome(ledger, beside, outgoing=(both,)))
    marked = take_in(ledger, 3)
    secret = case_for(
        marked.receipt, "C-1", revision=2, documents=(secret_article("x"),), decision=decision(Disposition.QUARANTINE)
    )
    ledger.commit(marked, outcome(ledger, secret))
    (row,) = ledger.letters_of("C-1")
    assert row.wire == b"" and row.state == "undeliverable", "an empty letter must not go out"
    kept = ledger.case("C-2")
    assert kept is not None and kept.letters is not None
    assert [bool(one.text) for one in kept.letters] == [False, True]
    whole = b"".join(path.read_bytes() for path in ledger.folder.glob("ledger.sqlite*"))
    assert "CHIM HOÀNG YẾN".encode() not in whole
