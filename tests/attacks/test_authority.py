"""Attacks on the verdict of authority. Each succeeds where the one check is gone, and is refused where it stands."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from casework.case import Case
from casework.directory import Person, Role, Snapshot
from casework.document import Document, Item, SignatureStatus, Stamp, StampKind
from casework.finding import Severity
from casework.mail import Address, Origin, OriginMeans, OriginStatus
from casework.noun import replace
from casework.vietnamese import fold
from intake.readers.containers.entry import Entry
from intake.signatures import p7s
from tests.builders.pki import Pki
from tests.validators.cases import (
    LEADER,
    LIAISON,
    RECEIVED,
    History,
    article,
    body,
    case,
    document,
    granted,
    institute,
    judge,
    portal,
    setting,
)
from tests.validators.evidence import PEOPLE, UNIT, Seen, leaders_mail, signature, smime, with_signature
from validators import authority, confirmations, covered, fresh, paper, signers

AT = portal(setting("PRF101", Severity.HOLD), setting("PRF102", Severity.RETURN))
OTHER_LEADER = Person("lvcuong@moha.gov.vn", "Lê Văn Cường", "Vụ Pháp chế", Role.LEADER)
BY_DKIM = Origin(OriginStatus.PROVEN, means=OriginMeans.RESULTS, sealed=("date", "from", "subject", "to"))
DECISION = with_signature(article("qd 668.pdf", "Quyết định"), signature())


def goes_through(sent: Case, *, history: History | None = None, directory: Snapshot = PEOPLE) -> bool:
    """True where nothing stands between the mail and the editors."""
    return judge(sent, AT, history=history, directory=directory) == ()


def says(answer: Any) -> Any:
    return lambda *_, **__: answer


# --- what a signature covers ----------------------------------------------------------------------------------------

DECISION_AND_ARTICLE = case(DECISION, article("bai.docx", "Bài"))


def test_signed_decision_beside_an_article_would_succeed_without_coverage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(covered.Wanted, "inside", says(()))
    assert goes_through(DECISION_AND_ARTICLE)


def test_signed_decision_beside_an_article_is_refused() -> None:
    assert goes_through(case(DECISION))
    assert not goes_through(DECISION_AND_ARTICLE)


DECISION_AND_PHOTO = case(DECISION, document("to roi.jpg", item=Item.PICTURES))


def test_signed_decision_beside_a_poster_would_succeed_without_coverage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(covered.Wanted, "inside", says(()))
    assert goes_through(DECISION_AND_PHOTO)


def test_signed_decision_beside_a_poster_is_refused() -> None:
    assert not goes_through(DECISION_AND_PHOTO)


ARTICLE_IN_THE_BODY = case(documents=(body("Bài viết dài", Item.ARTICLE), DECISION))


def test_article_in_the_body_would_succeed_without_coverage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(covered.Wanted, "inside", says(()))
    assert goes_through(ARTICLE_IN_THE_BODY)


def test_article_in_the_body_is_refused() -> None:
    assert not goes_through(ARTICLE_IN_THE_BODY)


SIGNED_AND_NOT_IN_A_ZIP = case(
    document("Ho_so.zip"),
    with_signature(article("Ho_so.zip › qd.pdf"), signature()),
    article("Ho_so.zip › bai.docx"),
)


def test_unsigned_file_in_an_archive_would_succeed_without_coverage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(covered.Wanted, "inside", says(()))
    assert goes_through(SIGNED_AND_NOT_IN_A_ZIP)


def test_unsigned_file_in_an_archive_is_refused() -> None:
    assert not goes_through(SIGNED_AND_NOT_IN_A_ZIP)


PARTLY_SIGNED = case(with_signature(article("qd.pdf"), signature(covers="part")))


def test_signature_over_a_part_would_succeed_without_whole_coverage(monkeypatch: pytest.MonkeyPatch) -> None:
    judged = authority._signed

    def blind(signed: Any, *others: Any) -> Any:
        return judged(replace(signed, covers="whole"), *others)

    monkeypatch.setattr(authority, "_signed", blind)
    assert goes_through(PARTLY_SIGNED)


def test_signature_over_a_part_is_refused() -> None:
    assert not goes_through(PARTLY_SIGNED)


SELF_MADE = case(with_signature(article("qd.pdf"), signature(SignatureStatus.UNTRUSTED)))


def test_self_made_certificate_would_succeed_without_the_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    judged = authority._signed

    def blind(signed: Any, *others: Any) -> Any:
        return judged(replace(signed, status=SignatureStatus.TRUSTED), *others)

    monkeypatch.setattr(authority, "_signed", blind)
    assert goes_through(SELF_MADE)


def test_self_made_certificate_is_refused() -> None:
    assert not goes_through(SELF_MADE)


# --- whose signature ------------------------------------------------------------------------------------------------

NAMESAKE = case(with_signature(article("qd.pdf"), signature(email="", unit="Công ty X", organisation="Công ty X")))


def test_namesakes_certificate_would_succeed_without_the_unit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signers, "_is_of", says(True))
    assert goes_through(NAMESAKE)


def test_namesakes_certificate_is_refused() -> None:
    assert not goes_through(NAMESAKE)


# Of the same name, in a unit that is called alike, of this Ministry or of another whose people nobody here knows.
BY_NAMESAKE = case(with_signature(article("qd.pdf"), signature(email="tvbinh@mof.gov.vn", organisation="Bộ Tài chính")))


def test_namesake_in_such_a_unit_would_succeed_without_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    judged = signers._is_his
    monkeypatch.setattr(signers, "_is_his", lambda signed, leader: judged(replace(signed, email=""), leader))
    assert goes_through(BY_NAMESAKE)


def test_namesake_in_such_a_unit_is_refused() -> None:
    assert not goes_through(BY_NAMESAKE)


# The leader is Trần Văn Bình; of his unit, without an address in the certificate, is Trần Văn Bính.
BY_ANOTHER_TONE = case(with_signature(article("qd.pdf"), signature(email="", signer="Trần Văn Bính")))


def test_name_of_another_tone_would_succeed_without_the_diacritics(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signers, "same_name", lambda one, other: fold(one) == fold(other))
    assert goes_through(BY_ANOTHER_TONE)


def test_name_of_another_tone_is_refused() -> None:
    assert not goes_through(BY_ANOTHER_TONE)


OF_THE_UNIT = case(with_signature(article("qd.pdf"), signature(signer=UNIT, email="", personal=False)))


def test_organisations_public_signature_would_succeed_without_the_leader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(authority, "leader_who_signed", says(LEADER))
    assert goes_through(OF_THE_UNIT)


def test_organisations_public_signature_is_refused() -> None:
    assert not goes_through(OF_THE_UNIT)


LEFT = Snapshot(3, (LIAISON, replace(LEADER, until=RECEIVED - timedelta(days=30))))
BACKDATED = case(
    with_signature(article("qd.pdf"), signature(signed_at=RECEIVED - timedelta(days=40), timestamped=False))
)


def test_backdated_signature_would_succeed_without_the_timestamp(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signers, "moment_of", lambda signed, case: signed.signed_at)
    assert goes_through(BACKDATED, directory=LEFT)


def test_backdated_signature_is_refused() -> None:
    assert not goes_through(BACKDATED, directory=LEFT)


# --- an old mail sent again -----------------------------------------------------------------------------------------

TO_A_COLLEAGUE = replace(leaders_mail(article(), to=(Address("lan@moha.gov.vn"),)), origin=BY_DKIM)


def test_leaders_mail_to_a_colleague_would_succeed_without_the_recipient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fresh, "_addresses", says({"lan@moha.gov.vn"}))
    assert goes_through(TO_A_COLLEAGUE)


def test_leaders_mail_to_a_colleague_is_refused() -> None:
    assert not goes_through(TO_A_COLLEAGUE)


ADDED_COPY = replace(
    leaders_mail(article(), to=(Address("lan@moha.gov.vn"),), cc=(Address(AT.address),)), origin=BY_DKIM
)


def test_recipient_added_outside_the_signature_would_succeed_without_the_seal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Origin, "seals", says(True))
    assert goes_through(ADDED_COPY)


def test_recipient_added_outside_the_signature_is_refused() -> None:
    assert not goes_through(ADDED_COPY)


MONTHS_OLD = replace(leaders_mail(article(), date=RECEIVED - timedelta(days=60)), origin=BY_DKIM)


def test_leaders_mail_of_months_ago_would_succeed_without_the_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fresh, "_is_old", says(False))
    assert goes_through(MONTHS_OLD)


def test_leaders_mail_of_months_ago_is_refused() -> None:
    assert not goes_through(MONTHS_OLD)


SENT_TWICE = replace(leaders_mail(article()), origin=BY_DKIM)


def test_leaders_mail_sent_again_would_succeed_without_the_seals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fresh, "_seen", says(""))
    assert goes_through(SENT_TWICE, history=Seen("mid:<200@moha.gov.vn>"))


def test_leaders_mail_sent_again_is_refused() -> None:
    assert not goes_through(SENT_TWICE, history=Seen("mid:<200@moha.gov.vn>"))


STAFF = Person("minh@moha.gov.vn", "Đỗ Minh", "Văn phòng Viện", Role.STAFF, portals=("vienkhtcnn",))
STAFFS_TO_A_COLLEAGUE = case(article(), sender=STAFF.address, person=STAFF, portal="vienkhtcnn")
INSTITUTE = institute(setting("PRF101", Severity.HOLD), address="vienkhtcnn@moha.gov.vn")


def test_staffs_mail_to_a_colleague_would_succeed_without_the_recipient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(authority, "why_not_ours", says(""))
    assert judge(STAFFS_TO_A_COLLEAGUE, INSTITUTE) == ()


def test_staffs_mail_to_a_colleague_is_refused() -> None:
    assert judge(STAFFS_TO_A_COLLEAGUE, INSTITUTE) != ()


# --- a signed mail in another envelope ------------------------------------------------------------------------------


def signed_parts(**facts: Any) -> tuple[Document, ...]:
    made = smime(**facts)
    return with_signature(body("Bài"), made), with_signature(article(), made)


IN_ANOTHERS_ENVELOPE = case(documents=signed_parts())  # From is the liaison


def test_signed_mail_in_anothers_envelope_would_succeed_without_the_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(authority, "why_not_signed_to_us", says(""))
    assert goes_through(IN_ANOTHERS_ENVELOPE)


def test_signed_mail_in_anothers_envelope_is_refused() -> None:
    assert not goes_through(IN_ANOTHERS_ENVELOPE)


UNSEALED = Origin(OriginStatus.PROVEN, means=OriginMeans.RESULTS, sealed=("from",))
SIGNED_TO_A_COLLEAGUE = case(
    documents=signed_parts(addressed_to=("lan@moha.gov.vn",)), sender=LEADER.address, origin=UNSEALED
)


def test_signed_mail_to_a_colleague_would_succeed_without_the_signed_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fresh, "_addresses", says({"lan@moha.gov.vn"}))
    assert goes_through(SIGNED_TO_A_COLLEAGUE)


def test_signed_mail_to_a_colleague_is_refused() -> None:
    assert not goes_through(SIGNED_TO_A_COLLEAGUE)


# --- confirmations and paper ----------------------------------------------------------------------------------------

CHANGED_FILES = case(article("bai moi.docx", "Khác"), confirmations=(granted(LEADER.address, "0" * 64),))


def test_confirmation_of_other_files_would_succeed_without_the_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(covered.Wanted, "by_word", says(()))
    assert goes_through(CHANGED_FILES)


def test_confirmation_of_other_files_is_refused() -> None:
    assert not goes_through(CHANGED_FILES)


FOREIGN_LEADER = case(article(), confirmations=(granted(OTHER_LEADER.address),))
BOTH_UNITS = Snapshot(4, (*PEOPLE.people, OTHER_LEADER))


def test_word_of_another_units_leader_would_succeed_without_the_unit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confirmations, "leaders_of", says((OTHER_LEADER,)))
    assert goes_through(FOREIGN_LEADER, directory=BOTH_UNITS)


def test_word_of_another_units_leader_is_refused() -> None:
    assert not goes_through(FOREIGN_LEADER, directory=BOTH_UNITS)


SEAL = Stamp(StampKind.SEAL, "trang 1", 0.6, 0.7, 0.8, 0.85)
COPIED_SEAL = case(document("xac nhan.pdf", stamps=(SEAL,)))


def test_copied_seal_would_succeed_without_the_person(monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = list(paper.paper_pieces(COPIED_SEAL, askable=True))
    monkeypatch.setattr(authority, "paper_pieces", says([replace(p, standing=paper.Standing.PROVES) for p in pieces]))
    assert goes_through(COPIED_SEAL)


def test_copied_seal_is_refused() -> None:
    assert not goes_through(COPIED_SEAL)


# --- the signed part of an old mail, sent on as a file ---------------------------------------------------------------

ENTITY = "Content-Type: text/plain; charset=utf-8\r\n\r\nLời gửi riêng cho đồng nghiệp.\r\n".encode()


def sent_on_as_a_file() -> Case:
    """What the leader once signed in a mail to a colleague, cut out and attached with its signature beside it."""
    pki = Pki()
    made = pki.cms(ENTITY, pki.person(LEADER.name, UNIT, email=LEADER.address))
    entries = (Entry("thu.eml", ("thu.eml",), ENTITY), Entry("smime.p7s", ("smime.p7s",), made))
    signed_file, _ = p7s.match_siblings(entries, pki.checking())
    return case(with_signature(document("thu.eml"), *signed_file.signatures))


def test_signed_part_of_a_mail_as_a_file_would_succeed_without_the_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(p7s, "_kind_over", says(p7s.KIND))
    assert goes_through(sent_on_as_a_file())


def test_signed_part_of_a_mail_as_a_file_is_refused() -> None:
    assert not goes_through(sent_on_as_a_file())


def test_signed_part_of_a_mail_wrapped_in_a_p7m_is_a_signed_mail_too() -> None:
    pki = Pki()
    made = pki.cms(ENTITY, pki.person(LEADER.name, UNIT, email=LEADER.address), detached=False)
    wrapped = p7s.unwrap(made, pki.checking())
    assert wrapped is not None and wrapped.is_mail
    assert [s.kind for s in wrapped.signatures] == ["smime"]
